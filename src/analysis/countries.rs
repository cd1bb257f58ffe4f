//! Findings about countries and regions that do not exist.

use std::collections::BTreeSet;

use crate::analysis::comparison::with_modifiers;
use crate::analysis::examined::Examined;
use crate::analysis::iso_codes::{is_country, iso_country};
use crate::analysis::{Finding, FindingSubject};
use crate::condition::{Literal, Operator, Predicate};
use crate::visitor::FieldKind;

pub(super) fn check_countries(
    examined: &Examined<'_>,
    subject: Option<&FindingSubject>,
    list: &mut Vec<Finding>,
) {
    let predicate = examined.predicate;
    if !matches!(predicate.field().kind(), FieldKind::Country | FieldKind::Region) {
        return;
    }
    // A list may name several regions of one unknown country. The finding names it once.
    let mut seen = BTreeSet::new();
    let unknown =
        whole_texts(predicate.operator()).map(country_of).filter(|code| !is_country(code));
    let codes: Vec<String> = unknown.filter(|code| seen.insert(*code)).map(str::to_owned).collect();
    if codes.is_empty() {
        return;
    }
    let right = |literal: &Literal| match literal {
        Literal::Text(text) if !is_country(country_of(text)) => {
            let (_, rest) = text.split_at_checked(country_of(text).len())?;
            Some(Literal::from(format!("{}{rest}", iso_country(country_of(text))?)))
        }
        other => Some(other.clone()),
    };
    let instead = replace_values(predicate, right);
    list.push(Finding::UnknownCountry {
        subject: subject.cloned(),
        path: examined.operator_path(),
        codes,
        instead: instead.into_iter().map(|predicate| examined.replacement(predicate)).collect(),
    });
}

/// Returns the country of a region: `FR` for `FR-IDF`. A country is its own country.
fn country_of(region: &str) -> &str {
    region.split('-').next().unwrap_or(region)
}

/// Replaces the values of a predicate, or returns `None` if there is no replacement for one of
/// them.
pub(super) fn replace_values(
    predicate: &Predicate,
    right: impl Fn(&Literal) -> Option<Literal>,
) -> Option<Predicate> {
    let field = predicate.field().clone();
    let replaced = match predicate.operator() {
        Operator::Is(literal) => field.is(right(literal)?),
        Operator::In(literals) => {
            let mut seen = BTreeSet::new();
            let right = literals.iter().map(right).collect::<Option<Vec<Literal>>>()?;
            // Two wrong codes may have one correction, which is not repeated.
            let is_new = |literal: &Literal| seen.insert(literal.to_string());
            field.one_of(right.into_iter().filter(is_new))
        }
        Operator::Within(text) => match right(&Literal::Text(text.clone()))? {
            Literal::Text(text) => field.within(text),
            _ => return None,
        },
        _ => return None,
    };
    Some(with_modifiers(replaced, predicate))
}

/// Returns the whole values that an operator compares with.
pub(super) fn whole_texts(test: &Operator) -> impl Iterator<Item = &str> {
    let (literals, text) = match test {
        Operator::Is(literal) => (std::slice::from_ref(literal), None),
        Operator::In(literals) => (&literals[..], None),
        Operator::Within(text) => (&[][..], Some(&**text)),
        _ => (&[][..], None),
    };
    let of_literals = literals.iter().filter_map(|literal| match literal {
        Literal::Text(text) => Some(&**text),
        _ => None,
    });
    of_literals.chain(text)
}
