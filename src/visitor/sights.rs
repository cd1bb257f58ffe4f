//! What the sights of a set of rules show of one visitor, each resolved when it is first asked for.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

use crate::visitor::folded::{Folded, Piece, fold};
use crate::visitor::seen::{Seen, SeenText};
use crate::visitor::shown::{Items, Shown, ShownText};

/// What sights show, by number. The first are kept; the others are resolved whenever they are asked
/// for, so that rules on however many fields take no memory.
pub(crate) struct Sights<'v> {
    first: [Cell<Kept<'v>>; FIRST],
    more: OnceCell<[Cell<Kept<'v>>; MORE]>,
    room: OnceCell<Room>,
}

/// What most sets of rules look at; made before anybody asks, so no more than that.
const FIRST: usize = 16;
const MORE: usize = 32;

/// What one sight shows.
#[derive(Clone, Copy)]
enum Kept<'v> {
    NotAsked,
    NotKnown,
    Text(&'v str),
    Number(f64),
    Boolean(bool),
    List(&'v [Cow<'v, str>]),
    ListInLowerCase(&'v [Cow<'v, str>]),
    /// In lower case.
    Short(Piece<22>),
    /// A text by its place in the room.
    Medium(u8),
    Long(u8),
}

/// Texts that do not stand in the visitor as they are compared.
#[derive(Default)]
struct Room {
    medium: [OnceCell<Piece<126>>; 4],
    long: OnceCell<[OnceCell<Box<str>>; 16]>,
}

impl Default for Sights<'_> {
    fn default() -> Self {
        Self {
            first: [const { Cell::new(Kept::NotAsked) }; FIRST],
            more: OnceCell::new(),
            room: OnceCell::new(),
        }
    }
}

impl<'v> Sights<'v> {
    /// Shows the sight with a number; `see` resolves it and says whether it shows lower case.
    #[inline]
    pub(crate) fn show<R>(
        &self,
        number: u32,
        see: impl FnOnce() -> (Option<Seen<'v>>, bool),
        then: impl FnOnce(Option<Shown<'_>>) -> R,
    ) -> R {
        match self.first.get(number as usize).map(Cell::get) {
            None | Some(Kept::NotAsked) => self.show_first(number, see, then),
            Some(kept) => then(kept.shown(&self.room)),
        }
    }

    #[inline(never)]
    fn show_first<R>(
        &self,
        number: u32,
        see: impl FnOnce() -> (Option<Seen<'v>>, bool),
        then: impl FnOnce(Option<Shown<'_>>) -> R,
    ) -> R {
        let Some(cell) = self.cell(number as usize) else {
            let room = OnceCell::new();
            return then(kept(see(), &room).unwrap_or(Kept::NotKnown).shown(&room));
        };
        if let Kept::NotAsked = cell.get() {
            match kept(see(), &self.room) {
                Ok(kept) => cell.set(kept),
                // There is no room left: it is made again when it is asked for again.
                Err(text) => return then(Some(Shown::Text(ShownText::Text(&text)))),
            }
        }
        then(cell.get().shown(&self.room))
    }

    fn cell(&self, number: usize) -> Option<&Cell<Kept<'v>>> {
        let rest = match number.checked_sub(FIRST) {
            None => return self.first.get(number),
            Some(rest) if rest < MORE => rest,
            Some(_) => return None,
        };
        let not_asked = || [const { Cell::new(Kept::NotAsked) }; MORE];
        self.more.get_or_init(not_asked).get(rest)
    }
}

impl<'v> Kept<'v> {
    #[inline]
    fn shown<'s>(&'s self, room: &'s OnceCell<Room>) -> Option<Shown<'s>> {
        let text = |text| Some(Shown::Text(text));
        match *self {
            Self::NotAsked | Self::NotKnown => None,
            Self::Text(given) => text(ShownText::Text(given)),
            Self::Number(number) => Some(Shown::Number(number)),
            Self::Boolean(value) => Some(Shown::Boolean(value)),
            Self::List(items) => Some(Shown::List(Items::new(items))),
            Self::ListInLowerCase(items) => Some(Shown::List(Items::in_lower_case(items))),
            Self::Short(ref piece) => text(piece.shown()),
            Self::Medium(place) => text(room.get()?.medium.get(usize::from(place))?.get()?.shown()),
            Self::Long(place) => {
                text(ShownText::Text(room.get()?.long.get()?.get(usize::from(place))?.get()?))
            }
        }
    }
}

/// Finds room for what was seen, in lower case where that is wanted; or gives the text back.
#[inline(always)]
fn kept<'v>(
    (seen, folds): (Option<Seen<'v>>, bool),
    room: &OnceCell<Room>,
) -> Result<Kept<'v>, Box<str>> {
    Ok(match seen {
        None => Kept::NotKnown,
        Some(Seen::Number(number)) => Kept::Number(number),
        Some(Seen::Boolean(value)) => Kept::Boolean(value),
        Some(Seen::List(items)) if folds => Kept::ListInLowerCase(items),
        Some(Seen::List(items)) => Kept::List(items),
        Some(Seen::Text(SeenText::Given(text))) if !folds => Kept::Text(text),
        Some(Seen::Text(text)) => match if folds { fold(&text) } else { Folded::Same } {
            Folded::Same => match text {
                SeenText::Given(text) => Kept::Text(text),
                SeenText::Short(piece) => Kept::Short(piece),
                SeenText::Made(text) => Kept::Long(keep_long(text, room)?),
            },
            Folded::Short(piece) => Kept::Short(piece),
            Folded::Medium(piece) => match keep(&room.get_or_init(Room::default).medium, piece) {
                Ok(place) => Kept::Medium(place),
                Err(piece) => Kept::Long(keep_long(piece.shown().text().into(), room)?),
            },
            Folded::Long(text) => Kept::Long(keep_long(text, room)?),
        },
    })
}

fn keep_long(text: Box<str>, room: &OnceCell<Room>) -> Result<u8, Box<str>> {
    keep(room.get_or_init(Room::default).long.get_or_init(Default::default), text)
}

/// Puts a thing into the first free cell and says which; or gives it back.
fn keep<T>(cells: &[OnceCell<T>], thing: T) -> Result<u8, T> {
    let mut thing = thing;
    for (place, cell) in (0..).zip(cells) {
        match cell.set(thing) {
            Ok(()) => return Ok(place),
            Err(back) => thing = back,
        }
    }
    Err(thing)
}
