//! Executes commands on a desk, and prints each event on a line.
//!
//! `cargo run --release --example desk -- WORKSPACE COMMANDS [--format lines|timeline]`
//!
//! The example reads a workspace (JSON or TOML by its extension) and a file with one command a line
//! in JSON (`-` is standard input). It prints each event as a line of JSON, or in words as a
//! timeline. A refusal is printed in place of the events. The exit status is 0, 1 if a line is
//! invalid, or 2 if the workspace is invalid or an argument cannot be read. `examples/data/desk`
//! has three scenarios.

use std::error::Error;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, ValueEnum};
use frontdesk::desk::{Command, CommandResult, Desk, Event, EventKind, Refusal, TimedCommand};
use frontdesk::{Draft, GroupId, Router, Source, Timestamp};
use serde::Serialize;

#[path = "support/lines.rs"]
#[allow(dead_code, reason = "other examples use the rest of it")]
mod lines;

use lines::{Lines, named, unreadable};

/// Executes commands on a desk and prints their events
#[derive(Parser)]
struct Arguments {
    /// Workspace, JSON or TOML by extension
    workspace: PathBuf,
    /// Commands, one JSON object a line; `-` is standard input
    commands: PathBuf,
    /// The output format
    #[arg(long, value_enum, default_value = "lines")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    /// One JSON object a line
    Lines,
    /// A timeline in words
    Timeline,
}

#[derive(Serialize)]
struct Refused<'a> {
    at: Timestamp,
    refused: Refusal,
    command: &'a Command,
}

fn main() -> ExitCode {
    // clap also exits with 2 for a wrong argument.
    let arguments = Arguments::parse();
    let (router, commands) =
        match (read_workspace(&arguments.workspace), Lines::open(&arguments.commands)) {
            (Ok(router), Ok(commands)) => (router, commands),
            (router, commands) => {
                let errors = [router.err(), commands.err()];
                errors.into_iter().flatten().for_each(|error| eprintln!("{error}"));
                return ExitCode::from(2);
            }
        };
    match run(router, commands, arguments.format) {
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

/// Executes all commands. Returns the number of invalid lines.
fn run(router: Router, mut commands: Lines, format: Format) -> Result<usize, Box<dyn Error>> {
    let mut desk = Desk::new(Arc::new(router));
    let mut output = BufWriter::new(io::stdout().lock());
    let (mut events, mut refusals, mut broken) = (0, 0, 0);
    while let Some((number, text)) = commands.next_line()? {
        let TimedCommand { at, command, .. } = match serde_json::from_slice(text) {
            Ok(command) => command,
            Err(error) => {
                broken += 1;
                eprintln!("{}", unreadable(number, &error));
                continue;
            }
        };
        let reply = loop {
            let answer = desk.handle(at, &command);
            events += answer.events.len();
            for event in &answer.events {
                match format {
                    Format::Lines => serde_json::to_writer(&mut output, event)?,
                    Format::Timeline => write!(output, "{}  {}", event.at, in_words(event))?,
                }
                output.write_all(b"\n")?;
            }
            // If very many events are due, one outcome holds only the first of them.
            if answer.result != CommandResult::MoreDue {
                break answer.result;
            }
        };
        if let CommandResult::Refused(refused) = reply {
            refusals += 1;
            match format {
                Format::Lines => {
                    let command = &command;
                    serde_json::to_writer(&mut output, &Refused { at, refused, command })?;
                }
                Format::Timeline => {
                    let command = serde_json::to_string(&command)?;
                    write!(output, "{at}  refused, for {refused}: {command}")?;
                }
            }
            output.write_all(b"\n")?;
        }
    }
    output.flush()?;
    eprint!("{events} events, {refusals} commands refused");
    match format {
        Format::Lines => eprintln!("; next: `--format timeline` tells it in words"),
        Format::Timeline => eprintln!("; next: `--format lines` is what a host keeps as its log"),
    }
    Ok(broken)
}

/// Writes one event in words.
fn in_words(event: &Event) -> String {
    use EventKind as E;
    let through = |group: &Option<GroupId>| match group {
        Some(group) => format!(" for {group}"),
        None => String::new(),
    };
    let by = |by: &Option<frontdesk::AgentId>| match by {
        Some(by) => format!(" by {by}"),
        None => String::new(),
    };
    match &event.kind {
        E::PresenceChanged { agent, status } => format!("{agent} is {status}"),
        E::Arrived { conversation, visitor, .. } => match &visitor.id {
            Some(id) => format!("{conversation}: {id} arrives"),
            None => format!("{conversation}: a visitor arrives"),
        },
        E::Routed { conversation, decision } => match (&decision.group, decision.source) {
            (Some(group), Some(Source::Default)) => format!("{conversation}: goes to {group}"),
            (Some(group), Some(source)) => format!("{conversation}: goes to {group} by {source}"),
            _ => format!("{conversation}: gets no group"),
        },
        E::Asked { conversation } => format!("{conversation}: the visitor is asked to pick"),
        E::Notified { conversation, group, agents } => {
            let agents: Vec<&str> = agents.iter().map(frontdesk::AgentId::as_str).collect();
            format!("{conversation}: {} told{}", agents.join(", "), through(group))
        }
        E::Offered { conversation, group, agent, until } => {
            format!("{conversation}: offered to {agent}{} until {until}", through(group))
        }
        E::OfferExpired { conversation, agent, .. } => {
            format!("{conversation}: {agent} has not answered")
        }
        E::Declined { conversation, agent, .. } => format!("{conversation}: {agent} declines"),
        E::Withdrawn { conversation, agent, .. } => {
            format!("{conversation}: taken back from {agent}")
        }
        E::Queued { conversation, group } => format!("{conversation}: waits{}", through(group)),
        E::MessageTaken { conversation, group } => {
            format!("{conversation}: a message is taken{}", through(group))
        }
        E::ServiceChanged { group, serving } => {
            let group = group.as_ref().map_or("everybody else", GroupId::as_str);
            match serving {
                Some(serving) => format!("whoever waits for {group} is served by {serving} again"),
                None => format!("service of {group} has changed"),
            }
        }
        E::Joined { conversation, agent, forced, .. } => {
            let forced = if *forced { ", beyond their limit" } else { "" };
            format!("{conversation}: {agent} joins{forced}")
        }
        E::Left { conversation, agent } => format!("{conversation}: {agent} leaves"),
        E::Invited { conversation, group, by: who } => {
            format!("{conversation}: {group} is invited{}", by(who))
        }
        E::Transferred { conversation, group, by: who } => {
            format!("{conversation}: handed over to {group}{}", by(who))
        }
        E::Escalated { conversation, group } => format!("{conversation}: {group} may serve, too"),
        E::Closed { conversation } => format!("{conversation}: is over"),
        E::WorkspaceReplaced { version, .. } => format!("workspace version {version} holds"),
        // Later versions of the crate may add kinds of events.
        _ => format!("{:?}", event.kind),
    }
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

fn read(file: &Path) -> Result<String, Box<dyn Error>> {
    let mut text = String::new();
    let mut source = File::open(file).map_err(|error| named(file, error))?;
    source.read_to_string(&mut text).map_err(|error| named(file, error))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}
