//! The keys of one condition that a reader knows.

#[cfg(doc)]
use crate::condition::keys::KEYS;
use crate::document::Entry;

/// The bits of all four keys of nodes, as [`known_once`] returns them.
pub(super) const ALL_NODES: u32 = 0b1111;
pub(super) const FIELD: u32 = 0b1000;

/// The keys of a condition that are known. Each occurs once; all other keys have been reported.
pub(super) struct KnownKeys<'de> {
    pub(super) entries: Vec<Entry<'de>>,
    /// A bit for each key that occurs. The first of [`KEYS`] has the lowest bit.
    pub(super) known: u32,
    /// Pairs of a known key and the key that the document has instead.
    pub(super) written: Vec<(&'static str, Box<str>)>,
    /// Whether the keys were guessed. A guess is checked, but never counts as a condition that was read.
    pub(super) is_guess: bool,
}

/// Returns several keys as the document has them, for a message.
pub(super) fn listed(written: &[(&'static str, Box<str>)], words: &[&str]) -> String {
    let as_written = |word: &str| {
        let found = written.iter().find(|(known, _)| *known == word);
        found.map_or(word.to_owned(), |(_, written)| written.to_string())
    };
    words.iter().map(|word| as_written(word)).collect::<Vec<_>>().join(", ")
}
