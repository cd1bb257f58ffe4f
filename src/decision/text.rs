//! Decisions and explanations as texts for people.

use std::fmt;

use crate::decision::{
    Decision, DecisionRecord, Explanation, GroupState, MemberResult, MemberStep, ObservedField,
    ObservedValue, PickerChoiceStep, Rejection, ServingResult, ServingStep, SourceResult,
    SourceStep, TriggerResult, TriggerStep,
};
use crate::error::escape_within;
use crate::expectation::OutcomeKind;
use crate::selectable::RejectionReason;
use crate::settings::Source;
use crate::status::GroupStatus;

/// The most characters of a visitor's value that a text repeats.
const SHOWN: usize = 60;

impl fmt::Display for Decision<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_record().fmt(f)
    }
}

impl fmt::Display for DecisionRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.visitor_text(), self.route_text(self.notify.len()))
    }
}

impl DecisionRecord {
    /// Returns the text of the route, "goes to ...", without the visitor. `notified` is the number
    /// of agents who are notified; the record may list fewer.
    pub(crate) fn route_text(&self, notified: usize) -> impl fmt::Display {
        RouteText(self, notified)
    }

    /// Returns the visitor as texts refer to them.
    pub(crate) fn visitor_text(&self) -> impl fmt::Display {
        VisitorText(self)
    }
}

struct VisitorText<'d>(&'d DecisionRecord);

impl fmt::Display for VisitorText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.visitor {
            Some(visitor) => write!(f, "visitor `{}`", Cut(visitor)),
            None => f.write_str("a visitor"),
        }
    }
}

struct RouteText<'d>(&'d DecisionRecord, usize);

impl fmt::Display for RouteText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(decision, notified) = self;
        match (decision.outcome, &decision.group) {
            // Ids of a workspace have only printable characters, so they need no escaping. Texts of
            // visitors do.
            (OutcomeKind::Assigned, Some(group)) => write!(f, "goes to `{group}`")?,
            (OutcomeKind::Ask, _) => f.write_str("must pick a group first")?,
            _ => f.write_str("goes to no group")?,
        }
        match (decision.source, &decision.trigger) {
            (_, Some(trigger)) => write!(f, " by trigger `{trigger}`")?,
            (Some(source), None) => write!(f, " by {}", source_words(source))?,
            (None, None) => {}
        }
        if let Some(status) = decision.status {
            write!(f, ", which is {status}")?;
        }
        match &decision.serving {
            // Only a fallback is mentioned. That the chosen group answers is the normal case.
            Some(serving) if Some(serving) != decision.group.as_ref() => {
                write!(f, "; `{serving}` answers")?;
            }
            None if decision.outcome == OutcomeKind::Assigned => {
                f.write_str("; nobody answers, a message is taken")?;
            }
            _ => {}
        }
        if decision.outcome == OutcomeKind::Ask {
            return Ok(());
        }
        match (&decision.notify[..], notified) {
            ([], _) => f.write_str("; nobody is told"),
            // The record may list fewer agents than are notified, so the number decides.
            ([agent], 1) => write!(f, "; `{agent}` is told"),
            _ => write!(f, "; {notified} agents are told"),
        }
    }
}

impl fmt::Display for Rejection<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`: {}", source_words(self.source), Cut(self.group), self.reason)
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.decision)?;
        if !self.group_routing {
            f.write_str("\n  the plan has no group routing: no source is tried")?;
        }
        if self.at.is_none() {
            f.write_str("\n  the instant is not known: schedules are closed, leases have ended")?;
        }
        for step in &self.sources {
            write!(f, "\n  {step}")?;
            if step.source == Source::Trigger {
                for trigger in &self.triggers {
                    write!(f, "\n    {trigger}")?;
                }
                if self.not_diagnosed > 0 {
                    write!(
                        f,
                        "\n    the budget for the reasons of triggers was spent: {} of {} have none",
                        self.not_diagnosed,
                        self.triggers.len()
                    )?;
                }
            }
        }
        if !self.picker.groups.is_empty() {
            write!(f, "\n  the picker is required and offers {}", groups(self.picker.offered))?;
        }
        for step in &self.picker.groups {
            write!(f, "\n    {step}")?;
        }
        for step in &self.serving {
            write!(f, "\n  {step}")?;
        }
        for step in &self.members {
            write!(f, "\n    {step}")?;
        }
        Ok(())
    }
}

fn groups(count: usize) -> String {
    if count == 1 { "1 group".to_owned() } else { format!("{count} groups") }
}

fn source_words(source: Source) -> &'static str {
    match source {
        Source::Assignment => "assignment",
        Source::Selection => "the visitor's selection",
        Source::GroupCode => "the page's group code",
        Source::Trigger => "trigger",
        Source::Default => "the default group",
    }
}

impl fmt::Display for SourceStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.source {
            Source::Trigger => "triggers",
            other => source_words(other),
        })?;
        match (self.source, &self.named) {
            (_, None) => {}
            (Source::Trigger, Some(named)) => write!(f, ", to `{}`", Cut(named))?,
            (_, Some(named)) => write!(f, " `{}`", Cut(named))?,
        }
        match self.result {
            SourceResult::Won => f.write_str(": chosen"),
            SourceResult::Refused(reason) => {
                write!(f, ": refused, {reason}")?;
                match (&self.state, reason) {
                    // Other reasons do not depend on the state of the group.
                    (Some(state), RejectionReason::Unavailable) => write!(f, "; it is {state}"),
                    _ => Ok(()),
                }
            }
            SourceResult::Empty => f.write_str(match self.source {
                Source::Trigger => ": none fires",
                _ => ": none",
            }),
            SourceResult::NotTried => f.write_str(": not tried"),
            SourceResult::LeftOut => f.write_str(": left out of the precedence"),
        }
    }
}

impl fmt::Display for TriggerStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` ", self.trigger)?;
        match &self.result {
            TriggerResult::Fired => f.write_str("fires"),
            TriggerResult::Disabled => f.write_str("is disabled"),
            TriggerResult::TargetDisabled => f.write_str("leads to a disabled group"),
            TriggerResult::NotTrue { part, truth, seen, .. } => {
                write!(f, "does not fire: {} is {truth}", Cut(part))?;
                for (n, field) in seen.iter().enumerate() {
                    write!(f, "{}{field}", if n == 0 { ", with " } else { ", " })?;
                }
                Ok(())
            }
            // The reason was not searched for. A line after the triggers says so once.
            TriggerResult::NotDiagnosed => f.write_str("does not fire"),
        }
    }
}

impl fmt::Display for ObservedField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", Cut(&self.field), self.value)
    }
}

impl fmt::Display for ObservedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("not known"),
            Self::Text(text) => write!(f, "\"{}\"", Cut(text)),
            Self::Number(number) => write!(f, "{number}"),
            Self::Boolean(value) => write!(f, "{value}"),
            // A list may have thousands of items. Only the shown part of it is joined.
            Self::List(items) => write!(f, "[{}]", Cut(&join_start(items))),
            Self::State(word) => f.write_str(word),
            Self::LeftOut => f.write_str("…"),
        }
    }
}

/// Joins the first items of a list: as many characters as a text repeats, and one more that shows
/// that it was cut.
fn join_start(items: &[String]) -> String {
    let mut joined = String::new();
    let mut room = SHOWN + 1;
    for (n, item) in items.iter().enumerate() {
        let comma = if n == 0 { "" } else { ", " };
        for c in comma.chars().chain(item.chars()) {
            if room == 0 {
                return joined;
            }
            joined.push(c);
            room -= 1;
        }
    }
    joined
}

impl fmt::Display for GroupState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        match (&self.schedule, self.status) {
            (Some((schedule, _)), GroupStatus::Closed) => write!(f, " (schedule `{schedule}`)"),
            (_, GroupStatus::Offline) => write!(f, " (none of {} members online)", self.members),
            _ => write!(
                f,
                " ({} of {} members online, {} with room)",
                self.online, self.members, self.with_room
            ),
        }
    }
}

impl fmt::Display for ServingStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "group `{}` is {}: ", self.group, self.state)?;
        f.write_str(match self.result {
            ServingResult::Serves => "answers",
            ServingResult::Disabled => "disabled, so it cannot answer",
            ServingResult::CannotServe => "cannot answer",
            ServingResult::Overflows => "passes on to an available fallback",
            ServingResult::ServesBusy => "answers all the same, for no fallback is available",
            ServingResult::NotAvailable => "not available for overflow",
        })
    }
}

impl fmt::Display for PickerChoiceStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is ", self.group)?;
        match self.refused {
            None => write!(f, "offered, {}", self.state),
            Some(RejectionReason::Unavailable) => write!(f, "hidden, {}", self.state),
            Some(reason) => write!(f, "not offered: {reason}"),
        }
    }
}

impl fmt::Display for MemberStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is ", self.agent)?;
        match self.result {
            MemberResult::Eligible => f.write_str("eligible"),
            MemberResult::OtherLanguage => f.write_str("eligible, but others speak the language"),
            MemberResult::Automatic => f.write_str("automatic: never asked"),
            MemberResult::NotOnline(status) => write!(f, "{status}"),
            MemberResult::LeaseEnded => f.write_str("offline: the lease has ended"),
            MemberResult::Full { load, most } => write!(f, "full: {load} of {most} conversations"),
        }
    }
}

/// A value of a visitor for a log: cut, and with characters escaped that could hide or reorder
/// text.
pub(super) struct Cut<'t>(pub(super) &'t str);

impl fmt::Display for Cut<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&escape_within(self.0, SHOWN))
    }
}
