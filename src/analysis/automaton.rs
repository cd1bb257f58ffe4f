//! Emptiness test: whether a regular expression matches somewhere in a text of a regular language.
//!
//! The language is the set of texts that a field can have, given as a small deterministic
//! automaton. Each part of the expression becomes a relation between states of the automaton: the
//! pairs of states between which the automaton moves on a text that the part matches. A
//! concatenation is the product of the relations of its parts, an alternation their union, and a
//! repetition the closure. The expression matches in some text of the language if its relation
//! leads from a reachable state to a state from which the language can be completed. This decides
//! whether the intersection of two regular languages is empty, in time linear in the expression and
//! polynomial in the number of states.
//!
//! Word boundaries are assumed to hold everywhere. The error is on one side only: an expression
//! that is reported as impossible is impossible.

use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind, Look};

/// The most states of an automaton.
const MAX_STATES: usize = 16;

/// The offset of the states after an assertion of the end of the text: the upper half of a row.
const ENDED_OFFSET: usize = MAX_STATES;

/// A deterministic automaton. State 0 is the state before the first character. No character leads
/// to it.
#[derive(Clone, Debug)]
pub(super) struct Automaton {
    /// The character classes that lead on from each state, with the states to which they lead.
    pub(super) edges: Vec<Vec<(ClassUnicode, usize)>>,
    /// The accepting states, as bits.
    pub(super) accepting: u32,
    /// `true` if texts contain line breaks, so that the end of a line may be anywhere.
    pub(super) has_lines: bool,
}

/// A set of states, as bits.
type States = u32;

/// A relation between states: for each state the set of states that it leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Relation([States; 2 * MAX_STATES]);

impl Relation {
    const EMPTY: Self = Self([0; 2 * MAX_STATES]);

    fn identity() -> Self {
        let mut relation = Self::EMPTY;
        for (state, row) in relation.0.iter_mut().enumerate() {
            *row = 1 << state;
        }
        relation
    }

    fn union(mut self, other: &Self) -> Self {
        for (row, more) in self.0.iter_mut().zip(&other.0) {
            *row |= more;
        }
        self
    }

    /// Returns the image of a set of states.
    fn image(&self, states: States) -> States {
        let rows = self.0.iter().enumerate();
        rows.filter(|(state, _)| states >> state & 1 == 1).fold(0, |all, (_, row)| all | row)
    }

    // Composition takes one image for each state, so its cost does not depend on the expression.
    fn then(&self, next: &Self) -> Self {
        Self(self.0.map(|row| next.image(row)))
    }

    /// Returns the relation composed `count` times with itself, by repeated squaring.
    fn power(&self, mut count: u32) -> Self {
        let (mut result, mut square) = (Self::identity(), *self);
        while count > 0 {
            if count & 1 == 1 {
                result = result.then(&square);
            }
            square = square.then(&square);
            count >>= 1;
        }
        result
    }

    /// Returns the reflexive and transitive closure.
    fn closure(&self) -> Self {
        let mut all = self.union(&Self::identity());
        loop {
            let more = all.then(&all);
            // Squaring doubles the length of the paths, so it takes at most log2 of the number of
            // states rounds.
            if more == all {
                return all;
            }
            all = more;
        }
    }
}

impl Automaton {
    /// Returns `true` if the expression matches somewhere in a text of this language.
    pub(super) fn can_contain(&self, expression: &Hir) -> bool {
        let step = self.step();
        // The match may begin after any text: start from every state that the start state reaches.
        // Bit 0 is the start state.
        let reachable = step.closure().image(1);
        let found = self.relation(expression).image(reachable);
        let rest = step.closure();
        // The text ends here, or the language can be completed from here.
        let ended = found >> ENDED_OFFSET & self.accepting != 0;
        let completed = rest.image(found & lower(u32::MAX)) & self.accepting != 0;
        ended || completed
    }

    /// Returns the relation of any one character.
    fn step(&self) -> Relation {
        let mut relation = Relation::EMPTY;
        for (row, edges) in relation.0.iter_mut().zip(&self.edges) {
            *row = edges.iter().fold(0, |all, (_, to)| all | 1 << to);
        }
        relation
    }

    fn relation(&self, part: &Hir) -> Relation {
        match part.kind() {
            HirKind::Empty => Relation::identity(),
            HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
                Ok(text) => text.chars().fold(Relation::identity(), |all, character| {
                    all.then(&self.class_relation(&[(character, character)]))
                }),
                // Bytes that are not UTF-8: any text is assumed.
                Err(_) => self.step().closure(),
            },
            HirKind::Class(class) => self.class_relation(&ranges(class)),
            // An assertion takes no character. It only restricts the states in which the match can
            // be.
            HirKind::Look(look) => self.look_relation(*look),
            HirKind::Repetition(repetition) => {
                let once = self.relation(&repetition.sub);
                // `x{2,5}` is `xx` followed by at most three optional `x`.
                let least = once.power(repetition.min);
                let more = match repetition.max {
                    None => once.closure(),
                    Some(max) => {
                        once.union(&Relation::identity()).power(max.saturating_sub(repetition.min))
                    }
                };
                least.then(&more)
            }
            HirKind::Capture(capture) => self.relation(&capture.sub),
            HirKind::Concat(parts) => {
                parts.iter().fold(Relation::identity(), |all, part| all.then(&self.relation(part)))
            }
            HirKind::Alternation(parts) => {
                parts.iter().fold(Relation::EMPTY, |all, part| all.union(&self.relation(part)))
            }
        }
    }

    /// Returns the relation of one character of some ranges. The ranges are in order.
    fn class_relation(&self, ranges: &[(char, char)]) -> Relation {
        let mut relation = Relation::EMPTY;
        for (row, edges) in relation.0.iter_mut().zip(&self.edges) {
            for (class, to) in edges {
                if class.ranges().iter().any(|range| overlap(ranges, range.start(), range.end())) {
                    *row |= 1 << to;
                }
            }
        }
        relation
    }

    /// Returns the relation of an assertion. Without line breaks, the ends of lines are those of
    /// the text.
    fn look_relation(&self, look: Look) -> Relation {
        let mut relation = Relation::EMPTY;
        match look {
            Look::StartLF | Look::StartCRLF | Look::EndLF | Look::EndCRLF if self.has_lines => {
                return Relation::identity();
            }
            Look::Start | Look::StartLF | Look::StartCRLF => {
                // Only the state before the first character is at the start. After an assertion of
                // the end it is the empty text.
                for state in [0, ENDED_OFFSET] {
                    if let Some(row) = relation.0.get_mut(state) {
                        *row = 1 << state;
                    }
                }
            }
            Look::End | Look::EndLF | Look::EndCRLF => {
                for (state, row) in relation.0.iter_mut().enumerate() {
                    // A state of the upper half stays where it is: the end of the text may be
                    // asserted several times.
                    let ended = if state < ENDED_OFFSET { state + ENDED_OFFSET } else { state };
                    // An assertion of the end moves to the upper half, from which no character
                    // leads on, so a later character fails.
                    if state >= ENDED_OFFSET || self.accepting >> state & 1 == 1 {
                        *row = 1 << ended;
                    }
                }
            }
            _ => return Relation::identity(),
        }
        relation
    }
}

fn lower(states: States) -> States {
    states & ((1 << ENDED_OFFSET) - 1)
}

/// Returns `true` if one of the ordered ranges has a character from `start` to `end`.
fn overlap(ranges: &[(char, char)], start: char, end: char) -> bool {
    // The ranges are in order, so a binary search finds the first one that does not end before
    // `start`.
    let first = ranges.partition_point(|(_, last)| *last < start);
    ranges.get(first).is_some_and(|(first, _)| *first <= end)
}

/// Returns the ranges of a class, in order.
pub(super) fn ranges(class: &Class) -> Vec<(char, char)> {
    match class {
        Class::Unicode(class) => {
            class.ranges().iter().map(|range| (range.start(), range.end())).collect()
        }
        // Of a class of bytes, only the ASCII ones are characters.
        Class::Bytes(class) => class
            .ranges()
            .iter()
            .map(|range| (char::from(range.start()), char::from(range.end().min(0x7f))))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use regex_syntax::hir::ClassUnicodeRange;

    use super::*;

    fn class(ranges: &[(char, char)]) -> ClassUnicode {
        ClassUnicode::new(ranges.iter().map(|(start, end)| ClassUnicodeRange::new(*start, *end)))
    }

    /// Texts of `/` and then any of `a`, `b` and `/`.
    fn paths() -> Automaton {
        Automaton {
            edges: vec![
                vec![(class(&[('/', '/')]), 1)],
                vec![(class(&[('a', 'b'), ('/', '/')]), 1)],
            ],
            accepting: 0b10,
            has_lines: false,
        }
    }

    /// Every text of that language up to six characters.
    fn texts() -> Vec<String> {
        let mut all = vec!["/".to_owned()];
        let mut last = all.clone();
        for _ in 0..5 {
            let longer = |text: &String| ["a", "b", "/"].map(|c| format!("{text}{c}"));
            last = last.iter().flat_map(longer).collect();
            all.extend(last.iter().cloned());
        }
        all
    }

    #[test]
    fn what_is_possible_is_found_in_a_text_and_what_is_not_in_none() {
        let texts = texts();
        for expression in [
            "a",
            "^a",
            "^/a",
            "/^a",
            "a$/",
            "a$",
            "a$b?",
            "(^|x)/b",
            "x|y",
            "x|b$",
            "x*",
            "x+",
            "(ab){2}",
            "(ax){0,3}$",
            "^$",
            "^/$",
            "$^",
            "a^*b",
            "[c-z]",
            "[^a-b/]",
            "[^c]",
            ".{3}/",
            "(?i)A",
            "A",
            "\\bx",
            "a\\b",
            "(?m)^a",
            "(?m)a$",
            "\\d",
            "\\D",
            "^(/a)+$",
            "(?:a$){2}",
            "(a$|b)$",
            "",
            "^/+b",
            "b{3,}",
            "^.a.$",
            "(^/)?a",
            "\\Aa",
            "\\A/a",
            "a\\z",
            "(?:^/){2}",
            "//^",
            "(?:^)*a",
            "é",
        ] {
            let hir = regex_syntax::Parser::new().parse(expression).unwrap();
            let engine = regex::Regex::new(expression).unwrap();
            let is_found = texts.iter().any(|text| engine.is_match(text));
            assert_eq!(paths().can_contain(&hir), is_found, "{expression}");
        }
    }

    #[test]
    fn word_boundaries_are_taken_to_hold() {
        let hir = regex_syntax::Parser::new().parse("a\\ba").unwrap();
        assert!(paths().can_contain(&hir));
    }

    #[test]
    fn large_counts_cost_little() {
        let hir = regex_syntax::Parser::new().parse("((a{1000}){1000}){1000}x").unwrap();
        assert!(!paths().can_contain(&hir));
    }
}
