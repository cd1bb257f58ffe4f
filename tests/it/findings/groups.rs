//! Findings of agents, groups, the picker and where triggers lead.

use super::{NONE, lines};

/// A document around these keys, in which an agent is in one group.
fn with(keys: &str) -> String {
    format!(r#"{{"agents": [{{"id": "x"}}], {keys}}}"#)
}

#[test]
fn an_agent_in_no_group() {
    let document = |groups: &str| {
        format!(r#"{{"agents": [{{"id": "x"}}, {{"id": "y"}}], "groups": [{groups}]}}"#)
    };
    assert_eq!(
        lines(&document(r#"{"id": "a", "name": "A", "agents": ["y"]}"#)),
        ["agent_in_no_group [x] agent `x` is in no group"]
    );
    assert_eq!(lines(&document(r#"{"id": "a", "name": "A", "agents": ["y", "x"]}"#)), NONE);
    assert_eq!(lines(&document(r#"{"id": "a", "name": "A", "agents": "all"}"#)), NONE);
}

#[test]
fn a_group_that_nobody_is_in() {
    assert_eq!(
        lines(&with(r#""groups": [{"id": "a", "name": "A"}, {"id": "b", "name": "B", "agents": "all"}]"#)),
        ["empty_group [a] nobody is in group `a`"]
    );
    assert_eq!(lines(&with(r#""groups": [{"id": "a", "name": "A", "agents": ["x"]}]"#)), NONE);
    // Everybody, where there is nobody.
    assert_eq!(
        lines(r#"{"groups": [{"id": "a", "name": "A", "agents": "all"}]}"#),
        ["empty_group [a] nobody is in group `a`"]
    );
}

#[test]
fn a_group_that_nothing_leads_to() {
    let group = |id: &str, more: &str| {
        format!(r#"{{"id": "{id}", "name": "G", "agents": "all"{more}}}"#)
    };
    let document = |settings: &str, a: &str, b: &str| {
        with(&format!(r#"{settings} "groups": [{}, {}]"#, group("a", a), group("b", b)))
    };
    let unreached = |id: &str| {
        format!(
            "unreached_group [{id}] nothing in the document leads to group `{id}`: no source of \
             `precedence` can name it, and no other group passes on to it"
        )
    };
    let triggers = r#""precedence": ["trigger"], "triggers": [{"id": "t", "assign_to": "a",
        "when": {"field": "visits", "is": 1}}],"#;
    assert_eq!(lines(&document(triggers, "", "")), [unreached("b")]);
    // A host or a page can name any group.
    assert_eq!(lines(&document("", "", "")), NONE);
    assert_eq!(lines(&document(r#""precedence": ["group_code"],"#, "", "")), NONE);
    assert_eq!(lines(&document(r#""precedence": ["assignment"],"#, "", "")), NONE);
    // By fallback, by escalation, as the default group, by the picker.
    assert_eq!(lines(&document(triggers, r#", "fallback": "b""#, "")), NONE);
    let escalation = r#", "escalation": [{"after_seconds": 60, "to": "b"}]"#;
    assert_eq!(lines(&document(triggers, escalation, "")), NONE);
    let default = format!(r#""default_group": "b", {triggers}"#);
    assert_eq!(lines(&document(&default, "", "")), NONE);
    let picker = |mode: &str| {
        format!(r#""precedence": ["selection"], "picker": {{"mode": "{mode}"}},"#)
    };
    assert_eq!(lines(&document(&picker("optional"), "", r#", "private": true"#)), [unreached("b")]);
    assert_eq!(lines(&document(&picker("optional"), "", "")), NONE);
    assert_eq!(lines(&document(&picker("off"), "", "")), [unreached("a"), unreached("b")]);
    // One that is disabled is off on purpose; a fallback behind it is passed on to.
    assert_eq!(lines(&document(triggers, "", r#", "enabled": false"#)), NONE);
    // A disabled trigger leads nowhere, and nor does one that never wins.
    let disabled = r#""precedence": ["trigger"], "triggers": [{"id": "t", "assign_to": "a"},
        {"id": "u", "assign_to": "b", "enabled": false}],"#;
    assert_eq!(lines(&document(disabled, "", "")), [unreached("b")]);
    let after = r#""precedence": ["trigger"], "triggers": [{"id": "t", "assign_to": "a"},
        {"id": "u", "assign_to": "b"}],"#;
    assert_eq!(lines(&document(after, "", ""))[0], unreached("b"));
}

#[test]
fn a_fallback_that_is_disabled() {
    let document = |fallback: &str, a: &str| {
        with(&format!(
            r#""groups": [{{"id": "a", "name": "A", "agents": "all", "fallback": "b"{a}}},
                {{"id": "b", "name": "B", "agents": "all"{fallback}}}]"#
        ))
    };
    assert_eq!(
        lines(&document(r#", "enabled": false"#, "")),
        ["disabled_fallback [a b] group `a` falls back to `b`, which is disabled"]
    );
    assert_eq!(lines(&document("", "")), NONE);
    assert_eq!(lines(&document(r#", "enabled": false"#, r#", "enabled": false"#)), NONE);
}

#[test]
fn a_name_or_question_without_a_text_for_a_language() {
    let named = |name: &str| {
        with(&format!(
            r#""languages": ["fr", "en-GB"], "groups": [{{"id": "a", "name": {name}, "agents": "all"}}]"#
        ))
    };
    let missing = |tags: &str| {
        [format!("missing_translation [a] the name of group `a` has no text for {tags}")]
    };
    assert_eq!(lines(&named(r#"{"fr": "Aide"}"#)), missing("`en-GB`"));
    assert_eq!(lines(&named(r#"{"de": "Hilfe"}"#)), missing("`fr`, `en-GB`"));
    assert_eq!(lines(&named(r#"{"fr": "Aide", "en-US": "Help"}"#)), missing("`en-GB`"));
    assert_eq!(lines(&named(r#"{"fr": "Aide", "en-GB": " "}"#)), missing("`en-GB`"));
    // A plain text is in the default language.
    assert_eq!(lines(&named(r#""Aide""#)), missing("`en-GB`"));
    // A text of the wider language is what a visitor of the narrower one gets.
    assert_eq!(lines(&named(r#"{"fr": "Aide", "en": "Help"}"#)), NONE);
    assert_eq!(lines(&named(r#"{"FR": "Aide", "EN_gb": "Help"}"#)), NONE);

    let asks = |question: &str| {
        with(&format!(
            r#""languages": ["en", "fr"], "picker": {{"mode": "optional", "question": {question}}},
            "groups": [{{"id": "a", "name": {{"en": "A", "fr": "A"}}, "agents": "all"}},
                {{"id": "b", "name": {{"en": "B", "fr": "B"}}, "agents": "all"}}]"#
        ))
    };
    assert_eq!(
        lines(&asks(r#""What?""#)),
        ["untranslated_question [] the picker's question has no text for `fr`"]
    );
    assert_eq!(lines(&asks(r#"{"fr": "Quoi ?", "en": "What?"}"#)), NONE);
}

#[test]
fn more_than_three_groups_to_choose_from() {
    let document = |mode: &str, last: &str| {
        let group = |id: &str, more: &str| {
            format!(r#"{{"id": "{id}", "name": "G", "agents": "all"{more}}}"#)
        };
        let groups = [group("a", ""), group("b", ""), group("c", ""), group("d", last)].join(", ");
        with(&format!(r#""picker": {{"mode": "{mode}"}}, "groups": [{groups}]"#))
    };
    let found = ["many_choices [a b c d] visitors may have to choose from 4 groups, three are ideal: \
                  `a`, `b`, `c`, `d`"];
    assert_eq!(lines(&document("optional", "")), found);
    assert_eq!(lines(&document("required", "")), found);
    assert_eq!(lines(&document("off", "")), NONE);
    assert_eq!(lines(&document("optional", r#", "private": true"#)), NONE);
    assert_eq!(lines(&document("optional", r#", "enabled": false"#)), NONE);
}

#[test]
fn more_than_the_plan_allows() {
    let document = |agents: u32, groups: u32| {
        format!(
            r#"{{"plan": {{"max_agents": {agents}, "max_groups": {groups}}},
            "agents": [{{"id": "x"}}, {{"id": "y"}}],
            "groups": [{{"id": "a", "name": "A", "agents": "all"}}]}}"#
        )
    };
    assert_eq!(
        lines(&document(1, 0)),
        ["over_plan [] the plan allows 1 agent, there are 2",
         "over_plan [] the plan allows 0 groups, there is 1"]
    );
    assert_eq!(lines(&document(2, 1)), NONE);
    // Triggers assign groups, so a plan without group routing has none.
    let trigger = r#""plan": {"group_routing": false}, "triggers": [{"id": "t", "assign_to": "a"}],
        "groups": [{"id": "a", "name": "A", "agents": "all"}]"#;
    assert_eq!(
        lines(&with(trigger)),
        ["over_plan [] the plan has no group routing, there is 1 trigger"]
    );
    assert_eq!(lines(&with(&trigger.replace("false", "true"))), NONE);
}

#[test]
fn a_trigger_to_a_disabled_group() {
    let document = |group: &str, trigger: &str| {
        with(&format!(
            r#""groups": [{{"id": "a", "name": "A", "agents": "all"{group}}}],
            "triggers": [{{"id": "t", "assign_to": "a"{trigger}}}]"#
        ))
    };
    assert_eq!(
        lines(&document(r#", "enabled": false"#, "")),
        ["dead_target [t a] trigger `t` leads to `a`, which is disabled: it never wins"]
    );
    assert_eq!(lines(&document("", "")), NONE);
    assert_eq!(lines(&document(r#", "enabled": false"#, r#", "enabled": false"#)), NONE);
    assert_eq!(lines(&document(r#", "private": true"#, "")), NONE);
}

#[test]
fn triggers_after_one_without_condition() {
    let document = |triggers: &str| {
        with(&format!(
            r#""groups": [{{"id": "a", "name": "A", "agents": "all"}},
                {{"id": "b", "name": "B", "agents": "all"}},
                {{"id": "off", "name": "Off", "agents": "all", "enabled": false}}],
            "triggers": [{triggers}]"#
        ))
    };
    let in_city = |id: &str, group: &str| {
        format!(
            r#"{{"id": "{id}", "assign_to": "{group}", "when": {{"field": "city", "is": "{id}"}}}}"#
        )
    };
    let french = |id: &str| in_city(id, "a");
    let all = r#"{"id": "all", "assign_to": "a"}"#;
    let [one, two] = [in_city("one", "b"), in_city("two", "b")];
    assert_eq!(
        lines(&document(&format!("{one}, {all}, {two}, {}", french("three")))),
        ["after_catch_all [all two three] trigger `all` has no condition, so it wins before all that \
          stand after it: `two`, `three`"]
    );
    assert_eq!(lines(&document(&format!("{one}, {two}, {all}"))), NONE);
    // One that is disabled, or leads to a disabled group, wins before nobody.
    let disabled = r#"{"id": "all", "assign_to": "a", "enabled": false}"#;
    assert_eq!(lines(&document(&format!("{disabled}, {one}"))), NONE);
    let dead = r#"{"id": "all", "assign_to": "off"}"#;
    assert_eq!(lines(&document(&format!("{dead}, {one}"))).len(), 1);
    // Nor does it concern those that are disabled.
    let off = r#"{"id": "x", "assign_to": "a", "enabled": false}"#;
    assert_eq!(lines(&document(&format!("{all}, {off}"))), NONE);
    // Long lists are cut in the text, not in the data.
    let many: Vec<String> = (0..12).map(|n| french(&format!("t{n}"))).collect();
    assert_eq!(
        lines(&document(&format!("{all}, {}", many.join(", ")))),
        ["after_catch_all [all t0 t1 t2 t3 t4 t5 t6 t7 t8 t9 t10 t11] trigger `all` has no condition, \
          so it wins before all that stand after it: `t0`, `t1`, `t2`, `t3`, `t4`, `t5`, `t6`, `t7`, \
          `t8`, `t9` and 2 more"]
    );
}
