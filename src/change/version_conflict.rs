//! A draft that was taken from another version than the present one.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::change::Change;
use crate::change::compare::{Difference, compare, differences};
use crate::draft::Draft;
use crate::error::ItemKind;

/// A draft that was taken from another version than the present one ([rule E1](crate::_rules#e1)).
///
/// What both changed is known where the draft remembers what it was taken from
/// ([`Workspace::edit`](crate::Workspace::edit), [`Draft::based_on`](crate::Draft::based_on)).
/// Where it does not, all in which it differs from the present version is listed: what both changed,
/// and not alike, is among it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct VersionConflict {
    /// The version that the draft says it was taken from.
    pub taken_from: u64,
    /// The version that is present.
    pub present: u64,
    /// What both changed, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub both: Option<Vec<ConflictingChange>>,
    /// Where it is not, what the draft would change of the present version.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<Change>,
}

/// Something that both the draft and somebody else changed: the same key, or one of them all of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ConflictingChange {
    /// What the draft does.
    pub draft: Change,
    /// What has been done since the draft was taken.
    pub present: Change,
}

impl VersionConflict {
    pub(super) fn subject_of(draft: &Draft, present: &Draft) -> Self {
        let (taken_from, present_version) = (draft.version, present.version);
        let stale = Self { taken_from, present: present_version, both: None, differs: Vec::new() };
        if !draft.unread.is_empty() {
            // What could not be read would count as deleted.
            return stale;
        }
        let base = draft.base.as_ref().map(|base| base.0.document());
        match base.filter(|base| base.version == taken_from) {
            Some(base) => {
                let both = conflicts(&differences(base, draft), &differences(base, present));
                Self { both: Some(both), ..stale }
            }
            None => Self { differs: compare(present, draft), ..stale },
        }
    }
}

/// What a change is of: what both versions come from, or a new thing by its id.
type ChangeSubject<'c> = (Option<ItemKind>, Option<usize>, Option<&'c str>);

fn of(difference: &Difference) -> ChangeSubject<'_> {
    let item = difference.change.item();
    let id = item.filter(|_| difference.origin.is_none()).map(|item| item.id.as_str());
    (item.map(|item| item.noun), difference.origin, id)
}

/// In the order of the draft's changes.
fn conflicts(ours: &[Difference], theirs: &[Difference]) -> Vec<ConflictingChange> {
    let mut by_item: BTreeMap<ChangeSubject<'_>, Vec<&Change>> = BTreeMap::new();
    for difference in theirs {
        let changes = by_item.entry(of(difference)).or_default();
        // Of new things one is enough: cases may bear one name, however many.
        if difference.origin.is_some() || difference.change.item().is_none() || changes.is_empty() {
            changes.push(&difference.change);
        }
    }
    let mut clashes = Vec::new();
    for difference in ours {
        let draft = &difference.change;
        let same = by_item.get(&of(difference)).into_iter().flatten();
        let met = same.filter(|present| conflict(draft, present));
        clashes.extend(met.map(|present| ConflictingChange {
            draft: draft.clone(),
            present: (*present).clone(),
        }));
    }
    clashes
}

/// Whether two changes of one thing are of the same part of it.
fn conflict(one: &Change, other: &Change) -> bool {
    match (one, other) {
        (Change::Changed { key: one, .. }, Change::Changed { key: other, .. }) => one == other,
        (Change::Moved { .. }, Change::Changed { .. })
        | (Change::Changed { .. }, Change::Moved { .. }) => false,
        // Created or deleted is all of it; and moved to two places are two orders.
        _ => true,
    }
}
