//! What references lead to, while a draft is checked.

use crate::condition::IdResolver;
use crate::error::{At, Noun, ProblemKind, Report};
use crate::workspace::sorted::Sorted;

/// Places by id; of two with one id the first. Sorted, not hashed: ids come from whoever writes
/// the document, who could make them collide.
pub(super) struct Places<'d> {
    /// All ids, in the order of the document.
    words: Vec<&'d str>,
    sorted: Sorted,
}

impl<'d> Places<'d> {
    pub(super) fn of(ids: impl Iterator<Item = &'d str>) -> Self {
        let words: Vec<&str> = ids.collect();
        Self { sorted: Sorted::by_id(&words, |id| id), words }
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

    pub(super) fn into_sorted(self) -> Sorted {
        self.sorted
    }

    /// The place that a reference leads to; reported where it leads nowhere.
    pub(super) fn refer(
        &self,
        noun: Noun,
        id: &str,
        at: &At<'_>,
        report: &mut Report,
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
pub(super) struct Index<'d> {
    pub(super) roles: Places<'d>,
    pub(super) schedules: Places<'d>,
    pub(super) agents: Places<'d>,
    pub(super) groups: Places<'d>,
}

impl IdResolver for Index<'_> {
    fn schedule(&self, id: &str, at: &At<'_>, report: &mut Report) -> Option<u32> {
        self.schedules.refer(Noun::Schedule, id, at, report)
    }

    fn group(&self, id: &str, at: &At<'_>, report: &mut Report) -> Option<u32> {
        self.groups.refer(Noun::Group, id, at, report)
    }
}
