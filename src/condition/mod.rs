//! Conditions: boolean expressions over what is known of a visitor.
//!
//! A [`Condition`] is checked and compiled (`check`) into a `RuleSet`: distinct predicates, distinct operands
//! and expressions over them. `nnf` brings an expression into negation normal form for the index. `pattern`
//! holds the regular expression engine, `aho_corasick` the search for many texts. `diagnose` finds out why a
//! condition is not true, `witness` and `trial_values` suggest values that would change that.

mod aho_corasick;
mod ast;
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
mod read;
mod regex_sample;
mod rule_set;
mod rule_set_builder;
mod trial_values;
mod value_size;
mod witness;
mod write;

pub(crate) use aho_corasick::{AhoCorasick, MatchPosition, Occurrences};
pub use ast::{Condition, Predicate};
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
pub(crate) use rule_set::{ExprId, RuleSet};
pub(crate) use trial_values::trial_values;
pub(crate) use value_size::ValueSize;
pub(crate) use witness::{filler, numbers, satisfying, violating};
