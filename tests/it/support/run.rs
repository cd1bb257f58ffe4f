//! How properties are tried: repeatably, and as often as is asked for.

use std::fmt::Debug;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestRng, TestRunner};

/// How many cases a property is tried on. `FRONTDESK_CASES` asks for another number, and
/// `FRONTDESK_SEED`, a whole number, for other cases.
const CASES: u32 = 500;

/// Tries a property on random values and panics with the smallest that it fails on.
///
/// `percent` scales the number of cases: a property that is dear is tried less often.
#[track_caller]
pub(crate) fn holds<T: Debug>(
    percent: u32,
    values: impl Strategy<Value = T>,
    property: impl Fn(T) -> TestCaseResult,
) {
    let cases = number("FRONTDESK_CASES").unwrap_or(CASES.into());
    let cases = u32::try_from((cases * u64::from(percent)).div_ceil(100)).unwrap_or(u32::MAX);
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 4_000,
        // Values that a property has no use for are few, but not over millions of cases.
        max_local_rejects: u32::MAX,
        ..Config::default()
    };
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&number("FRONTDESK_SEED").unwrap_or_default().to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    if let Err(failure) = TestRunner::new_with_rng(config, rng).run(&values, property) {
        panic!("{failure}");
    }
}

/// A whole number from the environment.
pub(crate) fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a whole number"))
}
