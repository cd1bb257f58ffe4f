//! The targets of the figures. Ratios are decisive; absolute figures are there for orientation.

use crate::figures::grouped;
use crate::report::{Report, Row};
use crate::target::Bound;

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
const COMPARED_WITH_SCAN_ONLY: [&str; 4] =
    ["negated-text/", "repeated-letter/", "repeated-parts/", "long-needles/"];

/// Adds the targets of the workload of URL rules.
pub fn add_url_rules(report: &mut Report) {
    for (engine, bound) in [("scan", &SCAN[..]), ("wirefilter", &WIREFILTER[..])] {
        for (n, least) in bound {
            let found = ratio(report, *n, engine);
            add(
                report,
                format!("{engine} / frontdesk at {}", grouped(*n as f64)),
                Bound::AtLeast(*least),
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
        add(report, what, Bound::AtMost(most), found);
    }
    let of_ours = |row: &&Row| row.engine == "frontdesk";
    let most = report.rows.iter().filter(of_ours).map(|row| row.allocations).reduce(f64::max);
    add(report, "allocations a decision".into(), Bound::AtMost(0.0), most);
}

/// Adds the targets of the workload of the web shop.
pub fn add_web_shop(report: &mut Report) {
    least_of_all(report, "web-shop/scan", 1.0);
}

/// Adds the targets of one hostile set; its name ends in a slash.
pub fn add_hostile(set: &str, n: usize, report: &mut Report) {
    let found = ratio(report, n, &format!("{set}scan"));
    add(report, format!("{set}scan / frontdesk"), Bound::AtLeast(HOSTILE_SCAN), found);
    if !COMPARED_WITH_SCAN_ONLY.contains(&set) {
        let found = report.find(n, &format!("{set}frontdesk"), "warm").map(|row| row.median);
        add(report, format!("{set}frontdesk, ns"), Bound::AtMost(HOSTILE), found);
    }
}

/// Adds the targets of what compiling takes after the check for each trigger.
pub fn add_compile(label: &str, n: usize, nanos: f64, bytes: f64, report: &mut Report) {
    if n >= COMPILE_FROM && matches!(label, "" | "web-shop/") {
        let what = |what| format!("{label}compile at {}, {what} a trigger", grouped(n as f64));
        add(report, what("ns"), Bound::AtMost(COMPILE.0), Some(nanos));
        add(report, what("bytes"), Bound::AtMost(COMPILE.1), Some(bytes));
    }
}

/// Adds the targets of single calls; `p99` is in nanoseconds.
pub fn add_single_calls(label: &str, n: usize, p99: f64, report: &mut Report) {
    if let Some((_, most)) = SINGLES.iter().find(|(size, _)| *size == n && label.is_empty()) {
        add(
            report,
            format!("single calls at {}, p99 ns", grouped(n as f64)),
            Bound::AtMost(*most),
            Some(p99),
        );
    }
}

/// The least ratio at any size.
fn least_of_all(report: &mut Report, engine: &str, least: f64) {
    let sizes = report.rows.iter().filter(|row| row.engine == engine).map(|row| row.n);
    let found = sizes.filter_map(|n| ratio(report, n, engine)).reduce(f64::min);
    let what = format!("{engine} / frontdesk, least of all sizes");
    add(report, what, Bound::AtLeast(least), found);
}

/// How many times as long as ours an engine takes, warm.
fn ratio(report: &Report, n: usize, engine: &str) -> Option<f64> {
    report.ratio(report.find(n, engine, "warm")?)
}

/// Adds a target if its figure was measured in this run.
fn add(report: &mut Report, what: String, bound: Bound, found: Option<f64>) {
    if let Some(found) = found {
        report.target(&what, bound, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_measured_is_held_to_nothing() {
        let mut report = Report::default();
        add_url_rules(&mut report);
        add_hostile("negations/", 100, &mut report);
        assert!(report.targets.is_empty());
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
        add_url_rules(&mut report);
        let found: Vec<_> =
            report.targets.iter().map(|target| (target.what.as_str(), target.found)).collect();
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
