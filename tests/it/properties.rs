//! What always holds, tried on random valid workspaces.

mod agreement;
mod beats;
mod coverage;
mod documents;
mod explanation;
mod findings;
mod rules;
mod presence;
mod redaction;
mod sameness;
mod sufficiency;
mod time;
mod why_not;

use frontdesk::{Presence, Router, Visitor};
use frontdesk::decision::DecisionRecord;
use frontdesk::presence::PresenceRecord;

/// The decision by a presence made anew from a record.
fn decide(router: &Router, visitor: &Visitor<'_>, record: &PresenceRecord) -> DecisionRecord {
    let (presence, _) = Presence::from_record(router, record);
    router.route(visitor, &presence).to_record()
}
