//! Reading what holds for the whole workspace.

use crate::document::{Node, add_unknown_value, boolean, count_from, list, object, text, word};
use crate::draft::read::texts::{id, localized};
use crate::error::{Diagnostics, PathRef, ProblemKind};
use crate::settings::{Permission, PickerMode, PickerSettings, Plan, Role, Source};
use crate::vocabulary::aliases::values;
use crate::vocabulary::{PICKER, PLAN, ROLE};

pub(super) fn picker(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> PickerSettings {
    let mut picker = PickerSettings::default();
    let Some(mut keys) = object(node, at, report, &PICKER) else {
        return picker;
    };
    if let Some(node) = keys.take("mode") {
        let modes = [
            ("off", PickerMode::Off),
            ("optional", PickerMode::Optional),
            ("required", PickerMode::Required),
        ];
        let expected = "`off`, `optional` or `required`";
        let at = at.key("mode");
        picker.mode =
            word(node, &at, report, expected, &modes, values::PICKER_MODES).unwrap_or_default();
    }
    if let Some(node) = keys.take("hide_unavailable") {
        picker.hide_unavailable =
            boolean(node, &at.key("hide_unavailable"), report).unwrap_or(false);
    }
    picker.question = keys
        .take_nullable("question")
        .and_then(|node| localized(node, &at.key("question"), report));
    picker
}

pub(super) fn precedence(
    node: Node<'_>,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) -> Vec<Source> {
    let items = list(node, at, report, "a list of sources").unwrap_or_default();
    let mut sources = Vec::with_capacity(items.len());
    for (n, item) in items.into_iter().enumerate() {
        let at = at.index(n);
        let Some(name) = text(item, &at, report, "a source") else {
            continue;
        };
        match Source::ORDER.into_iter().find(|source| source.as_str() == name) {
            // Reported here, where the places of the list are known.
            Some(source) if sources.contains(&source) => {
                report.add(&at, ProblemKind::RepeatedSource, &name);
            }
            Some(source) => sources.push(source),
            None => {
                let words = Source::ORDER.map(Source::as_str);
                let kind = ProblemKind::UnknownSource;
                add_unknown_value(&at, kind, &name, words, values::SOURCES, report);
            }
        }
    }
    sources
}

pub(super) fn plan(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Plan {
    let mut plan = Plan::default();
    let Some(mut keys) = object(node, at, report, &PLAN) else {
        return plan;
    };
    for (key, place) in [("max_agents", &mut plan.max_agents), ("max_groups", &mut plan.max_groups)]
    {
        let node = keys.take_nullable(key);
        *place = node.and_then(|node| count_from(0, node, &at.key(key), report));
    }
    if let Some(node) = keys.take("group_routing") {
        plan.group_routing = boolean(node, &at.key("group_routing"), report).unwrap_or(true);
    }
    plan
}

pub(in crate::draft) fn role(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Role {
    let mut role = Role::new("", []);
    let Some(mut keys) = object(node, at, report, &ROLE) else {
        return role;
    };
    let id_node = keys.require("id", at, report);
    if let Some(id) = id_node.and_then(|node| id(node, &at.key("id"), report, "an id")) {
        role.id = id;
    }
    if let Some(node) = keys.take("permissions") {
        let at = at.key("permissions");
        let items = list(node, &at, report, "a list of permissions").unwrap_or_default();
        for (n, item) in items.into_iter().enumerate() {
            role.permissions.extend(permission(item, &at.index(n), report));
        }
    }
    role
}

fn permission(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Option<Permission> {
    let name = text(node, at, report, "a permission")?;
    let found = Permission::WORDS.iter().find(|(word, _)| *word == name);
    if found.is_none() {
        let words = Permission::WORDS.iter().map(|(word, _)| *word);
        let kind = ProblemKind::UnknownPermission;
        add_unknown_value(at, kind, &name, words, values::PERMISSIONS, report);
    }
    found.map(|(_, permission)| *permission)
}
