//! Why a visitor does not get a group: what would have had to be different ([rule X2](crate::_rules#x2)).

use std::fmt;

use serde::{Serialize, Serializer};

use crate::decision::{ObservedValue, text::Cut};
use crate::id::GroupId;
use crate::visitor::{Field, Value, Visitor};

/// What would have had to be different for a visitor to get a group. `Display` is readable text; the
/// data is the API.
///
/// Facts are the fields of a visitor, the three ways in among them; each is tried unknown and with the
/// values that the rules name: for every test of it one for which the test holds and one for which it
/// does not, and every number at, between and next to the bounds. Presence, instant and states are
/// left as they are, and so is the share that a visitor falls in (`bucket.NAME`).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct WhyNot {
    /// The group.
    pub group: GroupId,
    /// The smallest change that sends the visitor there, whatever it is.
    pub smallest: Counterfactual,
    /// The smallest change that does so without naming the group as assignment, selection or group
    /// code: by a trigger, or as the default group.
    pub by_rules: Counterfactual,
    /// What could not be tried although it could have led there, so that nothing is claimed of it.
    pub left_out: Vec<NotSearched>,
    /// How many conditions were tried in all; see
    /// [`Situation::why_not`](crate::Situation::why_not) for how they are counted.
    pub tried: usize,
}

/// A way to a group, or none.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Counterfactual {
    /// The visitor gets the group as things are.
    Chosen,
    /// These changes send the visitor there, and no fewer do.
    Changes(FactChanges),
    /// No change of up to three facts does, over the values that were tried.
    NoneWithinThree,
    /// The search was given up, for its budget was spent.
    Undecided {
        /// No change of up to so many facts sends the visitor there; of more it is not known.
        none_within: usize,
    },
    /// The group is disabled: no visitor gets it.
    Disabled,
    /// The plan sends no visitor to any group ([rule R11](crate::_rules#r11)).
    NoGroupRouting,
}

/// Up to three changes of a visitor, of different fields.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct FactChanges(pub(crate) Vec<FactChange>);

/// Another value in a field of a visitor.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FactChange {
    /// The field.
    #[serde(serialize_with = "as_text")]
    pub field: Field,
    /// What it shows.
    pub from: ObservedValue,
    /// What it would have to show.
    pub to: ObservedValue,
}

/// Something that could not be tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NotSearched {
    /// A test for which no value was found that it holds for: a regular expression, most often.
    Test {
        /// What it tests.
        #[serde(serialize_with = "as_text")]
        field: Field,
    },
    /// A field that is not changed: a visitor's bucket.
    Field {
        /// Which.
        #[serde(serialize_with = "as_text")]
        field: Field,
    },
    /// A field of which the rules name more values than are tried.
    Values {
        /// Which.
        #[serde(serialize_with = "as_text")]
        field: Field,
        /// How many were tried.
        tried: usize,
    },
}

fn as_text<S: Serializer>(field: &Field, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(field)
}

impl FactChanges {
    /// How many there are, from one to three.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "there is at least one")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The changes, in the order of their fields.
    pub fn iter(&self) -> std::slice::Iter<'_, FactChange> {
        self.0.iter()
    }

    /// The visitor with these changes: routed again by the same router, presence at hand, it gets the
    /// group. Attributes beyond the first 256, at which no rule looks, are left out.
    #[must_use]
    pub fn apply(&self, visitor: &Visitor<'_>) -> Visitor<'static> {
        let mut changed = visitor.clone().into_owned();
        changed.keep_counted_attributes();
        for change in &self.0 {
            // What was found by trying can be shown.
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
            _ => Value::Null,
        }
    }
}

impl WhyNot {
    /// The same without what the visitor's attributes, addresses and titles show: for logs and
    /// support. What they would have to show comes from the rules and stays.
    #[must_use]
    pub fn without_values(mut self) -> Self {
        for way in [&mut self.smallest, &mut self.by_rules] {
            if let Counterfactual::Changes(changes) = way {
                for change in &mut changes.0 {
                    if super::explanation::is_private(&change.field.to_string()) {
                        change.from.leave_out();
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
        write!(f, "{} were {}, not {}", Cut(&field), Shown(&self.to), Shown(&self.from))
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

/// A value in a sentence.
struct Shown<'v>(&'v ObservedValue);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ObservedValue::Unknown => f.write_str("unknown"),
            value => value.fmt(f),
        }
    }
}
