//! a-tree: all triggers in one structure, which reports every match.
//!
//! It has no substrings and prefixes of text: each distinct one gets a number here, those that a
//! URL has are found beforehand (substrings by aho-corasick, prefixes by hash), and it tests lists
//! of numbers.

use std::collections::{BTreeSet, HashMap};

use a_tree::{ATree, AttributeDefinition};
use aho_corasick::AhoCorasick;

use crate::engine::expression::{Language, push_formatted, quoted, write};
use crate::engine::{Compiled, Engine, Meter, Unavailable};
use frontdesk_workloads::Workload;
use frontdesk_workloads::condition::{Number, Text, TextTest};
use frontdesk_workloads::visitor::Visitor;

const PARTS: &str = "url_parts";
const STARTS: &str = "url_starts";

pub(super) fn compile(workload: &Workload, mut meter: Meter) -> Result<Compiled<'_>, Unavailable> {
    let texts = Text::GIVEN.map(|field| AttributeDefinition::string(field.name()));
    let numbers = Number::ALL.map(|field| AttributeDefinition::integer(field.name()));
    let lists = [PARTS, STARTS].map(AttributeDefinition::integer_list);
    let definitions: Vec<_> = texts.into_iter().chain(numbers).chain(lists).collect();
    let mut tree =
        ATree::new(&definitions).map_err(|error| Unavailable::Failed(error.to_string()))?;
    let mut needles = Needles::default();
    for (place, condition) in (0_u32..).zip(&workload.triggers) {
        let text = write(&mut needles, condition);
        meter.time_one(|| tree.insert(&place, &text).map_err(|error| error.to_string()))?;
    }
    let mut parts: Vec<_> = needles.parts.iter().collect();
    parts.sort_unstable_by_key(|(_, number)| **number);
    let searcher = meter.time_one(|| {
        AhoCorasick::new(parts.iter().map(|(part, _)| part.as_bytes()))
            .map_err(|error| error.to_string())
    })?;
    drop(parts);
    needles.parts = HashMap::new();
    let lengths: BTreeSet<usize> = needles.starts.keys().map(|start| start.len()).collect();
    let cost = meter.stop();
    let engine = Tree {
        tree,
        searcher,
        starts: needles.starts,
        lengths: lengths.into_iter().collect(),
        visitors: &workload.visitors,
    };
    Ok(Compiled { engine: Box::new(engine), cost, beyond_check: None })
}

struct Tree<'w> {
    tree: ATree<u32>,
    searcher: AhoCorasick,
    starts: HashMap<Box<str>, i64>,
    /// Of the prefixes, ascending.
    lengths: Vec<usize>,
    visitors: &'w [Visitor],
}

impl Engine for Tree<'_> {
    fn first(&self, visitor: usize) -> Option<u32> {
        let visitor = &self.visitors[visitor];
        let mut event = self.tree.make_event();
        for field in Text::GIVEN {
            event.with_string(field.name(), visitor.given(field)?).expect("a text");
        }
        for field in Number::ALL {
            event.with_integer(field.name(), i64::from(visitor.number(field)?)).expect("a number");
        }
        let url = visitor.given(Text::Url)?;
        let found = self.searcher.find_overlapping_iter(url);
        let parts: Vec<i64> = found.map(|found| i64::from(found.pattern().as_u32())).collect();
        event.with_integer_list(PARTS, &parts).expect("a list");
        let starts = self.lengths.iter().filter_map(|length| self.starts.get(url.get(..*length)?));
        let starts: Vec<i64> = starts.copied().collect();
        event.with_integer_list(STARTS, &starts).expect("a list");
        let event = event.build().expect("an event");
        let report = self.tree.search(&event).expect("a search");
        report.matches().iter().map(|place| **place).min()
    }
}

/// The numbers of substrings and prefixes of URLs.
#[derive(Default)]
struct Needles {
    parts: HashMap<Box<str>, i64>,
    starts: HashMap<Box<str>, i64>,
}

impl Language for Needles {
    const AND: &'static str = "and";
    const OR: &'static str = "or";
    const NOT: &'static str = "not ";

    fn text(&mut self, field: Text, test: &TextTest, out: &mut String) {
        let number = |numbers: &mut HashMap<Box<str>, i64>, needle: &str| {
            let next = numbers.len() as i64;
            *numbers.entry(needle.into()).or_insert(next)
        };
        let field = field.name();
        match test {
            TextTest::Is(value) => push_formatted(out, format_args!("{field} = \"{value}\"")),
            TextTest::In(values) => {
                push_formatted(out, format_args!("{field} in [{}]", quoted(values, ", ")));
            }
            TextTest::Contains(part) => {
                let number = number(&mut self.parts, part);
                push_formatted(out, format_args!("{PARTS} one of [{number}]"));
            }
            TextTest::StartsWith(start) => {
                let number = number(&mut self.starts, start);
                push_formatted(out, format_args!("{STARTS} one of [{number}]"));
            }
            other => unreachable!("{other} is in the workload of the web shop only"),
        }
    }
}
