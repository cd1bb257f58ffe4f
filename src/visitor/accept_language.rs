//! Reads the languages that a browser accepts from the header `Accept-Language` (RFC 9110, section 12.5.4).

use std::borrow::Cow;

use smallvec::SmallVec;

use crate::text::{TAG_BYTES, can_be_looked_up, same_tag};
use crate::visitor::limits::MAX_FIELD_BYTES;
use crate::visitor::{MaybeText, Visitor};

/// The most tags of a header that count: those of the highest weights.
const MAX_TAGS: usize = 16;

/// The language tags of an `Accept-Language` header, from the highest weight to the lowest (RFC 9110,
/// section 12.5.4). Tags of equal weight keep the order of the header.
///
/// Reading borrows from the header and allocates nothing.
///
/// ```
/// use frontdesk::visitor::AcceptLanguage;
/// let accepted = AcceptLanguage::new("en;q=0.7, da, en-GB;q=0.8, *;q=0.1, fr;q=0");
/// assert_eq!(accepted.preferred(), Some("da"));
/// assert!(accepted.tags().eq(["da", "en-GB", "en"]));
/// ```
///
/// # What counts
///
/// - A part without a weight has the weight 1. A weight is a number from 0 to 1 with at most three
///   decimals (section 12.4.2).
/// - A tag of weight 0 is not acceptable to the visitor, so it is left out.
/// - `*` means every other language. It names none, so it is left out.
/// - A part that is not well formed is skipped, and the others count: a tag that is not well formed by
///   BCP 47 or has more than 64 bytes, a weight such as `q=2`, any other parameter.
/// - If a tag occurs twice, the higher weight counts. Tags are compared without case, and `_` counts as `-`, as
///   in every tag of a visitor.
/// - At most 16 tags count, those of the highest weights.
/// - A header of more than 8,192 bytes is ignored.
///
/// A request may have several `Accept-Language` headers: join their values with `, ` (section 5.3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AcceptLanguage<'h> {
    /// The tags in descending order of weight. Each tag occurs once.
    accepted: SmallVec<[Accepted<'h>; MAX_TAGS]>,
}

/// A tag with its weight in thousandths, from 1 to 1,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Accepted<'h> {
    tag: &'h str,
    weight: u16,
}

impl<'h> AcceptLanguage<'h> {
    /// Reads the value of a header. It never fails: parts that are not well formed are skipped.
    #[must_use]
    pub fn new(header: &'h str) -> Self {
        let mut this = Self::default();
        if header.len() <= MAX_FIELD_BYTES {
            // Neither tags nor weights contain a comma, so no quoted text has to be respected.
            header.split(',').filter_map(Accepted::read).for_each(|accepted| this.insert(accepted));
        }
        this
    }

    /// Iterates over the tags, from the highest weight to the lowest.
    pub fn tags(&self) -> impl ExactSizeIterator<Item = &'h str> + '_ {
        self.accepted.iter().map(|accepted| accepted.tag)
    }

    /// Returns the tag of the highest weight. If several have it, returns the first one.
    #[must_use]
    pub fn preferred(&self) -> Option<&'h str> {
        self.tags().next()
    }

    /// Inserts a tag. The list keeps the order of weights, has each tag once, and at most [`MAX_TAGS`] tags.
    fn insert(&mut self, new: Accepted<'h>) {
        // The list is in descending order. A tag of equal weight goes behind those that are there, which
        // keeps the order of the header.
        let position = self.accepted.partition_point(|accepted| accepted.weight >= new.weight);
        let same = self.accepted.iter().position(|accepted| same_tag(accepted.tag, new.tag));
        match same {
            // The tag is there with at least this weight, and the higher weight counts.
            Some(same) if same < position => return,
            Some(same) => {
                self.accepted.remove(same);
            }
            // The list is full of tags that weigh at least as much.
            None if position == MAX_TAGS => return,
            // Makes room by dropping the tag of the least weight, so a hostile header of thousands of tags
            // stays linear.
            None => self.accepted.truncate(MAX_TAGS - 1),
        }
        self.accepted.insert(position, new);
    }
}

impl<'h> Accepted<'h> {
    /// Reads `en` or `en;q=0.8`, with optional whitespace around each part.
    fn read(part: &'h str) -> Option<Self> {
        let (tag, weight) = match part.split_once(';') {
            Some((tag, weight)) => (tag, read_weight(trimmed(weight))?),
            None => (part, 1_000),
        };
        let tag = trimmed(tag);
        // `*` is no tag, so this drops it, too.
        let is_tag = tag.len() <= TAG_BYTES && can_be_looked_up(tag);
        (is_tag && weight > 0).then_some(Self { tag, weight })
    }
}

/// Removes optional whitespace from both ends: spaces and tabs (RFC 9110, section 5.6.3).
fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

/// Reads `q=0.8` as thousandths (RFC 9110, section 12.4.2).
fn read_weight(text: &str) -> Option<u16> {
    let value = text.strip_prefix(['q', 'Q'])?.strip_prefix('=')?;
    let (whole, decimals) = value.split_once('.').unwrap_or((value, ""));
    if decimals.len() > 3 {
        return None;
    }
    // Missing decimals are zero.
    // Read as an integer: a weight has at most three decimals, so no double and no rounding is needed.
    let mut digits = decimals.bytes().chain([b'0'; 3]).take(3);
    let thousandths = digits.try_fold(0, |sum, digit| {
        digit.is_ascii_digit().then(|| sum * 10 + u16::from(digit - b'0'))
    })?;
    match whole {
        "0" => Some(thousandths),
        // No weight is above 1.
        "1" if thousandths == 0 => Some(1_000),
        _ => None,
    }
}

impl<'a> Visitor<'a> {
    /// Sets the language to the one that the visitor's browser prefers: the first tag of the highest weight in
    /// an `Accept-Language` header, by the rules of [`AcceptLanguage`]. If the header is missing or names no
    /// language, the language is not known.
    ///
    /// The visitor keeps this one tag, as in its document form. The other tags of the header are not used
    /// for routing or for names.
    ///
    /// ```
    /// use frontdesk::Visitor;
    /// let header = "fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5";
    /// let visitor = Visitor::undated().accept_language(header);
    /// assert_eq!(visitor.language.as_deref(), Some("fr-CH"));
    /// let visitor = Visitor::undated().accept_language(None::<&str>);
    /// assert_eq!(visitor.language, None);
    /// ```
    #[must_use]
    pub fn accept_language(mut self, header: impl Into<MaybeText<'a>>) -> Self {
        self.language = match header.into().0 {
            Some(Cow::Borrowed(header)) => {
                AcceptLanguage::new(header).preferred().map(Cow::Borrowed)
            }
            // The tags borrow from the header, which is dropped here, so the preferred one is copied.
            Some(Cow::Owned(header)) => {
                AcceptLanguage::new(&header).preferred().map(|tag| Cow::Owned(tag.to_owned()))
            }
            None => None,
        };
        self
    }
}
