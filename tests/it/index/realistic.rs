//! Large sets of triggers as the owner of a web shop writes them.

use frontdesk::{Presence, Router, TriggerId};

use super::rng::Rng;
use super::realistic_rules::RealisticRules;
use super::winner;

#[test]
fn visitors_of_a_shop_get_what_trying_every_trigger_says() {
    for size in [20, 150, 2_000] {
        let mut rng = Rng::new(size as u64);
        let rules = RealisticRules::new(size);
        let router = Router::new(rules.workspace(&mut rng));
        let presence = Presence::everyone_online(&router);
        let mut won = 0;
        for _ in 0..60 {
            let visitor = rules.visitor(&mut rng);
            let situation = router.situation(&visitor, &presence);
            let decision = situation.route();
            // An explanation tries all triggers.
            let explained = situation.explain().decision.trigger;
            let explained = explained.as_ref().map(TriggerId::as_str);
            assert_eq!(winner(&decision), explained, "{:?}", visitor.page.url);
            won += usize::from(explained.is_some());
        }
        assert!((5..60).contains(&won) || size == 20, "{won} of {size}");
    }
}
