//! Collecting problems while a document is read and checked.

use std::collections::HashSet;

use foldhash::fast::FixedState;

use crate::error::shown::shown;
use crate::error::{At, Nearest, Problem, ProblemKind, Problems};

/// The problems found so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Report {
    list: Vec<Problem>,
    nearest: Nearest,
}

impl Report {
    /// Notes that `found`, at this place, is wrong.
    pub(crate) fn add(&mut self, at: &At<'_>, kind: ProblemKind, found: &str) {
        self.list.push(Problem {
            place: at.place(),
            kind,
            found: shown(found).into(),
            suggestion: None,
        });
    }

    /// The same, with what would be right.
    pub(crate) fn add_with(&mut self, at: &At<'_>, kind: ProblemKind, found: &str, right: &str) {
        self.add(at, kind, found);
        if let Some(problem) = self.list.last_mut() {
            problem.suggestion = Some(shown(right).into());
        }
    }

    /// The same for a word that is not known: the nearest of the right words is suggested.
    pub(crate) fn add_unknown<'w>(
        &mut self,
        at: &At<'_>,
        kind: ProblemKind,
        found: &str,
        words: impl IntoIterator<Item = &'w str>,
    ) {
        match self.nearest.find(found, words) {
            Some(word) => self.add_with(at, kind, found, word),
            None => self.add(at, kind, found),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Adds what a check of the whole draft found to what reading it had found. A place that could
    /// not be read is not complained about a second time.
    pub(crate) fn with_checked(mut self, checked: Self) -> Problems {
        let unread: HashSet<String, FixedState> =
            self.list.iter().map(|problem| problem.place.to_string()).collect();
        let is_new = |problem: &Problem| {
            let place = problem.place.to_string();
            unread.is_empty()
                || problem.kind != ProblemKind::Unreadable
                    && !unread.contains(&format!("{place}.id"))
                    && problem.place.self_and_ancestors().all(|p| !unread.contains(&p.to_string()))
        };
        self.list.extend(checked.list.into_iter().filter(is_new));
        Problems::sorted(self.list)
    }

    /// The problems, as one list.
    pub(crate) fn into_problems(self) -> Problems {
        self.with_checked(Self::default())
    }
}
