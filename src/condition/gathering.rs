//! Rules while conditions are checked: what is equal in them gets one number.

use std::collections::BTreeMap;

use crate::condition::predicate::Predicate;
use crate::condition::rules::{Op, Program, Rules};
use crate::condition::{Check, NumberCheck, Sight, State, Subject, Truth};
use crate::visitor::Field;

/// Rules while they are gathered.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    /// In the order in which they come, equal ones too.
    predicates: Vec<Predicate>,
    sights: Sights,
    states: Vec<State>,
    state_numbers: BTreeMap<State, u32>,
    code: Vec<Op>,
}

impl Gathering {
    pub(super) fn finish(mut self) -> Rules {
        let (predicates, numbers) = distinct(self.predicates);
        for op in &mut self.code {
            if let Op::Leaf { predicate, .. } = op {
                *predicate = numbers.get(*predicate as usize).copied().unwrap_or(*predicate);
            }
        }
        Rules {
            predicates,
            sights: self.sights.into_list(),
            states: self.states.into(),
            code: self.code.into(),
        }
    }

    /// The place of the expression that is pushed next.
    pub(super) fn start(&self) -> Program {
        Program(dense(self.code.len()))
    }

    pub(super) fn sight_number(&mut self, field: &Field, folds: bool) -> u32 {
        self.sights.number(field, folds)
    }

    pub(super) fn state_number(&mut self, state: State) -> u32 {
        *self.state_numbers.entry(state).or_insert_with(|| {
            self.states.push(state);
            dense(self.states.len() - 1)
        })
    }

    pub(super) fn push_leaf(&mut self, predicate: Predicate, if_unknown: Truth) {
        // Its place among all of them, until it is known which are equal.
        self.code.push(Op::Leaf { predicate: dense(self.predicates.len()), if_unknown });
        self.predicates.push(predicate);
    }

    pub(super) fn push_not(&mut self) {
        self.code.push(Op::Not);
    }

    /// Opens an `all` or `any`, to be closed when its parts are pushed.
    pub(super) fn open(&mut self, all: bool) -> Program {
        let place = self.start();
        self.code.push(if all { Op::All(0) } else { Op::Any(0) });
        place
    }

    pub(super) fn close(&mut self, opened: Program) {
        let here = dense(self.code.len());
        if let Some(Op::All(end) | Op::Any(end)) = self.code.get_mut(opened.0 as usize) {
            *end = here;
        }
    }
}

/// The first of each that are equal, in the order in which they came, and for each that came its
/// number among them. Sorted, not hashed: they come from whoever writes the document, who could make
/// them collide.
fn distinct(mut all: Vec<Predicate>) -> (Box<[Predicate]>, Vec<u32>) {
    let mut sorted: Vec<(u64, u32)> = all.iter().map(trait_of).zip(0..).collect();
    let predicate = |place: u32| all.get(place as usize);
    sorted.sort_unstable_by(|(of_one, one), (of_other, other)| {
        let by_trait = of_one.cmp(of_other);
        by_trait.then_with(|| predicate(*one).cmp(&predicate(*other)).then(one.cmp(other)))
    });
    // For each the place of the first that is equal.
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
        let number = if is_first { dense(count) } else { numbers.get(first).copied().unwrap_or(0) };
        if let Some(of_this) = numbers.get_mut(place) {
            *of_this = number;
        }
        count += usize::from(is_first);
        place += 1;
        is_first
    });
    (all.into(), numbers)
}

/// A number that tells most predicates apart, and is the same for equal ones.
fn trait_of(predicate: &Predicate) -> u64 {
    let subject = match predicate.subject {
        Subject::Sight(number) | Subject::State(number) => u64::from(number),
    };
    // Ends differ sooner than starts.
    let of_text = |text: &str| {
        text.bytes().rev().take(6).fold(0, |number, byte| number << 8 | u64::from(byte))
    };
    let value = match &predicate.check {
        Check::Text(check) => {
            check.texts().iter().fold(0, |number: u64, text| number.wrapping_add(of_text(text)))
        }
        Check::Number(
            NumberCheck::AtLeast(bound)
            | NumberCheck::AtMost(bound)
            | NumberCheck::Above(bound)
            | NumberCheck::Below(bound),
        ) => bound.value().to_bits() >> 16,
        Check::Number(NumberCheck::OneOf(_)) => 1,
        Check::Matches(_) | Check::State(_) => 2,
        Check::Exists(is) | Check::Boolean(is) => u64::from(*is),
    };
    subject << 48 ^ value
}

/// Sights, numbered in the order in which they come.
#[derive(Debug, Default)]
struct Sights {
    /// The numbers of a field as it is, and in lower case.
    numbers: BTreeMap<Field, [Option<u32>; 2]>,
    count: usize,
}

impl Sights {
    fn number(&mut self, field: &Field, folds: bool) -> u32 {
        let next = dense(self.count);
        let numbers = match self.numbers.get_mut(field) {
            Some(numbers) => numbers,
            None => self.numbers.entry(field.clone()).or_default(),
        };
        let [as_it_is, in_lower_case] = numbers;
        let number = *(if folds { in_lower_case } else { as_it_is }).get_or_insert(next);
        self.count += usize::from(number == next);
        number
    }

    fn into_list(self) -> Box<[Sight]> {
        let mut numbered = Vec::with_capacity(self.count);
        for (field, numbers) in self.numbers {
            match numbers {
                [Some(one), Some(other)] => {
                    numbered.push((one, Sight { field: field.clone(), folds: false }));
                    numbered.push((other, Sight { field, folds: true }));
                }
                [Some(one), None] => numbered.push((one, Sight { field, folds: false })),
                [None, Some(one)] => numbered.push((one, Sight { field, folds: true })),
                [None, None] => {}
            }
        }
        numbered.sort_unstable_by_key(|(number, _)| *number);
        numbered.into_iter().map(|(_, sight)| sight).collect()
    }
}

/// Places are dense 32-bit numbers; 4 billion parts of conditions take more memory than there is.
fn dense(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::TextCheck;

    fn predicate(sight: u32, text: &str) -> Predicate {
        let check = Check::Text(TextCheck::StartsWith(text.into()));
        Predicate { subject: Subject::Sight(sight), check }
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
            Check::Text(TextCheck::Equal("/one/product".into())),
            Check::Text(TextCheck::Equal("/two/product".into())),
            Check::Text(TextCheck::EndsWith("/one/product".into())),
        ];
        let alike = alike.map(|check| Predicate { subject: Subject::Sight(0), check });
        let [one, two, end] = &alike;
        assert_eq!((trait_of(one), trait_of(one)), (trait_of(two), trait_of(end)));
        let again = [alike.clone(), alike.clone()].concat();
        assert_eq!(distinct(again), (alike.into(), vec![0, 1, 2, 0, 1, 2]));
    }

    #[test]
    fn a_field_in_lower_case_is_another_sight() {
        let mut sights = Sights::default();
        let (plan, city) = (Field::attribute("plan"), Field::City);
        let asked = [(&plan, false), (&city, true), (&plan, true), (&plan, false), (&city, false)];
        let numbers = asked.map(|(field, folds)| sights.number(field, folds));
        assert_eq!(numbers, [0, 1, 2, 0, 3]);
        let expected = [(&plan, false), (&city, true), (&plan, true), (&city, false)];
        let expected = expected.map(|(field, folds)| Sight { field: field.clone(), folds });
        assert_eq!(*sights.into_list(), expected);
    }
}
