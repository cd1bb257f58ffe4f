//! Lists of which only the first items are kept.

use std::fmt;

use crate::error::{escape, join_limited};

/// The first items of a list, and the length of the list. A finding's lists that can grow faster
/// than the document are cut to ten items ([rule L3](crate::_rules#l3)).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Truncated<T> {
    items: Vec<T>,
    len: usize,
}

impl<T> Truncated<T> {
    /// The most items that are kept.
    pub const KEPT: usize = 10;

    /// Returns the items that were kept, in the order of the list.
    #[must_use]
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// Returns the length of the whole list.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Returns `true` if the list has no items.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

impl<T> Truncated<T> {
    /// Converts a list. Only the items that are kept are converted.
    pub(super) fn from_list<S>(list: &[S], convert: impl Fn(&S) -> T) -> Self {
        Self { items: list.iter().take(Self::KEPT).map(convert).collect(), len: list.len() }
    }
}

impl<T> FromIterator<T> for Truncated<T> {
    fn from_iter<I: IntoIterator<Item = T>>(list: I) -> Self {
        let mut list = list.into_iter();
        // The rest is counted and not stored.
        let items: Vec<T> = list.by_ref().take(Self::KEPT).collect();
        Self { len: items.len() + list.count(), items }
    }
}

/// Only the items that are kept are cloned.
impl<'a, T: Clone + 'a> FromIterator<&'a T> for Truncated<T> {
    fn from_iter<I: IntoIterator<Item = &'a T>>(list: I) -> Self {
        let Truncated { items, len } = list.into_iter().collect::<Truncated<&T>>();
        Self { items: items.into_iter().cloned().collect(), len }
    }
}

/// Writes the kept items in backticks, and the number of further items.
impl<T: fmt::Display> fmt::Display for Truncated<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&join_limited(&self.items, |item| format!("`{}`", escape(&item.to_string()))))?;
        match self.len - self.items.len() {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}
