//! Writes conditions to documents, and as one line for people.

use std::fmt;

use serde::ser::{self, SerializeMap};
use serde::{Serialize, Serializer};

use crate::condition::keys::OperatorValue;
use crate::condition::{Condition, Literal, Operator, Predicate};
use crate::document::whole_of;

/// The most levels of a condition that are written. The check of a draft allows far fewer.
const MAX_LEVELS: usize = 128;

/// # Errors
///
/// A condition that is more than 128 levels deep is not written.
impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Level(self, MAX_LEVELS).serialize(serializer)
    }
}

/// A part of a condition, and the number of levels that may follow.
struct Level<'c>(&'c Condition, usize);

impl Serialize for Level<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(condition, levels) = *self;
        let Some(levels) = levels.checked_sub(1) else {
            return Err(ser::Error::custom(format_args!(
                "a condition of more than {MAX_LEVELS} levels is not written"
            )));
        };
        let (key, parts) = match condition {
            Condition::Predicate(predicate) => return predicate.serialize(serializer),
            Condition::Not(part) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("not", &Level(part, levels))?;
                return map.end();
            }
            Condition::All(parts) => ("all", parts),
            Condition::Any(parts) => ("any", parts),
        };
        // Each part carries the remaining levels, because `Serialize` has no parameter for them.
        let parts: Vec<Level<'_>> = parts.iter().map(|part| Level(part, levels)).collect();
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(key, &parts)?;
        map.end()
    }
}

impl Serialize for Predicate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("field", &self.field().to_string())?;
        let operator = self.operator().operator_word();
        match self.operator().value() {
            OperatorValue::Literal(literal) => map.serialize_entry(operator, literal)?,
            OperatorValue::Literals(literals) => map.serialize_entry(operator, literals)?,
            OperatorValue::Text(text) => map.serialize_entry(operator, text)?,
            OperatorValue::Number(number) => map.serialize_entry(operator, &PlainNumber(number))?,
            OperatorValue::Boolean(value) => map.serialize_entry(operator, &value)?,
        }
        if self.ignores_case() {
            map.serialize_entry("ignore_case", &true)?;
        }
        if let Some(truth) = self.truth_if_unknown() {
            map.serialize_entry("if_unknown", &truth)?;
        }
        map.end()
    }
}

impl Serialize for Literal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => PlainNumber(*number).serialize(serializer),
            Self::Boolean(value) => serializer.serialize_bool(*value),
        }
    }
}

/// A number, written without a fraction if it is whole.
struct PlainNumber(f64);

impl Serialize for PlainNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // `3.0` is written as `3`, so that a number is written as people write it and reads back as the same
        // double.
        let whole = |value: f64| whole_of(value).and_then(|n| i64::try_from(n).ok());
        match (whole(self.0), whole(-self.0)) {
            (Some(value), _) => serializer.serialize_i64(value),
            (_, Some(value)) => serializer.serialize_i64(-value),
            _ => serializer.serialize_f64(self.0),
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Boolean(value) => write!(f, "{value}"),
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists(true) => return f.write_str("is known"),
            Self::Exists(false) => return f.write_str("is not known"),
            _ => write!(f, "{} ", self.operator_word().replace('_', " "))?,
        }
        match self.value() {
            OperatorValue::Literal(literal) => literal.fmt(f),
            OperatorValue::Literals(literals) => {
                f.write_str("[")?;
                for (n, literal) in literals.iter().enumerate() {
                    let comma = if n > 0 { ", " } else { "" };
                    write!(f, "{comma}{literal}")?;
                }
                f.write_str("]")
            }
            OperatorValue::Text(text) => write!(f, "{text:?}"),
            OperatorValue::Number(number) => write!(f, "{number}"),
            OperatorValue::Boolean(value) => write!(f, "{value}"),
        }
    }
}

impl fmt::Display for Predicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.field(), self.operator())?;
        if self.ignores_case() {
            f.write_str(" ignoring case")?;
        }
        match self.truth_if_unknown() {
            Some(truth) => write!(f, " ({truth} if unknown)"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Condition {
    /// Parts that are more than 128 levels deep are left out: `…`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Level(self, MAX_LEVELS).fmt(f)
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Condition({self})")
    }
}

impl fmt::Display for Level<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(condition, levels) = *self;
        let Some(levels) = levels.checked_sub(1) else {
            return f.write_str("…");
        };
        let (parts, joint) = match condition {
            Condition::Predicate(predicate) => return predicate.fmt(f),
            Condition::Not(part) => {
                return match &**part {
                    Condition::Predicate(predicate) => write!(f, "not {predicate}"),
                    // `not` around a single predicate needs no parentheses, because its operator follows the
                    // field.
                    joined => write!(f, "not ({})", Level(joined, levels)),
                };
            }
            Condition::All(parts) => (parts, " and "),
            Condition::Any(parts) => (parts, " or "),
        };
        for (n, part) in parts.iter().enumerate() {
            if n > 0 {
                f.write_str(joint)?;
            }
            match part {
                // Parentheses around every nested junction: nobody has to know which of `and` and `or` binds
                // closer.
                Condition::All(_) | Condition::Any(_) => write!(f, "({})", Level(part, levels))?,
                part => Level(part, levels).fmt(f)?,
            }
        }
        Ok(())
    }
}
