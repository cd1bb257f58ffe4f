//! The search for the fewest changes: a depth-first search, repeated with one, two and three changes
//! (iterative deepening), with a lower bound.
//!
//! Whatever sends the visitor to a group does so by one of a few goals: a trigger that leads there, a code
//! that names it, the default group. On each of them something blocks: a part of the trigger's condition
//! that is not true, an earlier trigger that is, an earlier code. Every set of changes that reaches the goal
//! changes a fact that a blocker looks at, so these are all that must be tried; the rest follows from the
//! next blocker.
//!
//! A set is given up as soon as more facts must change than may: constraints that look at different facts
//! take a change each ([`least_changes`], a packing bound of a hitting set). Values that leave a blocker
//! where it is are passed over ([`Clearing`]), and of several blockers the one is cleared first that the
//! fewest changes may clear (fail first). Nothing that would do is passed over, which the tests hold
//! against brute force.
//!
//! Measured on ordinary triggers: 40 conditions tried for each trigger, most of them to make the values; a
//! thousand triggers take 4 ms, the whole budget of a search 35 ms.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use smallvec::SmallVec;

use crate::condition::{Facts, Subcondition};
use crate::decision::{Counterfactual, FactChange, FactChanges, ObservedValue, requested_group};
use crate::ix::GroupIx;
use crate::router::budget::Spent;
use crate::router::walk::{Chosen, asks};
use crate::router::why_not::candidate::Candidate;
use crate::router::why_not::clearing::Clearing;
use crate::router::why_not::constraint::{Constraint, least_changes};
use crate::router::why_not::domain::{Choice, Domain, field_of};
use crate::settings::Source;
use crate::visitor::Value;
use crate::workspace::Workspace;

/// The most facts that change.
pub(super) const MOST: usize = 3;

/// So many blockers are compared by how many changes may clear them.
const COMPARED: usize = 4;

/// A way in which the group could be chosen.
#[derive(Clone, Copy)]
pub(super) enum Goal {
    /// This trigger fires first.
    Trigger(u32),
    /// No source yields.
    Default,
    /// A visitor names it.
    Named(Source),
}

/// Up to three choices, in the order of their facts.
type Choices = SmallVec<[Choice; MOST]>;

pub(super) struct Search<'d, 's, 'a> {
    domain: &'d Domain<'s, 'a>,
    target: GroupIx,
    /// Whether the visitor may name the group.
    naming: bool,
    /// Whether visitors must pick whom no source places.
    asks: bool,
    /// What the visitor gets as it is.
    as_it_is: OnceCell<Option<Chosen>>,
    /// The sets of choices that were tried on the way to one goal.
    seen: BTreeSet<Choices>,
    clearing: Clearing,
}

/// How a candidate stands on the way to a goal.
enum GroupCondition<'w> {
    /// It gets the group.
    Reached,
    /// No change that is left leads there.
    Dead,
    /// All of this blocks, each with the facts that it looks at.
    Blocked(Vec<(Constraint<'w>, Vec<u32>)>),
}

/// Facts, and of each the values that are tried.
type Options = Vec<(u32, Rc<[u32]>)>;

impl<'d, 's, 'a> Search<'d, 's, 'a> {
    pub(super) fn new(domain: &'d Domain<'s, 'a>, target: GroupIx, naming: bool) -> Self {
        let asks = asks(&domain.situation.scene);
        let (seen, clearing) = (BTreeSet::new(), Clearing::default());
        Self { domain, target, naming, asks, as_it_is: OnceCell::new(), seen, clearing }
    }

    /// The fewest changes, up to so many.
    pub(super) fn run<'g>(
        mut self,
        goals: impl Iterator<Item = &'g Goal> + Clone,
        most: usize,
    ) -> Counterfactual {
        for most in 1..=most {
            for goal in goals.clone() {
                match self.pursue(*goal, most) {
                    Ok(Some(changes)) => return Counterfactual::Changes(changes),
                    Ok(None) => {}
                    Err(Spent) => return Counterfactual::Undecided { none_within: most - 1 },
                }
            }
        }
        Counterfactual::NoneWithinThree
    }

    /// Looks for so many changes that lead to one goal.
    fn pursue(&mut self, goal: Goal, most: usize) -> Result<Option<FactChanges>, Spent> {
        let Some(mut choices) = self.start(goal)? else {
            return Ok(None);
        };
        self.seen.clear();
        let left = most - choices.len();
        self.explore(goal, &mut choices, left)
    }

    /// What is chosen from the first: a goal by name takes that name, where the visitor does not bear
    /// it yet.
    fn start(&self, goal: Goal) -> Result<Option<Choices>, Spent> {
        let Goal::Named(source) = goal else {
            return Ok(Some(Choices::new()));
        };
        if requested_group(self.domain.situation.given(), source)
            == Some(self.domain.group.as_str())
        {
            return Ok(Some(Choices::new()));
        }
        let fact = field_of(source).filter(|_| self.naming).and_then(|f| self.domain.find(&f));
        let Some(fact) = fact else {
            return Ok(None);
        };
        let mut values = (0..).zip(self.domain.values(fact)?);
        let naming = values.find(|(_, value)| value.names);
        Ok(naming.map(|(value, _)| Choices::from_slice(&[(fact, value)])))
    }

    /// Tries a set of choices and then, if so many more are allowed, each set with one more that has to
    /// do with what blocks the way.
    fn explore(
        &mut self,
        goal: Goal,
        choices: &mut Choices,
        left: usize,
    ) -> Result<Option<FactChanges>, Spent> {
        let domain = self.domain;
        let standing = domain.with(choices, |candidate| self.inspect(goal, candidate, left));
        domain.budget.check()?;
        match standing {
            Some(GroupCondition::Reached) => Ok(self.changes(choices)),
            Some(GroupCondition::Blocked(blockers)) => {
                let options = self.fewest_options(&blockers, choices)?;
                self.try_each(goal, &blockers, &options, choices, left - 1)
            }
            Some(GroupCondition::Dead) | None => Ok(None),
        }
    }

    /// Finds out what keeps a candidate from a goal, if so many more facts may change.
    fn inspect(
        &self,
        goal: Goal,
        candidate: &Candidate<'_, 's, 'a>,
        left: usize,
    ) -> GroupCondition<'a> {
        let workspace = self.domain.situation.scene.workspace;
        let rules = workspace.rules();
        let truth_of = |predicate| candidate.truth(predicate);
        let condition = match goal {
            Goal::Trigger(place) => condition(workspace, place),
            Goal::Default | Goal::Named(_) => None,
        };
        let untrue = condition.map_or_else(Vec::new, |part| {
            self.domain.budget.charge_for_parts(rules.size(part.expr));
            part.untrue_parts(rules, &truth_of)
        });
        let mut blockers: Vec<_> = untrue.into_iter().map(Constraint::Untrue).collect();
        let is_near = |blockers: &[Constraint<'_>]| {
            least_changes(blockers, candidate, left).is_some_and(|least| least <= left)
        };
        if !is_near(&blockers) {
            return GroupCondition::Dead;
        }
        match self.chosen(candidate) {
            Some(chosen) if chosen.group == self.target => return GroupCondition::Reached,
            Some(chosen) => match self.in_the_way(goal, &chosen, candidate) {
                Ok(blocker) => blockers.extend(blocker),
                // Nothing can be done about it.
                Err(()) => return GroupCondition::Dead,
            },
            None => {}
        }
        if !is_near(&blockers) {
            return GroupCondition::Dead;
        }
        if left == 0 || blockers.is_empty() {
            return GroupCondition::Dead;
        }
        let related = |blocker: Constraint<'a>| {
            let related = blocker.related(candidate);
            (blocker, related)
        };
        GroupCondition::Blocked(blockers.into_iter().map(related).collect())
    }

    /// The group that a candidate gets; of the visitor as it is it is found once.
    fn chosen(&self, candidate: &Candidate<'_, 's, 'a>) -> Option<Chosen> {
        if candidate.is_changed() {
            candidate.chosen(self.asks)
        } else {
            *self.as_it_is.get_or_init(|| candidate.chosen(self.asks))
        }
    }

    /// What of another choice stands in the way of a goal, if anything does.
    fn in_the_way(
        &self,
        goal: Goal,
        chosen: &Chosen,
        candidate: &Candidate<'_, 's, 'a>,
    ) -> Result<Option<Constraint<'a>>, ()> {
        let workspace = self.domain.situation.scene.workspace;
        let precedence = workspace.precedence();
        let turn = |source| precedence.iter().position(|listed| *listed == source);
        let is_before = match goal {
            Goal::Trigger(place) if chosen.source == Source::Trigger => {
                chosen.trigger.is_some_and(|trigger| trigger < place)
            }
            Goal::Trigger(_) => turn(chosen.source) < turn(Source::Trigger),
            Goal::Named(source) => turn(chosen.source) < turn(source),
            Goal::Default => true,
        };
        if !is_before || chosen.source == Source::Default {
            return Ok(None);
        }
        match chosen.trigger {
            Some(place) => {
                let rules = workspace.rules();
                let part = condition(workspace, place).ok_or(())?;
                self.domain.budget.charge_for_parts(rules.size(part.expr));
                let part = part.true_part(rules, &|predicate| candidate.truth(predicate));
                Ok(Some(Constraint::True(part)))
            }
            None => {
                let fact = field_of(chosen.source).and_then(|field| self.domain.find(&field));
                Ok(Some(Constraint::Names(fact.ok_or(())?)))
            }
        }
    }

    /// The changes that may clear a blocker, of the one that leaves the fewest: each must be cleared, so
    /// any of them will do.
    fn fewest_options(
        &mut self,
        blockers: &[(Constraint<'a>, Vec<u32>)],
        choices: &[Choice],
    ) -> Result<Options, Spent> {
        let mut fewest: Option<(usize, Options)> = None;
        for (blocker, related) in blockers.iter().take(COMPARED) {
            let mut options = Options::new();
            for fact in related.iter().filter(|fact| choices.iter().all(|(n, _)| n != *fact)) {
                options.push((*fact, self.clearing.values(self.domain, blocker, *fact, choices)?));
            }
            let count = options.iter().map(|(_, values)| values.len()).sum();
            if fewest.as_ref().is_none_or(|(least, _)| count < *least) {
                fewest = Some((count, options));
            }
        }
        Ok(fewest.map(|(_, options)| options).unwrap_or_default())
    }

    /// Tries each of some changes, with so many more after it.
    fn try_each(
        &mut self,
        goal: Goal,
        blockers: &[(Constraint<'a>, Vec<u32>)],
        options: &Options,
        choices: &mut Choices,
        left: usize,
    ) -> Result<Option<FactChanges>, Spent> {
        let domain = self.domain;
        for (fact, values) in options {
            for value in values.iter() {
                domain.budget.charge(1);
                let other = domain.value((*fact, *value));
                if other.is_none_or(|other| other.names && !self.naming) {
                    continue;
                }
                let at = choices.partition_point(|choice| choice.0 < *fact);
                choices.insert(at, (*fact, *value));
                let mut found = Ok(None);
                if self.may_lead_on(blockers, choices, left) {
                    found = self.explore(goal, choices, left);
                }
                choices.remove(at);
                if let Some(changes) = found? {
                    return Ok(Some(changes));
                }
            }
        }
        domain.budget.check()?;
        Ok(None)
    }

    /// Whether a set of choices is worth a closer look: the last change must have cleared all that
    /// blocked, and no set is looked at twice.
    fn may_lead_on(
        &mut self,
        blockers: &[(Constraint<'a>, Vec<u32>)],
        choices: &Choices,
        left: usize,
    ) -> bool {
        if left > 0 {
            return self.seen.insert(choices.clone());
        }
        let is_clear = |candidate: &Candidate<'_, 's, 'a>| {
            blockers.iter().all(|(blocker, _)| blocker.may_be_met(candidate))
        };
        self.domain.with(choices, is_clear).unwrap_or_default()
    }

    /// The changes, checked by routing the visitor with them.
    fn changes(&self, choices: &Choices) -> Option<FactChanges> {
        let situation = self.domain.situation;
        let change = |choice: &Choice| {
            let fact = self.domain.fact(choice.0)?;
            let from = situation.resolve_field(&fact.field);
            Some(FactChange {
                field: fact.field.clone(),
                from: from.map_or(ObservedValue::Unknown, |seen| ObservedValue::from(&seen)),
                to: match &self.domain.value(*choice)?.value {
                    Value::Text(text) => ObservedValue::Text(text.to_string()),
                    Value::Number(number) => ObservedValue::Number(*number),
                    Value::Boolean(value) => ObservedValue::Boolean(*value),
                    Value::List(_) | Value::Null => ObservedValue::Unknown,
                },
            })
        };
        let changes = FactChanges(choices.iter().filter_map(change).collect());
        let changed = changes.apply(situation.given());
        let decision = situation.router.route(&changed, situation.scene.presence);
        let is_there = decision.group().is_some_and(|group| group.id == *self.domain.group);
        debug_assert!(is_there, "these changes should lead to the group: {changes:?}");
        is_there.then_some(changes)
    }
}

/// The condition of a trigger.
fn condition(workspace: &Workspace, trigger: u32) -> Option<Subcondition<'_>> {
    let condition = workspace.triggers().get(trigger as usize)?.when.as_ref()?;
    let program = workspace.checked_triggers().get(trigger as usize)?.when?;
    Some(Subcondition { condition, expr: program })
}
