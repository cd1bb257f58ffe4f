//! The shipped workspaces, looked at: what is odd about them is there on purpose.

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
