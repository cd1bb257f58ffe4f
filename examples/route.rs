//! Routes visitors by a workspace: prints one decision a line, and a summary.
//!
//! `cargo run --release --example route -- [WORKSPACE] [VISITORS] [--presence FILE] [--explain]
//! [--without-values] [--why-not GROUP]... [--output FILE]`
//!
//! The example reads a workspace (JSON or TOML by its extension) and a file with one visitor a line
//! in JSON (`-` is standard input). Without arguments it runs on the data that ships with the
//! crate, in which visitors arrive by assignment, selection, group code and triggers. The summary
//! on standard error shows which sources chose groups, what was rejected and why, and which
//! triggers never fired. The exit status is 0, 1 if a line is invalid, or 2 if the workspace is
//! invalid or an argument cannot be read.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::error::Error;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use comfy_table::{Table, presets};
use frontdesk::decision::{DecisionRecord, RejectionReason};
use frontdesk::expect::OutcomeKind;
use frontdesk::explain::{Explanation, WhyNot};
use frontdesk::presence::PresenceRecord;
use frontdesk::visitor::Borrowed;
use frontdesk::{Draft, Presence, Router, Source, TriggerId, Visitor};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

#[path = "support/lines.rs"]
#[allow(dead_code, reason = "other examples use the rest of it")]
mod lines;

use lines::{Lines, named, unreadable};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data");

/// Routes visitors by a workspace: one decision a line, and a summary on standard error
#[derive(Parser)]
struct Arguments {
    /// Workspace, JSON or TOML by extension [default: the shipped one]
    workspace: Option<PathBuf>,
    /// Visitors, one JSON object a line; `-` is standard input [default: the shipped traffic]
    visitors: Option<PathBuf>,
    /// The presence, a JSON object by agent [default: nobody is online; the shipped presence with
    /// the shipped workspace]
    #[arg(long, value_name = "FILE")]
    presence: Option<PathBuf>,
    /// Add the key `explanation` to each line, and `why_not` if the visitor asked for a group and
    /// gets another one
    #[arg(long)]
    explain: bool,
    /// Remove the values of attributes, addresses and titles from explanations
    #[arg(long)]
    without_values: bool,
    /// Add the key `why_not` to each line, a list: what would send the visitor to this group; may
    /// be repeated
    #[arg(long, value_name = "GROUP")]
    why_not: Vec<String>,
    /// Write decisions to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    decision: DecisionRecord,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<Explanation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    why_not: Vec<WhyNot>,
}

impl Line {
    fn without_values(self) -> Self {
        Self {
            explanation: self.explanation.map(Explanation::without_values),
            why_not: self.why_not.into_iter().map(WhyNot::without_values).collect(),
            ..self
        }
    }
}

fn main() -> ExitCode {
    // clap also exits with 2 for a wrong argument.
    let arguments = Arguments::parse();
    let inputs = match Inputs::read(&arguments) {
        Ok(inputs) => inputs,
        Err(errors) => {
            errors.iter().for_each(|error| eprintln!("{error}"));
            return ExitCode::from(2);
        }
    };
    match run(inputs, &arguments) {
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
    let kind = error
        .downcast_ref::<io::Error>()
        .map(io::Error::kind)
        .or_else(|| error.downcast_ref::<serde_json::Error>()?.io_error_kind());
    kind == Some(io::ErrorKind::BrokenPipe)
}

/// Everything that is read before the first line is written.
struct Inputs {
    router: Router,
    presence: Presence,
    visitors: Lines,
    output: Box<dyn Write>,
}

impl Inputs {
    /// The workspace, or all of its problems.
    fn read(arguments: &Arguments) -> Result<Self, Vec<Box<dyn Error>>> {
        let shipped = |name: &str| Path::new(DATA).join(name);
        let workspace = arguments.workspace.clone().unwrap_or_else(|| shipped("site.json"));
        let presence = match (&arguments.presence, &arguments.workspace) {
            (Some(file), _) => Some(file.clone()),
            (None, None) => Some(shipped("site.presence.json")),
            (None, Some(_)) => None,
        };
        let visitors =
            arguments.visitors.clone().unwrap_or_else(|| shipped("traffic-choices.jsonl"));

        let router = read_workspace(&workspace);
        let groups = match &router {
            Ok(router) => unknown_groups(router, &arguments.why_not),
            Err(_) => Vec::new(),
        };
        let record = presence.as_deref().map_or(Ok(PresenceRecord::new()), read_presence);
        let visitors = Lines::open(&visitors);
        // The output file is created only if there is something to write.
        let output = match (&router, &record, &visitors, &groups[..]) {
            (Ok(_), Ok(_), Ok(_), []) => create(arguments.output.as_deref()),
            _ => Ok(Box::new(io::sink()) as Box<dyn Write>),
        };
        match (router, record, visitors, &groups[..], output) {
            (Ok(router), Ok(record), Ok(visitors), [], Ok(output)) => {
                let (presence, unknown) = Presence::from_record(&router, &record);
                unknown.iter().for_each(|agent| eprintln!("presence: {agent}"));
                Ok(Self { router, presence, visitors, output })
            }
            (router, record, visitors, _, output) => {
                let errors = [router.err(), record.err(), visitors.err(), output.err()];
                Err(errors.into_iter().flatten().chain(groups).collect())
            }
        }
    }
}

/// Routes all visitors. Returns the number of invalid lines.
fn run(inputs: Inputs, arguments: &Arguments) -> Result<usize, Box<dyn Error>> {
    let Inputs { router, presence, mut visitors, mut output } = inputs;
    let progress = ProgressBar::new(visitors.size);
    progress.set_style(ProgressStyle::with_template("{bar:40} {percent}% {per_sec} {msg}")?);
    if !io::stderr().is_terminal() {
        progress.set_draw_target(indicatif::ProgressDrawTarget::hidden());
    }

    let mut summary = Summary::default();
    let started = Instant::now();
    while let Some((number, text)) = visitors.next_line()? {
        match serde_json::from_slice::<Borrowed<Visitor>>(text) {
            Ok(Borrowed(visitor)) => {
                let situation = router.situation(&visitor, &presence);
                let decision = situation.route().to_record();
                summary.count(&decision);
                let named = arguments.why_not.iter().map(String::as_str);
                let in_vain = asked_in_vain(&decision).filter(|_| arguments.explain);
                let asked: BTreeSet<&str> = named.chain(in_vain).collect();
                let line = Line {
                    explanation: arguments.explain.then(|| situation.explain()),
                    why_not: asked.iter().filter_map(|id| situation.why_not(*id)).collect(),
                    decision,
                };
                let line = if arguments.without_values { line.without_values() } else { line };
                serde_json::to_writer(&mut output, &line)?;
                output.write_all(b"\n")?;
            }
            Err(error) => {
                summary.broken += 1;
                progress.suspend(|| eprintln!("{}", unreadable(number, &error)));
            }
        }
        progress.set_position(visitors.read);
    }
    output.flush()?;
    progress.finish_and_clear();
    summary.print(&router, started.elapsed().as_secs_f64());
    if !arguments.explain && arguments.why_not.is_empty() {
        eprintln!(
            "next: `--explain` adds to each decision why it came, `--why-not GROUP` what would send \
             the visitor to a group"
        );
    }
    Ok(summary.broken)
}

fn unknown_groups(router: &Router, ids: &[String]) -> Vec<Box<dyn Error>> {
    let unknown = ids.iter().filter(|id| router.workspace().group(id.as_str()).is_none());
    let error = |id: &String| format!("--why-not: there is no group `{}`", id.escape_debug());
    unknown.map(|id| error(id).into()).collect()
}

/// Returns the groups that the visitor asked for and does not get.
fn asked_in_vain(decision: &DecisionRecord) -> impl Iterator<Item = &str> {
    let ids = decision.rejected.iter().map(|step| step.group.as_str());
    ids.filter(|id| decision.group.as_ref().is_none_or(|group| group != id))
}

fn read_workspace(file: &Path) -> Result<Router, Box<dyn Error>> {
    let text = read(file)?;
    let draft: Draft = if file.extension().is_some_and(|extension| extension == "toml") {
        toml::from_str(&text).map_err(|error| named(file, error))?
    } else {
        serde_json::from_str(&text).map_err(|error| named(file, error))?
    };
    Ok(Router::new(draft.check()?))
}

fn read_presence(file: &Path) -> Result<PresenceRecord, Box<dyn Error>> {
    serde_json::from_str(&read(file)?).map_err(|error| named(file, error))
}

fn read(file: &Path) -> Result<String, Box<dyn Error>> {
    let mut text = String::new();
    let mut source = File::open(file).map_err(|error| named(file, error))?;
    source.read_to_string(&mut text).map_err(|error| named(file, error))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

fn create(file: Option<&Path>) -> Result<Box<dyn Write>, Box<dyn Error>> {
    Ok(match file {
        Some(file) => {
            Box::new(BufWriter::new(File::create(file).map_err(|error| named(file, error))?))
        }
        None => Box::new(BufWriter::new(io::stdout().lock())),
    })
}

/// The statistics of a run.
#[derive(Default)]
struct Summary {
    routed: usize,
    broken: usize,
    /// The number of visitors by the source that chose their group, or by the outcome if no source
    /// did.
    by_source: HashMap<Result<Source, OutcomeKind>, usize>,
    /// The rejected sources, by reason.
    refused: HashMap<(Source, RejectionReason), Refused>,
    /// The number of visitors by group, or by the outcome if they have no group.
    by_group: BTreeMap<(String, String), usize>,
    fired: HashSet<TriggerId>,
}

/// The rejections for one reason.
#[derive(Default)]
struct Refused {
    visitors: usize,
    /// One of the groups that were named.
    example: String,
}

impl Summary {
    fn count(&mut self, decision: &DecisionRecord) {
        self.routed += 1;
        *self.by_source.entry(decision.source.ok_or(decision.outcome)).or_default() += 1;
        for step in &decision.rejected {
            let refused = self.refused.entry((step.source, step.reason)).or_default();
            if refused.visitors == 0 {
                refused.example = shortened(&step.group);
            }
            refused.visitors += 1;
        }
        let group = match &decision.group {
            Some(group) => group.to_string(),
            None => format!("({})", decision.outcome),
        };
        let source = decision.source.map_or_else(String::new, |source| source.to_string());
        *self.by_group.entry((group, source)).or_default() += 1;
        self.fired.extend(decision.trigger.clone());
    }

    fn print(&self, router: &Router, seconds: f64) {
        // In the order in which sources are tried, including sources that chose no group.
        let precedence = router.workspace().draft().precedence.iter().copied();
        let mut sources = table(["chosen by", "visitors"]);
        for source in precedence.clone().chain([Source::Default]) {
            let visitors = self.by_source.get(&Ok(source)).copied().unwrap_or_default();
            sources.add_row([source.to_string(), visitors.to_string()]);
        }
        for outcome in [OutcomeKind::Ask, OutcomeKind::Unassigned] {
            if let Some(visitors) = self.by_source.get(&Err(outcome)) {
                sources.add_row([format!("({outcome})"), visitors.to_string()]);
            }
        }
        eprintln!("{sources}");
        if !self.refused.is_empty() {
            let mut refusals = table(["refused", "why", "visitors", "such as"]);
            for tried in precedence {
                let of_source = self.refused.iter().filter(|((source, _), _)| *source == tried);
                let mut rows: Vec<(usize, String, &str)> = of_source
                    .map(|((_, reason), refused)| {
                        (refused.visitors, reason.to_string(), refused.example.as_str())
                    })
                    .collect();
                // The most frequent reason first.
                rows.sort_by_key(|(visitors, reason, _)| (Reverse(*visitors), reason.clone()));
                for (visitors, reason, example) in rows {
                    let tried = tried.to_string();
                    refusals.add_row([&tried, &reason, &visitors.to_string(), example]);
                }
            }
            eprintln!("{refusals}");
        }
        let mut groups = table(["group", "chosen by", "visitors"]);
        for ((group, source), visitors) in &self.by_group {
            groups.add_row([group, source, &visitors.to_string()]);
        }
        eprintln!("{groups}");
        let triggers = router.workspace().triggers();
        let silent = triggers.iter().filter(|trigger| !self.fired.contains(&trigger.id));
        let silent: Vec<&str> = silent.map(|trigger| trigger.id.as_str()).collect();
        if !silent.is_empty() {
            eprintln!("triggers that never fired: {}", silent.join(", "));
        }
        if self.broken > 0 {
            eprintln!("lines that did not parse: {}", self.broken);
        }
        let rate = self.routed as f64 / seconds.max(1e-9);
        eprintln!("{} decisions in {seconds:.3} s, {rate:.0} a second", self.routed);
    }
}

/// Escapes the start of a text from a visitor, which can contain control sequences of a terminal.
fn shortened(group: &str) -> String {
    const CHARS: usize = 20;
    let start: String = group.chars().take(CHARS).collect();
    let rest = if start.len() < group.len() { "…" } else { "" };
    format!("{}{rest}", start.escape_debug())
}

fn table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_FULL_CONDENSED);
    table.set_header(header);
    table
}
