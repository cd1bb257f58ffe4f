//! Witnesses: for each test of a field, values for which it is true and values for which it is false.

use crate::condition::compiled_predicate::{NumberOp, TextOp};
use crate::condition::{CompiledOp, Number, regex_sample};
use crate::visitor::{Field, FieldKind, Value};

/// Returns values for which a test may be true. Each inner list has variants of one value: the caller takes the
/// first variant for which the test is true.
pub(crate) fn satisfying(field: &Field, op: &CompiledOp) -> Vec<Vec<Value<'static>>> {
    match op {
        CompiledOp::Exists(true) => vec![filler(field).collect()],
        CompiledOp::Boolean(value) => vec![vec![Value::Boolean(*value)]],
        // Numbers are found from all bounds of a field together, by [`numbers`].
        CompiledOp::Exists(false) | CompiledOp::Number(_) | CompiledOp::State(_) => Vec::new(),
        CompiledOp::Text(TextOp::OneOf(texts)) => {
            texts.iter().map(|text| text_variants(field, text, TextFit::Whole)).collect()
        }
        CompiledOp::Text(op) => vec![match op {
            TextOp::Contains(text) => text_variants(field, text, TextFit::Part),
            TextOp::StartsWith(text) => text_variants(field, text, TextFit::Start),
            TextOp::EndsWith(text) => text_variants(field, text, TextFit::End),
            TextOp::Equal(text) | TextOp::WithinHost(text) | TextOp::WithinTag(text) => {
                text_variants(field, text, TextFit::Whole)
            }
            TextOp::OneOf(_) => Vec::new(),
        }],
        CompiledOp::Matches(pattern) => {
            vec![
                regex_sample::sample(pattern)
                    .map_or_else(Vec::new, |text| text_variants(field, &text, TextFit::Part)),
            ]
        }
    }
}

/// Returns values for which a test may be false. The caller takes the first one for which it is.
pub(crate) fn violating(field: &Field, op: &CompiledOp) -> Witnesses {
    match op {
        CompiledOp::Boolean(value) => Box::new(std::iter::once(Value::Boolean(!value))),
        CompiledOp::Number(_) | CompiledOp::State(_) | CompiledOp::Exists(true) => {
            Box::new(std::iter::empty())
        }
        CompiledOp::Text(_) | CompiledOp::Matches(_) | CompiledOp::Exists(false) => filler(field),
    }
}

/// Values of a field, generated one by one.
pub(crate) type Witnesses = Box<dyn Iterator<Item = Value<'static>>>;

/// Returns values of a field that do not depend on the rules. Common ones come first, and there are enough of
/// them that few workspaces name them all.
pub(crate) fn filler(field: &Field) -> Witnesses {
    type Texts = Box<dyn Iterator<Item = String>>;
    let numbered = |start: &'static str, end: &'static str| -> Texts {
        Box::new((0..20).map(move |n| format!("{start}{n}{end}")))
    };
    let two_letters = |first: u8, last: u8, end: &'static str| -> Texts {
        let letters = move || (first..=last).map(char::from);
        Box::new(letters().flat_map(move |a| letters().map(move |b| format!("{a}{b}{end}"))))
    };
    let (plain, more): (&'static [&'static str], Texts) = match field.kind() {
        _ if is_url(field) => (&["https://other.example/"], numbered("https://other", ".example/")),
        FieldKind::Text | FieldKind::Word | FieldKind::Attribute => {
            (&["other", "another", "0"], numbered("other-", ""))
        }
        FieldKind::Path => (&["/other", "/another", "/0"], numbered("/other-", "")),
        FieldKind::Host => (&["other.example", "0.test"], numbered("other", ".example")),
        // Any two letters are well formed for a language, a country or the start of a region, whether or not
        // they are assigned.
        FieldKind::Language => (&["en", "fr", "de"], two_letters(b'a', b'z', "")),
        FieldKind::Country => (&["FR", "US", "DE"], two_letters(b'A', b'Z', "")),
        FieldKind::Region => (&["FR-IDF", "US-NY", "DE-BE"], two_letters(b'A', b'Z', "-0")),
        FieldKind::Number => return Box::new([0.0, 1.0].into_iter().map(Value::Number)),
        FieldKind::Schedule | FieldKind::Group | FieldKind::Staff => {
            return Box::new(std::iter::empty());
        }
    };
    Box::new(plain.iter().map(|word| Value::from(*word)).chain(more.map(Value::from)))
}

/// Returns a number for each combination of results that tests of a field can have: every bound, a number between
/// each two bounds, and numbers below and above all bounds.
pub(crate) fn numbers<'c>(
    field: &Field,
    ops: impl Iterator<Item = &'c CompiledOp>,
) -> Vec<Value<'static>> {
    let mut bounds: Vec<f64> = ops
        .flat_map(|op| match op {
            CompiledOp::Number(NumberOp::OneOf(numbers)) => &numbers[..],
            CompiledOp::Number(
                NumberOp::AtLeast(bound)
                | NumberOp::AtMost(bound)
                | NumberOp::Above(bound)
                | NumberOp::Below(bound),
            ) => std::slice::from_ref(bound),
            _ => &[],
        })
        .map(|number: &Number| number.value())
        .collect();
    bounds.sort_by(f64::total_cmp);
    bounds.dedup();
    let (Some(first), Some(last)) = (bounds.first(), bounds.last()) else {
        return Vec::new();
    };
    let between =
        // Halved before the addition, so that the sum of two large bounds does not overflow.
        bounds.iter().zip(bounds.iter().skip(1)).map(|(one, next)| one / 2.0 + next / 2.0);
    // Adding 1 does not change a very large bound, so halves and doubles are tried too.
    let mut numbers = vec![first - 1.0, first / 2.0, last + 1.0, *last * 2.0];
    numbers.extend(between);
    numbers.extend(&bounds);
    if matches!(field, Field::Visits | Field::PagesViewed) {
        // These counters are whole numbers, so no visitor can have a fraction.
        numbers = numbers.iter().flat_map(|n| [n.floor(), n.ceil()]).collect();
        // The next whole numbers on both sides of a bound.
        let next = bounds.iter().flat_map(|n| [n.floor() - 1.0, n.floor() + 1.0]);
        numbers.extend(next);
    }
    numbers.retain(|number| number.is_finite());
    numbers.sort_by(f64::total_cmp);
    numbers.dedup();
    numbers.into_iter().map(Value::Number).collect()
}

#[derive(Clone, Copy, PartialEq)]
enum TextFit {
    Whole,
    Part,
    Start,
    End,
}

fn text_variants(field: &Field, text: &str, fit: TextFit) -> Vec<Value<'static>> {
    let texts = match (field.kind(), fit) {
        // Rules hold these codes in lower case. People write them in upper case.
        (FieldKind::Country | FieldKind::Region, _) => vec![text.to_ascii_uppercase()],
        (_, TextFit::Whole) => vec![text.to_owned()],
        // Plausible host names come first.
        (FieldKind::Host, TextFit::Part | TextFit::Start) => vec![
            format!("{}.example", text.trim_matches('.')),
            text.to_owned(),
            format!("{text}example"),
            format!("www{text}"),
            format!("www{text}example"),
            format!("www-{text}-1.example"),
        ],
        (FieldKind::Host, TextFit::End) => {
            vec![text.to_owned(), format!("www{text}"), format!("www.{text}")]
        }
        (FieldKind::Path, _) if !text.starts_with('/') => vec![format!("/{text}"), text.to_owned()],
        (_, TextFit::Part | TextFit::End) if is_url(field) => {
            vec![format!("https://site.example/{text}"), text.to_owned()]
        }
        _ => vec![text.to_owned()],
    };
    texts.into_iter().map(Value::from).collect()
}

fn is_url(field: &Field) -> bool {
    field.is_whole_url()
}
