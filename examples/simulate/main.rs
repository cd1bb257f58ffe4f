//! A day at a support desk: how long visitors wait, by strategy and staffing.
//!
//! `cargo run --release --example simulate -- [WORKSPACE] [VISITORS] [--seed N] [--staffing 0.5,1,2]
//! [--strategies ranked,round_robin] [--day 2015-05-18] [--minutes 12] [--without GROUPS]
//! [--plot FILE]`
//!
//! Visitors arrive at the times of the traffic. Agents work in shifts, need some time to answer an
//! offer, and talk for some time. These times are random and seeded: equal arguments give equal
//! output, byte for byte. Every group gets each strategy in turn, and the workspace has as many
//! agents as the staffing level requires. The example prints tables and writes plots to a file. The
//! exit status is 0, 1 if a line is invalid, or 2 if the workspace is invalid, nobody arrives, or
//! an argument cannot be read.

mod chance;
mod day;
#[path = "../support/lines.rs"]
#[allow(dead_code, reason = "other examples use the rest of it")]
mod lines;
mod measures;
mod plot;
mod report;
mod run;
mod staff;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::fs;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use frontdesk::{Strategy, Timestamp};
use indicatif::{ProgressBar, ProgressStyle};

use day::Day;
use measures::{Measures, Named};
use run::People;
use staff::Staffing;

const CRATE: &str = env!("CARGO_MANIFEST_DIR");

/// The groups of the shipped workspace whose visitors do not talk: crawlers and feed readers.
const PROGRAMS: [&str; 2] = ["crawlers", "subscribers"];

const EACH: &str = "broadcast,ranked,least_busy,round_robin,weighted,longest_idle";

/// Simulates a day at a support desk, by strategy and staffing
#[derive(Parser)]
struct Arguments {
    /// Workspace, JSON or TOML by extension [default: the shipped one]
    workspace: Option<PathBuf>,
    /// Visitors, one JSON object a line; `-` is standard input [default: the shipped traffic]
    visitors: Option<PathBuf>,
    /// The seed of the random numbers
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The numbers of agents for each agent of the workspace
    #[arg(long, value_name = "LEVELS", value_delimiter = ',', default_value = "0.5,1,2")]
    staffing: Vec<Staffing>,
    /// The strategies to compare
    #[arg(long, value_enum, value_delimiter = ',', default_value = EACH)]
    strategies: Vec<Compare>,
    /// The day of the traffic, in UTC [default: the one with most visitors]
    #[arg(long, value_parser = read_day)]
    day: Option<Timestamp>,
    /// The mean duration of a conversation in minutes, from 1 to 1440
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u64).range(1..=1440))]
    minutes: u64,
    /// Groups whose visitors open no conversation [default: the programs, with the shipped
    /// workspace]
    #[arg(long, value_name = "GROUPS", value_delimiter = ',')]
    without: Option<Vec<String>>,
    /// The SVG file of the plots [default: target/simulate.svg beside the crate's manifest]
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Compare {
    Broadcast,
    Ranked,
    LeastBusy,
    RoundRobin,
    Weighted,
    LongestIdle,
}

impl From<Compare> for Strategy {
    fn from(compare: Compare) -> Self {
        match compare {
            Compare::Broadcast => Self::Broadcast,
            Compare::Ranked => Self::Ranked,
            Compare::LeastBusy => Self::LeastBusy,
            Compare::RoundRobin => Self::RoundRobin,
            Compare::Weighted => Self::Weighted,
            Compare::LongestIdle => Self::LongestIdle,
        }
    }
}

/// All runs of one staffing level.
struct Level {
    staffing: String,
    runs: Vec<Compared>,
}

/// A run with its measures.
struct Compared {
    name: String,
    measures: Measures,
    loads: Named,
    shares: Named,
}

fn main() -> ExitCode {
    // clap also exits with 2 for a wrong argument.
    match compare(&Arguments::parse()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        // The reader of the output has closed it.
        Err(error) if is_broken_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    error.downcast_ref::<io::Error>().map(io::Error::kind) == Some(io::ErrorKind::BrokenPipe)
}

fn shipped(name: &str) -> PathBuf {
    Path::new(CRATE).join("examples/data").join(name)
}

/// Runs all simulations. Returns the number of invalid lines.
fn compare(arguments: &Arguments) -> Result<usize, Box<dyn Error>> {
    let without = match (&arguments.without, &arguments.workspace) {
        (Some(groups), _) => groups.clone(),
        (None, None) => PROGRAMS.map(str::to_owned).to_vec(),
        (None, Some(_)) => Vec::new(),
    };
    let workspace = arguments.workspace.clone().unwrap_or_else(|| shipped("site.json"));
    let visitors = arguments.visitors.clone().unwrap_or_else(|| shipped("traffic.jsonl"));
    let day = Day::read(&workspace, &visitors, arguments.day, &without)?;

    let progress = ProgressBar::new((arguments.staffing.len() * arguments.strategies.len()) as u64);
    progress.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}")?);
    if !io::stderr().is_terminal() {
        progress.set_draw_target(indicatif::ProgressDrawTarget::hidden());
    }
    let mut levels = Vec::new();
    for staffing in &arguments.staffing {
        let mut runs = Vec::new();
        for compare in &arguments.strategies {
            let name = compare
                .to_possible_value()
                .map_or_else(String::new, |value| value.get_name().to_owned());
            progress.set_message(format!("staffing {staffing}, {name}"));
            runs.push(run_once(&day, *staffing, *compare, arguments, name)?);
            progress.inc(1);
        }
        levels.push(Level { staffing: staffing.to_string(), runs });
    }
    progress.finish_and_clear();

    let file = match &arguments.plot {
        Some(file) => file.clone(),
        None => {
            let folder = Path::new(CRATE).join("target");
            fs::create_dir_all(&folder)?;
            folder.join("simulate.svg")
        }
    };
    let plots = plot::draw(&levels);
    fs::write(&file, plots).map_err(|error| format!("{}: {error}", file.display()))?;
    let mut output = BufWriter::new(io::stdout().lock());
    report::write_day(&mut output, &day, arguments.minutes)?;
    levels.iter().try_for_each(|level| report::write(&mut output, level))?;
    output.flush()?;
    eprintln!("plots: {}", file.display());
    eprintln!(
        "next: `--staffing 0.75,1` for other numbers of agents, `--strategies` for fewer strategies, \
         `--seed 2` for other chances"
    );
    Ok(day.broken)
}

fn run_once(
    day: &Day,
    staffing: Staffing,
    strategy: Compare,
    arguments: &Arguments,
    name: String,
) -> Result<Compared, Box<dyn Error>> {
    let people = People {
        seed: arguments.seed,
        conversation: Duration::from_secs(60 * arguments.minutes),
        reaction: Duration::from_secs(10),
    };
    let mut measures = Measures::default();
    let desk = run::run(day, staffing, strategy.into(), people, |event| measures.note(event))?;
    measures.end(day.ends());
    let workspace = desk.router().workspace();
    let (loads, shares) = (measures.loads(workspace), measures.shares(workspace));
    Ok(Compared { name, measures, loads, shares })
}

fn read_day(text: &str) -> Result<Timestamp, String> {
    let midnight = format!("{text}T00:00:00Z").parse();
    midnight.map_err(|_| "a day is written as `2015-05-18`".to_owned())
}
