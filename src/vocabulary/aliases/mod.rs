//! Words of other systems, in one table for each part of a document that takes words.
//!
//! They are the words of Intercom, LiveChat, Zendesk, Crisp, Tawk, Chatra, HubSpot, Twilio, LaunchDarkly,
//! GrowthBook, Segment, json-logic, json-rules-engine, Elasticsearch, Django, SQL, CSS and MongoDB queries, and
//! words that people guess.

pub(crate) mod conditions;
pub(crate) mod fields;
pub(crate) mod keys;
pub(crate) mod operators;
pub(crate) mod values;
