//! Collects problems while a document is read and checked.

use std::collections::BTreeSet;

use crate::error::escape::escape;
use crate::error::renames::Renames;
use crate::error::{
    DocumentPath, PathRef, PathSegment, Problem, ProblemKind, Problems, SCHEMA_URI, Suggester,
};

/// The most words that a message lists. Longer lists are left out.
const LISTED_WORDS: usize = 32;

/// The number of problems that are kept, the first ones in the order of the document. All problems are counted.
const MAX_KEPT: usize = 1_000;

/// The number of problems beyond [`MAX_KEPT`] that are collected before the last ones are dropped. Dropping sorts
/// the list, so its cost is shared by this many problems.
const SLACK: usize = MAX_KEPT / 4;

/// The problems found so far. Readers and checks use paths of the canonical document. At the end, paths through a
/// key that was read as another key are translated to the document as written.
///
/// The memory is bounded for every document: the first [`MAX_KEPT`] problems in the order of the canonical document
/// are kept, plus a few while they are collected. A problem that comes after all kept ones is counted and not built,
/// so a document that consists of problems takes linear time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Diagnostics {
    list: Vec<KeptProblem>,
    /// The number of problems that were noted, kept or not.
    noted: usize,
    /// The number of noted problems that only follow from a part that could not be read. They are not reported.
    cascading: usize,
    /// The path of the last problem that may be kept, once enough problems come before it.
    bound: Option<DocumentPath>,
    /// `true` if the problem that was noted last is the last one of the list.
    is_last_kept: bool,
    suggester: Suggester,
    renames: Renames,
    /// Paths that could not be read, besides the paths of problems: the document says their content in another
    /// form, which has been reported.
    left_unread: Vec<DocumentPath>,
    /// Problems that the check of the draft finds, too, if it is made.
    deferred: Vec<(DocumentPath, ProblemKind)>,
    /// The paths that could not be read. It is set while the draft is checked.
    unread: Option<UnreadPaths>,
}

#[derive(Clone, Debug)]
struct KeptProblem {
    problem: Problem,
    /// The path by which the problem is sorted, if it differs from its own: the path of the correct key.
    order: Option<DocumentPath>,
    /// `true` if the value was read in spite of the problem. The problem then causes no others at its path.
    is_read: bool,
}

impl KeptProblem {
    fn order(&self) -> &DocumentPath {
        self.order.as_ref().unwrap_or(&self.problem.path)
    }
}

impl Diagnostics {
    /// Notes that `found` is wrong at a path.
    pub(crate) fn add(&mut self, at: &PathRef<'_>, kind: ProblemKind, found: &str) {
        self.note(at, kind, found, None, None);
    }

    /// Notes a problem with the word that would be correct.
    pub(crate) fn add_with(
        &mut self,
        at: &PathRef<'_>,
        kind: ProblemKind,
        found: &str,
        right: &str,
    ) {
        self.note(at, kind, found, Some(right), None);
    }

    /// Notes a problem with advice of more than one word.
    pub(crate) fn add_hint(
        &mut self,
        at: &PathRef<'_>,
        kind: ProblemKind,
        found: &str,
        hint: &str,
    ) {
        // Hints take from the budget of suggestions: they can list words, and a thousand long lists would
        // be much larger than the document.
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
        // During the check the problem must be built in any case, to find out whether it only follows from a
        // part that could not be read. Such a problem must not be counted.
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

    /// Appends a problem to the list, and drops the last ones of the document if the list is full.
    fn keep(&mut self, problem: Problem) {
        if self.list.len() == MAX_KEPT + SLACK {
            self.cut();
        }
        self.list.push(KeptProblem { problem, order: None, is_read: false });
    }

    /// Notes a problem that the check of the draft finds, too. It is counted here only if the check is not made.
    /// The number of these problems is limited like that of all others.
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

    /// Counts the deferred problems as found by reading, because the check will not be made.
    fn add_deferred(&mut self) {
        for (path, kind) in std::mem::take(&mut self.deferred) {
            self.noted += 1;
            let (found, suggestion, hint) = (Box::default(), None, None);
            self.keep(Problem { path, kind, found, suggestion, hint });
        }
    }

    /// Returns `true` if a problem at a path may be kept: fewer than [`MAX_KEPT`] problems come before it.
    pub(crate) fn may_keep(&self, at: &PathRef<'_>) -> bool {
        self.bound.as_ref().is_none_or(|bound| at.cmp_in_document(bound).is_lt())
    }

    /// Drops all but the first problems in the order of the canonical document, and the renamed paths after them.
    fn cut(&mut self) {
        // The sort is stable: two problems at one path stay in the order in which they were found.
        self.list.sort_by(|one, other| one.order().cmp_in_document(other.order()));
        self.list.truncate(MAX_KEPT);
        // Invariant: problems that are dropped later are never before the bound, so the bound only moves
        // towards the start and the kept problems are the first ones of the whole document.
        self.bound = self.list.last().map(|kept| kept.order().clone());
        if let Some(bound) = &self.bound {
            self.renames.cut(bound);
        }
    }

    /// Notes a word that is not known. Suggests the word that was misspelt, or else lists the words that exist if
    /// they are few.
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
            // The texts of these kinds list the words already.
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

    /// Notes a problem with the list of the words that exist, if they are few.
    pub(crate) fn add_listing<'w>(
        &mut self,
        at: &PathRef<'_>,
        kind: ProblemKind,
        found: &str,
        words: impl Iterator<Item = &'w str>,
    ) {
        // A problem that is only counted needs no text.
        let hint = if self.may_keep(at) { there_are(words) } else { String::new() };
        self.add_hint(at, kind, found, &hint);
    }

    /// Returns the word that was misspelt, if one is near enough.
    pub(crate) fn nearest<'w>(
        &mut self,
        found: &str,
        words: impl IntoIterator<Item = &'w str>,
    ) -> Option<&'w str> {
        self.suggester.find(found, words)
    }

    /// Takes work from the budget for suggestions. Returns `true` if the budget is not used up.
    pub(crate) fn spend(&mut self, work: usize) -> bool {
        self.suggester.spend(work)
    }

    /// Records where the value of a canonical path is in the document as written: under the keys `written` of the
    /// object or list around it. Without keys, the content of the value is in that object or list itself.
    pub(crate) fn rename(&mut self, at: &PathRef<'_>, written: &[&str]) {
        self.renames.mention(at);
        if self.may_rename() && self.may_keep(at) {
            self.renames.add(at, written);
        }
        // The problem of the wrong key is sorted by the correct key. It then comes directly before the
        // problems in the value, which was read under the correct key.
        if let (true, Some(last), [written]) = (self.is_last_kept, self.list.last_mut(), written) {
            let path = at.to_path();
            if last.problem.path.is_beside(&path, written) {
                last.order = Some(path);
            }
        }
    }

    /// Returns `true` if one more value can be read under another key. Their number is limited.
    pub(crate) fn may_rename(&self) -> bool {
        !self.renames.is_full()
    }

    /// Marks the value of the last problem as read: the problem causes no others at its path.
    pub(crate) fn mark_as_read(&mut self) {
        if let (true, Some(last)) = (self.is_last_kept, self.list.last_mut()) {
            last.is_read = true;
        }
    }

    /// Returns `true` if the value of a canonical path has another path in the document as written.
    pub(crate) fn is_renamed(&self, at: &PathRef<'_>) -> bool {
        self.renames.has(at)
    }

    /// Records that the value of a path was given in another form, which has been reported.
    pub(crate) fn leave_unread(&mut self, at: &PathRef<'_>) {
        if !self.is_over_limit() {
            self.left_unread.push(at.to_path());
        }
    }

    /// Returns the number of noted problems, kept or not. A reader compares it before and after a part to find out
    /// whether the part has problems.
    pub(crate) fn len(&self) -> usize {
        self.noted
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.noted == 0
    }

    /// Returns `true` if there are more problems than are kept. The rest of the document is then read only to count
    /// its problems, and the draft is not checked.
    pub(crate) fn is_over_limit(&self) -> bool {
        self.noted > MAX_KEPT
    }

    /// Begins the check of the whole draft. Problems that only follow from a part that could not be read are not
    /// reported.
    pub(crate) fn start_check(&mut self) {
        self.unread = (!self.is_empty()).then(|| UnreadPaths::new(self));
        // Reading must not use up the budget for suggestions of references, which only the check finds.
        self.suggester = Suggester::default();
        // The check finds the deferred problems itself.
        self.deferred = Vec::new();
    }

    /// Returns the list of the problems, with the paths of the document as written.
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

/// Lists the words that exist, if they are few: "there are `all`, `any` and `not`". Missing ids and the key `$schema`,
/// which is for editors, are left out.
pub(crate) fn there_are<'w>(words: impl Iterator<Item = &'w str>) -> String {
    // One word more than may be listed is enough to know that there are too many. The ids of a large
    // workspace are not all copied.
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

/// The paths that could not be read. Problems that follow from them are cascading errors, in the words of
/// compilers: they would vanish if the part could be read, and only hide the problem that must be solved first.
#[derive(Clone, Debug)]
struct UnreadPaths {
    paths: BTreeSet<DocumentPath>,
    /// `true` if reading found any problem.
    any: bool,
}

impl UnreadPaths {
    fn new(found: &Diagnostics) -> Self {
        // The value of a repeated key has been read: the first one. A condition node with too many or too
        // few keys has been read, too, with all its parts.
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
        let paths = of_problems.chain(&found.left_unread);
        Self { paths: paths.cloned().collect(), any: !found.is_empty() }
    }

    /// Returns `true` if a problem that the check found only exists because a part could not be read.
    fn causes(&self, problem: &Problem) -> bool {
        let steps = problem.path.segments();
        // The key itself is wrong here, and it was read even if its value was not. So only the paths
        // around the key count.
        let around = match problem.kind {
            ProblemKind::InvalidLanguage if !problem.found.is_empty() => {
                steps.len().saturating_sub(1)
            }
            _ => steps.len(),
        };
        // First the paths around the problem. Then the kinds that depend on parts elsewhere: a reference
        // is not unknown if the list that it refers to could not be read.
        (1..=around).any(|n| steps.get(..n).is_some_and(|part| self.paths.contains(part)))
            || match problem.kind {
                // A part that is marked as unreadable has been reported by its reader.
                ProblemKind::Unreadable => self.any,
                ProblemKind::UnknownReference(noun) => {
                    self.has_key(&[], noun.list()) || self.has_key(steps, "id")
                }
                ProblemKind::RepeatedAgent => self.has_key(steps, "id"),
                ProblemKind::GreeterNotMember => self.has_unread_beside(steps, "agents"),
                ProblemKind::GreeterNotAutomatic => {
                    let agents = PathRef::ROOT.key("agents").to_path();
                    self.has_unread_below(&agents)
                }
                ProblemKind::AssignWithBroadcast => self.has_unread_beside(steps, "strategy"),
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

    /// Returns `true` if something at or below another key of the object could not be read.
    fn has_unread_beside(&self, at: &[PathSegment], key: &str) -> bool {
        let around = at.split_last().map_or(&[][..], |(_, around)| around);
        let key = PathSegment::Key(key.into());
        self.has_unread_below(&around.iter().cloned().chain([key]).collect())
    }

    /// Returns `true` if something at or below a path could not be read.
    fn has_unread_below(&self, path: &DocumentPath) -> bool {
        // In the order of segments all descendants follow their ancestor directly, so the next path
        // decides.
        let next = self.paths.range::<DocumentPath, _>(path..).next();
        next.is_some_and(|unread| unread.segments().starts_with(path.segments()))
    }
}
