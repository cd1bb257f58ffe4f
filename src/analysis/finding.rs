//! The kinds of findings.

use crate::cases::FailedCase;
use crate::counterexample::FailedAssertion;
use crate::error::Place;
use crate::id::{AgentId, GroupId, TriggerId};
use crate::text::LanguageTag;
use crate::workspace::Excess;

/// Something odd about a workspace, with the ids that it concerns. `Display` is a line for an
/// administrator; [`name`](Self::name) is a stable word for logs and interfaces.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Finding {
    /// There is more than the plan allows: the workspace is still routed, and may only shrink (rule
    /// E4).
    OverPlan(Excess),
    /// The picker's question has no text for these languages of the workspace.
    UntranslatedQuestion {
        /// Which.
        languages: Vec<LanguageTag>,
    },
    /// Visitors may pick from more than three groups: three are ideal, more are hard to choose from.
    ManyChoices {
        /// Those that may be offered.
        groups: Vec<GroupId>,
    },
    /// An agent whom no group has: nobody is ever sent to them.
    AgentInNoGroup {
        /// Who.
        agent: AgentId,
    },
    /// A group that nobody is in.
    EmptyGroup {
        /// Which.
        group: GroupId,
    },
    /// An enabled group to which nothing leads, as far as a look at the document tells: no source can
    /// name it, and no group falls back or escalates to it.
    UnreachedGroup {
        /// Which.
        group: GroupId,
    },
    /// The name of a group has no text for these languages of the workspace.
    MissingTranslation {
        /// Which.
        group: GroupId,
        /// Which languages.
        languages: Vec<LanguageTag>,
    },
    /// A group falls back to one that is disabled: visitors are passed on to that one's own fallback,
    /// if it has one.
    DisabledFallback {
        /// Which.
        group: GroupId,
        /// The disabled one.
        fallback: GroupId,
    },
    /// A group falls back to one that is closed whenever it is closed itself, by the hours of a week,
    /// and so is whatever that one falls back to. It may still help while the group is open and nobody
    /// of it is there.
    FallbackClosedToo {
        /// Which.
        group: GroupId,
        /// The one that it falls back to.
        fallback: GroupId,
        /// The dates with hours of their own around which the fallback does help, `YYYY-MM-DD`.
        except_on: Vec<String>,
    },
    /// An enabled trigger leads to a disabled group, so it never wins.
    DeadTarget {
        /// Which.
        trigger: TriggerId,
        /// The disabled group.
        group: GroupId,
    },
    /// Triggers that stand after one that fires for every visitor, so they never win.
    AfterCatchAll {
        /// The one without condition.
        first: TriggerId,
        /// The enabled ones after it.
        after: Vec<TriggerId>,
    },
    /// A test of a part of a host or URL where a whole host seems to be meant.
    SubstringOfHost {
        /// Which.
        trigger: TriggerId,
        /// Where in the document.
        place: Place,
        /// The test, in words.
        test: String,
        /// Something else that it fits.
        also_fits: String,
        /// What may have been meant, in words.
        meant: String,
    },
    /// A test of a country, or of a region's country, that does not exist (ISO 3166-1).
    UnknownCountry {
        /// Which.
        trigger: TriggerId,
        /// Where in the document.
        place: Place,
        /// The codes of two letters, as written.
        codes: Vec<String>,
    },
    /// A language that does not exist (ISO 639), in a condition, a name or a list of languages.
    UnknownLanguage {
        /// Whose; none for those of the workspace itself.
        of: Option<Concerned>,
        /// Where in the document.
        place: Place,
        /// The tags, as written.
        tags: Vec<String>,
    },
    /// A case of `expect` that fails, so that it would refuse every change (rule E6).
    FailedCase(Box<FailedCase>),
    /// A visitor shows that an assertion does not hold, so that it would refuse every change (rule N4).
    FailedAssertion(Box<FailedAssertion>),
}

/// Something with an id that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each is the noun of its name")]
pub enum Concerned {
    Agent(AgentId),
    Group(GroupId),
    Trigger(TriggerId),
}

impl Concerned {
    /// Its id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Agent(id) => id.as_str(),
            Self::Group(id) => id.as_str(),
            Self::Trigger(id) => id.as_str(),
        }
    }
}

impl Finding {
    /// A stable word in snake case: `dead_target`, `empty_group`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::OverPlan(_) => "over_plan",
            Self::UntranslatedQuestion { .. } => "untranslated_question",
            Self::ManyChoices { .. } => "many_choices",
            Self::AgentInNoGroup { .. } => "agent_in_no_group",
            Self::EmptyGroup { .. } => "empty_group",
            Self::UnreachedGroup { .. } => "unreached_group",
            Self::MissingTranslation { .. } => "missing_translation",
            Self::DisabledFallback { .. } => "disabled_fallback",
            Self::FallbackClosedToo { .. } => "fallback_closed_too",
            Self::DeadTarget { .. } => "dead_target",
            Self::AfterCatchAll { .. } => "after_catch_all",
            Self::SubstringOfHost { .. } => "substring_of_host",
            Self::UnknownCountry { .. } => "unknown_country",
            Self::UnknownLanguage { .. } => "unknown_language",
            Self::FailedCase(_) => "failed_case",
            Self::FailedAssertion(_) => "failed_assertion",
        }
    }

    /// What it concerns: the subject first.
    #[must_use]
    pub fn about(&self) -> Vec<Concerned> {
        let agent = |id: &AgentId| Concerned::Agent(id.clone());
        let group = |id: &GroupId| Concerned::Group(id.clone());
        let trigger = |id: &TriggerId| Concerned::Trigger(id.clone());
        match self {
            Self::OverPlan(_) | Self::UntranslatedQuestion { .. } => Vec::new(),
            Self::ManyChoices { groups } => groups.iter().map(group).collect(),
            Self::AgentInNoGroup { agent: id } => vec![agent(id)],
            Self::EmptyGroup { group: id }
            | Self::UnreachedGroup { group: id }
            | Self::MissingTranslation { group: id, .. } => vec![group(id)],
            Self::DisabledFallback { group: id, fallback }
            | Self::FallbackClosedToo { group: id, fallback, .. } => {
                vec![group(id), group(fallback)]
            }
            Self::DeadTarget { trigger: id, group: target } => vec![trigger(id), group(target)],
            Self::AfterCatchAll { first, after } => {
                std::iter::once(first).chain(after).map(trigger).collect()
            }
            Self::SubstringOfHost { trigger: id, .. }
            | Self::UnknownCountry { trigger: id, .. } => vec![trigger(id)],
            Self::UnknownLanguage { of, .. } => of.iter().cloned().collect(),
            Self::FailedCase(case) => {
                case.group.iter().map(group).chain(case.trigger.iter().map(trigger)).collect()
            }
            Self::FailedAssertion(failed) => {
                let winner = failed.decision.trigger.iter().map(trigger);
                failed.never.iter().chain(&failed.always).map(group).chain(winner).collect()
            }
        }
    }
}
