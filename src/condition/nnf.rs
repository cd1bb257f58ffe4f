//! Conditions in the form in which they are looked up: what makes them true, without negation.
//!
//! A trigger fires on true alone. Which leaves must be true, false or unknown for that follows from
//! the tables of the three-valued logic: a negation turns what is wanted around, and what stands in
//! the place of unknown joins the side that it stands for. The form is as large as the condition.

use crate::condition::rule_set::{ExprId, Op, RuleSet};
use crate::condition::{Facts, Truth};

/// A condition for being true, with its negations pushed down into its leaves.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Nnf {
    /// At least two parts, none of them an `All`.
    All(Vec<Nnf>),
    /// At least two parts, none of them an `Any`.
    Any(Vec<Nnf>),
    Leaf(Requirement),
}

/// A predicate, and the values of it that are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Requirement {
    /// By its number in the rules.
    pub(crate) predicate: u32,
    pub(crate) values: TruthSet,
}

/// Some of the three values, one at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TruthSet(u8);

impl TruthSet {
    /// What a leaf's own value must be so that, with another in the place of unknown, it is `wanted`.
    fn for_result(wanted: Truth, if_unknown: Truth) -> Self {
        let unknown = if if_unknown == wanted { Self::bit(Truth::Unknown) } else { 0 };
        Self(Self::bit(wanted) | unknown)
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

    /// Whether this is the only value.
    pub(crate) fn is_only(self, truth: Truth) -> bool {
        self.0 == Self::bit(truth)
    }

    /// This value alone.
    pub(crate) fn single(truth: Truth) -> Self {
        Self(Self::bit(truth))
    }

    /// Each of them, the known ones first.
    pub(crate) fn iter(self) -> impl Iterator<Item = Truth> {
        [Truth::True, Truth::False, Truth::Unknown]
            .into_iter()
            .filter(move |truth| self.has(*truth))
    }

    /// The values that are not among these.
    pub(crate) fn complement(self) -> Self {
        Self(!self.0 & 7)
    }

    /// As a number from 1 to 7.
    pub(crate) fn bits(self) -> u8 {
        self.0
    }

    /// Of a number that [`number`](Self::number) gave; of others the lowest three bits.
    pub(crate) fn from_bits(number: u8) -> Self {
        Self(number & 7)
    }
}

impl Nnf {
    /// Its leaves, in order.
    pub(crate) fn leaves(&self) -> Vec<Requirement> {
        let mut leaves = Vec::new();
        let mut open = vec![self];
        while let Some(part) = open.pop() {
            match part {
                Self::All(parts) | Self::Any(parts) => open.extend(parts.iter().rev()),
                Self::Leaf(wanted) => leaves.push(*wanted),
            }
        }
        leaves
    }
}

impl RuleSet {
    /// An expression in the form for being true.
    pub(crate) fn to_nnf(&self, program: ExprId) -> Nnf {
        self.to_nnf_for(program.0, Truth::True).0
    }

    /// Whether a predicate has one of the values that are wanted.
    pub(crate) fn is_met(&self, wanted: Requirement, facts: &impl Facts) -> bool {
        self.predicate(wanted.predicate).is_some_and(|p| wanted.values.has(p.truth(facts)))
    }

    /// The form in which the expression at a place has a value, true or false; and its end.
    fn to_nnf_for(&self, place: u32, wanted: Truth) -> (Nnf, u32) {
        match self.op(place) {
            Some(Op::All(end)) => self.joined(place, end, wanted, wanted == Truth::True),
            Some(Op::Any(end)) => self.joined(place, end, wanted, wanted != Truth::True),
            Some(Op::Not) => self.to_nnf_for(place + 1, !wanted),
            Some(Op::Leaf { predicate, if_unknown }) => {
                let values = TruthSet::for_result(wanted, if_unknown);
                (Nnf::Leaf(Requirement { predicate, values }), place + 1)
            }
            None => (Nnf::Any(Vec::new()), place + 1),
        }
    }

    /// De Morgan's laws hold in this logic too: false is an `all` if any part of it is.
    fn joined(&self, place: u32, end: u32, wanted: Truth, all: bool) -> (Nnf, u32) {
        let mut parts = Vec::new();
        let mut next = place + 1;
        while next < end {
            let (part, after) = self.to_nnf_for(next, wanted);
            next = after;
            match (part, all) {
                (Nnf::All(inner), true) | (Nnf::Any(inner), false) => parts.extend(inner),
                (part, _) => parts.push(part),
            }
        }
        let joined = match (parts.len(), all) {
            (1, _) => parts.swap_remove(0),
            (_, true) => Nnf::All(parts),
            (_, false) => Nnf::Any(parts),
        };
        (joined, end)
    }
}
