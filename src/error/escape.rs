//! What a document says as it may stand in a text for people.

/// The most characters of a name or an offending text that is repeated: no id is longer, so that none is
/// cut and two are told apart.
const SHOWN_CHARS: usize = 128;

/// The most things that a line lists.
const LISTED: usize = 10;

/// An id, a name or an offending text as a line repeats it.
pub(crate) fn escape(text: &str) -> String {
    escape_within(text, SHOWN_CHARS)
}

/// A text as a line may repeat it: cut, and with everything escaped that could hide or reorder what
/// an administrator reads (control characters, direction marks).
pub(crate) fn escape_within(text: &str, most: usize) -> String {
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

/// Several things in a line: the first few in words, and how many more there are.
pub(crate) fn join_limited<T>(
    things: impl IntoIterator<Item = T>,
    words: impl Fn(T) -> String,
) -> String {
    let mut things = things.into_iter();
    let line = things.by_ref().take(LISTED).map(words).collect::<Vec<String>>().join(", ");
    match things.count() {
        0 => line,
        more => format!("{line} and {more} more"),
    }
}

/// The same of ids, names and words, in backticks.
pub(crate) fn join_quoted<T: ToString>(words: impl IntoIterator<Item = T>) -> String {
    join_limited(words, |word| format!("`{}`", escape(&word.to_string())))
}

/// Zero-width characters, line and paragraph separators, marks that change the direction of text.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
