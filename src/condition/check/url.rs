//! Brings hosts and paths of a rule to the form that the URL parser returns ([rule C4](crate::_rules#c4)).

use crate::error::{Diagnostics, PathRef, ProblemKind};
use crate::visitor::FieldKind;

/// Returns a whole host in lower case, with IDNA applied.
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

/// Returns nothing: without the feature `url`, a predicate on a host has been refused for its field already.
#[cfg(not(feature = "url"))]
pub(super) fn host(_: &str, _: &PathRef<'_>, _: &mut Diagnostics) -> Option<Box<str>> {
    None
}

/// Returns a part of a text: in ASCII lower case for a host, percent-encoded for a path.
pub(super) fn part(
    text: &str,
    kind: FieldKind,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) -> Option<Box<str>> {
    match kind {
        // A part of a host cannot be parsed as a host, so IDNA cannot be applied to it.
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

/// Encodes the URL standard's path percent-encode set. Existing escapes stay.
#[cfg(feature = "url")]
fn encoded(path: &str) -> Box<str> {
    use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
    // Without `%`, so that a path that is encoded already stays as it is.
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
