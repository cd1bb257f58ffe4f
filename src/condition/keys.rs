//! The keys of conditions: connectives, operators and modifiers, each declared once.
//!
//! Readers, writers, messages, the vocabulary page and the JSON Schemas use these tables. A new operator takes a
//! variant and a row here, a method in `build.rs`, and an entry in the order of keys in `error/path.rs`. An operator
//! that negates another one needs nothing else: it is replaced by `not` around the other one when a condition is
//! checked or analysed. Any other operator also needs a compiled form (`check/predicate.rs`,
//! `compiled_predicate.rs`) and an access path in the index.

use crate::condition::literal::Literal;
use crate::visitor::FieldKind;

/// An operator with its value.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Operator {
    /// True if the field equals the value.
    Is(Literal),
    /// True if the field equals a value of the list.
    In(Box<[Literal]>),
    /// True if the field equals no value of the list. It negates [`In`](Self::In), so both are unknown for the
    /// same visitors.
    NotIn(Box<[Literal]>),
    /// True if the text contains this one.
    Contains(Box<str>),
    /// True if the text starts with this one.
    StartsWith(Box<str>),
    /// True if the text ends with this one.
    EndsWith(Box<str>),
    /// True if the regular expression matches anywhere in the text.
    Matches(Box<str>),
    /// True if the host is this domain or a subdomain of it, or if the language is this one or a narrower one.
    Within(Box<str>),
    /// True if the number is not less than this one.
    AtLeast(f64),
    /// True if the number is not more than this one.
    AtMost(f64),
    /// True if the number is more than this one.
    Above(f64),
    /// True if the number is less than this one.
    Below(f64),
    /// `Exists(true)` is true if the field is known, `Exists(false)` if it is not known.
    Exists(bool),
}

/// A key of a condition: a connective, an operator or a modifier.
pub(crate) struct ConditionKey {
    pub(crate) word: &'static str,
    /// The form of its value, in words.
    pub(crate) takes: &'static str,
    /// One line for people who write documents.
    pub(crate) meaning: &'static str,
    /// A condition, in JSON.
    pub(crate) example: &'static str,
}

/// How an operator is read. Its key is in [`OPERATOR_KEYS`].
pub(crate) struct OperatorSpec {
    pub(crate) word: &'static str,
    pub(crate) value: ValueReader,
    /// The operator that this one negates.
    pub(crate) negates: Option<&'static str>,
}

/// The form of an operator's value, and the function that creates the operator from it.
#[derive(Clone, Copy)]
pub(crate) enum ValueReader {
    Literal(fn(Literal) -> Operator),
    Literals(fn(Box<[Literal]>) -> Operator),
    Text(fn(Box<str>) -> Operator),
    Number(fn(f64) -> Operator),
    Boolean(fn(bool) -> Operator),
}

/// The value of an operator, by its form.
#[derive(Clone, Copy)]
pub(super) enum OperatorValue<'o> {
    Literal(&'o Literal),
    Literals(&'o [Literal]),
    Text(&'o str),
    Number(f64),
    Boolean(bool),
}

/// The operators of a type of field.
struct KindSpec {
    operators: &'static [&'static str],
    /// The operators as one text, for messages.
    listed: &'static str,
}

/// Declares the keys. A row is: word, the form of its value in words, meaning, example. The row of an operator
/// starts with its variant, the variant that it negates if it negates one, and the form of its value. The generated
/// matches are exhaustive, so a variant without a row does not compile.
macro_rules! keys {
    (
        nodes { $($node:literal, $node_takes:literal, $node_meaning:literal, $node_example:literal;)* }
        operators { $(
            $operator:ident $(= not $negated:ident $negated_word:literal)?: $form:ident,
                $word:literal, $takes:literal, $meaning:literal, $example:literal;
        )* }
        modifiers { $($modifier:literal, $modifier_takes:literal, $modifier_meaning:literal, $modifier_example:literal;)* }
    ) => {
        pub(crate) static NODE_KEYS: &[ConditionKey] =
            &[$(key($node, $node_takes, $node_meaning, $node_example)),*];
        pub(crate) static OPERATOR_KEYS: &[ConditionKey] =
            &[$(key($word, $takes, $meaning, $example)),*];
        /// The operators, in the order of [`OPERATOR_KEYS`].
        pub(crate) static OPERATOR_SPECS: &[OperatorSpec] = &[$(OperatorSpec {
            word: $word,
            value: ValueReader::$form(Operator::$operator),
            negates: negates!($($negated_word)?),
        }),*];
        pub(crate) static MODIFIER_KEYS: &[ConditionKey] =
            &[$(key($modifier, $modifier_takes, $modifier_meaning, $modifier_example)),*];

        /// The keys that determine the kind of a node. The last one is that of predicates.
        pub(super) const NODES: &[&str] = &[$($node),*];
        pub(super) const OPERATORS: &[&str] = &[$($word),*];
        pub(super) const MODIFIERS: &[&str] = &[$($modifier),*];
        /// All keys.
        pub(super) const KEYS: &[&str] = &[$($node,)* $($word,)* $($modifier),*];

        impl Operator {
            /// Returns the operator's word in documents.
            #[must_use]
            pub fn operator_word(&self) -> &'static str {
                match self {
                    $(Self::$operator(_) => $word,)*
                }
            }

            /// Returns the operator's value.
            pub(super) fn value(&self) -> OperatorValue<'_> {
                match self {
                    $(Self::$operator(value) => value!($form, value),)*
                }
            }

            /// Returns the operator that this one negates, with its value, if it negates one.
            pub(crate) fn negated(&self) -> Option<Self> {
                match self {
                    $($(Self::$operator(value) => Some(Self::$negated(value.clone())),)?)*
                    _ => None,
                }
            }

            /// Returns the operator that negates this one, with its value, if there is one.
            pub(crate) fn negation(&self) -> Option<Self> {
                match self {
                    $($(Self::$negated(value) => Some(Self::$operator(value.clone())),)?)*
                    _ => None,
                }
            }
        }
    };
}

const fn key(
    word: &'static str,
    takes: &'static str,
    meaning: &'static str,
    example: &'static str,
) -> ConditionKey {
    ConditionKey { word, takes, meaning, example }
}

macro_rules! negates {
    () => {
        None
    };
    ($word:literal) => {
        Some($word)
    };
}

macro_rules! value {
    (Number, $value:ident) => {
        OperatorValue::Number(*$value)
    };
    (Boolean, $value:ident) => {
        OperatorValue::Boolean(*$value)
    };
    ($form:ident, $value:ident) => {
        OperatorValue::$form($value)
    };
}

keys! {
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
        Is: Literal, "is", "text, a number, true or false", "Equal to the value.",
            r#"{"field": "country", "is": "FR"}"#;
        In: Literals, "in", "a list of texts or numbers", "Equal to one of the values.",
            r#"{"field": "country", "in": ["FR", "BE"]}"#;
        NotIn = not In "in": Literals, "not_in", "a list of texts or numbers",
            "Equal to none of the values; what is not known stays so.",
            r#"{"field": "country", "not_in": ["FR", "BE"]}"#;
        Contains: Text, "contains", "text", "Has the text as a part.",
            r#"{"field": "page.title", "contains": "cart"}"#;
        StartsWith: Text, "starts_with", "text", "Has the text as its start.",
            r#"{"field": "page.path", "starts_with": "/help/"}"#;
        EndsWith: Text, "ends_with", "text", "Has the text as its end.",
            r#"{"field": "page.path", "ends_with": ".html"}"#;
        Matches: Text, "matches", "a regular expression",
            "The expression is found anywhere in it; anchor with `^` and `$`.",
            r#"{"field": "page.path", "matches": "^/status/[45]"}"#;
        Within: Text, "within", "a domain or a language tag",
            "The domain itself or a subdomain; the language or a narrower one.",
            r#"{"field": "page.host", "within": "example.fr"}"#;
        AtLeast: Number, "at_least", "a number", "Not less than the number.",
            r#"{"field": "pages_viewed", "at_least": 3}"#;
        AtMost: Number, "at_most", "a number", "Not more than the number.",
            r#"{"field": "visits", "at_most": 2}"#;
        Above: Number, "above", "a number", "More than the number.",
            r#"{"field": "attribute.cart_value", "above": 99.5}"#;
        Below: Number, "below", "a number", "Less than the number.",
            r#"{"field": "bucket.test", "below": 50}"#;
        Exists: Boolean, "exists", "true or false", "True: the field is known; false: it is not.",
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
            kind!("is", "in", "not_in", "contains", "starts_with", "ends_with", "matches", "exists")
        }
        FieldKind::Host => {
            kind!(
                "is",
                "in",
                "not_in",
                "within",
                "contains",
                "starts_with",
                "ends_with",
                "matches",
                "exists"
            )
        }
        // Parts of a tag have no meaning of their own, so `contains` and its like are refused.
        FieldKind::Language => kind!("is", "in", "not_in", "within", "exists"),
        FieldKind::Country | FieldKind::Region => kind!("is", "in", "not_in", "exists"),
        FieldKind::Number => {
            kind!("is", "in", "not_in", "at_least", "at_most", "above", "below", "exists")
        }
        FieldKind::Attribute => kind!(
            "is",
            "in",
            "not_in",
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
        // A state is always known, so there is no `exists`.
        FieldKind::Schedule | FieldKind::Group | FieldKind::Staff => kind!("is", "in", "not_in"),
    }
}

/// Returns the operators of a type of field, in the order in which messages list them.
pub(crate) fn operators(of: FieldKind) -> &'static [&'static str] {
    kind(of).operators
}

/// Checks that a type of field has an operator.
///
/// # Errors
///
/// Returns the operators of the type of field, in words, if it does not have this one.
pub(super) fn check_operator(of: FieldKind, operator: &str) -> Result<(), &'static str> {
    // The table of the type also holds the list for the message, so the two cannot differ.
    let kind = kind(of);
    if kind.operators.contains(&operator) { Ok(()) } else { Err(kind.listed) }
}

impl Operator {
    /// Returns `true` if this operator negates another one.
    pub(crate) fn is_negation(&self) -> bool {
        operator_spec(self.operator_word()).is_some_and(|spec| spec.negates.is_some())
    }
}

/// Returns the operator with a word.
pub(super) fn operator_spec(word: &str) -> Option<&'static OperatorSpec> {
    // A linear search is enough for thirteen short words.
    OPERATOR_SPECS.iter().find(|spec| spec.word == word)
}

/// Returns the operator that is true exactly if another one is false: `not_in` for `in`, and `in` for `not_in`.
pub(super) fn opposite(word: &str) -> Option<&'static str> {
    OPERATOR_SPECS.iter().find_map(|spec| match spec.negates {
        Some(negated) if negated == word => Some(spec.word),
        // The relation is read in both directions, although only the negation has an entry.
        negated if spec.word == word => negated,
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::PathRef;

    #[test]
    fn paths_sort_in_the_order_of_the_keys() {
        let when = PathRef::ROOT.key("when");
        let paths: Vec<_> = KEYS.iter().map(|key| when.key(key).to_path()).collect();
        for pair in paths.windows(2) {
            let [one, next] = pair else { continue };
            assert!(one.cmp_in_document(next).is_lt(), "{pair:?}");
        }
    }
}
