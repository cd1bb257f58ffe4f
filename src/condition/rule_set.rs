//! A rule set: the compiled conditions of a workspace as distinct predicates and expressions over them.

use crate::condition::compiled_predicate::CompiledPredicate;
use crate::condition::pattern::ReadShare;
use crate::condition::{CompiledOp, Facts, Operand, OperandRef, Truth, WorkspaceState};

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

#[derive(Clone, Copy, Debug)]
pub(super) enum Op {
    /// The parts follow, up to this offset.
    All(u32),
    Any(u32),
    /// The part follows.
    Not,
    Leaf {
        predicate: u32,
        if_unknown: Truth,
    },
}

/// The offset of an expression in the code of its rule set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ExprId(pub(super) u32);

impl RuleSet {
    /// Iterates over the operands in the order of their indices.
    pub(crate) fn operands(&self) -> impl ExactSizeIterator<Item = &Operand> {
        self.operands.iter()
    }

    pub(crate) fn operand(&self, number: u32) -> Option<&Operand> {
        self.operands.get(number as usize)
    }

    pub(crate) fn state(&self, number: u32) -> Option<WorkspaceState> {
        self.states.get(number as usize).copied()
    }

    pub(crate) fn predicate(&self, number: u32) -> Option<&CompiledPredicate> {
        self.predicates.get(number as usize)
    }

    pub(crate) fn predicate_count(&self) -> usize {
        self.predicates.len()
    }

    pub(super) fn op(&self, place: u32) -> Option<Op> {
        self.code.get(place as usize).copied()
    }

    /// Iterates over what each field of the visitor is compared with.
    pub(crate) fn ops(&self) -> impl Iterator<Item = (&Operand, &CompiledOp)> {
        self.predicates.iter().filter_map(|predicate| match predicate.operand {
            OperandRef::Field(number) => Some((self.operand(number)?, &predicate.op)),
            OperandRef::State(_) => None,
        })
    }

    /// Iterates over the indices of all distinct predicates.
    pub(crate) fn predicate_indices(&self) -> impl Iterator<Item = u32> {
        (0..).take(self.predicates.len())
    }

    /// Iterates over the predicates of an expression in order. A predicate may occur more than once.
    pub(crate) fn predicates_of(&self, program: ExprId) -> impl Iterator<Item = u32> {
        let code = self.code.get(program.0 as usize..self.end(program.0) as usize);
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
    pub(crate) fn size(&self, program: ExprId) -> usize {
        (self.end(program.0) - program.0) as usize
    }

    /// Returns the operand and the operator of a predicate, or `None` if it tests a state.
    pub(crate) fn operand_and_op(&self, number: u32) -> Option<(&Operand, &CompiledOp)> {
        let predicate = self.predicates.get(number as usize)?;
        match predicate.operand {
            OperandRef::Field(operand) => Some((self.operand(operand)?, &predicate.op)),
            OperandRef::State(_) => None,
        }
    }

    /// Returns the predicate and the `if_unknown` value of an expression that is a leaf.
    pub(crate) fn leaf(&self, program: ExprId) -> Option<(u32, Truth)> {
        match self.code.get(program.0 as usize) {
            Some(Op::Leaf { predicate, if_unknown }) => Some((*predicate, *if_unknown)),
            _ => None,
        }
    }

    /// Evaluates an expression.
    pub(crate) fn truth(&self, program: ExprId, facts: &impl Facts) -> Truth {
        self.truth_by(program, &|predicate| self.truth_of(predicate, facts))
    }

    /// Evaluates an expression by the truth of each predicate, for callers that know it or count what they
    /// evaluate.
    pub(crate) fn truth_by(&self, program: ExprId, truth_of: &impl Fn(u32) -> Truth) -> Truth {
        self.eval(program.0, truth_of).0
    }

    /// Evaluates a predicate.
    pub(crate) fn truth_of(&self, predicate: u32, facts: &impl Facts) -> Truth {
        self.predicate(predicate).map_or(Truth::Unknown, |predicate| predicate.truth(facts))
    }

    /// Returns the parts of an `all` or `any` in order.
    pub(crate) fn children(&self, program: ExprId) -> Vec<ExprId> {
        let mut parts = Vec::new();
        if let Some(Op::All(end) | Op::Any(end)) = self.code.get(program.0 as usize) {
            let mut place = program.0 + 1;
            while place < *end {
                parts.push(ExprId(place));
                place = self.end(place);
            }
        }
        parts
    }

    /// Returns the value and the end of the expression at an offset.
    fn eval(&self, place: u32, truth_of: &impl Fn(u32) -> Truth) -> (Truth, u32) {
        match self.code.get(place as usize) {
            Some(Op::All(end)) => (Truth::all(self.child_truths(place + 1, *end, truth_of)), *end),
            Some(Op::Any(end)) => (Truth::any(self.child_truths(place + 1, *end, truth_of)), *end),
            Some(Op::Not) => {
                let (truth, end) = self.eval(place + 1, truth_of);
                (!truth, end)
            }
            Some(Op::Leaf { predicate, if_unknown }) => {
                (truth_of(*predicate).or(*if_unknown), place + 1)
            }
            None => (Truth::Unknown, place + 1),
        }
    }

    fn child_truths(
        &self,
        start: u32,
        end: u32,
        truth_of: &impl Fn(u32) -> Truth,
    ) -> impl Iterator<Item = Truth> {
        let mut place = start;
        std::iter::from_fn(move || {
            (place < end).then(|| {
                let (truth, next) = self.eval(place, truth_of);
                place = next;
                truth
            })
        })
    }

    fn end(&self, place: u32) -> u32 {
        match self.code.get(place as usize) {
            Some(Op::All(end) | Op::Any(end)) => *end,
            Some(Op::Not) => self.end(place + 1),
            _ => place + 1,
        }
    }
}
