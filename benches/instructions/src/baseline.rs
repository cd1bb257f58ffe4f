//! What the paths are held to: a file with a line for each, and what it was made with.

use std::fmt::{self, Display};
use std::fs;
use std::path::Path;

/// In percent: by how much a path may be slower than its baseline.
const MARGIN: f64 = 3.0;
/// Where something else than the sources differs from what the baseline was made with.
const WIDE_MARGIN: f64 = 25.0;
/// By how much it must be faster to be worth a new baseline.
const MUCH_FASTER: f64 = 10.0;

const HEAD: &str = "\
# Instructions of a call, counted by callgrind. Checked by tests/run, written by
# cargo run --release -p frontdesk-instructions -- --refresh";

/// Instructions of a call of each path.
#[derive(Debug, PartialEq)]
pub struct Baseline {
    made_with: String,
    counts: Vec<(String, f64)>,
}

impl Baseline {
    pub fn new(made_with: String, counts: Vec<(String, f64)>) -> Self {
        Self { made_with, counts }
    }

    pub fn read(file: &Path) -> Result<Self, String> {
        let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
        Self::parse(&text).map_err(|error| format!("{}: {error}", file.display()))
    }

    pub fn write(&self, file: &Path) -> Result<(), String> {
        fs::write(file, self.to_string()).map_err(|error| format!("{}: {error}", file.display()))
    }

    fn parse(text: &str) -> Result<Self, String> {
        let mut lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let made_with = lines.next().and_then(|line| line.strip_prefix("made with "));
        let made_with = made_with.ok_or("it does not say what it was made with")?.to_owned();
        let counts = lines.map(|line| {
            let (name, count) = line.split_once(' ').ok_or(format!("`{line}` has no count"))?;
            let count = count.trim().parse().map_err(|_| format!("`{line}` has no count"))?;
            Ok((name.to_owned(), count))
        });
        Ok(Self { made_with, counts: counts.collect::<Result<_, String>>()? })
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, f64)> {
        self.counts.iter().map(|(name, count)| (&**name, *count))
    }

    pub fn count(&self, name: &str) -> Option<f64> {
        self.counts.iter().find(|(known, _)| known == name).map(|(_, count)| *count)
    }

    /// Holds counts to it; of those that were asked for only.
    pub fn compare(&self, found: &Self, only: &str) -> Comparison {
        let is_same = self.made_with == found.made_with;
        let margin = if is_same { MARGIN } else { WIDE_MARGIN };
        let mut lines: Vec<Line> = Vec::new();
        for (name, count) in &found.counts {
            let known = self.count(name);
            let percent = |known: f64, share: f64| known * share / 100.0;
            let verdict = match known {
                None => Verdict::Other,
                // One instruction is within what a figure is rounded to.
                Some(known) if *count > percent(known, 100.0 + margin).max(known + 1.0) => {
                    Verdict::Slower
                }
                Some(known) if is_same && *count < percent(known, 100.0 - MUCH_FASTER) => {
                    Verdict::MuchFaster
                }
                Some(_) => Verdict::Same,
            };
            lines.push(Line { name: name.clone(), known, found: Some(*count), verdict });
        }
        for (name, known) in &self.counts {
            if found.count(name).is_none() && name.contains(only) {
                let verdict = Verdict::Other;
                lines.push(Line { name: name.clone(), known: Some(*known), found: None, verdict });
            }
        }
        let (known, found) = (self.made_with.clone(), found.made_with.clone());
        Comparison { lines, margin, other: (!is_same).then_some((known, found)) }
    }
}

impl Display for Baseline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEAD}\n\nmade with {}\n", self.made_with)?;
        for (name, count) in &self.counts {
            writeln!(f, "{name:<28}{count:>14.1}")?;
        }
        Ok(())
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    Same,
    Slower,
    MuchFaster,
    /// In the baseline or among the paths, and not in the other.
    Other,
}

#[derive(Debug)]
pub struct Line {
    name: String,
    known: Option<f64>,
    found: Option<f64>,
    pub verdict: Verdict,
}

#[derive(Debug)]
pub struct Comparison {
    pub lines: Vec<Line>,
    /// In percent.
    margin: f64,
    /// What the baseline was made with and what this is, where they differ.
    other: Option<(String, String)>,
}

impl Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let margin = self.margin;
        writeln!(f, "instructions of a call; at most {margin} % more than the baseline")?;
        if let Some((known, found)) = &self.other {
            writeln!(f, "the baseline was made with {known}, this with {found}:")?;
            writeln!(f, "the margin is {margin} % instead of {MARGIN} %")?;
        }
        for Line { name, known, found, verdict } in &self.lines {
            let shown =
                |count: Option<f64>| count.map_or("-".into(), |count| format!("{count:.1}"));
            let more = known.zip(*found).map(|(known, found)| (found / known - 1.0) * 100.0);
            let more = more.map_or(String::new(), |more| format!("{more:+.1} %"));
            let verdict = match verdict {
                Verdict::Same => "",
                Verdict::Slower => "SLOWER",
                Verdict::MuchFaster => "much faster: --refresh keeps it so",
                Verdict::Other if known.is_none() => "NOT IN THE BASELINE: --refresh adds it",
                Verdict::Other => "NO SUCH PATH: --refresh takes it out",
            };
            let line = format!(
                "{name:<28}{:>14}{:>14}{more:>10}  {verdict}",
                shown(*known),
                shown(*found)
            );
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(made_with: &str, counts: &[(&str, f64)]) -> Baseline {
        let counts = counts.iter().map(|(name, count)| ((*name).to_owned(), *count));
        Baseline::new(made_with.into(), counts.collect())
    }

    fn verdicts(known: &Baseline, found: &Baseline, only: &str) -> Vec<Verdict> {
        known.compare(found, only).lines.iter().map(|line| line.verdict).collect()
    }

    #[test]
    fn what_is_written_is_read() {
        let baseline = counts("rustc 1.95.0 for here", &[("route-20", 1_234.5), ("beat", 60.0)]);
        assert_eq!(Baseline::parse(&baseline.to_string()), Ok(baseline));
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let error = |text| Baseline::parse(text).expect_err("it is wrong");
        assert_eq!(error("# nothing\n"), "it does not say what it was made with");
        assert_eq!(error("made with a\nroute\n"), "`route` has no count");
        assert_eq!(error("made with a\nroute many\n"), "`route many` has no count");
    }

    #[test]
    fn more_than_the_margin_is_slower() {
        let known = counts("a", &[("x", 1_000.0)]);
        for (found, verdict) in [
            (1_030.0, Verdict::Same),
            (1_031.0, Verdict::Slower),
            (900.0, Verdict::Same),
            (899.0, Verdict::MuchFaster),
        ] {
            assert_eq!(verdicts(&known, &counts("a", &[("x", found)]), ""), [verdict], "{found}");
        }
    }

    #[test]
    fn with_another_compiler_the_margin_is_wider_and_said() {
        let known = counts("a", &[("x", 1_000.0)]);
        let found = |count| counts("b", &[("x", count)]);
        assert_eq!(verdicts(&known, &found(1_250.0), ""), [Verdict::Same]);
        assert_eq!(verdicts(&known, &found(1_251.0), ""), [Verdict::Slower]);
        assert_eq!(verdicts(&known, &found(10.0), ""), [Verdict::Same]);
        let said = known.compare(&found(1.0), "").to_string();
        assert!(
            said.contains("made with a, this with b:\nthe margin is 25 % instead of 3 %"),
            "{said}"
        );
    }

    #[test]
    fn a_path_without_a_baseline_and_the_reverse_are_told() {
        let (known, found) =
            (counts("a", &[("x", 1.0), ("old", 1.0)]), counts("a", &[("x", 1.0), ("new", 2.0)]));
        let other = Verdict::Other;
        assert_eq!(verdicts(&known, &found, ""), [Verdict::Same, other, other]);
        assert_eq!(verdicts(&known, &counts("a", &[("x", 1.0)]), "x"), [Verdict::Same]);
    }
}
