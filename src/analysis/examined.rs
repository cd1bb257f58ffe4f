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
    pub(super) fn impossible_text(characters: String, instead: Option<Condition>) -> Self {
        Self { fault: PredicateFault::ImpossibleText { characters }, instead }
    }
}

/// A predicate while it is examined, and the predicate of the document.
///
/// They differ if the operator of the document is the negation of another one. The faults of `not_in` are those of
/// `in`, and findings name that predicate: "`visits in [-1]` is never true". The path is that of the document, and
/// the condition that is proposed is negated.
#[derive(Clone, Copy)]
pub(super) struct Examined<'l> {
    /// The predicate that is examined: `in` for `not_in`.
    pub(super) predicate: &'l Predicate,
    pub(super) written: &'l Predicate,
    /// The path of the predicate.
    pub(super) at: &'l PathRef<'l>,
}

impl Examined<'_> {
    /// The path of the operator.
    pub(super) fn operator_path(&self) -> DocumentPath {
        self.at.key(self.written.operator().operator_word()).place()
    }

    /// A condition to write in the place of the predicate, from one in the place of the examined predicate.
    fn as_written(&self, instead: Condition) -> Condition {
        if !self.written.operator().is_negation() {
            return instead;
        }
        match &instead {
            Condition::Predicate(leaf) => leaf.negation().map_or(!instead, Condition::from),
            _ => !instead,
        }
    }

    /// The edit that replaces the predicate.
    pub(super) fn replacement(&self, instead: impl Into<Condition>) -> Replacement {
        Replacement::condition(self.at.place(), self.as_written(instead.into()))
    }
}
