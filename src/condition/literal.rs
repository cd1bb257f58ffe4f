//! The values that conditions compare with.

use crate::document::approximate;
use crate::status::{AgentStatus, GroupStatus};

/// A value that a field is compared with.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each is the type of its name")]
pub enum Literal {
    Text(Box<str>),
    Number(f64),
    Boolean(bool),
}

impl From<&str> for Literal {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Literal {
    fn from(text: String) -> Self {
        Self::Text(text.into())
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
    /// Rounds the number to the nearest double, as for every number of a condition.
    fn from(number: u64) -> Self {
        Self::Number(approximate(number.into()))
    }
}

impl From<bool> for Literal {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<AgentStatus> for Literal {
    fn from(status: AgentStatus) -> Self {
        Self::Text(status.to_string().into())
    }
}

impl From<GroupStatus> for Literal {
    fn from(status: GroupStatus) -> Self {
        Self::Text(status.as_str().into())
    }
}
