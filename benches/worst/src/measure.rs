//! Prepares a call, makes it, and says what it may cost in proportion to.

use std::hint::black_box;
use std::sync::Arc;

use frontdesk::analysis::analyze;
use frontdesk::desk::{Desk, Digest, Event, Snapshot, TimedCommand};
use frontdesk::edit::Actor;
use frontdesk::presence::PresenceRecord;
use frontdesk::{Draft, Presence, Router, Timestamp, Visitor, Workspace};
use frontdesk_instructions::count;
use serde_json::Value;

use crate::input::Input;
use crate::target::Call;
use crate::{snapshot, steps};

/// What a measured call may cost in proportion to, and what it took besides instructions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    /// The bytes to which the cost stands in proportion: of the input, or of what was said and
    /// answered.
    pub asked: usize,
    /// The most bytes of memory that the call held at once.
    pub held: u64,
    /// All that it allocated.
    pub allocated: u64,
    /// In a build that counts them.
    pub steps: u64,
}

/// Whether an input is legal is decided before the call: an error is no finding.
type Measured = Result<Sizes, String>;

fn said(error: impl ToString) -> String {
    error.to_string().lines().next().unwrap_or_default().chars().take(200).collect()
}

/// Makes one call between two requests to callgrind; `ready` is told before it.
struct Counter<'r> {
    ready: &'r mut dyn FnMut(),
}

impl Counter<'_> {
    /// What the call returns, and what it took: `asked` is for the caller to say.
    fn run<T>(&mut self, call: impl FnOnce() -> T) -> (T, Sizes) {
        (self.ready)();
        let mut returned = None;
        let mut steps = 0;
        let allocated = allocation_counter::measure(|| {
            count::section(c"call", || {
                let (value, taken) = steps::counted(|| black_box(call()));
                (returned, steps) = (Some(value), taken);
            });
        });
        let (held, allocated) = (allocated.bytes_max, allocated.bytes_total);
        // The closure has run: `section` calls it once.
        (returned.expect("a section runs"), Sizes { asked: 0, held, allocated, steps })
    }

    /// Of a call whose whole input is what it may cost in proportion to.
    fn in_proportion<T>(&mut self, input: &Input, call: impl FnOnce() -> T) -> Measured {
        let (_returned, sizes) = self.run(call);
        Ok(Sizes { asked: input.bytes(), ..sizes })
    }
}

/// Measures a call; `ready` is told when all is prepared.
pub fn measure(call: Call, input: &Input, ready: &mut dyn FnMut()) -> Measured {
    let counter = &mut Counter { ready };
    match call {
        Call::Route | Call::Picker | Call::Explain | Call::WhyNot | Call::ValidUntil => {
            measure_situation(call, input, counter)
        }
        Call::Compile => {
            let workspace = workspace(&input.document)?;
            counter.in_proportion(input, || Router::new(workspace))
        }
        Call::Analyze => {
            let workspace = workspace(&input.document)?;
            counter.in_proportion(input, || analyze(&workspace))
        }
        Call::Read => counter.in_proportion(input, || {
            let draft = serde_json::from_str::<Draft>(&input.document);
            let checked = draft.map(|draft| draft.check().map_err(|problems| problems.to_string()));
            checked.map_err(|error| error.to_string())
        }),
        Call::ReadVisitor => counter
            .in_proportion(input, || serde_json::from_str::<Visitor<'_>>(&input.visitor).is_ok()),
        Call::Write => {
            let workspace = workspace(&input.document)?;
            counter.in_proportion(input, || {
                (
                    serde_json::to_string(&workspace).map(|text| text.len()),
                    Digest::from_workspace(&workspace),
                )
            })
        }
        Call::Change => {
            let workspace = workspace(&input.document)?;
            let draft: Draft = serde_json::from_str(&input.other).map_err(said)?;
            counter.in_proportion(input, || workspace.change(Actor::Host, draft))
        }
        Call::Presence => measure_presence(input, counter),
        Call::DeskRun | Call::DeskLast | Call::DeskAsk | Call::DeskReplay | Call::DeskRestore => {
            measure_desk(call, input, counter)
        }
    }
}

fn workspace(document: &str) -> Result<Workspace, String> {
    serde_json::from_str::<Draft>(document).map_err(said)?.check().map_err(said)
}

fn presence(router: &Router, document: &str) -> Result<Presence, String> {
    if document.is_empty() {
        return Ok(Presence::everyone_online(router));
    }
    let record: PresenceRecord = serde_json::from_str(document).map_err(said)?;
    Ok(Presence::from_record(router, &record).0)
}

fn measure_situation(call: Call, input: &Input, counter: &mut Counter<'_>) -> Measured {
    let router = Router::new(workspace(&input.document)?);
    let presence = presence(&router, &input.presence)?;
    let visitor: Visitor<'_> = serde_json::from_str(&input.visitor).map_err(said)?;
    let situation = router.situation(&visitor, &presence);
    match call {
        Call::Route => counter.in_proportion(input, || {
            let decision = router.route(&visitor, &presence);
            (decision.candidates().count(), decision.rejected().count())
        }),
        Call::Picker => counter.in_proportion(input, || {
            let picker = situation.picker();
            (picker.question().is_some(), picker.choices().count())
        }),
        Call::Explain => counter.in_proportion(input, || {
            let explanation = situation.explain();
            serde_json::to_string(&explanation).map(|text| text.len())
        }),
        Call::ValidUntil => counter.in_proportion(input, || situation.valid_until()),
        _ => {
            let groups = router.workspace().groups();
            let chosen = situation.route().group().map(|group| &group.id);
            let other = groups.iter().rev().find(|group| Some(&group.id) != chosen);
            let other = other.ok_or("there is no other group")?;
            counter.in_proportion(input, || situation.why_not(&other.id))
        }
    }
}

fn measure_presence(input: &Input, counter: &mut Counter<'_>) -> Measured {
    let router = Router::new(workspace(&input.document)?);
    let text = if input.presence.is_empty() { "{}" } else { &input.presence };
    let now: Timestamp = "2026-11-22T10:30:00Z".parse().map_err(said)?;
    counter.in_proportion(input, || {
        let record: Option<PresenceRecord> = serde_json::from_str(text).ok();
        let record = record.unwrap_or_default();
        let mut presence = Presence::from_record(&router, &record).0;
        let lapsed = presence.expire_leases(now).len();
        presence.set_all(&record);
        (lapsed, presence)
    })
}

fn commands(text: &str) -> Result<Vec<TimedCommand>, String> {
    text.lines().map(|line| serde_json::from_str(line).map_err(said)).collect()
}

fn written(events: &[Event]) -> usize {
    serde_json::to_string(events).map_or(0, |text| text.len())
}

/// A tick that is a year late has so much to say that no cap would do: it is cut into answers (rule B1).
const MOST_EVENTS: usize = 1_000;

fn measure_desk(call: Call, input: &Input, counter: &mut Counter<'_>) -> Measured {
    let router = Arc::new(Router::new(workspace(&input.document)?));
    let commands = commands(&input.commands)?;
    let (last, before) = commands.split_last().ok_or("there is no command")?;
    let mut desk = Desk::new(Arc::clone(&router)).max_events(MOST_EVENTS);
    let mut events = Vec::new();
    if call == Call::DeskRun {
        let (events, sizes) = counter.run(|| run(&mut desk, &commands));
        return Ok(Sizes { asked: input.bytes() + written(&events), ..sizes });
    }
    if call == Call::DeskLast {
        run(&mut desk, before);
        let line = input.commands.lines().last().unwrap_or_default().len();
        let (answer, sizes) = counter.run(|| desk.decide(last.at, &last.command));
        return Ok(Sizes { asked: line + written(&answer.events), ..sizes });
    }
    events.extend(run(&mut desk, &commands));
    match call {
        Call::DeskAsk => counter.in_proportion(input, || ask(&desk)),
        Call::DeskReplay => {
            let mut fresh = Desk::new(router);
            let (_replayed, sizes) = counter.run(|| {
                fresh.replay(&events, |digest| {
                    (*digest == Digest::from_workspace(desk.router().workspace()))
                        .then(|| Arc::clone(desk.router()))
                })
            });
            Ok(Sizes { asked: input.bytes() + written(&events), ..sizes })
        }
        _ => {
            let router = Arc::clone(desk.router());
            let mut snapshot = serde_json::to_value(desk.snapshot()).map_err(said)?;
            snapshot::edit(&mut snapshot, &input.edits);
            restore(input, &snapshot, &router, last.at, counter)
        }
    }
}

fn run(desk: &mut Desk, commands: &[TimedCommand]) -> Vec<Event> {
    commands.iter().flat_map(|line| desk.handle(line.at, &line.command).events).collect()
}

/// All the questions that a host asks to draw its pages, each once.
fn ask(desk: &Desk) -> usize {
    let mut answered = usize::from(desk.next_deadline().is_some());
    answered += desk.conversations().count();
    answered += desk.waiting_for_anyone().count();
    let workspace = desk.router().workspace();
    answered +=
        workspace.groups().iter().map(|group| desk.waiting(&group.id).count()).sum::<usize>();
    for agent in workspace.agents() {
        answered += desk.workload(&agent.id).map_or(0, |work| work.offers.len());
    }
    answered
}

/// What is restored is used as well, as it may be believed and then cost more.
fn restore(
    input: &Input,
    snapshot: &Value,
    router: &Arc<Router>,
    last: Timestamp,
    counter: &mut Counter<'_>,
) -> Measured {
    let text = snapshot.to_string();
    let (events, sizes) = counter.run(|| {
        let snapshot = serde_json::from_str::<Snapshot>(&text).ok();
        let desk = snapshot.and_then(|snapshot| Desk::restore(&snapshot, Arc::clone(router)).ok());
        desk.map(|mut desk| {
            let tick = TimedCommand::new(last, frontdesk::desk::Command::tick());
            let agents = router.workspace().agents().iter().take(1);
            let online = agents.map(|agent| {
                let status = frontdesk::presence::AgentStatus::Online;
                TimedCommand::new(
                    last,
                    frontdesk::desk::Command::presence(agent.id.clone(), status),
                )
            });
            run(&mut desk, &std::iter::once(tick).chain(online).collect::<Vec<_>>())
        })
    });
    let events = events.map_or(0, |events| written(&events));
    Ok(Sizes { asked: input.document.len() + text.len() + events, ..sizes })
}
