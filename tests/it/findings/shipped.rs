//! The shipped workspaces, looked at: what is odd about them is there on purpose.

use frontdesk::Draft;
use frontdesk::analysis::{Finding, analyze};

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
            "setting_without_effect [aldra bexim corvel delmi esska fenno gavix hestra ilvo jarna kelmo \
             lunet] `agents[0].languages` has no effect: nothing uses the languages of agents yet; put \
             those who speak a language into a group, and send its visitors there by a trigger (agents \
             `aldra`, `bexim`, `corvel`, `delmi`, `esska`, `fenno`, `gavix`, `hestra`, `ilvo`, `jarna` and \
             2 more)",
            "many_choices [general xdotool unix logstash puppet europe asia] visitors may have to \
             choose from 7 groups, three are ideal: `general`, `xdotool`, `unix`, `logstash`, `puppet`, \
             `europe`, `asia`",
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
    assert_eq!(problems.len(), 29, "{problems}");
    let suggestions: Vec<&str> = problems.iter().filter_map(|p| p.suggestion()).collect();
    assert_eq!(
        suggestions,
        [
            "general",
            "required",
            "group_code",
            "manage_groups",
            "Europe/Paris",
            "zone",
            "sales-manager",
            "agent-two",
            "office",
            "fallback",
            "page.host",
            "FR",
            "sales",
            "closed",
            "all",
            "page.query.utm_source",
            "is",
        ]
    );
    let hints: Vec<&str> = problems.iter().filter_map(|p| p.hint()).collect();
    assert_eq!(
        hints,
        [
            "an offset does not know summer time, name the place, as `Europe/Paris`; 2 hours ahead of UTC \
             all year is `Etc/GMT-2`",
            "put `not` around `is`: `{\"not\": {\"field\": \"country\", \"is\": …}}`",
        ]
    );
}
