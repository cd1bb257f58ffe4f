//! Which operators a type of field has.

use crate::condition::Test;
use crate::visitor::FieldKind;

/// The operators that a type has, in words, and whether this is one of them.
pub(super) fn operators(kind: FieldKind, test: &Test) -> Result<(), &'static str> {
    let any_of = matches!(test, Test::Is(_) | Test::In(_));
    let exists = matches!(test, Test::Exists(_));
    let parts = matches!(
        test,
        Test::Contains(_) | Test::StartsWith(_) | Test::EndsWith(_) | Test::Matches(_)
    );
    let within = matches!(test, Test::Within(_));
    let order =
        matches!(test, Test::AtLeast(_) | Test::AtMost(_) | Test::Above(_) | Test::Below(_));
    let (has, words) = match kind {
        FieldKind::Text | FieldKind::Word | FieldKind::Path => (
            any_of || parts || exists,
            "`is`, `in`, `contains`, `starts_with`, `ends_with`, `matches`, `exists`",
        ),
        FieldKind::Host => (
            any_of || parts || within || exists,
            "`is`, `in`, `within`, `contains`, `starts_with`, `ends_with`, `matches`, `exists`",
        ),
        FieldKind::Language => (any_of || within || exists, "`is`, `in`, `within`, `exists`"),
        FieldKind::Country | FieldKind::Region => (any_of || exists, "`is`, `in`, `exists`"),
        FieldKind::Number => (
            any_of || order || exists,
            "`is`, `in`, `at_least`, `at_most`, `above`, `below`, `exists`",
        ),
        FieldKind::Attribute => (
            any_of || parts || order || exists,
            "`is`, `in`, `contains`, `starts_with`, `ends_with`, `matches`, `at_least`, `at_most`, \
             `above`, `below`, `exists`",
        ),
        FieldKind::Schedule | FieldKind::Group | FieldKind::Staff => (any_of, "`is`, `in`"),
    };
    if has { Ok(()) } else { Err(words) }
}
