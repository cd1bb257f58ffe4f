//! The kinds of problems, and the words for them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is wrong at a place. `Problem::message` says it in words; [`ProblemKind::name`] is a stable
/// word for logs and interfaces.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProblemKind {
    /// A value of another type or form than the place takes.
    WrongType {
        /// What the place takes.
        expected: &'static str,
    },
    /// A number that is not whole, or lies outside the range of the place.
    OutOfRange {
        /// What the place takes.
        expected: &'static str,
    },
    /// A number that is not finite.
    NotFinite,
    /// A key that must be there is not.
    MissingKey,
    /// A key that the place does not have.
    UnknownKey,
    /// A key that stands in one object twice.
    RepeatedKey,
    /// An id with characters or of a length that its kind does not take.
    InvalidId(ItemKind),
    /// Two of a kind with one id.
    DuplicateId(ItemKind),
    /// A role with the name of a built-in one (`admin`, `agent`).
    BuiltInRole,
    /// A reference to something that the workspace does not have.
    UnknownReference(ItemKind),
    /// A field that no visitor has.
    UnknownField,
    /// A key of a leaf that is no operator.
    UnknownOperator,
    /// A state that the field does not have: `group.x` is never `closd`.
    UnknownState {
        /// The states that it has.
        expected: &'static str,
    },
    /// A permission that does not exist.
    UnknownPermission,
    /// A source that does not exist, in `precedence`.
    UnknownSource,
    /// A time zone that the time zone database does not have.
    UnknownZone,
    /// A word that is none of a setting's words (strategy, picker mode, outcome).
    UnknownWord {
        /// The words that it takes.
        expected: &'static str,
    },
    /// An operator that the field's type does not have.
    OperatorNotForField {
        /// The operators that it has.
        expected: &'static str,
    },
    /// A value of a type that the operator does not take on this field.
    ValueNotForOperator {
        /// What it takes.
        expected: &'static str,
    },
    /// An `in` list whose items are of several types.
    MixedTypes,
    /// An empty `all`, `any` or `in`, or an empty text where it would hold for everybody.
    Empty,
    /// A condition with two of `all`, `any`, `not` and `field`.
    AmbiguousNode,
    /// A leaf without an operator.
    MissingOperator,
    /// A leaf with more than one operator.
    SeveralOperators,
    /// `if_unknown` on a state or on `exists`, which are never unknown.
    IfUnknownNotHere,
    /// `ignore_case` where no text is compared.
    IgnoreCaseNotHere,
    /// A regular expression that does not compile.
    InvalidRegex {
        /// What the engine says of it.
        reason: Box<str>,
    },
    /// A language tag that is not well formed (BCP 47).
    InvalidLanguage,
    /// A country that is not two letters (ISO 3166-1 alpha-2).
    InvalidCountry,
    /// A region that is not of the form of ISO 3166-2.
    InvalidRegion,
    /// A host that the URL standard does not take, or a part of one that is not ASCII.
    InvalidHost {
        /// Why not.
        reason: &'static str,
    },
    /// An agent who is twice in one group.
    RepeatedAgent,
    /// A group without a name in any language.
    MissingName,
    /// A picker question with fewer than two public groups to choose from.
    QuestionWithoutChoice,
    /// A default group that is disabled.
    DefaultGroupDisabled,
    /// A default group that is private.
    DefaultGroupPrivate,
    /// Fallbacks that lead back to the group.
    FallbackCycle,
    /// A group that escalates to itself.
    EscalationToItself,
    /// A span that is not `HH:MM-HH:MM`, starts at 24:00 or starts when it ends.
    InvalidSpan {
        /// Why not.
        reason: &'static str,
    },
    /// A date that is not `YYYY-MM-DD` or that no calendar has.
    InvalidDate,
    /// Two exceptions for one date.
    RepeatedDate,
    /// A schema that this version does not read.
    UnknownSchema,
    /// A source that stands in `precedence` twice.
    RepeatedSource,
    /// An assertion without `never` and `always`.
    EmptyAssertion,
    /// A part of a trigger that could not be read, in a draft made from parts of another draft.
    Unreadable,
    /// More than a limit allows.
    Limit(Limit),
    /// Something that needs a feature of the crate which is off.
    FeatureOff {
        /// The feature's name in `Cargo.toml`.
        feature: &'static str,
    },
    /// A sample visitor or presence of `expect` that does not parse.
    InvalidSample {
        /// What its reader says.
        reason: Box<str>,
    },
}

/// The kinds of things that have ids or, as what is expected of a sample visitor, names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[allow(missing_docs, reason = "each is the noun of its name")]
pub enum ItemKind {
    Agent,
    Group,
    Schedule,
    Role,
    Trigger,
    Expectation,
    Assertion,
}

impl ItemKind {
    /// The key of the list in which a workspace holds them.
    #[must_use]
    pub fn list(self) -> &'static str {
        match self {
            Self::Agent => "agents",
            Self::Group => "groups",
            Self::Schedule => "schedules",
            Self::Role => "roles",
            Self::Trigger => "triggers",
            Self::Expectation => "expect",
            Self::Assertion => "assertions",
        }
    }
}

impl fmt::Display for ItemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Agent => "agent",
            Self::Group => "group",
            Self::Schedule => "schedule",
            Self::Role => "role",
            Self::Trigger => "trigger",
            Self::Expectation => "case",
            Self::Assertion => "assertion",
        })
    }
}

/// The [limits](crate::_rules#limits) of a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// 100,000 groups.
    Groups,
    /// 100,000 agents.
    Agents,
    /// 2,000,000 triggers.
    Triggers,
    /// A condition 32 deep: a leaf has depth 1; `all`, `any`, `not` one more than their deepest part.
    Depth,
    /// 1,000 leaves in a trigger.
    Leaves,
    /// 10,000 items in an `in` list.
    ListItems,
    /// 2,048 bytes in a text of a condition.
    TextBytes,
    /// 512 bytes in a regular expression.
    RegexBytes,
    /// 1,000 states in a regular expression: one for each character that it may take after another, with
    /// repetitions written out, and one for each choice and assertion. Nor may it tell more than 255
    /// kinds of characters apart.
    RegexSize,
    /// 128,000,000 steps to compile the regular expressions of a workspace, equal ones once, and those
    /// that are refused too; beyond 16,000 triggers and groups, 8,000 for each.
    RegexTotal,
    /// 393,216,000 steps that all uses of regular expressions would take for one visitor, if each read whole
    /// texts; beyond 1,000 triggers and groups, 393,216 for each. A use takes 8,192 steps, or four times as
    /// many where its table of states has more than 4,096 entries; where the expression has too many
    /// combinations of states to list them beforehand, 2,048 for each state. From a thirty-second of the
    /// limit on, expressions read shorter texts, so that a decision never takes more than that.
    RegexSteps,
}

impl Limit {
    /// The most that is allowed, in the unit of the limit's description.
    #[must_use]
    pub fn most(self) -> usize {
        match self {
            Self::Groups | Self::Agents => 100_000,
            Self::Triggers => 2_000_000,
            Self::Depth => 32,
            Self::Leaves => 1_000,
            Self::ListItems => 10_000,
            Self::TextBytes => 2_048,
            Self::RegexBytes => 512,
            Self::RegexSize => 1_000,
            Self::RegexTotal => 128_000_000,
            Self::RegexSteps => 393_216_000,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Groups => "a workspace has at most 100000 groups",
            Self::Agents => "a workspace has at most 100000 agents",
            Self::Triggers => "a workspace has at most 2000000 triggers",
            Self::Depth => "a condition is at most 32 levels deep",
            Self::Leaves => "a condition has at most 1000 tests of fields",
            Self::ListItems => "`in` lists at most 10000 values",
            Self::TextBytes => "a text in a condition has at most 2048 bytes",
            Self::RegexBytes => "a regular expression has at most 512 bytes",
            Self::RegexSize => "a regular expression has at most 1000 states",
            Self::RegexTotal => {
                "the regular expressions of a workspace take at most 128000000 steps to compile"
            }
            Self::RegexSteps => {
                "the regular expressions of a workspace take at most 393216000 steps for one visitor"
            }
        }
    }
}

impl ProblemKind {
    /// A stable word in snake case: `unknown_group`, `fallback_cycle`, `limit`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::WrongType { .. } => "wrong_type",
            Self::OutOfRange { .. } => "out_of_range",
            Self::NotFinite => "not_finite",
            Self::MissingKey => "missing_key",
            Self::UnknownKey => "unknown_key",
            Self::RepeatedKey => "repeated_key",
            Self::InvalidId(_) => "invalid_id",
            Self::DuplicateId(_) => "duplicate_id",
            Self::BuiltInRole => "built_in_role",
            Self::UnknownReference(noun) => match noun {
                ItemKind::Agent => "unknown_agent",
                ItemKind::Group => "unknown_group",
                ItemKind::Schedule => "unknown_schedule",
                ItemKind::Role => "unknown_role",
                ItemKind::Trigger => "unknown_trigger",
                ItemKind::Expectation => "unknown_expectation",
                ItemKind::Assertion => "unknown_assertion",
            },
            Self::UnknownField => "unknown_field",
            Self::UnknownOperator => "unknown_operator",
            Self::UnknownState { .. } => "unknown_state",
            Self::UnknownPermission => "unknown_permission",
            Self::UnknownSource => "unknown_source",
            Self::UnknownZone => "unknown_zone",
            Self::UnknownWord { .. } => "unknown_word",
            Self::OperatorNotForField { .. } => "operator_not_for_field",
            Self::ValueNotForOperator { .. } => "value_not_for_operator",
            Self::MixedTypes => "mixed_types",
            Self::Empty => "empty",
            Self::AmbiguousNode => "ambiguous_node",
            Self::MissingOperator => "missing_operator",
            Self::SeveralOperators => "several_operators",
            Self::IfUnknownNotHere => "if_unknown_not_here",
            Self::IgnoreCaseNotHere => "ignore_case_not_here",
            Self::InvalidRegex { .. } => "invalid_regex",
            Self::InvalidLanguage => "invalid_language",
            Self::InvalidCountry => "invalid_country",
            Self::InvalidRegion => "invalid_region",
            Self::InvalidHost { .. } => "invalid_host",
            Self::RepeatedAgent => "repeated_agent",
            Self::MissingName => "missing_name",
            Self::QuestionWithoutChoice => "question_without_choice",
            Self::DefaultGroupDisabled => "default_group_disabled",
            Self::DefaultGroupPrivate => "default_group_private",
            Self::FallbackCycle => "fallback_cycle",
            Self::EscalationToItself => "escalation_to_itself",
            Self::InvalidSpan { .. } => "invalid_span",
            Self::InvalidDate => "invalid_date",
            Self::RepeatedDate => "repeated_date",
            Self::UnknownSchema => "unknown_schema",
            Self::RepeatedSource => "repeated_source",
            Self::EmptyAssertion => "empty_assertion",
            Self::Unreadable => "unreadable",
            Self::Limit(_) => "limit",
            Self::FeatureOff { .. } => "feature_off",
            Self::InvalidSample { .. } => "invalid_sample",
        }
    }

    /// The text of a problem of this kind: lower case, no full stop, the user's words in backticks.
    pub(crate) fn write(&self, out: &mut impl fmt::Write, found: &str) -> fmt::Result {
        match self {
            Self::WrongType { expected } | Self::OutOfRange { expected } => {
                write!(out, "expected {expected}, found `{found}`")
            }
            Self::NotFinite => write!(out, "`{found}` is not a finite number"),
            Self::MissingKey => write!(out, "this key is required"),
            Self::UnknownKey => write!(out, "there is no key `{found}` here"),
            Self::RepeatedKey => write!(out, "the key `{found}` stands here twice"),
            Self::InvalidId(ItemKind::Group) if found.is_empty() => {
                write!(out, "the code of the group must not be empty")
            }
            Self::InvalidId(ItemKind::Group) => write!(
                out,
                "`{found}` cannot be a group code: it takes 1 to 64 of the characters \
                 `A-Z a-z 0-9 . _ ~ -`"
            ),
            Self::InvalidId(noun) if found.is_empty() => {
                write!(out, "the id of the {noun} must not be empty")
            }
            Self::InvalidId(noun) => write!(
                out,
                "`{found}` cannot be the id of the {noun}: it takes 1 to 128 printable ASCII \
                 characters without space and quotes"
            ),
            Self::DuplicateId(noun) => write!(out, "another {noun} has the id `{found}`"),
            Self::BuiltInRole => {
                write!(out, "the role `{found}` is built in and cannot be redefined")
            }
            Self::UnknownReference(noun) => write!(out, "there is no {noun} `{found}`"),
            Self::UnknownField => write!(out, "there is no field `{found}`"),
            Self::UnknownOperator => write!(out, "there is no operator or key `{found}` here"),
            Self::UnknownState { expected } | Self::UnknownWord { expected } => {
                write!(out, "expected {expected}, found `{found}`")
            }
            Self::UnknownPermission => write!(out, "there is no permission `{found}`"),
            Self::UnknownSource => write!(out, "there is no source `{found}`"),
            Self::UnknownZone => write!(out, "there is no time zone `{found}`"),
            Self::OperatorNotForField { expected } => {
                write!(out, "this field has no operator `{found}`, it takes {expected}")
            }
            Self::ValueNotForOperator { expected } => {
                write!(out, "this field is compared with {expected}, found `{found}`")
            }
            Self::MixedTypes => write!(out, "the values of a list must all be of one type"),
            Self::Empty => write!(out, "`{found}` must not be empty"),
            Self::AmbiguousNode => write!(
                out,
                "a condition is one of `all`, `any`, `not` and a field with an operator, found `{found}`"
            ),
            Self::MissingOperator => write!(out, "the field `{found}` needs an operator"),
            Self::SeveralOperators => write!(
                out,
                "a field has one operator, found `{found}`; join several conditions with `all`"
            ),
            Self::IfUnknownNotHere => write!(
                out,
                "`if_unknown` has no meaning here: a state and `exists` are never unknown"
            ),
            Self::IgnoreCaseNotHere => {
                write!(out, "`ignore_case` has no meaning here: no text is compared")
            }
            Self::InvalidRegex { reason } => {
                write!(out, "`{found}` is not a regular expression: {reason}")
            }
            Self::InvalidLanguage => {
                write!(out, "`{found}` is not a language tag such as `fr` or `pt-BR`")
            }
            Self::InvalidCountry => {
                write!(out, "`{found}` is not a country code of two letters such as `FR`")
            }
            Self::InvalidRegion => write!(out, "`{found}` is not a region code such as `FR-IDF`"),
            Self::InvalidHost { reason } => write!(out, "`{found}` is not a host here: {reason}"),
            Self::RepeatedAgent => write!(out, "the agent `{found}` is in this group twice"),
            Self::MissingName => write!(out, "a group needs a name in at least one language"),
            Self::QuestionWithoutChoice => write!(
                out,
                "a question needs at least two groups that are not private to choose from"
            ),
            Self::DefaultGroupDisabled => {
                write!(out, "the default group `{found}` must not be disabled")
            }
            Self::DefaultGroupPrivate => {
                write!(out, "the default group `{found}` must not be private")
            }
            Self::FallbackCycle => write!(out, "the fallbacks run in a circle: {found}"),
            Self::EscalationToItself => {
                write!(out, "the group `{found}` cannot escalate to itself")
            }
            Self::InvalidSpan { reason } => {
                write!(out, "`{found}` is not a span of time: {reason}")
            }
            Self::InvalidDate => write!(out, "`{found}` is not a date such as `2026-12-25`"),
            Self::RepeatedDate => write!(out, "another exception has the date `{found}`"),
            Self::UnknownSchema => write!(out, "this version reads schema 1, found `{found}`"),
            Self::RepeatedSource => write!(out, "the source `{found}` stands here twice"),
            Self::EmptyAssertion => {
                write!(out, "an assertion needs `never` or `always` with a group")
            }
            Self::Unreadable => write!(out, "this part could not be read from its document"),
            Self::Limit(limit @ Limit::RegexSize) => {
                write!(out, "{}, `{found}` has more: repeat less in it", limit.words())
            }
            Self::Limit(limit @ (Limit::RegexTotal | Limit::RegexSteps)) => {
                write!(out, "{}, and `{found}` exceeds that: use fewer of them", limit.words())
            }
            Self::Limit(limit) => write!(out, "{}, found {found}", limit.words()),
            Self::FeatureOff { feature } => write!(
                out,
                "`{found}` needs the feature `{feature}` of frontdesk, which is off in this program"
            ),
            Self::InvalidSample { reason } => write!(out, "this sample does not parse: {reason}"),
        }
    }
}
