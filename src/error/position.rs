//! The line and the column of a problem in the text of its document.

use std::fmt;

use serde::Serialize;

use crate::error::json_text::Locator;
use crate::error::{DocumentPath, ProblemKind, Problems};

/// A line and a column of a text, both counted from 1. A column counts characters (Unicode scalar values),
/// so a tab is one column. A line ends with a line feed; a byte-order mark at the start is not counted.
///
/// `Display` is `LINE:COLUMN`, as compilers write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[non_exhaustive]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl Position {
    const START: Self = Self { line: 1, column: 1 };

    /// Returns the position of a byte in a text. If the text is shorter, returns the position after its last
    /// character.
    ///
    /// ```
    /// use frontdesk::error::Position;
    /// let text = "é = 1\nname = 2";
    /// let name = text.find("name").unwrap();
    /// assert_eq!(Position::from_byte_offset(text, name).to_string(), "2:1");
    /// assert_eq!(Position::from_byte_offset(text, 3).column, 3, "`é` is one character of two bytes");
    /// ```
    #[must_use]
    pub fn from_byte_offset(text: &str, offset: usize) -> Self {
        Walk::new(text).to(offset)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Reads a text forwards and keeps the position that it has reached.
struct Walk<'t> {
    chars: std::str::CharIndices<'t>,
    position: Position,
}

impl<'t> Walk<'t> {
    fn new(text: &'t str) -> Self {
        Self { chars: text.char_indices(), position: Position::START }
    }

    /// Returns the position of a byte. The byte must not be before the byte of an earlier call.
    fn to(&mut self, offset: usize) -> Position {
        loop {
            // The character that contains the byte must stay unread for the next call.
            let before = self.chars.clone();
            match self.chars.next() {
                Some((start, c)) if start + c.len_utf8() <= offset => match c {
                    '\n' => self.position = Position { line: self.position.line + 1, column: 1 },
                    // Editors do not count a byte-order mark as a column.
                    '\u{feff}' if start == 0 => {}
                    _ => self.position.column += 1,
                },
                _ => {
                    self.chars = before;
                    return self.position;
                }
            }
        }
    }
}

/// Returns the position of each of several bytes, in the order of `offsets`.
fn positions(text: &str, offsets: &[usize]) -> Vec<Position> {
    // In the order of the text one pass is enough. A pass for each problem would be quadratic.
    let mut order: Vec<usize> = (0..offsets.len()).collect();
    order.sort_by_key(|n| offsets.get(*n));
    let mut walk = Walk::new(text);
    let mut positions = vec![Position::START; offsets.len()];
    for n in order {
        if let (Some(offset), Some(position)) = (offsets.get(n), positions.get_mut(n)) {
            *position = walk.to(*offset);
        }
    }
    positions
}

impl DocumentPath {
    /// Returns where the value of this path starts in the JSON text of the document. If the text does not have the
    /// value, returns the start of the innermost object or list around it that exists. So a missing key is reported
    /// at its object. If a key is repeated, its first value counts, as it does when a draft is read.
    ///
    /// ```
    /// use frontdesk::Draft;
    /// let text = r#"{"groups": [
    ///   {"id": "sales", "name": 7}
    /// ]}"#;
    /// let problems = serde_json::from_str::<Draft>(text)?.check().unwrap_err();
    /// let path = problems.iter().next().unwrap().path();
    /// assert_eq!(path.to_string(), "groups[0].name");
    /// assert_eq!(path.to_json_pointer(), "/groups/0/name");
    /// assert_eq!(path.position_in_json(text).to_string(), "2:27");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn position_in_json(&self, text: &str) -> Position {
        let mut locator = Locator::new(1);
        locator.want_value(self, 0);
        let offset = locator.locate(text).first().copied().unwrap_or_default();
        Position::from_byte_offset(text, offset)
    }
}

impl Problems {
    /// Returns the position of each problem in the JSON text from which the draft was read, in the order of the
    /// problems. It is the position of the key if [the key is wrong](crate::Problem::is_at_key), and otherwise the
    /// position of the value as [`DocumentPath::position_in_json`] returns it. The text is read once for all
    /// problems.
    ///
    /// ```
    /// use frontdesk::Draft;
    /// let text = r#"{
    ///   "groups": [{"id": "sales"}],
    ///   "trigers": []
    /// }"#;
    /// let problems = serde_json::from_str::<Draft>(text)?.check().unwrap_err();
    /// let lines: Vec<String> = problems
    ///     .iter()
    ///     .zip(problems.positions_in_json(text))
    ///     .map(|(problem, position)| format!("shop.json:{position}: {problem}"))
    ///     .collect();
    /// assert_eq!(lines, [
    ///     "shop.json:2:14: groups[0].name: this key is required",
    ///     "shop.json:3:3: trigers: there is no key `trigers` here; did you mean `triggers`?",
    /// ]);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn positions_in_json(&self, text: &str) -> Vec<Position> {
        let mut locator = Locator::new(self.len());
        for (n, problem) in self.iter().enumerate() {
            match problem.kind {
                ProblemKind::RepeatedKey => locator.want_repetition(&problem.path, n),
                _ if problem.is_at_key() => locator.want_key(&problem.path, n),
                _ => locator.want_value(&problem.path, n),
            }
        }
        positions(text, &locator.locate(text))
    }
}
