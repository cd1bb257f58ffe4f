//! The findings of an analysis.

use crate::analysis::{FindingSubject, PredicateFinding, Replacement, SettingFinding, Truncated};
use crate::counterexample::FailedAssertion;
use crate::error::DocumentPath;
use crate::expectation_check::FailedExpectation;
use crate::id::{AgentId, GroupId, RoleId, ScheduleId, TriggerId};
use crate::text::LanguageTag;
use crate::visitor::Field;
use crate::workspace::PlanExcess;

/// A probable mistake in a workspace, with the ids that it concerns. `Display` is one line for an
/// administrator. [`name`](Self::name) is a stable identifier for logs and user interfaces.
///
/// Many findings propose a replacement, in words and as [`Replacement`]s.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Finding {
    /// The workspace has more than its plan allows. It is still routed, and changes may only reduce
    /// it ([rule E4](crate::_rules#e4)).
    OverPlan(PlanExcess),
    /// The picker's question has no text for some languages of the workspace.
    UntranslatedQuestion {
        /// The languages without a text.
        languages: Truncated<LanguageTag>,
    },
    /// Visitors may choose from more than three groups. More than three are hard to choose from.
    ManyChoices {
        /// The groups that may be offered.
        groups: Vec<GroupId>,
    },
    /// A setting that has no effect.
    SettingWithoutEffect(Box<SettingFinding>),
    /// A role that no agent has.
    UnusedRole {
        /// The id of the role.
        role: RoleId,
        /// The path of the role in the document.
        path: DocumentPath,
    },
    /// A schedule that no group and no condition uses.
    UnusedSchedule {
        /// The id of the schedule.
        schedule: ScheduleId,
        /// The path of the schedule in the document.
        path: DocumentPath,
    },
    /// A span that ends at `23:59`, so that the last minute of the day is closed.
    ClosedLastMinute {
        /// The id of the schedule.
        schedule: ScheduleId,
        /// The path of the first such span in the document.
        path: DocumentPath,
        /// The spans as written.
        spans: Truncated<String>,
        /// The spans with `24:00` as their end.
        instead: Vec<Replacement>,
    },
    /// A zone such as `Etc/GMT+2`, which is behind UTC: it has the sign convention of POSIX.
    ZoneBehindUtc {
        /// The id of the schedule.
        schedule: ScheduleId,
        /// The path of the zone in the document.
        path: DocumentPath,
        /// The zone as written.
        zone: String,
        /// The number of hours by which the zone is behind UTC.
        hours: u8,
        /// The zone that is as many hours ahead of UTC.
        instead: Vec<Replacement>,
    },
    /// An agent who is a member of no group, so no visitor is ever sent to them.
    AgentInNoGroup {
        /// The id of the agent.
        agent: AgentId,
    },
    /// A group without members.
    EmptyGroup {
        /// The id of the group.
        group: GroupId,
    },
    /// An enabled group that no visitor can reach according to the document: no source can name it,
    /// and no group falls back or escalates to it.
    UnreachedGroup {
        /// The id of the group.
        group: GroupId,
    },
    /// The name of a group has no text for some languages of the workspace.
    MissingTranslation {
        /// The id of the group.
        group: GroupId,
        /// The languages without a text.
        languages: Truncated<LanguageTag>,
    },
    /// The fallback of a group is disabled. Visitors are passed on to the fallback of that group,
    /// if it has one.
    DisabledFallback {
        /// The id of the group.
        group: GroupId,
        /// The id of the disabled group.
        fallback: GroupId,
    },
    /// The fallback of a group, and every further fallback, is closed whenever the group is closed,
    /// by the hours of a week. The fallback can still help while the group is open and has no agent
    /// online.
    FallbackClosedToo {
        /// The id of the group.
        group: GroupId,
        /// The id of its fallback.
        fallback: GroupId,
        /// The dates (`YYYY-MM-DD`) with hours of their own around which the fallback does help.
        except_on: Truncated<String>,
    },
    /// An enabled trigger assigns a disabled group, so it never wins.
    DeadTarget {
        /// The id of the trigger.
        trigger: TriggerId,
        /// The id of the disabled group.
        group: GroupId,
    },
    /// Triggers after a trigger that fires for every visitor, so they never win.
    AfterCatchAll {
        /// The id of the trigger without a condition.
        first: TriggerId,
        /// The ids of the enabled triggers after it.
        after: Vec<TriggerId>,
    },
    /// A trigger whose condition can never be true.
    Contradictory {
        /// The id of the trigger.
        trigger: TriggerId,
        /// The path of its condition in the document.
        path: DocumentPath,
        /// The predicates that exclude each other, as texts.
        tests: Vec<String>,
    },
    /// A trigger that never wins: whenever its condition is true, that of an earlier trigger is
    /// true.
    Shadowed {
        /// The id of the trigger.
        trigger: TriggerId,
        /// The path of the trigger in the document.
        path: DocumentPath,
        /// The id of the earlier trigger.
        by: TriggerId,
    },
    /// A trigger that can be removed without changing the group that any visitor gets.
    Redundant {
        /// The id of the trigger.
        trigger: TriggerId,
        /// The path of the trigger in the document.
        path: DocumentPath,
        /// The id of the later trigger that assigns its visitors to that group. If it is `None`,
        /// the group is the default group, which takes them.
        covered_by: Option<TriggerId>,
        /// The removal of the trigger.
        instead: Vec<Replacement>,
    },
    /// A predicate on a part of a host or URL that probably means a whole host.
    SubstringOfHost {
        /// The trigger or the assertion with the predicate. `None` for an assertion without an id.
        subject: Option<FindingSubject>,
        /// The path of the predicate in the document.
        path: DocumentPath,
        /// The predicate as a text.
        test: String,
        /// An example of an unintended value for which the predicate is true.
        also_fits: String,
        /// The condition that was probably meant, as a text.
        meant: String,
        /// The condition that was probably meant.
        instead: Vec<Replacement>,
    },
    /// A predicate that does something else than its author probably meant.
    Predicate(Box<PredicateFinding>),
    /// A negation that is not true for visitors whose field is unknown, and that has no
    /// `if_unknown` to decide for them ([rule C2](crate::_rules#c2)).
    ///
    /// Without recorded visitors it is reported for fields that are often unknown, if no other part
    /// of the condition needs the field. With recorded visitors it is reported if it kept the
    /// trigger from firing, or if the field was never known.
    NegationOfUnknown {
        /// The trigger or the assertion with the negation. `None` for an assertion without an id.
        subject: Option<FindingSubject>,
        /// The path of the first such predicate in the document.
        path: DocumentPath,
        /// The negated field.
        field: Field,
        /// The share of recorded visitors, if there are any.
        traffic: Option<UnknownShare>,
        /// The predicates with an `if_unknown` that makes the negation true for unknown values.
        instead: Vec<Replacement>,
    },
    /// A country, or the country of a region, that does not exist (ISO 3166-1).
    UnknownCountry {
        /// The item that has the code. `None` for the workspace itself and for an assertion without
        /// an id.
        subject: Option<FindingSubject>,
        /// The path of the codes in the document.
        path: DocumentPath,
        /// The two-letter codes as written.
        codes: Vec<String>,
        /// The corrected codes, if each of them is known.
        instead: Vec<Replacement>,
    },
    /// A language that does not exist (ISO 639), in a condition, a name or a list of languages.
    UnknownLanguage {
        /// The item that has the tag. `None` for the workspace itself and for an assertion without
        /// an id.
        subject: Option<FindingSubject>,
        /// The path of the tags in the document.
        path: DocumentPath,
        /// The tags as written.
        tags: Vec<String>,
    },
    /// A three-letter language code that has a two-letter form. Browsers send the short form (BCP
    /// 47): `fr`, not `fra`.
    LongLanguageCode {
        /// The item that has the tag. `None` for the workspace itself and for an assertion without
        /// an id.
        subject: Option<FindingSubject>,
        /// The path of the tags in the document.
        path: DocumentPath,
        /// The tags as written.
        tags: Vec<String>,
        /// The tags with short codes.
        instead: Vec<Replacement>,
    },
    /// The regular expressions of the triggers may take nearly as many steps for one visitor as the
    /// limit allows ([`Limit::RegexSteps`](crate::error::Limit::RegexSteps)).
    ExpressionsNearLimit {
        /// The steps that the expressions would take if each of them read whole texts.
        steps: usize,
        /// The most steps of a decision. Beyond them, expressions read shorter texts.
        most: usize,
        /// The most bytes of a text that a plain expression then reads.
        bytes: usize,
    },
    /// A regular expression with too many combinations of states for a precomputed automaton. It
    /// reads texts of at most 1,024 bytes; a longer text counts as unknown.
    ExpressionOfShortTexts {
        /// The id of the trigger.
        trigger: TriggerId,
        /// The expression.
        expression: String,
    },
    /// An expectation that fails, so it would reject every change ([rule E6](crate::_rules#e6)).
    FailedExpectation(Box<FailedExpectation>),
    /// An assertion with a counterexample, so it would reject every change
    /// ([rule N4](crate::_rules#n4)).
    FailedAssertion(Box<FailedAssertion>),
    /// A search that stopped because its budget was spent ([rule L3](crate::_rules#l3)). There may
    /// be more findings of its kind.
    BudgetSpent {
        /// The name of the search, as a phrase.
        search: &'static str,
        /// The number of items that were examined.
        examined: usize,
        /// The number of items in total.
        total: usize,
    },
}

/// The number of recorded visitors for whom a field is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownShare {
    /// The number of visitors that were examined.
    pub visitors: usize,
    /// The number of visitors for whom the field is unknown.
    pub unknown: usize,
    /// The number of visitors for whom the trigger would be true if the negation were true for
    /// unknown values.
    pub held_back: usize,
}

impl Finding {
    /// Returns a stable identifier in snake case, such as `dead_target` or `empty_group`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::OverPlan(_) => "over_plan",
            Self::UntranslatedQuestion { .. } => "untranslated_question",
            Self::ManyChoices { .. } => "many_choices",
            Self::SettingWithoutEffect(_) => "setting_without_effect",
            Self::UnusedRole { .. } => "unused_role",
            Self::UnusedSchedule { .. } => "unused_schedule",
            Self::ClosedLastMinute { .. } => "closed_last_minute",
            Self::ZoneBehindUtc { .. } => "zone_behind_utc",
            Self::AgentInNoGroup { .. } => "agent_in_no_group",
            Self::EmptyGroup { .. } => "empty_group",
            Self::UnreachedGroup { .. } => "unreached_group",
            Self::MissingTranslation { .. } => "missing_translation",
            Self::DisabledFallback { .. } => "disabled_fallback",
            Self::FallbackClosedToo { .. } => "fallback_closed_too",
            Self::DeadTarget { .. } => "dead_target",
            Self::AfterCatchAll { .. } => "after_catch_all",
            Self::Contradictory { .. } => "contradictory",
            Self::Shadowed { .. } => "shadowed",
            Self::Redundant { .. } => "redundant",
            Self::SubstringOfHost { .. } => "substring_of_host",
            Self::Predicate(found) => found.fault.name(),
            Self::NegationOfUnknown { .. } => "negation_of_unknown",
            Self::UnknownCountry { .. } => "unknown_country",
            Self::UnknownLanguage { .. } => "unknown_language",
            Self::LongLanguageCode { .. } => "long_language_code",
            Self::ExpressionsNearLimit { .. } => "expressions_near_limit",
            Self::ExpressionOfShortTexts { .. } => "expression_of_short_texts",
            Self::FailedExpectation(_) => "failed_case",
            Self::FailedAssertion(_) => "failed_assertion",
            Self::BudgetSpent { .. } => "budget_spent",
        }
    }

    /// Returns the items that the finding concerns, its subject first.
    #[must_use]
    pub fn about(&self) -> Vec<FindingSubject> {
        let agent = |id: &AgentId| FindingSubject::Agent(id.clone());
        let group = |id: &GroupId| FindingSubject::Group(id.clone());
        let trigger = |id: &TriggerId| FindingSubject::Trigger(id.clone());
        match self {
            Self::OverPlan(_)
            | Self::UntranslatedQuestion { .. }
            | Self::BudgetSpent { .. }
            | Self::ExpressionsNearLimit { .. } => Vec::new(),
            Self::ManyChoices { groups } => groups.iter().map(group).collect(),
            Self::SettingWithoutEffect(found) => found.about.clone(),
            Self::UnusedRole { role, .. } => vec![FindingSubject::Role(role.clone())],
            Self::UnusedSchedule { schedule, .. }
            | Self::ClosedLastMinute { schedule, .. }
            | Self::ZoneBehindUtc { schedule, .. } => {
                vec![FindingSubject::Schedule(schedule.clone())]
            }
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
            Self::Contradictory { trigger: id, .. } => vec![trigger(id)],
            Self::Shadowed { trigger: id, by, .. } => vec![trigger(id), trigger(by)],
            Self::Redundant { trigger: id, covered_by, .. } => {
                std::iter::once(id).chain(covered_by).map(trigger).collect()
            }
            Self::Predicate(found) => found.subject.iter().cloned().collect(),
            Self::SubstringOfHost { subject, .. }
            | Self::NegationOfUnknown { subject, .. }
            | Self::UnknownCountry { subject, .. }
            | Self::UnknownLanguage { subject, .. }
            | Self::LongLanguageCode { subject, .. } => subject.iter().cloned().collect(),
            Self::ExpressionOfShortTexts { trigger: id, .. } => vec![trigger(id)],
            Self::FailedExpectation(case) => {
                case.group.iter().map(group).chain(case.trigger.iter().map(trigger)).collect()
            }
            Self::FailedAssertion(failed) => {
                let winner = failed.decision.trigger.iter().map(trigger);
                failed.never.iter().chain(&failed.always).map(group).chain(winner).collect()
            }
        }
    }

    /// Returns the path in the document if the finding is about one element: a predicate, a
    /// setting, or a trigger's condition.
    #[must_use]
    pub fn path(&self) -> Option<&DocumentPath> {
        match self {
            Self::UnusedRole { path, .. }
            | Self::UnusedSchedule { path, .. }
            | Self::ClosedLastMinute { path, .. }
            | Self::ZoneBehindUtc { path, .. }
            | Self::Contradictory { path, .. }
            | Self::Shadowed { path, .. }
            | Self::Redundant { path, .. }
            | Self::SubstringOfHost { path, .. }
            | Self::NegationOfUnknown { path, .. }
            | Self::UnknownCountry { path, .. }
            | Self::UnknownLanguage { path, .. }
            | Self::LongLanguageCode { path, .. } => Some(path),
            Self::SettingWithoutEffect(found) => Some(&found.path),
            Self::Predicate(found) => Some(&found.path),
            _ => None,
        }
    }

    /// Returns the proposed edits of the document. The list is empty if there is no exact proposal.
    /// All edits together are one proposal.
    #[must_use]
    pub fn instead(&self) -> &[Replacement] {
        match self {
            Self::ClosedLastMinute { instead, .. }
            | Self::ZoneBehindUtc { instead, .. }
            | Self::Redundant { instead, .. }
            | Self::SubstringOfHost { instead, .. }
            | Self::NegationOfUnknown { instead, .. }
            | Self::UnknownCountry { instead, .. }
            | Self::LongLanguageCode { instead, .. } => instead,
            Self::SettingWithoutEffect(found) => &found.instead,
            Self::Predicate(found) => &found.instead,
            _ => &[],
        }
    }
}
