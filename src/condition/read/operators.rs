//! Suggests operators for the words of other systems.

use crate::condition::keys::{OPERATORS, operators, opposite};
use crate::document::Node;
use crate::visitor::{Field, FieldKind};
use crate::vocabulary::OperatorAnswer::{
    self, Advice, Between, Each, Exists, IgnoringCase, Includes, IsBoolean, Not, NotBetween,
    NotEach, Operator,
};
use crate::vocabulary::aliases::operators::OPERATORS as ALIASES;
use crate::vocabulary::{answer, matches_spelling, spelling_key, without_negation};

/// The prefixes of operators in other systems: the type that is compared, or a verb.
const PREFIXES: [&str; 12] = [
    "string", "str", "numeric", "number", "num", "text", "date", "array", "list", "set", "is",
    "are",
];

/// Returns the answer for a word that may be an operator of another system.
pub(super) fn operator_answer(word: &str) -> Option<OperatorAnswer> {
    if let Some(known) = answer(ALIASES, word) {
        return Some(*known);
    }
    let normalized = spelling_key(word)?;
    // `not_contains`, `does_not_equal`: the answer for the word without its negation is negated.
    if let Some(negated) = without_negation(&normalized) {
        return any_operator(negated).and_then(negation);
    }
    // `str_contains`, `numeric_less_than`, `is_greater_than`.
    PREFIXES.iter().find_map(|prefix| any_operator(normalized.strip_prefix(prefix)?))
}

/// Returns the answer for a word that may be an operator of documents or of another system.
pub(super) fn any_operator(word: &str) -> Option<OperatorAnswer> {
    let normalized = spelling_key(word)?;
    // Own words first: an alias must never change the meaning of an operator of documents.
    let own = OPERATORS.iter().find(|operator| matches_spelling(&normalized, operator));
    own.map(|operator| Operator(operator)).or_else(|| operator_answer(word))
}

fn negation(answer: OperatorAnswer) -> Option<OperatorAnswer> {
    Some(match answer {
        Operator(operator) => opposite(operator).map_or(Not(operator), Operator),
        IgnoringCase(operator) => Not(operator),
        Includes => Not("contains"),
        Each(join, operator) => NotEach(join, operator),
        Exists(known) => Exists(!known),
        IsBoolean(_) => Not("is"),
        Between => NotBetween,
        Advice(advice) => Advice(advice),
        // No word is negated twice.
        Not(_) | NotEach(..) | NotBetween => return None,
    })
}

/// The most bytes of a name that is repeated in the code of a message.
const MAX_NAME_BYTES_IN_CODE: usize = 64;

/// The message about an operator of another system, and the operator as which its value is read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Resolved {
    /// The operator to write instead, if it takes the value as it is.
    pub(super) suggestion: Option<&'static str>,
    /// The advice, if there is no suggestion.
    pub(super) hint: String,
    /// The operator as which its value is read.
    pub(super) read_as: Option<&'static str>,
}

/// Returns a field as the code of a message repeats it: `"country"`, or `…` if it is unknown or long.
pub(super) fn field_in_code(field: Option<&Field>) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let name = field.map(Field::to_string).filter(|name| name.len() <= MAX_NAME_BYTES_IN_CODE);
    match name.filter(|name| name.chars().all(is_plain)) {
        Some(name) => format!("\"{name}\""),
        None => "…".to_owned(),
    }
}

/// Returns the message about an operator of another system with this value on this field.
pub(super) fn resolve_operator(
    answer: OperatorAnswer,
    value: &Node<'_>,
    field: Option<&Field>,
) -> Resolved {
    let kind = field.map(Field::kind);
    let has = |operator: &str| kind.is_none_or(|kind| operators(kind).contains(&operator));
    let code = field_in_code(field);
    let predicate_code = |operator: &str| format!("{{\"field\": {code}, \"{operator}\": …}}");
    let hint = |hint: String| Resolved { hint, ..Resolved::default() };
    let others = || hint(operators_of(kind));
    match answer {
        // `LIKE '%text%'`, `*text*`.
        Operator("contains") | Not("contains") if has_wildcards(value) => hint(
            "write the text without its wildcards, with `starts_with`, `contains` or `ends_with`"
                .to_owned(),
        ),
        Operator("in") if is_one_value(value) => Resolved {
            hint: "`in` takes a list, `is` one value".to_owned(),
            read_as: Some("is"),
            ..Resolved::default()
        },
        Operator(operator) if opposite("in") == Some(operator) && is_one_value(value) => Resolved {
            hint: format!(
                "`{operator}` takes a list; put `not` around `is` for one value: `{{\"not\": {}}}`",
                predicate_code("is")
            ),
            read_as: Some("is"),
            ..Resolved::default()
        },
        Operator(operator) => {
            let fitting = fitting_operator(operator, value, kind);
            if has(fitting) {
                let same = Some(fitting);
                Resolved { suggestion: same, read_as: same, ..Resolved::default() }
            } else {
                others()
            }
        }
        Not(operator) => {
            let operator = fitting_operator(operator, value, kind);
            if !has(operator) {
                return others();
            }
            if let Some(negation) = opposite(operator) {
                return resolve_operator(Operator(negation), value, field);
            }
            let hint = format!(
                "put `not` around `{operator}`: `{{\"not\": {}}}`",
                predicate_code(operator)
            );
            Resolved { hint, read_as: Some(operator), ..Resolved::default() }
        }
        // Numbers and states have no case.
        IgnoringCase(operator)
            if kind.is_some_and(|kind| kind.is_state() || kind == FieldKind::Number) =>
        {
            resolve_operator(Operator(operator), value, field)
        }
        IgnoringCase(operator) if has(operator) => {
            let hint = format!("write `\"{operator}\": …, \"ignore_case\": true`");
            Resolved { hint, read_as: Some(operator), ..Resolved::default() }
        }
        Each(join, operator) | NotEach(join, operator) if has(operator) => {
            let predicates_code = format!("{{\"{join}\": [{}, …]}}", predicate_code(operator));
            let whole = match answer {
                Each(..) => predicates_code,
                _ => format!("{{\"not\": {predicates_code}}}"),
            };
            hint(format!("`{operator}` takes one text: write `{whole}`"))
        }
        Includes if kind == Some(FieldKind::Attribute) => {
            hint("`is` finds a whole item of a list, `contains` a part of a text".to_owned())
        }
        Includes => resolve_operator(Operator("contains"), value, field),
        Exists(known) if has("exists") => {
            // "is set: false" is "is not set".
            // The word may ask for the opposite by its value.
            let known = known != matches!(value, Node::Bool(false));
            hint(format!("write `\"exists\": {known}`"))
        }
        IsBoolean(value) if kind.is_none_or(|kind| kind == FieldKind::Attribute) => {
            hint(format!("write `\"is\": {value}`"))
        }
        Between | NotBetween if has("at_least") => {
            let both = format!(
                "{{\"all\": [{}, {}]}}",
                predicate_code("at_least"),
                predicate_code("at_most")
            );
            let whole = match answer {
                Between => both,
                _ => format!("{{\"not\": {both}}}"),
            };
            hint(format!("write `{whole}`"))
        }
        Advice(advice) => hint(advice.to_owned()),
        _ => others(),
    }
}

/// Returns `true` if a text starts or ends with a wildcard of other systems.
fn has_wildcards(value: &Node<'_>) -> bool {
    matches!(value, Node::Text(text) if text.starts_with(['%', '*']) || text.ends_with(['%', '*']))
}

fn is_one_value(value: &Node<'_>) -> bool {
    matches!(value, Node::Text(_) | Node::Integer(_) | Node::Float(_) | Node::Bool(_))
}

/// Returns the operator that fits the form of a value: `in` for a list. For a language it returns `within`, because
/// narrower tags are the only parts of a language that can be compared.
fn fitting_operator(
    operator: &'static str,
    value: &Node<'_>,
    kind: Option<FieldKind>,
) -> &'static str {
    match (operator, value, kind) {
        ("is", Node::List(_), _) => "in",
        ("contains" | "starts_with", Node::Text(_), Some(FieldKind::Language)) => "within",
        _ => operator,
    }
}

/// Returns the operators of a type of field, in words, or all operators if the type is not known.
pub(super) fn operators_of(kind: Option<FieldKind>) -> String {
    let words = kind.map_or(OPERATORS, operators);
    let listed: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match &listed[..] {
        [before @ .., last] if !before.is_empty() => {
            let whose = if kind.is_some() { "this field takes" } else { "there are" };
            format!("{whose} {} and {last}", before.join(", "))
        }
        _ => listed.concat(),
    }
}
