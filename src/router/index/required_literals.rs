//! What a text must contain for a regular expression to match it.

use crate::condition::Pattern;

/// Parts of which every text that matches has one; nothing where none can be told.
#[cfg(feature = "regex")]
pub(super) fn required_literals(pattern: &Pattern) -> Option<Vec<String>> {
    if pattern.ignores_case() {
        // Letters in either case are classes, not literals.
        return None;
    }
    let hir = regex_syntax::Parser::new().parse(pattern.text()).ok()?;
    required(&hir)
}

#[cfg(not(feature = "regex"))]
pub(super) fn required_literals(_: &Pattern) -> Option<Vec<String>> {
    None
}

/// More alternatives than this are not worth their lists.
#[cfg(feature = "regex")]
const MOST: usize = 16;

#[cfg(feature = "regex")]
fn required(hir: &regex_syntax::hir::Hir) -> Option<Vec<String>> {
    use regex_syntax::hir::HirKind;
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok().filter(|text| !text.is_empty())?;
            Some(vec![text.to_owned()])
        }
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        // The part whose shortest literal is longest.
        HirKind::Concat(parts) => parts
            .iter()
            .filter_map(required)
            .max_by_key(|literals| literals.iter().map(String::len).min()),
        HirKind::Alternation(parts) => {
            let mut union = Vec::new();
            for part in parts {
                union.extend(required(part)?);
            }
            (union.len() <= MOST).then_some(union)
        }
        _ => None,
    }
}

#[cfg(all(test, feature = "regex"))]
mod tests {
    use super::*;

    fn literals(expression: &str) -> Option<Vec<String>> {
        required(&regex_syntax::Parser::new().parse(expression).unwrap())
    }

    #[test]
    fn every_match_has_one_of_them() {
        let some = |texts: &[&str]| Some(texts.iter().map(|text| (*text).to_owned()).collect());
        assert_eq!(literals("/product-[0-9]+"), some(&["/product-"]));
        assert_eq!(literals("^/(fr|en)/shoes$"), some(&["/shoes"]));
        assert_eq!(literals("(?:abc)+x?"), some(&["abc"]));
        assert_eq!(literals("(alpha|beta)\\d"), some(&["alpha", "beta"]));
        assert_eq!(literals("(alpha|.*)\\d"), None);
        assert_eq!(literals("(?:abc)*"), None);
        assert_eq!(literals("[a-z]+"), None);
        assert_eq!(literals("(?i)abc"), None);
        assert_eq!(literals(""), None);
    }
}
