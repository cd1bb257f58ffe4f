//! Compares the limits of the tenant's plan with a workspace.

use std::fmt;

use serde::Serialize;

use crate::draft::Draft;
use crate::workspace::Workspace;

/// A limit of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PlanLimit {
    /// The key `max_agents`.
    MaxAgents,
    /// The key `max_groups`.
    MaxGroups,
    /// The key `group_routing`. If it is `false`, the plan does not include triggers, which assign
    /// groups.
    GroupRouting,
}

/// An excess over a limit of the plan (rules [W3](crate::_rules#w3), [E4](crate::_rules#e4)). The
/// workspace is still routed. Edits may reduce the excess and may not add to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PlanExcess {
    /// The limit that is exceeded.
    pub limit: PlanLimit,
    /// The most items that the limit allows.
    pub most: u32,
    /// The number of items that the workspace has.
    pub found: usize,
}

impl Workspace {
    /// Returns every excess over the plan. A workspace still loads after its plan was reduced
    /// ([rule E4](crate::_rules#e4)).
    ///
    /// ```
    /// use frontdesk::Draft;
    /// let draft: Draft = serde_json::from_str(
    ///     r#"{"plan": {"max_agents": 1}, "agents": [{"id": "a1"}, {"id": "a2"}], "groups": []}"#)?;
    /// let workspace = draft.check()?;
    /// let excess = workspace.beyond_plan();
    /// assert_eq!(excess[0].to_string(), "the plan allows 1 agent, there are 2");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn beyond_plan(&self) -> Vec<PlanExcess> {
        PlanExcess::find_all(self.draft())
    }
}

impl PlanExcess {
    pub(crate) fn find_all(draft: &Draft) -> Vec<Self> {
        let plan = &draft.plan;
        // A plan without group routing is treated as one that allows no triggers.
        let routing = if plan.group_routing { None } else { Some(0) };
        let limits = [
            (PlanLimit::MaxAgents, plan.max_agents, draft.agents.len()),
            (PlanLimit::MaxGroups, plan.max_groups, draft.groups.len()),
            (PlanLimit::GroupRouting, routing, draft.triggers.len()),
        ];
        limits
            .into_iter()
            .filter_map(|(limit, most, found)| Some(Self { limit, most: most?, found }))
            .filter(|excess| usize::try_from(excess.most).is_ok_and(|most| excess.found > most))
            .collect()
    }
}

impl fmt::Display for PlanExcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { limit, most, found } = *self;
        let are = if found == 1 { "is" } else { "are" };
        match limit {
            PlanLimit::MaxAgents => {
                write!(f, "the plan allows {}, there {are} {found}", counted(most, "agent"))
            }
            PlanLimit::MaxGroups => {
                write!(f, "the plan allows {}, there {are} {found}", counted(most, "group"))
            }
            PlanLimit::GroupRouting => {
                let triggers = counted(found, "trigger");
                write!(f, "the plan has no group routing, there {are} {triggers}")
            }
        }
    }
}

fn counted(count: impl fmt::Display, noun: &str) -> String {
    let count = count.to_string();
    if count == "1" { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
