//! No exported type has a function `serialize` or `deserialize` of its own beside those of serde's traits.
//!
//! Such a function, which `#[serde(remote = "Self")]` makes, is called instead of the trait's, whose rules
//! for documents it does not know. This file must not import serde's traits.

use frontdesk::*;

/// What the functions below return: if a type has one of its own, that is called, and this file does not
/// compile.
struct OfTheTrait;

/// Functions that every type has, unless it has others of that name by itself.
trait Named {
    fn serialize() -> OfTheTrait {
        OfTheTrait
    }

    fn deserialize() -> OfTheTrait {
        OfTheTrait
    }
}

impl<T> Named for T {}

macro_rules! types {
    ($($type:ident $(<$argument:tt>)?,)*) => {
        const TYPES: &[&str] = &[$(stringify!($type)),*];

        #[test]
        fn no_type_has_functions_of_its_own_that_are_named_as_those_of_serde() {
            $(
                let OfTheTrait = <$type$(<$argument>)?>::serialize();
                let OfTheTrait = <$type$(<$argument>)?>::deserialize();
            )*
        }
    };
}

types! {
    AcceptLanguage<'static>,
    Action,
    Actor<'static>,
    Agent,
    AgentId,
    Answer,
    ApplyError,
    Assertion,
    AssertionId,
    AssertionSearch,
    Assigned<'static>,
    Attributes<'static>,
    Beat,
    Borrowed<()>,
    BrowserClaims,
    Call,
    Candidates<'static>,
    CaseReport,
    Change,
    ChangeOptions<'static>,
    Changed,
    Choice<'static>,
    ChoiceRecord,
    Clash,
    Command,
    CommandId,
    Concerned,
    Condition,
    Conversation,
    ConversationId,
    Decision<'static>,
    DecisionRecord,
    Deed,
    Desk,
    Digest,
    Draft,
    Edit,
    EditError,
    Escalation,
    Event,
    EventKind,
    Exception,
    Excess,
    ExecuteError<()>,
    Expectation,
    Explanation,
    FactChange,
    FactChanges,
    FailedAssertion,
    FailedCase,
    Field,
    Finding,
    Findings,
    MaybeText<'static>,
    Group,
    GroupId,
    GroupState,
    Hours,
    Impossible,
    Inside,
    InvalidDigest,
    InvalidId,
    InvalidTimestamp,
    Item,
    LanguageTag,
    Predicate,
    Leaving,
    LeftOut,
    Limit,
    Literal,
    LocalizedText,
    Member,
    MemberResult,
    MemberStep,
    Members,
    Memory,
    NoEffect,
    Noun,
    Objection,
    OfferStep,
    Outcome<'static>,
    OutcomeKind,
    Page<'static>,
    Permission,
    Picker<'static>,
    PickerMode,
    PickerSettings,
    PickerStep,
    Place,
    Plan,
    PlanLimit,
    Position,
    PredicateFault,
    PredicateFinding,
    Presence,
    PresenceRecord,
    Problem,
    ProblemKind,
    Problems,
    Reason,
    Reassign,
    Refusal,
    Refused,
    Rejection<'static>,
    RejectionRecord,
    Replacement,
    Reply,
    RestoreError,
    Role,
    RoleId,
    Router,
    Schedule,
    ScheduleId,
    SeenField,
    SeenValue,
    ServingResult,
    ServingStep,
    SettingFinding,
    Situation<'static>,
    Snapshot,
    Source,
    SourceResult,
    SourceStep,
    Stage,
    Stale,
    Standing,
    Status,
    Step,
    Strategy,
    Operator,
    TimedCommand,
    Timestamp,
    Told,
    Trigger,
    TriggerId,
    TriggerResult,
    TriggerStep,
    Truncated<()>,
    Truth,
    UnknownAgent,
    UnknownField,
    UnknownShare,
    Value<'static>,
    Visitor<'static>,
    VisitorOrigin,
    Way,
    Weekday,
    Weekly,
    WhyNot,
    Work,
    Workspace,
    Written,
}

/// What the crate exports and is no type.
const OTHERS: [&str; 5] = ["EventLog", "Names", "analyze", "analyze_with", "page"];

#[test]
fn every_exported_type_is_looked_at() {
    let source = include_str!("../../src/lib.rs");
    let exports = source.split("pub use ").skip(1).filter_map(|rest| rest.split(';').next());
    let names: Vec<&str> = exports
        .flat_map(|path| path.rsplit("::").next().unwrap().split(['{', '}', ',']))
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    assert!(names.len() > 100, "{names:?}");
    for name in names {
        let is_listed = TYPES.contains(&name) || OTHERS.contains(&name);
        assert!(is_listed, "add `{name}` to the types in {}", file!());
    }
}
