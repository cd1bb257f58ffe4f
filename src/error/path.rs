//! Where something stands in a document: `triggers[3].when.all[0]`.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;

use smallvec::SmallVec;

use crate::error::escape::escape;
use crate::vocabulary::WORKSPACE;

/// A place in a document, written as a path: `groups[0].name`; empty for the whole document.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct DocumentPath(Vec<PathSegment>);

/// One step of a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PathSegment {
    /// Into the value of a key.
    Key(Box<str>),
    /// Into an item of a list, from 0.
    Index(usize),
}

/// The key by which a document names its JSON Schema, for editors.
pub(crate) const SCHEMA_URI: &str = "$schema";

/// The keys of everything in a workspace, in the order in which a canonical document holds them; no two
/// objects hold two of them in another order. Those of the workspace itself are in its vocabulary.
const INNER: [&str; 93] = [
    // Settings, roles and schedules.
    "mode",
    "hide_unavailable",
    "question",
    "max_agents",
    "max_groups",
    "group_routing",
    "id",
    "permissions",
    "zone",
    "weekly",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "exceptions",
    "date",
    "spans", // Samples, and the visitors in them.
    "name",
    "visitor",
    "presence",
    "outcome",
    "at",
    "page",
    "url",
    "title",
    "previous",
    "referrer",
    "role",
    "language",
    "languages",
    "country",
    "region",
    "city",
    "device",
    "browser",
    "os",
    "visits",
    "pages_viewed",
    "time_on_page",
    "time_on_site",
    "attributes",
    "assignment",
    "selection",
    "group_code",
    "group",
    "trigger",
    "status",
    "load",
    "until",
    // Agents and groups.
    "max_conversations",
    "agents",
    "weight",
    "private",
    "enabled",
    "schedule",
    "fallback",
    "overflow",
    "strategy",
    "offer_seconds",
    "retry_seconds",
    "reassign_after_seconds",
    "escalation",
    "after_seconds",
    "to",
    "max_waiting",
    "max_notices",
    "sticky",
    // Triggers, assertions and their conditions.
    "assign_to",
    "when",
    "never",
    "always",
    "all",
    "any",
    "not",
    "field",
    "is",
    "in",
    "not_in",
    "contains",
    "starts_with",
    "ends_with",
    "matches",
    "within",
    "at_least",
    "at_most",
    "above",
    "below",
    "exists",
    "ignore_case",
    "if_unknown",
];

impl DocumentPath {
    pub(super) fn from_segments(steps: Vec<PathSegment>) -> Self {
        Self(steps)
    }

    /// Whether it is the whole document.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The steps from the document to it.
    #[must_use]
    pub fn segments(&self) -> &[PathSegment] {
        &self.0
    }

    /// The place as a JSON pointer (RFC 6901), which tools of other languages understand: `/groups/0/name`;
    /// empty for the whole document.
    ///
    /// ```
    /// use frontdesk::Draft;
    /// let text = r#"{"groups": [], "expect": [{"visitor": {"attributes": {"a/b": {}}}}]}"#;
    /// let problems = serde_json::from_str::<Draft>(text)?.check().unwrap_err();
    /// let path = problems.iter().next().unwrap().path();
    /// assert_eq!(path.to_json_pointer(), "/expect/0/visitor/attributes/a~1b");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn to_json_pointer(&self) -> String {
        let mut pointer = String::new();
        for step in &self.0 {
            pointer.push('/');
            match step {
                PathSegment::Key(key) => {
                    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                }
                PathSegment::Index(index) => pointer.push_str(&index.to_string()),
            }
        }
        pointer
    }

    /// Compares with another place in the order of the canonical document, whatever order the keys stand
    /// in; a key that it does not have comes after those that it has.
    pub(crate) fn cmp_in_document(&self, other: &Self) -> Ordering {
        cmp_segments(self.borrowed_segments(), other.borrowed_segments())
    }

    /// Whether it is this key of the object that another place is a key of.
    pub(super) fn is_beside(&self, other: &Self, key: &str) -> bool {
        let is_key =
            |step: &PathSegment| matches!(step, PathSegment::Key(found) if **found == *key);
        match (self.0.split_last(), other.0.split_last()) {
            (Some((last, around)), Some((_, other))) => around == other && is_key(last),
            _ => false,
        }
    }

    fn borrowed_segments(&self) -> impl Iterator<Item = PathRefSegment<'_>> {
        self.0.iter().map(|step| match step {
            PathSegment::Key(key) => PathRefSegment::Key(key),
            PathSegment::Index(index) => PathRefSegment::Index(*index),
        })
    }
}

/// Compares two paths: at the first step that differs by its rank in the canonical document, then keys
/// before indices, then keys by their texts. A part of a path comes before the whole.
fn cmp_segments<'s>(
    left: impl Iterator<Item = PathRefSegment<'s>>,
    mut right: impl Iterator<Item = PathRefSegment<'s>>,
) -> Ordering {
    for (depth, step) in left.enumerate() {
        let Some(other) = right.next() else {
            return Ordering::Greater;
        };
        if step != other {
            let ranks = (step.rank(depth), other.rank(depth));
            return ranks.0.cmp(&ranks.1).then_with(|| step.cmp(&other));
        }
    }
    if right.next().is_some() { Ordering::Less } else { Ordering::Equal }
}

/// For places that a host names by itself, such as that of a trigger of which a finding speaks.
///
/// ```
/// use frontdesk::error::{DocumentPath, PathSegment};
/// let place: DocumentPath = [PathSegment::Key("triggers".into()), PathSegment::Index(3)].into_iter().collect();
/// assert_eq!(path.to_string(), "triggers[3]");
/// ```
impl FromIterator<PathSegment> for DocumentPath {
    fn from_iter<I: IntoIterator<Item = PathSegment>>(steps: I) -> Self {
        Self(steps.into_iter().collect())
    }
}

/// The order of places is that of their steps.
impl Borrow<[PathSegment]> for DocumentPath {
    fn borrow(&self) -> &[PathSegment] {
        &self.0
    }
}

impl fmt::Display for DocumentPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, step) in self.0.iter().enumerate() {
            match step {
                PathSegment::Index(index) => write!(f, "[{index}]")?,
                PathSegment::Key(key) if is_plain(key) => {
                    if n > 0 {
                        f.write_str(".")?;
                    }
                    f.write_str(&escape(key))?;
                }
                PathSegment::Key(key) => write!(f, "[\"{}\"]", escape(key))?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for DocumentPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

fn is_plain(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

/// A place while a document is walked: a chain on the stack, so that only an error costs memory.
#[derive(Clone, Copy)]
pub(crate) struct PathRef<'p> {
    parent: Option<&'p PathRef<'p>>,
    segment: PathRefSegment<'p>,
}

/// As [`PathSegment`], with the same order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum PathRefSegment<'p> {
    Root,
    Key(&'p str),
    Index(usize),
}

impl PathRefSegment<'_> {
    /// Where it comes among the steps from the same part of a canonical document.
    fn rank(self, depth: usize) -> usize {
        match self {
            PathRefSegment::Root => 0,
            PathRefSegment::Index(index) => index,
            PathRefSegment::Key(key) => {
                let keys = if depth == 0 { WORKSPACE.key_names } else { &INNER[..] };
                keys.iter().position(|known| *known == key).unwrap_or(keys.len())
            }
        }
    }
}

impl PathRef<'_> {
    pub(crate) const ROOT: PathRef<'static> =
        PathRef { parent: None, segment: PathRefSegment::Root };

    pub(crate) fn key<'p>(&'p self, key: &'p str) -> PathRef<'p> {
        PathRef { parent: Some(self), segment: PathRefSegment::Key(key) }
    }

    pub(crate) fn index<'p>(&'p self, index: usize) -> PathRef<'p> {
        PathRef { parent: Some(self), segment: PathRefSegment::Index(index) }
    }

    /// Compares with a place, as [`DocumentPath::cmp_in_document`] does, without allocating.
    pub(super) fn cmp_in_document(&self, place: &DocumentPath) -> Ordering {
        let mut steps: SmallVec<[PathRefSegment<'_>; 16]> = self.segments_to_root().collect();
        steps.reverse();
        cmp_segments(steps.iter().copied(), place.borrowed_segments())
    }

    pub(crate) fn to_path(&self) -> DocumentPath {
        let mut steps = Vec::with_capacity(self.segments_to_root().count());
        steps.extend(self.segments_to_root().map(|step| match step {
            PathRefSegment::Key(key) => PathSegment::Key(key.into()),
            PathRefSegment::Index(index) => PathSegment::Index(index),
            PathRefSegment::Root => PathSegment::Index(0),
        }));
        steps.reverse();
        DocumentPath(steps)
    }

    /// The steps to the root, which is none itself.
    fn segments_to_root(&self) -> impl Iterator<Item = PathRefSegment<'_>> {
        let steps = std::iter::successors(Some(self), |at| at.parent).map(|at| at.segment);
        steps.filter(|step| *step != PathRefSegment::Root)
    }
}
