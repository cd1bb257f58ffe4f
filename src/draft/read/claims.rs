//! Reading sample visitors and assertions.

use std::collections::BTreeSet;

use crate::beat::{Beat, PresenceRecord};
use crate::claims::{Assertion, Expectation, OutcomeKind};
use crate::document::{
    Entry, Node, Object, count_from, entries, list, object, read_strictly, text, word,
};
use crate::draft::read::texts::{id, name};
use crate::error::{At, ProblemKind, Report, SCHEMA_URI, shown_within};
use crate::id::{AgentId, GroupId};
use crate::status::Status;
use crate::time::Timestamp;
use crate::visitor::{Page, Value, Visitor};
use crate::vocabulary::aliases::values;
use crate::vocabulary::{ASSERTION, EXPECTATION, PAGE, VISITOR};

pub(super) fn expectation(node: Node<'_>, at: &At<'_>, report: &mut Report) -> Expectation {
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
fn visitor(node: Node<'_>, at: &At<'_>, report: &mut Report) -> Visitor<'static> {
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
                Node::Map(sound_attributes(attributes.into(), &place, report).into())
            }
            value => value,
        };
        match read_strictly::<Visitor<'_>>(Node::Map([(key.clone(), value.clone())].into())) {
            Err(reason) => invalid(&place, reason, report),
            Ok(_) if report.len() > before => {}
            Ok(_) => sound.push((key.clone(), value)),
        }
    }
    // Each key has been read on its own, so all of them together can be.
    read_strictly::<Visitor<'_>>(Node::Map(sound.into())).unwrap_or_default()
}

/// The parts of a page that can be read; each of the others is reported at its place.
fn sound_parts<'de>(parts: Vec<Entry<'de>>, at: &At<'_>, report: &mut Report) -> Vec<Entry<'de>> {
    let mut sound = Vec::with_capacity(parts.len());
    for (key, value) in parts {
        match read_strictly::<Page<'_>>(Node::Map([(key.clone(), value.clone())].into())) {
            Ok(_) => sound.push((key, value)),
            Err(reason) => invalid(&at.key(&key), reason, report),
        }
    }
    sound
}

/// The attributes that can be read; each of the others is reported at its place.
fn sound_attributes<'de>(
    attributes: Vec<Entry<'de>>,
    at: &At<'_>,
    report: &mut Report,
) -> Vec<Entry<'de>> {
    let mut seen = BTreeSet::new();
    let mut sound = Vec::with_capacity(attributes.len());
    for (name, value) in attributes {
        let place = at.key(&name);
        if !seen.insert(name.clone()) {
            report.add(&place, ProblemKind::RepeatedKey, &name);
            continue;
        }
        match read_strictly::<Value<'_>>(value.clone()) {
            Ok(_) => sound.push((name, value)),
            Err(reason) => invalid(&place, reason, report),
        }
    }
    sound
}

/// Reads a sample presence: as every presence, which programs exchange, its unknown keys are ignored,
/// and of a repeated key the last counts.
fn presence(node: Node<'_>, at: &At<'_>, report: &mut Report) -> Option<PresenceRecord> {
    let agents = entries(node.with_last_keys(), at, report, "an object of agents")?;
    let mut schema_uri = None;
    let beats: Vec<(AgentId, Beat)> = agents
        .into_iter()
        .filter_map(|(agent, node)| match node {
            Node::Text(uri) if agent == SCHEMA_URI => {
                schema_uri = Some(uri.into_owned());
                None
            }
            node => Some((AgentId::from(&*agent), beat(node, &at.key(&agent), report))),
        })
        .collect();
    Some(beats.into_iter().collect::<PresenceRecord>().with_schema(schema_uri))
}

fn beat(node: Node<'_>, at: &At<'_>, report: &mut Report) -> Beat {
    let mut beat = Beat::default();
    let Some(keys) = entries(node, at, report, "an object") else {
        return beat;
    };
    let mut keys = Object::of(keys);
    if let Some(node) = keys.require("status", at, report) {
        let words = [Status::Online, Status::Away, Status::Invisible, Status::Offline];
        let words = words.map(|status| (status.word(), status));
        let expected = "`online`, `away`, `invisible` or `offline`";
        let at = at.key("status");
        let status = word(node, &at, report, expected, &words, values::AGENT_STATUSES);
        beat.status = status.unwrap_or_default();
    }
    if let Some(node) = keys.take_nullable("load") {
        beat.load = count_from(0, node, &at.key("load"), report).unwrap_or(0);
    }
    if let Some(node) = keys.take_nullable("until") {
        let at = at.key("until");
        match read_strictly::<Timestamp>(node) {
            Ok(until) => beat.until = Some(until),
            Err(reason) => invalid(&at, reason, report),
        }
    }
    beat
}

/// The most characters of what a reader says of a sample.
const REASON_CHARS: usize = 200;

fn invalid(at: &At<'_>, reason: String, report: &mut Report) {
    let reason = shown_within(&reason, REASON_CHARS).into();
    report.add(at, ProblemKind::InvalidSample { reason }, "");
}

pub(super) fn assertion(node: Node<'_>, at: &At<'_>, report: &mut Report) -> Assertion {
    let mut assertion = Assertion::unread();
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
    assertion
}

fn groups(node: Node<'_>, at: &At<'_>, report: &mut Report) -> Vec<GroupId> {
    let items = list(node, at, report, "a list of group codes").unwrap_or_default();
    let mut groups = Vec::with_capacity(items.len());
    for (n, item) in items.into_iter().enumerate() {
        let code = text(item, &at.index(n), report, "a group code");
        groups.push(GroupId::from(&*code.unwrap_or_default()));
    }
    groups
}
