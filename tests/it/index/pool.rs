//! Leaves: every operator on every type of field, over the values of a workspace.

use frontdesk::Field;
use frontdesk::condition::Predicate;

use super::draws::Draws;
use super::values::{self, EXPRESSIONS, TAGS};

/// What a workspace's rules look like.
#[derive(Clone, Debug)]
pub(super) struct Style {
    /// How many values there are of a kind.
    pub(super) span: usize,
    /// How many attributes of each type have names.
    pub(super) names: usize,
    /// How many schedules, and how many groups.
    pub(super) states: usize,
}

/// A leaf, now and then without case, now and then with a stand-in for unknown.
pub(super) fn leaf(draws: &mut Draws, style: &Style) -> Predicate {
    match draws.below(20) {
        0 => return state(draws, style),
        1 => {
            let field = any_field(draws, style);
            return if draws.chance(50) { field.exists() } else { field.missing() };
        }
        _ => {}
    }
    let (leaf, is_text) = visitor_leaf(draws, style);
    let leaf = if is_text && draws.chance(25) { leaf.ignore_case() } else { leaf };
    match draws.below(12) {
        0 => leaf.if_unknown(true),
        1 => leaf.if_unknown(false),
        _ => leaf,
    }
}

fn visitor_leaf(draws: &mut Draws, style: &Style) -> (Predicate, bool) {
    let span = style.span;
    match draws.below(24) {
        0..=5 => {
            let field = attribute(draws, style, "t");
            (text(draws, field, span), true)
        }
        6 => (text(draws, Field::PageTitle, span), true),
        7 => (text(draws, Field::City, span), true),
        8 => {
            let field = *draws.pick(&["device", "browser", "os", "selection", "group_code"]);
            (text(draws, field.parse().unwrap(), span.min(6)), true)
        }
        9 => {
            let name = *draws.pick(&["k", "u"]);
            (text(draws, Field::query(name), span), true)
        }
        10 | 11 => (path(draws, span), true),
        12 => (url(draws, span), true),
        13 | 14 => (host(draws, span), true),
        15 => (tag(draws), true),
        16 => {
            let values: Vec<_> = (0..=draws.below(3)).map(|_| values::country(draws, span)).collect();
            (whole(draws, Field::Country, values), true)
        }
        17 => {
            let values: Vec<_> = (0..=draws.below(3)).map(|_| values::region(draws, span)).collect();
            (whole(draws, Field::Region, values), true)
        }
        18 => (attribute(draws, style, "b").is(draws.chance(50)), false),
        19 => (list(draws, style), true),
        _ => {
            let field = number_field(draws, style);
            (number(draws, field, span), false)
        }
    }
}

pub(super) fn attribute(draws: &mut Draws, style: &Style, kind: &str) -> Field {
    Field::attribute(&format!("{kind}{}", draws.low(style.names)))
}

fn whole(draws: &mut Draws, field: Field, mut values: Vec<String>) -> Predicate {
    if values.len() == 1 && draws.chance(70) {
        return field.is(values.remove(0));
    }
    field.one_of(values)
}

pub(super) fn text(draws: &mut Draws, field: Field, span: usize) -> Predicate {
    let value = values::text(draws, span);
    match draws.below(9) {
        0 | 1 => field.is(value),
        2 => {
            let more = (0..draws.below(6)).map(|_| values::text(draws, span));
            let values: Vec<String> = [value].into_iter().chain(more).collect();
            field.one_of(values)
        }
        3 => field.starts_with(values::part(draws, &value, true, false)),
        4 => field.ends_with(values::part(draws, &value, false, true)),
        5 => field.starts_with(if value.is_empty() { "b".to_owned() } else { value }),
        6 => field.contains(values::part(draws, &value, false, false)),
        7 => field.contains(if value.is_empty() { "a".to_owned() } else { value }),
        _ => field.matches(draws.pick(&EXPRESSIONS).0),
    }
}

/// Of lists no other operators than of texts.
fn list(draws: &mut Draws, style: &Style) -> Predicate {
    let field = attribute(draws, style, "l");
    text(draws, field, style.span.min(40))
}

fn path(draws: &mut Draws, span: usize) -> Predicate {
    let field = draws.pick(&[Field::PagePath, Field::PreviousPath, Field::ReferrerPath]).clone();
    let value = format!("/{}", values::text(draws, span).trim_start_matches('/'));
    match draws.below(6) {
        0 => field.is(value),
        1 | 2 => field.starts_with(values::part(draws, &value, true, false)),
        3 => field.ends_with(values::part(draws, &value, false, true)),
        4 => field.contains(values::part(draws, &value, false, false)),
        _ => field.matches(draws.pick(&EXPRESSIONS).0),
    }
}

fn url(draws: &mut Draws, span: usize) -> Predicate {
    let field = draws.pick(&[Field::PageUrl, Field::PreviousUrl, Field::ReferrerUrl]).clone();
    let value = format!("https://{}/catalog/section-{}", values::host(draws, span), draws.below(span));
    match draws.below(4) {
        0 => field.is(value),
        1 => field.starts_with(values::part(draws, &value, true, false)),
        2 => field.ends_with(values::part(draws, &value, false, true)),
        _ => field.contains(values::part(draws, &value, false, false)),
    }
}

fn host(draws: &mut Draws, span: usize) -> Predicate {
    let field = draws.pick(&[Field::PageHost, Field::PreviousHost, Field::ReferrerHost]).clone();
    let value = values::host(draws, span);
    match draws.below(7) {
        0 => field.is(value),
        1 => field.one_of([value, values::host(draws, span)]),
        2 => field.starts_with(values::part(draws, &value, true, false)),
        3 => field.ends_with(values::part(draws, &value, false, true)),
        4 => field.contains(values::part(draws, &value, false, false)),
        _ => field.within(value),
    }
}

fn tag(draws: &mut Draws) -> Predicate {
    let tag = *draws.pick(&TAGS);
    match draws.below(4) {
        0 => Field::Language.is(tag),
        1 => Field::Language.one_of([tag, *draws.pick(&TAGS)]),
        _ => Field::Language.within(tag),
    }
}

pub(super) fn number_field(draws: &mut Draws, style: &Style) -> Field {
    match draws.below(9) {
        0 => Field::Visits,
        1 => Field::PagesViewed,
        2 => Field::TimeOnPage,
        3 => Field::TimeOnSite,
        4 => {
            let name = *draws.pick(&["one", "two"]);
            Field::bucket(name)
        }
        _ => attribute(draws, style, "n"),
    }
}

pub(super) fn number(draws: &mut Draws, field: Field, span: usize) -> Predicate {
    let value = values::number(draws, span);
    match draws.below(6) {
        0 => field.is(value),
        1 => {
            let values: Vec<f64> = (0..=draws.below(4)).map(|_| values::number(draws, span)).collect();
            field.one_of(values)
        }
        2 => field.at_least(value),
        3 => field.at_most(value),
        4 => field.above(value),
        _ => field.below(value),
    }
}

pub(super) fn state(draws: &mut Draws, style: &Style) -> Predicate {
    let number = draws.below(style.states);
    match draws.below(4) {
        0 => Field::Staff.is(*draws.pick(&["online", "offline"])),
        1 => Field::schedule(format!("s{number}")).is(*draws.pick(&["open", "closed"])),
        2 => Field::group(format!("g{number}")).is(*draws.pick(&["available", "closed", "offline"])),
        _ => Field::group(format!("g{number}")).one_of(["busy", "available"]),
    }
}

/// Any field of the visitor, as `exists` asks of it.
fn any_field(draws: &mut Draws, style: &Style) -> Field {
    const PLAIN: [&str; 18] = [
        "page.url",
        "page.title",
        "page.host",
        "page.path",
        "page.query.k",
        "previous.url",
        "referrer.host",
        "language",
        "country",
        "region",
        "city",
        "device",
        "visits",
        "time_on_page",
        "selection",
        "group_code",
        "assignment",
        "bucket.one",
    ];
    if draws.chance(50) {
        return draws.pick(&PLAIN).parse().unwrap();
    }
    let kind = *draws.pick(&["t", "n", "b", "l"]);
    attribute(draws, style, kind)
}
