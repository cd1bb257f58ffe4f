//! Comparison of words without case and separators, as UAX #44 (rule LM3) compares names of properties.

/// Longer words have no spelling key, so the cost of a comparison is bounded.
const WORD_CHARS: usize = 64;

/// Returns the key by which spellings are compared: the letters and digits of a word in lower case, after `not` if the
/// word starts with a sign of negation. The key of a word without letters and digits is the word itself (`>=`). Returns
/// `None` for an empty or a very long word.
pub(crate) fn spelling_key(word: &str) -> Option<String> {
    let word = word.trim();
    if word.is_empty() || word.chars().nth(WORD_CHARS).is_some() {
        return None;
    }
    // Operators of programming languages (`>=`, `&&`) consist of signs alone, which must not be removed.
    if !word.contains(char::is_alphanumeric) {
        return Some(word.to_owned());
    }
    // `!contains` must never be equal to `contains`: the suggestion would have the opposite meaning.
    let (start, rest) = match word.strip_prefix(['!', '¬', '-']) {
        Some(rest) => ("not", rest),
        None => ("", word),
    };
    let letters = rest.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    Some(start.chars().chain(letters).collect())
}

/// Returns `true` if a spelling key is the key of a word of a table. The words of tables are in lower case.
pub(crate) fn matches_spelling(key: &str, known: &str) -> bool {
    if key == known {
        return true;
    }
    // The key of the table's word is not built: an allocation for each word of a table would cost more than
    // the comparison. A key of signs alone was compared above.
    key.starts_with(char::is_alphanumeric)
        && key.chars().eq(known.chars().filter(|c| c.is_alphanumeric()))
}

/// Prefixes that turn a word into its opposite. Longer ones come before their own prefixes, because the first match
/// counts.
const NEGATIONS: [&str; 23] = [
    "doesnot", "doesnt", "donot", "dont", "arenot", "arent", "hasnot", "hasnt", "havenot", "isnot",
    "isnt", "hasno", "not", "never", "without", "non", "no", "dis", "un", "in", "im", "de", "anti",
];

/// The number of negations that are words of their own, so the rest of the word is a word, too. The others are only
/// syllables: `un` in `under` is no negation.
const PLAIN_NEGATIONS: usize = 13;

/// Returns the key of the word that a spelling key negates: `contains` for `doesnotcontains` and `containsnot`.
pub(crate) fn without_negation(key: &str) -> Option<&str> {
    let plain = NEGATIONS.split_at(PLAIN_NEGATIONS).0;
    let before = plain.iter().find_map(|negation| key.strip_prefix(negation));
    // `not` alone is a key of conditions and negates no word.
    before.or_else(|| key.strip_suffix("not")).filter(|rest| !rest.is_empty())
}

/// Returns `true` if one of two spelling keys is the other one after a negation: `available` and `unavailable`.
pub(crate) fn is_negation_of(one: &str, other: &str) -> bool {
    let negates = |long: &str, short: &str| {
        // All prefixes count here, also syllables: a suggestion of the opposite is worse than no
        // suggestion.
        long.strip_suffix(short).is_some_and(|start| NEGATIONS.contains(&start))
    };
    negates(one, other) || negates(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_separators_do_not_count() {
        for word in ["not_contains", "notContains", "NOT-CONTAINS", "$not contains", "!contains"] {
            assert_eq!(spelling_key(word).as_deref(), Some("notcontains"), "{word}");
        }
        for word in [">=", "&&", "≠"] {
            assert_eq!(spelling_key(word).as_deref(), Some(word));
            assert!(matches_spelling(word, word));
        }
        assert_eq!(spelling_key(" "), None);
        assert_eq!(spelling_key(&"a".repeat(65)), None);
        assert!(matches_spelling("pagehostname", "page.host_name"));
        assert!(!matches_spelling("pagehost", "page.host_name"));
        assert!(!matches_spelling(">=", ">"));
    }

    #[test]
    fn negations_are_known() {
        for (word, inner) in [
            ("notcontains", Some("contains")),
            ("doesnotequal", Some("equal")),
            ("isntset", Some("set")),
            ("startswithnot", Some("startswith")),
            ("contains", None),
            ("not", None),
            ("inside", None),
        ] {
            assert_eq!(without_negation(word), inner, "{word}");
        }
        assert!(is_negation_of("available", "unavailable"));
        assert!(is_negation_of("inactive", "active"));
        assert!(!is_negation_of("available", "availabel"));
    }
}
