//! Findings about texts that are compared with hosts.

use crate::analysis::PredicateFault;
use crate::analysis::comparison::{Comparison, TextOperator, with_modifiers};
use crate::analysis::examined::Found;
use crate::analysis::field_texts::TextForm;
use crate::analysis::host_names::{is_file_name, is_whole_host};
use crate::analysis::url_fields::UrlFields;
use crate::analysis::wildcards::check_wildcards;
use crate::condition::{Condition, Operator, Predicate};

/// Returns the fault of a text that is compared with a host, if it has one.
pub(super) fn check_host(comparison: &Comparison<'_>) -> Option<Found> {
    check_wildcards(comparison)
        .or_else(|| check_url_in_host(comparison))
        .or_else(|| check_dots(comparison))
        .or_else(|| check_characters(comparison))
}

/// Finds a scheme, a port or a path, as in `contains "shop.example:8080"`. Whole hosts have none,
/// because the check of the workspace rejects them.
fn check_url_in_host(comparison: &Comparison<'_>) -> Option<Found> {
    let text = comparison.text;
    let is_address = text.bytes().all(|b| b.is_ascii_hexdigit() || b"[]:.".contains(&b));
    // An IPv6 address also has colons. A port follows a letter or a single colon.
    let has_port = text.contains(':') && (!is_address || text.matches(':').count() == 1);
    if !text.contains('/') && !has_port {
        return None;
    }
    let fields = UrlFields::around(comparison.field)?;
    let url = UrlParts::split(text);
    let instead = if url.host.is_empty() || url.has_more {
        let operator = match (comparison.operator, url.has_scheme) {
            (TextOperator::StartsWith, true) => TextOperator::StartsWith,
            _ => TextOperator::Contains,
        };
        comparison.condition_with(&fields.url, operator, text)
    } else {
        comparison.condition_with(comparison.field, TextOperator::Within, url.host)
    };
    Some(Found { fault: PredicateFault::UrlInHost, instead: Some(instead) })
}

/// The parts of a text that looks like a URL.
struct UrlParts<'t> {
    has_scheme: bool,
    /// The host without its port. It is empty if the text does not look like a whole host.
    host: &'t str,
    /// `true` if more than `/` follows the host.
    has_more: bool,
}

impl<'t> UrlParts<'t> {
    fn split(text: &'t str) -> Self {
        let rest = text.split_once("://").map(|(_, rest)| rest);
        let has_scheme = rest.is_some();
        let rest = rest.unwrap_or(text).trim_start_matches('/');
        let (authority, more) = match rest.find(['/', '?', '#']) {
            Some(end) => rest.split_at(end),
            None => (rest, ""),
        };
        let host = authority.split(':').next().unwrap_or(authority);
        let host = if is_whole_host(host) || is_single_label(host) { host } else { "" };
        Self { has_scheme, host, has_more: !matches!(more, "" | "/") }
    }
}

/// Returns `true` for a single label such as `localhost`.
fn is_single_label(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn check_dots(comparison: &Comparison<'_>) -> Option<Found> {
    let text = comparison.text;
    let (at_start, at_end) = (text.starts_with('.'), text.ends_with('.'));
    let is_wrong = match comparison.operator {
        TextOperator::Is | TextOperator::Within => at_start || at_end,
        TextOperator::StartsWith => at_start,
        TextOperator::EndsWith => at_end,
        TextOperator::Contains => false,
    };
    if !is_wrong {
        return None;
    }
    let bare = text.trim_matches('.');
    let operator = match comparison.operator {
        _ if bare.is_empty() => {
            return Some(Found { fault: PredicateFault::DotAroundHost, instead: None });
        }
        // A leading dot shows that subdomains are meant.
        TextOperator::Is if at_start => TextOperator::Within,
        TextOperator::StartsWith if is_whole_host(bare) => TextOperator::Within,
        TextOperator::StartsWith => TextOperator::Contains,
        operator => operator,
    };
    // A part of a host keeps its dots, which are boundaries of labels.
    let text = match operator {
        TextOperator::EndsWith => text.trim_end_matches('.'),
        TextOperator::Contains => text,
        _ => bare,
    };
    let instead = Some(comparison.condition_with(comparison.field, operator, text));
    Some(Found { fault: PredicateFault::DotAroundHost, instead })
}

/// Finds characters that no host contains, such as a space.
fn check_characters(comparison: &Comparison<'_>) -> Option<Found> {
    // Whole hosts need no check: the parser has normalised them. Parts are compared in lower case.
    if !comparison.is_part() {
        return None;
    }
    let text = comparison.text.to_ascii_lowercase();
    let characters: String = text.chars().filter(|c| !TextForm::Host.has(*c)).collect();
    (!characters.is_empty()).then(|| Found::impossible_text(characters, None))
}

/// Detects a predicate on a part of a host or URL that probably means a whole host. Returns an
/// example of an unintended match and the condition that was probably meant.
pub(super) fn find_substring_of_host(predicate: &Predicate) -> Option<(String, Condition)> {
    let field = predicate.field();
    let is_url = match TextForm::from_field(field)? {
        TextForm::Url => true,
        TextForm::Host => false,
        TextForm::Path => return None,
    };
    let host_field = UrlFields::around(field)?.host;
    let (host, also_fits) = match (predicate.operator(), is_url) {
        (Operator::Contains(text), false) => match text.strip_prefix('.') {
            Some(below) => (below, format!("www{text}.other.example")),
            None => (&**text, format!("my{text}")),
        },
        // A leading dot makes the suffix end at the boundary of a label, so it matches no other
        // domain.
        (Operator::EndsWith(text), false) => (&**text, format!("my{text}")),
        (Operator::Contains(text), true) => {
            let host = text.trim_start_matches('.');
            (host, format!("https://other.example/{text}"))
        }
        (Operator::StartsWith(text), true) => {
            let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
            (host, format!("{text}.other.example/"))
        }
        _ => return None,
    };
    let is_file =
        is_url && matches!(predicate.operator(), Operator::Contains(_)) && is_file_name(host);
    let is_meant = is_whole_host(host) && !is_file;
    let meant = || with_modifiers(host_field.within(host.to_ascii_lowercase()), predicate).into();
    is_meant.then(|| (also_fits, meant()))
}
