//! Times several things in turns, warm and cold.

use std::hint::black_box;

use crate::engine::Cost;
use crate::measure::{Series, Stopwatch, Wash, allocations, batch};
use crate::report::{Report, Row};

/// Something that is called with ascending numbers.
pub struct Thing<'a> {
    name: String,
    call: Box<dyn FnMut(usize) -> bool + 'a>,
    touch: Option<Box<dyn Fn(usize) -> usize + 'a>>,
    calls: usize,
    parts: usize,
}

impl<'a> Thing<'a> {
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
    wash: &mut Wash,
    mut things: Vec<Thing<'_>>,
    report: &mut Report,
) {
    let mut warm: Vec<Series> = things.iter().map(|_| Series::default()).collect();
    for _ in 0..rounds {
        for (thing, series) in things.iter_mut().zip(&mut warm) {
            batch(thing.calls / 10, &mut thing.call);
            series.push(batch(thing.calls, &mut thing.call) / thing.parts as f64);
        }
    }
    let stopwatch = Stopwatch::new();
    for (thing, warm) in things.iter_mut().zip(warm) {
        let cold = thing.touch.as_ref().map(|touch| {
            let one = |number| {
                wash.walk();
                black_box(touch(number));
                stopwatch.time(|| (thing.call)(number)) / thing.parts as f64
            };
            (0..COLD).map(one).collect::<Series>()
        });
        let allocations = allocations(thing.calls, &mut thing.call);
        for (mode, series) in [("warm", Some(warm)), ("cold", cold)] {
            let Some(series) = series else { continue };
            report.add(Row {
                n,
                engine: thing.name.clone(),
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
