//! Findings of what conditions compare with.

use frontdesk::analysis::{Finding, analyze};

use super::{NONE, document, found, lines, workspace};

#[test]
fn a_part_of_a_host_where_a_whole_one_was_meant() {
    let substring = |test: &str, also_fits: &str, meant: &str| {
        [format!(
            "substring_of_host [t] trigger `t`: `{test}` also fits `{also_fits}`; what was meant may \
             be `{meant}`"
        )]
    };
    assert_eq!(
        found(r#"{"field": "page.host", "contains": "shop.example"}"#),
        substring(
            r#"page.host contains "shop.example""#,
            "myshop.example",
            r#"page.host within "shop.example""#
        )
    );
    assert_eq!(
        found(r#"{"field": "referrer.host", "contains": ".shop.example"}"#),
        substring(
            r#"referrer.host contains ".shop.example""#,
            "www.shop.example.other.example",
            r#"referrer.host within "shop.example""#
        )
    );
    assert_eq!(
        found(r#"{"field": "previous.host", "ends_with": "Shop.example"}"#),
        substring(
            r#"previous.host ends with "Shop.example""#,
            "myShop.example",
            r#"previous.host within "shop.example""#
        )
    );
    assert_eq!(
        found(r#"{"field": "referrer.url", "contains": "google.com"}"#),
        substring(
            r#"referrer.url contains "google.com""#,
            "https://other.example/google.com",
            r#"referrer.host within "google.com""#
        )
    );
    assert_eq!(
        found(r#"{"field": "page.url", "starts_with": "https://shop.example"}"#),
        substring(
            r#"page.url starts with "https://shop.example""#,
            "https://shop.example.other.example/",
            r#"page.host within "shop.example""#
        )
    );
    for fine in [
        r#"{"field": "page.host", "within": "shop.example"}"#,
        r#"{"field": "page.host", "is": "shop.example"}"#,
        r#"{"field": "page.host", "contains": "shop"}"#,
        r#"{"field": "page.host", "contains": "shop."}"#,
        r#"{"field": "page.host", "starts_with": "www."}"#,
        r#"{"field": "page.host", "contains": "10.0"}"#,
        // Cut where a label ends.
        r#"{"field": "page.host", "ends_with": ".shop.example"}"#,
        r#"{"field": "page.url", "contains": "/shop.example/"}"#,
        r#"{"field": "page.url", "contains": "index.html"}"#,
        r#"{"field": "page.url", "starts_with": "https://shop.example/"}"#,
        r#"{"field": "page.path", "contains": "shop.example"}"#,
        r#"{"field": "attribute.site", "contains": "shop.example"}"#,
    ] {
        assert_eq!(found(fine), NONE, "{fine}");
    }
}

#[test]
fn what_also_fits_does_fit() {
    use frontdesk::{Presence, Router, Visitor};
    for when in [
        r#"{"field": "page.host", "contains": "shop.example"}"#,
        r#"{"field": "page.host", "contains": ".shop.example"}"#,
        r#"{"field": "page.host", "ends_with": "shop.example"}"#,
        r#"{"field": "page.url", "contains": "google.com"}"#,
        r#"{"field": "page.url", "starts_with": "http://shop.example"}"#,
    ] {
        let workspace = workspace(&document(when));
        let findings = analyze(&workspace);
        let Some(Finding::SubstringOfHost { also_fits, .. }) = findings.iter().next() else {
            panic!("{when}: {findings}");
        };
        let url = if also_fits.contains("://") {
            also_fits.clone()
        } else {
            format!("https://{also_fits}/")
        };
        let router = Router::new(workspace);
        let presence = Presence::new(&router);
        let visitor = Visitor::undated().page(&url);
        assert!(router.route(&visitor, &presence).group().is_some(), "{when}: {url}");
    }
}

#[test]
fn a_country_that_does_not_exist() {
    assert_eq!(
        found(r#"{"field": "country", "is": "UK"}"#),
        ["unknown_country [t] trigger `t`: there is no country `UK`; what was meant may be `country is \
          \"GB\"`"]
    );
    assert_eq!(
        found(r#"{"field": "country", "in": ["FR", "uk", "GB", "EL"], "if_unknown": true}"#),
        ["unknown_country [t] trigger `t`: there is no country `uk`, `EL`; what was meant may be `country \
          in [\"FR\", \"GB\", \"GR\"] (true if unknown)`"]
    );
    assert_eq!(
        found(r#"{"not": {"field": "country", "in": ["FR", "en", "XX"], "if_unknown": false}}"#),
        ["unknown_country [t] trigger `t`: there is no country `en`, `XX`"]
    );
    assert_eq!(
        found(r#"{"field": "country", "not_in": ["FR", "uk"], "if_unknown": true}"#),
        ["unknown_country [t] trigger `t`: there is no country `uk`; what was meant may be `country \
          not in [\"FR\", \"GB\"] (true if unknown)`"]
    );
    assert_eq!(
        found(r#"{"field": "region", "is": "UK-LND"}"#),
        ["unknown_country [t] trigger `t`: there is no country `UK`; what was meant may be `region is \
          \"GB-LND\"`"]
    );
    assert_eq!(
        found(r#"{"field": "region", "in": ["UK-LND", "FR-IDF", "UK-MAN", "XX-1"]}"#),
        ["unknown_country [t] trigger `t`: there is no country `UK`, `XX`"]
    );
    assert_eq!(found(r#"{"field": "country", "in": ["fr", "GB", "XK"]}"#), NONE);
    assert_eq!(found(r#"{"field": "region", "is": "FR-IDF"}"#), NONE);
    // A text of another field is no country.
    assert_eq!(found(r#"{"field": "attribute.country", "is": "UK"}"#), NONE);
}

#[test]
fn the_place_of_a_finding_is_that_of_the_test() {
    let when = r#"{"all": [{"field": "city", "is": "Paris"}, {"not": {"any": [
        {"field": "country", "in": ["UK"], "if_unknown": false}]}}]}"#;
    let findings = analyze(&workspace(&document(when)));
    let places: Vec<String> = findings
        .iter()
        .map(|finding| match finding {
            Finding::UnknownCountry { path: place, .. } => place.to_string(),
            other => panic!("{other}"),
        })
        .collect();
    assert_eq!(places, ["triggers[0].when.all[1].not.any[0].in"]);
}

#[test]
fn assertions_are_examined_as_triggers_are() {
    let document = |assertion: &str| {
        format!(
            r#"{{"agents": [{{"id": "x"}}], "groups": [{{"id": "a", "name": "A", "agents": "all"}}],
            "assertions": [{assertion}]}}"#
        )
    };
    assert_eq!(
        lines(&document(r#"{"id": "n", "never": ["a"], "when": {"field": "page.path", "is": "cart"}}"#)),
        ["path_without_slash [n] assertion `n`: `page.path is \"cart\"` fits no path: a path begins with \
          `/`; what was meant may be `page.path is \"/cart\"`"]
    );
    // One without an id is named by its place.
    assert_eq!(
        lines(&document(r#"{"never": ["a"], "when": {"any": [{"field": "country", "is": "UK"}]}}"#)),
        ["unknown_country [] assertions[0].when.any[0].is: there is no country `UK`; what was meant may be \
          `country is \"GB\"`"]
    );
    assert_eq!(
        lines(&document(r#"{"never": ["a"], "when": {"field": "country", "is": "GB"}}"#)),
        NONE
    );
}

#[test]
fn expressions_that_come_near_what_they_may_take_for_one_visitor() {
    // 1,500 uses fit in a small workspace.
    let uses = |count: usize| {
        let leaf = |n: usize| format!(r#"{{"field": "page.title", "matches": "p{n}"}}"#);
        let triggers = (0..count).step_by(700).enumerate().map(|(number, from)| {
            let leaves: Vec<String> = (from..count.min(from + 700)).map(leaf).collect();
            let any = leaves.join(",");
            format!(r#"{{"id": "t{number}", "assign_to": "a", "when": {{"any": [{any}]}}}}"#)
        });
        let triggers: Vec<String> = triggers.collect();
        lines(&format!(
            r#"{{"agents": [{{"id": "x"}}], "groups": [{{"id": "a", "name": "A", "agents": "all"}}],
            "triggers": [{}]}}"#,
            triggers.join(",")
        ))
    };
    assert_eq!(uses(1_200), NONE);
    assert_eq!(
        uses(1_201),
        ["expressions_near_limit [] the regular expressions of the triggers may take 9838592 steps for \
          one visitor; beyond 12288000 they would read shorter texts"]
    );
    assert_eq!(
        uses(6_000),
        ["expressions_near_limit [] the regular expressions of the triggers may take 49152000 steps for \
          one visitor; as that is more than 12288000, they read texts of at most 2048 bytes, longer \
          ones are not known to them"]
    );
}

#[test]
fn an_expression_that_reads_short_texts_only() {
    let slow = r#"{"field": "page.title", "matches": "a[ab]{30}c"}"#;
    let found = found(&format!(r#"{{"any": [{slow}, {}]}}"#, slow.replace("title", "path")));
    assert_eq!(
        found,
        ["expression_of_short_texts [t] trigger `t`: the regular expression `a[ab]{30}c` reads texts of \
          at most 1024 bytes, longer ones are not known to it; with fewer or narrower repetitions it \
          would read all"]
    );
}
