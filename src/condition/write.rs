//! Writing conditions: to documents, and as a line for people.

use std::fmt;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::condition::{Condition, Leaf, Literal, Test};
use crate::document::whole_of;

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Leaf(leaf) => leaf.serialize(serializer),
            joined => {
                let mut map = serializer.serialize_map(Some(1))?;
                match joined {
                    Self::All(parts) => map.serialize_entry("all", parts)?,
                    Self::Any(parts) => map.serialize_entry("any", parts)?,
                    Self::Not(part) => map.serialize_entry("not", part)?,
                    Self::Leaf(_) => {}
                }
                map.end()
            }
        }
    }
}

impl Serialize for Leaf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("field", &self.field.to_string())?;
        let operator = self.test.operator();
        match &self.test {
            Test::Is(literal) => map.serialize_entry(operator, literal)?,
            Test::In(literals) => map.serialize_entry(operator, literals)?,
            Test::Contains(text)
            | Test::StartsWith(text)
            | Test::EndsWith(text)
            | Test::Matches(text)
            | Test::Within(text) => map.serialize_entry(operator, text)?,
            Test::AtLeast(number)
            | Test::AtMost(number)
            | Test::Above(number)
            | Test::Below(number) => map.serialize_entry(operator, &Plain(*number))?,
            Test::Exists(expected) => map.serialize_entry(operator, expected)?,
        }
        if self.ignore_case {
            map.serialize_entry("ignore_case", &true)?;
        }
        if let Some(truth) = self.if_unknown {
            map.serialize_entry("if_unknown", &truth)?;
        }
        map.end()
    }
}

impl Serialize for Literal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => Plain(*number).serialize(serializer),
            Self::Boolean(value) => serializer.serialize_bool(*value),
        }
    }
}

/// A number, written without a fraction where it has none.
struct Plain(f64);

impl Serialize for Plain {
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

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operator = match self {
            Self::StartsWith(_) => "starts with",
            Self::EndsWith(_) => "ends with",
            Self::AtLeast(_) => "at least",
            Self::AtMost(_) => "at most",
            Self::Exists(true) => return f.write_str("is known"),
            Self::Exists(false) => return f.write_str("is not known"),
            other => other.operator(),
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

impl fmt::Display for Leaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.field, self.test)?;
        if self.ignore_case {
            f.write_str(" ignoring case")?;
        }
        match self.if_unknown {
            Some(truth) => write!(f, " ({truth} if unknown)"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parts, joint) = match self {
            Self::Leaf(leaf) => return leaf.fmt(f),
            Self::Not(part) => {
                return match &**part {
                    Self::Leaf(leaf) => write!(f, "not {leaf}"),
                    joined => write!(f, "not ({joined})"),
                };
            }
            Self::All(parts) => (parts, " and "),
            Self::Any(parts) => (parts, " or "),
        };
        for (n, part) in parts.iter().enumerate() {
            if n > 0 {
                f.write_str(joint)?;
            }
            match part {
                Self::All(_) | Self::Any(_) => write!(f, "({part})")?,
                part => part.fmt(f)?,
            }
        }
        Ok(())
    }
}
