//! Decisions as owned values, for the wire and for logs.

use crate::decision::{Decision, Outcome, Picker};
use crate::document::{exchanged, with_derived_reader};
use crate::expectation::OutcomeKind;
use crate::id::{AgentId, GroupId, TriggerId};
use crate::selectable::RejectionReason;
use crate::settings::Source;
use crate::status::GroupStatus;

with_derived_reader! {
    /// A decision as an owned value that serde reads and writes. All keys are always written.
    /// Unknown and repeated keys are ignored when it is read, so two versions of the crate can run
    /// side by side.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct DecisionRecord {
        /// The visitor's id, if it is known.
        #[serde(default)]
        pub visitor: Option<String>,
        /// How the decision ended.
        pub outcome: OutcomeKind,
        /// The chosen group.
        #[serde(default)]
        pub group: Option<GroupId>,
        /// The source that chose the group.
        #[serde(default)]
        pub source: Option<Source>,
        /// The trigger that won.
        #[serde(default)]
        pub trigger: Option<TriggerId>,
        /// The status of the chosen group.
        #[serde(default)]
        pub status: Option<GroupStatus>,
        /// The group that answers. If it is `None`, the host takes a message.
        #[serde(default)]
        pub serving: Option<GroupId>,
        /// The agents to notify.
        #[serde(default)]
        pub notify: Vec<AgentId>,
        /// The one agent whom the strategy picked.
        #[serde(default)]
        pub assignee: Option<AgentId>,
        /// The sources that were rejected, with the reasons.
        #[serde(default)]
        pub rejected: Vec<RejectionRecord>,
        /// The picker's question. It is set only with the outcome `ask`.
        #[serde(default)]
        pub question: Option<String>,
        /// The groups to select from. They are set only with the outcome `ask`.
        #[serde(default)]
        pub choices: Option<Vec<ChoiceRecord>>,
    }
}

with_derived_reader! {
    /// A source that was tried and rejected.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct RejectionRecord {
        /// The source.
        pub source: Source,
        /// The group that it named, cut to 64 characters.
        pub group: String,
        /// The reason for the rejection.
        pub reason: RejectionReason,
    }
}

with_derived_reader! {
    /// A group that the picker offers.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct ChoiceRecord {
        /// The id of the group.
        pub group: GroupId,
        /// The group's name in the visitor's language.
        pub name: String,
        /// The status of the group.
        pub status: GroupStatus,
    }
}

exchanged!(DecisionRecord, RejectionRecord, ChoiceRecord);

impl Decision<'_> {
    /// Returns the decision as an owned record, including its lists.
    #[must_use]
    pub fn to_record(&self) -> DecisionRecord {
        DecisionRecord::from_decision(self)
    }
}

impl DecisionRecord {
    pub(super) fn from_decision(decision: &Decision<'_>) -> Self {
        Self {
            notify: decision.notify().map(|agent| agent.id.clone()).collect(),
            assignee: decision.assignee().map(|agent| agent.id.clone()),
            ..Self::without_agents(decision)
        }
    }

    /// Creates a record with an empty list of agents and no assignee. It does not visit the members
    /// of the group.
    pub(crate) fn without_agents(decision: &Decision<'_>) -> Self {
        let mut record = Self::without_lists(decision);
        if let Outcome::Ask(picker) = decision.outcome() {
            record.choices = Some(choices(&picker).collect());
        }
        record
    }

    /// Creates a record whose lists have at most `most` items, and returns it with the total number
    /// of agents to notify.
    pub(crate) fn with_lists_of_at_most(decision: &Decision<'_>, most: usize) -> (Self, usize) {
        let mut record = Self::without_lists(decision);
        if let Outcome::Ask(picker) = decision.outcome() {
            record.choices = Some(choices(&picker).take(most).collect());
        }
        record.assignee = decision.assignee().map(|agent| agent.id.clone());
        // The rest is only counted: a group of all agents may have 100,000 members.
        let mut notified = decision.notify();
        record.notify = notified.by_ref().take(most).map(|agent| agent.id.clone()).collect();
        let count = record.notify.len() + notified.count();
        (record, count)
    }

    /// Creates a record without agents and choices.
    fn without_lists(decision: &Decision<'_>) -> Self {
        let mut record = Self {
            visitor: decision.visitor().map(str::to_owned),
            outcome: OutcomeKind::Unassigned,
            group: None,
            source: None,
            trigger: None,
            status: None,
            serving: None,
            notify: Vec::new(),
            assignee: None,
            rejected: decision
                .rejected()
                .map(|rejection| RejectionRecord {
                    source: rejection.source,
                    group: rejection.group.to_owned(),
                    reason: rejection.reason,
                })
                .collect(),
            // Fields that the outcome does not have stay absent, so every record has all keys.
            question: None,
            choices: None,
        };
        match decision.outcome() {
            Outcome::Assigned(assigned) => {
                record.outcome = OutcomeKind::Assigned;
                record.group = Some(assigned.group.id.clone());
                record.source = Some(assigned.source);
                record.trigger = assigned.trigger.map(|trigger| trigger.id.clone());
                record.status = Some(assigned.status);
                record.serving = assigned.serving.map(|group| group.id.clone());
            }
            Outcome::Ask(picker) => {
                record.outcome = OutcomeKind::Ask;
                record.question = picker.question().map(str::to_owned);
            }
            Outcome::Unassigned => {}
        }
        record
    }
}

fn choices<'p>(picker: &Picker<'p>) -> impl Iterator<Item = ChoiceRecord> + use<'p> {
    picker.choices().map(|choice| ChoiceRecord {
        group: choice.group.id.clone(),
        name: choice.name.to_owned(),
        status: choice.status,
    })
}
