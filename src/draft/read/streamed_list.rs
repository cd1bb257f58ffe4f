//! A large list of a document whose items are read as they come.

use serde::de::SeqAccess;

use crate::document::{ChunkedList, Cursor, Node, ReadNode, Sink, TreeReader, push};
use crate::error::{Diagnostics, PathRef};
use crate::vocabulary::{Form, form};

/// The form of an object. Its own table says which keys it has.
static OBJECT: Form = form::ATTRIBUTES;

/// Takes the items of a list, and leaves an empty list in their place. Leaves any other value as it is.
pub(super) struct StreamedList<'r, T> {
    pub(super) items: &'r mut Vec<T>,
    pub(super) path: PathRef<'r>,
    pub(super) diagnostics: &'r mut Diagnostics,
}

impl<'de, T: ReadNode> Sink<'de> for StreamedList<'_, T> {
    type Value = Node<'de>;

    fn take_node(self, node: Node<'de>) -> Node<'de> {
        node
    }

    fn take_list<A: SeqAccess<'de>>(
        self,
        reading: &mut TreeReader<'de>,
        list: A,
    ) -> Result<Node<'de>, A::Error> {
        let Self { items, path, diagnostics } = self;
        let mut n = 0;
        reading.each_item(list, |_, node| {
            let cursor = Cursor::new(node, path.index(n), &mut *diagnostics);
            let item = T::read(cursor, &OBJECT).unwrap_or_else(T::placeholder);
            n += 1;
            // Once more problems were found than are kept, nobody needs the items any more.
            if !diagnostics.is_over_limit() {
                push(items, item);
            }
        })?;
        Ok(Node::List(ChunkedList::default()))
    }
}
