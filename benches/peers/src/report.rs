//! What is told: a table of figures, one of targets, lines below them, and a CSV file.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use comfy_table::{CellAlignment, Table, presets};

use crate::figures::{grouped, nanos, plain};
use crate::target::{Bound, Target};

/// A figure of one engine, or of one thing that an engine does. Its name may begin with a set's, up
/// to a slash; what is compared is in one set.
#[derive(Default)]
pub struct Row {
    pub n: usize,
    pub engine: String,
    /// `warm` or `cold`.
    pub mode: &'static str,
    /// Nanoseconds.
    pub median: f64,
    pub min: f64,
    /// Per decision.
    pub allocations: f64,
    pub compile: Duration,
    pub bytes: i64,
}

#[derive(Default)]
pub struct Report {
    pub rows: Vec<Row>,
    pub targets: Vec<Target>,
    notes: Vec<String>,
}

impl Report {
    pub fn add(&mut self, row: Row) {
        self.rows.push(row);
    }

    pub fn target(&mut self, what: &str, bound: Bound, found: f64) {
        self.targets.push(Target { what: what.into(), bound, found });
    }

    pub fn note(&mut self, note: &str) {
        self.notes.push(note.into());
    }

    pub fn leave_out(&mut self, engine: &str, n: usize, why: &str) {
        self.notes.push(format!("{engine} left out from {} on: {why}", grouped(n as f64)));
    }

    pub fn find(&self, n: usize, engine: &str, mode: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.n == n && row.engine == engine && row.mode == mode)
    }

    /// How many times as long as ours a row takes, at the same size, in the same mode and set.
    pub fn ratio(&self, row: &Row) -> Option<f64> {
        let set = row.engine.rfind('/').map_or("", |slash| &row.engine[..=slash]);
        let ours = self.find(row.n, &format!("{set}frontdesk"), row.mode)?;
        Some(row.median / ours.median)
    }

    pub fn print(&self, out: &mut impl Write) -> io::Result<()> {
        if !self.rows.is_empty() {
            writeln!(out, "{}", self.figures())?;
        }
        if !self.targets.is_empty() {
            writeln!(out, "{}", targets(&self.targets))?;
        }
        for note in &self.notes {
            writeln!(out, "{note}")?;
        }
        out.flush()
    }

    /// A line for each size and engine; a ratio of more than one means that frontdesk is faster.
    fn figures(&self) -> Table {
        let mut table = table(&[
            "n",
            "engine",
            "warm ns",
            "min",
            "/ frontdesk",
            "cold ns",
            "/ frontdesk",
            "allocations",
            "compile ns / n",
            "bytes / n",
        ]);
        for row in self.rows.iter().filter(|row| row.mode == "warm") {
            let cold = self.find(row.n, &row.engine, "cold");
            let each = |whole: f64| plain(whole / row.n.max(1) as f64);
            let ratio = |row: &Row| self.ratio(row).map_or_else(String::new, times);
            table.add_row([
                grouped(row.n as f64),
                row.engine.clone(),
                nanos(row.median),
                nanos(row.min),
                ratio(row),
                cold.map_or_else(String::new, |row| nanos(row.median)),
                cold.map_or_else(String::new, ratio),
                format!("{:.1}", row.allocations),
                each(row.compile.as_nanos() as f64),
                each(row.bytes as f64),
            ]);
        }
        table
    }

    pub fn write_csv(&self, file: &Path) -> io::Result<()> {
        let mut text = b"n,engine,mode,median_ns,min_ns,allocations,compile_ns,bytes\n".to_vec();
        for row in &self.rows {
            let Row { n, engine, mode, median, min, allocations, compile, bytes } = row;
            let compile = compile.as_nanos();
            writeln!(
                text,
                "{n},{engine},{mode},{median:.1},{min:.1},{allocations:.2},{compile},{bytes}"
            )?;
        }
        fs::write(file, text)
    }
}

fn targets(targets: &[Target]) -> Table {
    let mut table = table(&["target", "bound", "found", "met"]);
    for target in targets {
        let bound = match target.bound {
            Bound::AtLeast(least) => format!("at least {}", plain(least)),
            Bound::AtMost(most) => format!("at most {}", plain(most)),
        };
        let met = match target.share() {
            share if share >= 1.0 => "yes".into(),
            share => format!("{:.1} %", share * 100.0),
        };
        table.add_row([target.what.clone(), bound, plain(target.found), met]);
    }
    table
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_FULL_CONDENSED).set_header(header);
    for column in table.column_iter_mut() {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn times(ratio: f64) -> String {
    if ratio < 100.0 { format!("{ratio:.2}") } else { grouped(ratio) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(engine: &str, mode: &'static str, median: f64) -> Row {
        let compile = Duration::from_nanos(5_000);
        Row { n: 10, engine: engine.into(), mode, median, min: 1.0, compile, ..Row::default() }
    }

    fn report() -> Report {
        let mut report = Report::default();
        for row in [
            row("scan", "warm", 300.0),
            row("frontdesk", "warm", 100.0),
            row("negations/scan", "warm", 70.0),
            row("negations/frontdesk", "warm", 140.0),
            row("frontdesk", "cold", 1_000.0),
        ] {
            report.add(row);
        }
        report
    }

    #[test]
    fn ratios_are_within_a_set_and_a_mode() {
        let report = report();
        let ratios: Vec<_> = report.rows.iter().map(|row| report.ratio(row)).collect();
        assert_eq!(ratios, [Some(3.0), Some(1.0), Some(0.5), Some(1.0), Some(1.0)]);
        assert_eq!(report.ratio(&row("scan", "cold", 1.0)), Some(0.001));
        assert_eq!(report.ratio(&row("urls/path", "warm", 1.0)), None);
    }

    #[test]
    fn the_csv_file_has_a_line_for_each_figure() {
        let file = std::env::temp_dir().join(format!("frontdesk-peers-{}.csv", std::process::id()));
        report().write_csv(&file).expect("a temporary file");
        let text = fs::read_to_string(&file).expect("it was written");
        fs::remove_file(&file).expect("it is there");
        let mut lines = text.lines();
        assert_eq!(
            lines.next(),
            Some("n,engine,mode,median_ns,min_ns,allocations,compile_ns,bytes")
        );
        assert_eq!(lines.next(), Some("10,scan,warm,300.0,1.0,0.00,5000,0"));
        assert_eq!(lines.count(), 4);
    }

    #[test]
    fn goals_say_what_is_missing() {
        let mut report = Report::default();
        report.target("growth", Bound::AtMost(2.5), 5.0);
        report.target("ratio", Bound::AtLeast(70.0), 71.0);
        let mut out = Vec::new();
        report.print(&mut out).expect("memory takes everything");
        let out = String::from_utf8(out).expect("text");
        assert!(out.contains("at most 2.50") && out.contains("50.0 %"), "{out}");
        assert!(out.contains("at least 70.0") && out.contains("yes"), "{out}");
    }
}
