//! Keys that were read as other keys, and the paths of their values in the document as written.

use std::collections::{BTreeMap, VecDeque};

use crate::error::{DocumentPath, PathRef, PathSegment};

/// The canonical paths whose values have other paths in the document as written. For example, the value of the
/// unknown key `and` is read as the value of `all`, and problems in it are reported under `and`.
#[derive(Clone, Debug, Default)]
pub(super) struct Renames {
    /// For each canonical path, the segments that replace its last one.
    written: BTreeMap<DocumentPath, Box<[PathSegment]>>,
    /// The number of segments of all these paths together.
    segments: usize,
    /// The renamed paths that were mentioned last, even if no problem in them is kept.
    recent: VecDeque<DocumentPath>,
}

/// The most segments that are stored. A condition whose keys are fields is one problem and renames several paths, and
/// a path may have 250 segments, so the number of problems does not limit them. Beyond the limit, a problem at a
/// renamed path is reported at its canonical path.
const MAX_STEPS: usize = 50_000;

/// The most recent paths that are remembered. The objects that are being read at one time have fewer renamed keys.
const MAX_RECENT: usize = 64;

impl Renames {
    /// Records the keys that replace the last segment of a canonical path.
    pub(super) fn add(&mut self, at: &PathRef<'_>, written: &[&str]) {
        let keys = written.iter().map(|key| PathSegment::Key((*key).into())).collect();
        let path = at.to_path();
        self.segments += path.segments().len();
        self.written.insert(path, keys);
    }

    /// Returns `true` if no more paths should be added.
    pub(super) fn is_full(&self) -> bool {
        self.segments >= MAX_STEPS
    }

    /// Remembers for a while that a path is renamed.
    pub(super) fn mention(&mut self, at: &PathRef<'_>) {
        // A ring of the last paths: readers must know of a renamed key even where `written` no longer
        // grows, or they would report it twice.
        if self.recent.len() == MAX_RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(at.to_path());
    }

    /// Forgets the paths at or after `bound`, in which no problem is kept.
    pub(super) fn cut(&mut self, bound: &DocumentPath) {
        self.written.retain(|path, _| path.cmp_in_document(bound).is_lt());
        self.segments = self.written.keys().map(|path| path.segments().len()).sum();
    }

    /// Returns `true` if a canonical path is renamed.
    pub(super) fn has(&self, at: &PathRef<'_>) -> bool {
        if self.written.is_empty() && self.recent.is_empty() {
            return false;
        }
        let path = at.to_path();
        self.written.contains_key(&path) || self.recent.contains(&path)
    }

    /// Translates a canonical path to the document as written.
    pub(super) fn written(&self, path: DocumentPath) -> DocumentPath {
        if self.written.is_empty() {
            return path;
        }
        let canonical = path.segments();
        let mut segments = Vec::with_capacity(canonical.len());
        // Each prefix may be renamed on its own, for example `and` within `rules`.
        for (n, segment) in canonical.iter().enumerate() {
            match canonical.get(..=n).and_then(|prefix| self.written.get(prefix)) {
                Some(written) => segments.extend_from_slice(written),
                None => segments.push(segment.clone()),
            }
        }
        DocumentPath::from_segments(segments)
    }
}
