//! Writing conditions: to documents, and as a line for people.

use std::fmt;

use serde::ser::{self, SerializeMap};
use serde::{Serialize, Serializer};

use crate::condition::{Condition, Literal, Operator, Predicate};
use crate::document::whole_of;

/// How deep a condition is written: the check refuses it long before.
const WRITTEN: usize = 128;

/// # Errors
///
/// A condition that is more than 128 levels deep is not written.
impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Level(self, WRITTEN).serialize(serializer)
    }
}

/// A part, and how many levels may follow.
struct Level<'c>(&'c Condition, usize);

impl Serialize for Level<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(condition, levels) = *self;
        let Some(levels) = levels.checked_sub(1) else {
            return Err(ser::Error::custom(format_args!(
                "a condition of more than {WRITTEN} levels is not written"
            )));
        };
        let (key, parts) = match condition {
            Condition::Predicate(leaf) => return leaf.serialize(serializer),
            Condition::Not(part) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("not", &Level(part, levels))?;
                return map.end();
            }
            Condition::All(parts) => ("all", parts),
            Condition::Any(parts) => ("any", parts),
        };
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
        match self.operator() {
            Operator::Is(literal) => map.serialize_entry(operator, literal)?,
            Operator::In(literals) => map.serialize_entry(operator, literals)?,
            Operator::Contains(text)
            | Operator::StartsWith(text)
            | Operator::EndsWith(text)
            | Operator::Matches(text)
            | Operator::Within(text) => map.serialize_entry(operator, text)?,
            Operator::AtLeast(number)
            | Operator::AtMost(number)
            | Operator::Above(number)
            | Operator::Below(number) => map.serialize_entry(operator, &PlainValue(*number))?,
            Operator::Exists(expected) => map.serialize_entry(operator, expected)?,
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
            Self::Number(number) => PlainValue(*number).serialize(serializer),
            Self::Boolean(value) => serializer.serialize_bool(*value),
        }
    }
}

/// A number, written without a fraction where it has none.
struct PlainValue(f64);

impl Serialize for PlainValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
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
        let operator = match self {
            Self::StartsWith(_) => "starts with",
            Self::EndsWith(_) => "ends with",
            Self::AtLeast(_) => "at least",
            Self::AtMost(_) => "at most",
            Self::Exists(true) => return f.write_str("is known"),
            Self::Exists(false) => return f.write_str("is not known"),
            other => other.operator_word(),
        };
        write!(f, "{operator} ")?;
        match self {
            Self::Is(literal) => literal.fmt(f),
            Self::In(literals) => {
                f.write_str("[")?;
                for (n, literal) in literals.iter().enumerate() {
                    let comma = if n > 0 { ", " } else { "" };
                    write!(f, "{comma}{literal}")?;
                }
                f.write_str("]")
            }
            Self::Contains(text)
            | Self::StartsWith(text)
            | Self::EndsWith(text)
            | Self::Matches(text)
            | Self::Within(text) => write!(f, "{text:?}"),
            Self::AtLeast(n) | Self::AtMost(n) | Self::Above(n) | Self::Below(n) => {
                write!(f, "{n}")
            }
            Self::Exists(_) => Ok(()),
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
        Level(self, WRITTEN).fmt(f)
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
            Condition::Predicate(leaf) => return leaf.fmt(f),
            Condition::Not(part) => {
                return match &**part {
                    Condition::Predicate(leaf) => write!(f, "not {leaf}"),
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
                Condition::All(_) | Condition::Any(_) => write!(f, "({})", Level(part, levels))?,
                part => Level(part, levels).fmt(f)?,
            }
        }
        Ok(())
    }
}
