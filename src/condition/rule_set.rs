//! A rule set: the compiled conditions of a workspace as distinct predicates and expressions over them.

use crate::condition::compiled_predicate::CompiledPredicate;
use crate::condition::pattern::ReadShare;
use crate::condition::{CompiledOp, Facts, Operand, OperandRef, Truth, WorkspaceState};
use crate::ix::{Ix, OperandIx, PredicateIx, StateIx, indices};

/// All compiled conditions of a workspace.
///
/// Equal predicates are stored once, however many triggers use them. Expressions lie one after the other in
/// prefix order, so evaluation follows no pointers. The check has limited their depth.
#[derive(Clone, Debug, Default)]
pub(crate) struct RuleSet {
    pub(super) predicates: Box<[CompiledPredicate]>,
    pub(super) operands: Box<[Operand]>,
    pub(super) states: Box<[WorkspaceState]>,
    pub(super) code: Box<[Op]>,
}

/// A node of an expression.
#[derive(Clone, Copy, Debug)]
pub(super) enum Op {
    /// The parts follow, up to this expression.
    All(ExprId),
    /// The parts follow, up to this expression.
    Any(ExprId),
    /// The part follows.
    Not,
    Leaf {
        predicate: PredicateIx,
        if_unknown: Truth,
    },
}

indices! {
    /// An expression, by the offset of its first node in the code of its rule set.
    ExprId;
}

impl ExprId {
    /// Returns the expression that starts at the next node: the first part, or what follows a leaf.
    pub(super) fn next(self) -> Self {
        Self::new(self.number() + 1)
    }
}

impl RuleSet {
    /// Iterates over the operands in the order of their indices.
    pub(crate) fn operands(&self) -> impl ExactSizeIterator<Item = &Operand> {
        self.operands.iter()
    }

    /// Returns an operand. An index of another rule set breaks an invariant: callers then treat the operand as
    /// unknown.
    pub(crate) fn operand(&self, operand: OperandIx) -> Option<&Operand> {
        let found = operand.get(&self.operands);
        debug_assert!(found.is_some(), "{operand:?} is not of this rule set");
        found
    }

    /// Returns a state. An index of another rule set breaks an invariant: callers then treat the state as closed.
    pub(crate) fn state(&self, state: StateIx) -> Option<WorkspaceState> {
        let found = state.get(&self.states).copied();
        debug_assert!(found.is_some(), "{state:?} is not of this rule set");
        found
    }

    /// Returns a predicate. An index of another rule set breaks an invariant: callers then treat the predicate as
    /// unknown, so its trigger does not fire.
    pub(crate) fn predicate(&self, predicate: PredicateIx) -> Option<&CompiledPredicate> {
        let found = predicate.get(&self.predicates);
        debug_assert!(found.is_some(), "{predicate:?} is not of this rule set");
        found
    }

    pub(crate) fn predicate_count(&self) -> usize {
        self.predicates.len()
    }

    /// Returns the first node of an expression. An id of another rule set breaks an invariant: the expression then
    /// counts as an unknown leaf.
    pub(super) fn op(&self, expr: ExprId) -> Option<Op> {
        let found = expr.get(&self.code).copied();
        debug_assert!(found.is_some(), "{expr:?} is not of this rule set");
        found
    }

    /// Iterates over what each field of the visitor is compared with.
    pub(crate) fn ops(&self) -> impl Iterator<Item = (&Operand, &CompiledOp)> {
        self.predicates.iter().filter_map(|predicate| match predicate.operand {
            OperandRef::Field(operand) => Some((self.operand(operand)?, &predicate.op)),
            OperandRef::State(_) => None,
        })
    }

    /// Iterates over the indices of all distinct predicates.
    pub(crate) fn predicate_indices(&self) -> impl Iterator<Item = PredicateIx> + use<> {
        PredicateIx::all(self.predicates.len())
    }

    /// Iterates over the predicates of an expression in order. A predicate may occur more than once.
    pub(crate) fn predicates_of(&self, expr: ExprId) -> impl Iterator<Item = PredicateIx> {
        // An expression is a contiguous range of nodes in prefix order, so no traversal is needed.
        let code = self.code.get(expr.index()..self.end(expr).index());
        code.unwrap_or_default().iter().filter_map(|op| match op {
            Op::Leaf { predicate, .. } => Some(*predicate),
            _ => None,
        })
    }

    /// Reduces what regular expressions read to what all of them together may.
    pub(super) fn limit_expressions(&mut self, share: ReadShare) {
        for predicate in &mut self.predicates {
            if let CompiledOp::Matches(pattern) = &mut predicate.op {
                pattern.limit(share);
            }
        }
    }

    /// Returns how many nodes an expression has, including itself.
    pub(crate) fn size(&self, expr: ExprId) -> usize {
        self.end(expr).index() - expr.index()
    }

    /// Returns the operand and the operator of a predicate, or `None` if it tests a state.
    pub(crate) fn operand_and_op(&self, predicate: PredicateIx) -> Option<(&Operand, &CompiledOp)> {
        let predicate = self.predicate(predicate)?;
        match predicate.operand {
            OperandRef::Field(operand) => Some((self.operand(operand)?, &predicate.op)),
            OperandRef::State(_) => None,
        }
    }

    /// Returns the predicate and the `if_unknown` value of an expression that is a leaf.
    pub(crate) fn leaf(&self, expr: ExprId) -> Option<(PredicateIx, Truth)> {
        match self.op(expr) {
            Some(Op::Leaf { predicate, if_unknown }) => Some((predicate, if_unknown)),
            _ => None,
        }
    }

    /// Evaluates an expression.
    pub(crate) fn truth(&self, expr: ExprId, facts: &impl Facts) -> Truth {
        self.truth_by(expr, &|predicate| self.truth_of(predicate, facts))
    }

    /// Evaluates an expression by the truth of each predicate, for callers that know it or count what they
    /// evaluate.
    pub(crate) fn truth_by(&self, expr: ExprId, truth_of: &impl Fn(PredicateIx) -> Truth) -> Truth {
        self.eval(expr, truth_of).0
    }

    /// Evaluates a predicate.
    pub(crate) fn truth_of(&self, predicate: PredicateIx, facts: &impl Facts) -> Truth {
        self.predicate(predicate).map_or(Truth::Unknown, |predicate| predicate.truth(facts))
    }

    /// Returns the parts of an `all` or `any` in order.
    pub(crate) fn children(&self, expr: ExprId) -> Vec<ExprId> {
        let mut parts = Vec::new();
        if let Some(Op::All(end) | Op::Any(end)) = self.op(expr) {
            let mut part = expr.next();
            while part < end {
                parts.push(part);
                part = self.end(part);
            }
        }
        parts
    }

    /// Returns the value of an expression, and the expression after it.
    fn eval(&self, expr: ExprId, truth_of: &impl Fn(PredicateIx) -> Truth) -> (Truth, ExprId) {
        match self.op(expr) {
            // The result of a junction may be known before all parts are evaluated; `end` skips the rest.
            // The iterator is lazy, so `all` stops at the first false part.
            Some(Op::All(end)) => (Truth::all(self.child_truths(expr, end, truth_of)), end),
            Some(Op::Any(end)) => (Truth::any(self.child_truths(expr, end, truth_of)), end),
            Some(Op::Not) => {
                let (truth, end) = self.eval(expr.next(), truth_of);
                (!truth, end)
            }
            Some(Op::Leaf { predicate, if_unknown }) => {
                (truth_of(predicate).or(if_unknown), expr.next())
            }
            None => (Truth::Unknown, expr.next()),
        }
    }

    /// Evaluates the parts of an `all` or `any`, each when the iterator reaches it.
    fn child_truths(
        &self,
        expr: ExprId,
        end: ExprId,
        truth_of: &impl Fn(PredicateIx) -> Truth,
    ) -> impl Iterator<Item = Truth> {
        // A closure instead of a vector of parts: evaluation allocates nothing.
        let mut part = expr.next();
        std::iter::from_fn(move || {
            (part < end).then(|| {
                let (truth, next) = self.eval(part, truth_of);
                part = next;
                truth
            })
        })
    }

    /// Returns the expression after an expression.
    fn end(&self, expr: ExprId) -> ExprId {
        match self.op(expr) {
            Some(Op::All(end) | Op::Any(end)) => end,
            // The recursion ends at the first node that is no negation, and the check has limited the depth.
            Some(Op::Not) => self.end(expr.next()),
            _ => expr.next(),
        }
    }
}
