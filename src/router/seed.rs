//! The seed of a router's hash tables, where the host gives none ([rule L2](crate::_rules#l2)).
//!
//! Whoever writes a document chooses the texts that become keys. With a seed that is known beforehand they
//! can choose many that share a hash, and a table of them is a list that is searched from its start. So the
//! seed is drawn from those texts themselves by a hash that cannot be inverted (SHA-256): to look for texts
//! that collide, one must first settle which texts the document has.
//!
//! That is paid for once a router (`compile-20` and `compile-1000` of `benches/instructions` include it).
//! Tried instead: tables that notice long runs and choose another seed, which spares the hash for honest
//! documents, yet leaves every table to bound its own making; and weaker hashes, whose value a writer can
//! steer by one more text.

use sha2::{Digest, Sha256};

use crate::condition::{CompiledOp, RuleSet};
use crate::workspace::Workspace;

/// A seed for the tables of a workspace.
pub(super) fn drawn_from(workspace: &Workspace) -> u64 {
    let mut texts = Texts::default();
    workspace.agents().iter().for_each(|agent| texts.add(agent.id.as_str()));
    workspace.groups().iter().for_each(|group| texts.add(group.id.as_str()));
    texts.add_rules(workspace.rules());
    texts.finish()
}

/// Texts, each with its length before it, so that to cut them otherwise is another document.
#[derive(Default)]
struct Texts(Sha256);

impl Texts {
    fn add(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_le_bytes());
        self.0.update(text.as_bytes());
    }

    fn add_rules(&mut self, rules: &RuleSet) {
        for (_, check) in rules.ops() {
            match check {
                CompiledOp::Text(check) => check.texts().iter().for_each(|text| self.add(text)),
                CompiledOp::Matches(pattern) => self.add(pattern.text()),
                CompiledOp::Exists(_)
                | CompiledOp::Boolean(_)
                | CompiledOp::Number(_)
                | CompiledOp::State(_) => {}
            }
        }
    }

    fn finish(self) -> u64 {
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
        for (place, of_one) in seeds.iter().enumerate() {
            assert!(seeds.iter().skip(place + 1).all(|other| other != of_one), "{place}");
        }
        assert_eq!(seeds[0], seed(&["ab", "c"], &["paris", "rome"]));
    }
}
