//! What would be right (rule W1): the nearest word for each kind of misspelt one.

use crate::errors::{conditions, problems};

/// The suggestion of the only problem of a document.
fn suggestion(document: &str) -> Option<String> {
    let problems = problems(document);
    assert_eq!(problems.len(), 1, "{document}: {problems:?}");
    problems[0].suggestion().map(str::to_owned)
}

fn for_field(field: &str) -> Option<String> {
    suggestion(&conditions::document(&format!(r#"{{"field": "{field}", "exists": true}}"#)))
}

fn for_operator(operator: &str) -> Option<String> {
    let when = format!(r#"{{"field": "page.title", "{operator}": "x"}}"#);
    suggestion(&conditions::document(&when))
}

fn for_zone(zone: &str) -> Option<String> {
    suggestion(&format!(r#"{{"schedules": [{{"id": "s", "zone": "{zone}"}}], "groups": []}}"#))
}

#[test]
fn w1_a_misspelt_field_has_a_suggestion() {
    for (wrong, right) in [
        ("contry", "country"),
        ("Country", "country"),
        ("lang", "none"),
        ("page.tilte", "page.title"),
        ("page.pth", "page.path"),
        ("page_url", "page.url"),
        ("referer.host", "referrer.host"),
        ("prevous.path", "previous.path"),
        ("page_viewed", "pages_viewed"),
        ("times_on_page", "time_on_page"),
        ("groupcode", "group_code"),
        ("brwoser", "browser"),
        ("staf", "staff"),
        ("weather", "none"),
    ] {
        assert_eq!(for_field(wrong).as_deref().unwrap_or("none"), right, "{wrong}");
    }
}

#[test]
fn w1_a_misspelt_prefix_keeps_the_name_behind_it() {
    for (wrong, right) in [
        ("atribute.plan", "attribute.plan"),
        ("Attribute.plan", "attribute.plan"),
        ("attributes.plan.tier", "attribute.plan.tier"),
        ("atribute.Straße", "attribute.Straße"),
        ("buckt.test", "bucket.test"),
        ("shedule.office", "schedule.office"),
        ("groups.sales", "group.sales"),
        ("page.qurey.utm_source", "page.query.utm_source"),
        ("pages.query.a.b", "page.query.a.b"),
    ] {
        assert_eq!(for_field(wrong).as_deref(), Some(right), "{wrong}");
    }
}

#[test]
fn w1_a_misspelt_operator_has_a_suggestion() {
    for (wrong, right) in [
        ("contain", "contains"),
        ("start_with", "starts_with"),
        ("ends-with", "ends_with"),
        ("mathces", "matches"),
        ("whitin", "within"),
        ("at_leest", "at_least"),
        ("Is", "is"),
        ("exist", "exists"),
        ("greater", "none"),
    ] {
        assert_eq!(for_operator(wrong).as_deref().unwrap_or("none"), right, "{wrong}");
    }
}

#[test]
fn w1_a_misspelt_key_has_a_suggestion() {
    for (document, right) in [
        (r#"{"groups": [], "shedules": []}"#, "schedules"),
        (r#"{"groups": [], "defaultGroup": "a"}"#, "default_group"),
        (r#"{"groups": [], "picker": {"quesion": "?"}}"#, "question"),
        (r#"{"groups": [], "plan": {"max_agent": 3}}"#, "max_agents"),
        (r#"{"groups": [], "roles": [{"id": "r", "permission": []}]}"#, "permissions"),
        (r#"{"groups": [], "agents": [{"id": "a", "langages": []}]}"#, "languages"),
        (r#"{"groups": [{"id": "a", "name": "A", "fall_back": "a"}]}"#, "fallback"),
        (r#"{"groups": [{"id": "a", "name": "A", "offer_second": 1}]}"#, "offer_seconds"),
    ] {
        assert_eq!(suggestion(document).as_deref(), Some(right), "{document}");
    }
}

#[test]
fn w1_a_misspelt_zone_has_a_suggestion() {
    assert_eq!(for_zone("Europe/Pari").as_deref(), Some("Europe/Paris"));
    assert_eq!(for_zone("Europe/Berln").as_deref(), Some("Europe/Berlin"));
    assert_eq!(for_zone("America/New York").as_deref(), Some("America/New_York"));
    assert_eq!(for_zone("UCT+1"), None);
}

#[test]
fn w1_a_misspelt_reference_has_a_suggestion_of_its_own_kind() {
    let document = |part: &str| {
        format!(
            r#"{{"roles": [{{"id": "lead"}}], "schedules": [{{"id": "office", "zone": "UTC"}}],
                "agents": [{{"id": "agent-one"}}],
                "groups": [{{"id": "fr-support", "name": "S"}}, {part}]}}"#
        )
    };
    for (part, right) in [
        (r#"{"id": "g", "name": "G", "fallback": "fr-suport"}"#, Some("fr-support")),
        (r#"{"id": "g", "name": "G", "fallback": "FR-Support"}"#, Some("fr-support")),
        // The nearest words of other kinds are not asked for.
        (r#"{"id": "g", "name": "G", "fallback": "offic"}"#, None),
        (r#"{"id": "g", "name": "G", "schedule": "offic"}"#, Some("office")),
        (r#"{"id": "g", "name": "G", "agents": ["agent_one"]}"#, Some("agent-one")),
        (r#"{"id": "g", "name": "G"}], "default_group": "gg", "triggers": ["#, Some("g")),
    ] {
        assert_eq!(suggestion(&document(part)).as_deref(), right, "{part}");
    }
    let role =
        r#"{"roles": [{"id": "lead"}], "agents": [{"id": "a", "role": "admn"}], "groups": []}"#;
    assert_eq!(suggestion(role).as_deref(), Some("admin"));
}

#[test]
fn w1_a_right_word_in_the_wrong_case_is_suggested_before_its_neighbours() {
    let document = r#"{"groups": [{"id": "sales1", "name": "A"}, {"id": "SALES", "name": "B"},
        {"id": "g", "name": "G", "fallback": "sales"}]}"#;
    assert_eq!(suggestion(document).as_deref(), Some("SALES"));
}

#[test]
fn w1_an_id_that_is_missing_is_never_suggested() {
    let document = r#"{"agents": [{"name": "A"}], "groups": [{"id": "g", "name": "G", "agents": ["a"]}]}"#;
    let texts: Vec<String> = problems(document).iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        ["agents[0].id: this key is required", "groups[0].agents[0]: there is no agent `a`"]
    );
}

#[test]
fn w1_a_very_long_word_has_no_suggestion() {
    assert_eq!(for_field(&"country".repeat(2_000)), None);
}
