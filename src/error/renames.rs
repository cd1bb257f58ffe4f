//! Keys that were read as others: where what the readers found stands in the document.

use std::collections::{BTreeMap, VecDeque};

use crate::error::{DocumentPath, PathRef, PathSegment};

/// The places of a canonical document that stand elsewhere in the document as written: the value of the
/// unknown key `and` is read as that of `all`, and what is wrong in it is reported in `and`.
#[derive(Clone, Debug, Default)]
pub(super) struct Renames {
    /// By the canonical place; what stands in the place of its last step.
    written: BTreeMap<DocumentPath, Box<[PathSegment]>>,
    /// How many steps those places have together.
    segments: usize,
    /// The last few places that were told of, also if no problem in them is kept.
    recent: VecDeque<DocumentPath>,
}

/// A condition whose keys are fields renames several places and is one problem, and a place may be 250 steps
/// long: places of so many steps together are held. After that, what is wrong at a renamed place is reported at
/// its canonical one.
const MAX_STEPS: usize = 50_000;

/// The objects that are being read have fewer renamed keys at once.
const MAX_RECENT: usize = 64;

impl Renames {
    pub(super) fn add(&mut self, at: &PathRef<'_>, written: &[&str]) {
        let steps = written.iter().map(|key| PathSegment::Key((*key).into())).collect();
        let place = at.to_path();
        self.segments += place.segments().len();
        self.written.insert(place, steps);
    }

    /// Whether no more places should be added.
    pub(super) fn is_full(&self) -> bool {
        self.segments >= MAX_STEPS
    }

    /// Remembers for a while that a place stands elsewhere.
    pub(super) fn mention(&mut self, at: &PathRef<'_>) {
        if self.recent.len() == MAX_RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(at.to_path());
    }

    /// Forgets places in which no problem is kept.
    pub(super) fn cut(&mut self, bound: &DocumentPath) {
        self.written.retain(|place, _| place.cmp_in_document(bound).is_lt());
        self.segments = self.written.keys().map(|place| place.segments().len()).sum();
    }

    pub(super) fn has(&self, at: &PathRef<'_>) -> bool {
        if self.written.is_empty() && self.recent.is_empty() {
            return false;
        }
        let place = at.to_path();
        self.written.contains_key(&place) || self.recent.contains(&place)
    }

    /// A canonical place as it stands in the document.
    pub(super) fn written(&self, place: DocumentPath) -> DocumentPath {
        if self.written.is_empty() {
            return place;
        }
        let canonical = place.segments();
        let mut steps = Vec::with_capacity(canonical.len());
        for (n, step) in canonical.iter().enumerate() {
            match canonical.get(..=n).and_then(|part| self.written.get(part)) {
                Some(written) => steps.extend_from_slice(written),
                None => steps.push(step.clone()),
            }
        }
        DocumentPath::from_segments(steps)
    }
}
