//! From a condition as written to checked rules: every leaf against its field's type ([rule W2](crate::_rules#w2)).

mod predicate;
mod url;
mod values;

use crate::condition::check::predicate::PredicateCheck;
use crate::condition::compiled_predicate::CompiledPredicate;
use crate::condition::pattern::Patterns;
use crate::condition::rule_set_builder::RuleSetBuilder;
use crate::condition::{Condition, ExprId, OperandRef, Predicate, RuleSet, Truth, WorkspaceState};
use crate::error::{Diagnostics, Limit, PathRef, ProblemKind};
use crate::ix::{GroupIx, ScheduleIx};
use crate::visitor::Field;

/// Looks up what conditions refer to, and reports what leads nowhere.
pub(crate) trait IdResolver {
    fn schedule(&self, id: &str, at: &PathRef<'_>, report: &mut Diagnostics) -> Option<ScheduleIx>;
    fn group(&self, id: &str, at: &PathRef<'_>, report: &mut Diagnostics) -> Option<GroupIx>;
}

/// Checks conditions and gathers their checked forms.
pub(crate) struct ConditionCompiler<'n, N> {
    names: &'n N,
    rules: RuleSetBuilder,
    patterns: Patterns,
}

impl<'n, N: IdResolver> ConditionCompiler<'n, N> {
    /// For a workspace of so many triggers and groups: what expressions may take depends on it.
    pub(crate) fn new(names: &'n N, rules: usize) -> Self {
        Self { names, rules: RuleSetBuilder::default(), patterns: Patterns::new(rules) }
    }

    pub(crate) fn into_rule_set(self) -> RuleSet {
        let mut rules = self.rules.finish();
        rules.limit_expressions(self.patterns.share());
        rules
    }

    /// Checks a condition; where it has problems, they are in the report, and the program is not
    /// to be run.
    pub(crate) fn check(
        &mut self,
        condition: &Condition,
        at: &PathRef<'_>,
        report: &mut Diagnostics,
    ) -> ExprId {
        let (depth, leaves) = condition.size();
        if depth > Limit::Depth.most() {
            report.add(at, ProblemKind::Limit(Limit::Depth), &depth.to_string());
        }
        if leaves > Limit::Leaves.most() {
            report.add(at, ProblemKind::Limit(Limit::Leaves), &leaves.to_string());
        }
        let start = self.rules.start();
        self.part(condition, at, report, Limit::Depth.most());
        start
    }

    fn part(
        &mut self,
        condition: &Condition,
        at: &PathRef<'_>,
        report: &mut Diagnostics,
        levels: usize,
    ) {
        let Some(levels) = levels.checked_sub(1) else {
            return;
        };
        match condition {
            Condition::All(parts) => self.parts(parts, true, &at.key("all"), report, levels),
            Condition::Any(parts) => self.parts(parts, false, &at.key("any"), report, levels),
            Condition::Not(part) => {
                self.rules.push_not();
                self.part(part, &at.key("not"), report, levels);
            }
            Condition::Predicate(leaf) => self.predicate(leaf, at, report, levels),
        }
    }

    fn parts(
        &mut self,
        parts: &[Condition],
        all: bool,
        at: &PathRef<'_>,
        report: &mut Diagnostics,
        levels: usize,
    ) {
        if parts.is_empty() {
            report.add(at, ProblemKind::Empty, if all { "all" } else { "any" });
        }
        let opened = self.rules.open(all);
        for (n, part) in parts.iter().enumerate() {
            self.part(part, &at.index(n), report, levels);
        }
        self.rules.close(opened);
    }

    fn predicate(
        &mut self,
        leaf: &Predicate,
        at: &PathRef<'_>,
        report: &mut Diagnostics,
        levels: usize,
    ) {
        let Some(partly) = leaf.what_was_read() else {
            return self.compile_operator(leaf, at, report);
        };
        // Whoever could not read it has said so; a leaf from elsewhere says so here.
        report.add(at, ProblemKind::Unreadable, "");
        for part in &partly.joined {
            self.part(part, at, report, levels);
        }
        let Some(field) = &partly.field else {
            return;
        };
        self.operand(field, false, at, report);
        for (n, test) in partly.tests.iter().enumerate() {
            let asked = PredicateCheck::new(field, test, leaf);
            if n == 0 {
                asked.check_modifiers(at, report);
            }
            asked.check(&mut self.patterns, &at.key(test.operator_word()), report);
        }
    }

    fn compile_operator(&mut self, leaf: &Predicate, at: &PathRef<'_>, report: &mut Diagnostics) {
        let (field, test) = (leaf.field(), leaf.operator());
        let asked = PredicateCheck::new(field, test, leaf);
        let modifiers_fit = asked.check_modifiers(at, report);
        if asked.is_negated {
            self.rules.push_not();
        }
        let subject = self.operand(field, asked.needs_lowercase(), at, report);
        let check = asked.check(&mut self.patterns, &at.key(test.operator_word()), report);
        // The value for unknown is that of the predicate as written: under a `not` its negation.
        let if_unknown = leaf.truth_if_unknown().map(|truth| truth != asked.is_negated);
        let if_unknown = if_unknown.map_or(Truth::Unknown, Truth::from);
        if let (Some(subject), Some(check), true) = (subject, check, modifiers_fit) {
            self.rules.push_leaf(CompiledPredicate { operand: subject, op: check }, if_unknown);
        }
    }

    fn operand(
        &mut self,
        field: &Field,
        folds: bool,
        at: &PathRef<'_>,
        report: &mut Diagnostics,
    ) -> Option<OperandRef> {
        let at = at.key("field");
        let text = || field.to_string();
        // Most names are so short that their text need not be made.
        let may_be_long = field.name().is_some_and(|name| name.len() > Limit::TextBytes.most() / 2);
        if may_be_long && text().len() > Limit::TextBytes.most() {
            let found = text().len().to_string();
            report.add(&at, ProblemKind::Limit(Limit::TextBytes), &found);
            return None;
        }
        if cfg!(not(feature = "url")) && field.needs_url_parser() {
            report.add(&at, ProblemKind::FeatureOff { feature: "url" }, &text());
            return None;
        }
        if cfg!(not(feature = "language")) && *field == Field::Language {
            report.add(&at, ProblemKind::FeatureOff { feature: "language" }, &text());
            return None;
        }
        let state = match field {
            Field::Schedule(id) => {
                WorkspaceState::Schedule(self.names.schedule(id.as_str(), &at, report)?)
            }
            Field::Group(id) => {
                WorkspaceState::Group(self.names.group(id.as_str(), &at, report)?)
            }
            Field::Staff => WorkspaceState::Staff,
            field if field.name() == Some("") => {
                report.add(&at, ProblemKind::UnknownField, &text());
                return None;
            }
            field => {
                return Some(OperandRef::Field(self.rules.operand_index(field, folds)));
            }
        };
        Some(OperandRef::State(self.rules.state_index(state)))
    }
}
