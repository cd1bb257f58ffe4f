//! Texts by shape, alphabet, length and number: how alike the texts of many rules are, and how a
//! visitor's text is made of them.

use frontdesk_workloads::random::Random;

const ALPHABETS: [&str; 8] =
    ["ab", "a", "abcdefghijklmnopqrstuvwxyz", "0123456789", "AbCdEf", "éàüß", "a-./", "İΣσς"];

pub const SHAPES: u32 = 7;
pub const MOST_ALPHABETS: u32 = ALPHABETS.len() as u32 - 1;
pub const FILLS: u32 = 8;

/// A text: which of a family it is, is said by its number.
#[derive(Clone, Copy)]
pub struct Text {
    pub shape: usize,
    pub alphabet: usize,
    /// In characters.
    pub length: usize,
}

impl Text {
    fn alphabet(self) -> Vec<char> {
        ALPHABETS[self.alphabet % ALPHABETS.len()].chars().collect()
    }

    /// The text of a number, of at least one character.
    pub fn write(self, number: usize) -> String {
        let alphabet = self.alphabet();
        let digits = digits(number, &alphabet);
        let rest = self.length.saturating_sub(digits.chars().count());
        let same = |count: usize| alphabet.iter().take(1).cycle().take(count).collect::<String>();
        let cycled = |count: usize| alphabet.iter().cycle().take(count).collect::<String>();
        match self.shape {
            // The start is shared, the end is shared, both are.
            0 => same(rest) + &digits,
            1 => digits + &same(rest),
            2 => same(rest / 2) + &digits + &same(rest - rest / 2),
            3 => random(&alphabet, self.length.max(1), number as u64),
            // All are the same.
            4 => cycled(self.length.max(1)),
            5 => cycled(rest) + &digits,
            6 => digits.chars().cycle().take(self.length.max(digits.chars().count())).collect(),
            _ => random(&alphabet, rest, 0) + &digits,
        }
    }

    /// A long text of at most so many bytes, made of these.
    pub fn fill(self, fill: usize, bytes: usize) -> String {
        let one = self.write(0);
        let mut text = String::new();
        match fill {
            0 => text = one.repeat(bytes / one.len() + 1),
            1 => {
                let mut number = 0;
                while text.len() < bytes {
                    text += &self.write(number);
                    number += 1;
                }
            }
            2 => text = random(&self.alphabet(), bytes, 1),
            3 => text = one.chars().take(1).cycle().take(bytes).collect(),
            // Almost those texts: without the last, without the first character.
            4 => {
                let near = &one[..one.char_indices().last().map_or(0, |(place, _)| place)];
                text = near.repeat(bytes / near.len().max(1) + 1);
            }
            5 => {
                let near = &one[one.chars().next().map_or(0, char::len_utf8)..];
                text = near.repeat(bytes / near.len().max(1) + 1);
            }
            6 => text = random(&['a', 'b'], bytes, 2),
            7 => text = "%C3%A9%2F".repeat(bytes / 9 + 1),
            _ => text = "a&".repeat(bytes / 2 + 1),
        }
        truncate(text, bytes)
    }
}

/// A number in the digits of an alphabet, three at least, so that all are of one length for long.
fn digits(mut number: usize, alphabet: &[char]) -> String {
    if alphabet.len() < 2 {
        return format!("{number:03}");
    }
    let wanted = if alphabet.len() < 10 { 6 } else { 3 };
    let mut digits = Vec::new();
    while number > 0 || digits.len() < wanted {
        digits.push(alphabet[number % alphabet.len()]);
        number /= alphabet.len();
    }
    digits.iter().rev().collect()
}

fn random(alphabet: &[char], length: usize, place: u64) -> String {
    let mut random = Random::for_item(7, 3, place);
    (0..length).map(|_| alphabet[random.below(alphabet.len() as u32) as usize]).collect()
}

/// Up to so many bytes, and whole characters.
pub fn truncate(mut text: String, bytes: usize) -> String {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text.truncate(end.unwrap_or(0));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_of_a_family_differ_where_they_shall() {
        for shape in 0..=SHAPES as usize {
            for alphabet in 0..=MOST_ALPHABETS as usize {
                let text = Text { shape, alphabet, length: 12 };
                let same = text.write(3) == text.write(4);
                assert_eq!(same, shape == 4 || (shape == 3 && alphabet == 1), "{shape} {alphabet}");
                assert_eq!(text.write(3).chars().count(), 12, "{shape} {alphabet}");
            }
        }
    }

    #[test]
    fn filled_texts_have_their_length() {
        for fill in 0..=FILLS as usize {
            for alphabet in 0..=MOST_ALPHABETS as usize {
                let text = Text { shape: 0, alphabet, length: 12 }.fill(fill, 1_000);
                assert!((997..=1_000).contains(&text.len()), "{fill} {alphabet}: {}", text.len());
            }
        }
    }
}
