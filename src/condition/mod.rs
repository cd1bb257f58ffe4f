//! Conditions: boolean expressions over what is known of a visitor.

mod aho_corasick;
mod attempt;
mod blame;
mod build;
mod check;
mod compiled_predicate;
mod keys;
mod literal;
mod logic;
#[cfg(feature = "analysis")]
mod need;
mod nnf;
mod non_recursive;
mod pattern;
mod predicate;
mod read;
mod regex_sample;
mod rule_set;
mod rule_set_builder;
mod value_size;
mod witness;
mod write;

use smallvec::{SmallVec, smallvec};

pub(crate) use aho_corasick::{AhoCorasick, Occurrences, Position};
pub(crate) use attempt::attempts;
pub(crate) use blame::{FirstUntrue, Observed, first_untrue, observe};
pub(crate) use check::{ConditionCompiler, IdResolver};
pub(crate) use compiled_predicate::{
    BYTES_OF_ITEM, CompiledOp, CompiledPredicate, Facts, Number, NumberOp, Operand, OperandRef,
    State, StateSet, TextOp,
};
pub use keys::Operator;
pub(crate) use keys::{ConditionKey, MODIFIER_KEYS, NODE_KEYS, OPERATOR_KEYS, operators};
#[cfg(feature = "schema")]
pub(crate) use keys::{OPERATOR_SPECS, ValueReader};
pub use literal::Literal;
pub use logic::Truth;
#[cfg(feature = "analysis")]
pub(crate) use need::Subcondition;
pub(crate) use nnf::{Nnf, Requirement, TruthSet};
pub(crate) use pattern::{Pattern, most_steps};
pub use predicate::Predicate;
pub(crate) use read::read;
pub(crate) use rule_set::{ExprId, RuleSet};
pub(crate) use value_size::ValueSize;
pub(crate) use witness::{filler, numbers, satisfying, violating};

/// A boolean expression over fields and states: when it is true for a visitor, its trigger fires.
///
/// Logic is three-valued ([rule C2](crate::_rules#c2)): a leaf on a field that is not known is *unknown*, and so is its
/// negation; a trigger fires on true only, so a negation never fires on ignorance.
///
/// In code, fields make [predicates](Predicate), and `&`, `|` and `!` join them. `Display` is a line for
/// people; documents hold the form of [rule C1](crate::_rules#c1).
///
/// ```
/// use frontdesk::{Condition, Field};
/// let condition = Field::PageHost.within("example.fr")
///     & !Field::Device.is("bot").if_unknown(false);
/// assert_eq!(
///     condition.to_string(),
///     r#"page.host within "example.fr" and not device is "bot" (false if unknown)"#
/// );
/// let read: Condition = serde_json::from_str(
///     r#"{"all": [{"field": "page.host", "within": "example.fr"},
///                 {"not": {"field": "device", "is": "bot", "if_unknown": false}}]}"#)?;
/// assert_eq!(condition, read);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Negation and what is not known
///
/// A negation of an unknown test is unknown too, so it does not fire. `!Field::Device.is("bot")` reads
/// like "everybody but robots", but for a host that does not parse the `User-Agent` header no visitor
/// has a known device, and the trigger never fires. The same holds for visitors whose browser sends no
/// language, whose country the host cannot find out, or who come without a referrer.
///
/// [`Predicate::if_unknown`] says what an unknown test counts as. It belongs to the test, inside the negation:
///
/// | condition | device `bot` | device `desktop` | device not known |
/// | --- | --- | --- | --- |
/// | `Field::Device.is("bot")` | fires | does not fire | does not fire |
/// | `!Field::Device.is("bot")` | does not fire | fires | **does not fire** |
/// | `!Field::Device.is("bot").if_unknown(false)` | does not fire | fires | fires |
/// | `!Field::Device.is("bot").if_unknown(true)` | does not fire | fires | does not fire |
///
/// ```
/// use frontdesk::{Condition, Draft, Field, Group, Presence, Router, Trigger, Visitor};
/// let fires = |condition: Condition| -> Result<bool, frontdesk::Problems> {
///     let workspace = Draft::new()
///         .group(Group::new("sales", "Sales"))
///         .trigger(Trigger::new("people", "sales").when(condition))
///         .check()?;
///     let router = Router::new(workspace);
///     let presence = Presence::everyone_online(&router);
///     Ok(router.route(&Visitor::undated(), &presence).group().is_some())
/// };
/// assert!(!fires(!Field::Device.is("bot"))?, "the device is not known");
/// assert!(fires(!Field::Device.is("bot").if_unknown(false))?);
/// # Ok::<(), frontdesk::Problems>(())
/// ```
pub enum Condition {
    /// True if every part is, false if any part is.
    All(Vec<Condition>),
    /// True if any part is, false if every part is.
    Any(Vec<Condition>),
    /// True if the part is false, unknown if the part is unknown: see
    /// [negation and what is not known](Condition#negation-and-what-is-not-known).
    Not(Box<Condition>),
    /// A test of one field.
    Predicate(Predicate),
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
                Self::Predicate(_) => leaves += 1,
            }
        }
        (deepest, leaves)
    }
}
