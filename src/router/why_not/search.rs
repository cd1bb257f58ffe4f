//! The search for the fewest changes, level by level.
//!
//! Whatever sends the visitor to a group does so by one of a few ways: a trigger that leads there, a
//! code that names it, the default group. On each of them something blocks: a part of the trigger's
//! condition that is not true, an earlier trigger that is, an earlier code. Every change that clears
//! the way changes a fact that the blocker looks at, so these are all that must be tried; the rest
//! follows from the next blocker. Nothing that would do is passed over.

use std::collections::BTreeSet;

use crate::condition::{Condition, Facts, Part, Truth};
use crate::decision::{FactChange, FactChanges, SeenValue, Verdict, Way, named};
use crate::router::Situation;
use crate::router::walk::{Silent, walk};
use crate::router::why_not::domain::{Domain, Other, field_of, whole_url};
use crate::settings::Source;
use crate::visitor::{Field, Value, Visitor};
use crate::workspace::Workspace;

/// The most facts that change.
const MOST: usize = 3;

/// A way in which the group could be chosen.
#[derive(Clone, Copy)]
pub(super) enum Goal {
    /// This trigger fires first.
    Trigger(u32),
    /// No source yields.
    Default,
    /// A visitor names it.
    Named(Source),
}

/// A fact and one of its values, by place.
type Choice = (usize, usize);

/// The search was given up.
struct Spent;

pub(super) struct Search<'s, 'a> {
    situation: &'s Situation<'a>,
    domain: &'s Domain,
    target: u32,
    /// Whether the visitor may name the group.
    naming: bool,
    tries: usize,
    /// The sets of choices that were tried on the way to one goal.
    seen: BTreeSet<Vec<Choice>>,
}

/// Whether a part that has this value blocks no longer.
type Clears = fn(Truth) -> bool;

/// What keeps a visitor from a goal.
enum Blocker<'w> {
    /// It names another group.
    Names(Field),
    /// It is not true.
    Untrue(Part<'w>),
    /// It is true.
    True(Part<'w>),
}

impl<'s, 'a> Search<'s, 'a> {
    pub(super) fn new(
        situation: &'s Situation<'a>,
        domain: &'s Domain,
        target: u32,
        naming: bool,
    ) -> Self {
        Self { situation, domain, target, naming, tries: 0, seen: BTreeSet::new() }
    }

    pub(super) fn run<'g>(
        mut self,
        goals: impl Iterator<Item = &'g Goal> + Clone,
        tries: usize,
    ) -> Way {
        self.tries = tries;
        for most in 1..=MOST {
            for goal in goals.clone() {
                let Some(mut chosen) = self.start(*goal) else {
                    continue;
                };
                self.seen.clear();
                let left = most - chosen.len();
                match self.deepen(*goal, &mut chosen, left, None) {
                    Ok(Some(changes)) => return Way::Changes(changes),
                    Ok(None) => {}
                    Err(Spent) => return Way::Undecided,
                }
            }
        }
        Way::NoneWithinThree
    }

    /// What is chosen from the first: a goal by name takes that name, where the visitor does not bear
    /// it yet.
    fn start(&self, goal: Goal) -> Option<Vec<Choice>> {
        let Goal::Named(source) = goal else {
            return Some(Vec::new());
        };
        let group = self.situation.scene.group(self.target)?.id.as_str();
        if named(self.situation.given(), source) == Some(group) {
            return Some(Vec::new());
        }
        let field = field_of(source).filter(|_| self.naming)?;
        let fact = self.domain.facts.iter().position(|fact| fact.field == field)?;
        let value = self.domain.facts.get(fact)?.values.iter().position(|value| value.names)?;
        Some(vec![(fact, value)])
    }

    /// Tries a set of choices and then, if so many more are allowed, each set with one more that has to
    /// do with what blocks the way.
    fn deepen(
        &mut self,
        goal: Goal,
        chosen: &mut Vec<Choice>,
        left: usize,
        before: Option<&Blocker<'a>>,
    ) -> Result<Option<FactChanges>, Spent> {
        let mut set = chosen.clone();
        set.sort_unstable();
        if self.seen.contains(&set) {
            return Ok(None);
        }
        let Some(visitor) = self.visitor(&set) else {
            return Ok(None);
        };
        self.seen.insert(set.clone());
        self.tries = self.tries.checked_sub(1).ok_or(Spent)?;
        let router = self.situation.router;
        let situation = router.situation(&visitor, self.situation.scene.presence);
        if before.is_some_and(|blocker| !self.may_be_cleared(blocker, &situation, left)) {
            return Ok(None);
        }
        let verdict = walk(&situation, &mut Silent).verdict;
        if matches!(verdict, Verdict::Assigned(placed) if placed.group == self.target) {
            return Ok(Some(self.changes(&set)));
        }
        let workspace = self.situation.scene.workspace;
        let blocker = (left > 0).then(|| blocker(workspace, goal, &situation, verdict)).flatten();
        let Some(blocker) = blocker else {
            return Ok(None);
        };
        let domain = self.domain;
        for place in related(domain, &blocker, &situation) {
            let Some(fact) = domain.facts.get(place) else {
                continue;
            };
            if chosen.iter().any(|(chosen, _)| *chosen == place) {
                continue;
            }
            for (value, other) in fact.values.iter().enumerate() {
                if (other.names && !self.naming) || self.is_in_vain(&blocker, &fact.field, other) {
                    continue;
                }
                chosen.push((place, value));
                let found = self.deepen(goal, chosen, left - 1, Some(&blocker));
                chosen.pop();
                if let Some(changes) = found? {
                    return Ok(Some(changes));
                }
            }
        }
        Ok(None)
    }

    /// Whether a value leaves a blocker where it is that looks at its field alone. A part of a URL shows
    /// what it is set to whatever else changes, as long as the URL is one of the web.
    fn is_in_vain(&self, blocker: &Blocker<'a>, field: &Field, other: &Other) -> bool {
        let Some((part, clears)) = blocker.part() else {
            return false;
        };
        let is_its_own = match part.condition {
            Condition::Leaf(leaf) => leaf.field() == field,
            _ => false,
        };
        if !is_its_own || whole_url(field).is_some_and(|url| !self.domain.keeps_parts(&url)) {
            return false;
        }
        let rules = self.situation.scene.workspace.rules();
        rules.truth_for(part.program, other.seen()).is_some_and(|truth| !clears(truth))
    }

    /// Whether a blocker is gone, or may still go: the last change must have cleared it.
    fn may_be_cleared(
        &self,
        blocker: &Blocker<'a>,
        situation: &Situation<'_>,
        left: usize,
    ) -> bool {
        let rules = self.situation.scene.workspace.rules();
        match blocker.part() {
            Some((part, clears)) if left == 0 => clears(rules.truth(part.program, situation)),
            _ => true,
        }
    }

    /// The visitor with these choices, in the order of their fields.
    fn visitor(&self, set: &[Choice]) -> Option<Visitor<'static>> {
        let mut visitor = self.domain.visitor.clone();
        for (fact, value) in set {
            let fact = self.domain.facts.get(*fact)?;
            visitor.show(&fact.field, &fact.values.get(*value)?.value)?;
        }
        Some(visitor)
    }

    fn changes(&self, set: &[Choice]) -> FactChanges {
        let change = |(fact, value): &Choice| {
            let fact = self.domain.facts.get(*fact)?;
            Some(FactChange {
                field: fact.field.clone(),
                from: fact.from.clone(),
                to: match &fact.values.get(*value)?.value {
                    Value::Text(text) => SeenValue::Text(text.to_string()),
                    Value::Number(number) => SeenValue::Number(*number),
                    Value::Boolean(value) => SeenValue::Boolean(*value),
                    Value::List(items) => {
                        SeenValue::List(items.iter().map(ToString::to_string).collect())
                    }
                    Value::Null => SeenValue::Unknown,
                },
            })
        };
        FactChanges(set.iter().filter_map(change).collect())
    }
}

/// What keeps a visitor from a goal; nothing where no change of facts can clear it away.
fn blocker<'w>(
    workspace: &'w Workspace,
    goal: Goal,
    situation: &Situation<'_>,
    verdict: Verdict,
) -> Option<Blocker<'w>> {
    let rules = workspace.rules();
    if let Goal::Trigger(place) = goal {
        if let Some(condition) = condition(workspace, place) {
            if rules.truth(condition.program, situation) != Truth::True {
                return Some(Blocker::Untrue(condition.untrue(rules, situation)));
            }
        }
    }
    let Verdict::Assigned(placed) = verdict else {
        return None;
    };
    match placed.trigger {
        Some(place) => {
            let condition = condition(workspace, place)?;
            Some(Blocker::True(condition.true_part(rules, situation)))
        }
        None => field_of(placed.source).map(Blocker::Names),
    }
}

/// The facts that show in what a blocker looks at: those fields first, then what else their URLs are
/// made of.
fn related(domain: &Domain, blocker: &Blocker<'_>, situation: &Situation<'_>) -> Vec<usize> {
    let looked_at = blocker.fields();
    let shows = |fact: &Field| looked_at.iter().any(|seen| shows_in(fact, seen, situation));
    let facts = domain.facts.iter().enumerate();
    let (exact, rest): (Vec<_>, Vec<_>) = facts
        .filter(|(_, fact)| shows(&fact.field))
        .partition(|(_, fact)| looked_at.contains(&&fact.field));
    exact.into_iter().chain(rest).map(|(place, _)| place).collect()
}

/// Whether another value of a fact may show in a field: a URL in its parts and they in it; and where
/// there is no URL yet, each part in every other, for it makes one.
fn shows_in(fact: &Field, field: &Field, situation: &Situation<'_>) -> bool {
    if fact == field {
        return true;
    }
    match (whole_url(fact), whole_url(field)) {
        (Some(url), None) => url == *field,
        (None, Some(url)) => url == *fact,
        (Some(one), Some(other)) => {
            let path = match one {
                Field::PageUrl => Field::PagePath,
                Field::PreviousUrl => Field::PreviousPath,
                _ => Field::ReferrerPath,
            };
            // A URL that parses has a path.
            one == other && situation.look_at(&path).is_none()
        }
        (None, None) => false,
    }
}

fn condition(workspace: &Workspace, trigger: u32) -> Option<Part<'_>> {
    let condition = workspace.triggers().get(trigger as usize)?.when.as_ref()?;
    let program = workspace.checked_triggers().get(trigger as usize)?.when?;
    Some(Part { condition, program })
}

impl<'w> Blocker<'w> {
    /// The part of a condition that it is, and whether a value of that clears it.
    fn part(&self) -> Option<(Part<'w>, Clears)> {
        match self {
            Self::Names(_) => None,
            Self::Untrue(part) => Some((*part, |truth| truth == Truth::True)),
            Self::True(part) => Some((*part, |truth| truth != Truth::True)),
        }
    }

    /// The fields that it looks at, each once.
    fn fields(&self) -> Vec<&Field> {
        let part = match self {
            Self::Names(field) => return vec![field],
            Self::Untrue(part) | Self::True(part) => part.condition,
        };
        let mut fields = BTreeSet::new();
        let mut open = vec![part];
        while let Some(part) = open.pop() {
            match part {
                Condition::All(parts) | Condition::Any(parts) => open.extend(parts),
                Condition::Not(part) => open.push(part),
                Condition::Leaf(leaf) => {
                    fields.insert(leaf.field());
                }
            }
        }
        fields.into_iter().collect()
    }
}
