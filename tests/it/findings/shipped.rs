//! The shipped workspaces, looked at: what is odd about them is there on purpose.

use frontdesk::Draft;

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
        ["fallback_closed_too [fr-support general] group `fr-support` falls back to `general`, \
          which is closed whenever `fr-support` is, by the hours of a week"]
    );
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
