//! The nearest right word for a misspelt one.

/// Work after which no more suggestions are looked for, in compared pairs of characters: a
/// document with a hundred thousand wrong references to a hundred thousand groups stays linear.
const BUDGET: usize = 20_000_000;

/// Words longer than this get no suggestion.
const WORD_CHARS: usize = 64;

/// A search for the nearest word, within a budget for the whole document.
#[derive(Clone, Debug)]
pub(crate) struct Nearest {
    left: usize,
}

impl Default for Nearest {
    fn default() -> Self {
        Self { left: BUDGET }
    }
}

impl Nearest {
    #[cfg(feature = "tz")]
    pub(super) fn is_in_budget(&self) -> bool {
        self.left > 0
    }

    /// The word with the fewest changes to `wrong`, if they are few for its length: the first of
    /// equals.
    pub(crate) fn find<'w>(
        &mut self,
        wrong: &str,
        words: impl IntoIterator<Item = &'w str>,
    ) -> Option<&'w str> {
        let wrong: Vec<char> = wrong.chars().take(WORD_CHARS + 1).collect();
        if wrong.is_empty() || wrong.len() > WORD_CHARS {
            return None;
        }
        // A third of the characters may be wrong; in a short word one.
        let mut best = (wrong.len() / 3).max(1) + 1;
        let mut found = None;
        for word in words {
            self.left = self.left.saturating_sub(1);
            if self.left == 0 {
                break;
            }
            if word.is_empty() || word.len() > WORD_CHARS * 4 {
                continue;
            }
            let letters: Vec<char> = word.chars().collect();
            if letters.len().abs_diff(wrong.len()) >= best {
                continue;
            }
            self.left = self.left.saturating_sub(wrong.len() * letters.len());
            let distance = distance(&wrong, &letters);
            if distance < best {
                best = distance;
                found = Some(word);
            }
        }
        found
    }
}

/// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment); a
/// change of case is free, so that the right word in the wrong case is found first.
fn distance(left: &[char], right: &[char]) -> usize {
    let same = |a: char, b: char| a == b || a.to_lowercase().eq(b.to_lowercase());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    let mut last_left = None;
    for (row, &l) in left.iter().enumerate() {
        let mut line = Vec::with_capacity(right.len() + 1);
        line.push(row + 1);
        let mut last_right = None;
        for (column, &r) in right.iter().enumerate() {
            let cell = |line: &[usize], n: usize| line.get(n).copied().unwrap_or(usize::MAX / 2);
            let replaced = cell(&above, column) + usize::from(!same(l, r));
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
        Nearest::default().find(wrong, words.iter().copied())
    }

    #[test]
    fn a_slip_is_found_and_a_stranger_is_not() {
        assert_eq!(nearest("countrry", &["country", "city"]), Some("country"));
        assert_eq!(nearest("conutry", &["country", "city"]), Some("country"));
        assert_eq!(nearest("Country", &["county", "country"]), Some("country"));
        assert_eq!(nearest("weather", &["country", "city"]), None);
        assert_eq!(nearest("", &["a"]), None);
    }

    #[test]
    fn the_first_of_equals_wins() {
        assert_eq!(nearest("cat", &["bat", "car"]), Some("bat"));
    }

    #[test]
    fn a_spent_budget_ends_the_search() {
        let mut nearest = Nearest { left: 1 };
        assert_eq!(nearest.find("country", ["country"]), None);
    }
}
