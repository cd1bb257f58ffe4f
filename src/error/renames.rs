//! Keys that were read as others: where what the readers found stands in the document.

use std::collections::BTreeMap;

use crate::error::{At, Place, Step};

/// The places of a canonical document that stand elsewhere in the document as written: the value of the
/// unknown key `and` is read as that of `all`, and what is wrong in it is reported in `and`.
#[derive(Clone, Debug, Default)]
pub(super) struct Renames {
    /// By the canonical place; what stands in the place of its last step.
    written: BTreeMap<Place, Box<[Step]>>,
}

impl Renames {
    pub(super) fn add(&mut self, at: &At<'_>, written: &[&str]) {
        let steps = written.iter().map(|key| Step::Key((*key).into())).collect();
        self.written.insert(at.place(), steps);
    }

    pub(super) fn has(&self, place: &Place) -> bool {
        self.written.contains_key(place)
    }

    /// A canonical place as it stands in the document.
    pub(super) fn written(&self, place: Place) -> Place {
        if self.written.is_empty() {
            return place;
        }
        let canonical = place.steps();
        let mut steps = Vec::with_capacity(canonical.len());
        for (n, step) in canonical.iter().enumerate() {
            match canonical.get(..=n).and_then(|part| self.written.get(part)) {
                Some(written) => steps.extend_from_slice(written),
                None => steps.push(step.clone()),
            }
        }
        Place::from_steps(steps)
    }
}
