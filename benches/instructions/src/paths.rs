//! The hot paths. All of it is seeded, and lives until the command ends.

use std::hint::black_box;
use std::time::Duration;

use frontdesk::{Draft, Heartbeat, Presence, Router, Timestamp, Visitor};
use frontdesk_workloads::condition::Text;
use frontdesk_workloads::{SEED, desk, office, url_rules, web_shop};
use url::Url;

use crate::bounds;
use crate::call::{Call, checked, decide, leak};

/// A path by its name, how often it is called, and what makes it ready. Calls are numbered.
pub struct Path {
    pub name: &'static str,
    pub calls: usize,
    pub prepare: fn() -> Call,
}

/// Visitors, equally many of each third.
const VISITORS: usize = 300;
/// The same where the plain scan of so many triggers would take minutes.
const FEW_VISITORS: usize = 30;
const AGENTS: usize = 10_000;
const TOLD: usize = 1_000;

pub const PATHS: [Path; 44] = [
    Path { name: "route-20", calls: VISITORS, prepare: || route(20, VISITORS) },
    Path { name: "route-1000", calls: VISITORS, prepare: || route(1_000, VISITORS) },
    Path { name: "route-100000", calls: FEW_VISITORS, prepare: || route(100_000, FEW_VISITORS) },
    Path { name: "route-parts-1000", calls: VISITORS, prepare: route_parts },
    Path { name: "selection", calls: 100, prepare: || named(false, Visitor::selection) },
    Path { name: "group-code", calls: 100, prepare: || named(false, Visitor::group_code) },
    Path {
        name: "group-code-with-schedule",
        calls: 100,
        prepare: || named(true, Visitor::group_code),
    },
    Path { name: "url-canonical", calls: 100, prepare: || url_parts(true) },
    Path { name: "url-other", calls: 100, prepare: || url_parts(false) },
    Path { name: "status-of-10000", calls: 100, prepare: status },
    Path {
        name: "beat",
        calls: 100,
        prepare: || beat(|_, call| Heartbeat::online().load(call as u32 % 2)),
    },
    Path { name: "beat-with-lease", calls: 100, prepare: || beat(with_lease) },
    Path { name: "listing-1000", calls: 10, prepare: listing },
    Path { name: "follow-10000", calls: 1, prepare: follow },
    Path { name: "compile-20", calls: 100, prepare: || compile(20, 100) },
    Path { name: "compile-1000", calls: 20, prepare: || compile(1_000, 20) },
    Path { name: "document-20", calls: 50, prepare: || document(20) },
    Path { name: "document-1000", calls: 4, prepare: || document(1_000) },
    // What visitors and authors may do to be slow: at three sizes each, to see that it grows in proportion.
    Path { name: "hostile-title-2000", calls: 4, prepare: || bounds::hostile_title(100, 2_000) },
    Path { name: "hostile-title-4000", calls: 4, prepare: || bounds::hostile_title(100, 4_000) },
    Path { name: "hostile-title-of-40", calls: 4, prepare: || bounds::hostile_title(40, 8_000) },
    Path { name: "hostile-title-of-41", calls: 4, prepare: || bounds::hostile_title(41, 8_000) },
    Path { name: "hostile-title-of-100", calls: 4, prepare: || bounds::hostile_title(100, 8_000) },
    Path {
        name: "hostile-title-of-1000",
        calls: 4,
        prepare: || bounds::hostile_title(1_000, 8_000),
    },
    Path { name: "hostile-url-of-40", calls: 4, prepare: || bounds::hostile_url(40) },
    Path { name: "hostile-url-of-41", calls: 4, prepare: || bounds::hostile_url(41) },
    Path { name: "hostile-url-of-100", calls: 4, prepare: || bounds::hostile_url(100) },
    Path { name: "hostile-url-of-1000", calls: 4, prepare: || bounds::hostile_url(1_000) },
    Path { name: "short-needles-of-40", calls: 4, prepare: || bounds::short_needles(40) },
    Path { name: "short-needles-of-41", calls: 4, prepare: || bounds::short_needles(41) },
    Path { name: "short-needles-of-100", calls: 4, prepare: || bounds::short_needles(100) },
    Path { name: "short-needles-of-1000", calls: 4, prepare: || bounds::short_needles(1_000) },
    Path { name: "long-list-250", calls: 1, prepare: || bounds::long_list(250) },
    Path { name: "long-list-1000", calls: 1, prepare: || bounds::long_list(1_000) },
    Path { name: "long-list-4000", calls: 1, prepare: || bounds::long_list(4_000) },
    Path { name: "expressions-100", calls: 4, prepare: || bounds::expressions(100) },
    Path { name: "expressions-400", calls: 4, prepare: || bounds::expressions(400) },
    Path { name: "expressions-1000", calls: 4, prepare: || bounds::expressions(1_000) },
    Path { name: "query-names-100", calls: 4, prepare: || bounds::query_names(100) },
    Path { name: "query-names-1000", calls: 4, prepare: || bounds::query_names(1_000) },
    Path { name: "query-names-10000", calls: 4, prepare: || bounds::query_names(10_000) },
    Path { name: "attribute-names-100", calls: 4, prepare: || bounds::attribute_names(100) },
    Path { name: "attribute-names-1000", calls: 4, prepare: || bounds::attribute_names(1_000) },
    Path { name: "attribute-names-10000", calls: 4, prepare: || bounds::attribute_names(10_000) },
];

fn route(triggers: u32, visitors: usize) -> Call {
    let workload = leak(url_rules::workload(triggers, visitors));
    let router = leak(Router::with_seed(checked(desk::draft(&workload.triggers)), SEED));
    let presence = leak(desk::presence(router).expect("the groups have these agents"));
    let visitors: Vec<_> = workload.visitors.iter().map(desk::given).collect();
    decide(router, presence, visitors)
}

/// The workload of parts of URLs, unknown fields, expressions and states.
fn route_parts() -> Call {
    let workload = leak(web_shop::workload(1_000, VISITORS));
    let router = leak(Router::with_seed(checked(desk::draft(&workload.triggers)), SEED));
    let presence = leak(desk::presence(router).expect("the groups have these agents"));
    let visitors: Vec<_> = workload.visitors.iter().map(desk::given).collect();
    decide(router, presence, visitors)
}

/// An explicit way in among a thousand groups.
fn named(schedule: bool, way: fn(Visitor<'static>, String) -> Visitor<'static>) -> Call {
    let router = leak(Router::with_seed(checked(office::groups(1_000, schedule)), SEED));
    let presence = leak(Presence::everyone_online(router));
    let visitors = (0..100).map(|place| {
        let visitor = Visitor::at(office::instant(place)).page("https://shop1.example.com/");
        way(visitor, office::group(place as u32 * 10))
    });
    decide(router, presence, visitors.collect())
}

/// A decision that asks for all parts of a URL and finds none that fits.
fn url_parts(canonical: bool) -> Call {
    let [.., (_, all_parts)] = office::url_conditions();
    let router = leak(Router::with_seed(checked(office::one_trigger(all_parts)), SEED));
    let presence = leak(Presence::everyone_online(router));
    let workload = leak(web_shop::workload(100, 3_000));
    let of_kind = workload.visitors.iter().filter(|visitor| {
        let given = visitor.given(Text::Url).unwrap_or_default();
        Url::parse(given).is_ok_and(|url| url.as_str() == given) == canonical
    });
    decide(router, presence, of_kind.take(100).map(desk::given).collect())
}

fn status() -> Call {
    let (router, presence, now) = staff(AGENTS);
    Box::new(move |_| {
        black_box(router.status("everyone", black_box(&presence), now));
    })
}

fn beat(make: fn(Timestamp, usize) -> Heartbeat) -> Call {
    let (_, mut presence, now) = staff(AGENTS);
    let agents: Vec<_> = (0..100).map(|place| office::agent(place * 97)).collect();
    let mut turn = 0;
    Box::new(move |call| {
        turn += 1;
        let known = presence.set(&agents[call % agents.len()], make(now, turn));
        black_box(known.is_ok());
    })
}

/// Each changes the end of the lease.
fn with_lease(now: Timestamp, turn: usize) -> Heartbeat {
    Heartbeat::online().until(now.after(Duration::from_millis(60_000 + turn as u64)))
}

fn listing() -> Call {
    let (router, presence, now) = staff(TOLD);
    let presence = leak(presence);
    let visitor = leak(Visitor::at(now).group_code("everyone"));
    let decision = router.route(visitor, presence);
    Box::new(move |_| {
        black_box(decision.notify().map(|agent| agent.id.as_str().len()).sum::<usize>());
    })
}

/// To a router with an agent more, and back.
fn follow() -> Call {
    let (router, mut presence, _) = staff(AGENTS);
    let next = leak(router.replace(checked(office::staff(AGENTS + 1))));
    let mut to = [next, router].into_iter().cycle();
    Box::new(move |_| {
        if let Some(router) = to.next() {
            presence.follow(router);
        }
    })
}

/// Everybody online, with a lease.
fn staff(count: usize) -> (&'static Router, Presence, Timestamp) {
    let router = leak(Router::with_seed(checked(office::staff(count)), SEED));
    let now = office::instant(0);
    let mut presence = Presence::new(router);
    for agent in (0..count).map(office::agent) {
        presence.set(agent, with_lease(now, 0)).expect("the agents are the workspace's");
    }
    (router, presence, now)
}

/// From workspace to router.
fn compile(triggers: u32, calls: usize) -> Call {
    let workspace = checked(desk::draft(&url_rules::triggers(SEED, triggers)));
    // Tried once, then counted.
    let mut workspaces = vec![workspace; 2 * calls];
    let mut routers = Vec::with_capacity(2 * calls);
    Box::new(move |_| {
        if let Some(workspace) = workspaces.pop() {
            routers.push(Router::with_seed(workspace, SEED));
        }
    })
}

/// From JSON to router.
fn document(triggers: u32) -> Call {
    let workspace = checked(desk::draft(&url_rules::triggers(SEED, triggers)));
    let text = serde_json::to_string(&workspace).expect("a workspace is a document");
    let mut routers = Vec::with_capacity(200);
    Box::new(move |_| {
        let draft: Draft = serde_json::from_str(black_box(&text)).expect("a workspace was written");
        routers.push(Router::with_seed(checked(draft), SEED));
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_distinct_and_plain() {
        for (place, path) in PATHS.iter().enumerate() {
            assert!(PATHS[..place].iter().all(|other| other.name != path.name), "{}", path.name);
            assert!(!path.name.contains(char::is_whitespace), "{}", path.name);
        }
    }

    #[test]
    fn every_path_is_made_ready_and_called_twice_over() {
        // The large ones are prepared like the small ones.
        for path in PATHS.iter().filter(|path| !path.name.ends_with("000")) {
            let mut call = (path.prepare)();
            (0..path.calls).for_each(&mut call);
            (0..path.calls).for_each(&mut call);
        }
    }
}
