//! Visitors by the position of their first match: a position each in the first tenth of the triggers, in the last
//! tenth, and nowhere.
//!
//! To find visitors for each position among a million triggers takes an index; this one knows what
//! anchors the generator draws, and asks [`Condition::truth`] for the rest. What it says is checked
//! against the scan before anything is timed.

use crate::condition::{Condition, Facts, Leaf, Text, TextTest, fold};
use crate::random::Random;
use crate::visitor::{Parts, Visitor};
use crate::{GeneratedTrigger, MatchPosition, SEED, Workload};

/// Draws until one fits; the least likely position takes about a hundred.
const ATTEMPTS: u32 = 100_000;

pub(super) fn workload(
    triggers: u32,
    visitors: usize,
    asks_for_parts: bool,
    draw: impl Fn(u32) -> GeneratedTrigger,
    fresh: impl Fn(&mut Random) -> Visitor,
) -> Workload {
    let mut index = Index::default();
    let mut conditions = Vec::with_capacity(triggers as usize);
    for trigger in 0..triggers {
        let drawn = draw(trigger);
        index.add(trigger, &drawn.anchor);
        conditions.push(drawn.condition);
    }
    index.sort();

    let tenth = (triggers / 10).max(1);
    let one_more = |place: usize| {
        let position = MatchPosition::of_visitor(place);
        let random = &mut Random::for_item(SEED, 2, place as u64);
        for _ in 0..ATTEMPTS {
            let mut visitor = fresh(random);
            let target = match position {
                MatchPosition::FirstTenth => Some(random.below(tenth)),
                MatchPosition::LastTenth => Some(triggers - 1 - random.below(tenth)),
                MatchPosition::Nowhere => None,
            };
            if let Some(target) = target {
                make_match(&mut visitor, &draw(target));
            }
            if position.contains(index.first(&conditions, &visitor), triggers) {
                return visitor;
            }
        }
        panic!("no visitor's first match lies in the {position:?} of {triggers} triggers");
    };
    let visitors = (0..visitors).map(one_more).collect();
    Workload { triggers: conditions, visitors, asks_for_parts, has_match_positions: true }
}

/// Gives a visitor the values that make a trigger true.
fn make_match(visitor: &mut Visitor, drawn: &GeneratedTrigger) {
    let mut leaves = Vec::new();
    drawn.condition.leaves(&mut leaves);
    for leaf in leaves {
        match leaf {
            Leaf::Text { field, .. } | Leaf::Known(field) => {
                let given = match field {
                    Text::Host | Text::Path | Text::UtmSource | Text::UtmCampaign => Text::Url,
                    Text::ReferrerHost => Text::Referrer,
                    given => *given,
                };
                visitor.texts[given as usize]
                    .clone_from(&drawn.matching_visitor.texts[given as usize]);
            }
            Leaf::AtLeast(field, _) | Leaf::AtMost(field, _) => {
                visitor.numbers[*field as usize] = drawn.matching_visitor.numbers[*field as usize];
            }
            Leaf::State(_) => visitor.at = drawn.matching_visitor.at,
        }
    }
}

/// Triggers by the leaves of their anchors. Keys are hashes, so what it finds must still be asked.
#[derive(Default)]
struct Index {
    by_key: Vec<(u64, u32)>,
    broad: Vec<u32>,
}

impl Index {
    fn add(&mut self, trigger: u32, anchor: &[Leaf]) {
        if anchor.is_empty() {
            self.broad.push(trigger);
        }
        for leaf in anchor {
            let Leaf::Text { field, test, .. } = leaf else {
                unreachable!("anchors are of text");
            };
            let key = match test {
                TextTest::Is(text) => key(*field, 0, &fold(text)),
                TextTest::StartsWith(text) => key(*field, 1, &fold(text)),
                TextTest::Contains(text) => key(*field, 2, &fold(text)),
                TextTest::Within(text) => key(*field, 3, &fold(text)),
                other => unreachable!("no anchor {other}"),
            };
            self.by_key.push((key, trigger));
        }
    }

    fn sort(&mut self) {
        self.by_key.sort_unstable();
    }

    fn first(&self, conditions: &[Condition], visitor: &Visitor) -> Option<u32> {
        let parts = Parts::new(visitor);
        let mut candidates = self.broad.clone();
        for field in Text::ALL {
            if let Some(text) = parts.text(field) {
                self.candidates(field, &fold(text), &mut candidates);
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        let holds = |trigger: &u32| conditions[*trigger as usize].truth(&parts) == Some(true);
        candidates.into_iter().find(holds)
    }

    fn candidates(&self, field: Text, text: &str, out: &mut Vec<u32>) {
        self.look_up(key(field, 0, text), out);
        // Anchors begin and end beside a delimiter, whatever part of a URL they are.
        let delimiters: &[char] = &['/', '-', '?', '&', '='];
        let mut cuts = vec![0, text.len()];
        for (at, _) in text.match_indices(delimiters) {
            cuts.extend([at, at + 1]);
        }
        cuts.sort_unstable();
        cuts.dedup();
        for (place, from) in cuts.iter().enumerate() {
            for to in &cuts[place + 1..] {
                if *from == 0 {
                    self.look_up(key(field, 1, &text[..*to]), out);
                }
                self.look_up(key(field, 2, &text[*from..*to]), out);
            }
        }
        let labels = text.match_indices('.').map(|(at, _)| at + 1);
        for from in std::iter::once(0).chain(labels) {
            self.look_up(key(field, 3, &text[from..]), out);
        }
    }

    fn look_up(&self, key: u64, out: &mut Vec<u32>) {
        let from = self.by_key.partition_point(|(known, _)| *known < key);
        let found = self.by_key[from..].iter().take_while(|(known, _)| *known == key);
        out.extend(found.map(|(_, trigger)| *trigger));
    }
}

/// FNV-1a, 64 bits.
fn key(field: Text, test: u8, text: &str) -> u64 {
    let bytes = [field as u8, test].into_iter().chain(text.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
