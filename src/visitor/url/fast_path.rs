//! URLs whose parts stand in them as the URL standard's parser gives them, cut in one pass and
//! without allocation.

use crate::visitor::url::byte_class::ByteClass;

/// The parts of such a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::visitor) struct UrlSlices<'u> {
    pub(super) host: &'u str,
    pub(super) path: &'u str,
    pub(super) query: Option<&'u str>,
}

impl<'u> UrlSlices<'u> {
    /// Cuts a URL whose parts are surely in canonical form; says nothing of the others. A test holds
    /// it against the parser.
    pub(super) fn from_canonical(text: &'u str) -> Option<Self> {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
        let (host, rest) = rest.split_at_checked(end_of_host(rest.as_bytes())?)?;
        let rest = after_port(rest)?;
        let (path, rest) = rest.split_at_checked(end_of_path(rest.as_bytes())?)?;
        let path = if path.is_empty() { "/" } else { path };
        let (query, rest) = match rest.strip_prefix('?') {
            Some(rest) => {
                let (query, rest) =
                    rest.split_at_checked(ByteClass::QUERY.prefix_length(rest.as_bytes()))?;
                (Some(query), rest)
            }
            None => (None, rest),
        };
        // Whatever stands in a fragment, the parts stay the same.
        (rest.is_empty() || rest.starts_with('#')).then_some(Self { host, path, query })
    }
}

/// Where a host ends that has lower-case labels which IDNA leaves alone, and a last one that cannot
/// make it an IPv4 address.
fn end_of_host(text: &[u8]) -> Option<usize> {
    let mut label = 0;
    loop {
        let rest = text.get(label..)?;
        let length =
            rest.iter().position(|byte| !ByteClass::LABEL.has(*byte)).unwrap_or(rest.len());
        if length == 0 || rest.starts_with(b"xn--") {
            return None;
        }
        match rest.get(length) {
            Some(b'.') => label += length + 1,
            None | Some(b'/' | b'?' | b'#' | b':') => {
                return rest.first()?.is_ascii_lowercase().then_some(label + length);
            }
            Some(_) => return None,
        }
    }
}

/// What follows the port, where there is one.
fn after_port(rest: &str) -> Option<&str> {
    let Some(rest) = rest.strip_prefix(':') else {
        return Some(rest);
    };
    let end = rest.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
    let (port, rest) = rest.split_at_checked(end)?;
    let is_end = matches!(rest.as_bytes(), [] | [b'/' | b'?' | b'#', ..]);
    (port.parse::<u16>().is_ok() && is_end).then_some(rest)
}

/// Where a path ends that has nothing to encode and no dot segment. One that may have either is rare:
/// the parser takes it.
fn end_of_path(text: &[u8]) -> Option<usize> {
    let mut end = 0;
    loop {
        let rest = text.get(end..)?;
        end += match rest {
            [] | [b'?' | b'#', ..] => return Some(end),
            [b'%', b'2', b'e' | b'E', ..] => return None,
            [b'%', high, low, ..] if ByteClass::PATH.has(*high) && ByteClass::PATH.has(*low) => 3,
            [b'.', ..] if may_be_dot_segment(text, end) => return None,
            [b'%' | b'.', ..] => 1,
            _ => Some(ByteClass::PATH.prefix_length(rest)).filter(|run| *run > 0)?,
        };
    }
}

/// Whether a dot begins a segment and another dot, maybe an escaped one, or nothing follows.
fn may_be_dot_segment(text: &[u8], dot: usize) -> bool {
    let begins = text.get(..dot).is_some_and(|before| before.ends_with(b"/"));
    begins && text.get(dot + 1).is_none_or(|next| *next == b'/' || !ByteClass::PATH.has(*next))
}
