//! The state that follows from the log alone: a fold of the events, without the rules that cause them.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk::{Group, Heartbeat, Members, Presence, Router, Timestamp};
use frontdesk::presence::{AgentStatus, GroupStatus};
use serde_json::Value;

use super::generate::checked;

#[derive(Clone, Debug)]
pub(crate) struct LogView {
    pub(crate) router: Router,
    pub(crate) seq: u64,
    pub(crate) at: Option<Timestamp>,
    pub(crate) statuses: BTreeMap<String, AgentStatus>,
    pub(crate) open: BTreeMap<String, OpenConversation>,
    arrivals: u64,
}

/// A conversation that is not closed.
#[derive(Clone, Debug)]
pub(crate) struct OpenConversation {
    pub(crate) priority: i64,
    pub(crate) arrived: Timestamp,
    pub(crate) number: u64,
    pub(crate) is_asked: bool,
    pub(crate) group: Option<String>,
    /// Agents, the group by which they joined, and whether that was invited.
    pub(crate) participants: Vec<(String, Option<String>, bool)>,
    pub(crate) main: Option<OpenRequest>,
    pub(crate) invited: BTreeMap<String, OpenRequest>,
}

/// An open request for an agent.
#[derive(Clone, Debug, Default)]
pub(crate) struct OpenRequest {
    pub(crate) offers: Vec<OpenOffer>,
    /// Agents who declined it or let an offer expire.
    pub(crate) refused: BTreeSet<String>,
    pub(crate) escalated: Vec<String>,
    /// Whether `queued` or `message_taken` is its last event, apart from offers that began and ended in
    /// the same instant.
    pub(crate) is_announced_as_waiting: bool,
    announced_at: Option<Timestamp>,
    /// The agents that were offered it, and when.
    offered_to: Vec<(String, Timestamp)>,
    /// The agent who transferred the conversation, who is asked last.
    pub(crate) asked_last: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OpenOffer {
    pub(crate) agent: String,
    pub(crate) group: Option<String>,
    pub(crate) is_exclusive: bool,
}

/// The key of a request: its conversation, and the group if it is an invitation.
pub(crate) type RequestKey = (String, Option<String>);

impl LogView {
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

    /// Applies an event. `workspace` is the one of a replacement.
    #[track_caller]
    pub(crate) fn add(&mut self, event: &Value, workspace: Option<&Value>) {
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
            let open = OpenConversation {
                priority: 0,
                arrived: at,
                number: self.arrivals,
                is_asked: false,
                group: None,
                participants: Vec::new(),
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
                open.main = (!open.is_asked).then(OpenRequest::default);
            }
            "asked" => {}
            "notified" | "offered" => {
                let agents = event["agents"].as_array().cloned().unwrap_or_default();
                let agents: Vec<String> =
                    agents.iter().map(|agent| agent.as_str().expect("an id").to_owned()).collect();
                let is_exclusive = kind == "offered";
                let agents = if is_exclusive { vec![agent] } else { agents };
                let invited = group.as_deref().and_then(|group| open.invited.get_mut(group));
                let request = invited.or(open.main.as_mut()).unwrap_or_else(|| panic!("no open request: {event}"));
                request.is_announced_as_waiting = false;
                request.offered_to.extend(agents.iter().map(|agent| (agent.clone(), at)));
                let offer = |agent| OpenOffer { agent, group: group.clone(), is_exclusive };
                request.offers.extend(agents.into_iter().map(offer));
            }
            "offer_expired" | "declined" | "withdrawn" => {
                for request in open.requests() {
                    let count = request.offers.len();
                    request.offers.retain(|offer| offer.agent != agent);
                    if request.offers.len() < count && kind != "withdrawn" {
                        request.refused.insert(agent.clone());
                    }
                    request.is_announced_as_waiting |= request.offers.is_empty() && request.announced_at == Some(at);
                }
            }
            "queued" | "message_taken" => {
                let invited = group.as_deref().and_then(|group| open.invited.get_mut(group));
                let request = invited.or(open.main.as_mut());
                let request = request.expect("an open request");
                (request.is_announced_as_waiting, request.announced_at) = (true, Some(at));
            }
            "joined" => {
                let tells = |request: &OpenRequest| request.offers.iter().any(|offer| offer.agent == agent);
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
                open.participants.push((agent, group, was_invited));
            }
            "left" => {
                let came_for = open.participants.iter().find(|(participant, _, _)| *participant == agent);
                let came_for = came_for.and_then(|(_, group, invited)| invited.then(|| group.clone()));
                open.participants.retain(|(participants, _, _)| *participants != agent);
                if open.participants.is_empty() {
                    if let Some(group) = came_for {
                        open.group = group;
                    }
                    open.invited.clear();
                    open.main = Some(OpenRequest::default());
                }
            }
            "invited" => {
                open.invited.insert(group.expect("a group"), OpenRequest::default());
            }
            "transferred" => {
                open.group = group;
                open.is_asked = false;
                open.main = Some(OpenRequest { asked_last: text("by"), ..OpenRequest::default() });
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
            open.invited.retain(|group, request| {
                let group = workspace.group(group.as_str());
                !request.offers.is_empty() || group.is_some_and(|group| group.enabled)
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

    /// Which request an offer or notice through a group is of: the main one, where it is open. Then nobody is
    /// inside, and so nobody is invited.
    pub(crate) fn request_of_offer(&self, id: &str, group: Option<&str>) -> RequestKey {
        let invited = group.filter(|_| self.open[id].main.is_none());
        (id.to_owned(), invited.map(str::to_owned))
    }

    /// The groups of a request as they are now: the one that serves, the escalated, or the invited.
    pub(crate) fn groups_of(&self, key: &RequestKey) -> Vec<Option<String>> {
        let (id, invited) = key;
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

    fn status_of_group(&self, group: &str) -> Option<GroupStatus> {
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
        is_enabled && self.status_of_group(group).is_some_and(GroupStatus::serves)
    }

    /// A2
    fn serving(&self, chosen: &str) -> Option<String> {
        let workspace = self.router.workspace();
        let chain = |first: &str| {
            let next = |group: &&Group| workspace.group(group.fallback.as_ref()?.as_str());
            std::iter::successors(workspace.group(first), next)
        };
        let first = chain(chosen).find(|group| self.serves(group.id.as_str()))?;
        let has = |group: &Group, status| self.status_of_group(group.id.as_str()) == Some(status);
        let moved = (first.overflow && has(first, GroupStatus::Busy))
            .then(|| chain(first.id.as_str()).find(|g| g.enabled && has(g, GroupStatus::Available)))
            .flatten();
        Some(moved.unwrap_or(first).id.to_string())
    }

    pub(crate) fn load(&self, agent: &str) -> usize {
        self.participants(agent) + self.offers(agent, true)
    }

    /// How many conversations an agent is in.
    pub(crate) fn participants(&self, agent: &str) -> usize {
        let open = self.open.values();
        open.filter(|open| open.participants.iter().any(|(participant, _, _)| participant == agent)).count()
    }

    /// How many offers or notices are open to an agent.
    pub(crate) fn offers(&self, agent: &str, exclusive: bool) -> usize {
        let requests = self.open.values().flat_map(|open| open.main.iter().chain(open.invited.values()));
        let offers = requests.flat_map(|request| &request.offers);
        offers.filter(|offer| offer.agent == agent && offer.is_exclusive == exclusive).count()
    }

    pub(crate) fn limit_of(&self, agent: &str) -> Option<usize> {
        let agent = self.router.workspace().agent(agent)?;
        agent.max_conversations.map(|limit| limit as usize)
    }

    /// Whether an agent of the workspace is online and has room.
    pub(crate) fn is_eligible(&self, agent: &str) -> bool {
        self.router.workspace().agent(agent).is_some()
            && self.statuses.get(agent) == Some(&AgentStatus::Online)
            && self.limit_of(agent).is_none_or(|limit| self.load(agent) < limit)
    }

    pub(crate) fn members(&self, group: Option<&str>) -> Vec<String> {
        let workspace = self.router.workspace();
        let group = group.and_then(|group| workspace.group(group));
        match group.map(|group| &group.agents) {
            Some(Members::Listed(members)) => members.iter().map(|m| m.id.to_string()).collect(),
            _ => workspace.agents().iter().map(|agent| agent.id.to_string()).collect(),
        }
    }

    /// The open requests in the order in which they are served.
    pub(crate) fn requests_in_order(&self) -> Vec<RequestKey> {
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
        let waiting = self.requests_in_order().into_iter().filter(|key| {
            let chosen = key.1.as_ref().or(self.open[&key.0].group.as_ref());
            let waits = self.request(key).is_some_and(|request| request.offers.is_empty());
            waits && chosen.is_some_and(|chosen| chosen == group)
        });
        waiting.map(|(id, _)| id).collect()
    }

    pub(crate) fn request(&self, key: &RequestKey) -> Option<&OpenRequest> {
        let open = self.open.get(&key.0)?;
        match &key.1 {
            Some(group) => open.invited.get(group),
            None => open.main.as_ref(),
        }
    }

    /// Whether an agent could be told of a request now, as far as the log shows.
    pub(crate) fn could_be_offered(&self, agent: &str, key: &RequestKey) -> bool {
        self.groups_of(key).iter().any(|group| self.could_be_offered_through(agent, key, group.as_deref()))
    }

    /// Whether an agent could be offered a request through one of its groups.
    pub(crate) fn could_be_offered_through(&self, agent: &str, key: &RequestKey, group: Option<&str>) -> bool {
        let Some(request) = self.request(key) else { return false };
        let open = &self.open[&key.0];
        let is_told = |request: &OpenRequest| request.offers.iter().any(|offer| offer.agent == agent);
        let is_free = self.is_eligible(agent)
            && !request.refused.contains(agent)
            && !self.was_offered(agent, key)
            && !open.participants.iter().any(|(participant, _, _)| participant == agent)
            && !open.main.iter().chain(open.invited.values()).any(is_told);
        is_free
            && self.members(group).iter().any(|member| member == agent)
            && self.has_room_for_notice(agent, group)
    }

    /// Whether an agent was told of a request in this instant.
    pub(crate) fn was_offered(&self, agent: &str, key: &RequestKey) -> bool {
        let mut offered_to = self.request(key).into_iter().flat_map(|request| &request.offered_to);
        offered_to.any(|(offered_to, at)| offered_to == agent && Some(*at) == self.at)
    }

    /// Whether one more notice through a group is not too many.
    fn has_room_for_notice(&self, agent: &str, group: Option<&str>) -> bool {
        let group = group.and_then(|group| self.router.workspace().group(group));
        let broadcasts = group.is_none_or(|g| g.strategy == frontdesk::Strategy::Broadcast);
        let limit = group.map_or(20, |group| group.max_notices as usize);
        !broadcasts || self.offers(agent, false) < limit
    }
}

impl OpenConversation {
    fn requests(&mut self) -> impl Iterator<Item = &mut OpenRequest> {
        self.main.iter_mut().chain(self.invited.values_mut())
    }
}
