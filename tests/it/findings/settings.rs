//! Settings that do nothing where they stand.

use super::{NONE, lines};

/// A document of two groups with these settings, around these keys.
fn document(keys: &str, a: &str, b: &str) -> String {
    let group = |id: &str, more: &str| {
        let agents = if more.contains("\"agents\"") { "" } else { r#", "agents": "all""# };
        format!(r#"{{"id": "{id}", "name": "G"{agents}{more}}}"#)
    };
    let agents = match keys.contains("\"agents\"") {
        true => "",
        false => r#""agents": [{"id": "x", "max_conversations": 2}, {"id": "y"}],"#,
    };
    format!(r#"{{{agents} {keys} "groups": [{}, {}]}}"#, group("a", a), group("b", b))
}

/// Asserts that the document has one finding, of a setting at this place.
#[track_caller]
fn no_effect(document: &str, place: &str, reason: &str) {
    let lines = lines(document);
    let found = lines.iter().find(|line| line.starts_with("setting_without_effect"));
    let expected = format!("`{place}` has no effect: {reason}");
    assert!(found.is_some_and(|line| line.contains(&expected)), "{lines:?}");
    assert_eq!(lines.len(), 1, "{lines:?}");
}

#[test]
fn the_languages_of_agents() {
    let agents = r#""agents": [{"id": "x"}, {"id": "y", "languages": ["fr"]},
        {"id": "z", "languages": ["en"]}],"#;
    assert_eq!(
        lines(&document(agents, "", "")),
        ["setting_without_effect [y z] `agents[1].languages` has no effect: nothing uses the languages of \
          agents yet; put those who speak a language into a group, and send its visitors there by a trigger \
          (agents `y`, `z`)"]
    );
    assert_eq!(lines(&document("", "", "")), NONE);
}

#[test]
fn overflow() {
    let overflow = r#", "overflow": true, "fallback": "b""#;
    no_effect(
        &document("", r#", "overflow": true"#, ""),
        "groups[0].overflow",
        "the group has no `fallback` to pass visitors on to; set one, or leave it out (group `a`)",
    );
    let lines_of = |keys: &str, a: &str, b: &str| -> Vec<String> {
        let lines = lines(&document(keys, a, b));
        lines.into_iter().filter(|line| line.starts_with("setting")).collect()
    };
    assert_eq!(
        lines_of("", overflow, r#", "enabled": false"#),
        ["setting_without_effect [a] `groups[0].overflow` has no effect: all fallbacks of the group are \
          disabled; enable one, or leave it out (group `a`)"]
    );
    no_effect(
        &document(r#""agents": [{"id": "x"}],"#, overflow, ""),
        "groups[0].overflow",
        "no member has `max_conversations`, so the group is never busy; set it, or leave it out",
    );
    let of_one = r#", "overflow": true, "fallback": "b", "agents": ["y"]"#;
    no_effect(&document("", of_one, ""), "groups[0].overflow", "no member has `max_conversations`");
    assert_eq!(lines(&document("", overflow, "")), NONE);
    let of_other = r#", "overflow": true, "fallback": "b", "agents": ["x"]"#;
    assert_eq!(lines(&document("", of_other, "")), NONE);
    // A disabled group is off on purpose.
    assert_eq!(lines(&document("", r#", "overflow": true, "enabled": false"#, "")), NONE);
}

#[test]
fn settings_of_another_strategy() {
    no_effect(
        &document("", r#", "strategy": "ranked", "max_notices": 5"#, ""),
        "groups[0].max_notices",
        "only the strategy `broadcast` gives notices",
    );
    no_effect(
        &document("", r#", "sticky": true"#, ""),
        "groups[0].sticky",
        "the strategy `broadcast` tells every member at once",
    );
    let weights = r#", "agents": ["y", {"id": "x", "weight": 2}]"#;
    no_effect(
        &document("", &format!(r#"{weights}, "strategy": "round_robin""#), ""),
        "groups[0].agents[1].weight",
        "only the strategy `weighted` uses weights; set it, or leave them out (group `a`)",
    );
    let nobody = lines(&document("", r#", "offer_seconds": 30, "agents": []"#, ""));
    assert_eq!(
        nobody,
        [
            "empty_group [a] nobody is in group `a`",
            "setting_without_effect [a] `groups[0].offer_seconds` has no effect: nobody is in the group, so \
             nobody can miss an offer or a notice; add members, or leave it out (group `a`)",
        ]
    );
    for fine in [
        r#", "max_notices": 5"#.to_owned(),
        r#", "strategy": "ranked", "sticky": true"#.to_owned(),
        format!(r#"{weights}, "strategy": "weighted""#),
        // Its notices end by it (rule D2).
        r#", "offer_seconds": 30, "retry_seconds": 30"#.to_owned(),
    ] {
        assert_eq!(lines(&document("", &fine, "")), NONE, "{fine}");
    }
}

#[test]
fn escalations() {
    let to = |entries: &[(u32, &str)]| {
        let entries = entries.iter().map(|(seconds, to)| {
            format!(r#"{{"after_seconds": {seconds}, "to": "{to}"}}"#)
        });
        format!(r#", "escalation": [{}]"#, entries.collect::<Vec<_>>().join(", "))
    };
    no_effect(
        &document("", &to(&[(60, "b")]), r#", "enabled": false"#),
        "groups[0].escalation[0]",
        "the group that it names is disabled; enable or remove it",
    );
    no_effect(
        &document("", &to(&[(60, "b"), (120, "b")]), ""),
        "groups[0].escalation[1]",
        "another entry names the same group sooner; remove one of them",
    );
    // The sooner entry counts, wherever it stands.
    no_effect(
        &document("", &to(&[(120, "b"), (60, "b")]), ""),
        "groups[0].escalation[0]",
        "another entry names the same group sooner",
    );
    assert_eq!(lines(&document("", &to(&[(60, "b")]), "")), NONE);
}

#[test]
fn the_picker() {
    let picker = |keys: &str| format!(r#""picker": {{{keys}}},"#);
    let off = "the picker is off; set `picker.mode` to `optional` or `required`, or leave it out";
    no_effect(&document(&picker(r#""question": "What?""#), "", ""), "picker.question", off);
    no_effect(
        &document(&picker(r#""hide_unavailable": true"#), "", ""),
        "picker.hide_unavailable",
        off,
    );
    let private = r#", "private": true"#;
    no_effect(
        &document(&picker(r#""mode": "optional""#), private, private),
        "picker.mode",
        "no group is enabled and not private, so there is nothing to choose from",
    );
    no_effect(
        &document(
            &picker(r#""mode": "optional", "question": "What?""#),
            "",
            r#", "enabled": false"#,
        ),
        "picker.question",
        "it is shown with two groups or more, and fewer are enabled and not private",
    );
    let codes = format!(r#"{} "precedence": ["group_code"],"#, picker(r#""mode": "optional""#));
    no_effect(
        &document(&codes, "", ""),
        "picker.mode",
        "`precedence` leaves `selection` out, so what visitors choose is not used",
    );
    let all = r#""triggers": [{"id": "t", "assign_to": "a"}],"#;
    no_effect(
        &document(&format!(r#"{} {all}"#, picker(r#""mode": "required""#)), "", ""),
        "picker.mode",
        "a trigger without condition takes every visitor before the picker asks",
    );
    for (keys, b) in [
        (picker(r#""mode": "optional", "question": "What?", "hide_unavailable": true"#), ""),
        (picker(r#""mode": "optional""#), private),
        (picker(r#""mode": "off""#), private),
        (format!("{} {all}", picker(r#""mode": "optional""#)), ""),
        (
            format!(
                r#"{} {all} "precedence": ["group_code", "selection"],"#,
                picker(r#""mode": "required""#)
            ),
            "",
        ),
    ] {
        let lines = lines(&document(&keys, "", b));
        assert!(!lines.iter().any(|line| line.contains("`picker")), "{keys} {lines:?}");
    }
}

#[test]
fn sources() {
    let triggers = r#""triggers": [{"id": "t", "assign_to": "a", "when": {"field": "visits", "is": 1}},
        {"id": "u", "assign_to": "b", "enabled": false}],"#;
    let without = r#""precedence": ["assignment", "group_code"],"#;
    assert_eq!(
        lines(&document(&format!("{without} {triggers}"), "", "")),
        ["setting_without_effect [t] `triggers` has no effect: `precedence` leaves `trigger` out, so no \
          trigger is tried; add it, or remove them (triggers `t`)"]
    );
    assert_eq!(lines(&document(triggers, "", "")), NONE);
    assert_eq!(lines(&document(without, "", "")), NONE);
    let all = r#""default_group": "b", "triggers": [{"id": "t", "assign_to": "a"}],"#;
    no_effect(
        &document(all, "", ""),
        "default_group",
        "a trigger without condition takes every visitor before the default group; remove one of them \
         (group `b`)",
    );
    let some = r#""default_group": "b", "triggers": [{"id": "t", "assign_to": "a",
        "when": {"field": "visits", "is": 1}}],"#;
    assert_eq!(lines(&document(some, "", "")), NONE);
    // What a plan without group routing leaves idle is one finding, not one for each setting.
    let plan = format!(r#""plan": {{"group_routing": false}}, "picker": {{"question": "What?"}}, {all}"#);
    assert_eq!(
        lines(&document(&plan, "", "")),
        ["over_plan [] the plan has no group routing, there is 1 trigger"]
    );
}

#[test]
fn a_role_that_nobody_has() {
    let roles = r#""roles": [{"id": "lead", "permissions": ["manage_groups"]}],"#;
    assert_eq!(
        lines(&document(roles, "", "")),
        ["unused_role [lead] no agent has the role `lead`"]
    );
    let held = format!(r#"{roles} "agents": [{{"id": "x", "role": "lead"}}],"#);
    assert_eq!(lines(&document(&held, "", "")), NONE);
}
