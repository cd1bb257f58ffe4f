//! Two documents held against each other, by ids.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::Serialize;

use crate::change::{Change, DocumentValue, ItemRef};
use crate::claims::Assertion;
use crate::draft::Draft;
use crate::error::{ItemKind, PathRef, SCHEMA_URI};
use crate::id::AssertionId;

/// Everything in which they differ, but for schema and version, in the order of the document.
pub(super) fn compare(old: &Draft, new: &Draft) -> Vec<Change> {
    differences(old, new).into_iter().map(|difference| difference.change).collect()
}

/// A change, and of a thing that the old document has its place there: two things may bear one name.
pub(super) struct Difference {
    pub(super) origin: Option<usize>,
    pub(super) change: Change,
}

/// The same with what each change is of.
pub(super) fn differences(old: &Draft, new: &Draft) -> Vec<Difference> {
    let mut changes = Changes(Vec::new());
    changes.setting(SCHEMA_URI, &old.schema_uri, &new.schema_uri);
    changes.setting("languages", &old.languages, &new.languages);
    changes.setting("default_group", &old.default_group, &new.default_group);
    changes.settings("picker.", &old.picker, &new.picker);
    changes.setting("precedence", &old.precedence, &new.precedence);
    changes.settings("plan.", &old.plan, &new.plan);
    macro_rules! by_id {
        ($($noun:ident: $list:ident, $alike:expr;)*) => {$(
            changes.list(
                ItemKind::$noun,
                (&old.$list, &new.$list),
                |item| Some(item.id.as_str()),
                $alike,
            );
        )*};
    }
    by_id! {
        Role: roles, PartialEq::eq;
        Schedule: schedules, PartialEq::eq;
        Agent: agents, unsure;
        Group: groups, unsure;
        Trigger: triggers, PartialEq::eq;
    }
    let expect = (&old.expect[..], &new.expect[..]);
    changes.list(ItemKind::Expectation, expect, |case| case.name.as_deref(), unsure);
    let assertions = (&old.assertions[..], &new.assertions[..]);
    changes.list(ItemKind::Assertion, assertions, assertion_id, PartialEq::eq);
    changes.0
}

fn assertion_id(assertion: &Assertion) -> Option<&str> {
    assertion.id.as_ref().map(AssertionId::as_str)
}

/// Equal tags may be written in another case, and equal attributes in another order.
fn unsure<T>(_: &T, _: &T) -> bool {
    false
}

struct Changes(Vec<Difference>);

/// What is the same thing in both documents: what has the same id or, without one, the same text.
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

    /// The keys of an object, each on its own.
    fn settings(&mut self, prefix: &str, old: &impl Serialize, new: &impl Serialize) {
        self.keys(
            None,
            prefix,
            DocumentValue::from_serialize(old),
            DocumentValue::from_serialize(new),
        );
    }

    /// First what the old one has, then what only the new one has.
    fn keys(
        &mut self,
        item: Option<(&ItemRef, usize)>,
        prefix: &str,
        old: DocumentValue,
        new: DocumentValue,
    ) {
        let mut new = new.into_entries();
        for (key, old) in old.into_entries() {
            let found = new.iter().position(|(name, _)| *name == key);
            let new = found.map(|place| new.remove(place).1);
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
        let known = |value: &DocumentValue| !value.is_null();
        let (old, new) = (old.filter(known), new.filter(known));
        if old != new {
            let (item, origin) = item.unzip();
            self.push(origin, Change::Changed { item: item.cloned(), key, old, new });
        }
    }

    /// Things are the same by `id`. `alike` tells what is sure to be written alike, so that a long
    /// list in which little differs is written for that little only.
    fn list<'d, T: Serialize>(
        &mut self,
        noun: ItemKind,
        (old, new): (&'d [T], &'d [T]),
        id: impl Fn(&'d T) -> Option<&'d str>,
        alike: impl Fn(&'d T, &'d T) -> bool,
    ) {
        let same = |item: &'d T| match id(item) {
            Some(id) => Matched::Id(id),
            None => Matched::Text(DocumentValue::from_serialize(item).to_string()),
        };
        let item = |place: usize, of: &'d T| ItemRef {
            noun,
            id: id(of).map_or_else(
                || PathRef::ROOT.key(noun.list()).index(place).place().to_string(),
                str::to_owned,
            ),
        };
        let mut places: BTreeMap<Matched<'d>, VecDeque<usize>> = BTreeMap::new();
        for (place, of) in old.iter().enumerate() {
            places.entry(same(of)).or_default().push_back(place);
        }
        let origins: Vec<Option<usize>> =
            new.iter().map(|of| places.get_mut(&same(of))?.pop_front()).collect();
        let mut gone: Vec<usize> = places.into_values().flatten().collect();
        gone.sort_unstable();
        for place in gone {
            if let Some(of) = old.get(place) {
                let item = item(place, of);
                self.push(
                    Some(place),
                    Change::Deleted { item, place, value: DocumentValue::from_serialize(of) },
                );
            }
        }
        let staying = longest_rise(origins.iter().flatten().copied());
        for (place, (of, origin)) in new.iter().zip(&origins).enumerate() {
            let Some((from, before)) = origin.and_then(|from| Some((from, old.get(from)?))) else {
                let (item, value) = (item(place, of), DocumentValue::from_serialize(of));
                self.push(None, Change::Created { item, place, value });
                continue;
            };
            if !staying.contains(&from) {
                self.push(Some(from), Change::Moved { item: item(place, of), from, to: place });
            }
            if !alike(before, of) {
                let (before, value) =
                    (DocumentValue::from_serialize(before), DocumentValue::from_serialize(of));
                if before != value {
                    self.keys(Some((&item(place, of), from)), "", before, value);
                }
            }
        }
    }
}

/// The most of some numbers that rise in the order in which they stand: who need not be moved.
fn longest_rise(numbers: impl Iterator<Item = usize>) -> BTreeSet<usize> {
    // The least last number of a rise of each length, and what each number follows in its rise.
    let mut lasts: Vec<usize> = Vec::new();
    let mut follows: BTreeMap<usize, Option<usize>> = BTreeMap::new();
    for number in numbers {
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
    fn the_most_that_rise_stay() {
        let staying = |numbers: &[usize]| -> Vec<usize> {
            longest_rise(numbers.iter().copied()).into_iter().collect()
        };
        assert!(staying(&[]).is_empty());
        assert_eq!(staying(&[0, 1, 2]), [0, 1, 2]);
        assert_eq!(staying(&[3, 0, 1, 2]), [0, 1, 2]);
        assert_eq!(staying(&[1, 2, 3, 0]), [1, 2, 3]);
        assert_eq!(staying(&[4, 1, 5, 2, 3]), [1, 2, 3]);
        assert_eq!(staying(&[2, 1, 0]).len(), 1);
    }
}
