//! Editing (rules E1 to E6): who may change what, what no edit may do, and the list of changes.

mod around;
mod assertions;
mod cases;
mod data;
mod edits;
mod hostile;
mod list;
mod many_cases;
mod permissions;
mod plan;
mod properties;
mod references;
mod stale;

use frontdesk::{AgentId, Draft, Workspace};
use frontdesk::edit::{AcceptedChange, Actor, ChangeError};

/// A workspace in which every rule can be met: `boss` is the only admin, `lead` manages groups,
/// agents and settings, `gina` only groups, `tom` only triggers, `abe` nothing.
const SHOP: &str = r#"{
    "version": 7, "languages": ["en", "fr"], "default_group": "general",
    "roles": [{"id": "lead", "permissions": ["manage_groups", "manage_agents", "manage_settings"]},
              {"id": "groups", "permissions": ["manage_groups"]},
              {"id": "triggers", "permissions": ["manage_triggers"]}],
    "schedules": [{"id": "office", "zone": "Europe/Paris", "weekly": {"mon": ["09:00-18:00"]}}],
    "agents": [{"id": "boss", "role": "admin"}, {"id": "lead", "role": "lead"},
               {"id": "gina", "role": "groups"}, {"id": "tom", "role": "triggers"}, {"id": "abe"}],
    "groups": [{"id": "general", "name": "General", "agents": "all"},
               {"id": "sales", "name": "Sales", "agents": ["gina", "tom"], "fallback": "general"},
               {"id": "help", "name": {"en": "Help", "fr": "Aide"}, "agents": ["abe"],
                "schedule": "office", "fallback": "sales",
                "escalation": [{"after_seconds": 60, "to": "sales"}]}],
    "triggers": [{"id": "shop", "assign_to": "sales",
                  "when": {"field": "page.path", "starts_with": "/shop"}},
                 {"id": "rush", "assign_to": "help",
                  "when": {"not": {"field": "group.sales", "is": "available"}}}],
    "expect": [{"name": "shop page", "visitor": {"page": {"url": "https://x.example/shop"}},
                "group": "sales", "trigger": "shop"}],
    "assertions": [{"id": "calm", "when": {"field": "group.help", "is": "busy"},
                    "never": ["help"], "always": ["sales", "general"]}]
}"#;

#[track_caller]
fn read(document: &str) -> Workspace {
    let draft: Draft = serde_json::from_str(document).expect(document);
    draft.check().unwrap_or_else(|problems| panic!("{document}\n{problems}"))
}

#[track_caller]
fn shop() -> Workspace {
    read(SHOP)
}

/// The canonical document.
fn bytes(workspace: &Workspace) -> String {
    serde_json::to_string(workspace).unwrap()
}

/// An edit of the shop by an agent, or by the host where none is named.
#[track_caller]
fn edit(by: Option<&str>, change: impl FnOnce(&mut Draft)) -> Result<AcceptedChange, ChangeError> {
    edit_of(&shop(), by, change)
}

#[track_caller]
fn edit_of(
    workspace: &Workspace,
    by: Option<&str>,
    change: impl FnOnce(&mut Draft),
) -> Result<AcceptedChange, ChangeError> {
    let before = bytes(workspace);
    let mut draft = workspace.edit();
    change(&mut draft);
    let agent = by.map(AgentId::from);
    let result = workspace.change(agent.as_ref().map_or(Actor::Host, Actor::Agent), draft);
    assert_eq!(bytes(workspace), before, "the old one is untouched");
    if let Ok(changed) = &result {
        let grown = u64::from(!changed.changes.is_empty());
        assert_eq!(changed.workspace.version(), workspace.version() + grown);
    }
    result
}

/// The lines of an edit that is accepted.
#[track_caller]
fn accepted(result: Result<AcceptedChange, ChangeError>) -> Vec<String> {
    let changed = result.unwrap_or_else(|refused| panic!("refused:\n{refused}"));
    changed.changes.iter().map(ToString::to_string).collect()
}

/// The lines of an edit that is refused.
#[track_caller]
fn refused(result: Result<AcceptedChange, ChangeError>) -> Vec<String> {
    let refused = result.expect_err("it is accepted");
    assert_eq!(refused.len(), refused.iter().count());
    let lines: Vec<String> = refused.iter().map(ToString::to_string).collect();
    assert_eq!(refused.to_string(), lines.join("\n"));
    lines
}
