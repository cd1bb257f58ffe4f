//! A cache of the values of operands for one visitor. Each value is resolved when it is first needed.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

use crate::ix::{Ix, OperandIx};
use crate::visitor::Field;
use crate::visitor::inline_str::InlineStr;
use crate::visitor::lowercase::{Lowercased, to_lowercase_inline};
use crate::visitor::resolver::{FieldResolver, RawValue};
use crate::visitor::text_ref::TextRef;
use crate::visitor::value::{FieldText, FieldValue, ListRef, ValueRef};
use crate::visitor::value_head::{ValueHead, ValueType};

/// The values of operands, by index. The first operands have slots on the stack. The others are resolved
/// again whenever they are needed, so rules on very many fields take no memory. Once that has read so many
/// bytes that memory for all operands is worth its allocation, all of them are cached on the heap, and no
/// text is derived again.
pub(crate) struct FieldCache<'v> {
    inline: [CacheSlot<'v>; INLINE_SLOTS],
    more: OnceCell<[CacheSlot<'v>; MORE_SLOTS]>,
    arena: OnceCell<TextArena>,
    /// How many bytes were resolved without being cached.
    uncached_bytes: Cell<usize>,
    heap: OnceCell<Box<[CacheSlot<'v>]>>,
}

/// Before anything is cached on the heap this many bytes are resolved again, and for each operand as many as
/// its slot takes.
const MAX_BYTES_UNCACHED: usize = 1 << 16;

/// The operands of most rule sets. These slots are initialized for every decision, so there are no more of
/// them. The numbers were not measured on their own.
const INLINE_SLOTS: usize = 24;
const MORE_SLOTS: usize = 24;

/// What is known of one operand.
struct CacheSlot<'v> {
    head: Cell<ValueHead>,
    value: Cell<CachedValue<'v>>,
}

impl<'v> CacheSlot<'v> {
    const fn empty() -> Self {
        Self { head: Cell::new(ValueHead::UNRESOLVED), value: Cell::new(CachedValue::Unknown) }
    }

    #[inline(always)]
    fn store(&self, head: ValueHead, kept: CachedValue<'v>) -> ValueHead {
        self.value.set(kept);
        self.head.set(head);
        head
    }
}

/// The cached value of one operand.
#[derive(Clone, Copy)]
enum CachedValue<'v> {
    Unknown,
    /// There was no space for the value, so it is resolved again whenever it is needed.
    NotCached,
    Text(&'v str),
    Number(f64),
    Boolean(bool),
    List(&'v [Cow<'v, str>]),
    LowercaseList(&'v [Cow<'v, str>]),
    /// A text in lower case, or another derived text.
    Short(InlineStr<22>),
    /// A text by its index in the arena.
    Medium(u8),
    Long(u32),
}

/// Texts that are compared in another form than the visitor gives them.
#[derive(Default)]
struct TextArena {
    medium: [OnceCell<InlineStr<126>>; 4],
    long: OnceCell<[OnceCell<Box<str>>; LONG_TEXTS]>,
    /// Created when operands are cached on the heap: one cell for each operand. `taken` cells are in use.
    heap: OnceCell<Box<[OnceCell<Box<str>>]>>,
    taken: Cell<u32>,
}

const LONG_TEXTS: usize = 16;
const FIRST_HEAP_TEXT: u32 = 16;

impl Default for FieldCache<'_> {
    fn default() -> Self {
        let first = [const { CacheSlot::empty() }; INLINE_SLOTS];
        Self {
            inline: first,
            more: OnceCell::new(),
            arena: OnceCell::new(),
            uncached_bytes: Cell::new(0),
            heap: OnceCell::new(),
        }
    }
}

/// The field of an operand.
#[derive(Clone, Copy)]
pub(crate) struct FieldRequest<'f> {
    pub(crate) field: &'f Field,
    /// Whether the text is compared in lower case.
    pub(crate) lowercase: bool,
    /// The number of operands of the rule set.
    pub(crate) operand_count: usize,
}

impl<'v> FieldCache<'v> {
    /// Returns the value head of an operand if it is cached; operands without a slot on the stack never are.
    /// Every test calls this, so it is a load and a comparison.
    #[inline(always)]
    pub(crate) fn cached_head(&self, operand: OperandIx) -> Option<ValueHead> {
        let head = operand.get(&self.inline)?.head.get();
        (head.value_type() != ValueType::UNRESOLVED).then_some(head)
    }

    /// Calls `then` with the value of an operand.
    #[inline]
    pub(crate) fn with_value<'f, R>(
        &self,
        operand: OperandIx,
        visitor: &FieldResolver<'v>,
        ask: impl Fn() -> Option<FieldRequest<'f>>,
        then: impl FnOnce(Option<ValueRef<'_>>) -> R,
    ) -> R {
        let head =
            self.cached_head(operand).unwrap_or_else(|| self.resolve(operand, visitor, ask()));
        if head.value_type() == ValueType::UNKNOWN {
            return then(None);
        }
        let kept =
            self.slot(operand.index()).map_or(CachedValue::NotCached, |cells| cells.value.get());
        match kept {
            CachedValue::NotCached => self.with_uncached(operand, visitor, ask(), then),
            kept => then(kept.value_ref(&self.arena)),
        }
    }

    /// Returns the text of an operand if it is cached as the visitor gives it.
    #[inline(always)]
    pub(crate) fn cached_text(&self, operand: OperandIx) -> Option<&'v str> {
        match operand.get(&self.inline)?.value.get() {
            CachedValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Resolves an operand, and caches it if it has a slot.
    #[inline(never)]
    pub(crate) fn resolve(
        &self,
        operand: OperandIx,
        visitor: &FieldResolver<'v>,
        asked: Option<FieldRequest<'_>>,
    ) -> ValueHead {
        let Some(cells) = self.slot(operand.index()) else {
            return self.with_uncached(operand, visitor, asked, ValueHead::from_value);
        };
        let known = cells.head.get();
        if known.value_type() != ValueType::UNRESOLVED {
            return known;
        }
        let Some(FieldRequest { field, lowercase: folds, .. }) = asked else {
            return cells.store(ValueHead::UNKNOWN, CachedValue::Unknown);
        };
        // Most fields are a short text or a number, which need nothing beyond this match.
        match visitor.raw_value(field) {
            RawValue::Unknown => cells.store(ValueHead::UNKNOWN, CachedValue::Unknown),
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
        match to_cached(seen, folds, &self.arena) {
            Ok(kept) => cells.store(ValueHead::from_value(kept.value_ref(&self.arena)), kept),
            Err(text) => {
                let shown = Some(ValueRef::Text(TextRef::Text(&text)));
                cells.store(ValueHead::from_value(shown), CachedValue::NotCached)
            }
        }
    }

    fn slot(&self, number: usize) -> Option<&CacheSlot<'v>> {
        let rest = match number.checked_sub(INLINE_SLOTS) {
            None => return self.inline.get(number),
            Some(rest) if rest < MORE_SLOTS => rest,
            Some(rest) => return self.heap.get()?.get(rest - MORE_SLOTS),
        };
        self.more.get_or_init(|| [const { CacheSlot::empty() }; MORE_SLOTS]).get(rest)
    }

    /// Resolves a field for one use, mostly without caching it.
    #[cold]
    #[inline(never)]
    fn with_uncached<R>(
        &self,
        operand: OperandIx,
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
        self.heap.get_or_init(|| (0..of).map(|_| CacheSlot::empty()).collect());
        let room = self.arena.get_or_init(TextArena::default);
        room.heap.get_or_init(|| (0..of).map(|_| OnceCell::new()).collect());
        if let Some(cells) = self.slot(operand.index()) {
            self.store_value(seen, folds, cells);
            return then(cells.value.get().value_ref(&self.arena));
        }
        with_owned_value(seen, folds, then)
    }
}

/// Calls `then` with a value, in lower case if that is required.
pub(crate) fn with_owned_value<R>(
    seen: Option<FieldValue<'_>>,
    folds: bool,
    then: impl FnOnce(Option<ValueRef<'_>>) -> R,
) -> R {
    let room = OnceCell::new();
    then(to_cached(seen, folds, &room).unwrap_or(CachedValue::Unknown).value_ref(&room))
}

impl<'v> CachedValue<'v> {
    #[inline]
    fn value_ref<'s>(&'s self, room: &'s OnceCell<TextArena>) -> Option<ValueRef<'s>> {
        let text = |text| Some(ValueRef::Text(text));
        match *self {
            Self::NotCached | Self::Unknown => None,
            Self::Text(given) => text(TextRef::Text(given)),
            Self::Number(number) => Some(ValueRef::Number(number)),
            Self::Boolean(value) => Some(ValueRef::Boolean(value)),
            Self::List(items) => Some(ValueRef::List(ListRef::new(items))),
            Self::LowercaseList(items) => Some(ValueRef::List(ListRef::lowercased(items))),
            Self::Short(ref piece) => text(piece.text_ref()),
            Self::Medium(place) => {
                text(room.get()?.medium.get(usize::from(place))?.get()?.text_ref())
            }
            Self::Long(place) => text(TextRef::Text(room.get()?.long(place as usize)?)),
        }
    }
}

/// Converts a value to its cached form, in lower case if that is required. Returns a text as an error if
/// there is no space for it.
fn to_cached<'v>(
    seen: Option<FieldValue<'v>>,
    folds: bool,
    room: &OnceCell<TextArena>,
) -> Result<CachedValue<'v>, Box<str>> {
    Ok(match seen {
        None => CachedValue::Unknown,
        Some(FieldValue::Number(number)) => CachedValue::Number(number),
        Some(FieldValue::Boolean(value)) => CachedValue::Boolean(value),
        Some(FieldValue::List(items)) if folds => CachedValue::LowercaseList(items),
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
    /// Returns a long text by its index.
    fn long(&self, place: usize) -> Option<&str> {
        let cell = match place.checked_sub(LONG_TEXTS) {
            None => self.long.get()?.get(place),
            Some(place) => self.heap.get()?.get(place),
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
    match room.heap.get().and_then(|many| many.get(place as usize)) {
        Some(cell) => cell.set(text).map(|()| {
            room.taken.set(place + 1);
            place + FIRST_HEAP_TEXT
        }),
        None => Err(text),
    }
}

/// Stores a value in the first free cell and returns its index, or returns the value if there is none.
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
