//! Settings that have no effect.

use std::fmt;

use crate::analysis::{FindingSubject, Replacement};
use crate::error::DocumentPath;

/// A setting that has no effect.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SettingFinding {
    /// The group or the agents that have the setting. The list is empty for a setting of the
    /// workspace.
    pub about: Vec<FindingSubject>,
    /// The path of the setting in the document.
    pub path: DocumentPath,
    /// The reason why it has no effect.
    pub reason: NoEffect,
    /// The proposed edits. The list is empty if there is no exact proposal.
    pub instead: Vec<Replacement>,
}

/// The reason why a setting has no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NoEffect {
    /// `languages` of agents: no rule uses them.
    AgentLanguages,
    /// `overflow` of a group without a fallback.
    OverflowWithoutFallback,
    /// `overflow` of a group whose fallbacks are all disabled.
    OverflowToDisabled,
    /// `overflow` of a group that is never busy, because no member has `max_conversations`.
    OverflowNeverBusy,
    /// `offer_seconds` of a group without members: no one can miss an offer or a notice.
    OfferToNobody,
    /// `weight` of members of a group whose strategy is not `weighted`.
    WeightWithoutStrategy,
    /// `max_notices` of a group whose strategy is not `broadcast`: such a group gives no notices.
    NoticesWithoutBroadcast,
    /// `sticky` of a group whose strategy notifies every member at once.
    StickyBroadcast,
    /// An escalation to a disabled group.
    EscalationToDisabled,
    /// An escalation to a group that another entry of the list names with an earlier time.
    RepeatedEscalation,
    /// A question or `hide_unavailable` of a picker that is off.
    PickerOff,
    /// A question of a picker with fewer than two groups.
    QuestionWithoutChoice,
    /// A picker without groups.
    PickerWithoutGroups,
    /// A picker although `precedence` omits `selection`.
    SelectionUnused,
    /// A required picker after a trigger that takes every visitor.
    PickerAfterCatchAll,
    /// Triggers although `precedence` omits `trigger`.
    TriggersUnused,
    /// A default group after a trigger that takes every visitor.
    DefaultAfterCatchAll,
}

impl NoEffect {
    /// Returns a stable identifier in snake case, such as `overflow_without_fallback`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AgentLanguages => "agent_languages",
            Self::OverflowWithoutFallback => "overflow_without_fallback",
            Self::OverflowToDisabled => "overflow_to_disabled",
            Self::OverflowNeverBusy => "overflow_never_busy",
            Self::OfferToNobody => "offer_to_nobody",
            Self::WeightWithoutStrategy => "weight_without_strategy",
            Self::NoticesWithoutBroadcast => "notices_without_broadcast",
            Self::StickyBroadcast => "sticky_broadcast",
            Self::EscalationToDisabled => "escalation_to_disabled",
            Self::RepeatedEscalation => "repeated_escalation",
            Self::PickerOff => "picker_off",
            Self::QuestionWithoutChoice => "question_without_choice",
            Self::PickerWithoutGroups => "picker_without_groups",
            Self::SelectionUnused => "selection_unused",
            Self::PickerAfterCatchAll => "picker_after_catch_all",
            Self::TriggersUnused => "triggers_unused",
            Self::DefaultAfterCatchAll => "default_after_catch_all",
        }
    }
}

/// Writes the reason and the proposal as a clause.
impl fmt::Display for NoEffect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AgentLanguages => {
                "nothing uses the languages of agents yet; put those who speak a language into a \
                 group, and send its visitors there by a trigger"
            }
            Self::OverflowWithoutFallback => {
                "the group has no `fallback` to pass visitors on to; set one, or leave it out"
            }
            Self::OverflowToDisabled => {
                "all fallbacks of the group are disabled; enable one, or leave it out"
            }
            Self::OverflowNeverBusy => {
                "no member has `max_conversations`, so the group is never busy; set it, or leave it \
                 out"
            }
            Self::OfferToNobody => {
                "nobody is in the group, so nobody can miss an offer or a notice; add members, or leave it \
                 out"
            }
            Self::WeightWithoutStrategy => {
                "only the strategy `weighted` uses weights; set it, or leave them out"
            }
            Self::NoticesWithoutBroadcast => {
                "only the strategy `broadcast` gives notices; the others offer a conversation to one \
                 agent, so leave it out"
            }
            Self::StickyBroadcast => {
                "the strategy `broadcast` tells every member at once; set another one, or leave it \
                 out"
            }
            Self::EscalationToDisabled => "the group that it names is disabled; enable or remove it",
            Self::RepeatedEscalation => "another entry names the same group sooner; remove one of them",
            Self::PickerOff => {
                "the picker is off; set `picker.mode` to `optional` or `required`, or leave it out"
            }
            Self::QuestionWithoutChoice => {
                "it is shown with two groups or more, and fewer are enabled and not private; enable \
                 one, or leave it out"
            }
            Self::PickerWithoutGroups => {
                "no group is enabled and not private, so there is nothing to choose from; set \
                 `picker.mode` to `off`, or open a group to visitors"
            }
            Self::SelectionUnused => {
                "`precedence` leaves `selection` out, so what visitors choose is not used; add it, or \
                 set `picker.mode` to `off`"
            }
            Self::PickerAfterCatchAll => {
                "a trigger without condition takes every visitor before the picker asks; give it a \
                 condition, or leave `trigger` out of `precedence`"
            }
            Self::TriggersUnused => {
                "`precedence` leaves `trigger` out, so no trigger is tried; add it, or remove them"
            }
            Self::DefaultAfterCatchAll => {
                "a trigger without condition takes every visitor before the default group; remove \
                 one of them"
            }
        })
    }
}
