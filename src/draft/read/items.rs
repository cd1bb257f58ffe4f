//! The large lists of a document: each item is made sense of when it has been read, so that there is
//! never a tree of all of them.

use serde::de::SeqAccess;

use crate::document::{ChunkedList, Node, Object, Sink, TreeReader, push};
use crate::draft::read::texts::each;
use crate::error::{Diagnostics, PathRef};

/// A list of which each item is made sense of when it has been read.
pub(super) struct Items<T> {
    has_come: bool,
    items: Vec<T>,
}

impl<T> Default for Items<T> {
    fn default() -> Self {
        Self { has_come: false, items: Vec::new() }
    }
}

impl<T> Items<T> {
    /// Whether this is the first time that its key comes: the others do not count.
    pub(super) fn are_next(&mut self) -> bool {
        !std::mem::replace(&mut self.has_come, true)
    }

    pub(super) fn reader<'r>(
        &'r mut self,
        read: ReadItem<T>,
        at: &'r PathRef<'r>,
        report: &'r mut Diagnostics,
    ) -> ItemReader<'r, T> {
        ItemReader { items: &mut self.items, read, at, report }
    }

    /// The items, where the document has such a list.
    pub(super) fn take(
        self,
        key: &'static str,
        read: ReadItem<T>,
        keys: &mut Object<'_>,
        report: &mut Diagnostics,
    ) -> Vec<T> {
        match keys.take(key) {
            Some(node) => self.or_of(node, read, &PathRef::ROOT.key(key), report),
            None => Vec::new(),
        }
    }

    /// The items; where none have been read, those of the node in their place.
    pub(super) fn or_of(
        self,
        node: Node<'_>,
        read: ReadItem<T>,
        at: &PathRef<'_>,
        report: &mut Diagnostics,
    ) -> Vec<T> {
        let of_node = each(node, at, report, read);
        if self.items.is_empty() { of_node } else { self.items }
    }
}

/// How a noun is read.
pub(super) type ReadItem<T> = fn(Node<'_>, &PathRef<'_>, &mut Diagnostics) -> T;

/// Leaves an empty list in the place of the items; anything else as it is.
pub(super) struct ItemReader<'r, T> {
    items: &'r mut Vec<T>,
    read: ReadItem<T>,
    at: &'r PathRef<'r>,
    report: &'r mut Diagnostics,
}

impl<'de, T> Sink<'de> for ItemReader<'_, T> {
    type Value = Node<'de>;

    fn take_node(self, node: Node<'de>) -> Node<'de> {
        node
    }

    fn take_list<A: SeqAccess<'de>>(
        self,
        reading: &mut TreeReader<'de>,
        list: A,
    ) -> Result<Node<'de>, A::Error> {
        let Self { items, read, at, report } = self;
        let mut n = 0;
        reading.each_item(list, |_, node| {
            let item = read(node, &at.index(n), report);
            n += 1;
            if !report.is_over_limit() {
                push(items, item);
            }
        })?;
        Ok(Node::List(ChunkedList::default()))
    }
}
