//! Builders for conditions in code: fields make predicates, and operators join them.

use std::ops::{BitAnd, BitOr, Not};

use crate::condition::{Condition, Literal, Operator, Predicate};
use crate::visitor::Field;

/// One method for each operator. The check of the draft reports an operator that the type of the field does
/// not have.
impl Field {
    /// Tests that the field equals the value.
    #[must_use]
    pub fn is(self, value: impl Into<Literal>) -> Predicate {
        Predicate::new(self, Operator::Is(value.into()))
    }

    /// Tests that the field equals one of the values: the operator `in`.
    #[must_use]
    pub fn one_of<V: Into<Literal>>(self, values: impl IntoIterator<Item = V>) -> Predicate {
        Predicate::new(self, Operator::In(values.into_iter().map(Into::into).collect()))
    }

    /// Tests that the field equals none of the values: the operator `not_in`. It negates [`one_of`](Self::one_of) and
    /// is unknown if the field is not known. For a list it is true if no item equals one of the values.
    ///
    /// ```
    /// use frontdesk::{Condition, Field};
    /// let elsewhere = Field::Country.none_of(["FR", "BE"]).if_unknown(true);
    /// assert_eq!(elsewhere.to_string(), r#"country not in ["FR", "BE"] (true if unknown)"#);
    /// let read: Condition =
    ///     serde_json::from_str(r#"{"field": "country", "not_in": ["FR", "BE"], "if_unknown": true}"#)?;
    /// assert_eq!(Condition::from(elsewhere), read);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn none_of<V: Into<Literal>>(self, values: impl IntoIterator<Item = V>) -> Predicate {
        Predicate::new(self, Operator::NotIn(values.into_iter().map(Into::into).collect()))
    }

    /// Tests that the field contains the text.
    #[must_use]
    pub fn contains(self, text: impl Into<String>) -> Predicate {
        Predicate::new(self, Operator::Contains(text.into().into()))
    }

    /// Tests that the field starts with the text.
    #[must_use]
    pub fn starts_with(self, text: impl Into<String>) -> Predicate {
        Predicate::new(self, Operator::StartsWith(text.into().into()))
    }

    /// Tests that the field ends with the text.
    #[must_use]
    pub fn ends_with(self, text: impl Into<String>) -> Predicate {
        Predicate::new(self, Operator::EndsWith(text.into().into()))
    }

    /// Tests that the regular expression matches somewhere in the field. Anchor it with `^` and `$`.
    ///
    /// An expression reads up to 8,192 bytes of a text, which is all that rules can read. It reads up to 2 MB
    /// of a list, item by item. It reads less if the workspace has many expressions; whether a longer text or
    /// a later item matches is then unknown. A few expressions have so many states that they read only 1,024
    /// bytes, such as `a[ab]{30}c`: a choice followed by a long repetition that overlaps it.
    /// [`analyze`](crate::analysis::analyze) reports them as
    /// [`Finding::ExpressionOfShortTexts`](crate::analysis::Finding::ExpressionOfShortTexts).
    #[must_use]
    pub fn matches(self, expression: impl Into<String>) -> Predicate {
        Predicate::new(self, Operator::Matches(expression.into().into()))
    }

    /// Tests that the host is the domain or one of its subdomains, or that the language is the tag or a narrower
    /// one.
    #[must_use]
    pub fn within(self, text: impl Into<String>) -> Predicate {
        Predicate::new(self, Operator::Within(text.into().into()))
    }

    /// Tests that the field is not less than the number.
    #[must_use]
    pub fn at_least(self, number: impl Into<f64>) -> Predicate {
        Predicate::new(self, Operator::AtLeast(number.into()))
    }

    /// Tests that the field is not more than the number.
    #[must_use]
    pub fn at_most(self, number: impl Into<f64>) -> Predicate {
        Predicate::new(self, Operator::AtMost(number.into()))
    }

    /// Tests that the field is more than the number.
    #[must_use]
    pub fn above(self, number: impl Into<f64>) -> Predicate {
        Predicate::new(self, Operator::Above(number.into()))
    }

    /// Tests that the field is less than the number.
    #[must_use]
    pub fn below(self, number: impl Into<f64>) -> Predicate {
        Predicate::new(self, Operator::Below(number.into()))
    }

    /// Tests that the field is known: the operator `exists` with true.
    #[must_use]
    pub fn exists(self) -> Predicate {
        Predicate::new(self, Operator::Exists(true))
    }

    /// Tests that the field is not known: the operator `exists` with false.
    #[must_use]
    pub fn missing(self) -> Predicate {
        Predicate::new(self, Operator::Exists(false))
    }
}

impl From<Predicate> for Condition {
    fn from(predicate: Predicate) -> Self {
        Self::Predicate(predicate)
    }
}

/// Joins conditions by `all`. If the left side is an `all` already, the right side becomes its last part.
impl<C: Into<Condition>> BitAnd<C> for Condition {
    type Output = Self;

    fn bitand(mut self, other: C) -> Self {
        let other = other.into();
        // `a & b & c` becomes one `all` of three parts, as a document would write it.
        if let Self::All(parts) = &mut self {
            parts.push(other);
            return self;
        }
        Self::All(vec![self, other])
    }
}

/// Joins conditions by `any`. If the left side is an `any` already, the right side becomes its last part.
impl<C: Into<Condition>> BitOr<C> for Condition {
    type Output = Self;

    fn bitor(mut self, other: C) -> Self {
        let other = other.into();
        // Only the left side is flattened. A right side with parentheses stays a part of its own.
        if let Self::Any(parts) = &mut self {
            parts.push(other);
            return self;
        }
        Self::Any(vec![self, other])
    }
}

/// The negation is unknown if the condition is unknown: see [negation and what is not
/// known](Condition#negation-and-what-is-not-known).
impl Not for Condition {
    type Output = Self;

    fn not(self) -> Self {
        Self::Not(Box::new(self))
    }
}

impl<C: Into<Condition>> BitAnd<C> for Predicate {
    type Output = Condition;

    fn bitand(self, other: C) -> Condition {
        Condition::from(self) & other
    }
}

impl<C: Into<Condition>> BitOr<C> for Predicate {
    type Output = Condition;

    fn bitor(self, other: C) -> Condition {
        Condition::from(self) | other
    }
}

/// The negation is unknown if the field is not known, unless [`Predicate::if_unknown`] gives the predicate
/// another value: `!Field::Device.is("bot").if_unknown(false)` is true for every visitor who is not known to
/// be a robot.
impl Not for Predicate {
    type Output = Condition;

    fn not(self) -> Condition {
        !Condition::from(self)
    }
}
