//! The names of fields, and what is right for those that are none.

use std::borrow::Cow;

use crate::document::{ALIAS_COST, Node, text};
use crate::error::{Diagnostics, PathRef, ProblemKind, shown, there_are};
use crate::visitor::{FIELDS, Field, NAMED_FIELDS};
use crate::vocabulary::aliases::fields;
use crate::vocabulary::{FieldAnswer, answer, loose};

/// How many words of other systems may stand before the name of a field.
const MOST_WRAPPERS: usize = 3;

/// A name longer than this is neither proposed nor repeated in advice.
const NAME_BYTES: usize = 100;

/// The field, and what stands there. Where the name is no field's, but it is clear which one was meant,
/// that one is given, so that the rest of the condition is checked.
pub(super) fn read_field_name<'de>(
    node: Node<'de>,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) -> (Option<Field>, Cow<'de, str>) {
    let Some(name) = text(node, at, report, "the name of a field") else {
        return (None, Cow::Borrowed(""));
    };
    let field = match name.parse() {
        Ok(field) => Some(field),
        Err(_) => report_unknown(&name, at, report),
    };
    (field, name)
}

/// The field of this name, or the one that was meant by it.
pub(super) fn intended_field(name: &str, report: &mut Diagnostics) -> Option<Field> {
    name.parse().ok().or_else(|| match intended(name, report) {
        Some(IntendedField::Field(word)) => word.parse().ok(),
        _ => None,
    })
}

/// What was meant by something that is no field.
enum IntendedField {
    /// The field of this name.
    Field(String),
    Advice(&'static str),
}

fn intended(name: &str, report: &mut Diagnostics) -> Option<IntendedField> {
    if report.spend(ALIAS_COST) {
        if let Some(meant) = from_alias(name) {
            return Some(meant);
        }
    }
    let words = Field::words_near(name);
    report
        .nearest(name, words.iter().map(String::as_str))
        .map(|word| IntendedField::Field(word.to_owned()))
}

fn from_alias(name: &str) -> Option<IntendedField> {
    if let Some(known) = answer(fields::FIELDS, name) {
        return Some(as_intended(known, ""));
    }
    if let Some(meant) = unwrapped(name, MOST_WRAPPERS) {
        return Some(meant);
    }
    // `query.utm_source`, `params[plan]`, `user:plan`: the longest start that is known.
    let separators = name.char_indices().filter(|(_, c)| matches!(c, '.' | ':' | '['));
    let mut known = None;
    for (place, separator) in separators.take(4) {
        let Some((start, rest)) = name.split_at_checked(place) else {
            continue;
        };
        let rest = rest.strip_prefix(separator).unwrap_or(rest).trim_end_matches(']');
        let rest = rest.trim_matches(['"', '\'']);
        if let (Some(answer), false) = (answer(fields::STARTS, start), rest.is_empty()) {
            known = Some(as_intended(answer, rest));
        }
    }
    known.or_else(|| {
        let is_parameter = name.len() > 4 && name.get(..4)?.eq_ignore_ascii_case("utm_");
        is_parameter
            .then(|| IntendedField::Field(format!("page.query.{}", name.to_ascii_lowercase())))
    })
}

/// What is left without what other systems put before their fields: `visitor.country`, `user_language`,
/// `client.geo.country`.
fn unwrapped(name: &str, levels: usize) -> Option<IntendedField> {
    let levels = levels.checked_sub(1)?;
    let separators = name.char_indices().filter(|(_, c)| matches!(c, '.' | '_'));
    for (place, _) in separators.take(2) {
        let (start, rest) = (name.get(..place)?, name.get(place + 1..)?);
        let start = loose(start);
        let is_wrapper = |wrapper: &&str| start.as_deref() == Some(*wrapper);
        if rest.is_empty() || !fields::WRAPPERS.iter().any(is_wrapper) {
            continue;
        }
        if let Some(spec) = FIELDS.iter().find(|spec| spec.word == rest) {
            return Some(IntendedField::Field(spec.word.to_owned()));
        }
        let known = answer(fields::FIELDS, rest).map(|known| as_intended(known, ""));
        let known = known.filter(|meant| matches!(meant, IntendedField::Field(_)));
        if let Some(meant) = known.or_else(|| unwrapped(rest, levels)) {
            return Some(meant);
        }
    }
    None
}

fn as_intended(answer: &'static FieldAnswer, name: &str) -> IntendedField {
    match answer {
        FieldAnswer::Field(word) => IntendedField::Field((*word).to_owned()),
        FieldAnswer::Named(start) => IntendedField::Field(format!("{start}{name}")),
        FieldAnswer::OfName(start, name) => IntendedField::Field(format!("{start}{name}")),
        FieldAnswer::Advice(advice) => IntendedField::Advice(advice),
    }
}

/// Reports a name that is no field's; gives the field that was meant.
fn report_unknown(name: &str, at: &PathRef<'_>, report: &mut Diagnostics) -> Option<Field> {
    let kind = ProblemKind::UnknownField;
    match intended(name, report) {
        Some(IntendedField::Field(word)) if is_short(&word) => {
            report.add_with(at, kind, name, &word);
            report.read_nevertheless();
            return word.parse().ok();
        }
        Some(IntendedField::Advice(advice)) => report.add_hint(at, kind, name, advice),
        _ => report.add_hint(at, kind, name, &other_fields(name)),
    }
    None
}

fn is_short(word: &str) -> bool {
    word.len() <= NAME_BYTES && shown(word) == word
}

/// The fields that there are in the place of one that nothing is known of.
fn other_fields(name: &str) -> String {
    let start = name.split_once('.').map(|(start, _)| format!("{start}."));
    if let Some(start) = start {
        let named = NAMED_FIELDS.iter().filter(|spec| spec.start.starts_with(&start));
        let named: Vec<String> =
            named.map(|spec| format!("{}{}", spec.start, spec.placeholder)).collect();
        let plain = FIELDS.iter().map(|spec| spec.word).filter(|word| word.starts_with(&start));
        let words: Vec<&str> = plain.chain(named.iter().map(String::as_str)).collect();
        if !words.is_empty() {
            return there_are(words.into_iter());
        }
    }
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    if !name.is_empty() && name.chars().all(is_plain) && is_short(name) {
        format!("what only your site knows is an attribute: `attribute.{name}`")
    } else {
        "what only your site knows is an attribute: `attribute.NAME`".to_owned()
    }
}
