//! What a reader of the log knows: the events folded, without any rule of how they come about.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk::{Heartbeat, Group, Members, Presence, Router, GroupStatus, AgentStatus, Timestamp};
use serde_json::Value;

use super::generate::checked;

#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    pub(crate) router: Router,
    pub(crate) seq: u64,
    pub(crate) at: Option<Timestamp>,
    pub(crate) statuses: BTreeMap<String, AgentStatus>,
    pub(crate) open: BTreeMap<String, Open>,
    arrivals: u64,
}

/// A conversation that is not closed.
#[derive(Clone, Debug)]
pub(crate) struct Open {
    pub(crate) priority: i64,
    pub(crate) arrived: Timestamp,
    pub(crate) number: u64,
    pub(crate) is_asked: bool,
    pub(crate) group: Option<String>,
    /// Agents, the group by which they joined, and whether that was invited.
    pub(crate) inside: Vec<(String, Option<String>, bool)>,
    pub(crate) main: Option<Need>,
    pub(crate) invited: BTreeMap<String, Need>,
}

/// A call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Need {
    pub(crate) told: Vec<Told>,
    /// Who ever refused it.
    pub(crate) refused: BTreeSet<String>,
    pub(crate) escalated: Vec<String>,
    /// `queued` or `message_taken` was the last that was heard of it, but for what began and ended in
    /// that instant.
    pub(crate) is_said_to_wait: bool,
    said_at: Option<Timestamp>,
    /// Who was told, and when.
    asked: Vec<(String, Timestamp)>,
    /// Who handed it over.
    pub(crate) asked_last: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) agent: String,
    pub(crate) group: Option<String>,
    pub(crate) is_offer: bool,
}

/// A call's place: its conversation, and the group if it is an invited one.
pub(crate) type Place = (String, Option<String>);

impl Ledger {
    pub(crate) fn new(workspace: &Value) -> Self {
        Self {
            router: Router::new(checked(workspace)),
            seq: 0,
            at: None,
            statuses: BTreeMap::new(),
            open: BTreeMap::new(),
            arrivals: 0,
        }
    }

    /// Takes note of an event. `workspace` is the one of a replacement.
    #[track_caller]
    pub(crate) fn note(&mut self, event: &Value, workspace: Option<&Value>) {
        self.seq = event["seq"].as_u64().expect("a number");
        let at: Timestamp = event["at"].as_str().expect("an instant").parse().expect("an instant");
        self.at = Some(at);
        let text = |key: &str| event[key].as_str().map(str::to_owned);
        let (group, agent) = (text("group"), text("agent").unwrap_or_default());
        let kind = event["event"].as_str().expect("a kind");
        let Some(id) = text("conversation") else {
            match kind {
                "presence_changed" => {
                    let status = serde_json::from_value(event["status"].clone());
                    self.statuses.insert(agent, status.expect("a status"));
                }
                "service_changed" => {}
                _ => self.replace(workspace.expect("the workspace of the command")),
            }
            return;
        };
        if kind == "arrived" && !self.open.contains_key(&id) {
            self.arrivals += 1;
            let open = Open {
                priority: 0,
                arrived: at,
                number: self.arrivals,
                is_asked: false,
                group: None,
                inside: Vec::new(),
                main: None,
                invited: BTreeMap::new(),
            };
            self.open.insert(id.clone(), open);
        }
        let open = self.open.get_mut(&id).expect("an event of an open conversation");
        match kind {
            "arrived" => open.priority = event["priority"].as_i64().expect("a priority"),
            "routed" => {
                open.group = event["decision"]["group"].as_str().map(str::to_owned);
                open.is_asked = event["decision"]["outcome"] == "ask";
                open.main = (!open.is_asked).then(Need::default);
            }
            "asked" => {}
            "notified" | "offered" => {
                let agents = event["agents"].as_array().cloned().unwrap_or_default();
                let agents: Vec<String> =
                    agents.iter().map(|agent| agent.as_str().expect("an id").to_owned()).collect();
                let is_offer = kind == "offered";
                let agents = if is_offer { vec![agent] } else { agents };
                let invited = group.as_deref().and_then(|group| open.invited.get_mut(group));
                let need = invited.or(open.main.as_mut()).unwrap_or_else(|| panic!("no open call: {event}"));
                need.is_said_to_wait = false;
                need.asked.extend(agents.iter().map(|agent| (agent.clone(), at)));
                let told = |agent| Told { agent, group: group.clone(), is_offer };
                need.told.extend(agents.into_iter().map(told));
            }
            "offer_expired" | "declined" | "withdrawn" => {
                for need in open.needs() {
                    let count = need.told.len();
                    need.told.retain(|told| told.agent != agent);
                    if need.told.len() < count && kind != "withdrawn" {
                        need.refused.insert(agent.clone());
                    }
                    need.is_said_to_wait |= need.told.is_empty() && need.said_at == Some(at);
                }
            }
            "queued" | "message_taken" => {
                let invited = group.as_deref().and_then(|group| open.invited.get_mut(group));
                let need = invited.or(open.main.as_mut());
                let need = need.expect("an open call");
                (need.is_said_to_wait, need.said_at) = (true, Some(at));
            }
            "joined" => {
                let tells = |need: &Need| need.told.iter().any(|told| told.agent == agent);
                let mut was_invited = false;
                if open.main.as_ref().is_some_and(tells) {
                    open.main = None;
                } else if let Some(group) = group.as_ref().filter(|group| {
                    open.invited.get(*group).is_some_and(tells)
                }) {
                    open.invited.remove(group);
                    was_invited = true;
                } else {
                    // By name.
                    open.main = None;
                }
                open.is_asked = false;
                open.inside.push((agent, group, was_invited));
            }
            "left" => {
                let came_for = open.inside.iter().find(|(inside, _, _)| *inside == agent);
                let came_for = came_for.and_then(|(_, group, invited)| invited.then(|| group.clone()));
                open.inside.retain(|(inside, _, _)| *inside != agent);
                if open.inside.is_empty() {
                    if let Some(group) = came_for {
                        open.group = group;
                    }
                    open.invited.clear();
                    open.main = Some(Need::default());
                }
            }
            "invited" => {
                open.invited.insert(group.expect("a group"), Need::default());
            }
            "transferred" => {
                open.group = group;
                open.is_asked = false;
                open.main = Some(Need { asked_last: text("by"), ..Need::default() });
                open.invited.clear();
            }
            "escalated" => {
                let main = open.main.as_mut().expect("only main calls escalate");
                main.escalated.push(group.expect("a group"));
            }
            "closed" => {
                self.open.remove(&id);
            }
            other => panic!("no event is called {other}"),
        }
    }

    fn replace(&mut self, workspace: &Value) {
        self.router = Router::new(checked(workspace));
        let workspace = self.router.workspace().clone();
        self.statuses.retain(|agent, _| workspace.agent(agent.as_str()).is_some());
        // Invitations of groups that are gone end.
        for open in self.open.values_mut() {
            open.invited.retain(|group, need| {
                let group = workspace.group(group.as_str());
                !need.told.is_empty() || group.is_some_and(|group| group.enabled)
            });
        }
    }

    /// After a replacement has been done: what was told of ended invitations has been withdrawn.
    pub(crate) fn end_invitations(&mut self) {
        let workspace = self.router.workspace().clone();
        for open in self.open.values_mut() {
            open.invited.retain(|group, _| {
                workspace.group(group.as_str()).is_some_and(|group| group.enabled)
            });
        }
    }

    /// Which call a telling through a group is of: the main one, where it is open. Then nobody is
    /// inside, and so nobody is invited.
    pub(crate) fn call_told(&self, id: &str, group: Option<&str>) -> Place {
        let invited = group.filter(|_| self.open[id].main.is_none());
        (id.to_owned(), invited.map(str::to_owned))
    }

    /// The groups of a call as they are now: the one that serves, the escalated, or the invited.
    pub(crate) fn groups_of(&self, place: &Place) -> Vec<Option<String>> {
        let (id, invited) = place;
        let open = &self.open[id];
        let mut groups: Vec<String> = Vec::new();
        match (invited, &open.group) {
            (Some(group), _) => groups.push(group.clone()),
            (None, None) => return vec![None],
            (None, Some(group)) => {
                groups.extend(self.serving(group));
                groups.extend(open.main.iter().flat_map(|main| main.escalated.clone()));
            }
        }
        groups.retain(|group| self.serves(group));
        groups.into_iter().map(Some).collect()
    }

    fn standing(&self, group: &str) -> Option<GroupStatus> {
        self.router.status(group, &self.presence(), self.at)
    }

    fn presence(&self) -> Presence {
        let mut presence = Presence::new(&self.router);
        for (agent, status) in &self.statuses {
            let load = u32::try_from(self.load(agent)).expect("few conversations");
            presence.set(agent.as_str(), Heartbeat::new(*status).load(load)).expect("an agent");
        }
        presence
    }

    fn serves(&self, group: &str) -> bool {
        let is_enabled = self.router.workspace().group(group).is_some_and(|group| group.enabled);
        is_enabled && self.standing(group).is_some_and(GroupStatus::serves)
    }

    /// A2
    fn serving(&self, chosen: &str) -> Option<String> {
        let workspace = self.router.workspace();
        let chain = |first: &str| {
            let next = |group: &&Group| workspace.group(group.fallback.as_ref()?.as_str());
            std::iter::successors(workspace.group(first), next)
        };
        let first = chain(chosen).find(|group| self.serves(group.id.as_str()))?;
        let has = |group: &Group, standing| self.standing(group.id.as_str()) == Some(standing);
        let moved = (first.overflow && has(first, GroupStatus::Busy))
            .then(|| chain(first.id.as_str()).find(|g| g.enabled && has(g, GroupStatus::Available)))
            .flatten();
        Some(moved.unwrap_or(first).id.to_string())
    }

    pub(crate) fn load(&self, agent: &str) -> usize {
        self.inside(agent) + self.told(agent, true)
    }

    /// How many conversations an agent is in.
    pub(crate) fn inside(&self, agent: &str) -> usize {
        let open = self.open.values();
        open.filter(|open| open.inside.iter().any(|(inside, _, _)| inside == agent)).count()
    }

    /// How many offers or notices are open to an agent.
    pub(crate) fn told(&self, agent: &str, offers: bool) -> usize {
        let needs = self.open.values().flat_map(|open| open.main.iter().chain(open.invited.values()));
        let told = needs.flat_map(|need| &need.told);
        told.filter(|told| told.agent == agent && told.is_offer == offers).count()
    }

    pub(crate) fn most(&self, agent: &str) -> Option<usize> {
        let agent = self.router.workspace().agent(agent)?;
        agent.max_conversations.map(|most| most as usize)
    }

    /// Online, known, with room.
    pub(crate) fn is_eligible(&self, agent: &str) -> bool {
        self.router.workspace().agent(agent).is_some()
            && self.statuses.get(agent) == Some(&AgentStatus::Online)
            && self.most(agent).is_none_or(|most| self.load(agent) < most)
    }

    pub(crate) fn members(&self, group: Option<&str>) -> Vec<String> {
        let workspace = self.router.workspace();
        let group = group.and_then(|group| workspace.group(group));
        match group.map(|group| &group.agents) {
            Some(Members::Listed(members)) => members.iter().map(|m| m.id.to_string()).collect(),
            _ => workspace.agents().iter().map(|agent| agent.id.to_string()).collect(),
        }
    }

    /// The open calls in the order in which they are gone through.
    pub(crate) fn calls(&self) -> Vec<Place> {
        let mut open: Vec<_> = self.open.iter().collect();
        open.sort_by_key(|(_, open)| (std::cmp::Reverse(open.priority), open.arrived, open.number));
        open.into_iter()
            .flat_map(|(id, open)| {
                let main = open.main.iter().map(|_| (id.clone(), None));
                main.chain(open.invited.keys().map(|group| (id.clone(), Some(group.clone()))))
            })
            .collect()
    }

    /// The conversations that wait for a group, chosen or invited.
    pub(crate) fn waiting(&self, group: &str) -> Vec<String> {
        let calls = self.calls().into_iter().filter(|place| {
            let chosen = place.1.as_ref().or(self.open[&place.0].group.as_ref());
            let waits = self.need(place).is_some_and(|need| need.told.is_empty());
            waits && chosen.is_some_and(|chosen| chosen == group)
        });
        calls.map(|(id, _)| id).collect()
    }

    pub(crate) fn need(&self, place: &Place) -> Option<&Need> {
        let open = self.open.get(&place.0)?;
        match &place.1 {
            Some(group) => open.invited.get(group),
            None => open.main.as_ref(),
        }
    }

    /// Whether an agent could be told of a call now, as far as the log shows.
    pub(crate) fn could_take(&self, agent: &str, place: &Place) -> bool {
        self.groups_of(place).iter().any(|group| self.could_hear(agent, place, group.as_deref()))
    }

    /// The same through one of its groups.
    pub(crate) fn could_hear(&self, agent: &str, place: &Place, group: Option<&str>) -> bool {
        let Some(need) = self.need(place) else { return false };
        let open = &self.open[&place.0];
        let is_told = |need: &Need| need.told.iter().any(|told| told.agent == agent);
        let is_free = self.is_eligible(agent)
            && !need.refused.contains(agent)
            && !self.was_asked(agent, place)
            && !open.inside.iter().any(|(inside, _, _)| inside == agent)
            && !open.main.iter().chain(open.invited.values()).any(is_told);
        is_free
            && self.members(group).iter().any(|member| member == agent)
            && self.takes_notice(agent, group)
    }

    /// Whether an agent was told of a call in this instant.
    pub(crate) fn was_asked(&self, agent: &str, place: &Place) -> bool {
        let mut asked = self.need(place).into_iter().flat_map(|need| &need.asked);
        asked.any(|(asked, at)| asked == agent && Some(*at) == self.at)
    }

    /// Whether one more notice through a group is not too many.
    fn takes_notice(&self, agent: &str, group: Option<&str>) -> bool {
        let group = group.and_then(|group| self.router.workspace().group(group));
        let broadcasts = group.is_none_or(|g| g.strategy == frontdesk::Strategy::Broadcast);
        let most = group.map_or(20, |group| group.max_notices as usize);
        !broadcasts || self.told(agent, false) < most
    }
}

impl Open {
    fn needs(&mut self) -> impl Iterator<Item = &mut Need> {
        self.main.iter_mut().chain(self.invited.values_mut())
    }
}
