//! Reading a whole document; what does not fit is reported, and the rest is read.

mod claims;
mod people;
mod schedule;
mod settings;
mod texts;

pub(super) use people::{agent, group};
pub(super) use schedule::schedule;
pub(super) use settings::role;
pub(super) use texts::localized;

use crate::document::{Node, Object, boolean, object, whole};
use crate::draft::Draft;
use crate::draft::read::texts::{each, id, name, tags};
use crate::error::{At, Report, WORKSPACE_KEYS};
use crate::trigger::Trigger;

pub(super) fn draft(node: Node<'_>) -> Draft {
    let mut draft = Draft::new();
    let mut unread = Report::default();
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
        draft.roles = lists.read("roles", role);
        draft.schedules = lists.read("schedules", schedule);
        draft.agents = lists.read("agents", agent);
        draft.triggers = lists.read("triggers", trigger);
        draft.expect = lists.read("expect", claims::expectation);
        draft.assertions = lists.read("assertions", claims::assertion);
        if let Some(node) = lists.keys.require("groups", at, lists.report) {
            draft.groups = each(node, &at.key("groups"), lists.report, group);
        }
    }
    draft.unread = unread;
    draft
}

/// The lists of a document, each of which may be left out.
struct Lists<'de, 'r> {
    keys: Object<'de>,
    report: &'r mut Report,
}

impl Lists<'_, '_> {
    fn read<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(Node<'_>, &At<'_>, &mut Report) -> T,
    ) -> Vec<T> {
        let node = self.keys.take(key);
        node.map_or_else(Vec::new, |node| each(node, &At::ROOT.key(key), self.report, read))
    }
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
