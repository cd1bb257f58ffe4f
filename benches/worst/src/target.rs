//! What is searched: a call of the crate, the genes of its inputs, and how inputs are told apart.

use serde_json::Value;

use crate::build::{broken, commands, edits, office, rules, visitor};
use crate::genome::{GROWS, Gene, Genome, ScaledGenome, ScaledValues};
use crate::input::Input;

/// A call whose cost is searched for its worst.
#[derive(Debug)]
pub struct Target {
    pub name: &'static str,
    pub call: Call,
    parts: &'static [&'static [Gene]],
    /// Genes of the office that vary too, where not all of them are among the parts.
    also: &'static [&'static str],
    /// The genes by which inputs are of one kind: the worst of each kind is kept, so that one fault
    /// does not hide the others.
    pub niche: &'static [&'static str],
    /// Its part of the time of a search, beside those of the others.
    pub share: u32,
}

/// What is measured, alone: everything before it is preparation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// `Router::route` and the lists of its decision.
    Route,
    /// `Situation::picker` and its choices.
    Picker,
    /// `Situation::explain`, written as JSON.
    Explain,
    /// `Situation::why_not`.
    WhyNot,
    /// `Situation::valid_until`.
    ValidUntil,
    /// `Router::new`.
    Compile,
    /// `analyze`.
    Analyze,
    /// A workspace document is read, checked, and its problems written.
    Read,
    /// A visitor document is read.
    ReadVisitor,
    /// A workspace is written as JSON, and its digest taken.
    Write,
    /// `Workspace::change` by the host.
    Change,
    /// A presence record is read, taken over and lapses.
    Presence,
    /// All commands of a desk.
    DeskRun,
    /// The last command of a desk, in proportion to what it says and answers.
    DeskLast,
    /// The questions that a desk answers.
    DeskAsk,
    /// A log is replayed.
    DeskReplay,
    /// A snapshot, edited, is restored; the commands go on from there.
    DeskRestore,
}

impl Call {
    /// How many instructions a call may take whatever the input: what its stated budget allows (rule L3),
    /// as measured where it is spent.
    pub fn allowed(self) -> u64 {
        match self {
            Self::Analyze => 2_000_000_000,
            Self::WhyNot => 1_000_000_000,
            Self::Explain => 1_000_000_000,
            Self::Change => 2_000_000_000,
            // Expressions are compiled, and nearest words looked for, within budgets for the whole document.
            Self::Read => 2_000_000_000,
            _ => 0,
        }
    }
}

const RULES: &[&[Gene]] =
    &[&rules::FAMILIES, &rules::A1, &rules::A2, &rules::B1, &rules::B2, &visitor::GENES];
const CONDITIONS: &[&[Gene]] = &[&rules::FAMILIES, &rules::A1, &rules::A2, &rules::B1, &rules::B2];
const OFFICE: &[&[Gene]] = &[&office::GENES, &office::PRESENCE, &visitor::GENES];
const DESK: &[&[Gene]] = &[
    &commands::GENES,
    &commands::PHASES[0],
    &commands::PHASES[1],
    &commands::PHASES[2],
    &commands::PHASES[3],
    &commands::PHASES[4],
];
/// The genes of an office that a desk lives with.
const STAFF: &[&str] = &[
    "groups",
    "agents",
    "ids",
    "chain",
    "overflow",
    "members",
    "disabled",
    "strategy",
    "schedules",
    "hours",
    "spans",
    "escalations",
    "escalate",
    "escalate_seconds",
    "offer_seconds",
    "retry_seconds",
    "reassign",
    "room",
    "sticky",
];
const FEW: &[&str] =
    &["groups", "agents", "ids", "members", "private", "schedules", "picker", "chain"];
const RULE_NICHE: &[&str] = &["a1.field", "a.join"];

const DESK_NICHE: &[&str] = &["5.do", "chain", "schedules", "escalations"];

const fn target(
    name: &'static str,
    call: Call,
    parts: &'static [&'static [Gene]],
    also: &'static [&'static str],
    niche: &'static [&'static str],
) -> Target {
    // Where visitors and rules meet there is most to be tried.
    let share = match call {
        Call::Route => 4,
        Call::Explain | Call::WhyNot | Call::DeskRun | Call::DeskLast | Call::DeskRestore => 2,
        _ => 1,
    };
    Target { name, call, parts, also, niche, share }
}

pub static TARGETS: [Target; 24] = [
    target("route-rules", Call::Route, RULES, &["groups", "agents"], RULE_NICHE),
    target("route-office", Call::Route, OFFICE, &[], &["chain", "hours", "v.mode"]),
    target("picker", Call::Picker, OFFICE, &[], &["picker", "hours", "chain"]),
    target("explain-rules", Call::Explain, RULES, FEW, RULE_NICHE),
    target("explain-office", Call::Explain, OFFICE, &[], &["chain", "members", "v.mode"]),
    target("why-not", Call::WhyNot, RULES, FEW, RULE_NICHE),
    target("valid-until", Call::ValidUntil, VALID, FEW, &["a1.field", "hours"]),
    target("compile-rules", Call::Compile, CONDITIONS, FEW, RULE_NICHE),
    target("compile-office", Call::Compile, &[&office::GENES], &[], &["ids", "members", "chain"]),
    target("analyze-rules", Call::Analyze, CONDITIONS, FEW, RULE_NICHE),
    target("analyze-office", Call::Analyze, &[&office::GENES], &[], &["hours", "chain", "members"]),
    target("read-rules", Call::Read, CONDITIONS, FEW, RULE_NICHE),
    target("read-office", Call::Read, &[&office::GENES], &[], &["language_shape", "ids", "zone"]),
    target(
        "read-broken",
        Call::Read,
        &[&broken::FIRST, &broken::SECOND],
        &["groups", "agents", "schedules", "roles", "ids"],
        &["p.problem"],
    ),
    target("read-visitor", Call::ReadVisitor, &[&visitor::GENES], &[], &["v.title_fill", "v.odd"]),
    target("write", Call::Write, &[&office::GENES], &[], &["language_shape", "ids"]),
    target("change-rules", Call::Change, CHANGED_RULES, FEW, &["e.edit", "e.list"]),
    target("change-office", Call::Change, CHANGED_OFFICE, &[], &["e.edit", "e.list", "expect"]),
    target(
        "presence",
        Call::Presence,
        &[&office::PRESENCE],
        &["groups", "agents", "members", "room", "roles"],
        &["members", "presence"],
    ),
    target("desk-run", Call::DeskRun, DESK, STAFF, DESK_NICHE),
    target("desk-last", Call::DeskLast, DESK, STAFF, DESK_NICHE),
    target("desk-replay", Call::DeskReplay, DESK, STAFF, DESK_NICHE),
    target("desk-ask", Call::DeskAsk, DESK, STAFF, DESK_NICHE),
    target("desk-restore", Call::DeskRestore, RESTORED, STAFF, DESK_NICHE),
];
const VALID: &[&[Gene]] = &[
    &rules::FAMILIES,
    &rules::A1,
    &rules::A2,
    &rules::B1,
    &rules::B2,
    &visitor::GENES,
    &office::GENES,
    &office::PRESENCE,
];
const CHANGED_RULES: &[&[Gene]] = &[
    &edits::FIRST,
    &edits::SECOND,
    &rules::FAMILIES,
    &rules::A1,
    &rules::A2,
    &rules::B1,
    &rules::B2,
];
const CHANGED_OFFICE: &[&[Gene]] =
    &[&edits::FIRST, &edits::SECOND, &office::GENES, &visitor::GENES];
const RESTORED: &[&[Gene]] = &[
    &commands::SNAPSHOT,
    &commands::GENES,
    &commands::PHASES[0],
    &commands::PHASES[1],
    &commands::PHASES[2],
    &commands::PHASES[3],
    &commands::PHASES[4],
];

impl Target {
    pub fn named(name: &str) -> Result<&'static Self, String> {
        let found = TARGETS.iter().find(|target| target.name == name);
        found.ok_or_else(|| format!("there is no target `{name}`"))
    }

    /// Every gene once, those of one part side by side.
    pub fn genes(&self) -> Vec<&'static Gene> {
        let mut genes: Vec<&'static Gene> = vec![&GROWS];
        genes.extend(self.parts.iter().copied().flatten());
        let also = office::GENES.iter().filter(|gene| self.also.contains(&gene.name));
        for gene in also {
            if !genes.contains(&gene) {
                genes.push(gene);
            }
        }
        genes
    }

    /// Of what kind a genome is.
    pub fn niche(&self, genome: &Genome) -> Vec<u32> {
        // Counts are of two kinds: none and some.
        let genes = self.genes();
        let kind = |name: &&str| {
            let value = genome.get(name);
            let is_choice = genes
                .iter()
                .any(|gene| gene.name == *name && gene.axis == crate::genome::Axis::Choice);
            if is_choice { value } else { value.min(1) }
        };
        self.niche.iter().map(kind).collect()
    }

    /// The input of a genome at a scale.
    pub fn input(&self, genome: &Genome, scale: u32) -> Input {
        let values = ScaledValues::new(genome, &self.genes(), scale);
        let genome = ScaledGenome::new(&values);
        let mut input = Input::default();
        let document = || office::workspace(genome);
        match self.call {
            Call::Route | Call::Picker | Call::Explain | Call::WhyNot | Call::ValidUntil => {
                input.document = document().to_string();
                input.visitor = visitor::visitor(genome).to_string();
                input.presence = office::presence(genome);
            }
            Call::Compile | Call::Analyze | Call::Write => input.document = document().to_string(),
            Call::Read => input.document = broken::document(genome),
            Call::ReadVisitor => input.visitor = visitor::visitor(genome).to_string(),
            Call::Change => {
                let document = document();
                input.other = edits::edited(genome, &document).to_string();
                input.document = document.to_string();
            }
            Call::Presence => {
                input.document = document().to_string();
                input.presence = office::presence(genome);
            }
            Call::DeskRun | Call::DeskLast | Call::DeskAsk | Call::DeskReplay => {
                desk(genome, document(), &mut input);
            }
            Call::DeskRestore => {
                desk(genome, document(), &mut input);
                input.edits = commands::snapshot_edits(genome);
            }
        }
        input
    }
}

/// The workspace that replaces the first one has a group and its members less.
fn desk(genome: ScaledGenome<'_>, document: Value, input: &mut Input) {
    let mut replacement = document.clone();
    replacement["version"] = 2.into();
    if let Some(groups) = replacement["groups"].as_array_mut()
        && groups.len() > 2
    {
        groups.iter_mut().for_each(|group| group["enabled"] = true.into());
        let last = groups.len() - 1;
        groups[last]["agents"] = Value::Array(Vec::new());
    }
    input.commands = commands::commands(genome, &replacement);
    input.document = document.to_string();
}

#[cfg(test)]
mod tests {
    use frontdesk_workloads::random::Random;

    use super::*;

    #[test]
    fn names_and_genes_differ() {
        for target in &TARGETS {
            assert!(std::ptr::eq(Target::named(target.name).unwrap(), target), "{}", target.name);
            let mut names: Vec<_> = target.genes().iter().map(|gene| gene.name).collect();
            names.sort_unstable();
            let count = names.len();
            names.dedup();
            assert_eq!(names.len(), count, "{}", target.name);
            assert!(target.niche.iter().all(|name| names.contains(name)), "{}", target.name);
        }
    }

    #[test]
    fn a_recipe_gives_the_same_input_each_time_and_more_at_a_larger_scale() {
        for target in &TARGETS {
            let genes = target.genes();
            let mut larger = 0;
            for seed in 0..20 {
                let mut genome = Genome::random(&genes, &mut Random::new(seed));
                genome.set(&GROWS, 15);
                let input = target.input(&genome, 1);
                assert_eq!(input, target.input(&genome, 1), "{}: {genome}", target.name);
                larger += usize::from(target.input(&genome, 3).bytes() > input.bytes());
            }
            assert!(larger >= 15, "{}: {larger} of 20 grow", target.name);
        }
    }
}
