//! Negation normal form: the condition that must hold for an expression to be true, with all negations pushed
//! into the leaves.
//!
//! A trigger fires only on true. De Morgan's laws hold in Kleene's logic too, so a negation turns `all` into
//! `any` and asks its part for the other value. A leaf becomes the set of truth values (true, false, unknown)
//! with which the expression can be true; `if_unknown` adds unknown to that set or not.
//!
//! The form is as large as the condition. A disjunctive normal form, which other indices use, may be
//! exponentially larger.

use crate::condition::rule_set::{ExprId, Op, RuleSet};
use crate::condition::{Facts, Truth};
use crate::ix::PredicateIx;

/// A condition that must be true, with its negations pushed into its leaves.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Nnf {
    /// At least two parts, none of which is an `All`.
    All(Vec<Nnf>),
    /// At least two parts, none of which is an `Any`.
    Any(Vec<Nnf>),
    Leaf(Requirement),
}

/// A predicate, and the truth values that it must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Requirement {
    pub(crate) predicate: PredicateIx,
    pub(crate) values: TruthSet,
}

/// A set of truth values, with at least one of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TruthSet(u8);

impl TruthSet {
    /// Returns the values that a predicate may have so that the leaf, after `if_unknown`, has the value
    /// `wanted`.
    fn for_result(value: Truth, if_unknown: Truth) -> Self {
        // `if_unknown` is applied here, so later stages see only sets of truth values.
        let unknown = if if_unknown == value { Self::bit(Truth::Unknown) } else { 0 };
        Self(Self::bit(value) | unknown)
    }

    fn bit(truth: Truth) -> u8 {
        match truth {
            Truth::False => 1,
            Truth::Unknown => 2,
            Truth::True => 4,
        }
    }

    pub(crate) fn has(self, truth: Truth) -> bool {
        self.0 & Self::bit(truth) != 0
    }

    /// Returns `true` if this is the only value of the set.
    pub(crate) fn is_only(self, truth: Truth) -> bool {
        self.0 == Self::bit(truth)
    }

    /// Returns the set of one value.
    pub(crate) fn single(truth: Truth) -> Self {
        Self(Self::bit(truth))
    }

    /// Iterates over the values, the known ones first.
    pub(crate) fn iter(self) -> impl Iterator<Item = Truth> {
        [Truth::True, Truth::False, Truth::Unknown]
            .into_iter()
            .filter(move |truth| self.has(*truth))
    }

    /// Returns the set of the other values.
    pub(crate) fn complement(self) -> Self {
        Self(!self.0 & 7)
    }

    /// Returns the set as a number from 1 to 7.
    pub(crate) fn bits(self) -> u8 {
        self.0
    }

    /// Restores a set from [`bits`](Self::bits). Ignores all but the lowest three bits.
    pub(crate) fn from_bits(number: u8) -> Self {
        Self(number & 7)
    }
}

impl Nnf {
    /// Returns the leaves in order.
    pub(crate) fn leaves(&self) -> Vec<Requirement> {
        let mut leaves = Vec::new();
        let mut open = vec![self];
        while let Some(part) = open.pop() {
            match part {
                Self::All(parts) | Self::Any(parts) => open.extend(parts.iter().rev()),
                Self::Leaf(requirement) => leaves.push(*requirement),
            }
        }
        leaves
    }
}

impl RuleSet {
    /// Returns the negation normal form for an expression to be true.
    pub(crate) fn to_nnf(&self, expr: ExprId) -> Nnf {
        self.to_nnf_for(expr, Truth::True).0
    }

    /// Returns `true` if the predicate has one of the required values.
    pub(crate) fn is_met(&self, requirement: Requirement, facts: &impl Facts) -> bool {
        self.predicate(requirement.predicate)
            .is_some_and(|p| requirement.values.has(p.truth(facts)))
    }

    /// Returns the form for an expression to have a value, and the expression after it.
    fn to_nnf_for(&self, expr: ExprId, value: Truth) -> (Nnf, ExprId) {
        match self.op(expr) {
            // An `all` that must be false is an `any` of parts that must be false, and the other way round.
            Some(Op::All(end)) => self.nnf_junction(expr, end, value, value == Truth::True),
            Some(Op::Any(end)) => self.nnf_junction(expr, end, value, value != Truth::True),
            // A negation disappears: its part must have the opposite value.
            Some(Op::Not) => self.to_nnf_for(expr.next(), !value),
            Some(Op::Leaf { predicate, if_unknown }) => {
                let values = TruthSet::for_result(value, if_unknown);
                (Nnf::Leaf(Requirement { predicate, values }), expr.next())
            }
            // An empty `any` is never true. `op` has reported the broken invariant in a debug build.
            None => (Nnf::Any(Vec::new()), expr.next()),
        }
    }

    /// Returns the form of a junction that must have a value, and the expression after it. By De Morgan's laws, an
    /// `all` is false if any part is false. Nested junctions of one kind are flattened.
    fn nnf_junction(&self, expr: ExprId, end: ExprId, value: Truth, is_all: bool) -> (Nnf, ExprId) {
        let mut parts = Vec::new();
        let mut next = expr.next();
        while next < end {
            let (part, after) = self.to_nnf_for(next, value);
            next = after;
            match (part, is_all) {
                (Nnf::All(inner), true) | (Nnf::Any(inner), false) => parts.extend(inner),
                (part, _) => parts.push(part),
            }
        }
        let junction = match (parts.len(), is_all) {
            // A junction of one part is that part, so callers may rely on at least two.
            (1, _) => parts.swap_remove(0),
            (_, true) => Nnf::All(parts),
            (_, false) => Nnf::Any(parts),
        };
        (junction, end)
    }
}
