//! What references lead to, while a draft is checked.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::condition::Names;
use crate::error::{At, Noun, ProblemKind, Report};

/// Places by id; of two with one id the first. Ordered, not hashed: ids come from whoever writes
/// the document, who could make them collide.
#[derive(Default)]
pub(super) struct Places<'d> {
    by_id: BTreeMap<&'d str, u32>,
    /// All ids, in the order of the document.
    words: Vec<&'d str>,
}

impl<'d> Places<'d> {
    /// Gives the next place to an id; not if the id has one.
    pub(super) fn add(&mut self, id: &'d str) -> bool {
        let place = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.words.push(id);
        match self.by_id.entry(id) {
            Entry::Vacant(free) => {
                free.insert(place);
                true
            }
            Entry::Occupied(_) => false,
        }
    }

    pub(super) fn find(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    pub(super) fn words(&self) -> &[&'d str] {
        &self.words
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

impl Names for Index<'_> {
    fn schedule(&self, id: &str, at: &At<'_>, report: &mut Report) -> Option<u32> {
        self.schedules.refer(Noun::Schedule, id, at, report)
    }

    fn group(&self, id: &str, at: &At<'_>, report: &mut Report) -> Option<u32> {
        self.groups.refer(Noun::Group, id, at, report)
    }
}
