//! The router: a workspace that is ready to route.
//!
//! `walk` implements the rules, `matcher` and `index` find the first trigger that fires, `situation` caches
//! the facts of one visitor. `explain` and `diagnosis` record why, and `why_not` searches for counterfactuals
//! within a `budget`.

mod budget;
mod budgeted_facts;
mod diagnosis;
mod entry_points;
mod explain;
mod external_rules;
mod field_searches;
mod index;
mod matcher;
mod presence;
mod seed;
mod situation;
mod validity;
mod walk;
#[cfg(feature = "analysis")]
mod why_not;

use std::fmt;
use std::sync::{Arc, OnceLock};

pub(crate) use budget::{BudgetSpent, EvaluationBudget};
pub use situation::Situation;

use crate::context::RoutingContext;
use crate::id::{AgentId, AsId, GroupId};
use crate::ix::{Ix, TriggerIx};
use crate::presence::Presence;
use crate::roster::Roster;
use crate::status::GroupStatus;
use crate::time::Timestamp;
use crate::trigger::Trigger;
use crate::workspace::Workspace;

use field_searches::FieldAutomata;
use matcher::Matcher;

/// A workspace that is ready to route. It is immutable, `Send` and `Sync`.
///
/// Routing cannot fail: an invalid input leads to a decision with a reason.
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
    /// Built when a decision first needs them.
    automata: OnceLock<Arc<FieldAutomata>>,
    /// The seed of the hash tables.
    seed: u64,
    /// Whether the host gave the seed.
    has_given_seed: bool,
}

impl Router {
    /// Makes a workspace ready to route.
    ///
    /// The seed of its hash tables is drawn from all texts in them by SHA-256. Equal workspaces therefore
    /// behave equally, and nobody can choose ids or values with one hash: changing one of them changes the
    /// seed.
    #[must_use]
    pub fn new(workspace: Workspace) -> Self {
        let seed = seed::drawn_from(&workspace);
        // `with_seed` marks the seed as given by the host, which this one is not.
        Self { has_given_seed: false, ..Self::with_seed(workspace, seed) }
    }

    /// Makes a workspace ready to route with a seed of the host, for hosts that want each process to differ.
    /// The authors of documents must not know the seed. No decision depends on it.
    #[must_use]
    pub fn with_seed(workspace: Workspace, seed: u64) -> Self {
        let roster = Arc::new(Roster::new(&workspace, seed));
        let matcher = Matcher::new(&workspace, seed);
        // Ordinary decisions never need an automaton, so none is built here.
        let automata = OnceLock::new();
        Self { matcher, roster, workspace, automata, seed, has_given_seed: true }
    }

    /// Returns a router for a later version of the workspace. It keeps the roster if the agents, their limits
    /// and their memberships are equal, so presences stay as fast as before.
    #[must_use]
    pub fn replace(&self, workspace: Workspace) -> Self {
        // The author of the next version may know the seed that was drawn from the version before.
        let seed = if self.has_given_seed { self.seed } else { seed::drawn_from(&workspace) };
        // Presences compare rosters by address. Sharing an equal one spares them the look-up by ids.
        let roster = Roster::new(&workspace, seed).or_equal(&self.roster);
        let matcher = Matcher::new(&workspace, seed);
        let automata = OnceLock::new();
        let has_given_seed = self.has_given_seed;
        Self { matcher, roster, workspace, automata, seed, has_given_seed }
    }

    /// Returns the workspace.
    #[must_use]
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// Returns the status of a group at an instant ([rule A1](crate::_rules#a1)), or `None` if the workspace
    /// does not have the group. Without an instant, schedules are closed and leases have ended.
    #[must_use]
    pub fn status(
        &self,
        group: impl AsId<GroupId>,
        presence: &Presence,
        at: impl Into<Option<Timestamp>>,
    ) -> Option<GroupStatus> {
        let group = self.roster.group(group.as_text())?;
        Some(self.context(presence, at.into()).group_status(group))
    }

    /// Returns the triggers that the index cannot find by the visitor's values, in order: triggers of
    /// negations or states alone, of predicates that are true if a field is not known, of regular expressions
    /// without a required literal, and triggers without a condition.
    ///
    /// In a workspace of more than a few dozen triggers, all other triggers cost nothing for a visitor whom
    /// they do not match. These are tried for every visitor, unless a predicate that many of them share, or
    /// their signature, excludes them. The list is useful for authors of very many rules.
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
        let unindexed = matcher::unindexed_triggers(&self.workspace, self.seed);
        let trigger = |trigger: TriggerIx| trigger.get(self.workspace.triggers());
        unindexed.into_iter().filter_map(trigger).collect()
    }

    pub(crate) fn roster(&self) -> &Arc<Roster> {
        &self.roster
    }

    /// Returns how many groups list an agent.
    pub(crate) fn membership_count(&self, agent: &AgentId) -> usize {
        let index = self.roster.agent(agent.as_str());
        index.map_or(0, |index| self.roster.memberships(index).len())
    }

    fn context<'a>(&'a self, presence: &'a Presence, at: Option<Timestamp>) -> RoutingContext<'a> {
        RoutingContext::new(&self.workspace, &self.roster, presence, at)
    }
}

impl fmt::Debug for Router {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Router").field("workspace", &self.workspace).finish_non_exhaustive()
    }
}
