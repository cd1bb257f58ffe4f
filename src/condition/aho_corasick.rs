//! Aho-Corasick automaton (Aho, Corasick 1975): finds all texts that the conditions compare one field with in
//! one pass.
//!
//! Idea: a trie of the texts, whose nodes also point to the node of their longest proper suffix (the failure
//! link). A search reads each byte once. It answers for each text whether it occurs anywhere, at the start,
//! at the end, or as the whole value.
//!
//! Drawback: the automaton takes memory for each byte of each text and has to be built. Single tests are
//! faster while there are few of them or the visitor's texts are short. It is therefore built lazily, and
//! only if a decision has read much more than usual (`router/field_searches.rs`).
//! `src/router/index/bounds.rs` counts what is read with and without it.
//!
//! Layout: the nodes lie in breadth-first order, so the children of a node lie beside each other and need no
//! pointers. A node takes 13 bytes. Of the texts that end at one position, the longest is visited first. A
//! search stops at the first text that was found before, because all its suffixes were then found too. Texts
//! that contain each other therefore do not make the search slower, and it stays linear.

use crate::ix::{Ix, indices};
use crate::visitor::{TextRef, ValueRef};

indices! {
    /// A node of the trie, in breadth-first order.
    TrieNodeIx;
    /// A text of the automaton, in sorted order.
    TrieTextIx;
}

/// The position in a value at which a text must occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MatchPosition {
    /// The text is the whole value.
    Whole,
    /// The value starts with the text.
    Start,
    /// The value ends with the text.
    End,
    /// The value contains the text.
    Anywhere,
}

/// An automaton over a set of texts.
#[derive(Debug)]
pub(crate) struct AhoCorasick {
    /// For each node, the index of its first child. The children end where those of the next node start.
    children: Box<[TrieNodeIx]>,
    /// The byte that leads to each node.
    bytes: Box<[u8]>,
    /// For each node, the failure link: the node of its longest proper suffix.
    failure: Box<[TrieNodeIx]>,
    /// For each node, the longest text that is a suffix of it.
    longest_suffix: Box<[TrieTextIx]>,
    /// For each text, the next shorter text that is a suffix of it.
    next_suffix: Box<[TrieTextIx]>,
    /// For each text, its node.
    node_of_text: Box<[TrieNodeIx]>,
    /// The children of the root by their first byte; the root itself if there is none. A table saves the
    /// search among up to 256 siblings, which most bytes of a value would need.
    root_children: Box<[TrieNodeIx; 256]>,
}

const ROOT: TrieNodeIx = TrieNodeIx::new(0);

/// Sentinel: no text.
const NO_TEXT: TrieTextIx = TrieTextIx::new(u32::MAX);

impl AhoCorasick {
    /// Builds an automaton over texts in any order. Returns `None` if their bytes need more than 32-bit
    /// indices.
    pub(crate) fn new<'t>(texts: impl Iterator<Item = &'t str>) -> Option<Self> {
        // Sorted texts make the trie's levels contiguous ranges, so it can be built without pointers.
        let mut texts: Vec<&[u8]> = texts.map(str::as_bytes).collect();
        texts.sort_unstable();
        // Many predicates may compare with one text, which then has one index.
        texts.dedup();
        // A trie has at most one node for each byte, and one for the root. The index behind the last child
        // needs room, too.
        let bytes: usize = texts.iter().map(|text| text.len()).sum();
        u32::try_from(bytes.max(texts.len()).checked_add(2)?).ok()?;
        AhoCorasickBuilder::new(texts).finish()
    }

    /// Searches a value for all texts.
    pub(crate) fn search(&self, value: ValueRef<'_>) -> Occurrences {
        let mut occurrences = Occurrences::new(self.node_of_text.len());
        match value {
            ValueRef::Text(text) => self.search_text(text, &mut occurrences),
            ValueRef::List(items) => items.for_each_while(|item| {
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
        // While the bytes read so far are a path from the root, every text that ends here is a prefix of the
        // value.
        loop {
            self.add_suffixes(node, &mut occurrences.anywhere);
            let text = self.text_of_node(node);
            text.map(|text| occurrences.start.add(text));
            let Some((byte, after)) = rest.split_first() else {
                text.map(|text| occurrences.whole.add(text));
                break;
            };
            // The first byte without a child ends the path. Everything after it is found through failure
            // links.
            let Some(child) = self.child(node, *byte) else {
                break;
            };
            (node, rest) = (child, after);
        }
        for byte in rest {
            // From here on the bytes read so far are no path from the root, so no further text can be a
            // prefix.
            node = self.next(node, *byte);
            self.add_suffixes(node, &mut occurrences.anywhere);
        }
        // The node after the last byte has every text that ends there as a suffix.
        self.add_suffixes(node, &mut occurrences.end);
    }

    /// Adds all texts that are suffixes of a node to a set.
    #[inline(always)]
    fn add_suffixes(&self, node: TrieNodeIx, set: &mut TextSet) {
        let mut text = node.get(&self.longest_suffix).copied().unwrap_or(NO_TEXT);
        // A text that is in the set already brought all its shorter suffixes with it.
        while text != NO_TEXT && set.add(text) {
            text = text.get(&self.next_suffix).copied().unwrap_or(NO_TEXT);
        }
    }

    /// Returns the index of a text, or `None` if it is not one of the texts of the automaton.
    fn text_index(&self, text: &[u8]) -> Option<TrieTextIx> {
        let node = text.iter().try_fold(ROOT, |node, byte| self.child(node, *byte));
        self.text_of_node(node?)
    }

    /// Returns the text that is spelled by the path to a node, if there is one.
    #[inline(always)]
    fn text_of_node(&self, node: TrieNodeIx) -> Option<TrieTextIx> {
        let text = *node.get(&self.longest_suffix)?;
        // The longest suffix of a node is the node's own text only if the two lie at one node.
        (text.get(&self.node_of_text) == Some(&node)).then_some(text)
    }

    #[inline(always)]
    fn next(&self, mut node: TrieNodeIx, byte: u8) -> TrieNodeIx {
        while node != ROOT {
            if let Some(child) = self.child(node, byte) {
                return child;
            }
            // Each failure link is shorter than its node, and each byte adds at most one to the depth, so a
            // search takes linear time in total.
            node = node.get(&self.failure).copied().unwrap_or(ROOT);
        }
        self.root_children.get(usize::from(byte)).copied().unwrap_or(ROOT)
    }

    #[inline(always)]
    fn child(&self, node: TrieNodeIx, byte: u8) -> Option<TrieNodeIx> {
        if node == ROOT {
            return self
                .root_children
                .get(usize::from(byte))
                .copied()
                .filter(|child| *child != ROOT);
        }
        child(&self.children, &self.bytes, node, byte)
    }
}

/// Returns the child of a node by its byte. The children of the next node must have been added.
#[inline(always)]
fn child(children: &[TrieNodeIx], bytes: &[u8], node: TrieNodeIx, byte: u8) -> Option<TrieNodeIx> {
    let (start, end) = (node.get(children)?.index(), children.get(node.index() + 1)?.index());
    let siblings = bytes.get(start..end)?;
    let index = match siblings {
        [] => return None,
        // Most nodes have one child, which needs no search.
        [only] => (*only == byte).then_some(0)?,
        // The siblings are in the order of their bytes, because the texts are sorted.
        _ => siblings.binary_search(&byte).ok()?,
    };
    Some(TrieNodeIx::from_usize(start + index))
}

/// The texts that were found, by position.
#[derive(Debug)]
pub(crate) struct Occurrences {
    whole: TextSet,
    start: TextSet,
    end: TextSet,
    anywhere: TextSet,
    /// Whether an item of the list is too long to be read.
    pub(crate) has_unknown: bool,
}

impl Occurrences {
    fn new(texts: usize) -> Self {
        let [whole, start, end, anywhere] = [(); 4].map(|()| TextSet::new(texts));
        Self { whole, start, end, anywhere, has_unknown: false }
    }

    /// Returns whether a text was found at a position, or `None` if it is not one of the texts of the
    /// automaton.
    pub(crate) fn has(
        &self,
        of: &AhoCorasick,
        position: MatchPosition,
        text: &[u8],
    ) -> Option<bool> {
        let text = of.text_index(text)?;
        let set = match position {
            MatchPosition::Whole => &self.whole,
            MatchPosition::Start => &self.start,
            MatchPosition::End => &self.end,
            MatchPosition::Anywhere => &self.anywhere,
        };
        Some(set.has(text))
    }
}

/// A set of texts: one bit for each text.
#[derive(Debug)]
struct TextSet(Box<[u64]>);

impl TextSet {
    fn new(texts: usize) -> Self {
        Self(vec![0; texts.div_ceil(64)].into())
    }

    fn has(&self, text: TrieTextIx) -> bool {
        self.0.get(text.index() / 64).is_some_and(|word| word >> (text.number() % 64) & 1 == 1)
    }

    /// Returns `false` if the set already had the text.
    #[inline(always)]
    fn add(&mut self, text: TrieTextIx) -> bool {
        let Some(word) = self.0.get_mut(text.index() / 64) else {
            return false;
        };
        let bit = 1 << (text.number() % 64);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}

/// Builds an automaton level by level.
struct AhoCorasickBuilder<'t> {
    /// The texts, sorted and without duplicates.
    texts: Vec<&'t [u8]>,
    children: Vec<TrieNodeIx>,
    bytes: Vec<u8>,
    failure: Vec<TrieNodeIx>,
    longest: Vec<TrieTextIx>,
    shorter: Vec<TrieTextIx>,
    nodes: Vec<TrieNodeIx>,
}

/// The texts that start with the path to a node, as indices into the sorted texts.
type TextRange = std::ops::Range<usize>;

impl<'t> AhoCorasickBuilder<'t> {
    fn new(texts: Vec<&'t [u8]>) -> Self {
        Self {
            children: Vec::new(),
            bytes: Vec::new(),
            failure: Vec::new(),
            longest: Vec::new(),
            shorter: vec![NO_TEXT; texts.len()],
            nodes: vec![ROOT; texts.len()],
            texts,
        }
    }

    fn finish(mut self) -> Option<AhoCorasick> {
        let all = 0..self.texts.len();
        self.add(0, ROOT, 0, &all)?;
        // Breadth first: a failure link leads to a shorter path, whose node has been added when it is needed.
        // One range of sorted texts for each node of the level, in the order of the nodes.
        let mut level = vec![all];
        let mut node = ROOT;
        let mut depth = 0;
        while !level.is_empty() {
            let mut next_level = Vec::new();
            for range in level {
                self.add_children(node, depth, range, &mut next_level)?;
                node = TrieNodeIx::new(node.number() + 1);
            }
            level = next_level;
            depth += 1;
        }
        // A sentinel: the children of the last node end here.
        self.children.push(self.next_node());
        let mut first = Box::new([ROOT; 256]);
        for (byte, first) in (0..=u8::MAX).zip(first.iter_mut()) {
            *first = child(&self.children, &self.bytes, ROOT, byte).unwrap_or(ROOT);
        }
        Some(AhoCorasick {
            children: self.children.into(),
            bytes: self.bytes.into(),
            failure: self.failure.into(),
            longest_suffix: self.longest.into(),
            next_suffix: self.shorter.into(),
            node_of_text: self.nodes.into(),
            root_children: first,
        })
    }

    /// Returns the index of the node that is added next. `new` has checked that it fits.
    fn next_node(&self) -> TrieNodeIx {
        TrieNodeIx::from_usize(self.bytes.len())
    }

    /// Adds a node at a depth. Its failure link and that node's suffixes are known, because they are on an
    /// earlier level.
    fn add(
        &mut self,
        byte: u8,
        failure: TrieNodeIx,
        depth: usize,
        range: &TextRange,
    ) -> Option<()> {
        let node = self.next_node();
        let inherited = failure.get(&self.longest).copied().unwrap_or(NO_TEXT);
        self.bytes.push(byte);
        self.failure.push(failure);
        // The texts of a range share their first `depth` bytes, so the one that has no more bytes is sorted
        // first.
        let own =
            self.texts.get(range.start).filter(|text| text.len() == depth && !range.is_empty());
        self.longest.push(match own {
            Some(_) => {
                *self.nodes.get_mut(range.start)? = node;
                *self.shorter.get_mut(range.start)? = inherited;
                TrieTextIx::from_usize(range.start)
            }
            // No text ends at this node, so its suffixes are those of its failure link.
            None => inherited,
        });
        Some(())
    }

    fn add_children(
        &mut self,
        node: TrieNodeIx,
        depth: usize,
        range: TextRange,
        level: &mut Vec<TextRange>,
    ) -> Option<()> {
        self.children.push(self.next_node());
        let byte_at = |texts: &[&[u8]], index: usize| texts.get(index)?.get(depth).copied();
        let mut start = range.start;
        while start < range.end {
            let byte = byte_at(&self.texts, start);
            let same = |index: &usize| byte_at(&self.texts, *index) == byte;
            // The texts are sorted, so those with one next byte are neighbours.
            let end = (start..range.end).take_while(same).last().map_or(start, |last| last) + 1;
            // `byte` is `None` for the text that ends at this node; that text has no child.
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

    /// Returns where a search continues from the longest proper suffix of a node. All children of that suffix
    /// and of the shorter ones have been added before, because those nodes are on earlier levels.
    fn next_failure(&self, node: TrieNodeIx, byte: u8) -> TrieNodeIx {
        let mut node = node;
        while node != ROOT {
            node = node.get(&self.failure).copied().unwrap_or(ROOT);
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
            assert_eq!(
                has(MatchPosition::Anywhere),
                Some(searched.contains(text)),
                "{text} {searched}"
            );
            assert_eq!(
                has(MatchPosition::Start),
                Some(searched.starts_with(text)),
                "{text} {searched}"
            );
            assert_eq!(
                has(MatchPosition::End),
                Some(searched.ends_with(text)),
                "{text} {searched}"
            );
            assert_eq!(has(MatchPosition::Whole), Some(searched == text), "{text} {searched}");
        }
        let known = |text: &str| texts.iter().any(|known| known == text);
        for other in ["", "ab", "ba", "é", "zz"].into_iter().filter(|text| !known(text)) {
            assert_eq!(found.has(&automaton, MatchPosition::Anywhere, other.as_bytes()), None);
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

    /// Each text is a suffix of the next. A search that visited all of them at each position would be quadratic.
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
