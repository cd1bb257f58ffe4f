//! What it takes to parse an expression, before that is done.
//!
//! Most expressions are parsed in microseconds. Where case is ignored the parser looks up the other cases of each
//! character of a class, one after the other: `(?i)\pL` takes 0.8 ms, `(?i)[\x00-\x{10FFFF}]` ten times as long,
//! and 512 bytes hold a hundred of them. So the characters are counted first, in the syntax tree, which takes
//! time in proportion to the text.

use std::convert::Infallible;

use regex_syntax::ast::{self, Ast, ClassSetItem, Flag, Visitor, visit};
use regex_syntax::hir::{Class, ClassUnicodeRange, Hir, HirKind};

/// Steps of compiling; some hundred of them take a microsecond.
const OF_BYTE: usize = 64;
const OF_CLASS: usize = 1_500;
/// A character of a class whose case is ignored.
const OF_CHARACTER: usize = 2;
/// Classes beside each other in an alternation are merged, each with those before it.
const OF_PAIR: usize = 100;

/// Steps of compiling for a syntax tree.
pub(super) fn steps_to_parse(text: &str, ast: &Ast, ignores_case: bool) -> usize {
    let counting = Counting { text, ignores_case, classes: 0, characters: 0 };
    let Counting { classes, characters, ignores_case, .. } =
        visit(ast, counting).unwrap_or_else(|never| match never {});
    let of_characters = if ignores_case { characters * OF_CHARACTER } else { 0 };
    text.len() * OF_BYTE + classes * OF_CLASS + of_characters + classes * classes * OF_PAIR
}

struct Counting<'t> {
    text: &'t str,
    ignores_case: bool,
    /// Named classes.
    classes: usize,
    /// Those of all classes and ranges.
    characters: usize,
}

impl Counting<'_> {
    /// Counts a named class by its characters: `\p{Greek}` has few, `\P{Greek}` nearly all.
    fn named(&mut self, span: &ast::Span) {
        let written = self.text.get(span.start.offset..span.end.offset).unwrap_or_default();
        // A name that there is not is refused soon after.
        let class = regex_syntax::parse(written);
        self.characters += class.as_ref().map_or(0, characters);
    }
}

/// How many characters a class has.
fn characters(class: &Hir) -> usize {
    match class.kind() {
        HirKind::Class(Class::Unicode(class)) => class.iter().map(ClassUnicodeRange::len).sum(),
        _ => 0,
    }
}

impl Visitor for Counting<'_> {
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
            // Every case of their characters is in them, so the parser looks none up.
            Ast::ClassPerl(_) => {
                self.classes += 1;
                None
            }
            _ => None,
        };
        let may_ignore_case =
            flags.is_some_and(|flags| flags.flag_state(Flag::CaseInsensitive) == Some(true));
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
