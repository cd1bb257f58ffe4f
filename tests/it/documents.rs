//! Documents: defaults, canonical form, TOML, what programs exchange.

mod accept_language;
mod browser_claims;
mod canonical;
mod defaults;
mod exchange;
mod forms;
mod ids;
mod nouns;
mod objects;
mod programs;
mod schema_uri;
mod toml;
mod visitors;
mod written;

use frontdesk::{Draft, Workspace};

/// The workspace of a JSON document.
#[track_caller]
fn workspace(document: &str) -> Workspace {
    let draft: Draft = serde_json::from_str(document).expect(document);
    draft.check().unwrap_or_else(|problems| panic!("{document}\n{problems}"))
}

/// Its canonical form.
#[track_caller]
fn canonical(document: &str) -> String {
    serde_json::to_string(&workspace(document)).unwrap()
}

/// A file that ships with the crate.
fn shipped(name: &str) -> String {
    let file = format!("{}/examples/data/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&file).expect(&file)
}
