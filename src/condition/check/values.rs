//! Checks the values that rules compare with, and brings them to the form in which they are compared.

use smallvec::SmallVec;

use crate::condition::check::url;
use crate::condition::compiled_predicate::{NumberOp, StateSet, TextOp};
use crate::condition::{CompiledOp, Literal, Number};
use crate::document::{ALIAS_COST, add_unknown_value};
use crate::error::{Diagnostics, Limit, PathRef, ProblemKind};
use crate::text::{hyphenated, is_well_formed};
use crate::visitor::{FieldKind, is_country, is_region, to_lowercase};
use crate::vocabulary::aliases::values;
use crate::vocabulary::{Alias, ValueAnswer, country_code};

/// The properties of the field and the operator that the values of `is` and `in` depend on.
#[derive(Clone, Copy)]
pub(super) struct Comparand {
    pub(super) kind: FieldKind,
    /// Whether the operator takes a single value (`is`), not a list (`in`).
    pub(super) takes_one: bool,
    pub(super) lowercase: bool,
}

/// Checks the values of `is` and `in` one by one, and returns the compiled operator.
pub(super) fn check_values(
    comparand: Comparand,
    values: &[(&Literal, PathRef<'_>)],
    report: &mut Diagnostics,
) -> Option<CompiledOp> {
    let kind = comparand.kind;
    // Most tests have one value.
    let mut texts: SmallVec<[Box<str>; 1]> = SmallVec::with_capacity(values.len());
    let mut numbers: Vec<Number> = Vec::new();
    let mut booleans: Vec<bool> = Vec::new();
    // The words of states become bits of a set, so a test of several words is one AND.
    let mut words = 0;
    // The number of problems before this list, to see whether it adds any.
    let (before, mixed) = (report.len(), is_mixed(values));
    for (literal, at) in values {
        match (literal, Expected::new(comparand)) {
            (Literal::Text(word), Expected::State(known, expected)) => {
                match StateSet::from_word(word) {
                    Some(bit) if known.contains(&bit.word()) => words |= bit.0,
                    _ => {
                        let problem = ProblemKind::UnknownState { expected };
                        let aliases = state_aliases(kind);
                        add_unknown_value(
                            at,
                            problem,
                            word,
                            known.iter().copied(),
                            aliases,
                            report,
                        );
                    }
                }
            }
            (Literal::Text(text), Expected::Text | Expected::Any(_)) => {
                let checked = check_length(text, at, report);
                if let Some(text) = checked.and_then(|()| check_word(text, kind, at, report)) {
                    texts.push(text);
                }
            }
            (Literal::Number(number), Expected::Number | Expected::Any(_)) => {
                numbers.extend(check_number(*number, at, report));
            }
            (Literal::Boolean(value), Expected::Any(true)) => booleans.push(*value),
            // The caller has reported that the list mixes types. Each item is still checked by its own type.
            _ if mixed => {}
            (literal, expected) => {
                let problem = ProblemKind::ValueNotForOperator { expected: expected.words() };
                report.add(at, problem, &literal.to_string());
            }
        }
    }
    if mixed || report.len() > before {
        return None;
    }
    if kind.is_state() {
        return Some(CompiledOp::State(StateSet(words)));
    }
    // Only `is` takes a boolean, so there is one at most.
    if let [value] = booleans[..] {
        return Some(CompiledOp::Boolean(value));
    }
    if !numbers.is_empty() {
        numbers.sort_by(|a, b| a.value().total_cmp(&b.value()));
        // Sorted and distinct, because the compiled operator does a binary search.
        numbers.dedup();
        return Some(CompiledOp::Number(NumberOp::OneOf(Box::new(numbers.into()))));
    }
    if comparand.lowercase {
        // Most texts are in lower case already, and are not copied.
        let is_lower = |text: &str| text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase());
        for text in texts.iter_mut().filter(|text| !is_lower(text)) {
            *text = to_lowercase(text).into();
        }
    }
    // Sorted for the binary search of the compiled operator. Equal lists in another order also become one
    // predicate.
    texts.sort();
    texts.dedup();
    let test = if texts.len() == 1 {
        TextOp::Equal(texts.pop()?)
    } else {
        TextOp::OneOf(texts.into_boxed_slice())
    };
    Some(CompiledOp::Text(test))
}

/// Returns the words of other systems for the states of a field.
fn state_aliases(kind: FieldKind) -> &'static [Alias<ValueAnswer>] {
    match kind {
        FieldKind::Schedule => values::SCHEDULE_STATES,
        FieldKind::Group => values::GROUP_STATES,
        FieldKind::Staff => values::STAFF_STATES,
        _ => &[],
    }
}

/// Returns `true` if a list has values of several types.
pub(super) fn is_mixed(values: &[(&Literal, PathRef<'_>)]) -> bool {
    let mut pairs = values.iter().zip(values.iter().skip(1));
    pairs.any(|((one, _), (next, _))| std::mem::discriminant(*one) != std::mem::discriminant(*next))
}

/// The values that `is` and `in` take on a type of field.
enum Expected {
    Text,
    Number,
    /// Text or number. `true` if the operator also takes a boolean, as `is` does.
    Any(bool),
    State(&'static [&'static str], &'static str),
}

impl Expected {
    fn new(comparand: Comparand) -> Self {
        match comparand.kind {
            FieldKind::Number => Self::Number,
            FieldKind::Attribute => Self::Any(comparand.takes_one),
            FieldKind::Schedule => Self::State(&["open", "closed"], "`open` or `closed`"),
            FieldKind::Group => Self::State(
                &["available", "busy", "offline", "closed"],
                "`available`, `busy`, `offline` or `closed`",
            ),
            FieldKind::Staff => Self::State(&["online", "offline"], "`online` or `offline`"),
            _ => Self::Text,
        }
    }

    fn words(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "numbers",
            Self::Any(true) => "text, a number, true or false",
            Self::Any(false) => "texts or numbers",
            Self::State(_, words) => words,
        }
    }
}

/// Returns a whole value of a field in the form in which it is compared.
pub(super) fn check_word(
    text: &str,
    kind: FieldKind,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) -> Option<Box<str>> {
    let refused = match kind {
        FieldKind::Host => return url::host(text, at, report),
        FieldKind::Path => return url::part(text, kind, at, report),
        FieldKind::Language if is_well_formed(text) => {
            return Some(hyphenated(text).to_ascii_lowercase().into());
        }
        FieldKind::Country if is_country(text) => return Some(text.to_ascii_lowercase().into()),
        FieldKind::Region if is_region(text) => return Some(text.to_ascii_lowercase().into()),
        FieldKind::Language => ProblemKind::InvalidLanguage,
        FieldKind::Country => {
            // A name or a three-letter code of a country has a right answer, which is looked up within the
            // budget of the report.
            let code = if report.spend(ALIAS_COST) { country_code(text) } else { None };
            match code {
                Some(code) => report.add_with(at, ProblemKind::InvalidCountry, text, code),
                None => report.add(at, ProblemKind::InvalidCountry, text),
            }
            return None;
        }
        FieldKind::Region => ProblemKind::InvalidRegion,
        _ => return Some(text.into()),
    };
    report.add(at, refused, text);
    None
}

/// Checks a text that must not be empty, because an empty one would be true for every value.
pub(super) fn check_text(
    text: &str,
    at: &PathRef<'_>,
    operator: &str,
    report: &mut Diagnostics,
) -> Option<()> {
    if text.is_empty() {
        report.add(at, ProblemKind::Empty, operator);
        return None;
    }
    check_length(text, at, report)
}

fn check_length(text: &str, at: &PathRef<'_>, report: &mut Diagnostics) -> Option<()> {
    if text.len() > Limit::TextBytes.most() {
        report.add(at, ProblemKind::Limit(Limit::TextBytes), &text.len().to_string());
        return None;
    }
    Some(())
}

pub(super) fn check_number(
    number: f64,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) -> Option<Number> {
    if !number.is_finite() {
        report.add(at, ProblemKind::NotFinite, &number.to_string());
        return None;
    }
    Some(Number::new(number))
}
