//! The timers, in the order of time (rules [D0](crate::_rules#d0), [D13](crate::_rules#d13)): the end of offers,
//! retries, reassignments, escalations and changes of schedules.

use std::collections::BTreeSet;

use crate::desk::event::EventKind;
use crate::desk::rules::Decider;
use crate::desk::state::rows::{QueueKey, RequestRow};
use crate::desk::state::{Due, State};
use crate::ix::{GroupIx, ScheduleIx};
use crate::time::Timestamp;

/// A timer that is due next.
enum Timer {
    Deadline(Due),
    /// All retries of an instant, and what had to wait for the next instant. Settling handles the requests in the
    /// order of [rule D4](crate::_rules#d4).
    Retries,
    /// All changes of schedules of an instant.
    ScheduleChange,
}

/// The most schedules, and the most groups with one schedule, that a query for the next deadline examines.
const MAX_EXAMINED: usize = 64;

impl Decider<'_> {
    /// Emits what is due up to an instant, each event with its consequences. If `most_events` is given, it stops
    /// before that number is exceeded ([rule B1](crate::_rules#b1)). Returns `true` if everything that was due is
    /// done.
    pub(super) fn run_due_until(&mut self, until: Timestamp, most_events: Option<usize>) -> bool {
        // A desk without events has no timers. Its schedules are read at the instant of the first
        // command.
        if self.state.clock.is_none() {
            self.state.advance_to(until);
        } else if let Some(checked) = self.checked_until.map(|checked| checked.min(until)) {
            // An earlier decision has found that nothing is due before.
            self.state.advance_to(checked.max(self.state.now));
            self.settle();
            if self.is_cut {
                return false;
            }
        }
        // Steps are limited as well as events: years of schedule changes without one event would
        // otherwise make one outcome arbitrarily slow.
        let mut steps = 0;
        while let Some((at, next)) = self.next_timer().filter(|(at, _)| *at <= until) {
            if self.is_stuck {
                return true;
            }
            if most_events.is_some_and(|most| steps >= most) {
                return false;
            }
            steps += 1;
            // The savepoint costs nothing. It lets the timer that exceeds the limit be undone as a
            // whole.
            let (savepoint, now) = (self.state.savepoint(), self.state.now);
            let events = self.events.len();
            self.run_timer(at, next, until);
            let is_too_much = most_events.is_some_and(|most| self.events.len() > most);
            if (is_too_much || self.is_cut) && events > 0 {
                // The consequences of one timer stay together: they all go to the next outcome.
                self.state.rollback_to(savepoint);
                self.events.truncate(events);
                self.state.now = now;
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

    fn run_timer(&mut self, at: Timestamp, next: Timer, until: Timestamp) {
        self.state.now = at.max(self.state.now);
        match next {
            Timer::Deadline(due) => self.run_deadline(due),
            // Without requests a change of a schedule causes no event, so any number of them is one step.
            Timer::ScheduleChange if self.state.requests.is_empty() => {
                let next = self.state.deadlines.first().map_or(until, |due| due.at.min(until));
                self.state.advance_to(next.max(self.state.now));
            }
            Timer::Retries | Timer::ScheduleChange => self.state.advance_to(self.state.now),
        }
        self.settle();
    }

    /// Returns what is due next. Of one instant, offers come before retries, retries before other deadlines, and
    /// schedules last.
    fn next_timer(&self) -> Option<(Timestamp, Timer)> {
        let state = &*self.state;
        let deadline = state.deadlines.first().map(|deadline| {
            // The classes are the order of rule D0 within one instant. Within a class the tables
            // are ordered by id.
            let class = if matches!(deadline.due, Due::Offer(..)) { 0 } else { 2 };
            (deadline.at, class, Timer::Deadline(deadline.due.clone()))
        });
        let retry = state.first_retry(self.checked_until).map(|at| (at, 1, Timer::Retries));
        let change = state.schedule_changes_by_time.first();
        let change = change.map(|(at, _)| (*at, 3, Timer::ScheduleChange));
        // What had to wait for the next instant is handled with the retries: both make an agent
        // available who could not be asked before.
        let next_instant = state.next_instant().filter(|at| Some(*at) > self.checked_until);
        let next_instant = next_instant.map(|at| (at, 1, Timer::Retries));
        let all = [deadline, retry, next_instant, change].into_iter().flatten();
        all.min_by_key(|(at, class, _)| (*at, *class)).map(|(at, _, next)| (at, next))
    }

    /// Puts the requests on the worklist whose refusals have expired since the last check.
    pub(super) fn recheck_retries(&mut self) {
        let now = self.state.now;
        let due = self.state.retries_after(self.checked_until).take_while(|(at, _)| *at <= now);
        let requests = due.filter_map(|(_, key)| self.state.requests.get(&key.request).cloned());
        // Copied first: rechecking a request writes the table of retries.
        let requests: Vec<RequestRow> = requests.collect();
        requests.iter().for_each(|request| self.state.recheck_refused(request));
        self.checked_until = self.checked_until.max(Some(now));
    }

    fn run_deadline(&mut self, due: Due) {
        match due {
            Due::Offer(conversation, agent) => {
                // Deadlines are ordered by the ids of conversations and agents (rule D0), so they
                // hold ids, which are looked up here.
                let number = self.state.conversation(&conversation);
                let key = number.zip(self.state.agent(&agent));
                let offer = key.and_then(|key| self.state.offers.get(&key));
                let group = offer.and_then(|offer| self.state.team_id(offer.team));
                self.emit(EventKind::OfferExpired { conversation, group, agent });
            }
            Due::Reassign(conversation, agent) => {
                let number = self.state.conversation(&conversation);
                if let Some((number, agent)) = number.zip(self.state.agent(&agent)) {
                    self.emit_left_finally(number, agent);
                }
            }
            Due::Escalate(conversation, request, _) => {
                let request = self.state.requests.get(&request);
                let next = request.and_then(|request| self.state.next_escalation(request));
                let group = next.map(|(_, step)| self.state.group_id(step.to));
                // The deadline is only removed by the event. Without an event the loop would find
                // it again.
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
        checked_until: Option<Timestamp>,
    ) -> impl Iterator<Item = (Timestamp, QueueKey)> {
        let next = |at: Timestamp| Timestamp::from_unix_millis(at.unix_millis().saturating_add(1));
        let from = checked_until.map_or(Timestamp::MIN, next);
        self.retries.range((from, QueueKey::FIRST)..).copied()
    }

    fn first_retry(&self, checked_until: Option<Timestamp>) -> Option<Timestamp> {
        self.retries_after(checked_until).next().map(|(at, _)| at)
    }

    /// Returns when the next timed change is due. Nothing is due up to `checked_until`.
    pub(crate) fn next_deadline(&self, checked_until: Option<Timestamp>) -> Option<Timestamp> {
        let clock = self.clock?;
        let checked = checked_until.map_or(clock, |checked| checked.max(clock));
        let deadline = self.deadlines.first().map(|deadline| deadline.at);
        let retry = self.first_retry(Some(checked));
        let change = self.next_schedule_change(checked);
        let next_instant = self.next_instant().filter(|at| *at > checked);
        let next_instant = next_instant.filter(|_| self.waits_for_next_instant());
        let next = [deadline, retry, next_instant, change].into_iter().flatten().min();
        // A deadline that lies before the last event is due at once: time never goes back.
        next.map(|at| at.max(clock))
    }

    /// Returns when the next schedule changes that an open request depends on. If very many schedules change before
    /// that, one of them is returned instead: a tick too many costs little.
    fn next_schedule_change(&self, after: Timestamp) -> Option<Timestamp> {
        if self.requests.is_empty() {
            return None;
        }
        let workspace = self.router.workspace();
        let has_requests = |schedule: ScheduleIx| {
            let groups = self.membership.groups_of_schedule(schedule);
            let mut first = groups.iter().take(MAX_EXAMINED);
            let is_requested =
                |group: &GroupIx| self.is_enabled(*group) && self.has_requests_for(*group);
            groups.len() > MAX_EXAMINED || first.any(is_requested)
        };
        let mut changes = BTreeSet::new();
        for (n, (at, schedule)) in self.schedule_changes_by_time.iter().enumerate() {
            if changes.first().is_some_and(|first| first <= at) {
                break;
            }
            if n >= MAX_EXAMINED || has_requests(*schedule) {
                // A change before `after` has caused no event. The next one of the schedule comes after that.
                let hours = workspace.hours_at(*schedule).filter(|_| *at <= after);
                changes.extend(hours.map_or(Some(*at), |hours| hours.next_change(after)));
            }
        }
        changes.pop_first()
    }
}
