//! Regular expressions of a linear-time engine, with bounded size.

use std::cmp::Ordering;
use std::collections::BTreeMap;

#[cfg(feature = "regex")]
use crate::error::Limit;
use crate::error::ProblemKind;

/// A compiled regular expression; equal ones are equal by their text.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    key: Key,
    #[cfg(feature = "regex")]
    engine: regex::Regex,
}

/// The text of an expression, and whether it ignores case.
type Key = (Box<str>, bool);

impl Pattern {
    /// Its text, and whether it ignores case.
    #[cfg(feature = "regex")]
    pub(crate) fn source(&self) -> (&str, bool) {
        (&self.key.0, self.key.1)
    }

    #[cfg(feature = "regex")]
    pub(crate) fn text(&self) -> &str {
        &self.key.0
    }

    #[cfg(feature = "regex")]
    pub(crate) fn ignores_case(&self) -> bool {
        self.key.1
    }

    #[cfg(feature = "regex")]
    pub(super) fn is_match(&self, text: &str) -> bool {
        self.engine.is_match(text)
    }

    #[cfg(not(feature = "regex"))]
    pub(super) fn is_match(&self, _: &str) -> bool {
        false
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Pattern {}

impl PartialOrd for Pattern {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Pattern {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}

/// The expressions of a workspace, each compiled once, and their sizes summed.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    compiled: BTreeMap<Key, Result<Pattern, ProblemKind>>,
    #[cfg(feature = "regex")]
    size: usize,
}

impl Patterns {
    pub(super) fn compile(
        &mut self,
        source: &str,
        ignore_case: bool,
    ) -> Result<Pattern, ProblemKind> {
        let key = (source.into(), ignore_case);
        if let Some(known) = self.compiled.get(&key) {
            return known.clone();
        }
        let pattern = self.compile_new(key.clone());
        self.compiled.insert(key, pattern.clone());
        pattern
    }

    /// The engine tells only whether an expression fits a size, so a growing one is tried: the
    /// first that fits is what counts towards the sum.
    #[cfg(feature = "regex")]
    fn compile_new(&mut self, key: Key) -> Result<Pattern, ProblemKind> {
        let most = Limit::RegexSize.most();
        for size in [most / 64, most / 16, most / 4, most] {
            // `\w{100}` takes 68 ms to compile without a limit.
            let engine = regex::RegexBuilder::new(&key.0)
                .case_insensitive(key.1)
                .size_limit(size)
                .dfa_size_limit(1 << 20)
                .build();
            match engine {
                Ok(_) if self.size + size > Limit::RegexTotal.most() => {
                    return Err(ProblemKind::Limit(Limit::RegexTotal));
                }
                Ok(engine) => {
                    self.size += size;
                    return Ok(Pattern { key, engine });
                }
                Err(regex::Error::CompiledTooBig(_)) => {}
                Err(error) => {
                    // The last line says what; those before draw where.
                    let text = error.to_string();
                    let reason = text.lines().last().unwrap_or("").trim_start_matches("error: ");
                    return Err(ProblemKind::InvalidRegex { reason: reason.into() });
                }
            }
        }
        Err(ProblemKind::Limit(Limit::RegexSize))
    }

    #[cfg(not(feature = "regex"))]
    fn compile_new(&mut self, _: Key) -> Result<Pattern, ProblemKind> {
        Err(ProblemKind::FeatureOff { feature: "regex" })
    }
}
