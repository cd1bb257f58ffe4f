//! How a genome's cost grows: it is built at three sizes, and a power of the size is fitted.

use crate::counter::{Count, Counter, Outcome};
use crate::genome::Genome;
use crate::input::Input;
use crate::target::Target;

/// Multiples of a genome's own size.
pub const SCALES: [u32; 3] = [1, 2, 4];
/// A growth beyond its bound is looked at here too: where a table doubles, or an index begins, a cost
/// leaps once, and not again.
const LARGER: u32 = 8;

/// A cost that grows in proportion has the exponent 1, its square 2. Above this a growth counts as
/// more than in proportion: logarithms, and tables that double, lie below.
pub const MOST_EXPONENT: f64 = 1.25;

/// Fewer instructions are of the fixed cost of a call, and say nothing of growth.
const LEAST_INSTRUCTIONS: u64 = 30_000;
/// Nor do fewer for each byte: to read a document takes as many.
const LEAST_PER_BYTE: f64 = 30.0;

/// A genome, measured at some scales.
#[derive(Clone, Debug, PartialEq)]
pub struct Growth {
    /// In the order of the scales; up to the first one that was not counted.
    pub counts: Vec<Count>,
    /// What came of the first scale that was not counted.
    pub ended: Option<Outcome>,
    /// So many instructions the budget of the call allows, whatever the input.
    pub allowed: u64,
}

impl Growth {
    /// Builds a genome at all scales and measures it.
    pub fn measure_genome(
        counter: &mut Counter,
        target: &Target,
        genome: &Genome,
    ) -> Result<Self, String> {
        Self::measure(counter, target, &SCALES.map(|scale| target.input(genome, scale)))?
            .confirmed_at_larger_scale(counter, target, genome)
    }

    /// With a larger size where growth seems to be beyond its bound.
    pub fn confirmed_at_larger_scale(
        mut self,
        counter: &mut Counter,
        target: &Target,
        genome: &Genome,
    ) -> Result<Self, String> {
        let is_beyond = self.exponent().is_some_and(|exponent| exponent > MOST_EXPONENT);
        if is_beyond && self.ended.is_none() && self.counts.len() == SCALES.len() {
            match counter.measure(target, &target.input(genome, LARGER))? {
                Outcome::Counted(count) => self.counts.push(count),
                // It has shown enough.
                Outcome::Capped => {}
                ended => self.ended = Some(ended),
            }
        }
        Ok(self)
    }

    /// Measures inputs of rising size.
    pub fn measure(
        counter: &mut Counter,
        target: &Target,
        inputs: &[Input],
    ) -> Result<Self, String> {
        let allowed = target.call.allowed();
        let mut growth = Self { counts: Vec::new(), ended: None, allowed };
        for input in inputs {
            match counter.measure(target, input)? {
                Outcome::Counted(count) => growth.counts.push(count),
                ended => {
                    growth.ended = Some(ended);
                    break;
                }
            }
        }
        Ok(growth)
    }

    pub fn is_legal(&self) -> bool {
        let was_measured = !self.counts.is_empty() || self.ended.is_some();
        was_measured && !matches!(self.ended, Some(Outcome::Illegal(_)))
    }

    /// A call that did not come to an end in its time, or ended its process.
    pub fn is_catastrophic(&self) -> bool {
        matches!(self.ended, Some(Outcome::Capped | Outcome::Crashed))
    }

    /// The count at the last of the usual scales, so that all are compared at one size.
    pub fn last(&self) -> Option<&Count> {
        self.counts.iter().take(SCALES.len()).next_back()
    }

    /// Instructions for each byte at the last of the usual scales.
    pub fn per_byte(&self) -> f64 {
        self.last().map_or(0.0, |count| ratio(count.instructions, count.asked))
    }

    /// Bytes of memory for each byte at the last of the usual scales.
    pub fn held_per_byte(&self) -> f64 {
        self.last().map_or(0.0, |count| ratio(count.held, count.asked))
    }

    /// The exponent of the size by which the cost grows; none where the sizes hardly differ, or the
    /// cost is too small to tell or within what a budget allows. It is the lowest that any three sizes in a row give: what grows by a
    /// power does so everywhere.
    ///
    /// The cost is taken for each byte that it may stand in proportion to, and the size is the whole
    /// input, so that a call whose cost is in proportion to what it answers has the exponent 1
    /// whatever the input.
    pub fn exponent(&self) -> Option<f64> {
        let (first, last) = (self.counts.first()?, self.last()?);
        let least = LEAST_INSTRUCTIONS.max(self.allowed);
        let is_cheap = last.instructions < least || self.per_byte() < LEAST_PER_BYTE;
        if is_cheap || last.bytes < first.bytes + first.bytes / 2 {
            return None;
        }
        let in_row = self.counts.windows(SCALES.len().min(self.counts.len()));
        in_row.map(exponent).reduce(f64::min)
    }
}

/// The exponent that a power of the size has which fits, by least squares over logarithms; or a lower
/// one by what is added from one size to the next, which leaves out what every input has and costs.
fn exponent(counts: &[Count]) -> f64 {
    let points = counts
        .iter()
        .map(|count| ((count.bytes as f64).ln(), ratio(count.instructions, count.asked).ln()));
    let fitted = 1.0 + slope(&points.collect::<Vec<_>>());
    let [small, middle, large] = counts else { return fitted };
    let share = |count: &Count| ratio(count.instructions, count.asked) * count.bytes as f64;
    let costs = (share(large) - share(middle)) / (share(middle) - share(small));
    let bytes = large.bytes.saturating_sub(middle.bytes) as f64
        / middle.bytes.saturating_sub(small.bytes) as f64;
    let of_increase = costs.log2() / bytes.log2();
    if of_increase.is_finite() { of_increase.min(fitted) } else { fitted }
}

fn ratio(cost: u64, bytes: usize) -> f64 {
    cost as f64 / bytes.max(1) as f64
}

fn slope(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let products = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum::<f64>();
    products / points.iter().map(|point| (point.0 - x).powi(2)).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn growth(cost: impl Fn(u64) -> u64, asked: impl Fn(u64) -> u64) -> Growth {
        let count = |bytes: u64| Count {
            instructions: cost(bytes),
            asked: asked(bytes) as usize,
            held: 0,
            bytes: bytes as usize,
        };
        Growth { counts: [1_000, 2_000, 4_000].map(count).to_vec(), ended: None, allowed: 0 }
    }

    fn assert_exponent(growth: &Growth, expected: f64) {
        let found = growth.exponent().expect("the sizes differ");
        assert!((found - expected).abs() < 0.01, "{found}");
    }

    #[test]
    fn powers_are_found() {
        assert_exponent(&growth(|bytes| bytes * 50, |bytes| bytes), 1.0);
        assert_exponent(&growth(|bytes| bytes * bytes, |bytes| bytes), 2.0);
        assert_exponent(&growth(|bytes| bytes.pow(3) / 1_000, |bytes| bytes), 3.0);
        assert_eq!(growth(|bytes| bytes * 2, |bytes| bytes).exponent(), None, "too little to tell");
    }

    #[test]
    fn what_a_budget_allows_is_no_growth() {
        let square = growth(|bytes| bytes * bytes, |bytes| bytes);
        assert_eq!(Growth { allowed: 20_000_000, ..square.clone() }.exponent(), None);
        assert_exponent(&Growth { allowed: 10_000_000, ..square }, 2.0);
    }

    #[test]
    fn what_every_input_has_and_costs_is_left_out() {
        let growth = growth(|bytes| (bytes - 900) * 100, |bytes| bytes);
        assert_exponent(&growth, 1.0);
    }

    #[test]
    fn a_cost_in_proportion_to_the_answer_is_in_proportion() {
        assert_exponent(&growth(|bytes| bytes * bytes * 50, |bytes| bytes * bytes), 1.0);
        assert_exponent(&growth(|bytes| bytes * 50, |_| 100), 2.0);
    }
}
