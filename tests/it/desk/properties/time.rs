//! What time brings, early or late (rule D13), and that looking moves nothing.

use std::time::Duration;

use frontdesk::Timestamp;
use serde_json::{Value, json};

use super::super::generate::Script;
use super::super::host::Host;
use super::on_scripts;

const AN_HOUR: Duration = Duration::from_secs(3_600);

fn tick(at: Timestamp) -> Value {
    json!({"at": at, "do": "tick"})
}

fn instant(command: &Value) -> Timestamp {
    command["at"].as_str().expect("an instant").parse().expect("an instant")
}

/// A desk as a script leaves it, and the last instant of its commands.
fn after(script: &Script) -> (Host, Timestamp) {
    let mut host = Host::new(&script.workspace);
    for command in &script.commands {
        let _ = host.handle(command);
    }
    let last = script.commands.iter().map(instant).max();
    (host, last.unwrap_or(Timestamp::MIN))
}

#[test]
fn a_late_tick_does_what_ticks_on_time_do() {
    on_scripts(4, 60, |script| {
        let (mut late, now) = after(script);
        let (mut timely, _) = after(script);
        let end = now.after(AN_HOUR);
        let mut last = None;
        while let Some(due) = timely.desk.next_deadline().filter(|due| *due <= end) {
            if last == Some(due) {
                return Some(format!("{due} is due for ever"));
            }
            last = Some(due);
            let _ = timely.handle(&tick(due.max(now)));
        }
        let _ = timely.handle(&tick(end));
        let _ = late.handle(&tick(end));
        let (late, timely) = (late.log, timely.log);
        let first = late.iter().zip(&timely).position(|(a, b)| a != b);
        (late != timely).then(|| {
            let at = first.unwrap_or(late.len().min(timely.len()));
            format!("late {:?}\non time {:?}", late.get(at), timely.get(at))
        })
    });
}

#[test]
fn nothing_happens_before_the_next_deadline() {
    on_scripts(4, 60, |script| {
        let (mut host, now) = after(script);
        // What was due while commands were done is done.
        let _ = host.handle(&tick(now));
        let quiet = match host.desk.next_deadline() {
            Some(due) => Timestamp::from_unix_millis(due.unix_millis() - 1),
            None => now.after(24 * AN_HOUR),
        };
        if quiet < now {
            return Some(format!("{quiet} has passed"));
        }
        let events = host.handle(&tick(quiet)).events;
        (!events.is_empty()).then(|| format!("by {quiet}: {events:?}"))
    });
}

#[test]
fn deciding_leaves_the_desk_as_it_was() {
    on_scripts(2, 120, |script| {
        let mut host = Host::new(&script.workspace);
        script.commands.iter().find_map(|command| {
            let before = host.snapshot();
            let first = host.decide(command);
            let between = host.snapshot();
            let second = host.decide(command);
            let _ = host.handle(command);
            let wrong = before != between || first != second;
            wrong.then(|| format!("{command}\n{before}\n{between}\n{first:?}\n{second:?}"))
        })
    });
}

#[test]
fn a_look_far_ahead_that_is_not_taken_changes_nothing() {
    on_scripts(1, 80, |script| {
        let mut plain = Host::new(&script.workspace);
        let mut curious = Host::new(&script.workspace);
        script.commands.iter().find_map(|command| {
            // A host decides, loses the race for the log, and decides again earlier.
            let _ = curious.decide(&tick(instant(command).after(AN_HOUR)));
            let (expected, seen) = (plain.handle(command), curious.handle(command));
            (expected != seen).then(|| format!("{command}\n{expected:?}\n{seen:?}"))
        })
    });
}
