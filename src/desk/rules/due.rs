//! What is due, in time order (rules D0, D13): offers, retries, reassignments, escalations,
//! schedules.

use crate::desk::event::EventKind;
use crate::desk::rules::Run;
use crate::desk::state::rows::{Home, Key};
use crate::desk::state::{Due, State};
use crate::time::Timestamp;
use crate::workspace::CheckedGroup;

/// The next that is due.
enum Next {
    Deadline(Due),
    /// All of that instant: settling looks at their calls in the order of rule D4. So it does at those
    /// that had to wait for the next instant.
    Retries,
    /// All of that instant.
    Doors,
}

impl Run<'_> {
    /// Does all that is due up to an instant, each with its own.
    pub(super) fn do_what_is_due(&mut self, until: Timestamp) {
        if self.state.clock.is_none() {
            self.state.come_to(until);
        }
        while let Some((at, next)) = self.next().filter(|(at, _)| *at <= until) {
            if self.is_stuck {
                return;
            }
            self.state.now = at.max(self.state.now);
            match next {
                Next::Deadline(due) => self.do_due(due),
                // Where nothing is open nothing comes of them, however far time has run.
                Next::Doors if self.state.calls.is_empty() => {
                    let next = self.state.deadlines.first().map_or(until, |due| due.at.min(until));
                    self.state.come_to(next.max(self.state.now));
                }
                // What schedules say is a matter of the instant, whatever is due first.
                Next::Retries | Next::Doors => self.state.come_to(self.state.now),
            }
            self.settle();
        }
        self.state.now = until;
        self.looked = self.looked.max(Some(until));
    }

    /// Offers come before retries, retries before the rest, schedules last.
    fn next(&self) -> Option<(Timestamp, Next)> {
        let state = &*self.state;
        let deadline = state.deadlines.first().map(|deadline| {
            let class = if matches!(deadline.due, Due::Offer(..)) { 0 } else { 2 };
            (deadline.at, class, Next::Deadline(deadline.due.clone()))
        });
        let retry = state.first_retry(self.looked).map(|at| (at, 1, Next::Retries));
        let door = state.doors_in_order.first().map(|(at, _)| (*at, 3, Next::Doors));
        let again = state.next_instant().filter(|at| Some(*at) > self.looked);
        let again = again.map(|at| (at, 1, Next::Retries));
        let all = [deadline, retry, again, door].into_iter().flatten();
        all.min_by_key(|(at, class, _)| (*at, *class)).map(|(at, _, next)| (at, next))
    }

    /// Brings up the calls whose refusals have come to count no more.
    pub(super) fn look_at_retries(&mut self) {
        let now = self.state.now;
        let due = self.state.retries_after(self.looked).take_while(|(at, _)| *at <= now);
        let due: Vec<Key> = due.map(|(_, key)| key).collect();
        self.state.agenda.calls.extend(due);
        self.looked = self.looked.max(Some(now));
    }

    fn do_due(&mut self, due: Due) {
        match due {
            Due::Offer(conversation, agent) => {
                let number = self.state.conversation(&conversation);
                let key = number.zip(self.state.agent(&agent));
                let telling = key.and_then(|key| self.state.tellings.get(&key));
                let group = telling.and_then(|telling| self.state.team_id(telling.team));
                self.emit(EventKind::OfferExpired { conversation, group, agent });
            }
            Due::Reassign(conversation, agent) => {
                let number = self.state.conversation(&conversation);
                self.emit(EventKind::Left { conversation, agent });
                number.into_iter().for_each(|conversation| self.find_again(conversation));
            }
            Due::Escalate(conversation, call, _) => {
                let call = self.state.calls.get(&call);
                let next = call.and_then(|call| self.state.next_escalation(call));
                let group = next.map(|(_, _, group)| self.state.group_id(group));
                self.is_stuck |= group.is_none();
                if let Some(group) = group {
                    self.emit(EventKind::Escalated { conversation, group });
                }
            }
        }
    }
}

impl State {
    fn retries_after(&self, looked: Option<Timestamp>) -> impl Iterator<Item = (Timestamp, Key)> {
        let next = |at: Timestamp| Timestamp::from_unix_millis(at.unix_millis().saturating_add(1));
        let from = looked.map_or(Timestamp::MIN, next);
        self.retries.range((from, Key::FIRST)..).copied()
    }

    fn first_retry(&self, looked: Option<Timestamp>) -> Option<Timestamp> {
        self.retries_after(looked).next().map(|(at, _)| at)
    }

    /// When the next timed change is due; up to `looked` there is none.
    pub(crate) fn next_deadline(&self, looked: Option<Timestamp>) -> Option<Timestamp> {
        let clock = self.clock?;
        let looked = looked.max(Some(clock));
        let deadline = self.deadlines.first().map(|deadline| deadline.at);
        let retry = self.first_retry(looked);
        let door = looked.and_then(|at| self.next_door(at));
        let again = self.next_instant().filter(|at| Some(*at) > looked);
        let again = again.filter(|_| self.waits_for_next_instant());
        let next = [deadline, retry, again, door].into_iter().flatten().min();
        next.map(|at| at.max(clock))
    }

    /// When the next schedule changes on which an open call depends.
    fn next_door(&self, after: Timestamp) -> Option<Timestamp> {
        let workspace = self.router.workspace();
        let mut groups: Vec<u32> = self.added.keys().copied().collect();
        for (home, _) in self.open.keys() {
            match home {
                Home::Invited(group) => groups.push(*group),
                Home::Chosen(team) => {
                    let mut next = team.group();
                    while let Some(group) = next {
                        groups.push(group);
                        next = workspace.checked_group(group).and_then(CheckedGroup::fallback);
                    }
                }
            }
        }
        groups.sort_unstable();
        groups.dedup();
        let schedules = groups
            .into_iter()
            .filter(|group| self.is_enabled(*group))
            .filter_map(|group| workspace.checked_group(group)?.schedule());
        schedules.filter_map(|place| workspace.hours_at(place)?.next_change(after)).min()
    }
}
