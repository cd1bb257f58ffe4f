//! What can be wrong with a document: a [`Problem`] with its path, and the list of [`Problems`].

mod diagnostics;
mod escape;
mod item_kind;
mod json_text;
mod kind;
mod limit;
mod path;
mod position;
mod renames;
mod suggest;

use std::fmt;

use serde::ser::{SerializeSeq, SerializeStruct};
use serde::{Serialize, Serializer};

use crate::list_type::{list_type, write_lines};

pub use crate::time::InvalidTimestamp;
pub(crate) use diagnostics::{Diagnostics, there_are};
pub(crate) use escape::{escape, escape_within, join_limited, join_quoted};
pub use item_kind::ItemKind;
pub use kind::ProblemKind;
pub use limit::Limit;
pub use path::{DocumentPath, PathSegment};
pub(crate) use path::{PathRef, SCHEMA_URI};
pub use position::Position;
pub(crate) use suggest::Suggester;

/// All problems of a draft ([rule W1](crate::_rules#w1)), in the order of the document.
///
/// The first 1,000 problems of a document are kept. [`total`](Self::total) returns how many there were. If
/// reading alone finds more than 1,000, the rest of the document is read only to count its problems. The
/// checks that need the whole document, such as the check of references, are then not made, and the total
/// is the number of problems that reading found.
///
/// # Errors
///
/// [`Draft::check`](crate::Draft::check) returns it.
///
/// ```
/// use frontdesk::{Draft, Group, Trigger};
/// use frontdesk::error::ProblemKind;
/// let problems = Draft::new()
///     .group(Group::new("support", "Support"))
///     .trigger(Trigger::new("t1", "suport"))
///     .check()
///     .unwrap_err();
/// let problem = problems.iter().next().unwrap();
/// assert_eq!(problem.path().to_string(), "triggers[0].assign_to");
/// assert_eq!(problem.suggestion(), Some("support"));
/// assert_eq!(
///     problems.to_string(),
///     "triggers[0].assign_to: there is no group `suport`; did you mean `support`?"
/// );
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
pub struct Problems {
    list: Vec<Problem>,
    total: usize,
}

impl Problems {
    /// Returns the number of problems that are kept: at least one after a failed check, and at most 1,000.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Returns the number of problems that were found, including those that are not kept.
    ///
    /// ```
    /// use frontdesk::Draft;
    /// let groups = vec!["1"; 1_500].join(",");
    /// let draft: Draft = serde_json::from_str(&format!(r#"{{"groups": [{groups}]}}"#))?;
    /// let problems = draft.check().unwrap_err();
    /// assert_eq!((problems.len(), problems.total()), (1_000, 1_500));
    /// assert_eq!(problems.to_string().lines().last(), Some("… and 500 more problems"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn total(&self) -> usize {
        self.total
    }

    /// Returns `true` if there are no problems.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Sorts problems into the order of the document.
    fn sorted(mut list: Vec<Problem>, total: usize) -> Self {
        // The sort is stable: two problems at one path stay in the order in which they were found.
        list.sort_by(|one, other| one.path.cmp_in_document(&other.path));
        Self { list, total }
    }

    /// Returns the line that follows the kept problems if there were more of them.
    fn left_out(&self) -> Option<String> {
        match self.total.saturating_sub(self.list.len()) {
            0 => None,
            1 => Some("… and 1 more problem".to_owned()),
            more => Some(format!("… and {more} more problems")),
        }
    }
}

list_type!(Problems, list: Vec<Problem>);

impl fmt::Display for Problems {
    /// Writes one problem a line. If some are not kept, a last line has their number: `… and 500 more problems`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_lines(self, f)?;
        match self.left_out() {
            Some(line) => write!(f, "\n{line}"),
            None => Ok(()),
        }
    }
}

/// One problem of a document: its path, the offending text, and a correction if there is one.
///
/// `Display` writes a line for an administrator: the path, then the [`message`](Problem::message).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub(crate) path: DocumentPath,
    pub(crate) kind: ProblemKind,
    pub(crate) found: Box<str>,
    pub(crate) suggestion: Option<Box<str>>,
    pub(crate) hint: Option<Box<str>>,
}

impl Problem {
    /// Returns the path of the value that is wrong, or of the value whose key is wrong.
    #[must_use]
    pub fn path(&self) -> &DocumentPath {
        &self.path
    }

    /// Returns `true` if the last key of the path is wrong, and not its value: the key is unknown or repeated,
    /// or it is not a language tag.
    #[must_use]
    pub fn is_at_key(&self) -> bool {
        match (&self.kind, self.path.segments().last()) {
            (ProblemKind::UnknownKey | ProblemKind::RepeatedKey, _) => true,
            // A language tag can be a key, as in a localized text, or a value. Only the offending text
            // shows which of them is meant.
            (ProblemKind::InvalidLanguage, Some(PathSegment::Key(key))) => {
                escape(key) == *self.found
            }
            _ => false,
        }
    }

    /// Returns the kind of the problem, on which a host can branch.
    #[must_use]
    pub fn kind(&self) -> &ProblemKind {
        &self.kind
    }

    /// Returns the offending text, cut to 128 characters, with control characters and direction marks escaped.
    /// It is empty if something is missing.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }

    /// Returns the word that can replace the offending text: the correct spelling of a misspelt word, or this
    /// crate's word for the word of another system ([rule W2b](crate::_rules#w2b)).
    ///
    /// The word is always valid at this path. A misspelt word gets a suggestion only if a typing error explains
    /// it. The two words must be equal without case and separators, or they must have equally many parts, each
    /// with few edits. A part ends at a separator and before an upper case letter. A part of up to 3 letters
    /// may have two neighbours swapped. A part of 4 to 7 letters may have one edit, or its letters in another
    /// order. A longer part may have two edits. A missing or an additional `s` at the end of a part is allowed
    /// besides. The whole word may have two edits.
    ///
    /// Words with different digits (`team-1`, `team-2`) and words of which one negates the other (`available`,
    /// `unavailable`) are never proposed for each other. If two words are equally near, neither is proposed.
    #[must_use]
    pub fn suggestion(&self) -> Option<&str> {
        self.suggestion.as_deref()
    }

    /// Returns a correction that is more than one word: advice for an administrator, or the list of words that
    /// exist. Code is in backticks, with `…` for a part that the administrator must fill in.
    ///
    /// ```
    /// use frontdesk::Draft;
    /// let draft: Draft = serde_json::from_str(
    ///     r#"{"groups": [{"id": "sales", "name": "Sales"}],
    ///         "triggers": [{"id": "t", "assign_to": "sales",
    ///                       "when": {"field": "country", "is_not": "FR"}}]}"#)?;
    /// let problems = draft.check().unwrap_err();
    /// let problem = problems.iter().next().unwrap();
    /// assert_eq!(problem.path().to_string(), "triggers[0].when.is_not");
    /// assert_eq!(problem.suggestion(), None);
    /// assert_eq!(
    ///     problem.hint(),
    ///     Some("put `not` around `is`: `{\"not\": {\"field\": \"country\", \"is\": …}}`")
    /// );
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// Returns the text of the problem without its path.
    #[must_use]
    pub fn message(&self) -> String {
        let mut text = String::new();
        // Writing to a `String` never fails.
        let _ = self.write_message(&mut text);
        text
    }

    fn write_message(&self, out: &mut impl fmt::Write) -> fmt::Result {
        self.kind.write(out, &self.found)?;
        match (&self.suggestion, &self.hint) {
            (Some(word), _) => write!(out, "; did you mean `{word}`?"),
            (None, Some(hint)) => write!(out, "; {hint}"),
            (None, None) => Ok(()),
        }
    }
}

/// Serialises to a list of the problems, in their order. If some are not kept, the list ends with an object
/// for them: its `kind` is `more_problems`, its `place` is empty, its `message` is `… and 500 more problems`,
/// its suggestion and hint are null, and its key `count` is their number.
impl Serialize for Problems {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The length is not given, because the last object exists only for some lists.
        let mut list = serializer.serialize_seq(None)?;
        for problem in self {
            list.serialize_element(problem)?;
        }
        if let Some(message) = self.left_out() {
            list.serialize_element(&LeftOut {
                place: "",
                kind: "more_problems",
                message,
                suggestion: None,
                hint: None,
                count: self.total.saturating_sub(self.list.len()),
            })?;
        }
        list.end()
    }
}

/// The last object of a serialised list, for the problems that are not kept. It has the keys of a problem, so
/// readers need no second shape.
#[derive(Serialize)]
struct LeftOut {
    place: &'static str,
    kind: &'static str,
    message: String,
    suggestion: Option<&'static str>,
    hint: Option<&'static str>,
    count: usize,
}

/// Serialises to an object with the keys `place` (the path), `kind`, `message`, `suggestion` and `hint`. The
/// values are texts, or null if a problem has no suggestion or no hint.
impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Problem", 5)?;
        object.serialize_field("place", &self.path.to_string())?;
        object.serialize_field("kind", self.kind.name())?;
        object.serialize_field("message", &self.message())?;
        object.serialize_field("suggestion", &self.suggestion)?;
        object.serialize_field("hint", &self.hint)?;
        object.end()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The root has an empty path, so there is nothing to write before the colon.
        if !self.path.is_root() {
            write!(f, "{}: ", self.path)?;
        }
        self.write_message(f)
    }
}
