//! Texts for people: language tags (BCP 47), and texts that exist in several languages.

use std::borrow::Cow;
use std::fmt;

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A language tag such as `fr` or `pt-BR` (BCP 47). Tags are compared case-insensitively.
///
/// In a [`Draft`](crate::Draft) a tag is unchecked text, in which `_` is read as `-`. All tags of a
/// checked workspace are well formed.
///
/// ```
/// use frontdesk::LanguageTag;
/// let tag = LanguageTag::from("fr_CA");
/// assert_eq!(tag.as_str(), "fr-CA");
/// assert!(tag.is_well_formed());
/// assert_eq!(tag, LanguageTag::from("FR-ca"));
/// assert!(!LanguageTag::from("not a tag").is_well_formed());
/// ```
#[derive(Clone)]
pub struct LanguageTag(Box<str>);

impl LanguageTag {
    /// Returns the tag as it was written, with `-` between its subtags.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns `true` if the tag is well formed by BCP 47 (RFC 5646, section 2.2.9).
    ///
    /// Without the feature `language`, only a language of two or three letters without further
    /// subtags counts as well formed.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        is_well_formed(&self.0)
    }
}

/// Returns `true` if `tag` is well formed by BCP 47. `_` is read as `-`.
#[cfg(feature = "language")]
pub(crate) fn is_well_formed(tag: &str) -> bool {
    // The fast path accepts a subset of what the parser accepts, so it never changes the result.
    is_plain(tag) || oxilangtag::LanguageTag::parse(&*hyphenated(tag)).is_ok()
}

/// Recognises the common tags (a language, an optional script, an optional region) without a
/// parser. A `false` does not mean that the tag is not well formed. Most tags of documents and of
/// visitors take this path.
#[cfg(feature = "language")]
fn is_plain(tag: &str) -> bool {
    let are_letters = |subtag: &str| subtag.bytes().all(|b| b.is_ascii_alphabetic());
    if matches!(tag.len(), 2 | 3) {
        return are_letters(tag);
    }
    let are_digits = |subtag: &str| subtag.bytes().all(|b| b.is_ascii_digit());
    let mut subtags = tag.split(['-', '_']);
    let language = subtags.next().unwrap_or_default();
    let mut next = subtags.next();
    // The script is optional, and its length distinguishes it from a region.
    if next.is_some_and(|script| script.len() == 4 && are_letters(script)) {
        next = subtags.next();
    }
    let is_region = |subtag: &str| match subtag.len() {
        2 => are_letters(subtag),
        3 => are_digits(subtag),
        _ => false,
    };
    matches!(language.len(), 2 | 3)
        && are_letters(language)
        && next.is_none_or(is_region)
        && subtags.next().is_none()
}

/// Without the feature `language` there is no parser for extensions, variants and grandfathered
/// tags, so only a language of two or three letters is accepted.
#[cfg(not(feature = "language"))]
pub(crate) fn is_well_formed(tag: &str) -> bool {
    matches!(tag.len(), 2 | 3) && tag.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Returns `true` if texts can be looked up for a visitor's tag. Without the feature `language`,
/// where no condition can use the tag, its syntax is enough: subtags of one to eight letters and
/// digits.
pub(crate) fn can_be_looked_up(tag: &str) -> bool {
    let is_subtag = |subtag: &str| {
        (1..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    if cfg!(feature = "language") {
        is_well_formed(tag)
    } else {
        // The parser is left out of this build, and a wrong tag only finds no text.
        tag.split(['-', '_']).all(is_subtag)
    }
}

/// Returns the tag with `-` in place of `_`. Browsers and servers often write `_`. The result is
/// borrowed if nothing changes.
pub(crate) fn hyphenated(tag: &str) -> Cow<'_, str> {
    if tag.contains('_') { Cow::Owned(tag.replace('_', "-")) } else { Cow::Borrowed(tag) }
}

impl From<&str> for LanguageTag {
    fn from(tag: &str) -> Self {
        Self(hyphenated(tag).into())
    }
}

impl From<String> for LanguageTag {
    fn from(tag: String) -> Self {
        Self::from(tag.as_str())
    }
}

impl PartialEq for LanguageTag {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for LanguageTag {}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Serialize for LanguageTag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for LanguageTag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<str>::deserialize(deserializer).map(|tag| Self::from(&*tag))
    }
}

/// A text in one or more languages, such as a group's name or the picker's question.
///
/// A plain text is in the workspace's default language. The wire form is that text, or a map from
/// language tag to text in the given order.
///
/// ```
/// use frontdesk::LocalizedText;
/// let name = LocalizedText::from([("fr", "Assistance"), ("en", "Support")]);
/// assert_eq!(name.look_up(Some("en-GB"), "fr"), "Support");
/// assert_eq!(name.look_up(Some("de"), "fr-FR"), "Assistance");
/// assert_eq!(LocalizedText::from("Sales").look_up(Some("de"), "fr"), "Sales");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalizedText(Form);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    Plain(Box<str>),
    /// The slice is boxed a second time because a thin pointer keeps texts in one language at 16
    /// bytes plus the tag.
    Translated(Box<Box<[Translation]>>),
}

type Translation = (LanguageTag, Box<str>);

impl LocalizedText {
    /// Returns the text for a visitor (RFC 4647, section 3.4 "Lookup";
    /// [rule R6](crate::_rules#r6)). It looks up `language` first, then `default_language`, and otherwise
    /// takes the first text. Tags are compared case-insensitively. Blank texts count as missing.
    ///
    /// The result is empty only if every text is blank. A plain text is returned as it is.
    #[must_use]
    pub fn look_up(&self, language: Option<&str>, default_language: &str) -> &str {
        match &self.0 {
            // A plain text has no language to compare, so every visitor gets it.
            Form::Plain(text) => text,
            Form::Translated(texts) => language
                .and_then(|language| look_up_range(texts, language))
                .or_else(|| look_up_range(texts, default_language))
                .or_else(|| texts.iter().map(|(_, text)| &**text).find(|text| !is_blank(text)))
                .unwrap_or(""),
        }
    }

    /// Returns each text with its language. `None` is the workspace's default language.
    pub fn iter(&self) -> impl Iterator<Item = (Option<&LanguageTag>, &str)> {
        let (plain, translated) = match &self.0 {
            Form::Plain(text) => (Some((None, &**text)), &[][..]),
            Form::Translated(texts) => (None, &***texts),
        };
        plain.into_iter().chain(translated.iter().map(|(tag, text)| (Some(tag), &**text)))
    }

    /// Returns `true` if the text is blank in every language.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.iter().all(|(_, text)| is_blank(text))
    }

    /// Returns `true` if there is a text for this exact language, not only a fallback. Ranges that
    /// the look-up shortens count as exact: `fr` is the language `fr-CA`.
    pub(crate) fn has_own_text(&self, language: &str, default_language: &str) -> bool {
        match &self.0 {
            Form::Plain(text) => {
                // A plain text is in the default language. The visitor's language is shortened
                // until it equals that.
                let mut ranges = std::iter::successors(Some(language), |range| shorten(range));
                !is_blank(text) && ranges.any(|range| same_tag(default_language, range))
            }
            // The default language is not looked up: it would be a fallback.
            Form::Translated(texts) => look_up_range(texts, language).is_some(),
        }
    }

    pub(crate) fn translated(texts: Vec<Translation>) -> Self {
        Self(Form::Translated(Box::new(texts.into())))
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// Finds the text for a language range by the look-up of RFC 4647, section 3.4: the range is
/// shortened by its last subtag until a tag equals it.
///
/// A visitor's tag has at most [`TAG_BYTES`] bytes. The default language can be longer. Its
/// prefixes beyond that length are skipped, which limits the search to 33 passes over the texts.
fn look_up_range<'t>(texts: &'t [Translation], range: &str) -> Option<&'t str> {
    let mut range = range;
    loop {
        // A linear scan: a text has few languages, and a map would cost memory for each name.
        let found = texts.iter().find(|(tag, text)| same_tag(&tag.0, range) && !is_blank(text));
        if let Some((_, text)) = found {
            return Some(text);
        }
        range = shorten(range)?;
        while range.len() > TAG_BYTES {
            range = shorten(range)?;
        }
    }
}

/// The most bytes of a visitor's language tag. A longer tag counts as unknown.
pub(crate) const TAG_BYTES: usize = 64;

/// Removes the last subtag of a range. A single letter or digit that would then be last introduces
/// the removed subtag, and is removed with it (RFC 4647, section 3.4).
fn shorten(range: &str) -> Option<&str> {
    let (head, _) = range.rsplit_once(['-', '_'])?;
    match head.rsplit_once(['-', '_']) {
        // `zh-Hans-x-private` is shortened to `zh-Hans`: a singleton alone has no meaning.
        Some((shorter, singleton)) if singleton.len() == 1 => Some(shorter),
        _ => Some(head),
    }
}

/// Returns `true` if a language range covers a tag: the tag starts with the subtags of the range.
pub(crate) fn covers(range: &str, tag: &str) -> bool {
    let Some((start, rest)) = tag.split_at_checked(range.len()) else {
        return false;
    };
    same_tag(start, range) && (rest.is_empty() || rest.starts_with(['-', '_']))
}

/// Compares two tags case-insensitively, with `_` equal to `-`.
pub(crate) fn same_tag(left: &str, right: &str) -> bool {
    // Tags are ASCII, so folding bytes is enough.
    let folded = |b: u8| if b == b'_' { b'-' } else { b.to_ascii_lowercase() };
    left.len() == right.len() && left.bytes().map(folded).eq(right.bytes().map(folded))
}

impl From<&str> for LocalizedText {
    fn from(text: &str) -> Self {
        Self(Form::Plain(text.into()))
    }
}

impl From<String> for LocalizedText {
    fn from(text: String) -> Self {
        Self(Form::Plain(text.into()))
    }
}

impl<T: Into<LanguageTag>, S: Into<String>> FromIterator<(T, S)> for LocalizedText {
    fn from_iter<I: IntoIterator<Item = (T, S)>>(texts: I) -> Self {
        let texts = texts.into_iter().map(|(tag, text)| (tag.into(), text.into().into()));
        Self(Form::Translated(Box::new(texts.collect())))
    }
}

impl<const N: usize> From<[(&str, &str); N]> for LocalizedText {
    fn from(texts: [(&str, &str); N]) -> Self {
        texts.into_iter().collect()
    }
}

impl Serialize for LocalizedText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Form::Plain(text) => serializer.serialize_str(text),
            Form::Translated(texts) => {
                let mut map = serializer.serialize_map(Some(texts.len()))?;
                for (tag, text) in texts.iter() {
                    map.serialize_entry(tag, text)?;
                }
                map.end()
            }
        }
    }
}
