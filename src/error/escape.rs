//! Text of a document as a message may repeat it: cut and escaped.

/// The most characters of a name or an offending text that a message repeats. No id is longer, so two different
/// ids never look equal in a message.
const SHOWN_CHARS: usize = 128;

/// The most items that a line lists.
const LISTED: usize = 10;

/// Escapes an id, a name or an offending text for a message, and cuts it to 128 characters.
pub(crate) fn escape(text: &str) -> String {
    escape_within(text, SHOWN_CHARS)
}

/// Escapes a text for a message and cuts it to `most` characters. Escapes everything that could hide or reorder
/// what an administrator reads: control characters, invisible characters and direction marks.
pub(crate) fn escape_within(text: &str, most: usize) -> String {
    let mut out = String::new();
    for (n, c) in text.chars().enumerate() {
        if n == most {
            out.push('…');
            break;
        }
        // A right-to-left override in a name could make a line show another name than it has
        // (CVE-2021-42574, "Trojan Source").
        if c.is_control() || is_invisible(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// Joins items to a line: the first ten as texts, then the number of the others.
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

/// Joins ids, names or words to a line as [`join_limited`] does, each escaped and in backticks.
pub(crate) fn join_quoted<T: ToString>(words: impl IntoIterator<Item = T>) -> String {
    join_limited(words, |word| format!("`{}`", escape(&word.to_string())))
}

/// Returns `true` for zero-width characters, line and paragraph separators, and marks that change the direction
/// of text.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
