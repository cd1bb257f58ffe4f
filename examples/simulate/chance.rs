//! Seeded random numbers. A number depends on the seed and on its purpose, not on earlier numbers.
//! A conversation therefore takes equally long under each strategy, and the difference between two
//! runs is not chance.

use std::time::Duration;

/// A source of random numbers. `with` derives the source of a purpose, a visitor or an agent.
#[derive(Clone, Copy)]
pub(crate) struct Chance(u64);

/// The deciles of an exponential distribution, in thousandths of its mean: many short times and a
/// few long ones. The last value is the tail, cut so that the mean is kept. They are whole numbers,
/// so every machine draws equal times.
const TENTHS: [u64; 11] = [0, 105, 223, 357, 511, 693, 916, 1204, 1609, 2303, 4158];

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn with(self, number: u64) -> Self {
        // The increment and the finaliser of SplitMix64, a bijection with good mixing.
        let mut z = self.0.wrapping_add(number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Self(z ^ (z >> 31))
    }

    /// Returns a whole number below a bound, and 0 if the bound is 0.
    pub(crate) fn below(self, bound: usize) -> usize {
        let wide = u128::from(self.0) * bound as u128;
        (wide >> 64) as usize
    }

    /// Returns a time with this mean, to the millisecond.
    pub(crate) fn time(self, mean: Duration) -> Duration {
        let place = u128::from(self.0) * 10;
        let (tenth, rest) = ((place >> 64) as usize, place & u128::from(u64::MAX));
        let (from, to) = (u128::from(TENTHS[tenth]), u128::from(TENTHS[tenth + 1]));
        let part = (from << 64) + (to - from) * rest;
        let thousandths = (mean.as_millis() * (part >> 32)) >> 32;
        Duration::from_millis((thousandths / 1000) as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEAN: Duration = Duration::from_secs(600);

    fn draws() -> impl Iterator<Item = Duration> {
        (0..100_000).map(|n| Chance::new(7).with(n).time(MEAN))
    }

    #[test]
    fn times_have_their_mean_and_are_skewed() {
        let mean = draws().sum::<Duration>() / 100_000;
        assert!(mean.abs_diff(MEAN) < MEAN / 50, "{mean:?}");
        let below = draws().filter(|time| *time < MEAN).count();
        assert!((62_000..65_000).contains(&below), "{below} of 100,000 are below the mean");
        assert!(draws().max().unwrap() < MEAN * 4158 / 1000);
    }

    #[test]
    fn a_draw_depends_on_what_it_is_for_alone() {
        let chance = Chance::new(7);
        assert_eq!(chance.with(1).with(2).time(MEAN), chance.with(1).with(2).time(MEAN));
        assert_ne!(chance.with(1).with(2).time(MEAN), chance.with(2).with(1).time(MEAN));
        assert_ne!(chance.with(1).time(MEAN), Chance::new(8).with(1).time(MEAN));
        let mut seen = [0; 3];
        (0..3000).for_each(|n| seen[chance.with(n).below(3)] += 1);
        assert!(seen.iter().all(|n| (900..1100).contains(n)), "{seen:?}");
    }
}
