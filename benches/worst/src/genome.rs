//! What the search varies: genes, which have a name and a range, and genomes, which give genes values.

use std::collections::{BTreeMap, HashMap};
use std::fmt::{self, Display};

use frontdesk_workloads::random::Random;

/// One number that a genome may set. 0 is always the plainest choice.
#[derive(Debug, PartialEq)]
pub struct Gene {
    pub name: &'static str,
    pub most: u32,
    pub axis: Axis,
}

/// What happens to the value of a gene when the genome is built larger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// A choice among kinds: it stays.
    Choice = 0,
    /// How many items a document has: it is multiplied.
    Document = 1,
    /// How long a text of a document is: it is multiplied.
    Length = 2,
    /// How many items a visitor has, and how long they are: it is multiplied.
    Visitor = 4,
    /// How many commands there are: it is multiplied.
    Commands = 8,
}

/// Which axes grow together, as the sum of their numbers; 0 is [`USUAL_AXES`]. Only with some of
/// them growing is a cost seen that is linear in each and not in their product.
pub const GROWS: Gene = Gene { name: "grows", most: 15, axis: Axis::Choice };
const USUAL_AXES: u32 = 1 | 4 | 8;

/// The values of genes; those that are not in it are 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Genome(BTreeMap<&'static str, u32>);

impl Genome {
    pub fn get(&self, name: &str) -> u32 {
        self.0.get(name).copied().unwrap_or(0)
    }

    pub fn set(&mut self, gene: &Gene, value: u32) {
        if value == 0 {
            self.0.remove(gene.name);
        } else {
            self.0.insert(gene.name, value.min(gene.most));
        }
    }

    pub fn names(&self) -> Vec<&'static str> {
        self.0.keys().copied().collect()
    }

    pub fn without(&self, name: &str) -> Self {
        let mut less = self.clone();
        less.0.remove(name);
        less
    }

    /// A third of the choices and half of the counts at random.
    pub fn random(genes: &[&'static Gene], random: &mut Random) -> Self {
        let mut genome = Self::default();
        for gene in genes {
            if random.percent(if gene.axis == Axis::Choice { 35 } else { 50 }) {
                genome.set(gene, draw(gene, random));
            }
        }
        genome
    }

    /// A copy in which one to four genes are mutated.
    pub fn mutated(&self, genes: &[&'static Gene], random: &mut Random) -> Self {
        let mut genome = self.clone();
        for _ in 0..=random.skewed(4) {
            let gene = genes[random.below(genes.len() as u32) as usize];
            let value = genome.get(gene.name);
            let value = match random.below(8) {
                0 => 0,
                1 => gene.most,
                2 => value * 2,
                3 => value / 2,
                4 => value + 1,
                5 => value.saturating_sub(1),
                _ => draw(gene, random),
            };
            genome.set(gene, value);
        }
        genome
    }

    /// The crossover with another genome: each gene comes from one of the two.
    pub fn crossed(&self, other: &Self, genes: &[&'static Gene], random: &mut Random) -> Self {
        let mut genome = Self::default();
        // Neighbours go together more often than not: genes are in an order of sense.
        let mut from_other = random.percent(50);
        for gene in genes {
            if random.percent(15) {
                from_other = !from_other;
            }
            genome.set(gene, if from_other { other } else { self }.get(gene.name));
        }
        genome
    }

    /// Half of the largest values that are no choice, so that a smaller input comes of it.
    pub fn halved(&self, genes: &[&'static Gene], random: &mut Random) -> Self {
        let mut genome = self.clone();
        let counts = genes.iter().filter(|gene| gene.axis != Axis::Choice);
        let counts: Vec<_> = counts.filter(|gene| self.get(gene.name) > 1).collect();
        if counts.is_empty() {
            return Self::random(genes, random);
        }
        let gene = counts[random.below(counts.len() as u32) as usize];
        genome.set(gene, self.get(gene.name) / 2);
        genome
    }

    /// Reads what [`Display`] writes.
    pub fn parse(text: &str, genes: &[&'static Gene]) -> Result<Self, String> {
        let mut genome = Self::default();
        for part in text.split_whitespace() {
            let (name, value) = part.split_once('=').ok_or(format!("`{part}` has no value"))?;
            let value = value.parse().map_err(|_| format!("`{part}` has no number"))?;
            let gene = genes.iter().find(|gene| gene.name == name);
            genome.set(gene.ok_or(format!("there is no gene `{name}`"))?, value);
        }
        Ok(genome)
    }
}

/// Mostly small, as many shapes show at small sizes and stay within the budget there.
fn draw(gene: &Gene, random: &mut Random) -> u32 {
    match gene.axis {
        Axis::Choice => random.below(gene.most + 1),
        _ => random.skewed(gene.most + 1).max(1),
    }
}

impl Display for Genome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (name, value)) in self.0.iter().enumerate() {
            let space = if place == 0 { "" } else { " " };
            write!(f, "{space}{name}={value}")?;
        }
        Ok(())
    }
}

/// The values of a genome at a scale, ready to be asked for: by prefix and name, as inputs ask
/// thousands of times.
pub struct ScaledValues(HashMap<(&'static str, &'static str), usize>);

impl ScaledValues {
    pub fn new(genome: &Genome, genes: &[&'static Gene], scale: u32) -> Self {
        let axes = match genome.get(GROWS.name) {
            0 => USUAL_AXES,
            chosen => chosen,
        };
        let scaled = genes.iter().map(|gene| {
            let value = genome.get(gene.name);
            let grows = gene.axis as u32 & axes != 0;
            let value = if grows { value * scale } else { value };
            (gene.name.split_once('.').unwrap_or(("", gene.name)), value as usize)
        });
        Self(scaled.filter(|(_, value)| *value > 0).collect())
    }
}

/// What inputs are built from.
#[derive(Clone, Copy)]
pub struct ScaledGenome<'r>(&'r ScaledValues);

impl<'r> ScaledGenome<'r> {
    pub fn new(values: &'r ScaledValues) -> Self {
        Self(values)
    }

    /// The value of a gene, multiplied where its axis grows.
    pub fn get(&self, name: &str) -> usize {
        let (prefix, name) = name.split_once('.').unwrap_or(("", name));
        self.get_numbered(prefix, name)
    }

    /// The value of a gene that exists several times, by the prefix of its name.
    pub fn get_numbered(&self, prefix: &str, name: &str) -> usize {
        self.0.0.get(&(prefix, name)).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static COUNT: Gene = Gene { name: "count", most: 40, axis: Axis::Document };
    static LENGTH: Gene = Gene { name: "length", most: 40, axis: Axis::Length };
    static KIND: Gene = Gene { name: "kind", most: 3, axis: Axis::Choice };
    static ALL: [&Gene; 4] = [&COUNT, &LENGTH, &KIND, &GROWS];

    #[test]
    fn what_is_written_is_read() {
        let mut random = Random::new(7);
        for _ in 0..100 {
            let genome = Genome::random(&ALL, &mut random).mutated(&ALL, &mut random);
            assert_eq!(Genome::parse(&genome.to_string(), &ALL), Ok(genome));
        }
        assert_eq!(Genome::parse("size=3", &ALL), Err("there is no gene `size`".into()));
        assert_eq!(Genome::parse("count", &ALL), Err("`count` has no value".into()));
        assert_eq!(Genome::parse("count=x", &ALL), Err("`count=x` has no number".into()));
    }

    #[test]
    fn only_the_axes_that_grow_are_multiplied() {
        let usual = Genome::parse("count=3 length=5 kind=2", &ALL).unwrap();
        let values = ScaledValues::new(&usual, &ALL, 4);
        let scaled = ScaledGenome::new(&values);
        assert_eq!([scaled.get("count"), scaled.get("length"), scaled.get("kind")], [12, 5, 2]);
        let lengths = Genome::parse("count=3 length=5 kind=2 grows=2", &ALL).unwrap();
        let values = ScaledValues::new(&lengths, &ALL, 4);
        let scaled = ScaledGenome::new(&values);
        assert_eq!([scaled.get("count"), scaled.get("length"), scaled.get("kind")], [3, 20, 2]);
    }

    #[test]
    fn values_stay_in_their_ranges() {
        let mut random = Random::new(7);
        let mut genome = Genome::random(&ALL, &mut random);
        for _ in 0..1_000 {
            genome = genome.mutated(&ALL, &mut random);
            assert!(ALL.iter().all(|gene| genome.get(gene.name) <= gene.most), "{genome}");
        }
    }
}
