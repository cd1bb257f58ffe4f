//! Times several operations alternately, warm and cold.

use std::hint::black_box;

use crate::engine::Cost;
use crate::measure::{CacheFlush, Series, Stopwatch, allocations, batch};
use crate::report::{Report, Row};

/// Something that is called with ascending numbers.
pub struct Operation<'a> {
    name: String,
    call: Box<dyn FnMut(usize) -> bool + 'a>,
    touch: Option<Box<dyn Fn(usize) -> usize + 'a>>,
    calls: usize,
    parts: usize,
}

impl<'a> Operation<'a> {
    pub fn new(name: impl Into<String>, call: impl FnMut(usize) -> bool + 'a) -> Self {
        Self { name: name.into(), call: Box::new(call), touch: None, calls: 10_000, parts: 1 }
    }

    /// It is timed cold, too, after what the caller has just had in hand is read.
    pub fn cold_after(mut self, touch: impl Fn(usize) -> usize + 'a) -> Self {
        self.touch = Some(Box::new(touch));
        self
    }

    /// Calls in a batch.
    pub fn calls(mut self, calls: usize) -> Self {
        self.calls = calls;
        self
    }

    /// A call does this many, and the figure is of one.
    pub fn parts(mut self, parts: usize) -> Self {
        self.parts = parts.max(1);
        self
    }
}

const COLD: usize = 150;

/// Batches by turns, then each cold; a row for each mode.
pub fn probe(
    n: usize,
    cost: Cost,
    rounds: usize,
    flush: &mut CacheFlush,
    mut operations: Vec<Operation<'_>>,
    report: &mut Report,
) {
    let mut warm: Vec<Series> = operations.iter().map(|_| Series::default()).collect();
    for _ in 0..rounds {
        for (operation, series) in operations.iter_mut().zip(&mut warm) {
            batch(operation.calls / 10, &mut operation.call);
            series.push(batch(operation.calls, &mut operation.call) / operation.parts as f64);
        }
    }
    let stopwatch = Stopwatch::new();
    for (operation, warm) in operations.iter_mut().zip(warm) {
        let cold = operation.touch.as_ref().map(|touch| {
            let one = |number| {
                flush.walk();
                black_box(touch(number));
                stopwatch.time(|| (operation.call)(number)) / operation.parts as f64
            };
            (0..COLD).map(one).collect::<Series>()
        });
        let allocations = allocations(operation.calls, &mut operation.call);
        for (mode, series) in [("warm", Some(warm)), ("cold", cold)] {
            let Some(series) = series else { continue };
            report.add(Row {
                n,
                engine: operation.name.clone(),
                mode,
                median: series.median(),
                min: series.min(),
                allocations,
                compile: cost.time,
                bytes: cost.bytes,
            });
        }
    }
}
