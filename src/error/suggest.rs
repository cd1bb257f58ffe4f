//! Suggestions of the correct word for a misspelt one.
//!
//! A word is proposed only if a typing error explains the misspelling:
//!
//! - The words are equal without case and separators (`startsWith`, `starts-with`), or they have equally many
//!   parts, each with few edits. A part ends at a separator and before an upper case letter. A part of up to 3
//!   letters may have two neighbours swapped, a part of 4 to 7 letters one edit or its letters in another order,
//!   a longer part two edits. The whole word may have two edits. In a word with several parts the length of the
//!   longer form of a part counts, in a word with one part the length of the shorter form. An `s` at the end of
//!   a part that only one of the words has is allowed besides.
//! - Their digits are equal: `team-1` is never proposed for `team-2`.
//! - Neither is the negation of the other: `available` is never proposed for `unavailable`.
//! - No other word is equally near, whether a typing error explains that word or not.
//!
//! Words of other systems are looked up in the tables of `vocabulary` first, so none of them counts as misspelt.

use crate::vocabulary::{is_negation_of, spelling_key};

/// The budget of a document for suggestions, in compared pairs of characters. After that no suggestions are
/// searched for, so a document with 100,000 wrong references to 100,000 groups takes linear time.
const BUDGET: usize = 20_000_000;

/// Words longer than this get no suggestion.
const WORD_CHARS: usize = 64;

/// The cost of splitting a word into its parts, in compared pairs of characters.
const PARTS_COST: usize = 16;

/// The most edits in a whole word.
const MOST_EDITS: usize = 2;

/// Searches for the nearest word, within one budget for the whole document.
#[derive(Clone, Debug)]
pub(crate) struct Suggester {
    budget_left: usize,
}

impl Default for Suggester {
    fn default() -> Self {
        Self { budget_left: BUDGET }
    }
}

/// A word in the forms in which it is compared.
struct WordParts {
    /// The parts in lower case.
    parts: Vec<Vec<char>>,
    spelling_key: String,
    digits: String,
    /// `true` if the word starts with `$`, as keys for tools do: `$schema` and `schema` are two keys.
    has_dollar: bool,
}

impl WordParts {
    /// Splits a word. Returns `None` for a word without letters and digits, and for a very long one.
    fn from_word(word: &str) -> Option<Self> {
        let loose = spelling_key(word).filter(|loose| loose.contains(char::is_alphanumeric))?;
        let mut parts: Vec<Vec<char>> = Vec::new();
        // `is_new`: the next letter starts a part. `was_lower`: the last letter was in lower case, so an
        // upper case letter starts a part, too (camel case). A word in upper case has only one part.
        let (mut is_new, mut was_lower) = (true, false);
        for c in word.chars() {
            if !c.is_alphanumeric() {
                is_new = true;
                continue;
            }
            if is_new || was_lower && c.is_uppercase() {
                parts.push(Vec::new());
            }
            is_new = false;
            was_lower = c.is_lowercase();
            if let Some(part) = parts.last_mut() {
                part.extend(c.to_lowercase());
            }
        }
        let digits = word.chars().filter(|c| c.is_numeric()).collect();
        Some(Self { parts, spelling_key: loose, digits, has_dollar: word.starts_with('$') })
    }

    /// Returns the number of edits between two words, and whether a typing error explains them. Returns `None` if
    /// they have too many edits.
    fn edits_to(&self, other: &Self) -> Option<(usize, bool)> {
        let dollar = usize::from(self.has_dollar != other.has_dollar);
        if self.spelling_key == other.spelling_key {
            return Some((dollar, dollar == 0));
        }
        // A word with more or fewer parts is another word: `group` is not a misspelt `group_code`.
        if self.parts.len() != other.parts.len() {
            return None;
        }
        let (mut edits, mut is_slip) = (dollar, dollar == 0);
        let is_alone = self.parts.len() == 1;
        for (left, right) in self.parts.iter().zip(&other.parts) {
            let (of_part, is_allowed) = edits_of_part(left, right, is_alone)?;
            edits += of_part;
            is_slip &= is_allowed;
            if edits > MOST_EDITS {
                return None;
            }
        }
        // The number of edits is returned although the word cannot be proposed: the word still
        // competes, so no other word is proposed that is not nearer.
        let is_other =
            self.digits != other.digits || is_negation_of(&self.spelling_key, &other.spelling_key);
        Some((edits, is_slip && !is_other))
    }
}

/// Returns the number of edits between two parts, and whether they are few enough for the length.
fn edits_of_part(left: &[char], right: &[char], is_alone: bool) -> Option<(usize, bool)> {
    let difference = left.len().abs_diff(right.len());
    if difference > MOST_EDITS {
        return None;
    }
    // Singular and plural: an `s` that only one of them has at its end is removed before comparing and
    // counts as one edit. Short parts keep it, because `is` and `i` are different words.
    let (left, right, plural) = match (left.split_last(), right.split_last()) {
        (Some(('s', one)), Some((last, _))) if *last != 's' && one.len() > 3 => (one, right, 1),
        (Some((last, _)), Some(('s', one))) if *last != 's' && one.len() > 3 => (left, one, 1),
        _ => (left, right, 0),
    };
    let (shorter, longer) = (left.len().min(right.len()), left.len().max(right.len()));
    // A single part is all that there is to compare, so the stricter bound of the shorter length
    // applies. With several parts the others support the match.
    let length = if is_alone { shorter } else { longer };
    let edits = distance(left, right);
    // In a short word any replaced letter makes another word (`and`, `any`), so only a swap is allowed.
    let is_allowed = match length {
        _ if edits == 0 => true,
        0..=3 => edits == 1 && has_same_letters(left, right),
        4..=7 => edits == 1 || edits == 2 && has_same_letters(left, right),
        _ => edits <= 2,
    };
    Some((edits + plural, is_allowed))
}

/// Returns `true` if two parts have the same letters in any order.
fn has_same_letters(left: &[char], right: &[char]) -> bool {
    let sorted = |letters: &[char]| {
        let mut letters = letters.to_vec();
        letters.sort_unstable();
        letters
    };
    left.len() == right.len() && sorted(left) == sorted(right)
}

impl Suggester {
    /// Takes work from the budget. Returns `true` if the budget is not used up.
    pub(crate) fn spend(&mut self, work: usize) -> bool {
        self.budget_left = self.budget_left.saturating_sub(work);
        self.budget_left > 0
    }

    /// Returns the nearest word if a typing error explains it and no other word is equally near.
    pub(crate) fn find<'w>(
        &mut self,
        wrong: &str,
        words: impl IntoIterator<Item = &'w str>,
    ) -> Option<&'w str> {
        if self.budget_left == 0 {
            return None;
        }
        let wrong = WordParts::from_word(wrong)?;
        let letters = wrong.spelling_key.chars().count();
        let mut best: Option<(usize, bool, &str)> = None;
        let mut is_alone = true;
        for word in words {
            // Reading a long id costs, too, although it is not compared.
            let count = word.chars().filter(|c| c.is_alphanumeric()).take(WORD_CHARS + 1).count();
            if !self.spend(1 + count / 8) {
                return None;
            }
            // Every edit changes the length by at most one, so most words are excluded by length alone.
            if count.abs_diff(letters) > MOST_EDITS {
                continue;
            }
            if !self.spend(PARTS_COST + letters * count) {
                return None;
            }
            let Some((edits, is_slip)) =
                WordParts::from_word(word).and_then(|word| wrong.edits_to(&word))
            else {
                continue;
            };
            // Ids may occur twice in a faulty document. One word twice is no ambiguity.
            match best {
                Some((least, _, _)) if edits > least => {}
                Some((least, _, known)) if edits == least => is_alone &= known == word,
                _ => (best, is_alone) = (Some((edits, is_slip, word)), true),
            }
        }
        best.filter(|(_, is_slip, _)| is_alone && *is_slip).map(|(_, _, word)| word)
    }
}

/// Returns the number of insertions, deletions, replacements and swaps of neighbours between two parts (optimal
/// string alignment, the restricted Damerau-Levenshtein distance).
fn distance(left: &[char], right: &[char]) -> usize {
    // Only three rows of the matrix are kept: a swap refers to the row before the last one.
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    let mut last_left = None;
    for (row, &l) in left.iter().enumerate() {
        let mut line = Vec::with_capacity(right.len() + 1);
        line.push(row + 1);
        let mut last_right = None;
        for (column, &r) in right.iter().enumerate() {
            let cell = |line: &[usize], n: usize| line.get(n).copied().unwrap_or(usize::MAX / 2);
            let replaced = cell(&above, column) + usize::from(l != r);
            let removed = cell(&above, column + 1) + 1;
            let added = cell(&line, column) + 1;
            let mut least = replaced.min(removed).min(added);
            if last_left == Some(r) && last_right == Some(l) && column > 0 {
                least = least.min(cell(&before, column - 1) + 1);
            }
            line.push(least);
            last_right = Some(r);
        }
        before = std::mem::replace(&mut above, line);
        last_left = Some(l);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearest<'w>(wrong: &str, words: &[&'w str]) -> Option<&'w str> {
        Suggester::default().find(wrong, words.iter().copied())
    }

    #[test]
    fn a_slip_is_found_and_a_stranger_is_not() {
        assert_eq!(nearest("countrry", &["country", "city"]), Some("country"));
        assert_eq!(nearest("conutry", &["country", "city"]), Some("country"));
        assert_eq!(nearest("Country", &["county", "country"]), Some("country"));
        assert_eq!(nearest("weather", &["country", "city"]), None);
        assert_eq!(nearest("", &["a"]), None);
        assert_eq!(nearest("--", &["-"]), None);
    }

    #[test]
    fn separators_and_case_do_not_count() {
        for wrong in ["startsWith", "starts-with", "STARTS_WITH", "starts with", "startswith"] {
            assert_eq!(nearest(wrong, &["ends_with", "starts_with"]), Some("starts_with"));
        }
        assert_eq!(nearest("startWith", &["starts_with"]), Some("starts_with"));
        assert_eq!(nearest("start", &["starts_with"]), None);
    }

    #[test]
    fn something_else_that_is_valid_by_chance_is_not_proposed() {
        for (wrong, words) in [
            ("and", &["any", "all"][..]),
            ("nin", &["in", "is"]),
            ("team-3", &["team-1", "team-2"]),
            ("sales1", &["sales"]),
            ("de-support", &["fr-support"]),
            ("us-sales", &["uk-sales"]),
            ("team-a", &["team-b"]),
            ("page.port", &["page.host", "page.path"]),
            ("north-team", &["south-team"]),
            ("unavailable", &["available"]),
            ("unassigned", &["assigned"]),
            ("not_contains", &["contains"]),
            ("online", &["offline"]),
            ("cat", &["bat", "car"]),
            ("boat", &["coat", "goat"]),
        ] {
            assert_eq!(nearest(wrong, words), None, "{wrong}");
        }
    }

    #[test]
    fn one_word_twice_is_no_doubt() {
        assert_eq!(nearest("slaes", &["sales", "sales"]), Some("sales"));
    }

    #[test]
    fn a_spent_budget_ends_the_search() {
        let mut nearest = Suggester { budget_left: 1 };
        assert_eq!(nearest.find("country", ["country"]), None);
    }
}
