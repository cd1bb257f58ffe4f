//! What is due, in time order (rules [D0](crate::_rules#d0), [D13](crate::_rules#d13)): offers, retries,
//! reassignments, escalations, schedules.

use std::collections::BTreeSet;

use crate::desk::event::EventKind;
use crate::desk::rules::Decider;
use crate::desk::state::rows::{QueueKey, RequestRow};
use crate::desk::state::{Due, State};
use crate::time::Timestamp;

/// The next that is due.
enum NextTimer {
    Deadline(Due),
    /// All of that instant: settling looks at their calls in the order of [rule D4](crate::_rules#d4). So it does at
    /// those that had to wait for the next instant.
    Retries,
    /// All of that instant.
    ScheduleChange,
}

impl Decider<'_> {
    /// Does all that is due up to an instant, each with its own; of very much only the first part, so
    /// that no more events are given than are wanted ([rule B1](crate::_rules#b1)). Whether it was all.
    pub(super) fn do_what_is_due(&mut self, until: Timestamp, most_events: Option<usize>) -> bool {
        if self.state.clock.is_none() {
            self.state.advance_to(until);
        } else if let Some(looked) = self.checked_until.map(|looked| looked.min(until)) {
            // Nothing has come of what lies before.
            self.state.advance_to(looked.max(self.state.now));
            self.settle();
            if self.is_cut {
                return false;
            }
        }
        let mut steps = 0;
        while let Some((at, next)) = self.next().filter(|(at, _)| *at <= until) {
            if self.is_stuck {
                return true;
            }
            if most_events.is_some_and(|most| steps >= most) {
                return false;
            }
            steps += 1;
            let before = (self.state.written(), self.events.len(), self.state.now);
            self.do_next(at, next, until);
            let is_too_much = most_events.is_some_and(|most| self.events.len() > most);
            if (is_too_much || self.is_cut) && before.1 > 0 {
                // What follows from one thing is told as a whole, in the next answer.
                self.state.rollback_to(before.0);
                self.events.truncate(before.1);
                self.state.now = before.2;
                self.is_cut = false;
                return false;
            }
            if self.is_cut {
                return false;
            }
            self.checked_until = self.checked_until.max(Some(self.state.now));
        }
        self.state.now = until;
        self.checked_until = self.checked_until.max(Some(until));
        true
    }

    fn do_next(&mut self, at: Timestamp, next: NextTimer, until: Timestamp) {
        self.state.now = at.max(self.state.now);
        match next {
            NextTimer::Deadline(due) => self.do_due(due),
            // Where nothing is open nothing comes of them, however far time has run.
            NextTimer::ScheduleChange if self.state.requests.is_empty() => {
                let next = self.state.deadlines.first().map_or(until, |due| due.at.min(until));
                self.state.advance_to(next.max(self.state.now));
            }
            // What schedules say is a matter of the instant, whatever is due first.
            NextTimer::Retries | NextTimer::ScheduleChange => self.state.advance_to(self.state.now),
        }
        self.settle();
    }

    /// Offers come before retries, retries before the rest, schedules last.
    fn next(&self) -> Option<(Timestamp, NextTimer)> {
        let state = &*self.state;
        let deadline = state.deadlines.first().map(|deadline| {
            let class = if matches!(deadline.due, Due::Offer(..)) { 0 } else { 2 };
            (deadline.at, class, NextTimer::Deadline(deadline.due.clone()))
        });
        let retry = state.first_retry(self.checked_until).map(|at| (at, 1, NextTimer::Retries));
        let door = state
            .schedule_changes_by_time
            .first()
            .map(|(at, _)| (*at, 3, NextTimer::ScheduleChange));
        let again = state.next_instant().filter(|at| Some(*at) > self.checked_until);
        let again = again.map(|at| (at, 1, NextTimer::Retries));
        let all = [deadline, retry, again, door].into_iter().flatten();
        all.min_by_key(|(at, class, _)| (*at, *class)).map(|(at, _, next)| (at, next))
    }

    /// Brings up the calls whose refusals have come to count no more.
    pub(super) fn look_at_retries(&mut self) {
        let now = self.state.now;
        let due = self.state.retries_after(self.checked_until).take_while(|(at, _)| *at <= now);
        let calls = due.filter_map(|(_, key)| self.state.requests.get(&key.request).cloned());
        let calls: Vec<RequestRow> = calls.collect();
        calls.iter().for_each(|call| self.state.recheck_refused(call));
        self.checked_until = self.checked_until.max(Some(now));
    }

    fn do_due(&mut self, due: Due) {
        match due {
            Due::Offer(conversation, agent) => {
                let number = self.state.conversation(&conversation);
                let key = number.zip(self.state.agent(&agent));
                let telling = key.and_then(|key| self.state.offers.get(&key));
                let group = telling.and_then(|telling| self.state.team_id(telling.team));
                self.emit(EventKind::OfferExpired { conversation, group, agent });
            }
            Due::Reassign(conversation, agent) => {
                let number = self.state.conversation(&conversation);
                if let Some((number, agent)) = number.zip(self.state.agent(&agent)) {
                    self.emit_left_finally(number, agent);
                }
            }
            Due::Escalate(conversation, call, _) => {
                let call = self.state.requests.get(&call);
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
    fn retries_after(
        &self,
        looked: Option<Timestamp>,
    ) -> impl Iterator<Item = (Timestamp, QueueKey)> {
        let next = |at: Timestamp| Timestamp::from_unix_millis(at.unix_millis().saturating_add(1));
        let from = looked.map_or(Timestamp::MIN, next);
        self.retries.range((from, QueueKey::FIRST)..).copied()
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

    /// When the next schedule changes on which an open call depends. Where very many schedules come
    /// first on which none does, one of them is given: looking costs little, and nothing comes of it.
    fn next_door(&self, after: Timestamp) -> Option<Timestamp> {
        if self.requests.is_empty() {
            return None;
        }
        let workspace = self.router.workspace();
        let is_asked_for = |schedule: u32| {
            let groups = self.membership.groups_of_schedule(schedule);
            let mut first = groups.iter().take(MOST_LOOKS);
            let asks = |group: &u32| self.is_enabled(*group) && self.is_asked_for(*group);
            groups.len() > MOST_LOOKS || first.any(asks)
        };
        let mut changes = BTreeSet::new();
        for (n, (at, schedule)) in self.schedule_changes_by_time.iter().enumerate() {
            if changes.first().is_some_and(|first| first <= at) {
                break;
            }
            if n >= MOST_LOOKS || is_asked_for(*schedule) {
                // The time of a door that was passed in vain is its first change after that.
                let hours = workspace.hours_at(*schedule).filter(|_| *at <= after);
                changes.extend(hours.map_or(Some(*at), |hours| hours.next_change(after)));
            }
        }
        changes.pop_first()
    }
}

/// How many schedules, and groups that keep one, are looked at for the next deadline.
const MOST_LOOKS: usize = 64;
