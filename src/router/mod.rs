//! The workspace, ready to route.

mod budget;
mod diagnosis;
mod explain;
mod field_searches;
mod foreign_rules;
mod index;
mod matcher;
mod metered;
mod presence;
mod seed;
mod situation;
mod validity;
mod walk;
#[cfg(feature = "analysis")]
mod why_not;

use std::fmt;
use std::sync::{Arc, OnceLock};

pub(crate) use budget::{Budget, Spent};
pub use situation::Situation;

use crate::context::RoutingContext;
use crate::decision::Decision;
use crate::id::{AgentId, AsId, GroupId};
use crate::presence::Presence;
use crate::roster::Roster;
use crate::status::GroupStatus;
use crate::time::Timestamp;
use crate::trigger::Trigger;
use crate::visitor::Visitor;
use crate::workspace::Workspace;

use field_searches::FieldAutomata;
use matcher::Matcher;

/// The workspace, ready to route: immutable, `Send` and `Sync`.
///
/// Routing cannot fail: every odd input is a decision with a reason.
///
/// ```
/// use frontdesk::{Agent, Draft, Group, Outcome, Presence, Router, Visitor};
/// let router = Router::new(
///     Draft::new()
///         .agent(Agent::new("a1"))
///         .group(Group::new("sales", "Sales").agents(["a1"]))
///         .check()?,
/// );
/// let presence = Presence::everyone_online(&router);
/// let visitor = Visitor::undated().group_code("sales");
/// let decision = router.route(&visitor, &presence);
/// assert!(matches!(decision.outcome(), Outcome::Assigned(a) if a.group.id == "sales"));
/// assert_eq!(decision.to_string(),
///     "a visitor goes to `sales` by the page's group code, which is available; `a1` is told");
/// # Ok::<(), frontdesk::Problems>(())
/// ```
#[derive(Clone)]
pub struct Router {
    workspace: Workspace,
    roster: Arc<Roster>,
    matcher: Matcher,
    /// Made when a decision first needs them.
    automata: OnceLock<Arc<FieldAutomata>>,
    /// Of its hash tables.
    seed: u64,
    /// Whether the host gave it.
    has_given_seed: bool,
}

impl Router {
    /// Makes a workspace ready to route.
    ///
    /// The seed of its hash tables is drawn from all texts that they hold, by SHA-256. So equal workspaces
    /// behave equally, and nobody can choose ids or values that share a hash: to change one of them changes
    /// the seed.
    #[must_use]
    pub fn new(workspace: Workspace) -> Self {
        let seed = seed::drawn_from(&workspace);
        Self { has_given_seed: false, ..Self::with_seed(workspace, seed) }
    }

    /// The same with a seed of the host's for its hash tables, for hosts that want each process to differ.
    /// Whoever writes documents must not know it. No answer depends on it.
    #[must_use]
    pub fn with_seed(workspace: Workspace, seed: u64) -> Self {
        let roster = Arc::new(Roster::new(&workspace, seed));
        let matcher = Matcher::new(&workspace, seed);
        let automata = OnceLock::new();
        Self { matcher, roster, workspace, automata, seed, has_given_seed: true }
    }

    /// A router for a later version of the workspace. Where agents, their limits and memberships
    /// are equal it keeps the roster, so that presences go on at full speed.
    #[must_use]
    pub fn replace(&self, workspace: Workspace) -> Self {
        // Whoever writes the next version may know the seed that was drawn from the one before.
        let seed = if self.has_given_seed { self.seed } else { seed::drawn_from(&workspace) };
        let roster = Roster::new(&workspace, seed).or_equal(&self.roster);
        let matcher = Matcher::new(&workspace, seed);
        let automata = OnceLock::new();
        let has_given_seed = self.has_given_seed;
        Self { matcher, roster, workspace, automata, seed, has_given_seed }
    }

    /// The workspace that it routes by.
    #[must_use]
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// Which group gets this visitor, and who in it is told. The instant is the visitor's.
    #[must_use]
    pub fn route<'a>(&'a self, visitor: &'a Visitor<'a>, presence: &'a Presence) -> Decision<'a> {
        self.situation(visitor, presence).route()
    }

    /// A visitor and a presence, prepared once to be asked often.
    #[must_use]
    pub fn situation<'a>(
        &'a self,
        visitor: &'a Visitor<'a>,
        presence: &'a Presence,
    ) -> Situation<'a> {
        Situation::new(self, visitor, presence)
    }

    /// How a group stands at an instant ([rule A1](crate::_rules#a1)); nothing for a group that the workspace does not
    /// have. Without an instant schedules are closed and leases have ended.
    #[must_use]
    pub fn status(
        &self,
        group: impl AsId<GroupId>,
        presence: &Presence,
        at: impl Into<Option<Timestamp>>,
    ) -> Option<GroupStatus> {
        let place = self.roster.group(group.as_text())?;
        Some(self.scene(presence, at.into()).group_status(place))
    }

    /// The triggers that cannot be looked up by what visitors show, in order: those of negations or
    /// states alone, of tests that hold for what is not known, of expressions without a literal part,
    /// and those without a condition. Where there are more than a few dozen triggers, all others cost a
    /// visitor nothing whom they do not fit; these are tried for every visitor, unless one test that
    /// many of them share, or their guard, excludes them. A report for whoever writes very many rules.
    ///
    /// ```
    /// use frontdesk::{Draft, Field, Group, Router, Trigger};
    /// let router = Router::new(
    ///     Draft::new()
    ///         .group(Group::new("sales", "Sales"))
    ///         .trigger(Trigger::new("not-mobile", "sales")
    ///             .when(!Field::Device.is("mobile").if_unknown(false)))
    ///         .trigger(Trigger::new("pricing", "sales")
    ///             .when(Field::PageUrl.contains("/pricing")
    ///                 & !Field::Device.is("mobile").if_unknown(false)))
    ///         .check()?,
    /// );
    /// let unlisted: Vec<_> = router.unindexed_triggers().iter().map(|trigger| trigger.id.as_str()).collect();
    /// assert_eq!(unlisted, ["not-mobile"]);
    /// # Ok::<(), frontdesk::Problems>(())
    /// ```
    #[must_use]
    pub fn unindexed_triggers(&self) -> Vec<&Trigger> {
        let places = matcher::unindexed_triggers(&self.workspace, self.seed);
        let trigger = |place: u32| self.workspace.triggers().get(place as usize);
        places.into_iter().filter_map(trigger).collect()
    }

    pub(crate) fn roster(&self) -> &Arc<Roster> {
        &self.roster
    }

    /// How many groups an agent is listed in.
    pub(crate) fn seats_of(&self, agent: &AgentId) -> usize {
        let place = self.roster.agent(agent.as_str());
        place.map_or(0, |place| self.roster.memberships(place).len())
    }

    fn scene<'a>(&'a self, presence: &'a Presence, at: Option<Timestamp>) -> RoutingContext<'a> {
        RoutingContext::new(&self.workspace, &self.roster, presence, at)
    }
}

impl fmt::Debug for Router {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Router").field("workspace", &self.workspace).finish_non_exhaustive()
    }
}
