//! Checks each predicate against the type of its field and compiles conditions into a rule set ([rule
//! W2](crate::_rules#w2)).

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

/// Resolves the ids of schedules and groups that conditions refer to, and reports unknown ones.
pub(crate) trait IdResolver {
    fn schedule(&self, id: &str, at: &PathRef<'_>, report: &mut Diagnostics) -> Option<ScheduleIx>;
    fn group(&self, id: &str, at: &PathRef<'_>, report: &mut Diagnostics) -> Option<GroupIx>;
}

/// Checks conditions and collects their compiled forms.
pub(crate) struct ConditionCompiler<'n, N> {
    resolver: &'n N,
    rules: RuleSetBuilder,
    patterns: Patterns,
}

impl<'n, N: IdResolver> ConditionCompiler<'n, N> {
    /// Creates a compiler for a workspace of `rules` triggers and groups. The steps that regular expressions may
    /// take depend on that number.
    pub(crate) fn new(resolver: &'n N, rules: usize) -> Self {
        Self { resolver, rules: RuleSetBuilder::default(), patterns: Patterns::new(rules) }
    }

    pub(crate) fn into_rule_set(self) -> RuleSet {
        let mut rules = self.rules.finish();
        // The share is known only after all expressions have been compiled.
        rules.limit_expressions(self.patterns.share());
        rules
    }

    /// Checks a condition, and returns its expression. If the condition has problems, they are in the report, and
    /// the expression must not be evaluated.
    pub(crate) fn check(
        &mut self,
        condition: &Condition,
        at: &PathRef<'_>,
        report: &mut Diagnostics,
    ) -> ExprId {
        let (depth, predicates) = condition.size();
        // `size` does not recurse, so a condition of any depth is measured before `part` recurses into it.
        if depth > Limit::Depth.most() {
            report.add(at, ProblemKind::Limit(Limit::Depth), &depth.to_string());
        }
        if predicates > Limit::Leaves.most() {
            report.add(at, ProblemKind::Limit(Limit::Leaves), &predicates.to_string());
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
        // Deeper parts have been reported above. Without this limit the recursion could overflow the stack.
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
            Condition::Predicate(predicate) => self.predicate(predicate, at, report, levels),
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
        predicate: &Predicate,
        at: &PathRef<'_>,
        report: &mut Diagnostics,
        levels: usize,
    ) {
        let Some(partial) = predicate.partial_parts() else {
            return self.compile_operator(predicate, at, report);
        };
        // The reader has reported it already. A condition that was read apart from this document is reported here.
        report.add(at, ProblemKind::Unreadable, "");
        for part in &partial.joined {
            self.part(part, at, report, levels);
        }
        let Some(field) = &partial.field else {
            return;
        };
        self.operand(field, false, at, report);
        for (n, test) in partial.tests.iter().enumerate() {
            let check = PredicateCheck::new(field, test, predicate);
            if n == 0 {
                check.check_modifiers(at, report);
            }
            check.check(&mut self.patterns, &at.key(test.operator_word()), report);
        }
    }

    fn compile_operator(
        &mut self,
        predicate: &Predicate,
        at: &PathRef<'_>,
        report: &mut Diagnostics,
    ) {
        let (field, test) = (predicate.field(), predicate.operator());
        let check = PredicateCheck::new(field, test, predicate);
        let modifiers_fit = check.check_modifiers(at, report);
        // `not_in` is compiled as `not` around `in`, so that the index and the search for values know only
        // `in`.
        if check.is_negated {
            self.rules.push_not();
        }
        let operand = self.operand(field, check.needs_lowercase(), at, report);
        let op = check.check(&mut self.patterns, &at.key(test.operator_word()), report);
        // The document gives the value for unknown of the whole predicate, so it is negated below a `not`.
        let if_unknown = predicate.truth_if_unknown().map(|truth| truth != check.is_negated);
        let if_unknown = if_unknown.map_or(Truth::Unknown, Truth::from);
        // A predicate with a problem leaves a gap in the expression. It is never evaluated, because the draft
        // is refused.
        if let (Some(operand), Some(op), true) = (operand, op, modifiers_fit) {
            self.rules.push_leaf(CompiledPredicate { operand, op }, if_unknown);
        }
    }

    fn operand(
        &mut self,
        field: &Field,
        lowercase: bool,
        at: &PathRef<'_>,
        report: &mut Diagnostics,
    ) -> Option<OperandRef> {
        let at = at.key("field");
        let text = || field.to_string();
        // The text of a field is its name and a short fixed start, so a short name cannot exceed the limit. That
        // saves building the text.
        let may_be_long = field.name().is_some_and(|name| name.len() > Limit::TextBytes.most() / 2);
        if may_be_long && text().len() > Limit::TextBytes.most() {
            let found = text().len().to_string();
            report.add(&at, ProblemKind::Limit(Limit::TextBytes), &found);
            return None;
        }
        // Refused instead of ignored: a rule that silently never fires would be worse.
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
                WorkspaceState::Schedule(self.resolver.schedule(id.as_str(), &at, report)?)
            }
            Field::Group(id) => {
                WorkspaceState::Group(self.resolver.group(id.as_str(), &at, report)?)
            }
            Field::Staff => WorkspaceState::Staff,
            // Only code can build a field with an empty name; the reader refuses it.
            field if field.name() == Some("") => {
                report.add(&at, ProblemKind::UnknownField, &text());
                return None;
            }
            field => {
                return Some(OperandRef::Field(self.rules.operand_index(field, lowercase)));
            }
        };
        Some(OperandRef::State(self.rules.state_index(state)))
    }
}
