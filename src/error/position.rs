//! Where a problem is in the text of its document: line and column.

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

    /// The position of a byte of a text; after its last character if the text is shorter.
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

/// A walk through a text that knows the position that it has come to.
struct Walk<'t> {
    chars: std::str::CharIndices<'t>,
    position: Position,
}

impl<'t> Walk<'t> {
    fn new(text: &'t str) -> Self {
        Self { chars: text.char_indices(), position: Position::START }
    }

    /// The position of a byte, which must not lie before that of an earlier call.
    fn to(&mut self, offset: usize) -> Position {
        loop {
            let before = self.chars.clone();
            match self.chars.next() {
                Some((start, c)) if start + c.len_utf8() <= offset => match c {
                    '\n' => self.position = Position { line: self.position.line + 1, column: 1 },
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

/// The positions of bytes, each in its place.
fn positions(text: &str, offsets: &[usize]) -> Vec<Position> {
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
    /// Where the value at this place starts in the JSON text of the document. If it is not there, the
    /// position is that of the innermost object or list around it that is: a key that is missing is missed
    /// in that object. Of a repeated key the first value counts, as when a draft is read.
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
    /// Where each of the problems is in the JSON text that the draft was read from, in their order: the
    /// position of the key where [that is wrong](crate::Problem::is_at_key), else that of the value, as
    /// [`DocumentPath::position_in_json`] gives it. The text is read once, however many problems there are.
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
