//! Findings about predicates: examines each predicate of each trigger and assertion.

use crate::analysis::comparison::{Comparison, TextOperator, with_modifiers};
use crate::analysis::countries::check_countries;
use crate::analysis::examined::{Examined, Found};
use crate::analysis::expressions::Expressions;
use crate::analysis::field_texts::TextForm;
use crate::analysis::group_facts::GroupFacts;
use crate::analysis::hosts::{check_host, find_substring_of_host};
use crate::analysis::languages::{check_language_predicate, check_regions};
use crate::analysis::paths::check_path;
use crate::analysis::urls::check_url;
use crate::analysis::values::{check_case, check_number_as_text, check_numbers, check_state};
use crate::analysis::{Finding, FindingSubject, PredicateFault, PredicateFinding, Replacement};
use crate::condition::{Condition, Literal, Operator, Predicate};
use crate::error::{DocumentPath, PathRef};
use crate::visitor::FieldKind;
use crate::workspace::Workspace;

/// Examines every predicate of triggers and assertions.
pub(super) fn check_conditions(workspace: &Workspace, facts: &GroupFacts, list: &mut Vec<Finding>) {
    let mut expressions = Expressions::default();
    let triggers = PathRef::ROOT.key("triggers");
    for (n, trigger) in workspace.triggers().iter().enumerate() {
        if let Some(when) = &trigger.when {
            let subject = Some(FindingSubject::Trigger(trigger.id.clone()));
            let mut checker =
                ConditionChecker { workspace, facts, subject, expressions: &mut expressions, list };
            checker.check(when, &triggers.index(n).key("when"));
        }
    }
    let assertions = PathRef::ROOT.key("assertions");
    for (n, assertion) in workspace.draft().assertions.iter().enumerate() {
        if let Some(when) = &assertion.when {
            let subject = assertion.id.clone().map(FindingSubject::Assertion);
            let mut checker =
                ConditionChecker { workspace, facts, subject, expressions: &mut expressions, list };
            checker.check(when, &assertions.index(n).key("when"));
        }
    }
}

/// Examines the predicates of one condition.
struct ConditionChecker<'w, 'l> {
    workspace: &'w Workspace,
    facts: &'l GroupFacts,
    subject: Option<FindingSubject>,
    expressions: &'l mut Expressions,
    list: &'l mut Vec<Finding>,
}

impl<'w> ConditionChecker<'w, '_> {
    /// Recursion is safe because the depth of a checked condition is limited.
    fn check(&mut self, part: &'w Condition, at: &PathRef<'_>) {
        match part {
            Condition::All(parts) => self.check_parts(parts, &at.key("all")),
            Condition::Any(parts) => self.check_parts(parts, &at.key("any")),
            Condition::Not(part) => self.check(part, &at.key("not")),
            Condition::Predicate(predicate) => self.check_predicate(predicate, at),
        }
    }

    fn check_parts(&mut self, parts: &'w [Condition], at: &PathRef<'_>) {
        for (n, part) in parts.iter().enumerate() {
            self.check(part, &at.index(n));
        }
    }

    fn check_predicate(&mut self, written: &Predicate, at: &PathRef<'_>) {
        // The checks know positive operators only. `Examined` converts their proposals back.
        let negated = written.negated();
        let predicate = negated.as_ref().unwrap_or(written);
        let examined = Examined { predicate, written, at };
        if let Some((also_fits, meant)) = find_substring_of_host(predicate) {
            self.list.push(Finding::SubstringOfHost {
                subject: self.subject.clone(),
                path: examined.operator_path(),
                test: predicate.to_string(),
                also_fits,
                meant: meant.to_string(),
                instead: vec![examined.replacement(meant)],
            });
        }
        check_countries(&examined, self.subject.as_ref(), self.list);
        let is_long = check_language_predicate(&examined, self.subject.as_ref(), self.list);
        let found = match predicate.operator() {
            _ if predicate.field().kind() == FieldKind::Attribute => {
                check_number_as_text(predicate)
            }
            Operator::In(literals) => {
                self.check_list(&examined, literals, is_long);
                None
            }
            _ => {
                Comparison::from_predicate(predicate).and_then(|comparison| check_text(&comparison))
            }
        };
        // For `matches`, none of the checks above finds a fault.
        let found = found.or_else(|| self.expressions.check(predicate));
        // A long code is one finding. Its proposal already has the right operator.
        let found =
            found.filter(|found| !is_long || found.fault != PredicateFault::LanguageWithoutRegions);
        self.push(&examined, found);
        self.push(&examined, check_numbers(predicate));
        self.push(&examined, check_state(self.workspace, self.facts, predicate));
        self.push(&examined, check_case(predicate));
    }

    fn push(&mut self, examined: &Examined<'_>, found: Option<Found>) {
        if let Some(Found { fault, instead }) = found {
            let instead = instead.map(|condition| examined.replacement(condition));
            let test = examined.predicate.to_string();
            self.push_at(examined.operator_path(), test, 0, fault, instead);
        }
    }

    fn push_at(
        &mut self,
        path: DocumentPath,
        test: String,
        more: usize,
        fault: PredicateFault,
        instead: Option<Replacement>,
    ) {
        self.list.push(Finding::Predicate(Box::new(PredicateFinding {
            subject: self.subject.clone(),
            path,
            test,
            more,
            fault,
            instead: instead.into_iter().collect(),
        })));
    }

    /// Reports the faults of the items of a list. Each kind of fault is one finding at the first
    /// item that has it.
    fn check_list(&mut self, examined: &Examined<'_>, literals: &[Literal], is_long: bool) {
        let predicate = examined.predicate;
        let mut faults: Vec<(usize, Found)> = Vec::new();
        for (n, literal) in literals.iter().enumerate() {
            if let Literal::Text(text) = literal {
                let comparison = Comparison::new(predicate, TextOperator::Is, text);
                faults.extend(check_text(&comparison).map(|found| (n, found)));
            }
        }
        if is_long {
            faults.clear();
        }
        // For each kind of fault the first item, and the number of further items.
        let mut kinds: Vec<(usize, PredicateFault, usize)> = Vec::new();
        for (n, found) in &faults {
            match kinds.iter_mut().find(|(_, fault, _)| fault.name() == found.fault.name()) {
                Some((.., more)) => *more += 1,
                None => kinds.push((*n, found.fault.clone(), 0)),
            }
        }
        // All findings about the list propose one list without any of the faults, so that one edit
        // corrects all of them.
        let instead = without_faults(predicate, literals, faults);
        let word = examined.written.operator().operator_word();
        for (n, fault, more) in kinds {
            let path = examined.at.key(word).index(n).to_path();
            let item = literals.get(n).map(Literal::to_string).unwrap_or_default();
            let test = format!("{} in [{item}]", predicate.field());
            let instead = instead.clone().map(|condition| examined.replacement(condition));
            self.push_at(path, test, more, fault, instead);
        }
    }
}

/// The most items of a list that are replaced by conditions of their own. A trigger has at most as
/// many leaves.
const MAX_REPLACED: usize = 100;

/// Returns a list whose faulty items are replaced by conditions, or `None` if one of them has no
/// replacement.
fn without_faults(
    predicate: &Predicate,
    literals: &[Literal],
    faults: Vec<(usize, Found)>,
) -> Option<Condition> {
    if faults.is_empty() || faults.len() > MAX_REPLACED {
        return None;
    }
    let mut faults = faults.into_iter().peekable();
    let mut items: Vec<Literal> = Vec::new();
    let mut others: Vec<Condition> = Vec::new();
    for (n, literal) in literals.iter().enumerate() {
        let Some((_, found)) = faults.next_if(|(path, _)| *path == n) else {
            items.push(literal.clone());
            continue;
        };
        let instead = found.instead?;
        let item = match &instead {
            Condition::Predicate(right) if right.field() == predicate.field() => {
                match right.operator() {
                    Operator::Is(literal) => Some(literal.clone()),
                    _ => None,
                }
            }
            _ => None,
        };
        match item {
            // The corrected value is in the list already, so it is not repeated.
            Some(item) if literals.contains(&item) || items.contains(&item) => {}
            Some(item) => items.push(item),
            None if others.contains(&instead) => {}
            None => others.push(instead),
        }
    }
    let list = match &items[..] {
        [] => None,
        [item] => Some(predicate.field().clone().is(item.clone())),
        _ => Some(predicate.field().clone().one_of(items)),
    };
    let list = list.map(|list| Condition::from(with_modifiers(list, predicate)));
    let mut parts: Vec<Condition> = list.into_iter().chain(others).collect();
    Some(if parts.len() == 1 { parts.swap_remove(0) } else { Condition::Any(parts) })
}

/// Checks a compared text by the form of the field's texts.
fn check_text(comparison: &Comparison<'_>) -> Option<Found> {
    match TextForm::from_field(comparison.field) {
        Some(TextForm::Host) => check_host(comparison),
        Some(TextForm::Path) => check_path(comparison),
        Some(TextForm::Url) => check_url(comparison),
        None if comparison.field.kind() == FieldKind::Language => check_regions(comparison),
        None => None,
    }
}
