//! Counts the instructions of the hot paths under callgrind and holds them to a baseline, so that a
//! slower path is seen on the change that makes it. Counts repeat where times do not.
//!
//! `cargo run --release -p frontdesk-instructions` checks, `-- --refresh` writes the baseline anew.
//!
//! The command runs itself once under valgrind. There each path is prepared and tried while nothing
//! is counted, and then counted alone: [`count`] tells callgrind when. That needs no runner beside
//! valgrind, and the baseline is a table that a change shows line by line.

mod baseline;
mod bounds;
mod call;
mod paths;
mod ratios;
mod valgrind;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use frontdesk_instructions::count;

use crate::baseline::{Baseline, Verdict};
use crate::paths::PATHS;

/// Counts the instructions of the hot paths and holds them to a baseline
#[derive(Parser)]
struct Arguments {
    /// Write the baseline anew
    #[arg(long)]
    refresh: bool,
    /// The baseline
    #[arg(long, value_name = "FILE", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/baseline.txt"))]
    baseline: PathBuf,
    /// Only paths whose names contain this
    #[arg(long, value_name = "TEXT", default_value = "", conflicts_with = "refresh")]
    only: String,
    /// What the command runs under valgrind
    #[arg(long, hide = true)]
    counted: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let ran = if arguments.counted { run_paths(&arguments.only) } else { run(&arguments) };
    match ran {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run_paths(only: &str) -> Result<bool, String> {
    for path in PATHS.iter().filter(|path| path.name.contains(only)) {
        let mut call = (path.prepare)();
        // What is built on first use is built, then the same calls are counted.
        (0..path.calls).for_each(&mut call);
        count::counted(path.name, || (0..path.calls).for_each(&mut call))?;
    }
    Ok(true)
}

/// Whether all is well.
fn run(arguments: &Arguments) -> Result<bool, String> {
    if cfg!(debug_assertions) {
        return Err(
            "counts are of release builds: cargo run --release -p frontdesk-instructions".into()
        );
    }
    let totals = valgrind::count(&arguments.only)?;
    let counts = PATHS.iter().filter(|path| path.name.contains(&arguments.only)).map(|path| {
        let total =
            totals.get(path.name).ok_or_else(|| format!("{} was not counted", path.name))?;
        Ok((path.name.to_owned(), *total as f64 / path.calls as f64))
    });
    let counts = Baseline::new(environment(), counts.collect::<Result<_, String>>()?);
    let file = &arguments.baseline;
    if arguments.refresh {
        counts.write(file)?;
        print!("{counts}");
        return Ok(true);
    }
    let known = Baseline::read(file)?;
    let comparison = known.compare(&counts, &arguments.only);
    print!("{comparison}");
    let slower = ratios::slower_than_trying_each(&counts);
    slower.iter().for_each(|line| println!("{line}"));
    let mut lines = comparison.lines.iter();
    Ok(slower.is_empty()
        && lines.all(|line| !matches!(line.verdict, Verdict::Slower | Verdict::Other)))
}

/// What counts depend on beside the sources: the compiler and how it was told to build, and whether
/// searches of text may use wide registers.
fn environment() -> String {
    #[cfg(target_arch = "x86_64")]
    let wide = std::arch::is_x86_feature_detected!("avx2");
    #[cfg(not(target_arch = "x86_64"))]
    let wide = false;
    format!("{}{}", env!("COMPILER"), if wide { ", AVX2" } else { "" })
}
