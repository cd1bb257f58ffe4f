//! All texts that conditions compare one field with, looked for in one pass (Aho, Corasick 1975).
//!
//! To try each test by itself is fastest as long as there are few, or as the visitor's texts are short. A
//! list of 256 long items and thousands of tests would be read thousands of times. One pass answers all of them:
//! which texts stand anywhere, at the start, at the end, and which are the whole.
//!
//! The nodes of the trie lie in breadth-first order, so that the children of a node lie beside each other
//! and need no pointers: 13 bytes a node. Of the texts that end at one place, the longest comes first. A search
//! stops at the first that it has found before, for then it has found the shorter ones too: so texts that
//! contain each other do not make it slower, and the pass is linear.

use crate::visitor::{TextRef, ValueRef};

/// Where in a text another one stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Position {
    /// It is the whole.
    Whole,
    Start,
    End,
    Anywhere,
}

/// An automaton over a set of texts.
#[derive(Debug)]
pub(crate) struct AhoCorasick {
    /// For each node, where its children start; they end where those of the next node start.
    children: Box<[u32]>,
    /// The byte that leads to each node.
    bytes: Box<[u8]>,
    /// For each node, the node of the longest proper suffix of it.
    failure: Box<[u32]>,
    /// For each node, the longest text that is a suffix of it.
    longest: Box<[u32]>,
    /// For each text, the next shorter one that is a suffix of it.
    shorter: Box<[u32]>,
    /// For each text, its node.
    nodes: Box<[u32]>,
    /// The children of the root by their bytes; the root itself where there is none.
    first: Box<[u32; 256]>,
}

const ROOT: u32 = 0;

/// Stands for no text.
const NO_TEXT: u32 = u32::MAX;

impl AhoCorasick {
    /// Of texts in any order; nothing where they have more bytes than can be numbered.
    pub(crate) fn new<'t>(texts: impl Iterator<Item = &'t str>) -> Option<Self> {
        let mut texts: Vec<&[u8]> = texts.map(str::as_bytes).collect();
        texts.sort_unstable();
        texts.dedup();
        let bytes: usize = texts.iter().map(|text| text.len()).sum();
        u32::try_from(bytes.max(texts.len()).checked_add(2)?).ok()?;
        AhoCorasickBuilder::new(texts).finish()
    }

    /// Looks for all texts in what a visitor shows.
    pub(crate) fn search(&self, shown: ValueRef<'_>) -> Occurrences {
        let mut occurrences = Occurrences::new(self.nodes.len());
        match shown {
            ValueRef::Text(text) => self.search_text(text, &mut occurrences),
            ValueRef::List(items) => items.while_wanted(|item| {
                match item {
                    Some(item) => self.search_text(item, &mut occurrences),
                    None => occurrences.has_unknown = true,
                }
                true
            }),
            ValueRef::Number(_) | ValueRef::Boolean(_) => {}
        }
        occurrences
    }

    fn search_text(&self, text: TextRef<'_>, occurrences: &mut Occurrences) {
        let mut node = ROOT;
        let mut rest = text.bytes();
        // As long as there is a node of all bytes so far, that is where the search is.
        loop {
            self.note_all(node, &mut occurrences.anywhere);
            let text = self.texts_at(node);
            text.map(|text| occurrences.start.add(text));
            let Some((byte, after)) = rest.split_first() else {
                text.map(|text| occurrences.whole.add(text));
                break;
            };
            let Some(child) = self.child(node, *byte) else {
                break;
            };
            (node, rest) = (child, after);
        }
        for byte in rest {
            node = self.next(node, *byte);
            self.note_all(node, &mut occurrences.anywhere);
        }
        self.note_all(node, &mut occurrences.end);
    }

    /// Notes all texts that are suffixes of a node.
    #[inline(always)]
    fn note_all(&self, node: u32, set: &mut PositionSet) {
        let mut text = self.longest.get(node as usize).copied().unwrap_or(NO_TEXT);
        while text != NO_TEXT && set.add(text) {
            text = self.shorter.get(text as usize).copied().unwrap_or(NO_TEXT);
        }
    }

    /// The number of a text; nothing where it is none of those that are looked for.
    fn number(&self, text: &[u8]) -> Option<u32> {
        let node = text.iter().try_fold(ROOT, |node, byte| self.child(node, *byte));
        self.texts_at(node?)
    }

    /// The text that a node stands for.
    #[inline(always)]
    fn texts_at(&self, node: u32) -> Option<u32> {
        let text = *self.longest.get(node as usize)?;
        (self.nodes.get(text as usize) == Some(&node)).then_some(text)
    }

    #[inline(always)]
    fn next(&self, mut node: u32, byte: u8) -> u32 {
        while node != ROOT {
            if let Some(child) = self.child(node, byte) {
                return child;
            }
            node = self.failure.get(node as usize).copied().unwrap_or(ROOT);
        }
        self.first.get(usize::from(byte)).copied().unwrap_or(ROOT)
    }

    #[inline(always)]
    fn child(&self, node: u32, byte: u8) -> Option<u32> {
        if node == ROOT {
            return self.first.get(usize::from(byte)).copied().filter(|child| *child != ROOT);
        }
        child(&self.children, &self.bytes, node, byte)
    }
}

/// A child of a node, where the children of the next node are known.
#[inline(always)]
fn child(children: &[u32], bytes: &[u8], node: u32, byte: u8) -> Option<u32> {
    let (start, end) = (*children.get(node as usize)?, *children.get(node as usize + 1)?);
    let siblings = bytes.get(start as usize..end as usize)?;
    let place = match siblings {
        [] => return None,
        [only] => (*only == byte).then_some(0)?,
        _ => siblings.binary_search(&byte).ok()?,
    };
    Some(start + u32::try_from(place).ok()?)
}

/// Which texts were found, and where.
#[derive(Debug)]
pub(crate) struct Occurrences {
    whole: PositionSet,
    start: PositionSet,
    end: PositionSet,
    anywhere: PositionSet,
    /// Whether an item of the list is too long to be known.
    pub(crate) has_unknown: bool,
}

impl Occurrences {
    fn new(texts: usize) -> Self {
        let [whole, start, end, anywhere] = [(); 4].map(|()| PositionSet::new(texts));
        Self { whole, start, end, anywhere, has_unknown: false }
    }

    /// Whether a text was found; nothing where it is none of those that were looked for.
    pub(crate) fn has(&self, of: &AhoCorasick, position: Position, text: &[u8]) -> Option<bool> {
        let text = of.number(text)?;
        let set = match position {
            Position::Whole => &self.whole,
            Position::Start => &self.start,
            Position::End => &self.end,
            Position::Anywhere => &self.anywhere,
        };
        Some(set.has(text))
    }
}

/// A set of texts by their numbers, a bit each.
#[derive(Debug)]
struct PositionSet(Box<[u64]>);

impl PositionSet {
    fn new(texts: usize) -> Self {
        Self(vec![0; texts.div_ceil(64)].into())
    }

    fn has(&self, text: u32) -> bool {
        self.0.get(text as usize / 64).is_some_and(|word| word >> (text % 64) & 1 == 1)
    }

    /// False where it was there.
    #[inline(always)]
    fn add(&mut self, text: u32) -> bool {
        let Some(word) = self.0.get_mut(text as usize / 64) else {
            return false;
        };
        let bit = 1 << (text % 64);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}

/// An automaton while its nodes are made, level by level.
struct AhoCorasickBuilder<'t> {
    /// Ascending, each once.
    texts: Vec<&'t [u8]>,
    children: Vec<u32>,
    bytes: Vec<u8>,
    failure: Vec<u32>,
    longest: Vec<u32>,
    shorter: Vec<u32>,
    nodes: Vec<u32>,
}

/// The texts that begin with a node, by their places.
type Range = std::ops::Range<usize>;

impl<'t> AhoCorasickBuilder<'t> {
    fn new(texts: Vec<&'t [u8]>) -> Self {
        let none = vec![NO_TEXT; texts.len()];
        Self {
            texts,
            children: Vec::new(),
            bytes: Vec::new(),
            failure: Vec::new(),
            longest: Vec::new(),
            shorter: none.clone(),
            nodes: none,
        }
    }

    fn finish(mut self) -> Option<AhoCorasick> {
        let all = 0..self.texts.len();
        self.add(0, ROOT, 0, &all)?;
        let mut level = vec![all];
        let mut node = ROOT;
        let mut depth = 0;
        while !level.is_empty() {
            let mut next_level = Vec::new();
            for range in level {
                self.add_children(node, depth, range, &mut next_level)?;
                node += 1;
            }
            level = next_level;
            depth += 1;
        }
        self.children.push(u32::try_from(self.bytes.len()).ok()?);
        let mut first = Box::new([ROOT; 256]);
        for (byte, first) in (0..=u8::MAX).zip(first.iter_mut()) {
            *first = child(&self.children, &self.bytes, ROOT, byte).unwrap_or(ROOT);
        }
        Some(AhoCorasick {
            children: self.children.into(),
            bytes: self.bytes.into(),
            failure: self.failure.into(),
            longest: self.longest.into(),
            shorter: self.shorter.into(),
            nodes: self.nodes.into(),
            first,
        })
    }

    /// Adds a node of so many bytes. Its failure and that one's texts are known, being of a level before.
    fn add(&mut self, byte: u8, failure: u32, depth: usize, range: &Range) -> Option<()> {
        let node = u32::try_from(self.bytes.len()).ok()?;
        let inherited = self.longest.get(failure as usize).copied().unwrap_or(NO_TEXT);
        self.bytes.push(byte);
        self.failure.push(failure);
        // Of texts with the same start the one that is no longer comes first.
        let own =
            self.texts.get(range.start).filter(|text| text.len() == depth && !range.is_empty());
        self.longest.push(match own {
            Some(_) => {
                *self.nodes.get_mut(range.start)? = node;
                *self.shorter.get_mut(range.start)? = inherited;
                u32::try_from(range.start).ok()?
            }
            None => inherited,
        });
        Some(())
    }

    fn add_children(
        &mut self,
        node: u32,
        depth: usize,
        range: Range,
        level: &mut Vec<Range>,
    ) -> Option<()> {
        self.children.push(u32::try_from(self.bytes.len()).ok()?);
        let byte_at = |texts: &[&[u8]], place: usize| texts.get(place)?.get(depth).copied();
        let mut start = range.start;
        while start < range.end {
            let byte = byte_at(&self.texts, start);
            let same = |place: &usize| byte_at(&self.texts, *place) == byte;
            let end = (start..range.end).take_while(same).last().map_or(start, |last| last) + 1;
            // Nothing stands for the text that ends here.
            if let Some(byte) = byte {
                let of_child = start..end;
                let failure = if node == ROOT { ROOT } else { self.next_failure(node, byte) };
                self.add(byte, failure, depth + 1, &of_child)?;
                level.push(of_child);
            }
            start = end;
        }
        Some(())
    }

    /// Where a search goes on from the longest proper suffix of a node. The children of that one and of all
    /// shorter ones are made.
    fn next_failure(&self, node: u32, byte: u8) -> u32 {
        let mut node = node;
        while node != ROOT {
            node = self.failure.get(node as usize).copied().unwrap_or(ROOT);
            if let Some(child) = child(&self.children, &self.bytes, node, byte) {
                return child;
            }
        }
        ROOT
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(texts: &[String], searched: &str) {
        let automaton = AhoCorasick::new(texts.iter().map(String::as_str)).unwrap();
        let found = automaton.search(ValueRef::Text(TextRef::Text(searched)));
        for text in texts {
            let has = |position| found.has(&automaton, position, text.as_bytes());
            let text = text.as_str();
            assert_eq!(has(Position::Anywhere), Some(searched.contains(text)), "{text} {searched}");
            assert_eq!(has(Position::Start), Some(searched.starts_with(text)), "{text} {searched}");
            assert_eq!(has(Position::End), Some(searched.ends_with(text)), "{text} {searched}");
            assert_eq!(has(Position::Whole), Some(searched == text), "{text} {searched}");
        }
        let known = |text: &str| texts.iter().any(|known| known == text);
        for other in ["", "ab", "ba", "é", "zz"].into_iter().filter(|text| !known(text)) {
            assert_eq!(found.has(&automaton, Position::Anywhere, other.as_bytes()), None);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() })]

        #[test]
        fn one_pass_finds_what_each_test_by_itself_finds(
            texts in proptest::collection::vec("[abé]{0,6}", 0..20),
            searched in "[abé]{0,30}",
        ) {
            check(&texts, &searched);
        }
    }

    /// Each text is a suffix of the next: a search that told all of them at each place would be quadratic.
    #[test]
    fn texts_within_each_other_are_noted_once() {
        for count in [100, 400, 1_600] {
            let texts: Vec<String> = (1..=count).map(|length| "a".repeat(length)).collect();
            let automaton = AhoCorasick::new(texts.iter().map(String::as_str)).unwrap();
            assert_eq!(automaton.bytes.len(), count + 1);
            check(&texts, &"a".repeat(count - 1));
        }
    }

    #[test]
    fn there_are_as_many_nodes_as_starts_that_differ() {
        let nodes = |texts: &[&str]| AhoCorasick::new(texts.iter().copied()).unwrap().bytes.len();
        assert_eq!(nodes(&[]), 1);
        assert_eq!(nodes(&[""]), 1);
        assert_eq!(nodes(&["abc", "abd", "b", "abc"]), 6);
    }
}
