//! What a call is given, as documents: the form in which it goes to the process that counts, and in
//! which it can be looked at.

use std::io::{self, BufRead, Read, Write};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    /// A workspace.
    pub document: String,
    /// The workspace that it is changed to.
    pub other: String,
    pub visitor: String,
    /// Empty where everybody is online.
    pub presence: String,
    /// One a line.
    pub commands: String,
    /// How a snapshot is edited.
    pub edits: String,
}

impl Input {
    fn parts(&self) -> [&String; 6] {
        let Self { document, other, visitor, presence, commands, edits } = self;
        [document, other, visitor, presence, commands, edits]
    }

    pub fn bytes(&self) -> usize {
        self.parts().iter().map(|part| part.len()).sum()
    }

    /// The parts that there are, with names for files.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let names = [
            "workspace.json",
            "other.json",
            "visitor.json",
            "presence.json",
            "commands.jsonl",
            "edits.txt",
        ];
        let parts = names.into_iter().zip(self.parts());
        parts.filter(|(_, part)| !part.is_empty()).map(|(name, part)| (name, part.as_str()))
    }

    /// A line with a name and the lengths, and then the parts.
    pub fn write(&self, name: &str, to: &mut impl Write) -> io::Result<()> {
        let lengths = self.parts().map(|part| part.len().to_string());
        writeln!(to, "{name} {}", lengths.join(" "))?;
        for part in self.parts() {
            to.write_all(part.as_bytes())?;
        }
        to.flush()
    }

    /// Reads what [`write`](Self::write) has written; nothing at the end.
    pub fn read(from: &mut impl BufRead) -> io::Result<Option<(String, Self)>> {
        let mut line = String::new();
        if from.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let mut words = line.split_whitespace();
        let name = words.next().unwrap_or_default().to_owned();
        let mut part = || -> io::Result<String> {
            let length = words.next().and_then(|word| word.parse().ok());
            let mut text = String::new();
            from.by_ref().take(length.unwrap_or(0)).read_to_string(&mut text)?;
            Ok(text)
        };
        let input = Self {
            document: part()?,
            other: part()?,
            visitor: part()?,
            presence: part()?,
            commands: part()?,
            edits: part()?,
        };
        Ok(Some((name, input)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let first = Input { document: "{}\n".into(), edits: "é 1".into(), ..Input::default() };
        let second = Input { visitor: "x".repeat(100_000), ..Input::default() };
        let mut bytes = Vec::new();
        first.write("one", &mut bytes).unwrap();
        second.write("two", &mut bytes).unwrap();
        let mut from = bytes.as_slice();
        assert_eq!(Input::read(&mut from).unwrap(), Some(("one".into(), first)));
        assert_eq!(Input::read(&mut from).unwrap(), Some(("two".into(), second)));
        assert_eq!(Input::read(&mut from).unwrap(), None);
    }
}
