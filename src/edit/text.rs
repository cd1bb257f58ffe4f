//! The texts of rejected edits: lower case, no full stop, the user's words in backticks.

use std::collections::BTreeSet;
use std::fmt;

use crate::edit::{AgentEdit, Change, ChangeError, ItemRef, VersionConflict, Violation};
use crate::error::{escape, join_limited, join_quoted};
use crate::list_type::write_lines;
use crate::settings::Permission;
use crate::workspace::{PlanExcess, PlanLimit};

impl fmt::Display for ChangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_lines(self, f)
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Problem(problem) => problem.fmt(f),
            Self::VersionConflict(conflict) => conflict.fmt(f),
            Self::UnknownActor(actor) => {
                write!(f, "there is no agent `{}` to change anything", escape(actor.as_str()))
            }
            Self::MissingPermission { actor, permission, items, keys } => {
                let keys = keys.iter().map(|key| format!("`{key}`"));
                let what =
                    join_limited(keys.chain(items.iter().map(ItemRef::to_string)), |text| text);
                write!(
                    f,
                    "the agent `{actor}` lacks the permission `{permission}`, which it takes to \
                     change {what}"
                )
            }
            Self::HostOnly { keys } => {
                write!(f, "only the host changes {}", join_quoted(keys))
            }
            Self::RoleBeyond { actor, role, permissions } => write!(
                f,
                "the agent `{actor}` cannot add to the role `{}` {}, which `{actor}` lacks",
                escape(role.as_str()),
                Named(permissions)
            ),
            Self::AgentBeyond { actor, agent, edit, permissions } => {
                // Ids of a draft are unchecked text. The actor is an agent of the current version,
                // whose id is well formed.
                let (agent, permissions) = (escape(agent.as_str()), Named(permissions));
                write!(f, "the agent `{actor}` cannot ")?;
                match edit {
                    AgentEdit::Change => {
                        write!(f, "change the agent `{agent}`, who has {permissions}")?;
                    }
                    AgentEdit::Remove => {
                        write!(f, "remove the agent `{agent}`, who has {permissions}")?;
                    }
                    AgentEdit::Demote => {
                        write!(f, "demote the agent `{agent}`, who has {permissions}")?;
                    }
                    AgentEdit::Promote => write!(f, "give the agent `{agent}` {permissions}")?,
                }
                write!(f, ", which `{actor}` lacks")
            }
            Self::LastAdmin { agents } => {
                let agents = join_quoted(agents);
                write!(f, "the last admin cannot be removed: without {agents} there is none")
            }
            Self::StillNamed { item, paths } => {
                let paths = join_limited(paths, ToString::to_string);
                write!(f, "the {item} cannot be deleted while it is named at {paths}")
            }
            Self::DefaultGroup(group) => write!(
                f,
                "the default group `{group}` cannot be deleted before another is the default group"
            ),
            Self::Plan { excess, added } => write_plan(f, *excess, added),
            Self::Expectation(case) => case.fmt(f),
            Self::Assertion(failed) => failed.fmt(f),
            Self::UntriedExpectations { cases } => {
                let plural = if cases.len() == 1 { "" } else { "s" };
                write!(
                    f,
                    "`expect` takes more to try than is allowed: the case{plural} {} {} not tried",
                    join_quoted(cases.iter().map(|name| escape(name))),
                    if cases.len() == 1 { "was" } else { "were" }
                )
            }
        }
    }
}

fn write_plan(f: &mut fmt::Formatter<'_>, excess: PlanExcess, added: &[ItemRef]) -> fmt::Result {
    let added = join_limited(added, ItemRef::to_string);
    let PlanExcess { limit, most, found, .. } = excess;
    let limit = match limit {
        PlanLimit::MaxAgents => "`plan.max_agents`",
        PlanLimit::MaxGroups => "`plan.max_groups`",
        PlanLimit::GroupRouting => {
            return write!(f, "the plan has no group routing: {added} cannot be added");
        }
    };
    write!(f, "{limit} is {most}, with {added} there would be {found}")
}

impl fmt::Display for VersionConflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { taken_from, present, both, differs } = self;
        write!(
            f,
            "the draft was taken from version {taken_from}, and version {present} is present"
        )?;
        match both {
            Some(both) if both.is_empty() => f.write_str("; nothing was changed by both"),
            Some(both) => {
                write!(
                    f,
                    "; both changed {}",
                    subjects(both.iter().map(|conflict| &conflict.draft))
                )
            }
            None if differs.is_empty() => Ok(()),
            None => write!(f, "; they differ in {}", subjects(differs)),
        }
    }
}

/// Lists the subjects of changes, each once, in the order of the changes.
fn subjects<'c>(changes: impl IntoIterator<Item = &'c Change>) -> String {
    // One item can conflict in several ways. It is named once.
    let mut seen = BTreeSet::new();
    let texts = changes.into_iter().map(|change| match (change.item(), change.key()) {
        (Some(item), Some(key)) => format!("`{key}` of {item}"),
        (Some(item), None) => item.to_string(),
        (None, key) => format!("`{}`", key.unwrap_or_default()),
    });
    join_limited(texts.filter(|text| seen.insert(text.clone())), |text| text)
}

/// Displays permissions by their names.
struct Named<'p>(&'p [Permission]);

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.0.len() == 1 { "" } else { "s" };
        write!(f, "the permission{plural} {}", join_quoted(self.0))
    }
}
