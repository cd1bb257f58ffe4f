//! Generates visitors from conditions: visitors who satisfy the predicates, and visitors in whom one
//! predicate has another value.
//!
//! The values are tried one by one and evaluated by the rules themselves, so a visitor never counts for what
//! it is not. What is found depends on the order of the predicates. This is a greedy search: it misses
//! visitors that a complete solver would find.

use crate::condition::{
    ExprId, Facts, OperandRef, Requirement, RuleSet, Truth, TruthSet, WorkspaceState, trial_values,
};
use crate::counterexample::budget::{BudgetSpent, TrialBudget};
use crate::counterexample::compiled_assertion::CompiledAssertion;
use crate::presence::Presence;
use crate::router::{Router, Situation};
use crate::time::Timestamp;
use crate::visitor::{Field, FieldResolver, FieldValue, Value, Visitor};
use crate::workspace::CheckedGroup;

/// The most changes of a schedule that are tried as the instant of a visitor.
const MAX_SCHEDULE_CHANGES: usize = 16;

/// The most ids that are tried for a bucket, and the most of them that are offered if they fall into it.
const MAX_IDS_TRIED: usize = 1_000;
const MAX_IDS_OFFERED: usize = 4;

/// The instant from which schedules are followed for a visitor without one: a Monday at noon, UTC.
const REFERENCE_MILLIS: i64 = 1_767_614_400_000;

/// Evaluating this many predicates costs as much as one trial. An estimate, not measured.
const TESTS_PER_TRIAL: usize = 32;

/// A predicate of a rule set, and the truth values with which its condition can be true.
#[derive(Clone, Copy)]
pub(super) struct BoundRequirement<'r> {
    rules: &'r RuleSet,
    requirement: Requirement,
}

/// Returns the requirements of a condition in order. A negated predicate must be false.
pub(super) fn requirements(rules: &RuleSet, when: Option<ExprId>) -> Vec<BoundRequirement<'_>> {
    let leaves = when.map_or_else(Vec::new, |when| rules.to_nnf(when).leaves());
    leaves.into_iter().map(|requirement| BoundRequirement { rules, requirement }).collect()
}

impl<'r> BoundRequirement<'r> {
    fn is_met(&self, situation: &Situation<'_>) -> bool {
        let truth = situation.predicate_by(self.rules, self.requirement.predicate);
        self.requirement.values.has(truth)
    }

    /// Returns the field that is tested, or `None` for a state.
    pub(super) fn field(&self) -> Option<&'r Field> {
        self.rules.operand_and_op(self.requirement.predicate).map(|(operand, _)| &operand.field)
    }

    /// Returns the requirements for the other truth values of the predicate.
    fn opposites(self) -> impl Iterator<Item = Self> {
        let Requirement { predicate, values } = self.requirement;
        // Each truth value apart, so that "false" and "not known" lead to different visitors.
        let opposite = move |truth| Requirement { predicate, values: TruthSet::single(truth) };
        values.complement().iter().map(move |truth| Self { requirement: opposite(truth), ..self })
    }
}

/// One edit of a visitor.
enum VisitorEdit<'r> {
    Field(&'r Field, Value<'static>),
    Id(Option<String>),
    At(Timestamp),
}

impl VisitorEdit<'_> {
    /// Returns the edited visitor, or `None` if no visitor can have that value.
    fn apply(self, visitor: &Visitor<'static>) -> Option<Visitor<'static>> {
        let mut changed = visitor.clone();
        match self {
            Self::Field(field, value) => changed.set_field(field, &value)?,
            Self::Id(id) => changed.id = id.map(Into::into),
            Self::At(at) => changed.at = Some(at),
        }
        Some(changed)
    }
}

/// Generates visitors to whom an assertion applies.
pub(super) struct VisitorGenerator<'r> {
    pub(super) router: &'r Router,
    /// A presence in which everyone is online.
    pub(super) everyone: &'r Presence,
    /// The rule set of the assertion.
    pub(super) rules: &'r RuleSet,
    pub(super) assertion: &'r CompiledAssertion<'r>,
    /// The requirements of the assertion.
    pub(super) assertion_requirements: Vec<BoundRequirement<'r>>,
}

impl<'r> VisitorGenerator<'r> {
    /// Returns visitors to whom the assertion applies: one who satisfies all requirements, and for each
    /// requirement one who has another value of it, or who satisfies it at the cost of others.
    pub(super) fn matching_visitors(
        &self,
        budget: &mut TrialBudget,
    ) -> Result<Vec<Visitor<'static>>, BudgetSpent> {
        let blank = Visitor::undated();
        // The assertion does not have to apply yet: the blank visitor may not match, and is completed step by
        // step.
        let full = self.satisfy_all(&blank, &self.assertion_requirements, false, budget)?;
        let mut matching = Vec::new();
        let mut add = |visitor: Visitor<'static>| {
            let is_new = !matching.contains(&visitor);
            if is_new && self.applies_to(&visitor) {
                matching.push(visitor);
            }
        };
        add(full.clone());
        for requirement in &self.assertion_requirements {
            for varied in
                self.variants(&full, *requirement, &self.assertion_requirements, false, budget)?
            {
                add(varied);
            }
        }
        // Groups with a schedule are closed to a visitor without an instant, so a visitor with an instant is
        // tried too.
        if let (Some(first), false) =
            (matching.first(), self.router.workspace().all_hours().is_empty())
        {
            let noon = Timestamp::from_unix_millis(REFERENCE_MILLIS);
            let dated = Visitor { at: first.at.or(Some(noon)), ..first.clone() };
            if !matching.contains(&dated) && self.applies_to(&dated) {
                matching.push(dated);
            }
        }
        Ok(matching)
    }

    /// Returns the visitor after all requirements that can be satisfied together are, in order.
    pub(super) fn satisfy_all(
        &self,
        visitor: &Visitor<'static>,
        requirements: &[BoundRequirement<'r>],
        must_apply: bool,
        budget: &mut TrialBudget,
    ) -> Result<Visitor<'static>, BudgetSpent> {
        let mut visitor = visitor.clone();
        let mut kept: Vec<BoundRequirement<'r>> = Vec::with_capacity(requirements.len());
        for requirement in requirements {
            // Greedy: a requirement that contradicts earlier ones is left out, and the later ones are still
            // tried.
            if self.satisfy(&mut visitor, *requirement, &kept, must_apply, budget)? {
                kept.push(*requirement);
            }
        }
        Ok(visitor)
    }

    /// Returns visitors in whom one requirement has another value than in this visitor. The other
    /// requirements keep their values as far as possible.
    pub(super) fn variants(
        &self,
        visitor: &Visitor<'static>,
        requirement: BoundRequirement<'r>,
        requirements: &[BoundRequirement<'r>],
        must_apply: bool,
        budget: &mut TrialBudget,
    ) -> Result<Vec<Visitor<'static>>, BudgetSpent> {
        budget.spend(self.cost(requirements.len()))?;
        let (is_met, others) = {
            // The situation borrows the visitor, so it must end before the visitor is changed.
            let situation = self.router.situation(visitor, self.everyone);
            let is_other = |other: &&BoundRequirement<'r>| {
                other.requirement.predicate != requirement.requirement.predicate
                    && other.is_met(&situation)
            };
            let others: Vec<BoundRequirement<'r>> =
                requirements.iter().filter(is_other).copied().collect();
            (requirement.is_met(&situation), others)
        };
        let mut found: Vec<Visitor<'static>> = Vec::new();
        let mut add = |varied: Visitor<'static>| {
            if varied != *visitor && !found.contains(&varied) {
                found.push(varied);
            }
        };
        for opposite in requirement.opposites() {
            let mut varied = visitor.clone();
            // The other requirements are given up only if they cannot be kept.
            if self.satisfy(&mut varied, opposite, &others, must_apply, budget)?
                || self.satisfy(&mut varied, opposite, &[], must_apply, budget)?
            {
                add(varied);
            }
        }
        if !is_met {
            // The requirement could not be satisfied together with the earlier ones, so it is satisfied first
            // now.
            let mut varied = visitor.clone();
            if self.satisfy(&mut varied, requirement, &[], must_apply, budget)? {
                let rest: Vec<BoundRequirement<'r>> =
                    [requirement].into_iter().chain(requirements.iter().copied()).collect();
                add(self.satisfy_all(&varied, &rest, must_apply, budget)?);
            }
        }
        Ok(found)
    }

    /// Edits the visitor so that a requirement is satisfied and the requirements in `kept` stay satisfied. If
    /// `must_apply`, the assertion must still apply. Returns `false` if none of the tried values does.
    fn satisfy(
        &self,
        visitor: &mut Visitor<'static>,
        requirement: BoundRequirement<'r>,
        kept: &[BoundRequirement<'r>],
        must_apply: bool,
        budget: &mut TrialBudget,
    ) -> Result<bool, BudgetSpent> {
        // The situation borrows the visitor, so it must end before the visitor is changed.
        let changes = {
            let situation = self.router.situation(visitor, self.everyone);
            if requirement.is_met(&situation) {
                return Ok(true);
            }
            self.edits_for(&situation, visitor, requirement, kept)
        };
        for change in changes {
            // Spent before the value is tried, so the search ends at the same point on every machine.
            budget.spend(self.cost(kept.len()))?;
            let Some(changed) = change.apply(visitor) else {
                continue;
            };
            let is_satisfied = {
                let situation = self.router.situation(&changed, self.everyone);
                requirement.is_met(&situation)
                    && kept.iter().all(|kept| kept.is_met(&situation))
                    && (!must_apply || self.assertion.applies_to(self.rules, &situation))
            };
            if is_satisfied {
                *visitor = changed;
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn cost(&self, tests: usize) -> usize {
        1 + (self.assertion_requirements.len() + tests) / TESTS_PER_TRIAL
    }

    fn applies_to(&self, visitor: &Visitor<'_>) -> bool {
        self.assertion.applies_to(self.rules, &self.router.situation(visitor, self.everyone))
    }

    /// Returns edits that may satisfy a requirement.
    fn edits_for(
        &self,
        situation: &Situation<'_>,
        visitor: &Visitor<'_>,
        bound: BoundRequirement<'r>,
        kept: &[BoundRequirement<'r>],
    ) -> Vec<VisitorEdit<'r>> {
        let BoundRequirement { rules, requirement } = bound;
        let operand_ref = rules.predicate(requirement.predicate).map(|predicate| predicate.operand);
        let (operand, op) = match (operand_ref, rules.operand_and_op(requirement.predicate)) {
            (_, Some(test)) => test,
            // A state is always known.
            (Some(OperandRef::State(_)), None) if requirement.values.is_only(Truth::Unknown) => {
                return Vec::new();
            }
            (Some(OperandRef::State(state)), None) => {
                let instants = rules.state(state).map(|state| self.instants(state, visitor.at));
                return instants.unwrap_or_default().into_iter().map(VisitorEdit::At).collect();
            }
            _ => return Vec::new(),
        };
        let field = &operand.field;
        if matches!(field, Field::Bucket(_)) {
            return ids_for(bound);
        }
        let current = match situation.resolve_field(field) {
            Some(FieldValue::Text(text)) => Some(text.to_string()),
            _ => None,
        };
        let of_field = |other: &BoundRequirement<'r>| {
            let test = other.rules.operand_and_op(other.requirement.predicate)?;
            (test.0.field == *field).then_some(test.1)
        };
        // A number must also satisfy the requirements of the assertion.
        let others = kept.iter().chain(&self.assertion_requirements).filter_map(of_field);
        // A number is chosen for all tests of the field at once, or satisfying one would break another.
        let together: Vec<_> = [op].into_iter().chain(others).collect();
        let values = requirement.values.iter().flat_map(|truth| {
            trial_values(field, op, truth, current.as_deref(), together.iter().copied())
        });
        values.map(|value| VisitorEdit::Field(field, value)).collect()
    }

    /// Returns instants at which a state may change.
    fn instants(&self, state: WorkspaceState, at: Option<Timestamp>) -> Vec<Timestamp> {
        let workspace = self.router.workspace();
        let start = at.unwrap_or(Timestamp::from_unix_millis(REFERENCE_MILLIS));
        let schedule = match state {
            WorkspaceState::Schedule(schedule) => Some(schedule),
            WorkspaceState::Group(group) => {
                workspace.checked_group(group).and_then(CheckedGroup::schedule)
            }
            WorkspaceState::Staff => None,
        };
        // The start counts as well: a visitor without an instant gets one, which may already be enough.
        let mut instants = vec![start];
        if let Some(hours) = schedule.and_then(|schedule| workspace.hours_at(schedule)) {
            let changes =
                std::iter::successors(hours.next_change(start), |at| hours.next_change(*at));
            instants.extend(changes.take(MAX_SCHEDULE_CHANGES));
        }
        instants
    }
}

/// Returns ids of visitors who fall into a bucket, or do not, as required.
fn ids_for(requirement: BoundRequirement<'_>) -> Vec<VisitorEdit<'_>> {
    let BoundRequirement { rules, requirement } = requirement;
    let Some((operand, op)) = rules.operand_and_op(requirement.predicate) else {
        return Vec::new();
    };
    if requirement.values.is_only(Truth::Unknown) {
        return vec![VisitorEdit::Id(None)];
    }
    let is_in_bucket = |id: &String| {
        let visitor = Visitor::undated().id(id);
        let value = FieldResolver::new(&visitor).resolve(&operand.field);
        requirement.values.has(operand.truth(op, value))
    };
    // A bucket is a hash of the id, which can only be tried. A thousand ids find nearly every bucket of one
    // per cent.
    let ids = (0..MAX_IDS_TRIED).map(|n| format!("visitor-{n}"));
    ids.filter(is_in_bucket).take(MAX_IDS_OFFERED).map(|id| VisitorEdit::Id(Some(id))).collect()
}
