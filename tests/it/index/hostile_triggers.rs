//! The hostile sets, each small enough for the oracle.

use frontdesk::{Presence, Router};
use frontdesk::presence::PresenceRecord;

use super::{hostile_sets, winner};
use crate::support::oracle::Oracle;

#[test]
fn the_first_true_trigger_of_a_hostile_set_wins() {
    for size in [300, 3_000] {
        for set in hostile_sets::all(size) {
            let router = Router::new(set.workspace());
            let (workspace, presence) = (router.workspace(), Presence::new(&router));
            let mut seen = [false; 2];
            for (visitor, expected) in &set.visitors {
                let expected = expected.map(|n| n.to_string());
                let decision = router.route(visitor, &presence);
                let found = winner(&decision);
                assert_eq!(found, expected.as_deref(), "{}: {:?}", set.name, visitor.attributes);
                seen[usize::from(found.is_some())] = true;
                if size == 300 {
                    let oracle = Oracle { workspace, visitor, presence: &PresenceRecord::new() };
                    let by_oracle = oracle.decision();
                    assert_eq!(by_oracle["trigger"].as_str(), found, "{}", set.name);
                }
            }
            assert_eq!(seen, [true; 2], "{}: some must win, and some must not", set.name);
        }
    }
}
