//! Assertions, compiled for one workspace.

use std::collections::BTreeSet;

use crate::assertion::Assertion;
use crate::condition::{ConditionCompiler, ExprId, IdResolver, RuleSet, Truth};
use crate::counterexample::{FailedAssertion, VisitorOrigin};
use crate::decision::{Decision, DecisionRecord};
use crate::error::{Diagnostics, ItemKind, PathRef, ProblemKind};
use crate::expectation_check::MAX_LISTED;
use crate::group::Group;
use crate::id::GroupId;
use crate::ix::{GroupIx, ScheduleIx};
use crate::router::Situation;
use crate::visitor::Visitor;
use crate::workspace::Workspace;

/// An assertion of a document: where it stands, and whether only the version before has it.
pub(crate) struct Asserted<'a> {
    pub(crate) index: usize,
    pub(crate) assertion: &'a Assertion,
    pub(crate) before: bool,
}

impl<'a> Asserted<'a> {
    /// The assertions of a document; nothing if it has none.
    pub(super) fn all(assertions: &'a [Assertion]) -> Option<Vec<Self>> {
        let asserted = |(index, assertion)| Self { index, assertion, before: false };
        let all: Vec<Self> = assertions.iter().enumerate().map(asserted).collect();
        (!all.is_empty()).then_some(all)
    }

    /// What tools call it: its id, or its place in the document if it has none.
    pub(super) fn name(&self) -> String {
        let place = || PathRef::ROOT.key("assertions").index(self.index).place().to_string();
        self.assertion.id.as_ref().map_or_else(place, ToString::to_string)
    }
}

/// The assertions that can be held against a workspace, with the rules of their conditions.
pub(super) struct Claims<'a> {
    pub(super) rules: RuleSet,
    pub(super) list: Vec<Claim<'a>>,
}

/// An assertion, ready to be held against decisions.
pub(super) struct Claim<'a> {
    pub(super) asserted: &'a Asserted<'a>,
    /// Its condition; none holds for every visitor.
    pub(super) when: Option<ExprId>,
    never: BTreeSet<&'a str>,
    always: BTreeSet<&'a str>,
}

impl<'a> Claims<'a> {
    /// An assertion of the version before may ask for a schedule or a group that is gone. It says nothing
    /// about this workspace then, and is left out.
    pub(super) fn new(workspace: &Workspace, asserted: &'a [Asserted<'a>]) -> Self {
        let ids = Ids(workspace);
        let mut checker = ConditionCompiler::new(&ids, 1);
        let mut list = Vec::with_capacity(asserted.len());
        for asserted in asserted {
            let Assertion { when, never, always, .. } = asserted.assertion;
            let mut report = Diagnostics::default();
            let when = when.as_ref().map(|when| checker.check(when, &PathRef::ROOT, &mut report));
            if report.is_empty() {
                let never = never.iter().map(GroupId::as_str).collect();
                let always = always.iter().map(GroupId::as_str).collect();
                list.push(Claim { asserted, when, never, always });
            }
        }
        Self { rules: checker.into_rule_set(), list }
    }
}

impl Claim<'_> {
    /// Whether it says anything about a visitor: its condition is true.
    pub(super) fn fits(&self, rules: &RuleSet, situation: &Situation<'_>) -> bool {
        self.when.is_none_or(|when| situation.truth_by(rules, when) == Truth::True)
    }

    /// Whether a visitor whom it fits may get this group, or none.
    pub(super) fn allows(&self, group: Option<&Group>) -> bool {
        let id = group.map(|group| group.id.as_str());
        let is_listed = |list: &BTreeSet<&str>| id.is_some_and(|id| list.contains(id));
        !is_listed(&self.never) && (self.always.is_empty() || is_listed(&self.always))
    }

    /// The assertion with a visitor who shows that it does not hold while everyone is online.
    pub(super) fn failed(
        &self,
        visitor: &Visitor<'_>,
        origin: VisitorOrigin,
        decision: &Decision<'_>,
    ) -> FailedAssertion {
        let Assertion { when, never, always, .. } = self.asserted.assertion.clone();
        let (decision, told) = DecisionRecord::with_lists_of_at_most(decision, MAX_LISTED);
        FailedAssertion {
            id: self.asserted.name(),
            before: self.asserted.before,
            when,
            never,
            always,
            visitor: visitor.clone().into_owned(),
            presence: None,
            origin,
            told: Some(told).filter(|told| *told > decision.notify.len()),
            decision,
        }
    }
}

/// The ids that a condition may refer to.
struct Ids<'w>(&'w Workspace);

impl IdResolver for Ids<'_> {
    fn schedule(&self, id: &str, at: &PathRef<'_>, report: &mut Diagnostics) -> Option<ScheduleIx> {
        let found = self.0.schedule_index(id);
        note(found, ItemKind::Schedule, id, at, report)
    }

    fn group(&self, id: &str, at: &PathRef<'_>, report: &mut Diagnostics) -> Option<GroupIx> {
        let found = self.0.group_index(id);
        note(found, ItemKind::Group, id, at, report)
    }
}

fn note<T>(
    found: Option<T>,
    noun: ItemKind,
    id: &str,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) -> Option<T> {
    if found.is_none() {
        report.add(at, ProblemKind::UnknownReference(noun), id);
    }
    found
}
