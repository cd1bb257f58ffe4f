//! Required literals of a regular expression: every match contains at least one of them.
//!
//! Idea: walk the syntax tree. A literal requires itself, a concatenation the part whose shortest literal is
//! longest, an alternation the literals of all branches, and a repetition those of its part if it occurs at
//! least once. The substring index then finds candidates, as in the prefilters of the crate `regex` and in
//! code search by trigrams (Cox 2012).
//!
//! Drawback: an expression without a required literal, or one that ignores case, cannot be indexed.

use crate::condition::Pattern;

/// Returns literals of which every match contains at least one, or `None` if there are none.
#[cfg(feature = "regex")]
pub(super) fn required_literals(pattern: &Pattern) -> Option<Vec<String>> {
    if pattern.ignores_case() {
        // If case is ignored, the parser gives classes instead of literals.
        return None;
    }
    // The check has parsed the expression already, but a compiled one keeps no syntax tree.
    let hir = regex_syntax::Parser::new().parse(pattern.text()).ok()?;
    required(&hir)
}

#[cfg(not(feature = "regex"))]
pub(super) fn required_literals(_: &Pattern) -> Option<Vec<String>> {
    None
}

/// More alternatives than this make more lists than they save. The limit was not measured.
#[cfg(feature = "regex")]
const MAX_LITERALS: usize = 16;

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
        // The part whose shortest literal is longest is the most selective one.
        HirKind::Concat(parts) => parts
            .iter()
            .filter_map(required)
            .max_by_key(|literals| literals.iter().map(String::len).min()),
        HirKind::Alternation(parts) => {
            let mut union = Vec::new();
            for part in parts {
                // A branch without a literal makes the whole alternation unsuitable.
                union.extend(required(part)?);
            }
            (union.len() <= MAX_LITERALS).then_some(union)
        }
        // Classes have no literal, assertions read no text, and a repetition from zero may be absent.
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
