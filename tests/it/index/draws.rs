//! Random draws that repeat: SplitMix64 (Steele, Lea, Flood 2014).

/// The draws of a seed.
#[derive(Clone, Debug)]
pub(crate) struct Draws(u64);

impl Draws {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    /// A number below another, which is not zero.
    pub(crate) fn below(&mut self, most: usize) -> usize {
        (self.word() % most as u64) as usize
    }

    /// A number below another, small ones more often.
    pub(crate) fn low(&mut self, most: usize) -> usize {
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
