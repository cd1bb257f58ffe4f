//! An ordered set that also knows the order in which its elements were inserted.
//!
//! # Idea
//!
//! Two ordered maps: from element to stamp, and from stamp to element. A *stamp* is the number of the change that
//! inserted the element. A search that was interrupted can then continue at its [`Cursor`], and only needs to examine
//! the elements before the cursor that were inserted later.
//!
//! # Drawback
//!
//! Every insertion and removal costs two tree operations, and every element is stored twice.

use std::collections::BTreeMap;

use crate::time::Timestamp;

/// An ordered set that knows the order of insertion.
#[derive(Clone, Debug)]
pub(crate) struct StampedSet<K> {
    by_key: BTreeMap<K, u64>,
    by_stamp: BTreeMap<u64, K>,
}

/// The end of a search, from which the next search continues.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<K> {
    /// Every element before it was excluded; `None` if every element of the set was.
    pub(super) end: Option<K>,
    /// The number of the last change before the search.
    pub(super) stamp: u64,
    /// The instant of the search.
    pub(super) at: Timestamp,
}

/// The elements of a [`StampedSet`], ascending.
pub(crate) type Keys<'a, K> = std::collections::btree_map::Keys<'a, K, u64>;

impl<K> Default for StampedSet<K> {
    fn default() -> Self {
        Self { by_key: BTreeMap::new(), by_stamp: BTreeMap::new() }
    }
}

impl<K: Ord + Copy> StampedSet<K> {
    /// Inserts an element with the number of a change. No two elements share a number.
    pub(super) fn insert(&mut self, key: K, stamp: u64) {
        // An element that is inserted again gets a new stamp, because searches must examine it again.
        if let Some(before) = self.by_key.insert(key, stamp) {
            self.by_stamp.remove(&before);
        }
        self.by_stamp.insert(stamp, key);
    }

    /// Removes an element, if it is in the set.
    pub(super) fn remove(&mut self, key: &K) {
        if let Some(stamp) = self.by_key.remove(key) {
            self.by_stamp.remove(&stamp);
        }
    }

    /// Returns the number of elements.
    pub(crate) fn len(&self) -> usize {
        self.by_key.len()
    }

    /// Returns the least element.
    pub(super) fn first(&self) -> Option<K> {
        self.by_key.first_key_value().map(|(key, _)| *key)
    }

    /// Returns the elements, ascending.
    pub(crate) fn iter(&self) -> Keys<'_, K> {
        self.by_key.keys()
    }

    /// Returns the elements from `key` on, ascending.
    pub(super) fn from(&self, key: K) -> impl Iterator<Item = K> {
        self.by_key.range(key..).map(|(key, _)| *key)
    }

    /// Returns the elements that were inserted by later changes, in the order of insertion.
    fn inserted_after(&self, stamp: u64) -> impl Iterator<Item = K> {
        self.by_stamp.range(stamp.saturating_add(1)..).map(|(_, key)| *key)
    }

    /// Finds the first element before `bound` that fits.
    ///
    /// Before the end of the cursor, only elements can fit that were inserted or `released` after the cursor was set.
    /// They are examined in turn with the elements from the first on. So a search with a cursor examines at most twice
    /// as many elements as one without.
    pub(super) fn find(
        &self,
        cursor: Option<&Cursor<K>>,
        released: impl Iterator<Item = K>,
        bound: Option<K>,
        fits: impl Fn(K) -> bool,
    ) -> Option<K> {
        let is_below = |key: K, end: Option<K>| end.is_none_or(|end| key < end);
        let mut all = self.by_key.keys().copied().take_while(|key| is_below(*key, bound));
        let Some(cursor) = cursor else {
            return all.find(|key| fits(*key));
        };
        let mut changed = self.inserted_after(cursor.stamp).chain(released);
        let mut best = bound;
        let mut is_found = false;
        loop {
            // If no element is left, all were examined, also those that have changed.
            let key = all.next()?;
            if fits(key) {
                return Some(key);
            }
            match changed.next() {
                Some(key) => {
                    if is_below(key, cursor.end) && is_below(key, best) && fits(key) {
                        (best, is_found) = (Some(key), true);
                    }
                }
                None => break,
            }
        }
        if is_found {
            return best;
        }
        // No element before the end fits. Without an end no other element is left.
        let mut rest = self.from(cursor.end?).take_while(|key| is_below(*key, bound));
        rest.find(|key| fits(*key))
    }
}
