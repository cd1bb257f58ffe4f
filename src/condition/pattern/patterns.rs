//! The expressions of a workspace: each is compiled once, and the cost of all uses is added up.

use std::collections::BTreeMap;
#[cfg(feature = "regex")]
use std::sync::Arc;

use crate::condition::pattern::compiled::{Pattern, PatternKey};
#[cfg(feature = "regex")]
use crate::condition::pattern::engine::Engine;
use crate::condition::pattern::read_share::ReadShare;
use crate::error::{Limit, ProblemKind};

/// The expressions of a workspace while its conditions are checked.
#[derive(Debug)]
pub(in crate::condition) struct Patterns {
    compiled: BTreeMap<PatternKey, Result<Pattern, ProblemKind>>,
    budgets: Budgets,
    /// The steps for one visitor up to which every use reads whole texts.
    allowed: usize,
    /// The steps for each byte, added up over all uses.
    steps_per_byte: usize,
}

/// What expressions may still cost.
#[derive(Clone, Copy, Debug)]
struct Budgets {
    /// Steps of compiling for the distinct expressions. A refused expression counts for the steps that it
    /// took.
    #[cfg(feature = "regex")]
    compile: usize,
    /// Steps for one visitor, over all uses: a predicate of several triggers is run for each of them.
    visitor: usize,
}

/// The allowance counts at least this many triggers and groups, so that small workspaces may use expensive
/// expressions.
const MIN_RULES_COUNTED: usize = 1_000;

/// Steps of compiling that each further trigger and group adds.
#[cfg(feature = "regex")]
const COMPILE_STEPS_PER_RULE: usize = 8_000;

/// Returns the most steps for one visitor in a workspace of so many triggers and groups. If all uses take
/// more, each reads shorter texts.
pub(crate) fn max_steps_for_rules(rules: usize) -> usize {
    VISITOR_STEPS_PER_RULE * rules.max(MIN_RULES_COUNTED)
}

/// One and a half uses of a plain expression, which takes 8,192 steps for the longest text.
const VISITOR_STEPS_PER_RULE: usize = 12_288;

/// Texts are shortened at most by this factor: plain expressions then read 256 bytes of each. Workspaces that
/// need more are refused.
const MAX_SHORTENING: usize = 32;

impl Patterns {
    /// Creates the expressions of a workspace of so many triggers and groups.
    pub(in crate::condition) fn new(rules: usize) -> Self {
        Self {
            compiled: BTreeMap::new(),
            budgets: Budgets {
                #[cfg(feature = "regex")]
                // The allowance grows with the document, so compiling stays linear in its size.
                compile: Limit::RegexTotal.most().max(COMPILE_STEPS_PER_RULE.saturating_mul(rules)),
                visitor: max_steps_for_rules(rules) * MAX_SHORTENING,
            },
            allowed: max_steps_for_rules(rules),
            steps_per_byte: 0,
        }
    }

    /// Returns the share of a text that expressions read, once all of them are known.
    pub(in crate::condition) fn share(&self) -> ReadShare {
        ReadShare {
            allowed: self.allowed,
            // What was spent of the initial budget.
            taken: self.allowed * MAX_SHORTENING - self.budgets.visitor,
            steps_per_byte: self.steps_per_byte,
        }
    }

    /// Returns the compiled expression of a predicate, and counts one more use.
    pub(in crate::condition) fn compile(
        &mut self,
        source: &str,
        ignore_case: bool,
    ) -> Result<Pattern, ProblemKind> {
        let key = (source.into(), ignore_case);
        // Results are kept even for refused expressions, so each is compiled and paid for once.
        let pattern = match self.compiled.get(&key) {
            Some(known) => known.clone(),
            None => {
                let pattern = self.budgets.compile(key.clone());
                self.compiled.insert(key, pattern.clone());
                pattern
            }
        }?;
        // Uses are counted, not distinct expressions, because a decision runs each use.
        match self.budgets.visitor.checked_sub(pattern.most_steps()) {
            Some(left) => self.budgets.visitor = left,
            None => return Err(ProblemKind::Limit(Limit::RegexSteps)),
        }
        // Summed up over all uses for lists, whose bytes are shared among the uses.
        self.steps_per_byte = self.steps_per_byte.saturating_add(pattern.steps_of_byte());
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
