//! The text of a field, as documents write it.

use std::fmt;
use std::str::FromStr;

use crate::visitor::field::{Field, UnknownField};
use crate::visitor::fields::{FIELDS, NAMED_FIELDS, NamedFieldSpec};

impl Field {
    /// The field from the table of fields, if it has no name behind its word.
    pub(crate) fn plain(&self) -> Option<&'static Self> {
        FIELDS.iter().map(|spec| &spec.field).find(|field| *field == self)
    }

    /// The words that a misspelt field may stand for, with the same name behind them.
    pub(crate) fn words_near(text: &str) -> Vec<String> {
        let mut words: Vec<String> = FIELDS.iter().map(|spec| spec.word.to_owned()).collect();
        for spec in &NAMED_FIELDS {
            let dots = spec.start.matches('.').count();
            if let Some(name) = text.splitn(dots + 1, '.').nth(dots).filter(|n| !n.is_empty()) {
                words.push(format!("{}{name}", spec.start));
            }
        }
        words
    }
}

impl FromStr for Field {
    type Err = UnknownField;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(spec) = FIELDS.iter().find(|spec| spec.word == text) {
            return Ok(spec.field.clone());
        }
        let named = |spec: &NamedFieldSpec| {
            let name = text.strip_prefix(spec.start).filter(|name| !name.is_empty())?;
            Some((spec.named)(name))
        };
        NAMED_FIELDS.iter().find_map(named).ok_or_else(|| UnknownField(text.to_owned()))
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PageQuery(name) => write!(f, "page.query.{name}"),
            Self::Bucket(name) => write!(f, "bucket.{name}"),
            Self::Attribute(name) => write!(f, "attribute.{name}"),
            Self::Schedule(id) => write!(f, "schedule.{id}"),
            Self::Group(id) => write!(f, "group.{id}"),
            plain => f.write_str(
                FIELDS.iter().find(|spec| spec.field == *plain).map_or("", |spec| spec.word),
            ),
        }
    }
}
