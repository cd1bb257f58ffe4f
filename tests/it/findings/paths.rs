//! What is compared with paths and fits none.

use super::{finding, none};

fn instead(line: &str) -> &str {
    let (_, meant) = line.rsplit_once("; what was meant may be `").expect(line);
    meant.strip_suffix('`').expect(line)
}

/// Tests of the page's path, each with what was meant.
#[track_caller]
fn each(kind: &str, tests: &[(&str, &str, &str)]) {
    for (operator, text, meant) in tests {
        let when = serde_json::json!({"field": "page.path", *operator: text});
        assert_eq!(instead(&finding(kind, &when.to_string())), *meant, "{text}");
    }
}

#[test]
fn a_star_is_no_wildcard() {
    each(
        "wildcard",
        &[
            ("starts_with", "/shop/*", r#"page.path starts with "/shop/""#),
            ("is", "/shop/*", r#"page.path starts with "/shop/""#),
            ("is", "/*/cart", r#"page.path matches "^/.*/cart$""#),
            ("is", "*/cart", r#"page.path ends with "/cart""#),
            ("ends_with", "*.html", r#"page.path ends with ".html""#),
            ("contains", "/a.b/**/c", r#"page.path matches "/a\\.b/.*/c""#),
            // What has more than stars is an expression.
            ("contains", ".*shop.*", r#"page.path matches ".*shop.*""#),
            ("is", "^/shop/.*$", r#"page.path matches "^/shop/.*$""#),
        ],
    );
    none(&[
        r#"{"field": "page.path", "starts_with": "/shop/"}"#,
        r#"{"field": "page.path", "matches": "^/shop/.*$"}"#,
    ]);
}

#[test]
fn a_path_has_no_scheme_and_no_host() {
    assert_eq!(
        finding("url_in_path", r#"{"field": "page.path", "starts_with": "https://a.example/b"}"#),
        "`page.path starts with \"https://a.example/b\"` fits no path: a path has no scheme and no host; \
         what was meant may be `page.url starts with \"https://a.example/b\"`"
    );
    each(
        "url_in_path",
        &[
            ("contains", "://a.example/b", r#"page.url contains "://a.example/b""#),
            (
                "starts_with",
                "www.a.example/b",
                r#"page.host is "www.a.example" and page.path starts with "/b""#,
            ),
            ("is", "//a.example/b", r#"page.host is "a.example" and page.path is "/b""#),
            ("is", "a.example", r#"page.host is "a.example" and page.path is "/""#),
            ("starts_with", "a.example/", r#"page.host is "a.example""#),
            (
                "is",
                "a.example/b?x=1",
                r#"page.host is "a.example" and (page.path is "/b" and page.query.x is "1")"#,
            ),
        ],
    );
    none(&[
        r#"{"field": "page.path", "contains": "a.example"}"#,
        r#"{"field": "page.path", "starts_with": "/a.example/"}"#,
        r#"{"field": "page.url", "starts_with": "https://a.example/b"}"#,
    ]);
}

#[test]
fn a_path_ends_before_its_query_and_fragment() {
    assert_eq!(
        finding("query_in_path", r##"{"field": "page.path", "contains": "#/pricing"}"##),
        "`page.path contains \"#/pricing\"` fits no path: a path ends before `?` and before `#`; what was \
         meant may be `page.url contains \"#/pricing\"`"
    );
    each(
        "query_in_path",
        &[
            ("contains", "?utm_source=ads", r#"page.query.utm_source is "ads""#),
            ("is", "/help?x=1", r#"page.path is "/help" and page.query.x is "1""#),
            (
                "starts_with",
                "/help?x=1&y&z=",
                r#"page.path is "/help" and page.query.x is "1" and page.query.y is known and page.query.z is known"#,
            ),
            ("ends_with", ".html?x=1", r#"page.path ends with ".html" and page.query.x is "1""#),
            ("is", "/help?", r#"page.path is "/help""#),
            // What is escaped stays as it is written.
            ("is", "/help?q=a%20b", r#"page.url ends with "/help?q=a%20b""#),
            ("is", "/help#faq", r#"page.url ends with "/help#faq""#),
            ("starts_with", "/a#b", r#"page.url contains "/a#b""#),
        ],
    );
    for url in ["previous", "referrer"] {
        let condition = format!(r#"{{"field": "{url}.path", "is": "/help?x=1"}}"#);
        assert_eq!(
            instead(&finding("query_in_path", &condition)),
            format!(r#"{url}.path is "/help" and {url}.query.x is "1""#)
        );
    }
    none(&[
        r#"{"field": "page.path", "is": "/help"}"#,
        r#"{"field": "page.path", "contains": "%3F"}"#,
        r##"{"field": "page.url", "contains": "#/pricing"}"##,
        r#"{"field": "page.query.x", "is": "?#"}"#,
    ]);
}

#[test]
fn a_path_begins_with_a_slash() {
    assert_eq!(
        finding("path_without_slash", r#"{"field": "page.path", "is": "shop"}"#),
        "`page.path is \"shop\"` fits no path: a path begins with `/`; what was meant may be `page.path is \
         \"/shop\"`"
    );
    each(
        "path_without_slash",
        &[
            ("starts_with", "shop/", r#"page.path starts with "/shop/""#),
            ("is", "", r#"page.path is "/""#),
            ("is", "index.html", r#"page.path is "/index.html""#),
            ("starts_with", "\\shop", r#"page.path starts with "/shop""#),
            ("starts_with", "^/shop", r#"page.path matches "^/shop""#),
        ],
    );
    let list = r#"{"field": "page.path", "in": ["/faq", "help", "contact"], "ignore_case": true}"#;
    assert_eq!(
        finding("path_without_slash", list),
        "`page.path in [\"help\"]` fits no path: a path begins with `/` (and 1 more of the list); what was \
         meant may be `page.path in [\"/faq\", \"/help\", \"/contact\"] ignoring case`"
    );
    none(&[
        r#"{"field": "page.path", "in": ["/faq", "/faq/"]}"#,
        r#"{"field": "page.path", "contains": "shop"}"#,
        r#"{"field": "page.path", "ends_with": "index.html"}"#,
    ]);
}

#[test]
fn a_text_is_not_cut_within_an_escape() {
    assert_eq!(
        finding("cut_escape", r#"{"field": "page.path", "starts_with": "/a%C"}"#),
        "`page.path starts with \"/a%C\"` cuts the escape of a letter: an escape is `%` and two digits, and \
         a letter outside ASCII has two escapes or more; what was meant may be `page.path starts with \"/a\"`"
    );
    each(
        "cut_escape",
        &[
            ("starts_with", "/a%", r#"page.path starts with "/a""#),
            ("starts_with", "/a%C3", r#"page.path starts with "/a""#),
            ("contains", "%82%AC/x", r#"page.path contains "/x""#),
            ("contains", "x/%E2%82", r#"page.path contains "x/""#),
            ("ends_with", "%A9/x", r#"page.path ends with "/x""#),
        ],
    );
    assert!(!finding("cut_escape", r#"{"field": "page.path", "contains": "%C"}"#).contains("meant"));
    none(&[
        r#"{"field": "page.path", "starts_with": "/a%C3%A9"}"#,
        r#"{"field": "page.path", "starts_with": "/a%20"}"#,
        r#"{"field": "page.path", "starts_with": "/é"}"#,
        r#"{"field": "page.path", "ends_with": "%C3%A9"}"#,
        r#"{"field": "page.path", "contains": "100%25"}"#,
        // In a path that is not UTF-8 this is a letter.
        r#"{"field": "page.path", "starts_with": "/caf%E9"}"#,
        r#"{"field": "page.path", "is": "/100%"}"#,
    ]);
}

#[test]
fn a_path_has_no_backslash() {
    each("impossible_text", &[("contains", "a\\b", r#"page.path contains "a/b""#)]);
    none(&[r#"{"field": "page.path", "contains": "a b"}"#]);
}
