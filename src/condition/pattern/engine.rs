//! Selects the automaton that runs an expression, and bounds what it may cost.

use regex_syntax::ParserBuilder;
use regex_syntax::ast::parse::Parser;

use crate::condition::pattern::dfa::Dfa;
use crate::condition::pattern::nfa::{Nfa, NfaStateSet};
use crate::condition::pattern::parse_cost::steps_to_parse;
use crate::error::{Limit, ProblemKind};

#[derive(Debug)]
pub(super) enum Engine {
    Deterministic(Dfa),
    Nondeterministic(Nfa),
}

/// The most bytes of a text that an expression reads. A deterministic automaton reads all that a rule can
/// read; a nondeterministic one tries up to 1,000 states at each character, and reads less.
const MAX_BYTES_DFA: usize = 8_192;
const MAX_BYTES_NFA: usize = 1_024;

/// A step of the subset construction costs as much as this many steps of parsing: some fifty instructions.
/// `cargo bench --bench expressions` (`check`) shows both.
const PARSE_STEPS_PER_CONSTRUCTION_STEP: usize = 4;

/// Trying a state costs about as much as two look-ups in a table.
const LOOKUPS_PER_STATE: usize = 2;

/// A look-up in a table that is not cached, because a thousand tables are used in turn, costs as much as this
/// many look-ups in a small one. It was measured, but the figure is not on record.
const LOOKUPS_PER_UNCACHED_LOOKUP: usize = 4;

impl Engine {
    /// Compiles an expression. `left` are the steps of compiling that all expressions of a document may still
    /// take; it is reduced even if this expression is refused.
    pub(super) fn new(
        text: &str,
        ignores_case: bool,
        left: &mut usize,
    ) -> Result<Self, ProblemKind> {
        let mut take = |steps: usize| {
            *left = left.saturating_sub(steps);
            // Once the steps are used up, every further expression of the document is refused.
            if *left == 0 { Err(ProblemKind::Limit(Limit::RegexTotal)) } else { Ok(()) }
        };
        // Each stage pays before the next one starts, so a hostile expression stops at the first stage it
        // cannot afford.
        take(text.len())?;
        let ast = Parser::new().parse(text).map_err(|error| invalid(&error.to_string()))?;
        // The syntax tree is cheap. What is bounded here is its translation, which expands classes.
        take(steps_to_parse(text, &ast, ignores_case))?;
        let mut parser = ParserBuilder::new().case_insensitive(ignores_case).build();
        let hir = parser.parse(text).map_err(|error| invalid(&error.to_string()))?;
        let mut steps = 0;
        let nfa = Nfa::new(&hir, &mut steps);
        take(steps)?;
        let nfa = nfa.map_err(|_| ProblemKind::Limit(Limit::RegexSize))?;
        let mut steps = 0;
        // Tried for every expression: whether the subset construction stays small is not known beforehand.
        let dfa = Dfa::new(&nfa, &mut steps);
        take(steps * PARSE_STEPS_PER_CONSTRUCTION_STEP)?;
        Ok(match dfa {
            Some(dfa) => Self::Deterministic(dfa),
            None => Self::Nondeterministic(nfa),
        })
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
        match self {
            Self::Deterministic(dfa) => dfa.is_match(text),
            Self::Nondeterministic(nfa) => simulate(nfa, text),
        }
    }

    pub(super) fn most_bytes(&self) -> usize {
        match self {
            Self::Deterministic(_) => MAX_BYTES_DFA,
            Self::Nondeterministic(_) => MAX_BYTES_NFA,
        }
    }

    /// Returns the most steps that the expression takes for one visitor. A step is one look-up in a small
    /// table.
    pub(super) fn most_steps(&self) -> usize {
        self.steps_of_byte() * self.most_bytes()
    }

    /// Returns the most steps that the expression takes for each byte of a text.
    pub(super) fn steps_of_byte(&self) -> usize {
        match self {
            Self::Deterministic(dfa) if dfa.is_large() => LOOKUPS_PER_UNCACHED_LOOKUP,
            Self::Deterministic(_) => 1,
            Self::Nondeterministic(nfa) => nfa.size() * LOOKUPS_PER_STATE,
        }
    }
}

/// Simulates all states at once (Thompson 1968), without allocation.
#[inline(never)]
pub(super) fn simulate(nfa: &Nfa, text: &str) -> bool {
    // Two sets that are swapped after each character, both on the stack.
    let (mut one, mut other) = (NfaStateSet::NONE, NfaStateSet::NONE);
    let (mut now, mut next) = (&mut one, &mut other);
    if nfa.start(now) {
        return true;
    }
    // `None` is the start of the text.
    let mut before = None;
    for character in text.chars() {
        let symbol = nfa.alphabet.symbol(character);
        if nfa.advance(now, before, Some(symbol), next) {
            return true;
        }
        before = Some(nfa.traits_of(symbol));
        std::mem::swap(&mut now, &mut next);
    }
    nfa.advance(now, before, None, next)
}

/// Extracts the reason from the parser's message: its last line. The lines before it draw the position.
fn invalid(message: &str) -> ProblemKind {
    let reason = message.lines().last().unwrap_or("").trim_start_matches("error: ");
    ProblemKind::InvalidRegex { reason: reason.into() }
}
