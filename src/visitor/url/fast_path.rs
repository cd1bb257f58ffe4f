//! Fast path for URLs in canonical form: those whose parts are, as they are written, what the parser of the
//! URL standard returns. They are split in one pass and without allocation.

use crate::visitor::url::byte_class::ByteClass;

/// The parts of a canonical URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::visitor) struct UrlSlices<'u> {
    pub(super) host: &'u str,
    pub(super) path: &'u str,
    pub(super) query: Option<&'u str>,
}

impl<'u> UrlSlices<'u> {
    /// Splits a URL whose parts are certainly in canonical form. Returns `None` for all others, even if they
    /// are canonical. A test compares it with the parser.
    pub(super) fn from_canonical(text: &'u str) -> Option<Self> {
        // Only these two schemes in lower case. They are special in the standard, and nearly all pages have
        // them.
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
        let (host, rest) = rest.split_at_checked(end_of_host(rest.as_bytes())?)?;
        let rest = after_port(rest)?;
        let (path, rest) = rest.split_at_checked(end_of_path(rest.as_bytes())?)?;
        // A URL of these schemes always has a path.
        let path = if path.is_empty() { "/" } else { path };
        let (query, rest) = match rest.strip_prefix('?') {
            Some(rest) => {
                let (query, rest) =
                    rest.split_at_checked(ByteClass::QUERY.prefix_length(rest.as_bytes()))?;
                (Some(query), rest)
            }
            None => (None, rest),
        };
        // The fragment does not affect the other parts.
        (rest.is_empty() || rest.starts_with('#')).then_some(Self { host, path, query })
    }
}

/// Returns the end of a host whose labels are in lower case and left alone by IDNA, and whose last label
/// cannot make it an IPv4 address.
fn end_of_host(text: &[u8]) -> Option<usize> {
    let mut label = 0;
    loop {
        let rest = text.get(label..)?;
        let length =
            rest.iter().position(|byte| !ByteClass::LABEL.has(*byte)).unwrap_or(rest.len());
        // An empty label is invalid, and an encoded one may be, so the parser decides.
        if length == 0 || rest.starts_with(b"xn--") {
            return None;
        }
        match rest.get(length) {
            Some(b'.') => label += length + 1,
            None | Some(b'/' | b'?' | b'#' | b':') => {
                // A last label that starts with a digit may be an IPv4 address, which the parser would
                // rewrite.
                return rest.first()?.is_ascii_lowercase().then_some(label + length);
            }
            Some(_) => return None,
        }
    }
}

/// Returns what follows the port, or the whole text if there is no port.
fn after_port(rest: &str) -> Option<&str> {
    let Some(rest) = rest.strip_prefix(':') else {
        return Some(rest);
    };
    let end = rest.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
    let (port, rest) = rest.split_at_checked(end)?;
    // Anything else after the digits makes the port invalid.
    let is_end = matches!(rest.as_bytes(), [] | [b'/' | b'?' | b'#', ..]);
    // No field reads the port, so only its validity matters. An empty or too large one is left to the parser.
    (port.parse::<u16>().is_ok() && is_end).then_some(rest)
}

/// Returns the end of a path that has nothing to encode and no dot segment. Other paths are rare and left to
/// the parser.
fn end_of_path(text: &[u8]) -> Option<usize> {
    let mut end = 0;
    loop {
        let rest = text.get(end..)?;
        end += match rest {
            [] | [b'?' | b'#', ..] => return Some(end),
            // An escaped dot may be part of a dot segment, which the parser removes.
            [b'%', b'2', b'e' | b'E', ..] => return None,
            [b'%', high, low, ..] if ByteClass::PATH.has(*high) && ByteClass::PATH.has(*low) => 3,
            [b'.', ..] if may_be_dot_segment(text, end) => return None,
            // The standard keeps a `%` that starts no escape, and a dot that is no segment.
            [b'%' | b'.', ..] => 1,
            // Any other byte would have to be encoded, so the parser decides.
            _ => Some(ByteClass::PATH.prefix_length(rest)).filter(|run| *run > 0)?,
        };
    }
}

/// Returns `true` if a dot starts a segment, and another dot, which may be escaped, or nothing follows.
fn may_be_dot_segment(text: &[u8], dot: usize) -> bool {
    let begins = text.get(..dot).is_some_and(|before| before.ends_with(b"/"));
    begins && text.get(dot + 1).is_none_or(|next| *next == b'/' || !ByteClass::PATH.has(*next))
}
