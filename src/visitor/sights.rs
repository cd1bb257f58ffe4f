//! What the sights of a set of rules show of one visitor, each resolved when it is first asked for.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

use crate::visitor::Field;
use crate::visitor::folded::{Folded, Piece, fold};
use crate::visitor::glance::{Glance, Sort};
use crate::visitor::prepared::{Plain, Prepared};
use crate::visitor::seen::{Seen, SeenText};
use crate::visitor::shown::{Items, Shown, ShownText};

/// What sights show, by number. The first are kept; the others are resolved whenever they are asked
/// for, so that rules on however many fields take no memory. Where that has gone along so many bytes that
/// memory for all of them is worth it, they are kept, too: no text is made again and again.
pub(crate) struct Sights<'v> {
    first: [Cells<'v>; FIRST],
    more: OnceCell<[Cells<'v>; MORE]>,
    room: OnceCell<Room>,
    /// How many bytes were resolved without being kept.
    spent: Cell<usize>,
    all: OnceCell<Box<[Cells<'v>]>>,
}

/// So many bytes are resolved again before anything is kept on the heap; and for each sight, what it takes
/// to have cells for it.
const MOST_SPENT: usize = 1 << 16;

/// What most sets of rules look at; made before anybody asks, so no more than that.
const FIRST: usize = 24;
const MORE: usize = 24;

/// What is known of one sight.
struct Cells<'v> {
    glance: Cell<Glance>,
    kept: Cell<Kept<'v>>,
}

impl<'v> Cells<'v> {
    const fn not_asked() -> Self {
        Self { glance: Cell::new(Glance::NOT_ASKED), kept: Cell::new(Kept::NotKnown) }
    }

    #[inline(always)]
    fn keep(&self, glance: Glance, kept: Kept<'v>) -> Glance {
        self.kept.set(kept);
        self.glance.set(glance);
        glance
    }
}

/// What one sight shows.
#[derive(Clone, Copy)]
enum Kept<'v> {
    NotKnown,
    /// There is no room for it: it is made again whenever it is asked for.
    NoRoom,
    Text(&'v str),
    Number(f64),
    Boolean(bool),
    List(&'v [Cow<'v, str>]),
    ListInLowerCase(&'v [Cow<'v, str>]),
    /// In lower case.
    Short(Piece<22>),
    /// A text by its place in the room.
    Medium(u8),
    Long(u32),
}

/// Texts that do not stand in the visitor as they are compared.
#[derive(Default)]
struct Room {
    medium: [OnceCell<Piece<126>>; 4],
    long: OnceCell<[OnceCell<Box<str>>; LONG]>,
    /// Where sights are kept on the heap, as many more as there are sights, and how many of them are taken.
    many: OnceCell<Box<[OnceCell<Box<str>>]>>,
    taken: Cell<u32>,
}

const LONG: usize = 16;
const FIRST_OF_MANY: u32 = 16;

impl Default for Sights<'_> {
    fn default() -> Self {
        let first = [const { Cells::not_asked() }; FIRST];
        Self {
            first,
            more: OnceCell::new(),
            room: OnceCell::new(),
            spent: Cell::new(0),
            all: OnceCell::new(),
        }
    }
}

/// What a sight looks at.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'f> {
    pub(crate) field: &'f Field,
    /// Whether in lower case.
    pub(crate) folds: bool,
    /// How many sights there are.
    pub(crate) of: usize,
}

impl<'v> Sights<'v> {
    /// The sight with a number at a glance, where it was asked for before; those with higher numbers are
    /// forgotten. This is on the way of every test.
    #[inline(always)]
    pub(crate) fn glanced(&self, number: u32) -> Option<Glance> {
        let glance = self.first.get(number as usize)?.glance.get();
        (glance.sort() != Sort::NOT_ASKED).then_some(glance)
    }

    /// Shows the sight with a number.
    #[inline]
    pub(crate) fn show<'f, R>(
        &self,
        number: u32,
        visitor: &Prepared<'v>,
        ask: impl Fn() -> Option<Asked<'f>>,
        then: impl FnOnce(Option<Shown<'_>>) -> R,
    ) -> R {
        let glance = self.glanced(number).unwrap_or_else(|| self.look(number, visitor, ask()));
        if glance.sort() == Sort::NOT_KNOWN {
            return then(None);
        }
        let kept = self.cells(number as usize).map_or(Kept::NoRoom, |cells| cells.kept.get());
        match kept {
            Kept::NoRoom => self.once(number, visitor, ask(), then),
            kept => then(kept.shown(&self.room)),
        }
    }

    /// The text of a sight that shows one as it was given.
    #[inline(always)]
    pub(crate) fn given(&self, number: u32) -> Option<&'v str> {
        match self.first.get(number as usize)?.kept.get() {
            Kept::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Finds out what a sight shows, and keeps it where there are cells for it.
    #[inline(never)]
    pub(crate) fn look(
        &self,
        number: u32,
        visitor: &Prepared<'v>,
        asked: Option<Asked<'_>>,
    ) -> Glance {
        let Some(cells) = self.cells(number as usize) else {
            return self.once(number, visitor, asked, Glance::of);
        };
        let known = cells.glance.get();
        if known.sort() != Sort::NOT_ASKED {
            return known;
        }
        let Some(Asked { field, folds, .. }) = asked else {
            return cells.keep(Glance::NOT_KNOWN, Kept::NotKnown);
        };
        // Most fields show a short text or a number: those go no further than this.
        match visitor.plain(field) {
            Plain::NotKnown => cells.keep(Glance::NOT_KNOWN, Kept::NotKnown),
            Plain::Number(number) => cells.keep(Glance::number(number), Kept::Number(number)),
            Plain::Text(text) if !folds => {
                cells.keep(Glance::text(text.as_bytes()), Kept::Text(text))
            }
            Plain::Text(text) => self.keep_in_lower_case(text, cells),
            Plain::Other => self.keep_other(visitor.make(field), folds, cells),
        }
    }

    fn keep_in_lower_case(&self, text: &'v str, cells: &Cells<'v>) -> Glance {
        let glance = Glance::text(text.as_bytes());
        match glance.in_lower_case() {
            Some(lower) if lower.word() == glance.word() => cells.keep(glance, Kept::Text(text)),
            Some(lower) => {
                cells.keep(lower, Kept::Short(Piece::of_word(lower.word(), lower.length())))
            }
            None => self.keep_other(Some(Seen::Text(SeenText::Given(text))), true, cells),
        }
    }

    #[inline(never)]
    fn keep_other(&self, seen: Option<Seen<'v>>, folds: bool, cells: &Cells<'v>) -> Glance {
        match kept(seen, folds, &self.room) {
            Ok(kept) => cells.keep(Glance::of(kept.shown(&self.room)), kept),
            Err(text) => {
                let shown = Some(Shown::Text(ShownText::Text(&text)));
                cells.keep(Glance::of(shown), Kept::NoRoom)
            }
        }
    }

    fn cells(&self, number: usize) -> Option<&Cells<'v>> {
        let rest = match number.checked_sub(FIRST) {
            None => return self.first.get(number),
            Some(rest) if rest < MORE => rest,
            Some(rest) => return self.all.get()?.get(rest - MORE),
        };
        self.more.get_or_init(|| [const { Cells::not_asked() }; MORE]).get(rest)
    }

    /// Resolves a field and shows it, mostly without keeping anything.
    #[cold]
    #[inline(never)]
    fn once<R>(
        &self,
        number: u32,
        visitor: &Prepared<'v>,
        asked: Option<Asked<'_>>,
        then: impl FnOnce(Option<Shown<'_>>) -> R,
    ) -> R {
        let Some(Asked { field, folds, of }) = asked else {
            return then(None);
        };
        let seen = visitor.see(field);
        if self.spent.get() <= MOST_SPENT + of.saturating_mul(size_of::<Cells<'_>>()) {
            return show_once(seen, folds, |shown| {
                let size = shown.map_or(0, Shown::size);
                self.spent.set(self.spent.get().saturating_add(size));
                then(shown)
            });
        }
        self.all.get_or_init(|| (0..of).map(|_| Cells::not_asked()).collect());
        let room = self.room.get_or_init(Room::default);
        room.many.get_or_init(|| (0..of).map(|_| OnceCell::new()).collect());
        if let Some(cells) = self.cells(number as usize) {
            self.keep_other(seen, folds, cells);
            return then(cells.kept.get().shown(&self.room));
        }
        show_once(seen, folds, then)
    }
}

/// Shows what was seen of a field, in lower case where that is wanted.
pub(crate) fn show_once<R>(
    seen: Option<Seen<'_>>,
    folds: bool,
    then: impl FnOnce(Option<Shown<'_>>) -> R,
) -> R {
    let room = OnceCell::new();
    then(kept(seen, folds, &room).unwrap_or(Kept::NotKnown).shown(&room))
}

impl<'v> Kept<'v> {
    #[inline]
    fn shown<'s>(&'s self, room: &'s OnceCell<Room>) -> Option<Shown<'s>> {
        let text = |text| Some(Shown::Text(text));
        match *self {
            Self::NoRoom | Self::NotKnown => None,
            Self::Text(given) => text(ShownText::Text(given)),
            Self::Number(number) => Some(Shown::Number(number)),
            Self::Boolean(value) => Some(Shown::Boolean(value)),
            Self::List(items) => Some(Shown::List(Items::new(items))),
            Self::ListInLowerCase(items) => Some(Shown::List(Items::in_lower_case(items))),
            Self::Short(ref piece) => text(piece.shown()),
            Self::Medium(place) => text(room.get()?.medium.get(usize::from(place))?.get()?.shown()),
            Self::Long(place) => text(ShownText::Text(room.get()?.long(place as usize)?)),
        }
    }
}

/// Finds room for what was seen, in lower case where that is wanted; or gives the text back.
fn kept<'v>(
    seen: Option<Seen<'v>>,
    folds: bool,
    room: &OnceCell<Room>,
) -> Result<Kept<'v>, Box<str>> {
    Ok(match seen {
        None => Kept::NotKnown,
        Some(Seen::Number(number)) => Kept::Number(number),
        Some(Seen::Boolean(value)) => Kept::Boolean(value),
        Some(Seen::List(items)) if folds => Kept::ListInLowerCase(items),
        Some(Seen::List(items)) => Kept::List(items),
        Some(Seen::Text(text)) => match if folds { fold(&text) } else { Folded::Same } {
            Folded::Same => match text {
                SeenText::Given(text) => Kept::Text(text),
                SeenText::Short(piece) => Kept::Short(piece),
                SeenText::Made(text) => Kept::Long(keep_long(text, room)?),
            },
            Folded::Short(piece) => Kept::Short(piece),
            Folded::Medium(piece) => match put(&room.get_or_init(Room::default).medium, piece) {
                Ok(place) => Kept::Medium(place),
                Err(piece) => Kept::Long(keep_long(piece.shown().text().into(), room)?),
            },
            Folded::Long(text) => Kept::Long(keep_long(text, room)?),
        },
    })
}

impl Room {
    /// A long text by its place.
    fn long(&self, place: usize) -> Option<&str> {
        let cell = match place.checked_sub(LONG) {
            None => self.long.get()?.get(place),
            Some(place) => self.many.get()?.get(place),
        };
        cell?.get().map(|text| &**text)
    }
}

fn keep_long(text: Box<str>, room: &OnceCell<Room>) -> Result<u32, Box<str>> {
    let room = room.get_or_init(Room::default);
    let text = match put(room.long.get_or_init(Default::default), text) {
        Ok(place) => return Ok(place.into()),
        Err(text) => text,
    };
    let place = room.taken.get();
    match room.many.get().and_then(|many| many.get(place as usize)) {
        Some(cell) => cell.set(text).map(|()| {
            room.taken.set(place + 1);
            place + FIRST_OF_MANY
        }),
        None => Err(text),
    }
}

/// Puts a thing into the first free cell and says which; or gives it back.
fn put<T>(cells: &[OnceCell<T>], thing: T) -> Result<u8, T> {
    let mut thing = thing;
    for (place, cell) in (0..).zip(cells) {
        match cell.set(thing) {
            Ok(()) => return Ok(place),
            Err(back) => thing = back,
        }
    }
    Err(thing)
}
