//! What is compared with hosts and fits none.

use super::{finding, none};

fn instead(line: &str) -> &str {
    let (_, meant) = line.rsplit_once("; what was meant may be `").expect(line);
    meant.strip_suffix('`').expect(line)
}

#[test]
fn a_star_is_no_wildcard() {
    let of = |when: &str| finding("wildcard", when);
    assert_eq!(
        of(r#"{"field": "page.host", "within": "*.shop.example"}"#),
        "`page.host within \"*.shop.example\"` has no wildcard: `*` is an ordinary character here; what was \
         meant may be `page.host within \"shop.example\"`"
    );
    for (operator, text, meant) in [
        ("is", "*.shop.example", r#"within "shop.example""#),
        ("ends_with", "*.Shop.example", r#"within "shop.example""#),
        ("starts_with", "*shop.example", r#"within "shop.example""#),
        ("is", "shop.*", r#"starts with "shop.""#),
        ("is", "*shop*", r#"contains "shop""#),
        ("is", "*-shop", r#"ends with "-shop""#),
        ("contains", "shop*", r#"contains "shop""#),
        ("starts_with", "shop*", r#"starts with "shop""#),
        ("is", "shop.*.example", r#"matches "^shop\\..*\\.example$""#),
        ("contains", "a*b*c", r#"matches "a.*b.*c""#),
        ("is", "*", "is known"),
    ] {
        let line = of(&format!(r#"{{"field": "referrer.host", "{operator}": "{text}"}}"#));
        assert_eq!(instead(&line), format!("referrer.host {meant}"), "{text}");
    }
    // Modifiers stay.
    let line = of(r#"{"field": "page.host", "is": "*.shop.example", "if_unknown": true}"#);
    assert_eq!(instead(&line), r#"page.host within "shop.example" (true if unknown)"#);
    none(&[
        r#"{"field": "page.host", "within": "shop.example"}"#,
        r#"{"field": "page.host", "matches": "^shop.*example$"}"#,
        r#"{"field": "page.title", "contains": "*** sale ***"}"#,
        r#"{"field": "attribute.plan", "is": "*"}"#,
    ]);
}

#[test]
fn the_items_of_a_list_are_examined() {
    let line = finding(
        "wildcard",
        r#"{"field": "page.host", "in": ["a.example", "*.b.example", "*.c.example", "d.example"]}"#,
    );
    assert_eq!(
        line,
        "`page.host in [\"*.b.example\"]` has no wildcard: `*` is an ordinary character here (and 1 more of \
         the list); what was meant may be `page.host in [\"a.example\", \"d.example\"] or page.host within \
         \"b.example\" or page.host within \"c.example\"`"
    );
}

#[test]
fn no_host_has_a_dot_around_it() {
    let of = |when: &str| finding("dot_around_host", when);
    assert_eq!(
        of(r#"{"field": "page.host", "is": ".shop.example"}"#),
        "`page.host is \".shop.example\"` fits no host: none starts with a dot, and hardly any ends with \
         one; what was meant may be `page.host within \"shop.example\"`"
    );
    for (operator, text, meant) in [
        ("within", ".shop.example", r#"within "shop.example""#),
        ("within", "shop.example.", r#"within "shop.example""#),
        ("is", "shop.example.", r#"is "shop.example""#),
        ("starts_with", ".shop", r#"contains ".shop""#),
        ("starts_with", ".shop.example", r#"within "shop.example""#),
        ("ends_with", ".shop.example.", r#"ends with ".shop.example""#),
    ] {
        let line = of(&format!(r#"{{"field": "page.host", "{operator}": "{text}"}}"#));
        assert_eq!(instead(&line), format!("page.host {meant}"), "{text}");
    }
    none(&[
        r#"{"field": "page.host", "ends_with": ".shop.example"}"#,
        r#"{"field": "page.host", "starts_with": "www."}"#,
        r#"{"field": "page.host", "contains": ".shop."}"#,
        r#"{"field": "page.host", "is": "shop.example"}"#,
    ]);
}

#[test]
fn a_host_has_no_scheme_port_or_path() {
    let of = |when: &str| finding("url_in_host", when);
    assert_eq!(
        of(r#"{"field": "page.host", "contains": "shop.example:8080"}"#),
        "`page.host contains \"shop.example:8080\"` fits no host: a host has no scheme, no port and no path; \
         what was meant may be `page.host within \"shop.example\"`"
    );
    for (operator, text, meant) in [
        ("starts_with", "https://shop.example", r#"page.host within "shop.example""#),
        ("starts_with", "https://shop.example/", r#"page.host within "shop.example""#),
        ("starts_with", "https://shop.example/cart", r#"page.url starts with "https://shop.example/cart""#),
        ("contains", "shop.example/cart", r#"page.url contains "shop.example/cart""#),
        ("starts_with", "https://", r#"page.url starts with "https://""#),
        ("ends_with", ":8080", r#"page.url contains ":8080""#),
        ("ends_with", "localhost:3000", r#"page.host within "localhost""#),
    ] {
        let line = of(&format!(r#"{{"field": "page.host", "{operator}": "{text}"}}"#));
        assert_eq!(instead(&line), meant, "{text}");
    }
    none(&[
        r#"{"field": "page.host", "contains": "::1"}"#,
        r#"{"field": "page.host", "is": "[::1]"}"#,
        r#"{"field": "page.host", "starts_with": "[2001:db8:"}"#,
        r#"{"field": "page.url", "contains": "shop.example:8080/"}"#,
    ]);
}

#[test]
fn a_host_has_no_space_and_no_at_sign() {
    let of = |when: &str| finding("impossible_text", when);
    assert_eq!(
        of(r#"{"field": "page.host", "contains": "my shop"}"#),
        "`page.host contains \"my shop\"` is never true: this field never has a space"
    );
    assert_eq!(
        of(r#"{"field": "page.host", "ends_with": "@shop%"}"#),
        "`page.host ends with \"@shop%\"` is never true: this field never has `@` and `%`"
    );
    none(&[r#"{"field": "page.host", "contains": "My-Shop_1"}"#]);
}
