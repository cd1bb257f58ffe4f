//! Searches for the fewest changes by iterative deepening: a depth-first search, repeated with one, two and
//! three changes, and pruned by a lower bound.
//!
//! A visitor reaches a group by one of a few goals: a trigger that leads there, a code that names it, or the
//! default group. Constraints block each goal: a part of the trigger's condition that is not true, an earlier
//! trigger that is, an earlier code. Every set of changes that reaches the goal changes a fact that a
//! blocking constraint tests, so only those facts are tried. The constraints after a change are found anew.
//!
//! Pruning:
//!
//! - A set is dropped if more facts must change than may: constraints with disjoint facts need a change each
//!   ([`least_changes`], a packing bound of a hitting set).
//! - Values that cannot satisfy a constraint are skipped ([`ClearingValues`]).
//! - Of several constraints the one with the fewest options is satisfied first (fail first).
//!
//! No solution is pruned, which tests compare with brute force. The drawback: the number of candidates is
//! exponential in the changes, so there are at most three, and a budget. Most of the predicates that are
//! evaluated serve to collect the values. `cargo bench --bench explain` (`why_not`, `why_not_undecided`)
//! shows the time for ordinary triggers and for a spent budget.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use smallvec::SmallVec;

use crate::condition::{Facts, Subcondition};
use crate::decision::{Counterfactual, FactChange, FactChanges, ObservedValue, requested_group};
use crate::ix::{GroupIx, Ix, TriggerIx};
use crate::router::budget::BudgetSpent;
use crate::router::walk::{Chosen, asks};
use crate::router::why_not::candidate::Candidate;
use crate::router::why_not::clearing_values::ClearingValues;
use crate::router::why_not::constraint::{Constraint, least_changes};
use crate::router::why_not::domain::{Domain, FactChoice, FactIx, ValueIx, field_of};
use crate::settings::Source;
use crate::visitor::Value;
use crate::workspace::Workspace;

/// The most facts that change.
pub(super) const MAX_CHANGES: usize = 3;

/// The most constraints that are compared to find the one with the fewest options. Not measured.
const MAX_CONSTRAINTS_COMPARED: usize = 4;

/// A way in which the group could be chosen.
#[derive(Clone, Copy)]
pub(super) enum Goal {
    /// This trigger fires first.
    Trigger(TriggerIx),
    /// No source yields a group.
    Default,
    /// The visitor names the group.
    Named(Source),
}

/// Up to three choices, in the order of their facts.
type FactChoices = SmallVec<[FactChoice; MAX_CHANGES]>;

pub(super) struct CounterfactualSearch<'d, 's, 'a> {
    domain: &'d Domain<'s, 'a>,
    target: GroupIx,
    /// Whether the visitor may name the group.
    may_name_group: bool,
    /// Whether visitors whom no source assigns must pick a group.
    visitor_must_pick: bool,
    /// The group that the visitor gets without changes.
    unchanged_choice: OnceCell<Option<Chosen>>,
    /// The sets of choices that were tried for the current goal.
    tried: BTreeSet<FactChoices>,
    clearing: ClearingValues,
}

/// The status of a candidate on the way to a goal.
enum GoalStatus<'w> {
    /// The candidate gets the group.
    Reached,
    /// No remaining change leads to the goal.
    Unreachable,
    /// These constraints block the goal, each with the facts that may affect it.
    Blocked(Vec<(Constraint<'w>, Vec<FactIx>)>),
}

/// Facts, each with the values that are tried.
type FactOptions = Vec<(FactIx, Rc<[ValueIx]>)>;

impl<'d, 's, 'a> CounterfactualSearch<'d, 's, 'a> {
    pub(super) fn new(domain: &'d Domain<'s, 'a>, target: GroupIx, naming: bool) -> Self {
        let must_pick = asks(&domain.situation.context);
        let (tried, clearing) = (BTreeSet::new(), ClearingValues::default());
        Self {
            domain,
            target,
            may_name_group: naming,
            visitor_must_pick: must_pick,
            unchanged_choice: OnceCell::new(),
            tried,
            clearing,
        }
    }

    /// Searches for the fewest changes, up to a maximum.
    pub(super) fn run<'g>(
        mut self,
        goals: impl Iterator<Item = &'g Goal> + Clone,
        most: usize,
    ) -> Counterfactual {
        // Iterative deepening: the first solution has the fewest changes.
        for most in 1..=most {
            for goal in goals.clone() {
                match self.search_goal(*goal, most) {
                    Ok(Some(changes)) => return Counterfactual::Changes(changes),
                    Ok(None) => {}
                    // Every smaller number of changes has been searched in full.
                    Err(BudgetSpent) => return Counterfactual::Undecided { none_within: most - 1 },
                }
            }
        }
        Counterfactual::NoneWithinThree
    }

    /// Searches for so many changes that lead to one goal.
    fn search_goal(&mut self, goal: Goal, most: usize) -> Result<Option<FactChanges>, BudgetSpent> {
        let Some(mut choices) = self.start(goal)? else {
            return Ok(None);
        };
        // A set that was tried with fewer changes left, or for another goal, has to be tried again.
        self.tried.clear();
        let left = most - choices.len();
        self.explore(goal, &mut choices, left)
    }

    /// Returns the initial choices: a goal by name sets that name, unless the visitor has it already.
    fn start(&self, goal: Goal) -> Result<Option<FactChoices>, BudgetSpent> {
        let Goal::Named(source) = goal else {
            return Ok(Some(FactChoices::new()));
        };
        if requested_group(self.domain.situation.given(), source)
            == Some(self.domain.group.as_str())
        {
            return Ok(Some(FactChoices::new()));
        }
        let fact = field_of(source)
            .filter(|_| self.may_name_group)
            .and_then(|f| self.domain.fact_of_field(&f));
        let Some(fact) = fact else {
            return Ok(None);
        };
        let values = self.domain.values(fact)?;
        let mut values = ValueIx::all(values.len()).zip(values);
        let naming = values.find(|(_, value)| value.names_target);
        Ok(naming.map(|(value, _)| FactChoices::from_slice(&[(fact, value)])))
    }

    /// Tries a set of choices. If more changes are allowed, tries each set with one more change that affects
    /// a blocking constraint.
    fn explore(
        &mut self,
        goal: Goal,
        choices: &mut FactChoices,
        left: usize,
    ) -> Result<Option<FactChanges>, BudgetSpent> {
        let domain = self.domain;
        let status = domain.with(choices, |candidate| self.inspect(goal, candidate, left));
        domain.budget.check()?;
        match status {
            Some(GoalStatus::Reached) => Ok(self.changes(choices)),
            Some(GoalStatus::Blocked(constraints)) => {
                let options = self.fewest_options(&constraints, choices)?;
                self.try_each(goal, &constraints, &options, choices, left - 1)
            }
            Some(GoalStatus::Unreachable) | None => Ok(None),
        }
    }

    /// Returns the status of a candidate on the way to a goal, if `left` more facts may change.
    fn inspect(
        &self,
        goal: Goal,
        candidate: &Candidate<'_, 's, 'a>,
        left: usize,
    ) -> GoalStatus<'a> {
        let workspace = self.domain.situation.context.workspace;
        let rules = workspace.rules();
        let truth_of = |predicate| candidate.truth(predicate);
        let condition = match goal {
            Goal::Trigger(goal_trigger) => trigger_condition(workspace, goal_trigger),
            Goal::Default | Goal::Named(_) => None,
        };
        let untrue = condition.map_or_else(Vec::new, |part| {
            self.domain.budget.charge_for_parts(rules.size(part.expr));
            part.untrue_parts(rules, &truth_of)
        });
        let mut constraints: Vec<_> = untrue.into_iter().map(Constraint::Untrue).collect();
        let is_near = |constraints: &[Constraint<'_>]| {
            least_changes(constraints, candidate, left).is_some_and(|least| least <= left)
        };
        // Checked before the candidate is routed, because routing costs more than comparing the facts of
        // constraints.
        if !is_near(&constraints) {
            return GoalStatus::Unreachable;
        }
        match self.chosen(candidate) {
            Some(chosen) if chosen.group == self.target => return GoalStatus::Reached,
            Some(chosen) => match self.blocking_choice(goal, &chosen, candidate) {
                Ok(constraint) => constraints.extend(constraint),
                // The constraint cannot be satisfied.
                Err(()) => return GoalStatus::Unreachable,
            },
            None => {}
        }
        if !is_near(&constraints) {
            return GoalStatus::Unreachable;
        }
        // Without a constraint no fact blocks the goal, so no change of facts reaches it.
        if left == 0 || constraints.is_empty() {
            return GoalStatus::Unreachable;
        }
        let related = |constraint: Constraint<'a>| {
            let related = constraint.related(candidate);
            (constraint, related)
        };
        GoalStatus::Blocked(constraints.into_iter().map(related).collect())
    }

    /// Returns the group that a candidate gets. The result for the visitor without changes is memoized.
    fn chosen(&self, candidate: &Candidate<'_, 's, 'a>) -> Option<Chosen> {
        if candidate.is_changed() {
            candidate.chosen(self.visitor_must_pick)
        } else {
            *self.unchanged_choice.get_or_init(|| candidate.chosen(self.visitor_must_pick))
        }
    }

    /// Returns the constraint by which another choice blocks a goal, if it does.
    fn blocking_choice(
        &self,
        goal: Goal,
        chosen: &Chosen,
        candidate: &Candidate<'_, 's, 'a>,
    ) -> Result<Option<Constraint<'a>>, ()> {
        let workspace = self.domain.situation.context.workspace;
        let precedence = workspace.precedence();
        let rank = |source| precedence.iter().position(|listed| *listed == source);
        let is_before = match goal {
            Goal::Trigger(goal_trigger) if chosen.source == Source::Trigger => {
                chosen.trigger.is_some_and(|trigger| trigger < goal_trigger)
            }
            Goal::Trigger(_) => rank(chosen.source) < rank(Source::Trigger),
            Goal::Named(source) => rank(chosen.source) < rank(source),
            Goal::Default => true,
        };
        if !is_before || chosen.source == Source::Default {
            return Ok(None);
        }
        match chosen.trigger {
            Some(goal_trigger) => {
                let rules = workspace.rules();
                let part = trigger_condition(workspace, goal_trigger).ok_or(())?;
                self.domain.budget.charge_for_parts(rules.size(part.expr));
                let part = part.true_part(rules, &|predicate| candidate.truth(predicate));
                Ok(Some(Constraint::True(part)))
            }
            None => {
                let fact =
                    field_of(chosen.source).and_then(|field| self.domain.fact_of_field(&field));
                Ok(Some(Constraint::Names(fact.ok_or(())?)))
            }
        }
    }

    /// Returns the changes that may satisfy one constraint: the one with the fewest. Each constraint must be
    /// satisfied, so the search may start with any of them.
    fn fewest_options(
        &mut self,
        constraints: &[(Constraint<'a>, Vec<FactIx>)],
        choices: &[FactChoice],
    ) -> Result<FactOptions, BudgetSpent> {
        let mut fewest: Option<(usize, FactOptions)> = None;
        for (constraint, related) in constraints.iter().take(MAX_CONSTRAINTS_COMPARED) {
            let mut options = FactOptions::new();
            for fact in related.iter().filter(|fact| choices.iter().all(|(n, _)| n != *fact)) {
                options
                    .push((*fact, self.clearing.values(self.domain, constraint, *fact, choices)?));
            }
            // Fail first: the constraint with the fewest options has the fewest branches.
            let count = options.iter().map(|(_, values)| values.len()).sum();
            if fewest.as_ref().is_none_or(|(least, _)| count < *least) {
                fewest = Some((count, options));
            }
        }
        Ok(fewest.map(|(_, options)| options).unwrap_or_default())
    }

    /// Tries each of the changes, with `left` more after it.
    fn try_each(
        &mut self,
        goal: Goal,
        constraints: &[(Constraint<'a>, Vec<FactIx>)],
        options: &FactOptions,
        choices: &mut FactChoices,
        left: usize,
    ) -> Result<Option<FactChanges>, BudgetSpent> {
        let domain = self.domain;
        for (fact, values) in options {
            for value in values.iter() {
                domain.budget.charge(1);
                let other = domain.value((*fact, *value));
                if other.is_none_or(|other| other.names_target && !self.may_name_group) {
                    continue;
                }
                // Sorted choices make equal sets equal, whatever order they were chosen in.
                let at = choices.partition_point(|choice| choice.0 < *fact);
                choices.insert(at, (*fact, *value));
                let mut found = Ok(None);
                if self.is_worth_exploring(constraints, choices, left) {
                    found = self.explore(goal, choices, left);
                }
                // Restores the choices, so one buffer serves the whole search.
                choices.remove(at);
                if let Some(changes) = found? {
                    return Ok(Some(changes));
                }
            }
        }
        domain.budget.check()?;
        Ok(None)
    }

    /// Returns `true` if a set of choices should be explored: it is new, or, if no further change is allowed,
    /// its last change has satisfied all constraints.
    fn is_worth_exploring(
        &mut self,
        constraints: &[(Constraint<'a>, Vec<FactIx>)],
        choices: &FactChoices,
        left: usize,
    ) -> bool {
        if left > 0 {
            return self.tried.insert(choices.clone());
        }
        // The last level has by far the most sets. They are not recorded, and most are rejected here before
        // they are routed.
        let is_clear = |candidate: &Candidate<'_, 's, 'a>| {
            constraints.iter().all(|(constraint, _)| constraint.may_be_met(candidate))
        };
        self.domain.with(choices, is_clear).unwrap_or_default()
    }

    /// Returns the changes after checking them: the changed visitor is routed.
    fn changes(&self, choices: &FactChoices) -> Option<FactChanges> {
        let situation = self.domain.situation;
        let change = |choice: &FactChoice| {
            let fact = self.domain.fact(choice.0)?;
            let from = situation.resolve_field(&fact.field);
            Some(FactChange {
                field: fact.field.clone(),
                from: from.map_or(ObservedValue::Unknown, |value| ObservedValue::from(&value)),
                to: match &self.domain.value(*choice)?.value {
                    Value::Text(text) => ObservedValue::Text(text.to_string()),
                    Value::Number(number) => ObservedValue::Number(*number),
                    Value::Boolean(value) => ObservedValue::Boolean(*value),
                    Value::List(_) | Value::Null => ObservedValue::Unknown,
                },
            })
        };
        let changes = FactChanges(choices.iter().filter_map(change).collect());
        // The search works on an overlay. Routing the changed visitor itself shows that both agree.
        let changed = changes.apply(situation.given());
        let decision = situation.router.route(&changed, situation.context.presence);
        let is_there = decision.group().is_some_and(|group| group.id == *self.domain.group);
        debug_assert!(is_there, "these changes should lead to the group: {changes:?}");
        is_there.then_some(changes)
    }
}

/// Returns the condition of a trigger in both of its forms.
fn trigger_condition(workspace: &Workspace, trigger: TriggerIx) -> Option<Subcondition<'_>> {
    let condition = trigger.get(workspace.triggers())?.when.as_ref()?;
    let expr = trigger.get(workspace.checked_triggers())?.when?;
    Some(Subcondition { condition, expr })
}
