//! Conditions: boolean expressions over what is known of a visitor.

mod blame;
mod build;
mod check;
mod deep;
mod gathering;
mod leaf;
mod logic;
mod need;
mod normal;
mod pattern;
mod predicate;
mod read;
mod rules;
mod sample;
mod suggest;
mod words;
mod write;

use smallvec::{SmallVec, smallvec};

pub(crate) use blame::Observed;
pub(crate) use blame::{Blame, first_untrue};
pub(crate) use check::{Checker, Names};
pub use leaf::{Leaf, Literal, Test};
pub use logic::Truth;
pub(crate) use need::Part;
pub(crate) use normal::{Normal, Values, Wanted};
pub(crate) use pattern::Pattern;
pub(crate) use predicate::{
    Check, Facts, Number, NumberCheck, Predicate, Sight, State, StateBit, Subject, TextCheck,
};
pub(crate) use read::read;
pub(crate) use rules::{Program, Rules};
pub(crate) use suggest::{failing, holding, numbers, others};
pub(crate) use words::{MODIFIER_SPECS, NODE_SPECS, OPERATOR_SPECS, WordSpec, operators};

/// A boolean expression over fields and states: when it is true for a visitor, its trigger fires.
///
/// Logic is three-valued (rule C2): a leaf on a field that is not known is *unknown*, and so is its
/// negation; a trigger fires on true only, so a negation never fires on ignorance.
///
/// In code, fields make [leaves](Leaf), and `&`, `|` and `!` join them. `Display` is a line for
/// people; documents hold the form of rule C1.
///
/// ```
/// use frontdesk::{Condition, Field};
/// let condition = Field::PageHost.within("example.fr") & !Field::Device.is("bot");
/// assert_eq!(condition.to_string(), r#"page.host within "example.fr" and not device is "bot""#);
/// let read: Condition = serde_json::from_str(
///     r#"{"all": [{"field": "page.host", "within": "example.fr"},
///                 {"not": {"field": "device", "is": "bot"}}]}"#)?;
/// assert_eq!(condition, read);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub enum Condition {
    /// True if every part is, false if any part is.
    All(Vec<Condition>),
    /// True if any part is, false if every part is.
    Any(Vec<Condition>),
    /// True if the part is false, unknown if it is.
    Not(Box<Condition>),
    /// A test of one field.
    Leaf(Leaf),
}

impl Condition {
    /// Depth and leaves: a leaf has depth 1; `all`, `any`, `not` one more than their deepest part.
    pub(crate) fn size(&self) -> (usize, usize) {
        let (mut deepest, mut leaves) = (0, 0);
        let mut open: SmallVec<[(&Self, usize); 16]> = smallvec![(self, 1)];
        while let Some((condition, depth)) = open.pop() {
            deepest = deepest.max(depth);
            match condition {
                Self::All(parts) | Self::Any(parts) => {
                    open.extend(parts.iter().map(|part| (part, depth + 1)));
                }
                Self::Not(part) => open.push((part, depth + 1)),
                Self::Leaf(_) => leaves += 1,
            }
        }
        (deepest, leaves)
    }
}
