//! What references lead to, while a draft is checked.

use crate::condition::IdResolver;
use crate::error::{Diagnostics, ItemKind, PathRef, ProblemKind};
use crate::workspace::sorted::SortedIds;

/// Places by id; of two with one id the first. Sorted, not hashed: ids come from whoever writes
/// the document, who could make them collide.
pub(super) struct IdPositions<'d> {
    /// All ids, in the order of the document.
    words: Vec<&'d str>,
    sorted: SortedIds,
}

impl<'d> IdPositions<'d> {
    pub(super) fn new(ids: impl Iterator<Item = &'d str>) -> Self {
        let words: Vec<&str> = ids.collect();
        Self { sorted: SortedIds::by_id(&words, |id| id), words }
    }

    /// The places of ids that have stood before.
    pub(super) fn repeated(&self) -> impl Iterator<Item = usize> {
        let id = |place: &u32| self.words.get(*place as usize);
        let places = self.sorted.places();
        let pairs = places.iter().zip(places.iter().skip(1));
        pairs.filter(move |(one, next)| id(one) == id(next)).map(|(_, next)| *next as usize)
    }

    pub(super) fn find(&self, id: &str) -> Option<u32> {
        let place = self.sorted.find(id, &self.words, |id| id)?;
        u32::try_from(place).ok()
    }

    pub(super) fn words(&self) -> &[&'d str] {
        &self.words
    }

    pub(super) fn into_sorted(self) -> SortedIds {
        self.sorted
    }

    /// The place that a reference leads to; reported where it leads nowhere.
    pub(super) fn refer(
        &self,
        noun: ItemKind,
        id: &str,
        at: &PathRef<'_>,
        report: &mut Diagnostics,
    ) -> Option<u32> {
        let place = self.find(id);
        if place.is_none() {
            let kind = ProblemKind::UnknownReference(noun);
            report.add_unknown(at, kind, id, self.words.iter().copied());
        }
        place
    }
}

/// The places of everything that has an id.
pub(super) struct IdIndex<'d> {
    pub(super) roles: IdPositions<'d>,
    pub(super) schedules: IdPositions<'d>,
    pub(super) agents: IdPositions<'d>,
    pub(super) groups: IdPositions<'d>,
}

impl IdResolver for IdIndex<'_> {
    fn schedule(&self, id: &str, at: &PathRef<'_>, report: &mut Diagnostics) -> Option<u32> {
        self.schedules.refer(ItemKind::Schedule, id, at, report)
    }

    fn group(&self, id: &str, at: &PathRef<'_>, report: &mut Diagnostics) -> Option<u32> {
        self.groups.refer(ItemKind::Group, id, at, report)
    }
}
