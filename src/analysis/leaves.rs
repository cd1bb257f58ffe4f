//! Findings of what conditions compare with, and of languages wherever they stand.

use std::collections::BTreeSet;

use crate::analysis::codes::{is_country, is_language};
use crate::analysis::hosts::whole_host_meant;
use crate::analysis::{Concerned, Finding};
use crate::condition::{Condition, Leaf, Literal, Test};
use crate::error::At;
use crate::text::LanguageTag;
use crate::trigger::Trigger;
use crate::visitor::FieldKind;
use crate::workspace::Workspace;

pub(super) fn look(workspace: &Workspace, list: &mut Vec<Finding>) {
    look_at_languages(workspace, list);
    let at = At::ROOT.key("triggers");
    for (n, trigger) in workspace.triggers().iter().enumerate() {
        if let Some(when) = &trigger.when {
            look_at_part(when, trigger, &at.index(n).key("when"), list);
        }
    }
}

fn look_at_languages(workspace: &Workspace, list: &mut Vec<Finding>) {
    let mut add =
        |of: Option<Concerned>, at: &At<'_>, tags: &mut dyn Iterator<Item = &LanguageTag>| {
            let tags: Vec<String> = tags.map(|tag| tag.as_str().to_owned()).collect();
            let tags: Vec<String> = tags.into_iter().filter(|tag| !is_language(tag)).collect();
            if !tags.is_empty() {
                list.push(Finding::UnknownLanguage { of, place: at.place(), tags });
            }
        };
    let draft = workspace.draft();
    add(None, &At::ROOT.key("languages"), &mut draft.languages.iter());
    if let Some(question) = &draft.picker.question {
        let picker = At::ROOT.key("picker");
        add(None, &picker.key("question"), &mut question.iter().filter_map(|(tag, _)| tag));
    }
    let agents = At::ROOT.key("agents");
    for (n, agent) in draft.agents.iter().enumerate() {
        let of = Some(Concerned::Agent(agent.id.clone()));
        add(of, &agents.index(n).key("languages"), &mut agent.languages.iter());
    }
    let groups = At::ROOT.key("groups");
    for (n, group) in draft.groups.iter().enumerate() {
        let of = Some(Concerned::Group(group.id.clone()));
        let tags = &mut group.name.iter().filter_map(|(tag, _)| tag);
        add(of, &groups.index(n).key("name"), tags);
    }
}

fn look_at_part(part: &Condition, trigger: &Trigger, at: &At<'_>, list: &mut Vec<Finding>) {
    let mut look_at_parts = |parts: &[Condition], at: At<'_>| {
        for (n, part) in parts.iter().enumerate() {
            look_at_part(part, trigger, &at.index(n), list);
        }
    };
    match part {
        Condition::All(parts) => look_at_parts(parts, at.key("all")),
        Condition::Any(parts) => look_at_parts(parts, at.key("any")),
        Condition::Not(part) => look_at_part(part, trigger, &at.key("not"), list),
        Condition::Leaf(leaf) => look_at_leaf(leaf, trigger, at, list),
    }
}

fn look_at_leaf(leaf: &Leaf, trigger: &Trigger, at: &At<'_>, list: &mut Vec<Finding>) {
    let place = || at.key(leaf.test().operator()).place();
    let id = || trigger.id.clone();
    if let Some((also_fits, meant)) = whole_host_meant(leaf) {
        let test = leaf.to_string();
        list.push(Finding::SubstringOfHost {
            trigger: id(),
            place: place(),
            test,
            also_fits,
            meant,
        });
    }
    let missing = |exists: fn(&str) -> bool, part: fn(&str) -> &str| -> Vec<String> {
        let mut seen = BTreeSet::new();
        let words = texts(leaf.test()).map(part).filter(|word| !exists(word));
        words.filter(|word| seen.insert(*word)).map(str::to_owned).collect()
    };
    let (codes, tags) = match leaf.field().kind() {
        FieldKind::Country => (missing(is_country, |code| code), Vec::new()),
        FieldKind::Region => (missing(is_country, country_of), Vec::new()),
        FieldKind::Language => (Vec::new(), missing(is_language, |tag| tag)),
        _ => return,
    };
    if !codes.is_empty() {
        list.push(Finding::UnknownCountry { trigger: id(), place: place(), codes });
    }
    if !tags.is_empty() {
        let of = Some(Concerned::Trigger(id()));
        list.push(Finding::UnknownLanguage { of, place: place(), tags });
    }
}

/// The country of a region: `FR` of `FR-IDF`.
fn country_of(region: &str) -> &str {
    region.split('-').next().unwrap_or(region)
}

/// The whole values that a test compares with.
fn texts(test: &Test) -> impl Iterator<Item = &str> {
    let (literals, text) = match test {
        Test::Is(literal) => (std::slice::from_ref(literal), None),
        Test::In(literals) => (&literals[..], None),
        Test::Within(text) => (&[][..], Some(&**text)),
        _ => (&[][..], None),
    };
    let of_literals = literals.iter().filter_map(|literal| match literal {
        Literal::Text(text) => Some(&**text),
        _ => None,
    });
    of_literals.chain(text)
}
