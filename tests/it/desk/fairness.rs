//! Fairness as arithmetic (I7): 100,000 assignments with agents who come and go, counted by hand.
//!
//! Between two agents who both stay eligible, counts of turns differ by at most one (by weight: by
//! one over the smaller weight). What they get *within* a stay can differ by one more: one of them
//! may have been behind when it began, and ties go by the order of rank (D11).

use frontdesk::{Router, Timestamp, Visitor};
use frontdesk::desk::{Action, Command, CommandOutcome, Desk, EventKind, Retention};
use frontdesk::presence::AgentStatus;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

use super::generate::{Rng, checked};

const ASSIGNMENTS: u64 = 100_000;
const WEIGHTS: [u64; 6] = [1, 2, 3, 5, 1, 7];
/// The first of them never go.
const STAY: usize = 2;

struct Office {
    desk: Desk,
    now: Timestamp,
    /// Turns since both of a pair became eligible.
    gained: [[u64; 6]; 6],
    total: [u64; 6],
    /// What would be fair: of each assignment the part that the agent's weight has among those online.
    fair: [f64; 6],
    online: [bool; 6],
    weights: [u64; 6],
}

impl Office {
    fn new(strategy: &str) -> Self {
        let weights = if strategy == "weighted" { WEIGHTS } else { [1; 6] };
        let members: Vec<Value> =
            (0..6).map(|n| json!({"id": agent(n), "weight": weights[n]})).collect();
        let workspace = json!({
            "agents": (0..6).map(|n| json!({"id": agent(n)})).collect::<Vec<_>>(),
            "groups": [{"id": "sales", "name": "Sales", "agents": members, "strategy": strategy}],
        });
        let router = Arc::new(Router::new(checked(&workspace)));
        Self {
            desk: Desk::with_retention(router, Retention::default()),
            now: "2026-11-22T10:00:00Z".parse().expect("an instant"),
            gained: [[0; 6]; 6],
            total: [0; 6],
            fair: [0.0; 6],
            online: [false; 6],
            weights,
        }
    }

    #[track_caller]
    fn handle(&mut self, command: Action) -> CommandOutcome {
        let answer = self.desk.handle(self.now, &Command::from(command));
        assert_eq!(answer.refusal(), None);
        answer
    }

    #[track_caller]
    fn turn_to(&mut self, n: usize, online: bool) {
        let status = if online { AgentStatus::Online } else { AgentStatus::Away };
        let _ = self.handle(Action::Presence { agent: agent(n).into(), status });
        self.online[n] = online;
        // A new stay for every pair that it is in.
        for other in 0..6 {
            (self.gained[n][other], self.gained[other][n]) = (0, 0);
        }
    }

    /// A conversation arrives, is taken by whom it is offered to, and ends.
    #[track_caller]
    fn assign(&mut self) {
        self.now = self.now.after(Duration::from_secs(1));
        let visitor = Visitor::undated().group_code("sales");
        let arrival = self.desk.handle(self.now, &Command::arrive("c", visitor));
        let offered = arrival.events.iter().find_map(|event| match &event.kind {
            EventKind::Offered { agent, .. } => Some(agent.clone()),
            _ => None,
        });
        let offered = offered.expect("somebody is online");
        let n = (0..6).find(|n| offered == *agent(*n)).expect("an agent");
        assert!(self.online[n], "only who is online is offered anything");
        let _ = self.desk.handle(self.now, &Command::accept("c", offered));
        let _ = self.desk.handle(self.now, &Command::close("c"));
        self.total[n] += 1;
        let online = self.online;
        let there = || (0..6).filter(|other| online[*other]);
        let all: u64 = there().map(|other| self.weights[other]).sum();
        for other in there() {
            self.gained[n][other] += 1;
            self.fair[other] += self.weights[other] as f64 / all as f64;
        }
    }

    /// What two agents who are there got since both are, at most so many shares apart.
    #[track_caller]
    fn check_stays(&self) {
        for (a, b) in (0..6).flat_map(|a| (0..a).map(move |b| (a, b))) {
            if self.online[a] && self.online[b] {
                let [of_a, of_b] = [(a, b), (b, a)]
                    .map(|(one, other)| self.gained[one][other] * self.weights[other]);
                // |ga/wa - gb/wb| <= 1/wa + 1/wb, times wa*wb.
                let most = self.weights[a] + self.weights[b];
                assert!(of_a.abs_diff(of_b) <= most, "{a} and {b}: {:?}", self.gained);
            }
        }
    }

    /// Who never left differ by no more than one turn of the smaller weight.
    #[track_caller]
    fn check_totals(&self) {
        for (a, b) in (0..STAY).flat_map(|a| (0..a).map(move |b| (a, b))) {
            let apart = (self.total[a] * self.weights[b]).abs_diff(self.total[b] * self.weights[a]);
            assert!(apart <= self.weights[a].max(self.weights[b]), "{:?}", self.total);
        }
    }
}

fn agent(n: usize) -> String {
    // Not in the order of rank: ids play no part.
    format!("a{}", (n * 5) % 6)
}

/// Coming and going is neither punished nor rewarded, over all and within two in a hundred.
#[track_caller]
fn keep_office(strategy: &str) {
    let mut office = Office::new(strategy);
    let mut rng = Rng(7);
    (0..6).for_each(|n| office.turn_to(n, true));
    for number in 0..ASSIGNMENTS {
        if rng.chance(4) {
            let n = STAY + rng.below(6 - STAY);
            let online = !office.online[n];
            office.turn_to(n, online);
        }
        office.assign();
        office.check_stays();
        if number % 100 == 0 {
            office.check_totals();
        }
    }
    office.check_totals();
    assert_eq!(office.total.iter().sum::<u64>(), ASSIGNMENTS);
    for (total, fair) in office.total.iter().zip(office.fair) {
        let is_fair = (*total as f64 - fair).abs() <= fair * 0.02;
        assert!(is_fair, "{:?} where {:?} is fair", office.total, office.fair);
    }
}

#[test]
fn a_hundred_thousand_turns_in_rotation_are_fair_whoever_comes_and_goes() {
    keep_office("round_robin");
}

#[test]
fn a_hundred_thousand_turns_by_weight_are_fair_whoever_comes_and_goes() {
    keep_office("weighted");
}
