//! The expressions of a workspace: each compiled once, with what all of them take summed up.

use std::collections::BTreeMap;
#[cfg(feature = "regex")]
use std::sync::Arc;

#[cfg(feature = "regex")]
use crate::condition::pattern::Engine;
use crate::condition::pattern::{Pattern, PatternKey};
use crate::error::{Limit, ProblemKind};

/// The expressions of a workspace, while its conditions are checked.
#[derive(Debug)]
pub(in crate::condition) struct Patterns {
    compiled: BTreeMap<PatternKey, Result<Pattern, ProblemKind>>,
    budgets: Budgets,
    /// The steps for one visitor in which all uses can read whole texts.
    allowed: usize,
    /// The steps of all uses for each byte.
    of_byte: usize,
}

/// What expressions may still take.
#[derive(Clone, Copy, Debug)]
struct Budgets {
    /// Steps to compile those that differ; what is refused has taken some, too.
    #[cfg(feature = "regex")]
    compile: usize,
    /// Steps for one visitor, of every use: a test that stands in several triggers is run for each of them.
    visitor: usize,
}

/// Which part of a text expressions read.
#[derive(Clone, Copy, Debug)]
pub(in crate::condition) struct Share {
    /// The steps that all uses may take for one visitor.
    allowed: usize,
    /// What they take if each reads as much as it may alone.
    taken: usize,
    /// What they take for each byte, together.
    of_byte: usize,
}

/// The most bytes of all items of a list.
const LIST_BYTES: usize = 256 * 8_192;

impl Share {
    /// So many of these bytes.
    pub(super) fn for_text(self, bytes: usize) -> usize {
        match self.taken <= self.allowed {
            true => bytes,
            // Neither number comes near the largest: there are at most 2,000 million tests.
            false => (bytes.saturating_mul(self.allowed) / self.taken).min(bytes),
        }
    }

    /// How many bytes of a list, by those of a text: as many as all uses may read of one.
    pub(super) fn for_list(self, bytes: usize) -> usize {
        self.allowed.checked_div(self.of_byte).unwrap_or(LIST_BYTES).clamp(bytes, LIST_BYTES)
    }
}

/// The shares of the first so many triggers and groups are there from the start.
const FIRST: usize = 1_000;

/// Steps to compile beyond that, for each trigger and group.
#[cfg(feature = "regex")]
const COMPILE_SHARE: usize = 8_000;

/// The most steps for one visitor, in a workspace of so many triggers and groups. Where all uses take more,
/// each reads shorter texts.
pub(crate) fn most_steps(rules: usize) -> usize {
    STEPS_OF_RULE * rules.max(FIRST)
}

/// A use and a half of a plain expression.
const STEPS_OF_RULE: usize = 12_288;

/// Texts are at most so many times shorter: plain expressions read 256 bytes of each.
const SHORTER: usize = 32;

impl Patterns {
    /// Of a workspace of so many triggers and groups.
    pub(in crate::condition) fn new(rules: usize) -> Self {
        Self {
            compiled: BTreeMap::new(),
            budgets: Budgets {
                #[cfg(feature = "regex")]
                compile: Limit::RegexTotal.most().max(COMPILE_SHARE.saturating_mul(rules)),
                visitor: most_steps(rules) * SHORTER,
            },
            allowed: most_steps(rules),
            of_byte: 0,
        }
    }

    /// Which part of a text expressions read, once all of them are known.
    pub(in crate::condition) fn share(&self) -> Share {
        Share {
            allowed: self.allowed,
            taken: self.allowed * SHORTER - self.budgets.visitor,
            of_byte: self.of_byte,
        }
    }

    /// The expression that a test uses.
    pub(in crate::condition) fn compile(
        &mut self,
        source: &str,
        ignore_case: bool,
    ) -> Result<Pattern, ProblemKind> {
        let key = (source.into(), ignore_case);
        let pattern = match self.compiled.get(&key) {
            Some(known) => known.clone(),
            None => {
                let pattern = self.budgets.compile(key.clone());
                self.compiled.insert(key, pattern.clone());
                pattern
            }
        }?;
        match self.budgets.visitor.checked_sub(pattern.most_steps()) {
            Some(left) => self.budgets.visitor = left,
            None => return Err(ProblemKind::Limit(Limit::RegexSteps)),
        }
        self.of_byte = self.of_byte.saturating_add(pattern.steps_of_byte());
        Ok(pattern)
    }
}

impl Budgets {
    #[cfg(feature = "regex")]
    fn compile(&mut self, key: PatternKey) -> Result<Pattern, ProblemKind> {
        let engine = Arc::new(Engine::new(&key.0, key.1, &mut self.compile)?);
        let most_bytes = engine.most_bytes();
        Ok(Pattern { key, most_bytes, most_list_bytes: most_bytes, engine })
    }

    #[cfg(not(feature = "regex"))]
    fn compile(&mut self, _: PatternKey) -> Result<Pattern, ProblemKind> {
        Err(ProblemKind::FeatureOff { feature: "regex" })
    }
}
