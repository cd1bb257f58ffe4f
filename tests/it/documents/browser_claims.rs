//! What a browser may say of its visitor.

use frontdesk::{Timestamp, Visitor};
use frontdesk::visitor::BrowserClaims;
use serde_json::{Value, json};

fn noon() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

/// Each key of a visitor with a value, and whether a browser may claim it.
fn keys() -> Vec<(&'static str, Value, bool)> {
    vec![
        ("id", json!("v1"), false),
        ("at", json!("2026-11-22T10:00:00Z"), false),
        ("page", json!({"url": "https://shop.example/", "title": "Shop"}), true),
        ("previous", json!("https://shop.example/a"), true),
        ("referrer", json!("https://search.example/"), true),
        ("language", json!("fr"), true),
        ("country", json!("FR"), false),
        ("region", json!("FR-IDF"), false),
        ("city", json!("Paris"), false),
        ("device", json!("desktop"), false),
        ("browser", json!("Firefox"), false),
        ("os", json!("Linux"), false),
        ("visits", json!(3), true),
        ("pages_viewed", json!(5), true),
        ("time_on_page", json!(12.5), true),
        ("time_on_site", json!(40), true),
        ("attributes", json!({"plan": "pro"}), false),
        ("assignment", json!("vip"), false),
        ("selection", json!("sales"), true),
        ("group_code", json!("press"), true),
    ]
}

fn read(document: &Value) -> Result<BrowserClaims, String> {
    serde_json::from_str(&document.to_string()).map_err(|error| error.to_string())
}

#[test]
fn every_key_of_a_visitor_is_taken_or_refused_by_name() {
    for (key, value, may_claim) in keys() {
        let document = json!({ key: value });
        let text = document.to_string();
        let visitor: Visitor = serde_json::from_str(&text).unwrap();
        assert_ne!(visitor, Visitor::undated(), "{key}");
        if may_claim {
            let mut expected = visitor;
            expected.at = Some(noon());
            assert_eq!(read(&document).unwrap().into_visitor(noon()), expected, "{key}");
        } else {
            let error = read(&document).unwrap_err();
            let expected = format!("a browser may not claim `{key}`, which the host sets at line 1 column ");
            assert!(error.starts_with(&expected), "{error}");
            // Null claims nothing.
            assert_eq!(read(&json!({ key: null })), Ok(BrowserClaims::default()), "{key}");
        }
    }
    let all: serde_json::Map<String, Value> =
        keys().into_iter().map(|(key, value, _)| (key.to_owned(), value)).collect();
    let text = Value::Object(all).to_string();
    let written = serde_json::to_value(serde_json::from_str::<Visitor>(&text).unwrap()).unwrap();
    assert_eq!(written.as_object().unwrap().len(), keys().len(), "every key of a visitor is tried");
}

#[test]
fn of_a_visitor_that_was_read_already_the_rest_is_dropped() {
    let all: serde_json::Map<String, Value> =
        keys().into_iter().map(|(key, value, _)| (key.to_owned(), value)).collect();
    let claimable: serde_json::Map<String, Value> = keys()
        .into_iter()
        .filter(|(_, _, may_claim)| *may_claim)
        .map(|(key, value, _)| (key.to_owned(), value))
        .collect();
    let text = Value::Object(all).to_string();
    let visitor: Visitor = serde_json::from_str(&text).unwrap();
    let claims = BrowserClaims::from(visitor);
    assert_eq!(claims, read(&Value::Object(claimable)).unwrap());
    let visitor = claims.into_visitor(noon());
    assert_eq!((visitor.id, visitor.at, visitor.assignment), (None, Some(noon()), None));
    assert!(visitor.attributes.is_empty());
}

#[test]
fn keys_that_no_visitor_has_are_ignored() {
    let plain = read(&json!({"page": {"url": "https://shop.example/"}, "selection": "sales"}));
    let newer = json!({
        "widget": {"version": [1, 2, {"id": "v1"}]},
        "page": {"url": "https://shop.example/", "scroll": 0.5, "country": "FR"},
        "selection": "sales",
        "ID": "v1",
    });
    assert_eq!(read(&newer), plain);
    assert!(plain.is_ok());
}

#[test]
fn what_no_visitor_could_be_read_from_is_refused() {
    for document in [
        "",
        "null",
        "[]",
        "\"v1\"",
        "[\"v1\"]",
        "{\"page\": []}",
        "{\"page\": [\"https://shop.example/\"]}",
        "{\"page\": \"https://shop.example/\"}",
        "{\"page\": {\"url\": 1}}",
        "{\"visits\": -1}",
        "{\"visits\": 1.5}",
        "{\"time_on_page\": -0.5}",
        "{\"time_on_page\": \"12\"}",
        "{\"selection\": [\"a\"]}",
        "{\"selection\": \"a\", \"selection\": \"b\"}",
        "{\"page\": {}, \"page\": {}}",
        "{\"page\": null, \"page\": {\"url\": \"x\"}}",
        "{\"page\": {\"url\": \"a\", \"url\": \"b\"}}",
        "{\"selection\": \"a\"} {}",
        "{\"selection\": \"a\"",
    ] {
        assert!(serde_json::from_str::<BrowserClaims>(document).is_err(), "{document}");
    }
    // However it is hidden: with escapes, after what is ignored, twice.
    for document in [
        r#"{"\u0061ssignment": "vip"}"#,
        r#"{"x": {"assignment": "vip"}, "assignment": "vip"}"#,
        r#"{"assignment": null, "assignment": "vip"}"#,
        r#"{"assignment": ""}"#,
        r#"{"attributes": {}}"#,
        r#"{"at": 5}"#,
    ] {
        let error = serde_json::from_str::<BrowserClaims>(document).unwrap_err().to_string();
        assert!(error.starts_with("a browser may not claim `a"), "{error}");
    }
    // What is ignored is passed over, however deep it is.
    let deep = |key: &str| format!("{{\"{key}\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(serde_json::from_str::<BrowserClaims>(&deep("x")).unwrap(), BrowserClaims::default());
    for key in ["page", "selection", "visits", "attributes"] {
        assert!(serde_json::from_str::<BrowserClaims>(&deep(key)).is_err(), "{key}");
    }
}

#[test]
fn it_is_read_from_any_source() {
    let document = json!({"page": {"title": "T"}, "time_on_page": 3, "other": 1});
    let text = document.to_string();
    let claims = read(&document).unwrap();
    assert_eq!(serde_json::from_value::<BrowserClaims>(document).unwrap(), claims);
    assert_eq!(serde_json::from_slice::<BrowserClaims>(text.as_bytes()).unwrap(), claims);
    assert_eq!(serde_json::from_reader::<_, BrowserClaims>(text.as_bytes()).unwrap(), claims);
    let of_toml = "time_on_page = 3\nother = 1\npage.title = \"T\"\n";
    assert_eq!(toml::from_str::<BrowserClaims>(of_toml).unwrap(), claims);
    // An extractor asks for no more than this.
    fn extract<T: serde::de::DeserializeOwned>(text: &str) -> T {
        serde_json::from_str(text).unwrap()
    }
    assert_eq!(extract::<BrowserClaims>(&text), claims);
    assert!(!format!("{claims:?}").contains('T'), "titles are not printed");
}
