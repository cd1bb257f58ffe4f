//! What can be wrong with a document: every [`Problem`] with its place, and the list of them.

mod json_text;
mod kind;
mod nearest;
mod place;
mod position;
mod renames;
mod report;
mod shown;

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

pub use kind::{Limit, Noun, ProblemKind};
pub(crate) use nearest::Nearest;
pub(crate) use place::{At, SCHEMA_URI};
pub use place::{Place, Step};
pub use position::Position;
pub(crate) use report::{Report, there_are};
pub(crate) use shown::{listed, quoted, shown, shown_within};

/// Everything that speaks against a draft (rule W1): all of it, in the order of the document.
///
/// # Errors
///
/// [`Draft::check`](crate::Draft::check) returns it.
///
/// ```
/// use frontdesk::{Draft, Group, ProblemKind, Trigger};
/// let problems = Draft::new()
///     .group(Group::new("support", "Support"))
///     .trigger(Trigger::new("t1", "suport"))
///     .check()
///     .unwrap_err();
/// let problem = problems.iter().next().unwrap();
/// assert_eq!(problem.place().to_string(), "triggers[0].assign_to");
/// assert_eq!(problem.suggestion(), Some("support"));
/// assert_eq!(
///     problems.to_string(),
///     "triggers[0].assign_to: there is no group `suport`; did you mean `support`?"
/// );
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// How many there are; at least one where a check failed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The problems, in the order of the canonical document.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }

    /// Puts them in the order of the document: stable, so that two at one place keep theirs.
    pub(crate) fn sorted(mut list: Vec<Problem>) -> Self {
        list.sort_by_cached_key(|problem| problem.place.document_order());
        Self(list)
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'p> IntoIterator for &'p Problems {
    type Item = &'p Problem;
    type IntoIter = std::slice::Iter<'p, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl fmt::Display for Problems {
    /// One problem a line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, problem) in self.0.iter().enumerate() {
            if n > 0 {
                f.write_str("\n")?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

/// One thing that is wrong: where, what was found there, and what would be right.
///
/// `Display` is a line for an administrator: the place, then the [`message`](Problem::message).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub(crate) place: Place,
    pub(crate) kind: ProblemKind,
    pub(crate) found: Box<str>,
    pub(crate) suggestion: Option<Box<str>>,
    pub(crate) hint: Option<Box<str>>,
}

impl Problem {
    /// Where it is.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Whether it is the key of the place that is wrong, and not the value: an unknown or a repeated key, or
    /// one that is no language tag.
    #[must_use]
    pub fn is_at_key(&self) -> bool {
        match (&self.kind, self.place.steps().last()) {
            (ProblemKind::UnknownKey | ProblemKind::RepeatedKey, _) => true,
            (ProblemKind::InvalidLanguage, Some(Step::Key(key))) => shown(key) == *self.found,
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
    /// or for what another system calls the same (rule W2b).
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
    /// assert_eq!(problem.place().to_string(), "triggers[0].when.is_not");
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

/// A list of the problems, in their order.
impl Serialize for Problems {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

/// An object with the keys `place`, `kind`, `message`, `suggestion` and `hint`: texts, and null where a
/// problem has no suggestion or no hint.
impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Problem", 5)?;
        object.serialize_field("place", &self.place.to_string())?;
        object.serialize_field("kind", self.kind.name())?;
        object.serialize_field("message", &self.message())?;
        object.serialize_field("suggestion", &self.suggestion)?;
        object.serialize_field("hint", &self.hint)?;
        object.end()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_root() {
            write!(f, "{}: ", self.place)?;
        }
        self.write_message(f)
    }
}
