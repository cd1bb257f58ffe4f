//! Texts about operators and values that do not fit a field's type (rule W2).

use crate::errors::Area;
use crate::errors::conditions::document;

pub(super) const OPERATORS: Area = Area {
    document,
    cases: &[
        (
            r#"{"field": "page.url", "within": "example.fr"}"#,
            "triggers[0].when.within",
            "operator_not_for_field",
            "this field has no operator `within`, it takes `is`, `in`, `not_in`, `contains`, `starts_with`, \
             `ends_with`, `matches`, `exists`",
        ),
        (
            r#"{"field": "page.path", "at_least": 1}"#,
            "triggers[0].when.at_least",
            "operator_not_for_field",
            "this field has no operator `at_least`, it takes `is`, `in`, `not_in`, `contains`, \
             `starts_with`, `ends_with`, `matches`, `exists`",
        ),
        (
            r#"{"field": "referrer.host", "above": 1}"#,
            "triggers[0].when.above",
            "operator_not_for_field",
            "this field has no operator `above`, it takes `is`, `in`, `not_in`, `within`, `contains`, \
             `starts_with`, `ends_with`, `matches`, `exists`",
        ),
        (
            r#"{"field": "language", "starts_with": "fr"}"#,
            "triggers[0].when.starts_with",
            "operator_not_for_field",
            "this field has no operator `starts_with`, it takes `is`, `in`, `not_in`, `within`, `exists`",
        ),
        (
            r#"{"field": "country", "matches": "F"}"#,
            "triggers[0].when.matches",
            "operator_not_for_field",
            "this field has no operator `matches`, it takes `is`, `in`, `not_in`, `exists`",
        ),
        (
            r#"{"field": "region", "within": "FR"}"#,
            "triggers[0].when.within",
            "operator_not_for_field",
            "this field has no operator `within`, it takes `is`, `in`, `not_in`, `exists`",
        ),
        (
            r#"{"field": "bucket.test", "contains": "5"}"#,
            "triggers[0].when.contains",
            "operator_not_for_field",
            "this field has no operator `contains`, it takes `is`, `in`, `not_in`, `at_least`, `at_most`, \
             `above`, `below`, `exists`",
        ),
        (
            r#"{"field": "attribute.plan", "within": "pro"}"#,
            "triggers[0].when.within",
            "operator_not_for_field",
            "this field has no operator `within`, it takes `is`, `in`, `not_in`, `contains`, `starts_with`, \
             `ends_with`, `matches`, `at_least`, `at_most`, `above`, `below`, `exists`",
        ),
        (
            r#"{"field": "schedule.office", "exists": true}"#,
            "triggers[0].when.exists",
            "operator_not_for_field",
            "this field has no operator `exists`, it takes `is`, `in`, `not_in`",
        ),
        (
            r#"{"field": "group.sales", "below": 3}"#,
            "triggers[0].when.below",
            "operator_not_for_field",
            "this field has no operator `below`, it takes `is`, `in`, `not_in`",
        ),
        (
            r#"{"field": "staff", "ends_with": "line"}"#,
            "triggers[0].when.ends_with",
            "operator_not_for_field",
            "this field has no operator `ends_with`, it takes `is`, `in`, `not_in`",
        ),
    ],
};

pub(super) const VALUES: Area = Area {
    document,
    cases: &[
        (
            r#"{"field": "city", "is": null}"#,
            "triggers[0].when.is",
            "wrong_type",
            "expected a text, a number, true or false (`in` takes a list), found `null`",
        ),
        (
            r#"{"field": "city", "is": ["Paris"]}"#,
            "triggers[0].when.is",
            "wrong_type",
            "expected a text, a number, true or false (`in` takes a list), found `[…]`",
        ),
        (
            r#"{"field": "city", "in": "Paris"}"#,
            "triggers[0].when.in",
            "wrong_type",
            "expected a list of values, found `\"Paris\"`",
        ),
        (
            r#"{"field": "city", "in": ["Paris", {}]}"#,
            "triggers[0].when.in[1]",
            "wrong_type",
            "expected a text, a number, true or false (`in` takes a list), found `{…}`",
        ),
        (
            r#"{"field": "city", "contains": 5}"#,
            "triggers[0].when.contains",
            "wrong_type",
            "expected text, found `5`",
        ),
        (
            r#"{"field": "visits", "at_least": true}"#,
            "triggers[0].when.at_least",
            "wrong_type",
            "expected a number, found `true`",
        ),
        (
            r#"{"field": "city", "exists": 1}"#,
            "triggers[0].when.exists",
            "wrong_type",
            "expected true or false, found `1`",
        ),
        (
            r#"{"field": "visits", "is": "3"}"#,
            "triggers[0].when.is",
            "value_not_for_operator",
            "this field is compared with numbers, found `\"3\"`",
        ),
        (
            r#"{"field": "country", "is": 33}"#,
            "triggers[0].when.is",
            "value_not_for_operator",
            "this field is compared with text, found `33`",
        ),
        (
            r#"{"field": "page.path", "in": [true]}"#,
            "triggers[0].when.in[0]",
            "value_not_for_operator",
            "this field is compared with text, found `true`",
        ),
        (
            r#"{"field": "attribute.vip", "in": [true]}"#,
            "triggers[0].when.in[0]",
            "value_not_for_operator",
            "this field is compared with texts or numbers, found `true`",
        ),
        (
            r#"{"field": "schedule.office", "is": true}"#,
            "triggers[0].when.is",
            "value_not_for_operator",
            "this field is compared with `open` or `closed`, found `true`",
        ),
        (
            r#"{"field": "group.sales", "in": ["busy", "closd"]}"#,
            "triggers[0].when.in[1]",
            "unknown_state",
            "expected `available`, `busy`, `offline` or `closed`, found `closd`; did you mean \
             `closed`?",
        ),
        (
            r#"{"field": "group.sales", "is": "open"}"#,
            "triggers[0].when.is",
            "unknown_state",
            "expected `available`, `busy`, `offline` or `closed`, found `open`; a group that serves is \
             `available` or `busy`: `\"in\": [\"available\", \"busy\"]`",
        ),
        (
            r#"{"field": "schedule.office", "is": "opened"}"#,
            "triggers[0].when.is",
            "unknown_state",
            "expected `open` or `closed`, found `opened`; did you mean `open`?",
        ),
        (
            r#"{"field": "staff", "is": "away"}"#,
            "triggers[0].when.is",
            "unknown_state",
            "expected `online` or `offline`, found `away`; did you mean `offline`?",
        ),
        (
            r#"{"field": "attribute.x", "in": ["a", 1, "b"]}"#,
            "triggers[0].when.in",
            "mixed_types",
            "the values of a list must all be of one type",
        ),
        (
            r#"{"field": "staff", "in": []}"#,
            "triggers[0].when.in",
            "empty",
            "`in` must not be empty",
        ),
        (
            r#"{"field": "page.title", "contains": ""}"#,
            "triggers[0].when.contains",
            "empty",
            "`contains` must not be empty",
        ),
        (
            r#"{"field": "page.path", "starts_with": ""}"#,
            "triggers[0].when.starts_with",
            "empty",
            "`starts_with` must not be empty",
        ),
        (
            r#"{"field": "page.host", "ends_with": ""}"#,
            "triggers[0].when.ends_with",
            "empty",
            "`ends_with` must not be empty",
        ),
        (
            r#"{"field": "language", "within": ""}"#,
            "triggers[0].when.within",
            "empty",
            "`within` must not be empty",
        ),
        (
            r#"{"field": "attribute.x", "matches": ""}"#,
            "triggers[0].when.matches",
            "empty",
            "`matches` must not be empty",
        ),
        (
            r#"{"field": "page.path", "matches": "(/aide"}"#,
            "triggers[0].when.matches",
            "invalid_regex",
            "`(/aide` is not a regular expression: unclosed group",
        ),
        (
            r#"{"field": "page.path", "matches": "(?=a)"}"#,
            "triggers[0].when.matches",
            "invalid_regex",
            "`(?=a)` is not a regular expression: look-around, including look-ahead and \
             look-behind, is not supported",
        ),
        (
            r#"{"field": "language", "is": "not a tag"}"#,
            "triggers[0].when.is",
            "invalid_language",
            "`not a tag` is not a language tag such as `fr` or `pt-BR`",
        ),
        (
            r#"{"field": "language", "within": "f"}"#,
            "triggers[0].when.within",
            "invalid_language",
            "`f` is not a language tag such as `fr` or `pt-BR`",
        ),
        (
            r#"{"field": "country", "in": ["FR", "FRA"]}"#,
            "triggers[0].when.in[1]",
            "invalid_country",
            "`FRA` is not a country code of two letters such as `FR`; did you mean `FR`?",
        ),
        (
            r#"{"field": "region", "is": "IDF"}"#,
            "triggers[0].when.is",
            "invalid_region",
            "`IDF` is not a region code such as `FR-IDF`",
        ),
        (
            r#"{"field": "page.host", "is": "https://shop.example/"}"#,
            "triggers[0].when.is",
            "invalid_host",
            "`https://shop.example/` is not a host here: write a host such as `shop.example`, \
             without scheme, port and path",
        ),
        (
            r#"{"field": "page.host", "within": "shop.example:8080"}"#,
            "triggers[0].when.within",
            "invalid_host",
            "`shop.example:8080` is not a host here: write a host such as `shop.example`, \
             without scheme, port and path",
        ),
        (
            r#"{"field": "previous.host", "contains": "bücher"}"#,
            "triggers[0].when.contains",
            "invalid_host",
            "`bücher` is not a host here: a part of a host is ASCII, use `within` for a whole \
             domain",
        ),
    ],
};

/// A short regular expression that compiles to too much.
pub(super) const TOO_BIG: &str = r#"{"field": "page.path", "matches": "\\w{1000}"}"#;
