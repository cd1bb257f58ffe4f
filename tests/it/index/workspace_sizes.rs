//! Random workspaces of all sizes.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::differential::DifferentialTest;
use crate::support::run::{holds, number};

/// Around the sizes at which the way of looking changes, and far from them.
const SIZES: [usize; 15] = [0, 1, 2, 5, 39, 40, 41, 63, 64, 65, 159, 160, 161, 162, 200];

/// How many visitors each workspace gets.
const VISITORS: usize = 80;

/// Checks random questions, and counts by kind the rules that won.
fn check_random_questions(seed: u64, size: usize, won: &mut BTreeMap<&'static str, usize>) -> Result<(), String> {
    let mut test = DifferentialTest::new(seed, size);
    for _ in 0..VISITORS {
        let question = test.random_question();
        let rule = test.check(&question)?;
        *won.entry(rule.map_or("none", |rule| test.rules.rules[rule].kind)).or_default() += 1;
    }
    Ok(())
}

#[test]
fn the_first_true_trigger_wins_at_every_size_where_the_way_of_looking_changes() {
    let seed = number("FRONTDESK_SEED").unwrap_or_default();
    let mut won = BTreeMap::new();
    for (place, size) in (0..).zip([&SIZES[..], &[400, 1_000, 5_000]].concat()) {
        for round in 0..if size < 300 { 20 } else { 3 } {
            let seed = seed.wrapping_add(1_000 * place + round);
            check_random_questions(seed, size, &mut won).unwrap_or_else(|difference| panic!("{difference}"));
        }
    }
    // What never won would not have been seen to be wrong.
    let kinds =
        ["anchored", "either", "range", "negated", "deep", "rare", "doubly negated", "broad"];
    for kind in ["none", "always"].iter().chain(&kinds) {
        assert!(won.contains_key(kind), "{kind} never won: {won:?}");
    }
    assert!(!won.contains_key("dead"), "{won:?}");
}

#[test]
fn the_first_true_trigger_wins_in_random_workspaces() {
    let size = prop_oneof![
        3 => prop::sample::select(&SIZES[..]),
        6 => 0..400_usize,
        2 => 400..1_200_usize,
    ];
    // A seed has no smaller form; the workspace of fewer triggers is found by its size.
    holds(80, (any::<u64>().no_shrink(), size), |(seed, size)| {
        check_random_questions(seed, size, &mut BTreeMap::new()).map_err(TestCaseError::fail)
    });
}
