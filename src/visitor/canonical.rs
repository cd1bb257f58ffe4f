//! URLs that are already in the form that the URL standard's parser gives, cut into parts in one
//! pass and without allocation.

/// The parts of a URL in canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts<'u> {
    pub(super) host: &'u str,
    pub(super) path: &'u str,
    pub(super) query: Option<&'u str>,
}

/// What a byte is in a URL: bits.
const IN_HOST: u8 = 1;
const IN_PATH: u8 = 2;
const IN_QUERY: u8 = 4;
/// In a path, what may make a dot segment.
const DOT: u8 = 8;

const KINDS: [u8; 256] = kinds();

#[expect(clippy::indexing_slicing, reason = "a byte is below 256, and this runs when compiling")]
const fn kinds() -> [u8; 256] {
    let mut kinds = [0; 256];
    let mut byte = 0_usize;
    while byte < 256 {
        let b = byte.to_le_bytes()[0];
        if b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' {
            kinds[byte] |= IN_HOST;
        }
        // What the standard encodes in a path, and what ends it.
        let ends_or_encoded =
            matches!(b, b'"' | b'<' | b'>' | b'^' | b'`' | b'{' | b'}' | b'\\' | b'?' | b'#');
        if b.is_ascii_graphic() && !ends_or_encoded {
            kinds[byte] |= IN_PATH;
        }
        // The parser trims and drops blanks and controls, wherever they stand. What it encodes in a
        // query is decoded when a value is looked for.
        if b > b' ' && b != 0x7f && b != b'#' {
            kinds[byte] |= IN_QUERY;
        }
        if matches!(b, b'.' | b'%') {
            kinds[byte] |= DOT;
        }
        byte += 1;
    }
    kinds
}

fn kind(byte: u8) -> u8 {
    KINDS.get(usize::from(byte)).copied().unwrap_or_default()
}

impl<'u> Parts<'u> {
    /// Cuts a URL that is surely in canonical form; says nothing of the others. A test holds it
    /// against the parser.
    pub(super) fn of_canonical(text: &'u str) -> Option<Self> {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
        let (host, rest) = rest.split_at_checked(end_of_host(rest.as_bytes())?)?;
        let (path, rest) = rest.split_at_checked(end_of_path(rest.as_bytes())?)?;
        let (query, fragment) = match rest.strip_prefix('?') {
            Some(rest) => {
                let (query, rest) = rest.split_at_checked(end_of_query(rest.as_bytes()))?;
                (Some(query), rest)
            }
            None => (None, rest),
        };
        let is_plain = match fragment.strip_prefix('#') {
            Some(fragment) => fragment.bytes().all(|b| b == b'#' || kind(b) & IN_QUERY != 0),
            None => fragment.is_empty(),
        };
        let path = if path.is_empty() { "/" } else { path };
        is_plain.then_some(Self { host, path, query })
    }
}

/// Where a host ends that has lower-case labels which IDNA leaves alone, and a last one that cannot
/// make it an IPv4 address. No port, no user.
fn end_of_host(text: &[u8]) -> Option<usize> {
    let is_label = |label: &[u8]| !label.is_empty() && !label.starts_with(b"xn--");
    let mut label = 0;
    let mut end = 0;
    loop {
        let byte = text.get(end).copied();
        match byte {
            Some(byte) if kind(byte) & IN_HOST != 0 => {}
            Some(b'.') => {
                if !is_label(text.get(label..end)?) {
                    return None;
                }
                label = end + 1;
            }
            None | Some(b'/' | b'?' | b'#') => {
                let last = text.get(label..end)?;
                return (is_label(last) && last.first()?.is_ascii_lowercase()).then_some(end);
            }
            Some(_) => return None,
        }
        end += 1;
    }
}

/// Where a path ends that has nothing to encode and no dot segment. A segment that starts with a dot
/// or holds an escaped one is rare: the parser takes it.
fn end_of_path(text: &[u8]) -> Option<usize> {
    for (end, byte) in text.iter().enumerate() {
        let kind = kind(*byte);
        if kind & IN_PATH == 0 {
            return matches!(byte, b'?' | b'#').then_some(end);
        }
        if kind & DOT != 0 {
            let is_dot = match byte {
                b'.' => end.checked_sub(1).and_then(|before| text.get(before)) == Some(&b'/'),
                _ => matches!(text.get(end + 1..end + 3), Some([b'2', b'e' | b'E'])),
            };
            if is_dot {
                return None;
            }
        }
    }
    Some(text.len())
}

/// Where a query ends: at a fragment, or at what the parser would drop.
fn end_of_query(text: &[u8]) -> usize {
    text.iter().position(|byte| kind(*byte) & IN_QUERY == 0).unwrap_or(text.len())
}
