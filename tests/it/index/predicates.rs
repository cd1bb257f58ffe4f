//! Leaves: every operator on every type of field, over the values of a workspace.

use frontdesk::Field;
use frontdesk::condition::{Literal, Predicate};

use super::rng::Rng;
use super::values::{self, EXPRESSIONS, TAGS};

/// How many different values of each kind the rules of a workspace use.
#[derive(Clone, Debug)]
pub(super) struct Cardinalities {
    /// The values of a field.
    pub(super) values: usize,
    /// The names of attributes of each type.
    pub(super) attribute_names: usize,
    /// The schedules, and the groups.
    pub(super) states: usize,
}

/// A leaf, now and then without case, now and then with a stand-in for unknown.
pub(super) fn leaf(rng: &mut Rng, cardinalities: &Cardinalities) -> Predicate {
    match rng.below(20) {
        0 => return state(rng, cardinalities),
        1 => {
            let field = any_field(rng, cardinalities);
            return if rng.chance(50) { field.exists() } else { field.missing() };
        }
        _ => {}
    }
    let (leaf, is_text) = visitor_leaf(rng, cardinalities);
    let leaf = if is_text && rng.chance(25) { leaf.ignore_case() } else { leaf };
    match rng.below(12) {
        0 => leaf.if_unknown(true),
        1 => leaf.if_unknown(false),
        _ => leaf,
    }
}

fn visitor_leaf(rng: &mut Rng, cardinalities: &Cardinalities) -> (Predicate, bool) {
    let cardinality = cardinalities.values;
    match rng.below(24) {
        0..=5 => {
            let field = attribute(rng, cardinalities, "t");
            (text(rng, field, cardinality), true)
        }
        6 => (text(rng, Field::PageTitle, cardinality), true),
        7 => (text(rng, Field::City, cardinality), true),
        8 => {
            let field = *rng.pick(&["device", "browser", "os", "selection", "group_code"]);
            (text(rng, field.parse().unwrap(), cardinality.min(6)), true)
        }
        9 => {
            let name = *rng.pick(&["k", "u"]);
            {
                let field = *rng.pick(&[Field::query, Field::previous_query, Field::referrer_query]);
                (text(rng, field(name), cardinality), true)
            }
        }
        10 | 11 => (path(rng, cardinality), true),
        12 => (url(rng, cardinality), true),
        13 | 14 => (host(rng, cardinality), true),
        15 => (tag(rng), true),
        16 => {
            let values: Vec<_> = (0..=rng.below(3)).map(|_| values::country(rng, cardinality)).collect();
            (whole(rng, Field::Country, values), true)
        }
        17 => {
            let values: Vec<_> = (0..=rng.below(3)).map(|_| values::region(rng, cardinality)).collect();
            (whole(rng, Field::Region, values), true)
        }
        18 => (attribute(rng, cardinalities, "b").is(rng.chance(50)), false),
        19 => (list(rng, cardinalities), true),
        _ => {
            let field = number_field(rng, cardinalities);
            (number(rng, field, cardinality), false)
        }
    }
}

pub(super) fn attribute(rng: &mut Rng, cardinalities: &Cardinalities, kind: &str) -> Field {
    Field::attribute(&format!("{kind}{}", rng.skewed_below(cardinalities.attribute_names)))
}

fn whole(rng: &mut Rng, field: Field, mut values: Vec<String>) -> Predicate {
    if values.len() == 1 && rng.chance(70) {
        return field.is(values.remove(0));
    }
    list_of(rng, field, values)
}

/// One of the values, or none of them.
fn list_of<V: Into<Literal>>(rng: &mut Rng, field: Field, values: Vec<V>) -> Predicate {
    if rng.chance(25) { field.none_of(values) } else { field.one_of(values) }
}

pub(super) fn text(rng: &mut Rng, field: Field, cardinality: usize) -> Predicate {
    let value = values::text(rng, cardinality);
    match rng.below(9) {
        0 | 1 => field.is(value),
        2 => {
            let more = (0..rng.below(6)).map(|_| values::text(rng, cardinality));
            let values: Vec<String> = [value].into_iter().chain(more).collect();
            list_of(rng, field, values)
        }
        3 => field.starts_with(values::part(rng, &value, true, false)),
        4 => field.ends_with(values::part(rng, &value, false, true)),
        5 => field.starts_with(if value.is_empty() { "b".to_owned() } else { value }),
        6 => field.contains(values::part(rng, &value, false, false)),
        7 => field.contains(if value.is_empty() { "a".to_owned() } else { value }),
        _ => field.matches(rng.pick(&EXPRESSIONS).0),
    }
}

/// Of lists no other operators than of texts.
fn list(rng: &mut Rng, cardinalities: &Cardinalities) -> Predicate {
    let field = attribute(rng, cardinalities, "l");
    text(rng, field, cardinalities.values.min(40))
}

fn path(rng: &mut Rng, cardinality: usize) -> Predicate {
    let field = rng.pick(&[Field::PagePath, Field::PreviousPath, Field::ReferrerPath]).clone();
    let value = format!("/{}", values::text(rng, cardinality).trim_start_matches('/'));
    match rng.below(6) {
        0 => field.is(value),
        1 | 2 => field.starts_with(values::part(rng, &value, true, false)),
        3 => field.ends_with(values::part(rng, &value, false, true)),
        4 => field.contains(values::part(rng, &value, false, false)),
        _ => field.matches(rng.pick(&EXPRESSIONS).0),
    }
}

fn url(rng: &mut Rng, cardinality: usize) -> Predicate {
    let field = rng.pick(&[Field::PageUrl, Field::PreviousUrl, Field::ReferrerUrl]).clone();
    let value = format!("https://{}/catalog/section-{}", values::host(rng, cardinality), rng.below(cardinality));
    match rng.below(4) {
        0 => field.is(value),
        1 => field.starts_with(values::part(rng, &value, true, false)),
        2 => field.ends_with(values::part(rng, &value, false, true)),
        _ => field.contains(values::part(rng, &value, false, false)),
    }
}

fn host(rng: &mut Rng, cardinality: usize) -> Predicate {
    let field = rng.pick(&[Field::PageHost, Field::PreviousHost, Field::ReferrerHost]).clone();
    let value = values::host(rng, cardinality);
    match rng.below(7) {
        0 => field.is(value),
        1 => field.one_of([value, values::host(rng, cardinality)]),
        2 => field.starts_with(values::part(rng, &value, true, false)),
        3 => field.ends_with(values::part(rng, &value, false, true)),
        4 => field.contains(values::part(rng, &value, false, false)),
        _ => field.within(value),
    }
}

fn tag(rng: &mut Rng) -> Predicate {
    let tag = *rng.pick(&TAGS);
    match rng.below(4) {
        0 => Field::Language.is(tag),
        1 => Field::Language.one_of([tag, *rng.pick(&TAGS)]),
        _ => Field::Language.within(tag),
    }
}

pub(super) fn number_field(rng: &mut Rng, cardinalities: &Cardinalities) -> Field {
    match rng.below(9) {
        0 => Field::Visits,
        1 => Field::PagesViewed,
        2 => Field::TimeOnPage,
        3 => Field::TimeOnSite,
        4 => {
            let name = *rng.pick(&["one", "two"]);
            Field::bucket(name)
        }
        _ => attribute(rng, cardinalities, "n"),
    }
}

pub(super) fn number(rng: &mut Rng, field: Field, cardinality: usize) -> Predicate {
    let value = values::number(rng, cardinality);
    match rng.below(6) {
        0 => field.is(value),
        1 => {
            let values: Vec<f64> = (0..=rng.below(4)).map(|_| values::number(rng, cardinality)).collect();
            list_of(rng, field, values)
        }
        2 => field.at_least(value),
        3 => field.at_most(value),
        4 => field.above(value),
        _ => field.below(value),
    }
}

pub(super) fn state(rng: &mut Rng, cardinalities: &Cardinalities) -> Predicate {
    let number = rng.below(cardinalities.states);
    match rng.below(4) {
        0 => Field::Staff.is(*rng.pick(&["online", "offline"])),
        1 => Field::schedule(format!("s{number}")).is(*rng.pick(&["open", "closed"])),
        2 => Field::group(format!("g{number}")).is(*rng.pick(&["available", "closed", "offline"])),
        _ => Field::group(format!("g{number}")).one_of(["busy", "available"]),
    }
}

/// Any field of the visitor, as `exists` asks of it.
fn any_field(rng: &mut Rng, cardinalities: &Cardinalities) -> Field {
    const PLAIN: [&str; 20] = [
        "page.url",
        "page.title",
        "page.host",
        "page.path",
        "page.query.k",
        "previous.url",
        "previous.query.k",
        "referrer.host",
        "referrer.query.u",
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
    if rng.chance(50) {
        return rng.pick(&PLAIN).parse().unwrap();
    }
    let kind = *rng.pick(&["t", "n", "b", "l"]);
    attribute(rng, cardinalities, kind)
}
