//! What runs an expression, and what that may take.

use regex_syntax::ParserBuilder;
use regex_syntax::ast::parse::Parser;

use crate::condition::pattern::dfa::Dfa;
use crate::condition::pattern::nfa::{Nfa, States};
use crate::condition::pattern::weight::steps_to_parse;
use crate::error::{Limit, ProblemKind};

#[derive(Debug)]
pub(super) enum Engine {
    Deterministic(Dfa),
    Nondeterministic(Nfa),
}

/// How many bytes of a text an expression reads: all of one that a rule may look at, or as many as it has
/// states to try at each.
const MOST_BYTES: usize = 8_192;
const MOST_BYTES_OF_MANY_STATES: usize = 1_024;

/// A step of making an automaton deterministic takes as long as so many of parsing: some fifty instructions.
const STEPS_OF_CONSTRUCTION: usize = 4;

/// A state to try takes about as long as two look-ups in a table.
const LOOK_UPS_OF_STATE: usize = 2;

/// A look-up in a large table, which lies far away in memory when a thousand of them are used in turn, takes as
/// long as so many in a small one.
const LOOK_UPS_OF_FAR: usize = 4;

impl Engine {
    /// Of an expression; `left` are the steps of compiling that all expressions of a document may still take,
    /// and shrinks whatever comes of this one.
    pub(super) fn new(
        text: &str,
        ignores_case: bool,
        left: &mut usize,
    ) -> Result<Self, ProblemKind> {
        let mut take = |steps: usize| {
            *left = left.saturating_sub(steps);
            if *left == 0 { Err(ProblemKind::Limit(Limit::RegexTotal)) } else { Ok(()) }
        };
        take(text.len())?;
        let ast = Parser::new().parse(text).map_err(|error| invalid(&error.to_string()))?;
        take(steps_to_parse(text, &ast, ignores_case))?;
        let mut parser = ParserBuilder::new().case_insensitive(ignores_case).build();
        let hir = parser.parse(text).map_err(|error| invalid(&error.to_string()))?;
        let mut steps = 0;
        let nfa = Nfa::new(&hir, &mut steps);
        take(steps)?;
        let nfa = nfa.map_err(|_| ProblemKind::Limit(Limit::RegexSize))?;
        let mut steps = 0;
        let dfa = Dfa::new(&nfa, &mut steps);
        take(steps * STEPS_OF_CONSTRUCTION)?;
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
            Self::Deterministic(_) => MOST_BYTES,
            Self::Nondeterministic(_) => MOST_BYTES_OF_MANY_STATES,
        }
    }

    /// The most steps that it takes for one visitor, a step being a look-up in a table.
    pub(super) fn most_steps(&self) -> usize {
        self.steps_of_byte() * self.most_bytes()
    }

    /// The most steps that it takes for each byte of a text.
    pub(super) fn steps_of_byte(&self) -> usize {
        match self {
            Self::Deterministic(dfa) if dfa.is_large() => LOOK_UPS_OF_FAR,
            Self::Deterministic(_) => 1,
            Self::Nondeterministic(nfa) => nfa.size() * LOOK_UPS_OF_STATE,
        }
    }
}

/// All states at once (Thompson 1968), without allocation.
#[inline(never)]
pub(super) fn simulate(nfa: &Nfa, text: &str) -> bool {
    let (mut one, mut other) = (States::NONE, States::NONE);
    let (mut now, mut next) = (&mut one, &mut other);
    if nfa.start(now) {
        return true;
    }
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

/// The last line of what the parser says tells what is wrong; those before draw where.
fn invalid(said: &str) -> ProblemKind {
    let reason = said.lines().last().unwrap_or("").trim_start_matches("error: ");
    ProblemKind::InvalidRegex { reason: reason.into() }
}
