//! Texts about sample visitors and assertions (rules W4 and N4).

use crate::errors::{Area, problems, texts};

/// A workspace with one group and these samples and assertions.
pub(super) fn document(part: &str) -> String {
    format!(
        r#"{{"groups": [{{"id": "sales", "name": "Sales"}}],
            "triggers": [{{"id": "fr", "assign_to": "sales"}}], {part}}}"#
    )
}

pub(super) const CLAIMS: Area = Area {
    document,
    cases: &[
        (r#""expect": [5]"#, "expect[0]", "wrong_type", "expected an object, found `5`"),
        (
            r#""expect": [{"visitor": {}, "groop": "sales"}]"#,
            "expect[0].groop",
            "unknown_key",
            "there is no key `groop` here; did you mean `group`?",
        ),
        (
            r#""expect": [{"visitor": {}, "outcome": "asked"}]"#,
            "expect[0].outcome",
            "unknown_word",
            "expected `assigned`, `ask` or `unassigned`, found `asked`",
        ),
        (r#""assertions": ["x"]"#, "assertions[0]", "wrong_type", "expected an object, found `\"x\"`"),
        (
            r#""assertions": [{"id": "no leak", "never": ["sales"]}]"#,
            "assertions[0].id",
            "invalid_id",
            "`no leak` cannot be the id of the assertion: it takes 1 to 128 printable ASCII \
             characters without space and quotes",
        ),
        (
            r#""assertions": [{"id": "a", "never": ["sales"]}, {"id": "a", "always": ["sales"]}]"#,
            "assertions[1].id",
            "duplicate_id",
            "another assertion has the id `a`",
        ),
        (
            r#""assertions": [{"id": "a"}]"#,
            "assertions[0]",
            "empty_assertion",
            "an assertion needs `never` or `always` with a group",
        ),
        (
            r#""assertions": [{"never": ["sales"], "when": {"field": "country", "is": "F"}}]"#,
            "assertions[0].when.is",
            "invalid_country",
            "`F` is not a country code of two letters such as `FR`",
        ),
        (
            r#""assertions": [{"always": ["sales", "salse"]}]"#,
            "assertions[0].always[1]",
            "unknown_group",
            "there is no group `salse`; did you mean `sales`?",
        ),
        (
            r#""assertions": [{"never": "sales", "always": ["sales"]}]"#,
            "assertions[0].never",
            "wrong_type",
            "expected a list of group codes, found `\"sales\"`",
        ),
        (
            r#""assertions": [{"never": [5]}]"#,
            "assertions[0].never[0]",
            "wrong_type",
            "expected a group code, found `5`",
        ),
    ],
};

pub(super) const SAMPLES: Area = Area {
    document,
    cases: &[
        (
            r#""expect": [{"visitor": 5}]"#,
            "expect[0].visitor",
            "wrong_type",
            "expected an object, found `5`",
        ),
        (
            r#""expect": [{"visitor": "v1"}]"#,
            "expect[0].visitor",
            "wrong_type",
            "expected an object, found `\"v1\"`",
        ),
        (
            r#""expect": [{"visitor": null}]"#,
            "expect[0].visitor",
            "wrong_type",
            "expected an object, found `null`",
        ),
        (
            r#""expect": [{"visitor": {"contry": "FR"}}]"#,
            "expect[0].visitor.contry",
            "unknown_key",
            "there is no key `contry` here; did you mean `country`?",
        ),
        (
            r#""expect": [{"visitor": {"id": "a", "id": "b"}}]"#,
            "expect[0].visitor.id",
            "repeated_key",
            "the key `id` stands here twice",
        ),
        (
            r#""expect": [{"visitor": {"id": 5}}]"#,
            "expect[0].visitor.id",
            "invalid_sample",
            "this sample does not parse: invalid type: integer `5`, expected a text",
        ),
        (
            r#""expect": [{"visitor": {"language": ["fr"]}}]"#,
            "expect[0].visitor.language",
            "invalid_sample",
            "this sample does not parse: invalid type: sequence, expected a text",
        ),
        (
            r#""expect": [{"visitor": {"at": "yesterday"}}]"#,
            "expect[0].visitor.at",
            "invalid_sample",
            "this sample does not parse: `yesterday` is not an instant such as `2026-11-22T10:00:00Z` (RFC 3339, with an offset)",
        ),
        (
            r#""expect": [{"visitor": {"at": 5}}]"#,
            "expect[0].visitor.at",
            "invalid_sample",
            "this sample does not parse: invalid type: integer `5`, expected an instant such as `2026-11-22T10:00:00Z`",
        ),
        (
            r#""expect": [{"visitor": {"visits": -1}}]"#,
            "expect[0].visitor.visits",
            "invalid_sample",
            "this sample does not parse: invalid value: integer `-1`, expected a whole number from 0",
        ),
        (
            r#""expect": [{"visitor": {"visits": "x"}}]"#,
            "expect[0].visitor.visits",
            "invalid_sample",
            "this sample does not parse: invalid type: string \"x\", expected a whole number from 0",
        ),
        (
            r#""expect": [{"visitor": {"time_on_page": -0.5}}]"#,
            "expect[0].visitor.time_on_page",
            "invalid_sample",
            "this sample does not parse: invalid value: floating point `-0.5`, expected a number of seconds from 0",
        ),
        (
            r#""expect": [{"visitor": {"page": 5}}]"#,
            "expect[0].visitor.page",
            "invalid_sample",
            "this sample does not parse: invalid type: integer `5`, expected an object",
        ),
        (
            r#""expect": [{"visitor": {"page": {"uri": "x"}}}]"#,
            "expect[0].visitor.page.uri",
            "unknown_key",
            "there is no key `uri` here; did you mean `url`?",
        ),
        (
            r#""expect": [{"visitor": {"page": {"url": "x", "url": "y"}}}]"#,
            "expect[0].visitor.page.url",
            "repeated_key",
            "the key `url` stands here twice",
        ),
        (
            r#""expect": [{"visitor": {"attributes": 5}}]"#,
            "expect[0].visitor.attributes",
            "invalid_sample",
            "this sample does not parse: invalid type: integer `5`, expected an object of attributes",
        ),
        (
            r#""expect": [{"visitor": {"attributes": {"a": [1]}}}]"#,
            "expect[0].visitor.attributes.a",
            "invalid_sample",
            "this sample does not parse: invalid type: integer `1`, expected a text",
        ),
        (
            r#""expect": [{"visitor": {"attributes": {"a b": {}}}}]"#,
            "expect[0].visitor.attributes[\"a b\"]",
            "invalid_sample",
            "this sample does not parse: invalid type: map, expected a text, a finite number, true, false, null or a list of texts",
        ),
        (
            r#""expect": [{"visitor": {"attributes": {"a": 1, "a": 2}}}]"#,
            "expect[0].visitor.attributes.a",
            "repeated_key",
            "the key `a` stands here twice",
        ),
        (
            r#""expect": [{"presence": 5}]"#,
            "expect[0].presence",
            "wrong_type",
            "expected an object of agents, found `5`",
        ),
        (
            r#""expect": [{"presence": {"a1": 5}}]"#,
            "expect[0].presence.a1",
            "wrong_type",
            "expected an object, found `5`",
        ),
        (
            r#""expect": [{"presence": {"a1": {"status": "onlin"}}}]"#,
            "expect[0].presence.a1.status",
            "unknown_word",
            "expected `online`, `away`, `invisible` or `offline`, found `onlin`; did you mean `online`?",
        ),
        (
            r#""expect": [{"presence": {"a1": {"status": true}}}]"#,
            "expect[0].presence.a1.status",
            "wrong_type",
            "expected `online`, `away`, `invisible` or `offline`, found `true`",
        ),
        (
            r#""expect": [{"presence": {"a1": {"status": "online", "load": -1}}}]"#,
            "expect[0].presence.a1.load",
            "out_of_range",
            "expected a whole number from 0 to 4294967295, found `-1`",
        ),
        (
            r#""expect": [{"presence": {"a1": {"status": "online", "load": "1"}}}]"#,
            "expect[0].presence.a1.load",
            "wrong_type",
            "expected a whole number from 0 to 4294967295, found `\"1\"`",
        ),
        (
            r#""expect": [{"presence": {"a1": {"status": "online", "until": 5}}}]"#,
            "expect[0].presence.a1.until",
            "invalid_sample",
            "this sample does not parse: invalid type: integer `5`, expected an instant such as `2026-11-22T10:00:00Z`",
        ),
        (
            r#""expect": [{"group": ["sales"]}]"#,
            "expect[0].group",
            "wrong_type",
            "expected a group code, found `[…]`",
        ),
        (
            r#""expect": [{"trigger": 5}]"#,
            "expect[0].trigger",
            "wrong_type",
            "expected a trigger, found `5`",
        ),
    ],
};

#[test]
fn w4_a_sample_that_names_what_is_gone_is_loaded() {
    // It is a sample that fails, not a workspace that cannot be routed on.
    for part in [
        r#""expect": [{"visitor": {}, "group": "sale"}]"#,
        r#""expect": [{"visitor": {}, "trigger": "de"}]"#,
        r#""expect": [{"visitor": {"selection": "gone"}, "presence": {"nobody": {"status": "away"}, "a1": {"since": 5},
            "a1": {"status": "online", "load": 1, "load": 2}}}]"#,
    ] {
        assert_eq!(texts(&document(part)), [""; 0], "{part}");
    }
}

#[test]
fn w1_every_mistake_of_a_sample_is_reported() {
    let part = r#""expect": [{"visitor": {"contry": "FR", "visits": -1, "id": 5,
                                          "attributes": {"b": {}, "c": 1, "a": [1], "b": 2},
                                          "page": {"uri": "x", "url": "https://x.example/"}},
                              "presence": {"a1": {"load": -1, "status": "busy"}, "a2": 5},
                              "outcome": "asked", "group": 7}]"#;
    let mut places: Vec<String> =
        problems(&document(part)).iter().map(|problem| problem.path().to_string()).collect();
    places.sort();
    assert_eq!(
        places,
        [
            "expect[0].group",
            "expect[0].outcome",
            "expect[0].presence.a1.load",
            "expect[0].presence.a1.status",
            "expect[0].presence.a2",
            "expect[0].visitor.attributes.a",
            "expect[0].visitor.attributes.b",
            "expect[0].visitor.attributes.b",
            "expect[0].visitor.contry",
            "expect[0].visitor.id",
            "expect[0].visitor.page.uri",
            "expect[0].visitor.visits",
        ]
    );
}

#[test]
fn w1_every_mistake_of_a_samples_page_is_reported_at_its_key() {
    let part = r#""expect": [{"visitor": {"page": {"url": 5, "title": 7}}}]"#;
    let places: Vec<String> =
        problems(&document(part)).iter().map(|problem| problem.path().to_string()).collect();
    assert_eq!(places, ["expect[0].visitor.page.url", "expect[0].visitor.page.title"]);
}
