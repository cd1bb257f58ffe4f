//! The command line.

use std::path::PathBuf;

use clap::Parser;

/// Searches for the inputs that cost the most for their size, and holds known ones to their bounds
#[derive(Parser)]
pub struct Arguments {
    /// Search for so long, over all targets together; else the recorded inputs are measured again
    #[arg(long, value_name = "N")]
    pub minutes: Option<f64>,
    /// Try so many candidates of each target at most: such a search repeats
    #[arg(long, value_name = "N", default_value_t = usize::MAX)]
    pub candidates: usize,
    /// Of the random numbers of a search
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Only targets whose names contain this
    #[arg(long, value_name = "NAME", default_value = "")]
    pub target: String,
    /// The most bytes of an input in a search
    #[arg(long, value_name = "N", default_value_t = 16_384)]
    pub bytes: usize,
    /// Millions of instructions after which one call is ended, roughly
    #[arg(long, value_name = "N", default_value_t = 400)]
    pub cap: u64,
    /// Measure the recorded inputs, what the command does without a search
    #[arg(long, conflicts_with = "minutes")]
    pub replay: bool,
    /// Fail where a recorded input is beyond its bound; those that are known to be are not measured
    #[arg(long)]
    pub check: bool,
    /// Keep in the file what a search has found, or what a replay measures
    #[arg(long)]
    pub record: bool,
    /// The recorded inputs
    #[arg(long, value_name = "FILE", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/worst.txt"))]
    pub file: PathBuf,
    /// Write the input of a genome, `NAME=NUMBER …`, of the target of that name into this folder
    #[arg(long, value_name = "FOLDER", requires = "genome")]
    pub write: Option<PathBuf>,
    /// Measure this genome of the target of that name
    #[arg(long, value_name = "TEXT")]
    pub genome: Option<String>,
    /// The process that counts
    #[arg(long, hide = true)]
    pub worker: bool,
}
