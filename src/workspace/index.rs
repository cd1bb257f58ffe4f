//! Resolves references while a draft is checked.

use crate::condition::IdResolver;
use crate::error::{Diagnostics, ItemKind, PathRef, ProblemKind};
use crate::ix::{GroupIx, ScheduleIx};
use crate::workspace::sorted::SortedIds;

/// Indices of items by id. Of two items with one id the first is found. It is sorted rather than
/// hashed, because the author of the document chooses the ids and could make them collide.
pub(super) struct IdPositions<'d> {
    /// All ids, in the order of the document.
    ids: Vec<&'d str>,
    sorted: SortedIds,
}

impl<'d> IdPositions<'d> {
    pub(super) fn new(ids: impl Iterator<Item = &'d str>) -> Self {
        let ids: Vec<&str> = ids.collect();
        Self { sorted: SortedIds::by_id(&ids, |id| id), ids }
    }

    /// Returns the indices of items whose id occurred before.
    pub(super) fn repeated(&self) -> impl Iterator<Item = usize> {
        let id = |index: &u32| self.ids.get(*index as usize);
        let indices = self.sorted.positions();
        // Sorted by id, equal ids are neighbours, and the one with the lower index comes first.
        let pairs = indices.iter().zip(indices.iter().skip(1));
        pairs.filter(move |(one, next)| id(one) == id(next)).map(|(_, next)| *next as usize)
    }

    pub(super) fn find(&self, id: &str) -> Option<u32> {
        let index = self.sorted.find(id, &self.ids, |id| id)?;
        u32::try_from(index).ok()
    }

    pub(super) fn ids(&self) -> &[&'d str] {
        &self.ids
    }

    pub(super) fn into_sorted(self) -> SortedIds {
        self.sorted
    }

    /// Returns the index of the item that a reference names. Reports a problem if there is none.
    pub(super) fn resolve(
        &self,
        noun: ItemKind,
        id: &str,
        at: &PathRef<'_>,
        report: &mut Diagnostics,
    ) -> Option<u32> {
        let index = self.find(id);
        if index.is_none() {
            // The suggestion is searched among all ids, within the budget of the document.
            let kind = ProblemKind::UnknownReference(noun);
            report.add_unknown(at, kind, id, self.ids.iter().copied());
        }
        index
    }
}

/// The indices of all items that references name.
pub(super) struct IdIndex<'d> {
    pub(super) roles: IdPositions<'d>,
    pub(super) schedules: IdPositions<'d>,
    pub(super) agents: IdPositions<'d>,
    pub(super) groups: IdPositions<'d>,
}

impl IdResolver for IdIndex<'_> {
    fn schedule(&self, id: &str, at: &PathRef<'_>, report: &mut Diagnostics) -> Option<ScheduleIx> {
        self.schedules.resolve(ItemKind::Schedule, id, at, report).map(ScheduleIx::new)
    }

    fn group(&self, id: &str, at: &PathRef<'_>, report: &mut Diagnostics) -> Option<GroupIx> {
        self.groups.resolve(ItemKind::Group, id, at, report).map(GroupIx::new)
    }
}
