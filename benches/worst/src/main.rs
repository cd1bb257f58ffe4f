//! Searches for the legal documents, visitors and commands that cost the most for their size, and
//! holds the worst ones that were found to their bounds.
//!
//! `cargo run --release -p frontdesk-worst` measures the recorded inputs again at three sizes;
//! `-- --minutes 60` searches for worse ones, `--record` keeps them in `worst.txt`.
//!
//! Costs are instructions, counted by callgrind, so the same input costs the same each time. An input
//! is built from a genome: a list of named numbers, which a search changes at random and keeps where
//! the cost for each byte, the growth of the cost or the memory for each byte gets worse. The command
//! builds inputs and decides; a second process, the worker, runs under callgrind and makes the calls.
//!
//! Three kinds are `open`, as something else bounds them: uses of regular expressions times the text that they
//! read (`Limit::RegexSteps`), conditions that get deeper and longer at once (`Limit::Depth`), and a desk
//! without any event, which looks at all schedules again with each command.
//!
//! Limits: valgrind must be installed, and run on this processor. Cost that is no instruction of this
//! process is not seen (waiting for memory, system calls). A call that lasts longer than its cap is
//! ended by the clock, and is recorded as the worst there is; whether one close to the cap is ended
//! may differ from run to run, everything else repeats for a seed.

mod arguments;
mod build;
mod counter;
mod genome;
mod growth;
mod input;
mod measure;
mod record;
mod replay;
mod search;
mod snapshot;
mod steps;
mod target;
mod worker;

use std::process::ExitCode;
use std::time::Duration;
use std::{env, fs};

use clap::Parser;

use crate::arguments::Arguments;
use crate::counter::{Counter, CountingMode};
use crate::genome::Genome;
use crate::growth::Growth;
use crate::record::Entry;
use crate::search::{Limits, Search};
use crate::target::{TARGETS, Target};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let ran = if arguments.worker {
        worker::work(arguments.cap * 1_000_000).map(|()| true).map_err(|error| error.to_string())
    } else {
        run(&arguments)
    };
    match ran {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all is well.
fn run(arguments: &Arguments) -> Result<bool, String> {
    let cap = arguments.cap * 1_000_000;
    let mut callgrind = Counter::new(CountingMode::Instructions, cap)?;
    if let Some(text) = &arguments.genome {
        return one(arguments, text, &mut callgrind).map(|()| true);
    }
    let known = record::read(&arguments.file)?;
    match arguments.minutes {
        Some(minutes) => search_all(arguments, minutes, known, &mut callgrind).map(|()| true),
        None => replay::replay(arguments, known, &mut callgrind),
    }
}

/// Measures one genome, or writes its input.
fn one(arguments: &Arguments, text: &str, callgrind: &mut Counter) -> Result<(), String> {
    let target = Target::named(&arguments.target)?;
    let genome = Genome::parse(text, &target.genes())?;
    if let Some(folder) = &arguments.write {
        let input = target.input(&genome, 1);
        return input.files().try_for_each(|(name, text)| {
            let file = folder.join(name);
            fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))
        });
    }
    let growth = Growth::measure_genome(callgrind, target, &genome)?;
    for count in &growth.counts {
        println!("{count:?}");
    }
    if let Some(ended) = &growth.ended {
        println!("{ended:?}");
    }
    println!("exponent {:?}", growth.exponent());
    Ok(())
}

fn search_all(
    arguments: &Arguments,
    minutes: f64,
    known: Vec<Entry>,
    callgrind: &mut Counter,
) -> Result<(), String> {
    let targets = TARGETS.iter().filter(|target| target.name.contains(&arguments.target));
    let targets: Vec<_> = targets.collect();
    let shares = targets.iter().map(|target| target.share).sum::<u32>();
    let own = env::current_exe().map_err(|error| error.to_string())?;
    let mut fast = Counter::new(counter::fastest(&own), arguments.cap * 1_000_000)?;
    let mut entries = known;
    for target in targets {
        let minutes = minutes * f64::from(target.share) / f64::from(shares);
        let limits = Limits {
            time: Duration::from_secs_f64(minutes * 60.0),
            bytes: arguments.bytes,
            candidates: arguments.candidates,
        };
        let starts = entries.iter().filter(|entry| std::ptr::eq(entry.target, target));
        let starts: Vec<_> = starts.map(|entry| entry.genome.clone()).collect();
        let search = Search::new(target, &mut fast, arguments.seed, limits);
        let found = search.run(&starts, |objective, candidate| {
            if candidate.growth.is_catastrophic() {
                let ended = &candidate.growth.ended;
                eprintln!("{} {} {ended:?}: {}", target.name, objective.name(), candidate.genome);
            }
        })?;
        println!("{}: {} candidates, {} not legal", target.name, found.tried, found.illegal);
        for (objective, candidate) in &found.worst {
            let estimate =
                Entry::new(target, *objective, candidate.genome.clone(), &candidate.growth);
            println!("  estimated {estimate}");
        }
        for (objective, candidate) in found.worst {
            let growth = Growth::measure_genome(callgrind, target, &candidate.genome)?;
            let entry = Entry::new(target, objective, candidate.genome, &growth);
            println!("  counted   {entry}");
            if let Some(ended) = &growth.ended {
                println!("    ended: {ended:?}");
            }
            entries.push(entry);
        }
        if arguments.record {
            entries = record::merge(entries);
            record::write(&arguments.file, &entries)?;
        }
    }
    Ok(())
}
