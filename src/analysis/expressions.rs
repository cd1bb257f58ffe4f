//! Findings about regular expressions that match no text of their field, and those between slashes.

use std::collections::BTreeMap;

use crate::analysis::comparison::with_modifiers;
use crate::analysis::examined::Found;
use crate::analysis::field_texts::TextForm;
use crate::analysis::url_fields::UrlFields;
use crate::analysis::{Impossible, PredicateFault};
use crate::condition::{Operator, Predicate};
use crate::visitor::{Field, FieldKind};

/// The results for expressions by field form, source text and case sensitivity. Equal expressions
/// are examined once, however many rules have them.
#[derive(Default)]
pub(super) struct Expressions {
    known: BTreeMap<(Option<TextForm>, Box<str>, bool), Option<Impossible>>,
}

impl Expressions {
    pub(super) fn check(&mut self, predicate: &Predicate) -> Option<Found> {
        let Operator::Matches(source) = predicate.operator() else {
            return None;
        };
        let form = text_form(predicate.field(), source);
        let impossible = self
            .known
            .entry((form, source.clone(), predicate.ignores_case()))
            .or_insert_with(|| impossible(form, source, predicate.ignores_case()))
            .clone();
        // Delimiters explain an expression better than the reason why it never matches.
        if let Some(undelimited) = undelimited(predicate, source, impossible.is_some()) {
            let fault = PredicateFault::DelimitedExpression;
            return Some(Found { fault, instead: Some(or_possible_instead(undelimited).into()) });
        }
        let impossible = impossible?;
        let instead = possible_instead(predicate, source, form, &impossible);
        let fault = PredicateFault::ImpossibleExpression(impossible);
        Some(Found { fault, instead: instead.map(Into::into) })
    }
}

/// Returns the form of the texts against which an expression is tested. The automaton of URLs
/// covers web pages only, so any text is assumed for an expression on a URL that names another
/// scheme.
fn text_form(field: &Field, source: &str) -> Option<TextForm> {
    // A colon outside of `(?:` is taken as the end of a scheme.
    let names_scheme = source.replace("(?:", "").contains(':');
    TextForm::from_field(field)
        .filter(|form| *form != TextForm::Url || !names_scheme || is_web(source))
}

fn is_web(source: &str) -> bool {
    let start = source.trim_start_matches(['^', '(']).trim_start_matches("?:");
    start.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http"))
}

/// Removes the slashes and flags of other languages, as in `/^\/shop/i`.
fn undelimited(predicate: &Predicate, source: &str, is_impossible: bool) -> Option<Predicate> {
    let (expression, flags) = source.strip_prefix('/')?.rsplit_once('/')?;
    let is_escaped = expression.ends_with('\\') && !expression.ends_with("\\\\");
    if expression.is_empty() || is_escaped || !flags.chars().all(|flag| "dgimsuvxy".contains(flag))
    {
        return None;
    }
    // An escaped slash, or an anchor next to the slashes, occurs only in this notation.
    let has_escapes = expression.contains("\\/");
    let is_anchored = expression.starts_with('^') || expression.ends_with('$');
    let may_have_slashes = match predicate.field().kind() {
        FieldKind::Path | FieldKind::Attribute => true,
        FieldKind::Text => *predicate.field() != Field::PageTitle,
        _ => false,
    };
    // As a path, `/docs/i` is rarer than the flag. With other letters a path is more likely.
    let is_literal = match may_have_slashes {
        true => matches!(flags, "i" | "gi" | "ig"),
        false => true,
    };
    if !(is_literal || has_escapes || (is_anchored && is_impossible)) {
        return None;
    }
    // Of the flags, `i` becomes `ignore_case`, and `m`, `s` and `x` become an inline group. The
    // others have no effect here.
    let inline: String = flags.chars().filter(|flag| "msx".contains(*flag)).collect();
    let inline = if inline.is_empty() { inline } else { format!("(?{inline})") };
    let bare =
        predicate.field().clone().matches(format!("{inline}{}", expression.replace("\\/", "/")));
    let bare = if flags.contains('i') { bare.ignore_case() } else { bare };
    Some(with_modifiers(bare, predicate)).filter(|predicate| match predicate.operator() {
        Operator::Matches(source) => is_expression(source),
        _ => false,
    })
}

/// Returns the predicate itself if it can be true, and otherwise the predicate that was probably
/// meant.
fn or_possible_instead(predicate: Predicate) -> Predicate {
    let Operator::Matches(source) = predicate.operator() else {
        return predicate;
    };
    let form = text_form(predicate.field(), source);
    let reason = impossible(form, source, predicate.ignores_case());
    reason
        .and_then(|reason| possible_instead(&predicate, source, form, &reason))
        .unwrap_or(predicate)
}

/// Returns the predicate that was probably meant by an expression that never matches. It must be
/// able to match.
fn possible_instead(
    predicate: &Predicate,
    source: &str,
    form: Option<TextForm>,
    impossible: &Impossible,
) -> Option<Predicate> {
    let field = predicate.field();
    // The candidates are ordered by likelihood. The first one that can match is proposed.
    let unanchored = source.strip_prefix('^').unwrap_or(source);
    let mut candidates: Vec<Predicate> = Vec::new();
    let mut add = |field: &Field, source: String| candidates.push(field.clone().matches(source));
    if let Some(rest) = source.strip_prefix("/^") {
        // In most expressions of this kind, the slash was meant as a character.
        add(field, if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") });
    }
    if let Some(rest) = source.strip_suffix("$/") {
        add(field, format!("{rest}$"));
    }
    if let (Some(fields), Some(form)) = (UrlFields::around(field), form) {
        let is_missing = |any_of: &[char]| match impossible {
            Impossible::Characters(missing) => missing.chars().all(|c| any_of.contains(&c)),
            _ => false,
        };
        match form {
            TextForm::Path if *impossible == Impossible::PathForm => {
                if source.contains("://") {
                    add(&fields.url, source.to_owned());
                }
                add(field, format!("^/{unanchored}"));
            }
            // The expression needs a query or a fragment, which only the whole URL has.
            TextForm::Path if is_missing(&['?', '#']) => add(&fields.url, unanchored.to_owned()),
            TextForm::Path => encoded(source).into_iter().for_each(|encoded| add(field, encoded)),
            TextForm::Url if *impossible == Impossible::UrlForm => {
                if !unanchored.contains('/') && unanchored.contains('.') {
                    add(&fields.host, source.to_owned());
                }
                let start = if unanchored.starts_with('/') { "^" } else { "^/" };
                if is_web(source) {
                    candidates.push(field.clone().matches(source).ignore_case());
                } else {
                    add(&fields.path, format!("{start}{unanchored}"));
                }
            }
            TextForm::Url => {}
            // The expression needs characters of a path or a port, which only the whole URL has.
            TextForm::Host if is_missing(&['/', ':', '?', '#']) => {
                add(&fields.url, source.to_owned());
                add(&fields.url, unanchored.to_owned());
            }
            TextForm::Host => {
                add(field, unanchored.to_owned());
                candidates.push(field.clone().matches(source).ignore_case());
            }
        }
    }
    candidates.into_iter().map(|candidate| with_modifiers(candidate, predicate)).find(can_be_found)
}

/// Returns `true` if the expression of a predicate matches some text of its field.
pub(super) fn can_be_found(predicate: &Predicate) -> bool {
    let Operator::Matches(source) = predicate.operator() else {
        return false;
    };
    is_expression(source)
        && impossible(text_form(predicate.field(), source), source, predicate.ignores_case())
            .is_none()
}

/// Percent-encodes the letters outside ASCII, as paths contain them. Returns `None` if one of them
/// is in a class or is repeated, where an escape would mean something else.
fn encoded(source: &str) -> Option<String> {
    let is_part = |c: char| matches!(c, '[' | ']');
    if source.is_ascii() || source.contains(is_part) {
        return None;
    }
    let mut encoded = String::new();
    let mut characters = source.chars().peekable();
    while let Some(character) = characters.next() {
        if character.is_ascii() {
            encoded.push(character);
            continue;
        }
        if characters.peek().is_some_and(|next| matches!(next, '*' | '+' | '?' | '{')) {
            return None;
        }
        let mut bytes = [0; 4];
        for byte in character.encode_utf8(&mut bytes).bytes() {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    Some(encoded)
}

#[cfg(feature = "regex")]
use with_engine::{impossible, is_expression};
#[cfg(not(feature = "regex"))]
use without_engine::{impossible, is_expression};

#[cfg(feature = "regex")]
mod with_engine {
    use regex_syntax::hir::{Hir, HirKind};

    use crate::analysis::Impossible;
    use crate::analysis::automaton::ranges;
    use crate::analysis::field_texts::{TextForm, any_text};

    /// The most characters that a finding names.
    const NAMED: usize = 5;

    pub(super) fn is_expression(source: &str) -> bool {
        !source.is_empty() && regex_syntax::parse(source).is_ok()
    }

    /// Returns the reason why an expression matches no text of a form, or `None` if it matches one.
    pub(super) fn impossible(
        form: Option<TextForm>,
        source: &str,
        ignore_case: bool,
    ) -> Option<Impossible> {
        let mut parser = regex_syntax::ParserBuilder::new().case_insensitive(ignore_case).build();
        let hir = parser.parse(source).ok()?;
        // First without a form: an expression that matches no text at all has a misplaced anchor.
        if !any_text().can_contain(&hir) {
            return Some(Impossible::Anchors);
        }
        let form = form?;
        if form.automaton().can_contain(&hir) {
            None
        // All characters are possible, so it is their order that contradicts the form.
        } else if form.alphabet().can_contain(&hir) {
            Some(match form {
                TextForm::Path => Impossible::PathForm,
                TextForm::Url => Impossible::UrlForm,
                TextForm::Host => Impossible::HostForm,
            })
        } else {
            let mut missing = String::new();
            collect_missing(&hir, form, &mut missing);
            Some(Impossible::Characters(missing))
        }
    }

    /// Collects the characters of literals that the field never contains, and of classes without a
    /// possible character.
    fn collect_missing(part: &Hir, form: TextForm, missing: &mut String) {
        let mut add = |character: char| {
            let is_new = !missing.contains(character) && missing.chars().count() < NAMED;
            if is_new && !form.has(character) {
                missing.push(character);
            }
        };
        match part.kind() {
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).unwrap_or_default();
                text.chars().for_each(&mut add);
            }
            HirKind::Class(class) => {
                let ranges = ranges(class);
                // 128 characters of each range decide: the forms differ in ASCII only, and beyond
                // ASCII all or none of a script is possible.
                let of_range = |(start, end): &(char, char)| (*start..=*end).take(128);
                if !ranges.iter().flat_map(of_range).any(|character| form.has(character)) {
                    // A class of white space is represented by the space.
                    let is_space = |(start, end): &(char, char)| (*start..=*end).contains(&' ');
                    let first = ranges.iter().find(|range| is_space(range)).map(|_| ' ');
                    let first = first.or(ranges.first().map(|(start, _)| *start));
                    first.into_iter().for_each(add);
                }
            }
            HirKind::Repetition(repetition) if repetition.min > 0 => {
                collect_missing(&repetition.sub, form, missing);
            }
            HirKind::Capture(capture) => collect_missing(&capture.sub, form, missing),
            HirKind::Concat(parts) | HirKind::Alternation(parts) => {
                parts.iter().for_each(|part| collect_missing(part, form, missing));
            }
            _ => {}
        }
    }
}

#[cfg(not(feature = "regex"))]
mod without_engine {
    use crate::analysis::Impossible;
    use crate::analysis::field_texts::TextForm;

    /// Without the feature `regex` no checked condition has an expression.
    pub(super) fn impossible(_: Option<TextForm>, _: &str, _: bool) -> Option<Impossible> {
        None
    }

    pub(super) fn is_expression(_: &str) -> bool {
        false
    }
}
