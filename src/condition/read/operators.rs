//! What is right for an operator of another system.

use crate::condition::keys::{OPERATORS, operators, opposite};
use crate::document::Node;
use crate::visitor::{Field, FieldKind};
use crate::vocabulary::OperatorAnswer::{
    self, Advice, Between, Each, Exists, IgnoringCase, Includes, IsBoolean, Not, NotBetween,
    NotEach, Operator,
};
use crate::vocabulary::aliases::operators::OPERATORS as ALIASES;
use crate::vocabulary::{answer, loose, matches_loosely, without_negation};

/// What other systems put before their operators: the type that is compared, or a verb.
const PREFIXES: [&str; 12] = [
    "string", "str", "numeric", "number", "num", "text", "date", "array", "list", "set", "is",
    "are",
];

/// What is right for a word that may be an operator of another system.
pub(super) fn operator_answer(word: &str) -> Option<OperatorAnswer> {
    if let Some(known) = answer(ALIASES, word) {
        return Some(*known);
    }
    let loose = loose(word)?;
    if let Some(negated) = without_negation(&loose) {
        return any_operator(negated).and_then(negation);
    }
    // `str_contains`, `numeric_less_than`, `is_greater_than`.
    PREFIXES.iter().find_map(|prefix| any_operator(loose.strip_prefix(prefix)?))
}

/// The same for a word that may be an operator of documents, too.
pub(super) fn any_operator(word: &str) -> Option<OperatorAnswer> {
    let loose = loose(word)?;
    let own = OPERATORS.iter().find(|operator| matches_loosely(&loose, operator));
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
        Not(_) | NotEach(..) | NotBetween => return None,
    })
}

/// A name longer than this is not repeated in code.
const CODE_BYTES: usize = 64;

/// What a message says of an operator of another system, and how its value is read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Resolved {
    /// The operator that can stand in its place.
    pub(super) suggestion: Option<&'static str>,
    pub(super) hint: String,
    /// The operator as which its value is read.
    pub(super) read_as: Option<&'static str>,
}

/// A field as code in a message repeats it: `"country"`, or what is left open.
pub(super) fn field_in_code(field: Option<&Field>) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let name = field.map(Field::to_string).filter(|name| name.len() <= CODE_BYTES);
    match name.filter(|name| name.chars().all(is_plain)) {
        Some(name) => format!("\"{name}\""),
        None => "…".to_owned(),
    }
}

/// What is right in the place of an operator of another system with this value, on this field.
pub(super) fn resolve_operator(
    answer: OperatorAnswer,
    value: &Node<'_>,
    field: Option<&Field>,
) -> Resolved {
    let kind = field.map(Field::kind);
    let has = |operator: &str| kind.is_none_or(|kind| operators(kind).contains(&operator));
    let code = field_in_code(field);
    let leaf = |operator: &str| format!("{{\"field\": {code}, \"{operator}\": …}}");
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
                leaf("is")
            ),
            read_as: Some("is"),
            ..Resolved::default()
        },
        Operator(operator) => {
            let fitting = fitting(operator, value, kind);
            if has(fitting) {
                let same = Some(fitting);
                Resolved { suggestion: same, read_as: same, ..Resolved::default() }
            } else {
                others()
            }
        }
        Not(operator) => {
            let operator = fitting(operator, value, kind);
            if !has(operator) {
                return others();
            }
            if let Some(negation) = opposite(operator) {
                return resolve_operator(Operator(negation), value, field);
            }
            let hint = format!("put `not` around `{operator}`: `{{\"not\": {}}}`", leaf(operator));
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
            let leaves = format!("{{\"{join}\": [{}, …]}}", leaf(operator));
            let whole = match answer {
                Each(..) => leaves,
                _ => format!("{{\"not\": {leaves}}}"),
            };
            hint(format!("`{operator}` takes one text: write `{whole}`"))
        }
        Includes if kind == Some(FieldKind::Attribute) => {
            hint("`is` finds a whole item of a list, `contains` a part of a text".to_owned())
        }
        Includes => resolve_operator(Operator("contains"), value, field),
        Exists(known) if has("exists") => {
            // "is set: false" is "is not set".
            let known = known != matches!(value, Node::Bool(false));
            hint(format!("write `\"exists\": {known}`"))
        }
        IsBoolean(value) if kind.is_none_or(|kind| kind == FieldKind::Attribute) => {
            hint(format!("write `\"is\": {value}`"))
        }
        Between | NotBetween if has("at_least") => {
            let both = format!("{{\"all\": [{}, {}]}}", leaf("at_least"), leaf("at_most"));
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

/// Whether a text starts or ends with what stands for any text in other systems.
fn has_wildcards(value: &Node<'_>) -> bool {
    matches!(value, Node::Text(text) if text.starts_with(['%', '*']) || text.ends_with(['%', '*']))
}

fn is_one_value(value: &Node<'_>) -> bool {
    matches!(value, Node::Text(_) | Node::Integer(_) | Node::Float(_) | Node::Bool(_))
}

/// The operator for a value of this form: a list is compared with `in`; a language has no parts but
/// narrower ones.
fn fitting(operator: &'static str, value: &Node<'_>, kind: Option<FieldKind>) -> &'static str {
    match (operator, value, kind) {
        ("is", Node::List(_), _) => "in",
        ("contains" | "starts_with", Node::Text(_), Some(FieldKind::Language)) => "within",
        _ => operator,
    }
}

/// The operators that a type of field has, in words; all of them where it is not known.
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
