//! Presences of a router's agents.

use crate::heartbeat::PresenceRecord;
use crate::presence::{Presence, UnknownAgent};
use crate::router::Router;

impl Presence {
    /// Creates a presence of this router's agents, all of whom are offline.
    #[must_use]
    pub fn new(router: &Router) -> Self {
        Self::for_roster(&router.roster)
    }

    /// Creates a presence of this router's agents, all of whom are online, without load and lease. It is
    /// meant for hosts that keep no presence.
    #[must_use]
    pub fn everyone_online(router: &Router) -> Self {
        Self::all_online(&router.roster)
    }

    /// Creates a presence from a record. Also returns the agents of the record that the workspace does not
    /// have; the others count.
    #[must_use]
    pub fn from_record(router: &Router, record: &PresenceRecord) -> (Self, Vec<UnknownAgent>) {
        let mut presence = Self::new(router);
        let unknown = presence.set_all(record);
        (presence, unknown)
    }

    /// Returns `true` if the presence was built for this router's agents and memberships. Otherwise decisions
    /// look agents up by id, which is correct and slower; [`follow`](Self::follow) ends that.
    #[must_use]
    pub fn is_for(&self, router: &Router) -> bool {
        self.belongs_to(&router.roster)
    }

    /// Moves the presence to a router with other agents or memberships, which makes it fast again. Heartbeats
    /// of removed agents are dropped, and new agents are offline.
    pub fn follow(&mut self, router: &Router) {
        self.move_to(&router.roster);
    }
}
