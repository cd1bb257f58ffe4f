//! Diagnoses why each trigger before the winner did not fire ([rule X1](crate::_rules#x1)): the first part of
//! its condition that is not true, and the values of the fields that it tests.
//!
//! Each predicate is evaluated once, however many triggers share it, and each reported value is copied once.
//! A budget bounds what tests of long texts cost together, because many triggers times a long text may be too
//! much ([rule L3](crate::_rules#l3)).

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use crate::condition::{
    Condition, Facts, FirstUntrue, Observed, OperandRef, Truth, ValueSize, first_untrue, observe,
};
use crate::decision::{ObservedField, ObservedValue, TriggerResult, TriggerStep};
use crate::ix::{Ix, OperandIx, PredicateIx, TriggerIx};
use crate::router::Situation;
use crate::router::matcher::is_true;
use crate::visitor::Field;

/// The bytes of a visitor that tests may compare before no further trigger is diagnosed. A million triggers
/// on a URL of 100 bytes stay within it. `cargo bench --bench explain` shows the time of explanations.
const MAX_BYTES_COMPARED: usize = 1 << 28;

/// The results of the triggers that were considered.
#[derive(Default)]
pub(super) struct Diagnosis {
    pub(super) triggers: Vec<TriggerStep>,
    /// The fields that the steps refer to, each once.
    pub(super) fields: Vec<Arc<ObservedField>>,
    pub(super) not_diagnosed: usize,
}

/// Diagnoses the triggers up to the winner, or all triggers if none won.
pub(super) fn diagnose(situation: &Situation<'_>, winner: Option<TriggerIx>) -> Diagnosis {
    let mut diagnosis = Diagnosis::default();
    let mut values = ObservedFields { situation, known: BTreeMap::new() };
    let truths = TruthCache::new(situation);
    let count = situation.context.workspace.triggers().len();
    for trigger in TriggerIx::all(winner.map_or(count, TriggerIx::index)) {
        if let Some(step) =
            trigger_step(situation, trigger, &truths, &mut values, &mut diagnosis.fields)
        {
            let is_undiagnosed = step.result == TriggerResult::NotDiagnosed;
            diagnosis.not_diagnosed += usize::from(is_undiagnosed);
            diagnosis.triggers.push(step);
        }
    }
    // In a debug build the plain evaluator confirms the trigger that the index has found.
    debug_assert!(winner.is_none_or(|winner| is_true(
        situation.context.workspace,
        winner,
        situation
    )));
    let winner = winner.and_then(|winner| winner.get(situation.context.workspace.triggers()));
    diagnosis.triggers.extend(
        winner.map(|trigger| TriggerStep {
            trigger: trigger.id.clone(),
            result: TriggerResult::Fired,
        }),
    );
    diagnosis
}

/// Returns the result of a trigger that was considered and did not win.
fn trigger_step<'a>(
    situation: &Situation<'a>,
    index: TriggerIx,
    truths: &TruthCache<'_, 'a>,
    values: &mut ObservedFields<'_, 'a>,
    fields: &mut Vec<Arc<ObservedField>>,
) -> Option<TriggerStep> {
    let context = &situation.context;
    let trigger = index.get(context.workspace.triggers())?;
    let checked = index.get(context.workspace.checked_triggers())?;
    let result = if !trigger.enabled {
        TriggerResult::Disabled
    } else if !context.is_enabled(checked.target) {
        TriggerResult::TargetDisabled
    } else {
        let (condition, expr) = (trigger.when.as_ref()?, checked.when?);
        let rules = context.workspace.rules();
        let truth_of = |predicate| truths.truth(predicate);
        let untrue = first_untrue(condition, expr, rules, &truth_of);
        debug_assert!(untrue.is_some() || truths.is_spent(), "{index:?} should have won");
        match untrue {
            // If the budget ran out in between, some predicates counted as unknown, so the result is not
            // reliable.
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
    let mut path = "when".to_owned();
    for n in &untrue.path {
        path.push_str(&format!(".all[{n}]"));
    }
    TriggerResult::NotTrue {
        path,
        part: truncated_text(untrue.part),
        truth: untrue.truth,
        seen: untrue.fields.iter().map(|field| values.observed_field(field, fields)).collect(),
    }
}

/// A memo of the truth of each predicate for one visitor.
struct TruthCache<'s, 'a> {
    situation: &'s Situation<'a>,
    known: Box<[Cell<Option<Truth>>]>,
    /// The size of the value of each operand.
    sizes: Box<[Cell<Option<ValueSize>>]>,
    left: Cell<Option<usize>>,
}

impl<'s, 'a> TruthCache<'s, 'a> {
    fn new(situation: &'s Situation<'a>) -> Self {
        let rules = situation.context.workspace.rules();
        Self {
            situation,
            known: vec![Cell::new(None); rules.predicate_count()].into(),
            sizes: vec![Cell::new(None); rules.operands().len()].into(),
            left: Cell::new(Some(MAX_BYTES_COMPARED)),
        }
    }

    /// Returns `true` if more was evaluated than the budget allows.
    fn is_spent(&self) -> bool {
        self.left.get().is_none()
    }

    /// Returns the truth of a predicate; unknown once the budget is spent.
    fn truth(&self, predicate: PredicateIx) -> Truth {
        // Triggers share predicates, so a memo makes the diagnosis linear in distinct predicates.
        let cell = predicate.get(&self.known);
        if let Some(known) = cell.and_then(Cell::get) {
            return known;
        }
        // The cost is charged before the evaluation, so a test that the budget cannot pay is not run.
        let left = self.left.get().and_then(|left| left.checked_sub(self.cost(predicate)));
        self.left.set(left);
        if left.is_none() {
            return Truth::Unknown;
        }
        let truth = self.situation.context.workspace.rules().truth_of(predicate, self.situation);
        if let Some(cell) = cell {
            cell.set(Some(truth));
        }
        truth
    }

    /// Returns how many bytes a predicate compares at most.
    fn cost(&self, predicate: PredicateIx) -> usize {
        let rules = self.situation.context.workspace.rules();
        let of_value = rules.predicate(predicate).and_then(|predicate| match predicate.operand {
            OperandRef::Field(operand) => {
                let lowercase = rules.operand(operand)?.lowercase;
                Some(predicate.op.cost(self.size(operand), lowercase))
            }
            // A state compares no bytes.
            OperandRef::State(_) => None,
        });
        of_value.unwrap_or_default()
    }

    fn size(&self, operand: OperandIx) -> ValueSize {
        // The size of a list is the sum over its items, so it is computed once for all tests of the operand.
        let cell = operand.get(&self.sizes);
        cell.and_then(Cell::get).unwrap_or_else(|| {
            let size = self.situation.with_value(operand, ValueSize::from_value);
            if let Some(cell) = cell {
                cell.set(Some(size));
            }
            size
        })
    }
}

/// The observed values of fields, each copied when it is first reported.
struct ObservedFields<'s, 'a> {
    situation: &'s Situation<'a>,
    known: BTreeMap<&'a Field, Arc<ObservedField>>,
}

impl<'a> ObservedFields<'_, 'a> {
    fn observed_field(
        &mut self,
        field: &'a Field,
        fields: &mut Vec<Arc<ObservedField>>,
    ) -> Arc<ObservedField> {
        let observed = self.known.entry(field).or_insert_with(|| {
            let value = match observe(field, self.situation) {
                Observed::Unknown => ObservedValue::Unknown,
                Observed::State(word) => ObservedValue::State(word.to_owned()),
                Observed::Value(value) => ObservedValue::from(&value),
            };
            let observed = Arc::new(ObservedField { field: field.to_string(), value });
            fields.push(Arc::clone(&observed));
            observed
        });
        Arc::clone(observed)
    }
}

/// The most characters of a reported part. A list may have 10,000 values.
const PART_CHARS: usize = 500;

/// Writes the start of a part of a condition. The rest is not formatted at all.
fn truncated_text(part: &Condition) -> String {
    let mut start = TruncatingWriter { text: String::new(), left: PART_CHARS };
    // The write ends with an error if the part is longer.
    // Writing ends early, so that a part with thousands of values is not formatted in full.
    let _ = write!(start, "{part}");
    start.text
}

struct TruncatingWriter {
    text: String,
    left: usize,
}

impl Write for TruncatingWriter {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for c in text.chars() {
            self.left = self.left.checked_sub(1).ok_or(std::fmt::Error)?;
            self.text.push(c);
        }
        Ok(())
    }
}
