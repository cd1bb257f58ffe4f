//! The shop's workload: large sets of triggers as people write them.

use frontdesk::{Presence, Router, TriggerId};

use super::draws::Draws;
use super::shop::Shop;
use super::winner;

#[test]
fn a_shops_visitors_get_what_the_plain_walk_says() {
    for size in [20, 150, 2_000] {
        let mut draws = Draws::new(size as u64);
        let shop = Shop::new(size);
        let router = Router::new(shop.workspace(&mut draws));
        let presence = Presence::everyone_online(&router);
        let mut won = 0;
        for _ in 0..60 {
            let visitor = shop.visitor(&mut draws);
            let situation = router.situation(&visitor, &presence);
            let decision = situation.route();
            // Explaining walks along all triggers.
            let explained = situation.explain().decision.trigger;
            let explained = explained.as_ref().map(TriggerId::as_str);
            assert_eq!(winner(&decision), explained, "{:?}", visitor.page.url);
            won += usize::from(explained.is_some());
        }
        assert!((5..60).contains(&won) || size == 20, "{won} of {size}");
    }
}
