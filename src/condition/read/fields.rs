//! Reads names of fields, and suggests a field for an unknown name.

use std::borrow::Cow;

use crate::document::{ALIAS_COST, Cursor};
use crate::error::{Diagnostics, PathRef, ProblemKind, escape, there_are};
use crate::visitor::{FIELDS, Field, NAMED_FIELDS};
use crate::vocabulary::aliases::fields;
use crate::vocabulary::{FieldAnswer, answer, spelling_key};

/// The most prefixes of other systems that are removed from the name of a field.
const MAX_WRAPPERS: usize = 3;

/// A longer name is neither suggested nor repeated in advice.
const MAX_NAME_BYTES: usize = 100;

/// Returns the field, and the name in the document. If the name is unknown but the intended field is clear, that
/// field is returned, so that the rest of the condition is checked.
pub(super) fn read_field_name<'de>(cursor: Cursor<'_, 'de>) -> (Option<Field>, Cow<'de, str>) {
    let Cursor { node, path, diagnostics } = cursor;
    let name = Cursor::new(node, path, &mut *diagnostics).text("the name of a field");
    let Some(name) = name else {
        return (None, Cow::Borrowed(""));
    };
    let field = match name.parse() {
        Ok(field) => Some(field),
        Err(_) => report_unknown(&name, &path, diagnostics),
    };
    (field, name)
}

/// Returns the field with a name, or the field that an unknown name probably means.
pub(super) fn intended_field(name: &str, diagnostics: &mut Diagnostics) -> Option<Field> {
    name.parse().ok().or_else(|| match intended(name, diagnostics) {
        Some(IntendedField::Field(word)) => word.parse().ok(),
        _ => None,
    })
}

/// The probable meaning of an unknown name.
enum IntendedField {
    /// The field with this name.
    Field(String),
    /// A hint, because no field has this meaning.
    Advice(&'static str),
}

fn intended(name: &str, diagnostics: &mut Diagnostics) -> Option<IntendedField> {
    // A document may have many unknown names, and each is compared with many words, so the search has a
    // budget.
    if diagnostics.spend(ALIAS_COST) {
        if let Some(field) = from_alias(name) {
            return Some(field);
        }
    }
    // The names after a fixed start are the document's own, so only the start is compared.
    let words = Field::spelling_candidates(name);
    diagnostics
        .nearest(name, words.iter().map(String::as_str))
        .map(|word| IntendedField::Field(word.to_owned()))
}

fn from_alias(name: &str) -> Option<IntendedField> {
    if let Some(known) = answer(fields::FIELDS, name) {
        return Some(as_intended(known, ""));
    }
    if let Some(field) = unwrapped(name, MAX_WRAPPERS) {
        return Some(field);
    }
    // `query.utm_source`, `params[plan]`, `user:plan`: the longest known start counts.
    let separators = name.char_indices().filter(|(_, c)| matches!(c, '.' | ':' | '['));
    let mut known = None;
    for (offset, separator) in separators.take(4) {
        let Some((start, rest)) = name.split_at_checked(offset) else {
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

/// Removes prefixes of other systems and returns the field that is left: `visitor.country`, `user_language`,
/// `client.geo.country`.
fn unwrapped(name: &str, levels: usize) -> Option<IntendedField> {
    let levels = levels.checked_sub(1)?;
    // The first two separators are enough for the prefixes that are known, and bound the search.
    let separators = name.char_indices().filter(|(_, c)| matches!(c, '.' | '_'));
    for (offset, _) in separators.take(2) {
        let (start, rest) = (name.get(..offset)?, name.get(offset + 1..)?);
        let start = spelling_key(start);
        let is_wrapper = |wrapper: &&str| start.as_deref() == Some(*wrapper);
        if rest.is_empty() || !fields::WRAPPERS.iter().any(is_wrapper) {
            continue;
        }
        if let Some(spec) = FIELDS.iter().find(|spec| spec.word == rest) {
            return Some(IntendedField::Field(spec.word.to_owned()));
        }
        let known = answer(fields::FIELDS, rest).map(|known| as_intended(known, ""));
        let known = known.filter(|field| matches!(field, IntendedField::Field(_)));
        if let Some(field) = known.or_else(|| unwrapped(rest, levels)) {
            return Some(field);
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

/// Reports an unknown name, and returns the intended field if it is clear.
fn report_unknown(name: &str, path: &PathRef<'_>, diagnostics: &mut Diagnostics) -> Option<Field> {
    let kind = ProblemKind::UnknownField;
    match intended(name, diagnostics) {
        Some(IntendedField::Field(word)) if is_short(&word) => {
            diagnostics.add_with(path, kind, name, &word);
            diagnostics.mark_as_read();
            return word.parse().ok();
        }
        Some(IntendedField::Advice(advice)) => diagnostics.add_hint(path, kind, name, advice),
        _ => diagnostics.add_hint(path, kind, name, &other_fields(name)),
    }
    None
}

fn is_short(word: &str) -> bool {
    word.len() <= MAX_NAME_BYTES && escape(word) == word
}

/// Lists the fields that a document may use instead of an unknown one.
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
    // Only a plain, short name is repeated in the advice, so that a message stays readable.
    if !name.is_empty() && name.chars().all(is_plain) && is_short(name) {
        format!("what only your site knows is an attribute: `attribute.{name}`")
    } else {
        "what only your site knows is an attribute: `attribute.NAME`".to_owned()
    }
}
