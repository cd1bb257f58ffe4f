//! What other systems call things, by the kind of place where the words would stand.
//!
//! The words are those of Intercom, LiveChat, Zendesk, Crisp, Tawk, Chatra, HubSpot, Twilio,
//! LaunchDarkly, GrowthBook, Segment, json-logic, json-rules-engine, Elasticsearch, Django, SQL, CSS
//! and MongoDB queries, and those that people guess.

pub(crate) mod conditions;
pub(crate) mod fields;
pub(crate) mod keys;
pub(crate) mod operators;
pub(crate) mod values;
