//! The shipped workspaces, looked at: what is odd about them is there on purpose.

use frontdesk::{Draft, Finding, analyze};

use super::lines;

fn shipped(name: &str) -> Vec<String> {
    let file = format!("{}/examples/data/{name}", env!("CARGO_MANIFEST_DIR"));
    lines(&std::fs::read_to_string(file).unwrap())
}

#[test]
fn the_site() {
    assert_eq!(
        shipped("site.json"),
        [
            "setting_without_effect [] `picker.question` has no effect: the picker is off; set \
             `picker.mode` to `optional` or `required`, or leave it out",
            "setting_without_effect [aldra bexim corvel delmi esska fenno gavix hestra ilvo jarna kelmo \
             lunet] `agents[0].languages` has no effect: nothing uses the languages of agents yet; put \
             those who speak a language into a group, and send its visitors there by a trigger (agents \
             `aldra`, `bexim`, `corvel`, `delmi`, `esska`, `fenno`, `gavix`, `hestra`, `ilvo`, `jarna` and \
             2 more)",
            "empty_group [crawlers] nobody is in group `crawlers`",
            "dead_target [comment-threads comments] trigger `comment-threads` leads to `comments`, \
             which is disabled: it never wins",
        ]
    );
}

#[test]
fn the_products() {
    assert_eq!(
        shipped("products.json"),
        [
            "setting_without_effect [agent-one agent-two agent-three agent-four agent-five agent-six] \
             `agents[0].languages` has no effect: nothing uses the languages of agents yet; put those who \
             speak a language into a group, and send its visitors there by a trigger (agents `agent-one`, \
             `agent-two`, `agent-three`, `agent-four`, `agent-five`, `agent-six`)",
            "fallback_closed_too [fr-support general] group `fr-support` falls back to `general`, \
             which is closed whenever `fr-support` is, by the hours of a week",
        ]
    );
}

#[test]
fn the_others() {
    let read = |name: &str| {
        let file = format!("{}/examples/data/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(file).unwrap()
    };
    for name in ["desk/lunch.json", "desk/wrong-choice.json"] {
        assert_eq!(lines(&read(name)), [""; 0], "{name}");
    }
    for name in ["products.toml", "products-next.toml", "desk/night.toml"] {
        let draft: Draft = toml::from_str(&read(name)).unwrap();
        let findings = analyze(&draft.check().unwrap());
        let mut kinds: Vec<&str> = findings.iter().map(Finding::name).collect();
        kinds.dedup();
        // Those of `products.json`, which two of them are in TOML, one with an edit.
        match name {
            "desk/night.toml" => assert_eq!(kinds, [""; 0], "{findings}"),
            _ => assert_eq!(kinds, ["setting_without_effect", "fallback_closed_too"], "{findings}"),
        }
    }
}

#[test]
fn the_mistakes() {
    let file = format!("{}/examples/data/mistakes.json", env!("CARGO_MANIFEST_DIR"));
    let draft: Draft = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let problems = draft.check().unwrap_err();
    assert_eq!(problems.len(), 23, "{problems}");
    let suggestions: Vec<&str> = problems.iter().filter_map(|p| p.suggestion()).collect();
    assert_eq!(
        suggestions,
        [
            "general", "group_code", "manage_groups", "Europe/Paris", "sales-manager", "agent-two",
            "office", "fallback", "page.host", "sales", "closed",
        ]
    );
}
