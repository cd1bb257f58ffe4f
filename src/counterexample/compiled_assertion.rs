//! Compiles the assertions of a document for one workspace.

use std::collections::BTreeSet;

use crate::assertion::Assertion;
use crate::condition::{ConditionCompiler, ExprId, IdResolver, RuleSet, Truth};
use crate::counterexample::result::{FailedAssertion, VisitorOrigin};
use crate::decision::{Decision, DecisionRecord};
use crate::error::{Diagnostics, ItemKind, PathRef, ProblemKind};
use crate::expectation_check::MAX_LISTED;
use crate::group::Group;
use crate::id::GroupId;
use crate::ix::{GroupIx, ScheduleIx};
use crate::router::Situation;
use crate::visitor::Visitor;
use crate::workspace::Workspace;

/// An assertion of a document: its index, and whether only the previous version has it.
pub(crate) struct AssertionRef<'a> {
    pub(crate) index: usize,
    pub(crate) assertion: &'a Assertion,
    pub(crate) before: bool,
}

impl<'a> AssertionRef<'a> {
    /// Returns the assertions of a document, or `None` if it has none.
    pub(super) fn all(assertions: &'a [Assertion]) -> Option<Vec<Self>> {
        let asserted = |(index, assertion)| Self { index, assertion, before: false };
        let all: Vec<Self> = assertions.iter().enumerate().map(asserted).collect();
        (!all.is_empty()).then_some(all)
    }

    /// Returns the id of the assertion, or its path in the document if it has none.
    pub(super) fn name(&self) -> String {
        let path = || PathRef::ROOT.key("assertions").index(self.index).to_path().to_string();
        self.assertion.id.as_ref().map_or_else(path, ToString::to_string)
    }
}

/// The assertions that apply to a workspace, with the rule set of their conditions.
pub(super) struct CompiledAssertions<'a> {
    pub(super) rules: RuleSet,
    pub(super) list: Vec<CompiledAssertion<'a>>,
}

/// An assertion that can be compared with decisions.
pub(super) struct CompiledAssertion<'a> {
    pub(super) reference: &'a AssertionRef<'a>,
    /// The condition; an assertion without one applies to every visitor.
    pub(super) when: Option<ExprId>,
    never: BTreeSet<&'a str>,
    always: BTreeSet<&'a str>,
}

impl<'a> CompiledAssertions<'a> {
    /// Compiles the assertions. An assertion of the previous version may refer to a schedule or a group that
    /// was removed. It does not apply to this workspace, and is left out.
    pub(super) fn new(workspace: &Workspace, asserted: &'a [AssertionRef<'a>]) -> Self {
        let ids = WorkspaceIds(workspace);
        let mut compiler = ConditionCompiler::new(&ids, 1);
        let mut list = Vec::with_capacity(asserted.len());
        for asserted in asserted {
            let Assertion { when, never, always, .. } = asserted.assertion;
            let mut report = Diagnostics::default();
            let when = when.as_ref().map(|when| compiler.check(when, &PathRef::ROOT, &mut report));
            // An assertion of the previous version may name items that were removed, and then has no meaning
            // here.
            if report.is_empty() {
                let never = never.iter().map(GroupId::as_str).collect();
                let always = always.iter().map(GroupId::as_str).collect();
                list.push(CompiledAssertion { reference: asserted, when, never, always });
            }
        }
        Self { rules: compiler.into_rule_set(), list }
    }
}

impl CompiledAssertion<'_> {
    /// Returns `true` if the assertion applies to a visitor: its condition is true.
    pub(super) fn applies_to(&self, rules: &RuleSet, situation: &Situation<'_>) -> bool {
        self.when.is_none_or(|when| situation.truth_by(rules, when) == Truth::True)
    }

    /// Returns `true` if a visitor to whom the assertion applies may get this group, or none.
    pub(super) fn allows(&self, group: Option<&Group>) -> bool {
        let id = group.map(|group| group.id.as_str());
        let is_listed = |list: &BTreeSet<&str>| id.is_some_and(|id| list.contains(id));
        // A visitor without a group violates `always`, but not `never`.
        !is_listed(&self.never) && (self.always.is_empty() || is_listed(&self.always))
    }

    /// Reports the assertion with a counterexample. Everyone is online.
    pub(super) fn failed(
        &self,
        visitor: &Visitor<'_>,
        origin: VisitorOrigin,
        decision: &Decision<'_>,
    ) -> FailedAssertion {
        let Assertion { when, never, always, .. } = self.reference.assertion.clone();
        // Many failed assertions, each with all agents, would be quadratic in the document.
        let (decision, notified) = DecisionRecord::with_lists_of_at_most(decision, MAX_LISTED);
        FailedAssertion {
            id: self.reference.name(),
            before: self.reference.before,
            when,
            never,
            always,
            visitor: visitor.clone().into_owned(),
            presence: None,
            origin,
            told: Some(notified).filter(|notified| *notified > decision.notify.len()),
            decision,
        }
    }
}

/// Resolves the ids that a condition may refer to.
struct WorkspaceIds<'w>(&'w Workspace);

impl IdResolver for WorkspaceIds<'_> {
    fn schedule(&self, id: &str, at: &PathRef<'_>, report: &mut Diagnostics) -> Option<ScheduleIx> {
        let found = self.0.schedule_index(id);
        report_unknown(found, ItemKind::Schedule, id, at, report)
    }

    fn group(&self, id: &str, at: &PathRef<'_>, report: &mut Diagnostics) -> Option<GroupIx> {
        let found = self.0.group_index(id);
        report_unknown(found, ItemKind::Group, id, at, report)
    }
}

fn report_unknown<T>(
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
