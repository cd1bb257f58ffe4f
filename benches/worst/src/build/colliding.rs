//! Group ids that meet in one slot of a table, where its seed is the one that was a constant of the
//! crate: who writes documents knows such a seed. With a seed that depends on the document these are
//! ids like others.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;

const KNOWN_SEED: u64 = 0x6672_6f6e_7464_6573;

/// The id of a group among so many: of all texts in an order, the one of that number whose hash ends
/// in as many zero bits as a table of that many ids has places for.
pub fn id(number: usize, count: usize) -> String {
    // Ids are asked for one by one, in rising order mostly; what was found is kept.
    thread_local! {
        static FOUND: std::cell::RefCell<(usize, usize, Vec<String>)> = const {
            std::cell::RefCell::new((0, 0, Vec::new()))
        };
    }
    let slots = (count + count / 4 + 1).next_power_of_two().min(1 << 12);
    FOUND.with_borrow_mut(|(of, tried, found)| {
        if *of != slots {
            (*of, *tried) = (slots, 0);
            found.clear();
        }
        while found.len() <= number {
            let text = format!("c{tried}");
            *tried += 1;
            let mut hasher = FixedState::with_seed(KNOWN_SEED).build_hasher();
            hasher.write(text.as_bytes());
            if hasher.finish() as usize & (slots - 1) == 0 {
                found.push(text);
            }
        }
        found[number].clone()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ_and_meet() {
        let ids: std::collections::BTreeSet<String> =
            (0..50).map(|number| id(number, 50)).collect();
        assert_eq!(ids.len(), 50);
        let slots = ids.iter().map(|id| {
            let mut hasher = FixedState::with_seed(KNOWN_SEED).build_hasher();
            hasher.write(id.as_bytes());
            hasher.finish() % 64
        });
        assert!(slots.into_iter().all(|slot| slot == 0));
    }
}
