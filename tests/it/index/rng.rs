//! A random number generator that repeats its numbers for a seed: SplitMix64 (Steele, Lea, Flood 2014).

/// A generator that is made from a seed.
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    /// A number below a limit, which is not zero.
    pub(crate) fn below(&mut self, most: usize) -> usize {
        (self.next_u64() % most as u64) as usize
    }

    /// A number below a limit; small ones are more frequent.
    pub(crate) fn skewed_below(&mut self, most: usize) -> usize {
        let (one, other) = (self.below(most), self.below(most));
        one.min(other)
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.below(from.len())]
    }
}
