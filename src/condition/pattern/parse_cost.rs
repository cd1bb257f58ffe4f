//! Estimates what parsing an expression costs before it is parsed.
//!
//! Most expressions are parsed in microseconds. If case is ignored, the parser looks up the other cases of
//! each character of a class one by one, so `(?i)\pL` is slow, `(?i)[\x00-\x{10FFFF}]` many times slower, and
//! 512 bytes hold a hundred such classes. The characters are therefore counted first in the syntax tree, in
//! time proportional to the text. `cargo bench --bench expressions` (`check`) shows these expressions.

use std::convert::Infallible;

use regex_syntax::ast::{self, Ast, ClassSetItem, Flag, Visitor, visit};
use regex_syntax::hir::{Class, ClassUnicodeRange, Hir, HirKind};

/// The weights are steps of compiling; some hundred of them take a microsecond. How they were fitted is not
/// on record; the bench named above shows compile times.
const STEPS_PER_BYTE: usize = 64;
const STEPS_PER_CLASS: usize = 1_500;
/// A character of a class whose case is ignored.
const STEPS_PER_CHARACTER: usize = 2;
/// Classes beside each other in an alternation are merged one by one, which is quadratic.
const STEPS_PER_CLASS_PAIR: usize = 100;

/// Returns the steps of parsing for a syntax tree.
pub(super) fn steps_to_parse(text: &str, ast: &Ast, ignores_case: bool) -> usize {
    let counting = ClassCounter { text, ignores_case, classes: 0, characters: 0 };
    let ClassCounter { classes, characters, ignores_case, .. } =
        visit(ast, counting).unwrap_or_else(|never| match never {});
    let of_characters = if ignores_case { characters * STEPS_PER_CHARACTER } else { 0 };
    text.len() * STEPS_PER_BYTE
        + classes * STEPS_PER_CLASS
        + of_characters
        + classes * classes * STEPS_PER_CLASS_PAIR
}

struct ClassCounter<'t> {
    text: &'t str,
    ignores_case: bool,
    /// The number of named classes.
    classes: usize,
    /// The number of characters in all classes and ranges.
    characters: usize,
}

impl ClassCounter<'_> {
    /// Counts a named class by its characters: `\p{Greek}` has few, `\P{Greek}` has nearly all.
    fn named(&mut self, span: &ast::Span) {
        let written = self.text.get(span.start.offset..span.end.offset).unwrap_or_default();
        // An unknown name counts as empty, because the parser refuses it soon after.
        let class = regex_syntax::parse(written);
        self.characters += class.as_ref().map_or(0, characters);
    }
}

/// Returns how many characters a class has.
fn characters(class: &Hir) -> usize {
    match class.kind() {
        HirKind::Class(Class::Unicode(class)) => class.iter().map(ClassUnicodeRange::len).sum(),
        _ => 0,
    }
}

impl Visitor for ClassCounter<'_> {
    type Output = Self;
    type Err = Infallible;

    fn finish(self) -> Result<Self, Infallible> {
        Ok(self)
    }

    fn visit_post(&mut self, ast: &Ast) -> Result<(), Infallible> {
        let flags = match ast {
            Ast::Flags(set) => Some(&set.flags),
            Ast::Group(group) => group.flags(),
            Ast::ClassUnicode(class) => {
                self.classes += 1;
                self.named(&class.span);
                None
            }
            // Perl classes contain both cases of their characters already, so the parser looks none up.
            Ast::ClassPerl(_) => {
                self.classes += 1;
                None
            }
            _ => None,
        };
        let may_ignore_case =
            flags.is_some_and(|flags| flags.flag_state(Flag::CaseInsensitive) == Some(true));
        // A flag within the expression counts for all of it. That overestimates the cost and is simpler than
        // scopes.
        self.ignores_case |= may_ignore_case;
        Ok(())
    }

    fn visit_class_set_item_post(&mut self, item: &ClassSetItem) -> Result<(), Infallible> {
        match item {
            ClassSetItem::Unicode(class) => {
                self.classes += 1;
                self.named(&class.span);
            }
            ClassSetItem::Perl(class) => {
                self.classes += 1;
                self.named(&class.span);
            }
            ClassSetItem::Range(range) => {
                let (start, end) = (u32::from(range.start.c), u32::from(range.end.c));
                self.characters += end.saturating_sub(start) as usize;
            }
            _ => {}
        }
        Ok(())
    }
}
