//! The comparison: at each size every engine compiles the same triggers, proves its answers, and
//! then they take turns.

use std::time::Duration;

use frontdesk_workloads::{MatchPosition, Workload};

use crate::engine::{Kind, Unavailable};
use crate::figures::grouped;
use crate::measure::{CacheFlush, Cold, Stopwatch, calls_in};
use crate::progress::Progress;
use crate::report::Report;
use crate::runner::Runner;

/// An engine that takes longer to build is left out, here and at larger sizes.
const BUILD_CAP: Duration = Duration::from_secs(60);
/// And a peer that takes longer for a decision; scan and frontdesk are what this is about.
const DECISION_CAP: Duration = Duration::from_millis(500);
/// What the cold decisions of an engine are to take for each round, with what is between them.
const COLD: Duration = Duration::from_millis(130);
/// Up to this size every visitor's answer is checked, above it those of a sample.
const ALL_CHECKED: usize = 1_000;
const SAMPLE: usize = 300;

pub struct Options {
    pub engines: Vec<Kind>,
    pub rounds: usize,
    pub cold: Cold,
}

/// Runs all engines that still can; who drops out here is taken from the list. The label, empty or
/// with a slash at its end, goes before the engines' names.
pub fn size(
    label: &str,
    workload: &Workload,
    options: &mut Options,
    report: &mut Report,
    progress: &Progress,
) -> Result<(), String> {
    let n = workload.triggers.len();
    let mut runners = Vec::new();
    for kind in options.engines.clone() {
        progress.say(&format!("{label}{kind} compiles {n} triggers"));
        match start(kind, workload) {
            Ok(runner) => runners.push(runner),
            Err(left) => {
                report.leave_out(&format!("{label}{kind}"), n, &left.to_string());
                options.engines.retain(|other| *other != kind);
            }
        }
        progress.step();
    }
    check(&runners, workload, progress)?;

    progress.say(&format!("{label}{} engines take turns at {n}", runners.len()));
    let count = runners.len();
    for round in 0..options.rounds {
        (0..count).for_each(|turn| runners[(turn + round) % count].warm(workload));
        progress.tick();
    }
    let stopwatch = Stopwatch::new();
    progress.say(&format!("{label}{count} engines take turns at {n}, cold"));
    let mut flush = CacheFlush::between_engines(options.cold, count);
    let time = COLD * (options.rounds * count) as u32;
    cold(&mut runners, workload, time, &mut flush, &stopwatch);
    report.note(&format!("{label}at {}: {flush}", grouped(n as f64)));
    for runner in &runners {
        if runner.kind == Kind::Frontdesk {
            runner.singles(label, workload, options.rounds, &stopwatch, report);
        }
        runner.report(label, workload, report);
        progress.step();
    }
    Ok(())
}

/// Compiled, and fast enough.
fn start(kind: Kind, workload: &Workload) -> Result<Runner<'_>, Unavailable> {
    if !kind.knows(workload) {
        return Err(Unavailable::Failed(
            "it has no parts of URLs, states and unknown fields".into(),
        ));
    }
    let runner = Runner::new(kind, kind.compile(workload, BUILD_CAP)?, workload);
    let is_peer = !matches!(kind, Kind::Scan | Kind::Frontdesk);
    if is_peer && runner.nanos > DECISION_CAP.as_nanos() as f64 {
        return Err(Unavailable::Failed(format!("{:.0} ms a decision", runner.nanos / 1e6)));
    }
    Ok(runner)
}

/// Each visitor goes to one engine after the other, so that between an engine's decisions lie those
/// of all others. A figure is the mean of three decisions, one of each position.
fn cold(
    runners: &mut [Runner<'_>],
    workload: &Workload,
    time: Duration,
    flush: &mut CacheFlush,
    stopwatch: &Stopwatch,
) {
    let all: f64 = runners.iter().map(|runner| runner.nanos + flush.nanos()).sum();
    let threes = calls_in(time, 3.0 * all, 5, 1_000);
    for three in 0..threes {
        let mut sums = vec![0.0; runners.len()];
        for place in 3 * three..3 * three + 3 {
            let visitor = place % workload.visitors.len();
            for (runner, sum) in runners.iter().zip(&mut sums) {
                *sum += runner.one_cold(visitor, workload, flush, stopwatch);
            }
        }
        for (runner, sum) in runners.iter_mut().zip(sums) {
            runner.cold_nanos.push(sum / 3.0);
        }
    }
}

/// Holds every engine to the scan's answers.
fn check(runners: &[Runner<'_>], workload: &Workload, progress: &Progress) -> Result<(), String> {
    let n = workload.triggers.len();
    progress.say(&format!("the scan answers at {n}"));
    let own;
    let scan = match runners.iter().find(|runner| runner.kind == Kind::Scan) {
        Some(scan) => &scan.compiled,
        None => {
            own = Kind::Scan.compile(workload, BUILD_CAP).map_err(|left| left.to_string())?;
            &own
        }
    };
    let visitors = workload.visitors.len();
    let mut step = if n <= ALL_CHECKED { 1 } else { (visitors / SAMPLE).max(1) };
    if step.is_multiple_of(3) {
        step -= 1; // or all would be of one position
    }
    for visitor in (0..visitors).step_by(step) {
        let expected = scan.engine.first(visitor);
        let position = MatchPosition::of_visitor(visitor);
        if workload.has_match_positions && !position.contains(expected, n as u32) {
            return Err(format!(
                "visitor {visitor} was drawn for {position:?} of {n} triggers; the scan says {}\nvisitor:   {:?}",
                shown(expected, workload),
                workload.visitors[visitor],
            ));
        }
        for runner in runners {
            let found = runner.compiled.engine.first(visitor);
            if found != expected {
                return Err(format!(
                    "{} answers wrongly for visitor {visitor} of {n} triggers\nit says:   {}\nthe scan:  {}\nvisitor:   {:?}",
                    runner.kind,
                    shown(found, workload),
                    shown(expected, workload),
                    workload.visitors[visitor],
                ));
            }
        }
        progress.tick();
    }
    Ok(())
}

fn shown(trigger: Option<u32>, workload: &Workload) -> String {
    let Some(place) = trigger else { return "no trigger".into() };
    let when = workload.triggers.get(place as usize);
    when.map_or_else(|| format!("trigger {place}"), |when| format!("trigger {place}, {when}"))
}

#[cfg(test)]
mod tests {
    use frontdesk_workloads::{url_rules, web_shop};

    use super::*;

    fn check_all(workload: &Workload, engines: &[Kind]) {
        let runners = engines.iter().map(|kind| {
            start(*kind, workload).unwrap_or_else(|left| panic!("{kind} does not start: {left}"))
        });
        let runners: Vec<_> = runners.collect();
        check(&runners, workload, &Progress::new(1)).expect("all agree");
    }

    #[test]
    fn all_engines_agree_on_the_first_workload() {
        for n in [1, 3, 10, 60] {
            check_all(&url_rules::workload(n, 30), &Kind::ALL);
        }
    }

    #[test]
    fn scan_and_frontdesk_agree_on_the_second() {
        check_all(&web_shop::workload(300, 90), &[Kind::Scan, Kind::Frontdesk]);
    }

    #[test]
    fn a_wrong_answer_is_told() {
        let (right, mut wrong) = (url_rules::workload(20, 30), url_rules::workload(20, 30));
        wrong.triggers.reverse();
        let runners = [Kind::Scan, Kind::Frontdesk].map(|kind| {
            let workload = if kind == Kind::Scan { &right } else { &wrong };
            start(kind, workload).unwrap_or_else(|left| panic!("{kind}: {left}"))
        });
        let error = check(&runners, &right, &Progress::new(1)).expect_err("they differ");
        assert!(error.starts_with("frontdesk answers wrongly for visitor "), "{error}");
    }
}
