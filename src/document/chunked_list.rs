//! The items of a list or the entries of an object, as a tree holds them: a chunked (unrolled) list.
//!
//! A growing vector moves its items and doubles its capacity, so that for a moment it needs three times the memory of its
//! items. A document can be a single list, and then these items are nearly all of its memory. Chunks of a fixed length
//! never move.

use std::fmt;
use std::vec;

/// The number of items of a full chunk.
const CHUNK: usize = 64;

/// A list that does not grow. It takes two machine words. A short list is one allocation of its exact length.
#[derive(Clone)]
pub(crate) struct ChunkedList<T>(ListRepr<T>);

#[derive(Clone)]
enum ListRepr<T> {
    Short(Box<[T]>),
    Long(Box<Chunks<T>>),
}

/// The full chunks, and a last chunk that may be shorter.
#[derive(Clone)]
struct Chunks<T> {
    full: Vec<Box<[T]>>,
    last: Box<[T]>,
}

impl<T> ChunkedList<T> {
    pub(crate) fn len(&self) -> usize {
        match &self.0 {
            ListRepr::Short(items) => items.len(),
            ListRepr::Long(chunks) => chunks.full.len() * CHUNK + chunks.last.len(),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> + Clone {
        let (full, last) = match &self.0 {
            ListRepr::Short(items) => (&[][..], items),
            ListRepr::Long(chunks) => (&chunks.full[..], &chunks.last),
        };
        full.iter().chain(std::iter::once(last)).flat_map(|chunk| chunk.iter())
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        let (full, last) = match &mut self.0 {
            ListRepr::Short(items) => (&mut [][..], items),
            ListRepr::Long(chunks) => (&mut chunks.full[..], &mut chunks.last),
        };
        full.iter_mut().chain(std::iter::once(last)).flat_map(|chunk| chunk.iter_mut())
    }

    pub(crate) fn get(&self, n: usize) -> Option<&T> {
        match &self.0 {
            ListRepr::Short(items) => items.get(n),
            ListRepr::Long(chunks) => {
                // An index beyond the full chunks is in the last chunk, or beyond the list.
                let chunk = chunks.full.get(n / CHUNK).unwrap_or(&chunks.last);
                if n < self.len() { chunk.get(n % CHUNK) } else { None }
            }
        }
    }

    pub(crate) fn get_mut(&mut self, n: usize) -> Option<&mut T> {
        let len = self.len();
        match &mut self.0 {
            ListRepr::Short(items) => items.get_mut(n),
            ListRepr::Long(chunks) => {
                let chunk = chunks.full.get_mut(n / CHUNK).unwrap_or(&mut chunks.last);
                if n < len { chunk.get_mut(n % CHUNK) } else { None }
            }
        }
    }

    /// Returns the items of a short list as a slice. Most lists are short, and a slice is read faster.
    pub(crate) fn as_short(&self) -> Option<&[T]> {
        match &self.0 {
            ListRepr::Short(items) => Some(items),
            ListRepr::Long(_) => None,
        }
    }

    /// Returns the items as one vector.
    pub(crate) fn into_vec(self) -> Vec<T> {
        match self.0 {
            ListRepr::Short(items) => items.into_vec(),
            long @ ListRepr::Long(_) => Self(long).into_iter().collect(),
        }
    }
}

/// Yields the items, and frees each chunk after its last item.
impl<T> IntoIterator for ChunkedList<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        let left = self.len();
        let (full, last) = match self.0 {
            ListRepr::Short(items) => (Vec::new(), items),
            ListRepr::Long(chunks) => (chunks.full, chunks.last),
        };
        let last = last.into_vec().into_iter();
        IntoIter { chunk: Vec::new().into_iter(), full: full.into_iter(), last, left }
    }
}

/// An iterator over the items of a [`ChunkedList`].
pub(crate) struct IntoIter<T> {
    chunk: vec::IntoIter<T>,
    full: vec::IntoIter<Box<[T]>>,
    last: vec::IntoIter<T>,
    left: usize,
}

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.left = self.left.saturating_sub(1);
        loop {
            if let Some(item) = self.chunk.next() {
                return Some(item);
            }
            match self.full.next() {
                Some(chunk) => self.chunk = chunk.into_vec().into_iter(),
                None => return self.last.next(),
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<T> ExactSizeIterator for IntoIter<T> {}

impl<T> Default for ChunkedList<T> {
    fn default() -> Self {
        Self(ListRepr::Short(Box::default()))
    }
}

impl<T> From<Vec<T>> for ChunkedList<T> {
    fn from(items: Vec<T>) -> Self {
        Self(ListRepr::Short(items.into()))
    }
}

impl<T, const N: usize> From<[T; N]> for ChunkedList<T> {
    fn from(items: [T; N]) -> Self {
        Self(ListRepr::Short(items.into()))
    }
}

impl<T> FromIterator<T> for ChunkedList<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut collected = Collector::default();
        items.into_iter().for_each(|item| collected.push(item));
        collected.finish()
    }
}

impl<T: PartialEq> PartialEq for ChunkedList<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl<T: fmt::Debug> fmt::Debug for ChunkedList<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Builds a list whose length is not known yet. The items of its last chunk are at the end of a vector that all lists
/// around it share, so that a short list allocates nothing before its length is known.
pub(super) struct ChunkedListBuilder<T> {
    full: Vec<Box<[T]>>,
    /// The number of items at the end of the shared vector that belong to this list.
    len: usize,
}

impl<T> Default for ChunkedListBuilder<T> {
    fn default() -> Self {
        Self { full: Vec::new(), len: 0 }
    }
}

impl<T> ChunkedListBuilder<T> {
    #[inline(always)]
    pub(super) fn push(&mut self, shared: &mut Vec<T>, item: T) {
        if self.len == CHUNK {
            let chunk = self.take(shared);
            self.full.push(chunk);
        }
        shared.push(item);
        self.len += 1;
    }

    #[inline]
    pub(super) fn finish(mut self, shared: &mut Vec<T>) -> ChunkedList<T> {
        let last = self.take(shared);
        ChunkedList(match self.full.is_empty() {
            true => ListRepr::Short(last),
            false => ListRepr::Long(Box::new(Chunks { full: self.full, last })),
        })
    }

    #[inline]
    fn take(&mut self, shared: &mut Vec<T>) -> Box<[T]> {
        let start = shared.len().saturating_sub(self.len);
        self.len = 0;
        match start {
            // `split_off(0)` would replace the shared vector by an empty one of the same capacity, which is then
            // allocated for nothing.
            0 => shared.drain(..).collect(),
            _ => shared.split_off(start).into(),
        }
    }
}

/// Builds a list that shares no vector with other lists.
pub(crate) struct Collector<T> {
    last: Vec<T>,
    growing: ChunkedListBuilder<T>,
}

impl<T> Default for Collector<T> {
    fn default() -> Self {
        Self { last: Vec::new(), growing: ChunkedListBuilder::default() }
    }
}

impl<T> Collector<T> {
    pub(crate) fn push(&mut self, item: T) {
        self.growing.push(&mut self.last, item);
    }

    pub(crate) fn finish(mut self) -> ChunkedList<T> {
        self.growing.finish(&mut self.last)
    }
}

/// A vector of this length or longer grows by an eighth instead of doubling.
const LONG: usize = 1_024;

/// Appends an item to a vector whose final length is not known. While a vector moves, its old memory still exists, so that
/// doubling a long one would need three times the memory of its items.
pub(crate) fn push<T>(list: &mut Vec<T>, item: T) {
    if list.len() == list.capacity() && list.len() >= LONG {
        list.reserve_exact(list.len() / 8);
    }
    list.push(item);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_keep_their_order_at_every_length() {
        for length in [0, 1, 63, 64, 65, 127, 128, 129, 1_000] {
            let parts: ChunkedList<usize> = (0..length).collect();
            assert_eq!(parts.len(), length);
            assert!(parts.iter().copied().eq(0..length), "{length}");
            assert!(parts.clone().into_iter().eq(0..length), "{length}");
            assert_eq!(parts.clone().into_iter().len(), length);
            assert_eq!(parts, ChunkedList::from((0..length).collect::<Vec<_>>()));
            assert_eq!(parts.into_vec(), (0..length).collect::<Vec<_>>());
        }
    }
}
