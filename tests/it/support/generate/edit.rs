//! Edits: a workspace, a draft made of it step by step, and who brings it.

use std::fmt;

use frontdesk::{Agent, AgentId, Draft, Permission, Presence, Role, Router, Visitor, Workspace};
use frontdesk::expect::{Assertion, Expectation};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use super::schedule::era;
use super::visitor::written_visitor;
use super::words;
use super::workspace::workspace;

/// A draft of the next version of a workspace. Without an agent the host brings it.
#[derive(Clone)]
pub(crate) struct Edit {
    pub(crate) workspace: Workspace,
    pub(crate) draft: Draft,
    pub(crate) by: Option<AgentId>,
}

/// One change of a draft, of whatever there is.
#[derive(Clone, Debug)]
struct Step {
    kind: u8,
    one: Index,
    other: Index,
    word: &'static str,
}

const KINDS: u8 = 26;

pub(crate) fn edit() -> BoxedStrategy<Edit> {
    let steps = vec(step(), 0..5);
    let roles = vec(subsequence(&Permission::ALL[..], 0..=5), 2);
    let who = vec(select(&["agent", "admin", "lead", "deputy"][..]), words::AGENTS.len());
    let plan = (option::weighted(0.3, 0..8_u32), option::weighted(0.3, 0..8_u32));
    era()
        .prop_flat_map(|era| (workspace(era), workspace(era), vec(written_visitor(era), 0..3)))
        .prop_flat_map(move |workspaces| {
            let by = option::weighted(0.7, any::<Index>());
            (Just(workspaces), steps.clone(), roles.clone(), who.clone(), plan.clone(), by)
        })
        .prop_map(|((base, other, visitors), steps, roles, who, plan, by)| {
            let mut document = base.draft().clone();
            document.expect.extend(visitors.into_iter().map(|visitor| case(&base, visitor)));
            let names = ["lead", "deputy"].into_iter().zip(roles);
            document.roles = names.map(|(id, permissions)| Role::new(id, permissions)).collect();
            for (agent, role) in document.agents.iter_mut().zip(who) {
                agent.role = role.into();
            }
            (document.plan.max_agents, document.plan.max_groups) = plan;
            let workspace = document.check().expect("roles and plan keep a workspace valid");
            let mut draft = workspace.edit();
            steps.iter().for_each(|step| step.apply(&mut draft, other.draft()));
            let by = by.and_then(|by| id(by, workspace.agents(), |agent| agent.id.as_str()));
            Edit { by: by.map(AgentId::from), workspace, draft }
        })
        .boxed()
}

/// A case that holds.
fn case(workspace: &Workspace, visitor: Visitor<'static>) -> Expectation {
    let router = Router::new(workspace.clone());
    let decision = router.route(&visitor, &Presence::everyone_online(&router)).to_record();
    let mut case = Expectation::new(visitor).outcome(decision.outcome);
    case.group = decision.group;
    case
}

fn step() -> impl Strategy<Value = Step> + Clone {
    (0..KINDS, any::<Index>(), any::<Index>(), select(words::GROUPS))
        .prop_map(|(kind, one, other, word)| Step { kind, one, other, word })
}

/// The id of one of a list.
fn id<T>(index: Index, list: &[T], id: impl Fn(&T) -> &str) -> Option<String> {
    (!list.is_empty()).then(|| id(index.get(list)).to_owned())
}

impl Step {
    /// Nothing where there is nothing to change. Not every result passes the check.
    fn apply(&self, draft: &mut Draft, source: &Draft) {
        let Self { kind, one, other, word } = *self;
        let group = |index| id(index, &draft.groups, |group| group.id.as_str());
        let agent = |index| id(index, &draft.agents, |agent| agent.id.as_str());
        let trigger = |index| id(index, &draft.triggers, |trigger| trigger.id.as_str());
        let (a_group, b_group) = (group(one).unwrap_or_default(), group(other).unwrap_or_default());
        let (an_agent, b_agent) = (agent(one).unwrap_or_default(), agent(other).unwrap_or_default());
        let a_trigger = trigger(one).unwrap_or_default();
        let role = ["agent", "admin", "lead", "deputy"][one.index(4)];
        // An edit that fails leaves the draft as it was.
        let _ = match kind {
            0 => draft.delete_group(a_group).map(drop),
            1 => draft.delete_group_for(a_group, b_group).map(drop),
            2 => draft.rename_group(a_group, word),
            3 => draft.replace_group(a_group, b_group),
            4 => draft.add_to_group(an_agent, b_group),
            5 => draft.remove_from_group(an_agent, b_group),
            6 => draft.delete_agent(an_agent).map(drop),
            7 => draft.delete_agent_for(an_agent, b_agent).map(drop),
            8 => draft.agent_mut(b_agent).map(|agent| agent.role = role.into()),
            9 => draft.agent_mut(an_agent).map(|agent| agent.max_conversations = Some(1)),
            10 => draft.move_trigger(a_trigger, other.index(9)),
            11 => draft.move_group(a_group, other.index(6)),
            12 => draft.delete_trigger(a_trigger).map(drop),
            13 => draft.trigger_mut(a_trigger).map(|trigger| trigger.enabled = !trigger.enabled),
            14 => draft.group_mut(a_group).map(|group| group.enabled = !group.enabled),
            15 => draft.role_mut(role).map(|role| {
                let permission = Permission::ALL[other.index(5)];
                if role.permissions.contains(&permission) {
                    role.permissions.retain(|held| *held != permission);
                } else {
                    role.permissions.push(permission);
                }
            }),
            16 => draft.delete_role_for(role, "agent").map(drop),
            17 => draft.group_mut(a_group).map(|group| group.fallback = Some(b_group.into())),
            _ => {
                self.apply_to_whole(draft, source, a_group);
                Ok(())
            }
        };
    }

    fn apply_to_whole(&self, draft: &mut Draft, source: &Draft, group: String) {
        let Self { kind, one, other, .. } = *self;
        match kind {
            18 => draft.default_group = Some(group.into()),
            19 => draft.default_group = None,
            20 => draft.plan.max_agents = Some(one.index(8) as u32),
            21 => draft.languages = vec![["en", "fr", "FR"][one.index(3)].into()],
            22 => draft.agents.push(Agent::new(words::AGENTS[one.index(words::AGENTS.len())])),
            23 => draft.assertions.push(Assertion::never(
                frontdesk::Field::Staff.is("online"),
                [group],
            )),
            24 => match one.index(6) {
                0 => draft.groups = source.groups.clone(),
                1 => draft.triggers = source.triggers.clone(),
                2 => draft.schedules = source.schedules.clone(),
                3 => draft.agents = source.agents.clone(),
                4 => draft.expect = source.expect.clone(),
                _ => draft.precedence = source.precedence.clone(),
            },
            _ if other.index(4) == 0 => {
                let version = draft.version;
                *draft = source.clone();
                draft.version = version;
            }
            _ => draft.picker = source.picker.clone(),
        }
    }
}

impl fmt::Debug for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nold: {}", super::document(&self.workspace))?;
        writeln!(f, "new: {}", super::document(&self.draft))?;
        write!(f, "by: {:?}", self.by)
    }
}
