//! Searches the genomes of a target for the worst: hill climbing from many starts at once, where the
//! worst of each kind is kept (MAP-Elites, Mouret and Clune 2015), so that one fault does not hide
//! the others.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use frontdesk_workloads::random::Random;

use crate::counter::Counter;
use crate::genome::Genome;
use crate::growth::{Growth, SCALES};
use crate::input::Input;
use crate::target::Target;

/// A measure of how bad an input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Objective {
    /// The exponent by which the cost grows.
    Growth,
    /// Instructions for each byte.
    Cost,
    /// Memory for each byte.
    Memory,
}

pub const OBJECTIVES: [Objective; 3] = [Objective::Growth, Objective::Cost, Objective::Memory];

impl Objective {
    pub fn name(self) -> &'static str {
        match self {
            Self::Growth => "growth",
            Self::Cost => "cost",
            Self::Memory => "memory",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        OBJECTIVES.into_iter().find(|objective| objective.name() == name)
    }

    /// How many niches a search returns, the worst first.
    fn elites_kept(self) -> usize {
        match self {
            Self::Growth => 4,
            Self::Cost => 3,
            Self::Memory => 2,
        }
    }

    /// How bad a genome is; the higher the worse.
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
    pub genome: Genome,
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

/// Niches can coincide after genes without effect are removed, so this many times more candidates are reduced.
const CANDIDATES_PER_ELITE: usize = 4;

pub struct Search<'s> {
    target: &'static Target,
    counter: &'s mut Counter,
    random: Random,
    limits: Limits,
    elite: BTreeMap<(Objective, Vec<u32>), Candidate>,
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
        let random = Random::for_item(seed, 32, name);
        Self { target, counter, random, limits, elite: BTreeMap::new(), tried: 0, illegal: 0 }
    }

    /// Starts from genomes that are known, and goes on until time or candidates are spent. `report`
    /// is called with each candidate that is worse than all before of its niche.
    pub fn run(
        mut self,
        known: &[Genome],
        mut report: impl FnMut(Objective, &Candidate),
    ) -> Result<SearchResult, String> {
        let started = Instant::now();
        let genes = self.target.genes();
        let mut known = known.iter().cloned();
        while started.elapsed() < self.limits.time && self.tried < self.limits.candidates {
            let mut genome = match known.next() {
                Some(genome) => genome,
                None => self.next_genome(),
            };
            // What is too large is halved until it fits, so that the budget costs no candidates.
            let inputs = loop {
                match self.inputs(&genome) {
                    Some(inputs) => break inputs,
                    None => genome = genome.halved(&genes, &mut self.random),
                }
            };
            self.tried += 1;
            let growth = Growth::measure(self.counter, self.target, &inputs)?;
            if !growth.is_legal() {
                self.illegal += 1;
                continue;
            }
            let mut candidate = Candidate { genome, growth };
            if !OBJECTIVES.into_iter().any(|objective| self.is_worse(objective, &candidate)) {
                continue;
            }
            // What a process builds once, on first use, counts for nobody: the second time tells.
            if !candidate.growth.is_catastrophic() {
                candidate.growth = Growth::measure(self.counter, self.target, &inputs)?
                    .confirmed_at_larger_scale(self.counter, self.target, &candidate.genome)?;
            }
            for objective in OBJECTIVES {
                if self.insert_elite(objective, &candidate) {
                    report(objective, &candidate);
                }
            }
        }
        self.finish()
    }

    /// The inputs of a genome, where each is within the budget.
    fn inputs(&self, genome: &Genome) -> Option<Vec<Input>> {
        // From the smallest on: of a genome that is far too large the largest would take long to build.
        let mut inputs = Vec::new();
        for scale in SCALES {
            let input = self.target.input(genome, scale);
            if input.bytes() > self.limits.bytes {
                return None;
            }
            inputs.push(input);
        }
        Some(inputs)
    }

    /// Whether a candidate is worse than the elite of its niche.
    fn is_worse(&self, objective: Objective, candidate: &Candidate) -> bool {
        let key = (objective, self.target.niche(&candidate.genome));
        let fitness = objective.fitness(&candidate.growth);
        self.elite.get(&key).is_none_or(|known| objective.fitness(&known.growth) < fitness)
    }

    /// Inserts a candidate as the elite of its niche if it is worse than the present one.
    fn insert_elite(&mut self, objective: Objective, candidate: &Candidate) -> bool {
        let is_worse = self.is_worse(objective, candidate);
        if is_worse {
            let key = (objective, self.target.niche(&candidate.genome));
            self.elite.insert(key, candidate.clone());
        }
        is_worse
    }

    fn next_genome(&mut self) -> Genome {
        let genes = self.target.genes();
        if self.elite.is_empty() || self.random.percent(12) {
            return Genome::random(&genes, &mut self.random);
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

    /// The worst of three of a objective.
    fn parent(&mut self) -> Genome {
        let objective = OBJECTIVES[self.random.weighted(&[5, 3, 2])];
        let of_objective: Vec<_> =
            self.elite.iter().filter(|((of, _), _)| *of == objective).collect();
        let mut worst: Option<(f64, &Genome)> = None;
        for _ in 0..3 {
            let (_, candidate) =
                of_objective[self.random.below(of_objective.len() as u32) as usize];
            // One that is ended by its cap takes seconds each time: it is not climbed on.
            let fitness = if candidate.growth.is_catastrophic() {
                0.0
            } else {
                objective.fitness(&candidate.growth)
            };
            if worst.is_none_or(|(known, _)| fitness > known) {
                worst = Some((fitness, &candidate.genome));
            }
        }
        worst.map(|(_, genome)| genome.clone()).unwrap_or_default()
    }

    /// The worst kinds of each objective, each brought to the fewest genes that show it. What is of one kind
    /// then is one fault.
    fn finish(mut self) -> Result<SearchResult, String> {
        let mut found: Vec<(Objective, Candidate)> = Vec::new();
        for objective in OBJECTIVES {
            let of_objective = self.elite.iter().filter(|((of, _), _)| *of == objective);
            let mut worst: Vec<Candidate> = of_objective.map(|(_, worst)| worst.clone()).collect();
            worst.retain(|candidate| objective.fitness(&candidate.growth) > 0.0);
            worst.sort_by(|a, b| {
                objective.fitness(&b.growth).total_cmp(&objective.fitness(&a.growth))
            });
            worst.truncate(objective.elites_kept() * CANDIDATES_PER_ELITE);
            let mut kinds = BTreeSet::new();
            for candidate in worst {
                if kinds.len() == objective.elites_kept() {
                    break;
                }
                let candidate = self.reduced(objective, candidate)?;
                let is_new = found.iter().all(|(_, known)| known.genome != candidate.genome);
                if kinds.insert(self.target.niche(&candidate.genome)) && is_new {
                    found.push((objective, candidate));
                }
            }
        }
        Ok(SearchResult { worst: found, tried: self.tried, illegal: self.illegal })
    }

    /// Takes away one gene after the other, as long as it stays nearly as bad.
    fn reduced(&mut self, objective: Objective, candidate: Candidate) -> Result<Candidate, String> {
        const NEARLY: f64 = 0.97;
        let mut reduced = candidate;
        let wanted = objective.fitness(&reduced.growth) * NEARLY;
        for name in reduced.genome.names() {
            let genome = reduced.genome.without(name);
            // A gene may have kept it small.
            let Some(inputs) = self.inputs(&genome) else { continue };
            let growth = Growth::measure(self.counter, self.target, &inputs)?
                .confirmed_at_larger_scale(self.counter, self.target, &genome)?;
            if growth.is_legal() && objective.fitness(&growth) >= wanted {
                reduced = Candidate { genome, growth };
            }
        }
        Ok(reduced)
    }
}

/// What a search has found, by objective, the worst first.
pub struct SearchResult {
    pub worst: Vec<(Objective, Candidate)>,
    pub tried: usize,
    pub illegal: usize,
}
