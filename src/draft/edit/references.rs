//! The references between the items of a draft.

use crate::draft::Draft;
use crate::group::{Group, Members};
use crate::heartbeat::PresenceRecord;
use crate::id::{AgentId, GroupId, RoleId, ScheduleId, TriggerId};
use crate::visitor::Field;

/// A kind of id, with every reference to it.
pub(super) trait Reference: PartialEq + Clone {
    /// Replaces every reference to one id by another.
    fn redirect(draft: &mut Draft, from: &Self, to: &Self);
}

fn put<I: PartialEq + Clone>(place: &mut I, from: &I, to: &I) {
    if place == from {
        *place = to.clone();
    }
}

/// Calls `change` with the fields of all conditions.
fn each_field(draft: &mut Draft, mut change: impl FnMut(&mut Field)) {
    let triggers = draft.triggers.iter_mut().filter_map(|trigger| trigger.when.as_mut());
    let assertions = draft.assertions.iter_mut().filter_map(|assertion| assertion.when.as_mut());
    triggers.chain(assertions).for_each(|when| when.each_field(&mut change));
}

impl Reference for GroupId {
    fn redirect(draft: &mut Draft, from: &Self, to: &Self) {
        draft.default_group.iter_mut().for_each(|id| put(id, from, to));
        for group in &mut draft.groups {
            group.fallback.iter_mut().for_each(|id| put(id, from, to));
            group.escalation.iter_mut().for_each(|step| put(&mut step.to, from, to));
        }
        draft.triggers.iter_mut().for_each(|trigger| put(&mut trigger.assign_to, from, to));
        for case in &mut draft.expect {
            case.group.iter_mut().for_each(|id| put(id, from, to));
        }
        for assertion in &mut draft.assertions {
            for groups in [&mut assertion.never, &mut assertion.always] {
                let had = groups.contains(to);
                groups.iter_mut().for_each(|id| put(id, from, to));
                if had {
                    keep_first(groups, to);
                }
            }
        }
        each_field(draft, |field| {
            if let Field::Group(id) = field {
                put(id, from, to);
            }
        });
    }
}

/// Keeps only the first occurrence of an id.
fn keep_first(groups: &mut Vec<GroupId>, id: &GroupId) {
    let mut seen = false;
    groups.retain(|group| group != id || !std::mem::replace(&mut seen, true));
}

impl Group {
    /// Adapts a group that has replaced another: it must not fall back or escalate to itself, so that it takes over the
    /// fallback of the other.
    pub(super) fn inherit(&mut self, fallback: Option<GroupId>) {
        if self.fallback.as_ref() == Some(&self.id) {
            self.fallback = fallback;
        }
        let id = self.id.clone();
        self.escalation.retain(|step| step.to != id);
    }
}

impl Reference for AgentId {
    fn redirect(draft: &mut Draft, from: &Self, to: &Self) {
        for group in &mut draft.groups {
            group.greeter.iter_mut().for_each(|id| put(id, from, to));
            let Members::Listed(members) = &mut group.agents else { continue };
            if members.iter().any(|member| member.id == *to) {
                members.retain(|member| member.id != *from);
            }
            members.iter_mut().for_each(|member| put(&mut member.id, from, to));
        }
        for record in draft.expect.iter_mut().filter_map(|case| case.presence.as_mut()) {
            if !record.iter().any(|(agent, _)| agent == to) {
                let heartbeats = record.iter().map(|(agent, heartbeat)| {
                    (if agent == from { to.clone() } else { agent.clone() }, *heartbeat)
                });
                *record = heartbeats.collect::<PresenceRecord>();
            }
        }
    }
}

impl Reference for ScheduleId {
    fn redirect(draft: &mut Draft, from: &Self, to: &Self) {
        for group in &mut draft.groups {
            group.schedule.iter_mut().for_each(|id| put(id, from, to));
        }
        each_field(draft, |field| {
            if let Field::Schedule(id) = field {
                put(id, from, to);
            }
        });
    }
}

impl Reference for RoleId {
    fn redirect(draft: &mut Draft, from: &Self, to: &Self) {
        draft.agents.iter_mut().for_each(|agent| put(&mut agent.role, from, to));
    }
}

impl Reference for TriggerId {
    fn redirect(draft: &mut Draft, from: &Self, to: &Self) {
        for case in &mut draft.expect {
            case.trigger.iter_mut().for_each(|id| put(id, from, to));
        }
    }
}
