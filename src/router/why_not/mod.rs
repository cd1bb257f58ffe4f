//! Why not this group: the smallest change of facts that sends a visitor there ([rule X2](crate::_rules#x2)).

mod candidate;
mod candidate_values;
mod clearing;
mod constraint;
mod domain;
mod search;

use crate::decision::{Counterfactual, WhyNot};
use crate::id::{AsId, GroupId};
use crate::ix::GroupIx;
use crate::router::Situation;
use crate::router::budget::Budget;
use crate::router::why_not::domain::Domain;
use crate::router::why_not::search::{Goal, MOST, Search};
use crate::selectable::rejection;
use crate::settings::Source;

/// How many conditions are tried in one search before it is given up: some 50 ms of work.
const BUDGET: usize = 1_000_000;

impl Situation<'_> {
    /// Why this visitor does not get a group: what would have had to be different ([rule X2](crate::_rules#x2)).
    /// Nothing for a group that the workspace does not have.
    ///
    /// The search is exact over the facts and values that [`WhyNot`] tells of: what it finds sends the
    /// visitor there, and no fewer changes do. It goes only where it must: some fact that a blocking
    /// rule looks at has to change.
    ///
    /// It tries conditions on values, and copies no visitor for a value. There are at most two searches, by rules and
    /// by any means, and each tries up to 1,000,000 conditions ([rule L3](crate::_rules#l3)). One of a value of more
    /// than 64 bytes counts as several, and so does making a URL with another part. A search whose budget is spent
    /// says so, as [`Counterfactual::Undecided`](crate::explain::Counterfactual::Undecided), which is another answer than
    /// [`Counterfactual::NoneWithinThree`](crate::explain::Counterfactual::NoneWithinThree). A thousand ordinary triggers take
    /// a small part of it.
    ///
    /// ```
    /// use frontdesk::{Draft, Field, Group, Presence, Router, Trigger, Visitor};
    /// use frontdesk::explain::Counterfactual;
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
    /// if let Counterfactual::Changes(changes) = &why_not.smallest {
    ///     let changed = changes.apply(&visitor);
    ///     assert_eq!(router.route(&changed, &presence).group().unwrap().id, "vip");
    /// }
    /// # Ok::<(), frontdesk::Problems>(())
    /// ```
    #[must_use]
    pub fn why_not(&self, group: impl AsId<GroupId>) -> Option<WhyNot> {
        self.why_not_within(group, BUDGET)
    }

    /// The same with another budget: so many conditions tried in each search.
    #[must_use]
    pub fn why_not_within(&self, group: impl AsId<GroupId>, budget: usize) -> Option<WhyNot> {
        let scene = self.scene;
        let target = scene.roster.group(group.as_text())?;
        let id = &scene.group(target)?.id;
        let answer = |way: Counterfactual| WhyNot {
            group: id.clone(),
            smallest: way.clone(),
            by_rules: way,
            left_out: Vec::new(),
            tried: 0,
        };
        if self.route().group().is_some_and(|chosen| chosen.id == *id) {
            return Some(answer(Counterfactual::Chosen));
        }
        if !scene.workspace.draft().plan.group_routing {
            return Some(answer(Counterfactual::NoGroupRouting));
        }
        if !scene.is_enabled(target) {
            return Some(answer(Counterfactual::Disabled));
        }
        let goals = goals(self, target);
        let leading = goals.iter().filter_map(|goal| match goal {
            Goal::Trigger(place) => scene.workspace.checked_triggers().get(*place as usize)?.when,
            Goal::Default | Goal::Named(_) => None,
        });
        let domain = Domain::new(self, id, leading, Budget::new(budget));
        let by_rules = Search::new(&domain, target, false).run(goals.iter(), MOST);
        domain.budget.grant(budget);
        let (smallest, by_rules) = smallest(&domain, target, &goals, by_rules);
        let (left_out, tried) = (domain.left_out(), domain.budget.tried());
        Some(WhyNot { group: id.clone(), smallest, by_rules, left_out, tried })
    }
}

/// What is smaller where the visitor may name the group, and what that tells of the way by rules.
fn smallest(
    domain: &Domain<'_, '_>,
    target: GroupIx,
    goals: &[Goal],
    by_rules: Counterfactual,
) -> (Counterfactual, Counterfactual) {
    // Of two that are as small the one by rules tells more.
    let fewer = match &by_rules {
        Counterfactual::Changes(changes) => changes.len() - 1,
        _ => MOST,
    };
    if !domain.has_ways_in() {
        return (by_rules.clone(), by_rules);
    }
    // By name it takes one step, so that is tried first.
    match (Search::new(domain, target, true).run(goals.iter().rev(), fewer), by_rules) {
        (Counterfactual::NoneWithinThree, by_rules) => (by_rules.clone(), by_rules),
        // What names nothing is by rules, and there is nothing smaller.
        (Counterfactual::Changes(changes), Counterfactual::Undecided { .. })
            if !domain.names_the_group(&changes) =>
        {
            (Counterfactual::Changes(changes.clone()), Counterfactual::Changes(changes))
        }
        (
            Counterfactual::Undecided { none_within: one },
            Counterfactual::Undecided { none_within: other },
        ) => (
            Counterfactual::Undecided { none_within: one },
            Counterfactual::Undecided { none_within: one.max(other) },
        ),
        ways => ways,
    }
}

/// The ways in which a group could be chosen, those that tell most first.
fn goals(situation: &Situation<'_>, target: GroupIx) -> Vec<Goal> {
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
    if scene.workspace.default_index() == Some(target) {
        goals.push(Goal::Default);
    }
    let named = precedence.iter().copied().filter(|source| match source {
        Source::Assignment | Source::GroupCode => true,
        Source::Selection => rejection(&scene, target).is_none(),
        Source::Trigger | Source::Default => false,
    });
    goals.extend(named.map(Goal::Named));
    goals
}
