//! A test of one field.

use crate::condition::Condition;
use crate::document::approximate;
use crate::status::{Standing, Status};
use crate::visitor::Field;

/// A test of one field: `{"field": F, OP: VALUE}`.
///
/// Made by a [`Field`]: `Field::Country.is("FR")`.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    pub(super) field: Field,
    pub(super) test: Test,
    pub(super) ignore_case: bool,
    pub(super) if_unknown: Option<bool>,
    /// What could be read of a part of a document that could not be read whole; what could not has
    /// been reported. Field and test are then no more than placeholders.
    pub(super) partly: Option<Box<Partly>>,
}

/// The readable parts of a leaf, or of a node of several kinds: they are still checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Partly {
    pub(super) field: Option<Field>,
    pub(super) tests: Vec<Test>,
    pub(super) joined: Vec<Condition>,
}

/// An operator with its value.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Test {
    /// Equal.
    Is(Literal),
    /// Equal to one of the list.
    In(Vec<Literal>),
    /// The text has this part.
    Contains(String),
    /// The text has this start.
    StartsWith(String),
    /// The text has this end.
    EndsWith(String),
    /// The regular expression is found anywhere in the text.
    Matches(String),
    /// The host is this domain or below it; the language is this one or a narrower one.
    Within(String),
    /// Not less.
    AtLeast(f64),
    /// Not more.
    AtMost(f64),
    /// More.
    Above(f64),
    /// Less.
    Below(f64),
    /// The field is known, or not known.
    Exists(bool),
}

/// A value that a field is compared with.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each is the type of its name")]
pub enum Literal {
    Text(String),
    Number(f64),
    Boolean(bool),
}

impl Leaf {
    pub(super) fn new(field: Field, test: Test) -> Self {
        Self { field, test, ignore_case: false, if_unknown: None, partly: None }
    }

    pub(super) fn partly(parts: Partly) -> Self {
        let partly = Some(Box::new(parts));
        Self { partly, ..Self::new(Field::Staff, Test::Exists(true)) }
    }

    /// The same, comparing text without case (rule C3).
    #[must_use]
    pub fn ignore_case(mut self) -> Self {
        self.ignore_case = true;
        self
    }

    /// The same, with true or false in the place of unknown (rule C1).
    #[must_use]
    pub fn if_unknown(mut self, truth: bool) -> Self {
        self.if_unknown = Some(truth);
        self
    }

    /// What it looks at.
    #[must_use]
    pub fn field(&self) -> &Field {
        &self.field
    }

    /// The operator and its value.
    #[must_use]
    pub fn test(&self) -> &Test {
        &self.test
    }

    /// Whether it compares text without case.
    #[must_use]
    pub fn ignores_case(&self) -> bool {
        self.ignore_case
    }

    /// What stands in the place of unknown, if anything does.
    #[must_use]
    pub fn truth_if_unknown(&self) -> Option<bool> {
        self.if_unknown
    }
}

impl Test {
    /// The operator's word in documents.
    #[must_use]
    pub fn operator(&self) -> &'static str {
        match self {
            Self::Is(_) => "is",
            Self::In(_) => "in",
            Self::Contains(_) => "contains",
            Self::StartsWith(_) => "starts_with",
            Self::EndsWith(_) => "ends_with",
            Self::Matches(_) => "matches",
            Self::Within(_) => "within",
            Self::AtLeast(_) => "at_least",
            Self::AtMost(_) => "at_most",
            Self::Above(_) => "above",
            Self::Below(_) => "below",
            Self::Exists(_) => "exists",
        }
    }
}

impl From<&str> for Literal {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Literal {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Literal {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<i32> for Literal {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u32> for Literal {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u64> for Literal {
    /// Rounded to the nearest double, as every number of a condition.
    fn from(number: u64) -> Self {
        Self::Number(approximate(number.into()))
    }
}

impl From<bool> for Literal {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<Status> for Literal {
    fn from(status: Status) -> Self {
        Self::Text(status.to_string())
    }
}

impl From<Standing> for Literal {
    fn from(standing: Standing) -> Self {
        Self::Text(standing.word().to_owned())
    }
}
