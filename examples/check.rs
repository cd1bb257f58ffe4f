//! Checks a workspace file: prints every error with its position and correction, then the findings
//! of the analysis, then statistics.
//!
//! `cargo run --release --example check -- WORKSPACE [--visitors FILE] [--format json]`
//!
//! The file is JSON, or TOML by its extension. An error is printed with its position, as compilers
//! do: `FILE:LINE:COLUMN: error: PATH: MESSAGE`. Assertions are tried on the visitors of `expect`,
//! on the recorded visitors of a file with one JSON object a line, and on visitors generated from
//! the rules. That is a search and not a proof. The exit status is 0 without findings, 1 with
//! findings, and 2 with errors. The output has colours on a terminal, unless `NO_COLOR` is set.

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use frontdesk::analysis::{Finding, Findings, analyze_with};
use frontdesk::error::{DocumentPath, PathSegment, Position};
use frontdesk::expect::{AssertionSearch, FailedAssertion};
use frontdesk::{Condition, Draft, Problem, Problems, Router, Visitor};
use serde::Serialize;
use toml::de::{DeTable, DeValue};

#[path = "support/lines.rs"]
#[allow(dead_code, reason = "other examples use the rest of it")]
mod lines;

/// Checks a workspace file: errors, findings and statistics
#[derive(Parser)]
struct Arguments {
    /// Workspace, JSON or TOML by extension
    workspace: PathBuf,
    /// Recorded visitors for whom assertions are tried, one JSON object a line; `-` is standard
    /// input
    #[arg(long, value_name = "FILE")]
    visitors: Option<PathBuf>,
    /// The output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Lines for people
    Text,
    /// One JSON object with `errors` and `findings`
    Json,
}

/// The result of a check.
#[derive(Default, Serialize)]
struct Outcome {
    errors: Vec<Mistake>,
    /// The number of further errors. The first 1,000 of a file are kept.
    #[serde(skip_serializing_if = "is_zero")]
    more_errors: usize,
    findings: Findings,
    /// The result of the search for counterexamples, if there are assertions.
    #[serde(skip_serializing_if = "Option::is_none")]
    assertions: Option<AssertionSearch>,
    #[serde(skip)]
    statistics: Option<String>,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// An error of the workspace with its position in the file.
#[derive(Serialize)]
struct Mistake {
    #[serde(flatten)]
    what: What,
    #[serde(flatten)]
    position: Option<Position>,
}

/// The JSON form of each variant has the keys of a problem.
#[derive(Serialize)]
#[serde(untagged)]
enum What {
    /// An error of a part of the workspace.
    Problem(Problem),
    /// An error of the syntax, so that the file is not a document.
    File { place: &'static str, kind: &'static str, message: String, suggestion: Option<String> },
}

impl Mistake {
    fn of_file(kind: &'static str, message: String, position: Option<Position>) -> Self {
        Self { what: What::File { place: "", kind, message, suggestion: None }, position }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            What::Problem(problem) => problem.fmt(f),
            What::File { message, .. } => f.write_str(message),
        }
    }
}

fn main() -> ExitCode {
    // clap also exits with 2 for a wrong argument.
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
        // The reader of the output has closed it.
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
    let failed = |mistake| Outcome { errors: vec![mistake], ..Outcome::default() };
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            return failed(Mistake::of_file("unreadable_file", error.to_string(), None));
        }
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let is_toml = file.extension().is_some_and(|extension| extension == "toml");
    let draft = match if is_toml { read_toml(text) } else { read_json(text) } {
        Ok(draft) => draft,
        Err(mistake) => return failed(mistake),
    };
    let statistics = Some(statistics(&draft));
    match draft.check() {
        Ok(workspace) => {
            let findings = analyze_with(&workspace, visitors);
            let has_assertions = !workspace.draft().assertions.is_empty();
            let search = || Router::new(workspace).try_assertions(visitors);
            let assertions = has_assertions.then(search);
            Outcome { findings, assertions, statistics, ..Outcome::default() }
        }
        Err(problems) => {
            let positions = if is_toml {
                positions_in_toml(&problems, text)
            } else {
                problems.positions_in_json(text)
            };
            let more_errors = problems.total() - problems.len();
            let located = problems.into_iter().zip(positions);
            let mistake = |(problem, position)| Mistake {
                what: What::Problem(problem),
                position: Some(position),
            };
            let errors = located.map(mistake).collect();
            Outcome { errors, more_errors, statistics, ..Outcome::default() }
        }
    }
}

/// Reads the draft, or returns the error of the syntax.
fn read_json(text: &str) -> Result<Draft, Mistake> {
    serde_json::from_str(text).map_err(|error| {
        // The column of this error counts bytes. The text of the error repeats the position.
        let line_start =
            text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let offset = usize::saturating_add(line_start, error.column().saturating_sub(1));
        let message = error.to_string();
        let message = message.rsplit_once(" at line ").map_or(&*message, |(text, _)| text);
        syntax(message, Some(Position::from_byte_offset(text, offset)))
    })
}

fn read_toml(text: &str) -> Result<Draft, Mistake> {
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let position = error.span().map(|span| Position::from_byte_offset(text, span.start));
        syntax(error.message(), position)
    })
}

/// Escapes a message, which may repeat parts of the file with control sequences of a terminal.
fn syntax(message: &str, position: Option<Position>) -> Mistake {
    let message = message.trim_end().replace(char::is_control, "\u{fffd}");
    Mistake::of_file("syntax", message, position)
}

/// Returns the position of each problem in a TOML text: the wrong key or value, or the table in
/// which a key is missing.
fn positions_in_toml(problems: &Problems, text: &str) -> Vec<Position> {
    let Ok(document) = DeTable::parse(text) else { return Vec::new() };
    let root = DeValue::Table(document.into_inner());
    let position = |problem: &Problem| {
        let offset = offset_in_toml(&root, problem.path(), problem.is_at_key());
        Position::from_byte_offset(text, offset)
    };
    problems.iter().map(position).collect()
}

fn offset_in_toml(root: &DeValue<'_>, place: &DocumentPath, is_key: bool) -> usize {
    let (mut value, mut offset) = (root, 0);
    for (n, step) in place.segments().iter().enumerate() {
        let is_last = n + 1 == place.segments().len();
        let found = match (value, step) {
            (DeValue::Table(table), PathSegment::Key(key)) => {
                let entry = table.iter().find(|(name, _)| name.get_ref() == &**key);
                entry.map(|(key, value)| {
                    if is_last && is_key { (key.span(), value) } else { (value.span(), value) }
                })
            }
            (DeValue::Array(items), PathSegment::Index(index)) => {
                items.get(*index).map(|item| (item.span(), item))
            }
            _ => None,
        };
        match found {
            Some((span, inner)) => (value, offset) = (inner.get_ref(), span.start),
            None => break,
        }
    }
    offset
}

fn print_json(outcome: &Outcome) -> io::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, outcome)?;
    writeln!(out)
}

fn print_text(file: &Path, outcome: &Outcome) -> io::Result<()> {
    let paint = Paint::for_stream(&io::stdout());
    let mut out = io::stdout().lock();
    for mistake in &outcome.errors {
        let mut place = file.display().to_string();
        if let Some(position) = mistake.position {
            place += &format!(":{position}");
        }
        writeln!(out, "{}: {}: {mistake}", paint.bold(&place), paint.red("error"))?;
    }
    if outcome.more_errors > 0 {
        writeln!(out, "… and {}", count(outcome.more_errors, "more error"))?;
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
    let errors = outcome.errors.len() + outcome.more_errors;
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
    /// The assertions that fail for recorded visitors only, which the analysis does not report.
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

/// Prints statistics of a draft, as far as it could be read.
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
        Condition::Predicate(predicate) => fields.push(predicate.field().to_string()),
    }
}

/// Formats the number of items of a kind, if there are any.
fn of_them(parts: &[(usize, &str)]) -> String {
    let parts = parts.iter().filter(|(number, _)| *number > 0);
    let parts: Vec<String> = parts.map(|(number, what)| format!("{number} {what}")).collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}

fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// Colours, if the output has them (https://no-color.org).
struct Paint(bool);

impl Paint {
    fn for_stream(stream: &impl IsTerminal) -> Self {
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
