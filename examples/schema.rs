//! Writes the JSON Schema of each document, for editors and other languages.
//!
//! `cargo run --example schema --features schema -- [FOLDER]`
//!
//! Without a folder it updates the crate's own directory `schema/`.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use frontdesk::decision::DecisionRecord;
use frontdesk::presence::PresenceRecord;
use frontdesk::{Draft, Visitor};
use schemars::{Schema, schema_for};

fn main() -> Result<(), Box<dyn Error>> {
    let own = || concat!(env!("CARGO_MANIFEST_DIR"), "/schema").into();
    let folder: PathBuf = std::env::args_os().nth(1).map_or_else(own, PathBuf::from);
    fs::create_dir_all(&folder)?;
    let schemas: [(&str, Schema); 4] = [
        ("workspace.json", schema_for!(Draft)),
        ("visitor.json", schema_for!(Visitor)),
        ("presence.json", schema_for!(PresenceRecord)),
        ("decision.json", schema_for!(DecisionRecord)),
    ];
    for (name, schema) in schemas {
        let text = serde_json::to_string_pretty(&schema)? + "\n";
        fs::write(folder.join(name), text)?;
    }
    Ok(())
}
