//! What no actor may do: delete what is still named ([rule E3](crate::_rules#e3)), or outgrow the plan
//! ([rule E4](crate::_rules#e4)).

use std::collections::BTreeMap;

use crate::change::{Change, Item, Objection};
use crate::draft::Draft;
use crate::error::{Noun, Problem, ProblemKind, Problems, shown};
use crate::workspace::{Excess, PlanLimit};

/// The problems of the new document; references to what it has deleted are gathered under that.
pub(super) fn problems(problems: Problems, changes: &[Change]) -> Vec<Objection> {
    let deleted = changes.iter().filter_map(|change| match change {
        Change::Deleted { item, .. } => Some(((item.noun, shown(&item.id)), item)),
        _ => None,
    });
    let deleted: BTreeMap<(Noun, String), &Item> = deleted.collect();
    let mut refusals: Vec<Objection> = Vec::new();
    // Where in the list each deleted thing stands: at the first place that names it.
    let mut named: BTreeMap<&Item, usize> = BTreeMap::new();
    for problem in problems {
        let Some(item) = of_deleted(&problem, &deleted) else {
            refusals.push(Objection::Problem(problem));
            continue;
        };
        let place = problem.place().clone();
        let known = named.get(item).and_then(|n| refusals.get_mut(*n));
        if let Some(Objection::StillNamed { places, .. }) = known {
            places.push(place);
        } else {
            named.insert(item, refusals.len());
            refusals.push(Objection::StillNamed { item: item.clone(), places: vec![place] });
        }
    }
    refusals
}

fn of_deleted<'i>(
    problem: &Problem,
    deleted: &BTreeMap<(Noun, String), &'i Item>,
) -> Option<&'i Item> {
    match problem.kind() {
        ProblemKind::UnknownReference(noun) => {
            deleted.get(&(*noun, problem.found().to_owned())).copied()
        }
        _ => None,
    }
}

/// Notes where the default group goes and none takes its place, and what outgrows the plan.
pub(super) fn check(old: &Draft, new: &Draft, changes: &[Change], refusals: &mut Vec<Objection>) {
    if let Some(default) = &old.default_group {
        let is_deleted = !new.groups.iter().any(|group| group.id == *default);
        if is_deleted && new.default_group.is_none() {
            refusals.push(Objection::DefaultGroup(default.clone()));
        }
    }
    for excess in Excess::of(new) {
        let noun = match excess.limit {
            PlanLimit::MaxAgents => Noun::Agent,
            PlanLimit::MaxGroups => Noun::Group,
            PlanLimit::GroupRouting => Noun::Trigger,
        };
        let added: Vec<Item> = changes
            .iter()
            .filter(|change| matches!(change, Change::Created { .. }))
            .filter_map(Change::item)
            .filter(|item| item.noun == noun)
            .cloned()
            .collect();
        if !added.is_empty() {
            refusals.push(Objection::Plan { excess, added });
        }
    }
}
