//! The options of a change: what an actor gives beside the draft.

use std::collections::BTreeSet;

use crate::counterexample::TRIALS;
use crate::visitor::Visitor;

/// The options of [`Workspace::change_with`](crate::Workspace::change_with): overridden failures,
/// recorded visitors and the budget of the search.
///
/// ```
/// use frontdesk::{Condition, Draft, Field, Group, Trigger, Visitor};
/// use frontdesk::edit::{Actor, ChangeOptions};
/// use frontdesk::expect::Assertion;
/// let workspace = Draft::new()
///     .groups([Group::new("sales", "Sales"), Group::new("internal", "Internal")])
///     .check()?;
/// let mut draft = workspace.edit();
/// let everybody = Condition::from(Field::Country.exists()) | Field::Country.missing();
/// draft.assertions.push(Assertion::never(everybody, ["internal"]).id("no-leak"));
/// draft.triggers.push(Trigger::new("late", "internal").when(Field::Visits.above(3)));
///
/// let recorded = [Visitor::undated().visits(7)];
/// let options = ChangeOptions::new().visitors(&recorded);
/// let refused = workspace.change_with(Actor::Host, draft.clone(), &options).unwrap_err();
/// assert!(refused.to_string().starts_with(
///     "the assertion `no-leak` never allows the group `internal`, but the recorded visitor 1 goes to \
///      `internal` by trigger `late`"
/// ));
/// let options = options.overrides(["no-leak"]);
/// let changed = workspace.change_with(Actor::Host, draft, &options)?;
/// assert_eq!(changed.assertions.failed[0].id, "no-leak");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ChangeOptions<'v> {
    pub(super) overrides: BTreeSet<String>,
    pub(super) visitors: &'v [Visitor<'v>],
    pub(super) trials: usize,
}

impl<'v> ChangeOptions<'v> {
    /// Creates options that override nothing and have no recorded visitors.
    #[must_use]
    pub fn new() -> Self {
        Self { overrides: BTreeSet::new(), visitors: &[], trials: TRIALS }
    }

    /// Adds names of expectations and ids of assertions that may fail
    /// ([rule E6](crate::_rules#e6)). Without a name or an id, the path is used: `expect[3]`,
    /// `assertions[0]`. Names that match no failure have no effect.
    #[must_use]
    pub fn overrides<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.overrides.extend(names.into_iter().map(Into::into));
        self
    }

    /// Sets the recorded visitors for whom assertions are tried. Each is routed while every agent
    /// is online.
    #[must_use]
    pub fn visitors(mut self, visitors: &'v [Visitor<'v>]) -> Self {
        self.visitors = visitors;
        self
    }

    /// Sets the most trials that the search for counterexamples to assertions takes. The default is
    /// 200,000 ([`Router::try_assertions`](crate::Router::try_assertions)).
    #[must_use]
    pub fn trials(mut self, trials: usize) -> Self {
        self.trials = trials;
        self
    }
}

impl Default for ChangeOptions<'_> {
    fn default() -> Self {
        Self::new()
    }
}
