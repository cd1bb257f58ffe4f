//! How much work a test is on a value: what searches charge that keep a budget.

use crate::condition::compiled_predicate::{CompiledOp, TextOp};
use crate::visitor::ValueRef;

/// The size of what a field shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ValueSize {
    /// Items of a list; any other value is one.
    items: usize,
    /// Bytes of text in all.
    bytes: usize,
    is_list: bool,
}

/// What a test costs that looks at a bounded part of a value, in bytes: the work of comparing so many
/// takes about as long.
const BASE: usize = 16;

/// How many times as long as a search for a substring a regular expression takes for each byte.
const EXPRESSION: usize = 16;

/// The same for the conversion of an item to lower case, which is made again for each test.
const CONVERSION: usize = 4;

impl ValueSize {
    pub(crate) fn from_value(shown: Option<ValueRef<'_>>) -> Self {
        Self {
            items: shown.map_or(0, ValueRef::item_count).max(1),
            bytes: shown.map_or(0, ValueRef::text_bytes),
            is_list: matches!(shown, Some(ValueRef::List(_))),
        }
    }

    /// Bytes of text in all.
    pub(crate) fn bytes(self) -> usize {
        self.bytes
    }
}

impl CompiledOp {
    /// How many bytes a test compares at most, in units that take about equally long. It depends on
    /// the test and the value alone, so that a budget is spent at the same place on every machine.
    pub(crate) fn cost(&self, size: ValueSize, folds: bool) -> usize {
        let search = match self {
            Self::Text(TextOp::Contains(_)) => 1,
            Self::Matches(_) => EXPRESSION,
            _ => 0,
        };
        let conversion = if folds && size.is_list { CONVERSION } else { 0 };
        BASE * size.items + (search + conversion) * size.bytes
    }
}
