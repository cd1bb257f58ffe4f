//! From a condition as written to checked rules: every leaf against its field's type (rule W2).

use crate::condition::pattern::Pattern;
use crate::condition::predicate::{NumberCheck, Predicate, StateBit, TextCheck};
use crate::condition::{
    Check, Condition, Leaf, Literal, Number, Program, Rules, Sight, State, Subject, Test, Truth,
};
use crate::error::{At, Limit, ProblemKind, Report};
use crate::text::{hyphened, is_well_formed};
use crate::visitor::{Field, FieldKind, folded, is_country, is_region};

mod url;

/// Looks up what conditions refer to, and reports what leads nowhere.
pub(crate) trait Names {
    fn schedule(&self, id: &str, at: &At<'_>, report: &mut Report) -> Option<u32>;
    fn group(&self, id: &str, at: &At<'_>, report: &mut Report) -> Option<u32>;
}

/// Checks conditions and gathers their checked forms.
pub(crate) struct Checker<'n, N> {
    names: &'n N,
    rules: Rules,
}

/// How deep a condition is looked into for further problems once it is too deep.
const LOOKED_INTO: usize = 128;

impl<'n, N: Names> Checker<'n, N> {
    pub(crate) fn new(names: &'n N) -> Self {
        Self { names, rules: Rules::default() }
    }

    pub(crate) fn into_rules(self) -> Rules {
        self.rules
    }

    /// Checks a condition; where it has problems, they are in the report, and the program is not
    /// to be run.
    pub(crate) fn check(
        &mut self,
        condition: &Condition,
        at: &At<'_>,
        report: &mut Report,
    ) -> Program {
        let (depth, leaves) = condition.size();
        if depth > Limit::Depth.most() {
            report.add(at, ProblemKind::Limit(Limit::Depth), &depth.to_string());
        }
        if leaves > Limit::Leaves.most() {
            report.add(at, ProblemKind::Limit(Limit::Leaves), &leaves.to_string());
        }
        let start = self.rules.start();
        self.part(condition, at, report, LOOKED_INTO);
        start
    }

    fn part(&mut self, condition: &Condition, at: &At<'_>, report: &mut Report, levels: usize) {
        let Some(levels) = levels.checked_sub(1) else {
            return;
        };
        match condition {
            Condition::All(parts) => self.parts(parts, true, &at.key("all"), report, levels),
            Condition::Any(parts) => self.parts(parts, false, &at.key("any"), report, levels),
            Condition::Not(part) => {
                self.rules.push_not();
                self.part(part, &at.key("not"), report, levels);
            }
            Condition::Leaf(leaf) => self.leaf(leaf, at, report),
        }
    }

    fn parts(
        &mut self,
        parts: &[Condition],
        all: bool,
        at: &At<'_>,
        report: &mut Report,
        levels: usize,
    ) {
        if parts.is_empty() {
            report.add(at, ProblemKind::Empty, if all { "all" } else { "any" });
        }
        let opened = self.rules.open(all);
        for (n, part) in parts.iter().enumerate() {
            self.part(part, &at.index(n), report, levels);
        }
        self.rules.close(opened);
    }

    fn leaf(&mut self, leaf: &Leaf, at: &At<'_>, report: &mut Report) {
        if leaf.unreadable {
            // Whoever could not read it has said so; a leaf from elsewhere says so here.
            report.add(at, ProblemKind::Unreadable, "");
            return;
        }
        let kind = leaf.field.kind();
        let modifiers_fit = check_modifiers(leaf, kind, at, report);
        let subject = self.subject(&leaf.field, folds(leaf, kind), at, report);
        let check = check_test(leaf, kind, &at.key(leaf.test.operator()), report);
        let if_unknown = leaf.if_unknown.map_or(Truth::Unknown, Truth::from);
        if let (Some(subject), Some(check), true) = (subject, check, modifiers_fit) {
            self.rules.push_leaf(Predicate { subject, check }, if_unknown);
        }
    }

    fn subject(
        &mut self,
        field: &Field,
        folds: bool,
        at: &At<'_>,
        report: &mut Report,
    ) -> Option<Subject> {
        let at = at.key("field");
        let text = field.to_string();
        if text.len() > Limit::TextBytes.most() {
            report.add(&at, ProblemKind::Limit(Limit::TextBytes), &text.len().to_string());
            return None;
        }
        if cfg!(not(feature = "url")) && field.is_part_of_url() {
            report.add(&at, ProblemKind::FeatureOff { feature: "url" }, &text);
            return None;
        }
        if cfg!(not(feature = "language")) && *field == Field::Language {
            report.add(&at, ProblemKind::FeatureOff { feature: "language" }, &text);
            return None;
        }
        let state = match field {
            Field::Schedule(id) => {
                State::Schedule(self.names.schedule(id.as_str(), &at, report)?)
            }
            Field::Group(id) => State::Group(self.names.group(id.as_str(), &at, report)?),
            Field::Staff => State::Staff,
            Field::Attribute(name) | Field::Bucket(name) | Field::PageQuery(name)
                if name.is_empty() =>
            {
                report.add(&at, ProblemKind::UnknownField, &text);
                return None;
            }
            field => {
                let sight = Sight { field: field.clone(), folds };
                return Some(Subject::Sight(self.rules.sight_number(sight)));
            }
        };
        Some(Subject::State(self.rules.state_number(state)))
    }
}

/// Whether `ignore_case` and `if_unknown` have a meaning on this leaf.
fn check_modifiers(leaf: &Leaf, kind: FieldKind, at: &At<'_>, report: &mut Report) -> bool {
    let exists = matches!(leaf.test, Test::Exists(_));
    let never_unknown = leaf.if_unknown.is_some() && (kind.is_state() || exists);
    if never_unknown {
        report.add(&at.key("if_unknown"), ProblemKind::IfUnknownNotHere, "if_unknown");
    }
    let no_text = leaf.ignore_case && !compares_text(&leaf.test, kind);
    if no_text {
        report.add(&at.key("ignore_case"), ProblemKind::IgnoreCaseNotHere, "ignore_case");
    }
    !never_unknown && !no_text
}

fn compares_text(test: &Test, kind: FieldKind) -> bool {
    let is_text = |literal: &Literal| matches!(literal, Literal::Text(_));
    let text_value = match test {
        Test::Is(literal) => is_text(literal),
        Test::In(literals) => literals.iter().all(is_text),
        Test::Contains(_) | Test::StartsWith(_) | Test::EndsWith(_) => true,
        Test::Matches(_) | Test::Within(_) => true,
        _ => false,
    };
    text_value && !kind.is_state() && kind != FieldKind::Number
}

/// The operators that a type has, in words, and whether this is one of them.
fn operators(kind: FieldKind, test: &Test) -> Result<(), &'static str> {
    let any_of = matches!(test, Test::Is(_) | Test::In(_));
    let exists = matches!(test, Test::Exists(_));
    let parts = matches!(
        test,
        Test::Contains(_) | Test::StartsWith(_) | Test::EndsWith(_) | Test::Matches(_)
    );
    let within = matches!(test, Test::Within(_));
    let order =
        matches!(test, Test::AtLeast(_) | Test::AtMost(_) | Test::Above(_) | Test::Below(_));
    let (has, words) = match kind {
        FieldKind::Text | FieldKind::Word | FieldKind::Path => (
            any_of || parts || exists,
            "`is`, `in`, `contains`, `starts_with`, `ends_with`, `matches`, `exists`",
        ),
        FieldKind::Host => (
            any_of || parts || within || exists,
            "`is`, `in`, `within`, `contains`, `starts_with`, `ends_with`, `matches`, `exists`",
        ),
        FieldKind::Language => (any_of || within || exists, "`is`, `in`, `within`, `exists`"),
        FieldKind::Country | FieldKind::Region => (any_of || exists, "`is`, `in`, `exists`"),
        FieldKind::Number => (
            any_of || order || exists,
            "`is`, `in`, `at_least`, `at_most`, `above`, `below`, `exists`",
        ),
        FieldKind::Attribute => (
            any_of || parts || order || exists,
            "`is`, `in`, `contains`, `starts_with`, `ends_with`, `matches`, `at_least`, `at_most`, \
             `above`, `below`, `exists`",
        ),
        FieldKind::Schedule | FieldKind::Group | FieldKind::Staff => (any_of, "`is`, `in`"),
    };
    if has { Ok(()) } else { Err(words) }
}

/// The checked form of operator and value; `at` is the operator's place.
fn check_test(leaf: &Leaf, kind: FieldKind, at: &At<'_>, report: &mut Report) -> Option<Check> {
    if let Err(expected) = operators(kind, &leaf.test) {
        report.add(at, ProblemKind::OperatorNotForField { expected }, leaf.test.operator());
        return None;
    }
    let part = |value: &str, report: &mut Report| -> Option<Box<str>> {
        check_text(value, at, leaf.test.operator(), report)?;
        let value = url::part(value, kind, at, report)?;
        Some(if leaf.ignore_case { folded(&value).into() } else { value })
    };
    match &leaf.test {
        Test::Is(literal) => check_values(leaf, kind, &[(literal, *at)], report),
        Test::In(literals) => {
            if literals.is_empty() {
                report.add(at, ProblemKind::Empty, "in");
                return None;
            }
            if literals.len() > Limit::ListItems.most() {
                let found = literals.len().to_string();
                report.add(at, ProblemKind::Limit(Limit::ListItems), &found);
                return None;
            }
            if !literals.iter().zip(literals.iter().skip(1)).all(|(a, b)| same_type(a, b)) {
                report.add(at, ProblemKind::MixedTypes, "in");
                return None;
            }
            let placed: Vec<_> =
                literals.iter().enumerate().map(|(n, literal)| (literal, at.index(n))).collect();
            check_values(leaf, kind, &placed, report)
        }
        Test::Contains(value) => part(value, report).map(TextCheck::Contains).map(Check::Text),
        Test::StartsWith(value) => part(value, report).map(TextCheck::StartsWith).map(Check::Text),
        Test::EndsWith(value) => part(value, report).map(TextCheck::EndsWith).map(Check::Text),
        Test::Matches(source) => check_pattern(source, leaf.ignore_case, at, report),
        Test::Within(value) => {
            check_text(value, at, "within", report)?;
            let value = check_word(value, kind, at, report)?;
            Some(match kind {
                FieldKind::Host => Check::Text(TextCheck::WithinHost(value)),
                _ => Check::Text(TextCheck::WithinTag(value)),
            })
        }
        Test::AtLeast(bound) => {
            check_number(*bound, at, report).map(NumberCheck::AtLeast).map(Check::Number)
        }
        Test::AtMost(bound) => {
            check_number(*bound, at, report).map(NumberCheck::AtMost).map(Check::Number)
        }
        Test::Above(bound) => {
            check_number(*bound, at, report).map(NumberCheck::Above).map(Check::Number)
        }
        Test::Below(bound) => {
            check_number(*bound, at, report).map(NumberCheck::Below).map(Check::Number)
        }
        Test::Exists(expected) => Some(Check::Exists(*expected)),
    }
}

fn same_type(left: &Literal, right: &Literal) -> bool {
    std::mem::discriminant(left) == std::mem::discriminant(right)
}

/// The checked form of `is` and `in`, whose values are of one type.
fn check_values(
    leaf: &Leaf,
    kind: FieldKind,
    values: &[(&Literal, At<'_>)],
    report: &mut Report,
) -> Option<Check> {
    let mut texts: Vec<Box<str>> = Vec::new();
    let mut numbers: Vec<Number> = Vec::new();
    let mut booleans: Vec<bool> = Vec::new();
    let mut words = 0;
    let before = report.len();
    for (literal, at) in values {
        match (literal, expected_value(kind, &leaf.test)) {
            (Literal::Text(word), Expected::State(known, expected)) => match StateBit::of(word) {
                Some(bit) if known.contains(&bit.word()) => words |= bit.0,
                _ => {
                    let problem = ProblemKind::UnknownState { expected };
                    report.add_unknown(at, problem, word, known.iter().copied());
                }
            },
            (Literal::Text(text), Expected::Text | Expected::Any(_)) => {
                texts.extend(
                    check_length(text, at, report)
                        .and_then(|()| check_word(text, kind, at, report)),
                );
            }
            (Literal::Number(number), Expected::Number | Expected::Any(_)) => {
                numbers.extend(check_number(*number, at, report));
            }
            (Literal::Boolean(value), Expected::Any(true)) => booleans.push(*value),
            (literal, expected) => {
                let problem = ProblemKind::ValueNotForOperator { expected: expected.words() };
                report.add(at, problem, &literal.to_string());
            }
        }
    }
    if report.len() > before {
        return None;
    }
    if kind.is_state() {
        return Some(Check::State(StateBit(words)));
    }
    if let [value] = booleans[..] {
        return Some(Check::Boolean(value));
    }
    if !numbers.is_empty() {
        numbers.sort_by(|a, b| a.value().total_cmp(&b.value()));
        numbers.dedup();
        return Some(Check::Number(NumberCheck::OneOf(numbers.into())));
    }
    if folds(leaf, kind) {
        texts = texts.iter().map(|text| folded(text).into()).collect();
    }
    texts.sort();
    texts.dedup();
    let test = if texts.len() == 1 {
        TextCheck::Equal(texts.pop()?)
    } else {
        TextCheck::OneOf(texts.into())
    };
    Some(Check::Text(test))
}

/// Whether the field is compared in lower case: on demand, and always where `is`, `in` and `within`
/// have no case. A regular expression sees the text as it is; its engine ignores case by itself.
fn folds(leaf: &Leaf, kind: FieldKind) -> bool {
    let caseless = matches!(
        kind,
        FieldKind::Host
            | FieldKind::Language
            | FieldKind::Country
            | FieldKind::Region
            | FieldKind::Word
    );
    match leaf.test {
        Test::Is(_) | Test::In(_) | Test::Within(_) => leaf.ignore_case || caseless,
        Test::Contains(_) | Test::StartsWith(_) | Test::EndsWith(_) => leaf.ignore_case,
        _ => false,
    }
}

/// What `is` and `in` take on a type.
enum Expected {
    Text,
    Number,
    /// Text or number; with `is` a boolean too.
    Any(bool),
    State(&'static [&'static str], &'static str),
}

impl Expected {
    fn words(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "numbers",
            Self::Any(true) => "text, a number, true or false",
            Self::Any(false) => "texts or numbers",
            Self::State(_, words) => words,
        }
    }
}

fn expected_value(kind: FieldKind, test: &Test) -> Expected {
    match kind {
        FieldKind::Number => Expected::Number,
        FieldKind::Attribute => Expected::Any(matches!(test, Test::Is(_))),
        FieldKind::Schedule => Expected::State(&["open", "closed"], "`open` or `closed`"),
        FieldKind::Group => Expected::State(
            &["available", "busy", "offline", "closed"],
            "`available`, `busy`, `offline` or `closed`",
        ),
        FieldKind::Staff => Expected::State(&["online", "offline"], "`online` or `offline`"),
        _ => Expected::Text,
    }
}

/// A whole value of a field, in the form that it is compared in.
fn check_word(text: &str, kind: FieldKind, at: &At<'_>, report: &mut Report) -> Option<Box<str>> {
    let refused = match kind {
        FieldKind::Host => return url::host(text, at, report),
        FieldKind::Path => return url::part(text, kind, at, report),
        FieldKind::Language if is_well_formed(text) => {
            return Some(folded(&hyphened(text)).into());
        }
        FieldKind::Country if is_country(text) => return Some(folded(text).into()),
        FieldKind::Region if is_region(text) => return Some(folded(text).into()),
        FieldKind::Language => ProblemKind::InvalidLanguage,
        FieldKind::Country => ProblemKind::InvalidCountry,
        FieldKind::Region => ProblemKind::InvalidRegion,
        _ => return Some(text.into()),
    };
    report.add(at, refused, text);
    None
}

/// A text that must not be empty, as it would hold for every value.
fn check_text(text: &str, at: &At<'_>, operator: &str, report: &mut Report) -> Option<()> {
    if text.is_empty() {
        report.add(at, ProblemKind::Empty, operator);
        return None;
    }
    check_length(text, at, report)
}

fn check_length(text: &str, at: &At<'_>, report: &mut Report) -> Option<()> {
    if text.len() > Limit::TextBytes.most() {
        report.add(at, ProblemKind::Limit(Limit::TextBytes), &text.len().to_string());
        return None;
    }
    Some(())
}

fn check_number(number: f64, at: &At<'_>, report: &mut Report) -> Option<Number> {
    if !number.is_finite() {
        report.add(at, ProblemKind::NotFinite, &number.to_string());
        return None;
    }
    Some(Number::new(number))
}

fn check_pattern(
    source: &str,
    ignore_case: bool,
    at: &At<'_>,
    report: &mut Report,
) -> Option<Check> {
    if source.is_empty() {
        report.add(at, ProblemKind::Empty, "matches");
        return None;
    }
    if source.len() > Limit::RegexBytes.most() {
        report.add(at, ProblemKind::Limit(Limit::RegexBytes), &source.len().to_string());
        return None;
    }
    match Pattern::compile(source, ignore_case) {
        Ok(pattern) => Some(Check::Matches(pattern)),
        Err(problem) => {
            report.add(at, problem, source);
            None
        }
    }
}
