//! Numbers, states and modifiers of predicates.

use crate::analysis::PredicateFault;
use crate::analysis::conditions::{Found, ignores_case_anyway, with_modifiers};
use crate::analysis::group_facts::GroupFacts;
use crate::condition::{Literal, Operator, Predicate};
use crate::visitor::{Field, FieldKind};
use crate::workspace::Workspace;

/// A number written as text, where an attribute may be a number: `is "5"`. Texts that are no number in the
/// usual form, as `007` or `1.50`, are meant as texts.
pub(super) fn check_number_as_text(leaf: &Predicate) -> Option<Found> {
    if leaf.field().kind() != FieldKind::Attribute {
        return None;
    }
    let number = |literal: &Literal| match literal {
        Literal::Text(text) => {
            let number: f64 = text.parse().ok().filter(|number: &f64| number.is_finite())?;
            (number.to_string() == **text).then_some(number)
        }
        _ => None,
    };
    let field = leaf.field().clone();
    let instead = match leaf.operator() {
        Operator::Is(literal) => field.is(number(literal)?),
        // A list has values of one type: with one text among them that is no number all are texts.
        Operator::In(literals) => {
            field.one_of(literals.iter().map(number).collect::<Option<Vec<f64>>>()?)
        }
        _ => return None,
    };
    // Numbers have no case.
    let instead = match leaf.truth_if_unknown() {
        Some(truth) => instead.if_unknown(truth),
        None => instead,
    };
    Some(Found { fault: PredicateFault::NumberAsText, instead: Some(instead.into()) })
}

/// A number that the field never has: `visits below 0`.
pub(super) fn check_numbers(leaf: &Predicate) -> Option<Found> {
    let (is_whole, most, range) = match leaf.field() {
        Field::Visits | Field::PagesViewed => (true, f64::INFINITY, "whole numbers from 0"),
        Field::TimeOnPage | Field::TimeOnSite => (false, f64::INFINITY, "numbers from 0"),
        Field::Bucket(_) => (false, 100.0, "numbers from 0 and below 100"),
        _ => return None,
    };
    let is_possible =
        |number: f64| number >= 0.0 && number < most && !(is_whole && number.fract() != 0.0);
    let can_hold = match leaf.operator() {
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

/// A state that its subject never has: `closed` of a group without a schedule.
pub(super) fn check_state(
    workspace: &Workspace,
    facts: &GroupFacts,
    leaf: &Predicate,
) -> Option<Found> {
    let words: Vec<&str> = match leaf.operator() {
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
    let reason = |word: &str| match leaf.field() {
        Field::Group(id) => facts.impossible_state(workspace.group_place(id.as_str())?, word),
        Field::Staff if word == "online" && workspace.agents().is_empty() => {
            Some("there are no agents")
        }
        _ => None,
    };
    let reasons: Option<Vec<&'static str>> = words.into_iter().map(reason).collect();
    let reason = *reasons?.first()?;
    Some(Found { fault: PredicateFault::ImpossibleState { reason }, instead: None })
}

/// `ignore_case` where it changes nothing.
pub(super) fn check_case(leaf: &Predicate) -> Option<Found> {
    if !leaf.ignores_case() || !ignores_case_anyway(leaf) {
        return None;
    }
    // Without the modifier, as `with_modifiers` leaves it out here.
    let field = leaf.field().clone();
    let bare = match leaf.operator() {
        Operator::Is(literal) => field.is(literal.clone()),
        Operator::In(literals) => field.one_of(literals.iter().cloned()),
        Operator::Within(text) => field.within(&**text),
        Operator::Contains(text) => field.contains(&**text),
        Operator::StartsWith(text) => field.starts_with(&**text),
        Operator::EndsWith(text) => field.ends_with(&**text),
        _ => return None,
    };
    let instead = Some(with_modifiers(bare, leaf).into());
    Some(Found { fault: PredicateFault::IgnoreCaseWithoutEffect, instead })
}
