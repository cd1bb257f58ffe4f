//! Conditions in three values (rules C1 to C5): true, false, and nothing for unknown.

use std::cell::RefCell;
use std::collections::HashMap;

use frontdesk::{Condition, Field};
use frontdesk::condition::{Literal, Operator, Predicate};
use frontdesk::presence::GroupStatus;
use regex::{Regex, RegexBuilder};

use super::field::Seen;
use super::{Oracle, language};

impl Oracle<'_> {
    /// C2
    pub(crate) fn truth(&self, condition: &Condition) -> Option<bool> {
        match condition {
            Condition::All(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| self.truth(part)).collect();
                if parts.contains(&Some(false)) {
                    Some(false)
                } else if parts.contains(&None) {
                    None
                } else {
                    Some(true)
                }
            }
            Condition::Any(parts) => any(parts.iter().map(|part| self.truth(part)).collect()),
            Condition::Not(part) => self.truth(part).map(|truth| !truth),
            Condition::Predicate(leaf) => self.leaf(leaf).or(leaf.truth_if_unknown()),
        }
    }

    /// The value of a leaf, its `if_unknown` aside.
    pub(crate) fn leaf(&self, leaf: &Predicate) -> Option<bool> {
        // `not_in` is `not` around `in`.
        if let Operator::NotIn(literals) = leaf.operator() {
            let within = leaf.field().clone().one_of(literals.iter().cloned());
            let within = if leaf.ignores_case() { within.ignore_case() } else { within };
            return self.leaf(&within).map(|truth| !truth);
        }
        if let Some(state) = self.state(leaf.field()) {
            return Some(names(leaf.operator(), state));
        }
        let seen = self.see(leaf.field());
        if let Operator::Exists(expected) = leaf.operator() {
            return Some(seen.is_some() == *expected);
        }
        holds(leaf, &seen?)
    }

    /// The word for a state of the workspace, where the field is one.
    fn state(&self, field: &Field) -> Option<&'static str> {
        match field {
            Field::Schedule(id) if self.schedule_is_open(id) => Some("open"),
            Field::Schedule(_) => Some("closed"),
            Field::Group(id) => {
                let group = self.group(id.as_str()).expect("a checked group exists");
                Some(match self.standing(group) {
                    GroupStatus::Available => "available",
                    GroupStatus::Busy => "busy",
                    GroupStatus::Offline => "offline",
                    GroupStatus::Closed => "closed",
                })
            }
            Field::Staff if self.workspace.agents().iter().any(|agent| self.is_online(agent)) => {
                Some("online")
            }
            Field::Staff => Some("offline"),
            _ => None,
        }
    }
}

/// True if any part is, else unknown if any is, else false.
fn any(parts: Vec<Option<bool>>) -> Option<bool> {
    if parts.contains(&Some(true)) {
        Some(true)
    } else if parts.contains(&None) {
        None
    } else {
        Some(false)
    }
}

fn names(test: &Operator, state: &str) -> bool {
    let is_it = |literal: &Literal| *literal == Literal::from(state);
    match test {
        Operator::Is(literal) => is_it(literal),
        Operator::In(literals) => literals.iter().any(is_it),
        other => panic!("a state has no {}", other.operator_word()),
    }
}

/// What an operator says of a known value; nothing where the value is of another type.
fn holds(leaf: &Predicate, seen: &Seen) -> Option<bool> {
    match seen {
        Seen::Text(text) => compares_text(leaf.operator()).then(|| text_holds(leaf, text)),
        // C5, in three values: an item that is not known might be the one.
        Seen::List(items) if compares_text(leaf.operator()) => {
            let holds = |item: &Option<String>| item.as_ref().map(|item| text_holds(leaf, item));
            any(items.iter().map(holds).collect())
        }
        Seen::List(_) => None,
        Seen::Number(number) => number_holds(leaf.operator(), *number),
        Seen::Boolean(value) => match leaf.operator() {
            Operator::Is(Literal::Boolean(expected)) => Some(value == expected),
            _ => None,
        },
    }
}

fn compares_text(test: &Operator) -> bool {
    match test {
        Operator::Is(literal) => matches!(literal, Literal::Text(_)),
        Operator::In(literals) => literals.iter().all(|literal| matches!(literal, Literal::Text(_))),
        Operator::Contains(_)
        | Operator::StartsWith(_)
        | Operator::EndsWith(_)
        | Operator::Matches(_)
        | Operator::Within(_) => true,
        _ => false,
    }
}

fn number_holds(test: &Operator, number: f64) -> Option<bool> {
    Some(match test {
        Operator::Is(Literal::Number(expected)) => number == *expected,
        Operator::In(literals) => {
            let numbers: Option<Vec<f64>> = literals
                .iter()
                .map(|literal| match literal {
                    Literal::Number(number) => Some(*number),
                    _ => None,
                })
                .collect();
            numbers?.contains(&number)
        }
        Operator::AtLeast(bound) => number >= *bound,
        Operator::AtMost(bound) => number <= *bound,
        Operator::Above(bound) => number > *bound,
        Operator::Below(bound) => number < *bound,
        _ => return None,
    })
}

fn text_holds(leaf: &Predicate, seen: &str) -> bool {
    let kind = Kind::for_field(leaf.field());
    // C3, and the types whose whole values are compared without case.
    let lower_case = |text: &str| -> String { text.chars().flat_map(char::to_lowercase).collect() };
    let whole = |text: &str| {
        if leaf.ignores_case() || kind.is_caseless() { lower_case(text) } else { text.to_owned() }
    };
    let part = |text: &str| {
        let folds = leaf.ignores_case() || kind == Kind::Host;
        if folds { lower_case(text) } else { text.to_owned() }
    };
    let equals = |literal: &Literal| match literal {
        Literal::Text(text) => whole(&kind.whole(text)) == whole(seen),
        other => panic!("{other:?} is no text"),
    };
    match leaf.operator() {
        Operator::Is(literal) => equals(literal),
        Operator::In(literals) => literals.iter().any(equals),
        Operator::Contains(text) => part(seen).contains(&part(&kind.part(text))),
        Operator::StartsWith(text) => part(seen).starts_with(&part(&kind.part(text))),
        Operator::EndsWith(text) => part(seen).ends_with(&part(&kind.part(text))),
        Operator::Matches(expression) => is_match(expression, leaf.ignores_case(), seen),
        Operator::Within(text) => {
            let (seen, wide) = (whole(seen), whole(&kind.whole(text)));
            match kind {
                Kind::Host => seen == wide || seen.ends_with(&format!(".{wide}")),
                Kind::Tag => seen == wide || seen.starts_with(&format!("{wide}-")),
                _ => panic!("{} has no within", leaf.field()),
            }
        }
        other => panic!("{} compares no text", other.operator_word()),
    }
}

/// The types of text fields.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    /// City, device, browser, os.
    Word,
    Host,
    Path,
    Tag,
    Code,
}

impl Kind {
    fn for_field(field: &Field) -> Self {
        match field {
            Field::City | Field::Device | Field::Browser | Field::Os => Self::Word,
            Field::PageHost | Field::PreviousHost | Field::ReferrerHost => Self::Host,
            Field::PagePath | Field::PreviousPath | Field::ReferrerPath => Self::Path,
            Field::Language => Self::Tag,
            Field::Country | Field::Region => Self::Code,
            _ => Self::Text,
        }
    }

    /// Whether `is`, `in` and `within` compare without case.
    fn is_caseless(self) -> bool {
        matches!(self, Self::Word | Self::Host | Self::Tag | Self::Code)
    }

    /// A rule's whole value in the form of the field's (C4).
    fn whole(self, text: &str) -> String {
        match self {
            Self::Host => url::Host::parse(text).expect("a checked host").to_string(),
            Self::Path => encoded(text),
            Self::Tag => language::hyphened(text),
            Self::Text | Self::Word | Self::Code => text.to_owned(),
        }
    }

    /// A rule's part of a value in the form of the field's (C4).
    fn part(self, text: &str) -> String {
        if self == Self::Path { encoded(text) } else { text.to_owned() }
    }
}

/// Encodes the URL standard's path percent-encode set: the C0 controls and all beyond `~`, and these
/// signs. `%` is not in it.
fn encoded(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            0x00..=0x1f | 0x7f.. => format!("%{byte:02X}"),
            b' ' | b'"' | b'#' | b'<' | b'>' | b'?' | b'^' | b'`' | b'{' | b'}' => {
                format!("%{byte:02X}")
            }
            _ => char::from(byte).to_string(),
        })
        .collect()
}

fn is_match(expression: &str, ignore_case: bool, text: &str) -> bool {
    thread_local! {
        static COMPILED: RefCell<HashMap<(String, bool), Regex>> = RefCell::default();
    }
    COMPILED.with_borrow_mut(|compiled| {
        let regex = compiled.entry((expression.to_owned(), ignore_case)).or_insert_with(|| {
            let mut builder = RegexBuilder::new(expression);
            builder.case_insensitive(ignore_case).build().expect("a checked expression")
        });
        regex.is_match(text)
    })
}
