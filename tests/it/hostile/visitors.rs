//! A visitor never fails for size: what is too much is not known (rule R12, and the rules of a visitor).

use frontdesk::{Condition, Draft, Field, Group, Presence, Router, Source, Trigger, Visitor};
use frontdesk::decision::RejectionReason;
use frontdesk::settings::{PickerMode, PickerSettings};
use frontdesk::visitor::Value;

use crate::hostile::fires;

const FITS: usize = 8_192;

type Setter = fn(Visitor<'static>, String) -> Visitor<'static>;

/// Every text of a visitor, and how to set it.
fn texts() -> Vec<(&'static str, Setter)> {
    vec![
        ("page.url", |v, text| v.page(text)),
        ("page.title", |v, text| v.title(text)),
        ("previous.url", |v, text| v.previous(text)),
        ("referrer.url", |v, text| v.referrer(text)),
        ("city", |v, text| v.city(text)),
        ("device", |v, text| v.device(text)),
        ("browser", |v, text| v.browser(text)),
        ("os", |v, text| v.os(text)),
        ("selection", |v, text| v.selection(text)),
        ("group_code", |v, text| v.group_code(text)),
        ("assignment", |v, text| v.assignment(text)),
        ("attribute.x", |v, text| v.attribute("x", text)),
    ]
}

#[test]
fn a_field_of_8192_bytes_is_known_and_a_longer_one_is_not() {
    for (name, set) in texts() {
        let field = || name.parse::<Field>().unwrap();
        // Four characters of two bytes each, the rest of one.
        let fits = format!("éééé{}", "a".repeat(FITS - 8));
        assert_eq!(fits.len(), FITS);
        assert!(fires(field().exists(), &set(Visitor::undated(), fits.clone())), "{name}");
        let over = fits + "a";
        assert!(fires(field().missing(), &set(Visitor::undated(), over)), "{name}");
    }
}

#[test]
fn parts_of_a_url_are_known_as_far_as_it_and_they_are() {
    let start = "https://shop.example/";
    let url = |length: usize| format!("{start}{}", "a".repeat(length - start.len()));
    let known = |url: &str, part: &str| {
        let field: Field = part.parse().unwrap();
        fires(field.exists(), &Visitor::undated().page(url))
    };
    for part in ["page.url", "page.host", "page.path"] {
        assert!(known(&url(FITS), part), "{part}");
        assert!(!known(&url(FITS + 1), part), "{part}");
    }
    // Encoded, a path is longer than it was given.
    let accents = format!("{start}{}", "é".repeat(4_000));
    assert!(known(&accents, "page.url") && known(&accents, "page.host"));
    assert!(!known(&accents, "page.path"));
    let query = format!("{start}?a={}&b=1", "a".repeat(8_000));
    assert!(known(&query, "page.query.a") && known(&query, "page.query.b"));
}

#[test]
fn the_first_256_attributes_count() {
    let attributes =
        (0..300).fold(Visitor::undated(), |visitor, n| visitor.attribute(format!("a{n}"), n));
    assert!(fires(Field::attribute("a0").is(0), &attributes));
    assert!(fires(Field::attribute("a255").is(255), &attributes));
    assert!(fires(Field::attribute("a256").missing(), &attributes));
    let json = serde_json::to_string(&attributes).unwrap();
    let read: Visitor = serde_json::from_str(&json).unwrap();
    assert_eq!(read, attributes, "nothing is lost on the way");
    assert!(fires(Field::attribute("a255").exists(), &read));
    assert!(fires(Field::attribute("a256").missing(), &read));
}

#[test]
fn the_first_256_items_of_a_list_count() {
    let items: Vec<String> = (0..300).map(|n| format!("i{n}")).collect();
    let visitor = Visitor::undated().attribute("list", items);
    let list = || Field::attribute("list");
    assert!(fires(list().is("i255"), &visitor));
    assert!(fires(!list().is("i256"), &visitor));
    assert!(fires(!list().one_of(["i256", "i299"]), &visitor));
}

#[test]
fn an_attribute_that_is_too_long_is_not_known_and_the_others_are() {
    let visitor = Visitor::undated()
        .attribute("long", "x".repeat(FITS + 1))
        .attribute("list", ["a"])
        .attribute("short", "x");
    assert!(fires(Field::attribute("long").missing(), &visitor));
    assert!(fires(Field::attribute("short").is("x") & Field::attribute("list").is("a"), &visitor));
}

fn desk() -> Router {
    let draft = Draft::new()
        .picker(PickerSettings::new(PickerMode::Optional))
        .group(Group::new("g".repeat(64), "G"));
    Router::new(draft.check().unwrap())
}

#[test]
fn r12_a_code_of_64_characters_is_looked_up_and_a_longer_one_is_unknown() {
    let router = desk();
    let presence = Presence::new(&router);
    let code = "g".repeat(64);
    for (source, set) in [
        (Source::Assignment, (|v, text| v.assignment(text)) as Setter),
        (Source::Selection, |v, text| v.selection(text)),
        (Source::GroupCode, |v, text| v.group_code(text)),
    ] {
        let visitor = set(Visitor::undated(), code.clone());
        assert_eq!(router.route(&visitor, &presence).group().unwrap().id, *code.as_str());
        let visitor = set(Visitor::undated(), format!("{code}g"));
        let decision = router.route(&visitor, &presence);
        assert!(decision.group().is_none());
        let rejection = decision.rejected().next().unwrap();
        assert_eq!((rejection.source, rejection.reason), (source, RejectionReason::Unknown));
        assert_eq!(rejection.group, code, "cut to its first 64");
    }
}

#[test]
fn r12_characters_are_counted_and_not_bytes() {
    let router = desk();
    let presence = Presence::new(&router);
    for (code, reported) in [
        ("é".repeat(33), "é".repeat(33)),
        ("é".repeat(64), "é".repeat(64)),
        ("é".repeat(65), "é".repeat(64)),
        ("🦀".repeat(65), "🦀".repeat(64)),
        (format!("{}é", "g".repeat(63)), format!("{}é", "g".repeat(63))),
        ("e\u{301}".repeat(40), "e\u{301}".repeat(32)),
    ] {
        let visitor = Visitor::undated().group_code(&code);
        let record = router.route(&visitor, &presence).to_record();
        assert_eq!(record.rejected[0].group, reported);
        assert_eq!(record.rejected[0].reason, RejectionReason::Unknown);
    }
}

#[test]
fn r12_a_code_of_a_megabyte_is_only_unknown() {
    let router = desk();
    let presence = Presence::new(&router);
    let code = "g".repeat(1 << 20);
    let visitor = Visitor::undated().assignment(&code).selection(&code).group_code(&code);
    let record = router.route(&visitor, &presence).to_record();
    assert_eq!(record.rejected.len(), 3);
    assert!(record.rejected.iter().all(|rejection| rejection.group == "g".repeat(64)));
    let situation = router.situation(&visitor, &presence);
    assert!(situation.explain().to_string().len() < 2_000);
}

#[test]
fn an_id_that_is_too_long_is_not_known() {
    let router = desk();
    let presence = Presence::new(&router);
    let (fits, over) = ("v".repeat(256), "v".repeat(257));
    let visitor = Visitor::undated().id(&fits);
    assert!(fires(Field::bucket("x").exists(), &visitor));
    assert!(fires(Field::bucket("x").missing(), &Visitor::undated().id(&over)));
    assert_eq!(router.route(&visitor, &presence).visitor(), Some(fits.as_str()));
    let visitor = Visitor::undated().id(&over);
    assert_eq!(router.route(&visitor, &presence).visitor(), None);
    assert_eq!(router.route(&visitor, &presence).to_record().visitor, None);
}

#[test]
fn a_language_tag_of_64_bytes_is_known_and_a_longer_one_is_not() {
    let tag = |length: usize| {
        let tag = format!("en-x{}", "-abcdefgh".repeat(7));
        format!("{tag:a<length$}")[..length].to_owned()
    };
    assert!(fires(Field::Language.exists(), &Visitor::undated().language(tag(64))));
    assert!(fires(Field::Language.missing(), &Visitor::undated().language(tag(65))));
}

#[test]
fn attributes_of_one_name_are_one_attribute() {
    let visitor = (0..1_000).fold(Visitor::undated(), |visitor, n| visitor.attribute("same", n));
    assert_eq!(visitor.attributes.iter().len(), 1);
    assert_eq!(visitor.attributes.get("same"), Some(&Value::Number(999.0)));
    assert!(fires(Field::attribute("same").is(999), &visitor));
    let same = vec![r#""same": 1"#; 100_000].join(",");
    let document = format!(r#"{{"attributes": {{{same}}}}}"#);
    let error = serde_json::from_str::<Visitor>(&document).unwrap_err().to_string();
    assert!(error.starts_with("duplicate attribute `same`"), "{error}");
}

#[test]
fn everything_at_once_is_still_a_decision() {
    let long = || "x".repeat(100_000);
    let mut visitor = texts().into_iter().fold(Visitor::undated(), |v, (_, set)| set(v, long()));
    visitor = visitor
        .language(long())
        .country(long())
        .region(long())
        .visits(u64::MAX)
        .pages_viewed(u64::MAX)
        .time_on_page(f64::NAN)
        .time_on_site(f64::INFINITY)
        .attribute("list", vec![long(); 300]);
    for n in 0..1_000 {
        visitor = visitor.attribute(format!("{n}{}", long()), long());
    }
    let any = Condition::Any(vec![
        Field::PageHost.within("example").into(),
        Field::PagePath.contains("x").into(),
        Field::attribute("list").contains("x").into(),
        Field::City.is("x").into(),
        Field::TimeOnPage.above(1.0).into(),
        Field::bucket("b").at_least(0.0).into(),
    ]);
    assert!(!fires(any, &visitor));
}

#[test]
fn an_attribute_that_is_null_takes_no_place_among_the_first_256() {
    let nulls: Vec<String> = (0..300).map(|n| format!(r#""n{n}": null"#)).collect();
    let values: Vec<String> = (0..257).map(|n| format!(r#""v{n}": {n}"#)).collect();
    let document = format!(r#"{{"attributes": {{{}, {}}}}}"#, nulls.join(","), values.join(","));
    let visitor: Visitor = serde_json::from_str(&document).unwrap();
    assert!(fires(Field::attribute("v255").is(255), &visitor));
    assert!(fires(Field::attribute("v256").missing(), &visitor));
    assert!(fires(Field::attribute("n0").missing(), &visitor));
}

/// The trigger that each of some visitors gets, of triggers by number.
fn winners(leaves: Vec<Condition>, visitors: &[Visitor<'static>]) -> Vec<Option<usize>> {
    let triggers = leaves.into_iter().enumerate();
    let draft = Draft::new()
        .group(Group::new("g", "G"))
        .triggers(triggers.map(|(n, when)| Trigger::new(n.to_string(), "g").when(when)));
    let router = Router::new(draft.check().unwrap());
    let presence = Presence::new(&router);
    let trigger = |visitor| router.route(visitor, &presence).to_record().trigger;
    visitors.iter().map(|visitor| trigger(visitor).map(|id| id.as_str().parse().unwrap())).collect()
}

#[test]
fn any_number_of_names_is_found_in_a_query_and_among_attributes() {
    // Of which a visitor has every seventh from a place on, the first twice, and one of them escaped.
    let names = |from: usize| (from..3_000).step_by(7);
    let query = |from: usize| {
        let pairs = names(from).map(|n| match n % 3 {
            0 => format!("n%61me{n}=v%20{n}"),
            _ => format!("name{n}=v+{n}"),
        });
        let pairs: Vec<String> = pairs.take(250).chain([format!("name{from}=no")]).collect();
        let url = if from % 2 == 0 { "https://a.example/?" } else { "HTTPS:a.example/./?é&" };
        format!("{url}{}", pairs.join("&"))
    };
    let page = |from: usize| Visitor::undated().page(query(from));
    let previous = |from: usize| Visitor::undated().previous(query(from));
    // The queries of other URLs are read, too, and have indexes of their own.
    let referrer = |from: usize| {
        let other = "https://b.example/?name0=no&name500=no";
        Visitor::undated().page(other).previous(other).referrer(query(from))
    };
    let attributes = |from: usize| {
        names(from).take(256).fold(Visitor::undated(), |visitor, n| {
            visitor.attribute(format!("name{n}"), format!("v {n}"))
        })
    };
    let places = [0, 1, 500, 1_001, 2_000];
    let expected: Vec<_> = places.iter().map(|from| Some(*from)).chain([None]).collect();
    let none = Visitor::undated().page("https://a.example/?name=1").attribute("name", "v");
    for (visitor, field) in [
        (&page as &dyn Fn(usize) -> Visitor<'static>, Field::query as fn(&str) -> Field),
        (&previous, Field::previous_query),
        (&referrer, Field::referrer_query),
        (&attributes, Field::attribute),
    ] {
        let leaves = (0..3_000).map(|n| field(&format!("name{n}")).is(format!("v {n}")).into());
        let visitors: Vec<_> = places.iter().map(|from| visitor(*from)).chain([none.clone()]).collect();
        assert_eq!(winners(leaves.collect(), &visitors), expected);
    }
}

#[test]
fn long_texts_of_many_fields_are_what_they_are_however_often_they_are_asked_for() {
    // More fields than a decision keeps, in lower case, each asked for several times.
    let field = |n: usize| Field::attribute(&format!("a{}", n % 90));
    let leaves = |ignores: bool| {
        let leaf = move |n: usize| {
            let leaf = field(n).ends_with(format!("É{n}"));
            if ignores { leaf.ignore_case() } else { leaf }
        };
        (0..900).map(move |n| !leaf(n + 1) & leaf(n)).collect::<Vec<Condition>>()
    };
    let visitor = |wanted: usize, letter: char| {
        (0..90).fold(Visitor::undated(), |visitor, n| {
            let end = if n == wanted % 90 { wanted } else { 9_999 };
            visitor.attribute(format!("a{n}"), format!("{}{letter}{end}", "É".repeat(4_000)))
        })
    };
    let places = [0, 89, 90, 455, 899];
    let of = |letter| places.map(|place| visitor(place, letter));
    let found = places.map(Some);
    assert_eq!(winners(leaves(true), &of('é')), found);
    assert_eq!(winners(leaves(true), &of('É')), found);
    assert_eq!(winners(leaves(false), &of('É')), found);
    assert_eq!(winners(leaves(false), &of('é')), [None; 5]);
}

#[test]
fn a_domain_is_found_whether_or_not_it_is_longer_than_names_may_be() {
    let domain = |bytes: usize| -> String {
        (0..bytes).map(|n| if n % 2 == 1 && n + 1 < bytes { '.' } else { 'a' }).collect()
    };
    for bytes in [3, 252, 253, 254, 255, 500, 2_000] {
        let domain = domain(bytes);
        let others = (0..60).map(|n| Field::PageHost.within(format!("x{n}.example")).into());
        let leaves = others.chain([Field::PageHost.within(domain.clone()).into()]).collect();
        let on = |host: String| Visitor::undated().page(format!("https://{host}/"));
        let found = winners(
            leaves,
            &[
                on(domain.clone()),
                on(format!("sub.{domain}")),
                on(format!("a.b.{domain}")),
                on(format!("x{domain}")),
                on(domain[2..].to_owned()),
            ],
        );
        assert_eq!(found, [Some(60), Some(60), Some(60), None, None], "{bytes} bytes");
    }
}
