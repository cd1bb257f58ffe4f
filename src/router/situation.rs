//! One visitor at one moment.

use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

use crate::condition::{Facts, MatchPosition, StateSet, Truth, WorkspaceState};
use crate::context::RoutingContext;
use crate::ix::{Ix, OperandIx, StateIx};
use crate::presence::Presence;
use crate::router::Router;
use crate::router::field_searches::{FieldAutomata, FieldSearches};
use crate::status::GroupStatus;
use crate::visitor::{
    Field, FieldCache, FieldRequest, FieldResolver, FieldValue, ValueHead, ValueRef, Visitor,
};

/// One visitor at one moment, with who is present. It is prepared once and can be asked several questions.
///
/// It caches what it has parsed of the visitor. A field that no rule uses is never read.
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
    pub(super) context: RoutingContext<'a>,
    visitor: FieldResolver<'a>,
    /// The values of operands, each resolved when it is first needed.
    operands: FieldCache<'a>,
    /// The values of the first states, each resolved when it is first needed. The empty set means not
    /// resolved.
    states: [Cell<StateSet>; CACHED_STATES],
    /// How many bytes of text the tests have read.
    bytes_read: Cell<usize>,
    /// The results of searches for all texts of a field.
    field_searches: FieldSearches,
}

/// Further states are resolved again whenever they are needed, which takes no memory.
const CACHED_STATES: usize = 16;

impl<'a> Situation<'a> {
    /// Returns the visitor.
    pub(super) fn visitor(&self) -> &'a Visitor<'a> {
        self.visitor.visitor()
    }

    pub(super) fn new(
        router: &'a Router,
        visitor: &'a Visitor<'a>,
        presence: &'a Presence,
    ) -> Self {
        Self {
            router,
            context: router.context(presence, visitor.at),
            visitor: FieldResolver::new(visitor),
            operands: FieldCache::default(),
            states: [const { Cell::new(StateSet(0)) }; CACHED_STATES],
            bytes_read: Cell::new(0),
            field_searches: FieldSearches::default(),
        }
    }

    pub(super) fn given(&self) -> &'a Visitor<'a> {
        self.visitor.visitor()
    }

    /// Returns the field of an operand, and whether it is compared in lower case.
    fn field_request(&self, operand: OperandIx) -> Option<FieldRequest<'_>> {
        let rules = self.router.workspace.rules();
        // Looked up only for a value that is not cached.
        let operand = rules.operand(operand)?;
        Some(FieldRequest {
            field: &operand.field,
            lowercase: operand.lowercase,
            operand_count: rules.operands().len(),
        })
    }

    pub(super) fn resolve_state(&self, state: WorkspaceState) -> StateSet {
        match state {
            // States depend on presence and on the instant, so they are resolved here and not by the
            // visitor's resolver.
            WorkspaceState::Schedule(schedule) if self.context.is_open(schedule) => StateSet::OPEN,
            WorkspaceState::Schedule(_) => StateSet::CLOSED,
            WorkspaceState::Group(group) => match self.context.group_status(group) {
                GroupStatus::Available => StateSet::AVAILABLE,
                GroupStatus::Busy => StateSet::BUSY,
                GroupStatus::Offline => StateSet::OFFLINE,
                GroupStatus::Closed => StateSet::CLOSED,
            },
            WorkspaceState::Staff if self.context.has_staff() => StateSet::ONLINE,
            WorkspaceState::Staff => StateSet::OFFLINE,
        }
    }
}

impl Facts for Situation<'_> {
    #[inline]
    fn with_value<R>(&self, operand: OperandIx, then: impl FnOnce(Option<ValueRef<'_>>) -> R) -> R {
        self.operands.with_value(operand, &self.visitor, || self.field_request(operand), then)
    }

    #[inline]
    fn resolve(&self, operand: OperandIx) -> ValueHead {
        self.operands.resolve(operand, &self.visitor, self.field_request(operand))
    }

    #[inline(always)]
    fn cached_head(&self, operand: OperandIx) -> Option<ValueHead> {
        self.operands.cached_head(operand)
    }

    #[inline(always)]
    fn cached_text(&self, operand: OperandIx) -> Option<&str> {
        self.operands.cached_text(operand)
    }

    fn resolve_field(&self, field: &Field) -> Option<FieldValue<'_>> {
        self.visitor.resolve(field)
    }

    #[inline(always)]
    fn count_bytes_read(&self, bytes: usize) {
        self.bytes_read.set(self.bytes_read.get().saturating_add(bytes));
    }

    #[inline(always)]
    fn bytes_read(&self) -> usize {
        self.bytes_read.get()
    }

    fn search_field(
        &self,
        operand: OperandIx,
        position: MatchPosition,
        text: &[u8],
    ) -> Option<Truth> {
        let read = self.bytes_read.get();
        let router = self.router;
        let rules = router.workspace.rules();
        // Kept with the router, so that hostile visitors do not make each decision build them again.
        let automata = router.automata.get_or_init(|| Arc::new(FieldAutomata::new(rules)));
        let read_value = |search: &mut dyn FnMut(ValueRef<'_>)| {
            self.with_value(operand, |value| {
                if let Some(value) = value {
                    search(value);
                }
            });
        };
        let query = (operand, position, text);
        let (truth, read) = self.field_searches.truth(query, automata, rules, read, read_value)?;
        self.count_bytes_read(read);
        Some(truth)
    }

    fn state(&self, state: StateIx) -> StateSet {
        let cell = state.get(&self.states);
        // The empty set means that the state has not been resolved, because every state has a word.
        if let Some(known) = cell.map(Cell::get).filter(|bit| bit.0 != 0) {
            return known;
        }
        let state = self.router.workspace.rules().state(state);
        let bit = state.map_or(StateSet::CLOSED, |state| self.resolve_state(state));
        // A state beyond the cached ones is resolved again each time.
        if let Some(cell) = cell {
            cell.set(bit);
        }
        bit
    }

    fn state_of(&self, field: &Field) -> Option<StateSet> {
        let workspace = &self.router.workspace;
        let state = match field {
            Field::Schedule(id) => WorkspaceState::Schedule(workspace.schedule_index(id.as_str())?),
            Field::Group(id) => WorkspaceState::Group(workspace.group_index(id.as_str())?),
            Field::Staff => WorkspaceState::Staff,
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
