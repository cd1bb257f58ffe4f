//! Predicates that are valid but do not do what their author meant.

use std::fmt;

use crate::analysis::{FindingSubject, Replacement};
use crate::error::{DocumentPath, escape};

/// A predicate that does something else than its author probably meant.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PredicateFinding {
    /// The trigger or the assertion with the predicate. `None` for an assertion without an id.
    pub subject: Option<FindingSubject>,
    /// The path of the operator in the document, or of the item of the list.
    pub path: DocumentPath,
    /// The predicate as a text. For a list it names the faulty item only.
    pub test: String,
    /// The number of further items of the list that have this fault.
    pub more: usize,
    /// The fault.
    pub fault: PredicateFault,
    /// The proposed edits. The list is empty if there is no exact proposal.
    pub instead: Vec<Replacement>,
}

/// A fault of a predicate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PredicateFault {
    /// A `*` in a host, a path or a URL, where it is an ordinary character.
    Wildcard,
    /// A host that starts or ends with a dot.
    DotAroundHost,
    /// A scheme, a port or a path in a text that is compared with a host.
    UrlInHost,
    /// A scheme or a host in a text that is compared with a path.
    UrlInPath,
    /// A `?` or a `#` in a text that is compared with a path. A path ends before both.
    QueryInPath,
    /// A path without its leading slash.
    PathWithoutSlash,
    /// A text that starts or ends within a percent escape: `%C`, or the first byte of a two-byte
    /// letter.
    CutEscape,
    /// A whole URL without a path. Browsers report `https://s.example/`.
    UrlWithoutPath,
    /// The start of a URL without its scheme.
    UrlWithoutScheme,
    /// A URL with an upper-case host or with the default port. Browsers report neither.
    UrlNotNormalized,
    /// A text with characters that the field never contains.
    ImpossibleText {
        /// The characters.
        characters: String,
    },
    /// A regular expression between slashes, such as `/shop/i`.
    DelimitedExpression,
    /// A regular expression that matches no text of the field.
    ImpossibleExpression(Impossible),
    /// `is` or `in` with a language without a region, which excludes its regions.
    LanguageWithoutRegions,
    /// A number written as a text. A text never equals a number.
    NumberAsText,
    /// A number that the field never has.
    ImpossibleNumber {
        /// The numbers that the field can have, as a phrase.
        range: &'static str,
    },
    /// A state that the schedule, the group or the staff never has.
    ImpossibleState {
        /// The reason, as a clause.
        reason: &'static str,
    },
    /// `ignore_case` on a field that is always compared case-insensitively.
    IgnoreCaseWithoutEffect,
}

/// The reason why a regular expression matches no text of the field.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Impossible {
    /// The expression requires a character before the start or after the end of the text.
    Anchors,
    /// The expression requires characters that the field never contains.
    Characters(String),
    /// The expression contradicts the form of paths: they begin with `/`.
    PathForm,
    /// The expression contradicts the form of URLs: they begin with their scheme.
    UrlForm,
    /// The expression contradicts the form of hosts: labels with a dot between them.
    HostForm,
}

impl PredicateFault {
    /// Returns a stable identifier in snake case, such as `wildcard` or `path_without_slash`.
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

/// Writes the clause that follows the predicate in a line for people.
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
                write!(f, "is never true: this field never has {}", list_characters(characters))
            }
            Self::DelimitedExpression => {
                f.write_str("has its expression between slashes, which are taken for a part of it")
            }
            Self::ImpossibleExpression(Impossible::Anchors) => f.write_str(
                "is never true: nothing can stand before the start of a text, `^`, nor after its \
                 end, `$`",
            ),
            Self::ImpossibleExpression(Impossible::Characters(characters)) => {
                write!(f, "is never true: this field never has {}", list_characters(characters))
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

/// Lists characters for a line of text, with the reason why they never occur if it is easily
/// forgotten.
fn list_characters(characters: &str) -> String {
    let one = |c: char| match c {
        ' ' => "a space".to_owned(),
        c => format!("`{}`", escape(&c.to_string())),
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
