//! Why not this group: the smallest change of facts that sends a visitor there (rule X2).

mod domain;
mod search;

use crate::decision::{Way, WhyNot};
use crate::id::{GroupId, Names};
use crate::offer::refusal;
use crate::router::Situation;
use crate::router::why_not::domain::Domain;
use crate::router::why_not::search::{Goal, Search};
use crate::settings::Source;

/// How many changed visitors are routed before the search is given up.
const TRIES: usize = 20_000;

impl Situation<'_> {
    /// Why this visitor does not get a group: what would have had to be different (rule X2). Nothing
    /// for a group that the workspace does not have.
    ///
    /// The search is exact over the facts and values that [`WhyNot`] tells of: what it finds sends the
    /// visitor there, and no fewer changes do. It goes only where it must: some fact that a blocking
    /// rule looks at has to change. After 20,000 visitors it gives up, as
    /// [`Way::Undecided`](crate::Way::Undecided).
    ///
    /// ```
    /// use frontdesk::{Draft, Field, Group, Presence, Router, Trigger, Visitor, Way};
    /// let router = Router::new(
    ///     Draft::new()
    ///         .groups([Group::new("shop", "Shop"), Group::new("vip", "VIP")])
    ///         .trigger(Trigger::new("big-carts", "vip")
    ///             .when(Field::attribute("cart").at_least(100) & Field::Country.is("FR")))
    ///         .trigger(Trigger::new("everybody", "shop"))
    ///         .check()?,
    /// );
    /// let presence = Presence::everyone_online(&router);
    /// let visitor = Visitor::undated().country("FR").attribute("cart", 99.5);
    /// let why_not = router.situation(&visitor, &presence).why_not("vip").unwrap();
    /// assert_eq!(
    ///     why_not.to_string(),
    ///     "group `vip`: the visitor would get it if attribute.cart were 100, not 99.5"
    /// );
    /// if let Way::Changes(changes) = &why_not.smallest {
    ///     let changed = changes.apply(&visitor);
    ///     assert_eq!(router.route(&changed, &presence).group().unwrap().id, "vip");
    /// }
    /// # Ok::<(), frontdesk::Problems>(())
    /// ```
    #[must_use]
    pub fn why_not(&self, group: impl Names<GroupId>) -> Option<WhyNot> {
        self.why_not_within(group, TRIES)
    }

    /// The same, given up after so many visitors.
    #[must_use]
    pub fn why_not_within(&self, group: impl Names<GroupId>, tries: usize) -> Option<WhyNot> {
        let scene = self.scene;
        let target = scene.roster.group(group.as_text())?;
        let id = scene.group(target)?.id.clone();
        let answer = |way: Way| WhyNot {
            group: id.clone(),
            smallest: way.clone(),
            by_rules: way,
            left_out: Vec::new(),
        };
        if self.route().group().is_some_and(|chosen| chosen.id == id) {
            return Some(answer(Way::Chosen));
        }
        if !scene.workspace.draft().plan.group_routing {
            return Some(answer(Way::NoGroupRouting));
        }
        if !scene.is_enabled(target) {
            return Some(answer(Way::Disabled));
        }
        let goals = goals(self, target);
        let domain = Domain::of(self, &id, &goals);
        let by_rules = Search::new(self, &domain, target, false).run(goals.iter(), tries);
        // By name it takes one step, so that is tried first; of two that are as small the one by rules
        // is kept.
        let by_any = || Search::new(self, &domain, target, true).run(goals.iter().rev(), tries);
        let smallest = smallest(&by_rules, by_any);
        Some(WhyNot { group: id, smallest, by_rules, left_out: domain.left_out })
    }
}

/// What naming the group makes smaller. Of two that are as small the one by rules tells more.
fn smallest(by_rules: &Way, by_any: impl FnOnce() -> Way) -> Way {
    let Way::Changes(changes) = by_rules else {
        return by_any();
    };
    if changes.len() == 1 {
        return by_rules.clone();
    }
    match by_any() {
        Way::Changes(fewer) if fewer.len() >= changes.len() => by_rules.clone(),
        way => way,
    }
}

/// The ways in which a group could be chosen, those that tell most first.
fn goals(situation: &Situation<'_>, target: u32) -> Vec<Goal> {
    let scene = situation.scene;
    let precedence = scene.workspace.precedence();
    let mut goals = Vec::new();
    if precedence.contains(&Source::Trigger) {
        let triggers = scene.workspace.triggers().iter().zip(scene.workspace.checked_triggers());
        let leads = (0..)
            .zip(triggers)
            .filter(|(_, (trigger, checked))| trigger.enabled && checked.target == target);
        goals.extend(leads.map(|(place, _)| Goal::Trigger(place)));
    }
    if scene.workspace.default_place() == Some(target) {
        goals.push(Goal::Default);
    }
    let named = precedence.iter().copied().filter(|source| match source {
        Source::Assignment | Source::GroupCode => true,
        Source::Selection => refusal(&scene, target).is_none(),
        Source::Trigger | Source::Default => false,
    });
    goals.extend(named.map(Goal::Named));
    goals
}
