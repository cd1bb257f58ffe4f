//! Explanations: the path to a decision, as data (rules [X1](crate::_rules#x1),
//! [X3](crate::_rules#x3), [X5](crate::_rules#x5)).

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::condition::Truth;
use crate::decision::DecisionRecord;
use crate::id::{AgentId, GroupId, ScheduleId, TriggerId};
use crate::selectable::RejectionReason;
use crate::settings::{PickerMode, Source};
use crate::status::{AgentStatus, GroupStatus};
use crate::time::Timestamp;
use crate::visitor::{FieldValue, known_item};

/// A decision and the path to it: each source, each trigger that was considered, the picker, the
/// group's status, each fallback step and each member. The fields are the API. `Display` is a text
/// for people.
///
/// The same traversal produces the decision and its explanation, so they cannot disagree. An
/// explanation is sufficient ([rule X4](crate::_rules#x4)): a workspace reduced to the groups,
/// triggers and conditions that it names makes the same decision for the visitor.
///
/// An explanation takes time and memory proportional to the size of the workspace plus the size of
/// the visitor. Each value that conditions read is held once, in [`fields`](Self::fields). The
/// serialised steps of triggers refer to it by the name of its field. Comparisons with long texts
/// stop after 268,435,456 bytes of the visitor; see [`not_diagnosed`](Self::not_diagnosed).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The decision.
    pub decision: DecisionRecord,
    /// The visitor's instant. Without one, schedules count as closed and leases as expired.
    pub at: Option<Timestamp>,
    /// If `false`, no visitor is sent to a group under the plan ([rule R11](crate::_rules#r11)).
    pub group_routing: bool,
    /// The steps of the sources, in the order in which they were tried. Then follow the sources
    /// that `precedence` omits, and the default group.
    pub sources: Vec<SourceStep>,
    /// The triggers that were considered, in order. The winner is the last one. The list is empty
    /// if the triggers were not reached.
    pub triggers: Vec<TriggerStep>,
    /// The fields that the steps of triggers refer to, each once, in the order in which they were
    /// read. They are serialised as an object from field name to value.
    #[serde(serialize_with = "by_name")]
    pub fields: Vec<Arc<ObservedField>>,
    /// The number of those triggers that are [not diagnosed](TriggerResult::NotDiagnosed) because
    /// the budget was spent.
    ///
    /// The budget is 268,435,456 (2^28) compared bytes of the visitor. `contains` counts each byte
    /// of the value once and `matches` counts it sixteen times. An operator with a list counts four
    /// times as much if it ignores case. Every operator counts 16 for each item of a list. A text
    /// of 8,192 bytes can be searched for 32,000 substrings within the budget. The decision does
    /// not depend on it.
    pub not_diagnosed: usize,
    /// The step of the picker.
    pub picker: PickerStep,
    /// The steps of the groups that were considered for serving the visitor: the chosen group and
    /// its fallbacks.
    pub serving: Vec<ServingStep>,
    /// The members of the group that answers, or of the chosen group if no group answers. If no
    /// group takes the visitor, these are all agents.
    pub members: Vec<MemberStep>,
}

/// The step of one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SourceStep {
    /// The source.
    pub source: Source,
    /// The group that the source named, cut to 64 characters. For triggers it is the group of the
    /// winner.
    pub named: Option<String>,
    /// The state of that group. It is `None` if the group does not exist or if the source was not
    /// tried.
    pub state: Option<GroupState>,
    /// The result of the step.
    pub result: SourceResult,
}

/// The result of trying a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SourceResult {
    /// The source chose the group.
    Won,
    /// The source named a group and was rejected.
    Refused(RejectionReason),
    /// The source named no group: the visitor carries none, no trigger fired, or there is no
    /// default group.
    Empty,
    /// The source was not tried: an earlier source won, or the plan has no group routing.
    NotTried,
    /// `precedence` omits the source.
    LeftOut,
}

/// The step of one trigger.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TriggerStep {
    /// The id of the trigger.
    pub trigger: TriggerId,
    /// The result of the step.
    pub result: TriggerResult,
}

/// The result of evaluating a trigger.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TriggerResult {
    /// The condition is true, and the trigger won.
    Fired,
    /// The trigger is disabled.
    Disabled,
    /// The group that the trigger assigns is disabled.
    TargetDisabled,
    /// The condition is not true.
    NotTrue {
        /// The path of the first subcondition that is not true, such as `when.all[1]`.
        #[serde(rename = "place")]
        path: String,
        /// The text of that subcondition, cut to 500 characters.
        part: String,
        /// The truth value of that subcondition: false or unknown.
        truth: Truth,
        /// The first eight fields that the subcondition read, shared with [`Explanation::fields`].
        /// They are serialised as their names.
        #[serde(serialize_with = "names")]
        seen: Vec<Arc<ObservedField>>,
    },
    /// The condition is not true. The subcondition that is not true was not searched for, because
    /// the budget was spent on earlier triggers ([`Explanation::not_diagnosed`]).
    NotDiagnosed,
}

/// A field and the value that a condition read from it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ObservedField {
    /// The name of the field.
    pub field: String,
    /// The value of the field.
    pub value: ObservedValue,
}

/// The value that a condition read from a field.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[allow(missing_docs, reason = "each is the type of its name")]
pub enum ObservedValue {
    /// The field is unknown.
    Unknown,
    Text(String),
    Number(f64),
    Boolean(bool),
    List(Vec<String>),
    /// The state of a schedule or group, such as `open` or `busy`.
    State(String),
    /// The field has a value, which was removed by [`Explanation::without_values`] or
    /// `WhyNot::without_values`.
    LeftOut,
}

/// The step of the picker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PickerStep {
    /// Whether visitors may or must select a group.
    pub mode: PickerMode,
    /// The number of groups that the picker offers this visitor now.
    pub offered: usize,
    /// If `true`, the visitor must select a group now.
    pub asked: bool,
    /// Each group in order, with the reason if it is not offered. The list is empty unless the
    /// picker decided: no source yielded a group, and a selection is required.
    pub groups: Vec<PickerChoiceStep>,
}

/// The step of one group in the picker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PickerChoiceStep {
    /// The id of the group.
    pub group: GroupId,
    /// The state of the group.
    pub state: GroupState,
    /// The reason why the group is not offered, or `None` if it is offered
    /// ([rule R6](crate::_rules#r6)).
    pub refused: Option<RejectionReason>,
}

/// The step of one group that was considered for serving the visitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ServingStep {
    /// The id of the group.
    pub group: GroupId,
    /// The state of the group.
    pub state: GroupState,
    /// The result of the step.
    pub result: ServingResult,
}

/// The status of a group with the facts that determine it ([rule A1](crate::_rules#a1)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct GroupState {
    /// The status.
    pub status: GroupStatus,
    /// The group's schedule, and `true` if it is open. `None` if the group has no schedule.
    pub schedule: Option<(ScheduleId, bool)>,
    /// The number of members.
    pub members: usize,
    /// The number of members who are online.
    pub online: u32,
    /// The number of online members who have room for another conversation.
    pub with_room: u32,
}

/// The result of considering a group for serving the visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ServingResult {
    /// The group answers.
    Serves,
    /// The group is disabled, so its fallback is considered next.
    Disabled,
    /// The group is closed or offline, so its fallback is considered next.
    CannotServe,
    /// The group is busy and passes the visitor on to an available fallback (overflow).
    Overflows,
    /// The group is busy and would pass the visitor on, but no fallback is available. It answers
    /// itself.
    ServesBusy,
    /// The group was considered for overflow and is not available.
    NotAvailable,
}

/// The step of one agent who could have been notified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MemberStep {
    /// The id of the agent.
    pub agent: AgentId,
    /// Whether the agent is eligible, and the reason if not.
    pub result: MemberResult,
}

/// Whether an agent is eligible, and the reason if not ([rule A3](crate::_rules#a3)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MemberResult {
    /// The agent is online and has room.
    Eligible,
    /// The agent is eligible, but does not speak the visitor's language as another eligible member does. Those who
    /// do are asked first ([rule A4](crate::_rules#a4)).
    OtherLanguage,
    /// The agent is automatic, and never counts as staff ([rule A1](crate::_rules#a1)).
    Automatic,
    /// The agent is away, invisible or offline.
    NotOnline(AgentStatus),
    /// The agent was online, but the lease has expired.
    LeaseEnded,
    /// The agent is online and has no room.
    Full {
        /// The number of conversations that the agent has.
        load: u32,
        /// The most conversations that the agent may have.
        most: u32,
    },
}

impl Explanation {
    /// Removes the values of attributes, addresses and titles, for logs and support
    /// ([rule X3](crate::_rules#x3)). Unknown fields stay [`Unknown`](ObservedValue::Unknown), and
    /// the words of the rules stay.
    #[must_use]
    pub fn without_values(mut self) -> Self {
        // Steps share the observed fields by reference counting. A redacted field is a new value,
        // so every step that refers to the old one must be changed, too, or the value would survive
        // in it.
        let mut redacted: BTreeMap<String, Arc<ObservedField>> = BTreeMap::new();
        for field in self.fields.iter_mut().filter(|seen| holds_private_data(&seen.field)) {
            let mut value = ObservedValue::Unknown;
            // That a field is unknown is no personal data, and it explains most decisions.
            if field.value != ObservedValue::Unknown {
                value = ObservedValue::LeftOut;
            }
            *field = Arc::new(ObservedField { field: field.field.clone(), value });
            redacted.insert(field.field.clone(), Arc::clone(field));
        }
        for step in &mut self.triggers {
            if let TriggerResult::NotTrue { seen, .. } = &mut step.result {
                for field in seen {
                    if let Some(redacted) = redacted.get(&field.field) {
                        *field = Arc::clone(redacted);
                    }
                }
            }
        }
        self
    }
}

fn by_name<S: Serializer>(fields: &[Arc<ObservedField>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(fields.iter().map(|seen| (&seen.field, &seen.value)))
}

fn names<S: Serializer>(fields: &[Arc<ObservedField>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(fields.iter().map(|seen| &seen.field))
}

impl From<&FieldValue<'_>> for ObservedValue {
    fn from(seen: &FieldValue<'_>) -> Self {
        match seen {
            FieldValue::Text(text) => Self::Text(text.to_string()),
            FieldValue::Number(number) => Self::Number(*number),
            FieldValue::Boolean(value) => Self::Boolean(*value),
            FieldValue::List(items) => {
                // Items that are too long count as unknown in conditions, so an explanation does
                // not show them either.
                let known = items.iter().filter_map(|item| known_item(item));
                Self::List(known.map(str::to_owned).collect())
            }
        }
    }
}

impl ObservedValue {
    /// Removes the value of a known field. An unknown field stays unknown.
    pub(super) fn redact(&mut self) {
        if *self != Self::Unknown {
            *self = Self::LeftOut;
        }
    }
}

/// Returns `true` if a field holds personal data: an attribute, an address or a title.
pub(super) fn holds_private_data(field: &str) -> bool {
    // By prefix: addresses may hold personal data in any of their parts, such as a query parameter.
    ["attribute.", "page.", "previous.", "referrer."].iter().any(|start| field.starts_with(start))
}
