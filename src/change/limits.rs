//! What no actor may do: delete what is still named ([rule E3](crate::_rules#e3)), or outgrow the plan
//! ([rule E4](crate::_rules#e4)).

use std::collections::BTreeMap;

use crate::change::{Change, ItemRef, Violation};
use crate::draft::Draft;
use crate::error::{ItemKind, Problem, ProblemKind, Problems, shown};
use crate::workspace::{PlanExcess, PlanLimit};

/// The problems of the new document; references to what it has deleted are gathered under that.
pub(super) fn problems(problems: Problems, changes: &[Change]) -> Vec<Violation> {
    let deleted = changes.iter().filter_map(|change| match change {
        Change::Deleted { item, .. } => Some(((item.noun, shown(&item.id)), item)),
        _ => None,
    });
    let deleted: BTreeMap<(ItemKind, String), &ItemRef> = deleted.collect();
    let mut refusals: Vec<Violation> = Vec::new();
    // Where in the list each deleted thing stands: at the first place that names it.
    let mut named: BTreeMap<&ItemRef, usize> = BTreeMap::new();
    for problem in problems {
        let Some(item) = is_deleted(&problem, &deleted) else {
            refusals.push(Violation::Problem(problem));
            continue;
        };
        let place = problem.place().clone();
        let known = named.get(item).and_then(|n| refusals.get_mut(*n));
        if let Some(Violation::StillNamed { places, .. }) = known {
            places.push(place);
        } else {
            named.insert(item, refusals.len());
            refusals.push(Violation::StillNamed { item: item.clone(), places: vec![place] });
        }
    }
    refusals
}

fn is_deleted<'i>(
    problem: &Problem,
    deleted: &BTreeMap<(ItemKind, String), &'i ItemRef>,
) -> Option<&'i ItemRef> {
    match problem.kind() {
        ProblemKind::UnknownReference(noun) => {
            deleted.get(&(*noun, problem.found().to_owned())).copied()
        }
        _ => None,
    }
}

/// Notes where the default group goes and none takes its place, and what outgrows the plan.
pub(super) fn check(old: &Draft, new: &Draft, changes: &[Change], refusals: &mut Vec<Violation>) {
    if let Some(default) = &old.default_group {
        let is_deleted = !new.groups.iter().any(|group| group.id == *default);
        if is_deleted && new.default_group.is_none() {
            refusals.push(Violation::DefaultGroup(default.clone()));
        }
    }
    for excess in PlanExcess::find_all(new) {
        let noun = match excess.limit {
            PlanLimit::MaxAgents => ItemKind::Agent,
            PlanLimit::MaxGroups => ItemKind::Group,
            PlanLimit::GroupRouting => ItemKind::Trigger,
        };
        let added: Vec<ItemRef> = changes
            .iter()
            .filter(|change| matches!(change, Change::Created { .. }))
            .filter_map(Change::item)
            .filter(|item| item.noun == noun)
            .cloned()
            .collect();
        if !added.is_empty() {
            refusals.push(Violation::Plan { excess, added });
        }
    }
}
