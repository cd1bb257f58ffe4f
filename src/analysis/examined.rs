//! A predicate while it is examined, and a fault that is found in it.

use crate::analysis::{PredicateFault, Replacement};
use crate::condition::{Condition, Predicate};
use crate::error::{DocumentPath, PathRef};

/// A fault of a predicate with the condition that replaces it.
pub(super) struct Found {
    pub(super) fault: PredicateFault,
    pub(super) instead: Option<Condition>,
}

impl Found {
    /// Returns the fault of a text with characters that the field never contains.
    pub(super) fn impossible_text(characters: String, instead: Option<Condition>) -> Self {
        Self { fault: PredicateFault::ImpossibleText { characters }, instead }
    }
}

/// A predicate while it is examined, and the predicate of the document.
///
/// They differ if the operator of the document is the negation of another one. `not_in` is examined
/// as `in`, and a finding names the predicate with `in`: "`visits in [-1]` is never true". The path
/// in the finding is the path of the written predicate, and the proposed condition is negated.
#[derive(Clone, Copy)]
pub(super) struct Examined<'l> {
    /// The predicate that is examined: `in` for `not_in`.
    pub(super) predicate: &'l Predicate,
    /// The predicate of the document.
    pub(super) written: &'l Predicate,
    /// The path of the predicate.
    pub(super) at: &'l PathRef<'l>,
}

impl Examined<'_> {
    /// Returns the path of the operator.
    pub(super) fn operator_path(&self) -> DocumentPath {
        self.at.key(self.written.operator().operator_word()).to_path()
    }

    /// Converts a condition that can replace the examined predicate into one that can replace the
    /// written predicate.
    fn as_written(&self, instead: Condition) -> Condition {
        if !self.written.operator().is_negation() {
            return instead;
        }
        match &instead {
            // `not_in` is proposed rather than `not` around `in`, so the edit keeps the operator of
            // the author.
            Condition::Predicate(leaf) => leaf.negation().map_or(!instead, Condition::from),
            _ => !instead,
        }
    }

    /// Returns the edit that replaces the written predicate.
    pub(super) fn replacement(&self, instead: impl Into<Condition>) -> Replacement {
        Replacement::condition(self.at.to_path(), self.as_written(instead.into()))
    }
}
