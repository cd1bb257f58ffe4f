//! Negations of what may not be known: `not device is "bot"` is true only for visitors whose device is known
//! ([rule C2](crate::_rules#c2)).

use std::collections::BTreeMap;

use crate::analysis::conditions::with_modifiers;
use crate::analysis::traffic::TrafficShares;
use crate::analysis::{Finding, FindingSubject, Replacement, UnknownShare};
use crate::condition::{Condition, Operator, Predicate};
use crate::error::{DocumentPath, PathRef};
use crate::visitor::{Field, UrlPart, UrlSource};
use crate::workspace::Workspace;

/// The negations of one field in one condition.
struct NegatedField<'w> {
    field: &'w Field,
    /// The operator of the first of them.
    place: DocumentPath,
    /// Whether one of them stands where nothing else needs the field or says what holds without it.
    is_open: bool,
    instead: Vec<Replacement>,
}

/// Reports negations in triggers and assertions. Recorded visitors say for how many they matter; without
/// them only what the condition itself shows is reported.
pub(super) fn check_negations(
    workspace: &Workspace,
    traffic: Option<&TrafficShares>,
    list: &mut Vec<Finding>,
) {
    let triggers = PathRef::ROOT.key("triggers");
    for (n, trigger) in
        workspace.triggers().iter().enumerate().filter(|(_, trigger)| trigger.enabled)
    {
        let Some(when) = &trigger.when else {
            continue;
        };
        for negated in negated_fields(when, &triggers.index(n).key("when")) {
            let shares = traffic.map(|shares| shares.unknown_share(n, negated.field));
            let matters = match shares {
                Some(UnknownShare { visitors, unknown, held_back }) => {
                    held_back > 0 || (negated.is_open && visitors > 0 && unknown == visitors)
                }
                None => negated.is_open && is_often_unknown(negated.field),
            };
            if matters {
                list.push(
                    negated.finding(Some(FindingSubject::Trigger(trigger.id.clone())), shares),
                );
            }
        }
    }
    let assertions = PathRef::ROOT.key("assertions");
    for (n, assertion) in workspace.draft().assertions.iter().enumerate() {
        let Some(when) = &assertion.when else {
            continue;
        };
        for negated in negated_fields(when, &assertions.index(n).key("when")) {
            if negated.is_open && is_often_unknown(negated.field) {
                list.push(
                    negated.finding(assertion.id.clone().map(FindingSubject::Assertion), None),
                );
            }
        }
    }
}

impl NegatedField<'_> {
    fn finding(self, of: Option<FindingSubject>, traffic: Option<UnknownShare>) -> Finding {
        let Self { field, place, instead, .. } = self;
        Finding::NegationOfUnknown { of, place, field: field.clone(), traffic, instead }
    }
}

/// Whether a field is not known for many visitors of a usual host. Of a page view the address is, and so
/// is what is worked out from the visitor's id.
fn is_often_unknown(field: &Field) -> bool {
    let is_page = KnownBy::for_field(field) == KnownBy::Url(UrlSource::Page);
    !(is_page || matches!(field, Field::Bucket(_)))
}

fn negated_fields<'w>(condition: &'w Condition, at: &PathRef<'_>) -> Vec<NegatedField<'w>> {
    let mut walk = NegationWalk::default();
    walk.part(condition, false, at);
    walk.found
}

/// What makes fields known together: the parts of one URL are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum KnownBy<'w> {
    Url(UrlSource),
    Field(&'w Field),
}

impl<'w> KnownBy<'w> {
    fn for_field(field: &'w Field) -> Self {
        match field.url_part() {
            // A URL that is known need not have a value of some name in its query.
            Some((source, part)) if part != UrlPart::Query => Self::Url(source),
            _ => Self::Field(field),
        }
    }
}

/// Walks a condition with its negations pushed down to the leaves: under a negation `all` is `any`.
#[derive(Default)]
struct NegationWalk<'w> {
    /// What other parts need to be known, or of which they say what holds if it is not; and how many of
    /// them do.
    guards: BTreeMap<KnownBy<'w>, usize>,
    found: Vec<NegatedField<'w>>,
    /// The place of each field in that list.
    places: BTreeMap<&'w Field, usize>,
}

impl<'w> NegationWalk<'w> {
    fn part(&mut self, part: &'w Condition, negated: bool, at: &PathRef<'_>) {
        match part {
            Condition::All(parts) => self.parts(parts, !negated, negated, &at.key("all")),
            Condition::Any(parts) => self.parts(parts, negated, negated, &at.key("any")),
            Condition::Not(part) => self.part(part, !negated, &at.key("not")),
            Condition::Predicate(leaf) => {
                // `not_in` is a negation, and under another one it is `in`.
                if negated != is_negation(leaf) {
                    self.leaf(leaf, at);
                }
            }
        }
    }

    fn parts(&mut self, parts: &'w [Condition], all: bool, negated: bool, at: &PathRef<'_>) {
        let mut own = Vec::new();
        for part in parts {
            guards(part, all, negated, &mut own);
        }
        for guard in &own {
            *self.guards.entry(*guard).or_default() += 1;
        }
        for (n, part) in parts.iter().enumerate() {
            self.part(part, negated, &at.index(n));
        }
        for guard in own {
            self.guards.entry(guard).and_modify(|count| *count -= 1);
        }
    }

    fn leaf(&mut self, leaf: &'w Predicate, at: &PathRef<'_>) {
        let is_explicit =
            matches!(leaf.operator(), Operator::Exists(_)) || leaf.truth_if_unknown().is_some();
        if is_explicit || leaf.field().kind().is_state() {
            return;
        }
        let guards = self.guards.get(&KnownBy::for_field(leaf.field()));
        let is_open = guards.is_none_or(|count| *count == 0);
        let right = with_modifiers(leaf.clone(), leaf).if_unknown(is_negation(leaf));
        let right = Replacement::condition(at.place(), right);
        let known = self.places.get(leaf.field()).and_then(|place| self.found.get_mut(*place));
        if let Some(known) = known {
            known.is_open |= is_open;
            known.instead.push(right);
            return;
        }
        self.places.insert(leaf.field(), self.found.len());
        self.found.push(NegatedField {
            field: leaf.field(),
            place: at.key(leaf.operator().operator_word()).place(),
            is_open,
            instead: vec![right],
        });
    }
}

/// Whether the operator of a predicate is the negation of another one.
fn is_negation(leaf: &Predicate) -> bool {
    leaf.operator().is_negation()
}

/// Collects the fields that a part of an `all` needs to be known, or those that a part of an `any` lets be
/// unknown.
fn guards<'w>(part: &'w Condition, all: bool, negated: bool, found: &mut Vec<KnownBy<'w>>) {
    match part {
        Condition::Not(part) => guards(part, all, !negated, found),
        Condition::All(parts) if all != negated => {
            parts.iter().for_each(|part| guards(part, all, negated, found));
        }
        Condition::Any(parts) if all == negated => {
            parts.iter().for_each(|part| guards(part, all, negated, found));
        }
        Condition::Predicate(leaf) => {
            let holds_for_unknown = match leaf.operator() {
                Operator::Exists(expected) => Some(*expected == negated),
                _ => leaf.truth_if_unknown().map(|truth| truth != negated),
            };
            let guards = match holds_for_unknown {
                // In an `all` that needs the field nothing is unknown; an `any` with this part is true
                // for what is not known.
                Some(holds) => holds != all,
                None => all && negated == is_negation(leaf),
            };
            found.extend(guards.then(|| KnownBy::for_field(leaf.field())));
        }
        _ => {}
    }
}
