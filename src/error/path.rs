//! Paths in a document, such as `triggers[3].when.all[0]`.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;

use smallvec::SmallVec;

use crate::error::escape::escape;

/// The path of a value in a document. `Display` writes it as `groups[0].name`. The path of the whole document
/// is empty.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct DocumentPath(Vec<PathSegment>);

/// One segment of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PathSegment {
    /// The key of an object.
    Key(Box<str>),
    /// The index of an item in a list, counted from 0.
    Index(usize),
}

/// The key under which a document names its JSON Schema. Editors read it.
pub(crate) const SCHEMA_URI: &str = "$schema";

/// The keys of a workspace, in the order of the canonical document.
const OUTER: [&str; 17] = [
    "$schema",
    "schema",
    "version",
    "languages",
    "default_group",
    "picker",
    "precedence",
    "plan",
    "away_after_missed",
    "priority_seconds",
    "roles",
    "schedules",
    "agents",
    "groups",
    "triggers",
    "expect",
    "assertions",
];

/// The keys of all objects within a workspace, in the order of the canonical document. One list is enough:
/// whenever two objects share two keys, they have them in one order. The tables of the objects are above this module, so
/// that the order is repeated here; a test compares it with the tables.
const INNER: [&str; 104] = [
    "$schema",
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
    "spans",
    // Samples, and the visitors in them.
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
    "automatic",
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
    "accept",
    "prefer_language_seconds",
    "wrap_up_seconds",
    "reply_seconds",
    "idle_seconds",
    "close_after_seconds",
    "target_seconds",
    "greeter",
    // Triggers, assertions and their conditions.
    "assign_to",
    "priority",
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

    /// Returns `true` for the path of the whole document.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the segments, from the root of the document on.
    #[must_use]
    pub fn segments(&self) -> &[PathSegment] {
        &self.0
    }

    /// Returns the path as a JSON pointer (RFC 6901), which tools of other languages understand:
    /// `/groups/0/name`. The pointer to the whole document is empty.
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
                    // `~` first: the other order would escape the `~` of `~1` again.
                    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                }
                PathSegment::Index(index) => pointer.push_str(&index.to_string()),
            }
        }
        pointer
    }

    /// Compares two paths in the order of the canonical document, in whatever order the document was written. An
    /// unknown key comes after all known ones.
    pub(crate) fn cmp_in_document(&self, other: &Self) -> Ordering {
        cmp_segments(self.borrowed_segments(), other.borrowed_segments())
    }

    /// Returns `true` if the path ends with `key` and names a sibling of `other` in one object.
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

/// Compares two paths by the first segment that differs: by its rank in the canonical document, then keys before
/// indices, then keys by their texts. A prefix of a path comes before the path.
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

/// Builds a path that a host names itself, for example the path of a trigger.
///
/// ```
/// use frontdesk::error::{DocumentPath, PathSegment};
/// let path: DocumentPath = [PathSegment::Key("triggers".into()), PathSegment::Index(3)].into_iter().collect();
/// assert_eq!(path.to_string(), "triggers[3]");
/// ```
impl FromIterator<PathSegment> for DocumentPath {
    fn from_iter<I: IntoIterator<Item = PathSegment>>(steps: I) -> Self {
        Self(steps.into_iter().collect())
    }
}

/// Looks paths up in ordered maps by their segments. This is correct because the derived order of paths is the
/// order of their segments.
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
                // A key with a dot, a bracket or a space would be read as other segments.
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

/// Returns `true` if a key can be written in a path without quotes.
fn is_plain(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

/// A path while a document is traversed: a linked list on the stack, from the last segment to the root. Only a
/// problem allocates memory for it.
#[derive(Clone, Copy)]
pub(crate) struct PathRef<'p> {
    parent: Option<&'p PathRef<'p>>,
    segment: PathRefSegment<'p>,
}

/// A borrowed [`PathSegment`]. Its variants are in the order of the owned ones, because paths are compared by
/// either.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum PathRefSegment<'p> {
    Root,
    Key(&'p str),
    Index(usize),
}

impl PathRefSegment<'_> {
    /// Returns the rank of the segment among its siblings in the canonical document. `depth` is the number of
    /// segments before it.
    fn rank(self, depth: usize) -> usize {
        match self {
            PathRefSegment::Root => 0,
            PathRefSegment::Index(index) => index,
            PathRefSegment::Key(key) => {
                let keys = if depth == 0 { &OUTER[..] } else { &INNER[..] };
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

    /// Compares with an owned path, as [`DocumentPath::cmp_in_document`] does, without allocating for usual
    /// depths.
    pub(super) fn cmp_in_document(&self, path: &DocumentPath) -> Ordering {
        // Every problem after the thousandth is compared with the last one that is kept, so this
        // must be cheap. 16 segments hold all but deeply nested conditions.
        let mut segments: SmallVec<[PathRefSegment<'_>; 16]> = self.segments_to_root().collect();
        segments.reverse();
        cmp_segments(segments.iter().copied(), path.borrowed_segments())
    }

    /// Copies the path, to be kept in a problem.
    pub(crate) fn to_path(self) -> DocumentPath {
        // The chain runs towards the root. Counting it first gives the exact capacity.
        let mut segments = Vec::with_capacity(self.segments_to_root().count());
        segments.extend(self.segments_to_root().map(|segment| match segment {
            PathRefSegment::Key(key) => PathSegment::Key(key.into()),
            PathRefSegment::Index(index) => PathSegment::Index(index),
            // `segments_to_root` never yields the root.
            PathRefSegment::Root => PathSegment::Index(0),
        }));
        segments.reverse();
        DocumentPath(segments)
    }

    /// Returns the segments from the last one to the first one, without the root.
    fn segments_to_root(&self) -> impl Iterator<Item = PathRefSegment<'_>> {
        let steps = std::iter::successors(Some(self), |at| at.parent).map(|at| at.segment);
        steps.filter(|step| *step != PathRefSegment::Root)
    }
}
