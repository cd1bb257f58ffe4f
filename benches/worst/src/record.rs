//! The worst inputs that were found, as a file of genomes: each line has what it was at when it was
//! written, and the genome, from which the input is built again.

use std::fmt::{self, Display};
use std::fs;
use std::path::Path;

use crate::genome::Genome;
use crate::growth::{Growth, MOST_EXPONENT};
use crate::search::Objective;
use crate::target::Target;

const HEAD: &str = "\
# The worst inputs that were found, for their size. Each line has the target, in what the input is
# bad, bytes, instructions for each byte and the exponent of growth as they were when the line was
# written, whether growth was within the bound (`met`) or not (`open`), and the genome of the input.
# Checked by the tests of this package, written by
# cargo run --release -p frontdesk-worst -- --minutes 60 --record";

/// A line of the file.
#[derive(Clone, Debug)]
pub struct Entry {
    pub target: &'static Target,
    pub objective: Objective,
    pub bytes: usize,
    pub per_byte: f64,
    pub exponent: Option<f64>,
    pub is_met: bool,
    pub genome: Genome,
}

impl Entry {
    pub fn new(
        target: &'static Target,
        objective: Objective,
        genome: Genome,
        growth: &Growth,
    ) -> Self {
        let exponent = growth.exponent();
        Self {
            target,
            objective,
            bytes: growth.last().map_or(0, |count| count.bytes),
            per_byte: growth.per_byte(),
            exponent,
            is_met: is_met(growth),
            genome,
        }
    }

    fn parse(line: &str) -> Result<Self, String> {
        let (figures, genome) = line.split_once(" : ").ok_or("there is no recipe")?;
        let words: Vec<&str> = figures.split_whitespace().collect();
        let [target, objective, bytes, per_byte, exponent, bound] = words[..] else {
            return Err("there are not six figures".into());
        };
        let target = Target::named(target)?;
        let number = |word: &str| word.parse::<f64>().map_err(|_| format!("`{word}` is no number"));
        Ok(Self {
            target,
            objective: Objective::named(objective)
                .ok_or(format!("there is no lane `{objective}`"))?,
            bytes: bytes.parse().map_err(|_| format!("`{bytes}` is no number"))?,
            per_byte: number(per_byte)?,
            exponent: if exponent == "-" { None } else { Some(number(exponent)?) },
            is_met: bound == "met",
            genome: Genome::parse(genome, &target.genes())?,
        })
    }
}

/// Whether a cost grows as it may.
pub fn is_met(growth: &Growth) -> bool {
    growth.ended.is_none() && growth.exponent().is_none_or(|exponent| exponent <= MOST_EXPONENT)
}

impl Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exponent = self.exponent.map_or("-".into(), |exponent| format!("{exponent:.2}"));
        let bound = if self.is_met { "met" } else { "open" };
        write!(
            f,
            "{:<15}{:<7}{:>7}{:>9.0}{exponent:>6} {bound:<4} : {}",
            self.target.name,
            self.objective.name(),
            self.bytes,
            self.per_byte,
            self.genome
        )
    }
}

pub fn read(file: &Path) -> Result<Vec<Entry>, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    parse(&text).map_err(|error| format!("{}: {error}", file.display()))
}

fn parse(text: &str) -> Result<Vec<Entry>, String> {
    let lines = (1..).zip(text.lines());
    let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let entries = lines.map(|(number, line)| {
        Entry::parse(line).map_err(|error| format!("line {number}: {error}"))
    });
    entries.collect()
}

pub fn write(file: &Path, entries: &[Entry]) -> Result<(), String> {
    let lines: String = entries.iter().map(|entry| format!("{entry}\n")).collect();
    let text = format!("{HEAD}\n\n{lines}");
    fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}

/// How many lines of a objective of a target are kept: replaying them shall take less than a minute.
fn kept_of(objective: Objective) -> usize {
    match objective {
        Objective::Growth => 3,
        Objective::Cost => 2,
        Objective::Memory => 1,
    }
}

/// Known and new ones together: of each target and objective the worst, one of each kind, in the order of
/// the targets.
pub fn merge(entries: Vec<Entry>) -> Vec<Entry> {
    let mut entries = entries;
    let badness = |entry: &Entry| match entry.objective {
        // One that was ended before it could be told is the worst.
        Objective::Growth => {
            entry.exponent.unwrap_or(if entry.is_met { 0.0 } else { f64::INFINITY })
        }
        Objective::Cost | Objective::Memory => entry.per_byte,
    };
    entries.sort_by(|a, b| {
        let key = |entry: &Entry| (place(entry.target), entry.objective);
        key(a).cmp(&key(b)).then(badness(b).total_cmp(&badness(a)))
    });
    let mut kept: Vec<Entry> = Vec::new();
    for entry in entries {
        let alike = kept.iter().filter(|known| {
            std::ptr::eq(known.target, entry.target) && known.objective == entry.objective
        });
        let niche = entry.target.niche(&entry.genome);
        let alike: Vec<_> = alike.map(|known| known.target.niche(&known.genome)).collect();
        let is_known = kept
            .iter()
            .any(|known| std::ptr::eq(known.target, entry.target) && known.genome == entry.genome);
        if alike.len() < kept_of(entry.objective) && !alike.contains(&niche) && !is_known {
            kept.push(entry);
        }
    }
    kept
}

fn place(target: &Target) -> usize {
    let targets = crate::target::TARGETS.iter();
    targets.take_while(|known| !std::ptr::eq(*known, target)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let line = "route-rules    growth    8123     1520  1.98 open : a.count=3 v.title=100";
        let entry = Entry::parse(line).unwrap();
        assert_eq!(entry.to_string(), line);
        assert!(!entry.is_met);
        let unknown = Entry::parse("route-rules    growth    8123   0    - met  : ").unwrap();
        assert_eq!(unknown.exponent, None);
        assert!(unknown.is_met);
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let error = |text| parse(text).expect_err("it is wrong");
        assert_eq!(error("# head\n\nroute growth 1\n"), "line 3: there is no recipe");
        assert_eq!(error("route growth 1 : x=1"), "line 1: there are not six figures");
        assert_eq!(error("x growth 1 1 1 met : x=1"), "line 1: there is no target `x`");
        assert_eq!(error("picker growth 1 1 1 met : x=1"), "line 1: there is no gene `x`");
    }

    #[test]
    fn the_worst_of_each_kind_is_kept() {
        let entry = |exponent: f64, genome: &str| {
            Entry::parse(&format!("route-rules growth 100 10 {exponent} open : {genome}")).unwrap()
        };
        let entries = vec![
            entry(1.5, "a.count=3 a1.field=1"),
            entry(2.0, "a.count=4 a1.field=1"),
            entry(1.1, "a1.field=2"),
            entry(1.2, "a1.field=3"),
            entry(1.3, "a1.field=4"),
        ];
        let kept: Vec<_> = merge(entries).iter().filter_map(|entry| entry.exponent).collect();
        assert_eq!(kept, [2.0, 1.3, 1.2]);
    }
}
