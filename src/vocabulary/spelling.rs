//! Loose matching of words: without case and separators, as UAX #44 (rule LM3) matches names.

/// Words longer than this are not compared loosely.
const WORD_CHARS: usize = 64;

/// A word in the form in which words are compared loosely: letters and digits only, in lower case; a
/// mark of negation before them is `not`. A word without letters and digits is itself (`>=`). Nothing
/// for an empty or a very long word.
pub(crate) fn spelling_key(word: &str) -> Option<String> {
    let word = word.trim();
    if word.is_empty() || word.chars().nth(WORD_CHARS).is_some() {
        return None;
    }
    if !word.contains(char::is_alphanumeric) {
        return Some(word.to_owned());
    }
    let (start, rest) = match word.strip_prefix(['!', '¬', '-']) {
        Some(rest) => ("not", rest),
        None => ("", word),
    };
    let letters = rest.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    Some(start.chars().chain(letters).collect())
}

/// Whether a word in loose form is this one of a table, in which words are in lower case.
pub(crate) fn matches_spelling(loose: &str, known: &str) -> bool {
    if loose == known {
        return true;
    }
    loose.starts_with(char::is_alphanumeric)
        && loose.chars().eq(known.chars().filter(|c| c.is_alphanumeric()))
}

/// What turns a word into one that says the opposite; the longer ones first.
const NEGATIONS: [&str; 23] = [
    "doesnot", "doesnt", "donot", "dont", "arenot", "arent", "hasnot", "hasnt", "havenot", "isnot",
    "isnt", "hasno", "not", "never", "without", "non", "no", "dis", "un", "in", "im", "de", "anti",
];

/// How many of those say "not" by themselves, so that what follows them is a word of its own.
const PLAIN_NEGATIONS: usize = 13;

/// The word that a word in loose form negates: `contains` for `doesnotcontains` and `containsnot`.
pub(crate) fn without_negation(loose: &str) -> Option<&str> {
    let plain = NEGATIONS.split_at(PLAIN_NEGATIONS).0;
    let before = plain.iter().find_map(|negation| loose.strip_prefix(negation));
    before.or_else(|| loose.strip_suffix("not")).filter(|rest| !rest.is_empty())
}

/// Whether one of two words in loose form is the other with a negation before it: `available` and
/// `unavailable`.
pub(crate) fn is_negation_of(one: &str, other: &str) -> bool {
    let negates = |long: &str, short: &str| {
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
