//! The oracle: a second answer to every question, written from the rules, slow and obvious.
//!
//! It reads a workspace, a visitor and a presence through their public parts, and shares no
//! evaluation with the crate: it parses URLs, zones, tags and expressions by itself, keeps nothing
//! from one question to the next and scans every list. Numbers such as R5 name rules of
//! `RULES.md`.

mod condition;
mod field;
mod language;
mod schedule;
mod status;

use frontdesk::{Field, Group, Source, Trigger, Visitor, Workspace};
use frontdesk::decision::RejectionReason;
use frontdesk::presence::{GroupStatus, PresenceRecord};
use frontdesk::settings::PickerMode;
use serde_json::{Value, json};

pub(crate) use field::bucket;
pub(crate) use schedule::{edges, is_open};

/// One question: a visitor of a workspace, and who is present.
#[derive(Clone, Copy)]
pub(crate) struct Oracle<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) visitor: &'a Visitor<'a>,
    pub(crate) presence: &'a PresenceRecord,
}

/// What a source says.
enum Answer<'a> {
    /// It names no group.
    Nothing,
    /// It names a group that the visitor cannot have.
    Refused(&'a str, RejectionReason),
    /// It yields a group, by this trigger where one fired.
    Yields(&'a Group, Option<&'a Trigger>),
}

impl<'a> Oracle<'a> {
    /// The decision, with the keys of `DecisionRecord`.
    pub(crate) fn decision(&self) -> Value {
        // R11
        if !self.workspace.draft().plan.group_routing {
            return self.unassigned(Vec::new());
        }
        // R1, R10
        let mut rejected = Vec::new();
        for source in &self.workspace.draft().precedence {
            match self.ask(*source) {
                Answer::Nothing => {}
                Answer::Refused(named, reason) => rejected.push(json!({
                    "source": source,
                    "group": named.chars().take(64).collect::<String>(),
                    "reason": reason,
                })),
                Answer::Yields(group, trigger) => {
                    return self.assigned(group, *source, trigger, rejected);
                }
            }
        }
        // R7
        let must_pick = self.workspace.draft().picker.mode == PickerMode::Required;
        if must_pick && !self.offered().is_empty() {
            return self.must_ask(rejected);
        }
        // R8
        if let Some(id) = &self.workspace.draft().default_group {
            let group = self.group(id.as_str()).expect("a checked default group exists");
            return self.assigned(group, Source::Default, None, rejected);
        }
        self.unassigned(rejected)
    }

    fn ask(&self, source: Source) -> Answer<'a> {
        match source {
            Source::Trigger => match self.first_trigger() {
                Some((trigger, group)) => Answer::Yields(group, Some(trigger)),
                None => Answer::Nothing,
            },
            Source::Assignment => self.ask_code(self.visitor.assignment.as_deref(), source),
            Source::Selection => self.ask_code(self.visitor.selection.as_deref(), source),
            Source::GroupCode => self.ask_code(self.visitor.group_code.as_deref(), source),
            Source::Default => unreachable!("a checked precedence does not name it"),
        }
    }

    /// R2, R3, R4
    fn ask_code(&self, code: Option<&'a str>, source: Source) -> Answer<'a> {
        let Some(code) = code.filter(|code| !code.is_empty()) else {
            return Answer::Nothing;
        };
        let Some(group) = self.group(code) else {
            return Answer::Refused(code, RejectionReason::Unknown);
        };
        let refusal = if source == Source::Selection {
            self.refusal(group)
        } else {
            (!group.enabled).then_some(RejectionReason::Disabled)
        };
        match refusal {
            Some(reason) => Answer::Refused(code, reason),
            None => Answer::Yields(group, None),
        }
    }

    /// R5
    fn first_trigger(&self) -> Option<(&'a Trigger, &'a Group)> {
        self.workspace.triggers().iter().find_map(|trigger| {
            let group = self.group(trigger.assign_to.as_str()).expect("a checked target exists");
            let fires = trigger.enabled && group.enabled && self.fires(trigger);
            fires.then_some((trigger, group))
        })
    }

    /// Whether a trigger's condition is true; C2: unknown is not true.
    pub(crate) fn fires(&self, trigger: &Trigger) -> bool {
        trigger.when.as_ref().is_none_or(|when| self.truth(when) == Some(true))
    }

    /// Why the picker does not offer a group, the first that applies (R3, R6).
    fn refusal(&self, group: &Group) -> Option<RejectionReason> {
        let picker = &self.workspace.draft().picker;
        let serves = matches!(self.standing(group), GroupStatus::Available | GroupStatus::Busy);
        if !group.enabled {
            Some(RejectionReason::Disabled)
        } else if group.private {
            Some(RejectionReason::Private)
        } else if picker.mode == PickerMode::Off {
            Some(RejectionReason::PickerOff)
        } else if picker.hide_unavailable && !serves {
            Some(RejectionReason::Unavailable)
        } else {
            None
        }
    }

    /// R6, R11
    fn offered(&self) -> Vec<&'a Group> {
        let groups = self.workspace.groups().iter();
        let routes = self.workspace.draft().plan.group_routing;
        groups.filter(|group| routes && self.refusal(group).is_none()).collect()
    }

    /// The groups offered, as the picker lists them (R6).
    pub(crate) fn choices(&self) -> Value {
        let choice = |group: &Group| {
            json!({
                "group": group.id,
                "name": self.look_up(&group.name),
                "status": self.standing(group),
            })
        };
        self.offered().into_iter().map(choice).collect()
    }

    /// R6: there is no question where there is nothing to choose.
    pub(crate) fn question(&self) -> Option<String> {
        let question = self.workspace.draft().picker.question.as_ref()?;
        (self.offered().len() >= 2).then(|| self.look_up(question))
    }

    fn assigned(
        &self,
        group: &Group,
        source: Source,
        trigger: Option<&Trigger>,
        rejected: Vec<Value>,
    ) -> Value {
        let serving = self.serving(group);
        let told = serving.map(|group| self.told(group)).unwrap_or_default();
        let assignee = serving.and_then(|group| self.assignee(group));
        json!({
            "visitor": self.visitor_id(),
            "outcome": "assigned",
            "group": group.id,
            "source": source,
            "trigger": trigger.map(|trigger| &trigger.id),
            "status": self.standing(group),
            "serving": serving.map(|group| &group.id),
            "notify": assignee.map_or(told, |agent| vec![agent]),
            "assignee": assignee,
            "rejected": rejected,
            "question": null,
            "choices": null,
        })
    }

    fn must_ask(&self, rejected: Vec<Value>) -> Value {
        let mut decision = self.nobody("ask", rejected);
        decision["question"] = json!(self.question());
        decision["choices"] = self.choices();
        decision
    }

    /// R9
    fn unassigned(&self, rejected: Vec<Value>) -> Value {
        let mut decision = self.nobody("unassigned", rejected);
        let agents = self.workspace.agents().iter();
        decision["notify"] =
            agents.filter(|agent| self.is_eligible(agent)).map(|agent| json!(agent.id)).collect();
        decision
    }

    fn nobody(&self, outcome: &str, rejected: Vec<Value>) -> Value {
        json!({
            "visitor": self.visitor_id(),
            "outcome": outcome,
            "group": null,
            "source": null,
            "trigger": null,
            "status": null,
            "serving": null,
            "notify": [],
            "assignee": null,
            "rejected": rejected,
            "question": null,
            "choices": null,
        })
    }

    fn visitor_id(&self) -> Option<&'a str> {
        field::known_id(self.visitor)
    }

    fn look_up(&self, text: &frontdesk::LocalizedText) -> String {
        let visitor = match self.see(&Field::Language) {
            Some(field::Seen::Text(tag)) => Some(tag),
            _ => None,
        };
        let default = self.workspace.draft().languages.first().expect("checked: not empty");
        language::look_up(text, visitor.as_deref(), default.as_str())
    }

    pub(crate) fn group(&self, id: &str) -> Option<&'a Group> {
        self.workspace.groups().iter().find(|group| group.id.as_str() == id)
    }
}
