//! A decision as an owned value: what goes over the wire and into logs.

use crate::claims::OutcomeKind;
use crate::decision::{Decision, Outcome, Picker};
use crate::document::{exchanged, with_derived_reader};
use crate::id::{AgentId, GroupId, TriggerId};
use crate::selectable::RejectionReason;
use crate::settings::Source;
use crate::status::GroupStatus;

with_derived_reader! {
    /// A decision as an owned value, serde both ways. Every key is always written; unknown and
    /// repeated keys are ignored when it is read, so that two versions can run side by side.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct DecisionRecord {
        /// The visitor's id, where it is known.
        #[serde(default)]
        pub visitor: Option<String>,
        /// How it ended.
        pub outcome: OutcomeKind,
        /// The chosen group.
        #[serde(default)]
        pub group: Option<GroupId>,
        /// What chose it.
        #[serde(default)]
        pub source: Option<Source>,
        /// The trigger that won.
        #[serde(default)]
        pub trigger: Option<TriggerId>,
        /// How the chosen group stands.
        #[serde(default)]
        pub status: Option<GroupStatus>,
        /// The group that answers.
        #[serde(default)]
        pub serving: Option<GroupId>,
        /// Who is told.
        #[serde(default)]
        pub notify: Vec<AgentId>,
        /// The one agent who is picked.
        #[serde(default)]
        pub assignee: Option<AgentId>,
        /// What was refused, and why.
        #[serde(default)]
        pub rejected: Vec<RejectionRecord>,
        /// With outcome `ask`, the picker's question, where it has one.
        #[serde(default)]
        pub question: Option<String>,
        /// With outcome `ask`, the groups to pick from.
        #[serde(default)]
        pub choices: Option<Vec<ChoiceRecord>>,
    }
}

with_derived_reader! {
    /// A way in that was tried and refused.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct RejectionRecord {
        /// The way in.
        pub source: Source,
        /// The group that it named, cut to 64 characters.
        pub group: String,
        /// Why it was refused.
        pub reason: RejectionReason,
    }
}

with_derived_reader! {
    /// A group to pick from.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct ChoiceRecord {
        /// The group.
        pub group: GroupId,
        /// Its name in the visitor's language.
        pub name: String,
        /// How it stands.
        pub status: GroupStatus,
    }
}

exchanged!(DecisionRecord, RejectionRecord, ChoiceRecord);

impl Decision<'_> {
    /// An owned record of all of it, lists included.
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

    /// The same with nobody told and picked: no member is looked at.
    pub(crate) fn without_agents(decision: &Decision<'_>) -> Self {
        let mut record = Self::without_lists(decision);
        if let Outcome::Ask(picker) = decision.outcome() {
            record.choices = Some(choices(&picker).collect());
        }
        record
    }

    /// The same with lists cut to so many, and how many are told in all.
    pub(crate) fn cut(decision: &Decision<'_>, most: usize) -> (Self, usize) {
        let mut record = Self::without_lists(decision);
        if let Outcome::Ask(picker) = decision.outcome() {
            record.choices = Some(choices(&picker).take(most).collect());
        }
        record.assignee = decision.assignee().map(|agent| agent.id.clone());
        let mut told = decision.notify();
        record.notify = told.by_ref().take(most).map(|agent| agent.id.clone()).collect();
        let count = record.notify.len() + told.count();
        (record, count)
    }

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
