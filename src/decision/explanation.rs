//! The path to a decision, as data (rules [X1](crate::_rules#x1), [X3](crate::_rules#x3), [X5](crate::_rules#x5)).

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
/// group's status, each fallback step, each member. `Display` is readable text; the data is the API.
///
/// Made by the same walk as the decision, so the two always agree. It is sufficient, too
/// ([rule X4](crate::_rules#x4)): a workspace that keeps of its groups, triggers and conditions only what the
/// explanation names gives the visitor the same decision.
///
/// It takes time and memory in proportion to the workspace and the visitor together. Each value that
/// conditions looked at is held once, in [`fields`](Self::fields), also in the serialised form, where
/// the steps of triggers refer to it by the name of its field. Tests of long texts are compared with
/// at most 268,435,456 bytes of the visitor; see [`not_diagnosed`](Self::not_diagnosed).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The decision.
    pub decision: DecisionRecord,
    /// The visitor's instant. Without one schedules are closed and leases have ended.
    pub at: Option<Timestamp>,
    /// Whether the plan sends visitors to groups at all ([rule R11](crate::_rules#r11)).
    pub group_routing: bool,
    /// Each source in the order tried, then those that `precedence` leaves out, then the default
    /// group.
    pub sources: Vec<SourceStep>,
    /// The triggers that were considered, in order, the winner last. None where their turn did not
    /// come.
    pub triggers: Vec<TriggerStep>,
    /// The fields that those steps refer to, each once, in the order in which they were looked at.
    /// Serialised, an object of values by field.
    #[serde(serialize_with = "by_name")]
    pub fields: Vec<Arc<ObservedField>>,
    /// How many of those triggers are [not diagnosed](TriggerResult::NotDiagnosed), for the budget was
    /// spent: 268,435,456 bytes of the visitor (2^28) that tests compare. A test of `contains` counts
    /// each byte of the value once, one of `matches` sixteen times, one of a list four times more
    /// where it ignores case, and any test 16 for each item of a list. A text of 8,192 bytes can be
    /// searched for 32,000 substrings before it is spent. The decision does not depend on it.
    pub not_diagnosed: usize,
    /// What the picker did.
    pub picker: PickerStep,
    /// The chosen group and the fallbacks that were looked at, in order.
    pub serving: Vec<ServingStep>,
    /// The members of the group that answers, or of the chosen one where none does; every agent
    /// where no group takes the visitor.
    pub members: Vec<MemberStep>,
}

/// What became of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SourceStep {
    /// The source.
    pub source: Source,
    /// The group that it named, cut to 64 characters; of the triggers that of the one that won.
    pub named: Option<String>,
    /// How that group stands, and why; none where there is no such group, and where the source's
    /// turn did not come.
    pub state: Option<GroupState>,
    /// What became of it.
    pub result: SourceResult,
}

/// What became of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SourceResult {
    /// It chose the group.
    Won,
    /// It named a group and was refused.
    Refused(RejectionReason),
    /// It named no group: nothing was given, no trigger fired, there is no default group.
    Empty,
    /// Its turn did not come.
    NotTried,
    /// `precedence` leaves it out.
    LeftOut,
}

/// What became of a trigger.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TriggerStep {
    /// The trigger.
    pub trigger: TriggerId,
    /// What became of it.
    pub result: TriggerResult,
}

/// What became of a trigger.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TriggerResult {
    /// Its condition is true: it won.
    Fired,
    /// It is disabled.
    Disabled,
    /// Its group is disabled.
    TargetDisabled,
    /// Its condition is not true.
    NotTrue {
        /// Where the first part that is not true stands: `when.all[1]`.
        place: String,
        /// That part, in words, cut to 500 characters.
        part: String,
        /// False or unknown.
        truth: Truth,
        /// What the part looked at: its first eight fields. Those that several steps refer to are
        /// shared. Serialised, their names; what they showed stands in [`Explanation::fields`].
        #[serde(serialize_with = "names")]
        seen: Vec<Arc<ObservedField>>,
    },
    /// Its condition is not true. Which part of it is not was not looked for, as the budget was spent
    /// on the triggers before it ([`Explanation::not_diagnosed`]).
    NotDiagnosed,
}

/// What a condition saw in a field.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ObservedField {
    /// The field.
    pub field: String,
    /// What it showed.
    pub value: ObservedValue,
}

/// What a field showed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[allow(missing_docs, reason = "each is the type of its name")]
pub enum ObservedValue {
    /// The field is not known.
    Unknown,
    Text(String),
    Number(f64),
    Boolean(bool),
    List(Vec<String>),
    /// A state of the workspace: `open`, `busy`.
    State(String),
    /// A value that was left out on request.
    LeftOut,
}

/// What the picker did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PickerStep {
    /// Whether visitors may or must pick.
    pub mode: PickerMode,
    /// How many groups are offered to this visitor now.
    pub offered: usize,
    /// Whether the visitor must pick now.
    pub asked: bool,
    /// Where no source placed the visitor and picking is required: each group in order, whether it
    /// is offered, and why not. Else none, for the picker decided nothing.
    pub groups: Vec<PickerChoiceStep>,
}

/// A group that the picker could have offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PickerChoiceStep {
    /// The group.
    pub group: GroupId,
    /// How it stands, and why.
    pub state: GroupState,
    /// Why it is not offered; none where it is ([rule R6](crate::_rules#r6)).
    pub refused: Option<RejectionReason>,
}

/// A group that was looked at for serving.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ServingStep {
    /// The group.
    pub group: GroupId,
    /// How it stands, and why.
    pub state: GroupState,
    /// What follows.
    pub result: ServingResult,
}

/// How a group stands, and why ([rule A1](crate::_rules#a1)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct GroupState {
    /// How it stands.
    pub status: GroupStatus,
    /// Its schedule, and whether that is open.
    pub schedule: Option<(ScheduleId, bool)>,
    /// How many members it has.
    pub members: usize,
    /// How many of them are online.
    pub online: u32,
    /// How many of those have room.
    pub with_room: u32,
}

/// What became of a group that was looked at for serving.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ServingResult {
    /// It answers.
    Serves,
    /// It is disabled, so its fallback is next.
    Disabled,
    /// It is closed or offline, so its fallback is next.
    CannotServe,
    /// It is busy and passes on to a fallback that is available (overflow).
    Overflows,
    /// It is busy and would pass on, but no fallback is available: it answers itself.
    ServesBusy,
    /// It was looked at for overflow and is not available.
    NotAvailable,
}

/// An agent who could have been told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MemberStep {
    /// The agent.
    pub agent: AgentId,
    /// Whether they are eligible, and why not.
    pub result: MemberResult,
}

/// Whether an agent is eligible, and why not ([rule A3](crate::_rules#a3)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MemberResult {
    /// Online with room.
    Eligible,
    /// Away, invisible or offline.
    NotOnline(AgentStatus),
    /// Online once, but the lease has ended.
    LeaseEnded,
    /// Online without room.
    Full {
        /// Conversations in hand.
        load: u32,
        /// The most that the agent may have.
        most: u32,
    },
}

impl Explanation {
    /// The same without what attributes, addresses and titles showed: for logs and support
    /// ([rule X3](crate::_rules#x3)). That a field was not known stays, and so do the words of the rules.
    #[must_use]
    pub fn without_values(mut self) -> Self {
        let mut redacted: BTreeMap<String, Arc<ObservedField>> = BTreeMap::new();
        for field in self.fields.iter_mut().filter(|seen| is_private(&seen.field)) {
            let mut value = ObservedValue::Unknown;
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
                let known = items.iter().filter_map(|item| known_item(item));
                Self::List(known.map(str::to_owned).collect())
            }
        }
    }
}

impl ObservedValue {
    /// That it is not known stays.
    pub(super) fn leave_out(&mut self) {
        if *self != Self::Unknown {
            *self = Self::LeftOut;
        }
    }
}

/// Whether a field shows an attribute, an address or a title.
pub(super) fn is_private(field: &str) -> bool {
    ["attribute.", "page.", "previous.", "referrer."].iter().any(|start| field.starts_with(start))
}
