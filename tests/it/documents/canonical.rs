//! Parse, serialise, parse is the identity (rule W5).

use frontdesk::{Draft, Workspace};

use crate::documents::{canonical, shipped, workspace};

/// In JSON and in TOML, from the canonical form back and again.
#[track_caller]
fn assert_identity(workspace: &Workspace) {
    let json = serde_json::to_string_pretty(workspace).unwrap();
    let read = crate::documents::workspace(&json);
    assert_eq!(&read, workspace);
    assert_eq!(serde_json::to_string_pretty(&read).unwrap(), json);
    let written = toml::to_string(workspace).unwrap();
    let read: Draft = toml::from_str(&written).unwrap();
    let read = read.check().unwrap();
    assert_eq!(&read, workspace);
    assert_eq!(toml::to_string(&read).unwrap(), written);
    assert_eq!(serde_json::to_string_pretty(&read).unwrap(), json);
}

/// One of everything that is not a default.
const FULL: &str = r#"{
    "assertions": [{"id": "leak", "when": {"field": "staff", "is": "online"}, "never": ["help"],
                    "always": ["sales"]}],
    "expect": [{"name": "E", "visitor": {"id": "v", "at": "2026-11-22T10:00:00+01:00",
                    "page": {"url": "https://x.example/", "title": ""}, "previous": "p",
                    "referrer": "r", "language": "fr_CA", "country": "FR", "region": "FR-IDF",
                    "city": "Paris", "device": "d", "browser": "b", "os": "o", "visits": 3,
                    "pages_viewed": 4, "time_on_page": 1.5, "time_on_site": 7,
                    "attributes": {"t": "x", "n": 120.5, "b": true, "l": ["a", "b"], "e": []},
                    "assignment": "help", "selection": "help", "group_code": "help"},
                "presence": {"b": {"status": "away"}, "a": {"status": "online", "load": 1,
                             "until": "2026-11-22T10:03:00.5Z"}},
                "outcome": "assigned", "group": "help", "trigger": "t"}],
    "triggers": [{"when": {"all": [
                    {"any": [{"field": "page.host", "within": "bücher.example"},
                             {"field": "page.path", "starts_with": "/aide/é"},
                             {"field": "page.query.q", "matches": "^a+$", "ignore_case": true}]},
                    {"not": {"field": "attribute.plan", "in": ["pro", "Pro"], "if_unknown": false}},
                    {"field": "visits", "at_least": 3}, {"field": "visits", "at_most": 3.5},
                    {"field": "time_on_page", "above": -1e300}, {"field": "visits", "below": 1e20},
                    {"field": "attribute.x", "is": 0.1}, {"field": "attribute.x", "is": true},
                    {"field": "city", "exists": false}, {"field": "group.help", "is": "busy"},
                    {"field": "schedule.s", "in": ["open", "closed"]},
                    {"field": "country", "not_in": ["FR", "be"], "ignore_case": true, "if_unknown": true},
                    {"field": "attribute.n", "not_in": [1, 2.5]},
                    {"field": "referrer.query.q", "is": ""}, {"field": "previous.query.a.b", "exists": true},
                    {"field": "page.title", "contains": "x"}, {"field": "os", "ends_with": "x"}]},
                  "assign_to": "help", "enabled": false, "name": "T", "id": "t"}],
    "groups": [{"id": "help", "name": {"fr": "Aide", "EN_gb": "Help"},
                "agents": [{"id": "b", "weight": 2}, {"id": "a", "weight": 1}], "private": true,
                "enabled": false, "schedule": "s", "fallback": "sales", "overflow": true,
                "strategy": "weighted", "offer_seconds": 30, "retry_seconds": 1,
                "reassign_after_seconds": null, "max_waiting": 5, "max_notices": 1, "sticky": true,
                "escalation": [{"after_seconds": 60, "to": "sales"}]},
               {"id": "sales", "name": "Sales", "agents": "all", "strategy": "round_robin"},
               {"id": "more", "name": {"en": "More"}, "agents": ["a"], "strategy": "longest_idle"}],
    "agents": [{"id": "a", "name": "A", "role": "lead", "languages": ["fr", "en"],
                "max_conversations": 3}, {"id": "b", "role": "admin", "max_conversations": 0}],
    "schedules": [{"id": "s", "zone": "Europe/Paris",
                   "weekly": {"sun": ["22:00-06:00"], "mon": ["09:00-12:30", "13:30-24:00"]},
                   "exceptions": [{"date": "2026-12-31", "spans": ["09:00-12:00"]},
                                  {"date": "2026-12-25", "spans": []}]}],
    "roles": [{"id": "lead", "permissions": ["manage_groups", "manage_triggers", "manage_agents",
                                             "manage_settings", "assign_visitors"]}],
    "plan": {"group_routing": false, "max_groups": 7, "max_agents": 8},
    "precedence": ["trigger", "selection"],
    "picker": {"question": {"fr": "Qui ?", "en": "Who?"}, "hide_unavailable": true,
               "mode": "required"},
    "default_group": "sales", "languages": ["fr", "en"], "version": 18446744073709551615,
    "schema": 1
}"#;

#[test]
fn w5_parse_serialise_parse_is_the_identity() {
    for document in [
        r#"{"groups": []}"#.to_owned(),
        FULL.replace("18446744073709551615", "9007199254740993"),
        shipped("products.json"),
        shipped("site.json"),
    ] {
        assert_identity(&workspace(&document));
    }
}

#[test]
fn w5_the_largest_version_survives_in_json() {
    let full = workspace(FULL);
    assert_eq!(full.version(), u64::MAX);
    assert_eq!(workspace(&serde_json::to_string(&full).unwrap()), full);
}

#[test]
fn w5_keys_have_one_order_and_lists_keep_theirs() {
    let written = canonical(FULL);
    let top = [
        "schema",
        "version",
        "languages",
        "default_group",
        "picker",
        "precedence",
        "plan",
        "roles",
        "schedules",
        "agents",
        "groups",
        "triggers",
        "expect",
        "assertions",
    ];
    let places: Vec<usize> =
        top.iter().map(|key| written.find(&format!(r#""{key}":"#)).expect(key)).collect();
    assert!(places.is_sorted(), "{places:?}");
    for list in [
        r#""languages":["fr","en"]"#,
        r#""precedence":["trigger","selection"]"#,
        r#""agents":[{"id":"b","weight":2},"a"]"#,
        r#""name":{"fr":"Aide","EN-gb":"Help"}"#,
        r#""question":{"fr":"Qui ?","en":"Who?"}"#,
        r#""weekly":{"mon":["09:00-12:30","13:30-24:00"],"sun":["22:00-06:00"]}"#,
        r#""presence":{"b":{"status":"away"},"a":{"status":"online","load":1,"until":"2026-11-22T10:03:00.500Z"}}"#,
        r#""attributes":{"t":"x","n":120.5,"b":true,"l":["a","b"],"e":[]}"#,
    ] {
        assert!(written.contains(list), "{list} is not in {written}");
    }
}

#[test]
fn w5_a_plain_text_stays_one_and_a_map_of_one_language_stays_a_map() {
    let document = r#"{"schema":1,"version":1,"languages":["fr"],"picker":{"mode":"optional","question":"Qui ?"},"groups":[{"id":"a","name":"A"},{"id":"b","name":{"fr":"B"}}]}"#;
    assert_eq!(canonical(document), document);
    assert_ne!(
        workspace(r#"{"groups": [{"id": "a", "name": "A"}]}"#),
        workspace(r#"{"groups": [{"id": "a", "name": {"en": "A"}}]}"#)
    );
}

#[test]
fn w5_what_has_several_forms_is_written_in_one() {
    let group = |part: &str| {
        let document = format!(
            r#"{{"agents": [{{"id": "a"}}], "groups": [{{"id": "g", "name": "G", {part}}}]}}"#
        );
        let written = canonical(&document);
        let start = written.find(r#""name":"G""#).unwrap() + r#""name":"G""#.len();
        written[start..].trim_end_matches("}]}").trim_start_matches(',').to_owned()
    };
    assert_eq!(group(r#""reassign_after_seconds": null"#), r#""reassign_after_seconds":"never""#);
    assert_eq!(
        group(r#""reassign_after_seconds": "never""#),
        r#""reassign_after_seconds":"never""#
    );
    assert_eq!(group(r#""reassign_after_seconds": 120"#), "");
    assert_eq!(group(r#""reassign_after_seconds": 90.0"#), r#""reassign_after_seconds":90"#);
    assert_eq!(group(r#""agents": [{"id": "a", "weight": 1}]"#), r#""agents":["a"]"#);
    assert_eq!(group(r#""agents": [{"id": "a"}]"#), r#""agents":["a"]"#);
    assert_eq!(group(r#""agents": "all""#), r#""agents":"all""#);
    assert_eq!(group(r#""offer_seconds": 30"#), r#""offer_seconds":30"#);
}

#[test]
fn w5_numbers_have_one_form() {
    for (number, written) in [
        ("3", "3"),
        ("3.0", "3"),
        ("3e2", "300"),
        ("-4.0", "-4"),
        ("-0.0", "0"),
        ("0.5", "0.5"),
        ("1e20", "1e+20"),
        ("9007199254740993", "9007199254740992"),
    ] {
        let condition: frontdesk::Condition =
            serde_json::from_str(&format!(r#"{{"field": "visits", "is": {number}}}"#)).unwrap();
        let expected = format!(r#"{{"field":"visits","is":{written}}}"#);
        assert_eq!(serde_json::to_string(&condition).unwrap(), expected);
    }
}

#[test]
fn w5_the_same_document_gives_the_same_workspace() {
    assert_eq!(workspace(FULL), workspace(FULL));
    assert_eq!(canonical(FULL), canonical(FULL));
    let spaced = FULL.replace(' ', "  ").replace("Qui  ?", "Qui ?").replace("\n", "\r\n\t");
    assert_eq!(workspace(&spaced), workspace(FULL));
    assert_ne!(workspace(&FULL.replace("Aide", "Secours")), workspace(FULL));
}

#[test]
fn w5_a_draft_and_its_workspace_are_written_alike() {
    let draft: Draft = serde_json::from_str(FULL).unwrap();
    let written = serde_json::to_string(&draft).unwrap();
    let workspace = draft.check().unwrap();
    assert_eq!(serde_json::to_string(&workspace).unwrap(), written);
    assert_eq!(serde_json::to_string(workspace.draft()).unwrap(), written);
}

#[test]
fn w5_samples_of_what_is_not_known_can_be_written_too() {
    // TOML has no null.
    assert_identity(&workspace(
        r#"{"groups": [], "expect": [{"visitor": {"id": null, "page": null, "attributes": null}}]}"#,
    ));
    assert_identity(&workspace(
        r#"{"groups": [], "expect": [{"visitor": {"attributes": {"plan": null, "x": 1}}}]}"#,
    ));
}

#[test]
fn w5_odd_names_survive() {
    let names = ["\u{0}", "\\\"'", "\u{202e}", "é\u{301}🦀", " a ", "\r\n", "[x]", "a.b", "#"];
    for name in names {
        let name = serde_json::to_string(name).unwrap();
        assert_identity(&workspace(&format!(
            r#"{{"agents": [{{"id": "a", "name": {name}}}], "groups": [{{"id": "g",
                "name": {{"fr": "x", "en": {name}}}}}], "triggers": [{{"id": "t", "assign_to": "g",
                "name": {name}, "when": {{"field": "page.title", "is": {name}}}}}],
                "expect": [{{"visitor": {{"attributes": {{{name}: {name}}}}}}}]}}"#
        )));
    }
}
