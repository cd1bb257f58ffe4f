//! What calls that wait were told of who serves them ([rule D4](crate::_rules#d4)), and what happens at most once in an
//! instant.

use std::time::Duration;

use crate::desk::state::rows::{RequestTarget, ServingTeam};
use crate::desk::state::{RowWrite, State};
use crate::time::Timestamp;

/// The least time there is between two instants.
const A_MILLISECOND: Duration = Duration::from_millis(1);

/// How much that had to wait for the next instant is looked at for the next deadline.
const MOST_LOOKS: u32 = 64;

/// The instant after one; none after the last.
fn next_instant(at: Timestamp) -> Option<Timestamp> {
    Some(at.after(A_MILLISECOND)).filter(|next| *next > at)
}

/// What calls can ask a group for.
fn homes(team: ServingTeam) -> impl Iterator<Item = RequestTarget> {
    [Some(RequestTarget::Chosen(team)), team.group().map(RequestTarget::Invited)]
        .into_iter()
        .flatten()
}

impl State {
    /// Who serves a group by now, where the calls that wait for it were told otherwise.
    pub(crate) fn changed_service(&self, team: ServingTeam) -> Option<Option<ServingTeam>> {
        let waited_for = homes(team).filter(|home| self.announced.contains_key(home));
        waited_for.into_iter().find_map(|home| {
            let said = *self.service.get(&home)?;
            let serving = self.serving(home);
            (serving.is_some() != said).then_some(serving)
        })
    }

    /// Whether a change of who serves a group may be said: once in an instant.
    pub(crate) fn may_say_service(&self, team: ServingTeam) -> bool {
        self.service_changes.get(&team) != Some(&self.now)
    }

    /// Takes note of what was said. Nothing where it is no news to anybody.
    pub(crate) fn note_service(&mut self, team: ServingTeam, serving: Option<ServingTeam>) -> bool {
        let mut is_news = false;
        for home in homes(team) {
            let said = self.service.get(&home).copied();
            let is_waited_for = self.announced.contains_key(&home);
            if is_waited_for && said == Some(serving.is_none()) && self.serving(home) == serving {
                self.write(RowWrite::Service(home, Some(serving.is_some())));
                is_news = true;
            }
        }
        self.write(RowWrite::ServiceChange(team, Some(self.now)));
        is_news
    }

    /// What may happen once in an instant may happen again: an agent may be asked, a change of who
    /// serves be said. All that is noted of it is of one instant.
    pub(crate) fn begin_instant(&mut self) {
        let now = self.now;
        while let Some((key, _)) = self.asked.first_key_value().filter(|(_, at)| **at < now) {
            let key = *key;
            if let Some(call) = self.requests.get(&key.0) {
                self.worklist.find_work_for(key.1, call.key);
            }
            self.write(RowWrite::Asked(key, None));
        }
        while let Some((team, _)) =
            self.service_changes.first_key_value().filter(|(_, at)| **at < now)
        {
            let team = *team;
            self.worklist.services.insert(team);
            self.write(RowWrite::ServiceChange(team, None));
        }
    }

    /// The instant at which something is looked at again that could not happen twice in one.
    pub(crate) fn next_instant(&self) -> Option<Timestamp> {
        let all = [self.asked.values().next(), self.service_changes.values().next()];
        all.into_iter().flatten().min().and_then(|at| next_instant(*at))
    }

    /// Whether something may come of it, as things stand. Of very much that had to wait only the first is
    /// looked at: looking at the rest is left to the instant.
    pub(crate) fn waits_for_next_instant(&self) -> bool {
        let may_be_asked = |(number, agent): (u64, u32)| {
            self.requests.get(&number).is_some_and(|call| {
                let mut lanes = 0..=call.escalations;
                let may_be_asked =
                    |team: ServingTeam| self.is_free(number, team) && self.may_ask(team, agent);
                self.is_eligible_for(call, agent)
                    && (call.escalations >= MOST_LOOKS
                        || lanes
                            .any(|lane| self.team_of_route(call, lane).is_some_and(may_be_asked)))
            })
        };
        let is_said = |team: &ServingTeam| self.changed_service(*team).is_some();
        let most = MOST_LOOKS as usize;
        self.asked.len() > most
            || self.service_changes.len() > most
            || self.asked.keys().any(|key| may_be_asked(*key))
            || self.service_changes.keys().any(is_said)
    }
}
