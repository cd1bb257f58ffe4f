//! An engine at one size, and its figures.

use std::hint::black_box;
use std::time::Duration;

use frontdesk_workloads::Workload;

use crate::engine::{Compiled, Cost, Kind};
use crate::figures::grouped;
use crate::measure::{CacheFlush, Series, Stopwatch, allocations, batch, calls_in};
use crate::report::{Report, Row};
use crate::targets;

/// What a batch of decisions is to take: a whole cycle of visitors, up to 10 µs a decision.
const BATCH: Duration = Duration::from_millis(30);
/// What all single calls are to take for each round.
const SINGLES: Duration = Duration::from_millis(130);

pub struct Runner<'w> {
    pub kind: Kind,
    pub compiled: Compiled<'w>,
    /// A decision, roughly.
    pub nanos: f64,
    pub cold_nanos: Series,
    warm_nanos: Series,
    /// Where in the cycle of visitors it stands.
    at: usize,
}

impl<'w> Runner<'w> {
    pub fn new(kind: Kind, compiled: Compiled<'w>, workload: &Workload) -> Self {
        let visitors = workload.visitors.len();
        let first = |call: usize| compiled.engine.first(call % visitors);
        let three = batch(3, first);
        let calls = calls_in(BATCH, three, 3, 3_000).next_multiple_of(3);
        let nanos = batch(calls, first);
        let (warm_nanos, cold_nanos) = (Series::default(), Series::default());
        Self { kind, compiled, nanos, cold_nanos, warm_nanos, at: 0 }
    }

    /// A whole cycle of visitors, or several, or the part of one that the time allows; a part is
    /// made of equally many of each third.
    fn batch_size(&self, visitors: usize) -> usize {
        let calls = calls_in(BATCH, self.nanos, 3, visitors * 100);
        if calls >= visitors { calls.next_multiple_of(visitors) } else { calls.next_multiple_of(3) }
    }

    /// A batch, after a cycle of visitors that brings back what the others have pushed out.
    pub fn warm(&mut self, workload: &Workload) {
        let visitors = workload.visitors.len();
        let calls = self.batch_size(visitors);
        let engine = &self.compiled.engine;
        batch(calls.min(visitors), |call| engine.first((self.at + call) % visitors));
        let mut at = self.at;
        let nanos = batch(calls, |_| {
            let first = engine.first(at);
            at += 1;
            if at == visitors {
                at = 0;
            }
            first
        });
        self.at = at;
        self.warm_nanos.push(nanos);
    }

    /// A decision after a walk. The visitor is read before, as whoever took the request has done.
    pub fn one_cold(
        &self,
        visitor: usize,
        workload: &Workload,
        flush: &mut CacheFlush,
        stopwatch: &Stopwatch,
    ) -> f64 {
        flush.walk();
        black_box(workload.visitors[visitor].touch());
        self.compiled.engine.touch(visitor);
        stopwatch.time(|| self.compiled.engine.first(visitor))
    }

    /// Single calls, warm.
    pub fn singles(
        &self,
        label: &str,
        workload: &Workload,
        rounds: usize,
        stopwatch: &Stopwatch,
        report: &mut Report,
    ) {
        let (n, visitors) = (workload.triggers.len(), workload.visitors.len());
        let calls = calls_in(SINGLES * rounds as u32, self.nanos, 3, visitors * 10);
        let time = |call: usize| stopwatch.time(|| self.compiled.engine.first(call % visitors));
        (0..calls.min(visitors)).for_each(|call| {
            time(call);
        });
        let singles: Series = (0..calls).map(time).collect();
        let p99 = singles.quantile(0.99);
        targets::add_single_calls(label, n, p99, report);
        report.note(&format!(
            "{label}frontdesk at {}: {} single calls, p50 {} ns, p99 {} ns, p99.9 {} ns (the clock's {:.0} ns taken off)",
            grouped(n as f64),
            grouped(calls as f64),
            grouped(singles.median()),
            grouped(p99),
            grouped(singles.quantile(0.999)),
            stopwatch.clock(),
        ));
    }

    pub fn report(&self, label: &str, workload: &Workload, report: &mut Report) {
        let n = workload.triggers.len();
        let calls = calls_in(Duration::from_secs(1), self.nanos, 3, workload.visitors.len());
        let allocations = allocations(calls, |call| self.compiled.engine.first(call));
        let Cost { time, bytes } = self.compiled.cost;
        for (mode, series) in [("warm", &self.warm_nanos), ("cold", &self.cold_nanos)] {
            report.add(Row {
                n,
                engine: format!("{label}{}", self.kind),
                mode,
                median: series.median(),
                min: series.min(),
                allocations,
                compile: time,
                bytes,
            });
        }
        if let Some(beyond) = self.compiled.beyond_check {
            let each = |whole: f64| whole / n.max(1) as f64;
            let check = each((time - beyond.time).as_nanos() as f64);
            let (nanos, bytes_each) =
                (each(beyond.time.as_nanos() as f64), each(beyond.bytes as f64));
            targets::add_compile(label, n, nanos, bytes_each, report);
            report.note(&format!(
                "{label}{} at {}: check {check:.0} ns a trigger, router {nanos:.0} ns a trigger and {bytes_each:.0} bytes beyond its workspace's {:.0}",
                self.kind,
                grouped(n as f64),
                each((bytes - beyond.bytes) as f64),
            ));
        }
    }
}
