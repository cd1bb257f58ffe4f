//! How long something takes, warm and cold.

use std::fmt::{self, Display};
use std::hint::black_box;
use std::time::{Duration, Instant};

use clap::ValueEnum;

use crate::memory;

/// Nanoseconds per call, one figure per batch.
#[derive(Default)]
pub struct Series(Vec<f64>);

impl Series {
    pub fn push(&mut self, nanos: f64) {
        self.0.push(nanos);
    }

    /// The figure that this share of the others does not exceed; no number without any.
    pub fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let place = (sorted.len() as f64 * share) as usize;
        sorted.get(place.min(sorted.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
    }

    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    pub fn min(&self) -> f64 {
        self.quantile(0.0)
    }
}

impl FromIterator<f64> for Series {
    fn from_iter<I: IntoIterator<Item = f64>>(nanos: I) -> Self {
        Self(nanos.into_iter().collect())
    }
}

/// Calls with ascending numbers; the mean of one, in nanoseconds.
pub fn batch<T>(calls: usize, mut call: impl FnMut(usize) -> T) -> f64 {
    let started = Instant::now();
    for number in 0..calls {
        black_box(call(black_box(number)));
    }
    started.elapsed().as_nanos() as f64 / calls.max(1) as f64
}

/// Calls for memory per call of something.
pub fn allocations<T>(calls: usize, mut call: impl FnMut(usize) -> T) -> f64 {
    let before = memory::calls();
    for number in 0..calls {
        black_box(call(number));
    }
    (memory::calls() - before) as f64 / calls.max(1) as f64
}

/// Times calls one by one, without what the clock takes.
pub struct Stopwatch {
    clock: f64,
}

impl Stopwatch {
    pub fn new() -> Self {
        let nothing = || {
            let started = Instant::now();
            black_box(());
            started.elapsed().as_nanos() as f64
        };
        Self { clock: (0..10_000).map(|_| nothing()).collect::<Series>().median() }
    }

    /// What looking at the clock twice takes.
    pub fn clock(&self) -> f64 {
        self.clock
    }

    pub fn time<T>(&self, call: impl FnOnce() -> T) -> f64 {
        let started = Instant::now();
        black_box(call());
        (started.elapsed().as_nanos() as f64 - self.clock).max(0.0)
    }
}

/// What happens before a cold call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Cold {
    /// The other engines decide; where there are none, 4 MB of memory are written
    Turns,
    /// And 64 MB of memory are written
    Flush,
}

/// Flushes the core's caches by writing to more memory than they hold.
pub struct CacheFlush(Vec<u64>);

impl CacheFlush {
    /// What stands for other work of a process: more than a core's own caches hold.
    const WORK: usize = 4 << 20;
    const ALL: usize = 64 << 20;

    /// Before decisions of several engines by turns.
    pub fn between_engines(cold: Cold, engines: usize) -> Self {
        match cold {
            Cold::Turns if engines > 1 => Self(Vec::new()),
            cold => Self::alone(cold),
        }
    }

    /// Before calls of which nothing else is between.
    pub fn alone(cold: Cold) -> Self {
        let bytes = if cold == Cold::Turns { Self::WORK } else { Self::ALL };
        Self((0..).take(bytes / size_of::<u64>()).collect())
    }

    /// Writes to each cache line.
    pub fn walk(&mut self) {
        for word in self.0.iter_mut().step_by(8) {
            *word = word.wrapping_add(1);
        }
        black_box(&mut self.0);
    }

    /// A walk, roughly, in nanoseconds.
    pub fn nanos(&self) -> f64 {
        self.0.len() as f64 * 0.7
    }
}

impl Display for CacheFlush {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.len() * size_of::<u64>()) >> 20 {
            0 => f.write_str("cold: after a decision of each other engine"),
            mega => write!(f, "cold: after {mega} MB of memory have been written"),
        }
    }
}

/// How many calls fill a time, at least and at most as many.
pub fn calls_in(time: Duration, nanos_each: f64, least: usize, most: usize) -> usize {
    let calls = time.as_nanos() as f64 / nanos_each.max(1.0);
    (calls as usize).clamp(least, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_and_minima() {
        let series: Series = [3.0, 1.0, 2.0].into_iter().collect();
        assert_eq!((series.median(), series.min(), series.quantile(1.0)), (2.0, 1.0, 3.0));
        assert!(Series::default().median().is_nan());
    }

    #[test]
    fn calls_fill_a_time() {
        assert_eq!(calls_in(Duration::from_micros(1), 10.0, 3, 50), 50);
        assert_eq!(calls_in(Duration::from_micros(1), 100.0, 3, 50), 10);
        assert_eq!(calls_in(Duration::from_micros(1), 5_000.0, 3, 50), 3);
    }
}
