//! The limit of events in an outcome ([rule B1](crate::_rules#b1)), and how a desk detects that another desk has cut one.

use crate::desk::{Desk, Event, rules};
use crate::time::Timestamp;

impl Desk {
    /// Sets the most events that an outcome holds if more is due ([rule B1](crate::_rules#b1)). The default is 10,000.
    ///
    /// The consequences of one timer are cut only after 1,000 events. The consequences of the command are never cut,
    /// so an outcome can hold more events than the limit.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # use frontdesk::{Agent, Draft, Group, Router, Strategy, Visitor};
    /// # use frontdesk::desk::{Command, CommandResult, Desk};
    /// # use frontdesk::presence::AgentStatus;
    /// # let workspace = Draft::new()
    /// #     .agent(Agent::new("ana"))
    /// #     .group(Group::new("sales", "Sales").agents(["ana"]).strategy(Strategy::Ranked))
    /// #     .check()?;
    /// let mut desk = Desk::new(Arc::new(Router::new(workspace))).max_events(100);
    /// # let at = "2026-11-22T10:00:00Z".parse()?;
    /// # desk.handle(at, &Command::presence("ana", AgentStatus::Online));
    /// # desk.handle(at, &Command::arrive("c1", Visitor::undated().group_code("sales")));
    /// // Nobody has answered for a month.
    /// let next_month = "2026-12-22T10:00:00Z".parse()?;
    /// let mut outcomes = 1;
    /// while desk.handle(next_month, &Command::tick()).result == CommandResult::MoreDue {
    ///     outcomes += 1;
    /// }
    /// assert!(outcomes > 30);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn max_events(mut self, most: usize) -> Self {
        self.max_events = most.max(1);
        self
    }

    /// Records whether more events may follow from the state after an applied event. `before` is the instant of the
    /// event before it.
    pub(super) fn note_applied(&mut self, event: &Event, before: Option<Timestamp>) {
        self.is_cut = false;
        // The event is the last one of this desk's own decision, which knew whether more follows.
        if let Some((_, is_settled)) = self.last_decision.take_if(|(last, _)| last == event) {
            (self.is_settled, self.is_cut, self.events_in_instant) = (is_settled, !is_settled, 0);
            return;
        }
        let is_same = before == Some(event.at);
        self.events_in_instant = if is_same { self.events_in_instant.saturating_add(1) } else { 1 };
        // Another desk may have cut its outcome here.
        self.is_settled &= self.events_in_instant < rules::MIN_EVENTS_BEFORE_CUT;
    }
}
