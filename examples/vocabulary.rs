//! Writes the vocabulary page for authors of documents: every key, field and operator with one line
//! and one example.
//!
//! `cargo run --example vocabulary -- [FILE]`
//!
//! Without a file it updates the crate's own page `docs/vocabulary.md`.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let own = || concat!(env!("CARGO_MANIFEST_DIR"), "/docs/vocabulary.md").into();
    let file: PathBuf = std::env::args_os().nth(1).map_or_else(own, PathBuf::from);
    fs::write(file, frontdesk::_documentation::vocabulary::page())?;
    Ok(())
}
