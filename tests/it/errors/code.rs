//! Drafts built in code have the problems of documents, and a few that only code can make.

use frontdesk::{Agent, Condition, Draft, Field, Group, Role, Schedule, Source, Trigger};
use frontdesk::condition::{Literal, Operator};
use frontdesk::error::{ItemKind, Limit, ProblemKind};
use frontdesk::schedule::{Exception, Weekday};
use frontdesk::settings::{PickerMode, PickerSettings, Reassign};

/// What speaks against a draft, a line each.
fn texts(draft: Draft) -> Vec<String> {
    draft.check().unwrap_err().iter().map(ToString::to_string).collect()
}

fn groups() -> Draft {
    Draft::new().group(Group::new("sales", "Sales")).group(Group::new("help", "Help"))
}

#[test]
fn w2_code_and_documents_have_the_same_problems() {
    let mut plain = Group::new("plain", [("fr", " "), ("e n", "x")])
        .agents([("a1", 2), ("a1", 0), ("a9", 1)])
        .schedule("ofice")
        .fallback("plain")
        .escalation(0, "plain");
    plain.retry_seconds = 0;
    plain.max_notices = 0;
    plain.reassign = Reassign::AfterSeconds(0);
    plain.max_waiting = Some(0);
    plain.offer_seconds = Some(0);
    let mut in_code = Draft::new()
        .languages(["en", "x"])
        .default_group("hlep")
        .picker(PickerSettings::new(PickerMode::Off).question([("?", "Who?")]))
        .precedence([Source::Trigger, Source::Trigger])
        .role(Role::new("admin", []))
        .schedule(
            Schedule::new("office", "Mars/Base")
                .on(Weekday::Tuesday, ["10:00-10:00"])
                .exception("2026-02-30", ["7-9"]),
        )
        .agent(Agent::new("a1").role("boss").languages(["français?"]))
        .agent(Agent::new("a1"))
        .group(plain)
        .trigger(Trigger::new("t t", "nowhere").when(Field::Country.is("FRA")))
        .trigger(Trigger::new("u", "plain").when(Condition::All(vec![])));
    in_code.schema = 7;
    let document = r#"{
        "schema": 7, "languages": ["en", "x"], "default_group": "hlep",
        "picker": {"question": {"?": "Who?"}}, "precedence": ["trigger", "trigger"],
        "roles": [{"id": "admin"}],
        "schedules": [{"id": "office", "zone": "Mars/Base", "weekly": {"tue": ["10:00-10:00"]},
                       "exceptions": [{"date": "2026-02-30", "spans": ["7-9"]}]}],
        "agents": [{"id": "a1", "role": "boss", "languages": ["français?"]}, {"id": "a1"}],
        "groups": [{"id": "plain", "name": {"fr": " ", "e n": "x"},
                    "agents": [{"id": "a1", "weight": 2}, {"id": "a1", "weight": 0}, "a9"],
                    "schedule": "ofice", "fallback": "plain", "retry_seconds": 0, "max_notices": 0,
                    "reassign_after_seconds": 0, "max_waiting": 0, "offer_seconds": 0,
                    "escalation": [{"after_seconds": 0, "to": "plain"}]}],
        "triggers": [{"id": "t t", "assign_to": "nowhere", "when": {"field": "country", "is": "FRA"}},
                     {"id": "u", "assign_to": "plain", "when": {"all": []}}]}"#;
    let from_code = texts(in_code);
    assert_eq!(from_code, super::texts(document), "in one order, too");
    assert_eq!(from_code.len(), 31, "{from_code:#?}");
}

#[test]
fn w2_numbers_that_are_not_finite_are_refused() {
    let with = |when: Condition| texts(groups().trigger(Trigger::new("t", "sales").when(when)));
    let field = || Field::attribute("x");
    for (number, shown) in [(f64::NAN, "NaN"), (f64::INFINITY, "inf"), (-f64::INFINITY, "-inf")] {
        let text = |place| format!("triggers[0].when.{place}: `{shown}` is not a finite number");
        assert_eq!(with(field().is(number).into()), [text("is")]);
        assert_eq!(with(field().one_of([1.0, number]).into()), [text("in[1]")]);
        assert_eq!(with(field().at_least(number).into()), [text("at_least")]);
        assert_eq!(with(field().at_most(number).into()), [text("at_most")]);
        assert_eq!(with(Field::Visits.above(number).into()), [text("above")]);
        assert_eq!(with(Field::TimeOnPage.below(number).into()), [text("below")]);
    }
    let problems = groups()
        .trigger(Trigger::new("t", "sales").when(field().is(f64::NAN)))
        .check()
        .unwrap_err();
    assert_eq!(problems.iter().next().unwrap().kind(), &ProblemKind::NotFinite);
}

#[test]
fn w2_a_source_that_only_decisions_have_is_refused_in_precedence() {
    assert_eq!(
        texts(groups().precedence([Source::Trigger, Source::Default])),
        ["precedence[1]: there is no source `default`"]
    );
}

#[test]
fn w2_an_empty_name_behind_a_prefix_is_no_field() {
    for (field, name) in [
        (Field::attribute(""), "attribute."),
        (Field::query(""), "page.query."),
        (Field::previous_query(""), "previous.query."),
        (Field::referrer_query(""), "referrer.query."),
        (Field::bucket(""), "bucket."),
    ] {
        let draft = groups().trigger(Trigger::new("t", "sales").when(field.exists()));
        assert_eq!(texts(draft), [format!("triggers[0].when.field: there is no field `{name}`")]);
    }
}

#[test]
fn w1_kinds_can_be_told_apart_by_programs() {
    let problems = groups()
        .default_group("nobody")
        .agent(Agent::new("a b"))
        .schedule(Schedule::new("s", "UTC").on(Weekday::Monday, ["x"]))
        .trigger(Trigger::new("t", "sales").when(Field::PageTitle.contains("x".repeat(2_049))))
        .check()
        .unwrap_err();
    let kinds: Vec<_> = problems.iter().map(|problem| problem.kind().clone()).collect();
    assert_eq!(kinds[0], ProblemKind::UnknownReference(ItemKind::Group));
    assert!(matches!(kinds[1], ProblemKind::InvalidSpan { .. }));
    assert_eq!(kinds[2], ProblemKind::InvalidId(ItemKind::Agent));
    assert_eq!(kinds[3], ProblemKind::Limit(Limit::TextBytes));
    assert_eq!(kinds.len(), 4);
    assert_eq!(problems.len(), 4);
    assert!(!problems.is_empty());
    let found: Vec<_> = problems.into_iter().map(|problem| problem.found().to_owned()).collect();
    assert_eq!(found, ["nobody", "x", "a b", "2049"]);
}

#[test]
fn a_part_of_another_draft_that_could_not_be_read_does_not_count_as_read() {
    let read: Draft = serde_json::from_str(
        r#"{"groups": [], "triggers": [{"id": "t", "assign_to": "sales",
            "when": {"any": [{"field": "os", "exists": true}, {"field": "oss", "exists": true}]}}]}"#,
    )
    .unwrap();
    let problems = groups().trigger(read.triggers[0].clone()).check().unwrap_err();
    let problem = problems.iter().next().unwrap();
    assert_eq!(
        problems.to_string(),
        "triggers[0].when.any[1]: this part could not be read from its document"
    );
    assert_eq!(problem.kind(), &ProblemKind::Unreadable);
    assert_eq!(problem.kind().name(), "unreadable");
    assert_eq!(problem.found(), "");
}

#[test]
fn what_was_wrong_when_it_was_read_stays_wrong_until_the_document_is_read_again() {
    let draft: Draft = serde_json::from_str(r#"{"groups": [], "grops": []}"#).unwrap();
    let copy = draft.clone();
    assert_eq!(copy, draft);
    assert_ne!(copy, Draft::new());
    assert_eq!(texts(copy), ["grops: there is no key `grops` here; `groups` stands here already"]);
}

#[test]
fn parts_of_a_draft_are_plain_values() {
    let schedule = Schedule::new("s", "UTC").exception("2026-12-25", ["09:00-12:00"]);
    assert_eq!(schedule.exceptions, [Exception::new("2026-12-25", ["09:00-12:00"])]);
    let leaf = Field::Visits.is(3).if_unknown(false);
    assert_eq!(leaf.operator(), &Operator::Is(Literal::Number(3.0)));
    assert_eq!(leaf.truth_if_unknown(), Some(false));
}

#[test]
fn a_problem_can_be_written_for_interfaces() {
    let problems = groups()
        .default_group("slaes")
        .trigger(Trigger::new("t", "sales").when(Field::Country.is("FRA")))
        .check()
        .unwrap_err();
    let written: Vec<String> =
        problems.iter().map(|problem| serde_json::to_string(problem).unwrap()).collect();
    assert_eq!(
        written,
        [
            r#"{"place":"default_group","kind":"unknown_group","message":"there is no group `slaes`; did you mean `sales`?","suggestion":"sales","hint":null}"#,
            r#"{"place":"triggers[0].when.is","kind":"invalid_country","message":"`FRA` is not a country code of two letters such as `FR`; did you mean `FR`?","suggestion":"FR","hint":null}"#,
        ]
    );
    let whole: Draft = serde_json::from_str("5").unwrap();
    let problem = whole.check().unwrap_err().into_iter().next().unwrap();
    assert_eq!(
        serde_json::to_value(problem).unwrap(),
        serde_json::json!({"place": "", "kind": "wrong_type", "suggestion": null, "hint": null,
                           "message": "expected an object, found `5`"})
    );
}
