//! What would be right (rules W1, W2b): the right word for each kind of misspelt one, and never one that
//! is something else.

use crate::errors::{conditions, problems};

/// The suggestion of the only problem of a document.
#[track_caller]
fn suggestion(document: &str) -> Option<String> {
    let problems = problems(document);
    assert_eq!(problems.len(), 1, "{document}: {problems:?}");
    problems[0].suggestion().map(str::to_owned)
}

#[track_caller]
fn for_field(field: &str) -> Option<String> {
    suggestion(&conditions::document(&format!(r#"{{"field": "{field}", "exists": true}}"#)))
}

#[track_caller]
fn for_state(field: &str) -> Option<String> {
    suggestion(&conditions::document(&format!(r#"{{"field": "{field}", "in": ["closed"]}}"#)))
}

/// Of an operator with a text, on a field of this name.
#[track_caller]
fn for_operator_on(field: &str, operator: &str) -> Option<String> {
    let when = format!(r#"{{"field": "{field}", "{operator}": "x"}}"#);
    let problems = problems(&conditions::document(&when));
    // Its value may be none that the right operator takes, which is told, too.
    let mut of_operator = problems.iter().filter(|p| p.kind().name() == "unknown_operator");
    let problem = of_operator.next().unwrap_or_else(|| panic!("{when}: {problems:?}"));
    assert!(of_operator.next().is_none(), "{when}: {problems:?}");
    problem.suggestion().map(str::to_owned)
}

#[track_caller]
fn for_operator(operator: &str) -> Option<String> {
    for_operator_on("page.title", operator)
}

#[track_caller]
fn for_zone(zone: &str) -> Option<String> {
    suggestion(&format!(r#"{{"schedules": [{{"id": "s", "zone": "{zone}"}}], "groups": []}}"#))
}

#[test]
fn w1_a_misspelt_field_has_a_suggestion() {
    for (wrong, right) in [
        ("contry", "country"),
        ("Country", "country"),
        ("page.tilte", "page.title"),
        ("page.pth", "page.path"),
        ("page_url", "page.url"),
        ("referer.host", "referrer.host"),
        ("prevous.path", "previous.path"),
        ("page_viewed", "pages_viewed"),
        ("times_on_page", "time_on_page"),
        ("groupcode", "group_code"),
        ("brwoser", "browser"),
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
        ("page.qurey.utm_source", "page.query.utm_source"),
        ("pages.query.a.b", "page.query.a.b"),
        ("referer.query.q", "referrer.query.q"),
        ("previous.quer.step", "previous.query.step"),
    ] {
        assert_eq!(for_field(wrong).as_deref(), Some(right), "{wrong}");
    }
    assert_eq!(for_state("shedule.office").as_deref(), Some("schedule.office"));
    assert_eq!(for_state("groups.sales").as_deref(), Some("group.sales"));
}

#[test]
fn w1_a_misspelt_operator_has_a_suggestion() {
    for (wrong, right) in [
        ("contain", "contains"),
        ("start_with", "starts_with"),
        ("ends-with", "ends_with"),
        ("mathces", "matches"),
        ("Is", "is"),
        ("exist", "none"),
        ("exsits", "exists"),
        ("ignore_case_too", "none"),
    ] {
        assert_eq!(for_operator(wrong).as_deref().unwrap_or("none"), right, "{wrong}");
    }
    assert_eq!(for_operator_on("page.host", "whitin").as_deref(), Some("within"));
    assert_eq!(for_operator_on("visits", "at_leest").as_deref(), Some("at_least"));
    // The field has no such operator.
    assert_eq!(for_operator("at_leest"), None);
    assert_eq!(for_operator_on("country", "contian"), None);
}

#[test]
fn w1_a_misspelt_key_has_a_suggestion() {
    for (document, right) in [
        (r#"{"groups": [], "shedules": []}"#, "schedules"),
        (r#"{"groups": [{"id": "a", "name": "A"}], "defaultGroup": "a"}"#, "default_group"),
        (r#"{"groups": [], "triger": []}"#, "triggers"),
        (
            r#"{"groups": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}],
                "picker": {"quesion": "?"}}"#,
            "question",
        ),
        (r#"{"groups": [], "plan": {"max_agent": 3}}"#, "max_agents"),
        (r#"{"groups": [], "roles": [{"id": "r", "permission": []}]}"#, "permissions"),
        (r#"{"groups": [], "agents": [{"id": "a", "langages": []}]}"#, "languages"),
        (
            r#"{"groups": [{"id": "a", "name": "A", "fall_back": "b"}, {"id": "b", "name": "B"}]}"#,
            "fallback",
        ),
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
    assert_eq!(for_zone("europe-paris").as_deref(), Some("Europe/Paris"));
    // A zone with other digits is hours off.
    for zone in ["UCT+1", "GMT+2", "Etc/GMT+20", "Etc/GMT+2x", "EST6EDT", "IST", "GMT+1x"] {
        assert_eq!(for_zone(zone), None, "{zone}");
    }
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
        // A short id is something else by chance.
        (r#"{"id": "g", "name": "G"}], "default_group": "gg", "triggers": ["#, None),
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
        [
            "agents[0].id: this key is required",
            "groups[0].agents[0]: there is no agent `a`; there are none",
        ]
    );
}

#[test]
fn w1_a_very_long_word_has_no_suggestion() {
    assert_eq!(for_field(&"country".repeat(2_000)), None);
}

#[test]
fn w2b_something_else_that_is_valid_by_chance_is_never_suggested() {
    let reference = |wrong: &str, known: &[&str]| {
        let groups: Vec<String> =
            known.iter().map(|id| format!(r#"{{"id": "{id}", "name": "N"}}"#)).collect();
        let groups = groups.join(", ");
        suggestion(&format!(r#"{{"groups": [{groups}], "default_group": "{wrong}"}}"#))
    };
    for (wrong, known) in [
        ("team-3", &["team-1", "team-2"][..]),
        ("team3", &["team1"]),
        ("sales2", &["sales"]),
        ("fr-sales", &["de-sales", "es-sales"]),
        ("us", &["uk", "up"]),
        ("vip", &["vap"]),
        ("north", &["south"]),
        // Two are as near.
        ("saless", &["sales-a", "saless1"]),
        ("boats", &["coats", "goats"]),
        ("sales", &["Sales", "SALES"]),
    ] {
        assert_eq!(reference(wrong, known), None, "{wrong}");
    }
    for (wrong, known, right) in [
        ("slaes", &["sales", "support"][..], "sales"),
        ("FR_Support", &["fr-support", "de-support"], "fr-support"),
        ("frSupport", &["fr-support", "de-support"], "fr-support"),
        ("fr-suport", &["fr-support", "fr-sales"], "fr-support"),
        ("team-1-slaes", &["team-1-sales", "team-2-sales"], "team-1-sales"),
        ("assistence", &["assistance", "ventes"], "assistance"),
    ] {
        assert_eq!(reference(wrong, known).as_deref(), Some(right), "{wrong}");
    }
}

#[test]
fn w2b_a_word_that_stands_there_already_is_not_suggested() {
    for (document, message) in [
        (
            r#"{"groups": [{"id": "g", "name": "G", "nmae": "H"}]}"#,
            "there is no key `nmae` here; `name` stands here already",
        ),
        (
            r#"{"groups": [{"id": "g", "name": "G"}],
                "triggers": [{"id": "t", "assign_to": "g", "group": "g"}]}"#,
            "there is no key `group` here; `assign_to` stands here already",
        ),
        (
            r#"{"groups": [{"id": "g", "name": "G", "private": true, "public": true}]}"#,
            "there is no key `public` here; `private` stands here already",
        ),
    ] {
        let problems = problems(document);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!((problems[0].message().as_str(), problems[0].suggestion()), (message, None));
    }
}
