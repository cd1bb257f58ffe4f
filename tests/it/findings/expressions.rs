//! Regular expressions that are found in nothing that their field can have, and those in slashes.

use super::{finding, none};

/// Tests of a field, each with the reason and what was meant.
#[track_caller]
fn each(kind: &str, field: &str, tests: &[(&str, &str, &str)]) {
    for (expression, reason, meant) in tests {
        let when = serde_json::json!({"field": field, "matches": expression}).to_string();
        let meant = match *meant {
            "" => String::new(),
            meant => format!("; what was meant may be `{meant}`"),
        };
        let expected = format!("`{field} matches {expression:?}` {reason}{meant}");
        assert_eq!(finding(kind, &when), expected);
    }
}

fn fine(field: &str, expressions: &[&str]) {
    for expression in expressions {
        none(&[&serde_json::json!({"field": field, "matches": expression}).to_string()]);
    }
}

#[test]
fn an_expression_between_slashes() {
    let reason = "has its expression between slashes, which are taken for a part of it";
    let each = |field, tests: &[(&str, &str)]| {
        for (expression, meant) in tests {
            each("delimited_expression", field, &[(expression, reason, meant)]);
        }
    };
    each(
        "page.path",
        &[
            (r"/^\/shop/i", r#"page.path matches "^/shop" ignoring case"#),
            ("/shop/i", r#"page.path matches "shop" ignoring case"#),
            (r"/shop\/cart/", r#"page.path matches "shop/cart""#),
            ("/cart$/", r#"page.path matches "cart$""#),
            // What stands between them must be possible.
            ("/^shop/", r#"page.path matches "^/shop""#),
        ],
    );
    each(
        "page.title",
        &[
            ("/sale/", r#"page.title matches "sale""#),
            ("/sale.now/gis", r#"page.title matches "(?s)sale.now" ignoring case"#),
        ],
    );
    each("attribute.path", &[("/^shop/", r#"attribute.path matches "^shop""#)]);
    each("page.url", &[("/cart/gi", r#"page.url matches "cart" ignoring case"#)]);
    // In a path slashes are at home.
    fine("page.path", &["/shop/", "/en/us", "/shop/mi", "^/shop/i$", "/a/b/c"]);
    fine("page.url", &["/cart/", "//shop/"]);
    fine("attribute.path", &["/shop/", "/shop/cart"]);
    fine("page.title", &["sale", "24/7", "/sale"]);
}

#[test]
fn nothing_stands_before_the_start_or_after_the_end() {
    let reason = "is never true: nothing can stand before the start of a text, `^`, nor after its end, `$`";
    let each = |field, tests: &[(&str, &str)]| {
        for (expression, meant) in tests {
            each("impossible_expression", field, &[(expression, reason, meant)]);
        }
    };
    each("page.path", &[("/^rectmedia", r#"page.path matches "/rectmedia""#), ("a^b", "")]);
    each("page.title", &[("$sale", ""), ("sale$now", ""), ("(a|b)^c", "")]);
    each("attribute.plan", &[("pro^", "")]);
    fine("page.title", &["^sale", "sale$", "(^|x)sale", "sale($|x)", "^$", "(?m)a$\nb", "a\\b b", "x*^a"]);
}

#[test]
fn a_path_has_not_every_character() {
    let encoded = "(letters outside ASCII are encoded there)";
    let cut = "(neither query nor fragment is a part of it)";
    let never = |what: &str| format!("is never true: this field never has {what}");
    each(
        "impossible_expression",
        "page.path",
        &[
            (
                "^/aide/é",
                &never(&format!("`é` {encoded}")),
                r#"page.path matches "^/aide/%C3%A9""#,
            ),
            ("[éè]", &never(&format!("`è` {encoded}")), ""),
            ("cafés+", &never(&format!("`é` {encoded}")), r#"page.path matches "caf%C3%A9s+""#),
            (r"^/help\?x=1", &never(&format!("`?` {cut}")), r#"page.url matches "/help\\?x=1""#),
            ("^/help#faq$", &never(&format!("`#` {cut}")), r#"page.url matches "/help#faq$""#),
            ("a b", &never("a space"), ""),
            (r"\s", &never("a space"), ""),
            (r"\\", &never(r"`\`"), ""),
            (r"\{id\}", &never("`{` and `}`"), ""),
        ],
    );
    fine(
        "page.path",
        &["^/aide/(é|e)", "é?", "%C3%A9", r"\w+", "[^a]", r"\S", "(?i)shop", "^/a|b c$", r"\.html$"],
    );
    fine("page.url", &["é", r"\?x=1", "#faq"]);
    fine("page.title", &["é", "a b", r"\?"]);
}

#[test]
fn a_path_a_url_and_a_host_have_a_form() {
    let path = "is never true: a path begins with `/`";
    each(
        "impossible_expression",
        "page.path",
        &[
            ("^shop", path, r#"page.path matches "^/shop""#),
            ("^$", path, r#"page.path matches "^/$""#),
            ("^(shop|cart)/", path, r#"page.path matches "^/(shop|cart)/""#),
            ("^https://a", path, r#"page.url matches "^https://a""#),
        ],
    );
    fine("page.path", &["^/shop", "shop", "^.shop", "^(/shop|cart)", "shop$"]);
    let url = "is never true: a URL begins with its scheme and its host, as in `https://`";
    each(
        "impossible_expression",
        "page.url",
        &[
            ("^shop", url, r#"page.path matches "^/shop""#),
            ("^/shop", url, r#"page.path matches "^/shop""#),
            (r"^www\.a\.example", url, r#"page.host matches "^www\\.a\\.example""#),
            ("^HTTPS://a", url, r#"page.url matches "^HTTPS://a" ignoring case"#),
        ],
    );
    fine(
        "page.url",
        &["^https://a", "^http", "^(?:http|https)://a", "^(?i)HTTPS://a", "^capacitor://a", "^about:", "^[a-z]+://"],
    );
    let host = "is never true: a host has no dot at its start, and a name on both sides of a dot";
    each(
        "impossible_expression",
        "page.host",
        &[(r"^\.shop", host, r#"page.host matches "\\.shop""#), (r"shop\.\.b", host, "")],
    );
}

#[test]
fn a_host_is_in_lower_case() {
    let never = |what: &str| format!("is never true: this field never has {what}");
    let lower = "(a host is in lower case)";
    each(
        "impossible_expression",
        "page.host",
        &[
            (
                r"^Shop\.example$",
                &never(&format!("`S` {lower}")),
                r#"page.host matches "^Shop\\.example$" ignoring case"#,
            ),
            (
                "^[A-Z]",
                &never(&format!("`A` {lower}")),
                r#"page.host matches "^[A-Z]" ignoring case"#,
            ),
            ("bücher", &never("`ü` (letters outside ASCII are encoded there)"), ""),
            ("^https://a", &never("`/`"), r#"page.url matches "^https://a""#),
            ("a/b", &never("`/`"), r#"page.url matches "a/b""#),
        ],
    );
    none(&[r#"{"field": "page.host", "matches": "^Shop", "ignore_case": true}"#]);
    fine("page.host", &["^(www\\.)?shop", "[A-Za-z]", r"^\[::1\]$", "xn--", r"\.example\.?$"]);
    fine("page.path", &["^/Shop"]);
}
