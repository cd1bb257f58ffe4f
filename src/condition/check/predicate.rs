//! Checks one predicate against the type of its field ([rule W2](crate::_rules#w2)).

use std::borrow::Cow;

use crate::condition::check::url;
use crate::condition::check::values::{
    Comparand, check_number, check_text, check_values, check_word, is_mixed,
};
use crate::condition::compiled_predicate::{NumberOp, TextOp};
use crate::condition::keys::check_operator;
use crate::condition::pattern::Patterns;
use crate::condition::{CompiledOp, Literal, Operator, Predicate};
use crate::error::{Diagnostics, Limit, PathRef, ProblemKind};
use crate::visitor::{Field, FieldKind, to_lowercase};

/// A predicate while it is checked against the type of its field.
pub(super) struct PredicateCheck<'l> {
    pub(super) kind: FieldKind,
    /// The word of the operator in the document.
    word: &'static str,
    /// The operator that is compiled. It is `in` for `not_in`.
    pub(super) operator: Cow<'l, Operator>,
    /// Whether the compiled operator is the negation of the operator in the document.
    pub(super) is_negated: bool,
    pub(super) ignore_case: bool,
    pub(super) if_unknown: Option<bool>,
}

impl<'l> PredicateCheck<'l> {
    pub(super) fn new(field: &Field, test: &'l Operator, predicate: &Predicate) -> Self {
        let (ignore_case, if_unknown) = (predicate.ignores_case(), predicate.truth_if_unknown());
        let (word, negated) = (test.operator_word(), test.negated());
        let is_negated = negated.is_some();
        let test = negated.map_or(Cow::Borrowed(test), Cow::Owned);
        Self { kind: field.kind(), word, operator: test, is_negated, ignore_case, if_unknown }
    }

    /// Checks that the modifiers `ignore_case` and `if_unknown` have a meaning for this predicate.
    pub(super) fn check_modifiers(&self, at: &PathRef<'_>, report: &mut Diagnostics) -> bool {
        let exists = matches!(*self.operator, Operator::Exists(_));
        // States and `exists` have a value for every visitor, so `if_unknown` would have no effect.
        let never_unknown = self.if_unknown.is_some() && (self.kind.is_state() || exists);
        if never_unknown {
            report.add(&at.key("if_unknown"), ProblemKind::IfUnknownNotHere, "if_unknown");
        }
        let no_text = self.ignore_case && !self.compares_text();
        if no_text {
            report.add(&at.key("ignore_case"), ProblemKind::IgnoreCaseNotHere, "ignore_case");
        }
        !never_unknown && !no_text
    }

    fn comparand(&self) -> Comparand {
        let takes_one = matches!(*self.operator, Operator::Is(_));
        Comparand { kind: self.kind, takes_one, lowercase: self.needs_lowercase() }
    }

    fn compares_text(&self) -> bool {
        let is_text = |literal: &Literal| matches!(literal, Literal::Text(_));
        let text_value = match &*self.operator {
            Operator::Is(literal) => is_text(literal),
            Operator::In(literals) => literals.iter().all(is_text),
            Operator::Contains(_) | Operator::StartsWith(_) | Operator::EndsWith(_) => true,
            Operator::Matches(_) | Operator::Within(_) => true,
            _ => false,
        };
        text_value && !self.kind.is_state() && self.kind != FieldKind::Number
    }

    /// Returns `true` if the field is compared in lower case: with `ignore_case`, and always for `is`, `in` and
    /// `within` on types that have no case. A regular expression reads the text unchanged, because its engine
    /// ignores case itself.
    pub(super) fn needs_lowercase(&self) -> bool {
        let caseless = matches!(
            self.kind,
            FieldKind::Host
                | FieldKind::Language
                | FieldKind::Country
                | FieldKind::Region
                | FieldKind::Word
        );
        match &*self.operator {
            Operator::Is(_) | Operator::In(_) | Operator::Within(_) => self.ignore_case || caseless,
            Operator::Contains(_) | Operator::StartsWith(_) | Operator::EndsWith(_) => {
                self.ignore_case
            }
            _ => false,
        }
    }

    /// Returns the compiled operator and value. `at` is the path of the operator.
    pub(super) fn check(
        &self,
        patterns: &mut Patterns,
        at: &PathRef<'_>,
        report: &mut Diagnostics,
    ) -> Option<CompiledOp> {
        // The word as written, so that the message names the operator of the document: `not_in`, not `in`.
        if let Err(expected) = check_operator(self.kind, self.word) {
            report.add(at, ProblemKind::OperatorNotForField { expected }, self.word);
            return None;
        }
        match &*self.operator {
            Operator::Is(literal) => check_values(self.comparand(), &[(literal, *at)], report),
            Operator::In(literals) => self.check_list(literals, at, report),
            Operator::Contains(value) => {
                self.check_part(value, at, report).map(TextOp::Contains).map(CompiledOp::Text)
            }
            Operator::StartsWith(value) => {
                self.check_part(value, at, report).map(TextOp::StartsWith).map(CompiledOp::Text)
            }
            Operator::EndsWith(value) => {
                self.check_part(value, at, report).map(TextOp::EndsWith).map(CompiledOp::Text)
            }
            Operator::Matches(source) => {
                check_pattern(source, self.ignore_case, patterns, at, report)
            }
            Operator::Within(value) => {
                check_text(value, at, self.word, report)?;
                let value = check_word(value, self.kind, at, report)?;
                Some(CompiledOp::Text(match self.kind {
                    // Only hosts and languages have `within`, and they nest in opposite directions.
                    FieldKind::Host => TextOp::WithinHost(value),
                    _ => TextOp::WithinTag(value),
                }))
            }
            Operator::AtLeast(bound) => {
                check_number(*bound, at, report).map(NumberOp::AtLeast).map(CompiledOp::Number)
            }
            Operator::AtMost(bound) => {
                check_number(*bound, at, report).map(NumberOp::AtMost).map(CompiledOp::Number)
            }
            Operator::Above(bound) => {
                check_number(*bound, at, report).map(NumberOp::Above).map(CompiledOp::Number)
            }
            Operator::Below(bound) => {
                check_number(*bound, at, report).map(NumberOp::Below).map(CompiledOp::Number)
            }
            Operator::Exists(expected) => Some(CompiledOp::Exists(*expected)),
            // `new` has replaced negations by the operators that they negate.
            _ => None,
        }
    }

    fn check_list(
        &self,
        literals: &[Literal],
        at: &PathRef<'_>,
        report: &mut Diagnostics,
    ) -> Option<CompiledOp> {
        if literals.is_empty() {
            report.add(at, ProblemKind::Empty, self.word);
            return None;
        }
        if literals.len() > Limit::ListItems.most() {
            let found = literals.len().to_string();
            report.add(at, ProblemKind::Limit(Limit::ListItems), &found);
            return None;
        }
        let items: Vec<_> =
            literals.iter().enumerate().map(|(n, literal)| (literal, at.index(n))).collect();
        // Reported once for the list. Its items are still checked one by one.
        if is_mixed(&items) {
            report.add(at, ProblemKind::MixedTypes, self.word);
        }
        check_values(self.comparand(), &items, report)
    }

    /// Returns a part of a text in the form in which it is compared.
    fn check_part(
        &self,
        value: &str,
        at: &PathRef<'_>,
        report: &mut Diagnostics,
    ) -> Option<Box<str>> {
        check_text(value, at, self.word, report)?;
        let value = url::part(value, self.kind, at, report)?;
        // The value is converted once here, the field for each visitor.
        Some(if self.ignore_case { to_lowercase(&value).into() } else { value })
    }
}

fn check_pattern(
    source: &str,
    ignore_case: bool,
    patterns: &mut Patterns,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) -> Option<CompiledOp> {
    if source.is_empty() {
        report.add(at, ProblemKind::Empty, "matches");
        return None;
    }
    if source.len() > Limit::RegexBytes.most() {
        report.add(at, ProblemKind::Limit(Limit::RegexBytes), &source.len().to_string());
        return None;
    }
    match patterns.compile(source, ignore_case) {
        Ok(pattern) => Some(CompiledOp::Matches(Box::new(pattern))),
        Err(problem) => {
            report.add(at, problem, source);
            None
        }
    }
}
