//! What a rule says of a host or a path, brought to the form that the URL parser gives ([rule C4](crate::_rules#c4)).

use crate::error::{Diagnostics, PathRef, ProblemKind};
use crate::visitor::FieldKind;

/// A whole host: lower case, IDNA.
#[cfg(feature = "url")]
pub(super) fn host(text: &str, at: &PathRef<'_>, report: &mut Diagnostics) -> Option<Box<str>> {
    match ::url::Host::parse(text) {
        Ok(host) => Some(host.to_string().into()),
        Err(_) => {
            let reason = "write a host such as `shop.example`, without scheme, port and path";
            report.add(at, ProblemKind::InvalidHost { reason }, text);
            None
        }
    }
}

/// Without the feature `url` a leaf on a host has been refused for its field already.
#[cfg(not(feature = "url"))]
pub(super) fn host(_: &str, _: &PathRef<'_>, _: &mut Diagnostics) -> Option<Box<str>> {
    None
}

/// A part of a text: of a host ASCII in lower case, of a path percent-encoded.
pub(super) fn part(
    text: &str,
    kind: FieldKind,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) -> Option<Box<str>> {
    match kind {
        FieldKind::Host if text.is_ascii() => Some(text.to_ascii_lowercase().into()),
        FieldKind::Host => {
            let reason = "a part of a host is ASCII, use `within` for a whole domain";
            report.add(at, ProblemKind::InvalidHost { reason }, text);
            None
        }
        FieldKind::Path => Some(encoded(text)),
        _ => Some(text.into()),
    }
}

/// Encodes the URL standard's path percent-encode set; escapes that are there stay.
#[cfg(feature = "url")]
fn encoded(path: &str) -> Box<str> {
    use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
    const PATH: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'#')
        .add(b'<')
        .add(b'>')
        .add(b'?')
        .add(b'^')
        .add(b'`')
        .add(b'{')
        .add(b'}');
    utf8_percent_encode(path, PATH).to_string().into()
}

#[cfg(not(feature = "url"))]
fn encoded(path: &str) -> Box<str> {
    path.into()
}
