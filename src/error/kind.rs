//! The kinds of problems: for each its documentation, its stable name and its text, in one table.

use std::fmt;

use crate::error::item_kind::ItemKind;
use crate::error::limit::Limit;

/// Declares [`ProblemKind`]. Each entry has the documentation, the variant, its stable name and its text. In a text,
/// `{found}` is what the user wrote and `{field}` a field of the variant; a text that depends on them is an
/// expression in parentheses.
macro_rules! problem_kinds {
    (|$found:ident| $(
        $(#[$doc:meta])*
        $kind:ident
        $({ $($(#[$field_doc:meta])* $field:ident: $field_type:ty),* })?
        $(($value:ident: $value_type:ty))?
        => $name:expr, $text:tt;
    )+) => {
        /// What is wrong at a place of a document.
        ///
        /// [`Problem::message`](crate::Problem::message) says it in words. [`ProblemKind::name`] is a stable word for
        /// logs and interfaces.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ProblemKind {$(
            $(#[$doc])*
            $kind $({ $($(#[$field_doc])* $field: $field_type),* })? $(($value_type))?,
        )+}

        impl ProblemKind {
            /// Returns a stable word in snake case, such as `unknown_group`, `fallback_cycle` or `limit`.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self {$(
                    Self::$kind $({ $($field: _),* })? $(($value))? => {
                        // Not every name depends on the value, and an unused binding is a warning.
                        $(let _ = $value;)?
                        $name
                    }
                )+}
            }

            /// Writes the text of a problem of this kind: lower case, no full stop, the user's words in backticks.
            pub(crate) fn write(&self, out: &mut impl fmt::Write, $found: &str) -> fmt::Result {
                match self {$(
                    Self::$kind $({ $($field),* })? $(($value))? => problem_kinds!(@write out, $text),
                )+}
            }
        }
    };
    (@write $out:ident, $text:literal) => { write!($out, $text) };
    (@write $out:ident, ($text:expr)) => { $out.write_str(&$text) };
}

problem_kinds! { |found|
    /// The value has another type or form than the place takes.
    WrongType {
        /// What the place takes.
        expected: &'static str
    } => "wrong_type", "expected {expected}, found `{found}`";

    /// The number is not whole, or it is outside the range of the place.
    OutOfRange {
        /// What the place takes.
        expected: &'static str
    } => "out_of_range", "expected {expected}, found `{found}`";

    /// The number is not finite.
    NotFinite => "not_finite", "`{found}` is not a finite number";

    /// A required key is missing.
    MissingKey => "missing_key", "this key is required";

    /// The place has no such key.
    UnknownKey => "unknown_key", "there is no key `{found}` here";

    /// One object has the key twice.
    RepeatedKey => "repeated_key", "the key `{found}` stands here twice";

    /// The id has characters or a length that its kind does not take.
    InvalidId(item: ItemKind) => "invalid_id", (invalid_id(*item, found));

    /// Two items of a kind have the same id.
    DuplicateId(item: ItemKind) => "duplicate_id", "another {item} has the id `{found}`";

    /// The role has the name of a built-in role (`admin`, `agent`).
    BuiltInRole => "built_in_role", "the role `{found}` is built in and cannot be redefined";

    /// The workspace has no item with this id.
    UnknownReference(item: ItemKind) => unknown_item(*item), "there is no {item} `{found}`";

    /// No visitor has this field.
    UnknownField => "unknown_field", "there is no field `{found}`";

    /// A key of a predicate is not an operator.
    UnknownOperator => "unknown_operator", "there is no operator or key `{found}` here";

    /// The field never has this state: `group.x` is never `closd`.
    UnknownState {
        /// The states that the field can have.
        expected: &'static str
    } => "unknown_state", "expected {expected}, found `{found}`";

    /// The permission does not exist.
    UnknownPermission => "unknown_permission", "there is no permission `{found}`";

    /// The source in `precedence` does not exist.
    UnknownSource => "unknown_source", "there is no source `{found}`";

    /// The time zone database has no such zone.
    UnknownZone => "unknown_zone", "there is no time zone `{found}`";

    /// The word is not one of those that the setting takes (strategy, picker mode, outcome).
    UnknownWord {
        /// The words that the setting takes.
        expected: &'static str
    } => "unknown_word", "expected {expected}, found `{found}`";

    /// The type of the field does not have this operator.
    OperatorNotForField {
        /// The operators of the type.
        expected: &'static str
    } => "operator_not_for_field", "this field has no operator `{found}`, it takes {expected}";

    /// The operator does not take a value of this type on this field.
    ValueNotForOperator {
        /// What the operator takes.
        expected: &'static str
    } => "value_not_for_operator", "this field is compared with {expected}, found `{found}`";

    /// The items of an `in` list have several types.
    MixedTypes => "mixed_types", "the values of a list must all be of one type";

    /// An `all`, `any` or `in` is empty, or a text is empty that would match every visitor.
    Empty => "empty", "`{found}` must not be empty";

    /// The condition has two of `all`, `any`, `not` and `field`.
    AmbiguousNode => "ambiguous_node",
        "a condition is one of `all`, `any`, `not` and a field with an operator, found `{found}`";

    /// The predicate has no operator.
    MissingOperator => "missing_operator", "the field `{found}` needs an operator";

    /// The predicate has more than one operator.
    SeveralOperators => "several_operators",
        "a field has one operator, found `{found}`; join several conditions with `all`";

    /// `if_unknown` modifies a state or `exists`, which are never unknown.
    IfUnknownNotHere => "if_unknown_not_here",
        "`if_unknown` has no meaning here: a state and `exists` are never unknown";

    /// `ignore_case` modifies a predicate that compares no text.
    IgnoreCaseNotHere => "ignore_case_not_here",
        "`ignore_case` has no meaning here: no text is compared";

    /// The regular expression does not compile.
    InvalidRegex {
        /// What the parser reports.
        reason: Box<str>
    } => "invalid_regex", "`{found}` is not a regular expression: {reason}";

    /// The language tag is not well formed (BCP 47).
    InvalidLanguage => "invalid_language", "`{found}` is not a language tag such as `fr` or `pt-BR`";

    /// The country does not have two letters (ISO 3166-1 alpha-2).
    InvalidCountry => "invalid_country",
        "`{found}` is not a country code of two letters such as `FR`";

    /// The region does not have the form of ISO 3166-2.
    InvalidRegion => "invalid_region", "`{found}` is not a region code such as `FR-IDF`";

    /// The URL standard does not take the host, or a part of it is not ASCII.
    InvalidHost {
        /// Why the host is refused.
        reason: &'static str
    } => "invalid_host", "`{found}` is not a host here: {reason}";

    /// A group lists the agent twice.
    RepeatedAgent => "repeated_agent", "the agent `{found}` is in this group twice";

    /// The group has no name in any language.
    MissingName => "missing_name", "a group needs a name in at least one language";

    /// The picker has a question, but fewer than two public groups to choose from.
    QuestionWithoutChoice => "question_without_choice",
        "a question needs at least two groups that are not private to choose from";

    /// The default group is disabled.
    DefaultGroupDisabled => "default_group_disabled",
        "the default group `{found}` must not be disabled";

    /// The default group is private.
    DefaultGroupPrivate => "default_group_private",
        "the default group `{found}` must not be private";

    /// The fallbacks of the group lead back to it.
    FallbackCycle => "fallback_cycle", "the fallbacks run in a circle: {found}";

    /// The group escalates to itself.
    EscalationToItself => "escalation_to_itself", "the group `{found}` cannot escalate to itself";

    /// `accept` is `assign`, but the strategy `broadcast` picks nobody.
    AssignWithBroadcast => "assign_with_broadcast",
        "`assign` needs a strategy that picks one agent, and `broadcast` picks nobody";

    /// The greeter is not a member of the group.
    GreeterNotMember => "greeter_not_member", "the greeter `{found}` must be a member of the group";

    /// The greeter is not automatic.
    GreeterNotAutomatic => "greeter_not_automatic",
        "the greeter `{found}` must be an agent with `automatic` true";

    /// The span is not `HH:MM-HH:MM`, starts at 24:00, or starts when it ends.
    InvalidSpan {
        /// Why the span is refused.
        reason: &'static str
    } => "invalid_span", "`{found}` is not a span of time: {reason}";

    /// The date is not `YYYY-MM-DD`, or the calendar does not have it.
    InvalidDate => "invalid_date", "`{found}` is not a date such as `2026-12-25`";

    /// Two exceptions have the same date.
    RepeatedDate => "repeated_date", "another exception has the date `{found}`";

    /// This version does not read the schema.
    UnknownSchema => "unknown_schema", "this version reads schema 1, found `{found}`";

    /// `precedence` has the source twice.
    RepeatedSource => "repeated_source", "the source `{found}` stands here twice";

    /// The assertion has neither `never` nor `always`.
    EmptyAssertion => "empty_assertion", "an assertion needs `never` or `always` with a group";

    /// A part of a trigger could not be read, in a draft made from parts of another draft.
    Unreadable => "unreadable", "this part could not be read from its document";

    /// A limit is exceeded.
    Limit(limit: Limit) => "limit", (exceeded(*limit, found));

    /// The document needs a feature of the crate that is off.
    FeatureOff {
        /// The name of the feature in `Cargo.toml`.
        feature: &'static str
    } => "feature_off",
        "`{found}` needs the feature `{feature}` of frontdesk, which is off in this program";

    /// A sample visitor or presence of `expect` does not parse.
    InvalidSample {
        /// What its reader reports.
        reason: Box<str>
    } => "invalid_sample", "this sample does not parse: {reason}";
}

fn unknown_item(item: ItemKind) -> &'static str {
    match item {
        ItemKind::Agent => "unknown_agent",
        ItemKind::Group => "unknown_group",
        ItemKind::Schedule => "unknown_schedule",
        ItemKind::Role => "unknown_role",
        ItemKind::Trigger => "unknown_trigger",
        ItemKind::Expectation => "unknown_expectation",
        ItemKind::Assertion => "unknown_assertion",
    }
}

fn invalid_id(item: ItemKind, found: &str) -> String {
    match item {
        ItemKind::Group if found.is_empty() => "the code of the group must not be empty".to_owned(),
        ItemKind::Group => format!(
            "`{found}` cannot be a group code: it takes 1 to 64 of the characters \
             `A-Z a-z 0-9 . _ ~ -`"
        ),
        item if found.is_empty() => format!("the id of the {item} must not be empty"),
        item => format!(
            "`{found}` cannot be the id of the {item}: it takes 1 to 128 printable ASCII \
             characters without space and quotes"
        ),
    }
}

fn exceeded(limit: Limit, found: &str) -> String {
    let statement = limit.statement();
    match limit {
        Limit::RegexSize => format!("{statement}, `{found}` has more: repeat less in it"),
        Limit::RegexTotal | Limit::RegexSteps => {
            format!("{statement}, and `{found}` exceeds that: use fewer of them")
        }
        _ => format!("{statement}, found {found}"),
    }
}
