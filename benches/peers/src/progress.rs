//! What is told besides figures: the machine, and how far the command is.

use std::io::{self, IsTerminal};
use std::{fs, thread};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The machine's cores and load, for above the table.
pub fn machine() -> String {
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let read = |file| fs::read_to_string(file).unwrap_or_default();
    let info = read("/proc/cpuinfo");
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("processor unknown", |(_, model)| model);
    let load = read("/proc/loadavg");
    let load: Vec<&str> = load.split_whitespace().take(3).collect();
    let load = if load.is_empty() { "not known".into() } else { load.join(" ") };
    format!("{cores} cores ({model}), load {load}")
}

/// A bar on a terminal, nothing elsewhere. It is drawn between measurements only.
pub struct Progress(ProgressBar);

impl Progress {
    pub fn new(steps: u64) -> Self {
        let bar = ProgressBar::new(steps);
        if !io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {elapsed_precise} {msg}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    pub fn say(&self, what: &str) {
        self.0.set_message(what.to_owned());
        self.0.tick();
    }

    /// Draws it anew, for the time that has passed.
    pub fn tick(&self) {
        self.0.tick();
    }

    pub fn step(&self) {
        self.0.inc(1);
    }

    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}
