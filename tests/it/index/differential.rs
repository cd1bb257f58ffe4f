//! Differential tests: two routers of a random workspace, compared with the oracle.

use std::cell::OnceCell;

use frontdesk::{Presence, Router, Visitor, Workspace};
use frontdesk::presence::PresenceRecord;
use serde::Serialize;

use super::rng::Rng;
use super::rules::{Rules, Tree, id};
use super::{visitors, winner};
use crate::support::oracle::Oracle;

pub(super) struct DifferentialTest {
    pub(super) rules: Rules,
    pub(super) routers: [Router; 2],
    pub(super) seed: u64,
    rng: Rng,
}

/// A visitor, and who is present.
pub(super) struct Question {
    pub(super) visitor: Visitor<'static>,
    pub(super) presence: PresenceRecord,
}

impl DifferentialTest {
    /// Makes the workspace of a seed, with `size` triggers that can win.
    pub(super) fn new(seed: u64, size: usize) -> Self {
        let mut rng = Rng::new(seed);
        let rules = Rules::new(&mut rng, size);
        let workspace = rules.workspace();
        let seeded = Router::with_seed(workspace.clone(), rng.next_u64());
        Self { rules, routers: [Router::new(workspace), seeded], seed, rng }
    }

    pub(super) fn workspace(&self) -> &Workspace {
        self.routers[0].workspace()
    }

    pub(super) fn random_question(&mut self) -> Question {
        let visitor = visitors::visitor(&mut self.rng, &self.rules);
        Question { visitor, presence: visitors::presence(&mut self.rng) }
    }

    /// The number of the rule that the oracle says wins.
    pub(super) fn expected(&self, question: &Question) -> Option<usize> {
        let (visitor, presence) = (&question.visitor, &question.presence);
        let oracle = Oracle { workspace: self.workspace(), visitor, presence };
        let truths = vec![OnceCell::new(); self.rules.leaves.len()];
        let leaf = |number: usize| {
            *truths[number].get_or_init(|| {
                let leaf = &self.rules.leaves[number];
                oracle.leaf(leaf).or(leaf.truth_if_unknown())
            })
        };
        self.rules.rules.iter().position(|rule| {
            rule.is_live() && rule.tree.as_ref().is_none_or(|tree| value(tree, &leaf) == Some(true))
        })
    }

    /// Routes with both routers, and returns the rule that won, or how a router differs from the oracle.
    pub(super) fn check(&self, question: &Question) -> Result<Option<usize>, String> {
        let expected = self.expected(question);
        let wanted = expected.map(id);
        for router in &self.routers {
            let (presence, _) = Presence::from_record(router, &question.presence);
            let decision = router.route(&question.visitor, &presence);
            if winner(&decision) != wanted.as_deref() {
                return Err(self.report(question, winner(&decision), wanted.as_deref()));
            }
        }
        Ok(expected)
    }

    fn report(&self, question: &Question, found: Option<&str>, wanted: Option<&str>) -> String {
        let trigger = |id: Option<&str>| {
            let triggers = self.workspace().triggers();
            let trigger = triggers.iter().find(|trigger| Some(trigger.id.as_str()) == id);
            trigger.map_or_else(|| "none".to_owned(), json)
        };
        format!(
            "seed {}, {} triggers\nfound: {}\nwanted: {}\nvisitor: {}\npresence: {}",
            self.seed,
            self.rules.rules.len(),
            trigger(found),
            trigger(wanted),
            json(&question.visitor),
            json(&question.presence),
        )
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|error| error.to_string())
}

/// The value of a condition (C2): true, false, or nothing for unknown.
fn value(tree: &Tree, leaf: &impl Fn(usize) -> Option<bool>) -> Option<bool> {
    // An `any` is the dual of an `all`: one part decides it by being true.
    let joined = |parts: &[Tree], decides: bool| {
        let mut is_known = true;
        for part in parts {
            match value(part, leaf) {
                Some(truth) if truth == decides => return Some(decides),
                Some(_) => {}
                None => is_known = false,
            }
        }
        is_known.then_some(!decides)
    };
    match tree {
        Tree::Leaf(number) => leaf(*number),
        Tree::All(parts) => joined(parts, false),
        Tree::Any(parts) => joined(parts, true),
        Tree::Not(part) => value(part, leaf).map(|truth| !truth),
    }
}
