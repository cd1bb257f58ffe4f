//! Reads files of JSON lines one by one, with a message for a line that cannot be read.

use std::error::Error;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use frontdesk::Visitor;

/// The lines of a file that are not blank, with their numbers. A byte-order mark and CRLF are
/// accepted.
pub(crate) struct Lines {
    source: Box<dyn BufRead>,
    /// The size of the file in bytes, or 0 if it is unknown.
    pub(crate) size: u64,
    /// The number of bytes that have been read.
    pub(crate) read: u64,
    number: usize,
    line: Vec<u8>,
}

impl Lines {
    /// Opens a file; `-` is standard input.
    pub(crate) fn open(file: &Path) -> Result<Self, Box<dyn Error>> {
        let (source, size): (Box<dyn BufRead>, u64) = if file == Path::new("-") {
            (Box::new(io::stdin().lock()), 0)
        } else {
            let source = File::open(file).map_err(|error| named(file, error))?;
            let about = source.metadata().map_err(|error| named(file, error))?;
            if about.is_dir() {
                return Err(named(file, "is a directory"));
            }
            (Box::new(BufReader::new(source)), about.len())
        };
        Ok(Self { source, size, read: 0, number: 0, line: Vec::new() })
    }

    /// Returns the next line that is not blank, with its number in the file.
    pub(crate) fn next_line(&mut self) -> io::Result<Option<(usize, &[u8])>> {
        loop {
            self.line.clear();
            let bytes = self.source.read_until(b'\n', &mut self.line)?;
            if bytes == 0 {
                return Ok(None);
            }
            self.read += bytes as u64;
            self.number += 1;
            if !text(&self.line, self.number).is_empty() {
                break;
            }
        }
        Ok(Some((self.number, text(&self.line, self.number))))
    }
}

/// Returns a line without its end, surrounding blanks and the byte-order mark. Columns are counted
/// in the result.
fn text(line: &[u8], number: usize) -> &[u8] {
    let line = if number == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
    line.trim_ascii_end()
}

/// Reads recorded visitors. Prints the error of each invalid line and reads the others. Returns the
/// visitors and the number of invalid lines.
pub(crate) fn read_visitors(file: &Path) -> Result<(Vec<Visitor<'static>>, usize), Box<dyn Error>> {
    let mut lines = Lines::open(file)?;
    let (mut visitors, mut broken) = (Vec::new(), 0);
    while let Some((number, text)) = lines.next_line().map_err(|error| named(file, error))? {
        match serde_json::from_slice::<Visitor>(text) {
            Ok(visitor) => visitors.push(visitor.into_owned()),
            Err(error) => {
                broken += 1;
                eprintln!("{}", unreadable(number, &error));
            }
        }
    }
    Ok((visitors, broken))
}

/// Formats the error of a line: its number in the file, the column if the reader knows it, and the
/// reason.
pub(crate) fn unreadable(number: usize, error: &serde_json::Error) -> String {
    let text = error.to_string();
    // The reader saw a single line. An error in a value that it had read before has no position.
    let place = format!(" at line {} column {}", error.line(), error.column());
    let reason = text.strip_suffix(&place).unwrap_or(&text);
    match error.column() {
        0 => format!("line {number}: {reason}"),
        column => format!("line {number}, column {column}: {reason}"),
    }
}

/// Formats an error with its file. The text may repeat parts of the file, which can contain control
/// sequences of a terminal, so it is escaped.
pub(crate) fn named(file: &Path, error: impl std::fmt::Display) -> Box<dyn Error> {
    let text = format!("{}: {error}", file.display());
    text.trim_end().replace(|c: char| c.is_control() && c != '\n', "\u{fffd}").into()
}
