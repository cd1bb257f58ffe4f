//! The words of conditions: what joins others, operators and modifiers, with a line and an example each.

use crate::condition::Operator;
use crate::visitor::FieldKind;

/// A key of a condition: what joins others, an operator or a modifier.
pub(crate) struct WordSpec {
    pub(crate) word: &'static str,
    /// What it takes.
    pub(crate) takes: &'static str,
    /// One line for people who write documents.
    pub(crate) meaning: &'static str,
    /// A condition, in JSON.
    pub(crate) example: &'static str,
}

/// The operators of a type of field.
struct KindSpec {
    operators: &'static [&'static str],
    /// The same, as messages list them.
    listed: &'static str,
}

/// Declares the keys. A line is: word, what it takes, meaning, example.
macro_rules! words {
    (
        nodes { $($node:tt)* }
        operators { $($operator:tt)* }
        modifiers { $($modifier:tt)* }
    ) => {
        pub(crate) static NODE_SPECS: &[WordSpec] = specs!($($node)*);
        pub(crate) static OPERATOR_SPECS: &[WordSpec] = specs!($($operator)*);
        pub(crate) static MODIFIER_SPECS: &[WordSpec] = specs!($($modifier)*);
        /// The keys that say what kind of node it is; the last of them is that of leaves.
        pub(super) const NODES: &[&str] = list!($($node)*);
        pub(super) const OPERATORS: &[&str] = list!($($operator)*);
        pub(super) const MODIFIERS: &[&str] = list!($($modifier)*);
        /// All of them.
        pub(super) const WORDS: &[&str] = list!($($node)* $($operator)* $($modifier)*);
    };
}

macro_rules! specs {
    ($($word:literal, $takes:literal, $meaning:literal, $example:literal;)*) => {
        &[$(WordSpec {
            word: $word,
            takes: $takes,
            meaning: $meaning,
            example: $example,
        }),*]
    };
}

macro_rules! list {
    ($($word:literal, $takes:literal, $meaning:literal, $example:literal;)*) => {
        &[$($word),*]
    };
}

words! {
    nodes {
        "all", "a list of conditions", "True if every part is, false if any part is.",
            r#"{"all": [{"field": "country", "is": "FR"}, {"field": "visits", "above": 1}]}"#;
        "any", "a list of conditions", "True if any part is, false if every part is.",
            r#"{"any": [{"field": "country", "is": "FR"}, {"field": "language", "within": "fr"}]}"#;
        "not", "a condition", "True if the part is false; what is not known stays so.",
            r#"{"not": {"field": "device", "is": "bot"}}"#;
        "field", "the name of a field", "What is looked at; exactly one operator stands beside it.",
            r#"{"field": "country", "is": "FR"}"#;
    }
    operators {
        "is", "text, a number, true or false", "Equal to the value.",
            r#"{"field": "country", "is": "FR"}"#;
        "in", "a list of texts or numbers", "Equal to one of the values.",
            r#"{"field": "country", "in": ["FR", "BE"]}"#;
        "contains", "text", "Has the text as a part.",
            r#"{"field": "page.title", "contains": "cart"}"#;
        "starts_with", "text", "Has the text as its start.",
            r#"{"field": "page.path", "starts_with": "/help/"}"#;
        "ends_with", "text", "Has the text as its end.",
            r#"{"field": "page.path", "ends_with": ".html"}"#;
        "matches", "a regular expression",
            "The expression is found anywhere in it; anchor with `^` and `$`.",
            r#"{"field": "page.path", "matches": "^/status/[45]"}"#;
        "within", "a domain or a language tag",
            "The domain itself or a subdomain; the language or a narrower one.",
            r#"{"field": "page.host", "within": "example.fr"}"#;
        "at_least", "a number", "Not less than the number.",
            r#"{"field": "pages_viewed", "at_least": 3}"#;
        "at_most", "a number", "Not more than the number.",
            r#"{"field": "visits", "at_most": 2}"#;
        "above", "a number", "More than the number.",
            r#"{"field": "attribute.cart_value", "above": 99.5}"#;
        "below", "a number", "Less than the number.",
            r#"{"field": "bucket.test", "below": 50}"#;
        "exists", "true or false", "True: the field is known; false: it is not.",
            r#"{"field": "attribute.plan", "exists": false}"#;
    }
    modifiers {
        "ignore_case", "true or false", "Compares text without case.",
            r#"{"field": "page.title", "contains": "cart", "ignore_case": true}"#;
        "if_unknown", "true or false", "Stands for the result where the field is not known.",
            r#"{"not": {"field": "device", "is": "bot", "if_unknown": false}}"#;
    }
}

macro_rules! kind {
    ($first:literal $(, $word:literal)*) => {
        KindSpec {
            operators: &[$first $(, $word)*],
            listed: concat!("`", $first, "`" $(, ", `", $word, "`")*),
        }
    };
}

fn kind(kind: FieldKind) -> KindSpec {
    match kind {
        FieldKind::Text | FieldKind::Word | FieldKind::Path => {
            kind!("is", "in", "contains", "starts_with", "ends_with", "matches", "exists")
        }
        FieldKind::Host => {
            kind!("is", "in", "within", "contains", "starts_with", "ends_with", "matches", "exists")
        }
        FieldKind::Language => kind!("is", "in", "within", "exists"),
        FieldKind::Country | FieldKind::Region => kind!("is", "in", "exists"),
        FieldKind::Number => {
            kind!("is", "in", "at_least", "at_most", "above", "below", "exists")
        }
        FieldKind::Attribute => kind!(
            "is",
            "in",
            "contains",
            "starts_with",
            "ends_with",
            "matches",
            "at_least",
            "at_most",
            "above",
            "below",
            "exists"
        ),
        FieldKind::Schedule | FieldKind::Group | FieldKind::Staff => kind!("is", "in"),
    }
}

/// The operators of a type of field.
pub(crate) fn operators(of: FieldKind) -> &'static [&'static str] {
    kind(of).operators
}

/// Whether a type of field has the operator of a test; else those that it has, in words.
pub(super) fn check_operator(of: FieldKind, test: &Operator) -> Result<(), &'static str> {
    let kind = kind(of);
    if kind.operators.contains(&test.operator_word()) { Ok(()) } else { Err(kind.listed) }
}
