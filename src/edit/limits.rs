//! The limits that bind every actor, the host included: no item is deleted that the document refers
//! to ([rule E3](crate::_rules#e3)), and nothing is added beyond the plan
//! ([rule E4](crate::_rules#e4)).

use std::collections::BTreeMap;

use crate::draft::Draft;
use crate::edit::{Change, ItemRef, Violation};
use crate::error::{ItemKind, Problem, ProblemKind, Problems, escape};
use crate::workspace::{PlanExcess, PlanLimit};

/// Turns the problems of the new document into violations. References to one deleted item become
/// one violation.
pub(super) fn problems(problems: Problems, changes: &[Change]) -> Vec<Violation> {
    let deleted = changes.iter().filter_map(|change| match change {
        Change::Deleted { item, .. } => Some(((item.kind, escape(&item.id)), item)),
        _ => None,
    });
    // Ids are escaped here because problems hold the escaped text.
    let deleted: BTreeMap<(ItemKind, String), &ItemRef> = deleted.collect();
    let mut violations: Vec<Violation> = Vec::new();
    // The index in `violations` of the violation of each deleted item.
    let mut named: BTreeMap<&ItemRef, usize> = BTreeMap::new();
    for problem in problems {
        let Some(item) = deleted_item(&problem, &deleted) else {
            violations.push(Violation::Problem(problem));
            continue;
        };
        let path = problem.path().clone();
        let known = named.get(item).and_then(|n| violations.get_mut(*n));
        if let Some(Violation::StillNamed { paths, .. }) = known {
            paths.push(path);
        } else {
            named.insert(item, violations.len());
            violations.push(Violation::StillNamed { item: item.clone(), paths: vec![path] });
        }
    }
    violations
}

/// Returns the deleted item that a problem refers to.
fn deleted_item<'i>(
    problem: &Problem,
    deleted: &BTreeMap<(ItemKind, String), &'i ItemRef>,
) -> Option<&'i ItemRef> {
    match problem.kind() {
        ProblemKind::UnknownReference(kind) => {
            deleted.get(&(*kind, problem.found().to_owned())).copied()
        }
        _ => None,
    }
}

/// Adds violations if the default group is deleted without another one, and if items are added
/// beyond the plan.
pub(super) fn check(old: &Draft, new: &Draft, changes: &[Change], violations: &mut Vec<Violation>) {
    if let Some(default) = &old.default_group {
        let is_deleted = !new.groups.iter().any(|group| group.id == *default);
        // The key would otherwise vanish with the group, and visitors would silently go to no
        // group.
        if is_deleted && new.default_group.is_none() {
            violations.push(Violation::DefaultGroup(default.clone()));
        }
    }
    for excess in PlanExcess::find_all(new) {
        let kind = match excess.limit {
            PlanLimit::MaxAgents => ItemKind::Agent,
            PlanLimit::MaxGroups => ItemKind::Group,
            PlanLimit::GroupRouting => ItemKind::Trigger,
        };
        let added: Vec<ItemRef> = changes
            .iter()
            .filter(|change| matches!(change, Change::Created { .. }))
            .filter_map(Change::item)
            .filter(|item| item.kind == kind)
            .cloned()
            .collect();
        // An excess that existed before is no violation: after a downgrade of the plan every other
        // edit must still be possible (rule E4).
        if !added.is_empty() {
            violations.push(Violation::Plan { excess, added });
        }
    }
}
