//! The service that was announced to waiting requests ([rule D4](crate::_rules#d4)), and the events that may happen
//! only once in an instant.

use std::time::Duration;

use crate::desk::state::rows::{RequestTarget, ServingTeam};
use crate::desk::state::{RowWrite, State};
use crate::ix::{AgentIx, RequestNo, RouteIx};
use crate::time::Timestamp;

/// The resolution of timestamps: the time between an instant and the next.
const RESOLUTION: Duration = Duration::from_millis(1);

/// The most rows of the current instant that a query for the next deadline examines.
const MAX_EXAMINED: u32 = 64;

/// Returns the instant after another; `None` after the last possible one.
fn next_instant(at: Timestamp) -> Option<Timestamp> {
    Some(at.after(RESOLUTION)).filter(|next| *next > at)
}

/// Returns the targets of requests that name a team.
fn targets(team: ServingTeam) -> impl Iterator<Item = RequestTarget> {
    [Some(RequestTarget::Chosen(team)), team.group().map(RequestTarget::Invited)]
        .into_iter()
        .flatten()
}

impl State {
    /// Returns who serves a team now, if that differs from what was announced to the waiting requests for the team.
    pub(crate) fn changed_service(&self, team: ServingTeam) -> Option<Option<ServingTeam>> {
        let mut waited_for = targets(team).filter(|target| self.announced.contains_key(target));
        // Requests that chose a group and requests that invite it may have got different announcements.
        waited_for.find_map(|target| {
            let was_served = *self.service.get(&target)?;
            let serving = self.serving(target);
            (serving.is_some() != was_served).then_some(serving)
        })
    }

    /// Returns `true` if `service_changed` may be emitted for a team: once in an instant.
    pub(crate) fn may_announce_service(&self, team: ServingTeam) -> bool {
        self.service_changes.get(&team) != Some(&self.now)
    }

    /// Records a `service_changed` event. Returns `false` if no waiting request is affected.
    pub(crate) fn record_service(
        &mut self,
        team: ServingTeam,
        serving: Option<ServingTeam>,
    ) -> bool {
        let mut is_news = false;
        for target in targets(team) {
            let was_served = self.service.get(&target).copied();
            let is_waited_for = self.announced.contains_key(&target);
            let is_right = self.serving(target) == serving;
            // The event changes the row only if it contradicts the last announcement and is true now.
            if is_waited_for && was_served == Some(serving.is_none()) && is_right {
                self.write(RowWrite::Service(target, Some(serving.is_some())));
                is_news = true;
            }
        }
        self.write(RowWrite::ServiceChange(team, Some(self.now)));
        is_news
    }

    /// Begins a new instant. Agents may be asked again and changes of service may be announced again: the rows that
    /// prevented it are all of one earlier instant and are removed.
    pub(crate) fn begin_instant(&mut self) {
        let now = self.now;
        while let Some((key, _)) = self.cooldowns.first_key_value().filter(|(_, at)| **at < now) {
            let (request, agent) = *key;
            if let Some(row) = self.requests.get(&request) {
                self.worklist.find_work_for(agent, row.key);
            }
            self.write(RowWrite::Cooldown((request, agent), None));
        }
        while let Some((team, _)) =
            self.service_changes.first_key_value().filter(|(_, at)| **at < now)
        {
            let team = *team;
            self.worklist.services.insert(team);
            self.write(RowWrite::ServiceChange(team, None));
        }
    }

    /// Returns the next instant if something was prevented that may happen only once in an instant.
    pub(crate) fn next_instant(&self) -> Option<Timestamp> {
        // All rows are of one instant, so the first of each table is enough.
        let prevented = [self.cooldowns.values().next(), self.service_changes.values().next()];
        prevented.into_iter().flatten().min().and_then(|at| next_instant(*at))
    }

    /// Returns `true` if an event may follow in the next instant. If very many rows were prevented, the answer is
    /// `true` without an examination: the instant itself will show it.
    pub(crate) fn waits_for_next_instant(&self) -> bool {
        let may_be_asked = |(number, agent): (RequestNo, AgentIx)| {
            self.requests.get(&number).is_some_and(|request| {
                let mut routes = (0..=request.escalations).map(RouteIx::new);
                let may_be_asked =
                    |team: ServingTeam| self.is_free(number, team) && self.may_ask(team, agent);
                let reaches = |route| self.team_of_route(request, route).is_some_and(may_be_asked);
                self.is_eligible_for(request, agent)
                    // A request with more routes than may be examined is assumed to reach the agent.
                    && (request.escalations >= MAX_EXAMINED || routes.any(reaches))
            })
        };
        let is_due = |team: &ServingTeam| self.changed_service(*team).is_some();
        let most = MAX_EXAMINED as usize;
        self.cooldowns.len() > most
            || self.service_changes.len() > most
            || self.cooldowns.keys().any(|key| may_be_asked(*key))
            || self.service_changes.keys().any(is_due)
    }
}
