//! Collecting problems while a document is read and checked.

use std::collections::BTreeSet;

use crate::error::shown::shown;
use crate::error::{At, Nearest, Place, Problem, ProblemKind, Problems, Step};

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

    /// Whether suggestions are still looked for: else their words need not be made.
    #[cfg(feature = "tz")]
    pub(crate) fn suggests(&self) -> bool {
        self.nearest.is_in_budget()
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Adds what a check of the whole draft found to what reading it had found. What follows only
    /// from a part that could not be read is not complained about a second time.
    pub(crate) fn with_checked(mut self, checked: Self) -> Problems {
        let unread = Unread::new(&self.list);
        self.list.extend(checked.list.into_iter().filter(|problem| !unread.explains(problem)));
        Problems::sorted(self.list)
    }

    /// The problems, as one list.
    pub(crate) fn into_problems(self) -> Problems {
        self.with_checked(Self::default())
    }
}

/// The places that could not be read.
struct Unread {
    places: BTreeSet<Place>,
    /// Whether reading found anything at all.
    any: bool,
}

impl Unread {
    fn new(found: &[Problem]) -> Self {
        // Of a repeated key the first value has been read, and of a node that is too much or too
        // little all its parts.
        let hides = |problem: &&Problem| {
            !matches!(
                problem.kind,
                ProblemKind::RepeatedKey
                    | ProblemKind::AmbiguousNode
                    | ProblemKind::MissingOperator
                    | ProblemKind::SeveralOperators
            )
        };
        let places = found.iter().filter(hides).map(|problem| problem.place.clone()).collect();
        Self { places, any: !found.is_empty() }
    }

    /// Whether a problem that the check found is there only because something could not be read.
    fn explains(&self, problem: &Problem) -> bool {
        let steps = problem.place.steps();
        // A tag that is no tag is one, whether or not its text could be read.
        let around = match problem.kind {
            ProblemKind::InvalidLanguage if !problem.found.is_empty() => {
                steps.len().saturating_sub(1)
            }
            _ => steps.len(),
        };
        (1..=around).any(|n| steps.get(..n).is_some_and(|part| self.places.contains(part)))
            || match problem.kind {
                ProblemKind::Unreadable => self.any,
                ProblemKind::UnknownReference(noun) => {
                    self.has_key(&[], noun.list()) || self.has_key(steps, "id")
                }
                ProblemKind::RepeatedAgent => self.has_key(steps, "id"),
                ProblemKind::QuestionWithoutChoice => self.has_key(&[], "groups"),
                ProblemKind::MissingName | ProblemKind::EmptyAssertion => {
                    self.is_around(&problem.place)
                }
                _ => false,
            }
    }

    fn has_key(&self, at: &[Step], key: &str) -> bool {
        let mut steps = at.to_vec();
        steps.push(Step::Key(key.into()));
        self.places.contains(steps.as_slice())
    }

    /// Whether something below a place could not be read.
    fn is_around(&self, place: &Place) -> bool {
        let next = self.places.range::<Place, _>(place..).next();
        next.is_some_and(|unread| unread.steps().starts_with(place.steps()))
    }
}
