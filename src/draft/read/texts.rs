//! Reading what stands in every noun: ids, names, lists.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::document::{Node, each_item, list, text};
use crate::error::{Diagnostics, PathRef, ProblemKind};
use crate::text::{LanguageTag, LocalizedText};

/// Reads every item of a list; one that cannot be read keeps its place, so that the places of
/// later problems are right.
pub(super) fn each<T>(
    node: Node<'_>,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
    read: impl Fn(Node<'_>, &PathRef<'_>, &mut Diagnostics) -> T,
) -> Vec<T> {
    let items = list(node, at, report, "a list").unwrap_or_default();
    each_item(items, at, report, read)
}

/// Reads an id as unchecked text.
pub(super) fn id<I: for<'t> From<&'t str>>(
    node: Node<'_>,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
    expected: &'static str,
) -> Option<I> {
    text(node, at, report, expected).map(|text| I::from(&*text))
}

/// Reads a name in one language.
pub(super) fn name(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Option<String> {
    text(node, at, report, "text").map(Cow::into_owned)
}

/// Reads a list of language tags.
pub(super) fn tags(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Vec<LanguageTag> {
    let items = list(node, at, report, "a list of language tags").unwrap_or_default();
    each_item(items, at, report, |item, at, report| {
        LanguageTag::from(&*text(item, at, report, "a language tag").unwrap_or_default())
    })
}

/// Reads a text in one or more languages.
pub(in crate::draft) fn localized(
    node: Node<'_>,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) -> Option<LocalizedText> {
    match node {
        Node::Text(text) => Some(LocalizedText::from(&*text)),
        Node::Map(entries) => {
            let mut texts: Vec<(LanguageTag, Box<str>)> = Vec::with_capacity(entries.len());
            let mut seen = BTreeSet::new();
            for (key, value) in entries {
                let place = at.key(&key);
                let tag = LanguageTag::from(&*key);
                if !seen.insert(tag.as_str().to_ascii_lowercase()) {
                    report.add(&place, ProblemKind::RepeatedKey, &key);
                } else if let Some(text) = text(value, &place, report, "text") {
                    texts.push((tag, text.into()));
                } else {
                    // The text is kept as missing, so that the language is still checked.
                    texts.push((tag, "".into()));
                }
            }
            Some(LocalizedText::translated(texts))
        }
        other => {
            let expected = "a text, or texts by language";
            report.add(at, ProblemKind::WrongType { expected }, &other.found());
            None
        }
    }
}
