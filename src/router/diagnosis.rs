//! Why each trigger before the winner did not fire ([rule X1](crate::_rules#x1)): the first part of its condition
//! that is not true, and what that looked at.
//!
//! Each predicate is decided once, however many triggers share it, and each value that is told of is
//! copied once. What the tests of long texts may cost together is bounded by a budget, for many
//! triggers times a long text is more than either of them ([rule L3](crate::_rules#l3)).

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use crate::condition::{
    Condition, Facts, FirstUntrue, Observed, OperandRef, Truth, ValueSize, first_untrue, observe,
};
use crate::decision::{ObservedField, ObservedValue, TriggerResult, TriggerStep};
use crate::router::Situation;
use crate::router::matcher::is_true;
use crate::visitor::Field;

/// How many bytes of a visitor tests compare before no further trigger is diagnosed. Searching so many
/// takes some 50 ms; a million triggers on a URL of 100 bytes stay within it.
const BUDGET: usize = 1 << 28;

/// What became of the triggers that were considered.
#[derive(Default)]
pub(super) struct Diagnosis {
    pub(super) triggers: Vec<TriggerStep>,
    /// What their steps refer to, each field once.
    pub(super) fields: Vec<Arc<ObservedField>>,
    pub(super) not_diagnosed: usize,
}

/// Tells of the triggers up to the winner; of all of them where none won.
pub(super) fn diagnose(situation: &Situation<'_>, winner: Option<u32>) -> Diagnosis {
    let mut diagnosis = Diagnosis::default();
    let mut values = ObservedFields { situation, known: BTreeMap::new() };
    let truths = Truths::new(situation);
    let count = situation.scene.workspace.triggers().len();
    for place in (0..).take(winner.map_or(count, |winner| winner as usize)) {
        if let Some(step) = loser(situation, place, &truths, &mut values, &mut diagnosis.fields) {
            let is_undiagnosed = step.result == TriggerResult::NotDiagnosed;
            diagnosis.not_diagnosed += usize::from(is_undiagnosed);
            diagnosis.triggers.push(step);
        }
    }
    debug_assert!(winner.is_none_or(|place| is_true(situation.scene.workspace, place, situation)));
    let winner = winner.and_then(|place| situation.scene.workspace.triggers().get(place as usize));
    diagnosis.triggers.extend(
        winner.map(|trigger| TriggerStep {
            trigger: trigger.id.clone(),
            result: TriggerResult::Fired,
        }),
    );
    diagnosis
}

/// What became of a trigger that did not win although its turn came.
fn loser<'a>(
    situation: &Situation<'a>,
    place: u32,
    truths: &Truths<'_, 'a>,
    values: &mut ObservedFields<'_, 'a>,
    fields: &mut Vec<Arc<ObservedField>>,
) -> Option<TriggerStep> {
    let scene = &situation.scene;
    let trigger = scene.workspace.triggers().get(place as usize)?;
    let checked = scene.workspace.checked_triggers().get(place as usize)?;
    let result = if !trigger.enabled {
        TriggerResult::Disabled
    } else if !scene.is_enabled(checked.target) {
        TriggerResult::TargetDisabled
    } else {
        let (condition, program) = (trigger.when.as_ref()?, checked.when?);
        let rules = scene.workspace.rules();
        let truth_of = |predicate| truths.truth(predicate);
        let untrue = first_untrue(condition, program, rules, &truth_of);
        debug_assert!(untrue.is_some() || truths.is_spent(), "trigger {place} should have won");
        match untrue {
            // Where the budget ran out on the way, what was found out is not sure.
            _ if truths.is_spent() => TriggerResult::NotDiagnosed,
            untrue => not_true(&untrue?, values, fields),
        }
    };
    Some(TriggerStep { trigger: trigger.id.clone(), result })
}

fn not_true<'a>(
    untrue: &FirstUntrue<'a>,
    values: &mut ObservedFields<'_, 'a>,
    fields: &mut Vec<Arc<ObservedField>>,
) -> TriggerResult {
    let mut place = "when".to_owned();
    for n in &untrue.path {
        place.push_str(&format!(".all[{n}]"));
    }
    TriggerResult::NotTrue {
        path: place,
        part: shortened(untrue.part),
        truth: untrue.truth,
        seen: untrue.fields.iter().map(|field| values.of(field, fields)).collect(),
    }
}

/// The truth of each predicate for one visitor, decided when it is first asked for.
struct Truths<'s, 'a> {
    situation: &'s Situation<'a>,
    known: Box<[Cell<Option<Truth>>]>,
    /// How large what each operand shows is, by its number in the rules.
    sizes: Box<[Cell<Option<ValueSize>>]>,
    left: Cell<Option<usize>>,
}

impl<'s, 'a> Truths<'s, 'a> {
    fn new(situation: &'s Situation<'a>) -> Self {
        let rules = situation.scene.workspace.rules();
        Self {
            situation,
            known: vec![Cell::new(None); rules.predicate_count()].into(),
            sizes: vec![Cell::new(None); rules.operands().len()].into(),
            left: Cell::new(Some(BUDGET)),
        }
    }

    /// Whether more was asked for than the budget has.
    fn is_spent(&self) -> bool {
        self.left.get().is_none()
    }

    /// Unknown once the budget is spent.
    fn truth(&self, predicate: u32) -> Truth {
        let cell = self.known.get(predicate as usize);
        if let Some(known) = cell.and_then(Cell::get) {
            return known;
        }
        let left = self.left.get().and_then(|left| left.checked_sub(self.cost(predicate)));
        self.left.set(left);
        if left.is_none() {
            return Truth::Unknown;
        }
        let truth = self.situation.scene.workspace.rules().truth_of(predicate, self.situation);
        if let Some(cell) = cell {
            cell.set(Some(truth));
        }
        truth
    }

    /// How many bytes a predicate compares.
    fn cost(&self, predicate: u32) -> usize {
        let rules = self.situation.scene.workspace.rules();
        let of_value = rules.predicate(predicate).and_then(|predicate| match predicate.operand {
            OperandRef::Field(number) => {
                let folds = rules.operand(number)?.lowercase;
                Some(predicate.op.cost(self.size(number), folds))
            }
            OperandRef::State(_) => None,
        });
        of_value.unwrap_or_default()
    }

    fn size(&self, operand: u32) -> ValueSize {
        let cell = self.sizes.get(operand as usize);
        cell.and_then(Cell::get).unwrap_or_else(|| {
            let size = self.situation.with_value(operand, ValueSize::from_value);
            if let Some(cell) = cell {
                cell.set(Some(size));
            }
            size
        })
    }
}

/// What fields showed, each copied when it is first told of.
struct ObservedFields<'s, 'a> {
    situation: &'s Situation<'a>,
    known: BTreeMap<&'a Field, Arc<ObservedField>>,
}

impl<'a> ObservedFields<'_, 'a> {
    fn of(&mut self, field: &'a Field, fields: &mut Vec<Arc<ObservedField>>) -> Arc<ObservedField> {
        let seen = self.known.entry(field).or_insert_with(|| {
            let value = match observe(field, self.situation) {
                Observed::Unknown => ObservedValue::Unknown,
                Observed::State(word) => ObservedValue::State(word.to_owned()),
                Observed::Value(seen) => ObservedValue::from(&seen),
            };
            let seen = Arc::new(ObservedField { field: field.to_string(), value });
            fields.push(Arc::clone(&seen));
            seen
        });
        Arc::clone(seen)
    }
}

/// The most characters of a part: a list may have 10,000 values.
const PART_CHARS: usize = 500;

/// The start of a part of a condition, in words: what is beyond it is not even written.
fn shortened(part: &Condition) -> String {
    let mut start = Shortened { text: String::new(), left: PART_CHARS };
    // It ends with an error where there is more than fits.
    let _ = write!(start, "{part}");
    start.text
}

struct Shortened {
    text: String,
    left: usize,
}

impl Write for Shortened {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for c in text.chars() {
            self.left = self.left.checked_sub(1).ok_or(std::fmt::Error)?;
            self.text.push(c);
        }
        Ok(())
    }
}
