//! Real traffic, and 30,000 triggers made of what its visitors show.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::fs;
use std::path::Path;

use frontdesk::{Condition, Draft, Field, Group, Presence, Router, Source, Trigger, Visitor};
use frontdesk::condition::Predicate;
use frontdesk::presence::PresenceRecord;

use super::rng::Rng;
use super::values::part;
use super::winner;
use crate::support::oracle::{Oracle, bucket};
use crate::support::run::number;

const TRIGGERS: usize = 30_000;

/// How many visitors are asked of quickly; all of them where more cases are asked for.
const QUICK: u64 = 250;

#[test]
fn real_visitors_get_the_first_true_of_30_000_triggers() {
    let visitors = traffic();
    let rules = Rules::new(&visitors);
    let router = rules.router();
    let presence = Presence::new(&router);
    let asked = number("FRONTDESK_CASES").map_or(QUICK, |cases| cases.max(QUICK));
    let step = (visitors.len() / asked as usize).max(1);
    let mut winners = [0; 10];
    for visitor in visitors.iter().step_by(step) {
        let expected = rules.expected(&router, visitor);
        let wanted = expected.map(|n| n.to_string());
        let decision = router.route(visitor, &presence);
        assert_eq!(winner(&decision), wanted.as_deref(), "{:?}", visitor.id);
        if let Some(expected) = expected {
            winners[expected * winners.len() / TRIGGERS] += 1;
        }
    }
    // Triggers of all places win, so that none is overlooked in a part of the list.
    assert!(winners.iter().filter(|count| **count > 0).count() >= 6, "{winners:?}");
}

fn traffic() -> Vec<Visitor<'static>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/traffic.jsonl");
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str::<Visitor>(line).unwrap().into_owned()).collect()
}

/// Each trigger is an `all` of leaves, of which some are negated.
#[derive(Default)]
struct Rules {
    leaves: Vec<Predicate>,
    numbers: HashMap<String, usize>,
    triggers: Vec<Vec<(usize, bool)>>,
}

impl Rules {
    /// The n-th part of the triggers is made of the n-th part of the visitors.
    fn new(visitors: &[Visitor<'_>]) -> Self {
        let mut rules = Self::default();
        let mut rng = Rng::new(number("FRONTDESK_SEED").unwrap_or_default());
        for n in 0..TRIGGERS {
            let near = n * visitors.len() / TRIGGERS + rng.below(40);
            let visitor = &visitors[near.min(visitors.len() - 1)];
            let anchors = [anchor(&mut rng, visitor)].into_iter().chain(share(&mut rng, visitor));
            let mut parts: Vec<_> = anchors.map(|leaf| (rules.number(leaf), true)).collect();
            for _ in 0..rng.below(4) {
                let (leaf, holds) = common(&mut rng, visitor);
                let place = rng.below(parts.len() + 1);
                parts.insert(place, (rules.number(leaf), holds));
            }
            rules.triggers.push(parts);
        }
        rules
    }

    /// Equal leaves are one.
    fn number(&mut self, leaf: Predicate) -> usize {
        let leaves = &mut self.leaves;
        *self.numbers.entry(format!("{leaf:?}")).or_insert_with(|| {
            leaves.push(leaf);
            leaves.len() - 1
        })
    }

    #[track_caller]
    fn router(&self) -> Router {
        let triggers = self.triggers.iter().enumerate().map(|(n, parts)| {
            let parts = parts.iter().map(|(leaf, holds)| {
                let leaf = self.leaves[*leaf].clone();
                if *holds { Condition::Predicate(leaf) } else { !leaf }
            });
            Trigger::new(n.to_string(), "g").when(Condition::All(parts.collect()))
        });
        let draft = Draft::new().precedence([Source::Trigger]).group(Group::new("g", "G"));
        Router::new(draft.triggers(triggers).check().unwrap_or_else(|problems| panic!("{problems}")))
    }

    fn expected(&self, router: &Router, visitor: &Visitor<'_>) -> Option<usize> {
        let presence = PresenceRecord::new();
        let oracle = Oracle { workspace: router.workspace(), visitor, presence: &presence };
        let truths = vec![OnceCell::new(); self.leaves.len()];
        let truth = |leaf: usize| *truths[leaf].get_or_init(|| oracle.leaf(&self.leaves[leaf]));
        self.triggers
            .iter()
            .position(|parts| parts.iter().all(|(leaf, holds)| truth(*leaf) == Some(*holds)))
    }
}

/// What few visitors show.
fn anchor(rng: &mut Rng, visitor: &Visitor<'_>) -> Predicate {
    let url = visitor.page.url.as_deref().unwrap_or("http://none.example/");
    let referrer = visitor.referrer.as_deref().or(visitor.previous.as_deref());
    match rng.below(8) {
        0 | 1 => Field::PageUrl.is(url),
        2 => Field::PageUrl.contains(part(rng, &url[url.len() / 2..], false, true)),
        3 => Field::PageUrl.ends_with(&url[url.len() - 8..]),
        4 | 5 => Field::ReferrerUrl.starts_with(referrer.unwrap_or("x")),
        6 => Field::ReferrerUrl.contains(part(rng, referrer.unwrap_or("x"), false, false)),
        _ => Field::PageUrl.starts_with(&url[..url.len() - url.len() / 8]),
    }
}

/// A small share of all visitors, in which this one is now and then: so many triggers are true of
/// nobody that those of all places get a turn.
fn share(rng: &mut Rng, visitor: &Visitor<'_>) -> Vec<Predicate> {
    let is_in = rng.chance(15);
    let id = visitor.id.as_deref().unwrap_or("");
    let mut of = |name: &str| if is_in { bucket(name, id) } else { rng.below(100) as f64 };
    let (one, two) = (of("one"), of("two"));
    let one_is = Field::bucket("one").is(one);
    match rng.below(3) {
        0 => vec![one_is, Field::bucket("two").is(two)],
        1 => vec![one_is, Field::bucket("two").at_least(two), Field::bucket("two").at_most(two)],
        _ => vec![one_is, Field::bucket("two").one_of([two, two + 1.0])],
    }
}

/// What many show, and whether this one does.
fn common(rng: &mut Rng, visitor: &Visitor<'_>) -> (Predicate, bool) {
    let word = |word: &Option<std::borrow::Cow<'_, str>>| {
        word.as_deref().filter(|word| !word.is_empty()).unwrap_or("FR").to_owned()
    };
    let visits = visitor.visits.unwrap_or(1) as f64;
    match rng.below(9) {
        0 => (Field::Country.one_of([word(&visitor.country), "US".to_owned()]), true),
        1 => (Field::Device.is(word(&visitor.device)), true),
        2 => (Field::Browser.is(word(&visitor.browser)), true),
        3 => (Field::Os.is(word(&visitor.os)), true),
        4 => (Field::Visits.at_least(visits), true),
        5 => (Field::PagesViewed.above(visitor.pages_viewed.unwrap_or(1) as f64 + 3.0), false),
        6 => (Field::Device.is("bot"), false),
        7 => (Field::bucket("three").below(rng.below(100) as f64), true),
        _ => (Field::Country.is(*rng.pick(&["DE", "IN", "CN"])), false),
    }
}
