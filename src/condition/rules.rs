//! Checked conditions: distinct predicates, numbered, and the expressions over them.

use std::collections::BTreeMap;

use crate::condition::predicate::Predicate;
use crate::condition::{Check, Facts, Sight, State, Subject, Truth};
use crate::visitor::{Field, Seen};

/// All checked conditions of a workspace.
///
/// Equal leaves share one predicate, whatever trigger they stand in. Expressions lie one after the
/// other in prefix order, so that evaluating takes no pointer and no depth that was not checked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules {
    predicates: Box<[Predicate]>,
    sights: Box<[Sight]>,
    states: Box<[State]>,
    code: Box<[Op]>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Op {
    /// Its parts follow, up to this place.
    All(u32),
    Any(u32),
    /// Its part follows.
    Not,
    Leaf {
        predicate: u32,
        if_unknown: Truth,
    },
}

/// The place of an expression in the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Program(pub(super) u32);

impl Rules {
    /// What conditions look at, by number.
    pub(crate) fn sights(&self) -> impl ExactSizeIterator<Item = &Sight> {
        self.sights.iter()
    }

    pub(crate) fn sight(&self, number: u32) -> Option<&Sight> {
        self.sights.get(number as usize)
    }

    pub(crate) fn state(&self, number: u32) -> Option<State> {
        self.states.get(number as usize).copied()
    }

    pub(crate) fn predicate(&self, number: u32) -> Option<&Predicate> {
        self.predicates.get(number as usize)
    }

    pub(crate) fn predicate_count(&self) -> usize {
        self.predicates.len()
    }

    pub(super) fn op(&self, place: u32) -> Option<Op> {
        self.code.get(place as usize).copied()
    }

    /// What each field of the visitor is compared with.
    pub(crate) fn checks(&self) -> impl Iterator<Item = (&Sight, &Check)> {
        self.predicates.iter().filter_map(|predicate| match predicate.subject {
            Subject::Sight(number) => Some((self.sight(number)?, &predicate.check)),
            Subject::State(_) => None,
        })
    }

    /// The numbers of all distinct tests.
    pub(crate) fn test_numbers(&self) -> impl Iterator<Item = u32> {
        (0..).take(self.predicates.len())
    }

    /// The numbers of the tests of an expression, in its order.
    pub(crate) fn tests_of(&self, program: Program) -> impl Iterator<Item = u32> {
        let code = self.code.get(program.0 as usize..self.end(program.0) as usize);
        code.unwrap_or_default().iter().filter_map(|op| match op {
            Op::Leaf { predicate, .. } => Some(*predicate),
            _ => None,
        })
    }

    /// What a test looks at and how; nothing where that is no field of the visitor.
    pub(crate) fn test(&self, number: u32) -> Option<(&Sight, &Check)> {
        let predicate = self.predicates.get(number as usize)?;
        match predicate.subject {
            Subject::Sight(sight) => Some((self.sight(sight)?, &predicate.check)),
            Subject::State(_) => None,
        }
    }

    /// The value of a leaf for what its field shows; nothing where the expression is no leaf on a field
    /// of the visitor.
    pub(crate) fn truth_for(&self, program: Program, seen: Option<Seen<'_>>) -> Option<Truth> {
        let Some(Op::Leaf { predicate, if_unknown }) = self.code.get(program.0 as usize) else {
            return None;
        };
        let (sight, check) = self.test(*predicate)?;
        Some(sight.truth(check, seen).or(*if_unknown))
    }

    /// The value of an expression.
    pub(crate) fn truth(&self, program: Program, facts: &impl Facts) -> Truth {
        self.eval(program.0, facts).0
    }

    /// The parts of an `all` or `any`, in order.
    pub(crate) fn parts(&self, program: Program) -> Vec<Program> {
        let mut parts = Vec::new();
        if let Some(Op::All(end) | Op::Any(end)) = self.code.get(program.0 as usize) {
            let mut place = program.0 + 1;
            while place < *end {
                parts.push(Program(place));
                place = self.end(place);
            }
        }
        parts
    }

    /// Value and end of the expression at a place.
    fn eval(&self, place: u32, facts: &impl Facts) -> (Truth, u32) {
        match self.code.get(place as usize) {
            Some(Op::All(end)) => (Truth::all(self.values(place + 1, *end, facts)), *end),
            Some(Op::Any(end)) => (Truth::any(self.values(place + 1, *end, facts)), *end),
            Some(Op::Not) => {
                let (truth, end) = self.eval(place + 1, facts);
                (!truth, end)
            }
            Some(Op::Leaf { predicate, if_unknown }) => {
                let truth = self.predicate(*predicate).map_or(Truth::Unknown, |p| p.truth(facts));
                (truth.or(*if_unknown), place + 1)
            }
            None => (Truth::Unknown, place + 1),
        }
    }

    fn values(&self, start: u32, end: u32, facts: &impl Facts) -> impl Iterator<Item = Truth> {
        let mut place = start;
        std::iter::from_fn(move || {
            (place < end).then(|| {
                let (truth, next) = self.eval(place, facts);
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
    let mut places: Vec<u32> = (0..).take(all.len()).collect();
    let predicate = |place: &u32| all.get(*place as usize);
    places
        .sort_unstable_by(|one, other| predicate(one).cmp(&predicate(other)).then(one.cmp(other)));
    // For each the place of the first that is equal.
    let mut numbers = vec![0; all.len()];
    let mut first = 0;
    for place in places {
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
