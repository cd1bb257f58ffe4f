//! Generates a text that a regular expression matches.

#[cfg(feature = "regex")]
use crate::condition::Truth;
use crate::condition::pattern::Pattern;

/// Returns a text that an expression matches. It takes the first alternative of each choice and the fewest
/// repetitions. Returns `None` if the resulting text does not match, for example because of a word boundary.
#[cfg(feature = "regex")]
pub(super) fn sample(pattern: &Pattern) -> Option<String> {
    let (source, ignore_case) = pattern.source();
    let parsed =
        regex_syntax::ParserBuilder::new().case_insensitive(ignore_case).build().parse(source);
    let mut text = String::new();
    write(&parsed.ok()?, &mut text)?;
    (pattern.truth(&text) == Truth::True).then_some(text)
}

#[cfg(not(feature = "regex"))]
pub(super) fn sample(_: &Pattern) -> Option<String> {
    None
}

/// Longer samples are of no use to people.
#[cfg(feature = "regex")]
const MAX_SAMPLE_BYTES: usize = 2_048;

/// Writes a text that a part of an expression matches. The parser has limited the depth of the recursion.
#[cfg(feature = "regex")]
fn write(part: &regex_syntax::hir::Hir, text: &mut String) -> Option<()> {
    use regex_syntax::hir::{Class, HirKind};

    if text.len() > MAX_SAMPLE_BYTES {
        return None;
    }
    match part.kind() {
        // Assertions are ignored here. The caller checks the whole text, and some samples are therefore lost.
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(Class::Unicode(class)) => text.push(plainest(class)?),
        HirKind::Class(Class::Bytes(class)) => {
            let byte = class.ranges().first()?.start();
            text.push(char::from(byte));
        }
        HirKind::Repetition(repetition) => {
            for _ in 0..repetition.min {
                let before = text.len();
                write(&repetition.sub, text)?;
                // A part that writes nothing can be repeated without effect.
                if text.len() == before {
                    break;
                }
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, text)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, text))?,
        // Any branch will do, because one sample is enough.
        HirKind::Alternation(parts) => write(parts.first()?, text)?,
    }
    Some(())
}

/// Returns a letter, a digit or a common character if the class has one.
#[cfg(feature = "regex")]
fn plainest(class: &regex_syntax::hir::ClassUnicode) -> Option<char> {
    let has =
        |c: char| class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&c));
    let plain = ['a', '0', '-', '/', 'A'].into_iter().chain('b'..='z').chain('1'..='9');
    plain
        .into_iter()
        .find(|c| has(*c))
        .or_else(|| class.ranges().first().map(regex_syntax::hir::ClassUnicodeRange::start))
}
