//! Finds the values of paths in JSON text, without building a tree of the text.
//!
//! The requested paths form a trie of their segments. One pass over the text follows the trie, and skips every value
//! that is on no path. A JSON parser has read the text before, so the text is not validated. If it is not JSON, the
//! pass ends there, and the values found until then are returned.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::error::{DocumentPath, PathSegment};

/// Finds the byte offsets at which values and keys of a JSON text start.
pub(super) struct Locator<'p> {
    root: Node<'p>,
    /// The offset that was found for each request.
    offsets: Vec<usize>,
}

/// A node of the trie: a requested path, or a prefix of one.
#[derive(Default)]
struct Node<'p> {
    children: BTreeMap<&'p PathSegment, Node<'p>>,
    /// The requests for this value or for a value in it. The start of this value is the result for all of them
    /// until a value further down is found.
    within: Vec<usize>,
    /// The requests for the key of this value, by the number of earlier occurrences of the key.
    of_key: BTreeMap<usize, usize>,
}

impl<'p> Locator<'p> {
    /// Creates a locator for `count` requests, which are numbered from 0.
    pub(super) fn new(count: usize) -> Self {
        Self { root: Node::default(), offsets: vec![0; count] }
    }

    /// Requests the start of a value.
    pub(super) fn want_value(&mut self, path: &'p DocumentPath, number: usize) {
        self.node(path, number).within.push(number);
    }

    /// Requests the start of the key of a value.
    pub(super) fn want_key(&mut self, path: &'p DocumentPath, number: usize) {
        self.node(path, number).of_key.insert(0, number);
    }

    /// Requests the second occurrence of a key in its object. Another request for this path is for the third
    /// occurrence, and so on.
    pub(super) fn want_repetition(&mut self, path: &'p DocumentPath, number: usize) {
        let node = self.node(path, number);
        let last = node.of_key.last_key_value().map_or(0, |(before, _)| *before);
        node.of_key.insert(last + 1, number);
    }

    /// Returns the node of a path. Adds the request to all nodes above it: the innermost value that exists is the
    /// result if the path itself does not exist.
    fn node(&mut self, path: &'p DocumentPath, number: usize) -> &mut Node<'p> {
        path.segments().iter().fold(&mut self.root, |node, segment| {
            node.within.push(number);
            node.children.entry(segment).or_default()
        })
    }

    /// Returns the offset for each request.
    pub(super) fn locate(mut self, text: &str) -> Vec<usize> {
        let mut cursor = Cursor { text, at: 0 };
        // Editors on Windows write a byte-order mark, which is not part of the JSON.
        if text.starts_with('\u{feff}') {
            cursor.at = '\u{feff}'.len_utf8();
        }
        let _ = cursor.find(&self.root, &mut self.offsets);
        self.offsets
    }
}

/// A position in the text. Its methods return `None` if the text is not JSON, which ends the pass.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl Cursor<'_> {
    /// Reads the next value and records the offsets of the requests in it. The recursion is as deep as the requested
    /// paths, not as deep as the text.
    fn find(&mut self, node: &Node<'_>, offsets: &mut [usize]) -> Option<()> {
        let first = self.skip_space()?;
        // Recorded before the values in it, which overwrite the offset if they exist.
        note(offsets, &node.within, self.at);
        match first {
            b'{' if !node.children.is_empty() => self.find_in_object(node, offsets),
            b'[' if !node.children.is_empty() => self.find_in_list(node, offsets),
            _ => self.skip_value(),
        }
    }

    fn find_in_object(&mut self, node: &Node<'_>, offsets: &mut [usize]) -> Option<()> {
        // The number of earlier occurrences of each requested key in this object.
        let mut seen: BTreeMap<PathSegment, usize> = BTreeMap::new();
        self.at += 1;
        while self.skip_space()? != b'}' {
            let start = self.at;
            let step = PathSegment::Key(self.key()?.into());
            self.expect(b':')?;
            match node.children.get(&step) {
                Some(child) => {
                    let before = seen.entry(step).or_default();
                    let is_first = *before == 0;
                    note(offsets, child.of_key.get(before), start);
                    *before += 1;
                    // The reader of drafts takes the first value of a repeated key, so problems are in it.
                    if is_first {
                        self.find(child, offsets)?;
                    } else {
                        self.skip_value()?;
                    }
                }
                None => self.skip_value()?,
            }
            self.skip_comma()?;
        }
        self.at += 1;
        Some(())
    }

    fn find_in_list(&mut self, node: &Node<'_>, offsets: &mut [usize]) -> Option<()> {
        self.at += 1;
        let mut index = 0;
        while self.skip_space()? != b']' {
            match node.children.get(&PathSegment::Index(index)) {
                Some(child) => self.find(child, offsets)?,
                None => self.skip_value()?,
            }
            index += 1;
            self.skip_comma()?;
        }
        self.at += 1;
        Some(())
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Skips white space and returns the next byte, without consuming it.
    fn skip_space(&mut self) -> Option<u8> {
        while matches!(self.byte()?, b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
        self.byte()
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.skip_space()? == byte).then(|| self.at += 1)
    }

    fn skip_comma(&mut self) -> Option<()> {
        if self.skip_space()? == b',' {
            self.at += 1;
        }
        Some(())
    }

    /// Skips a value of any depth. It counts brackets instead of calling itself, so a deep text cannot overflow the
    /// stack.
    fn skip_value(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.skip_space()? {
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                b'"' => drop(self.string()?),
                b',' | b':' if depth > 0 => self.at += 1,
                b',' | b':' => return None,
                _ => self.skip_word(),
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    /// Skips a number, `true`, `false` or `null`.
    fn skip_word(&mut self) {
        let ends = |byte| matches!(byte, b',' | b':' | b'{' | b'}' | b'[' | b']' | b'"');
        while self.byte().is_some_and(|byte| !ends(byte) && !byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Skips a string and returns the text between its quotes.
    fn string(&mut self) -> Option<&str> {
        let start = self.at + 1;
        self.at = start;
        loop {
            match self.byte()? {
                b'"' => break,
                // The byte after a backslash never ends the string. The digits of `\u` need no care.
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        let end = self.at;
        self.at += 1;
        self.text.get(start..end)
    }

    fn key(&mut self) -> Option<Cow<'_, str>> {
        if self.byte()? != b'"' {
            return None;
        }
        let key = self.string()?;
        if key.contains('\\') { unescaped(key).map(Cow::Owned) } else { Some(Cow::Borrowed(key)) }
    }
}

fn note<'n>(offsets: &mut [usize], numbers: impl IntoIterator<Item = &'n usize>, found: usize) {
    for number in numbers {
        if let Some(offset) = offsets.get_mut(*number) {
            *offset = found;
        }
    }
}

/// Decodes the escapes of a string (RFC 8259, section 7).
fn unescaped(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, escape)) = rest.split_once('\\') {
        out.push_str(plain);
        let kind = escape.chars().next()?;
        rest = escape.get(kind.len_utf8()..)?;
        out.push(match kind {
            '"' | '\\' | '/' => kind,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let unit = hex(&mut rest)?;
                let mut units = vec![unit];
                // A high surrogate: characters beyond U+FFFF are two escapes in JSON.
                if (0xd800..0xdc00).contains(&unit) {
                    rest = rest.strip_prefix("\\u")?;
                    units.push(hex(&mut rest)?);
                }
                char::decode_utf16(units).next()?.ok()?
            }
            _ => return None,
        });
    }
    out.push_str(rest);
    Some(out)
}

/// Removes four hexadecimal digits from the start of a text and returns their value.
fn hex(rest: &mut &str) -> Option<u16> {
    let digits = rest.get(..4)?;
    *rest = rest.get(4..)?;
    u16::from_str_radix(digits, 16).ok()
}
