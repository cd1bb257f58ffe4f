//! A plain ordered scan of an enum tree, written well: the opponent.
//!
//! Negations are pushed down to the leaves when it is built, so that "true" needs no third value
//! when it is asked, needles have their searchers built once, and nothing is copied per decision
//! but what has to be brought to another form.

use std::marker::PhantomData;
use std::sync::Arc;

use frontdesk_workloads::Workload;
use frontdesk_workloads::condition::{
    Condition, Facts, Leaf, Number, State, Text, TextTest, within,
};
use frontdesk_workloads::visitor::Visitor;
use memchr::memmem::Finder;
use regex::Regex;

use crate::engine::parts::FieldsOfScan;
use crate::engine::{Compiled, Engine, Meter};

pub(super) fn compile(workload: &Workload, mut meter: Meter) -> Compiled<'_> {
    let engine: Box<dyn Engine + '_> = if workload.asks_for_parts {
        Box::new(meter.time(|| Scan::<WithParts>::new(workload)))
    } else {
        Box::new(meter.time(|| scan_of_given(workload)))
    };
    Compiled { engine, cost: meter.stop(), beyond_check: None }
}

/// The scan of a workload that asks for fields as given only.
pub fn scan_of_given(workload: &Workload) -> impl Engine + Sync + '_ {
    Scan::<AsGiven>::new(workload)
}

struct Scan<'w, P> {
    triggers: Box<[Node]>,
    visitors: &'w [Visitor],
    prepare: PhantomData<P>,
}

impl<'w, P> Scan<'w, P> {
    fn new(workload: &'w Workload) -> Self {
        let triggers = workload.triggers.iter().map(|condition| Node::new(condition, false));
        let triggers = triggers.collect();
        Self { triggers, visitors: &workload.visitors, prepare: PhantomData }
    }
}

/// What is made of a visitor before the triggers are looked at.
trait Prepare {
    type Facts<'v>: Facts;
    fn prepare(visitor: &Visitor) -> Self::Facts<'_>;
}

struct AsGiven;
struct WithParts;

impl Prepare for AsGiven {
    type Facts<'v> = &'v Visitor;

    fn prepare(visitor: &Visitor) -> &Visitor {
        visitor
    }
}

impl Prepare for WithParts {
    type Facts<'v> = FieldsOfScan<'v>;

    fn prepare(visitor: &Visitor) -> FieldsOfScan<'_> {
        FieldsOfScan::new(visitor)
    }
}

impl<P: Prepare> Engine for Scan<'_, P> {
    fn first(&self, visitor: usize) -> Option<u32> {
        let facts = P::prepare(&self.visitors[visitor]);
        self.triggers.iter().position(|trigger| trigger.is_true(&facts)).map(|place| place as u32)
    }
}

/// True only if everything in it that is asked is known.
enum Node {
    All(Box<[Node]>),
    Any(Box<[Node]>),
    Text { field: Text, folded: bool, negated: bool, test: Test },
    AtLeast(Number, u32),
    AtMost(Number, u32),
    Known(Text, bool),
    State(State, bool),
}

enum Test {
    Is(Box<str>),
    In(Box<[Box<str>]>),
    Contains(Box<Finder<'static>>),
    StartsWith(Box<str>),
    Within(Box<str>),
    Matches(Arc<Regex>),
}

impl Node {
    fn new(condition: &Condition, negated: bool) -> Self {
        let nodes = |parts: &[Condition]| {
            parts.iter().map(|part| Self::new(part, negated)).collect::<Box<[Self]>>()
        };
        match (condition, negated) {
            (Condition::All(parts), false) | (Condition::Any(parts), true) => {
                Self::All(nodes(parts))
            }
            (Condition::Any(parts), false) | (Condition::All(parts), true) => {
                Self::Any(nodes(parts))
            }
            (Condition::Not(part), _) => Self::new(part, !negated),
            (Condition::Leaf(leaf), _) => Self::leaf(leaf, negated),
        }
    }

    fn leaf(leaf: &Leaf, negated: bool) -> Self {
        match leaf {
            Leaf::Text { field, test, ignore_case } => Self::Text {
                field: *field,
                folded: *ignore_case,
                negated,
                test: Test::new(if *ignore_case { test.folded() } else { test.clone() }),
            },
            Leaf::AtLeast(field, least) if negated => match least.checked_sub(1) {
                Some(most) => Self::AtMost(*field, most),
                None => Self::Any([].into()),
            },
            Leaf::AtLeast(field, least) => Self::AtLeast(*field, *least),
            Leaf::AtMost(field, most) if negated => match most.checked_add(1) {
                Some(least) => Self::AtLeast(*field, least),
                None => Self::Any([].into()),
            },
            Leaf::AtMost(field, most) => Self::AtMost(*field, *most),
            Leaf::Known(field) => Self::Known(*field, !negated),
            Leaf::State(state) => Self::State(*state, !negated),
        }
    }

    fn is_true(&self, facts: &impl Facts) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.is_true(facts)),
            Self::Any(parts) => parts.iter().any(|part| part.is_true(facts)),
            Self::Text { field, folded, negated, test } => {
                let text = if *folded { facts.folded(*field) } else { facts.text(*field) };
                text.is_some_and(|text| test.holds(text) != *negated)
            }
            Self::AtLeast(field, least) => facts.number(*field).is_some_and(|n| n >= *least),
            Self::AtMost(field, most) => facts.number(*field).is_some_and(|n| n <= *most),
            Self::Known(field, known) => facts.text(*field).is_some() == *known,
            Self::State(state, holds) => facts.state(*state) == *holds,
        }
    }
}

impl Test {
    fn new(test: TextTest) -> Self {
        match test {
            TextTest::Is(value) => Self::Is(value),
            TextTest::In(values) => Self::In(values.into()),
            TextTest::Contains(part) => {
                Self::Contains(Box::new(Finder::new(part.as_bytes()).into_owned()))
            }
            TextTest::StartsWith(start) => Self::StartsWith(start),
            TextTest::Within(whole) => Self::Within(whole),
            TextTest::Matches(expression) => Self::Matches(expression),
        }
    }

    fn holds(&self, text: &str) -> bool {
        match self {
            Self::Is(value) => **value == *text,
            Self::In(values) => values.iter().any(|value| **value == *text),
            Self::Contains(part) => part.find(text.as_bytes()).is_some(),
            Self::StartsWith(start) => text.starts_with(&**start),
            Self::Within(whole) => within(text, whole),
            Self::Matches(expression) => expression.is_match(text),
        }
    }
}
