//! The tables of the days.

use std::io::{self, Write};
use std::time::Duration;

use comfy_table::{CellAlignment, Table, presets};

use crate::day::Day;
use crate::measures::{Named, Outcome, percentile};
use crate::{Compared, Level};

/// Prints which day was simulated.
pub(crate) fn write_day(output: &mut impl Write, day: &Day, minutes: u64) -> io::Result<()> {
    let date = day.begins.to_string();
    let date = date.split('T').next().unwrap_or_default();
    let visitors = counted(day.arrivals.len(), "visitor");
    let minutes = counted(minutes as usize, "minute");
    writeln!(output, "{date}: {visitors}, {minutes} a conversation")
}

fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Prints one staffing level: the waiting times of visitors and the work of agents.
pub(crate) fn write(output: &mut impl Write, level: &Level) -> io::Result<()> {
    let agents = level.runs.first().map_or(0, |run| run.loads.len());
    writeln!(output, "\nstaffing {}, {}", level.staffing, counted(agents, "agent"))?;
    writeln!(output, "{}", waits(&level.runs))?;
    writeln!(output, "conversations in hand, on average of an agent's hours")?;
    writeln!(output, "{}", by_name("agent", &level.runs, |run| &run.loads, 2))?;
    writeln!(output, "conversations answered by group, in %")?;
    writeln!(output, "{}", by_name("group", &level.runs, |run| &run.shares, 1))
}

fn waits(runs: &[Compared]) -> Table {
    let mut table = table([
        "strategy",
        "answered",
        "waiting",
        "message",
        "in 1 min",
        "median",
        "95 %",
        "longest",
        "load, least–most",
    ]);
    for run in runs {
        let waits = run.measures.waits();
        let soon = waits.iter().filter(|wait| wait.as_secs() < 60).count();
        let of = run.measures.outcomes.len().max(1) as f64;
        let least = run.loads.iter().map(|(_, load)| *load).fold(f64::INFINITY, f64::min);
        let most = run.loads.iter().map(|(_, load)| *load).fold(0.0, f64::max);
        table.add_row([
            run.name.clone(),
            waits.len().to_string(),
            run.measures.count(|outcome| *outcome == Outcome::Waiting).to_string(),
            run.measures.count(|outcome| *outcome == Outcome::Message).to_string(),
            format!("{:.1} %", soon as f64 * 100.0 / of),
            clock(percentile(&waits, 50)),
            clock(percentile(&waits, 95)),
            clock(percentile(&waits, 100)),
            format!("{:.2}–{most:.2}", least.min(most)),
        ]);
    }
    table
}

/// Prints a row for each name and a column for each strategy. Names without any value are omitted.
fn by_name(
    header: &str,
    runs: &[Compared],
    of: impl Fn(&Compared) -> &Named,
    decimals: usize,
) -> Table {
    let strategies = runs.iter().map(|run| run.name.clone());
    let mut table = table([header.to_owned()].into_iter().chain(strategies));
    for (row, (name, _)) in runs.first().map(&of).into_iter().flatten().enumerate() {
        let values: Vec<f64> = runs.iter().map(|run| of(run)[row].1).collect();
        if values.iter().any(|value| *value > 0.0) {
            let values = values.iter().map(|value| format!("{value:.decimals$}"));
            table.add_row([name.clone()].into_iter().chain(values));
        }
    }
    table
}

fn table<T: Into<comfy_table::Cell>>(header: impl IntoIterator<Item = T>) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_FULL_CONDENSED);
    table.set_header(header);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// Formats hours, minutes and seconds, or a dash if nobody was answered.
fn clock(time: Option<Duration>) -> String {
    let Some(time) = time else { return "–".to_owned() };
    let seconds = time.as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}
