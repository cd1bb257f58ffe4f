//! What a host of many tenants keeps: a workspace and a router each.

use allocation_counter::measure;
use frontdesk::{Draft, Router};

use crate::realistic_rules::RealisticRules;
use crate::rng::Rng;

const TENANTS: usize = 300;

/// Bytes a tenant of twenty triggers may take, its workspace and its router together.
const MOST_BYTES: i64 = 16_384;

#[test]
fn many_routers_of_twenty_triggers_keep_within_their_memory() {
    let documents: Vec<String> = (0..TENANTS as u64)
        .map(|seed| RealisticRules::new(20).workspace(&mut Rng::new(seed)))
        .map(|workspace| serde_json::to_string(&workspace).unwrap())
        .collect();
    let mut routers: Vec<Router> = Vec::new();
    let kept = measure(|| {
        routers.reserve_exact(TENANTS);
        for document in &documents {
            let draft: Draft = serde_json::from_str(document).unwrap();
            routers.push(Router::new(draft.check().unwrap()));
        }
    });
    assert_eq!(routers.len(), TENANTS);
    let each = kept.bytes_current / TENANTS as i64;
    assert!(each <= MOST_BYTES, "{each} bytes each");
    // What is given back is all of it.
    let back = measure(move || drop(routers));
    assert_eq!(back.bytes_current, -kept.bytes_current);
}

#[test]
fn memory_grows_with_triggers_and_not_faster() {
    let bytes = |size: usize| {
        let mut rng = Rng::new(1);
        let workspace = RealisticRules::new(size).workspace(&mut rng);
        let mut router = None;
        measure(|| router = Some(Router::new(workspace))).bytes_current / size as i64
    };
    let (small, large) = (bytes(1_000), bytes(8_000));
    assert!(small <= MOST_BYTES_A_TRIGGER && large <= MOST_BYTES_A_TRIGGER, "{small}, {large}");
}

/// Bytes of a router beyond its workspace, for each trigger.
const MOST_BYTES_A_TRIGGER: i64 = 200;
