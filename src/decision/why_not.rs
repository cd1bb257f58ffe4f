//! Counterfactuals: what would have to change for a visitor to get a group
//! ([rule X2](crate::_rules#x2)).

use std::fmt;

use serde::{Serialize, Serializer};

use crate::decision::{ObservedValue, text::Cut};
use crate::id::GroupId;
use crate::visitor::{Field, Value, Visitor};

/// The smallest changes of a visitor that would send them to a group. The fields are the API.
/// `Display` is a text for people.
///
/// Facts are the fields of a visitor, including assignment, selection and group code. The search
/// tries each field as unknown and with the values that the rules name: for each predicate one
/// value that satisfies it and one that violates it, and for numbers every value at, between and
/// beside the bounds. Presence, the instant, states of the workspace and the visitor's bucket
/// (`bucket.NAME`) do not change.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WhyNot {
    /// The id of the group.
    pub group: GroupId,
    /// The smallest change that sends the visitor to the group.
    pub smallest: Counterfactual,
    /// The smallest change that does so by a trigger or as the default group: assignment, selection
    /// and group code do not name the group.
    pub by_rules: Counterfactual,
    /// Changes that could have led to the group and could not be tried. The results make no claim
    /// about them.
    pub left_out: Vec<NotSearched>,
    /// The number of conditions that were tried. [`Situation::why_not`](crate::Situation::why_not)
    /// describes how they are counted.
    pub tried: usize,
}

/// The result of a search for a change that sends the visitor to the group.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Counterfactual {
    /// The visitor gets the group without a change.
    Chosen,
    /// These changes send the visitor to the group. No smaller number of changes does.
    Changes(FactChanges),
    /// No change of up to three facts sends the visitor to the group, over the values that were
    /// tried.
    NoneWithinThree,
    /// The search stopped because its budget was spent.
    Undecided {
        /// No change of up to this many facts sends the visitor to the group. It is unknown whether
        /// a larger one does.
        none_within: usize,
    },
    /// The group is disabled, so no visitor gets it.
    Disabled,
    /// No visitor is sent to a group under the plan ([rule R11](crate::_rules#r11)).
    NoGroupRouting,
}

/// One to three changes of different fields of a visitor.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct FactChanges(pub(crate) Vec<FactChange>);

/// A change of one field of a visitor.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FactChange {
    /// The field.
    #[serde(serialize_with = "as_text")]
    pub field: Field,
    /// The value that the field has.
    pub from: ObservedValue,
    /// The value that the field would have to have.
    pub to: ObservedValue,
}

/// Something that could not be tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NotSearched {
    /// A predicate for which no satisfying value was found. This is most often a regular
    /// expression.
    Test {
        /// The field of the predicate.
        #[serde(serialize_with = "as_text")]
        field: Field,
    },
    /// A field that the search does not change: a visitor's bucket.
    Field {
        /// The field.
        #[serde(serialize_with = "as_text")]
        field: Field,
    },
    /// A field for which the rules name more values than the search tries.
    Values {
        /// The field.
        #[serde(serialize_with = "as_text")]
        field: Field,
        /// The number of values that were tried.
        tried: usize,
    },
}

fn as_text<S: Serializer>(field: &Field, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(field)
}

impl FactChanges {
    /// Returns the number of changes, from one to three.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "there is at least one")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the changes, in the order of their fields.
    pub fn iter(&self) -> std::slice::Iter<'_, FactChange> {
        self.0.iter()
    }

    /// Applies the changes to a visitor. Routing the result by the router that found them, with the
    /// presence it had, yields the group. Attributes beyond the first 256 are removed; no rule
    /// reads them.
    #[must_use]
    pub fn apply(&self, visitor: &Visitor<'_>) -> Visitor<'static> {
        let mut changed = visitor.clone().into_owned();
        // Attributes that no rule reads would otherwise take the place of a changed one within the
        // limit.
        changed.keep_counted_attributes();
        for change in &self.0 {
            // The search found the value by setting it, so it can be set again.
            let _ = changed.set_field(&change.field, &change.value());
        }
        changed
    }
}

impl<'c> IntoIterator for &'c FactChanges {
    type Item = &'c FactChange;
    type IntoIter = std::slice::Iter<'c, FactChange>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl FactChange {
    fn value(&self) -> Value<'static> {
        match &self.to {
            ObservedValue::Text(text) => Value::from(text.clone()),
            ObservedValue::Number(number) => Value::Number(*number),
            ObservedValue::Boolean(value) => Value::Boolean(*value),
            ObservedValue::List(items) => Value::from(items.clone()),
            // A field is made unknown by removing its value.
            _ => Value::Null,
        }
    }
}

impl WhyNot {
    /// Removes the current values of attributes, addresses and titles, for logs and support. The
    /// values that they would have to have come from the rules and stay.
    #[must_use]
    pub fn without_values(mut self) -> Self {
        // `to` comes from the rules, which the reader of a log may know. `from` is the visitor's
        // own value.
        for result in [&mut self.smallest, &mut self.by_rules] {
            if let Counterfactual::Changes(changes) = result {
                for change in &mut changes.0 {
                    if super::explanation::holds_private_data(&change.field.to_string()) {
                        change.from.redact();
                    }
                }
            }
        }
        self
    }
}

impl fmt::Display for WhyNot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "group `{}`: {}", self.group, self.smallest)?;
        // Often one change is both, and repeating it would look like a second one.
        if self.by_rules != self.smallest {
            write!(f, "\n  without naming the group: {}", self.by_rules)?;
        }
        for left_out in &self.left_out {
            write!(f, "\n  {left_out}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Counterfactual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chosen => f.write_str("the visitor gets it"),
            Self::Changes(changes) => {
                f.write_str("the visitor would get it if ")?;
                for (n, change) in changes.iter().enumerate() {
                    let joint = if n > 0 { " and " } else { "" };
                    write!(f, "{joint}{change}")?;
                }
                Ok(())
            }
            Self::NoneWithinThree => {
                f.write_str("no change of up to three facts sends the visitor there")
            }
            Self::Undecided { none_within } => {
                f.write_str("undecided, for the budget of the search was spent")?;
                match none_within {
                    0 => Ok(()),
                    1 => f.write_str("; no change of one fact sends the visitor there"),
                    _ => write!(
                        f,
                        "; no change of up to {} facts sends the visitor there",
                        if *none_within == 2 { "two" } else { "three" }
                    ),
                }
            }
            Self::Disabled => f.write_str("it is disabled, so no visitor gets it"),
            Self::NoGroupRouting => f.write_str("the plan has no group routing"),
        }
    }
}

impl fmt::Display for FactChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = self.field.to_string();
        write!(f, "{} were {}, not {}", Cut(&field), ValueText(&self.to), ValueText(&self.from))
    }
}

impl fmt::Display for NotSearched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Test { field } => {
                write!(
                    f,
                    "not tried: a test of {}, for which no value was found",
                    Cut(&field.to_string())
                )
            }
            Self::Field { field } => {
                write!(f, "not tried: other values of {}", Cut(&field.to_string()))
            }
            Self::Values { field, tried } => {
                write!(f, "not tried: values of {} beyond {tried}", Cut(&field.to_string()))
            }
        }
    }
}

/// A value in the middle of a sentence.
struct ValueText<'v>(&'v ObservedValue);

impl fmt::Display for ValueText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ObservedValue::Unknown => f.write_str("unknown"),
            value => value.fmt(f),
        }
    }
}
