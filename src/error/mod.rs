//! What can be wrong with a document: every [`Problem`] with its place, and the list of them.

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

/// Everything that speaks against a draft ([rule W1](crate::_rules#w1)), in the order of the document.
///
/// Of one document the first 1,000 problems are kept; [`total`](Self::total) says how many there were.
/// Where reading alone finds more than 1,000, the rest of the document is read only to count its problems,
/// and the checks that need the whole document, such as those of references, are not made: the total is
/// then what reading found.
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
    /// How many are kept: at least one where a check failed, and at most 1,000.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// How many there were, with those that are not kept.
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

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Puts them in the order of the document: stable, so that two at one place keep theirs.
    fn sorted(mut list: Vec<Problem>, total: usize) -> Self {
        list.sort_by(|one, other| one.path.cmp_in_document(&other.path));
        Self { list, total }
    }

    /// What stands after the problems that are kept, where others are not.
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
    /// One problem a line; where some are not kept, a last line says how many: `… and 500 more problems`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_lines(self, f)?;
        match self.left_out() {
            Some(line) => write!(f, "\n{line}"),
            None => Ok(()),
        }
    }
}

/// One thing that is wrong: where, what was found there, and what would be right.
///
/// `Display` is a line for an administrator: the place, then the [`message`](Problem::message).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub(crate) path: DocumentPath,
    pub(crate) kind: ProblemKind,
    pub(crate) found: Box<str>,
    pub(crate) suggestion: Option<Box<str>>,
    pub(crate) hint: Option<Box<str>>,
}

impl Problem {
    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &DocumentPath {
        &self.path
    }

    /// Whether it is the key of the place that is wrong, and not the value: an unknown or a repeated key, or
    /// one that is no language tag.
    #[must_use]
    pub fn is_at_key(&self) -> bool {
        match (&self.kind, self.path.segments().last()) {
            (ProblemKind::UnknownKey | ProblemKind::RepeatedKey, _) => true,
            (ProblemKind::InvalidLanguage, Some(PathSegment::Key(key))) => {
                escape(key) == *self.found
            }
            _ => false,
        }
    }

    /// What it is: for a host to branch on.
    #[must_use]
    pub fn kind(&self) -> &ProblemKind {
        &self.kind
    }

    /// The offending text, cut to 128 characters, control and direction marks escaped; empty where
    /// something is missing.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }

    /// The one word that can stand in the place of what was found: the right word for a misspelt one,
    /// or for what another system calls the same ([rule W2b](crate::_rules#w2b)).
    ///
    /// It is never a word that is refused in this place. A misspelt word gets the right one only where a
    /// slip of the keyboard explains it: the same without case and separators; or as many parts
    /// (between separators, and where upper case starts one), of which each differs by few edits: in one
    /// of up to 3 letters neighbours may be swapped, in one of 4 to 7 letters one may be wrong or letters
    /// may have moved, in a longer one two may be wrong, an `s` at the end besides; two in all. Words
    /// whose digits differ (`team-1`, `team-2`) and words of which one negates the other (`available`,
    /// `unavailable`) are never proposed for each other, nor is one of two words that are as near.
    #[must_use]
    pub fn suggestion(&self) -> Option<&str> {
        self.suggestion.as_deref()
    }

    /// What would be right where no one word can stand in the place of what was found: advice for an
    /// administrator, or the words that there are. Code in it stands in backticks, with `…` for what is
    /// left open.
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

    /// The text without the place.
    #[must_use]
    pub fn message(&self) -> String {
        let mut text = String::new();
        // Writing into a `String` cannot fail.
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

/// A list of the problems, in their order. Where some are not kept, the list ends with an object that says
/// how many: its `kind` is `more_problems`, its `place` is empty, its `message` is
/// `… and 500 more problems`, its suggestion and hint are null, and a key `count` holds the number.
impl Serialize for Problems {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
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

/// What stands in a list of problems for those that are not kept.
#[derive(Serialize)]
struct LeftOut {
    place: &'static str,
    kind: &'static str,
    message: String,
    suggestion: Option<&'static str>,
    hint: Option<&'static str>,
    count: usize,
}

/// An object with the keys `place`, `kind`, `message`, `suggestion` and `hint`: texts, and null where a
/// problem has no suggestion or no hint.
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
        if !self.path.is_root() {
            write!(f, "{}: ", self.path)?;
        }
        self.write_message(f)
    }
}
