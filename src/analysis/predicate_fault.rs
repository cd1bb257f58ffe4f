//! Predicates that load but cannot do, or do not do, what their writer meant.

use std::fmt;

use crate::analysis::{FindingSubject, Replacement};
use crate::error::{DocumentPath, shown};

/// A predicate of a condition that does something else than it seems to.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PredicateFinding {
    /// The trigger or the assertion that has it; `None` for an assertion without an id.
    pub of: Option<FindingSubject>,
    /// Its operator in the document, or the item of the list.
    pub place: DocumentPath,
    /// The predicate, in words. Of a list, the item that is concerned.
    pub test: String,
    /// How many more items of the same list have the same fault.
    pub more: usize,
    /// What is wrong with it.
    pub fault: PredicateFault,
    /// What to write instead, if that can be given exactly.
    pub instead: Vec<Replacement>,
}

/// What is wrong with a predicate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PredicateFault {
    /// A `*` in a host, a path or a URL, where it is an ordinary character.
    Wildcard,
    /// A host that starts or ends with a dot.
    DotAroundHost,
    /// A scheme, a port or a path in what is compared with a host.
    UrlInHost,
    /// A scheme or a host in what is compared with a path.
    UrlInPath,
    /// A `?` or a `#` in what is compared with a path, which ends before both.
    QueryInPath,
    /// A path without its leading slash.
    PathWithoutSlash,
    /// A text that is cut within an escape: `%C`, or the first byte of a letter of two.
    CutEscape,
    /// A whole URL without a path: browsers write `https://s.example/`.
    UrlWithoutPath,
    /// The start of a URL without a scheme.
    UrlWithoutScheme,
    /// A URL with an upper-case host or with the default port: browsers write neither.
    UrlNotNormalized,
    /// A text with characters that the field never has.
    ImpossibleText {
        /// Those characters.
        characters: String,
    },
    /// A regular expression between slashes: `/shop/i`.
    DelimitedExpression,
    /// A regular expression that is found in no text that the field can have.
    ImpossibleExpression(Impossible),
    /// `is` or `in` with a language alone, which leaves its regions out.
    LanguageWithoutRegions,
    /// A number written as text, which a number does not equal.
    NumberAsText,
    /// A number that the field never has.
    ImpossibleNumber {
        /// The numbers that it may have, in words.
        range: &'static str,
    },
    /// A state that the schedule, the group or the staff never has.
    ImpossibleState {
        /// Why, in words.
        reason: &'static str,
    },
    /// `ignore_case` where the field is compared without case anyway.
    IgnoreCaseWithoutEffect,
}

/// Why a regular expression is found in no text that the field can have.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Impossible {
    /// Something must stand before the start of the text, or after its end.
    Anchors,
    /// The text must have characters that the field never has.
    Characters(String),
    /// Paths have another form: they begin with `/`.
    PathForm,
    /// URLs have another form: they begin with their scheme.
    UrlForm,
    /// Hosts have another form: labels with a dot between them.
    HostForm,
}

impl PredicateFault {
    /// A stable word in snake case: `wildcard`, `path_without_slash`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Wildcard => "wildcard",
            Self::DotAroundHost => "dot_around_host",
            Self::UrlInHost => "url_in_host",
            Self::UrlInPath => "url_in_path",
            Self::QueryInPath => "query_in_path",
            Self::PathWithoutSlash => "path_without_slash",
            Self::CutEscape => "cut_escape",
            Self::UrlWithoutPath => "url_without_path",
            Self::UrlWithoutScheme => "url_without_scheme",
            Self::UrlNotNormalized => "url_not_normalized",
            Self::ImpossibleText { .. } => "impossible_text",
            Self::DelimitedExpression => "delimited_expression",
            Self::ImpossibleExpression(_) => "impossible_expression",
            Self::LanguageWithoutRegions => "language_without_regions",
            Self::NumberAsText => "number_as_text",
            Self::ImpossibleNumber { .. } => "impossible_number",
            Self::ImpossibleState { .. } => "impossible_state",
            Self::IgnoreCaseWithoutEffect => "ignore_case_without_effect",
        }
    }
}

/// The clause that follows the predicate in a line for people.
impl fmt::Display for PredicateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wildcard => f.write_str("has no wildcard: `*` is an ordinary character here"),
            Self::DotAroundHost => f.write_str(
                "fits no host: none starts with a dot, and hardly any ends with one",
            ),
            Self::UrlInHost => {
                f.write_str("fits no host: a host has no scheme, no port and no path")
            }
            Self::UrlInPath => f.write_str("fits no path: a path has no scheme and no host"),
            Self::QueryInPath => f.write_str("fits no path: a path ends before `?` and before `#`"),
            Self::PathWithoutSlash => f.write_str("fits no path: a path begins with `/`"),
            Self::CutEscape => f.write_str(
                "cuts the escape of a letter: an escape is `%` and two digits, and a letter outside ASCII \
                 has two escapes or more",
            ),
            Self::UrlWithoutPath => {
                f.write_str("fits no URL of a browser: there a `/` follows the host")
            }
            Self::UrlWithoutScheme => {
                f.write_str("fits no URL: a URL begins with its scheme, as in `https://`")
            }
            Self::UrlNotNormalized => f.write_str(
                "fits no URL of a browser: there scheme and host are in lower case, and the usual \
                 port is left out",
            ),
            Self::ImpossibleText { characters } => {
                write!(f, "is never true: this field never has {}", in_words(characters))
            }
            Self::DelimitedExpression => {
                f.write_str("has its expression between slashes, which are taken for a part of it")
            }
            Self::ImpossibleExpression(Impossible::Anchors) => f.write_str(
                "is never true: nothing can stand before the start of a text, `^`, nor after its \
                 end, `$`",
            ),
            Self::ImpossibleExpression(Impossible::Characters(characters)) => {
                write!(f, "is never true: this field never has {}", in_words(characters))
            }
            Self::ImpossibleExpression(Impossible::PathForm) => {
                f.write_str("is never true: a path begins with `/`")
            }
            Self::ImpossibleExpression(Impossible::UrlForm) => f.write_str(
                "is never true: a URL begins with its scheme and its host, as in `https://`",
            ),
            Self::ImpossibleExpression(Impossible::HostForm) => f.write_str(
                "is never true: a host has no dot at its start, and a name on both sides of a dot",
            ),
            Self::LanguageWithoutRegions => {
                f.write_str("leaves out the regions, which most browsers send, as in `fr-CA`")
            }
            Self::NumberAsText => {
                f.write_str("holds for that text only: a number is no text")
            }
            Self::ImpossibleNumber { range } => {
                write!(f, "is never true: this field has {range} only")
            }
            Self::ImpossibleState { reason } => write!(f, "is never true: {reason}"),
            Self::IgnoreCaseWithoutEffect => {
                f.write_str("is compared without case anyway, so `ignore_case` has no effect")
            }
        }
    }
}

/// Characters as a line names them, and why they are missing if that is easily forgotten.
fn in_words(characters: &str) -> String {
    let one = |c: char| match c {
        ' ' => "a space".to_owned(),
        c => format!("`{}`", shown(&c.to_string())),
    };
    let mut list: Vec<String> = characters.chars().map(one).collect();
    let words = match (list.pop(), list.is_empty()) {
        (None, _) => return "what it asks for".to_owned(),
        (Some(last), true) => last,
        (Some(last), false) => format!("{} and {last}", list.join(", ")),
    };
    let is_any = |is: fn(char) -> bool| characters.chars().any(is);
    let why = if is_any(|c| matches!(c, '?' | '#')) {
        " (neither query nor fragment is a part of it)"
    } else if is_any(|c| !c.is_ascii()) {
        " (letters outside ASCII are encoded there)"
    } else if is_any(|c| c.is_ascii_uppercase()) {
        " (a host is in lower case)"
    } else {
        ""
    };
    format!("{words}{why}")
}
