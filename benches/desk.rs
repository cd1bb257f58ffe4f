//! The cost of a command: `cargo bench --bench desk`.
//!
//! The sizes are a shop (10 agents), a company (1,000) and the largest workspace (100,000), each
//! with an empty queue and with 100,000 waiting conversations. A decision is timed without being
//! applied, so each sample finds an equal desk. `growth` at the end divides each time by the time
//! for 10 agents: a logarithmic cost grows by a small factor while the number of agents grows
//! ten-thousandfold. With a queue, `close` and `online` do more, because the agent is offered the
//! conversation that waits longest.
//!
//! `shapes` prints the cost of hostile workspaces and logs at three sizes. The cost of each change
//! must stay about constant. `src/desk/growth.rs` asserts it by counted steps.

#[path = "desk/shapes.rs"]
mod shapes;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use divan::{Bencher, black_box};
use frontdesk::desk::{Command, Desk};
use frontdesk::presence::AgentStatus;
use frontdesk::{Agent, Draft, Group, Router, Strategy, Timestamp, Visitor};

const AGENTS: [usize; 3] = [10, 1_000, 100_000];
const WAITING: usize = 100_000;

const COMMANDS: [&str; 7] = ["arrive", "accept", "decline", "close", "online", "offline", "tick"];

fn main() {
    divan::main();
    growth();
    shapes::print();
}

fn at(seconds: u64) -> Timestamp {
    let start: Timestamp = "2026-11-23T10:00:00Z".parse().expect("an instant");
    start.after(Duration::from_secs(seconds))
}

/// Creates a desk where every agent but one is online. One conversation is open, one is offered,
/// and `waiting` conversations wait for a group whose only online agent has no room.
fn desk(agents: usize, waiting: usize) -> Desk {
    let draft = Draft::new()
        .agents((0..agents).map(|n| Agent::new(format!("a{n}")).max_conversations(1)))
        .group(Group::new("sales", "Sales").all_agents().strategy(Strategy::LeastBusy))
        .group(Group::new("help", "Help").agents(["a0", "a1"]).strategy(Strategy::Ranked));
    let router = Arc::new(Router::new(draft.check().expect("it builds")));
    let mut desk = Desk::new(router);
    let mut run = |command: Command| {
        let answer = desk.handle(at(0), &command);
        assert_eq!(answer.refusal(), None);
    };
    let of = |group: &'static str| Visitor::undated().group_code(group);
    run(Command::presence("a1", AgentStatus::Online));
    run(Command::arrive("running", of("sales")));
    run(Command::accept("running", "a1"));
    for n in 0..waiting {
        run(Command::arrive(format!("w{n}"), of("help")));
    }
    for n in 2..agents {
        run(Command::presence(format!("a{n}"), AgentStatus::Online));
    }
    run(Command::arrive("offered", of("sales")));
    desk
}

fn command(name: &str) -> Command {
    match name {
        "arrive" => Command::arrive("new", Visitor::undated().group_code("sales")),
        "accept" => Command::accept("offered", "a2"),
        "decline" => Command::decline("offered", "a2"),
        "close" => Command::close("running"),
        "online" => Command::presence("a0", AgentStatus::Online),
        "offline" => Command::presence("a2", AgentStatus::Offline),
        _ => Command::tick(),
    }
}

/// Each desk is built once, because a decision does not change it.
static DESKS: Mutex<BTreeMap<(usize, usize), Desk>> = Mutex::new(BTreeMap::new());

fn with_desk<T>(agents: usize, waiting: usize, act: impl FnOnce(&mut Desk) -> T) -> T {
    let mut desks = DESKS.lock().expect("nobody has panicked");
    act(desks.entry((agents, waiting)).or_insert_with(|| desk(agents, waiting)))
}

fn bench(bencher: Bencher, name: &str, agents: usize, waiting: usize) {
    let command = command(name);
    with_desk(agents, waiting, |desk| {
        assert_eq!(desk.decide(at(1), &command).refusal(), None);
        bencher.bench_local(|| black_box(desk.decide(at(1), black_box(&command))));
    });
}

/// Times commands with an empty queue.
#[divan::bench(args = COMMANDS, consts = AGENTS)]
fn empty_queue<const N: usize>(bencher: Bencher, name: &str) {
    bench(bencher, name, N, 0);
}

/// Times commands with 100,000 waiting conversations.
#[divan::bench(args = COMMANDS, consts = AGENTS)]
fn long_queue<const N: usize>(bencher: Bencher, name: &str) {
    bench(bencher, name, N, WAITING);
}

/// Prints the cost at each size as a multiple of the cost at 10 agents with an empty queue.
fn growth() {
    let rounds = if std::env::args().any(|argument| argument == "--test") { 1 } else { 1_000 };
    let mut base = BTreeMap::new();
    println!("\ncost of a decision, in multiples of that at 10 agents with nobody waiting");
    for waiting in [0, WAITING] {
        for agents in AGENTS {
            print!("{agents:>7} agents, {waiting:>7} waiting:");
            for name in COMMANDS {
                let command = command(name);
                let cost = with_desk(agents, waiting, |desk| {
                    let batch = || {
                        let started = Instant::now();
                        for _ in 0..rounds {
                            black_box(desk.decide(at(1), black_box(&command)));
                        }
                        started.elapsed().as_secs_f64() / f64::from(rounds)
                    };
                    // The minimum of several samples excludes other load of the machine.
                    std::iter::repeat_with(batch).take(7).fold(f64::INFINITY, f64::min)
                });
                print!("  {name} {:.1}", cost / *base.entry(name).or_insert(cost));
            }
            println!();
        }
    }
}
