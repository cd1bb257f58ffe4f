//! The cost of presence: `cargo bench --bench presence`.
//!
//! The sizes are 10 agents (a small tenant), 1,000 (their state fits in the processor's nearest
//! cache) and 100,000 (the largest workspace, in which each heartbeat misses the cache). Groups of
//! 10, 1,000 and 10,000 members show whether the cost of a decision grows with the members. Each
//! agent is listed in three groups beside the group of all agents. Only following another router
//! may allocate.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use frontdesk::{Agent, Draft, Group, Heartbeat, Presence, Router, Strategy, Timestamp, Visitor};

#[global_allocator]
static ALLOCATIONS: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}

/// The instant of every decision.
const NOW: i64 = 1_795_000_000_000;

/// The duration of a heartbeat's lease.
const LEASE: i64 = 180_000;

fn instant(millis: i64) -> Timestamp {
    Timestamp::from_unix_millis(millis)
}

fn agent_ids(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("agent-{n}@shop.example")).collect()
}

/// Creates agents with room for two conversations, a group of all agents, and one group for each
/// strategy that lists the agents in reverse order. Each agent is listed in three groups.
fn router(agents: &[String]) -> Router {
    let mut draft = Draft::new()
        .agents(agents.iter().map(|id| Agent::new(id.as_str()).max_conversations(2)))
        .group(Group::new("everyone", "Everyone").all_agents());
    for (id, strategy) in [
        ("broadcast", Strategy::Broadcast),
        ("ranked", Strategy::Ranked),
        ("least_busy", Strategy::LeastBusy),
    ] {
        let members = agents.iter().rev().map(String::as_str);
        draft = draft.group(Group::new(id, id).agents(members).strategy(strategy));
    }
    Router::new(draft.check().expect("it builds"))
}

/// Creates a presence in which every agent is online with a lease and one conversation. The leases
/// of the first `ended` agents in rank have expired at [`NOW`].
fn leased(router: &Router, agents: &[String], ended: usize) -> Presence {
    let mut presence = Presence::new(router);
    for (n, agent) in (0..).zip(agents.iter().rev()) {
        let until = if (n as usize) < ended { NOW } else { NOW + LEASE };
        presence
            .set(agent, Heartbeat::online().load(1).until(instant(until - n % 7)))
            .expect("an agent");
    }
    presence
}

/// Creates an order that defeats caches and prefetching.
fn shuffled(agents: &[String]) -> Vec<&String> {
    let step = 7_919;
    (0..agents.len()).map(|n| &agents[n * step % agents.len()]).collect()
}

/// Times a heartbeat that renews a lease, which is by far the most common one. The renewed lease is
/// the one that expires first.
#[divan::bench(args = [10, 1_000, 100_000])]
fn heartbeat_renews_a_lease(bencher: Bencher, count: usize) {
    let agents = agent_ids(count);
    let router = router(&agents);
    let mut presence = leased(&router, &agents, 0);
    let agents = shuffled(&agents);
    let mut turn = 0;
    let mut now = NOW;
    for agent in &agents {
        now += 1;
        presence
            .set(agent, Heartbeat::online().load(1).until(instant(now + LEASE)))
            .expect("an agent");
    }
    bencher.bench_local(|| {
        now += 1;
        turn = if turn + 1 == agents.len() { 0 } else { turn + 1 };
        let heartbeat = Heartbeat::online().load(1).until(instant(now + LEASE));
        presence.set(black_box(agents[turn]), heartbeat).expect("an agent")
    });
}

/// Times a heartbeat that changes whether an agent has room, which updates each of the agent's
/// groups.
#[divan::bench(args = [10, 1_000, 100_000])]
fn heartbeat_changes_room(bencher: Bencher, count: usize) {
    let agents = agent_ids(count);
    let router = router(&agents);
    let mut presence = leased(&router, &agents, 0);
    let agents = shuffled(&agents);
    let mut turn = 0;
    let mut round = 1;
    bencher.bench_local(|| {
        turn += 1;
        if turn == agents.len() {
            (turn, round) = (0, round + 1);
        }
        let heartbeat = Heartbeat::online().load(1 + round % 2).until(instant(NOW + LEASE));
        presence.set(black_box(agents[turn]), heartbeat).expect("an agent")
    });
}

/// Times the status of a group while no lease has expired.
#[divan::bench(args = [10, 1_000, 10_000])]
fn status(bencher: Bencher, members: usize) {
    let agents = agent_ids(members);
    let router = router(&agents);
    let presence = leased(&router, &agents, 0);
    bencher.bench_local(|| router.status(black_box("broadcast"), &presence, instant(NOW)));
}

/// Times the status of a group after the leases of half of its members have expired and nobody has
/// called `expire_leases`. They are the first half in rank, which is the worst order.
#[divan::bench(args = [10, 1_000, 10_000])]
fn status_half_ended(bencher: Bencher, members: usize) {
    let agents = agent_ids(members);
    let router = router(&agents);
    let presence = leased(&router, &agents, members / 2);
    bencher.bench_local(|| router.status(black_box("broadcast"), &presence, instant(NOW)));
}

/// Times the status of a group after all leases expired long ago.
#[divan::bench(args = [10, 1_000, 10_000])]
fn status_all_ended(bencher: Bencher, members: usize) {
    let agents = agent_ids(members);
    let router = router(&agents);
    let presence = leased(&router, &agents, members);
    bencher.bench_local(|| router.status(black_box("broadcast"), &presence, instant(NOW)));
}

/// Times the strategies if every agent has an equal load. `least_busy` visits each agent.
#[divan::bench(args = ["ranked", "least_busy"], consts = [10, 10_000])]
fn assignee<const MEMBERS: usize>(bencher: Bencher, group: &str) {
    let agents = agent_ids(MEMBERS);
    let router = router(&agents);
    let presence = leased(&router, &agents, 0);
    let visitor = Visitor::at(instant(NOW)).group_code(group);
    let decision = router.route(&visitor, &presence);
    bencher.bench_local(|| black_box(&decision).assignee());
}

/// Times listing an agent to notify, with and without 100 expired leases before them.
#[divan::bench(args = ["broadcast", "everyone"], consts = [0, 100])]
fn notify<const ENDED: usize>(bencher: Bencher, group: &str) {
    let agents = agent_ids(10_000);
    let router = router(&agents);
    let presence = leased(&router, &agents, ENDED);
    let visitor = Visitor::at(instant(NOW)).group_code(group);
    let decision = router.route(&visitor, &presence);
    let told = decision.notify().count();
    assert_eq!(told, 10_000 - ENDED);
    bencher.counter(ItemsCount::new(told)).bench_local(|| {
        for agent in black_box(&decision).notify() {
            black_box(agent);
        }
    });
}

/// Times following a router with one more agent, who is the first in the order, so all indices
/// change.
#[divan::bench(args = [10, 1_000, 99_999])]
fn follow(bencher: Bencher, count: usize) {
    let mut agents = agent_ids(count);
    let before = router(&agents);
    let presence = leased(&before, &agents, 0);
    agents.insert(0, "agent-new@shop.example".to_owned());
    let after = router(&agents);
    bencher
        .counter(ItemsCount::new(count))
        .with_inputs(|| presence.clone())
        .bench_local_refs(|presence| presence.follow(&after));
}
