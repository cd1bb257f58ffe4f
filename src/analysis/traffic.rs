//! Statistics of recorded visitors for the negations in triggers.

use std::borrow::Borrow;
use std::collections::BTreeMap;

use crate::analysis::UnknownShare;
use crate::analysis::budget::Budget;
use crate::condition::{CompiledOp, Facts, Nnf, OperandRef, Requirement, RuleSet, Truth};
use crate::presence::Presence;
use crate::router::{Router, Situation};
use crate::visitor::{Field, Visitor};
use crate::workspace::Workspace;

/// The most predicates that are evaluated. Once they are spent, further recorded visitors are not
/// examined.
const MAX_STEPS: usize = 50_000_000;

/// The counts of recorded visitors, by trigger and field.
pub(super) struct TrafficShares<'w> {
    shares: BTreeMap<(usize, &'w Field), UnknownShare>,
    visitors: usize,
}

impl TrafficShares<'_> {
    /// Returns the share of visitors for whom a negated field of a trigger is unknown.
    pub(super) fn unknown_share(&self, trigger: usize, field: &Field) -> UnknownShare {
        let none = UnknownShare { visitors: self.visitors, unknown: 0, held_back: 0 };
        self.shares.get(&(trigger, field)).copied().unwrap_or(none)
    }
}

/// A negation in a trigger: its field must be known, and the predicate false.
struct Negation<'w> {
    trigger: usize,
    field: &'w Field,
    /// The trigger's condition, by its position among the conditions with negations.
    condition: usize,
    /// One of the negated predicates.
    test: Requirement,
    /// The cost of evaluating the condition, in predicates.
    steps: usize,
    share: UnknownShare,
}

/// Counts, for each negated field of each trigger, the visitors for whom it is unknown, and those
/// of them for whom the trigger is not true for that reason alone. Every agent counts as online.
/// Returns `None` if there are no visitors.
pub(super) fn count<'w, 'v, V: Borrow<Visitor<'v>>>(
    workspace: &'w Workspace,
    visitors: impl IntoIterator<Item = V>,
) -> Option<(TrafficShares<'w>, Budget)> {
    // Without visitors nothing is known about the traffic, which differs from shares of 0.
    let mut visitors = visitors.into_iter().peekable();
    visitors.peek()?;
    let rules = workspace.rules();
    let (conditions, mut negations) = negations(workspace);
    let router = Router::new(workspace.clone());
    let presence = Presence::everyone_online(&router);
    let mut budget = Budget::new(MAX_STEPS);
    let mut count = 0;
    for visitor in visitors {
        // Every negation evaluates its whole condition for every visitor.
        let steps: usize = negations.iter().map(|negation| negation.steps).sum();
        let is_examined = budget.take(steps);
        budget.count(is_examined);
        if is_examined {
            count += 1;
            // A situation caches the resolved fields of one visitor for all conditions.
            let situation = router.situation(visitor.borrow(), &presence);
            for negation in &mut negations {
                let condition = conditions.get(negation.condition);
                condition.into_iter().for_each(|part| negation.record(rules, part, &situation));
            }
        }
    }
    let shares = negations.into_iter().map(|negation| {
        let share = UnknownShare { visitors: count, ..negation.share };
        ((negation.trigger, negation.field), share)
    });
    Some((TrafficShares { shares: shares.collect(), visitors: count }, budget))
}

fn negations(workspace: &Workspace) -> (Vec<Nnf>, Vec<Negation<'_>>) {
    let rules = workspace.rules();
    let (mut conditions, mut negations) = (Vec::new(), Vec::new());
    let triggers = workspace.triggers().iter().zip(workspace.checked_triggers()).enumerate();
    for (trigger, (written, checked)) in triggers {
        let Some(program) = checked.when.filter(|_| written.enabled) else {
            continue;
        };
        let condition = rules.to_nnf(program);
        let mut tests: BTreeMap<&Field, Requirement> = BTreeMap::new();
        let mut steps = 0;
        for_each_leaf(&condition, &mut |requirement| {
            steps += 1;
            if let Some(field) = negated_field(rules, requirement) {
                // One predicate for each field is enough: the predicates of a field are unknown
                // together.
                tests.entry(field).or_insert(requirement);
            }
        });
        negations.extend(tests.into_iter().map(|(field, test)| Negation {
            trigger,
            field,
            condition: conditions.len(),
            test,
            steps,
            share: UnknownShare { visitors: 0, unknown: 0, held_back: 0 },
        }));
        // A condition is kept only if it has negations.
        if negations.last().is_some_and(|last| last.condition == conditions.len()) {
            conditions.push(condition);
        }
    }
    (conditions, negations)
}

impl Negation<'_> {
    fn record(&mut self, rules: &RuleSet, condition: &Nnf, situation: &Situation<'_>) {
        // Visitors whose field is known end here, before the whole condition is evaluated.
        if !is_unknown(rules, self.test, situation) {
            return;
        }
        self.share.unknown += 1;
        let holds = |field| is_true(rules, condition, situation, field);
        // The trigger is held back if only the unknown negations of this field are missing.
        if !holds(None) && holds(Some(self.field)) {
            self.share.held_back += 1;
        }
    }
}

/// Returns the field of a predicate that must be false for the condition to be true, and must not
/// be unknown.
fn negated_field(rules: &RuleSet, requirement: Requirement) -> Option<&Field> {
    let predicate = rules.predicate(requirement.predicate)?;
    let OperandRef::Field(operand) = predicate.operand else {
        return None;
    };
    let field = rules.operand(operand).map(|operand| &operand.field);
    // `exists` is never unknown.
    let can_be_unknown = !matches!(predicate.op, CompiledOp::Exists(_));
    field.filter(|_| can_be_unknown && requirement.values.is_only(Truth::False))
}

fn is_unknown(rules: &RuleSet, requirement: Requirement, facts: &impl Facts) -> bool {
    rules.predicate(requirement.predicate).is_some_and(|test| test.truth(facts) == Truth::Unknown)
}

/// Evaluates a condition, as if the negations of the `relaxed` field were true for unknown values.
fn is_true(rules: &RuleSet, part: &Nnf, facts: &impl Facts, relaxed: Option<&Field>) -> bool {
    match part {
        Nnf::All(parts) => parts.iter().all(|part| is_true(rules, part, facts, relaxed)),
        Nnf::Any(parts) => parts.iter().any(|part| is_true(rules, part, facts, relaxed)),
        Nnf::Leaf(requirement) => {
            let is_relaxed = || {
                relaxed.is_some_and(|field| negated_field(rules, *requirement) == Some(field))
                    && is_unknown(rules, *requirement, facts)
            };
            rules.is_met(*requirement, facts) || is_relaxed()
        }
    }
}

fn for_each_leaf(part: &Nnf, then: &mut impl FnMut(Requirement)) {
    match part {
        Nnf::All(parts) | Nnf::Any(parts) => {
            parts.iter().for_each(|part| for_each_leaf(part, then));
        }
        Nnf::Leaf(requirement) => then(*requirement),
    }
}
