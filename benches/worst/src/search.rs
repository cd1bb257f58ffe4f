//! Searches the recipes of a target for the worst: hill climbing from many starts at once, where the
//! worst of each kind is kept (MAP-Elites, Mouret and Clune 2015), so that one fault does not hide
//! the others.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use frontdesk_workloads::random::Random;

use crate::counter::Counter;
use crate::genome::Recipe;
use crate::growth::{Growth, SCALES};
use crate::input::Input;
use crate::target::Target;

/// In what an input can be bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    /// The exponent by which the cost grows.
    Growth,
    /// Instructions for each byte.
    Cost,
    /// Memory for each byte.
    Memory,
}

pub const LANES: [Lane; 3] = [Lane::Growth, Lane::Cost, Lane::Memory];

impl Lane {
    pub fn name(self) -> &'static str {
        match self {
            Self::Growth => "growth",
            Self::Cost => "cost",
            Self::Memory => "memory",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        LANES.into_iter().find(|lane| lane.name() == name)
    }

    /// The worst of so many kinds are handed back.
    fn kept(self) -> usize {
        match self {
            Self::Growth => 4,
            Self::Cost => 3,
            Self::Memory => 2,
        }
    }

    /// How bad a recipe is; the higher the worse.
    pub fn fitness(self, growth: &Growth) -> f64 {
        if growth.is_catastrophic() {
            // Above all others, and the less it says the worse.
            return 1e12 / (1.0 + growth.counts.len() as f64);
        }
        match self {
            // Of two that grow alike the dearer one.
            Self::Growth => growth
                .exponent()
                .map_or(0.0, |exponent| exponent + 0.02 * (1.0 + growth.per_byte()).ln()),
            Self::Cost => growth.per_byte(),
            Self::Memory => growth.held_per_byte(),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Candidate {
    pub recipe: Recipe,
    pub growth: Growth,
}

/// What ends a search, and how large its inputs may be.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub time: Duration,
    /// Of an input at the larger of the scales that are tried.
    pub bytes: usize,
    /// How many candidates at most; with this one alone a search repeats to the last.
    pub candidates: usize,
}

/// Many kinds are one where what does not matter is taken away: so many times more are looked at.
const LOOKED_AT: usize = 4;

pub struct Search<'s> {
    target: &'static Target,
    counter: &'s mut Counter,
    random: Random,
    limits: Limits,
    elite: BTreeMap<(Lane, Vec<u32>), Candidate>,
    pub tried: usize,
    pub illegal: usize,
}

impl<'s> Search<'s> {
    /// The same target and seed walk through the same candidates.
    pub fn new(
        target: &'static Target,
        counter: &'s mut Counter,
        seed: u64,
        limits: Limits,
    ) -> Self {
        let name = target.name.bytes().fold(0_u64, |hash, byte| hash * 31 + u64::from(byte));
        let random = Random::of(seed, 32, name);
        Self { target, counter, random, limits, elite: BTreeMap::new(), tried: 0, illegal: 0 }
    }

    /// Starts from recipes that are known, and goes on until time or candidates are spent. `tell` is
    /// told of each that is worse than all before of its kind.
    pub fn run(
        mut self,
        known: &[Recipe],
        mut tell: impl FnMut(Lane, &Candidate),
    ) -> Result<Found, String> {
        let started = Instant::now();
        let genes = self.target.genes();
        let mut known = known.iter().cloned();
        while started.elapsed() < self.limits.time && self.tried < self.limits.candidates {
            let mut recipe = match known.next() {
                Some(recipe) => recipe,
                None => self.next_recipe(),
            };
            // What is too large is halved until it fits, so that the budget costs no candidates.
            let inputs = loop {
                match self.inputs(&recipe) {
                    Some(inputs) => break inputs,
                    None => recipe = recipe.halved(&genes, &mut self.random),
                }
            };
            self.tried += 1;
            let growth = Growth::measure(self.counter, self.target, &inputs)?;
            if !growth.is_legal() {
                self.illegal += 1;
                continue;
            }
            let mut candidate = Candidate { recipe, growth };
            if !LANES.into_iter().any(|lane| self.is_worse(lane, &candidate)) {
                continue;
            }
            // What a process builds once, on first use, counts for nobody: the second time tells.
            if !candidate.growth.is_catastrophic() {
                candidate.growth = Growth::measure(self.counter, self.target, &inputs)?
                    .looked_at_closer(self.counter, self.target, &candidate.recipe)?;
            }
            for lane in LANES {
                if self.enter(lane, &candidate) {
                    tell(lane, &candidate);
                }
            }
        }
        self.finish()
    }

    /// The inputs of a recipe, where each is within the budget.
    fn inputs(&self, recipe: &Recipe) -> Option<Vec<Input>> {
        // From the smallest on: of a recipe that is far too large the largest would take long to build.
        let mut inputs = Vec::new();
        for scale in SCALES {
            let input = self.target.input(recipe, scale);
            if input.bytes() > self.limits.bytes {
                return None;
            }
            inputs.push(input);
        }
        Some(inputs)
    }

    /// Whether it is worse than all of its kind.
    fn is_worse(&self, lane: Lane, candidate: &Candidate) -> bool {
        let key = (lane, self.target.niche(&candidate.recipe));
        let fitness = lane.fitness(&candidate.growth);
        self.elite.get(&key).is_none_or(|known| lane.fitness(&known.growth) < fitness)
    }

    /// Takes it in where it is.
    fn enter(&mut self, lane: Lane, candidate: &Candidate) -> bool {
        let is_worse = self.is_worse(lane, candidate);
        if is_worse {
            let key = (lane, self.target.niche(&candidate.recipe));
            self.elite.insert(key, candidate.clone());
        }
        is_worse
    }

    fn next_recipe(&mut self) -> Recipe {
        let genes = self.target.genes();
        if self.elite.is_empty() || self.random.percent(12) {
            return Recipe::random(&genes, &mut self.random);
        }
        let parent = self.parent();
        if self.random.percent(25) {
            let other = self.parent();
            let child = parent.crossed(&other, &genes, &mut self.random);
            return if self.random.percent(50) {
                child.mutated(&genes, &mut self.random)
            } else {
                child
            };
        }
        parent.mutated(&genes, &mut self.random)
    }

    /// The worst of three of a lane.
    fn parent(&mut self) -> Recipe {
        let lane = LANES[self.random.weighted(&[5, 3, 2])];
        let of_lane: Vec<_> = self.elite.iter().filter(|((of, _), _)| *of == lane).collect();
        let mut worst: Option<(f64, &Recipe)> = None;
        for _ in 0..3 {
            let (_, candidate) = of_lane[self.random.below(of_lane.len() as u32) as usize];
            // One that is ended by its cap takes seconds each time: it is not climbed on.
            let fitness = if candidate.growth.is_catastrophic() {
                0.0
            } else {
                lane.fitness(&candidate.growth)
            };
            if worst.is_none_or(|(known, _)| fitness > known) {
                worst = Some((fitness, &candidate.recipe));
            }
        }
        worst.map(|(_, recipe)| recipe.clone()).unwrap_or_default()
    }

    /// The worst kinds of each lane, each brought to the fewest genes that show it. What is of one kind
    /// then is one fault.
    fn finish(mut self) -> Result<Found, String> {
        let mut found: Vec<(Lane, Candidate)> = Vec::new();
        for lane in LANES {
            let of_lane = self.elite.iter().filter(|((of, _), _)| *of == lane);
            let mut worst: Vec<Candidate> = of_lane.map(|(_, worst)| worst.clone()).collect();
            worst.retain(|candidate| lane.fitness(&candidate.growth) > 0.0);
            worst.sort_by(|a, b| lane.fitness(&b.growth).total_cmp(&lane.fitness(&a.growth)));
            worst.truncate(lane.kept() * LOOKED_AT);
            let mut kinds = BTreeSet::new();
            for candidate in worst {
                if kinds.len() == lane.kept() {
                    break;
                }
                let candidate = self.reduced(lane, candidate)?;
                let is_new = found.iter().all(|(_, known)| known.recipe != candidate.recipe);
                if kinds.insert(self.target.niche(&candidate.recipe)) && is_new {
                    found.push((lane, candidate));
                }
            }
        }
        Ok(Found { worst: found, tried: self.tried, illegal: self.illegal })
    }

    /// Takes away one gene after the other, as long as it stays nearly as bad.
    fn reduced(&mut self, lane: Lane, candidate: Candidate) -> Result<Candidate, String> {
        const NEARLY: f64 = 0.97;
        let mut reduced = candidate;
        let wanted = lane.fitness(&reduced.growth) * NEARLY;
        for name in reduced.recipe.names() {
            let recipe = reduced.recipe.without(name);
            // A gene may have kept it small.
            let Some(inputs) = self.inputs(&recipe) else { continue };
            let growth = Growth::measure(self.counter, self.target, &inputs)?.looked_at_closer(
                self.counter,
                self.target,
                &recipe,
            )?;
            if growth.is_legal() && lane.fitness(&growth) >= wanted {
                reduced = Candidate { recipe, growth };
            }
        }
        Ok(reduced)
    }
}

/// What a search has found, by lane, the worst first.
pub struct Found {
    pub worst: Vec<(Lane, Candidate)>,
    pub tried: usize,
    pub illegal: usize,
}
