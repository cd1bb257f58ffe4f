//! Presence against a model that keeps nothing but the beats that it was told of, in a list.

use std::collections::HashMap;

use frontdesk::{Agent, AgentId, Draft, Group, Heartbeat, Members, Presence, Router, Strategy as Choosing, Timestamp, Visitor, Workspace};
use frontdesk::presence::{AgentStatus, GroupStatus, PresenceRecord};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::support::run::holds;

/// Two versions of a workspace, and what happens to a presence of the first.
#[derive(Clone, Debug)]
struct Story {
    versions: [Version; 2],
    steps: Vec<Step>,
}

/// Who is in a workspace, by number: agents with their limits, and groups.
#[derive(Clone, Debug)]
struct Version {
    agents: Vec<(usize, Option<u32>)>,
    groups: Vec<(Option<Vec<usize>>, Choosing)>,
}

/// What happens, and what is asked then: of which version, at which instant.
#[derive(Clone, Debug)]
struct Step {
    change: Change,
    version: usize,
    at: Option<i64>,
}

#[derive(Clone, Debug)]
enum Change {
    Set(usize, Heartbeat),
    SetAll(Vec<(usize, Heartbeat)>),
    Lapse(i64),
    Follow(usize),
}

/// One more than there may be in a workspace, so that some are unknown.
const AGENTS: usize = 141;

fn id(agent: usize) -> AgentId {
    format!("a{agent}").into()
}

fn millis(millis: i64) -> Timestamp {
    Timestamp::from_unix_millis(millis)
}

fn story() -> impl Strategy<Value = Story> {
    // Around the counts at which a word of bits is full.
    let counts = select(&[0, 1, 2, 5, 9, 63, 64, 65, 127, 130, 140][..]);
    counts.prop_flat_map(|count| {
        let steps = vec(step(), 1..40);
        ([version(count), version(count)], steps)
            .prop_map(|(versions, steps)| Story { versions, steps })
    })
}

fn version(count: usize) -> impl Strategy<Value = Version> {
    let limits = prop_oneof![2 => Just(None), 5 => (0..3_u32).prop_map(Some)];
    let fewest = count - count / 3;
    (subsequence((0..count).collect::<Vec<_>>(), fewest..=count).prop_shuffle(), vec(limits, count))
        .prop_flat_map(|(agents, limits)| {
            let members = subsequence(agents.clone(), 0..=agents.len()).prop_shuffle();
            let members = prop_oneof![1 => Just(None), 3 => members.prop_map(Some)];
            let strategies = &[Choosing::Broadcast, Choosing::Ranked, Choosing::LeastBusy][..];
            let groups = vec((members, select(strategies)), 1..5);
            (Just(agents.into_iter().zip(limits).collect()), groups)
        })
        .prop_map(|(agents, groups)| Version { agents, groups })
}

fn step() -> impl Strategy<Value = Step> {
    let one = || (0..AGENTS, beat());
    let change = prop_oneof![
        6 => one().prop_map(|(agent, beat)| Change::Set(agent, beat)),
        4 => vec(one(), 0..250).prop_map(Change::SetAll),
        2 => (-1..8_i64).prop_map(Change::Lapse),
        1 => (0..2_usize).prop_map(Change::Follow),
    ];
    let version = prop::bool::weighted(0.3).prop_map(usize::from);
    (change, version, option::weighted(0.8, -1..8_i64))
        .prop_map(|(change, version, at)| Step { change, version, at })
}

fn beat() -> impl Strategy<Value = Heartbeat> {
    let status = prop_oneof![
        8 => Just(AgentStatus::Online),
        1 => select(&[AgentStatus::Away, AgentStatus::Invisible, AgentStatus::Offline][..]),
    ];
    let until = option::weighted(0.8, 0..7_i64);
    (status, 0..3_u32, until).prop_map(|(status, load, until)| {
        Heartbeat::new(status).load(load).until(until.map(millis))
    })
}

impl Version {
    #[track_caller]
    fn workspace(&self) -> Workspace {
        let mut draft = Draft::new();
        for (agent, most) in &self.agents {
            let mut agent = Agent::new(id(*agent));
            agent.max_conversations = *most;
            draft = draft.agent(agent);
        }
        for (n, (members, strategy)) in self.groups.iter().enumerate() {
            let group = Group::new(format!("g{n}"), "G").strategy(*strategy);
            draft = draft.group(match members {
                None => group.all_agents(),
                Some(members) => group.agents(members.iter().map(|agent| id(*agent))),
            });
        }
        draft.check().unwrap_or_else(|problems| panic!("{problems}"))
    }
}

/// The beats that a presence was told of, of agents whom it knew.
struct Model {
    beats: Vec<(AgentId, Heartbeat)>,
}

/// The agents of a workspace as they stand.
struct Seen<'a> {
    workspace: &'a Workspace,
    agents: HashMap<&'a AgentId, (&'a Agent, Heartbeat)>,
    at: Option<Timestamp>,
}

impl Model {
    fn last(&self, agent: &AgentId) -> Heartbeat {
        let beats = self.beats.iter().rev();
        beats.clone().find(|(id, _)| id == agent).map_or(Heartbeat::default(), |(_, beat)| *beat)
    }

    fn set(&mut self, workspace: &Workspace, agent: &AgentId, beat: Heartbeat) -> Option<bool> {
        workspace.agent(agent)?;
        let before = self.last(agent);
        self.beats.push((agent.clone(), beat));
        Some((before.status, before.load) != (beat.status, beat.load))
    }

    /// In the order in which leases end, and of two at once in agent order.
    fn lapse(&mut self, workspace: &Workspace, now: Timestamp) -> Vec<AgentId> {
        let agents = workspace.agents().iter().map(|agent| (self.last(&agent.id), &agent.id));
        let mut ended: Vec<_> = agents
            .filter(|(beat, _)| beat.status == AgentStatus::Online)
            .filter(|(beat, _)| beat.until.is_some_and(|until| until <= now))
            .collect();
        ended.sort_by_key(|(beat, _)| beat.until);
        for (beat, id) in &ended {
            self.beats.push(((*id).clone(), Heartbeat::new(AgentStatus::Offline).load(beat.load)));
        }
        ended.into_iter().map(|(_, id)| id.clone()).collect()
    }

    fn follow(&mut self, workspace: &Workspace) {
        self.beats.retain(|(id, _)| workspace.agent(id).is_some());
    }

    fn record(&self, workspace: &Workspace) -> PresenceRecord {
        let agents = workspace.agents().iter().map(|agent| (&agent.id, self.last(&agent.id)));
        agents.filter(|(_, beat)| *beat != Heartbeat::default()).collect()
    }

    fn see<'a>(&self, workspace: &'a Workspace, at: Option<Timestamp>) -> Seen<'a> {
        let agents = workspace.agents().iter();
        let agents = agents.map(|agent| (&agent.id, (agent, self.last(&agent.id)))).collect();
        Seen { workspace, agents, at }
    }

    fn next_end(&self, workspace: &Workspace, at: Option<Timestamp>) -> Option<Timestamp> {
        let beats = workspace.agents().iter().map(|agent| self.last(&agent.id));
        let ends = beats.filter(|beat| beat.status == AgentStatus::Online).filter_map(|beat| beat.until);
        ends.filter(|until| at.is_some_and(|at| at < *until)).min()
    }
}

impl<'a> Seen<'a> {
    fn is_online(&self, id: &AgentId) -> bool {
        let beat = self.agents[id].1;
        let has_ended = match (beat.until, self.at) {
            (Some(until), Some(at)) => at >= until,
            (Some(_), None) => true,
            (None, _) => false,
        };
        beat.status == AgentStatus::Online && !has_ended
    }

    fn has_room(&self, id: &AgentId) -> bool {
        let (agent, beat) = self.agents[id];
        agent.max_conversations.is_none_or(|most| beat.load < most)
    }

    fn everyone(&self) -> Vec<&'a AgentId> {
        self.workspace.agents().iter().map(|agent| &agent.id).collect()
    }

    fn online(&self, group: &'a Group) -> Vec<&'a AgentId> {
        let members = match &group.agents {
            Members::All => self.everyone(),
            Members::Listed(members) => members.iter().map(|member| &member.id).collect(),
        };
        members.into_iter().filter(|id| self.is_online(id)).collect()
    }

    fn standing(&self, group: &'a Group) -> GroupStatus {
        let online = self.online(group);
        if online.is_empty() {
            GroupStatus::Offline
        } else if online.iter().any(|id| self.has_room(id)) {
            GroupStatus::Available
        } else {
            GroupStatus::Busy
        }
    }

    fn candidates(&self, group: &'a Group) -> Vec<&'a AgentId> {
        let mut eligible = self.online(group);
        eligible.retain(|id| self.has_room(id));
        if group.strategy == Choosing::LeastBusy {
            eligible.sort_by_key(|id| self.agents[id].1.load);
        }
        eligible
    }
}

/// What a router says of each group and of nobody's visitor, against what the model sees.
fn agree(router: &Router, presence: &Presence, seen: &Seen<'_>) -> Result<(), TestCaseError> {
    let visitor = seen.at.map_or_else(Visitor::undated, Visitor::at);
    for group in seen.workspace.groups() {
        let standing = seen.standing(group);
        prop_assert_eq!(router.status(&group.id, presence, seen.at), Some(standing));
        let visitor = visitor.clone().group_code(group.id.as_str());
        let situation = router.situation(&visitor, presence);
        let decision = situation.route();
        let expected = match standing {
            GroupStatus::Available => seen.candidates(group),
            _ => Vec::new(),
        };
        let candidates: Vec<_> = decision.candidates().map(|agent| &agent.id).collect();
        prop_assert_eq!(&candidates, &expected);
        let picks = group.strategy != Choosing::Broadcast;
        let pick = expected.first().copied().filter(|_| picks);
        prop_assert_eq!(decision.assignee().map(|agent| &agent.id), pick);
        let told: Vec<_> = decision.notify().map(|agent| &agent.id).collect();
        prop_assert_eq!(told, if picks { pick.into_iter().collect() } else { expected });
        let mut list = decision.notify();
        while list.next().is_some() {}
        prop_assert!(list.next().is_none(), "a list that has ended goes on");
        let explanation = situation.explain();
        let state = &explanation.serving[0].state;
        let online = seen.online(group);
        let with_room = online.iter().filter(|id| seen.has_room(id)).count();
        prop_assert_eq!((state.online as usize, state.with_room as usize), (online.len(), with_room));
    }
    // A visitor whom no group takes.
    let decision = router.route(&visitor, presence);
    let told: Vec<_> = decision.notify().map(|agent| &agent.id).collect();
    let mut expected = seen.everyone();
    expected.retain(|id| seen.is_online(id) && seen.has_room(id));
    prop_assert_eq!(told, expected);
    Ok(())
}

#[test]
fn a_presence_says_what_a_list_of_its_beats_says() {
    holds(20, story(), |story| {
        let workspaces = story.versions.each_ref().map(Version::workspace);
        let routers = workspaces.clone().map(Router::new);
        let mut own = 0;
        let mut presence = Presence::new(&routers[own]);
        let mut model = Model { beats: Vec::new() };
        for Step { change, version, at } in story.steps {
            match change {
                Change::Set(agent, beat) => {
                    let is_news = model.set(&workspaces[own], &id(agent), beat);
                    prop_assert_eq!(presence.set(id(agent), beat).ok(), is_news);
                }
                Change::SetAll(beats) => {
                    let record: PresenceRecord =
                        beats.into_iter().map(|(agent, beat)| (id(agent), beat)).collect();
                    let unknown = presence.set_all(&record).into_iter().map(|unknown| unknown.0);
                    let mut expected = Vec::new();
                    for (agent, beat) in record.iter() {
                        if model.set(&workspaces[own], agent, *beat).is_none() {
                            expected.push(agent.clone());
                        }
                    }
                    prop_assert_eq!(unknown.collect::<Vec<_>>(), expected);
                }
                Change::Lapse(now) => {
                    let lapsed = model.lapse(&workspaces[own], millis(now));
                    prop_assert_eq!(presence.expire_leases(millis(now)), lapsed);
                }
                Change::Follow(version) => {
                    own = version;
                    model.follow(&workspaces[own]);
                    presence.follow(&routers[own]);
                    prop_assert!(presence.is_for(&routers[own]));
                }
            }
            prop_assert_eq!(presence.to_record(), model.record(&workspaces[own]));
            let at = at.map(millis);
            let asked = if version == 0 { own } else { 1 - own };
            let seen = model.see(&workspaces[asked], at);
            agree(&routers[asked], &presence, &seen)?;
            let visitor = at.map_or_else(Visitor::undated, Visitor::at);
            let until = routers[asked].situation(&visitor, &presence).valid_until();
            prop_assert_eq!(until, model.next_end(&workspaces[own], at));
        }
        Ok(())
    });
}
