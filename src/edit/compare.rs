//! The differences between two documents, whose items are matched by their ids.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::Serialize;

use crate::assertion::Assertion;
use crate::draft::Draft;
use crate::edit::{Change, DocumentValue, ItemRef};
use crate::error::{ItemKind, PathRef, SCHEMA_URI};
use crate::id::AssertionId;

/// Returns every difference except the schema and the version, in the order of the document.
pub(super) fn compare(old: &Draft, new: &Draft) -> Vec<Change> {
    differences(old, new).into_iter().map(|difference| difference.change).collect()
}

/// A change and, for an item of the old document, its index there. The index tells two items with
/// one name apart, because expectations need not have unique names.
pub(super) struct Difference {
    pub(super) origin: Option<usize>,
    pub(super) change: Change,
}

/// Returns the differences like [`compare`], each with the old index of its item.
pub(super) fn differences(old: &Draft, new: &Draft) -> Vec<Difference> {
    let mut changes = Changes(Vec::new());
    changes.setting(SCHEMA_URI, &old.schema_uri, &new.schema_uri);
    changes.setting("languages", &old.languages, &new.languages);
    changes.setting("default_group", &old.default_group, &new.default_group);
    changes.settings("picker.", &old.picker, &new.picker);
    changes.setting("precedence", &old.precedence, &new.precedence);
    changes.settings("plan.", &old.plan, &new.plan);
    changes.setting("away_after_missed", &old.away_after_missed, &new.away_after_missed);
    changes.setting("priority_seconds", &old.priority_seconds, &new.priority_seconds);
    macro_rules! by_id {
        ($($kind:ident: $list:ident, $surely_equal:expr;)*) => {$(
            changes.list(
                ItemKind::$kind,
                (&old.$list, &new.$list),
                |item| Some(item.id.as_str()),
                $surely_equal,
            );
        )*};
    }
    by_id! {
        Role: roles, PartialEq::eq;
        Schedule: schedules, PartialEq::eq;
        Agent: agents, never_surely_equal;
        Group: groups, never_surely_equal;
        Trigger: triggers, PartialEq::eq;
    }
    let expect = (&old.expect[..], &new.expect[..]);
    changes.list(ItemKind::Expectation, expect, |case| case.name.as_deref(), never_surely_equal);
    let assertions = (&old.assertions[..], &new.assertions[..]);
    changes.list(ItemKind::Assertion, assertions, assertion_id, PartialEq::eq);
    changes.0
}

fn assertion_id(assertion: &Assertion) -> Option<&str> {
    assertion.id.as_ref().map(AssertionId::as_str)
}

/// Returns `false`: an item may have changed although it is equal. Equal language tags may differ in case, and equal
/// attributes in order. Their written forms must be compared.
fn never_surely_equal<T>(_: &T, _: &T) -> bool {
    false
}

struct Changes(Vec<Difference>);

/// The key by which an item is matched in the other document: its id or, without an id, its whole
/// text.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Matched<'d> {
    Id(&'d str),
    Text(String),
}

impl Changes {
    fn push(&mut self, origin: Option<usize>, change: Change) {
        self.0.push(Difference { origin, change });
    }

    fn setting(&mut self, key: &str, old: &impl Serialize, new: &impl Serialize) {
        self.key(
            None,
            key.to_owned(),
            Some(DocumentValue::from_serialize(old)),
            Some(DocumentValue::from_serialize(new)),
        );
    }

    /// Compares two objects key by key.
    fn settings(&mut self, prefix: &str, old: &impl Serialize, new: &impl Serialize) {
        self.keys(
            None,
            prefix,
            DocumentValue::from_serialize(old),
            DocumentValue::from_serialize(new),
        );
    }

    /// Adds the changes of the keys that the old object has, then of the keys that only the new one
    /// has.
    fn keys(
        &mut self,
        item: Option<(&ItemRef, usize)>,
        prefix: &str,
        old: DocumentValue,
        new: DocumentValue,
    ) {
        // The old order of the keys is kept, so the list of changes is in the order of the
        // document.
        let mut new = new.into_entries();
        for (key, old) in old.into_entries() {
            let found = new.iter().position(|(name, _)| *name == key);
            let new = found.map(|index| new.remove(index).1);
            self.key(item, format!("{prefix}{key}"), Some(old), new);
        }
        for (key, new) in new {
            self.key(item, format!("{prefix}{key}"), None, Some(new));
        }
    }

    fn key(
        &mut self,
        item: Option<(&ItemRef, usize)>,
        key: String,
        old: Option<DocumentValue>,
        new: Option<DocumentValue>,
    ) {
        // An absent key and null both mean the default, so they are no difference.
        let known = |value: &DocumentValue| !value.is_null();
        let (old, new) = (old.filter(known), new.filter(known));
        if old != new {
            let (item, origin) = item.unzip();
            self.push(origin, Change::Changed { item: item.cloned(), key, old, new });
        }
    }

    /// Compares two lists whose items are matched by `id`. `surely_equal` returns `true` only for
    /// items with equal written forms. It avoids serialising the equal items of a long list.
    fn list<'d, T: Serialize>(
        &mut self,
        kind: ItemKind,
        (old, new): (&'d [T], &'d [T]),
        id: impl Fn(&'d T) -> Option<&'d str>,
        surely_equal: impl Fn(&'d T, &'d T) -> bool,
    ) {
        let match_key = |item: &'d T| match id(item) {
            Some(id) => Matched::Id(id),
            None => Matched::Text(DocumentValue::from_serialize(item).to_string()),
        };
        let item_ref = |index: usize, item: &'d T| ItemRef {
            kind,
            id: id(item).map_or_else(
                || PathRef::ROOT.key(kind.list()).index(index).to_path().to_string(),
                str::to_owned,
            ),
        };
        // A queue for each key, because expectations may share a name: the first old one is matched
        // with the first new one.
        let mut unmatched: BTreeMap<Matched<'d>, VecDeque<usize>> = BTreeMap::new();
        for (index, item) in old.iter().enumerate() {
            unmatched.entry(match_key(item)).or_default().push_back(index);
        }
        let origins: Vec<Option<usize>> =
            new.iter().map(|item| unmatched.get_mut(&match_key(item))?.pop_front()).collect();
        let mut deleted: Vec<usize> = unmatched.into_values().flatten().collect();
        // The map is ordered by id. Deletions are listed in the order of the old document.
        deleted.sort_unstable();
        for index in deleted {
            if let Some(item) = old.get(index) {
                let item_ref = item_ref(index, item);
                self.push(
                    Some(index),
                    Change::Deleted {
                        item: item_ref,
                        index,
                        value: DocumentValue::from_serialize(item),
                    },
                );
            }
        }
        // The largest set of items that keep their order counts as unmoved, so the fewest moves are
        // reported.
        let unmoved = longest_increasing_subsequence(origins.iter().flatten().copied());
        for (index, (item, origin)) in new.iter().zip(&origins).enumerate() {
            let Some((from, before)) = origin.and_then(|from| Some((from, old.get(from)?))) else {
                let (item, value) = (item_ref(index, item), DocumentValue::from_serialize(item));
                self.push(None, Change::Created { item, index, value });
                continue;
            };
            if !unmoved.contains(&from) {
                self.push(
                    Some(from),
                    Change::Moved { item: item_ref(index, item), from, to: index },
                );
            }
            if !surely_equal(before, item) {
                let (before, value) =
                    (DocumentValue::from_serialize(before), DocumentValue::from_serialize(item));
                if before != value {
                    self.keys(Some((&item_ref(index, item), from)), "", before, value);
                }
            }
        }
    }
}

/// Returns a longest strictly increasing subsequence. Its members keep their relative order, so
/// only the others count as moved.
///
/// Patience sorting with back pointers: O(n log n).
fn longest_increasing_subsequence(numbers: impl Iterator<Item = usize>) -> BTreeSet<usize> {
    // The least last number of the increasing subsequences of each length, and the predecessor of
    // each number.
    let mut lasts: Vec<usize> = Vec::new();
    let mut follows: BTreeMap<usize, Option<usize>> = BTreeMap::new();
    for number in numbers {
        // Invariant: `lasts` is strictly increasing, so a binary search finds the longest
        // subsequence that the number can continue.
        let length = lasts.partition_point(|last| *last < number);
        let before = length.checked_sub(1).and_then(|shorter| lasts.get(shorter)).copied();
        follows.insert(number, before);
        match lasts.get_mut(length) {
            Some(last) => *last = number,
            None => lasts.push(number),
        }
    }
    std::iter::successors(lasts.last().copied(), |number| follows.get(number).copied().flatten())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_longest_increasing_subsequence_stays() {
        let staying = |numbers: &[usize]| -> Vec<usize> {
            longest_increasing_subsequence(numbers.iter().copied()).into_iter().collect()
        };
        assert!(staying(&[]).is_empty());
        assert_eq!(staying(&[0, 1, 2]), [0, 1, 2]);
        assert_eq!(staying(&[3, 0, 1, 2]), [0, 1, 2]);
        assert_eq!(staying(&[1, 2, 3, 0]), [1, 2, 3]);
        assert_eq!(staying(&[4, 1, 5, 2, 3]), [1, 2, 3]);
        assert_eq!(staying(&[2, 1, 0]).len(), 1);
    }
}
