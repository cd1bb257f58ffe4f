//! Finds the first trigger that fires, whichever way it is found.

use crate::condition::{Facts, Truth};
use crate::ix::{Ix, TriggerIx};
use crate::router::index::{self, Index, LiveTrigger};
use crate::workspace::Workspace;

/// The triggers that can win, and how the first of them is found.
#[derive(Clone, Debug)]
pub(super) enum Matcher {
    Index(Index),
    /// There are more triggers than an index can number, so they are tried in order.
    Scan(Box<[TriggerIx]>),
}

impl Matcher {
    pub(super) fn new(workspace: &Workspace, seed: u64) -> Self {
        let live = live_triggers(workspace);
        match Index::new(&live, workspace.rules(), seed) {
            // The index also decides whether few triggers are tried one by one. `Scan` is only for sets that
            // it cannot number.
            Some(index) => Self::Index(index),
            None => Self::Scan(live.iter().map(|(trigger, _)| *trigger).collect()),
        }
    }

    /// Returns the first trigger in list order that can win and whose condition is true
    /// ([rule R5](crate::_rules#r5)).
    pub(super) fn first(&self, workspace: &Workspace, facts: &impl Facts) -> Option<TriggerIx> {
        match self {
            Self::Scan(live) => {
                live.iter().copied().find(|trigger| is_true(workspace, *trigger, facts))
            }
            Self::Index(index) => index.first(workspace.rules(), facts),
        }
    }
}

/// Returns the triggers that can win and have no access path, in order.
pub(super) fn unindexed_triggers(workspace: &Workspace, seed: u64) -> Vec<TriggerIx> {
    index::unindexed_triggers(&live_triggers(workspace), workspace.rules(), seed)
}

/// Returns the triggers that are enabled and lead to an enabled group. A trigger without a condition fires
/// for everybody, so the triggers after it cannot win.
fn live_triggers(workspace: &Workspace) -> Vec<LiveTrigger> {
    let mut live = Vec::new();
    let triggers = workspace.triggers().iter().zip(workspace.checked_triggers());
    for (index, (trigger, checked)) in TriggerIx::all(triggers.len()).zip(triggers) {
        let target = workspace.group_at(checked.target);
        if trigger.enabled && target.is_some_and(|group| group.enabled) {
            live.push((index, checked.when));
            // This trigger fires for everybody, so no later one can win.
            if checked.when.is_none() {
                break;
            }
        }
    }
    live
}

/// Returns `true` if a trigger's condition is true. A trigger without a condition fires for every
/// visitor. An index of another workspace breaks an invariant: its trigger does not fire.
pub(super) fn is_true(workspace: &Workspace, trigger: TriggerIx, facts: &impl Facts) -> bool {
    let when = trigger.get(workspace.checked_triggers()).map(|trigger| trigger.when);
    debug_assert!(when.is_some(), "{trigger:?} is not of this workspace");
    match when {
        // Unknown does not fire (rule C2).
        Some(Some(expr)) => workspace.rules().truth(expr, facts) == Truth::True,
        Some(None) => true,
        None => false,
    }
}
