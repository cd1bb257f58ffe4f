//! Regular expressions of a linear-time engine, with bounded size.

use std::hash::{Hash, Hasher};

#[cfg(feature = "regex")]
use crate::error::Limit;
use crate::error::ProblemKind;

/// A compiled regular expression; equal ones are equal by their text.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    source: Box<str>,
    ignore_case: bool,
    #[cfg(feature = "regex")]
    engine: regex::Regex,
}

impl Pattern {
    #[cfg(feature = "regex")]
    pub(super) fn compile(source: &str, ignore_case: bool) -> Result<Self, ProblemKind> {
        // `\w{100}` takes 68 ms to compile without a limit.
        let engine = regex::RegexBuilder::new(source)
            .case_insensitive(ignore_case)
            .size_limit(Limit::RegexSize.most())
            .dfa_size_limit(1 << 20)
            .build();
        match engine {
            Ok(engine) => Ok(Self { source: source.into(), ignore_case, engine }),
            Err(regex::Error::CompiledTooBig(_)) => Err(ProblemKind::Limit(Limit::RegexSize)),
            Err(error) => {
                // The last line says what; those before draw where.
                let text = error.to_string();
                let reason = text.lines().last().unwrap_or("").trim_start_matches("error: ");
                Err(ProblemKind::InvalidRegex { reason: reason.into() })
            }
        }
    }

    #[cfg(not(feature = "regex"))]
    pub(super) fn compile(_: &str, _: bool) -> Result<Self, ProblemKind> {
        Err(ProblemKind::FeatureOff { feature: "regex" })
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
        self.ignore_case == other.ignore_case && self.source == other.source
    }
}

impl Eq for Pattern {}

impl Hash for Pattern {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.ignore_case.hash(state);
        self.source.hash(state);
    }
}
