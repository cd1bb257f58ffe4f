//! Random workspaces with settings of the Desk, and command sequences that know the state they meet:
//! most accepts are of somebody who is told, most ticks are near something due.

mod commands;
mod shrink;
mod workspace;

use std::fmt;

use frontdesk::{Draft, Workspace};
use serde_json::Value;

use super::model::Model;

pub(crate) use commands::{IDS, LAST_AGENTS};
pub(crate) use workspace::workspace;

/// A workspace, and what happens under it, in wire form.
#[derive(Clone)]
pub(crate) struct Script {
    pub(crate) workspace: Value,
    pub(crate) commands: Vec<Value>,
}

/// A seeded source of numbers (SplitMix64), repeatable on every machine.
#[derive(Clone, Debug)]
pub(crate) struct Rng(pub(crate) u64);

impl Rng {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        (mixed % bound as u64) as usize
    }

    /// True with a probability in percent.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<T: Clone>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())].clone()
    }

    /// One of the values, as often as its weight says.
    pub(crate) fn weighted<T: Clone>(&mut self, values: &[(usize, T)]) -> T {
        let total = values.iter().map(|(weight, _)| weight).sum();
        let mut fall = self.below(total);
        for (weight, value) in values {
            if fall < *weight {
                return value.clone();
            }
            fall -= weight;
        }
        unreachable!("the weights add up")
    }
}

/// A sequence of so many commands; the same seed gives the same.
pub(crate) fn script(seed: u64, steps: usize) -> Script {
    let mut rng = Rng(seed);
    let workspace = workspace(&mut rng);
    let mut model = model_of(&workspace);
    let mut generator = commands::CommandGenerator::new(&mut rng, workspace.clone());
    let mut commands = Vec::with_capacity(steps);
    for _ in 0..steps {
        let command = generator.next(&mut rng, &model);
        model.handle(&command);
        commands.push(command);
    }
    Script { workspace, commands }
}

pub(crate) fn model_of(workspace: &Value) -> Model {
    Model::with_memory(checked(workspace), LAST_AGENTS, IDS)
}

pub(crate) fn checked(document: &Value) -> Workspace {
    check(document).expect("a valid document")
}

fn check(document: &Value) -> Option<Workspace> {
    let draft: Draft = serde_json::from_value(document.clone()).ok()?;
    draft.check().ok()
}

impl fmt::Debug for Script {
    /// What the `desk` example reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.workspace)?;
        self.commands.iter().try_for_each(|command| writeln!(f, "{command}"))
    }
}
