//! Findings about numbers, states and modifiers of predicates.

use crate::analysis::PredicateFault;
use crate::analysis::comparison::{ignores_case_anyway, with_modifiers};
use crate::analysis::examined::Found;
use crate::analysis::group_facts::GroupFacts;
use crate::condition::{Literal, Operator, Predicate};
use crate::visitor::{Field, FieldKind};
use crate::workspace::Workspace;

/// Finds a number that is written as a text and compared with an attribute, which may be a number:
/// `is "5"`. Texts such as `007` and `1.50`, which are not the usual form of a number, are meant as
/// texts.
pub(super) fn check_number_as_text(predicate: &Predicate) -> Option<Found> {
    if predicate.field().kind() != FieldKind::Attribute {
        return None;
    }
    let number = |literal: &Literal| match literal {
        Literal::Text(text) => {
            let number: f64 = text.parse().ok().filter(|number: &f64| number.is_finite())?;
            (number.to_string() == **text).then_some(number)
        }
        _ => None,
    };
    let field = predicate.field().clone();
    let instead = match predicate.operator() {
        Operator::Is(literal) => field.is(number(literal)?),
        // The values of a list have one type. If one of the texts is not a number, all of them are
        // meant as texts.
        Operator::In(literals) => {
            field.one_of(literals.iter().map(number).collect::<Option<Vec<f64>>>()?)
        }
        _ => return None,
    };
    // Numbers have no letter case.
    let instead = match predicate.truth_if_unknown() {
        Some(truth) => instead.if_unknown(truth),
        None => instead,
    };
    Some(Found { fault: PredicateFault::NumberAsText, instead: Some(instead.into()) })
}

/// Finds a number that the field never has, as in `visits below 0`.
pub(super) fn check_numbers(predicate: &Predicate) -> Option<Found> {
    let (is_whole, most, range) = match predicate.field() {
        Field::Visits | Field::PagesViewed => (true, f64::INFINITY, "whole numbers from 0"),
        Field::TimeOnPage | Field::TimeOnSite => (false, f64::INFINITY, "numbers from 0"),
        Field::Bucket(_) => (false, 100.0, "numbers from 0 and below 100"),
        _ => return None,
    };
    let is_possible =
        |number: f64| number >= 0.0 && number < most && !(is_whole && number.fract() != 0.0);
    // A list is impossible only if each of its numbers is, because one possible number can make it
    // true.
    let can_hold = match predicate.operator() {
        Operator::Is(Literal::Number(number)) => is_possible(*number),
        Operator::In(literals) => literals
            .iter()
            .any(|literal| matches!(literal, Literal::Number(number) if is_possible(*number))),
        Operator::AtMost(bound) => *bound >= 0.0,
        Operator::Below(bound) => *bound > 0.0,
        Operator::AtLeast(bound) | Operator::Above(bound) => *bound < most,
        _ => true,
    };
    let fault = PredicateFault::ImpossibleNumber { range };
    (!can_hold).then_some(Found { fault, instead: None })
}

/// Finds a state that its subject never has, such as `closed` for a group without a schedule.
pub(super) fn check_state(
    workspace: &Workspace,
    facts: &GroupFacts,
    predicate: &Predicate,
) -> Option<Found> {
    let words: Vec<&str> = match predicate.operator() {
        Operator::Is(Literal::Text(word)) => vec![word],
        Operator::In(literals) => literals
            .iter()
            .filter_map(|literal| match literal {
                Literal::Text(word) => Some(&**word),
                _ => None,
            })
            .collect(),
        _ => return None,
    };
    let reason = |word: &str| match predicate.field() {
        Field::Group(id) => facts.impossible_state(workspace.group_index(id.as_str())?, word),
        Field::Staff if word == "online" && workspace.agents().is_empty() => {
            Some("there are no agents")
        }
        _ => None,
    };
    let reasons: Option<Vec<&'static str>> = words.into_iter().map(reason).collect();
    let reason = *reasons?.first()?;
    Some(Found { fault: PredicateFault::ImpossibleState { reason }, instead: None })
}

/// Finds an `ignore_case` without effect.
pub(super) fn check_case(predicate: &Predicate) -> Option<Found> {
    if !predicate.ignores_case() || !ignores_case_anyway(predicate) {
        return None;
    }
    // `with_modifiers` omits the modifier for this field.
    let field = predicate.field().clone();
    let bare = match predicate.operator() {
        Operator::Is(literal) => field.is(literal.clone()),
        Operator::In(literals) => field.one_of(literals.iter().cloned()),
        Operator::Within(text) => field.within(&**text),
        Operator::Contains(text) => field.contains(&**text),
        Operator::StartsWith(text) => field.starts_with(&**text),
        Operator::EndsWith(text) => field.ends_with(&**text),
        _ => return None,
    };
    let instead = Some(with_modifiers(bare, predicate).into());
    Some(Found { fault: PredicateFault::IgnoreCaseWithoutEffect, instead })
}
