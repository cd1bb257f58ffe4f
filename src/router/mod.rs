//! The workspace, ready to route.

mod explain;
mod extra_rules;
mod index;
mod matcher;
mod presence;
mod situation;
mod validity;
mod walk;
mod why_not;

use std::fmt;
use std::sync::Arc;

pub use situation::Situation;

use crate::decision::Decision;
use crate::id::{GroupId, Names};
use crate::presence::Presence;
use crate::roster::Roster;
use crate::scene::Scene;
use crate::status::Standing;
use crate::time::Timestamp;
use crate::trigger::Trigger;
use crate::visitor::Visitor;
use crate::workspace::Workspace;

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
    seed: u64,
}

/// The seed of routers that are given none: any will do, since visitors' strings never become keys.
const SEED: u64 = 0x6672_6f6e_7464_6573;

impl Router {
    /// Makes a workspace ready to route.
    #[must_use]
    pub fn new(workspace: Workspace) -> Self {
        Self::with_seed(workspace, SEED)
    }

    /// The same with a seed for its hash tables, for hosts that want each process to differ. No
    /// answer depends on it.
    #[must_use]
    pub fn with_seed(workspace: Workspace, seed: u64) -> Self {
        let roster = Arc::new(Roster::new(&workspace, seed));
        Self { matcher: Matcher::new(&workspace, seed), roster, workspace, seed }
    }

    /// A router for a later version of the workspace. Where agents, their limits and memberships
    /// are equal it keeps the roster, so that presences go on at full speed.
    #[must_use]
    pub fn replace(&self, workspace: Workspace) -> Self {
        let roster = Roster::new(&workspace, self.seed).or_equal(&self.roster);
        Self { matcher: Matcher::new(&workspace, self.seed), roster, workspace, seed: self.seed }
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

    /// How a group stands at an instant (rule A1); nothing for a group that the workspace does not
    /// have. Without an instant schedules are closed and leases have ended.
    #[must_use]
    pub fn status(
        &self,
        group: impl Names<GroupId>,
        presence: &Presence,
        at: impl Into<Option<Timestamp>>,
    ) -> Option<Standing> {
        let place = self.roster.group(group.as_text())?;
        Some(self.scene(presence, at.into()).standing(place))
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
    /// let unlisted: Vec<_> = router.unlisted().iter().map(|trigger| trigger.id.as_str()).collect();
    /// assert_eq!(unlisted, ["not-mobile"]);
    /// # Ok::<(), frontdesk::Problems>(())
    /// ```
    #[must_use]
    pub fn unlisted(&self) -> Vec<&Trigger> {
        let places = matcher::unlisted(&self.workspace, self.seed);
        let trigger = |place: u32| self.workspace.triggers().get(place as usize);
        places.into_iter().filter_map(trigger).collect()
    }

    pub(crate) fn roster(&self) -> &Arc<Roster> {
        &self.roster
    }

    fn scene<'a>(&'a self, presence: &'a Presence, at: Option<Timestamp>) -> Scene<'a> {
        Scene::new(&self.workspace, &self.roster, presence, at)
    }
}

impl fmt::Debug for Router {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Router").field("workspace", &self.workspace).finish_non_exhaustive()
    }
}
