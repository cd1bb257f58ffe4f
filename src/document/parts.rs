//! The items of a list or the entries of an object, as a tree holds them.

use std::fmt;
use std::vec;

/// The length of a chunk. Longer lists are held in chunks of this length: a growing vector would need more
/// than twice the memory of its items while it moves, and a document may be nothing but one list.
const CHUNK: usize = 64;

/// A list that is not changed. It takes two words; short ones lie in one allocation of their length.
#[derive(Clone)]
pub(crate) struct Parts<T>(Form<T>);

#[derive(Clone)]
enum Form<T> {
    Short(Box<[T]>),
    Long(Box<Chunks<T>>),
}

/// Full chunks, and one that is shorter or full.
#[derive(Clone)]
struct Chunks<T> {
    full: Vec<Box<[T]>>,
    last: Box<[T]>,
}

impl<T> Parts<T> {
    pub(crate) fn len(&self) -> usize {
        match &self.0 {
            Form::Short(items) => items.len(),
            Form::Long(chunks) => chunks.full.len() * CHUNK + chunks.last.len(),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> + Clone {
        let (full, last) = match &self.0 {
            Form::Short(items) => (&[][..], items),
            Form::Long(chunks) => (&chunks.full[..], &chunks.last),
        };
        full.iter().chain(std::iter::once(last)).flat_map(|chunk| chunk.iter())
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        let (full, last) = match &mut self.0 {
            Form::Short(items) => (&mut [][..], items),
            Form::Long(chunks) => (&mut chunks.full[..], &mut chunks.last),
        };
        full.iter_mut().chain(std::iter::once(last)).flat_map(|chunk| chunk.iter_mut())
    }

    pub(crate) fn get(&self, n: usize) -> Option<&T> {
        match &self.0 {
            Form::Short(items) => items.get(n),
            Form::Long(chunks) => {
                let chunk = chunks.full.get(n / CHUNK).unwrap_or(&chunks.last);
                if n < self.len() { chunk.get(n % CHUNK) } else { None }
            }
        }
    }

    pub(crate) fn get_mut(&mut self, n: usize) -> Option<&mut T> {
        let len = self.len();
        match &mut self.0 {
            Form::Short(items) => items.get_mut(n),
            Form::Long(chunks) => {
                let chunk = chunks.full.get_mut(n / CHUNK).unwrap_or(&mut chunks.last);
                if n < len { chunk.get_mut(n % CHUNK) } else { None }
            }
        }
    }

    /// The items, where they are no more than a chunk: most lists are short, and a slice is read faster.
    pub(crate) fn as_short(&self) -> Option<&[T]> {
        match &self.0 {
            Form::Short(items) => Some(items),
            Form::Long(_) => None,
        }
    }

    /// The items of a short list or of a long one, as one vector.
    pub(crate) fn into_vec(self) -> Vec<T> {
        match self.0 {
            Form::Short(items) => items.into_vec(),
            long @ Form::Long(_) => Self(long).into_iter().collect(),
        }
    }
}

/// Frees each chunk when its items have been taken.
impl<T> IntoIterator for Parts<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        let left = self.len();
        let (full, last) = match self.0 {
            Form::Short(items) => (Vec::new(), items),
            Form::Long(chunks) => (chunks.full, chunks.last),
        };
        let last = last.into_vec().into_iter();
        IntoIter { chunk: Vec::new().into_iter(), full: full.into_iter(), last, left }
    }
}

/// The items of [`Parts`] one after the other.
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

impl<T> Default for Parts<T> {
    fn default() -> Self {
        Self(Form::Short(Box::default()))
    }
}

impl<T> From<Vec<T>> for Parts<T> {
    fn from(items: Vec<T>) -> Self {
        Self(Form::Short(items.into()))
    }
}

impl<T, const N: usize> From<[T; N]> for Parts<T> {
    fn from(items: [T; N]) -> Self {
        Self(Form::Short(items.into()))
    }
}

impl<T> FromIterator<T> for Parts<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut collected = Collector::default();
        items.into_iter().for_each(|item| collected.push(item));
        collected.finish()
    }
}

impl<T: PartialEq> PartialEq for Parts<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl<T: fmt::Debug> fmt::Debug for Parts<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// A list whose length is not known yet. Its last items, fewer than a chunk, lie at the end of a vector that
/// all lists around it share: for a short list nothing is allocated before its length is known.
pub(super) struct Growing<T> {
    full: Vec<Box<[T]>>,
    /// How many of the items of the vector are its own.
    len: usize,
}

impl<T> Default for Growing<T> {
    fn default() -> Self {
        Self { full: Vec::new(), len: 0 }
    }
}

impl<T> Growing<T> {
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
    pub(super) fn finish(mut self, shared: &mut Vec<T>) -> Parts<T> {
        let last = self.take(shared);
        Parts(match self.full.is_empty() {
            true => Form::Short(last),
            false => Form::Long(Box::new(Chunks { full: self.full, last })),
        })
    }

    #[inline]
    fn take(&mut self, shared: &mut Vec<T>) -> Box<[T]> {
        let start = shared.len().saturating_sub(self.len);
        self.len = 0;
        match start {
            // To split off all would leave a vector with as much room in its place.
            0 => shared.drain(..).collect(),
            _ => shared.split_off(start).into(),
        }
    }
}

/// A list whose length is not known yet, on its own.
pub(crate) struct Collector<T> {
    last: Vec<T>,
    growing: Growing<T>,
}

impl<T> Default for Collector<T> {
    fn default() -> Self {
        Self { last: Vec::new(), growing: Growing::default() }
    }
}

impl<T> Collector<T> {
    pub(crate) fn push(&mut self, item: T) {
        self.growing.push(&mut self.last, item);
    }

    pub(crate) fn finish(mut self) -> Parts<T> {
        self.growing.finish(&mut self.last)
    }
}

/// A list of this length or longer does not double its memory when it grows.
const LONG: usize = 1_024;

/// Appends an item to a list whose length is not known. A long list grows by an eighth: while it moves, the
/// memory that it leaves is still there, and doubling would need three times that of its items.
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
            let parts: Parts<usize> = (0..length).collect();
            assert_eq!(parts.len(), length);
            assert!(parts.iter().copied().eq(0..length), "{length}");
            assert!(parts.clone().into_iter().eq(0..length), "{length}");
            assert_eq!(parts.clone().into_iter().len(), length);
            assert_eq!(parts, Parts::from((0..length).collect::<Vec<_>>()));
            assert_eq!(parts.into_vec(), (0..length).collect::<Vec<_>>());
        }
    }
}
