//! Text for people: language tags (BCP 47) and texts that exist in several languages.

use std::borrow::Cow;
use std::fmt;

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A language tag such as `fr` or `pt-BR` (BCP 47), compared without case.
///
/// In a [`Draft`](crate::Draft) it is unchecked text; `_` reads as `-`. A checked workspace holds
/// well-formed tags only.
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
    /// The tag as written, with `-` between its subtags.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the tag is well formed by BCP 47 (RFC 5646, section 2.2.9).
    ///
    /// Without the feature `language` only a lone language of two or three letters is.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        is_well_formed(&self.0)
    }
}

/// Whether `tag`, in which `_` reads as `-`, is well formed by BCP 47.
#[cfg(feature = "language")]
pub(crate) fn is_well_formed(tag: &str) -> bool {
    is_plain(tag) || oxilangtag::LanguageTag::parse(&*hyphened(tag)).is_ok()
}

/// Whether it is surely well formed: a language, perhaps a script and a region. Most are.
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

/// Without the feature `language` a lone language of two or three letters is all that is sure.
#[cfg(not(feature = "language"))]
pub(crate) fn is_well_formed(tag: &str) -> bool {
    matches!(tag.len(), 2 | 3) && tag.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Whether a visitor's tag can be looked up. Without the feature `language`, when no condition asks
/// for the tag, its form is enough: subtags of one to eight letters and digits.
pub(crate) fn can_be_looked_up(tag: &str) -> bool {
    let is_subtag = |subtag: &str| {
        (1..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    if cfg!(feature = "language") {
        is_well_formed(tag)
    } else {
        tag.split(['-', '_']).all(is_subtag)
    }
}

/// The tag with `-` for `_`, which is common in the wild; borrowed where nothing changes.
pub(crate) fn hyphened(tag: &str) -> Cow<'_, str> {
    if tag.contains('_') { Cow::Owned(tag.replace('_', "-")) } else { Cow::Borrowed(tag) }
}

impl From<&str> for LanguageTag {
    fn from(tag: &str) -> Self {
        Self(hyphened(tag).into())
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

/// A text in one or more languages: a group's name, the picker's question.
///
/// A plain text is in the workspace's default language. Serialised as that text, or as a map from
/// language tag to text in the order given.
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
    /// Boxed once more, so that texts in one language are no larger for it.
    Translated(Box<Box<[Translation]>>),
}

type Translation = (LanguageTag, Box<str>);

impl LocalizedText {
    /// The text for a visitor: RFC 4647 look-up (section 3.4, without case) for `language`, then
    /// for `default_language`, then the first text ([rule R6](crate::_rules#r6)). Empty only where every text is.
    ///
    /// Texts that are blank count as missing.
    #[must_use]
    pub fn look_up(&self, language: Option<&str>, default_language: &str) -> &str {
        match &self.0 {
            Form::Plain(text) => text,
            Form::Translated(texts) => language
                .and_then(|language| find(texts, language))
                .or_else(|| find(texts, default_language))
                .or_else(|| texts.iter().map(|(_, text)| &**text).find(|text| !is_blank(text)))
                .unwrap_or(""),
        }
    }

    /// Each text with its language; `None` is the workspace's default language.
    pub fn iter(&self) -> impl Iterator<Item = (Option<&LanguageTag>, &str)> {
        let (plain, translated) = match &self.0 {
            Form::Plain(text) => (Some((None, &**text)), &[][..]),
            Form::Translated(texts) => (None, &***texts),
        };
        plain.into_iter().chain(translated.iter().map(|(tag, text)| (Some(tag), &**text)))
    }

    /// Whether there is no text in any language.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.iter().all(|(_, text)| is_blank(text))
    }

    /// Whether a visitor of a language gets a text that is meant for it, not one in its stead.
    pub(crate) fn has(&self, language: &str, default_language: &str) -> bool {
        match &self.0 {
            Form::Plain(text) => {
                let mut ranges = std::iter::successors(Some(language), |range| shortened(range));
                !is_blank(text) && ranges.any(|range| same_tag(default_language, range))
            }
            Form::Translated(texts) => find(texts, language).is_some(),
        }
    }

    pub(crate) fn translated(texts: Vec<Translation>) -> Self {
        Self(Form::Translated(Box::new(texts.into())))
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// RFC 4647, section 3.4: the range is cut at its end, subtag by subtag, until a tag equals it; a
/// single letter or digit that would come to stand last goes with the subtag that it introduces.
///
/// A visitor's tag has at most 64 bytes. Of a longer one, which may be the default language, the starts
/// that are longer are passed over, so that there are at most 33 passes over the texts.
fn find<'t>(texts: &'t [Translation], range: &str) -> Option<&'t str> {
    let mut range = range;
    loop {
        let found = texts.iter().find(|(tag, text)| same_tag(&tag.0, range) && !is_blank(text));
        if let Some((_, text)) = found {
            return Some(text);
        }
        range = shortened(range)?;
        while range.len() > TAG_BYTES {
            range = shortened(range)?;
        }
    }
}

/// The most bytes of a visitor's language tag: a longer one is not known.
pub(crate) const TAG_BYTES: usize = 64;

fn shortened(range: &str) -> Option<&str> {
    let (head, _) = range.rsplit_once(['-', '_'])?;
    match head.rsplit_once(['-', '_']) {
        Some((shorter, singleton)) if singleton.len() == 1 => Some(shorter),
        _ => Some(head),
    }
}

/// Equality of tags: without case, `_` and `-` alike.
pub(crate) fn same_tag(left: &str, right: &str) -> bool {
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
