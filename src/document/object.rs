//! Reading an object by the table of its keys: unknown and repeated keys are reported, and reading goes on.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::document::chunked_list::ChunkedList;
use crate::document::cursor::{ALIAS_COST, Cursor, EntriesCursor};
use crate::document::node::{Entry, Node};
use crate::document::read_node::ReadNode;
use crate::error::{Diagnostics, PathRef, ProblemKind};
use crate::vocabulary::{Form, KeyAnswer, ObjectSpec, Shape};

/// An object that is about to be read: its known keys with their values. Unknown and repeated keys have been reported.
pub(crate) struct ObjectCursor<'c, 'de> {
    keys: KnownKeys<'de>,
    path: PathRef<'c>,
    diagnostics: &'c mut Diagnostics,
}

/// The known keys of an object, each once, with their values.
struct KnownKeys<'de> {
    entries: Vec<Entry<'de>>,
    /// The keys that an unknown key, which has been reported, means. They are not reported as missing.
    reported: Vec<&'static str>,
}

impl<'c, 'de> Cursor<'c, 'de> {
    /// Reads an object that takes the keys of a table.
    #[inline]
    pub(crate) fn object(self, spec: &'static ObjectSpec) -> Option<ObjectCursor<'c, 'de>> {
        let EntriesCursor { entries, path, diagnostics } = self.entries("an object")?;
        let keys = match known_once(&entries, spec.key_names) {
            Some(_) => KnownKeys { entries: entries.into_vec(), reported: Vec::new() },
            None => resolve_keys(entries, spec, &path, diagnostics),
        };
        Some(ObjectCursor { keys, path, diagnostics })
    }
}

impl<'c, 'de> EntriesCursor<'c, 'de> {
    /// Takes an object of a document that programs exchange: its unknown keys are ignored.
    pub(crate) fn into_object(self) -> ObjectCursor<'c, 'de> {
        let Self { entries, path, diagnostics } = self;
        let keys = KnownKeys { entries: entries.into_vec(), reported: Vec::new() };
        ObjectCursor { keys, path, diagnostics }
    }
}

impl<'c, 'de> ObjectCursor<'c, 'de> {
    /// Takes the value of a key, if the object has it.
    #[inline]
    pub(crate) fn take(&mut self, key: &'static str) -> Option<Cursor<'_, 'de>> {
        let index = self.keys.entries.iter().position(|(k, _)| k == key)?;
        // The order of the entries has no meaning any more: each key is known and comes once.
        let (_, node) = self.keys.entries.swap_remove(index);
        Some(Cursor::new(node, self.path.key(key), self.diagnostics))
    }

    /// Takes the value of a key that must be present.
    #[inline]
    pub(crate) fn require(&mut self, key: &'static str) -> Option<Cursor<'_, 'de>> {
        let is_missing = !self.keys.entries.iter().any(|(k, _)| k == key);
        if is_missing && !self.keys.reported.contains(&key) {
            self.diagnostics.add(&self.path.key(key), ProblemKind::MissingKey, "");
        }
        self.take(key)
    }

    /// Reads the value of a key into `target`, which keeps its value if the key is absent or cannot be read.
    #[inline]
    pub(crate) fn read_into<T: ReadNode>(
        &mut self,
        key: &'static str,
        form: &'static Form,
        target: &mut T,
    ) {
        if let Some(value) = self.take(key).and_then(|cursor| T::read(cursor, form)) {
            *target = value;
        }
    }

    /// As [`read_into`](Self::read_into), for a key that must be present.
    #[inline]
    pub(crate) fn require_into<T: ReadNode>(
        &mut self,
        key: &'static str,
        form: &'static Form,
        target: &mut T,
    ) {
        if let Some(value) = self.require(key).and_then(|cursor| T::read(cursor, form)) {
            *target = value;
        }
    }

    /// Returns the entries that were not taken, with the path and the diagnostics of the object.
    pub(crate) fn into_parts(self) -> (Vec<Entry<'de>>, PathRef<'c>, &'c mut Diagnostics) {
        (self.keys.entries, self.path, self.diagnostics)
    }
}

/// Returns a bit for each key of an object, the lowest for the first of the words. Returns `None` if a key is unknown or
/// repeated. Most objects pass this check, which allocates nothing.
pub(crate) fn known_once(entries: &ChunkedList<Entry<'_>>, words: &[&str]) -> Option<u32> {
    let mut known = 0;
    // A long list has more entries than any object has keys, so that one of them is unknown or repeated.
    for (key, _) in entries.as_short()? {
        let bit = 1_u32.checked_shl(place_of(key, words)?)?;
        if known & bit != 0 {
            return None;
        }
        known |= bit;
    }
    Some(known)
}

/// Returns the index of a key among words.
pub(crate) fn place_of(key: &str, words: &[&str]) -> Option<u32> {
    (0..).zip(words).find(|(_, word)| **word == key).map(|(index, _)| index)
}

/// Returns the first entry of each known key, and reports all other entries. If an unknown key is a misspelling or an
/// alias of a known one, its value is read as the value of that key.
fn resolve_keys<'de>(
    entries: ChunkedList<Entry<'de>>,
    spec: &'static ObjectSpec,
    path: &PathRef<'_>,
    diagnostics: &mut Diagnostics,
) -> KnownKeys<'de> {
    let mut keys = KnownKeys { entries: Vec::new(), reported: Vec::new() };
    // The table bounds the number of known keys. A document can have any number of others.
    let mut taken: Vec<&'static str> = spec
        .key_names
        .iter()
        .copied()
        .filter(|word| entries.iter().any(|(key, _)| key == word))
        .collect();
    let (mut known, mut unknown) = (0_u64, BTreeSet::new());
    for (key, node) in entries {
        let bit = place_of(&key, spec.key_names).map_or(0, |index| 1_u64 << index);
        // Problems beyond the limit are only counted, so that the set of unknown keys need not grow any more.
        let is_new = match bit {
            0 if diagnostics.is_over_limit() => !unknown.contains(&key),
            0 => unknown.insert(key.clone()),
            _ => known & bit == 0,
        };
        known |= bit;
        if !is_new {
            diagnostics.add(&path.key(&key), ProblemKind::RepeatedKey, &key);
        } else if bit != 0 {
            keys.entries.push((key, node));
        } else if let Some(right) =
            report_unknown(&key, &node, spec, &taken, &mut keys, path, diagnostics)
        {
            taken.push(right);
            keys.entries.push((Cow::Borrowed(right), node));
        }
    }
    keys
}

/// Reports an unknown key. Returns the known key as which its value is read.
fn report_unknown(
    key: &str,
    node: &Node<'_>,
    spec: &'static ObjectSpec,
    taken: &[&str],
    keys: &mut KnownKeys<'_>,
    path: &PathRef<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<&'static str> {
    let (key_path, kind) = (path.key(key), ProblemKind::UnknownKey);
    let answer = if diagnostics.spend(ALIAS_COST) { spec.answer(key) } else { None };
    let is_free = |word: &str| !taken.contains(&word) && !keys.reported.contains(&word);
    let right = match answer {
        Some(KeyAnswer::Key(right)) => Some(*right),
        Some(_) => None,
        None => diagnostics.nearest(key, spec.key_names.iter().copied()),
    };
    let taken_word = match answer {
        Some(KeyAnswer::Opposite(opposite)) => Some(*opposite),
        _ => right,
    };
    // The value of the known key wins: two values for one key would contradict each other.
    if let Some(word) = taken_word.filter(|word| !is_free(word)) {
        diagnostics.add_hint(&key_path, kind, key, &format!("`{word}` stands here already"));
        return None;
    }
    if let Some(right) = right {
        let form = spec.key(right)?.form;
        if node.shape() == Shape::List && form.takes(Shape::List) && form.takes(Shape::Object) {
            diagnostics.add_hint(&key_path, kind, key, &joined_in(right));
        } else if form.takes(node.shape()) || answer.is_none() {
            diagnostics.add_with(&key_path, kind, key, right);
        } else {
            let hint = format!("write `{right}` with {}", form.description);
            diagnostics.add_hint(&key_path, kind, key, &hint);
            diagnostics.leave_unread(&path.key(right));
            keys.reported.push(right);
            return None;
        }
        diagnostics.mark_as_read();
        diagnostics.rename(&path.key(right), &[key]);
        return Some(right);
    }
    match answer {
        Some(KeyAnswer::Opposite(right)) => {
            let hint = match node {
                Node::Bool(value) => format!("write `\"{right}\": {}`", !value),
                _ => format!("write `{right}`, which says the opposite, with true or false"),
            };
            diagnostics.add_hint(&key_path, kind, key, &hint);
        }
        Some(KeyAnswer::Advice(advice)) => diagnostics.add_hint(&key_path, kind, key, advice),
        Some(KeyAnswer::Instead(right, advice)) => {
            diagnostics.add_hint(&key_path, kind, key, advice);
            if is_free(right) {
                diagnostics.leave_unread(&path.key(right));
                keys.reported.push(right);
            }
        }
        // A visitor has many keys, and most unknown ones are facts that only the host knows.
        _ if spec.key_names.contains(&"attributes") => {
            let hint = "what only your site knows stands in `attributes`";
            diagnostics.add_hint(&key_path, kind, key, hint);
        }
        _ => diagnostics.add_listing(&key_path, kind, key, spec.key_names.iter().copied()),
    }
    None
}

/// Returns the hint for a list of conditions where one condition is expected.
pub(crate) fn joined_in(key: &str) -> String {
    format!("write `\"{key}\": {{\"all\": […]}}`, or `any` in the place of `all`")
}
