//! Triggers over shared leaves: those with a rare test, those of negations alone, ranges, nests,
//! broad ones, dead ones.

use frontdesk::{Condition, Draft, Field, Predicate, Trigger, Workspace};
use serde_json::json;

use super::draws::Draws;
use super::pool::{self, Style};
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
    pub(super) style: Style,
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
    pub(super) fn new(draws: &mut Draws, size: usize) -> Self {
        let spans = [3, 12, 60, size.max(12), size.max(12)];
        let style = Style {
            span: *draws.pick(&spans),
            names: *draws.pick(&[2, 4, 30]),
            states: *draws.pick(&[2, 3, 20]),
        };
        let shared = *draws.pick(&[6, 20, 60]);
        let leaves = (0..shared).map(|_| pool::leaf(draws, &style)).collect();
        let mut rules = Self { leaves, rules: Vec::new(), style };
        let broad = *draws.pick(&[1, 2, 4, 20]);
        // In some workspaces one trigger is true of everybody.
        let always = draws.below(10 * size + 1);
        for number in 0..size {
            while draws.chance(5) {
                rules.push_dead(draws, shared);
            }
            let (kind, tree) = if number == always {
                ("always", None)
            } else {
                let is_broad = draws.below(size) < broad;
                let (kind, tree) = rules.tree(draws, shared, is_broad);
                (kind, Some(tree))
            };
            let target = format!("g{}", draws.below(rules.style.states));
            rules.rules.push(Rule { kind, tree, is_enabled: true, target });
        }
        rules
    }

    /// One that is true of many and can win nobody.
    fn push_dead(&mut self, draws: &mut Draws, shared: usize) {
        let tree = draws.chance(70).then(|| self.part(draws, shared));
        let is_enabled = draws.chance(50);
        let target = if is_enabled { OFF } else { "g0" };
        self.rules.push(Rule { kind: "dead", tree, is_enabled, target: target.to_owned() });
    }

    fn tree(&mut self, draws: &mut Draws, shared: usize, broad: bool) -> (&'static str, Tree) {
        if broad {
            return ("broad", self.part(draws, shared));
        }
        match draws.below(20) {
            0..=9 => ("anchored", self.anchored(draws, shared)),
            10 | 11 => {
                let parts = (0..2 + draws.below(3)).map(|_| self.anchored(draws, shared)).collect();
                ("either", Tree::Any(parts))
            }
            12..=14 => ("range", self.range(draws, shared)),
            15 | 16 => ("negated", self.negated(draws, shared)),
            17 => ("deep", self.deep(draws)),
            18 => {
                let rare = Field::attribute(&format!("r{}", draws.below(40)));
                let exists = self.add(rare.exists());
                ("rare", self.joined(draws, shared, vec![exists]))
            }
            _ => {
                // A negation that is a test in disguise.
                let anchor = self.anchored(draws, shared);
                ("doubly negated", Tree::Not(Box::new(Tree::Not(Box::new(anchor)))))
            }
        }
    }

    fn add(&mut self, leaf: Predicate) -> Tree {
        self.leaves.push(leaf);
        Tree::Leaf(self.leaves.len() - 1)
    }

    /// An `all` of these and up to three others, in any order.
    fn joined(&mut self, draws: &mut Draws, shared: usize, mut parts: Vec<Tree>) -> Tree {
        for _ in 0..draws.below(4) {
            let place = draws.below(parts.len() + 1);
            let part = self.part(draws, shared);
            parts.insert(place, part);
        }
        if parts.len() == 1 && draws.chance(50) { parts.swap_remove(0) } else { Tree::All(parts) }
    }

    /// With a test of its own.
    fn anchored(&mut self, draws: &mut Draws, shared: usize) -> Tree {
        let leaf = pool::leaf(draws, &self.style);
        let anchor = self.add(leaf);
        self.joined(draws, shared, vec![anchor])
    }

    /// Bounds of one number: with room between them, of one point, or contradictory.
    fn range(&mut self, draws: &mut Draws, shared: usize) -> Tree {
        let field = pool::number_field(draws, &self.style);
        let least = values::number(draws, self.style.span);
        let most = least + draws.pick(&[0.0, 0.0, 0.5, 1.0, 1.0, 2.0, -1.0, 1e6]);
        let most = if most.is_finite() { most } else { least };
        let not = |tree| Tree::Not(Box::new(tree));
        let low = match draws.below(4) {
            0 => self.add(field.clone().above(least)),
            1 => not(self.add(field.clone().below(least))),
            2 => not(self.add(field.clone().at_most(least))),
            _ => self.add(field.clone().at_least(least)),
        };
        let high = match draws.below(4) {
            0 => self.add(field.below(most)),
            1 => not(self.add(field.above(most))),
            2 => not(self.add(field.at_least(most))),
            _ => self.add(field.at_most(most)),
        };
        self.joined(draws, shared, vec![low, high])
    }

    /// Of negations alone, of which many triggers share one; true of few, since few visitors have
    /// the attribute.
    fn negated(&mut self, draws: &mut Draws, shared: usize) -> Tree {
        let field = Field::attribute(&format!("r{}", draws.low(6)));
        let value = *draws.pick(&["a", "x", "ab"]);
        let rare = if draws.chance(50) { field.is(value) } else { field.contains(value) };
        let mut parts = vec![Tree::Not(Box::new(self.add(rare)))];
        for _ in 0..draws.below(3) {
            let part = self.leaf(draws, shared);
            parts.push(Tree::Not(Box::new(part)));
        }
        if draws.chance(30) {
            let state = pool::state(draws, &self.style);
            parts.push(self.add(state));
        }
        if draws.chance(30) {
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
    fn deep(&mut self, draws: &mut Draws) -> Tree {
        let leaf = pool::leaf(draws, &self.style);
        let mut tree = self.add(leaf);
        for _ in 0..31 {
            tree = match draws.below(3) {
                0 => Tree::All(vec![tree]),
                1 => Tree::Any(vec![tree]),
                _ => Tree::Not(Box::new(tree)),
            };
        }
        tree
    }

    fn leaf(&self, draws: &mut Draws, shared: usize) -> Tree {
        Tree::Leaf(draws.low(shared))
    }

    fn part(&self, draws: &mut Draws, shared: usize) -> Tree {
        let not = |part| Tree::Not(Box::new(part));
        let some = |draws: &mut Draws| {
            (0..2 + draws.below(2)).map(|_| self.leaf(draws, shared)).collect::<Vec<_>>()
        };
        match draws.below(12) {
            0..=5 => self.leaf(draws, shared),
            6 | 7 => not(self.leaf(draws, shared)),
            8 => Tree::Any(some(draws)),
            9 => not(Tree::All(some(draws))),
            10 => not(Tree::Any(some(draws))),
            _ => {
                let inner = [Tree::All(some(draws)), not(Tree::Any(some(draws)))];
                Tree::Any(inner.into())
            }
        }
    }

    /// The workspace of these rules.
    #[track_caller]
    pub(super) fn workspace(&self) -> Workspace {
        let states = 0..self.style.states;
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
