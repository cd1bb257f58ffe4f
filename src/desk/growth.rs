//! Tests of the cost of commands, counted in rows that are written and candidates that are examined, at three sizes.
//! The cost must grow as the documentation of [`Desk`] says, and no faster ([rule B2](crate::_rules#b2)).

use std::sync::Arc;
use std::time::Duration;

use super::{Command, CommandOutcome, CommandResult, Desk, EventKind};
use crate::agent::Agent;
use crate::draft::Draft;
use crate::group::{Group, Strategy};
use crate::router::Router;
use crate::schedule::{Schedule, Weekday};
use crate::status::AgentStatus;
use crate::time::Timestamp;
use crate::visitor::Visitor;

/// The last size is sixteen times the first.
const SIZES: [u64; 3] = [50, 200, 800];

/// A desk and the current instant.
struct Bench {
    desk: Desk,
    now: Timestamp,
}

impl Bench {
    fn new(draft: Draft) -> Self {
        let router = Arc::new(Router::new(draft.check().unwrap()));
        let now = "2026-11-23T10:00:00Z".parse().unwrap();
        Self { desk: Desk::new(router), now }
    }

    fn pass(&mut self, seconds: u64) -> &mut Self {
        self.now = self.now.after(Duration::from_secs(seconds));
        self
    }

    /// Does a command with any result.
    fn tries(&mut self, command: &Command) -> CommandOutcome {
        self.desk.handle(self.now, command)
    }

    fn does(&mut self, command: Command) -> CommandOutcome {
        let answer = self.tries(&command);
        assert_eq!(answer.result, CommandResult::Done, "{command:?}");
        answer
    }

    fn online(&mut self, agents: u64) -> &mut Self {
        (0..agents).for_each(|n| drop(self.does(Command::presence(agent(n), AgentStatus::Online))));
        self
    }

    fn arrive(&mut self, conversation: u64, group: &str) -> CommandOutcome {
        let visitor = Visitor::undated().group_code(group.to_owned());
        self.does(Command::arrive(format!("c{conversation}"), visitor))
    }

    fn arrivals(&mut self, count: u64, group: &str) -> &mut Self {
        (0..count).for_each(|n| drop(self.arrive(n, group)));
        self
    }

    /// Returns the steps that a command takes and the number of its events.
    fn cost(&mut self, command: Command) -> Cost {
        let before = self.desk.state.work.total();
        let events = self.does(command).events;
        Cost { steps: self.desk.state.work.total() - before, events: events.len() as u64 }
    }

    /// Returns the steps that a query takes.
    fn question<T>(&self, ask: impl FnOnce(&Desk) -> T) -> u64 {
        let before = self.desk.state.work.total();
        let _ = ask(&self.desk);
        self.desk.state.work.total() - before
    }
}

#[derive(Clone, Copy, Debug)]
struct Cost {
    steps: u64,
    events: u64,
}

fn agent(n: u64) -> String {
    format!("a{n}")
}

fn agents(count: u64) -> impl Iterator<Item = Agent> {
    (0..count).map(|n| Agent::new(agent(n)).max_conversations(1))
}

fn group(id: impl Into<String>) -> Group {
    let id = id.into();
    Group::new(id.clone(), id).strategy(Strategy::Ranked)
}

/// Makes groups `g0`, `g1` and so on, each of which falls back to the next.
fn chain(count: u64, of: impl Fn(u64) -> Group) -> impl Iterator<Item = Group> {
    (0..count).map(move |n| {
        let group = of(n);
        if n + 1 < count { group.fallback(format!("g{}", n + 1)) } else { group }
    })
}

/// Asserts that sixteen times the size costs at most twice as much, plus a few steps.
fn assert_logarithmic(cost: impl Fn(u64) -> u64) {
    let costs = SIZES.map(cost);
    let most = 2 * costs[0] + 40;
    assert!(costs.iter().all(|cost| *cost <= most), "{costs:?} steps at {SIZES:?}");
}

/// Asserts that four times the size costs at most five times as much, plus a few steps.
fn assert_linear(cost: impl Fn(u64) -> u64) {
    let costs = SIZES.map(cost);
    let is_linear = costs.windows(2).all(|two| two[1] <= 5 * two[0] + 100);
    assert!(is_linear, "{costs:?} steps at {SIZES:?}");
}

fn offline(n: u64) -> Command {
    Command::presence(agent(n), AgentStatus::Offline)
}

#[test]
fn a_status_costs_each_group_of_a_chain_once_whose_server_changes() {
    // The agent is in every group, and so every group loses its server.
    for overflows in [false, true] {
        assert_linear(|size| {
            let every = |n| {
                let group = group(format!("g{n}")).agents(["a0"]);
                if overflows { group.overflow() } else { group }
            };
            let mut bench = Bench::new(Draft::new().agents(agents(1)).groups(chain(size, every)));
            bench.online(1).cost(offline(0)).steps
        });
        // A conversation waits for each of them.
        assert_linear(|size| {
            let every = |n| {
                let group = group(format!("g{n}")).agents(["a0"]);
                if overflows { group.overflow() } else { group }
            };
            let mut bench = Bench::new(Draft::new().agents(agents(1)).groups(chain(size, every)));
            bench.online(1);
            (0..size).for_each(|n| drop(bench.arrive(n, &format!("g{n}"))));
            bench.cost(offline(0)).steps
        });
    }
}

#[test]
fn a_status_that_changes_no_server_costs_nothing_of_a_chain() {
    for overflows in [false, true] {
        assert_logarithmic(|size| {
            let last = size - 1;
            let of = |n| {
                let group = group(format!("g{n}"));
                let group = if overflows { group.overflow() } else { group };
                if n == last { group.agents(["a0", "a1"]) } else { group }
            };
            let mut bench = Bench::new(Draft::new().agents(agents(2)).groups(chain(size, of)));
            bench.online(2).cost(offline(1)).steps
        });
        // The groups of a chain before the agent's group do not change either.
        assert_logarithmic(|size| {
            let of = |n| if n == 0 { group("g0").agents(["a0"]) } else { group(format!("g{n}")) };
            let mut bench = Bench::new(Draft::new().agents(agents(1)).groups(chain(size, of)));
            bench.online(1).arrive(0, "g0");
            bench.cost(offline(0)).steps
        });
    }
}

#[test]
fn groups_of_all_agents_cost_no_row_for_each() {
    for strategy in [
        Strategy::Broadcast,
        Strategy::Ranked,
        Strategy::LeastBusy,
        Strategy::LongestIdle,
        Strategy::RoundRobin,
    ] {
        assert_logarithmic(|size| {
            let of = |n| Group::new(format!("g{n}"), "G").all_agents().strategy(strategy);
            let draft = Draft::new().agents(agents(20)).groups((0..size).map(of));
            Bench::new(draft).online(20).cost(offline(7)).steps
        });
    }
}

/// All groups of all agents have room or no room together.
#[test]
fn groups_of_all_agents_do_not_pass_on_to_one_another() {
    for is_chain in [false, true] {
        assert_logarithmic(|size| {
            let of = |n| Group::new(format!("g{n}"), "G").all_agents().overflow();
            let draft = Draft::new().agents(agents(1)).group(group("first").all_agents());
            let mut bench = Bench::new(match is_chain {
                true => draft.groups(chain(size, of)),
                false => draft.groups((0..size).map(of)),
            });
            bench.online(1);
            let before = bench.desk.state.work.total();
            bench.arrive(0, "first");
            bench.does(Command::decline("c0", "a0"));
            bench.desk.state.work.total() - before
        });
    }
}

#[test]
fn offers_that_end_together_cost_each_the_same() {
    assert_linear(|size| {
        let everybody = group("g").all_agents();
        let mut bench = Bench::new(Draft::new().agents(agents(size)).group(everybody));
        bench.online(size).arrivals(size, "g");
        let cost = bench.pass(31).cost(Command::tick());
        assert!(cost.events >= 2 * size, "{cost:?}");
        cost.steps
    });
    // Requests that wait behind them change nothing.
    assert_linear(|size| {
        let everybody = group("g").all_agents();
        let mut bench = Bench::new(Draft::new().agents(agents(size)).group(everybody));
        bench.online(size).arrivals(3 * size, "g");
        bench.pass(31).cost(Command::tick()).steps
    });
}

#[test]
fn escalations_of_one_group_cost_each_the_same() {
    let draft = |size: u64, members: &dyn Fn(Group, u64) -> Group| {
        let first = (0..size).fold(group("g").agents(["a0"]), |group, n| {
            group.escalation(40 * (u32::try_from(n).unwrap() + 1), format!("e{n}"))
        });
        let others = (0..size).map(|n| members(group(format!("e{n}")), n));
        Draft::new().agents(agents(size + 1)).group(first).groups(others)
    };
    // No agent is online.
    assert_linear(|size| {
        let mut bench = Bench::new(draft(size, &|group, _| group));
        bench.arrivals(1, "g");
        let cost = bench.pass(60 * size).cost(Command::tick());
        assert!(cost.events >= size, "{cost:?}");
        cost.steps
    });
    // Each group has an agent who does not answer before the next group is asked.
    assert_linear(|size| {
        let mut bench = Bench::new(draft(size, &|group, n| group.agents([agent(n + 1)])));
        bench.online(size + 1).arrivals(1, "g");
        // Only the commands below are counted, not those that open the request.
        let steps = |bench: &Bench| bench.desk.state.work.total();
        let before = steps(&bench);
        for _ in 0..size {
            bench.pass(40).does(Command::tick());
        }
        steps(&bench) - before
    });
}

#[test]
fn agents_who_go_one_after_another_cost_each_the_same() {
    for strategy in [Strategy::Broadcast, Strategy::LeastBusy] {
        assert_linear(|size| {
            let everybody = group("g").all_agents().strategy(strategy);
            let mut bench = Bench::new(Draft::new().agents(agents(size)).group(everybody));
            bench.online(size).arrivals(5, "g");
            (0..size).map(|n| bench.cost(offline(n)).steps).sum()
        });
    }
}

#[test]
fn a_workspace_without_its_agents_costs_each_of_them_once() {
    assert_linear(|size| {
        let draft = |agents| Draft::new().agents(agents).group(group("g").all_agents());
        let mut bench = Bench::new(draft(agents(size).collect::<Vec<_>>()));
        bench.online(size).arrivals(size, "g");
        (0..size / 2).for_each(|n| drop(bench.does(Command::accept(format!("c{n}"), agent(n)))));
        let empty = draft(Vec::new()).check().unwrap();
        bench.cost(Command::workspace(empty)).steps
    });
}

#[test]
fn a_flap_of_a_status_costs_nothing_of_what_waits() {
    let flap = |size: u64, of: &dyn Fn(Group) -> Group| {
        let sales = of(group("g"));
        let mut bench = Bench::new(Draft::new().agents(agents(2)).group(sales));
        bench.arrivals(size, "g");
        bench.online(1);
        let gone = bench.pass(1).cost(offline(0));
        let back = bench.pass(1).cost(Command::presence(agent(0), AgentStatus::Online));
        assert!(gone.events <= 4 && back.events <= 4, "{gone:?} {back:?}");
        gone.steps + back.steps
    };
    assert_logarithmic(|size| flap(size, &|group| group.agents(["a0"])));
    assert_logarithmic(|size| flap(size, &|group| group.all_agents()));
}

#[test]
fn a_command_costs_no_more_where_many_wait_and_many_are_there() {
    // As many agents are busy as requests wait.
    let busy = |size: u64| {
        let everybody = group("g").all_agents().strategy(Strategy::LeastBusy);
        let mut bench = Bench::new(Draft::new().agents(agents(size + 2)).group(everybody));
        bench.online(size);
        for n in 0..2 * size {
            bench.arrive(n, "g");
        }
        (0..size).for_each(|n| drop(bench.does(Command::accept(format!("c{n}"), agent(n)))));
        bench
    };
    assert_logarithmic(|size| {
        let mut bench = busy(size);
        let steps = bench.desk.state.work.total();
        let arrival = bench.arrive(3 * size, "g");
        assert!(matches!(arrival.events.last().unwrap().kind, EventKind::Queued { .. }));
        bench.desk.state.work.total() - steps
    });
    assert_logarithmic(|size| busy(size).cost(Command::close("c1")).steps);
    assert_logarithmic(|size| {
        busy(size).cost(Command::presence(agent(size), AgentStatus::Online)).steps
    });
    assert_logarithmic(|size| {
        let mut bench = busy(size);
        bench.does(Command::presence(agent(size), AgentStatus::Online));
        bench.cost(Command::decline(format!("c{size}"), agent(size))).steps
    });
    assert_logarithmic(|size| busy(size).cost(offline(1)).steps);
}

#[test]
fn questions_cost_what_they_answer() {
    let waiting = |size: u64| {
        let mut bench = Bench::new(Draft::new().agents(agents(1)).group(group("g").all_agents()));
        bench.arrivals(size, "g");
        bench
    };
    assert_linear(|size| waiting(size).question(|desk| desk.conversations().count()));
    assert_linear(|size| waiting(size).question(|desk| desk.waiting("g").count()));
    assert_logarithmic(|size| waiting(size).question(|desk| desk.conversation("c40")));
    assert_logarithmic(|size| waiting(size).question(|desk| desk.workload("a0")));
}

#[test]
fn the_next_deadline_is_found_without_looking_at_all_that_may_be_due() {
    let with_hours = |size: u64| {
        // Each schedule is open at other minutes, and no request is for any of their groups.
        let hours = (0..size).map(|n| {
            let span = format!("{:02}:{:02}-23:59", 10 + n / 60 % 10, n % 60);
            let days = [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday];
            let empty = Schedule::new(format!("s{n}"), "UTC");
            days.into_iter().fold(empty, |schedule, day| schedule.on(day, [span.as_str()]))
        });
        let of = |n| group(format!("g{n}")).schedule(format!("s{n}")).agents(["a0"]);
        let draft = Draft::new().agents(agents(2)).group(group("open").agents(["a1"]));
        let draft = draft.groups(chain(size, of));
        hours.fold(draft, Draft::schedule)
    };
    // A request is for the first group of a chain, or for a group outside it.
    for asked in ["g0", "open"] {
        assert_logarithmic(|size| {
            let mut bench = Bench::new(with_hours(size));
            bench.arrivals(1, asked);
            bench.question(Desk::next_deadline)
        });
    }
    // Every agent has lost an offer in this instant.
    assert_logarithmic(|size| {
        let everybody = group("g").all_agents();
        let mut bench = Bench::new(Draft::new().agents(agents(size)).group(everybody));
        bench.online(size).arrivals(1, "g");
        (0..size).for_each(|n| drop(bench.does(offline(n))));
        bench.question(Desk::next_deadline)
    });
}

#[test]
fn an_answer_costs_the_same_however_far_time_has_run() {
    let answer = |until: &str| {
        let draft = Draft::new().agents(agents(1)).group(group("g").agents(["a0"]));
        let mut bench = Bench::new(draft);
        bench.desk = bench.desk.max_events(200);
        bench.online(1).arrivals(1, "g");
        bench.now = until.parse().unwrap();
        let before = bench.desk.state.work.total();
        let answer = bench.tries(&Command::tick());
        assert_eq!(answer.result, CommandResult::MoreDue);
        assert!(answer.events.len() > 190 && answer.events.len() <= 200);
        bench.desk.state.work.total() - before
    };
    let [week, year, end] =
        ["2026-12-23T10:00:00Z", "2027-11-23T10:00:00Z", "9999-12-31T23:59:59.999Z"].map(answer);
    assert_eq!((week, week), (year, end));
}

/// Neither many refusals of one request nor many refusals of one agent make a command slower.
#[test]
fn refusals_are_not_stepped_over_each_time() {
    let strategies =
        [Strategy::Ranked, Strategy::RoundRobin, Strategy::LeastBusy, Strategy::LongestIdle];
    for strategy in strategies {
        assert_logarithmic(|size| {
            let everybody = group("g").all_agents().strategy(strategy);
            let mut bench = Bench::new(Draft::new().agents(agents(size)).group(everybody));
            bench.online(size).arrive(0, "g");
            let asked = |bench: &Bench| {
                let offers = &bench.desk.conversation("c0").unwrap().requests[0].offers;
                offers.first().unwrap().agent.clone()
            };
            for _ in 1..size {
                let agent = asked(&bench);
                bench.does(Command::decline("c0", agent));
            }
            let last = asked(&bench);
            bench.cost(Command::decline("c0", last)).steps
        });
        assert_logarithmic(|size| {
            let everybody = group("g").all_agents().strategy(strategy);
            let mut bench = Bench::new(Draft::new().agents(agents(1)).group(everybody));
            bench.online(1).arrivals(size, "g");
            for n in 1..size {
                bench.does(Command::decline(format!("c{}", n - 1), "a0"));
            }
            bench.cost(Command::decline(format!("c{}", size - 1), "a0")).steps
        });
    }
}

#[test]
fn a_broadcast_costs_what_it_tells() {
    assert_linear(|size| {
        let everybody = group("g").all_agents().strategy(Strategy::Broadcast);
        let mut bench = Bench::new(Draft::new().agents(agents(size)).group(everybody));
        bench.online(size);
        let visitor = Visitor::undated().group_code("g");
        let cost = bench.cost(Command::arrive("c", visitor));
        let accept = bench.cost(Command::accept("c", agent(1)));
        cost.steps + accept.steps
    });
}
