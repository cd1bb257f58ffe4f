//! What the operands of a set of rules show of one visitor, each resolved when it is first asked for.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

use crate::visitor::Field;
use crate::visitor::inline_str::InlineStr;
use crate::visitor::lowercase::{Lowercased, to_lowercase_inline};
use crate::visitor::resolver::{FieldResolver, RawValue};
use crate::visitor::text_ref::TextRef;
use crate::visitor::value::{FieldText, FieldValue, ListRef, ValueRef};
use crate::visitor::value_head::{ValueHead, ValueType};

/// What operands show, by number. The first are kept; the others are resolved whenever they are asked
/// for, so that rules on however many fields take no memory. Where that has gone along so many bytes that
/// memory for all of them is worth it, they are kept, too: no text is made again and again.
pub(crate) struct FieldCache<'v> {
    first: [CacheSlot<'v>; FIRST],
    more: OnceCell<[CacheSlot<'v>; MORE]>,
    room: OnceCell<TextArena>,
    /// How many bytes were resolved without being kept.
    uncached_bytes: Cell<usize>,
    all: OnceCell<Box<[CacheSlot<'v>]>>,
}

/// So many bytes are resolved again before anything is kept on the heap; and for each operand, what it takes
/// to have cells for it.
const MAX_BYTES_UNCACHED: usize = 1 << 16;

/// What most sets of rules look at; made before anybody asks, so no more than that.
const FIRST: usize = 24;
const MORE: usize = 24;

/// What is known of one operand.
struct CacheSlot<'v> {
    head: Cell<ValueHead>,
    kept: Cell<CachedValue<'v>>,
}

impl<'v> CacheSlot<'v> {
    const fn empty() -> Self {
        Self { head: Cell::new(ValueHead::UNRESOLVED), kept: Cell::new(CachedValue::NotKnown) }
    }

    #[inline(always)]
    fn store(&self, head: ValueHead, kept: CachedValue<'v>) -> ValueHead {
        self.kept.set(kept);
        self.head.set(head);
        head
    }
}

/// What one operand shows.
#[derive(Clone, Copy)]
enum CachedValue<'v> {
    NotKnown,
    /// There is no room for it: it is made again whenever it is asked for.
    NoRoom,
    Text(&'v str),
    Number(f64),
    Boolean(bool),
    List(&'v [Cow<'v, str>]),
    ListInLowerCase(&'v [Cow<'v, str>]),
    /// In lower case.
    Short(InlineStr<22>),
    /// A text by its place in the room.
    Medium(u8),
    Long(u32),
}

/// Texts that do not stand in the visitor as they are compared.
#[derive(Default)]
struct TextArena {
    medium: [OnceCell<InlineStr<126>>; 4],
    long: OnceCell<[OnceCell<Box<str>>; LONG_TEXTS]>,
    /// Where operands are kept on the heap, as many more as there are operands, and how many of them are taken.
    many: OnceCell<Box<[OnceCell<Box<str>>]>>,
    taken: Cell<u32>,
}

const LONG_TEXTS: usize = 16;
const FIRST_OF_MANY: u32 = 16;

impl Default for FieldCache<'_> {
    fn default() -> Self {
        let first = [const { CacheSlot::empty() }; FIRST];
        Self {
            first,
            more: OnceCell::new(),
            room: OnceCell::new(),
            uncached_bytes: Cell::new(0),
            all: OnceCell::new(),
        }
    }
}

/// What a operand looks at.
#[derive(Clone, Copy)]
pub(crate) struct FieldRequest<'f> {
    pub(crate) field: &'f Field,
    /// Whether in lower case.
    pub(crate) lowercase: bool,
    /// How many operands there are.
    pub(crate) operand_count: usize,
}

impl<'v> FieldCache<'v> {
    /// The operand with a number by its value head, where it was asked for before; those with higher numbers are
    /// forgotten. This is on the way of every test.
    #[inline(always)]
    pub(crate) fn cached_head(&self, number: u32) -> Option<ValueHead> {
        let head = self.first.get(number as usize)?.head.get();
        (head.value_type() != ValueType::UNRESOLVED).then_some(head)
    }

    /// Shows the operand with a number.
    #[inline]
    pub(crate) fn with_value<'f, R>(
        &self,
        number: u32,
        visitor: &FieldResolver<'v>,
        ask: impl Fn() -> Option<FieldRequest<'f>>,
        then: impl FnOnce(Option<ValueRef<'_>>) -> R,
    ) -> R {
        let head = self.cached_head(number).unwrap_or_else(|| self.resolve(number, visitor, ask()));
        if head.value_type() == ValueType::UNKNOWN {
            return then(None);
        }
        let kept = self.slot(number as usize).map_or(CachedValue::NoRoom, |cells| cells.kept.get());
        match kept {
            CachedValue::NoRoom => self.with_uncached(number, visitor, ask(), then),
            kept => then(kept.value_ref(&self.room)),
        }
    }

    /// The text of a operand that shows one as it was given.
    #[inline(always)]
    pub(crate) fn cached_text(&self, number: u32) -> Option<&'v str> {
        match self.first.get(number as usize)?.kept.get() {
            CachedValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Finds out what a operand shows, and keeps it where there are cells for it.
    #[inline(never)]
    pub(crate) fn resolve(
        &self,
        number: u32,
        visitor: &FieldResolver<'v>,
        asked: Option<FieldRequest<'_>>,
    ) -> ValueHead {
        let Some(cells) = self.slot(number as usize) else {
            return self.with_uncached(number, visitor, asked, ValueHead::from_value);
        };
        let known = cells.head.get();
        if known.value_type() != ValueType::UNRESOLVED {
            return known;
        }
        let Some(FieldRequest { field, lowercase: folds, .. }) = asked else {
            return cells.store(ValueHead::UNKNOWN, CachedValue::NotKnown);
        };
        // Most fields show a short text or a number: those go no further than this.
        match visitor.raw_value(field) {
            RawValue::NotKnown => cells.store(ValueHead::UNKNOWN, CachedValue::NotKnown),
            RawValue::Number(number) => {
                cells.store(ValueHead::number(number), CachedValue::Number(number))
            }
            RawValue::Text(text) if !folds => {
                cells.store(ValueHead::text(text.as_bytes()), CachedValue::Text(text))
            }
            RawValue::Text(text) => self.store_lowercase(text, cells),
            RawValue::Other => self.store_value(visitor.derive_value(field), folds, cells),
        }
    }

    fn store_lowercase(&self, text: &'v str, cells: &CacheSlot<'v>) -> ValueHead {
        let head = ValueHead::text(text.as_bytes());
        match head.to_lowercase() {
            Some(lower) if lower.word() == head.word() => {
                cells.store(head, CachedValue::Text(text))
            }
            Some(lower) => cells.store(
                lower,
                CachedValue::Short(InlineStr::from_prefix(lower.word(), lower.length())),
            ),
            None => {
                self.store_value(Some(FieldValue::Text(FieldText::Borrowed(text))), true, cells)
            }
        }
    }

    #[inline(never)]
    fn store_value(
        &self,
        seen: Option<FieldValue<'v>>,
        folds: bool,
        cells: &CacheSlot<'v>,
    ) -> ValueHead {
        match to_cached(seen, folds, &self.room) {
            Ok(kept) => cells.store(ValueHead::from_value(kept.value_ref(&self.room)), kept),
            Err(text) => {
                let shown = Some(ValueRef::Text(TextRef::Text(&text)));
                cells.store(ValueHead::from_value(shown), CachedValue::NoRoom)
            }
        }
    }

    fn slot(&self, number: usize) -> Option<&CacheSlot<'v>> {
        let rest = match number.checked_sub(FIRST) {
            None => return self.first.get(number),
            Some(rest) if rest < MORE => rest,
            Some(rest) => return self.all.get()?.get(rest - MORE),
        };
        self.more.get_or_init(|| [const { CacheSlot::empty() }; MORE]).get(rest)
    }

    /// Resolves a field and shows it, mostly without keeping anything.
    #[cold]
    #[inline(never)]
    fn with_uncached<R>(
        &self,
        number: u32,
        visitor: &FieldResolver<'v>,
        asked: Option<FieldRequest<'_>>,
        then: impl FnOnce(Option<ValueRef<'_>>) -> R,
    ) -> R {
        let Some(FieldRequest { field, lowercase: folds, operand_count: of }) = asked else {
            return then(None);
        };
        let seen = visitor.resolve(field);
        if self.uncached_bytes.get()
            <= MAX_BYTES_UNCACHED + of.saturating_mul(size_of::<CacheSlot<'_>>())
        {
            return with_owned_value(seen, folds, |shown| {
                let size = shown.map_or(0, ValueRef::text_bytes);
                self.uncached_bytes.set(self.uncached_bytes.get().saturating_add(size));
                then(shown)
            });
        }
        self.all.get_or_init(|| (0..of).map(|_| CacheSlot::empty()).collect());
        let room = self.room.get_or_init(TextArena::default);
        room.many.get_or_init(|| (0..of).map(|_| OnceCell::new()).collect());
        if let Some(cells) = self.slot(number as usize) {
            self.store_value(seen, folds, cells);
            return then(cells.kept.get().value_ref(&self.room));
        }
        with_owned_value(seen, folds, then)
    }
}

/// Shows what was seen of a field, in lower case where that is wanted.
pub(crate) fn with_owned_value<R>(
    seen: Option<FieldValue<'_>>,
    folds: bool,
    then: impl FnOnce(Option<ValueRef<'_>>) -> R,
) -> R {
    let room = OnceCell::new();
    then(to_cached(seen, folds, &room).unwrap_or(CachedValue::NotKnown).value_ref(&room))
}

impl<'v> CachedValue<'v> {
    #[inline]
    fn value_ref<'s>(&'s self, room: &'s OnceCell<TextArena>) -> Option<ValueRef<'s>> {
        let text = |text| Some(ValueRef::Text(text));
        match *self {
            Self::NoRoom | Self::NotKnown => None,
            Self::Text(given) => text(TextRef::Text(given)),
            Self::Number(number) => Some(ValueRef::Number(number)),
            Self::Boolean(value) => Some(ValueRef::Boolean(value)),
            Self::List(items) => Some(ValueRef::List(ListRef::new(items))),
            Self::ListInLowerCase(items) => Some(ValueRef::List(ListRef::lowercased(items))),
            Self::Short(ref piece) => text(piece.text_ref()),
            Self::Medium(place) => {
                text(room.get()?.medium.get(usize::from(place))?.get()?.text_ref())
            }
            Self::Long(place) => text(TextRef::Text(room.get()?.long(place as usize)?)),
        }
    }
}

/// Finds room for what was seen, in lower case where that is wanted; or gives the text back.
fn to_cached<'v>(
    seen: Option<FieldValue<'v>>,
    folds: bool,
    room: &OnceCell<TextArena>,
) -> Result<CachedValue<'v>, Box<str>> {
    Ok(match seen {
        None => CachedValue::NotKnown,
        Some(FieldValue::Number(number)) => CachedValue::Number(number),
        Some(FieldValue::Boolean(value)) => CachedValue::Boolean(value),
        Some(FieldValue::List(items)) if folds => CachedValue::ListInLowerCase(items),
        Some(FieldValue::List(items)) => CachedValue::List(items),
        Some(FieldValue::Text(text)) => {
            match if folds { to_lowercase_inline(&text) } else { Lowercased::Unchanged } {
                Lowercased::Unchanged => match text {
                    FieldText::Borrowed(text) => CachedValue::Text(text),
                    FieldText::Inline(piece) => CachedValue::Short(piece),
                    FieldText::Owned(text) => CachedValue::Long(store_long_text(text, room)?),
                },
                Lowercased::Short(piece) => CachedValue::Short(piece),
                Lowercased::Medium(piece) => {
                    match store_in_free_cell(&room.get_or_init(TextArena::default).medium, piece) {
                        Ok(place) => CachedValue::Medium(place),
                        Err(piece) => CachedValue::Long(store_long_text(
                            piece.text_ref().text().into(),
                            room,
                        )?),
                    }
                }
                Lowercased::Long(text) => CachedValue::Long(store_long_text(text, room)?),
            }
        }
    })
}

impl TextArena {
    /// A long text by its place.
    fn long(&self, place: usize) -> Option<&str> {
        let cell = match place.checked_sub(LONG_TEXTS) {
            None => self.long.get()?.get(place),
            Some(place) => self.many.get()?.get(place),
        };
        cell?.get().map(|text| &**text)
    }
}

fn store_long_text(text: Box<str>, room: &OnceCell<TextArena>) -> Result<u32, Box<str>> {
    let room = room.get_or_init(TextArena::default);
    let text = match store_in_free_cell(room.long.get_or_init(Default::default), text) {
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
fn store_in_free_cell<T>(cells: &[OnceCell<T>], thing: T) -> Result<u8, T> {
    let mut thing = thing;
    for (place, cell) in (0..).zip(cells) {
        match cell.set(thing) {
            Ok(()) => return Ok(place),
            Err(back) => thing = back,
        }
    }
    Err(thing)
}
