//! What the figures are held to. Ratios count, absolute figures stand beside them.

use crate::figures::grouped;
use crate::report::{Report, Row};

#[derive(Clone, Copy)]
pub enum Wanted {
    AtLeast(f64),
    AtMost(f64),
}

/// A figure and what it is held to.
pub struct Goal {
    pub what: String,
    pub wanted: Wanted,
    pub found: f64,
}

impl Goal {
    /// One or more if it is met; else the share of it that is.
    pub fn share(&self) -> f64 {
        match self.wanted {
            Wanted::AtLeast(least) => self.found / least,
            Wanted::AtMost(most) if self.found <= most => 1.0,
            Wanted::AtMost(most) => most / self.found,
        }
    }
}

/// How many times as long a plain scan takes, by the number of triggers.
const SCAN: [(usize, f64); 6] = [
    (10, 1.5),
    (100, 5.0),
    (1_000, 70.0),
    (10_000, 800.0),
    (100_000, 10_000.0),
    (1_000_000, 50_000.0),
];
const WIREFILTER: [(usize, f64); 2] = [(1_000, 40.0), (100_000, 5_000.0)];
const WIREFILTER_ANYWHERE: f64 = 3.0;
/// From 1,000 to 1,000,000 triggers, warm and cold.
const GROWTH: [(&str, f64); 2] = [("warm", 2.5), ("cold", 8.0)];
/// Nanoseconds and bytes a trigger, after the check; below the least size they are not a trigger's.
const COMPILE: (f64, f64) = (3_000.0, 200.0);
const COMPILE_FROM: usize = 1_000;
/// Nanoseconds that 99 in 100 single calls stay below.
const SINGLES: [(usize, f64); 2] = [(1_000, 1_000.0), (1_000_000, 8_000.0)];
const HOSTILE: f64 = 1_000.0;
const HOSTILE_SCAN: f64 = 0.9;
/// The hostile sets without any positive or low-cardinality part, and those of which visitors have what all
/// triggers are found by: they are held to the scan only.
const OF_SCAN: [&str; 4] =
    ["negated-text/", "repeated-letter/", "repeated-parts/", "long-needles/"];

/// Of the first workload.
pub fn of_first(report: &mut Report) {
    for (engine, wanted) in [("scan", &SCAN[..]), ("wirefilter", &WIREFILTER[..])] {
        for (n, least) in wanted {
            let found = ratio(report, *n, engine);
            put(
                report,
                format!("{engine} / frontdesk at {}", grouped(*n as f64)),
                Wanted::AtLeast(*least),
                found,
            );
        }
        let least = if engine == "scan" { 1.0 } else { WIREFILTER_ANYWHERE };
        least_of_all(report, engine, least);
    }
    for (mode, most) in GROWTH {
        let at = |n| report.find(n, "frontdesk", mode).map(|row| row.median);
        let found = at(1_000).zip(at(1_000_000)).map(|(small, large)| large / small);
        let what = format!("growth from 1,000 to 1,000,000, {mode}");
        put(report, what, Wanted::AtMost(most), found);
    }
    let of_ours = |row: &&Row| row.engine == "frontdesk";
    let most = report.rows.iter().filter(of_ours).map(|row| row.allocations).reduce(f64::max);
    put(report, "allocations a decision".into(), Wanted::AtMost(0.0), most);
}

/// Of the second workload.
pub fn of_second(report: &mut Report) {
    least_of_all(report, "second/scan", 1.0);
}

/// Of one hostile set; its name ends in a slash.
pub fn of_hostile(set: &str, n: usize, report: &mut Report) {
    let found = ratio(report, n, &format!("{set}scan"));
    put(report, format!("{set}scan / frontdesk"), Wanted::AtLeast(HOSTILE_SCAN), found);
    if !OF_SCAN.contains(&set) {
        let found = report.find(n, &format!("{set}frontdesk"), "warm").map(|row| row.median);
        put(report, format!("{set}frontdesk, ns"), Wanted::AtMost(HOSTILE), found);
    }
}

/// Of what comes after the check, a trigger, on the two workloads.
pub fn of_compile(label: &str, n: usize, nanos: f64, bytes: f64, report: &mut Report) {
    if n >= COMPILE_FROM && matches!(label, "" | "second/") {
        let what = |what| format!("{label}compile at {}, {what} a trigger", grouped(n as f64));
        put(report, what("ns"), Wanted::AtMost(COMPILE.0), Some(nanos));
        put(report, what("bytes"), Wanted::AtMost(COMPILE.1), Some(bytes));
    }
}

/// Of single calls; `p99` in nanoseconds.
pub fn of_singles(label: &str, n: usize, p99: f64, report: &mut Report) {
    if let Some((_, most)) = SINGLES.iter().find(|(size, _)| *size == n && label.is_empty()) {
        put(
            report,
            format!("single calls at {}, p99 ns", grouped(n as f64)),
            Wanted::AtMost(*most),
            Some(p99),
        );
    }
}

/// The least ratio at any size.
fn least_of_all(report: &mut Report, engine: &str, least: f64) {
    let sizes = report.rows.iter().filter(|row| row.engine == engine).map(|row| row.n);
    let found = sizes.filter_map(|n| ratio(report, n, engine)).reduce(f64::min);
    let what = format!("{engine} / frontdesk, least of all sizes");
    put(report, what, Wanted::AtLeast(least), found);
}

/// How many times as long as ours an engine takes, warm.
fn ratio(report: &Report, n: usize, engine: &str) -> Option<f64> {
    report.ratio(report.find(n, engine, "warm")?)
}

/// A goal whose figure was not measured is none of this run's.
fn put(report: &mut Report, what: String, wanted: Wanted, found: Option<f64>) {
    if let Some(found) = found {
        report.goal(&what, wanted, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_says_how_much_is_missing() {
        let share = |wanted, found| Goal { what: String::new(), wanted, found }.share();
        assert_eq!(share(Wanted::AtLeast(70.0), 35.0), 0.5);
        assert_eq!(share(Wanted::AtLeast(70.0), 140.0), 2.0);
        assert_eq!(share(Wanted::AtMost(2.0), 4.0), 0.5);
        assert_eq!(share(Wanted::AtMost(0.0), 0.0), 1.0);
        assert_eq!(share(Wanted::AtMost(0.0), 0.5), 0.0);
    }

    #[test]
    fn what_was_not_measured_is_held_to_nothing() {
        let mut report = Report::default();
        of_first(&mut report);
        of_hostile("negations/", 100, &mut report);
        assert!(report.goals.is_empty());
    }

    #[test]
    fn ratios_and_growth_come_from_the_rows() {
        let mut report = Report::default();
        for (n, engine, median) in [
            (1_000, "scan", 70_000.0),
            (1_000, "frontdesk", 500.0),
            (1_000_000, "frontdesk", 2_000.0),
        ] {
            report.add(Row { n, engine: engine.into(), mode: "warm", median, ..Row::default() });
        }
        of_first(&mut report);
        let found: Vec<_> =
            report.goals.iter().map(|goal| (goal.what.as_str(), goal.found)).collect();
        assert_eq!(
            found,
            [
                ("scan / frontdesk at 1,000", 140.0),
                ("scan / frontdesk, least of all sizes", 140.0),
                ("growth from 1,000 to 1,000,000, warm", 4.0),
                ("allocations a decision", 0.0),
            ]
        );
    }
}
