//! Reading a whole document; what does not fit is reported, and the rest is read.

mod claims;
mod people;
mod schedule;
mod settings;
mod texts;

use serde::Deserializer;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess};

pub(super) use people::{agent, group};
pub(super) use schedule::schedule;
pub(super) use settings::role;
pub(super) use texts::localized;

use crate::agent::Agent;
use crate::document::{Node, Object, Reading, Taker, boolean, object, whole};
use crate::draft::Draft;
use crate::draft::read::texts::{each, id, name, tags};
use crate::error::{At, Report, WORKSPACE_KEYS};
use crate::group::Group;
use crate::schedule::Schedule;
use crate::trigger::Trigger;

/// Reads a document. The items of its large lists are made sense of one after the other, so that
/// there is never a tree of all of them.
#[derive(Default)]
pub(super) struct Reader {
    schedules: Items<Schedule>,
    agents: Items<Agent>,
    groups: Items<Group>,
    triggers: Items<Trigger>,
    unread: Report,
}

impl Reader {
    pub(super) fn read<'de, D: Deserializer<'de>>(self, document: D) -> Result<Draft, D::Error> {
        Reading::default().seed(self).deserialize(document)
    }
}

impl<'de> Taker<'de> for Reader {
    type Value = Draft;

    fn take_node(self, node: Node<'de>) -> Draft {
        self.finish(node)
    }

    fn take_object<A: MapAccess<'de>>(
        mut self,
        reading: &mut Reading<'de>,
        object: A,
    ) -> Result<Draft, A::Error> {
        let mut entries = Vec::new();
        let value = |reading: &mut Reading<'de>, key: &str, object: &mut A| {
            let (at, report) = (&At::ROOT.key(key), &mut self.unread);
            match key {
                "schedules" if self.schedules.are_next() => object
                    .next_value_seed(reading.seed(self.schedules.reader(schedule, at, report))),
                "agents" if self.agents.are_next() => {
                    object.next_value_seed(reading.seed(self.agents.reader(agent, at, report)))
                }
                "groups" if self.groups.are_next() => {
                    object.next_value_seed(reading.seed(self.groups.reader(group, at, report)))
                }
                "triggers" if self.triggers.are_next() => {
                    object.next_value_seed(reading.seed(self.triggers.reader(trigger, at, report)))
                }
                _ => object.next_value_seed(reading.next()),
            }
        };
        let stands_for = reading.each_entry(object, value, |_, entry| entries.push(entry))?;
        Ok(self.finish(stands_for.unwrap_or_else(|| Node::Map(entries.into()))))
    }
}

/// A list of which each item is made sense of when it has been read.
struct Items<T> {
    has_come: bool,
    items: Vec<T>,
}

impl<T> Default for Items<T> {
    fn default() -> Self {
        Self { has_come: false, items: Vec::new() }
    }
}

impl<T> Items<T> {
    /// Whether this is the first time that its key comes: the others do not count.
    fn are_next(&mut self) -> bool {
        !std::mem::replace(&mut self.has_come, true)
    }

    fn reader<'r>(
        &'r mut self,
        read: Read<T>,
        at: &'r At<'r>,
        report: &'r mut Report,
    ) -> ItemReader<'r, T> {
        ItemReader { items: &mut self.items, read, at, report }
    }
}

/// How a noun is read.
type Read<T> = fn(Node<'_>, &At<'_>, &mut Report) -> T;

/// Leaves an empty list in the place of the items; anything else as it is.
struct ItemReader<'r, T> {
    items: &'r mut Vec<T>,
    read: Read<T>,
    at: &'r At<'r>,
    report: &'r mut Report,
}

impl<'de, T> Taker<'de> for ItemReader<'_, T> {
    type Value = Node<'de>;

    fn take_node(self, node: Node<'de>) -> Node<'de> {
        node
    }

    fn take_list<A: SeqAccess<'de>>(
        self,
        reading: &mut Reading<'de>,
        list: A,
    ) -> Result<Node<'de>, A::Error> {
        let Self { items, read, at, report } = self;
        reading.each_item(list, |_, node| {
            let item = read(node, &at.index(items.len()), report);
            items.push(item);
        })?;
        Ok(Node::List(Box::default()))
    }
}

impl Reader {
    /// Makes a draft of what is left of the document.
    fn finish(self, node: Node<'_>) -> Draft {
        let Self { schedules, agents, groups, triggers, mut unread } = self;
        let mut draft = Draft::new();
        let report = &mut unread;
        let at = &At::ROOT;
        if let Some(mut keys) = object(node, at, report, &WORKSPACE_KEYS) {
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
            let mut lists = Lists { keys, report };
            draft.roles = lists.read("roles", role, Vec::new());
            draft.schedules = lists.read("schedules", schedule, schedules.items);
            draft.agents = lists.read("agents", agent, agents.items);
            draft.triggers = lists.read("triggers", trigger, triggers.items);
            draft.expect = lists.read("expect", claims::expectation, Vec::new());
            draft.assertions = lists.read("assertions", claims::assertion, Vec::new());
            if let Some(node) = lists.keys.require("groups", at, lists.report) {
                draft.groups =
                    read_rest(groups.items, node, &at.key("groups"), lists.report, group);
            }
        }
        draft.unread = unread;
        draft
    }
}

/// The lists of a document, each of which may be left out.
struct Lists<'de, 'r> {
    keys: Object<'de>,
    report: &'r mut Report,
}

impl Lists<'_, '_> {
    fn read<T>(&mut self, key: &'static str, read: Read<T>, before: Vec<T>) -> Vec<T> {
        match self.keys.take(key) {
            Some(node) => read_rest(before, node, &At::ROOT.key(key), self.report, read),
            None => Vec::new(),
        }
    }
}

/// The items of a list that have been read, or else those of a node.
fn read_rest<T>(
    before: Vec<T>,
    node: Node<'_>,
    at: &At<'_>,
    report: &mut Report,
    read: Read<T>,
) -> Vec<T> {
    let rest = each(node, at, report, read);
    if before.is_empty() { rest } else { before }
}

pub(super) fn trigger(node: Node<'_>, at: &At<'_>, report: &mut Report) -> Trigger {
    let mut trigger = Trigger::new("", "");
    let keys = ["id", "name", "enabled", "assign_to", "when"];
    let Some(mut keys) = object(node, at, report, &keys) else {
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
