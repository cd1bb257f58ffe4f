//! Checks a workspace file: every error with its place and what would be right, then what is odd
//! about it, then what it is made of.
//!
//! `cargo run --release --example check -- WORKSPACE [--visitors FILE] [--format json]`
//!
//! Reads JSON, or TOML by extension. Assertions are tried on the cases of `expect`, on the recorded
//! visitors of a file, a JSON object a line, and on visitors made from the rules: that is a search, not
//! a proof. Exit status 0 if there is nothing to say, 1 for findings, 2 for errors. In colour on a
//! terminal, unless `NO_COLOR` is set.

use std::error::Error;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use frontdesk::{
    AssertionSearch, Condition, Draft, FailedAssertion, Finding, Findings, Problem, Router,
    Visitor, analyze,
};
use serde::Serialize;

#[path = "support/lines.rs"]
#[allow(dead_code, reason = "other examples use the rest of it")]
mod lines;

/// Checks a workspace file: errors, findings and statistics
#[derive(Parser)]
struct Arguments {
    /// Workspace, JSON or TOML by extension
    workspace: PathBuf,
    /// Recorded visitors on whom assertions are tried, a JSON object a line; `-` is standard input
    #[arg(long, value_name = "FILE")]
    visitors: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Lines for people
    Text,
    /// One object with `errors` and `findings`
    Json,
}

/// What came of a check.
#[derive(Default, Serialize)]
struct Outcome {
    errors: Vec<Mistake>,
    findings: Findings,
    /// What the search for counterexamples came to, where there are assertions.
    #[serde(skip_serializing_if = "Option::is_none")]
    assertions: Option<AssertionSearch>,
    #[serde(skip)]
    statistics: Option<String>,
}

/// Something that keeps the workspace from being routed on.
#[derive(Serialize)]
struct Mistake {
    /// Where in the document; empty where it is the whole of it.
    place: String,
    kind: &'static str,
    message: String,
    suggestion: Option<String>,
}

impl From<Problem> for Mistake {
    fn from(problem: Problem) -> Self {
        Self {
            place: problem.place().to_string(),
            kind: problem.kind().name(),
            message: problem.message(),
            suggestion: problem.suggestion().map(str::to_owned),
        }
    }
}

fn main() -> ExitCode {
    // A wrong argument exits with 2, too: clap does that.
    let arguments = Arguments::parse();
    let visitors = arguments.visitors.as_deref().map(lines::read_visitors).transpose();
    let (visitors, broken) = match visitors {
        Ok(visitors) => visitors.unwrap_or_default(),
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let outcome = check(&arguments.workspace, &visitors);
    let printed = match arguments.format {
        Format::Json => print_json(&outcome),
        Format::Text => print_text(&arguments.workspace, &outcome),
    };
    match printed {
        // Whoever read the output has had enough.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
        _ if !outcome.errors.is_empty() => ExitCode::from(2),
        _ if !outcome.findings.is_empty() || outcome.shown_by_visitors().count() > 0 => {
            ExitCode::from(1)
        }
        _ if broken > 0 => ExitCode::from(1),
        _ => ExitCode::SUCCESS,
    }
}

fn check(file: &Path, visitors: &[Visitor<'_>]) -> Outcome {
    let draft = match read(file) {
        Ok(draft) => draft,
        Err((kind, error)) => {
            // A reader repeats lines of the file, which may hold what a terminal obeys.
            let message = error.to_string().trim_end().to_owned();
            let message = message.replace(|c: char| c.is_control() && c != '\n', "\u{fffd}");
            let mistake = Mistake { place: String::new(), kind, message, suggestion: None };
            return Outcome { errors: vec![mistake], ..Outcome::default() };
        }
    };
    let statistics = Some(statistics(&draft));
    match draft.check() {
        Ok(workspace) => {
            let findings = analyze(&workspace);
            let has_assertions = !workspace.draft().assertions.is_empty();
            let search = || Router::new(workspace).try_assertions(visitors);
            let assertions = has_assertions.then(search);
            Outcome { errors: Vec::new(), findings, assertions, statistics }
        }
        Err(problems) => {
            let errors = problems.into_iter().map(Mistake::from).collect();
            Outcome { errors, statistics, ..Outcome::default() }
        }
    }
}

/// The draft, or a word for what is wrong with the file as a whole, and the reason.
fn read(file: &Path) -> Result<Draft, (&'static str, Box<dyn Error>)> {
    let text = std::fs::read_to_string(file).map_err(|error| ("unreadable_file", error.into()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if file.extension().is_some_and(|extension| extension == "toml") {
        toml::from_str(text).map_err(|error| ("syntax", error.into()))
    } else {
        serde_json::from_str(text).map_err(|error| ("syntax", error.into()))
    }
}

fn print_json(outcome: &Outcome) -> io::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, outcome)?;
    writeln!(out)
}

fn print_text(file: &Path, outcome: &Outcome) -> io::Result<()> {
    let paint = Paint::of(&io::stdout());
    let mut out = io::stdout().lock();
    for mistake in &outcome.errors {
        let place = match mistake.place.as_str() {
            "" => file.display().to_string(),
            place => place.to_owned(),
        };
        writeln!(out, "{} {}: {}", paint.red("error"), paint.bold(&place), mistake.message)?;
    }
    for finding in &outcome.findings {
        writeln!(out, "{} {}: {finding}", paint.yellow("finding"), paint.bold(finding.name()))?;
    }
    for failed in outcome.shown_by_visitors() {
        let name = paint.bold("failed_assertion");
        writeln!(out, "{} {name}: {failed}", paint.yellow("finding"))?;
    }
    if let Some(statistics) = &outcome.statistics {
        writeln!(out, "{statistics}")?;
    }
    if let Some(AssertionSearch { routed, unfinished, untested, .. }) = &outcome.assertions {
        writeln!(out, "assertions tried on {}: a search, no proof", count(*routed, "visitor"))?;
        for id in unfinished {
            writeln!(out, "the budget was spent before all visitors were tried on `{id}`")?;
        }
        for id in untested {
            writeln!(out, "no visitor that was tried fits the assertion `{id}`")?;
        }
    }
    let errors = outcome.errors.len();
    let findings = outcome.findings.len() + outcome.shown_by_visitors().count();
    let verdict = match (errors, findings) {
        (0, 0) => paint.green("no errors, no findings"),
        (0, _) => paint.yellow(&format!("no errors, {}", count(findings, "finding"))),
        _ => paint.red(&format!(
            "{}; findings are looked for once there are none",
            count(errors, "error")
        )),
    };
    writeln!(out, "{verdict}")?;
    let file = file.display();
    match (errors, findings) {
        (0, 0) => writeln!(
            out,
            "next: `cargo run --release --example route -- {file} VISITORS` routes visitors by it"
        ),
        (0, _) => writeln!(
            out,
            "next: where a finding is not meant, mend a copy of the file; `cargo run --example change -- \
             {file} COPY` shows what that changes"
        ),
        _ => writeln!(out, "next: mend the errors and check again"),
    }
}

impl Outcome {
    /// The assertions that fail on recorded visitors only, so that the analysis has not found them.
    fn shown_by_visitors(&self) -> impl Iterator<Item = &FailedAssertion> {
        let found = |failed: &&FailedAssertion| {
            self.findings.iter().any(|finding| match finding {
                Finding::FailedAssertion(found) => found.id == failed.id,
                _ => false,
            })
        };
        let failed = self.assertions.iter().flat_map(|search| &search.failed);
        failed.filter(move |failed| !found(failed))
    }
}

/// What a draft is made of, as far as it could be read.
fn statistics(draft: &Draft) -> String {
    let private = draft.groups.iter().filter(|group| group.private).count();
    let groups_off = draft.groups.iter().filter(|group| !group.enabled).count();
    let triggers_off = draft.triggers.iter().filter(|trigger| !trigger.enabled).count();
    let mut fields = Vec::new();
    for when in draft.triggers.iter().filter_map(|trigger| trigger.when.as_ref()) {
        collect_fields(when, &mut fields);
    }
    let tests = fields.len();
    fields.sort();
    fields.dedup();
    [
        format!("version {}", draft.version),
        count(draft.agents.len(), "agent"),
        count(draft.groups.len(), "group")
            + &of_them(&[(private, "private"), (groups_off, "disabled")]),
        count(draft.triggers.len(), "trigger") + &of_them(&[(triggers_off, "disabled")]),
        format!("{} of {}", count(tests, "test"), count(fields.len(), "field")),
        count(draft.schedules.len(), "schedule"),
        count(draft.expect.len(), "case"),
        count(draft.assertions.len(), "assertion"),
    ]
    .join(", ")
}

fn collect_fields(condition: &Condition, fields: &mut Vec<String>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| collect_fields(part, fields));
        }
        Condition::Not(part) => collect_fields(part, fields),
        Condition::Leaf(leaf) => fields.push(leaf.field().to_string()),
    }
}

/// How many of some things are what, where any are.
fn of_them(parts: &[(usize, &str)]) -> String {
    let parts = parts.iter().filter(|(number, _)| *number > 0);
    let parts: Vec<String> = parts.map(|(number, what)| format!("{number} {what}")).collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}

fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// Colours, where they are wanted (https://no-color.org).
struct Paint(bool);

impl Paint {
    fn of(stream: &impl IsTerminal) -> Self {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
        Self(stream.is_terminal() && !is_set("NO_COLOR") && !is_dumb)
    }

    fn with(&self, code: &str, text: &str) -> String {
        if self.0 { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn bold(&self, text: &str) -> String {
        self.with("1", text)
    }

    fn red(&self, text: &str) -> String {
        self.with("1;31", text)
    }

    fn yellow(&self, text: &str) -> String {
        self.with("1;33", text)
    }

    fn green(&self, text: &str) -> String {
        self.with("1;32", text)
    }
}
