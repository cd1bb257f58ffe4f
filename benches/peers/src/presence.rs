//! What presence costs, with all agents in one group and each in one of a hundred more.

use std::time::{Duration, Instant};

use frontdesk::{Draft, Heartbeat, Presence, Router, Timestamp, Visitor};
use frontdesk_workloads::random::Random;
use frontdesk_workloads::{SEED, office};

use crate::engine::Cost;
use crate::figures::grouped;
use crate::measure::{CacheFlush, Series};
use crate::memory;
use crate::probe::{Operation, probe};
use crate::progress::Progress;
use crate::report::{Report, Row};
use crate::target::Bound;

/// Agents whose beats come while everything is warm.
const WARM_AGENTS: usize = 64;
/// Nanoseconds: of a beat, warm and cold; of an agent that is taken over; of one that is told.
const BEAT: [f64; 2] = [100.0, 1_000.0];
const FOLLOW: f64 = 1_000.0;
const LISTING: f64 = 2.0;
/// No growth, and something for a noisy machine.
const GROWTH: f64 = 1.2;

pub fn run(
    sizes: &[u32],
    rounds: usize,
    flush: &mut CacheFlush,
    report: &mut Report,
) -> Result<(), String> {
    report.note(&format!(
        "presence: ns of one beat, of one agent taken over (follow) or told (listing), of one status or decision; n counts agents; {flush}",
    ));
    let progress = Progress::new(sizes.len() as u64);
    for agents in sizes {
        progress.say(&format!("{agents} agents"));
        Office::open(*agents as usize)?.measure(rounds, flush, report)?;
        progress.step();
    }
    if let ([least, ..], [.., most]) = (sizes, sizes) {
        conclude(*most as usize, report);
        growth(*least as usize, *most as usize, report);
    }
    progress.finish();
    Ok(())
}

struct Office {
    agents: Vec<String>,
    router: Router,
    /// Of a later version, with one agent more.
    next: Router,
    presence: Presence,
    cost: Cost,
    now: Timestamp,
}

impl Office {
    fn open(count: usize) -> Result<Self, String> {
        let agents: Vec<String> = (0..=count).map(office::agent).collect();
        let check = |draft: Draft| draft.check().map_err(|problems| problems.to_string());
        let (first, second) = (office::staff(count), office::staff(count + 1));
        let before = memory::live();
        let started = Instant::now();
        let router = Router::new(check(first)?);
        let cost = Cost { time: started.elapsed(), bytes: memory::live() - before };
        let next = router.replace(check(second)?);
        let now = Timestamp::from_unix_millis(1_795_000_000_000);
        let mut presence = Presence::new(&router);
        for agent in &agents[..count] {
            presence.set(agent, with_lease(now, 0)).map_err(|error| error.to_string())?;
        }
        Ok(Self { agents, router, next, presence, cost, now })
    }

    fn measure(
        &self,
        rounds: usize,
        flush: &mut CacheFlush,
        report: &mut Report,
    ) -> Result<(), String> {
        self.beats(rounds, flush, report);
        self.following(rounds, report);
        self.reading(rounds, flush, report)
    }

    fn count(&self) -> usize {
        self.agents.len() - 1
    }

    /// Each changes something: the load, or the end of the lease.
    fn beats(&self, rounds: usize, flush: &mut CacheFlush, report: &mut Report) {
        let (count, now) = (self.count(), self.now);
        let random = &mut Random::new(SEED);
        let any: Vec<usize> = (0..10_000).map(|_| random.below(count as u32) as usize).collect();
        let kinds: [(&str, Make); 2] =
            [("presence/beat", with_load), ("presence/beat-with-lease", with_lease)];
        for (name, make) in kinds {
            let beats = |mut presence: Presence, agent: Box<dyn Fn(usize) -> usize>| {
                let mut turn = 0;
                move |call: usize| {
                    turn += 1;
                    presence.set(&self.agents[agent(call)], make(now, turn)).is_ok()
                }
            };
            let warm_agents = WARM_AGENTS.min(count);
            // An odd step, so that an agent's load differs from time to time.
            let few = move |call: usize| (call + call / warm_agents) % warm_agents;
            let places = any.clone();
            let all = move |call: usize| places[call % places.len()];
            let touch =
                |call: usize| self.agents[any[call % any.len()]].bytes().map(usize::from).sum();
            let operations = vec![
                Operation::new(name, beats(self.presence.clone(), Box::new(few))),
                Operation::new(
                    format!("{name}-of-any"),
                    beats(self.presence.clone(), Box::new(all)),
                )
                .cold_after(touch),
            ];
            probe(count, self.cost, rounds, flush, operations, report);
        }
    }

    fn following(&self, rounds: usize, report: &mut Report) {
        let count = self.count();
        let mut allocations = 0.0;
        let follow = |_| {
            let mut presence = self.presence.clone();
            let before = memory::calls();
            let started = Instant::now();
            presence.follow(&self.next);
            let nanos = started.elapsed().as_nanos() as f64 / count as f64;
            allocations = (memory::calls() - before) as f64 / count as f64;
            nanos
        };
        let series: Series = (0..rounds).map(follow).collect();
        report.add(Row {
            n: count,
            engine: "presence/follow".into(),
            mode: "warm",
            median: series.median(),
            min: series.min(),
            allocations,
            compile: self.cost.time,
            bytes: self.cost.bytes,
        });
    }

    fn reading(
        &self,
        rounds: usize,
        flush: &mut CacheFlush,
        report: &mut Report,
    ) -> Result<(), String> {
        let count = self.count();
        let visitor = Visitor::at(self.now).group_code("everyone");
        let decision = self.router.route(&visitor, &self.presence);
        let told = decision.notify().count();
        if told != count {
            return Err(format!("{told} of {count} agents are told, who are all online"));
        }
        let status = |_| self.router.status("everyone", &self.presence, self.now).is_some();
        let route = |_| self.router.route(&visitor, &self.presence).serving().is_some();
        let list = |_| decision.notify().map(|agent| agent.id.as_str().len()).sum::<usize>() > 0;
        let operations = vec![
            Operation::new("presence/status", status).cold_after(|_| 0),
            Operation::new("presence/route", route).cold_after(|_| 0),
            Operation::new("presence/listing", list).calls(20).parts(count),
        ];
        probe(count, self.cost, rounds, flush, operations, report);
        Ok(())
    }
}

type Make = fn(Timestamp, usize) -> Heartbeat;

fn with_load(_: Timestamp, turn: usize) -> Heartbeat {
    Heartbeat::online().load(turn as u32 % 2)
}

fn with_lease(now: Timestamp, turn: usize) -> Heartbeat {
    Heartbeat::online().until(now.after(Duration::from_millis(60_000 + turn as u64)))
}

fn conclude(n: usize, report: &mut Report) {
    let targets = [
        ("presence/beat", "warm", BEAT[0]),
        ("presence/beat-of-any", "cold", BEAT[1]),
        ("presence/beat-with-lease", "warm", BEAT[0]),
        ("presence/beat-with-lease-of-any", "cold", BEAT[1]),
        ("presence/follow", "warm", FOLLOW),
        ("presence/listing", "warm", LISTING),
    ];
    for (name, mode, most) in targets {
        let Some(row) = report.find(n, name, mode) else { continue };
        let (median, allocations) = (row.median, row.allocations);
        let at = grouped(n as f64);
        report.target(&format!("{name} of {at}, {mode} ns"), Bound::AtMost(most), median);
        if mode == "warm" && name.starts_with("presence/beat") {
            let what = format!("{name} of {at}, allocations");
            report.target(&what, Bound::AtMost(0.0), allocations);
        }
    }
}

/// Neither a decision nor a status is to grow with the members of a group.
fn growth(least: usize, most: usize, report: &mut Report) {
    for name in ["presence/status", "presence/route"] {
        let at = |n| report.find(n, name, "warm").map(|row| row.median);
        if let (true, Some(few), Some(many)) = (least < most, at(least), at(most)) {
            let [least, most] = [least, most].map(|n| grouped(n as f64));
            let what = format!("{name}, growth from {least} to {most}");
            report.target(&what, Bound::AtMost(GROWTH), many / few);
        }
    }
}
