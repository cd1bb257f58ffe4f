//! Findings about language tags that name no language, or that browsers write differently.

use std::collections::BTreeSet;

use crate::analysis::comparison::{Comparison, TextOperator, with_modifiers};
use crate::analysis::countries::{replace_values, whole_texts};
use crate::analysis::examined::{Examined, Found};
use crate::analysis::iso_codes::{is_language, is_region_subtag, iso_country, short_language};
use crate::analysis::{Finding, FindingSubject, PredicateFault, Replacement};
use crate::condition::{Condition, Literal, Operator, Predicate};
use crate::error::{DocumentPath, PathRef};
use crate::text::{LanguageTag, LocalizedText};
use crate::visitor::FieldKind;
use crate::workspace::Workspace;

/// Examines the tags of the workspace, of agents and of names.
pub(super) fn check_languages(workspace: &Workspace, list: &mut Vec<Finding>) {
    let draft = workspace.draft();
    check_list(None, &PathRef::ROOT.key("languages"), &draft.languages, list);
    if let Some(question) = &draft.picker.question {
        check_text(None, &PathRef::ROOT.key("picker").key("question"), question, list);
    }
    let agents = PathRef::ROOT.key("agents");
    for (n, agent) in draft.agents.iter().enumerate() {
        let subject = Some(FindingSubject::Agent(agent.id.clone()));
        check_list(subject, &agents.index(n).key("languages"), &agent.languages, list);
    }
    let groups = PathRef::ROOT.key("groups");
    for (n, group) in draft.groups.iter().enumerate() {
        let subject = Some(FindingSubject::Group(group.id.clone()));
        check_text(subject, &groups.index(n).key("name"), &group.name, list);
    }
}

fn check_list(
    subject: Option<FindingSubject>,
    at: &PathRef<'_>,
    tags: &[LanguageTag],
    list: &mut Vec<Finding>,
) {
    let tags: Vec<&str> = tags.iter().map(LanguageTag::as_str).collect();
    check_tags(subject, at, &tags, list, |n, _, right| {
        Replacement::text(at.index(n).to_path(), right)
    });
}

fn check_text(
    subject: Option<FindingSubject>,
    at: &PathRef<'_>,
    text: &LocalizedText,
    list: &mut Vec<Finding>,
) {
    let tags: Vec<&str> = text.iter().filter_map(|(tag, _)| tag).map(LanguageTag::as_str).collect();
    check_tags(subject, at, &tags, list, |_, tag, right| {
        Replacement::rename(at.key(tag).to_path(), right)
    });
}

/// Examines the tags of one list or of one text.
fn check_tags(
    subject: Option<FindingSubject>,
    at: &PathRef<'_>,
    tags: &[&str],
    list: &mut Vec<Finding>,
    edit: impl Fn(usize, &str, String) -> Replacement,
) {
    // Fast path: most tags are an existing language without further subtags.
    if tags.iter().all(|tag| tag.len() == 2 && is_language(tag)) {
        return;
    }
    let known: BTreeSet<String> = tags.iter().map(|tag| tag.to_ascii_lowercase()).collect();
    let instead = |faulty: &[&str]| -> Vec<Replacement> {
        let edit_of = |(n, tag): (usize, &&str)| {
            if !faulty.contains(tag) {
                return None;
            }
            let right =
                browser_tag(tag).filter(|right| !known.contains(&right.to_ascii_lowercase()));
            Some(right.map(|right| edit(n, tag, right)))
        };
        // If one tag has no correction, none is proposed: a finding proposes all edits or none.
        let edits: Option<Vec<Replacement>> = tags.iter().enumerate().filter_map(edit_of).collect();
        edits.unwrap_or_default()
    };
    let faults = TagFaults::new(tags.iter().copied());
    faults.report(subject.as_ref(), &at.to_path(), instead, list);
}

/// The faulty tags of a list by their fault, each once.
struct TagFaults<'t> {
    unknown: Vec<&'t str>,
    long: Vec<&'t str>,
    regions: Vec<&'t str>,
}

/// The most faulty tags of a finding for which edits are proposed.
const MAX_EDITED: usize = 100;

impl<'t> TagFaults<'t> {
    fn new(tags: impl Iterator<Item = &'t str>) -> Self {
        let mut seen = BTreeSet::new();
        let mut faults = Self { unknown: Vec::new(), long: Vec::new(), regions: Vec::new() };
        for tag in tags.filter(|tag| seen.insert(*tag)) {
            // Each tag has one fault: an unknown language comes before a long code, and both before
            // the region.
            if !is_language(tag) {
                faults.unknown.push(tag);
            } else if short_language(tag).is_some() {
                faults.long.push(tag);
            } else if region_of(tag).is_some_and(|region| !is_region_subtag(region)) {
                faults.regions.push(tag);
            }
        }
        faults
    }

    fn report(
        &self,
        subject: Option<&FindingSubject>,
        path: &DocumentPath,
        instead: impl Fn(&[&str]) -> Vec<Replacement>,
        list: &mut Vec<Finding>,
    ) {
        let owned = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect();
        let edits = |tags: &[&str]| match tags.len() {
            0..=MAX_EDITED => instead(tags),
            _ => Vec::new(),
        };
        let (subject, path) = (|| subject.cloned(), || path.clone());
        if !self.unknown.is_empty() {
            let tags = owned(&self.unknown);
            list.push(Finding::UnknownLanguage { subject: subject(), path: path(), tags });
        }
        if !self.long.is_empty() {
            let (tags, instead) = (owned(&self.long), edits(&self.long));
            list.push(Finding::LongLanguageCode {
                subject: subject(),
                path: path(),
                tags,
                instead,
            });
        }
        if !self.regions.is_empty() {
            let mut seen = BTreeSet::new();
            let regions = self.regions.iter().filter_map(|tag| region_of(tag));
            let codes = regions.filter(|code| seen.insert(*code)).map(str::to_owned).collect();
            let instead = edits(&self.regions);
            list.push(Finding::UnknownCountry { subject: subject(), path: path(), codes, instead });
        }
    }
}

/// Examines the tags of a predicate on a language. Returns `true` if one of them has a three-letter
/// code.
pub(super) fn check_language_predicate(
    examined: &Examined<'_>,
    subject: Option<&FindingSubject>,
    list: &mut Vec<Finding>,
) -> bool {
    let predicate = examined.predicate;
    if predicate.field().kind() != FieldKind::Language {
        return false;
    }
    let faults = TagFaults::new(whole_texts(predicate.operator()));
    let instead = |_: &[&str]| {
        let right = |literal: &Literal| match literal {
            Literal::Text(tag) if is_browser_tag(tag) => Some(literal.clone()),
            Literal::Text(tag) => browser_tag(tag).map(Literal::from),
            _ => None,
        };
        let condition = replace_values(predicate, right).map(|predicate| with_regions(&predicate));
        condition.into_iter().map(|right| examined.replacement(right)).collect()
    };
    faults.report(subject, &examined.operator_path(), instead, list);
    !faults.long.is_empty()
}

/// Replaces each language without subtags in a predicate by `within`, which includes its regions.
fn with_regions(predicate: &Predicate) -> Condition {
    let field = || predicate.field().clone();
    let literals = match predicate.operator() {
        Operator::Is(literal) => std::slice::from_ref(literal),
        Operator::In(literals) => literals,
        _ => return predicate.clone().into(),
    };
    let mut whole: Vec<Literal> = Vec::new();
    let mut parts: Vec<Condition> = Vec::new();
    for literal in literals {
        match literal {
            Literal::Text(tag) if is_bare_language(tag) => {
                parts.push(with_modifiers(field().within(&**tag), predicate).into());
            }
            other => whole.push(other.clone()),
        }
    }
    let whole = match &whole[..] {
        [] => None,
        [tag] => Some(field().is(tag.clone())),
        _ => Some(field().one_of(whole)),
    };
    // The tags that are compared as a whole come first, as one predicate.
    parts.splice(0..0, whole.map(|whole| with_modifiers(whole, predicate).into()));
    if parts.len() == 1 { parts.swap_remove(0) } else { Condition::Any(parts) }
}

/// Finds `is` with a language without a region. A visitor's `fr-CA` does not equal `fr`; it is
/// within `fr`.
pub(super) fn check_regions(comparison: &Comparison<'_>) -> Option<Found> {
    let is_whole = comparison.operator == TextOperator::Is;
    (is_whole && is_bare_language(comparison.text) && is_language(comparison.text)).then(|| {
        let text = comparison.text;
        let instead = Some(comparison.condition_with(comparison.field, TextOperator::Within, text));
        Found { fault: PredicateFault::LanguageWithoutRegions, instead }
    })
}

/// Returns `true` if a tag is a language without further subtags.
fn is_bare_language(tag: &str) -> bool {
    matches!(tag.len(), 2 | 3) && tag.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Returns `true` if a tag has no fault.
fn is_browser_tag(tag: &str) -> bool {
    is_language(tag) && short_language(tag).is_none() && region_of(tag).is_none_or(is_region_subtag)
}

/// Returns a tag as browsers write it: with the two-letter code of its language and the usual code
/// of its country. Returns `None` if there is no such tag.
fn browser_tag(tag: &str) -> Option<String> {
    let mut right = tag.replace('_', "-");
    if let Some(short) = short_language(tag) {
        right = format!("{short}{}", right.get(3..).unwrap_or_default());
    }
    if let Some(region) = region_of(&right).filter(|region| !is_region_subtag(region)) {
        let usual = iso_country(region)?;
        right = right
            .split('-')
            .map(|subtag| if subtag == region { usual } else { subtag })
            .collect::<Vec<_>>()
            .join("-");
    }
    is_browser_tag(&right).then_some(right)
}

/// Returns the region of a tag if it is a two-letter code: `GB` for `en-GB` and for `en-Latn-GB`.
fn region_of(tag: &str) -> Option<&str> {
    let mut subtags = tag.split(['-', '_']);
    let language = subtags.next()?;
    let next = subtags.next()?;
    // A four-letter script precedes the region.
    let region = if next.len() == 4 { subtags.next()? } else { next };
    let is_code = region.len() == 2 && region.bytes().all(|b| b.is_ascii_alphabetic());
    (language.len() > 1 && is_code).then_some(region)
}
