//! Opening hours, and until when a decision holds (rules A6, A7).

use frontdesk::{Condition, Draft, Field, Presence, Router, Schedule, Timestamp, Visitor, Workspace};
use frontdesk::condition::{Literal, Operator};
use frontdesk::presence::AgentStatus;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::generate::{Question, Written, case, era, instant, schedule, written};
use crate::support::oracle::{edges, is_open};
use crate::support::run::holds;

const DAY: i64 = 86_400_000;

fn after(at: Timestamp, millis: i64) -> Timestamp {
    Timestamp::from_unix_millis(at.unix_millis() + millis)
}

#[track_caller]
fn check(schedule: Schedule) -> Workspace {
    let draft = Draft::new().schedule(schedule);
    draft.check().unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn a_schedule_is_open_when_the_wall_clock_says_so() {
    let schedules = era().prop_flat_map(|era| (written(schedule("s", era)), vec(instant(era), 10)));
    holds(200, schedules, |(Written(schedule), instants)| {
        let workspace = check(schedule.clone());
        let hours = workspace.hours("s").unwrap();
        for at in instants {
            prop_assert_eq!(hours.is_open(at), is_open(&schedule, at), "at {}", at);
        }
        Ok(())
    });
}

#[test]
fn a_schedule_stays_as_it_is_until_its_next_change_and_changes_then() {
    // Longer than the holidays that are made.
    const DAYS: i64 = 32;
    let schedules = era().prop_flat_map(|era| (written(schedule("s", era)), vec(instant(era), 2)));
    holds(100, schedules, |(Written(schedule), instants)| {
        let workspace = check(schedule.clone());
        let hours = workspace.hours("s").unwrap();
        for at in instants.into_iter().filter(|at| after(*at, DAYS * DAY) < last_instant()) {
            let open = hours.is_open(at);
            let change = hours.next_change(at);
            let end = change.unwrap_or_else(|| after(at, DAYS * DAY));
            prop_assert!(end > at, "{} is not after {}", end, at);
            for edge in edges(&schedule, at, DAYS).into_iter().filter(|edge| *edge < end) {
                prop_assert_eq!(hours.is_open(edge), open, "{} to {:?}: at {}", at, change, edge);
            }
            if let Some(change) = change {
                prop_assert_eq!(hours.is_open(change), !open, "{} to {}", at, change);
            }
        }
        Ok(())
    });
}

/// The last instant whose wall clock every zone can show.
fn last_instant() -> Timestamp {
    "9999-12-30T00:00:00Z".parse().unwrap()
}

/// The same visitor, so many milliseconds later. A clock that shows no time does not run.
fn grown_older(visitor: &Visitor<'static>, millis: i64) -> Visitor<'static> {
    let mut older = visitor.clone();
    older.at = visitor.at.map(|at| after(at, millis));
    for seconds in [&mut older.time_on_page, &mut older.time_on_site] {
        if let Some(seconds) = seconds.as_mut().filter(|seconds| **seconds >= 0.0) {
            *seconds += millis as f64 / 1000.0;
        }
    }
    older
}

#[test]
fn until_it_ends_a_decision_holds_for_the_same_visitor_grown_older() {
    holds(100, (case(3), vec(0.0..1.0, 6)), |(case, shares)| {
        let router = Router::new(case.workspace.clone());
        for Question { visitor, presence } in &case.questions {
            let Some(at) = visitor.at else { continue };
            let (presence, _) = Presence::from_record(&router, presence);
            let situation = router.situation(visitor, &presence);
            let decision = situation.route().to_record();
            let until = situation.valid_until();
            let end = until.unwrap_or_else(|| after(at, 40 * DAY).min(last_instant()));
            let length = end.unix_millis() - at.unix_millis();
            prop_assert!(length > 0, "{} is not after {}", end, at);
            let anywhere = shares.iter().map(|share| (share * length as f64) as i64);
            let soon = [0, 1, 999, 1_000, 1_001, 12_000, 60_000];
            let late = [length - 1, length - 2, length / 2];
            let steps = anywhere.chain(soon).chain(late);
            for step in steps.filter(|step| (0..length).contains(step)) {
                let older = grown_older(visitor, step);
                let then = router.route(&older, &presence).to_record();
                prop_assert_eq!(then, decision.clone(), "{} ms later, to {:?}", step, until);
            }
        }
        Ok(())
    });
}

#[test]
fn a_decision_holds_no_longer_than_to_the_next_change_of_what_it_may_depend_on() {
    holds(100, case(3), |case| {
        let router = Router::new(case.workspace.clone());
        for Question { visitor, presence: record } in &case.questions {
            let (presence, _) = Presence::from_record(&router, record);
            let until = router.situation(visitor, &presence).valid_until();
            let Some(at) = visitor.at else {
                prop_assert_eq!(until, None);
                continue;
            };
            let workspace = &case.workspace;
            let schedules = workspace.draft().schedules.iter();
            let changes = schedules.filter_map(|s| workspace.hours(&s.id).unwrap().next_change(at));
            let known = presence.to_record();
            let leases = known
                .iter()
                .filter(|(_, beat)| beat.status == AgentStatus::Online)
                .filter_map(|(_, beat)| beat.until.filter(|until| *until > at));
            let tests = clock_tests(workspace);
            let turns = tests
                .iter()
                .flat_map(|(field, test, values)| values.iter().map(move |v| (field, test, *v)))
                .filter_map(|(field, test, value)| turn(visitor, field, test, value))
                .map(|millis| after(at, millis));
            let first = changes.chain(leases).chain(turns).min();
            if let Some(first) = first {
                prop_assert!(until.is_some_and(|until| until <= first), "{until:?}, {first}");
            }
        }
        Ok(())
    });
}

/// The tests of the two clocks that enabled triggers make: each with the values that it names.
fn clock_tests(workspace: &Workspace) -> Vec<(Field, Operator, Vec<f64>)> {
    fn collect(condition: &Condition, found: &mut Vec<(Field, Operator, Vec<f64>)>) {
        let leaf = match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                return parts.iter().for_each(|part| collect(part, found));
            }
            Condition::Not(part) => return collect(part, found),
            Condition::Predicate(leaf) => leaf,
        };
        let number = |literal: &Literal| match literal {
            Literal::Number(number) => Some(*number),
            _ => None,
        };
        let values = match leaf.operator() {
            Operator::Is(value) => number(value).into_iter().collect(),
            Operator::In(values) => values.iter().filter_map(number).collect(),
            Operator::AtLeast(value) | Operator::Below(value) => vec![*value],
            Operator::AtMost(value) | Operator::Above(value) => vec![*value],
            _ => Vec::new(),
        };
        if matches!(leaf.field(), Field::TimeOnPage | Field::TimeOnSite) {
            found.push((leaf.field().clone(), leaf.operator().clone(), values));
        }
    }
    let mut found = Vec::new();
    for trigger in workspace.triggers().iter().filter(|trigger| trigger.enabled) {
        trigger.when.iter().for_each(|when| collect(when, &mut found));
    }
    found
}

/// In how many milliseconds a clock is at or past a value that lies ahead; for `above`, `at_most`
/// and `is`, one past it, even where it stands there now.
fn turn(visitor: &Visitor<'_>, field: &Field, test: &Operator, value: f64) -> Option<i64> {
    let clock = match field {
        Field::TimeOnPage => visitor.time_on_page,
        _ => visitor.time_on_site,
    }?;
    let millis = (value - clock) * 1000.0;
    let is_ahead = match test {
        Operator::AtLeast(_) | Operator::Below(_) => millis > 0.0,
        _ => millis >= 0.0,
    };
    let runs = clock.is_finite() && clock >= 0.0 && millis < 1e12;
    (runs && is_ahead).then(|| millis.ceil() as i64 + 1)
}
