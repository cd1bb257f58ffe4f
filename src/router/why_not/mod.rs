//! Counterfactuals: the smallest change of facts that sends a visitor to a group
//! ([rule X2](crate::_rules#x2)).
//!
//! `search` is the algorithm. `domain` holds the facts and their `candidate_values`, `candidate` is a visitor
//! with some of them changed, `constraint` says what such a visitor lacks, and `clearing_values` prunes
//! values that cannot help.

mod candidate;
mod candidate_values;
mod clearing_values;
mod constraint;
mod domain;
mod search;
mod value_collector;

use crate::decision::{Counterfactual, WhyNot};
use crate::id::{AsId, GroupId};
use crate::ix::{GroupIx, Ix, TriggerIx};
use crate::router::Situation;
use crate::router::budget::EvaluationBudget;
use crate::router::why_not::domain::Domain;
use crate::router::why_not::search::{CounterfactualSearch, Goal, MAX_CHANGES};
use crate::selectable::rejection;
use crate::settings::Source;

/// The most predicates that are evaluated in one search. `cargo bench --bench explain` (`why_not_undecided`)
/// shows what spending all of it takes.
const MAX_TESTS_PER_SEARCH: usize = 1_000_000;

impl Situation<'_> {
    /// Returns why this visitor does not get a group: what would have had to be different
    /// ([rule X2](crate::_rules#x2)). Returns `None` if the workspace does not have the group.
    ///
    /// The search is exact over the facts and values that [`WhyNot`] lists: the changes that it finds send
    /// the visitor to the group, and no smaller set of changes does. It changes only facts that some blocking
    /// rule tests.
    ///
    /// The search evaluates conditions on values, and copies no visitor for a value. There are at most two
    /// searches, one by rules and one by any means, and each evaluates up to 1,000,000 predicates
    /// ([rule L3](crate::_rules#l3)). A predicate on a value of more than 64 bytes counts as several, and so does
    /// building a URL with another part. A search whose budget is spent returns
    /// [`Counterfactual::Undecided`], which differs from
    /// [`Counterfactual::NoneWithinThree`]. A thousand ordinary
    /// triggers take a small part of the budget.
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
        self.why_not_within(group, MAX_TESTS_PER_SEARCH)
    }

    /// Searches like [`why_not`](Self::why_not) with another budget: the most predicates of each search.
    #[must_use]
    pub fn why_not_within(&self, group: impl AsId<GroupId>, budget: usize) -> Option<WhyNot> {
        let context = self.context;
        let target = context.roster.group(group.as_text())?;
        let id = &context.group(target)?.id;
        let without_search = |result: Counterfactual| WhyNot {
            group: id.clone(),
            smallest: result.clone(),
            by_rules: result,
            left_out: Vec::new(),
            tried: 0,
        };
        if self.route().group().is_some_and(|chosen| chosen.id == *id) {
            return Some(without_search(Counterfactual::Chosen));
        }
        if !context.workspace.draft().plan.group_routing {
            return Some(without_search(Counterfactual::NoGroupRouting));
        }
        if !context.is_enabled(target) {
            return Some(without_search(Counterfactual::Disabled));
        }
        let goals = goals(self, target);
        // Values of these conditions are tried first, because they most likely lead to the group.
        let leading = goals.iter().filter_map(|goal| match goal {
            Goal::Trigger(trigger) => trigger.get(context.workspace.checked_triggers())?.when,
            Goal::Default | Goal::Named(_) => None,
        });
        let domain = Domain::new(self, id, leading, EvaluationBudget::new(budget));
        let by_rules =
            CounterfactualSearch::new(&domain, target, false).run(goals.iter(), MAX_CHANGES);
        // Each search gets all of the budget, so the result by rules does not depend on whether the second
        // search runs.
        domain.budget.grant(budget);
        let (smallest, by_rules) = smallest(&domain, target, &goals, by_rules);
        let (left_out, tried) = (domain.not_searched(), domain.budget.tried());
        Some(WhyNot { group: id.clone(), smallest, by_rules, left_out, tried })
    }
}

/// Returns the smallest change if the visitor may name the group, and what that says about the search by
/// rules.
fn smallest(
    domain: &Domain<'_, '_>,
    target: GroupIx,
    goals: &[Goal],
    by_rules: Counterfactual,
) -> (Counterfactual, Counterfactual) {
    // Of two changes of equal size the one by rules is preferred.
    let fewer = match &by_rules {
        Counterfactual::Changes(changes) => changes.len() - 1,
        _ => MAX_CHANGES,
    };
    if !domain.has_group_naming_fact() {
        return (by_rules.clone(), by_rules);
    }
    // Naming the group takes one change, so those goals are tried first.
    match (CounterfactualSearch::new(domain, target, true).run(goals.iter().rev(), fewer), by_rules)
    {
        (Counterfactual::NoneWithinThree, by_rules) => (by_rules.clone(), by_rules),
        // A change that names nothing is a change by rules, and there is none smaller.
        (Counterfactual::Changes(changes), Counterfactual::Undecided { .. })
            if !domain.names_target(&changes) =>
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
        results => results,
    }
}

/// Returns the goals by which the group could be chosen, the most informative ones first.
fn goals(situation: &Situation<'_>, target: GroupIx) -> Vec<Goal> {
    let context = situation.context;
    let precedence = context.workspace.precedence();
    let mut goals = Vec::new();
    if precedence.contains(&Source::Trigger) {
        let triggers =
            context.workspace.triggers().iter().zip(context.workspace.checked_triggers());
        let leads = TriggerIx::all(triggers.len())
            .zip(triggers)
            .filter(|(_, (trigger, checked))| trigger.enabled && checked.target == target);
        goals.extend(leads.map(|(trigger, _)| Goal::Trigger(trigger)));
    }
    if context.workspace.default_index() == Some(target) {
        goals.push(Goal::Default);
    }
    let named = precedence.iter().copied().filter(|source| match source {
        Source::Assignment | Source::GroupCode => true,
        Source::Selection => rejection(&context, target).is_none(),
        Source::Trigger | Source::Default => false,
    });
    // Last, because a name that the visitor could have given explains least.
    goals.extend(named.map(Goal::Named));
    goals
}
