//! Builds a rule set while conditions are checked, and gives equal items one index.

use std::collections::BTreeMap;

use crate::condition::compiled_predicate::CompiledPredicate;
use crate::condition::rule_set::{ExprId, Op, RuleSet};
use crate::condition::{CompiledOp, NumberOp, Operand, OperandRef, Truth, WorkspaceState};
use crate::ix::{Ix, OperandIx, PredicateIx, StateIx};
use crate::visitor::Field;

/// A rule set under construction.
#[derive(Debug, Default)]
pub(super) struct RuleSetBuilder {
    /// The predicates in the order in which they were added, with duplicates.
    predicates: Vec<CompiledPredicate>,
    operands: OperandTable,
    states: Vec<WorkspaceState>,
    state_indices: BTreeMap<WorkspaceState, StateIx>,
    code: Vec<Op>,
}

impl RuleSetBuilder {
    pub(super) fn finish(mut self) -> RuleSet {
        // Duplicates are removed once at the end by sorting, so nothing is searched while conditions are checked.
        let (predicates, indices) = distinct(self.predicates);
        for op in &mut self.code {
            if let Op::Leaf { predicate, .. } = op {
                // Indices among all pushed predicates become indices among the distinct ones.
                *predicate = predicate.get(&indices).copied().unwrap_or(*predicate);
            }
        }
        RuleSet {
            predicates,
            operands: self.operands.into_list(),
            states: self.states.into(),
            code: self.code.into(),
        }
    }

    /// Returns the id of the expression that is pushed next.
    pub(super) fn start(&self) -> ExprId {
        ExprId::from_usize(self.code.len())
    }

    pub(super) fn operand_index(&mut self, field: &Field, lowercase: bool) -> OperandIx {
        self.operands.index(field, lowercase)
    }

    pub(super) fn state_index(&mut self, state: WorkspaceState) -> StateIx {
        *self.state_indices.entry(state).or_insert_with(|| {
            self.states.push(state);
            StateIx::from_usize(self.states.len() - 1)
        })
    }

    pub(super) fn push_leaf(&mut self, predicate: CompiledPredicate, if_unknown: Truth) {
        // The index is that among all pushed predicates. `finish` replaces it by the index among the distinct
        // ones.
        let index = PredicateIx::from_usize(self.predicates.len());
        self.code.push(Op::Leaf { predicate: index, if_unknown });
        self.predicates.push(predicate);
    }

    pub(super) fn push_not(&mut self) {
        self.code.push(Op::Not);
    }

    /// Opens an `all` or `any`. The caller closes it after it has pushed the parts.
    pub(super) fn open(&mut self, all: bool) -> ExprId {
        let opened = self.start();
        // The end is not known yet; `close` sets it.
        self.code.push(if all { Op::All(opened) } else { Op::Any(opened) });
        opened
    }

    pub(super) fn close(&mut self, opened: ExprId) {
        let after = self.start();
        if let Some(Op::All(end) | Op::Any(end)) = opened.get_mut(&mut self.code) {
            *end = after;
        }
    }
}

/// Removes duplicates, and returns for each predicate its index among the distinct ones. The predicates are
/// sorted, not hashed: they come from the author of the document, who could make hashes collide.
fn distinct(mut all: Vec<CompiledPredicate>) -> (Box<[CompiledPredicate]>, Vec<PredicateIx>) {
    let pushed = PredicateIx::all(all.len());
    let mut sorted: Vec<(u64, PredicateIx)> = all.iter().map(sort_key).zip(pushed).collect();
    let predicate = |index: PredicateIx| index.get(&all);
    // The cheap key decides most comparisons. Equal predicates become neighbours, the first one pushed first.
    sorted.sort_unstable_by(|(of_one, one), (of_other, other)| {
        let by_key = of_one.cmp(of_other);
        by_key.then_with(|| predicate(*one).cmp(&predicate(*other)).then(one.cmp(other)))
    });
    // For each predicate, the index of the first one that equals it.
    let mut indices = vec![PredicateIx::new(0); all.len()];
    let mut first = PredicateIx::new(0);
    for (_, index) in sorted {
        if first.get(&all) != index.get(&all) {
            first = index;
        }
        if let Some(first_equal) = index.get_mut(&mut indices) {
            *first_equal = first;
        }
    }
    // Replaces the index of the first equal one by its index among those that are kept.
    let (mut pushed, mut kept) = (0, 0);
    all.retain(|_| {
        let first = indices.get(pushed).copied().unwrap_or(PredicateIx::new(0));
        let is_first = first.index() == pushed;
        let index = if is_first {
            Some(PredicateIx::from_usize(kept))
        } else {
            first.get(&indices).copied()
        };
        if let (Some(entry), Some(index)) = (indices.get_mut(pushed), index) {
            *entry = index;
        }
        kept += usize::from(is_first);
        pushed += 1;
        is_first
    });
    (all.into(), indices)
}

/// Returns a number that differs for most predicates and is equal for equal ones. It saves most full
/// comparisons in the sort.
fn sort_key(predicate: &CompiledPredicate) -> u64 {
    let operand = match predicate.operand {
        OperandRef::Field(operand) => u64::from(operand.number()),
        OperandRef::State(state) => u64::from(state.number()),
    };
    // Texts differ at their ends sooner than at their starts: URLs share a host.
    let of_text = |text: &str| {
        // Six bytes fill the 48 bits below those of the operand.
        text.bytes().rev().take(6).fold(0, |number, byte| number << 8 | u64::from(byte))
    };
    let value = match &predicate.op {
        CompiledOp::Text(op) => {
            op.texts().iter().fold(0, |number: u64, text| number.wrapping_add(of_text(text)))
        }
        CompiledOp::Number(
            NumberOp::AtLeast(bound)
            | NumberOp::AtMost(bound)
            | NumberOp::Above(bound)
            | NumberOp::Below(bound),
            // The highest 48 bits, because the operand takes the 16 bits above them.
        ) => bound.value().to_bits() >> 16,
        CompiledOp::Number(NumberOp::OneOf(_)) => 1,
        CompiledOp::Matches(_) | CompiledOp::State(_) => 2,
        CompiledOp::Exists(is) | CompiledOp::Boolean(is) => u64::from(*is),
    };
    operand << 48 ^ value
}

/// The operands, numbered in the order in which they are added.
#[derive(Debug, Default)]
struct OperandTable {
    /// The indices of a field as it is given, and in lower case.
    indices: BTreeMap<Field, [Option<OperandIx>; 2]>,
    count: usize,
}

impl OperandTable {
    fn index(&mut self, field: &Field, lowercase: bool) -> OperandIx {
        let next = OperandIx::from_usize(self.count);
        let indices = match self.indices.get_mut(field) {
            Some(indices) => indices,
            None => self.indices.entry(field.clone()).or_default(),
        };
        // A field has at most two operands, so no map over pairs is needed, and the field is stored once.
        let [as_given, in_lower_case] = indices;
        let index = *(if lowercase { in_lower_case } else { as_given }).get_or_insert(next);
        self.count += usize::from(index == next);
        index
    }

    fn into_list(self) -> Box<[Operand]> {
        let mut indexed = Vec::with_capacity(self.count);
        for (field, indices) in self.indices {
            match indices {
                [Some(one), Some(other)] => {
                    indexed.push((one, Operand { field: field.clone(), lowercase: false }));
                    indexed.push((other, Operand { field, lowercase: true }));
                }
                [Some(one), None] => indexed.push((one, Operand { field, lowercase: false })),
                [None, Some(one)] => indexed.push((one, Operand { field, lowercase: true })),
                [None, None] => {}
            }
        }
        // The map is in the order of fields; indices are in the order in which operands were added.
        indexed.sort_unstable_by_key(|(index, _)| *index);
        indexed.into_iter().map(|(_, operand)| operand).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::TextOp;

    fn predicate(operand: u32, text: &str) -> CompiledPredicate {
        let op = CompiledOp::Text(TextOp::StartsWith(text.into()));
        CompiledPredicate { operand: OperandRef::Field(OperandIx::new(operand)), op }
    }

    #[test]
    fn equal_predicates_share_the_number_of_the_first() {
        let texts = [(1, "/b"), (0, "/a"), (1, "/b"), (1, "/a"), (0, "/a"), (0, "/c"), (1, "/b")];
        let (list, indices) = distinct(texts.iter().map(|(n, text)| predicate(*n, text)).collect());
        let numbers: Vec<u32> = indices.into_iter().map(PredicateIx::number).collect();
        assert_eq!(numbers, [0, 1, 0, 2, 1, 3, 0]);
        let expected = [(1, "/b"), (0, "/a"), (1, "/a"), (0, "/c")];
        assert_eq!(*list, expected.map(|(n, text)| predicate(n, text)));
    }

    #[test]
    fn alike_is_not_equal() {
        let alike = [
            CompiledOp::Text(TextOp::Equal("/one/product".into())),
            CompiledOp::Text(TextOp::Equal("/two/product".into())),
            CompiledOp::Text(TextOp::EndsWith("/one/product".into())),
        ];
        let alike =
            alike.map(|op| CompiledPredicate { operand: OperandRef::Field(OperandIx::new(0)), op });
        let [one, two, end] = &alike;
        assert_eq!((sort_key(one), sort_key(one)), (sort_key(two), sort_key(end)));
        let twice = [alike.clone(), alike.clone()].concat();
        assert_eq!(
            distinct(twice),
            (alike.into(), [0, 1, 2, 0, 1, 2].map(PredicateIx::new).to_vec())
        );
    }

    #[test]
    fn a_field_in_lower_case_is_another_operand() {
        let mut operands = OperandTable::default();
        let (plan, city) = (Field::attribute("plan"), Field::City);
        let requests =
            [(&plan, false), (&city, true), (&plan, true), (&plan, false), (&city, false)];
        let numbers = requests.map(|(field, lowercase)| operands.index(field, lowercase).number());
        assert_eq!(numbers, [0, 1, 2, 0, 3]);
        let expected = [(&plan, false), (&city, true), (&plan, true), (&city, false)];
        let expected =
            expected.map(|(field, lowercase)| Operand { field: field.clone(), lowercase });
        assert_eq!(*operands.into_list(), expected);
    }
}
