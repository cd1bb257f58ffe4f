//! How much an answer holds ([rule B1](crate::_rules#b1)), and how a desk knows that another desk cut one.

use crate::desk::{Desk, Event, rules};
use crate::time::Timestamp;

impl Desk {
    /// Sets how many events an answer holds at most where more is due than that ([rule B1](crate::_rules#b1)), 10,000
    /// by default. What follows from one thing that is due is cut only beyond 1,000 events; what follows from the
    /// command is never cut.
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
    /// let mut answers = 1;
    /// while desk.handle(next_month, &Command::tick()).result == CommandResult::MoreDue {
    ///     answers += 1;
    /// }
    /// assert!(answers > 30);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn max_events(mut self, most: usize) -> Self {
        self.max_events = most.max(1);
        self
    }

    /// Takes note of whether more may follow from the state after an event.
    pub(super) fn note_applied(&mut self, event: &Event, before: Option<Timestamp>) {
        self.is_cut = false;
        if let Some((_, is_settled)) = self.decided.take_if(|(last, _)| last == event) {
            (self.is_settled, self.is_cut, self.of_instant) = (is_settled, !is_settled, 0);
            return;
        }
        let is_same = before == Some(event.at);
        self.of_instant = if is_same { self.of_instant.saturating_add(1) } else { 1 };
        // Another desk may have cut its answer here.
        self.is_settled &= self.of_instant < rules::LEAST_CUT;
    }
}
