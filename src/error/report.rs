//! Collecting problems while a document is read and checked.

use std::collections::BTreeSet;

use crate::error::renames::Renames;
use crate::error::shown::shown;
use crate::error::{At, Nearest, Place, Problem, ProblemKind, Problems, SCHEMA_URI, Step};

/// The most words that a message lists.
const LISTED_WORDS: usize = 16;

/// The problems found so far. Readers and checks name places of the canonical document; those of keys
/// that are read as others are brought to the document as written at the end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Report {
    list: Vec<Problem>,
    nearest: Nearest,
    renames: Renames,
    /// The problems, by their place in the list, whose value was read nevertheless.
    read_nevertheless: BTreeSet<usize>,
    /// Places that could not be read, besides those of problems: what should stand there was said in
    /// another way.
    unread: Vec<Place>,
}

impl Report {
    /// Notes that `found`, at this place, is wrong.
    pub(crate) fn add(&mut self, at: &At<'_>, kind: ProblemKind, found: &str) {
        self.list.push(Problem {
            place: at.place(),
            kind,
            found: shown(found).into(),
            suggestion: None,
            hint: None,
        });
    }

    /// The same, with what would be right.
    pub(crate) fn add_with(&mut self, at: &At<'_>, kind: ProblemKind, found: &str, right: &str) {
        self.add(at, kind, found);
        if let Some(problem) = self.list.last_mut() {
            problem.suggestion = Some(shown(right).into());
        }
    }

    /// The same, with what would be right in words.
    pub(crate) fn add_hint(&mut self, at: &At<'_>, kind: ProblemKind, found: &str, hint: &str) {
        self.add(at, kind, found);
        if !hint.is_empty() && self.nearest.spend(hint.len()) {
            if let Some(problem) = self.list.last_mut() {
                problem.hint = Some(hint.into());
            }
        }
    }

    /// The same for a word that is not known: the right word that was misspelt is suggested, else the
    /// words that there are, where they are few.
    pub(crate) fn add_unknown<'w, W>(
        &mut self,
        at: &At<'_>,
        kind: ProblemKind,
        found: &str,
        words: W,
    ) where
        W: IntoIterator<Item = &'w str, IntoIter: Clone>,
    {
        let words = words.into_iter();
        match self.nearest.find(found, words.clone()) {
            Some(word) => self.add_with(at, kind, found, word),
            // These say themselves what there is.
            None if matches!(
                kind,
                ProblemKind::UnknownWord { .. } | ProblemKind::UnknownState { .. }
            ) =>
            {
                self.add(at, kind, found);
            }
            None => self.add_hint(at, kind, found, &there_are(words)),
        }
    }

    /// The misspelt one of some words, if it is near enough.
    pub(crate) fn nearest<'w>(
        &mut self,
        found: &str,
        words: impl IntoIterator<Item = &'w str>,
    ) -> Option<&'w str> {
        self.nearest.find(found, words)
    }

    /// Takes work from the budget for suggestions; whether there is any left.
    pub(crate) fn spend(&mut self, work: usize) -> bool {
        self.nearest.spend(work)
    }

    /// A place of the canonical document stands at this path in the document as written, from where the
    /// object or list around it stands; without keys, what is in it stands in that itself.
    pub(crate) fn rename(&mut self, at: &At<'_>, written: &[&str]) {
        self.renames.add(at, written);
    }

    /// The last problem hides nothing that is found at its place.
    pub(crate) fn read_nevertheless(&mut self) {
        self.read_nevertheless.extend(self.list.len().checked_sub(1));
    }

    /// Whether a place of the canonical document stands elsewhere in the document as written.
    pub(crate) fn is_renamed(&self, at: &At<'_>) -> bool {
        self.renames.has(&at.place())
    }

    /// What should stand at a place has been said in another way, which has been reported.
    pub(crate) fn leave_unread(&mut self, at: &At<'_>) {
        self.unread.push(at.place());
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
        let unread = Unread::new(&self);
        self.list.extend(checked.list.into_iter().filter(|problem| !unread.explains(problem)));
        for problem in &mut self.list {
            problem.place = self.renames.written(std::mem::take(&mut problem.place));
        }
        Problems::sorted(self.list)
    }

    /// The problems, as one list.
    pub(crate) fn into_problems(self) -> Problems {
        self.with_checked(Self::default())
    }
}

/// The words that there are, where they are few: "there are `all`, `any` and `not`". An id that is
/// missing is none, and the key `$schema`, which is for editors, is left out.
pub(crate) fn there_are<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let words: Vec<String> = words
        .filter(|word| !word.is_empty() && *word != SCHEMA_URI)
        .take(LISTED_WORDS + 1)
        .map(|word| format!("`{}`", shown(word)))
        .collect();
    match &words[..] {
        _ if words.len() > LISTED_WORDS => String::new(),
        [] => "there are none".to_owned(),
        [only] => format!("there is only {only}"),
        [before @ .., last] => format!("there are {} and {last}", before.join(", ")),
    }
}

/// The places that could not be read.
struct Unread {
    places: BTreeSet<Place>,
    /// Whether reading found anything at all.
    any: bool,
}

impl Unread {
    fn new(found: &Report) -> Self {
        // Of a repeated key the first value has been read, and of a node that is too much or too
        // little all its parts.
        let hides = |(n, problem): &(usize, &Problem)| {
            !found.read_nevertheless.contains(n)
                && !matches!(
                    problem.kind,
                    ProblemKind::RepeatedKey
                        | ProblemKind::AmbiguousNode
                        | ProblemKind::MissingOperator
                        | ProblemKind::SeveralOperators
                )
        };
        let of_problems = found.list.iter().enumerate().filter(hides);
        let places = of_problems.map(|(_, problem)| &problem.place).chain(&found.unread);
        Self { places: places.cloned().collect(), any: !found.list.is_empty() }
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
