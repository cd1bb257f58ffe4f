//! Conditions: boolean expressions over what is known of a visitor.
//!
//! A [`Condition`] is checked and compiled (`check`) into a `RuleSet`: distinct predicates, distinct operands
//! and expressions over them. `nnf` brings an expression into negation normal form for the index. `pattern`
//! holds the regular expression engine, `aho_corasick` the search for many texts. `diagnose` finds out why a
//! condition is not true, `witness` and `trial_values` suggest values that would change that.

mod aho_corasick;
mod build;
mod check;
mod compiled_predicate;
mod diagnose;
mod keys;
mod literal;
mod logic;
mod nnf;
mod non_recursive;
mod pattern;
mod predicate;
mod read;
mod regex_sample;
mod rule_set;
mod rule_set_builder;
mod trial_values;
mod value_size;
mod witness;
mod write;

use smallvec::{SmallVec, smallvec};

pub(crate) use aho_corasick::{AhoCorasick, MatchPosition, Occurrences};
pub(crate) use check::{ConditionCompiler, IdResolver};
pub(crate) use compiled_predicate::{
    BYTES_OF_ITEM, CompiledOp, CompiledPredicate, Facts, Number, NumberOp, Operand, OperandRef,
    StateSet, TextOp, WorkspaceState,
};
#[cfg(feature = "analysis")]
pub(crate) use diagnose::Subcondition;
pub(crate) use diagnose::{FirstUntrue, Observed, first_untrue, observe};
pub use keys::Operator;
pub(crate) use keys::{ConditionKey, MODIFIER_KEYS, NODE_KEYS, OPERATOR_KEYS, operators};
#[cfg(feature = "schema")]
pub(crate) use keys::{OPERATOR_SPECS, ValueReader};
pub use literal::Literal;
pub use logic::Truth;
pub(crate) use nnf::{Nnf, Requirement, TruthSet};
pub(crate) use pattern::{Pattern, max_steps_for_rules};
pub use predicate::Predicate;
pub(crate) use read::read;
pub(crate) use rule_set::{ExprId, RuleSet};
pub(crate) use trial_values::trial_values;
pub(crate) use value_size::ValueSize;
pub(crate) use witness::{filler, numbers, satisfying, violating};

/// A boolean expression over fields and states. A trigger fires if its condition is true for a visitor.
///
/// The logic is three-valued ([rule C2](crate::_rules#c2)): a predicate on a field that is not known is
/// *unknown*, and so is its negation. A trigger fires only on true, so a negation never fires because
/// something is not known.
///
/// In code, fields make [predicates](Predicate), and `&`, `|` and `!` join them. `Display` writes one line
/// for people. Documents use the form of [rule C1](crate::_rules#c1).
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
/// A negation of an unknown predicate is unknown too, so it does not fire. `!Field::Device.is("bot")` reads
/// like "everybody but robots". But if the host does not parse the `User-Agent` header, no visitor has a
/// known device, and the trigger never fires. Visitors whose browser sends no language, whose country the
/// host cannot find out, or who come without a referrer are in the same position.
///
/// [`Predicate::if_unknown`] says what an unknown predicate counts as. It belongs to the predicate, inside
/// the negation:
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
    /// True if every part is true, false if any part is false.
    All(Vec<Condition>),
    /// True if any part is true, false if every part is false.
    Any(Vec<Condition>),
    /// True if the part is false, unknown if the part is unknown: see [negation and what is not
    /// known](Condition#negation-and-what-is-not-known).
    Not(Box<Condition>),
    /// A test of one field.
    Predicate(Predicate),
}

impl Condition {
    /// Returns the depth and the number of predicates. A predicate has depth 1; `all`, `any` and `not` have
    /// one more than their deepest part.
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
