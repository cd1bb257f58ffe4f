//! The kinds of findings.

use crate::analysis::{FindingSubject, PredicateFinding, Replacement, SettingFinding, Truncated};
use crate::cases::FailedCase;
use crate::counterexample::FailedAssertion;
use crate::error::DocumentPath;
use crate::id::{AgentId, GroupId, RoleId, ScheduleId, TriggerId};
use crate::text::LanguageTag;
use crate::visitor::Field;
use crate::workspace::PlanExcess;

/// Something odd about a workspace, with the ids that it concerns. `Display` is a line for an
/// administrator; [`name`](Self::name) is a stable word for logs and interfaces.
///
/// Many say what to write instead, in words and as [`Replacement`]s.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Finding {
    /// There is more than the plan allows: the workspace is still routed, and may only shrink
    /// ([rule E4](crate::_rules#e4)).
    OverPlan(PlanExcess),
    /// The picker's question has no text for these languages of the workspace.
    UntranslatedQuestion {
        /// Which.
        languages: Truncated<LanguageTag>,
    },
    /// Visitors may pick from more than three groups: three are ideal, more are hard to choose from.
    ManyChoices {
        /// Those that may be offered.
        groups: Vec<GroupId>,
    },
    /// A setting that does nothing where it stands.
    SettingWithoutEffect(Box<SettingFinding>),
    /// A role that no agent has.
    UnusedRole {
        /// Which.
        role: RoleId,
        /// Where in the document.
        place: DocumentPath,
    },
    /// A schedule that no group has and no condition names.
    UnusedSchedule {
        /// Which.
        schedule: ScheduleId,
        /// Where in the document.
        place: DocumentPath,
    },
    /// A span that ends at `23:59`: the last minute of the day is closed.
    ClosedLastMinute {
        /// The schedule.
        schedule: ScheduleId,
        /// The first such span in the document.
        place: DocumentPath,
        /// The spans, as written.
        spans: Truncated<String>,
        /// The spans until `24:00`.
        instead: Vec<Replacement>,
    },
    /// A zone such as `Etc/GMT+2`, which is behind UTC and not ahead of it: its sign is that of POSIX.
    ZoneBehindUtc {
        /// The schedule.
        schedule: ScheduleId,
        /// Where in the document.
        place: DocumentPath,
        /// The zone, as written.
        zone: String,
        /// By how many hours it is behind UTC.
        hours: u8,
        /// The zone that is so many hours ahead.
        instead: Vec<Replacement>,
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
    /// An enabled group to which nothing leads, as far as the document tells: no source can name it,
    /// and no group falls back or escalates to it.
    UnreachedGroup {
        /// Which.
        group: GroupId,
    },
    /// The name of a group has no text for these languages of the workspace.
    MissingTranslation {
        /// Which.
        group: GroupId,
        /// Which languages.
        languages: Truncated<LanguageTag>,
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
        except_on: Truncated<String>,
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
    /// A trigger whose condition can never be true.
    Contradictory {
        /// Which.
        trigger: TriggerId,
        /// Its condition in the document.
        place: DocumentPath,
        /// The tests that exclude each other, in words.
        tests: Vec<String>,
    },
    /// A trigger that never wins: whenever it is true, an earlier one is.
    Shadowed {
        /// Which.
        trigger: TriggerId,
        /// Its place in the document.
        place: DocumentPath,
        /// The earlier one.
        by: TriggerId,
    },
    /// A trigger without which every visitor gets the same group.
    Redundant {
        /// Which.
        trigger: TriggerId,
        /// Its place in the document.
        place: DocumentPath,
        /// The later trigger that takes its visitors to the same group; `None` if the default group
        /// takes them, which is that group.
        covered_by: Option<TriggerId>,
        /// The trigger, removed.
        instead: Vec<Replacement>,
    },
    /// A test of a part of a host or URL where a whole host seems to be meant.
    SubstringOfHost {
        /// The trigger or the assertion; `None` for an assertion without an id.
        of: Option<FindingSubject>,
        /// Where in the document.
        place: DocumentPath,
        /// The test, in words.
        test: String,
        /// Something else that it fits.
        also_fits: String,
        /// What may have been meant, in words.
        meant: String,
        /// What may have been meant.
        instead: Vec<Replacement>,
    },
    /// A predicate that does something else than it seems to.
    Predicate(Box<PredicateFinding>),
    /// A negation that is not true for visitors of whom its field is not known, and that does not say
    /// by `if_unknown` what is meant for them ([rule C2](crate::_rules#c2)).
    ///
    /// Without recorded visitors it is told of fields that are often not known, if no other part of the
    /// condition needs the same field. With recorded visitors it is told if it kept the trigger from
    /// firing, or if the field was never known.
    NegationOfUnknown {
        /// The trigger or the assertion; `None` for an assertion without an id.
        of: Option<FindingSubject>,
        /// The first such test in the document.
        place: DocumentPath,
        /// The field.
        field: Field,
        /// What recorded visitors show, if there are some.
        traffic: Option<UnknownShare>,
        /// The tests with `if_unknown`, so that the negation is true for what is not known.
        instead: Vec<Replacement>,
    },
    /// A test of a country, or of a region's country, that does not exist (ISO 3166-1).
    UnknownCountry {
        /// Whose; `None` for those of the workspace itself, and for an assertion without an id.
        of: Option<FindingSubject>,
        /// Where in the document.
        place: DocumentPath,
        /// The codes of two letters, as written.
        codes: Vec<String>,
        /// The same with the codes that are meant, if all of them are known.
        instead: Vec<Replacement>,
    },
    /// A language that does not exist (ISO 639), in a condition, a name or a list of languages.
    UnknownLanguage {
        /// Whose; `None` for those of the workspace itself, and for an assertion without an id.
        of: Option<FindingSubject>,
        /// Where in the document.
        place: DocumentPath,
        /// The tags, as written.
        tags: Vec<String>,
    },
    /// A language code of three letters where there is one of two, which is the one that browsers send
    /// (BCP 47): `fra` for `fr`.
    LongLanguageCode {
        /// Whose; `None` for those of the workspace itself, and for an assertion without an id.
        of: Option<FindingSubject>,
        /// Where in the document.
        place: DocumentPath,
        /// The tags, as written.
        tags: Vec<String>,
        /// The same with the short codes.
        instead: Vec<Replacement>,
    },
    /// The regular expressions of the triggers may take nearly as many steps for one visitor as the limit
    /// allows ([`Limit::RegexSteps`](crate::error::Limit::RegexSteps)).
    ExpressionsNearLimit {
        /// How many they would take if each read whole texts.
        steps: usize,
        /// How many a decision takes at most: beyond that they read shorter texts.
        most: usize,
        /// So many bytes a text may have for a plain expression to read it.
        bytes: usize,
    },
    /// A regular expression has too many combinations of states to list them beforehand, so it reads texts
    /// of at most 1,024 bytes; longer ones are not known to it.
    ExpressionOfShortTexts {
        /// Which.
        trigger: TriggerId,
        /// The expression.
        expression: String,
    },
    /// A case of `expect` that fails, so that it would refuse every change ([rule E6](crate::_rules#e6)).
    FailedCase(Box<FailedCase>),
    /// A visitor shows that an assertion does not hold, so that it would refuse every change
    /// ([rule N4](crate::_rules#n4)).
    FailedAssertion(Box<FailedAssertion>),
    /// A search that was stopped because it had cost as many steps as it may ([rule L3](crate::_rules#l3)): there may
    /// be more findings of its kind.
    BudgetSpent {
        /// What was examined, in words.
        search: &'static str,
        /// How many of them were examined.
        examined: usize,
        /// How many there are.
        of: usize,
    },
}

/// Of how many recorded visitors a field is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownShare {
    /// How many visitors were examined.
    pub visitors: usize,
    /// Of how many of them the field is not known.
    pub unknown: usize,
    /// For how many of them the trigger would be true if the negation were.
    pub held_back: usize,
}

impl Finding {
    /// A stable word in snake case: `dead_target`, `empty_group`.
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
            Self::FailedCase(_) => "failed_case",
            Self::FailedAssertion(_) => "failed_assertion",
            Self::BudgetSpent { .. } => "budget_spent",
        }
    }

    /// What it concerns: the subject first.
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
            Self::Predicate(found) => found.of.iter().cloned().collect(),
            Self::SubstringOfHost { of, .. }
            | Self::NegationOfUnknown { of, .. }
            | Self::UnknownCountry { of, .. }
            | Self::UnknownLanguage { of, .. }
            | Self::LongLanguageCode { of, .. } => of.iter().cloned().collect(),
            Self::ExpressionOfShortTexts { trigger: id, .. } => vec![trigger(id)],
            Self::FailedCase(case) => {
                case.group.iter().map(group).chain(case.trigger.iter().map(trigger)).collect()
            }
            Self::FailedAssertion(failed) => {
                let winner = failed.decision.trigger.iter().map(trigger);
                failed.never.iter().chain(&failed.always).map(group).chain(winner).collect()
            }
        }
    }

    /// Where in the document it is, if it is about one place: a predicate, a setting, a trigger's
    /// condition.
    #[must_use]
    pub fn place(&self) -> Option<&DocumentPath> {
        match self {
            Self::UnusedRole { place, .. }
            | Self::UnusedSchedule { place, .. }
            | Self::ClosedLastMinute { place, .. }
            | Self::ZoneBehindUtc { place, .. }
            | Self::Contradictory { place, .. }
            | Self::Shadowed { place, .. }
            | Self::Redundant { place, .. }
            | Self::SubstringOfHost { place, .. }
            | Self::NegationOfUnknown { place, .. }
            | Self::UnknownCountry { place, .. }
            | Self::UnknownLanguage { place, .. }
            | Self::LongLanguageCode { place, .. } => Some(place),
            Self::SettingWithoutEffect(found) => Some(&found.place),
            Self::Predicate(found) => Some(&found.place),
            _ => None,
        }
    }

    /// What to write instead, as edits of the document; none if that cannot be given exactly. All of
    /// them together are one proposal.
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
