//! Alphabet compression: characters that one expression never distinguishes are one symbol.
//!
//! Idea: sweep over the borders of all character classes of the expression. Between two borders every class
//! contains all characters or none, so these characters get one symbol. The result is the coarsest partition
//! of which each class, and each property that an assertion asks for, is a union.
//!
//! `\w{10}` has two symbols, although `\w` has about 140,000 characters. Automata over symbols are therefore
//! small where automata over bytes are large. The drawback: each character of a text needs one more look-up,
//! from the character to its symbol.

use std::collections::BTreeMap;

/// Symbols are bytes. An expression that distinguishes more kinds of characters is refused as too large.
const MAX_SYMBOLS: usize = 255;

/// A set of characters: ascending ranges with both ends included, which do not touch each other.
pub(super) type Ranges = Vec<(u32, u32)>;

/// A map from characters to symbols.
#[derive(Clone, Debug)]
pub(super) struct Alphabet {
    ascii: [u8; ASCII],
    wide: WideRanges,
    /// The number of symbols.
    size: usize,
}

const ASCII: usize = 0x80;
/// The first character beyond ASCII.
const BEYOND_ASCII: u32 = 0x80;

/// The symbols of the characters beyond ASCII.
#[derive(Clone, Debug)]
enum WideRanges {
    /// The start and the symbol of each interval. The first starts at 0 or below the first character beyond
    /// ASCII.
    Intervals(Box<[(u32, u8)]>),
    Trie(Box<Trie>),
}

/// A trie of three levels over the 21 bits of a character, in which equal blocks are stored once. A look-up
/// takes three loads; a binary search among the 1,500 borders of `\w` would take eleven steps.
#[derive(Clone, Debug)]
struct Trie {
    top: Box<[u16]>,
    middle: Vec<[u16; BLOCK]>,
    last: Vec<[u8; BLOCK]>,
}

const BLOCK: usize = 64;
const BLOCK_BITS: u32 = BLOCK.ilog2();

/// More intervals than this are stored as a trie: three steps of a binary search cost about as much as its
/// three loads. Not measured.
const MAX_INTERVALS_SEARCHED: usize = 8;

/// A set of symbols.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Symbols([u64; 4]);

impl Symbols {
    pub(super) fn has(&self, symbol: u8) -> bool {
        let word = self.0.get(usize::from(symbol / 64)).copied().unwrap_or_default();
        word >> (symbol % 64) & 1 == 1
    }

    fn add(&mut self, symbol: u8) {
        if let Some(word) = self.0.get_mut(usize::from(symbol / 64)) {
            *word |= 1 << (symbol % 64);
        }
    }
}

impl Alphabet {
    /// Builds an alphabet for sets of characters, and returns the symbols of each set. Returns `None` if
    /// there are too many symbols. Adds the cost to `steps`, in steps of compiling.
    pub(super) fn new(sets: &[Ranges], steps: &mut usize) -> Option<(Self, Vec<Symbols>)> {
        // A sweep over the borders at which a set begins or ends.
        let mut borders: Vec<(u32, usize)> = Vec::new();
        for (number, set) in sets.iter().enumerate() {
            borders.extend(
                set.iter().flat_map(|(least, most)| [(*least, number), (most + 1, number)]),
            );
        }
        // Sorted by character: the sweep below goes through the borders in this order.
        borders.sort_unstable();
        let words = sets.len() / 64 + 1;
        *steps += borders.len() * (4 + words);
        let mut within = vec![0_u64; words];
        let mut numbers: BTreeMap<Vec<u64>, u8> = BTreeMap::new();
        let mut of_sets = vec![Symbols::default(); sets.len()];
        let mut intervals: Vec<(u32, u8)> = Vec::new();
        let mut next = 0;
        let mut start = 0;
        loop {
            while let Some((_, set)) = borders.get(next).filter(|(border, _)| *border == start) {
                if let Some(word) = within.get_mut(set / 64) {
                    // Each border switches the membership of one set.
                    *word ^= 1 << (set % 64);
                }
                next += 1;
            }
            // Characters that are in the same sets get the same symbol, wherever they are.
            let symbol = match numbers.get(&within) {
                Some(symbol) => *symbol,
                None => {
                    let symbol = u8::try_from(numbers.len()).ok()?;
                    if numbers.len() == MAX_SYMBOLS {
                        return None;
                    }
                    for (number, of_set) in of_sets.iter_mut().enumerate() {
                        if within
                            .get(number / 64)
                            .is_some_and(|word| word >> (number % 64) & 1 == 1)
                        {
                            of_set.add(symbol);
                        }
                    }
                    numbers.insert(within.clone(), symbol);
                    symbol
                }
            };
            // Neighbouring intervals with one symbol are merged, which keeps the table of intervals short.
            if intervals.last().is_none_or(|(_, last)| *last != symbol) {
                intervals.push((start, symbol));
            }
            match borders.get(next) {
                Some((border, _)) if *border <= u32::from(char::MAX) => start = *border,
                _ => break,
            }
        }
        let mut ascii = [0; ASCII];
        // ASCII has a table of its own, because most characters of URLs are ASCII.
        for (character, symbol) in (0..).zip(&mut ascii) {
            *symbol = find(&intervals, character);
        }
        let wide = WideRanges::new(&intervals, steps);
        Some((Self { ascii, wide, size: numbers.len() }, of_sets))
    }

    /// Returns the number of symbols. They are numbered from 0.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// Returns the symbol of an ASCII character.
    #[inline(always)]
    pub(super) fn ascii(&self, byte: u8) -> Option<u8> {
        self.ascii.get(usize::from(byte)).copied()
    }

    #[inline]
    pub(super) fn symbol(&self, character: char) -> u8 {
        let character = u32::from(character);
        if let Some(symbol) = self.ascii.get(character as usize) {
            return *symbol;
        }
        match &self.wide {
            WideRanges::Intervals(intervals) => find(intervals, character),
            WideRanges::Trie(trie) => trie.find(character),
        }
    }
}

fn find(intervals: &[(u32, u8)], character: u32) -> u8 {
    let after = intervals.partition_point(|(start, _)| *start <= character);
    intervals.get(after.saturating_sub(1)).map_or(0, |(_, symbol)| *symbol)
}

impl WideRanges {
    fn new(intervals: &[(u32, u8)], steps: &mut usize) -> Self {
        let ascii = intervals.partition_point(|(start, _)| *start <= BEYOND_ASCII);
        // The interval that contains the first character beyond ASCII may start before it.
        let wide = intervals.get(ascii.saturating_sub(1)..).unwrap_or_default();
        if wide.len() <= MAX_INTERVALS_SEARCHED {
            return Self::Intervals(wide.into());
        }
        let trie = Trie::new(wide);
        *steps += trie.top.len() + (trie.middle.len() + trie.last.len()) * BLOCK;
        Self::Trie(Box::new(trie))
    }
}

impl Trie {
    fn new(intervals: &[(u32, u8)]) -> Self {
        let mut trie = Self { top: Box::default(), middle: Vec::new(), last: Vec::new() };
        let (mut middles, mut lasts) = (BTreeMap::new(), BTreeMap::new());
        let pages = u32::from(char::MAX).div_ceil(1 << (2 * BLOCK_BITS));
        let top = (0..pages).map(|page| {
            let first = page << (2 * BLOCK_BITS);
            let mut middle = [0; BLOCK];
            // Most pages of Unicode have one symbol. They are filled without a look-up for each character.
            let uniform = uniform(intervals, first, BLOCK * BLOCK);
            for (number, entry) in (0..).zip(&mut middle) {
                let first = first + (number << BLOCK_BITS);
                let uniform = uniform.or_else(|| self::uniform(intervals, first, BLOCK));
                let mut last = [uniform.unwrap_or_default(); BLOCK];
                if uniform.is_none() {
                    for (character, symbol) in (first..).zip(&mut last) {
                        *symbol = find(intervals, character);
                    }
                }
                // Equal blocks are stored once, which keeps the trie of a class such as `\w` small.
                *entry = block_index(&mut lasts, &mut trie.last, last);
            }
            block_index(&mut middles, &mut trie.middle, middle)
        });
        trie.top = top.collect();
        trie
    }

    fn find(&self, character: u32) -> u8 {
        // Six bits of the character for each level.
        let within = |shift: u32| (character >> shift) as usize % BLOCK;
        let top = self.top.get((character >> (2 * BLOCK_BITS)) as usize);
        let middle = top.and_then(|block| self.middle.get(usize::from(*block)));
        let last = middle.and_then(|middle| middle.get(within(BLOCK_BITS)));
        let last = last.and_then(|block| self.last.get(usize::from(*block)));
        last.and_then(|last| last.get(within(0))).copied().unwrap_or_default()
    }
}

/// Returns the symbol of a block of characters, if they all have the same one.
fn uniform(intervals: &[(u32, u8)], first: u32, count: usize) -> Option<u8> {
    let after = intervals.partition_point(|(start, _)| *start <= first);
    let ends = intervals.get(after).is_none_or(|(start, _)| (*start - first) as usize >= count);
    ends.then(|| intervals.get(after.saturating_sub(1)).map_or(0, |(_, symbol)| *symbol))
}

/// Returns the index of a block among the distinct ones.
fn block_index<T: Copy + Ord>(
    numbers: &mut BTreeMap<T, u16>,
    blocks: &mut Vec<T>,
    block: T,
) -> u16 {
    *numbers.entry(block).or_insert_with(|| {
        blocks.push(block);
        u16::try_from(blocks.len() - 1).unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sets: &[Ranges]) {
        let (alphabet, symbols) = Alphabet::new(sets, &mut 0).unwrap();
        let ends = sets.iter().flatten().flat_map(|(least, most)| [*least, *most]);
        let near = ends.flat_map(|end| [end.saturating_sub(1), end, end + 1]);
        let some = (0..=u32::from(char::MAX)).step_by(97);
        for character in near.chain(some).filter_map(char::from_u32) {
            let symbol = alphabet.symbol(character);
            assert!(usize::from(symbol) < alphabet.size());
            for (set, symbols) in sets.iter().zip(&symbols) {
                let has = set
                    .iter()
                    .any(|(least, most)| (*least..=*most).contains(&u32::from(character)));
                assert_eq!(symbols.has(symbol), has, "{character:?} {set:?}");
            }
        }
    }

    #[test]
    fn a_symbol_says_which_sets_a_character_is_in() {
        let of = |c: char| u32::from(c);
        check(&[]);
        check(&[vec![(of('a'), of('z'))]]);
        check(&[vec![(of('a'), of('c'))], vec![(of('b'), of('x')), (of('é'), of('é'))]]);
        check(&[vec![(0, 0x10_ffff)], vec![(0, 9), (11, 0x10_ffff)]]);
        let many: Ranges = (1..500_u32).map(|n| (n * 2_000, n * 2_000 + n % 70 * 20)).collect();
        check(&[many.clone(), vec![(of('0'), of('9'))], vec![(0x1_f600, 0x1_f64f)]]);
        check(&(0..200).map(|n| vec![(n * 3, n * 3)]).collect::<Vec<_>>());
    }

    #[test]
    fn more_symbols_than_a_byte_counts_are_too_many() {
        let sets = |count| (0..count).map(|n| vec![(n * 3, n * 3)]).collect::<Vec<Ranges>>();
        assert!(Alphabet::new(&sets(254), &mut 0).is_some());
        assert!(Alphabet::new(&sets(255), &mut 0).is_none());
    }
}
