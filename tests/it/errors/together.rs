//! Every mistake, once, with its place, in the order of the document (rule W1).

use crate::errors::{conditions, problems, texts};

/// The places below the condition of a trigger that has it, in the order of the alphabet.
fn places_in(when: &str) -> Vec<String> {
    let mut places: Vec<String> = problems(&conditions::document(when))
        .iter()
        .map(|problem| problem.path().to_string().replace("triggers[0].when", ""))
        .collect();
    places.sort();
    places
}

/// One mistake in each item, forty in all, found by reading and by checking.
const FORTY: &str = r#"{
    "schema": 3,
    "version": -1,
    "languages": ["en", "not a tag"],
    "default_group": "hlep",
    "picker": {"mode": "on"},
    "precedence": ["trigger", "code"],
    "plan": {"max_agents": "x"},
    "roles": [
        {"id": "admin"},
        {"id": "r1", "permissions": ["manage"]},
        5
    ],
    "schedules": [
        {"id": "s0", "zone": "Nowhere"},
        {"id": "s1", "zone": "UTC", "weekly": {"mon": ["9-18"]}},
        {"id": "s2", "zone": "UTC", "exceptions": [{"date": "2026-01-01", "spans": []},
                                                   {"date": "2026-01-01", "spans": []}]},
        {"id": "s3"}
    ],
    "agents": [
        {"id": "a0", "role": "boss"},
        {"id": "a 1"},
        {"id": "a0"},
        {"id": "a3", "languages": ["?"]},
        {"id": "a4", "max_conversations": -1}
    ],
    "groups": [
        {"id": "help", "name": ""},
        {"id": "g1", "name": "1", "agents": ["a0", "zed"]},
        {"id": "g2", "name": "2", "agents": ["a0", "a0"]},
        {"id": "g3", "name": "3", "schedule": "never"},
        {"id": "g4", "name": "4", "fallback": "g4"},
        {"id": "g5", "name": "5", "escalation": [{"after_seconds": 9, "to": "g5"}]},
        {"id": "g6", "name": "6", "strategy": "random"},
        {"id": "help", "name": "7"},
        {"id": "g8", "name": "8", "colour": "red"}
    ],
    "triggers": [
        {"id": "t0", "assign_to": "nobody"},
        {"id": "t1", "assign_to": "g1", "when": {"all": [{"field": "os", "is": "Linux"},
                                                         {"field": "page", "is": "x"}]}},
        {"id": "t2", "assign_to": "g1", "when": {"any": []}},
        {"id": "t3", "assign_to": "g1", "when": {"any": [{"field": "os", "is": "Linux"}],
                                                 "field": "os", "is": "Linux"}},
        {"id": "t4", "assign_to": "g1", "when": {"not": {"field": "visits", "contains": "3"}}},
        {"id": "t5", "assign_to": "g1", "when": {"field": "group.g1", "is": "full"}},
        {"id": "t6", "assign_to": "g1", "when": {"field": "page.path", "matches": "["}},
        {"id": "t7", "assign_to": "g1", "enabled": "no"},
        {"id": "t8", "id": "t9", "assign_to": "g1"}
    ],
    "expect": [
        {"visitor": {"visits": "many"}},
        {"visitor": {}, "group": 9}
    ],
    "assertions": [
        {"id": "leak"}
    ]
}"#;

#[test]
fn w1_forty_mistakes_are_forty_problems_in_the_order_of_the_document() {
    let expected = [
        "schema unknown_schema",
        "version out_of_range",
        "languages[1] invalid_language",
        "default_group unknown_group",
        "picker.mode unknown_word",
        "precedence[1] unknown_source",
        "plan.max_agents wrong_type",
        "roles[0].id built_in_role",
        "roles[1].permissions[0] unknown_permission",
        "roles[2] wrong_type",
        "schedules[0].zone unknown_zone",
        "schedules[1].weekly.mon[0] invalid_span",
        "schedules[2].exceptions[1].date repeated_date",
        "schedules[3].zone missing_key",
        "agents[0].role unknown_role",
        "agents[1].id invalid_id",
        "agents[2].id duplicate_id",
        "agents[3].languages[0] invalid_language",
        "agents[4].max_conversations out_of_range",
        "groups[0].name missing_name",
        "groups[1].agents[1] unknown_agent",
        "groups[2].agents[1] repeated_agent",
        "groups[3].schedule unknown_schedule",
        "groups[4].fallback fallback_cycle",
        "groups[5].escalation[0].to escalation_to_itself",
        "groups[6].strategy unknown_word",
        "groups[7].id duplicate_id",
        "groups[8].colour unknown_key",
        "triggers[0].assign_to unknown_group",
        "triggers[1].when.all[1].field unknown_field",
        "triggers[2].when.any empty",
        "triggers[3].when ambiguous_node",
        "triggers[4].when.not.contains operator_not_for_field",
        "triggers[5].when.is unknown_state",
        "triggers[6].when.matches invalid_regex",
        "triggers[7].enabled wrong_type",
        "triggers[8].id repeated_key",
        "expect[0].visitor.visits invalid_sample",
        "expect[1].group wrong_type",
        "assertions[0] empty_assertion",
    ];
    assert_eq!(expected.len(), 40);
    let found: Vec<String> = problems(FORTY)
        .iter()
        .map(|problem| format!("{} {}", problem.path(), problem.kind().name()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn w1_the_same_forty_are_found_in_toml() {
    let value: toml::Value = serde_json::from_str(&FORTY.replace(r#""id": "t8", "#, "")).unwrap();
    let draft: frontdesk::Draft = toml::from_str(&toml::to_string(&value).unwrap()).unwrap();
    // A repeated key is broken syntax there.
    assert_eq!(draft.check().unwrap_err().len(), 39);
}

#[test]
fn w1_problems_of_one_item_are_in_the_order_of_the_document() {
    let document = r#"{
        "agents": [{"id": "a", "role": "boss", "max_conversations": -1}],
        "groups": [{"id": "g", "name": "G", "schedule": "x", "sticky": 3}],
        "triggers": [{"id": "t", "assign_to": "x", "when": {"all": [
            {"field": "country", "is": "FRA"}, {"field": "oss", "is": "Linux"}]}}]}"#;
    let places: Vec<String> =
        problems(document).iter().map(|problem| problem.path().to_string()).collect();
    assert_eq!(
        places,
        [
            "agents[0].role",
            "agents[0].max_conversations",
            "groups[0].schedule",
            "groups[0].sticky",
            "triggers[0].assign_to",
            "triggers[0].when.all[0].is",
            "triggers[0].when.all[1].field",
        ]
    );
}

#[test]
fn w1_an_item_that_cannot_be_read_keeps_its_place() {
    let document = r#"{
        "agents": [5, {"id": "a b"}],
        "groups": [{"id": "g", "name": "G", "agents": [7, "nobody"]}, "sales", {"id": "h", "name": ""}],
        "triggers": [{"id": "t", "assign_to": "g"}, null, {"id": "u", "assign_to": "x", "when": {"all":
            ["one", {"field": "country", "is": "FRA"}]}}]}"#;
    assert_eq!(
        texts(document),
        [
            "agents[0]: expected an object, found `5`",
            "agents[1].id: `a b` cannot be the id of the agent: it takes 1 to 128 printable ASCII \
             characters without space and quotes",
            "groups[0].agents[0]: expected an agent, or an agent with a weight, found `7`",
            "groups[0].agents[1]: there is no agent `nobody`; there is only `a b`",
            "groups[1]: expected an object, found `\"sales\"`",
            "groups[2].name: a group needs a name in at least one language",
            "triggers[1]: expected an object, found `null`",
            "triggers[2].assign_to: there is no group `x`; there are `g` and `h`",
            "triggers[2].when.all[0]: expected a condition, found `\"one\"`",
            "triggers[2].when.all[1].is: `FRA` is not a country code of two letters such as `FR`; did \
             you mean `FR`?",
        ]
    );
}

#[test]
fn w1_nothing_is_complained_about_twice() {
    for (count, document) in [
        (1, r#"{"languages": 5, "groups": []}"#),
        (1, r#"{"languages": ["fr", 5], "groups": []}"#),
        (1, r#"{"picker": {"question": 5}, "groups": []}"#),
        (2, r#"{"precedence": ["code", "trigger", "trigger"], "groups": []}"#),
        (1, r#"{"default_group": ["g"], "groups": []}"#),
        (2, r#"{"roles": [{"id": 5}, {"id": 6}], "groups": []}"#),
        (2, r#"{"agents": [{}, {}], "groups": []}"#),
        (2, r#"{"agents": [{"id": 1}, {"id": 1}], "groups": []}"#),
        (2, r#"{"groups": [{"name": "A"}, {"name": "B"}]}"#),
        (1, r#"{"groups": [{"id": "g", "name": 5}]}"#),
        (2, r#"{"groups": [{"id": "g", "name": "G", "agents": [5, 6]}]}"#),
        (2, r#"{"groups": [{"id": "g", "name": "G", "agents": [{"weight": 2}, {"weight": 3}]}]}"#),
        (1, r#"{"groups": [{"id": "g", "name": "G", "fallback": 5}]}"#),
        (1, r#"{"groups": [{"id": "g", "name": "G", "escalation": [5]}]}"#),
        (2, r#"{"groups": [{"id": "g", "name": "G", "escalation": [{}]}]}"#),
        (1, r#"{"schedules": [{"id": "s", "zone": 5}], "groups": []}"#),
        (1, r#"{"schedules": [{"id": "s", "zone": "UTC", "weekly": {"mon": [5]}}], "groups": []}"#),
        (3, r#"{"schedules": [{"id": "s", "zone": "UTC", "exceptions": [5, {}]}], "groups": []}"#),
        (1, r#"{"groups": [], "triggers": [5]}"#),
        (2, r#"{"groups": [], "triggers": [{}]}"#),
        (1, r#"{"groups": [], "expect": [{"group": 5}]}"#),
        (2, r#"{"groups": [], "assertions": [{"never": [5, 6]}]}"#),
    ] {
        assert_eq!(texts(document).len(), count, "{document}: {:#?}", texts(document));
    }
}

#[test]
fn w1_a_name_that_cannot_be_read_is_not_a_missing_name_too() {
    assert_eq!(
        texts(r#"{"groups": [{"id": "g", "name": {"fr": 3}}]}"#),
        ["groups[0].name.fr: expected text, found `3`"]
    );
}

#[test]
fn w1_groups_that_cannot_be_read_are_not_missing_from_an_assertion_too() {
    assert_eq!(
        texts(r#"{"groups": [], "assertions": [{"never": "sales"}]}"#),
        ["assertions[0].never: expected a list of group codes, found `\"sales\"`"]
    );
}

#[test]
fn w1_what_follows_from_a_list_that_cannot_be_read_is_not_complained_about() {
    for (document, expected) in [
        (
            r#"{"agents": {}, "groups": [{"id": "g", "name": "G", "agents": ["a1", "a2"]},
                {"id": "h", "name": "H", "agents": [{"id": "a3", "weight": 2}]}]}"#,
            &["agents: expected a list, found `{…}`"][..],
        ),
        (
            r#"{"roles": 7, "agents": [{"id": "a", "role": "boss"}], "schedules": "none",
                "groups": [{"id": "g", "name": "G", "schedule": "office"}],
                "triggers": [{"id": "t", "assign_to": "g",
                              "when": {"field": "schedule.office", "is": "open"}}]}"#,
            &[
                "roles: expected a list, found `7`",
                "schedules: expected a list, found `\"none\"`",
            ],
        ),
        (
            r#"{"groups": {}, "default_group": "g", "picker": {"question": "Who?"},
                "triggers": [{"id": "t", "assign_to": "g",
                              "when": {"any": [{"field": "group.h", "is": "busy"}]}}],
                "assertions": [{"never": ["g"]}]}"#,
            &["groups: expected a list, found `{…}`"],
        ),
        (
            r#"{"default_group": "g", "triggers": [{"id": "t", "assign_to": "g"}]}"#,
            &["groups: this key is required"],
        ),
        // What does not follow from it is.
        (
            r#"{"agents": {}, "roles": [], "groups": [{"id": "g", "name": "G",
                "agents": ["a1", "a1"], "schedule": "office", "fallback": "h"}],
                "triggers": [{"id": "t", "assign_to": "h",
                              "when": {"field": "group.g", "is": "busyy"}}]}"#,
            &[
                "agents: expected a list, found `{…}`",
                "groups[0].agents[1]: the agent `a1` is in this group twice",
                "groups[0].schedule: there is no schedule `office`; there are none",
                "groups[0].fallback: there is no group `h`; there is only `g`",
                "triggers[0].assign_to: there is no group `h`; there is only `g`",
                "triggers[0].when.is: expected `available`, `busy`, `offline` or `closed`, found \
                 `busyy`; did you mean `busy`?",
            ],
        ),
    ] {
        assert_eq!(texts(document), expected, "{document}");
    }
}

#[test]
fn w1_reading_and_checking_report_together() {
    let document = r#"{"groups": [{"id": "sales", "nmae": "Sales", "fallback": "slaes"}],
        "triggers": [{"id": "t", "assign_to": "sales", "when": {"field": "contry", "is": "FR"}}]}"#;
    assert_eq!(
        texts(document),
        [
            "groups[0].fallback: there is no group `slaes`; did you mean `sales`?",
            // A key that no group has comes after those that it has.
            "groups[0].nmae: there is no key `nmae` here; did you mean `name`?",
            "triggers[0].when.field: there is no field `contry`; did you mean `country`?",
        ]
    );
}

#[test]
fn w1_one_mistake_in_a_leaf_hides_no_other() {
    for (when, expected) in [
        (r#"{"field": "country", "is": "FRA", "note": "x"}"#, [".is", ".note"]),
        (r#"{"field": "country", "is": "FRA", "is": "FR"}"#, [".is", ".is"]),
        (r#"{"field": "country", "is": "FRA", "ignore_case": 1}"#, [".ignore_case", ".is"]),
        (r#"{"field": "group.nope", "iz": "busy"}"#, [".field", ".iz"]),
        (r#"{"field": "group.nope", "is": ["busy"]}"#, [".field", ".is"]),
        (
            r#"{"field": "visits", "is": 3, "ignore_case": true, "if_unknown": 5}"#,
            [".if_unknown", ".ignore_case"],
        ),
    ] {
        assert_eq!(places_in(when), expected, "{when}");
    }
}

#[test]
fn w1_a_list_of_mixed_types_hides_no_mistake_of_its_items() {
    for (when, expected) in [
        (r#"{"field": "country", "in": ["FRA", 5, "FR", "DEU"]}"#, [".in", ".in[0]", ".in[3]"]),
        (r#"{"field": "group.sales", "in": ["busyy", true, "opn"]}"#, [".in", ".in[0]", ".in[2]"]),
        (r#"{"field": "language", "in": ["?", 1, "fr", "_"]}"#, [".in", ".in[0]", ".in[3]"]),
    ] {
        assert_eq!(places_in(when), expected, "{when}");
    }
}

#[test]
fn w1_an_item_of_a_list_that_cannot_be_read_hides_no_mistake_of_the_others() {
    let when = r#"{"field": "country", "in": ["FRA", {}, "FR"]}"#;
    assert_eq!(places_in(when), [".in[0]", ".in[1]"]);
}

#[test]
fn w1_a_leaf_with_too_many_operators_or_none_hides_no_mistake_inside_it() {
    for (when, expected) in [
        (r#"{"field": "country", "is": "FRA", "in": ["DEU"]}"#, &["", ".in[0]", ".is"][..]),
        (r#"{"field": "group.nope", "is": "busy", "in": ["idle"]}"#, &["", ".field", ".in[0]"]),
        (r#"{"field": "group.nope"}"#, &["", ".field"]),
    ] {
        assert_eq!(places_in(when), expected, "{when}");
    }
}

#[test]
fn w1_a_repeated_key_hides_no_mistake_in_what_it_repeats() {
    for (document, hidden) in [
        (r#"{"groups": [{"id": "g", "name": ""}], "groups": []}"#, "groups[0].name"),
        (
            r#"{"groups": [{"id": "g", "name": "G", "agents": ["nobody"], "agents": []}]}"#,
            "groups[0].agents[0]",
        ),
        (
            r#"{"groups": [], "triggers": [{"id": "t", "assign_to": "nowhere"}], "triggers": []}"#,
            "triggers[0].assign_to",
        ),
    ] {
        let places: Vec<String> =
            problems(document).iter().map(|problem| problem.path().to_string()).collect();
        assert_eq!(places.len(), 2, "{document}: {places:?}");
        assert!(places.iter().any(|place| place == hidden), "{document}: {places:?}");
    }
}

#[test]
fn w1_an_ambiguous_node_hides_no_mistake_inside_it() {
    let when = r#"{"all": [{"field": "country", "is": "FRA"}], "not": {"field": "oss", "is": "x"},
                   "colour": "red"}"#;
    assert_eq!(places_in(when), ["", ".all[0].is", ".colour", ".not.field"]);
}

#[test]
fn w1_only_broken_syntax_ends_at_once() {
    for broken in ["", "{", r#"{"groups": [}"#, r#"{"groups": []} x"#, r#"{"groups": ["a" "b"]}"#] {
        assert!(serde_json::from_str::<frontdesk::Draft>(broken).is_err(), "{broken}");
    }
}

#[test]
fn problems_are_one_a_line() {
    let draft: frontdesk::Draft = serde_json::from_str(r#"{"groups": 5, "x": 1}"#).unwrap();
    let problems = draft.check().unwrap_err();
    assert_eq!(
        problems.to_string(),
        "groups: expected a list, found `5`\nx: there is no key `x` here; there are `schema`, `version`, \
         `languages`, `default_group`, `picker`, `precedence`, `plan`, `away_after_missed`, `priority_seconds`, `roles`, `schedules`, `agents`, \
         `groups`, `triggers`, `expect` and `assertions`"
    );
    assert_eq!((&problems).into_iter().count(), 2);
}
