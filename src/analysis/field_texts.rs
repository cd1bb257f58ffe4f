//! The texts that hosts, paths and URLs of web pages can have: one table for each.

use crate::visitor::{Field, FieldKind};

/// The characters of a path as conditions compare it, in ASCII and beyond. Characters of the URL
/// standard's path percent-encode set appear as escapes, and `\` appears as `/`.
///
/// This table alone decides whether a path contains letters outside ASCII.
const PATH: &[(char, char)] = &[
    ('!', '!'),
    ('$', ';'),
    ('=', '='),
    ('@', '['),
    (']', ']'),
    ('_', '_'),
    ('a', 'z'),
    ('|', '|'),
    ('~', '~'),
];

/// The characters of a host except the dot. The URL standard forbids the others in a domain, or
/// normalises them, as it does upper case and letters outside ASCII.
const LABEL: &[(char, char)] = &[
    ('!', '"'),
    ('$', '$'),
    ('&', '-'),
    ('0', '9'),
    (';', ';'),
    ('=', '='),
    ('_', '`'),
    ('a', '{'),
    ('}', '~'),
];

/// The characters between the brackets of an IPv6 address.
const ADDRESS: &[(char, char)] = &[('.', '.'), ('0', ':'), ('a', 'f')];

/// The form of a field's texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TextForm {
    Host,
    Path,
    Url,
}

impl TextForm {
    /// Returns the form of a field's texts, or `None` if the field can have any text.
    pub(super) fn from_field(field: &Field) -> Option<Self> {
        match field {
            field if field.is_whole_url() => Some(Self::Url),
            field if field.kind() == FieldKind::Host => Some(Self::Host),
            field if field.kind() == FieldKind::Path => Some(Self::Path),
            _ => None,
        }
    }

    /// Returns `true` if a text of this form can contain the character.
    pub(super) fn has(self, character: char) -> bool {
        let is_in = |table: &[(char, char)]| {
            table.iter().any(|(start, end)| (*start..=*end).contains(&character))
        };
        match self {
            Self::Host => is_in(LABEL) || is_in(ADDRESS) || matches!(character, '[' | ']'),
            Self::Path => is_in(PATH),
            Self::Url => !matches!(character, '\n' | '\r'),
        }
    }
}

#[cfg(feature = "regex")]
mod automata {
    use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

    use super::{ADDRESS, LABEL, PATH, TextForm};
    use crate::analysis::automaton::Automaton;

    fn class(ranges: &[(char, char)]) -> ClassUnicode {
        ClassUnicode::new(ranges.iter().map(|(start, end)| ClassUnicodeRange::new(*start, *end)))
    }

    fn one(character: char) -> ClassUnicode {
        class(&[(character, character)])
    }

    /// Returns the class of all characters except line breaks.
    fn any() -> ClassUnicode {
        let mut class = class(&[('\n', '\n'), ('\r', '\r')]);
        class.negate();
        class
    }

    impl TextForm {
        /// Returns the automaton of the texts of this form.
        pub(in crate::analysis) fn automaton(self) -> Automaton {
            match self {
                // Labels separated by dots, optionally with a dot at the end, or an address in
                // brackets.
                Self::Host => Automaton {
                    edges: vec![
                        vec![(class(LABEL), 1), (one('['), 3)],
                        vec![(class(LABEL), 1), (one('.'), 2)],
                        vec![(class(LABEL), 1)],
                        vec![(class(ADDRESS), 3), (one(']'), 4)],
                        vec![],
                    ],
                    accepting: 0b1_0110,
                    has_lines: false,
                },
                Self::Path => Automaton {
                    edges: vec![vec![(one('/'), 1)], vec![(class(PATH), 1)]],
                    accepting: 0b10,
                    has_lines: false,
                },
                // `http://` or `https://`, an authority, and any text.
                Self::Url => {
                    let mut authority = class(&[('/', '/'), ('?', '?'), ('#', '#'), ('\n', '\n')]);
                    authority.negate();
                    let chain = ['h', 't', 't', 'p'].into_iter().zip(1..);
                    let mut edges: Vec<_> = chain.map(|(c, to)| vec![(one(c), to)]).collect();
                    // State 4 is after `http`, which `s` or the colon may follow.
                    edges.push(vec![(one('s'), 5), (one(':'), 6)]);
                    edges.push(vec![(one(':'), 6)]);
                    edges.push(vec![(one('/'), 7)]);
                    edges.push(vec![(one('/'), 8)]);
                    edges.push(vec![(authority, 9)]);
                    edges.push(vec![(any(), 9)]);
                    Automaton { edges, accepting: 1 << 9, has_lines: false }
                }
            }
        }

        /// Returns the automaton of all texts over the characters of this form.
        pub(in crate::analysis) fn alphabet(self) -> Automaton {
            let characters = match self {
                Self::Host => class(&[LABEL, ADDRESS, &[('[', '['), (']', ']')]].concat()),
                Self::Path => class(PATH),
                Self::Url => any(),
            };
            from_characters(characters, false)
        }
    }

    /// Returns the automaton of all texts.
    pub(in crate::analysis) fn any_text() -> Automaton {
        from_characters(class(&[('\0', char::MAX)]), true)
    }

    fn from_characters(characters: ClassUnicode, has_lines: bool) -> Automaton {
        let edges = vec![vec![(characters.clone(), 1)], vec![(characters, 1)]];
        Automaton { edges, accepting: 0b11, has_lines }
    }
}

#[cfg(feature = "regex")]
pub(super) use automata::any_text;

#[cfg(all(test, feature = "url"))]
mod tests {
    use super::*;

    /// Each ASCII character, and some others.
    fn characters() -> impl Iterator<Item = char> {
        ('\0'..='\u{ff}').chain(['б', '。', '😀'])
    }

    #[test]
    fn a_path_has_the_characters_that_the_parser_leaves() {
        for character in characters() {
            let url = url::Url::parse(&format!("https://a.example/x{character}y")).unwrap();
            // Conditions see `^` as an escape, as the URL standard has it since 2024.
            let path = url.path().replace('^', "%5E");
            let stands = path.contains(character);
            assert_eq!(TextForm::Path.has(character), stands, "{character:?} in {path}");
        }
    }

    #[test]
    fn a_host_has_the_characters_that_the_parser_leaves() {
        for character in characters().filter(|c| !matches!(c, '.' | '[' | ']' | ':')) {
            let host = url::Host::parse(&format!("x{character}y.example"));
            let stands = host.is_ok_and(|host| host.to_string().contains(character));
            assert_eq!(TextForm::Host.has(character), stands, "{character:?}");
        }
    }
}
