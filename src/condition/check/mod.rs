//! From a condition as written to checked rules: every leaf against its field's type (rule W2).

mod asked;
mod url;
mod values;

use crate::condition::check::asked::Asked;
use crate::condition::gathering::Gathering;
use crate::condition::pattern::Patterns;
use crate::condition::predicate::Predicate;
use crate::condition::{Condition, Leaf, Program, Rules, State, Subject, Truth};
use crate::error::{At, Limit, ProblemKind, Report};
use crate::visitor::Field;

/// Looks up what conditions refer to, and reports what leads nowhere.
pub(crate) trait Names {
    fn schedule(&self, id: &str, at: &At<'_>, report: &mut Report) -> Option<u32>;
    fn group(&self, id: &str, at: &At<'_>, report: &mut Report) -> Option<u32>;
}

/// Checks conditions and gathers their checked forms.
pub(crate) struct Checker<'n, N> {
    names: &'n N,
    rules: Gathering,
    patterns: Patterns,
}

impl<'n, N: Names> Checker<'n, N> {
    /// For a workspace of so many triggers and groups: what expressions may take depends on it.
    pub(crate) fn new(names: &'n N, rules: usize) -> Self {
        Self { names, rules: Gathering::default(), patterns: Patterns::new(rules) }
    }

    pub(crate) fn into_rules(self) -> Rules {
        let mut rules = self.rules.finish();
        rules.limit_expressions(self.patterns.share());
        rules
    }

    /// Checks a condition; where it has problems, they are in the report, and the program is not
    /// to be run.
    pub(crate) fn check(
        &mut self,
        condition: &Condition,
        at: &At<'_>,
        report: &mut Report,
    ) -> Program {
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

    fn part(&mut self, condition: &Condition, at: &At<'_>, report: &mut Report, levels: usize) {
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
            Condition::Leaf(leaf) => self.leaf(leaf, at, report, levels),
        }
    }

    fn parts(
        &mut self,
        parts: &[Condition],
        all: bool,
        at: &At<'_>,
        report: &mut Report,
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

    fn leaf(&mut self, leaf: &Leaf, at: &At<'_>, report: &mut Report, levels: usize) {
        let Some(partly) = leaf.what_was_read() else {
            return self.test(leaf, at, report);
        };
        // Whoever could not read it has said so; a leaf from elsewhere says so here.
        report.add(at, ProblemKind::Unreadable, "");
        for part in &partly.joined {
            self.part(part, at, report, levels);
        }
        let Some(field) = &partly.field else {
            return;
        };
        self.subject(field, false, at, report);
        for (n, test) in partly.tests.iter().enumerate() {
            let asked = Asked::new(field, test, leaf);
            if n == 0 {
                asked.check_modifiers(at, report);
            }
            asked.check(&mut self.patterns, &at.key(test.operator()), report);
        }
    }

    fn test(&mut self, leaf: &Leaf, at: &At<'_>, report: &mut Report) {
        let (field, test) = (leaf.field(), leaf.test());
        let asked = Asked::new(field, test, leaf);
        let modifiers_fit = asked.check_modifiers(at, report);
        let subject = self.subject(field, asked.folds(), at, report);
        let check = asked.check(&mut self.patterns, &at.key(test.operator()), report);
        let if_unknown = leaf.truth_if_unknown().map_or(Truth::Unknown, Truth::from);
        if let (Some(subject), Some(check), true) = (subject, check, modifiers_fit) {
            self.rules.push_leaf(Predicate { subject, check }, if_unknown);
        }
    }

    fn subject(
        &mut self,
        field: &Field,
        folds: bool,
        at: &At<'_>,
        report: &mut Report,
    ) -> Option<Subject> {
        let at = at.key("field");
        let text = || field.to_string();
        // Most names are so short that their text need not be made.
        let may_be_long = field.name().is_some_and(|name| name.len() > Limit::TextBytes.most() / 2);
        if may_be_long && text().len() > Limit::TextBytes.most() {
            let found = text().len().to_string();
            report.add(&at, ProblemKind::Limit(Limit::TextBytes), &found);
            return None;
        }
        if cfg!(not(feature = "url")) && field.is_part_of_url() {
            report.add(&at, ProblemKind::FeatureOff { feature: "url" }, &text());
            return None;
        }
        if cfg!(not(feature = "language")) && *field == Field::Language {
            report.add(&at, ProblemKind::FeatureOff { feature: "language" }, &text());
            return None;
        }
        let state = match field {
            Field::Schedule(id) => {
                State::Schedule(self.names.schedule(id.as_str(), &at, report)?)
            }
            Field::Group(id) => State::Group(self.names.group(id.as_str(), &at, report)?),
            Field::Staff => State::Staff,
            Field::Attribute(name) | Field::Bucket(name) | Field::PageQuery(name)
                if name.is_empty() =>
            {
                report.add(&at, ProblemKind::UnknownField, &text());
                return None;
            }
            field => {
                return Some(Subject::Sight(self.rules.sight_number(field, folds)));
            }
        };
        Some(Subject::State(self.rules.state_number(state)))
    }
}
