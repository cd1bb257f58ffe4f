//! Language tags: which are well formed (RFC 5646), and look-up (RFC 4647, section 3.4; rule R6).

use std::sync::LazyLock;

use frontdesk::LocalizedText;
use regex::Regex;

/// The grammar of RFC 5646, section 2.1, in its order. The regular grandfathered tags fit the first
/// line as well.
static WELL_FORMED: LazyLock<Regex> = LazyLock::new(|| {
    let langtag = "([a-z]{2,3}(-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})\
         (-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*\
         (-[0-9a-wy-z](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?";
    let private_use = "x(-[a-z0-9]{1,8})+";
    let irregular = "en-gb-oed|i-ami|i-bnn|i-default|i-enochian|i-hak|i-klingon|i-lux|i-mingo|\
         i-navajo|i-pwn|i-tao|i-tay|i-tsu|sgn-be-fr|sgn-be-nl|sgn-ch-de";
    Regex::new(&format!("^(?i-u:{langtag}|{private_use}|{irregular})$")).expect("it compiles")
});

pub(super) fn is_well_formed(tag: &str) -> bool {
    WELL_FORMED.is_match(tag)
}

/// The tag with hyphens.
pub(super) fn hyphened(tag: &str) -> String {
    tag.replace('_', "-")
}

/// Whether a range covers a tag.
pub(super) fn covers(range: &str, tag: &str) -> bool {
    let (range, tag) = (hyphened(range).to_lowercase(), hyphened(tag).to_lowercase());
    tag == range || tag.starts_with(&format!("{range}-"))
}

/// The text in the visitor's language, else in the default language, else the first one: a plain text
/// is the only one. A blank text counts as missing.
pub(super) fn look_up(text: &LocalizedText, visitor: Option<&str>, default: &str) -> String {
    let texts: Vec<(Option<String>, &str)> = text
        .iter()
        .map(|(tag, text)| (tag.map(|tag| hyphened(tag.as_str()).to_lowercase()), text))
        .filter(|(_, text)| !text.trim().is_empty())
        .collect();
    let in_language = |language: &str| {
        let text_of = |range: String| texts.iter().find(|(tag, _)| tag.as_ref() == Some(&range));
        ranges(language).into_iter().find_map(text_of).map(|(_, text)| *text)
    };
    visitor
        .and_then(in_language)
        .or_else(|| in_language(default))
        .or_else(|| texts.first().map(|(_, text)| *text))
        .unwrap_or_default()
        .to_owned()
}

/// A tag, then ever shorter: the last subtag goes, and with it a single letter or digit that would
/// then stand last.
fn ranges(language: &str) -> Vec<String> {
    let language = hyphened(language).to_lowercase();
    let mut subtags: Vec<&str> = language.split('-').collect();
    let mut ranges = Vec::new();
    while !subtags.is_empty() {
        ranges.push(subtags.join("-"));
        subtags.pop();
        if subtags.last().is_some_and(|last| last.len() == 1) {
            subtags.pop();
        }
    }
    ranges
}
