//! No exported type has a function `serialize` or `deserialize` of its own beside those of serde's traits.
//!
//! Such a function, which `#[serde(remote = "Self")]` makes, is called instead of the trait's, whose rules
//! for documents it does not know. This file must not import serde's traits.

use frontdesk::analysis::*;
use frontdesk::condition::*;
use frontdesk::decision::*;
use frontdesk::desk::*;
use frontdesk::edit::*;
use frontdesk::error::*;
use frontdesk::expect::*;
use frontdesk::explain::*;
use frontdesk::id::*;
use frontdesk::presence::*;
use frontdesk::schedule::*;
use frontdesk::settings::*;
use frontdesk::visitor::*;
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
    AcceptMode,
    AcceptLanguage<'static>,
    Action,
    Actor<'static>,
    Agent,
    AgentId,
    CommandOutcome,
    ApplyError,
    Assertion,
    AssertionId,
    AssertionSearch,
    Assigned<'static>,
    Attributes<'static>,
    Heartbeat,
    Borrowed<()>,
    BrowserClaims,
    AgentRequest,
    Candidates<'static>,
    ExpectationReport,
    Change,
    ChangeOptions<'static>,
    AcceptedChange,
    Choice<'static>,
    ChoiceRecord,
    ConflictingChange,
    Command,
    CommandId,
    FindingSubject,
    Condition,
    Conversation,
    ConversationId,
    Decision<'static>,
    DecisionRecord,
    AgentEdit,
    Desk,
    Digest,
    Draft,
    Edit,
    EditError,
    Escalation,
    Event,
    EventKind,
    Exception,
    PlanExcess,
    ExecuteError<()>,
    Expectation,
    Explanation,
    FactChange,
    FactChanges,
    FailedAssertion,
    FailedExpectation,
    Field,
    Finding,
    Findings,
    MaybeText<'static>,
    Group,
    GroupId,
    GroupState,
    Hours,
    Impossible,
    Participant,
    InvalidDigest,
    InvalidId,
    InvalidTimestamp,
    ItemRef,
    LanguageTag,
    Predicate,
    LeaveTarget,
    NotSearched,
    Limit,
    Literal,
    LocalizedText,
    Member,
    MemberResult,
    MemberStep,
    Members,
    Retention,
    NoEffect,
    ItemKind,
    Violation,
    PickerChoiceStep,
    Outcome<'static>,
    OutcomeKind,
    Page<'static>,
    Permission,
    Picker<'static>,
    PickerMode,
    PickerSettings,
    PickerStep,
    DocumentPath,
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
    RejectionReason,
    Reassign,
    Refusal,
    ChangeError,
    Rejection<'static>,
    RejectionRecord,
    Replacement,
    CommandResult,
    RestoreError,
    Role,
    RoleId,
    Router,
    Schedule,
    ScheduleId,
    ObservedField,
    ObservedValue,
    ServingResult,
    ServingStep,
    SettingFinding,
    Situation<'static>,
    Snapshot,
    Source,
    SourceResult,
    SourceStep,
    ConversationStatus,
    VersionConflict,
    GroupStatus,
    AgentStatus,
    PathSegment,
    Strategy,
    Operator,
    TimedCommand,
    Timestamp,
    OpenOffer,
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
    Counterfactual,
    Weekday,
    Weekly,
    WhyNot,
    Workload,
    Workspace,
    DocumentValue,
}

/// What the crate exports and is not a type.
const OTHERS: [&str; 5] = ["AsId", "EventLog", "analyze", "analyze_with", "page"];

/// The files in which public modules export and declare their items.
const SOURCES: [&str; 12] = [
    include_str!("../../src/lib.rs"),
    include_str!("../../src/analysis/mod.rs"),
    include_str!("../../src/condition/mod.rs"),
    include_str!("../../src/decision/mod.rs"),
    include_str!("../../src/desk/mod.rs"),
    include_str!("../../src/error/mod.rs"),
    include_str!("../../src/id.rs"),
    include_str!("../../src/presence/mod.rs"),
    include_str!("../../src/router/mod.rs"),
    include_str!("../../src/schedule/mod.rs"),
    include_str!("../../src/settings.rs"),
    include_str!("../../src/visitor/mod.rs"),
];

#[test]
fn every_exported_type_is_in_the_list() {
    let mut names: Vec<&str> = Vec::new();
    for source in SOURCES {
        let exports = source.split("\npub use ").chain(source.split("    pub use ").skip(1));
        for path in exports.skip(1).filter_map(|rest| rest.split(';').next()) {
            let path = path.rsplit("::").next().unwrap();
            names.extend(path.split(['{', '}', ',']).map(str::trim).filter(|name| !name.is_empty()));
        }
        let declared = source.lines().filter_map(|line| {
            line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum "))
        });
        names.extend(declared.filter_map(|rest| rest.split([' ', '<', '(', ';']).next()));
    }
    assert!(names.len() > 100, "{names:?}");
    for name in names {
        let is_listed = TYPES.contains(&name) || OTHERS.contains(&name);
        assert!(is_listed, "add `{name}` to the types in {}", file!());
    }
}

/// The root of the crate holds what every host needs; the rest is in modules, which are chapters of the
/// documentation.
#[test]
fn the_root_exports_few_names() {
    let root = include_str!("../../src/lib.rs");
    let exports = root.split("\npub use ").skip(1).filter_map(|rest| rest.split(';').next());
    let names = exports.flat_map(|path| path.rsplit("::").next().unwrap().split(','));
    let count = names.filter(|name| !name.trim_matches(['{', '}', ' ', '\n']).is_empty()).count();
    assert!((30..=40).contains(&count), "{count} names at the root");
}
