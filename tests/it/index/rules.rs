//! Triggers over shared leaves: those with a rare test, those of negations alone, ranges, nests,
//! broad ones, dead ones.

use frontdesk::{Condition, Draft, Field, Trigger, Workspace};
use frontdesk::condition::{Operator, Predicate};
use serde_json::json;

use super::rng::Rng;
use super::predicates::{self, Cardinalities};
use super::values;

/// A condition over leaves by number.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    Leaf(usize),
    All(Vec<Tree>),
    Any(Vec<Tree>),
    Not(Box<Tree>),
}

pub(super) struct Rule {
    /// What it is an example of.
    pub(super) kind: &'static str,
    pub(super) tree: Option<Tree>,
    pub(super) is_enabled: bool,
    pub(super) target: String,
}

/// The rules of a workspace.
pub(super) struct Rules {
    pub(super) leaves: Vec<Predicate>,
    pub(super) rules: Vec<Rule>,
    pub(super) cardinalities: Cardinalities,
}

/// The target that is disabled.
const OFF: &str = "off";

impl Rule {
    /// Whether it can win.
    pub(super) fn is_live(&self) -> bool {
        self.is_enabled && self.target != OFF
    }
}

impl Rules {
    /// As many live triggers, and some dead ones between them.
    pub(super) fn new(rng: &mut Rng, size: usize) -> Self {
        let value_counts = [3, 12, 60, size.max(12), size.max(12)];
        let cardinalities = Cardinalities {
            values: *rng.pick(&value_counts),
            attribute_names: *rng.pick(&[2, 4, 30]),
            states: *rng.pick(&[2, 3, 20]),
        };
        let shared = *rng.pick(&[6, 20, 60]);
        let leaves = (0..shared).map(|_| predicates::leaf(rng, &cardinalities)).collect();
        let mut rules = Self { leaves, rules: Vec::new(), cardinalities };
        let broad = *rng.pick(&[1, 2, 4, 20]);
        // In some workspaces one trigger is true of everybody.
        let always = rng.below(10 * size + 1);
        for number in 0..size {
            while rng.chance(5) {
                rules.push_dead(rng, shared);
            }
            let (kind, tree) = if number == always {
                ("always", None)
            } else {
                let is_broad = rng.below(size) < broad;
                let (kind, tree) = rules.tree(rng, shared, is_broad);
                (kind, Some(tree))
            };
            let target = format!("g{}", rng.below(rules.cardinalities.states));
            rules.rules.push(Rule { kind, tree, is_enabled: true, target });
        }
        rules
    }

    /// One that is true of many and can win nobody.
    fn push_dead(&mut self, rng: &mut Rng, shared: usize) {
        let tree = rng.chance(70).then(|| self.part(rng, shared));
        let is_enabled = rng.chance(50);
        let target = if is_enabled { OFF } else { "g0" };
        self.rules.push(Rule { kind: "dead", tree, is_enabled, target: target.to_owned() });
    }

    fn tree(&mut self, rng: &mut Rng, shared: usize, broad: bool) -> (&'static str, Tree) {
        if broad {
            return ("broad", self.part(rng, shared));
        }
        match rng.below(20) {
            0..=9 => ("anchored", self.anchored(rng, shared)),
            10 | 11 => {
                let parts = (0..2 + rng.below(3)).map(|_| self.anchored(rng, shared)).collect();
                ("either", Tree::Any(parts))
            }
            12..=14 => ("range", self.range(rng, shared)),
            15 | 16 => ("negated", self.negated(rng, shared)),
            17 => ("deep", self.deep(rng)),
            18 => {
                let rare = Field::attribute(&format!("r{}", rng.below(40)));
                let exists = self.add(rare.exists());
                ("rare", self.joined(rng, shared, vec![exists]))
            }
            _ => {
                // A negation that is a test in disguise.
                let anchor = self.anchored(rng, shared);
                ("doubly negated", Tree::Not(Box::new(Tree::Not(Box::new(anchor)))))
            }
        }
    }

    fn add(&mut self, leaf: Predicate) -> Tree {
        self.leaves.push(leaf);
        Tree::Leaf(self.leaves.len() - 1)
    }

    /// An `all` of these and up to three others, in any order.
    fn joined(&mut self, rng: &mut Rng, shared: usize, mut parts: Vec<Tree>) -> Tree {
        for _ in 0..rng.below(4) {
            let place = rng.below(parts.len() + 1);
            let part = self.part(rng, shared);
            parts.insert(place, part);
        }
        if parts.len() == 1 && rng.chance(50) { parts.swap_remove(0) } else { Tree::All(parts) }
    }

    /// With a test of its own.
    fn anchored(&mut self, rng: &mut Rng, shared: usize) -> Tree {
        let leaf = predicates::leaf(rng, &self.cardinalities);
        let anchor = self.add(leaf);
        self.joined(rng, shared, vec![anchor])
    }

    /// Bounds of one number: with room between them, of one point, or contradictory.
    fn range(&mut self, rng: &mut Rng, shared: usize) -> Tree {
        let field = predicates::number_field(rng, &self.cardinalities);
        let least = values::number(rng, self.cardinalities.values);
        let most = least + rng.pick(&[0.0, 0.0, 0.5, 1.0, 1.0, 2.0, -1.0, 1e6]);
        let most = if most.is_finite() { most } else { least };
        let not = |tree| Tree::Not(Box::new(tree));
        let low = match rng.below(4) {
            0 => self.add(field.clone().above(least)),
            1 => not(self.add(field.clone().below(least))),
            2 => not(self.add(field.clone().at_most(least))),
            _ => self.add(field.clone().at_least(least)),
        };
        let high = match rng.below(4) {
            0 => self.add(field.below(most)),
            1 => not(self.add(field.above(most))),
            2 => not(self.add(field.at_least(most))),
            _ => self.add(field.at_most(most)),
        };
        self.joined(rng, shared, vec![low, high])
    }

    /// Of negations alone, of which many triggers share one; true of few, since few visitors have
    /// the attribute.
    fn negated(&mut self, rng: &mut Rng, shared: usize) -> Tree {
        let field = Field::attribute(&format!("r{}", rng.skewed_below(6)));
        let value = *rng.pick(&["a", "x", "ab"]);
        let rare = if rng.chance(50) { field.is(value) } else { field.contains(value) };
        let mut parts = vec![Tree::Not(Box::new(self.add(rare)))];
        for _ in 0..rng.below(3) {
            let part = self.leaf(rng, shared);
            parts.push(Tree::Not(Box::new(part)));
        }
        if rng.chance(30) {
            let state = predicates::state(rng, &self.cardinalities);
            parts.push(self.add(state));
        }
        if rng.chance(30) {
            // The same by De Morgan's law.
            let inner = parts.into_iter().map(|part| match part {
                Tree::Not(part) => *part,
                part => Tree::Not(Box::new(part)),
            });
            return Tree::Not(Box::new(Tree::Any(inner.collect())));
        }
        Tree::All(parts)
    }

    /// As deep as a condition may be.
    fn deep(&mut self, rng: &mut Rng) -> Tree {
        let leaf = predicates::leaf(rng, &self.cardinalities);
        let mut tree = self.add(leaf);
        for _ in 0..31 {
            tree = match rng.below(3) {
                0 => Tree::All(vec![tree]),
                1 => Tree::Any(vec![tree]),
                _ => Tree::Not(Box::new(tree)),
            };
        }
        tree
    }

    fn leaf(&self, rng: &mut Rng, shared: usize) -> Tree {
        Tree::Leaf(rng.skewed_below(shared))
    }

    fn part(&self, rng: &mut Rng, shared: usize) -> Tree {
        let not = |part| Tree::Not(Box::new(part));
        let some = |rng: &mut Rng| {
            (0..2 + rng.below(2)).map(|_| self.leaf(rng, shared)).collect::<Vec<_>>()
        };
        match rng.below(12) {
            0..=5 => self.leaf(rng, shared),
            6 | 7 => not(self.leaf(rng, shared)),
            8 => Tree::Any(some(rng)),
            9 => not(Tree::All(some(rng))),
            10 => not(Tree::Any(some(rng))),
            _ => {
                let inner = [Tree::All(some(rng)), not(Tree::Any(some(rng)))];
                Tree::Any(inner.into())
            }
        }
    }

    /// The workspace of these rules.
    #[track_caller]
    pub(super) fn workspace(&self) -> Workspace {
        let states = 0..self.cardinalities.states;
        let weekly = json!({"mon": ["09:00-12:00"], "wed": ["00:00-24:00"], "sun": ["22:00-06:00"]});
        let zone = |n: usize| ["UTC", "Asia/Kolkata"][n % 2];
        let schedules: Vec<_> = states
            .clone()
            .map(|n| json!({"id": format!("s{n}"), "zone": zone(n),
                            "weekly": if n % 3 == 2 { json!({}) } else { weekly.clone() }}))
            .collect();
        let group = |n: usize| {
            json!({"id": format!("g{n}"), "name": "g", "agents": [format!("a{}", n % 5)],
                   "schedule": (n % 3 == 1).then(|| format!("s{n}"))})
        };
        let mut groups: Vec<_> = states.map(group).collect();
        groups.push(json!({"id": OFF, "name": "off", "enabled": false}));
        let agents: Vec<_> =
            (0..5).map(|n| json!({"id": format!("a{n}"), "max_conversations": 2})).collect();
        let draft = json!({"schedules": schedules, "groups": groups, "agents": agents,
                           "precedence": ["trigger"]});
        let draft: Draft = serde_json::from_value(draft).unwrap();
        let triggers = self.rules.iter().enumerate().map(|(number, rule)| {
            let mut trigger = Trigger::new(id(number), rule.target.as_str());
            trigger.enabled = rule.is_enabled;
            trigger.when = rule.tree.as_ref().map(|tree| self.condition(tree));
            trigger
        });
        draft.triggers(triggers).check().unwrap_or_else(|problems| panic!("{problems}"))
    }

    /// Whether all uses of regular expressions together are so few that each reads whole texts of 8,192 bytes: 1,500
    /// plain ones in a workspace of up to 1,000 triggers, or a quarter of that if their tables are large.
    pub(super) fn expressions_read_whole_texts(&self) -> bool {
        let trees = self.rules.iter().filter_map(|rule| rule.tree.as_ref());
        trees.map(|tree| self.expression_uses(tree)).sum::<usize>() <= 375
    }

    fn expression_uses(&self, tree: &Tree) -> usize {
        match tree {
            Tree::Leaf(number) => {
                usize::from(matches!(self.leaves[*number].operator(), Operator::Matches(_)))
            }
            Tree::All(parts) | Tree::Any(parts) => {
                parts.iter().map(|part| self.expression_uses(part)).sum()
            }
            Tree::Not(part) => self.expression_uses(part),
        }
    }

    fn condition(&self, tree: &Tree) -> Condition {
        let parts = |parts: &[Tree]| parts.iter().map(|part| self.condition(part)).collect();
        match tree {
            Tree::Leaf(number) => Condition::Predicate(self.leaves[*number].clone()),
            Tree::All(of) => Condition::All(parts(of)),
            Tree::Any(of) => Condition::Any(parts(of)),
            Tree::Not(part) => !self.condition(part),
        }
    }
}

/// The id of the trigger of a rule.
pub(super) fn id(number: usize) -> String {
    format!("t{number}")
}
