//! Workspaces and logs with an earlier superlinear cost of the desk, at three sizes.

use std::sync::Arc;
use std::time::Instant;

use divan::black_box;
use frontdesk::desk::{Command, CommandResult, Desk};
use frontdesk::presence::AgentStatus;
use frontdesk::{Agent, Draft, Group, Router, Strategy, Timestamp, Visitor};

use super::at;

const SIZES: [usize; 3] = [100, 1_000, 10_000];

/// An operation, and the number by which its time is divided.
type Shape = (&'static str, fn(usize) -> Worst, &'static str);

/// A desk and its most expensive operation.
struct Worst {
    desk: Desk,
    at: Timestamp,
    what: What,
}

enum What {
    Decide(Command),
    NextDeadline,
    Conversations,
}

const SHAPES: [Shape; 12] = [
    ("offline, a chain of groups", chain, "group"),
    ("offline, the same where they overflow", overflowing_chain, "group"),
    ("offline, last of a chain", end_of_chain, "command"),
    ("offline, groups of all agents", of_all, "command"),
    ("offers that end together", expiries, "offer"),
    ("escalations of one call", escalations, "escalation"),
    ("a workspace without its agents", nobody, "agent"),
    ("online, where all wait for one agent", flap, "command"),
    ("`conversations()`, all of which wait", conversations, "conversation"),
    ("`next_deadline()`, a chain with schedules", next_deadline, "question"),
    ("one answer of a tick in the year 9999", far_tick, "answer"),
    ("decline, after all others have", refusals, "command"),
];

/// Returns the nanoseconds of each operation at each size.
pub(super) fn print() {
    println!("\nhostile shapes, ns for each thing that is named, at {SIZES:?}");
    let sizes =
        if std::env::args().any(|argument| argument == "--test") { &SIZES[..1] } else { &SIZES };
    for (name, shape, of) in SHAPES {
        print!("{name:>42}, a {of:<12}");
        for size in sizes {
            let mut worst = shape(*size);
            let best =
                std::iter::repeat_with(|| worst.time()).take(3).fold(f64::INFINITY, f64::min);
            let things = if matches!(of, "command" | "question" | "answer") { 1 } else { *size };
            print!("  {:>12.0}", best / things as f64);
        }
        println!();
    }
}

impl Worst {
    fn time(&mut self) -> f64 {
        let started = Instant::now();
        match &self.what {
            What::Decide(command) => drop(black_box(self.desk.decide(self.at, command))),
            What::NextDeadline => drop(black_box(self.desk.next_deadline())),
            What::Conversations => drop(black_box(self.desk.conversations().count())),
        }
        started.elapsed().as_secs_f64() * 1e9
    }
}

fn desk(draft: Draft) -> Desk {
    Desk::new(Arc::new(Router::new(draft.check().expect("it builds"))))
}

/// Executes a command at the first instant.
fn does(desk: &mut Desk, command: Command) {
    assert_eq!(desk.handle(at(0), &command).result, CommandResult::Done);
}

fn online(desk: &mut Desk, agents: usize) {
    (0..agents).for_each(|n| does(desk, Command::presence(format!("a{n}"), AgentStatus::Online)));
}

fn arrivals(desk: &mut Desk, count: usize, group: &str) {
    let of = || Visitor::undated().group_code(group.to_owned());
    (0..count).for_each(|n| does(desk, Command::arrive(format!("c{n}"), of())));
}

fn agents(count: usize) -> impl Iterator<Item = Agent> {
    (0..count).map(|n| Agent::new(format!("a{n}")).max_conversations(1))
}

fn group(id: impl std::fmt::Display) -> Group {
    Group::new(id.to_string(), id.to_string()).strategy(Strategy::Ranked)
}

/// Creates groups that each fall back to the next one.
fn in_chain(size: usize, of: impl Fn(usize) -> Group) -> impl Iterator<Item = Group> {
    (0..size).map(move |n| match of(n) {
        group if n + 1 < size => group.fallback(format!("g{}", n + 1)),
        group => group,
    })
}

fn offline(agent: &str) -> What {
    What::Decide(Command::presence(agent, AgentStatus::Offline))
}

fn chain(size: usize) -> Worst {
    let groups = in_chain(size, |n| group(format!("g{n}")).agents(["a0"]));
    let mut desk = desk(Draft::new().agents(agents(1)).groups(groups));
    online(&mut desk, 1);
    Worst { desk, at: at(1), what: offline("a0") }
}

fn overflowing_chain(size: usize) -> Worst {
    let groups = in_chain(size, |n| group(format!("g{n}")).agents(["a0"]).overflow());
    let mut desk = desk(Draft::new().agents(agents(1)).groups(groups));
    online(&mut desk, 1);
    Worst { desk, at: at(1), what: offline("a0") }
}

fn end_of_chain(size: usize) -> Worst {
    let last = |n| n + 1 == size;
    let groups = in_chain(size, |n| {
        let group = group(format!("g{n}"));
        if last(n) { group.agents(["a0", "a1"]) } else { group }
    });
    let mut desk = desk(Draft::new().agents(agents(2)).groups(groups));
    online(&mut desk, 2);
    Worst { desk, at: at(1), what: offline("a1") }
}

fn of_all(size: usize) -> Worst {
    let groups = (0..size).map(|n| group(format!("g{n}")).all_agents());
    let mut desk = desk(Draft::new().agents(agents(1_000)).groups(groups));
    online(&mut desk, 1_000);
    Worst { desk, at: at(1), what: offline("a7") }
}

fn expiries(size: usize) -> Worst {
    let mut desk = desk(Draft::new().agents(agents(size)).group(group("g").all_agents()));
    online(&mut desk, size);
    arrivals(&mut desk, size, "g");
    let desk = desk.max_events(usize::MAX);
    Worst { desk, at: at(31), what: What::Decide(Command::tick()) }
}

fn escalations(size: usize) -> Worst {
    let first = (1..=size).fold(group("g").agents(["a0"]), |group, n| {
        group.escalation(u32::try_from(n).expect("few"), format!("e{}", n - 1))
    });
    let others = (0..size).map(|n| group(format!("e{n}")).agents([format!("a{n}")]));
    let mut desk = desk(Draft::new().agents(agents(size)).group(first).groups(others));
    online(&mut desk, size);
    arrivals(&mut desk, 1, "g");
    let desk = desk.max_events(usize::MAX);
    Worst { desk, at: at(size as u64), what: What::Decide(Command::tick()) }
}

fn nobody(size: usize) -> Worst {
    let mut desk = desk(Draft::new().agents(agents(size)).group(group("g").all_agents()));
    online(&mut desk, size);
    arrivals(&mut desk, size, "g");
    (0..size / 2).for_each(|n| does(&mut desk, Command::accept(format!("c{n}"), format!("a{n}"))));
    let empty = Draft::new().group(group("g").all_agents()).check().expect("it builds");
    Worst { desk, at: at(1), what: What::Decide(Command::workspace(empty)) }
}

fn flap(size: usize) -> Worst {
    let mut desk = desk(Draft::new().agents(agents(2)).group(group("g").all_agents()));
    arrivals(&mut desk, size, "g");
    online(&mut desk, 1);
    does(&mut desk, Command::presence("a0", AgentStatus::Offline));
    let online = Command::presence("a0", AgentStatus::Online);
    Worst { desk, at: at(1), what: What::Decide(online) }
}

fn conversations(size: usize) -> Worst {
    let mut desk = desk(Draft::new().agents(agents(1)).group(group("g").all_agents()));
    arrivals(&mut desk, size, "g");
    Worst { desk, at: at(1), what: What::Conversations }
}

fn next_deadline(size: usize) -> Worst {
    use frontdesk::Schedule;
    use frontdesk::schedule::Weekday;
    let hours = (0..size).map(|n| {
        let span = format!("{:02}:{:02}-23:59", 10 + n / 60 % 10, n % 60);
        Schedule::new(format!("s{n}"), "UTC").on(Weekday::Tuesday, [span.as_str()])
    });
    let groups =
        in_chain(size, |n| group(format!("g{n}")).schedule(format!("s{n}")).agents(["a0"]));
    let draft = hours.fold(Draft::new().agents(agents(1)).groups(groups), Draft::schedule);
    let mut desk = desk(draft);
    arrivals(&mut desk, 1, "g0");
    Worst { desk, at: at(1), what: What::NextDeadline }
}

fn far_tick(_: usize) -> Worst {
    let mut desk = desk(Draft::new().agents(agents(1)).group(group("g").all_agents()));
    online(&mut desk, 1);
    arrivals(&mut desk, 1, "g");
    let end = "9999-12-31T23:59:59.999Z".parse().expect("an instant");
    Worst { desk, at: end, what: What::Decide(Command::tick()) }
}

fn refusals(size: usize) -> Worst {
    let mut desk = desk(Draft::new().agents(agents(size)).group(group("g").all_agents()));
    online(&mut desk, size);
    arrivals(&mut desk, 1, "g");
    (1..size).for_each(|n| does(&mut desk, Command::decline("c0", format!("a{}", n - 1))));
    let last = Command::decline("c0", format!("a{}", size - 1));
    Worst { desk, at: at(1), what: What::Decide(last) }
}
