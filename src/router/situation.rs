//! One visitor at one moment, prepared once and asked often.

use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

use crate::condition::{Facts, Position, State, StateSet, Truth};
use crate::context::RoutingContext;
use crate::decision::{Decision, Explanation, Picker};
use crate::presence::Presence;
use crate::router::field_searches::{FieldAutomata, FieldSearches};
use crate::router::{Router, explain, validity, walk};
use crate::status::GroupStatus;
use crate::time::Timestamp;
use crate::visitor::{
    Field, FieldCache, FieldRequest, FieldResolver, FieldValue, ValueHead, ValueRef, Visitor,
};

/// One visitor at one moment, with who is present: prepared once, to be asked often.
///
/// What it has parsed of the visitor it keeps; a field that no rule asks for is never looked at.
///
/// ```
/// use frontdesk::{Agent, Draft, Group, Presence, Router, Visitor};
/// use frontdesk::settings::{PickerMode, PickerSettings};
/// let router = Router::new(
///     Draft::new()
///         .languages(["fr", "en"])
///         .picker(PickerSettings::new(PickerMode::Optional).question("En quoi puis-je aider ?"))
///         .agent(Agent::new("a1"))
///         .group(Group::new("sales", [("fr", "Ventes"), ("en", "Sales")]).agents(["a1"]))
///         .group(Group::new("help", [("fr", "Aide"), ("en", "Help")]))
///         .check()?,
/// );
/// let presence = Presence::everyone_online(&router);
/// let visitor = Visitor::undated().language("en-GB");
/// let situation = router.situation(&visitor, &presence);
/// let names: Vec<_> = situation.picker().choices().map(|choice| choice.name).collect();
/// assert_eq!(names, ["Sales", "Help"]);
/// assert!(situation.route().group().is_none());
/// # Ok::<(), frontdesk::Problems>(())
/// ```
pub struct Situation<'a> {
    pub(super) router: &'a Router,
    pub(super) scene: RoutingContext<'a>,
    visitor: FieldResolver<'a>,
    /// What rules look at, each resolved when it is first asked for; by number in the rules.
    operands: FieldCache<'a>,
    /// The states that rules look at, the first of them resolved at most once; by number in the
    /// rules. No bit stands for one that nobody asked for.
    states: [Cell<StateSet>; STATES],
    /// How many bytes of texts tests have gone along.
    charged: Cell<usize>,
    /// What was found by one search for all tests of a field.
    searched: FieldSearches,
}

/// States beyond these are resolved whenever they are asked for, which takes no memory.
const STATES: usize = 16;

impl<'a> Situation<'a> {
    pub(super) fn new(
        router: &'a Router,
        visitor: &'a Visitor<'a>,
        presence: &'a Presence,
    ) -> Self {
        Self {
            router,
            scene: router.scene(presence, visitor.at),
            visitor: FieldResolver::new(visitor),
            operands: FieldCache::default(),
            states: [const { Cell::new(StateSet(0)) }; STATES],
            charged: Cell::new(0),
            searched: FieldSearches::default(),
        }
    }

    /// Which group gets this visitor, and who in it is told.
    #[must_use]
    pub fn route(&self) -> Decision<'a> {
        self.decision(walk::walk(self, &mut walk::NoTrace))
    }

    /// What the widget shows this visitor, whether they must pick or may.
    #[must_use]
    pub fn picker(&self) -> Picker<'a> {
        Picker::new(self.scene, self.given())
    }

    /// The decision and the path to it ([rule X1](crate::_rules#x1)). Slower than [`route`](Self::route), and always in
    /// agreement with it: both take the same walk.
    #[must_use]
    pub fn explain(&self) -> Explanation {
        explain::explain(self)
    }

    /// Until when the decision holds while presence and page stay as they are ([rule A7](crate::_rules#a7)): before
    /// that instant the same visitor, grown older, gets the same answer. None where nothing ends
    /// it, and where the visitor has no instant.
    ///
    /// It is no later than the next change of a schedule, the next end of a lease, and the next
    /// value of `time_on_page` or `time_on_site` that a trigger names.
    #[must_use]
    pub fn valid_until(&self) -> Option<Timestamp> {
        validity::valid_until(self)
    }

    pub(super) fn decision(&self, walked: walk::WalkResult) -> Decision<'a> {
        Decision {
            context: self.scene,
            visitor: self.given(),
            verdict: walked.verdict,
            rejected: walked.rejected,
        }
    }

    pub(super) fn given(&self) -> &'a Visitor<'a> {
        self.visitor.visitor()
    }

    /// What the operand with a number looks at, and whether in lower case.
    fn asked_group(&self, operand: u32) -> Option<FieldRequest<'_>> {
        let rules = self.router.workspace.rules();
        let operand = rules.operand(operand)?;
        Some(FieldRequest {
            field: &operand.field,
            lowercase: operand.lowercase,
            operand_count: rules.operands().len(),
        })
    }

    pub(super) fn resolve_state(&self, state: State) -> StateSet {
        match state {
            State::Schedule(schedule) if self.scene.is_open(schedule) => StateSet::OPEN,
            State::Schedule(_) => StateSet::CLOSED,
            State::Group(group) => match self.scene.group_status(group) {
                GroupStatus::Available => StateSet::AVAILABLE,
                GroupStatus::Busy => StateSet::BUSY,
                GroupStatus::Offline => StateSet::OFFLINE,
                GroupStatus::Closed => StateSet::CLOSED,
            },
            State::Staff if self.scene.has_staff() => StateSet::ONLINE,
            State::Staff => StateSet::OFFLINE,
        }
    }
}

impl Facts for Situation<'_> {
    #[inline]
    fn with_value<R>(&self, operand: u32, then: impl FnOnce(Option<ValueRef<'_>>) -> R) -> R {
        self.operands.with_value(operand, &self.visitor, || self.asked_group(operand), then)
    }

    #[inline]
    fn resolve(&self, operand: u32) -> ValueHead {
        self.operands.resolve(operand, &self.visitor, self.asked_group(operand))
    }

    #[inline(always)]
    fn cached_head(&self, operand: u32) -> Option<ValueHead> {
        self.operands.cached_head(operand)
    }

    #[inline(always)]
    fn cached_text(&self, operand: u32) -> Option<&str> {
        self.operands.cached_text(operand)
    }

    fn resolve_field(&self, field: &Field) -> Option<FieldValue<'_>> {
        self.visitor.resolve(field)
    }

    #[inline(always)]
    fn count_bytes_read(&self, bytes: usize) {
        self.charged.set(self.charged.get().saturating_add(bytes));
    }

    #[inline(always)]
    fn bytes_read(&self) -> usize {
        self.charged.get()
    }

    fn search_field(&self, operand: u32, position: Position, text: &[u8]) -> Option<Truth> {
        let read = self.charged.get();
        let router = self.router;
        let rules = router.workspace.rules();
        let automata = router.automata.get_or_init(|| Arc::new(FieldAutomata::new(rules)));
        let see = |search: &mut dyn FnMut(ValueRef<'_>)| {
            self.with_value(operand, |shown| {
                if let Some(shown) = shown {
                    search(shown);
                }
            });
        };
        let looked_for = (operand, position, text);
        let (truth, read) = self.searched.truth(looked_for, automata, rules, read, see)?;
        self.count_bytes_read(read);
        Some(truth)
    }

    fn state(&self, number: u32) -> StateSet {
        let cell = self.states.get(number as usize);
        if let Some(known) = cell.map(Cell::get).filter(|bit| bit.0 != 0) {
            return known;
        }
        let state = self.router.workspace.rules().state(number);
        let bit = state.map_or(StateSet::CLOSED, |state| self.resolve_state(state));
        if let Some(cell) = cell {
            cell.set(bit);
        }
        bit
    }

    fn state_of(&self, field: &Field) -> Option<StateSet> {
        let workspace = &self.router.workspace;
        let state = match field {
            Field::Schedule(id) => State::Schedule(workspace.schedule_index(id.as_str())?),
            Field::Group(id) => State::Group(workspace.group_index(id.as_str())?),
            Field::Staff => State::Staff,
            _ => return None,
        };
        Some(self.resolve_state(state))
    }
}

impl fmt::Debug for Situation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Situation")
            .field("router", self.router)
            .field("visitor", self.given())
            .finish_non_exhaustive()
    }
}
