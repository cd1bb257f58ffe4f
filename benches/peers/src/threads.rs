//! What a decision costs while other threads decide by the same router and presence, as many as
//! there are cores. The plain scan, which shares nothing that is written either, tells what the
//! machine itself loses.

use std::sync::Barrier;
use std::time::Duration;
use std::{array, thread};

use frontdesk::Router;
use frontdesk_workloads::{Workload, desk, url_rules};

use crate::engine::{Desk, Engine, scan_of_given};
use crate::measure::{Series, batch, calls_in};
use crate::report::{Report, Row};
use crate::target::Bound;

const VISITORS: usize = 3_000;
/// What a thread's batch is to take.
const BATCH: Duration = Duration::from_millis(100);
/// Times as long as alone, beside the scan's.
const MOST: f64 = 1.2;

pub fn run(sizes: &[u32], rounds: usize, report: &mut Report) -> Result<(), String> {
    for n in sizes {
        measure(&url_rules::workload(*n, VISITORS), rounds, report)?;
    }
    Ok(())
}

fn measure(workload: &Workload, rounds: usize, report: &mut Report) -> Result<(), String> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let n = workload.triggers.len();
    let draft = desk::draft(&workload.triggers);
    let router = Router::new(draft.check().map_err(|problems| problems.to_string())?);
    let desk = Desk::new(router, workload)?;
    let scan = scan_of_given(workload);
    let engines: [(&str, &(dyn Engine + Sync)); 2] = [("frontdesk", &desk), ("scan", &scan)];
    let mut series: [[Series; 2]; 2] = array::from_fn(|_| array::from_fn(|_| Series::default()));
    for _ in 0..rounds {
        for ((_, engine), [alone, together]) in engines.iter().zip(&mut series) {
            alone.push(at_once(1, *engine, workload));
            together.push(at_once(cores, *engine, workload));
        }
    }
    let mut losses = Vec::new();
    for ((name, _), [alone, together]) in engines.iter().zip(series) {
        losses.push(together.median() / alone.median());
        for (threads, series) in [(1, alone), (cores, together)] {
            report.add(Row {
                n,
                engine: format!("threads-{threads}/{name}"),
                mode: "warm",
                median: series.median(),
                min: series.min(),
                ..Row::default()
            });
        }
    }
    report.note(&format!(
        "threads: with {cores} at once a decision takes {:.2} times as long as with one, the scan's {:.2} times",
        losses[0], losses[1],
    ));
    let what = format!("threads: {cores} at once / 1, beside the scan's");
    report.target(&what, Bound::AtMost(MOST), losses[0] / losses[1]);
    Ok(())
}

/// The mean of a decision on the slowest of some threads that all decide at once.
fn at_once(threads: usize, engine: &(dyn Engine + Sync), workload: &Workload) -> f64 {
    let visitors = workload.visitors.len();
    let start = Barrier::new(threads);
    let one = |thread: usize| {
        let from = thread * visitors / threads;
        let first = |call: usize| engine.first((from + call) % visitors);
        let calls = calls_in(BATCH, batch(300, first), 300, 1_000_000);
        start.wait();
        batch(calls, first)
    };
    let one = &one;
    thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|thread| scope.spawn(move || one(thread))).collect();
        let nanos = threads.into_iter().filter_map(|thread| thread.join().ok());
        nanos.fold(0.0, f64::max)
    })
}
