//! Never more than linear time: with the input it grows, and no faster.

use std::time::{Duration, Instant};

use frontdesk::schedule::Weekday::Monday;
use frontdesk::{Agent, Attributes, Draft, Field, Group, Heartbeat, Presence, Router, Schedule, Trigger, Visitor, Workspace};
use frontdesk::settings::{PickerMode, PickerSettings};
use frontdesk::visitor::Value;

use crate::hostile::{texts, texts_of, total, total_of};

/// Below this a difference may be the machine's.
const FLOOR: Duration = Duration::from_millis(250);

/// The least time of several runs.
fn least(runs: usize, mut run: impl FnMut()) -> Duration {
    let time = |_| {
        let started = Instant::now();
        run();
        started.elapsed()
    };
    (0..runs).map(time).min().unwrap()
}

/// Eight times the input takes less than 20 times as long; where time squares, it takes 64.
#[track_caller]
fn assert_linear(size: usize, mut run: impl FnMut(usize)) {
    let small = least(3, || run(size));
    let large = least(2, || run(size * 8));
    assert!(large < small * 20 + FLOOR, "{size} in {small:?}, eight times as much in {large:?}");
}

fn repeated(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(",")
}

#[test]
fn unknown_keys_take_linear_time() {
    assert_linear(250, |count| {
        let keys = repeated(count, |n| format!(r#""key{n}": 1"#));
        assert_eq!(total_of(&format!(r#"{{"groups": [], {keys}}}"#)), count);
    });
}

#[test]
fn names_in_many_languages_take_linear_time() {
    assert_linear(500, |count| {
        let names = repeated(count, |n| format!(r#""x-{n}": "G""#));
        let document = format!(r#"{{"groups": [{{"id": "g", "name": {{{names}}}}}]}}"#);
        assert_eq!(texts_of(&document).len(), 0);
    });
}

#[test]
fn mistakes_of_reading_and_of_checking_together_take_linear_time() {
    // Few enough for the check to be made.
    assert_linear(60, |count| {
        let triggers = repeated(count, |n| {
            format!(
                r#"{{"id": "{n}", "name": 5, "assign_to": "nowhere", "when": {{"all": []}}}}, 7"#
            )
        });
        let document = format!(r#"{{"groups": [], "triggers": [{triggers}]}}"#);
        assert_eq!(total_of(&document), count * 4);
    });
}

#[test]
fn attributes_of_a_document_take_linear_time() {
    assert_linear(2_500, |count| {
        let attributes = repeated(count, |n| format!(r#""a{n}": {n}"#));
        let document = format!(r#"{{"attributes": {{{attributes}}}}}"#);
        let visitor: Visitor = serde_json::from_str(&document).unwrap();
        assert_eq!(visitor.attributes.iter().len(), count);
    });
}

#[test]
fn attributes_that_code_collects_take_linear_time() {
    assert_linear(2_000, |count| {
        let attributes: Attributes<'_> =
            (0..count).map(|n| (n.to_string(), Value::Boolean(true))).collect();
        assert_eq!(attributes.iter().len(), count);
        let names = (0..count).map(|n| if n % 2 == 0 { "same".to_owned() } else { n.to_string() });
        let half: Attributes<'_> = names.map(|name| (name, Value::Boolean(true))).collect();
        assert_eq!(half.iter().len(), count / 2 + 1);
    });
}

#[test]
fn attributes_that_do_not_count_cost_nothing_for_each_rule() {
    let draft = (0..300).fold(Draft::new().group(Group::new("g", "G")), |draft, n| {
        let when = Field::attribute(&format!("rule{n}")).is("x");
        draft.trigger(Trigger::new(n.to_string(), "g").when(when))
    });
    let router = Router::new(draft.check().unwrap());
    let presence = Presence::new(&router);
    let visitor = |count: usize| -> Visitor<'static> {
        let attributes = repeated(count, |n| format!(r#""a{n}": {n}"#));
        let document = format!(r#"{{"attributes": {{{attributes}}}}}"#);
        serde_json::from_str::<Visitor>(&document).unwrap().into_owned()
    };
    let (few, many) = (visitor(256), visitor(100_000));
    let of_few = least(5, || assert!(router.route(&few, &presence).group().is_none()));
    let of_many = least(1, || assert!(router.route(&many, &presence).group().is_none()));
    assert!(of_many < of_few * 10 + FLOOR, "{of_few:?} and {of_many:?}");
}

#[test]
fn spans_of_a_day_take_linear_time() {
    assert_linear(2_000, |count| {
        let schedule = Schedule::new("s", "UTC").on(Monday, vec!["09:00-10:00"; count]);
        let workspace = Draft::new().schedule(schedule).check().unwrap();
        let hours = workspace.hours("s").unwrap();
        let monday = "2026-11-23T08:00:00Z".parse().unwrap();
        assert_eq!(hours.next_change(monday), Some("2026-11-23T09:00:00Z".parse().unwrap()));
    });
}

#[test]
fn exceptions_take_linear_time() {
    assert_linear(250, |count| {
        let schedule = (0..count).fold(Schedule::new("s", "Europe/Paris"), |schedule, n| {
            let date = format!("{:04}-{:02}-01", 2_000 + n / 12, n % 12 + 1);
            schedule.exception(date, [])
        });
        let workspace = Draft::new().schedule(schedule).check().unwrap();
        let hours = workspace.hours("s").unwrap();
        assert_eq!(hours.next_change("2000-01-01T00:00:00Z".parse().unwrap()), None);
    });
}

/// Groups that nobody is in, each the fallback of the one before.
fn chain(count: usize) -> Workspace {
    let mut draft = Draft::new();
    draft.groups = (0..count)
        .map(|n| Group::new(n.to_string(), "G").fallback((n + 1).to_string()))
        .chain([Group::new(count.to_string(), "Last").all_agents()])
        .collect();
    draft.agent(Agent::new("a")).check().unwrap()
}

#[test]
fn a_long_chain_of_fallbacks_takes_linear_time() {
    assert_linear(1_250, |count| {
        let router = Router::new(chain(count));
        let presence = Presence::everyone_online(&router);
        let visitor = Visitor::undated().group_code("0");
        let record = router.route(&visitor, &presence).to_record();
        assert_eq!(record.serving.unwrap(), *count.to_string().as_str());
    });
}

#[test]
fn circles_of_fallbacks_take_linear_time_and_are_each_told_once() {
    let circles = |count: usize, length: usize| {
        let mut draft = Draft::new();
        draft.groups = (0..count * length)
            .map(|n| {
                let next = if (n + 1) % length == 0 { n + 1 - length } else { n + 1 };
                Group::new(n.to_string(), "G").fallback(next.to_string())
            })
            .collect();
        draft
    };
    assert_linear(500, |count| assert_eq!(total(circles(count, 2)), count));
    assert_linear(1_250, |length| {
        let problems = texts(circles(1, length));
        assert_eq!(problems.len(), 1);
        assert!(
            problems[0].starts_with("groups[0].fallback: the fallbacks run in a circle: `0` → ")
        );
        assert!(problems[0].len() < 1_000);
    });
}

/// As many groups as agents, each of whom had a lease that has ended, and a picker that hides who is
/// away: how many groups it offers.
fn offered(count: usize, members: impl Fn(Group, usize) -> Group) -> usize {
    let draft = Draft::new()
        .picker(PickerSettings::new(PickerMode::Optional).hide_unavailable())
        .agents((0..count).map(|n| Agent::new(n.to_string())))
        .groups((0..count).map(|n| members(Group::new(n.to_string(), "G"), n)));
    let router = Router::new(draft.check().unwrap());
    let mut presence = Presence::new(&router);
    let at = "2026-11-22T10:00:00Z".parse().unwrap();
    for n in 0..count {
        presence.set(n.to_string(), Heartbeat::online().until(at)).unwrap();
    }
    let visitor = Visitor::at(at);
    router.situation(&visitor, &presence).picker().choices().count()
}

#[test]
fn r6_the_choices_of_groups_whose_leases_have_ended_take_linear_time() {
    assert_linear(1_000, |count| {
        assert_eq!(offered(count, |group, n| group.agents([n.to_string()])), 0);
    });
}

#[test]
fn r6_the_choices_of_groups_of_everybody_whose_leases_have_ended_take_linear_time() {
    assert_linear(1_000, |count| assert_eq!(offered(count, |group, _| group.all_agents()), 0));
}

#[test]
fn r12_a_code_of_a_megabyte_costs_no_more_than_a_short_one() {
    let router = Router::new(chain(10));
    let presence = Presence::new(&router);
    let route = |code: &str| {
        let visitor = Visitor::undated().group_code(code);
        least(5, || {
            for _ in 0..1_000 {
                assert!(router.route(&visitor, &presence).group().is_none());
            }
        })
    };
    let (short, long) = (route(&"x".repeat(65)), route(&"x".repeat(1 << 20)));
    assert!(long < short * 10 + FLOOR, "{short:?} and {long:?}");
}

#[test]
fn a_hundred_thousand_wrong_references_stay_fast() {
    let started = Instant::now();
    let mut draft = Draft::new();
    draft.groups = (0..100_000).map(|n| Group::new(format!("group{n}"), "G")).collect();
    draft.triggers =
        (0..100_000).map(|n| Trigger::new(n.to_string(), format!("gruop{n}"))).collect();
    let problems = draft.check().unwrap_err();
    assert_eq!((problems.len(), problems.total()), (1_000, 100_000));
    // The first have suggestions; the search for more ends.
    assert_eq!(problems.iter().next().unwrap().suggestion(), Some("group0"));
    // About four seconds without optimisation. Looking at each group for each reference, it
    // would be the better part of an hour.
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}

#[test]
fn a_document_of_ten_megabytes_is_read_checked_and_written() {
    let name = "N".repeat(1_900);
    let groups = repeated(5_000, |n| {
        format!(r#"{{"id": "g{n}", "name": {{"en": "{name}"}}, "agents": ["a"], "private": true}}"#)
    });
    let triggers = repeated(2_000, |n| {
        format!(
            r#"{{"id": "t{n}", "assign_to": "g{n}", "when": {{"all": [
                {{"field": "page.host", "within": "h{n}.example"}},
                {{"not": {{"field": "attribute.plan", "in": ["pro", "team", "{n}"]}}}}]}}}}"#
        )
    });
    let document =
        format!(r#"{{"agents": [{{"id": "a"}}], "groups": [{groups}], "triggers": [{triggers}]}}"#);
    assert!(document.len() > 10_000_000);
    let draft: Draft = serde_json::from_str(&document).unwrap();
    let workspace = draft.check().unwrap();
    assert_eq!((workspace.groups().len(), workspace.triggers().len()), (5_000, 2_000));
    let written = serde_json::to_string(&workspace).unwrap();
    let again: Draft = serde_json::from_str(&written).unwrap();
    assert_eq!(again.check().unwrap(), workspace);
}
