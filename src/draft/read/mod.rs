//! Reading a whole document; what does not fit is reported, and the rest is read.

mod claims;
mod items;
mod people;
mod schedule;
mod settings;
mod texts;

use std::borrow::Cow;

use serde::de::{DeserializeSeed, MapAccess};
use serde::{Deserialize, Deserializer};

pub(super) use people::{agent, group};
pub(super) use schedule::schedule;
pub(super) use settings::role;
pub(super) use texts::localized;

use crate::agent::Agent;
use crate::assertion::Assertion;
use crate::document::{Collector, Node, Sink, TreeReader, boolean, object, text, whole};
use crate::draft::Draft;
use crate::draft::read::items::Items;
use crate::draft::read::texts::{id, name, tags};
use crate::error::{Diagnostics, PathRef, SCHEMA_URI};
use crate::group::Group;
use crate::schedule::Schedule;
use crate::settings::Role;
use crate::trigger::Trigger;
use crate::vocabulary::{TRIGGER, WORKSPACE};

/// Reads a document. The items of its large lists are made sense of one after the other, so that
/// there is never a tree of all of them.
#[derive(Default)]
pub(super) struct Reader {
    roles: Items<Role>,
    schedules: Items<Schedule>,
    agents: Items<Agent>,
    groups: Items<Group>,
    triggers: Items<Trigger>,
    assertions: Items<Assertion>,
    unread: Diagnostics,
}

impl Reader {
    pub(super) fn read<'de, D: Deserializer<'de>>(self, document: D) -> Result<Draft, D::Error> {
        TreeReader::default().seed(self).deserialize(document)
    }
}

/// # Errors
///
/// Fails on broken syntax, and on a document that is nested more than 128 levels deep.
impl<'de> Deserialize<'de> for Draft {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Reader::default().read(deserializer)
    }
}

impl<'de> Sink<'de> for Reader {
    type Value = Draft;

    fn take_node(self, node: Node<'de>) -> Draft {
        self.finish(node)
    }

    fn take_object<A: MapAccess<'de>>(
        mut self,
        reading: &mut TreeReader<'de>,
        object: A,
    ) -> Result<Draft, A::Error> {
        let mut entries = Collector::default();
        let value = |reading: &mut TreeReader<'de>, key: &str, object: &mut A| {
            let (at, report) = (&PathRef::ROOT.key(key), &mut self.unread);
            macro_rules! items {
                ($list:ident, $read:expr) => {
                    object.next_value_seed(reading.seed(self.$list.reader($read, at, report)))
                };
            }
            match key {
                "roles" if self.roles.are_next() => items!(roles, role),
                "schedules" if self.schedules.are_next() => items!(schedules, schedule),
                "agents" if self.agents.are_next() => items!(agents, agent),
                "groups" if self.groups.are_next() => items!(groups, group),
                "triggers" if self.triggers.are_next() => items!(triggers, trigger),
                "assertions" if self.assertions.are_next() => {
                    items!(assertions, claims::assertion)
                }
                _ => object.next_value_seed(reading.next()),
            }
        };
        let stands_for = reading.each_entry(object, value, |_, entry| entries.push(entry))?;
        Ok(self.finish(stands_for.unwrap_or_else(|| Node::Map(entries.finish()))))
    }
}

impl Reader {
    /// Makes a draft of what is left of the document.
    fn finish(self, node: Node<'_>) -> Draft {
        let Self { roles, schedules, agents, groups, triggers, assertions, mut unread } = self;
        let mut draft = Draft::new();
        let report = &mut unread;
        let at = &PathRef::ROOT;
        if let Some(mut keys) = object(node, at, report, &WORKSPACE) {
            draft.schema_uri = keys
                .take_nullable(SCHEMA_URI)
                .and_then(|node| text(node, &at.key(SCHEMA_URI), report, "a text"))
                .map(Cow::into_owned);
            if let Some(node) = keys.take("schema") {
                let schema = whole(node, &at.key("schema"), report, 0..=u64::MAX, "a whole number");
                draft.schema = schema.unwrap_or(draft.schema);
            }
            if let Some(node) = keys.take("version") {
                let expected = "a whole number from 0";
                let version = whole(node, &at.key("version"), report, 0..=u64::MAX, expected);
                draft.version = version.unwrap_or(draft.version);
            }
            if let Some(node) = keys.take("languages") {
                draft.languages = tags(node, &at.key("languages"), report);
            }
            draft.default_group = keys
                .take_nullable("default_group")
                .and_then(|node| id(node, &at.key("default_group"), report, "a group code"));
            if let Some(node) = keys.take("picker") {
                draft.picker = settings::picker(node, &at.key("picker"), report);
            }
            if let Some(node) = keys.take("precedence") {
                draft.precedence = settings::precedence(node, &at.key("precedence"), report);
            }
            if let Some(node) = keys.take("plan") {
                draft.plan = settings::plan(node, &at.key("plan"), report);
            }
            draft.roles = roles.take("roles", role, &mut keys, report);
            draft.schedules = schedules.take("schedules", schedule, &mut keys, report);
            draft.agents = agents.take("agents", agent, &mut keys, report);
            draft.triggers = triggers.take("triggers", trigger, &mut keys, report);
            if let Some(node) = keys.take("expect") {
                draft.expect = claims::expectations(node, &at.key("expect"), report);
            }
            draft.assertions = assertions.take("assertions", claims::assertion, &mut keys, report);
            if let Some(node) = keys.require("groups", at, report) {
                draft.groups = groups.or_of(node, group, &at.key("groups"), report);
            }
        }
        draft.unread = unread;
        draft
    }
}

pub(super) fn trigger(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Trigger {
    let mut trigger = Trigger::new("", "");
    let Some(mut keys) = object(node, at, report, &TRIGGER) else {
        return trigger;
    };
    let id_node = keys.require("id", at, report);
    if let Some(id) = id_node.and_then(|node| id(node, &at.key("id"), report, "an id")) {
        trigger.id = id;
    }
    trigger.name = keys.take_nullable("name").and_then(|node| name(node, &at.key("name"), report));
    if let Some(node) = keys.take("enabled") {
        trigger.enabled = boolean(node, &at.key("enabled"), report).unwrap_or(true);
    }
    let target = keys.require("assign_to", at, report);
    let target_at = at.key("assign_to");
    if let Some(id) = target.and_then(|node| id(node, &target_at, report, "a group code")) {
        trigger.assign_to = id;
    }
    trigger.when = keys
        .take_nullable("when")
        .map(|node| crate::condition::read(node, &at.key("when"), report));
    trigger
}
