//! Heartbeats of agents, and the presence of all agents as a document.

use std::fmt;

use serde::de::{self, MapAccess};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::document::{
    Cursor, Node, ReadNode, exchanged, keyword, keywords, read_strictly, report_invalid,
    with_derived_reader,
};
use crate::error::SCHEMA_URI;
use crate::id::AgentId;
use crate::status::AgentStatus;
use crate::time::Timestamp;
use crate::vocabulary::aliases::values;
use crate::vocabulary::{Form, form};

with_derived_reader! {
    /// The status and the load of one agent, as last reported to the host.
    ///
    /// ```
    /// use frontdesk::{Heartbeat, Timestamp};
    /// use frontdesk::presence::AgentStatus;
    /// let at: Timestamp = "2026-11-22T10:00:00Z".parse()?;
    /// let heartbeat = Heartbeat::online().load(1).until(at);
    /// let same: Heartbeat = serde_json::from_str(
    ///     r#"{"status": "online", "load": 1, "until": "2026-11-22T10:00:00Z"}"#)?;
    /// assert_eq!(heartbeat, same);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Reading fails if the status is missing:
    ///
    /// ```
    /// # use frontdesk::Heartbeat;
    /// let error = serde_json::from_str::<Heartbeat>(r#"{"stauts": "online"}"#).unwrap_err();
    /// assert!(error.to_string().starts_with("missing field `status`"));
    /// ```
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    #[non_exhaustive]
    pub struct Heartbeat {
        /// The status. It is required in a document, because a heartbeat with a misspelt key must not set the agent
        /// offline.
        pub status: AgentStatus,
        /// The number of conversations that the agent has.
        #[serde(default, skip_serializing_if = "is_zero", deserialize_with = "or_default")]
        pub load: u32,
        /// The end of the agent's lease: from this instant on the agent counts as offline, whatever the status.
        /// Without an end the status holds until the next heartbeat.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub until: Option<Timestamp>,
    }
}

fn is_zero(load: &u32) -> bool {
    *load == 0
}

/// Reads `null` like an absent key.
fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    // Many clients write null for an absent value.
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

impl Heartbeat {
    /// Returns a heartbeat with a status, without load and without an end.
    #[must_use]
    pub fn new(status: AgentStatus) -> Self {
        Self { status, load: 0, until: None }
    }

    /// Returns the heartbeat of an agent who is online.
    #[must_use]
    pub fn online() -> Self {
        Self::new(AgentStatus::Online)
    }

    /// Sets the number of conversations that the agent has.
    #[must_use]
    pub fn load(mut self, load: u32) -> Self {
        self.load = load;
        self
    }

    /// Sets the end of the lease.
    #[must_use]
    pub fn until(mut self, until: impl Into<Option<Timestamp>>) -> Self {
        self.until = until.into();
        self
    }
}

exchanged!(Heartbeat);

/// The document form of a [`Presence`](crate::Presence), for files and the wire: heartbeats by agent, in the order
/// given.
///
/// It is serialized as an object with agent ids as keys. If an agent occurs twice, the last heartbeat counts. A string
/// under the key `$schema` names the JSON Schema of the document, for editors; it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PresenceRecord {
    schema_uri: Option<String>,
    heartbeats: Vec<(AgentId, Heartbeat)>,
}

impl PresenceRecord {
    /// Returns a record without agents.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the value of the key `$schema`. A string is the name of the schema; any other value is a heartbeat,
    /// because an agent may have this id.
    fn set_schema(&mut self, node: Node<'_>) -> Result<(), String> {
        match node {
            // The value decides, not the key: `$schema` is also a valid id of an agent.
            Node::Text(uri) => self.schema_uri = Some(uri.into_owned()),
            heartbeat => self.heartbeats.push((SCHEMA_URI.into(), read_strictly(heartbeat)?)),
        }
        Ok(())
    }

    pub(crate) fn with_schema(mut self, uri: Option<String>) -> Self {
        self.schema_uri = uri;
        self
    }

    /// Returns the heartbeats in the order given.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&AgentId, &Heartbeat)> {
        self.heartbeats.iter().map(|(agent, heartbeat)| (agent, heartbeat))
    }
}

impl<A: Into<AgentId>> FromIterator<(A, Heartbeat)> for PresenceRecord {
    fn from_iter<I: IntoIterator<Item = (A, Heartbeat)>>(heartbeats: I) -> Self {
        let heartbeats =
            heartbeats.into_iter().map(|(agent, heartbeat)| (agent.into(), heartbeat)).collect();
        // The name of a schema belongs to a file, not to heartbeats.
        Self { schema_uri: None, heartbeats }
    }
}

impl Serialize for PresenceRecord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(uri) = &self.schema_uri {
            // First, where editors expect it.
            map.serialize_entry(SCHEMA_URI, uri)?;
        }
        for (agent, heartbeat) in self.iter() {
            map.serialize_entry(agent, heartbeat)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for PresenceRecord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(HeartbeatsVisitor)
    }
}

struct HeartbeatsVisitor;

impl<'de> de::Visitor<'de> for HeartbeatsVisitor {
    type Value = PresenceRecord;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of agents, such as `{\"a1\": {\"status\": \"online\"}}`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<PresenceRecord, A::Error> {
        let mut record = PresenceRecord::default();
        while let Some(agent) = map.next_key::<AgentId>()? {
            if agent == SCHEMA_URI {
                record.set_schema(map.next_value()?).map_err(de::Error::custom)?;
            } else {
                // In the order given and with repetitions: the last heartbeat of an agent wins when
                // the record is applied.
                record.heartbeats.push((agent, map.next_value()?));
            }
        }
        Ok(record)
    }
}

/// The form of the status of an agent.
static STATUS: Form =
    Form::keyword("`online`, `away`, `invisible` or `offline`", keywords::<AgentStatus>);

keyword!(AgentStatus, Self::Offline, Self::WORDS, values::AGENT_STATUSES);

/// Reads the presence of a sample. As in every presence, unknown keys are ignored, and the last value of a repeated key
/// counts.
impl ReadNode for PresenceRecord {
    fn read(cursor: Cursor<'_, '_>, _: &'static Form) -> Option<Self> {
        let Cursor { node, path, diagnostics } = cursor;
        // Programs write presences, so their form is read as serde would read it.
        let cursor = Cursor::new(node.with_last_keys(), path, diagnostics);
        let agents = cursor.entries("an object of agents")?;
        let mut schema_uri = None;
        let mut heartbeats = Vec::new();
        for (agent, node) in agents.entries {
            match node {
                Node::Text(uri) if agent == SCHEMA_URI => schema_uri = Some(uri.into_owned()),
                node => {
                    let path = agents.path.key(&agent);
                    let cursor = Cursor::new(node, path, &mut *agents.diagnostics);
                    heartbeats.push((AgentId::from(&*agent), Heartbeat::read_sample(cursor)));
                }
            }
        }
        Some(heartbeats.into_iter().collect::<Self>().with_schema(schema_uri))
    }

    fn placeholder() -> Self {
        Self::default()
    }
}

impl Heartbeat {
    /// Reads the heartbeat of a sample key by key. Each mistake is reported at its path.
    fn read_sample(cursor: Cursor<'_, '_>) -> Self {
        let mut heartbeat = Self::default();
        let Some(entries) = cursor.entries("an object") else {
            return heartbeat;
        };
        let mut keys = entries.into_object();
        keys.require_into("status", &STATUS, &mut heartbeat.status);
        // Null means no load, as in a presence of its own.
        let mut load = None;
        keys.read_into("load", &form::WHOLE, &mut load);
        heartbeat.load = load.unwrap_or(0);
        if let Some(Cursor { node, path, diagnostics }) = keys.take("until") {
            match read_strictly::<Option<Timestamp>>(node) {
                Ok(until) => heartbeat.until = until,
                Err(reason) => report_invalid(&path, &reason, diagnostics),
            }
        }
        heartbeat
    }
}
