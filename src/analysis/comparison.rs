//! Predicates that compare a field with one text, and how a proposed predicate keeps the
//! modifiers of another.

use crate::condition::{Condition, Literal, Operator, Predicate};
use crate::visitor::{Field, FieldKind};

/// The operators that compare two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextOperator {
    /// The operator `is`, and each item of `in`.
    Is,
    Contains,
    StartsWith,
    EndsWith,
    Within,
}

/// A predicate that compares a field with one text.
#[derive(Clone, Copy)]
pub(super) struct Comparison<'l> {
    pub(super) predicate: &'l Predicate,
    pub(super) field: &'l Field,
    pub(super) operator: TextOperator,
    pub(super) text: &'l str,
    pub(super) ignore_case: bool,
}

impl<'l> Comparison<'l> {
    /// Returns the comparison of a predicate, or `None` if it does not compare with one text.
    pub(super) fn from_predicate(predicate: &'l Predicate) -> Option<Self> {
        let (operator, text): (_, &str) = match predicate.operator() {
            Operator::Is(Literal::Text(text)) => (TextOperator::Is, text),
            Operator::Contains(text) => (TextOperator::Contains, text),
            Operator::StartsWith(text) => (TextOperator::StartsWith, text),
            Operator::EndsWith(text) => (TextOperator::EndsWith, text),
            Operator::Within(text) => (TextOperator::Within, text),
            _ => return None,
        };
        Some(Self::new(predicate, operator, text))
    }

    /// Returns the comparison of the predicate's field with a text, which may be an item of a list.
    pub(super) fn new(predicate: &'l Predicate, operator: TextOperator, text: &'l str) -> Self {
        Self {
            predicate,
            field: predicate.field(),
            operator,
            text,
            ignore_case: predicate.ignores_case(),
        }
    }

    /// Returns this comparison with another field and text.
    pub(super) fn with_text(&self, field: &'l Field, text: &'l str) -> Self {
        Self { field, text, ..*self }
    }

    /// Returns `true` if a part of the value is compared, not the whole value.
    pub(super) fn is_part(&self) -> bool {
        !matches!(self.operator, TextOperator::Is | TextOperator::Within)
    }

    /// Builds another predicate with the modifiers of this one.
    pub(super) fn condition_with(
        &self,
        field: &Field,
        operator: TextOperator,
        text: &str,
    ) -> Condition {
        let field = field.clone();
        self.with_modifiers(match operator {
            TextOperator::Is => field.is(text),
            TextOperator::Contains => field.contains(text),
            TextOperator::StartsWith => field.starts_with(text),
            TextOperator::EndsWith => field.ends_with(text),
            TextOperator::Within => field.within(text),
        })
        .into()
    }

    /// Adds the modifiers of the compared predicate to another one.
    pub(super) fn with_modifiers(&self, predicate: Predicate) -> Predicate {
        with_modifiers(predicate, self.predicate)
    }
}

/// Adds the modifiers of another predicate, as far as the operator accepts them.
pub(super) fn with_modifiers(predicate: Predicate, modifiers: &Predicate) -> Predicate {
    // `exists` is true or false for every value, so it accepts no modifier.
    let exists = matches!(predicate.operator(), Operator::Exists(_));
    let ignore_case = modifiers.ignores_case() && !exists && !ignores_case_anyway(&predicate);
    let predicate = if ignore_case { predicate.ignore_case() } else { predicate };
    match modifiers.truth_if_unknown() {
        Some(truth) if !exists => predicate.if_unknown(truth),
        _ => predicate,
    }
}

/// Returns `true` if the predicate ignores case whether or not it has `ignore_case` (rules
/// [C2](crate::_rules#c2), [C4](crate::_rules#c4)).
pub(super) fn ignores_case_anyway(predicate: &Predicate) -> bool {
    let is_whole =
        matches!(predicate.operator(), Operator::Is(_) | Operator::In(_) | Operator::Within(_));
    let is_text =
        !matches!(predicate.operator(), Operator::Is(Literal::Number(_) | Literal::Boolean(_)));
    match predicate.field().kind() {
        FieldKind::Host => {
            // Hosts are lower case, and so are the texts that they are compared with. An expression
            // is used as it is written.
            !matches!(predicate.operator(), Operator::Matches(_) | Operator::Exists(_))
        }
        FieldKind::Language | FieldKind::Country | FieldKind::Region => is_whole,
        FieldKind::Word => is_whole && is_text,
        _ => false,
    }
}
