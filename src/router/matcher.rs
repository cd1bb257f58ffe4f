//! The first trigger whose condition is true: the one door to however it is found.

use crate::condition::{Facts, Truth};
use crate::router::index::{self, Index, LiveTrigger};
use crate::workspace::Workspace;

/// The triggers that can win.
#[derive(Clone, Debug)]
pub(super) enum Matcher {
    Index(Index),
    /// More than an index can number, in order.
    Scan(Box<[u32]>),
}

impl Matcher {
    pub(super) fn new(workspace: &Workspace, seed: u64) -> Self {
        let live = live_triggers(workspace);
        match Index::new(&live, workspace.rules(), seed) {
            Some(index) => Self::Index(index),
            None => Self::Scan(live.iter().map(|(place, _)| *place).collect()),
        }
    }

    /// The first trigger in list order that can win and whose condition is true ([rule R5](crate::_rules#r5)).
    pub(super) fn first(&self, workspace: &Workspace, facts: &impl Facts) -> Option<u32> {
        match self {
            Self::Scan(live) => {
                live.iter().copied().find(|place| is_true(workspace, *place, facts))
            }
            Self::Index(index) => index.first(workspace.rules(), facts),
        }
    }
}

/// The triggers that can win and that no table can look up, in order.
pub(super) fn unindexed_triggers(workspace: &Workspace, seed: u64) -> Vec<u32> {
    index::unindexed_triggers(&live_triggers(workspace), workspace.rules(), seed)
}

/// The triggers that are enabled and lead to an enabled group. None of those after one that is true
/// of everybody can win.
fn live_triggers(workspace: &Workspace) -> Vec<LiveTrigger> {
    let mut live = Vec::new();
    let triggers = workspace.triggers().iter().zip(workspace.checked_triggers());
    for (place, (trigger, checked)) in (0..).zip(triggers) {
        let target = workspace.group_at(checked.target);
        if trigger.enabled && target.is_some_and(|group| group.enabled) {
            live.push((place, checked.when));
            if checked.when.is_none() {
                break;
            }
        }
    }
    live
}

/// Whether a trigger's condition is true; without one it is for every visitor.
pub(super) fn is_true(workspace: &Workspace, trigger: u32, facts: &impl Facts) -> bool {
    let when = workspace.checked_triggers().get(trigger as usize).map(|trigger| trigger.when);
    match when {
        Some(Some(program)) => workspace.rules().truth(program, facts) == Truth::True,
        Some(None) => true,
        None => false,
    }
}
