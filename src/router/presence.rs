//! Presences of a router's agents.

use crate::heartbeat::PresenceRecord;
use crate::presence::{Presence, UnknownAgent};
use crate::router::Router;

impl Presence {
    /// Everybody offline, for this router's agents.
    #[must_use]
    pub fn new(router: &Router) -> Self {
        Self::for_roster(&router.roster)
    }

    /// Everybody online, without load and lease: for hosts that keep no presence.
    #[must_use]
    pub fn everyone_online(router: &Router) -> Self {
        Self::all_online(&router.roster)
    }

    /// What a record says, and the agents of it that the workspace does not have: they are
    /// reported, and the others count.
    #[must_use]
    pub fn from_record(router: &Router, record: &PresenceRecord) -> (Self, Vec<UnknownAgent>) {
        let mut presence = Self::new(router);
        let unknown = presence.set_all(record);
        (presence, unknown)
    }

    /// Whether it knows this router's agents and memberships. Where it does not, decisions read it
    /// by ids, slower and right; [`follow`](Self::follow) ends that.
    #[must_use]
    pub fn is_for(&self, router: &Router) -> bool {
        self.belongs_to(&router.roster)
    }

    /// Moves to a router whose agents or memberships differ, at full speed from then on. The beats
    /// of agents who are gone are forgotten; new agents are offline.
    pub fn follow(&mut self, router: &Router) {
        self.move_to(&router.roster);
    }
}
