//! Reading a whole document; what does not fit is reported, and the rest is read.

use std::borrow::Cow;

use crate::document::{Node, boolean, list, object, text, whole};
use crate::draft::{Draft, read_claims, read_people, read_schedule, read_settings};
use crate::error::{At, ProblemKind, Report};
use crate::text::{LanguageTag, LocalizedText};
use crate::trigger::Trigger;

const KEYS: [&str; 14] = [
    "schema",
    "version",
    "languages",
    "default_group",
    "picker",
    "precedence",
    "plan",
    "roles",
    "schedules",
    "agents",
    "groups",
    "triggers",
    "expect",
    "assertions",
];

pub(super) fn draft(node: Node<'_>) -> Draft {
    let mut draft = Draft::new();
    let mut unread = Report::default();
    let report = &mut unread;
    let at = &At::ROOT;
    if let Some(mut keys) = object(node, at, report, &KEYS) {
        if let Some(node) = keys.take("schema") {
            let range = 0..=u64::from(u32::MAX);
            let schema = whole(node, &at.key("schema"), report, range, "a whole number");
            draft.schema = schema.and_then(|n| u32::try_from(n).ok()).unwrap_or(draft.schema);
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
            draft.picker = read_settings::picker(node, &at.key("picker"), report);
        }
        if let Some(node) = keys.take("precedence") {
            draft.precedence = read_settings::precedence(node, &at.key("precedence"), report);
        }
        if let Some(node) = keys.take("plan") {
            draft.plan = read_settings::plan(node, &at.key("plan"), report);
        }
        let mut lists = Lists { keys, report };
        draft.roles = lists.read("roles", read_settings::role);
        draft.schedules = lists.read("schedules", read_schedule::schedule);
        draft.agents = lists.read("agents", read_people::agent);
        draft.triggers = lists.read("triggers", trigger);
        draft.expect = lists.read("expect", read_claims::expectation);
        draft.assertions = lists.read("assertions", read_claims::assertion);
        if let Some(node) = lists.keys.require("groups", at, lists.report) {
            draft.groups = each(node, &at.key("groups"), lists.report, read_people::group);
        }
    }
    draft.unread = unread;
    draft
}

/// The lists of a document, each of which may be left out.
struct Lists<'de, 'r> {
    keys: crate::document::Object<'de>,
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

/// Reads every item of a list; one that cannot be read keeps its place, so that the places of
/// later problems are right.
pub(super) fn each<T>(
    node: Node<'_>,
    at: &At<'_>,
    report: &mut Report,
    read: impl Fn(Node<'_>, &At<'_>, &mut Report) -> T,
) -> Vec<T> {
    let items = list(node, at, report, "a list").unwrap_or_default();
    items.into_iter().enumerate().map(|(n, item)| read(item, &at.index(n), report)).collect()
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

/// Reads an id as unchecked text.
pub(super) fn id<I: for<'t> From<&'t str>>(
    node: Node<'_>,
    at: &At<'_>,
    report: &mut Report,
    expected: &'static str,
) -> Option<I> {
    text(node, at, report, expected).map(|text| I::from(&*text))
}

/// Reads a name in one language.
pub(super) fn name(node: Node<'_>, at: &At<'_>, report: &mut Report) -> Option<String> {
    text(node, at, report, "text").map(Cow::into_owned)
}

/// Reads a list of language tags.
pub(super) fn tags(node: Node<'_>, at: &At<'_>, report: &mut Report) -> Vec<LanguageTag> {
    let items = list(node, at, report, "a list of language tags").unwrap_or_default();
    let mut tags = Vec::with_capacity(items.len());
    for (n, item) in items.into_iter().enumerate() {
        let tag = text(item, &at.index(n), report, "a language tag");
        // A tag that cannot be read keeps its place.
        tags.push(LanguageTag::from(&*tag.unwrap_or_default()));
    }
    tags
}

/// Reads a text in one or more languages.
pub(super) fn localized(node: Node<'_>, at: &At<'_>, report: &mut Report) -> Option<LocalizedText> {
    match node {
        Node::Text(text) => Some(LocalizedText::from(&*text)),
        Node::Map(entries) => {
            let mut texts: Vec<(LanguageTag, Box<str>)> = Vec::with_capacity(entries.len());
            let mut seen =
                std::collections::HashSet::with_hasher(foldhash::fast::FixedState::default());
            for (key, value) in entries {
                let place = at.key(&key);
                let tag = LanguageTag::from(&*key);
                if !seen.insert(tag.as_str().to_ascii_lowercase()) {
                    report.add(&place, ProblemKind::RepeatedKey, &key);
                } else if let Some(text) = text(value, &place, report, "text") {
                    texts.push((tag, text.into()));
                } else {
                    // The text is kept as missing, so that the language is still checked.
                    texts.push((tag, "".into()));
                }
            }
            Some(LocalizedText::translated(texts))
        }
        other => {
            let expected = "a text, or texts by language";
            report.add(at, ProblemKind::WrongType { expected }, &other.found());
            None
        }
    }
}
