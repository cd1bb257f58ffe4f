//! Version conflicts: a draft that was taken from a version that is not the current one.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::draft::Draft;
use crate::edit::Change;
use crate::edit::compare::{Difference, compare, differences};
use crate::error::ItemKind;

/// A draft that was taken from a version that is not the current one ([rule E1](crate::_rules#e1)).
///
/// What both sides changed is known if the draft remembers the version it was taken from
/// ([`Workspace::edit`](crate::Workspace::edit), [`Draft::based_on`](crate::Draft::based_on)).
/// Otherwise, all differences between the draft and the current version are listed. They include
/// everything that both sides changed to different values.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct VersionConflict {
    /// The version that the draft names as the one it was taken from.
    pub taken_from: u64,
    /// The current version.
    pub present: u64,
    /// What both sides changed, or `None` if it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub both: Option<Vec<ConflictingChange>>,
    /// If `both` is `None`, the changes that the draft makes to the current version. Otherwise
    /// empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<Change>,
}

/// A change of the draft and a change by somebody else that affect one key, or of which one affects
/// the whole item.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ConflictingChange {
    /// The change that the draft makes.
    pub draft: Change,
    /// The change that was made since the draft was taken.
    pub present: Change,
}

impl VersionConflict {
    /// Compares a draft with the current version and, if the draft remembers it, with their common
    /// base.
    pub(super) fn from_draft(draft: &Draft, present: &Draft) -> Self {
        let (taken_from, present_version) = (draft.version, present.version);
        let conflict =
            Self { taken_from, present: present_version, both: None, differs: Vec::new() };
        if !draft.unread.is_empty() {
            // Items that could not be read would appear as deleted.
            return conflict;
        }
        let base = draft.base.as_ref().map(|base| base.0.document());
        match base.filter(|base| base.version == taken_from) {
            Some(base) => {
                let both = conflicts(&differences(base, draft), &differences(base, present));
                Self { both: Some(both), ..conflict }
            }
            None => Self { differs: compare(present, draft), ..conflict },
        }
    }
}

/// The subject of a change: an item of the common base by its index there, or a new item by its id.
type ChangeSubject<'c> = (Option<ItemKind>, Option<usize>, Option<&'c str>);

fn subject_of(difference: &Difference) -> ChangeSubject<'_> {
    let item = difference.change.item();
    let id = item.filter(|_| difference.origin.is_none()).map(|item| item.id.as_str());
    (item.map(|item| item.kind), difference.origin, id)
}

/// Returns the pairs of conflicting changes, in the order of the draft's changes.
fn conflicts(ours: &[Difference], theirs: &[Difference]) -> Vec<ConflictingChange> {
    let mut by_item: BTreeMap<ChangeSubject<'_>, Vec<&Change>> = BTreeMap::new();
    for difference in theirs {
        let changes = by_item.entry(subject_of(difference)).or_default();
        // One change of a new item is enough. Any number of expectations may share a name, and the
        // pairs of all of them would be quadratic.
        if difference.origin.is_some() || difference.change.item().is_none() || changes.is_empty() {
            changes.push(&difference.change);
        }
    }
    let mut conflicts = Vec::new();
    for difference in ours {
        let draft = &difference.change;
        let same = by_item.get(&subject_of(difference)).into_iter().flatten();
        let conflicting = same.filter(|present| affect_one_part(draft, present));
        conflicts.extend(conflicting.map(|present| ConflictingChange {
            draft: draft.clone(),
            present: (*present).clone(),
        }));
    }
    conflicts
}

/// Returns `true` if two changes of one item affect the same part of it.
fn affect_one_part(one: &Change, other: &Change) -> bool {
    match (one, other) {
        (Change::Changed { key: one, .. }, Change::Changed { key: other, .. }) => one == other,
        (Change::Moved { .. }, Change::Changed { .. })
        | (Change::Changed { .. }, Change::Moved { .. }) => false,
        // To create or delete an item affects all of it. Two moves are two different orders.
        _ => true,
    }
}
