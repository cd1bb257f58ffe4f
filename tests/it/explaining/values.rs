//! What triggers looked at is told once, and what they cost is bounded (rules X1, L3).

use std::sync::Arc;

use frontdesk::{Draft, Field, Group, Presence, Router, Source, Trigger, Visitor};
use frontdesk::explain::{Explanation, ObservedField, ObservedValue, TriggerResult};
use serde_json::json;

#[track_caller]
fn explained(triggers: impl IntoIterator<Item = Trigger>, visitor: &Visitor<'_>) -> Explanation {
    let draft = Draft::new()
        .precedence([Source::Trigger])
        .group(Group::new("g", "G"))
        .triggers(triggers);
    let router = Router::new(draft.check().unwrap_or_else(|problems| panic!("{problems}")));
    let presence = Presence::new(&router);
    router.situation(visitor, &presence).explain()
}

#[track_caller]
fn seen(explanation: &Explanation, step: usize) -> &[Arc<ObservedField>] {
    match &explanation.triggers[step].result {
        TriggerResult::NotTrue { seen, .. } => seen,
        other => panic!("{other:?}"),
    }
}

#[test]
fn steps_share_what_a_field_showed() {
    let plan = |value: &str| Field::attribute("plan").is(value);
    let triggers = [
        Trigger::new("t0", "g").when(plan("pro")),
        Trigger::new("t1", "g").when(plan("team") | Field::Country.is("FR")),
        Trigger::new("t2", "g").when(Field::Country.is("BE")),
    ];
    let visitor = Visitor::undated().attribute("plan", ["free", "beta"]);
    let explanation = explained(triggers, &visitor);
    let [plan, country] = &explanation.fields[..] else { panic!("{:?}", explanation.fields) };
    assert_eq!(plan.field, "attribute.plan");
    assert_eq!(plan.value, ObservedValue::List(vec!["free".to_owned(), "beta".to_owned()]));
    assert_eq!((&*country.field, &country.value), ("country", &ObservedValue::Unknown));
    let shared = |of: &[Arc<ObservedField>], fields: &[&Arc<ObservedField>]| {
        of.len() == fields.len() && of.iter().zip(fields).all(|(one, other)| Arc::ptr_eq(one, other))
    };
    assert!(shared(seen(&explanation, 0), &[plan]));
    assert!(shared(seen(&explanation, 1), &[plan, country]));
    assert!(shared(seen(&explanation, 2), &[country]));

    let data = serde_json::to_value(&explanation).unwrap();
    assert_eq!(
        data["fields"],
        json!({"attribute.plan": {"list": ["free", "beta"]}, "country": "unknown"})
    );
    assert_eq!(data["not_diagnosed"], 0);
    assert_eq!(
        data["triggers"][1],
        json!({"trigger": "t1", "result": {"not_true": {
            "place": "when",
            "part": "attribute.plan is \"team\" or country is \"FR\"",
            "truth": "unknown",
            "seen": ["attribute.plan", "country"]}}})
    );

    let safe = explanation.without_values();
    let [plan, country] = &safe.fields[..] else { panic!("{:?}", safe.fields) };
    assert_eq!((&plan.value, &country.value), (&ObservedValue::LeftOut, &ObservedValue::Unknown));
    assert!(shared(seen(&safe, 0), &[plan]) && shared(seen(&safe, 1), &[plan, country]));
}

#[test]
fn a_long_part_and_a_long_list_are_cut_where_they_are_repeated() {
    let words: Vec<String> = (0..10_000).map(|n| format!("w{n:05}")).collect();
    let when = Field::attribute("tags").one_of(words);
    let tags: Vec<String> = (0..256).map(|n| format!("tag{n:03}")).collect();
    let visitor = Visitor::undated().attribute("tags", tags.clone());
    let explanation = explained([Trigger::new("t", "g").when(when)], &visitor);
    let TriggerResult::NotTrue { part, .. } = &explanation.triggers[0].result else { panic!() };
    assert_eq!(part.chars().count(), 500);
    assert!(part.starts_with(r#"attribute.tags in ["w00000", "w00001", "#), "{part}");
    assert_eq!(explanation.fields[0].value, ObservedValue::List(tags));
    let text = explanation.to_string();
    let line = text.lines().find(|line| line.contains("`t` does not fire")).unwrap();
    assert_eq!(
        line,
        "    `t` does not fire: attribute.tags in [\"w00000\", \"w00001\", \"w00002\", \"w00003\", \
         \"… is false, with attribute.tags [tag000, tag001, tag002, tag003, tag004, tag005, tag006, \
         tag0…]"
    );
}

/// 256 items of 8,192 bytes are 2 MiB: the budget of 256 MiB is spent on 127 searches through them.
#[test]
fn a_budget_that_is_spent_is_told_and_the_decision_stands() {
    let triggers = (0..200).map(|n| {
        Trigger::new(format!("t{n}"), "g").when(Field::attribute("tags").contains(format!("x{n}")))
    });
    let last = Trigger::new("last", "g").when(Field::Country.is("FR"));
    let visitor =
        Visitor::undated().country("FR").attribute("tags", vec!["y".repeat(8_192); 256]);
    let explanation = explained(triggers.chain([last]), &visitor);
    assert_eq!(explanation.decision.trigger.as_ref().map(frontdesk::TriggerId::as_str), Some("last"));
    assert_eq!(explanation.triggers.len(), 201);
    assert_eq!(explanation.triggers[200].result, TriggerResult::Fired);
    assert!(matches!(explanation.triggers[126].result, TriggerResult::NotTrue { .. }));
    for step in &explanation.triggers[127..200] {
        assert_eq!(step.result, TriggerResult::NotDiagnosed);
        assert_eq!(step.to_string(), format!("`{}` does not fire", step.trigger));
    }
    assert_eq!(explanation.not_diagnosed, 73);
    let text = explanation.to_string();
    let told = "\n    the budget for the reasons of triggers was spent: 73 of 201 have none\n";
    assert!(text.contains(told), "{text}");
    assert_eq!(serde_json::to_value(&explanation).unwrap()["not_diagnosed"], 73);
    assert_eq!(serde_json::to_value(&explanation.triggers[150].result).unwrap(), "not_diagnosed");
}

/// Predicates that triggers share are decided once, so they do not spend the budget again.
#[test]
fn a_shared_test_is_paid_for_once() {
    let triggers = (0..300).map(|n| {
        let tags = Field::attribute("tags").contains("x");
        Trigger::new(format!("t{n}"), "g").when(tags & Field::Visits.at_least(n))
    });
    let visitor = Visitor::undated().attribute("tags", vec!["y".repeat(8_192); 256]);
    let explanation = explained(triggers, &visitor);
    assert_eq!(explanation.not_diagnosed, 0);
    assert_eq!(explanation.fields.len(), 1);
}
