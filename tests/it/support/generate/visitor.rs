//! Visitors, and who is present.

use frontdesk::{Attributes, Heartbeat, Timestamp, Visitor};
use frontdesk::presence::{AgentStatus, PresenceRecord};
use frontdesk::visitor::Value;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::schedule::{Era, instant};
use super::words::{self, Taste};

/// A text field of a visitor: often absent, seldom too long.
type Text = Option<String>;

/// As long as a known field may be, and one byte longer.
const LONG: usize = 8_192;

pub(crate) fn visitor(era: Era) -> BoxedStrategy<Visitor<'static>> {
    let taste = era.taste;
    let parts = (
        instants(era),
        pages(taste),
        person(taste),
        counters(taste),
        attributes(taste),
        ways_in(taste),
    );
    parts
        .prop_map(
            |(at, (url, title, previous, referrer), person, counters, attributes, ways_in)| {
                let [language, country, region, city, device, browser, os, id] = person;
                let (visits, pages_viewed, time_on_page, time_on_site) = counters;
                let [assignment, selection, group_code] = ways_in;
                let mut visitor = at.map_or_else(Visitor::undated, Visitor::at);
                for (name, value) in attributes {
                    visitor = visitor.attribute(name, value);
                }
                visitor
                    .id(id)
                    .page(url)
                    .title(title)
                    .previous(previous)
                    .referrer(referrer)
                    .language(language)
                    .country(country)
                    .region(region)
                    .city(city)
                    .device(device)
                    .browser(browser)
                    .os(os)
                    .visits(visits)
                    .pages_viewed(pages_viewed)
                    .time_on_page(time_on_page)
                    .time_on_site(time_on_site)
                    .assignment(assignment)
                    .selection(selection)
                    .group_code(group_code)
            },
        )
        .boxed()
}

/// A visitor whom a document can hold: without what a host may set and is not known.
pub(crate) fn written_visitor(era: Era) -> impl Strategy<Value = Visitor<'static>> {
    visitor(era).prop_map(|mut visitor| {
        for seconds in [&mut visitor.time_on_page, &mut visitor.time_on_site] {
            // JSON's readers give back few digits exactly, and not all of them many.
            let exact = |s: f64| if s < 1e6 { (s * 1024.0).round() / 1024.0 } else { s };
            *seconds = seconds.filter(|s| s.is_finite() && *s >= 0.0).map(exact);
        }
        let is_written = |value: &Value<'_>| !matches!(value, Value::Number(n) if !n.is_finite());
        let mut attributes = Attributes::default();
        for (name, value) in visitor.attributes.iter().filter(|(_, value)| is_written(value)) {
            attributes.set(name.to_owned(), value.clone());
        }
        visitor.attributes = attributes;
        visitor
    })
}

fn instants(era: Era) -> impl Strategy<Value = Option<Timestamp>> {
    option::weighted(0.9, instant(era))
}

fn maybe(words: impl Strategy<Value = String> + 'static) -> BoxedStrategy<Text> {
    let long = (LONG..LONG + 2).prop_map(|count| Some("a".repeat(count)));
    prop_oneof![20 => Just(None), 60 => words.prop_map(Some), 2 => long].boxed()
}

fn word(taste: Taste, words: &'static [&'static str]) -> BoxedStrategy<String> {
    taste.pick(words).prop_map(str::to_owned).boxed()
}

fn words_and_others(
    taste: Taste,
    words: &'static [&'static str],
    others: &'static [&'static str],
) -> BoxedStrategy<String> {
    prop_oneof![5 => word(taste, words), 1 => word(taste, others)].boxed()
}

fn pages(taste: Taste) -> impl Strategy<Value = (Text, Text, Text, Text)> {
    (maybe(url(taste)), maybe(word(taste, words::TITLES)), maybe(url(taste)), maybe(url(taste)))
}

fn url(taste: Taste) -> BoxedStrategy<String> {
    let pair = (taste.pick(words::QUERY_NAMES), taste.pick(words::QUERY_VALUES))
        .prop_map(|(name, value)| format!("?x=y&{name}={value}"));
    let query = prop_oneof![pair, word(taste, words::QUERIES)];
    let parts = (
        taste.pick(words::SCHEMES),
        taste.pick(words::AUTHORITIES),
        taste.pick(words::PATHS),
        query,
    );
    let regular = parts
        .prop_map(|(scheme, authority, path, query)| format!("{scheme}{authority}{path}{query}"));
    let long = Just(format!("https://example.fr/{}", "é".repeat(2_000)));
    prop_oneof![20 => word(taste, words::URLS), 40 => regular, 12 => word(taste, words::ODD_URLS), 4 => Just(String::new()), 1 => long]
        .boxed()
}

fn person(taste: Taste) -> impl Strategy<Value = [Text; 8]> {
    let names = || prop_oneof![12 => word(taste, words::WORDS), 1 => Just(String::new())];
    let id = prop_oneof![12 => word(taste, words::VISITORS), 1 => Just(String::new())];
    [
        maybe(words_and_others(taste, words::LANGUAGES, words::NO_LANGUAGES)),
        maybe(words_and_others(taste, words::COUNTRIES, words::NO_COUNTRIES)),
        maybe(words_and_others(taste, words::REGIONS, words::NO_REGIONS)),
        maybe(names()),
        maybe(names()),
        maybe(names()),
        maybe(names()),
        maybe(id),
    ]
}

type Counters = (Option<u64>, Option<u64>, Option<f64>, Option<f64>);

fn counters(taste: Taste) -> impl Strategy<Value = Counters> {
    let whole = || {
        let count = prop_oneof![20 => 0..4_u64, 4 => select(&[12, 40][..]), 1 => Just(u64::MAX)];
        option::weighted(0.8, count)
    };
    // A host may set what is no time; it is not known then.
    let no_time = select(&[-1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY][..]);
    let seconds = || {
        let time = prop_oneof![
            20 => taste.pick(words::NUMBERS),
            8 => (0..50_000_u32).prop_map(|millis| f64::from(millis) / 1000.0),
            4 => 0.0..45.0,
            1 => no_time.clone(),
        ];
        option::weighted(0.8, time)
    };
    (whole(), whole(), seconds(), seconds())
}

fn attributes(taste: Taste) -> BoxedStrategy<Vec<(String, Value<'static>)>> {
    let few = vec((word(taste, words::ATTRIBUTES), value(taste)), 0..5);
    // More than count, with a known name around the last that does.
    let many = (253..258_usize, word(taste, words::ATTRIBUTES), value(taste)).prop_map(
        |(before, name, value)| {
            let fill = (0..before).map(|n| (format!("fill{n}"), Value::from(true)));
            fill.chain([(name, value)]).collect()
        },
    );
    prop_oneof![20 => few, 1 => many].boxed()
}

fn value(taste: Taste) -> BoxedStrategy<Value<'static>> {
    let text = || word(taste, words::ATTRIBUTE_TEXTS);
    let long = || (LONG..LONG + 2).prop_map(|count| "a".repeat(count));
    let list = vec(prop_oneof![4 => text(), 1 => long()], 0..5);
    // The last of the items counts, or just does not.
    let long_list = (254..258_usize, text()).prop_map(|(before, last)| {
        let mut items = vec!["fill".to_owned(); before];
        items.push(last);
        items
    });
    prop_oneof![
        20 => text().prop_map(Value::from),
        15 => taste.pick(words::NUMBERS).prop_map(Value::from),
        8 => any::<bool>().prop_map(Value::from),
        20 => list.prop_map(Value::from),
        2 => long_list.prop_map(Value::from),
        2 => Just(Value::Null),
        1 => long().prop_map(Value::from),
        1 => select(&[f64::NAN, f64::INFINITY][..]).prop_map(Value::from),
    ]
    .boxed()
}

/// Each of the three is absent more often than not, so that the later ones get their turn.
fn ways_in(taste: Taste) -> impl Strategy<Value = [Text; 3]> {
    let code = || {
        let known = word(taste, words::GROUPS);
        let long = (LONG..LONG + 2).prop_map(|count| "é".repeat(count / 2 + 1));
        prop_oneof![
            90 => Just(None),
            60 => known.prop_map(Some),
            12 => word(taste, words::OTHER_CODES).prop_map(Some),
            1 => long.prop_map(Some),
        ]
    };
    [code(), code(), code()]
}

/// Beats of most agents, or of a few, some of them twice; a workspace may not have them.
pub(crate) fn presence(era: Era) -> BoxedStrategy<PresenceRecord> {
    let few = vec((select(words::AGENTS), beat(era)), 0..6);
    let most = vec(option::weighted(0.85, beat(era)), words::AGENTS.len()).prop_map(|beats| {
        let beats = words::AGENTS.iter().zip(beats);
        beats.filter_map(|(agent, beat)| Some((*agent, beat?))).collect()
    });
    prop_oneof![1 => few, 3 => most].prop_map(PresenceRecord::from_iter).boxed()
}

pub(crate) fn beat(era: Era) -> impl Strategy<Value = Heartbeat> {
    let status = prop_oneof![
        9 => Just(AgentStatus::Online),
        1 => Just(AgentStatus::Away),
        1 => Just(AgentStatus::Invisible),
        1 => Just(AgentStatus::Offline),
    ];
    let load = prop_oneof![8 => 0..4_u32, 1 => Just(u32::MAX)];
    (status, load, option::weighted(0.3, instant(era)))
        .prop_map(|(status, load, until)| Heartbeat::new(status).load(load).until(until))
}
