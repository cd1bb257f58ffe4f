//! Findings about `*` in hosts, paths and URLs, which other systems use as a wildcard.

use crate::analysis::PredicateFault;
use crate::analysis::comparison::{Comparison, TextOperator};
use crate::analysis::examined::Found;
use crate::analysis::expressions::can_be_found;
use crate::analysis::host_names::is_whole_host;
use crate::condition::Predicate;
use crate::visitor::FieldKind;

/// Returns the fault of a text with a `*`, with the predicate that was probably meant.
pub(super) fn check_wildcards(comparison: &Comparison<'_>) -> Option<Found> {
    if !comparison.text.contains('*') {
        return None;
    }
    let instead =
        without_wildcards(comparison).map(|predicate| comparison.with_modifiers(predicate).into());
    Some(Found { fault: PredicateFault::Wildcard, instead })
}

fn without_wildcards(comparison: &Comparison<'_>) -> Option<Predicate> {
    let Comparison { field, operator, text, .. } = comparison;
    let field = || (*field).clone();
    let is_host = comparison.field.kind() == FieldKind::Host;
    // Further metacharacters show that the text is a regular expression and not a wildcard pattern.
    let is_expression = (text.starts_with(['^', '.']) && text.contains(".*"))
        || text.ends_with('$')
        || text.contains(['\\', '^']);
    if is_expression {
        return Some(field().matches(*text)).filter(can_be_found);
    }
    // `*.shop.example` and `*shop.example` mean the domain and its subdomains.
    let below = text.trim_start_matches('*').trim_start_matches('.');
    if is_host && text.starts_with('*') && is_whole_host(below) {
        return Some(field().within(below.to_ascii_lowercase()));
    }
    // The text is taken as a pattern for the whole value.
    let (before, after) = match operator {
        TextOperator::Is | TextOperator::Within => ("", ""),
        TextOperator::StartsWith => ("", "*"),
        TextOperator::EndsWith => ("*", ""),
        TextOperator::Contains => ("*", "*"),
    };
    // An operator on a part of the value has an implicit `*` on its open sides.
    let pattern = format!("{before}{text}{after}");
    let parts: Vec<&str> = pattern.split('*').filter(|part| !part.is_empty()).collect();
    let (is_open_before, is_open_after) = (pattern.starts_with('*'), pattern.ends_with('*'));
    // One part needs no regular expression.
    match (&parts[..], is_open_before, is_open_after) {
        ([], ..) => Some(field().exists()),
        ([part], true, true) => Some(field().contains(*part)),
        ([part], false, true) => Some(field().starts_with(*part)),
        ([part], true, false) => Some(field().ends_with(*part)),
        ([part], false, false) => Some(field().is(*part)),
        (parts, ..) => {
            let start = if is_open_before { "" } else { "^" };
            let end = if is_open_after { "" } else { "$" };
            let parts: Option<Vec<String>> = parts.iter().map(|part| escaped(part)).collect();
            Some(field().matches(format!("{start}{}{end}", parts?.join(".*"))))
        }
    }
}

/// Returns a text as a regular expression that matches it literally.
#[cfg(feature = "regex")]
fn escaped(text: &str) -> Option<String> {
    Some(regex_syntax::escape(text))
}

#[cfg(not(feature = "regex"))]
fn escaped(_: &str) -> Option<String> {
    None
}
