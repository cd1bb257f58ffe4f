//! The cost of a decision: `cargo bench --bench route`.
//!
//! The sizes are the shipped workspaces of one shop (40 and 5 triggers) with their real traffic,
//! and 20 triggers in 1, 100 and 10,000 workspaces. A host of many tenants routes in a random
//! workspace each time; with 10,000 of them no part of a workspace is in the cache. `by_hand` has
//! these 20 triggers as a chain of `if` over the visitor's fields, as one would write them without
//! the crate.

use std::fs;
use std::path::Path;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use frontdesk::presence::PresenceRecord;
use frontdesk::{Draft, Presence, Router, Visitor};

#[path = "twenty.rs"]
mod twenty;

#[global_allocator]
static ALLOCATIONS: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}

struct Shipped {
    router: Router,
    presence: Presence,
    visitors: Vec<Visitor<'static>>,
}

fn data(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data").join(name);
    fs::read_to_string(path).expect("the data ships with the crate")
}

fn shipped(workspace: &str, visitors: &str) -> Shipped {
    let draft: Draft = serde_json::from_str(&data(&format!("{workspace}.json"))).expect("JSON");
    let router = Router::new(draft.check().expect("a shipped workspace builds"));
    let record: PresenceRecord =
        serde_json::from_str(&data(&format!("{workspace}.presence.json"))).expect("JSON");
    let (presence, _) = Presence::from_record(&router, &record);
    let visitors = data(visitors)
        .lines()
        .map(|line| serde_json::from_str::<Visitor>(line).expect("JSON").into_owned())
        .collect();
    Shipped { router, presence, visitors }
}

/// Times one decision of a shipped workspace over its traffic.
#[divan::bench(args = [("site", "traffic"), ("site", "traffic-choices"), ("products", "products")])]
fn traffic(bencher: Bencher, (workspace, visitors): (&str, &str)) {
    let shipped = shipped(workspace, &format!("{visitors}.jsonl"));
    bencher.counter(ItemsCount::new(shipped.visitors.len())).bench_local(|| {
        for visitor in &shipped.visitors {
            black_box(shipped.router.route(black_box(visitor), &shipped.presence));
        }
    });
}

/// Times one decision by an assignment, a selection or a group code.
#[divan::bench(args = ["assignment", "selection", "group_code"])]
fn named(bencher: Bencher, source: &str) {
    let shipped = shipped("products", "products.jsonl");
    let visitor = Visitor::at("2026-11-23T10:00:00Z".parse().expect("an instant"));
    let visitor = match source {
        "assignment" => visitor.assignment("technical"),
        "selection" => visitor.selection("technical"),
        _ => visitor.group_code("technical"),
    };
    bencher.bench_local(|| {
        black_box(shipped.router.route(black_box(&visitor), &shipped.presence));
    });
}

/// Times one decision by one of many workspaces of 20 triggers.
#[divan::bench(args = [1, 100, 10_000])]
fn twenty_triggers(bencher: Bencher, workspaces: usize) {
    let tenants: Vec<_> = (0..workspaces)
        .map(|_| {
            let router = Router::new(twenty::draft().check().expect("it builds"));
            let presence = Presence::everyone_online(&router);
            (router, presence)
        })
        .collect();
    let visitors = twenty::visitors();
    for visitor in &visitors {
        let decision = tenants[0].0.route(visitor, &tenants[0].1).to_record();
        assert_eq!(
            decision.group.as_ref().map(frontdesk::GroupId::as_str),
            twenty::by_hand(visitor)
        );
    }
    let mut turn = 0_usize;
    bencher.bench_local(|| {
        // A fixed stride visits all workspaces in an order that defeats caches and prefetching.
        turn = turn.wrapping_add(7_919);
        let (router, presence) = &tenants[turn % tenants.len()];
        black_box(router.route(black_box(&visitors[turn % visitors.len()]), presence));
    });
}

/// Times that decision by a chain of `if`.
#[divan::bench]
fn twenty_triggers_by_hand(bencher: Bencher) {
    let visitors = twenty::visitors();
    let mut turn = 0_usize;
    bencher.bench_local(|| {
        turn = turn.wrapping_add(7_919);
        black_box(twenty::by_hand(black_box(&visitors[turn % visitors.len()])))
    });
}
