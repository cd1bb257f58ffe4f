//! Builds a rule set while conditions are checked, and gives equal items one index.

use std::collections::BTreeMap;

use crate::condition::compiled_predicate::CompiledPredicate;
use crate::condition::rule_set::{ExprId, Op, RuleSet};
use crate::condition::{CompiledOp, NumberOp, Operand, OperandRef, Truth, WorkspaceState};
use crate::visitor::Field;

/// A rule set under construction.
#[derive(Debug, Default)]
pub(super) struct RuleSetBuilder {
    /// In the order in which they were added, with duplicates.
    predicates: Vec<CompiledPredicate>,
    operands: OperandTable,
    states: Vec<WorkspaceState>,
    state_numbers: BTreeMap<WorkspaceState, u32>,
    code: Vec<Op>,
}

impl RuleSetBuilder {
    pub(super) fn finish(mut self) -> RuleSet {
        let (predicates, numbers) = distinct(self.predicates);
        for op in &mut self.code {
            if let Op::Leaf { predicate, .. } = op {
                *predicate = numbers.get(*predicate as usize).copied().unwrap_or(*predicate);
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
        ExprId(to_index(self.code.len()))
    }

    pub(super) fn operand_index(&mut self, field: &Field, folds: bool) -> u32 {
        self.operands.number(field, folds)
    }

    pub(super) fn state_index(&mut self, state: WorkspaceState) -> u32 {
        *self.state_numbers.entry(state).or_insert_with(|| {
            self.states.push(state);
            to_index(self.states.len() - 1)
        })
    }

    pub(super) fn push_leaf(&mut self, predicate: CompiledPredicate, if_unknown: Truth) {
        // The index is that among all pushed predicates. `finish` replaces it by the index among the distinct
        // ones.
        self.code.push(Op::Leaf { predicate: to_index(self.predicates.len()), if_unknown });
        self.predicates.push(predicate);
    }

    pub(super) fn push_not(&mut self) {
        self.code.push(Op::Not);
    }

    /// Opens an `all` or `any`. The caller closes it after it has pushed the parts.
    pub(super) fn open(&mut self, all: bool) -> ExprId {
        let place = self.start();
        self.code.push(if all { Op::All(0) } else { Op::Any(0) });
        place
    }

    pub(super) fn close(&mut self, opened: ExprId) {
        let here = to_index(self.code.len());
        if let Some(Op::All(end) | Op::Any(end)) = self.code.get_mut(opened.0 as usize) {
            *end = here;
        }
    }
}

/// Removes duplicates, and returns for each predicate its index among the distinct ones. The predicates are
/// sorted, not hashed: they come from the author of the document, who could make hashes collide.
fn distinct(mut all: Vec<CompiledPredicate>) -> (Box<[CompiledPredicate]>, Vec<u32>) {
    let mut sorted: Vec<(u64, u32)> = all.iter().map(sort_key).zip(0..).collect();
    let predicate = |place: u32| all.get(place as usize);
    sorted.sort_unstable_by(|(of_one, one), (of_other, other)| {
        let by_trait = of_one.cmp(of_other);
        by_trait.then_with(|| predicate(*one).cmp(&predicate(*other)).then(one.cmp(other)))
    });
    // For each predicate, the index of the first one that equals it.
    let mut numbers = vec![0; all.len()];
    let mut first = 0;
    for (_, place) in sorted {
        if all.get(first as usize) != all.get(place as usize) {
            first = place;
        }
        if let Some(number) = numbers.get_mut(place as usize) {
            *number = first;
        }
    }
    let (mut place, mut count) = (0, 0);
    all.retain(|_| {
        let first = numbers.get(place).map_or(0, |first| *first as usize);
        let is_first = first == place;
        let number =
            if is_first { to_index(count) } else { numbers.get(first).copied().unwrap_or(0) };
        if let Some(of_this) = numbers.get_mut(place) {
            *of_this = number;
        }
        count += usize::from(is_first);
        place += 1;
        is_first
    });
    (all.into(), numbers)
}

/// Returns a number that differs for most predicates and is equal for equal ones. It saves most full
/// comparisons in the sort.
fn sort_key(predicate: &CompiledPredicate) -> u64 {
    let subject = match predicate.operand {
        OperandRef::Field(number) | OperandRef::State(number) => u64::from(number),
    };
    // Texts differ at their ends sooner than at their starts: URLs share a host.
    let of_text = |text: &str| {
        text.bytes().rev().take(6).fold(0, |number, byte| number << 8 | u64::from(byte))
    };
    let value = match &predicate.op {
        CompiledOp::Text(check) => {
            check.texts().iter().fold(0, |number: u64, text| number.wrapping_add(of_text(text)))
        }
        CompiledOp::Number(
            NumberOp::AtLeast(bound)
            | NumberOp::AtMost(bound)
            | NumberOp::Above(bound)
            | NumberOp::Below(bound),
        ) => bound.value().to_bits() >> 16,
        CompiledOp::Number(NumberOp::OneOf(_)) => 1,
        CompiledOp::Matches(_) | CompiledOp::State(_) => 2,
        CompiledOp::Exists(is) | CompiledOp::Boolean(is) => u64::from(*is),
    };
    subject << 48 ^ value
}

/// The operands, numbered in the order in which they are added.
#[derive(Debug, Default)]
struct OperandTable {
    /// The indices of a field as it is given, and in lower case.
    numbers: BTreeMap<Field, [Option<u32>; 2]>,
    count: usize,
}

impl OperandTable {
    fn number(&mut self, field: &Field, folds: bool) -> u32 {
        let next = to_index(self.count);
        let numbers = match self.numbers.get_mut(field) {
            Some(numbers) => numbers,
            None => self.numbers.entry(field.clone()).or_default(),
        };
        let [as_it_is, in_lower_case] = numbers;
        let number = *(if folds { in_lower_case } else { as_it_is }).get_or_insert(next);
        self.count += usize::from(number == next);
        number
    }

    fn into_list(self) -> Box<[Operand]> {
        let mut numbered = Vec::with_capacity(self.count);
        for (field, numbers) in self.numbers {
            match numbers {
                [Some(one), Some(other)] => {
                    numbered.push((one, Operand { field: field.clone(), lowercase: false }));
                    numbered.push((other, Operand { field, lowercase: true }));
                }
                [Some(one), None] => numbered.push((one, Operand { field, lowercase: false })),
                [None, Some(one)] => numbered.push((one, Operand { field, lowercase: true })),
                [None, None] => {}
            }
        }
        numbered.sort_unstable_by_key(|(number, _)| *number);
        numbered.into_iter().map(|(_, operand)| operand).collect()
    }
}

fn to_index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::TextOp;

    fn predicate(operand: u32, text: &str) -> CompiledPredicate {
        let check = CompiledOp::Text(TextOp::StartsWith(text.into()));
        CompiledPredicate { operand: OperandRef::Field(operand), op: check }
    }

    #[test]
    fn equal_predicates_share_the_number_of_the_first() {
        let texts = [(1, "/b"), (0, "/a"), (1, "/b"), (1, "/a"), (0, "/a"), (0, "/c"), (1, "/b")];
        let (list, numbers) = distinct(texts.iter().map(|(n, text)| predicate(*n, text)).collect());
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
            alike.map(|check| CompiledPredicate { operand: OperandRef::Field(0), op: check });
        let [one, two, end] = &alike;
        assert_eq!((sort_key(one), sort_key(one)), (sort_key(two), sort_key(end)));
        let again = [alike.clone(), alike.clone()].concat();
        assert_eq!(distinct(again), (alike.into(), vec![0, 1, 2, 0, 1, 2]));
    }

    #[test]
    fn a_field_in_lower_case_is_another_sight() {
        let mut operands = OperandTable::default();
        let (plan, city) = (Field::attribute("plan"), Field::City);
        let asked = [(&plan, false), (&city, true), (&plan, true), (&plan, false), (&city, false)];
        let numbers = asked.map(|(field, folds)| operands.number(field, folds));
        assert_eq!(numbers, [0, 1, 2, 0, 3]);
        let expected = [(&plan, false), (&city, true), (&plan, true), (&city, false)];
        let expected =
            expected.map(|(field, folds)| Operand { field: field.clone(), lowercase: folds });
        assert_eq!(*operands.into_list(), expected);
    }
}
