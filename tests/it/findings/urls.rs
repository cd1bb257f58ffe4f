//! What is compared with whole URLs and fits none that a browser has.

use super::{finding, none};

fn instead(line: &str) -> &str {
    let (_, meant) = line.rsplit_once("; what was meant may be `").expect(line);
    meant.strip_suffix('`').expect(line)
}

#[track_caller]
fn each(kind: &str, tests: &[(&str, &str, &str)]) {
    for (operator, text, meant) in tests {
        let when = serde_json::json!({"field": "page.url", *operator: text});
        assert_eq!(instead(&finding(kind, &when.to_string())), *meant, "{text}");
    }
}

#[test]
fn a_star_is_no_wildcard() {
    each(
        "wildcard",
        &[
            (
                "is",
                "https://a.example/*/chat",
                r#"page.url matches "^https://a\\.example/.*/chat$""#,
            ),
            ("is", "https://a.example/*", r#"page.url starts with "https://a.example/""#),
            ("starts_with", "https://a.example/*", r#"page.url starts with "https://a.example/""#),
            ("contains", "*/chat/*", r#"page.url contains "/chat/""#),
        ],
    );
}

#[test]
fn a_url_of_a_browser_has_a_path() {
    assert_eq!(
        finding("url_without_path", r#"{"field": "page.url", "is": "https://s.example"}"#),
        "`page.url is \"https://s.example\"` fits no URL of a browser: there a `/` follows the host; what \
         was meant may be `page.url is \"https://s.example/\"`"
    );
    each(
        "url_without_path",
        &[
            ("is", "https://s.example?x=1", r#"page.url is "https://s.example/?x=1""#),
            ("is", "https://s.example#top", r#"page.url is "https://s.example/#top""#),
            ("is", "HTTP://S.example:80", r#"page.url is "http://s.example/""#),
            ("ends_with", "//s.example", r#"page.host within "s.example""#),
            ("ends_with", "www.s.example", r#"page.host within "www.s.example""#),
        ],
    );
    let list = r#"{"field": "referrer.url", "in": ["https://a.example", "https://b.example/"]}"#;
    assert_eq!(
        instead(&finding("url_without_path", list)),
        r#"referrer.url in ["https://a.example/", "https://b.example/"]"#
    );
    none(&[
        r#"{"field": "page.url", "is": "https://s.example/"}"#,
        r#"{"field": "page.url", "is": "https://s.example/a"}"#,
        r#"{"field": "page.url", "ends_with": "checkout.do"}"#,
        r#"{"field": "page.url", "is": "about:blank"}"#,
        r#"{"field": "attribute.site", "is": "https://s.example"}"#,
    ]);
}

#[test]
fn a_url_begins_with_its_scheme() {
    assert_eq!(
        finding("url_without_scheme", r#"{"field": "page.url", "is": "/cart"}"#),
        "`page.url is \"/cart\"` fits no URL: a URL begins with its scheme, as in `https://`; what was meant \
         may be `page.path is \"/cart\"`"
    );
    each(
        "url_without_scheme",
        &[
            ("starts_with", "/cart", r#"page.path starts with "/cart""#),
            (
                "starts_with",
                "www.s.example/cart",
                r#"page.host is "www.s.example" and page.path starts with "/cart""#,
            ),
            ("starts_with", "//s.example/", r#"page.host is "s.example""#),
            ("is", "s.example", r#"page.host is "s.example" and page.path is "/""#),
            ("starts_with", "localhost:3000/", r#"page.url contains "localhost:3000/""#),
            ("is", "cart", r#"page.url contains "cart""#),
        ],
    );
    none(&[
        r#"{"field": "page.url", "starts_with": "http"}"#,
        r#"{"field": "page.url", "starts_with": "https:/"}"#,
        r#"{"field": "page.url", "starts_with": "HTTP", "ignore_case": true}"#,
        r#"{"field": "page.url", "starts_with": "capacitor://localhost/"}"#,
        r#"{"field": "page.url", "starts_with": "file:///"}"#,
        r#"{"field": "page.url", "contains": "/cart"}"#,
    ]);
}

#[test]
fn scheme_and_host_are_in_lower_case_and_without_the_usual_port() {
    assert_eq!(
        finding("url_not_normalized", r#"{"field": "page.url", "is": "https://S.example/A"}"#),
        "`page.url is \"https://S.example/A\"` fits no URL of a browser: there scheme and host are in lower \
         case, and the usual port is left out; what was meant may be `page.url is \"https://s.example/A\"`"
    );
    each(
        "url_not_normalized",
        &[
            ("is", "https://s.example:443/a", r#"page.url is "https://s.example/a""#),
            ("starts_with", "HTTPS://s.example/a", r#"page.url starts with "https://s.example/a""#),
            ("starts_with", "http://s.example:80/", r#"page.url starts with "http://s.example/""#),
        ],
    );
    none(&[
        r#"{"field": "page.url", "is": "https://S.example/A", "ignore_case": true}"#,
        r#"{"field": "page.url", "is": "https://s.example:8080/a"}"#,
        r#"{"field": "page.url", "starts_with": "http://s.example:443/a"}"#,
        r#"{"field": "page.url", "starts_with": "https://s.example/A"}"#,
    ]);
}
