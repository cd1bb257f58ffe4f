//! Findings of triggers and where they stand.

use crate::analysis::Finding;
use crate::workspace::Workspace;

pub(super) fn look(workspace: &Workspace, list: &mut Vec<Finding>) {
    for (trigger, checked) in workspace.triggers().iter().zip(workspace.checked_triggers()) {
        let target = workspace.group_at(checked.target);
        if let Some(group) = target.filter(|group| trigger.enabled && !group.enabled) {
            list.push(Finding::DeadTarget { trigger: trigger.id.clone(), group: group.id.clone() });
        }
    }
    let first = catch_all(workspace).and_then(|n| Some((n, workspace.triggers().get(n)?)));
    if let Some((n, first)) = first {
        let after = workspace.triggers().iter().skip(n + 1).filter(|trigger| trigger.enabled);
        let after: Vec<_> = after.map(|trigger| trigger.id.clone()).collect();
        if !after.is_empty() {
            list.push(Finding::AfterCatchAll { first: first.id.clone(), after });
        }
    }
}

/// The first trigger that fires for every visitor, for it has no condition.
pub(super) fn catch_all(workspace: &Workspace) -> Option<usize> {
    let mut triggers = workspace.triggers().iter().zip(workspace.checked_triggers());
    triggers.position(|(trigger, checked)| {
        let target = workspace.group_at(checked.target);
        trigger.when.is_none() && trigger.enabled && target.is_some_and(|group| group.enabled)
    })
}
