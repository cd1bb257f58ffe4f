//! Visitors made from conditions: with values that make their tests come out as wanted, and with one test
//! at a time that comes out otherwise.
//!
//! The values are tried one by one and judged by the rules themselves, so that a visitor is never taken for
//! what it is not. What is found depends on the order of the tests: this is a search, and it misses
//! visitors that a proof would find.

use crate::condition::{
    ExprId, Facts, OperandRef, Requirement, RuleSet, State, Truth, TruthSet, attempts,
};
use crate::counterexample::budget::{Budget, Spent};
use crate::counterexample::claim::Claim;
use crate::presence::Presence;
use crate::router::{Router, Situation};
use crate::time::Timestamp;
use crate::visitor::{Field, FieldResolver, FieldValue, Value, Visitor};
use crate::workspace::CheckedGroup;

/// How many changes of a schedule are tried as the instant of a visitor.
const SCHEDULE_CHANGES: usize = 16;

/// How many ids are tried for a share of visitors, and how many of those that lie in it are offered.
const IDS: usize = 1_000;
const IDS_OFFERED: usize = 4;

/// The instant from which schedules are followed for a visitor without one: a Monday at noon, UTC.
const REFERENCE_MILLIS: i64 = 1_767_614_400_000;

/// How many tests of conditions cost as much as a trial.
const TESTS_PER_TRIAL: usize = 32;

/// A test of a condition, and the values of it with which the condition can be true.
#[derive(Clone, Copy)]
pub(super) struct BoundRequirement<'r> {
    rules: &'r RuleSet,
    wanted: Requirement,
}

/// The tests of a condition, in order, each as it has to come out; a negated one has to be false.
pub(super) fn requirements(rules: &RuleSet, when: Option<ExprId>) -> Vec<BoundRequirement<'_>> {
    let leaves = when.map_or_else(Vec::new, |when| rules.to_nnf(when).leaves());
    leaves.into_iter().map(|wanted| BoundRequirement { rules, wanted }).collect()
}

impl<'r> BoundRequirement<'r> {
    fn is_met(&self, situation: &Situation<'_>) -> bool {
        let truth = situation.predicate_by(self.rules, self.wanted.predicate);
        self.wanted.values.has(truth)
    }

    /// The field that is tested; none for a state.
    pub(super) fn field(&self) -> Option<&'r Field> {
        self.rules.operand_and_op(self.wanted.predicate).map(|(operand, _)| &operand.field)
    }

    /// The same test coming out otherwise: false, and not known.
    fn opposites(self) -> impl Iterator<Item = Self> {
        let Requirement { predicate, values } = self.wanted;
        let opposite = move |truth| Requirement { predicate, values: TruthSet::single(truth) };
        values.complement().iter().map(move |truth| Self { wanted: opposite(truth), ..self })
    }
}

/// One thing to change of a visitor.
enum Change<'r> {
    Field(&'r Field, Value<'static>),
    Id(Option<String>),
    At(Timestamp),
}

impl Change<'_> {
    /// Nothing where no visitor can be like that.
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

/// Makes visitors for whom an assertion says something.
pub(super) struct Maker<'r> {
    pub(super) router: &'r Router,
    /// Everyone is online.
    pub(super) everyone: &'r Presence,
    /// The rules of the assertion.
    pub(super) rules: &'r RuleSet,
    pub(super) claim: &'r Claim<'r>,
    /// The tests of the assertion.
    pub(super) own: Vec<BoundRequirement<'r>>,
}

impl<'r> Maker<'r> {
    /// The first visitors that fit the assertion: all its tests as wanted, and each once otherwise, or as
    /// wanted although another had to give way.
    pub(super) fn fitting(&self, budget: &mut Budget) -> Result<Vec<Visitor<'static>>, Spent> {
        let blank = Visitor::undated();
        let full = self.fulfil(&blank, &self.own, false, budget)?;
        let mut fitting = Vec::new();
        let mut keep = |visitor: Visitor<'static>| {
            let is_new = !fitting.contains(&visitor);
            if is_new && self.fits(&visitor) {
                fitting.push(visitor);
            }
        };
        keep(full.clone());
        for requirement in &self.own {
            for varied in self.variants(&full, *requirement, &self.own, false, budget)? {
                keep(varied);
            }
        }
        // Groups with a schedule are closed to a visitor without an instant.
        if let (Some(first), false) =
            (fitting.first(), self.router.workspace().all_hours().is_empty())
        {
            let noon = Timestamp::from_unix_millis(REFERENCE_MILLIS);
            let dated = Visitor { at: first.at.or(Some(noon)), ..first.clone() };
            if !fitting.contains(&dated) && self.fits(&dated) {
                fitting.push(dated);
            }
        }
        Ok(fitting)
    }

    /// The visitor with all requirements met that can be met together, in their order.
    pub(super) fn fulfil(
        &self,
        visitor: &Visitor<'static>,
        requirements: &[BoundRequirement<'r>],
        guarded: bool,
        budget: &mut Budget,
    ) -> Result<Visitor<'static>, Spent> {
        let mut visitor = visitor.clone();
        let mut kept: Vec<BoundRequirement<'r>> = Vec::with_capacity(requirements.len());
        for requirement in requirements {
            if self.meet(&mut visitor, *requirement, &kept, guarded, budget)? {
                kept.push(*requirement);
            }
        }
        Ok(visitor)
    }

    /// Visitors in whom one test comes out otherwise than in this one, and the other tests as they do, as
    /// far as that can be.
    pub(super) fn variants(
        &self,
        visitor: &Visitor<'static>,
        requirement: BoundRequirement<'r>,
        requirements: &[BoundRequirement<'r>],
        guarded: bool,
        budget: &mut Budget,
    ) -> Result<Vec<Visitor<'static>>, Spent> {
        budget.spend(self.cost(requirements.len()))?;
        let (is_met, others) = {
            let situation = self.router.situation(visitor, self.everyone);
            let is_other = |other: &&BoundRequirement<'r>| {
                other.wanted.predicate != requirement.wanted.predicate && other.is_met(&situation)
            };
            let others: Vec<BoundRequirement<'r>> =
                requirements.iter().filter(is_other).copied().collect();
            (requirement.is_met(&situation), others)
        };
        let mut found: Vec<Visitor<'static>> = Vec::new();
        let mut keep = |varied: Visitor<'static>| {
            if varied != *visitor && !found.contains(&varied) {
                found.push(varied);
            }
        };
        for opposite in requirement.opposites() {
            let mut varied = visitor.clone();
            if self.meet(&mut varied, opposite, &others, guarded, budget)?
                || self.meet(&mut varied, opposite, &[], guarded, budget)?
            {
                keep(varied);
            }
        }
        if !is_met {
            // It could not be met beside those before it: now it goes first.
            let mut varied = visitor.clone();
            if self.meet(&mut varied, requirement, &[], guarded, budget)? {
                let rest: Vec<BoundRequirement<'r>> =
                    [requirement].into_iter().chain(requirements.iter().copied()).collect();
                keep(self.fulfil(&varied, &rest, guarded, budget)?);
            }
        }
        Ok(found)
    }

    /// Changes the visitor so that a requirement is met, those that are kept stay met, and, where that is
    /// guarded, the assertion still fits. False where no value that is tried does.
    fn meet(
        &self,
        visitor: &mut Visitor<'static>,
        requirement: BoundRequirement<'r>,
        kept: &[BoundRequirement<'r>],
        guarded: bool,
        budget: &mut Budget,
    ) -> Result<bool, Spent> {
        let changes = {
            let situation = self.router.situation(visitor, self.everyone);
            if requirement.is_met(&situation) {
                return Ok(true);
            }
            self.changes(&situation, visitor, requirement, kept)
        };
        for change in changes {
            budget.spend(self.cost(kept.len()))?;
            let Some(changed) = change.apply(visitor) else {
                continue;
            };
            let does = {
                let situation = self.router.situation(&changed, self.everyone);
                requirement.is_met(&situation)
                    && kept.iter().all(|kept| kept.is_met(&situation))
                    && (!guarded || self.claim.fits(self.rules, &situation))
            };
            if does {
                *visitor = changed;
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn cost(&self, tests: usize) -> usize {
        1 + (self.own.len() + tests) / TESTS_PER_TRIAL
    }

    fn fits(&self, visitor: &Visitor<'_>) -> bool {
        self.claim.fits(self.rules, &self.router.situation(visitor, self.everyone))
    }

    /// What may make a requirement met.
    fn changes(
        &self,
        situation: &Situation<'_>,
        visitor: &Visitor<'_>,
        requirement: BoundRequirement<'r>,
        kept: &[BoundRequirement<'r>],
    ) -> Vec<Change<'r>> {
        let BoundRequirement { rules, wanted } = requirement;
        let subject = rules.predicate(wanted.predicate).map(|predicate| predicate.operand);
        let (operand, check) = match (subject, rules.operand_and_op(wanted.predicate)) {
            (_, Some(test)) => test,
            // A state is always known.
            (Some(OperandRef::State(_)), None) if wanted.values.is_only(Truth::Unknown) => {
                return Vec::new();
            }
            (Some(OperandRef::State(number)), None) => {
                let instants = rules.state(number).map(|state| self.instants(state, visitor.at));
                return instants.unwrap_or_default().into_iter().map(Change::At).collect();
            }
            _ => return Vec::new(),
        };
        let field = &operand.field;
        if matches!(field, Field::Bucket(_)) {
            return ids_for(requirement);
        }
        let current = match situation.resolve_field(field) {
            Some(FieldValue::Text(text)) => Some(text.to_string()),
            _ => None,
        };
        let of_field = |other: &BoundRequirement<'r>| {
            let test = other.rules.operand_and_op(other.wanted.predicate)?;
            (test.0.field == *field).then_some(test.1)
        };
        // Numbers have to agree with the assertion, too.
        let others = kept.iter().chain(&self.own).filter_map(of_field);
        let together: Vec<_> = [check].into_iter().chain(others).collect();
        let values = wanted.values.iter().flat_map(|truth| {
            attempts(field, check, truth, current.as_deref(), together.iter().copied())
        });
        values.map(|value| Change::Field(field, value)).collect()
    }

    /// Instants at which a state may be another one.
    fn instants(&self, state: State, at: Option<Timestamp>) -> Vec<Timestamp> {
        let workspace = self.router.workspace();
        let start = at.unwrap_or(Timestamp::from_unix_millis(REFERENCE_MILLIS));
        let schedule = match state {
            State::Schedule(schedule) => Some(schedule),
            State::Group(group) => workspace.checked_group(group).and_then(CheckedGroup::schedule),
            State::Staff => None,
        };
        let mut instants = vec![start];
        if let Some(hours) = schedule.and_then(|schedule| workspace.hours_at(schedule)) {
            let changes =
                std::iter::successors(hours.next_change(start), |at| hours.next_change(*at));
            instants.extend(changes.take(SCHEDULE_CHANGES));
        }
        instants
    }
}

/// Ids of visitors who lie in a share as it is wanted.
fn ids_for(requirement: BoundRequirement<'_>) -> Vec<Change<'_>> {
    let BoundRequirement { rules, wanted } = requirement;
    let Some((operand, check)) = rules.operand_and_op(wanted.predicate) else {
        return Vec::new();
    };
    if wanted.values.is_only(Truth::Unknown) {
        return vec![Change::Id(None)];
    }
    let lies_in_it = |id: &String| {
        let visitor = Visitor::undated().id(id);
        let seen = FieldResolver::new(&visitor).resolve(&operand.field);
        wanted.values.has(operand.truth(check, seen))
    };
    let ids = (0..IDS).map(|n| format!("visitor-{n}"));
    ids.filter(lies_in_it).take(IDS_OFFERED).map(|id| Change::Id(Some(id))).collect()
}
