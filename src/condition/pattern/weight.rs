//! What it takes to parse an expression, before that is done.
//!
//! Most expressions are parsed in microseconds. Unicode classes take more, above all where case is ignored:
//! `(?i)\pL` 0.8 ms, and 512 bytes hold a hundred of them. So they are counted first, in the syntax tree,
//! which takes time in proportion to the text.

use std::convert::Infallible;

use regex_syntax::ast::{Ast, ClassSetItem, Flag, Visitor, visit};

/// Steps of compiling; some of them take a microsecond.
const OF_BYTE: usize = 64;
const OF_CLASS: usize = 1_500;
/// A class with case ignored: every character's other cases are looked for.
const OF_CASELESS_CLASS: usize = 250_000;
/// Classes beside each other in an alternation are merged, each with those before it.
const OF_PAIR: usize = 100;

/// Steps of compiling for a syntax tree.
pub(super) fn steps_to_parse(text: &str, ast: &Ast, ignores_case: bool) -> usize {
    let counted = visit(ast, Counting { ignores_case, ..Counting::default() });
    let Counting { classes, ignores_case } = counted.unwrap_or_else(|never| match never {});
    let of_class = if ignores_case { OF_CASELESS_CLASS } else { OF_CLASS };
    text.len() * OF_BYTE + classes * of_class + classes * classes * OF_PAIR
}

#[derive(Default)]
struct Counting {
    classes: usize,
    ignores_case: bool,
}

impl Visitor for Counting {
    type Output = Self;
    type Err = Infallible;

    fn finish(self) -> Result<Self, Infallible> {
        Ok(self)
    }

    fn visit_post(&mut self, ast: &Ast) -> Result<(), Infallible> {
        let flags = match ast {
            Ast::Flags(set) => Some(&set.flags),
            Ast::Group(group) => group.flags(),
            _ => None,
        };
        let may_ignore_case =
            flags.is_some_and(|flags| flags.flag_state(Flag::CaseInsensitive) == Some(true));
        self.ignores_case |= may_ignore_case;
        // Digits and white space are few, and no letters.
        self.classes += usize::from(matches!(ast, Ast::ClassUnicode(_) | Ast::ClassPerl(_)));
        Ok(())
    }

    fn visit_class_set_item_post(&mut self, item: &ClassSetItem) -> Result<(), Infallible> {
        self.classes +=
            usize::from(matches!(item, ClassSetItem::Unicode(_) | ClassSetItem::Perl(_)));
        Ok(())
    }
}
