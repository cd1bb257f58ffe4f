//! What decisions and routers allocate, counted by the allocator of this binary, thread by thread.
#![cfg(all(feature = "language", feature = "regex", feature = "tz", feature = "url"))]

#[path = "it/findings/workloads.rs"]
mod findings_workloads;
#[path = "it/index/hostile_sets.rs"]
mod hostile_sets;
#[path = "it/index/realistic_rules.rs"]
mod realistic_rules;
#[path = "it/index/rng.rs"]
#[allow(dead_code, reason = "the index's tests use the rest of it")]
mod rng;
#[path = "it/explaining/workloads.rs"]
mod workloads;

#[path = "allocations/analyzing.rs"]
mod analyzing;
#[path = "allocations/changing.rs"]
mod changing;
#[path = "allocations/decisions.rs"]
mod decisions;
#[path = "allocations/desk.rs"]
mod desk;
#[path = "allocations/documents.rs"]
mod documents;
#[path = "allocations/explaining.rs"]
mod explaining;
#[path = "allocations/memory.rs"]
mod memory;
#[path = "allocations/requests.rs"]
mod requests;
#[path = "allocations/why_not.rs"]
mod why_not;

use allocation_counter::measure;
use frontdesk::{Presence, Router, Visitor};

/// How often a decision allocates.
fn allocations(router: &Router, visitor: &Visitor<'_>, presence: &Presence) -> u64 {
    let decide = || {
        let decision = router.route(visitor, presence);
        std::hint::black_box(decision.outcome());
        std::hint::black_box((decision.serving(), decision.assignee()));
        std::hint::black_box(decision.rejected().count());
    };
    measure(decide).count_total
}

#[test]
fn the_counter_counts() {
    let of = |what: fn()| measure(what).count_total;
    assert_eq!(of(|| ()), 0);
    assert_eq!(of(|| drop(std::hint::black_box(vec![1, 2, 3]))), 1);
    // Other threads are counted for themselves.
    let other = std::thread::spawn(|| drop(std::hint::black_box(vec![1, 2, 3])));
    let waited = || while !other.is_finished() {};
    assert_eq!(measure(waited).count_total, 0);
}
