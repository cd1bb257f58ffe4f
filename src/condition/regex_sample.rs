//! A text that a regular expression matches.

#[cfg(feature = "regex")]
use crate::condition::Truth;
use crate::condition::pattern::Pattern;

/// The shortest way through an expression: the first of each choice, each repetition as seldom as may
/// be. Nothing where that is no text which matches: an expression of word boundaries, say.
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

/// More characters than this are no sample for people.
#[cfg(feature = "regex")]
const CHARS: usize = 2_048;

/// The depth of an expression is limited by its parser.
#[cfg(feature = "regex")]
fn write(part: &regex_syntax::hir::Hir, text: &mut String) -> Option<()> {
    use regex_syntax::hir::{Class, HirKind};

    if text.len() > CHARS {
        return None;
    }
    match part.kind() {
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
                // Nothing, however often.
                if text.len() == before {
                    break;
                }
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, text)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, text))?,
        HirKind::Alternation(parts) => write(parts.first()?, text)?,
    }
    Some(())
}

/// A letter or digit where the class has one.
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
