//! The process that counts: it runs under callgrind or is built to count steps, is sent one input after the other, and answers
//! each with a line. Callgrind writes a file for each call, which the sender reads.

use std::collections::BTreeSet;
use std::io::{self, BufReader, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::input::Input;
use crate::measure::{Sizes, measure};
use crate::steps;
use crate::target::Target;

/// What it says after a first call of a kind, which is not the one that counts.
pub const WARM: &str = "warm";
/// What it says before a call, so that a slow preparation is not taken for a slow call.
pub const READY: &str = "ready";
pub const MEASURED: &str = "measured";
pub const ILLEGAL: &str = "illegal";
pub const PANICKED: &str = "panicked";

/// With a cap on the instructions of a call.
pub fn work(cap: u64) -> io::Result<()> {
    let mut from = BufReader::new(io::stdin());
    let mut warm = BTreeSet::new();
    while let Some((name, input)) = Input::read(&mut from)? {
        let target = Target::named(&name).map_err(io::Error::other)?;
        let cap = cap + target.call.allowed();
        let mut ready = || {
            say(READY);
            steps::allow(steps::most_steps(cap, true));
        };
        steps::allow(steps::most_steps(cap, false));
        if !warm.contains(target.name) {
            // What is built on first use is built. This call is counted as well, and nobody looks.
            let first = catch_unwind(AssertUnwindSafe(|| measure(target.call, &input, &mut ready)));
            if matches!(first, Ok(Ok(_))) {
                warm.insert(target.name);
            }
            say(WARM);
            steps::allow(steps::most_steps(cap, false));
        }
        let measured = catch_unwind(AssertUnwindSafe(|| measure(target.call, &input, &mut ready)));
        steps::allow(i64::MAX);
        match measured {
            Ok(Ok(Sizes { asked, held, allocated, steps })) => {
                say(&format!("{MEASURED} {asked} {held} {allocated} {steps}"));
            }
            Ok(Err(reason)) => say(&format!("{ILLEGAL} {reason}")),
            Err(_) => say(PANICKED),
        }
    }
    Ok(())
}

fn say(line: &str) {
    let mut to = io::stdout();
    // Who does not listen has gone, and this process ends with the next line that it reads.
    let _ = writeln!(to, "{line}").and_then(|()| to.flush());
}
