//! The first trigger whose condition is true: the one door to however it is found.
//!
//! Behind it stands an ordered scan over checked conditions; an index will take its place.

use crate::condition::{Facts, Truth};
use crate::workspace::Workspace;

/// The triggers that can win, in order.
#[derive(Clone, Debug)]
pub(super) struct Matcher {
    /// Enabled, and with an enabled target.
    live: Box<[u32]>,
}

impl Matcher {
    pub(super) fn new(workspace: &Workspace) -> Self {
        let can_win = |place: &u32| {
            let place = *place as usize;
            let trigger = workspace.triggers().get(place);
            let target = workspace.checked_triggers().get(place).map(|t| t.target);
            trigger.is_some_and(|trigger| trigger.enabled)
                && target
                    .and_then(|target| workspace.group_at(target))
                    .is_some_and(|group| group.enabled)
        };
        let places = (0..).take(workspace.triggers().len());
        Self { live: places.filter(can_win).collect() }
    }

    /// The first trigger in list order that can win and whose condition is true (rule R5).
    pub(super) fn first(&self, workspace: &Workspace, facts: &impl Facts) -> Option<u32> {
        self.live.iter().copied().find(|place| is_true(workspace, *place, facts))
    }
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
