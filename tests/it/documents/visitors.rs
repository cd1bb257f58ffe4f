//! The document form of a visitor.

use frontdesk::{Attributes, Draft, Presence, Router, Visitor};
use frontdesk::expect::Expectation;
use frontdesk::visitor::{Borrowed, Value};

fn visitor(document: &str) -> Visitor<'_> {
    serde_json::from_str(document).expect(document)
}

const KEYS: [&str; 21] = [
    "$schema",
    "id",
    "at",
    "page",
    "previous",
    "referrer",
    "language",
    "country",
    "region",
    "city",
    "device",
    "browser",
    "os",
    "visits",
    "pages_viewed",
    "time_on_page",
    "time_on_site",
    "attributes",
    "assignment",
    "selection",
    "group_code",
];

#[test]
fn every_key_is_optional_and_null_says_not_known() {
    assert_eq!(visitor("{}"), Visitor::undated());
    assert_eq!(visitor("{}"), Visitor::default());
    for key in KEYS {
        assert_eq!(visitor(&format!(r#"{{"{key}": null}}"#)), Visitor::undated(), "{key}");
    }
    assert_eq!(visitor(r#"{"page": {}}"#), Visitor::undated());
    assert_eq!(visitor(r#"{"page": {"url": null, "title": null}}"#), Visitor::undated());
    assert_eq!(visitor(r#"{"attributes": {}}"#), Visitor::undated());
    assert_eq!(serde_json::to_string(&Visitor::undated()).unwrap(), "{}");
}

#[test]
fn unknown_and_repeated_keys_are_refused() {
    for key in KEYS {
        let twice = format!(r#"{{"{key}": null, "{key}": null}}"#);
        let error = serde_json::from_str::<Visitor>(&twice).unwrap_err().to_string();
        assert!(error.starts_with(&format!("duplicate field `{key}`")), "{error}");
    }
    for document in [
        r#"{"contry": "FR"}"#,
        r#"{"ID": "v"}"#,
        r#"{"page": {"uri": "x"}}"#,
        r#"{"page": {"url": "x", "url": "x"}}"#,
        r#"{"attributes": {"a": 1, "b": 2, "a": 1}}"#,
        r#"{"id": "v"} {}"#,
    ] {
        assert!(serde_json::from_str::<Visitor>(document).is_err(), "{document}");
    }
}

#[test]
fn a_value_of_another_type_does_not_parse() {
    for (key, wrong) in [
        ("id", "5"),
        ("at", "1764000000"),
        ("at", r#""2026-11-22 10:00""#),
        ("page", r#""https://shop.example/""#),
        ("previous", "{}"),
        ("language", r#"["fr"]"#),
        ("country", "true"),
        ("visits", r#""3""#),
        ("visits", "-1"),
        ("pages_viewed", "1.5"),
        ("time_on_page", "-0.1"),
        ("time_on_site", r#""40""#),
        ("attributes", "[]"),
        ("attributes", r#"{"a": {}}"#),
        ("attributes", r#"{"a": [1]}"#),
        ("attributes", r#"{"a": ["x", null]}"#),
        ("attributes", r#"{"a": [["x"]]}"#),
        ("group_code", "7"),
    ] {
        let document = format!(r#"{{"{key}": {wrong}}}"#);
        assert!(serde_json::from_str::<Visitor>(&document).is_err(), "{document}");
    }
}

#[test]
fn an_attribute_is_a_text_a_number_a_boolean_null_or_a_list_of_texts() {
    let visitor = visitor(
        r#"{"attributes": {"t": "", "n": -1.5, "w": 3, "b": false, "l": ["x", ""], "e": [],
            "z": null, "ключ": "да"}}"#,
    );
    let expected: [(&str, Value<'_>); 7] = [
        ("t", "".into()),
        ("n", (-1.5).into()),
        ("w", 3.into()),
        ("b", false.into()),
        ("l", ["x", ""].into()),
        ("e", Value::List(Vec::new())),
        ("ключ", "да".into()),
    ];
    assert_eq!(
        visitor.attributes.iter().collect::<Vec<_>>(),
        expected.each_ref().map(|(n, v)| (*n, v)),
        "one that is null is absent"
    );
    assert_eq!(visitor.attributes.get("z"), None);
    let attributes: Attributes<'_> = serde_json::from_str(r#"{"t": ""}"#).unwrap();
    assert_eq!(attributes.get("t"), Some(&Value::Text("".into())));
}

/// A visitor with something in every field, and none of it printable but what may be.
const SECRETIVE: &str = r#"{"id": "v-77", "at": "2026-11-22T10:00:00Z",
    "page": {"url": "https://shop.example/SECRET-1?token=SECRET-2", "title": "SECRET-3"},
    "previous": "https://shop.example/SECRET-4", "referrer": "https://search.example/?q=SECRET-5",
    "language": "fr-CA", "country": "FR", "region": "FR-IDF", "city": "Paris",
    "device": "desktop", "browser": "Firefox", "os": "Linux",
    "visits": 3, "pages_viewed": 5, "time_on_page": 12, "time_on_site": 40,
    "attributes": {"plan": "SECRET-6", "cart": 777.25, "vip": true, "tags": ["SECRET-7", "x"]},
    "assignment": "g1", "selection": "g2", "group_code": "g3"}"#;

#[test]
fn debug_of_a_visitor_prints_no_attribute_values_addresses_and_titles() {
    let visitor = visitor(SECRETIVE);
    for text in [format!("{visitor:?}"), format!("{visitor:#?}")] {
        for hidden in ["SECRET", "777", "shop.example", "search.example"] {
            assert!(!text.contains(hidden), "{hidden} is in {text}");
        }
        for shown in ["v-77", "fr-CA", "FR-IDF", "plan", "cart", "tags", "g1", "g2", "g3"] {
            assert!(text.contains(shown), "{shown} is not in {text}");
        }
    }
    // The value itself, and everything that holds a visitor.
    assert!(!format!("{:?}", visitor.attributes.get("cart")).contains("777"));
    assert!(!format!("{:?}", visitor.page).contains("SECRET"));
    let router = Router::new(Draft::new().check().unwrap());
    let presence = Presence::new(&router);
    let situation = router.situation(&visitor, &presence);
    assert!(!format!("{situation:?} {:?}", situation.route()).contains("SECRET"));
    let draft = Draft::new().expect(Expectation::new(visitor.clone()));
    assert!(!format!("{draft:?}").contains("SECRET"));
}

#[test]
fn debug_tells_what_is_not_known_from_what_is_hidden() {
    let known = format!("{:?}", Visitor::undated().page("https://x.example/").title(""));
    let unknown = format!("{:?}", Visitor::undated());
    assert!(known.contains("url: Some(…)") && known.contains("title: Some(…)"), "{known}");
    assert!(unknown.contains("url: None") && unknown.contains("title: None"), "{unknown}");
}

#[test]
fn a_visitor_survives_being_written_and_read() {
    let read = visitor(SECRETIVE);
    let written = serde_json::to_string(&read).unwrap();
    assert_eq!(visitor(&written), read);
    let owned: Visitor<'static> = read.clone().into_owned();
    assert_eq!(owned, read);
    assert_eq!(serde_json::to_string(&owned).unwrap(), written);
    // Escapes cannot be borrowed, and are read all the same.
    let escaped = visitor(r#"{"id": "caf\u00e9", "attributes": {"a\n": "\t"}}"#);
    assert_eq!(escaped.id.as_deref(), Some("café"));
    assert_eq!(escaped.attributes.get("a\n"), Some(&"\t".into()));
}

#[test]
fn a_visitor_borrows_from_its_document() {
    use std::borrow::Cow;
    let Borrowed(read): Borrowed<Visitor> = serde_json::from_str(SECRETIVE).unwrap();
    assert!(matches!(read.id, Some(Cow::Borrowed(_))));
    assert!(matches!(read.page.url, Some(Cow::Borrowed(_))));
    assert!(matches!(read.attributes.get("plan"), Some(Value::Text(Cow::Borrowed(_)))));
    assert_eq!(read, visitor(SECRETIVE));
    assert_eq!(serde_json::to_string(&Borrowed(&read)).unwrap(), serde_json::to_string(&read).unwrap());
    // Its parts, too, and as a part of a host's own type.
    let Borrowed(page): Borrowed<frontdesk::Page> = serde_json::from_str(r#"{"title": "t"}"#).unwrap();
    assert!(matches!(page.title, Some(Cow::Borrowed("t"))));
    let Borrowed(attributes): Borrowed<Attributes> = serde_json::from_str(r#"{"a": ["b"]}"#).unwrap();
    let Some(Value::List(items)) = attributes.get("a") else { panic!() };
    assert!(matches!(items[..], [Cow::Borrowed("b")]));
    let Borrowed(value): Borrowed<Value> = serde_json::from_str(r#""x""#).unwrap();
    assert!(matches!(value, Value::Text(Cow::Borrowed("x"))));
    #[derive(serde::Deserialize)]
    struct Request<'a> {
        #[serde(borrow)]
        visitor: Borrowed<Visitor<'a>>,
    }
    let request: Request = serde_json::from_str(r#"{"visitor": {"id": "v1"}}"#).unwrap();
    assert!(matches!(request.visitor.0.id, Some(Cow::Borrowed("v1"))));
    let error = serde_json::from_str::<Borrowed<Visitor>>(r#"{"contry": 1}"#).unwrap_err().to_string();
    assert!(error.starts_with("unknown field `contry`"), "{error}");
}

#[test]
fn instants_are_rfc_3339_cut_to_milliseconds() {
    for (given, written) in [
        ("2026-11-22T10:00:00Z", "2026-11-22T10:00:00Z"),
        ("2026-11-22T11:00:00+01:00", "2026-11-22T10:00:00Z"),
        ("2026-11-22t10:00:00.1239z", "2026-11-22T10:00:00.123Z"),
        ("2026-11-21T23:30:00-10:30", "2026-11-22T10:00:00Z"),
        ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.9999Z", "9999-12-31T23:59:59.999Z"),
        // What an offset carries beyond these years is held within them.
        ("0000-01-01T00:00:00+00:01", "0000-01-01T00:00:00Z"),
        ("0000-01-01T00:00:00+23:59", "0000-01-01T00:00:00Z"),
        ("0000-01-01T00:00:00-01:00", "0000-01-01T01:00:00Z"),
        ("9999-12-31T23:59:59-00:01", "9999-12-31T23:59:59.999Z"),
        ("9999-12-31T23:59:59-23:59", "9999-12-31T23:59:59.999Z"),
        ("9999-12-31T23:59:59+01:00", "9999-12-31T22:59:59Z"),
    ] {
        let document = format!(r#"{{"at": "{given}"}}"#);
        let read = serde_json::to_string(&visitor(&document)).unwrap();
        assert_eq!(read, format!(r#"{{"at":"{written}"}}"#));
    }
    for wrong in [
        "2026-11-22T10:00:00",
        "2026-11-22",
        "2026-11-22T10:00Z",
        "2026-11-22T24:00:00Z",
        "2026-02-29T10:00:00Z",
        "2026-11-22T10:00:00.Z",
        "10000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z",
        "",
    ] {
        let document = format!(r#"{{"at": "{wrong}"}}"#);
        assert!(serde_json::from_str::<Visitor>(&document).is_err(), "{wrong}");
    }
}

#[test]
fn an_attribute_that_is_null_is_absent_and_takes_an_earlier_one_away() {
    let nothing = Visitor::undated();
    assert_eq!(visitor(r#"{"attributes": {"plan": null}}"#), nothing);
    assert_eq!(nothing.clone().attribute("plan", Value::Null), nothing);
    assert_eq!(nothing.clone().attribute("plan", None::<&str>), nothing);
    let set = nothing.clone().attribute("plan", "pro").attribute("vip", true);
    assert_eq!(
        set.clone().attribute("plan", Value::Null),
        nothing.clone().attribute("vip", true),
        "the other one stays"
    );
    let collected: Attributes<'_> =
        [("plan", Value::from("pro")), ("vip", true.into()), ("plan", Value::Null)]
            .into_iter()
            .collect();
    assert_eq!(collected.iter().collect::<Vec<_>>(), [("vip", &true.into())]);
    assert_eq!(serde_json::to_string(&collected).unwrap(), r#"{"vip":true}"#);
    // A name that stands twice is refused all the same.
    let twice = r#"{"attributes": {"plan": null, "plan": "pro"}}"#;
    assert!(serde_json::from_str::<Visitor>(twice).is_err());
}

#[test]
fn of_collected_attributes_the_last_value_counts_at_the_place_of_the_first() {
    let collected: Attributes<'_> = [("a", 1), ("b", 2), ("a", 3)].into_iter().collect();
    let expected = [("a", &Value::from(3)), ("b", &Value::from(2))];
    assert_eq!(collected.iter().collect::<Vec<_>>(), expected);
}

#[test]
fn a_visitor_that_borrows_nothing_is_read_from_any_source() {
    fn is_owned<T: serde::de::DeserializeOwned + Send + 'static>() {}
    is_owned::<Visitor<'static>>();
    is_owned::<frontdesk::Page<'static>>();
    is_owned::<Attributes<'static>>();
    is_owned::<Value<'static>>();

    fn from_reader(source: impl std::io::Read) -> serde_json::Result<Visitor<'static>> {
        serde_json::from_reader(source)
    }
    let read = visitor(SECRETIVE);
    assert_eq!(from_reader(SECRETIVE.as_bytes()).unwrap(), read);
    let value: serde_json::Value = serde_json::from_str(SECRETIVE).unwrap();
    // Its keys are sorted.
    let text = value.to_string();
    assert_eq!(<Visitor as serde::Deserialize>::deserialize(&value).unwrap(), visitor(&text));
    assert_eq!(serde_json::from_value::<Visitor<'static>>(value).unwrap(), visitor(&text));
    let of_toml: Visitor<'static> = toml::from_str("id = \"v-77\"\nvisits = 3").unwrap();
    assert_eq!(of_toml, Visitor::undated().id("v-77").visits(3));
    let error = from_reader(&br#"{"contry": "FR"}"#[..]).unwrap_err().to_string();
    assert!(error.starts_with("unknown field `contry`"), "{error}");
    // It outlives what it was read from.
    let of_text: Visitor<'static> = serde_json::from_str(&String::from(SECRETIVE)).unwrap();
    assert_eq!(of_text, read);

    /// What the extractor of a web framework asks for.
    #[derive(serde::Deserialize)]
    struct Request {
        visitor: Visitor<'static>,
    }
    is_owned::<Request>();
    let request: Request = serde_json::from_str(r#"{"visitor": {"id": "v1"}}"#).unwrap();
    assert_eq!(request.visitor, Visitor::undated().id("v1"));
}
