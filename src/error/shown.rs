//! Offending text as it may stand in an error.

/// The most characters of an offending text that an error repeats.
pub(super) const SHOWN_CHARS: usize = 80;

/// A text as it may stand in an error: cut, and with everything escaped that could hide or
/// reorder what an administrator reads (control characters, direction marks).
pub(crate) fn shown(text: &str, most: usize) -> String {
    let mut out = String::new();
    for (n, c) in text.chars().enumerate() {
        if n == most {
            out.push('…');
            break;
        }
        if c.is_control() || is_invisible(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// A text as a problem repeats it.
pub(crate) fn found_as(text: &str) -> String {
    shown(text, SHOWN_CHARS)
}

/// Zero-width characters, line and paragraph separators, marks that change the direction of text.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
