//! Collecting problems while a document is read and checked.

use std::collections::BTreeSet;

use crate::error::escape::escape;
use crate::error::renames::Renames;
use crate::error::{
    DocumentPath, PathRef, PathSegment, Problem, ProblemKind, Problems, SCHEMA_URI, Suggester,
};

/// The most words that a message lists.
const LISTED_WORDS: usize = 16;

/// Of one document the first so many problems are kept, in the order of the document; all are counted.
const MAX_KEPT: usize = 1_000;

/// While problems are collected, so many more are kept before those that come last are given up.
const SLACK: usize = MAX_KEPT / 4;

/// The problems found so far. Readers and checks name places of the canonical document; those of keys
/// that are read as others are brought to the document as written at the end.
///
/// What it holds is bounded, whatever the size of the document: the first [`MAX_KEPT`] problems in the
/// order of the canonical document, and while it collects a few more. A problem that comes after all
/// of the kept ones is counted and not built, so that a document of nothing but problems costs linear time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Diagnostics {
    list: Vec<KeptProblem>,
    /// How many problems were noted, kept or not.
    noted: usize,
    /// How many of them only followed from what could not be read: they are no problems.
    cascading: usize,
    /// The place of the last problem that may be kept, once there are enough before it.
    bound: Option<DocumentPath>,
    /// Whether the problem noted last is the last of the list.
    is_last_kept: bool,
    suggester: Suggester,
    renames: Renames,
    /// Places that could not be read, besides those of problems: what should stand there was said in
    /// another way.
    left_unread: Vec<DocumentPath>,
    /// Problems that the check of the draft finds if it is made.
    deferred: Vec<(DocumentPath, ProblemKind)>,
    /// What could not be read, while the draft is checked.
    unread: Option<UnreadPaths>,
}

#[derive(Clone, Debug)]
struct KeptProblem {
    problem: Problem,
    /// The place by which it is put in order, where that is another: that of the right key.
    order: Option<DocumentPath>,
    /// Whether the value was read nevertheless: the problem hides nothing that is found at its place.
    is_read: bool,
}

impl KeptProblem {
    fn order(&self) -> &DocumentPath {
        self.order.as_ref().unwrap_or(&self.problem.path)
    }
}

impl Diagnostics {
    /// Notes that `found`, at this place, is wrong.
    pub(crate) fn add(&mut self, at: &PathRef<'_>, kind: ProblemKind, found: &str) {
        self.note(at, kind, found, None, None);
    }

    /// The same, with what would be right.
    pub(crate) fn add_with(
        &mut self,
        at: &PathRef<'_>,
        kind: ProblemKind,
        found: &str,
        right: &str,
    ) {
        self.note(at, kind, found, Some(right), None);
    }

    /// The same, with what would be right in words.
    pub(crate) fn add_hint(
        &mut self,
        at: &PathRef<'_>,
        kind: ProblemKind,
        found: &str,
        hint: &str,
    ) {
        let is_said = !hint.is_empty() && self.suggester.spend(hint.len());
        self.note(at, kind, found, None, is_said.then_some(hint));
    }

    fn note(
        &mut self,
        at: &PathRef<'_>,
        kind: ProblemKind,
        found: &str,
        right: Option<&str>,
        hint: Option<&str>,
    ) {
        self.noted += 1;
        self.is_last_kept = self.may_keep(at);
        // What follows from another problem is no problem, wherever it is.
        if !self.is_last_kept && self.unread.is_none() {
            return;
        }
        let problem = Problem {
            path: at.to_path(),
            kind,
            found: escape(found).into(),
            suggestion: right.map(|right| escape(right).into()),
            hint: hint.map(Into::into),
        };
        if self.unread.as_ref().is_some_and(|unread| unread.causes(&problem)) {
            self.cascading += 1;
            self.is_last_kept = false;
        } else if self.is_last_kept {
            self.keep(problem);
        }
    }

    fn keep(&mut self, problem: Problem) {
        if self.list.len() == MAX_KEPT + SLACK {
            self.cut();
        }
        self.list.push(KeptProblem { problem, order: None, is_read: false });
    }

    /// Notes a problem that the check of the draft finds, too. It counts as found by reading only where the
    /// check is not made: of a list of nothing else, no more is kept than of one that cannot be read.
    pub(crate) fn defer_to_check(&mut self, at: &PathRef<'_>, kind: ProblemKind) {
        if self.is_over_limit() {
            self.add(at, kind, "");
        } else {
            self.deferred.push((at.to_path(), kind));
            if self.deferred.len() > MAX_KEPT {
                self.add_deferred();
            }
        }
    }

    fn add_deferred(&mut self) {
        for (place, kind) in std::mem::take(&mut self.deferred) {
            self.noted += 1;
            let (found, suggestion, hint) = (Box::default(), None, None);
            self.keep(Problem { path: place, kind, found, suggestion, hint });
        }
    }

    /// Whether a problem of this place may be kept.
    pub(crate) fn may_keep(&self, at: &PathRef<'_>) -> bool {
        self.bound.as_ref().is_none_or(|bound| at.cmp_in_document(bound).is_lt())
    }

    /// Keeps the first problems in the order of the canonical document, and what belongs to them.
    fn cut(&mut self) {
        // Stable: two at one place keep their order.
        self.list.sort_by(|one, other| one.order().cmp_in_document(other.order()));
        self.list.truncate(MAX_KEPT);
        self.bound = self.list.last().map(|kept| kept.order().clone());
        if let Some(bound) = &self.bound {
            self.renames.cut(bound);
        }
    }

    /// The same for a word that is not known: the right word that was misspelt is suggested, else the
    /// words that there are, where they are few.
    pub(crate) fn add_unknown<'w, W>(
        &mut self,
        at: &PathRef<'_>,
        kind: ProblemKind,
        found: &str,
        words: W,
    ) where
        W: IntoIterator<Item = &'w str, IntoIter: Clone>,
    {
        let words = words.into_iter();
        match self.suggester.find(found, words.clone()) {
            Some(word) => self.add_with(at, kind, found, word),
            // These say themselves what there is.
            None if matches!(
                kind,
                ProblemKind::UnknownWord { .. } | ProblemKind::UnknownState { .. }
            ) =>
            {
                self.add(at, kind, found);
            }
            None => self.add_listing(at, kind, found, words),
        }
    }

    /// The same, with the words that there are, where they are few.
    pub(crate) fn add_listing<'w>(
        &mut self,
        at: &PathRef<'_>,
        kind: ProblemKind,
        found: &str,
        words: impl Iterator<Item = &'w str>,
    ) {
        let hint = if self.may_keep(at) { there_are(words) } else { String::new() };
        self.add_hint(at, kind, found, &hint);
    }

    /// The misspelt one of some words, if it is near enough.
    pub(crate) fn nearest<'w>(
        &mut self,
        found: &str,
        words: impl IntoIterator<Item = &'w str>,
    ) -> Option<&'w str> {
        self.suggester.find(found, words)
    }

    /// Takes work from the budget for suggestions; whether there is any left.
    pub(crate) fn spend(&mut self, work: usize) -> bool {
        self.suggester.spend(work)
    }

    /// A place of the canonical document stands at this path in the document as written, from where the
    /// object or list around it stands; without keys, what is in it stands in that itself.
    pub(crate) fn rename(&mut self, at: &PathRef<'_>, written: &[&str]) {
        self.renames.mention(at);
        if self.may_rename() && self.may_keep(at) {
            self.renames.add(at, written);
        }
        // The problem of the key comes before those of its value.
        if let (true, Some(last), [written]) = (self.is_last_kept, self.list.last_mut(), written) {
            let place = at.to_path();
            if last.problem.path.is_beside(&place, written) {
                last.order = Some(place);
            }
        }
    }

    /// Whether not so many places stand elsewhere that another one should not be read.
    pub(crate) fn may_rename(&self) -> bool {
        !self.renames.is_full()
    }

    /// The last problem hides nothing that is found at its place.
    pub(crate) fn mark_as_read(&mut self) {
        if let (true, Some(last)) = (self.is_last_kept, self.list.last_mut()) {
            last.is_read = true;
        }
    }

    /// Whether a place of the canonical document stands elsewhere in the document as written.
    pub(crate) fn is_renamed(&self, at: &PathRef<'_>) -> bool {
        self.renames.has(at)
    }

    /// What should stand at a place has been said in another way, which has been reported.
    pub(crate) fn leave_unread(&mut self, at: &PathRef<'_>) {
        if !self.is_over_limit() {
            self.left_unread.push(at.to_path());
        }
    }

    /// How many problems were noted, kept or not: equal before and after a part was read where nothing is
    /// wrong in it.
    pub(crate) fn len(&self) -> usize {
        self.noted
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.noted == 0
    }

    /// Whether there are more problems than are kept. Then the rest of the document is read only to count
    /// its problems: nothing more of it is kept, and it is not checked.
    pub(crate) fn is_over_limit(&self) -> bool {
        self.noted > MAX_KEPT
    }

    /// From now on the whole draft is checked. What follows only from a part that could not be read is not
    /// complained about a second time.
    pub(crate) fn start_check(&mut self) {
        self.unread = (!self.is_empty()).then(|| UnreadPaths::new(self));
        self.suggester = Suggester::default();
        self.deferred = Vec::new();
    }

    /// The problems, as one list.
    pub(crate) fn into_problems(mut self) -> Problems {
        if self.is_over_limit() {
            self.add_deferred();
        }
        if self.list.len() > MAX_KEPT {
            self.cut();
        }
        let written = |KeptProblem { mut problem, .. }: KeptProblem| {
            problem.path = self.renames.written(problem.path);
            problem
        };
        let list = self.list.into_iter().map(written).collect();
        Problems::sorted(list, self.noted - self.cascading)
    }
}

/// The words that there are, where they are few: "there are `all`, `any` and `not`". An id that is
/// missing is none, and the key `$schema`, which is for editors, is left out.
pub(crate) fn there_are<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let words: Vec<String> = words
        .filter(|word| !word.is_empty() && *word != SCHEMA_URI)
        .take(LISTED_WORDS + 1)
        .map(|word| format!("`{}`", escape(word)))
        .collect();
    match &words[..] {
        _ if words.len() > LISTED_WORDS => String::new(),
        [] => "there are none".to_owned(),
        [only] => format!("there is only {only}"),
        [before @ .., last] => format!("there are {} and {last}", before.join(", ")),
    }
}

/// The places that could not be read.
#[derive(Clone, Debug)]
struct UnreadPaths {
    paths: BTreeSet<DocumentPath>,
    /// Whether reading found anything at all.
    any: bool,
}

impl UnreadPaths {
    fn new(found: &Diagnostics) -> Self {
        // Of a repeated key the first value has been read, and of a node that is too much or too
        // little all its parts.
        let hides = |kept: &&KeptProblem| {
            !kept.is_read
                && !matches!(
                    kept.problem.kind,
                    ProblemKind::RepeatedKey
                        | ProblemKind::AmbiguousNode
                        | ProblemKind::MissingOperator
                        | ProblemKind::SeveralOperators
                )
        };
        let of_problems = found.list.iter().filter(hides).map(|kept| &kept.problem.path);
        let places = of_problems.chain(&found.left_unread);
        Self { paths: places.cloned().collect(), any: !found.is_empty() }
    }

    /// Whether a problem that the check found is there only because something could not be read.
    fn causes(&self, problem: &Problem) -> bool {
        let steps = problem.path.segments();
        // A tag that is no tag is one, whether or not its text could be read.
        let around = match problem.kind {
            ProblemKind::InvalidLanguage if !problem.found.is_empty() => {
                steps.len().saturating_sub(1)
            }
            _ => steps.len(),
        };
        (1..=around).any(|n| steps.get(..n).is_some_and(|part| self.paths.contains(part)))
            || match problem.kind {
                ProblemKind::Unreadable => self.any,
                ProblemKind::UnknownReference(noun) => {
                    self.has_key(&[], noun.list()) || self.has_key(steps, "id")
                }
                ProblemKind::RepeatedAgent => self.has_key(steps, "id"),
                ProblemKind::QuestionWithoutChoice => self.has_key(&[], "groups"),
                ProblemKind::MissingName | ProblemKind::EmptyAssertion => {
                    self.has_unread_below(&problem.path)
                }
                _ => false,
            }
    }

    fn has_key(&self, at: &[PathSegment], key: &str) -> bool {
        let mut steps = at.to_vec();
        steps.push(PathSegment::Key(key.into()));
        self.paths.contains(steps.as_slice())
    }

    /// Whether something below a place could not be read.
    fn has_unread_below(&self, place: &DocumentPath) -> bool {
        let next = self.paths.range::<DocumentPath, _>(place..).next();
        next.is_some_and(|unread| unread.segments().starts_with(place.segments()))
    }
}
