//! Compares a new workspace file with the current one on behalf of an actor: prints the changes, or
//! every reason to reject the edit.
//!
//! `cargo run --release --example change -- [OLD NEW] [--by AGENT] [--override NAME]...
//! [--visitors FILE] [--base FILE] [--format text|json]`
//!
//! Both files are JSON or TOML, by their extensions. The `version` of the new file names the
//! version it was taken from. Without `--by`, the host itself acts. Changes go to standard output,
//! and reasons for a rejection to standard error. With `--format json` both are one object on
//! standard output. Without files, the example runs on data that ships with the crate. The exit
//! status is 0, 1 if the edit is rejected, or 2 if the old workspace is invalid or a file cannot be
//! read.

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use frontdesk::edit::{AcceptedChange, Actor, Change, ChangeError, ChangeOptions, Violation};
use frontdesk::expect::{AssertionSearch, FailedExpectation};
use frontdesk::{AgentId, Draft, Workspace};
use serde::Serialize;

#[path = "support/lines.rs"]
#[allow(dead_code, reason = "other examples use the rest of it")]
mod lines;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data");

/// Compares a new workspace file with the current one: the changes, or every reason to reject them
#[derive(Parser)]
struct Arguments {
    /// The current workspace, JSON or TOML by extension [default: a shipped one]
    #[arg(requires = "new")]
    old: Option<PathBuf>,
    /// The new workspace, with the version of the current one [default: a shipped one]
    new: Option<PathBuf>,
    /// The agent who changes it [default: the host]
    #[arg(long, value_name = "AGENT")]
    by: Option<String>,
    /// An expectation or an assertion that may fail, by its name, id or path (`expect[3]`); may be
    /// repeated
    #[arg(long = "override", value_name = "NAME")]
    overrides: Vec<String>,
    /// Recorded visitors for whom assertions are tried, one JSON object a line
    #[arg(long, value_name = "FILE")]
    visitors: Option<PathBuf>,
    /// If `new` was taken from another version than the current one: that version, to report what
    /// both sides changed
    #[arg(long, value_name = "FILE")]
    base: Option<PathBuf>,
    /// The output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// One change a line; reasons for a rejection on standard error
    Text,
    /// One JSON object
    Json,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let shipped = |name: &str| Path::new(DATA).join(name);
    let old = arguments.old.clone().unwrap_or_else(|| shipped("products.json"));
    let new = arguments.new.clone().unwrap_or_else(|| shipped("products-next.toml"));

    let base = arguments.base.as_deref().map(read_workspace).transpose();
    let visitors = arguments.visitors.as_deref().map(lines::read_visitors).transpose();
    let (old, new, visitors) = match (read_workspace(&old), read_draft(&new), base, visitors) {
        (Ok(old), Ok(new), Ok(None), Ok(visitors)) => (old, new, visitors),
        (Ok(old), Ok(new), Ok(Some(base)), Ok(visitors)) => (old, new.based_on(&base), visitors),
        (old, new, base, visitors) => {
            let errors = [old.err(), new.err(), base.err(), visitors.err()];
            errors.into_iter().flatten().for_each(|error| eprintln!("{error}"));
            return ExitCode::from(2);
        }
    };
    let agent = arguments.by.as_deref().map(AgentId::from);
    let actor = agent.as_ref().map_or(Actor::Host, Actor::Agent);
    let (visitors, broken) = visitors.unwrap_or_default();
    let options = ChangeOptions::new().overrides(&arguments.overrides).visitors(&visitors);
    let result = old.change_with(actor, new, &options);

    if let Ok(changed) = &result {
        let cases = changed.overridden.iter().map(|case| &case.name);
        let assertions = changed.assertions.failed.iter().map(|failed| &failed.id);
        let overridden: Vec<&String> = cases.chain(assertions).collect();
        for name in &arguments.overrides {
            if !overridden.contains(&name) {
                eprintln!("no failing case or assertion is called `{name}`");
            }
        }
    }
    let written = match arguments.format {
        Format::Text => write_text(&old, &result),
        Format::Json => write_json(&result),
    };
    match written {
        // The reader of the output has closed it.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
        _ if result.is_ok() && broken == 0 => ExitCode::SUCCESS,
        _ => ExitCode::from(1),
    }
}

fn write_text(old: &Workspace, result: &Result<AcceptedChange, ChangeError>) -> io::Result<()> {
    let counted = |count: usize, noun: &str| match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    };
    match result {
        Ok(changed) => {
            let mut output = io::stdout().lock();
            changed.changes.iter().try_for_each(|change| writeln!(output, "{change}"))?;
            changed.overridden.iter().for_each(|case| eprintln!("overridden: {case}"));
            let AssertionSearch { failed, unfinished, untested, .. } = &changed.assertions;
            failed.iter().for_each(|failed| eprintln!("overridden: {failed}"));
            for id in unfinished {
                eprintln!(
                    "the assertion `{id}` was not tried on all visitors: the budget was spent"
                );
            }
            for id in untested {
                eprintln!("the assertion `{id}` fits no visitor that was tried");
            }
            let (before, after) = (old.version(), changed.workspace.version());
            match changed.changes.len() {
                0 => eprintln!("no changes, version {before} stays"),
                changes => {
                    eprintln!("{}, version {before} to {after}", counted(changes, "change"));
                    eprintln!(
                        "next: write `version = {after}` into the new file and keep it; the lines above \
                         are what an audit log keeps of it; `--format json` writes them as data"
                    );
                }
            }
        }
        Err(refused) => {
            eprintln!("{refused}");
            let reasons = counted(refused.len(), "reason");
            eprintln!("refused for {reasons}, version {} stays", old.version());
            hints(refused).iter().for_each(|hint| eprintln!("next: {hint}"));
        }
    }
    Ok(())
}

/// Returns the possible reactions to a rejection, each once.
fn hints(refused: &ChangeError) -> Vec<&'static str> {
    let mut hints = Vec::new();
    for objection in refused {
        let hint = match objection {
            Violation::Problem(_) | Violation::StillNamed { .. } | Violation::DefaultGroup(_) => {
                "mend the new file; `cargo run --example check -- NEW` shows all that is wrong with it"
            }
            Violation::VersionConflict(_) => {
                "apply the edit to the present version; with `--base FILE`, the version that the new \
                 file was taken from, it is listed what both changed"
            }
            Violation::UnknownActor(_) => "`--by` takes the id of an agent of the old workspace",
            Violation::MissingPermission { .. }
            | Violation::RoleBeyond { .. }
            | Violation::AgentBeyond { .. } => {
                "`--by` somebody who has the permission, or without `--by` as the host"
            }
            Violation::HostOnly { .. } => "leave out `--by`: the host changes the plan",
            Violation::Plan { .. } => {
                "delete as many as are added, or let the host change the plan"
            }
            Violation::LastAdmin { .. } => "give another agent the role `admin` in the same edit",
            Violation::Expectation(_) | Violation::Assertion(_) => {
                "mend the rules, or let it fail on purpose: `--override NAME`"
            }
            _ => continue,
        };
        if !hints.contains(&hint) {
            hints.push(hint);
        }
    }
    hints
}

/// The printed result of an edit.
#[derive(Serialize)]
#[serde(untagged)]
enum Line<'r> {
    Changed {
        version: u64,
        changes: &'r [Change],
        overridden: &'r [FailedExpectation],
        /// The result of the search for counterexamples, if there are assertions.
        #[serde(skip_serializing_if = "Option::is_none")]
        assertions: Option<&'r AssertionSearch>,
    },
    Refused {
        refused: &'r ChangeError,
    },
}

fn write_json(result: &Result<AcceptedChange, ChangeError>) -> io::Result<()> {
    let line = match result {
        Ok(AcceptedChange { workspace, changes, overridden, assertions, .. }) => Line::Changed {
            version: workspace.version(),
            changes,
            overridden,
            assertions: Some(assertions).filter(|search| **search != AssertionSearch::default()),
        },
        Err(refused) => Line::Refused { refused },
    };
    writeln!(io::stdout().lock(), "{}", serde_json::to_string(&line)?)
}

fn read_workspace(file: &Path) -> Result<Workspace, Box<dyn Error>> {
    let draft = read_draft(file)?;
    draft.check().map_err(|problems| {
        let text = problems.to_string();
        let lines = text.lines().map(|line| format!("{}: {line}", file.display()));
        lines.collect::<Vec<_>>().join("\n").into()
    })
}

fn read_draft(file: &Path) -> Result<Draft, Box<dyn Error>> {
    // The message may repeat lines of the file, which can contain control sequences of a terminal.
    let named = |error: &dyn std::fmt::Display| {
        let text = format!("{}: {error}", file.display());
        text.trim_end().replace(|c: char| c.is_control() && c != '\n', "\u{fffd}")
    };
    let text = fs::read_to_string(file).map_err(|error| named(&error))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if file.extension().is_some_and(|extension| extension == "toml") {
        Ok(toml::from_str(text).map_err(|error| named(&error))?)
    } else {
        Ok(serde_json::from_str(text).map_err(|error| named(&error))?)
    }
}
