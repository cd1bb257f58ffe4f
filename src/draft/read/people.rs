//! Reading agents and groups.

use crate::agent::Agent;
use crate::document::{Node, boolean, count_from, each_item, object, word};
use crate::draft::read::texts::{each, id, localized, name, tags};
use crate::error::{Diagnostics, PathRef, ProblemKind};
use crate::group::{Escalation, Group, Member, Members, Reassign, Strategy, Switch};
use crate::vocabulary::aliases::values;
use crate::vocabulary::{AGENT, ESCALATION, GROUP, MEMBER};

pub(in crate::draft) fn agent(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Agent {
    let mut agent = Agent::new("");
    let Some(mut keys) = object(node, at, report, &AGENT) else {
        return agent;
    };
    let id_node = keys.require("id", at, report);
    if let Some(id) = id_node.and_then(|node| id(node, &at.key("id"), report, "an id")) {
        agent.id = id;
    }
    agent.name = keys.take_nullable("name").and_then(|node| name(node, &at.key("name"), report));
    let role = keys.take("role");
    if let Some(role) = role.and_then(|node| id(node, &at.key("role"), report, "a role")) {
        agent.role = role;
    }
    if let Some(node) = keys.take("languages") {
        agent.languages = tags(node, &at.key("languages"), report);
    }
    agent.max_conversations = keys
        .take_nullable("max_conversations")
        .and_then(|node| count_from(0, node, &at.key("max_conversations"), report));
    agent
}

pub(in crate::draft) fn group(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Group {
    let mut group = Group::new("", "");
    let Some(mut keys) = object(node, at, report, &GROUP) else {
        return group;
    };
    let id_node = keys.require("id", at, report);
    if let Some(id) = id_node.and_then(|node| id(node, &at.key("id"), report, "a group code")) {
        group.id = id;
    }
    let name_node = keys.require("name", at, report);
    if let Some(name) = name_node.and_then(|node| localized(node, &at.key("name"), report)) {
        group.name = name;
    }
    if let Some(node) = keys.take("agents") {
        group.agents = members(node, &at.key("agents"), report);
    }
    for Switch { key, set } in Group::SWITCHES {
        let value = keys.take(key).and_then(|node| boolean(node, &at.key(key), report));
        if let Some(value) = value {
            set(&mut group, value);
        }
    }
    group.schedule = keys
        .take_nullable("schedule")
        .and_then(|node| id(node, &at.key("schedule"), report, "a schedule"));
    group.fallback = keys
        .take_nullable("fallback")
        .and_then(|node| id(node, &at.key("fallback"), report, "a group code"));
    if let Some(node) = keys.take("strategy") {
        let at = at.key("strategy");
        let expected = GROUP.key("strategy").map_or("", |key| key.form.description);
        let found = word(node, &at, report, expected, &Strategy::WORDS, values::STRATEGIES);
        group.strategy = found.unwrap_or_default();
    }
    for setting in Group::COUNTS {
        // A setting without a default value may be null.
        let is_nullable = (setting.get)(&group).is_none();
        let node =
            if is_nullable { keys.take_nullable(setting.key) } else { keys.take(setting.key) };
        let number = node.and_then(|node| count_from(1, node, &at.key(setting.key), report));
        (setting.set)(&mut group, number);
    }
    if let Some(node) = keys.take("reassign_after_seconds") {
        group.reassign = reassign(node, &at.key("reassign_after_seconds"), report);
    }
    if let Some(node) = keys.take("escalation") {
        group.escalation = each(node, &at.key("escalation"), report, escalation);
    }
    group
}

fn members(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Members {
    match node {
        Node::Text(text) if text == "all" => Members::All,
        Node::List(items) => Members::Listed(each_item(items, at, report, member)),
        other => {
            let expected = "`all` or a list of agents";
            report.add(at, ProblemKind::WrongType { expected }, &other.found());
            Members::Listed(Vec::new())
        }
    }
}

fn member(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Member {
    match node {
        Node::Text(id) => Member::new(&*id),
        node @ Node::Map(_) => {
            let mut member = Member::new("");
            if let Some(mut keys) = object(node, at, report, &MEMBER) {
                let id_node = keys.require("id", at, report);
                if let Some(id) = id_node.and_then(|n| id(n, &at.key("id"), report, "an agent")) {
                    member.id = id;
                }
                if let Some(node) = keys.take("weight") {
                    member.weight = count_from(1, node, &at.key("weight"), report).unwrap_or(1);
                }
            }
            member
        }
        other => {
            let expected = "an agent, or an agent with a weight";
            report.add(at, ProblemKind::WrongType { expected }, &other.found());
            Member::new("")
        }
    }
}

fn reassign(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Reassign {
    match node {
        Node::Null => Reassign::Never,
        Node::Text(text) if text == "never" => Reassign::Never,
        node => {
            count_from(1, node, at, report).map_or_else(Reassign::default, Reassign::AfterSeconds)
        }
    }
}

fn escalation(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Escalation {
    let mut escalation = Escalation::new(1, "".into());
    if let Some(mut keys) = object(node, at, report, &ESCALATION) {
        if let Some(node) = keys.require("after_seconds", at, report) {
            let seconds = count_from(1, node, &at.key("after_seconds"), report);
            escalation.after_seconds = seconds.unwrap_or(1);
        }
        let to = keys.require("to", at, report);
        if let Some(to) = to.and_then(|node| id(node, &at.key("to"), report, "a group code")) {
            escalation.to = to;
        }
    }
    escalation
}
