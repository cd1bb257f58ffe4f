//! Findings about negations of fields that may be unknown. `not device is "bot"` is true only for
//! visitors whose device is known ([rule C2](crate::_rules#c2)).

use std::collections::BTreeMap;

use crate::analysis::comparison::with_modifiers;
use crate::analysis::traffic::TrafficShares;
use crate::analysis::{Finding, FindingSubject, Replacement, UnknownShare};
use crate::condition::{Condition, Operator, Predicate};
use crate::error::{DocumentPath, PathRef};
use crate::visitor::{Field, UrlPart, UrlSource};
use crate::workspace::Workspace;

/// The negations of one field in one condition.
struct NegatedField<'w> {
    field: &'w Field,
    /// The path of the first negated operator.
    path: DocumentPath,
    /// `true` if a negation is in a part of the condition where no other part needs the field or
    /// decides for unknown values.
    is_open: bool,
    instead: Vec<Replacement>,
}

/// Reports negations in triggers and assertions. Recorded visitors show for how many they matter.
/// Without recorded visitors, the structure of the condition decides.
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
            // Recorded visitors decide if there are any: a negation that affects none of them is
            // not a mistake in practice.
            let matters = match shares {
                Some(UnknownShare { visitors, unknown, held_back }) => {
                    // Either it kept the trigger from firing, or the field was never known, so that
                    // the trigger cannot fire.
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
    fn finding(self, subject: Option<FindingSubject>, traffic: Option<UnknownShare>) -> Finding {
        let Self { field, path, instead, .. } = self;
        Finding::NegationOfUnknown { subject, path, field: field.clone(), traffic, instead }
    }
}

/// Returns `true` if the field is often unknown for a usual host. The page's address is known for
/// every page view, and so are values derived from the visitor's id.
fn is_often_unknown(field: &Field) -> bool {
    let is_page = KnownBy::for_field(field) == KnownBy::Url(UrlSource::Page);
    !(is_page || matches!(field, Field::Bucket(_)))
}

/// Returns the negated fields of a condition, in the order of the document.
fn negated_fields<'w>(condition: &'w Condition, at: &PathRef<'_>) -> Vec<NegatedField<'w>> {
    let mut walk = NegationWalk::default();
    walk.part(condition, false, at);
    walk.found
}

/// The origin of a field: fields of one origin are known together. The parts of one URL have one
/// origin.
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

/// Walks a condition and pushes its negations down to the leaves: a negated `all` is an `any`.
#[derive(Default)]
struct NegationWalk<'w> {
    /// The origins that other parts need to be known, or for which they decide for unknown values,
    /// with the number of those parts.
    guards: BTreeMap<KnownBy<'w>, usize>,
    found: Vec<NegatedField<'w>>,
    /// The position of each field in the list of negated fields.
    indices: BTreeMap<&'w Field, usize>,
}

impl<'w> NegationWalk<'w> {
    fn part(&mut self, part: &'w Condition, negated: bool, at: &PathRef<'_>) {
        match part {
            Condition::All(parts) => self.parts(parts, !negated, negated, &at.key("all")),
            Condition::Any(parts) => self.parts(parts, negated, negated, &at.key("any")),
            Condition::Not(part) => self.part(part, !negated, &at.key("not")),
            // `not_in` is a negation, and under another one it is `in`.
            Condition::Predicate(predicate) if negated != is_negation(predicate) => {
                self.predicate(predicate, at);
            }
            Condition::Predicate(_) => {}
        }
    }

    fn parts(&mut self, parts: &'w [Condition], all: bool, negated: bool, at: &PathRef<'_>) {
        // The guards of all parts count for each of them, because `all` and `any` do not depend on
        // order. A part that guards itself is explicit, so it is not reported.
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
        // The guards hold only within this `all` or `any`.
        for guard in own {
            self.guards.entry(guard).and_modify(|count| *count -= 1);
        }
    }

    fn predicate(&mut self, predicate: &'w Predicate, at: &PathRef<'_>) {
        // `exists` is never unknown, and `if_unknown` already decides.
        let is_explicit = matches!(predicate.operator(), Operator::Exists(_))
            || predicate.truth_if_unknown().is_some();
        if is_explicit || predicate.field().kind().is_state() {
            return;
        }
        let guards = self.guards.get(&KnownBy::for_field(predicate.field()));
        let is_open = guards.is_none_or(|count| *count == 0);
        // `false` under the negation makes the negation true for unknown values, and so does `true`
        // beside an operator that is the negation itself.
        let right = with_modifiers(predicate.clone(), predicate).if_unknown(is_negation(predicate));
        let right = Replacement::condition(at.to_path(), right);
        let known =
            self.indices.get(predicate.field()).and_then(|index| self.found.get_mut(*index));
        // Several negations of one field are one finding, at the first of them.
        if let Some(known) = known {
            known.is_open |= is_open;
            known.instead.push(right);
            return;
        }
        self.indices.insert(predicate.field(), self.found.len());
        self.found.push(NegatedField {
            field: predicate.field(),
            path: at.key(predicate.operator().operator_word()).to_path(),
            is_open,
            instead: vec![right],
        });
    }
}

/// Returns `true` if the operator of a predicate is the negation of another one.
fn is_negation(predicate: &Predicate) -> bool {
    predicate.operator().is_negation()
}

/// Collects the origins that a part of an `all` needs to be known, or for which a part of an `any`
/// is true if they are unknown.
fn guards<'w>(part: &'w Condition, all: bool, negated: bool, found: &mut Vec<KnownBy<'w>>) {
    match part {
        Condition::Not(part) => guards(part, all, !negated, found),
        Condition::All(parts) if all != negated => {
            parts.iter().for_each(|part| guards(part, all, negated, found));
        }
        Condition::Any(parts) if all == negated => {
            parts.iter().for_each(|part| guards(part, all, negated, found));
        }
        Condition::Predicate(predicate) => {
            let holds_for_unknown = match predicate.operator() {
                Operator::Exists(expected) => Some(*expected == negated),
                // `exists` and `if_unknown` give the part a definite value for an unknown field.
                _ => predicate.truth_if_unknown().map(|truth| truth != negated),
            };
            let guards = match holds_for_unknown {
                // In an `all` that needs the field, no value is unknown. An `any` with this part is
                // true for unknown values.
                Some(holds) => holds != all,
                // An ordinary predicate that is not negated needs a known field to be true.
                None => all && negated == is_negation(predicate),
            };
            found.extend(guards.then(|| KnownBy::for_field(predicate.field())));
        }
        _ => {}
    }
}
