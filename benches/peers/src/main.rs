//! Compares frontdesk with a plain ordered scan and with other rule engines, in one process.
//!
//! `cargo run --release -p frontdesk-peers -- --sizes 10,1000,100000 --engines scan,frontdesk
//! --csv FILE --plot FILE`
//!
//! Each engine compiles the same triggers, its answers are checked against the scan's, and then the
//! engines take turns. `warm` is an engine alone over the cycled visitors, a mean over a batch;
//! `cold` is a single decision with the other engines' in between. A median is over batches. Without
//! arguments: all engines at all sizes that they can bear.

mod compare;
mod engine;
mod figures;
mod measure;
mod memory;
mod named;
mod plot;
mod presence;
mod probe;
mod progress;
mod report;
mod runner;
mod target;
mod targets;
mod tenants;
mod threads;
mod urls;

use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum, value_parser};
use frontdesk_workloads::{hostile, url_rules, web_shop};

use crate::compare::Options;
use crate::engine::Kind;
use crate::figures::grouped;
use crate::measure::{CacheFlush, Cold};
use crate::progress::{Progress, machine};
use crate::report::Report;

/// Compares frontdesk with a plain scan and with other rule engines, in one process
#[derive(Parser)]
struct Arguments {
    /// What is measured, one after the other
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        value_name = "WORKLOAD,WORKLOAD",
        default_value = "url-rules"
    )]
    workload: Vec<Measurement>,
    /// Numbers of triggers; of workspaces (tenants), groups (named) or agents (presence)
    #[arg(long, value_delimiter = ',', value_name = "N,N", value_parser = value_parser!(u32).range(1..=10_000_000))]
    sizes: Vec<u32>,
    /// Engines, for the workloads of triggers [default: all that know the workload]
    #[arg(long, value_enum, value_delimiter = ',', value_name = "ENGINE,ENGINE")]
    engines: Vec<Kind>,
    /// Visitors to cycle through, in three parts
    #[arg(long, default_value_t = 3_000, value_name = "N", value_parser = value_parser!(u32).range(3..))]
    visitors: u32,
    /// Batches of each engine, interleaved
    #[arg(long, default_value_t = 15, value_name = "N", value_parser = value_parser!(u32).range(1..))]
    rounds: u32,
    /// What happens before a cold decision
    #[arg(long, value_enum, default_value_t = Cold::Turns)]
    cold: Cold,
    /// Write all figures
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Draw cost against size, as SVG
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Measurement {
    /// Rules on URLs as given, on fields of few values and on numbers
    UrlRules,
    /// Rules on parts of URLs, with unknown fields, expressions and states; scan and frontdesk
    WebShop,
    /// Ten sets that an index may fall for; scan and frontdesk
    Hostile,
    /// Many workspaces of 20 triggers, a random one each decision
    Tenants,
    /// Selection and group code among many groups
    Named,
    /// Parts of URLs that are canonical and that are not
    Urls,
    /// Beats, following a new router, a group's status, listing who is told
    Presence,
    /// One thread, and as many as there are cores, with one router
    Threads,
    /// All of these
    All,
}

fn main() -> ExitCode {
    match run(&Arguments::parse(), &mut io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    // The load is of before this command's own work.
    let machine = machine();
    let mut report = Report::default();
    let ran = arguments
        .workloads()
        .try_for_each(|measurement| measure(measurement, arguments, &mut report));
    // What was measured before something went wrong is worth a look, too.
    writeln!(out, "{machine}").and_then(|()| report.print(out))?;
    ran?;
    if let Some(file) = &arguments.csv {
        report.write_csv(file).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    if let Some(file) = &arguments.plot {
        plot::draw(&report, file).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(())
}

fn measure(
    measurement: Measurement,
    arguments: &Arguments,
    report: &mut Report,
) -> Result<(), String> {
    let rounds = arguments.rounds as usize;
    let mut flush = CacheFlush::alone(arguments.cold);
    let sizes = |otherwise: &[u32]| match arguments.sizes.as_slice() {
        [] => otherwise.to_vec(),
        given => given.to_vec(),
    };
    match measurement {
        Measurement::UrlRules | Measurement::WebShop => {
            let sizes = sizes(&[10, 100, 1_000, 10_000, 100_000, 1_000_000]);
            triggers(measurement, arguments, &sizes, report)
        }
        Measurement::Hostile => triggers(measurement, arguments, &sizes(&[100_000]), report),
        Measurement::Tenants => tenants::run(&sizes(&[100_000]), rounds, report),
        Measurement::Named => named::run(&sizes(&[10, 1_000, 100_000]), rounds, &mut flush, report),
        Measurement::Urls => urls::run(rounds, &mut flush, report),
        Measurement::Presence => presence::run(&sizes(&[100, 10_000]), rounds, &mut flush, report),
        Measurement::Threads => threads::run(&sizes(&[1_000]), rounds, report),
        Measurement::All => Ok(()),
    }
}

fn triggers(
    measurement: Measurement,
    arguments: &Arguments,
    sizes: &[u32],
    report: &mut Report,
) -> Result<(), String> {
    let mut engines = arguments.engines.clone();
    if engines.is_empty() {
        engines.extend(if measurement == Measurement::UrlRules {
            &Kind::ALL[..]
        } else {
            &Kind::ALL[..2]
        });
    }
    // Each once, the scan first.
    engines.sort_by_key(|kind| Kind::ALL.iter().position(|known| known == kind));
    engines.dedup();
    let sets = if measurement == Measurement::Hostile { hostile::SETS.len() } else { 1 };
    let progress = Progress::new((sizes.len() * sets * engines.len() * 2) as u64);
    let visitors = (arguments.visitors as usize).next_multiple_of(3);
    let rounds = arguments.rounds as usize;
    let mut options = Options { engines, rounds, cold: arguments.cold };
    report.note(&format!(
        "{} visitors; warm: {rounds} interleaved batches",
        grouped(visitors as f64)
    ));
    for &n in sizes {
        progress.say(&format!("drawing {n} triggers"));
        let mut at_size = |label: &str, workload| {
            compare::size(label, &workload, &mut options, report, &progress)
        };
        match measurement {
            Measurement::Hostile => {
                for set in &hostile::SETS {
                    at_size(&format!("{}/", set.name), set.workload(n, visitors))?;
                }
            }
            Measurement::WebShop => at_size("web-shop/", web_shop::workload(n, visitors))?,
            _ => at_size("", url_rules::workload(n, visitors))?,
        }
    }
    match measurement {
        Measurement::Hostile => {
            for (set, n) in hostile::SETS.iter().flat_map(|set| sizes.iter().map(move |n| (set, n)))
            {
                targets::add_hostile(&format!("{}/", set.name), *n as usize, report);
            }
        }
        Measurement::WebShop => targets::add_web_shop(report),
        _ => targets::add_url_rules(report),
    }
    progress.finish();
    Ok(())
}

impl Arguments {
    fn workloads(&self) -> impl Iterator<Item = Measurement> + '_ {
        let all = self.workload.contains(&Measurement::All);
        let measurement = if all { Measurement::value_variants() } else { &self.workload };
        measurement.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use std::{env, fs, process};

    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_size_is_at_least_one() {
        assert!(Arguments::try_parse_from(["peers", "--sizes", "10,0"]).is_err());
        assert!(Arguments::try_parse_from(["peers", "--engines", "scan,nothing"]).is_err());
    }

    #[test]
    fn a_small_run_writes_what_it_measured() {
        let file =
            |end: &str| env::temp_dir().join(format!("frontdesk-peers-{}{end}", process::id()));
        let (csv, plot) = (file("-run.csv"), file("-run.svg"));
        let measurement =
            "peers --sizes 5,10 --engines frontdesk,wirefilter --visitors 6 --rounds 1";
        let mut arguments = Arguments::try_parse_from(measurement.split(' ')).expect("known");
        (arguments.csv, arguments.plot) = (Some(csv.clone()), Some(plot.clone()));
        let mut out = Vec::new();
        run(&arguments, &mut out).expect("both agree with the scan");
        let out = String::from_utf8(out).expect("text");
        assert!(out.contains(" cores (") && out.contains("allocations a decision"), "{out}");
        let [csv, plot] = [csv, plot].map(|file| {
            let text = fs::read_to_string(&file).expect("it was written");
            fs::remove_file(&file).expect("it is there");
            text
        });
        let rows: Vec<Vec<&str>> =
            csv.lines().skip(1).map(|row| row.split(',').collect()).collect();
        let names: Vec<_> = rows.iter().map(|row| row[..3].join(" ")).collect();
        let expected =
            ["5 frontdesk warm", "5 frontdesk cold", "5 wirefilter warm", "5 wirefilter cold"];
        assert_eq!((names.len(), &names[..4]), (8, &expected.map(String::from)[..]));
        assert!(rows.iter().all(|row| row[3..].iter().all(|figure| figure.parse::<f64>().is_ok())));
        assert!(plot.starts_with("<svg") && plot.contains("wirefilter"), "{plot}");
    }

    #[test]
    fn all_is_each_workload() {
        let all =
            Arguments::try_parse_from(["peers", "--workload", "url-rules,all"]).expect("known");
        assert_eq!(all.workloads().count(), 9);
    }
}
