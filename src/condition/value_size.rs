//! Estimates the cost of a test on a value, for searches that keep a budget.

use crate::condition::compiled_predicate::{CompiledOp, TextOp};
use crate::visitor::ValueRef;

/// The size of a field's value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ValueSize {
    /// The number of items of a list; 1 for any other value.
    items: usize,
    /// The bytes of all texts.
    bytes: usize,
    is_list: bool,
}

/// The cost of a test that reads a bounded part of a value, in bytes compared. The three weights are
/// estimates: they only have to bound a search in a repeatable way. `cargo bench --bench explain` shows what
/// a whole budget takes.
const COST_PER_ITEM: usize = 16;

/// The cost of a regular expression for each byte, in bytes of a substring search: a look-up takes some 16
/// instructions.
const REGEX_COST_PER_BYTE: usize = 16;

/// The cost of lower-casing an item for each byte. Items are converted again for each test.
const LOWERCASE_COST_PER_BYTE: usize = 4;

impl ValueSize {
    pub(crate) fn from_value(value: Option<ValueRef<'_>>) -> Self {
        Self {
            items: value.map_or(0, ValueRef::item_count).max(1),
            bytes: value.map_or(0, ValueRef::text_bytes),
            is_list: matches!(value, Some(ValueRef::List(_))),
        }
    }

    /// Returns the bytes of all texts.
    pub(crate) fn bytes(self) -> usize {
        self.bytes
    }
}

impl CompiledOp {
    /// Returns how many bytes a test compares at most, in units of about equal time. The cost depends only on
    /// the test and the value, so a budget ends at the same test on every machine.
    pub(crate) fn cost(&self, size: ValueSize, lowercase: bool) -> usize {
        let search = match self {
            Self::Text(TextOp::Contains(_)) => 1,
            Self::Matches(_) => REGEX_COST_PER_BYTE,
            _ => 0,
        };
        // A single text is converted once and cached. The items of a list are converted for each test.
        let conversion = if lowercase && size.is_list { LOWERCASE_COST_PER_BYTE } else { 0 };
        COST_PER_ITEM * size.items + (search + conversion) * size.bytes
    }
}
