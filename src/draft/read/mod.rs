//! Reading a whole document. What is wrong is reported, and the rest is read.

mod streamed_list;

use serde::de::{DeserializeSeed, MapAccess};
use serde::{Deserialize, Deserializer};

use crate::document::{Collector, Cursor, DocumentObject, Node, Sink, TreeReader};
use crate::draft::Draft;
use crate::draft::read::streamed_list::StreamedList;
use crate::error::{Diagnostics, PathRef};

/// Reads a document. The items of its large lists are read one after the other, so that the program never holds a
/// tree of all of them.
struct Reader {
    /// Holds the items of the large lists.
    streamed: Draft,
    /// The keys of the large lists that came. Of a repeated key only the first list counts.
    streamed_keys: Vec<&'static str>,
    diagnostics: Diagnostics,
}

/// # Errors
///
/// Fails on broken syntax, and on a document that is nested more than 128 levels deep.
impl<'de> Deserialize<'de> for Draft {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let reader = Reader {
            streamed: Self::without_keys(),
            streamed_keys: Vec::new(),
            diagnostics: Diagnostics::default(),
        };
        TreeReader::default().seed(reader).deserialize(deserializer)
    }
}

/// Names the large lists, which are read item by item.
macro_rules! streamed_lists {
    ($($list:ident)*) => {
        /// Reads the value of a key of the document. A large list leaves an empty list in its place.
        fn read_value<'de, A: MapAccess<'de>>(
            &mut self,
            reading: &mut TreeReader<'de>,
            key: &str,
            object: &mut A,
        ) -> Result<Node<'de>, A::Error> {
            $(
                if key == stringify!($list) && self.is_first(stringify!($list)) {
                    return object.next_value_seed(reading.seed(StreamedList {
                        items: &mut self.streamed.$list,
                        path: PathRef::ROOT.key(key),
                        diagnostics: &mut self.diagnostics,
                    }));
                }
            )*
            object.next_value_seed(reading.next())
        }

        /// Moves the items of the large lists into the draft. If a large list is empty, a list under another key that
        /// is read as this one counts.
        fn take_streamed(streamed: Draft, draft: &mut Draft) {
            $(
                if !streamed.$list.is_empty() {
                    draft.$list = streamed.$list;
                }
            )*
        }
    };
}

impl Reader {
    streamed_lists! { roles schedules agents groups triggers assertions }

    /// Returns `true` if the key comes for the first time.
    fn is_first(&mut self, key: &'static str) -> bool {
        let is_first = !self.streamed_keys.contains(&key);
        self.streamed_keys.push(key);
        is_first
    }

    /// Reads what is left of the document.
    fn finish(self, node: Node<'_>) -> Draft {
        let Self { streamed, mut diagnostics, .. } = self;
        let mut draft = Draft::read_object(Cursor::root(node, &mut diagnostics));
        Self::take_streamed(streamed, &mut draft);
        draft.unread = diagnostics;
        draft
    }
}

impl<'de> Sink<'de> for Reader {
    type Value = Draft;

    fn take_node(self, node: Node<'de>) -> Draft {
        self.finish(node)
    }

    fn take_object<A: MapAccess<'de>>(
        mut self,
        reading: &mut TreeReader<'de>,
        object: A,
    ) -> Result<Draft, A::Error> {
        let mut entries = Collector::default();
        let value = |reading: &mut TreeReader<'de>, key: &str, object: &mut A| {
            self.read_value(reading, key, object)
        };
        let stands_for = reading.each_entry(object, value, |_, entry| entries.push(entry))?;
        Ok(self.finish(stands_for.unwrap_or_else(|| Node::Map(entries.finish()))))
    }
}
