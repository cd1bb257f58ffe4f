//! Runs the worker: an input goes in, a count comes out. A worker that takes too long or ends is
//! replaced.

use std::fs;
use std::io::{BufRead, BufReader, BufWriter};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use std::{env, process, thread};

use crate::input::Input;
use crate::steps::{self, INSTRUCTIONS_OF_STEP, NO_STEPS_LEFT, PREPARATION};
use crate::target::Target;
use crate::worker::{ILLEGAL, MEASURED, PANICKED, READY, WARM};

/// What came of one call.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Counted(Count),
    /// The call was ended at the cap: it costs more than anything that may be.
    Capped,
    /// The process ended or the call panicked: always a fault.
    Crashed,
    /// No legal input, for a reason; or one whose preparation alone takes too long.
    Illegal(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Counted by callgrind, or estimated by steps.
    pub instructions: u64,
    /// What the cost stands in proportion to, in bytes.
    pub asked: usize,
    /// The most memory held at once, in bytes.
    pub held: u64,
    /// The whole input, in bytes.
    pub bytes: usize,
}

/// How a worker counts.
#[derive(Clone, Debug)]
pub enum CountingMode {
    /// Instructions, under callgrind.
    Instructions,
    /// Steps, by the build that counts them.
    Steps(PathBuf),
}

/// A worker, started when it is needed.
pub struct Counter {
    mode: CountingMode,
    folder: PathBuf,
    cap: u64,
    running: Option<Running>,
}

struct Running {
    child: Child,
    to: BufWriter<ChildStdin>,
    lines: Receiver<String>,
    /// Of the file that callgrind writes next.
    next_dump: usize,
}

/// In kilobytes of address space: a call that wants more ends the worker, not the machine.
const MOST_MEMORY: u32 = 6_000_000;
/// How many instructions callgrind counts in a second at least.
const SLOWEST: u64 = 20_000_000;
/// What callgrind needs for code that it has not seen before.
const TRANSLATION: Duration = Duration::from_secs(10);

impl Counter {
    /// With a cap on the instructions of each call, a rough one; what a call's budget allows comes on top.
    pub fn new(mode: CountingMode, cap: u64) -> Result<Self, String> {
        let kind =
            if matches!(mode, CountingMode::Instructions) { "instructions" } else { "steps" };
        let folder = env::temp_dir().join(format!("frontdesk-worst.{}.{kind}", process::id()));
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(Self { mode, folder, cap, running: None })
    }

    fn start(&mut self) -> Result<Running, String> {
        let own = env::current_exe().map_err(|error| error.to_string())?;
        let mut command = Command::new("sh");
        // The shell is replaced by what it starts, which so has the limit and the child's number.
        command.args(["-c", "ulimit -v \"$0\" && exec \"$@\"", &MOST_MEMORY.to_string()]);
        match &self.mode {
            CountingMode::Instructions => command
                .args(["valgrind", "--tool=callgrind", "--quiet", "--dump-line=no"])
                .arg(format!("--callgrind-out-file={}", self.folder.join("out").display()))
                .arg(own),
            CountingMode::Steps(build) => command.arg(build),
        };
        let mut child = command
            .args(["--worker", "--cap", &self.cap.div_ceil(1_000_000).to_string()])
            // What is in the environment moves the stack, and with it some counts.
            .env_clear()
            .envs(env::var_os("PATH").map(|path| ("PATH", path)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("the worker does not start: {error}"))?;
        let (to, from) = (child.stdin.take(), child.stdout.take());
        let to = BufWriter::new(to.ok_or("the worker has no input")?);
        let from = BufReader::new(from.ok_or("the worker has no output")?);
        let (sender, lines) = channel();
        thread::spawn(move || {
            for line in from.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Running { child, to, lines, next_dump: 1 })
    }

    /// Measures the call of a target on an input.
    pub fn measure(&mut self, target: &Target, input: &Input) -> Result<Outcome, String> {
        let mut running = match self.running.take() {
            Some(running) => running,
            None => self.start()?,
        };
        let mut is_ready = false;
        let outcome = match input.write(target.name, &mut running.to) {
            Ok(()) => self.listen(&mut running, target, input, &mut is_ready),
            Err(_) => Err(Outcome::Crashed),
        };
        match outcome {
            Ok(outcome) => {
                self.running = Some(running);
                Ok(outcome)
            }
            Err(outcome) => match (stop(running), outcome) {
                (Some(127), _) => Err("the worker does not start: is valgrind installed?".into()),
                (Some(NO_STEPS_LEFT), Outcome::Crashed) if is_ready => Ok(Outcome::Capped),
                (Some(NO_STEPS_LEFT), Outcome::Crashed) => Ok(too_long()),
                (_, outcome) => Ok(outcome),
            },
        }
    }

    /// An error where the worker is of no use any more.
    fn listen(
        &self,
        running: &mut Running,
        target: &Target,
        input: &Input,
        is_ready: &mut bool,
    ) -> Result<Outcome, Outcome> {
        let first = if running.next_dump < 5 { TRANSLATION } else { Duration::ZERO };
        let cap = self.cap + target.call.allowed();
        let call = Duration::from_secs(cap / SLOWEST).max(Duration::from_secs(1));
        let mut clock = Clock::new(running.child.id(), call * PREPARATION + first);
        loop {
            let line = match running.lines.recv_timeout(Duration::from_millis(200)) {
                Ok(line) => line,
                Err(RecvTimeoutError::Timeout) if !clock.is_over() => continue,
                Err(RecvTimeoutError::Timeout) if *is_ready => return Err(Outcome::Capped),
                Err(RecvTimeoutError::Timeout) => return Err(too_long()),
                Err(RecvTimeoutError::Disconnected) => return Err(Outcome::Crashed),
            };
            let (word, rest) = line.split_once(' ').unwrap_or((&line, ""));
            match word {
                WARM if *is_ready => {
                    *is_ready = false;
                    clock = Clock::new(running.child.id(), call * PREPARATION + first);
                    self.take_dump(running);
                }
                READY => {
                    *is_ready = true;
                    clock = Clock::new(running.child.id(), call + first);
                }
                MEASURED => {
                    let mut numbers = rest.split(' ').map(|word| word.parse().unwrap_or(0));
                    let mut next = || numbers.next().unwrap_or(0);
                    let (asked, held, allocated, steps) = (next() as usize, next(), next(), next());
                    let instructions = match self.mode {
                        CountingMode::Instructions => {
                            self.take_dump(running).ok_or(Outcome::Crashed)?
                        }
                        // Allocated memory is written, some bytes at once.
                        CountingMode::Steps(_) => steps * INSTRUCTIONS_OF_STEP + allocated / 8,
                    };
                    let bytes = input.bytes();
                    return Ok(Outcome::Counted(Count { instructions, asked, held, bytes }));
                }
                ILLEGAL => return Ok(Outcome::Illegal(rest.to_owned())),
                PANICKED => return Err(Outcome::Crashed),
                // Whatever else is printed is no answer.
                _ => {}
            }
        }
    }

    fn take_dump(&self, running: &mut Running) -> Option<u64> {
        let file = self.folder.join(format!("out.{}", running.next_dump));
        running.next_dump += 1;
        let dump = fs::read_to_string(&file).ok()?;
        // Nothing is lost with a file that cannot be removed.
        let _ = fs::remove_file(&file);
        total(&dump)
    }
}

fn too_long() -> Outcome {
    Outcome::Illegal("its preparation takes too long".into())
}

/// A time on the processor, so that it does not matter what else the machine does; by the clock on the
/// wall only where the former cannot be known.
struct Clock {
    process: u32,
    until: Duration,
    wall: Instant,
}

impl Clock {
    fn new(process: u32, time: Duration) -> Self {
        let until = used(process).unwrap_or_default() + time;
        Self { process, until, wall: Instant::now() + time * 4 }
    }

    fn is_over(&self) -> bool {
        used(self.process).map_or_else(|| Instant::now() > self.wall, |used| used > self.until)
    }
}

/// The time that a process has had on the processor, as Linux tells it: in hundredths of a second.
fn used(process: u32) -> Option<Duration> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // Behind the name, which may hold anything; `utime` and `stime` are the 14th and 15th.
    let (_, rest) = text.rsplit_once(')')?;
    let numbers = rest.split_whitespace().skip(11).take(2).map(|word| word.parse::<u64>().ok());
    Some(Duration::from_millis(numbers.sum::<Option<u64>>()? * 10))
}

/// The total of a dump stands in its head and at its end.
fn total(dump: &str) -> Option<u64> {
    let lines = dump.lines();
    let mut totals = lines.filter_map(|line| {
        line.strip_prefix("totals: ").or_else(|| line.strip_prefix("summary: "))
    });
    totals.next()?.trim().parse().ok()
}

/// Ends a worker, and says how it ended by itself.
fn stop(mut running: Running) -> Option<i32> {
    drop(running.to);
    // It may be ending just now: its output has ended already.
    let is_ending = running
        .lines
        .recv_timeout(Duration::ZERO)
        .is_err_and(|error| error == RecvTimeoutError::Disconnected);
    if !is_ending {
        // One that has ended already cannot be killed, and need not be.
        let _ = running.child.kill();
    }
    running.child.wait().ok()?.code()
}

impl Drop for Counter {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            stop(running);
        }
        // Nothing is lost with a folder that cannot be removed.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// How to count in a search: steps where they are known and `own` can be built so.
pub fn fastest(own: &std::path::Path) -> CountingMode {
    if !steps::IS_KNOWN {
        return CountingMode::Instructions;
    }
    match steps::build(own) {
        Ok(build) => CountingMode::Steps(build),
        Err(error) => {
            eprintln!("{error}; the search counts by callgrind, which is slower");
            CountingMode::Instructions
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_read() {
        assert_eq!(total("version: 1\nsummary: 345\n\nfn=a\n0 12\n\ntotals: 345\n"), Some(345));
        assert_eq!(total("version: 1\n\ntotals: 12\n"), Some(12));
        assert_eq!(total("version: 1\n"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_time_of_a_process_is_known() {
        assert!(used(process::id()).is_some_and(|used| used < Duration::from_secs(3_600)));
        assert_eq!(used(u32::MAX), None);
    }
}
