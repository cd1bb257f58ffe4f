//! Facts about the members and schedules of groups that limit their states, computed once for all
//! groups.

use crate::ix::{AgentIx, GroupIx, Ix};
use crate::workspace::Workspace;

/// The facts of each group, by its index in the workspace.
pub(super) struct GroupFacts(Vec<Facts>);

#[derive(Clone, Copy, Debug, Default)]
struct Facts {
    has_schedule: bool,
    has_members: bool,
    /// `true` if a member has `max_conversations`. A group is busy if all of its online members are
    /// at their limits.
    may_be_busy: bool,
}

impl GroupFacts {
    pub(super) fn new(workspace: &Workspace) -> Self {
        let limited: Vec<bool> =
            workspace.agents().iter().map(|agent| agent.max_conversations.is_some()).collect();
        let any_is_limited = limited.contains(&true);
        let is_limited = |member: &AgentIx| member.get(&limited).copied().unwrap_or(false);
        let groups = workspace.checked_groups().iter().zip(workspace.members().iter());
        let facts = groups.map(|(group, members)| Facts {
            has_schedule: group.schedule().is_some(),
            has_members: match members {
                // Every agent of the workspace is a member of a group without a list.
                None => !limited.is_empty(),
                Some(members) => !members.is_empty(),
            },
            may_be_busy: match members {
                None => any_is_limited,
                Some(members) => members.iter().any(is_limited),
            },
        });
        Self(facts.collect())
    }

    fn facts(&self, group: GroupIx) -> Facts {
        group.get(&self.0).copied().unwrap_or_default()
    }

    pub(super) fn has_members(&self, group: GroupIx) -> bool {
        self.facts(group).has_members
    }

    pub(super) fn may_be_busy(&self, group: GroupIx) -> bool {
        self.facts(group).may_be_busy
    }

    /// Returns the reason why a group never has a state ([rule A1](crate::_rules#a1)), or `None` if
    /// it can have it.
    pub(super) fn impossible_state(&self, group: GroupIx, word: &str) -> Option<&'static str> {
        let facts = self.facts(group);
        let serves = matches!(word, "available" | "busy");
        if word == "closed" && !facts.has_schedule {
            Some("a group without a schedule is never closed")
        } else if serves && !facts.has_members {
            Some("nobody is in the group")
        } else if word == "busy" && !facts.may_be_busy {
            Some("no member of the group has `max_conversations`, so it is never busy")
        } else {
            None
        }
    }
}
