//! The seed of a router's hash tables, if the host gives none ([rule L2](crate::_rules#l2)).
//!
//! The author of a document chooses the texts that become keys. If the seed were known beforehand, the author
//! could choose many texts with one hash, and a table of them would be searched from its start. The seed is
//! therefore drawn from those texts by SHA-256, which cannot be inverted: somebody who looks for colliding
//! texts must first settle which texts the document has.
//!
//! A router pays for that once (`compile-20` and `compile-1000` of `benches/instructions` include it). Two
//! alternatives were tried: tables that notice long probe sequences and choose another seed, which spare
//! honest documents the hash but leave every table to bound its own construction; and weaker hashes, whose
//! value an author can steer by one more text.

use sha2::{Digest, Sha256};

use crate::condition::{CompiledOp, RuleSet};
use crate::workspace::Workspace;

/// Returns the seed for the tables of a workspace.
pub(super) fn drawn_from(workspace: &Workspace) -> u64 {
    let mut texts = TextHasher::default();
    workspace.agents().iter().for_each(|agent| texts.add(agent.id.as_str()));
    workspace.groups().iter().for_each(|group| texts.add(group.id.as_str()));
    // Only texts that become keys of hash tables. The names of groups, say, change no seed.
    texts.add_rules(workspace.rules());
    texts.finish()
}

/// Hashes texts, each with its length before it, so that other boundaries between the texts give another
/// hash.
#[derive(Default)]
struct TextHasher(Sha256);

impl TextHasher {
    fn add(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_le_bytes());
        self.0.update(text.as_bytes());
    }

    fn add_rules(&mut self, rules: &RuleSet) {
        for (_, op) in rules.ops() {
            match op {
                CompiledOp::Text(op) => op.texts().iter().for_each(|text| self.add(text)),
                CompiledOp::Matches(pattern) => self.add(pattern.text()),
                // These have no texts. Numbers are compared, not hashed, so nobody gains by choosing them.
                CompiledOp::Exists(_)
                | CompiledOp::Boolean(_)
                | CompiledOp::Number(_)
                | CompiledOp::State(_) => {}
            }
        }
    }

    fn finish(self) -> u64 {
        // Eight of the 32 bytes are enough: a seed has 64 bits.
        let [a, b, c, d, e, f, g, h, ..] = <[u8; 32]>::from(self.0.finalize());
        u64::from_le_bytes([a, b, c, d, e, f, g, h])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Draft, Field, Group, Trigger};

    fn seed(groups: &[&str], values: &[&str]) -> u64 {
        let triggers = values.iter().enumerate();
        let triggers = triggers
            .map(|(n, value)| Trigger::new(n.to_string(), "g").when(Field::City.is(*value)));
        let groups = groups.iter().map(|id| Group::new(*id, "G"));
        let draft = Draft::new().group(Group::new("g", "G")).groups(groups).triggers(triggers);
        drawn_from(&draft.check().unwrap())
    }

    #[test]
    fn equal_documents_have_one_seed_and_each_text_changes_it() {
        let seeds = [
            seed(&["ab", "c"], &["paris", "rome"]),
            seed(&["a", "bc"], &["paris", "rome"]),
            seed(&["ab", "d"], &["paris", "rome"]),
            seed(&["ab", "c"], &["paris", "roma"]),
            seed(&["ab", "c"], &["paris"]),
            seed(&["ab", "c"], &["rome", "paris"]),
        ];
        for (index, of_one) in seeds.iter().enumerate() {
            assert!(seeds.iter().skip(index + 1).all(|other| other != of_one), "{index}");
        }
        assert_eq!(seeds[0], seed(&["ab", "c"], &["paris", "rome"]));
    }
}
