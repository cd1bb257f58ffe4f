//! Findings of what conditions compare with, and of languages wherever they stand.

use crate::analysis::codes::{is_country, is_language};
use crate::analysis::hosts::whole_host_meant;
use crate::analysis::{Concerned, Finding};
use crate::condition::{Condition, Leaf, Literal, Test};
use crate::error::At;
use crate::text::LanguageTag;
use crate::trigger::Trigger;
use crate::visitor::{Field, FieldKind};
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
    let exists: fn(&str) -> bool = match leaf.field().kind() {
        FieldKind::Country => is_country,
        FieldKind::Region => |region| is_country(region.get(..2).unwrap_or(region)),
        FieldKind::Language => is_language,
        _ => return,
    };
    let words: Vec<String> =
        texts(leaf.test()).filter(|word| !exists(word)).map(str::to_owned).collect();
    if words.is_empty() {
        return;
    }
    list.push(match leaf.field() {
        Field::Language => Finding::UnknownLanguage {
            of: Some(Concerned::Trigger(id())),
            place: place(),
            tags: words,
        },
        _ => Finding::UnknownCountry { trigger: id(), place: place(), codes: words },
    });
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
