//! Finding places in JSON text, without a tree of it.
//!
//! The places that are looked for form a trie by their steps. One pass over the text follows it: a value
//! that no place leads through is skipped. The text has been read by a JSON parser before, so it is not
//! checked: where it is no JSON the pass ends, and what was found until then counts.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::error::{DocumentPath, PathSegment};

/// Finds the bytes at which values and keys of JSON text start.
pub(super) struct Locator<'p> {
    root: Node<'p>,
    /// What has been found for each number that was wanted.
    offsets: Vec<usize>,
}

/// A place, or a part of one.
#[derive(Default)]
struct Node<'p> {
    children: BTreeMap<&'p PathSegment, Node<'p>>,
    /// The numbers that want this value or one within it: the start of this one will do for them until a
    /// nearer one is found.
    within: Vec<usize>,
    /// The numbers that want the key of this value, by how often the key has stood before.
    of_key: BTreeMap<usize, usize>,
}

impl<'p> Locator<'p> {
    /// A locator that is asked for so many places, which have numbers from 0.
    pub(super) fn new(count: usize) -> Self {
        Self { root: Node::default(), offsets: vec![0; count] }
    }

    /// Wants the start of a value.
    pub(super) fn want_value(&mut self, place: &'p DocumentPath, number: usize) {
        self.node(place, number).within.push(number);
    }

    /// Wants the start of the key of a value.
    pub(super) fn want_key(&mut self, place: &'p DocumentPath, number: usize) {
        self.node(place, number).of_key.insert(0, number);
    }

    /// Wants the start of a key that stands again; the next time, of its third occurrence.
    pub(super) fn want_repetition(&mut self, place: &'p DocumentPath, number: usize) {
        let node = self.node(place, number);
        let last = node.of_key.last_key_value().map_or(0, |(before, _)| *before);
        node.of_key.insert(last + 1, number);
    }

    /// The node of a place; those around it stand for it until it is found.
    fn node(&mut self, place: &'p DocumentPath, number: usize) -> &mut Node<'p> {
        place.segments().iter().fold(&mut self.root, |node, step| {
            node.within.push(number);
            node.children.entry(step).or_default()
        })
    }

    /// The offset for each number.
    pub(super) fn locate(mut self, text: &str) -> Vec<usize> {
        let mut cursor = Cursor { text, at: 0 };
        if text.starts_with('\u{feff}') {
            cursor.at = '\u{feff}'.len_utf8();
        }
        let _ = cursor.find(&self.root, &mut self.offsets);
        self.offsets
    }
}

/// A place in the text. What does not fit JSON ends the pass: nothing.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl Cursor<'_> {
    /// Goes over the next value, and finds what is wanted of it. It calls itself as deep as places are.
    fn find(&mut self, node: &Node<'_>, offsets: &mut [usize]) -> Option<()> {
        let first = self.skip_space()?;
        note(offsets, &node.within, self.at);
        match first {
            b'{' if !node.children.is_empty() => self.find_in_object(node, offsets),
            b'[' if !node.children.is_empty() => self.find_in_list(node, offsets),
            _ => self.skip_value(),
        }
    }

    fn find_in_object(&mut self, node: &Node<'_>, offsets: &mut [usize]) -> Option<()> {
        // How often each key that is looked for has stood before.
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
                    // Of a repeated key the first value is read.
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

    /// Goes to the next byte that is no white space, and gives it.
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

    /// Goes over a value of any depth, without calling itself.
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

    /// Goes over a number, true, false or null.
    fn skip_word(&mut self) {
        let ends = |byte| matches!(byte, b',' | b':' | b'{' | b'}' | b'[' | b']' | b'"');
        while self.byte().is_some_and(|byte| !ends(byte) && !byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Goes over a string, and gives what stands between its quotes.
    fn string(&mut self) -> Option<&str> {
        let start = self.at + 1;
        self.at = start;
        loop {
            match self.byte()? {
                b'"' => break,
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

/// A text without its escapes (RFC 8259, section 7).
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

/// Takes four hexadecimal digits off a text.
fn hex(rest: &mut &str) -> Option<u16> {
    let digits = rest.get(..4)?;
    *rest = rest.get(4..)?;
    u16::from_str_radix(digits, 16).ok()
}
