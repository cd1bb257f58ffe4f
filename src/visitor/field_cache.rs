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
    fn store(&self, head: ValueHead, cached: CachedValue<'v>) -> ValueHead {
        self.value.set(cached);
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
        request: impl Fn() -> Option<FieldRequest<'f>>,
        then: impl FnOnce(Option<ValueRef<'_>>) -> R,
    ) -> R {
        // The request looks the field up in the rule set, so it is made only if the value is not cached.
        let head =
            self.cached_head(operand).unwrap_or_else(|| self.resolve(operand, visitor, request()));
        // The head is enough to know that the field is not known.
        if head.value_type() == ValueType::UNKNOWN {
            return then(None);
        }
        let cached =
            self.slot(operand.index()).map_or(CachedValue::NotCached, |slot| slot.value.get());
        match cached {
            CachedValue::NotCached => self.with_uncached(operand, visitor, request(), then),
            cached => then(cached.value_ref(&self.arena)),
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
        request: Option<FieldRequest<'_>>,
    ) -> ValueHead {
        let Some(slot) = self.slot(operand.index()) else {
            // No slot: the head is computed for this use only.
            return self.with_uncached(operand, visitor, request, ValueHead::from_value);
        };
        let known = slot.head.get();
        if known.value_type() != ValueType::UNRESOLVED {
            return known;
        }
        let Some(FieldRequest { field, lowercase, .. }) = request else {
            return slot.store(ValueHead::UNKNOWN, CachedValue::Unknown);
        };
        // Most fields are a short text or a number, which need nothing beyond this match.
        match visitor.raw_value(field) {
            RawValue::Unknown => slot.store(ValueHead::UNKNOWN, CachedValue::Unknown),
            RawValue::Number(number) => {
                slot.store(ValueHead::number(number), CachedValue::Number(number))
            }
            RawValue::Text(text) if !lowercase => {
                slot.store(ValueHead::text(text.as_bytes()), CachedValue::Text(text))
            }
            RawValue::Text(text) => self.store_lowercase(text, slot),
            RawValue::Other => self.store_value(visitor.derive_value(field), lowercase, slot),
        }
    }

    fn store_lowercase(&self, text: &'v str, slot: &CacheSlot<'v>) -> ValueHead {
        let head = ValueHead::text(text.as_bytes());
        match head.to_lowercase() {
            // In lower case already: the visitor's own text is used, without a copy.
            Some(lower) if lower.word() == head.word() => slot.store(head, CachedValue::Text(text)),
            // Built from the head, so the text is not read again.
            Some(lower) => slot.store(
                lower,
                CachedValue::Short(InlineStr::from_prefix(lower.word(), lower.length())),
            ),
            // More than eight bytes, or not ASCII.
            None => self.store_value(Some(FieldValue::Text(FieldText::Borrowed(text))), true, slot),
        }
    }

    #[inline(never)]
    fn store_value(
        &self,
        value: Option<FieldValue<'v>>,
        lowercase: bool,
        slot: &CacheSlot<'v>,
    ) -> ValueHead {
        match to_cached(value, lowercase, &self.arena) {
            Ok(cached) => slot.store(ValueHead::from_value(cached.value_ref(&self.arena)), cached),
            // The head is kept even if the text has no space, because it decides most tests alone.
            Err(text) => {
                let value = Some(ValueRef::Text(TextRef::Text(&text)));
                slot.store(ValueHead::from_value(value), CachedValue::NotCached)
            }
        }
    }

    fn slot(&self, number: usize) -> Option<&CacheSlot<'v>> {
        let rest = match number.checked_sub(INLINE_SLOTS) {
            None => return self.inline.get(number),
            Some(rest) if rest < MORE_SLOTS => rest,
            // The heap exists only after many bytes have been resolved again.
            Some(rest) => return self.heap.get()?.get(rest - MORE_SLOTS),
        };
        // Initialized only if an operand beyond the first ones is needed, because most decisions need none.
        self.more.get_or_init(|| [const { CacheSlot::empty() }; MORE_SLOTS]).get(rest)
    }

    /// Resolves a field for one use, mostly without caching it.
    #[cold]
    #[inline(never)]
    fn with_uncached<R>(
        &self,
        operand: OperandIx,
        visitor: &FieldResolver<'v>,
        request: Option<FieldRequest<'_>>,
        then: impl FnOnce(Option<ValueRef<'_>>) -> R,
    ) -> R {
        let Some(FieldRequest { field, lowercase, operand_count: of }) = request else {
            return then(None);
        };
        let value = visitor.resolve(field);
        if self.uncached_bytes.get()
            // An allocation must have paid for itself: as many bytes have been resolved again as it takes.
            <= MAX_BYTES_UNCACHED + of.saturating_mul(size_of::<CacheSlot<'_>>())
        {
            return with_owned_value(value, lowercase, |value| {
                let size = value.map_or(0, ValueRef::text_bytes);
                self.uncached_bytes.set(self.uncached_bytes.get().saturating_add(size));
                then(value)
            });
        }
        // From now on every operand has a slot.
        self.heap.get_or_init(|| (0..of).map(|_| CacheSlot::empty()).collect());
        let arena = self.arena.get_or_init(TextArena::default);
        arena.heap.get_or_init(|| (0..of).map(|_| OnceCell::new()).collect());
        if let Some(slot) = self.slot(operand.index()) {
            self.store_value(value, lowercase, slot);
            return then(slot.value.get().value_ref(&self.arena));
        }
        with_owned_value(value, lowercase, then)
    }
}

/// Calls `then` with a value, in lower case if that is required.
pub(crate) fn with_owned_value<R>(
    value: Option<FieldValue<'_>>,
    lowercase: bool,
    then: impl FnOnce(Option<ValueRef<'_>>) -> R,
) -> R {
    // An arena of its own, because the value lives only during the call.
    let arena = OnceCell::new();
    then(to_cached(value, lowercase, &arena).unwrap_or(CachedValue::Unknown).value_ref(&arena))
}

impl<'v> CachedValue<'v> {
    #[inline]
    fn value_ref<'s>(&'s self, arena: &'s OnceCell<TextArena>) -> Option<ValueRef<'s>> {
        let text = |text| Some(ValueRef::Text(text));
        match *self {
            Self::NotCached | Self::Unknown => None,
            Self::Text(given) => text(TextRef::Text(given)),
            Self::Number(number) => Some(ValueRef::Number(number)),
            Self::Boolean(value) => Some(ValueRef::Boolean(value)),
            Self::List(items) => Some(ValueRef::List(ListRef::new(items))),
            Self::LowercaseList(items) => Some(ValueRef::List(ListRef::lowercased(items))),
            Self::Short(ref inline) => text(inline.text_ref()),
            Self::Medium(index) => {
                text(arena.get()?.medium.get(usize::from(index))?.get()?.text_ref())
            }
            Self::Long(index) => text(TextRef::Text(arena.get()?.long(index as usize)?)),
        }
    }
}

/// Converts a value to its cached form, in lower case if that is required. Returns a text as an error if
/// there is no space for it.
fn to_cached<'v>(
    value: Option<FieldValue<'v>>,
    lowercase: bool,
    arena: &OnceCell<TextArena>,
) -> Result<CachedValue<'v>, Box<str>> {
    Ok(match value {
        None => CachedValue::Unknown,
        Some(FieldValue::Number(number)) => CachedValue::Number(number),
        Some(FieldValue::Boolean(value)) => CachedValue::Boolean(value),
        // Items are converted when they are compared, because most tests end at the first one that matches.
        Some(FieldValue::List(items)) if lowercase => CachedValue::LowercaseList(items),
        Some(FieldValue::List(items)) => CachedValue::List(items),
        Some(FieldValue::Text(text)) => {
            match if lowercase { to_lowercase_inline(&text) } else { Lowercased::Unchanged } {
                Lowercased::Unchanged => match text {
                    FieldText::Borrowed(text) => CachedValue::Text(text),
                    FieldText::Inline(inline) => CachedValue::Short(inline),
                    FieldText::Owned(text) => CachedValue::Long(store_long_text(text, arena)?),
                },
                Lowercased::Short(inline) => CachedValue::Short(inline),
                // Four texts of this size fit in the arena. Further ones go to the heap.
                Lowercased::Medium(inline) => {
                    match store_in_free_cell(&arena.get_or_init(TextArena::default).medium, inline)
                    {
                        Ok(index) => CachedValue::Medium(index),
                        Err(inline) => CachedValue::Long(store_long_text(
                            inline.text_ref().text().into(),
                            arena,
                        )?),
                    }
                }
                Lowercased::Long(text) => CachedValue::Long(store_long_text(text, arena)?),
            }
        }
    })
}

impl TextArena {
    /// Returns a long text by its index.
    fn long(&self, index: usize) -> Option<&str> {
        let cell = match index.checked_sub(LONG_TEXTS) {
            None => self.long.get()?.get(index),
            Some(index) => self.heap.get()?.get(index),
        };
        cell?.get().map(|text| &**text)
    }
}

fn store_long_text(text: Box<str>, arena: &OnceCell<TextArena>) -> Result<u32, Box<str>> {
    let arena = arena.get_or_init(TextArena::default);
    let text = match store_in_free_cell(arena.long.get_or_init(Default::default), text) {
        Ok(index) => return Ok(index.into()),
        Err(text) => text,
    };
    let index = arena.taken.get();
    match arena.heap.get().and_then(|many| many.get(index as usize)) {
        Some(cell) => cell.set(text).map(|()| {
            // The cells are taken in order, so the counter is the first free one.
            arena.taken.set(index + 1);
            index + FIRST_HEAP_TEXT
        }),
        None => Err(text),
    }
}

/// Stores a value in the first free cell and returns its index, or returns the value if there is none.
fn store_in_free_cell<T>(slot: &[OnceCell<T>], item: T) -> Result<u8, T> {
    let mut item = item;
    for (index, cell) in (0..).zip(slot) {
        // A `OnceCell` is filled once and never moved, so texts can be borrowed while others are added.
        match cell.set(item) {
            Ok(()) => return Ok(index),
            Err(item_back) => item = item_back,
        }
    }
    Err(item)
}
