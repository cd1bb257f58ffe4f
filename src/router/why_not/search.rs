//! The search for the fewest changes, level by level.
//!
//! Whatever sends the visitor to a group does so by one of a few ways: a trigger that leads there, a
//! code that names it, the default group. On each of them something blocks: a part of the trigger's
//! condition that is not true, an earlier trigger that is, an earlier code. Every change that clears
//! the way changes a fact that the blocker looks at, so these are all that must be tried; the rest
//! follows from the next blocker. A way is given up as soon as more facts must change than may (see
//! [`least_changes`]), and values that leave the blocker where it is are passed over. Nothing that
//! would do is.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use smallvec::SmallVec;

use crate::condition::{Facts, Part, Truth};
use crate::decision::{FactChange, FactChanges, SeenValue, Way, named};
use crate::router::walk::{Chosen, asks, chosen};
use crate::router::why_not::budget::Spent;
use crate::router::why_not::candidate::Candidate;
use crate::router::why_not::constraint::{Constraint, least_changes};
use crate::router::why_not::domain::{Choice, Domain, field_of};
use crate::router::why_not::values::Other;
use crate::settings::Source;
use crate::visitor::Value;
use crate::workspace::Workspace;

/// The most facts that change.
pub(super) const MOST: usize = 3;

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
    target: u32,
    /// Whether the visitor may name the group.
    naming: bool,
    /// Whether visitors must pick whom no source places.
    asks: bool,
    /// The sets of choices that were tried on the way to one goal.
    seen: BTreeSet<Choices>,
    /// The values of a fact that make a test of it true or, of the others, not true.
    clearing: BTreeMap<(u32, Truth, bool), Rc<[u32]>>,
}

/// How a candidate stands on the way to a goal.
enum Standing<'w> {
    /// It gets the group.
    Reached,
    /// No change that is left leads there.
    Dead,
    /// These facts are looked at by the first of what blocks.
    Blocked { blocker: Constraint<'w>, related: Vec<u32> },
}

impl<'d, 's, 'a> Search<'d, 's, 'a> {
    pub(super) fn new(domain: &'d Domain<'s, 'a>, target: u32, naming: bool) -> Self {
        let asks = asks(&domain.situation.scene);
        let (seen, clearing) = (BTreeSet::new(), BTreeMap::new());
        Self { domain, target, naming, asks, seen, clearing }
    }

    /// The fewest changes, up to so many.
    pub(super) fn run<'g>(
        mut self,
        goals: impl Iterator<Item = &'g Goal> + Clone,
        most: usize,
    ) -> Way {
        for most in 1..=most {
            for goal in goals.clone() {
                match self.pursue(*goal, most) {
                    Ok(Some(changes)) => return Way::Changes(changes),
                    Ok(None) => {}
                    Err(Spent) => return Way::Undecided { none_within: most - 1 },
                }
            }
        }
        Way::NoneWithinThree
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
        if named(self.domain.situation.given(), source) == Some(self.domain.group.as_str()) {
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
            Some(Standing::Reached) => Ok(self.changes(choices)),
            Some(Standing::Blocked { blocker, related }) => {
                self.clear(goal, &blocker, &related, choices, left - 1)
            }
            Some(Standing::Dead) | None => Ok(None),
        }
    }

    /// Finds out what keeps a candidate from a goal, if so many more facts may change.
    fn inspect(&self, goal: Goal, candidate: &Candidate<'_, 's, 'a>, left: usize) -> Standing<'a> {
        let workspace = self.domain.situation.scene.workspace;
        let rules = workspace.rules();
        let truth_of = |predicate| candidate.truth(predicate);
        let condition = match goal {
            Goal::Trigger(place) => condition(workspace, place),
            Goal::Default | Goal::Named(_) => None,
        };
        let untrue = condition.map_or_else(Vec::new, |part| part.untrue(rules, &truth_of));
        let mut blockers: Vec<_> = untrue.into_iter().map(Constraint::Untrue).collect();
        let is_near = |blockers: &[Constraint<'_>]| {
            least_changes(blockers, candidate, left).is_some_and(|least| least <= left)
        };
        if !is_near(&blockers) {
            return Standing::Dead;
        }
        match chosen(candidate, self.asks) {
            Some(chosen) if chosen.group == self.target => return Standing::Reached,
            Some(chosen) => match self.in_the_way(goal, &chosen, candidate) {
                Ok(blocker) => blockers.extend(blocker),
                // Nothing can be done about it.
                Err(()) => return Standing::Dead,
            },
            None => {}
        }
        if !is_near(&blockers) {
            return Standing::Dead;
        }
        match blockers.into_iter().next() {
            Some(blocker) if left > 0 => {
                let related = blocker.related(candidate);
                Standing::Blocked { blocker, related }
            }
            _ => Standing::Dead,
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
                let part = part.true_part(rules, &|predicate| candidate.truth(predicate));
                Ok(Some(Constraint::True(part)))
            }
            None => {
                let fact = field_of(chosen.source).and_then(|field| self.domain.find(&field));
                Ok(Some(Constraint::Names(fact.ok_or(())?)))
            }
        }
    }

    /// Tries each value of each fact that may clear a blocker, with so many more changes after it.
    fn clear(
        &mut self,
        goal: Goal,
        blocker: &Constraint<'a>,
        related: &[u32],
        choices: &mut Choices,
        left: usize,
    ) -> Result<Option<FactChanges>, Spent> {
        let domain = self.domain;
        for fact in related {
            if choices.iter().any(|(chosen, _)| chosen == fact) {
                continue;
            }
            let values = domain.values(*fact)?;
            let candidates = self.clearing(blocker, *fact, values, choices)?;
            for value in candidates.iter() {
                domain.budget.charge(1);
                if values.get(*value as usize).is_none_or(|other| other.names && !self.naming) {
                    continue;
                }
                let at = choices.partition_point(|choice| choice.0 < *fact);
                choices.insert(at, (*fact, *value));
                let mut found = Ok(None);
                if self.may_lead_on(blocker, choices, left) {
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

    /// Whether a set of choices is worth a closer look: the last change must have met what it was made
    /// for, and no set is looked at twice.
    fn may_lead_on(&mut self, blocker: &Constraint<'a>, choices: &Choices, left: usize) -> bool {
        if left > 0 {
            return self.seen.insert(choices.clone());
        }
        self.domain.with(choices, |candidate| blocker.may_be_met(candidate)).unwrap_or_default()
    }

    /// The values of a fact that may clear a blocker, by number.
    fn clearing(
        &mut self,
        blocker: &Constraint<'a>,
        fact: u32,
        values: &[Other],
        choices: &[Choice],
    ) -> Result<Rc<[u32]>, Spent> {
        let all = || (0..).take(values.len()).collect();
        let (Some((part, becomes_true)), Some(of_fact)) = (blocker.part(), self.domain.fact(fact))
        else {
            return Ok(all());
        };
        let rules = self.domain.situation.scene.workspace.rules();
        let keeps_parts = match of_fact.url {
            Some(url) => of_fact.field == url.whole() || self.domain.keeps_parts(url)?,
            None => true,
        };
        match rules.leaf(part.program) {
            Some((predicate, if_unknown)) => {
                if !keeps_parts || self.domain.fact_of(predicate) != Some(fact) {
                    return Ok(all());
                }
                let key = (predicate, if_unknown, becomes_true);
                if let Some(known) = self.clearing.get(&key) {
                    return Ok(Rc::clone(known));
                }
                let clears = |other: &Other| {
                    let truth = rules.test(predicate).map(|(sight, check)| {
                        self.domain.truth_for(sight, check, other.seen()).or(if_unknown)
                    });
                    (truth == Some(Truth::True)) == becomes_true
                };
                let numbered = (0..).zip(values).filter(|(_, other)| clears(other));
                let clearing: Rc<[u32]> = numbered.map(|(number, _)| number).collect();
                self.domain.budget.check()?;
                self.clearing.insert(key, Rc::clone(&clearing));
                Ok(clearing)
            }
            // A part of a URL may show in others.
            None if of_fact.url.is_some() => Ok(all()),
            None => self.telling(blocker, fact, values, choices),
        }
    }

    /// The values of a fact that change the truth of anything which a blocker looks at.
    fn telling(
        &self,
        blocker: &Constraint<'a>,
        fact: u32,
        values: &[Other],
        choices: &[Choice],
    ) -> Result<Rc<[u32]>, Spent> {
        let domain = self.domain;
        let rules = domain.situation.scene.workspace.rules();
        let mut predicates = blocker.predicates(domain);
        predicates.retain(|predicate| domain.fact_of(*predicate) == Some(fact));
        predicates.sort_unstable();
        predicates.dedup();
        let before = |predicate: u32| {
            domain.with(choices, |candidate| candidate.truth(predicate)).unwrap_or(Truth::Unknown)
        };
        let before: Vec<_> = predicates
            .into_iter()
            .filter_map(|predicate| Some((rules.test(predicate)?, before(predicate))))
            .collect();
        let tells = |other: &Other| {
            before.iter().any(|((sight, check), before)| {
                domain.truth_for(sight, check, other.seen()) != *before
            })
        };
        let telling = (0..).zip(values).filter(|(_, other)| tells(other)).map(|(n, _)| n).collect();
        domain.budget.check()?;
        Ok(telling)
    }

    /// The changes, checked by routing the visitor with them.
    fn changes(&self, choices: &Choices) -> Option<FactChanges> {
        let situation = self.domain.situation;
        let change = |choice: &Choice| {
            let fact = self.domain.fact(choice.0)?;
            let from = situation.look_at(&fact.field);
            Some(FactChange {
                field: fact.field.clone(),
                from: from.map_or(SeenValue::Unknown, |seen| SeenValue::from(&seen)),
                to: match &self.domain.value(*choice)?.value {
                    Value::Text(text) => SeenValue::Text(text.to_string()),
                    Value::Number(number) => SeenValue::Number(*number),
                    Value::Boolean(value) => SeenValue::Boolean(*value),
                    Value::List(_) | Value::Null => SeenValue::Unknown,
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
fn condition(workspace: &Workspace, trigger: u32) -> Option<Part<'_>> {
    let condition = workspace.triggers().get(trigger as usize)?.when.as_ref()?;
    let program = workspace.checked_triggers().get(trigger as usize)?.when?;
    Some(Part { condition, program })
}
