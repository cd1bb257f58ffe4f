//! Reading a sample visitor of a workspace, key by key, so that each mistake is reported at its path.

use crate::document::{
    ChunkedList, Cursor, Entry, Node, ObjectCursor, ReadNode, read_strictly, report_invalid,
};
use crate::error::{Diagnostics, PathRef, ProblemKind};
use crate::visitor::document_keys::{PAGE, VISITOR};
use crate::visitor::{Page, Value, Visitor};
use crate::vocabulary::Form;

impl ReadNode for Visitor<'static> {
    fn read(cursor: Cursor<'_, '_>, _: &'static Form) -> Option<Self> {
        let (keys, path, diagnostics) = cursor.object(&VISITOR)?.into_parts();
        let mut readable = Vec::new();
        for (key, node) in keys {
            let key_path = path.key(&key);
            let before = diagnostics.len();
            let node = match node {
                Node::Map(_) if key == "page" => {
                    let page = Cursor::new(node, key_path, &mut *diagnostics).object(&PAGE);
                    Node::Map(page.map_or_else(Vec::new, readable_keys_of_page).into())
                }
                Node::Map(attributes) if key == "attributes" => {
                    Node::Map(readable_attributes(attributes, &key_path, diagnostics))
                }
                node => node,
            };
            // The keys of a page and of attributes have been read one by one: their nodes are empty here.
            match read_strictly::<Visitor<'_>>(Node::Map([(key.clone(), node.outline())].into())) {
                Err(reason) => report_invalid(&key_path, &reason, diagnostics),
                Ok(_) if diagnostics.len() > before => {}
                Ok(_) => readable.push((key, node)),
            }
        }
        // Each key has been read alone, and no key depends on another, so that all of them together can be read.
        Some(read_strictly::<Visitor<'_>>(Node::Map(readable.into())).unwrap_or_default())
    }

    fn placeholder() -> Self {
        Self::undated()
    }
}

/// Returns the keys of a page that can be read, and reports the others.
fn readable_keys_of_page<'de>(page: ObjectCursor<'_, 'de>) -> Vec<Entry<'de>> {
    let (keys, path, diagnostics) = page.into_parts();
    let mut readable = Vec::with_capacity(keys.len());
    for (key, node) in keys {
        match read_strictly::<Page<'_>>(Node::Map([(key.clone(), node.outline())].into())) {
            Ok(_) => readable.push((key, node)),
            Err(reason) => report_invalid(&path.key(&key), &reason, diagnostics),
        }
    }
    readable
}

/// Returns the attributes that can be read, and reports the others.
fn readable_attributes<'de>(
    attributes: ChunkedList<Entry<'de>>,
    path: &PathRef<'_>,
    diagnostics: &mut Diagnostics,
) -> ChunkedList<Entry<'de>> {
    let mut repetitions = repetitions(&attributes).into_iter().peekable();
    let mut is_readable = |n: usize, name: &str, node: &Node<'de>| {
        let path = path.key(name);
        if repetitions.next_if_eq(&n).is_some() {
            diagnostics.add(&path, ProblemKind::RepeatedKey, name);
            return false;
        }
        match try_value(node) {
            Ok(()) => !diagnostics.is_over_limit(),
            Err(reason) => {
                report_invalid(&path, &reason, diagnostics);
                false
            }
        }
    };
    let numbered = attributes.into_iter().enumerate();
    let readable = numbered.filter(|(n, (name, node))| is_readable(*n, name, node));
    readable.map(|(_, attribute)| attribute).collect()
}

/// Returns the indices of the entries whose name an earlier entry has, in ascending order. They are found by sorting: a
/// set of the names would take more memory than the names.
fn repetitions(attributes: &ChunkedList<Entry<'_>>) -> Vec<usize> {
    let mut names: Vec<(&str, usize)> =
        attributes.iter().enumerate().map(|(n, (name, _))| (&**name, n)).collect();
    names.sort_unstable();
    let mut repetitions: Vec<usize> = names
        .windows(2)
        .filter_map(|pair| match pair {
            [(one, _), (other, n)] if one == other => Some(*n),
            _ => None,
        })
        .collect();
    repetitions.sort_unstable();
    repetitions
}

/// Tries to read the value of an attribute. The items of a list are tried one by one, because a copy of a long list would
/// take its memory twice.
fn try_value(node: &Node<'_>) -> Result<(), String> {
    let try_node = |node| read_strictly::<Value<'_>>(node).map(drop);
    match node {
        Node::List(items) => match items.iter().find(|item| !matches!(item, Node::Text(_))) {
            Some(wrong) => try_node(Node::List([wrong.outline()].into())),
            None => Ok(()),
        },
        other => try_node(other.outline()),
    }
}
