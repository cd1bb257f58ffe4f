//! Reading sample visitors and assertions.

use crate::assertion::Assertion;
use crate::document::{
    ChunkedList, Entry, Node, Object, count_from, each_item, entries, list, object, read_strictly,
    text, word,
};
use crate::draft::read::texts::{id, name};
use crate::error::{Diagnostics, PathRef, ProblemKind, SCHEMA_URI, escape_within};
use crate::expectation::{Expectation, OutcomeKind};
use crate::heartbeat::{Heartbeat, PresenceRecord};
use crate::id::{AgentId, GroupId};
use crate::status::AgentStatus;
use crate::time::Timestamp;
use crate::visitor::{Page, Value, Visitor};
use crate::vocabulary::aliases::values;
use crate::vocabulary::{ASSERTION, EXPECTATION, PAGE, VISITOR};

/// Reads the samples. A sample is far larger than the tree of most: the trees are read first, and memory for
/// a long list of samples is set aside once. A list that grows would need twice as much while it moves.
pub(super) fn expectations(
    node: Node<'_>,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) -> Vec<Expectation> {
    let items = list(node, at, report, "a list").unwrap_or_default();
    let is_object = |item: &Node<'_>| matches!(item, Node::Map(_));
    let mut objects_left = items.iter().filter(|item| is_object(item)).count();
    let mut samples = Vec::with_capacity(items.len().min(4));
    for (n, item) in items.into_iter().enumerate() {
        let objects = usize::from(is_object(&item));
        let sample = expectation(item, &at.index(n), report);
        if !report.is_over_limit() {
            // Only now, lest a long list of what cannot be read has memory set aside.
            if samples.len() == samples.capacity() && samples.len() >= MANY_SAMPLES {
                samples.reserve_exact(objects_left.max(1));
            }
            samples.push(sample);
        }
        objects_left -= objects;
    }
    samples
}

/// After so many samples there would be more problems than are kept if each had one.
const MANY_SAMPLES: usize = 1_024;

fn expectation(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Expectation {
    let mut expectation = Expectation::new(Visitor::undated());
    let Some(mut keys) = object(node, at, report, &EXPECTATION) else {
        return expectation;
    };
    expectation.name =
        keys.take_nullable("name").and_then(|node| name(node, &at.key("name"), report));
    if let Some(node) = keys.take("visitor") {
        expectation.visitor = visitor(node, &at.key("visitor"), report);
    }
    if let Some(node) = keys.take_nullable("presence") {
        expectation.presence = presence(node, &at.key("presence"), report);
    }
    let outcomes = [
        ("assigned", OutcomeKind::Assigned),
        ("ask", OutcomeKind::Ask),
        ("unassigned", OutcomeKind::Unassigned),
    ];
    let expected = "`assigned`, `ask` or `unassigned`";
    expectation.outcome = keys.take_nullable("outcome").and_then(|node| {
        word(node, &at.key("outcome"), report, expected, &outcomes, values::OUTCOMES)
    });
    expectation.group = keys
        .take_nullable("group")
        .and_then(|node| id(node, &at.key("group"), report, "a group code"));
    expectation.trigger = keys
        .take_nullable("trigger")
        .and_then(|node| id(node, &at.key("trigger"), report, "a trigger"));
    expectation
}

/// Reads a sample visitor key by key, so that each mistake is reported at its place.
fn visitor(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Visitor<'static> {
    let Some(keys) = object(node, at, report, &VISITOR) else {
        return Visitor::undated();
    };
    let mut sound = Vec::new();
    for (key, value) in keys.into_entries() {
        let place = at.key(&key);
        let before = report.len();
        let value = match value {
            Node::Map(_) if key == "page" => {
                let page = object(value, &place, report, &PAGE);
                let entries = page.map_or_else(Vec::new, Object::into_entries);
                Node::Map(sound_parts(entries, &place, report).into())
            }
            Node::Map(attributes) if key == "attributes" => {
                Node::Map(sound_attributes(attributes, &place, report))
            }
            value => value,
        };
        // The parts of a page and of attributes have been read one by one.
        match read_strictly::<Visitor<'_>>(Node::Map([(key.clone(), value.outline())].into())) {
            Err(reason) => invalid(&place, reason, report),
            Ok(_) if report.len() > before => {}
            Ok(_) => sound.push((key, value)),
        }
    }
    // Each key has been read on its own, so all of them together can be.
    read_strictly::<Visitor<'_>>(Node::Map(sound.into())).unwrap_or_default()
}

/// The parts of a page that can be read; each of the others is reported at its place.
fn sound_parts<'de>(
    parts: Vec<Entry<'de>>,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) -> Vec<Entry<'de>> {
    let mut sound = Vec::with_capacity(parts.len());
    for (key, value) in parts {
        match read_strictly::<Page<'_>>(Node::Map([(key.clone(), value.outline())].into())) {
            Ok(_) => sound.push((key, value)),
            Err(reason) => invalid(&at.key(&key), reason, report),
        }
    }
    sound
}

/// The attributes that can be read; each of the others is reported at its place.
fn sound_attributes<'de>(
    attributes: ChunkedList<Entry<'de>>,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) -> ChunkedList<Entry<'de>> {
    let mut repetitions = repetitions(&attributes).into_iter().peekable();
    let is_sound = |n: usize, name: &str, value: &Node<'de>| {
        let place = at.key(name);
        if repetitions.next_if_eq(&n).is_some() {
            report.add(&place, ProblemKind::RepeatedKey, name);
            return false;
        }
        match try_value(value) {
            Ok(()) => !report.is_over_limit(),
            Err(reason) => {
                invalid(&place, reason, report);
                false
            }
        }
    };
    let mut is_sound = is_sound;
    let numbered = attributes.into_iter().enumerate();
    let sound = numbered.filter(|(n, (name, value))| is_sound(*n, name, value));
    sound.map(|(_, attribute)| attribute).collect()
}

/// The indices of the entries whose name stands before them already, in ascending order. Found by sorting: a
/// set of the names would take more memory than the names.
fn repetitions(attributes: &ChunkedList<Entry<'_>>) -> Vec<usize> {
    let mut names: Vec<(&str, usize)> =
        attributes.iter().enumerate().map(|(n, (name, _))| (&**name, n)).collect();
    names.sort_unstable();
    let mut repetitions: Vec<usize> = names
        .windows(2)
        .filter_map(|pair| match pair {
            [(one, _), (other, n)] if one == other => Some(*n),
            _ => None,
        })
        .collect();
    repetitions.sort_unstable();
    repetitions
}

/// Whether the reader of attributes takes a value. A list is not copied for that: its items are tried one by
/// one.
fn try_value(value: &Node<'_>) -> Result<(), String> {
    let try_node = |node| read_strictly::<Value<'_>>(node).map(drop);
    match value {
        Node::List(items) => match items.iter().find(|item| !matches!(item, Node::Text(_))) {
            Some(wrong) => try_node(Node::List([wrong.outline()].into())),
            None => Ok(()),
        },
        other => try_node(other.outline()),
    }
}

/// Reads a sample presence: as every presence, which programs exchange, its unknown keys are ignored,
/// and of a repeated key the last counts.
fn presence(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Option<PresenceRecord> {
    let agents = entries(node.with_last_keys(), at, report, "an object of agents")?;
    let mut schema_uri = None;
    let heartbeats: Vec<(AgentId, Heartbeat)> = agents
        .into_iter()
        .filter_map(|(agent, node)| match node {
            Node::Text(uri) if agent == SCHEMA_URI => {
                schema_uri = Some(uri.into_owned());
                None
            }
            node => Some((AgentId::from(&*agent), heartbeat(node, &at.key(&agent), report))),
        })
        .collect();
    Some(heartbeats.into_iter().collect::<PresenceRecord>().with_schema(schema_uri))
}

fn heartbeat(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Heartbeat {
    let mut heartbeat = Heartbeat::default();
    let Some(keys) = entries(node, at, report, "an object") else {
        return heartbeat;
    };
    let mut keys = Object::from_entries(keys.into_vec());
    if let Some(node) = keys.require("status", at, report) {
        let words =
            [AgentStatus::Online, AgentStatus::Away, AgentStatus::Invisible, AgentStatus::Offline];
        let words = words.map(|status| (status.as_str(), status));
        let expected = "`online`, `away`, `invisible` or `offline`";
        let at = at.key("status");
        let status = word(node, &at, report, expected, &words, values::AGENT_STATUSES);
        heartbeat.status = status.unwrap_or_default();
    }
    if let Some(node) = keys.take_nullable("load") {
        heartbeat.load = count_from(0, node, &at.key("load"), report).unwrap_or(0);
    }
    if let Some(node) = keys.take_nullable("until") {
        let at = at.key("until");
        match read_strictly::<Timestamp>(node) {
            Ok(until) => heartbeat.until = Some(until),
            Err(reason) => invalid(&at, reason, report),
        }
    }
    heartbeat
}

/// The most characters of what a reader says of a sample.
const REASON_CHARS: usize = 200;

fn invalid(at: &PathRef<'_>, reason: String, report: &mut Diagnostics) {
    let reason = escape_within(&reason, REASON_CHARS).into();
    report.add(at, ProblemKind::InvalidSample { reason }, "");
}

pub(super) fn assertion(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Assertion {
    let (mut assertion, before) = (Assertion::empty(), report.len());
    let Some(mut keys) = object(node, at, report, &ASSERTION) else {
        return assertion;
    };
    assertion.id =
        keys.take_nullable("id").and_then(|node| id(node, &at.key("id"), report, "an id"));
    assertion.when = keys
        .take_nullable("when")
        .map(|node| crate::condition::read(node, &at.key("when"), report));
    for (key, place) in [("never", &mut assertion.never), ("always", &mut assertion.always)] {
        if let Some(node) = keys.take(key) {
            *place = groups(node, &at.key(key), report);
        }
    }
    if report.len() == before && assertion.is_empty() {
        report.defer_to_check(at, ProblemKind::EmptyAssertion);
    }
    assertion
}

fn groups(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Vec<GroupId> {
    let items = list(node, at, report, "a list of group codes").unwrap_or_default();
    each_item(items, at, report, |item, at, report| {
        GroupId::from(&*text(item, at, report, "a group code").unwrap_or_default())
    })
}
