//! Numbers that are none, and numbers that are too much.

use frontdesk::{Condition, Draft, Field, Heartbeat, Visitor};

use crate::hostile::{fires, texts, texts_of};

fn toml_texts(document: &str) -> Vec<String> {
    texts(toml::from_str(document).expect(document))
}

/// A TOML workspace whose one trigger has this condition.
fn toml_when(when: &str) -> String {
    format!(
        "groups = [{{ id = \"g\", name = \"G\" }}]\n\
         triggers = [{{ id = \"t\", assign_to = \"g\", when = {when} }}]"
    )
}

#[test]
fn a_number_of_a_document_that_is_not_finite_is_an_error() {
    for (number, shown) in [("nan", "NaN"), ("inf", "inf"), ("-inf", "-inf"), ("+inf", "inf")] {
        for (operator, value, place) in [
            ("is", number.to_owned(), "is"),
            ("in", format!("[1, {number}]"), "in[1]"),
            ("above", number.to_owned(), "above"),
            ("at_least", number.to_owned(), "at_least"),
        ] {
            let when = format!("{{ field = \"attribute.x\", {operator} = {value} }}");
            assert_eq!(
                toml_texts(&toml_when(&when)),
                [format!("triggers[0].when.{place}: `{shown}` is not a finite number")]
            );
        }
        let count = toml_texts(&format!(
            "groups = []\nagents = [{{ id = \"a\", max_conversations = {number} }}]"
        ));
        assert_eq!(
            count,
            [format!(
                "agents[0].max_conversations: expected a whole number from 0 to 4294967295, found `{shown}`"
            )]
        );
        assert_eq!(toml_texts(&format!("groups = []\nversion = {number}")).len(), 1);
        for field in ["time_on_page", "time_on_site", "visits", "attributes.x"] {
            let visitor = format!("{field} = {number}");
            assert!(toml::from_str::<Visitor>(&visitor).is_err(), "{visitor}");
            let sample = format!("groups = []\n[[expect]]\nvisitor.{visitor}");
            assert_eq!(toml_texts(&sample).len(), 1, "{sample}");
        }
    }
}

#[test]
fn a_number_of_a_visitor_that_is_not_finite_or_negative_is_not_known() {
    for number in [f64::NAN, f64::INFINITY, -f64::INFINITY, -0.001, -1e300] {
        let visitor = Visitor::undated().time_on_page(number).time_on_site(number);
        assert!(fires(Field::TimeOnPage.missing() & Field::TimeOnSite.missing(), &visitor));
    }
    for number in [f64::NAN, f64::INFINITY, -f64::INFINITY] {
        let visitor = Visitor::undated().attribute("x", number);
        assert!(fires(Field::attribute("x").missing(), &visitor), "{number}");
    }
    let visitor = Visitor::undated().time_on_page(-0.0).attribute("x", -1e300);
    assert!(fires(Field::TimeOnPage.is(0) & Field::attribute("x").below(0.0), &visitor));
}

#[test]
fn huge_numbers_are_numbers() {
    for (number, value) in [
        ("1e308", 1e308),
        ("-1e308", -1e308),
        ("5e-324", 5e-324),
        ("123456789012345678901234567890", 123_456_789_012_345_678_901_234_567_890.0),
        ("18446744073709551615", 18_446_744_073_709_551_615.0),
        ("-9223372036854775808", -9_223_372_036_854_775_808.0),
        ("1e-400", 0.0),
    ] {
        let condition: Condition =
            serde_json::from_str(&format!(r#"{{"field": "attribute.x", "is": {number}}}"#))
                .unwrap();
        assert!(fires(condition.clone(), &Visitor::undated().attribute("x", value)), "{number}");
        let text = serde_json::to_string(&condition).unwrap();
        assert_eq!(serde_json::from_str::<Condition>(&text).unwrap(), condition, "{text}");
        let visitor = format!(r#"{{"attributes": {{"x": {number}}}}}"#);
        let visitor: Visitor = serde_json::from_str(&visitor).unwrap();
        assert!(fires(condition, &visitor), "{number}");
    }
    // JSON has a form for it, but no reader has a value.
    assert!(serde_json::from_str::<Draft>(r#"{"groups": [], "version": 1e400}"#).is_err());
    assert!(serde_json::from_str::<Visitor>(r#"{"attributes": {"x": 1e400}}"#).is_err());
}

#[test]
fn counters_take_every_whole_number_and_nothing_else() {
    let visitor: Visitor =
        serde_json::from_str(r#"{"visits": 18446744073709551615, "pages_viewed": 3.0}"#).unwrap();
    assert_eq!((visitor.visits, visitor.pages_viewed), (Some(u64::MAX), Some(3)));
    assert!(fires(Field::Visits.above(1e19), &visitor));
    // What is more than fits counts as the most that does: no visitor fails for size.
    for huge in ["18446744073709551616", "123456789012345678901234567890", "1e20", "1e300"] {
        for field in ["visits", "pages_viewed"] {
            let document = format!(r#"{{"{field}": {huge}}}"#);
            let visitor: Visitor = serde_json::from_str(&document).expect(&document);
            assert_eq!(visitor.visits.or(visitor.pages_viewed), Some(u64::MAX), "{document}");
            let sample = format!(r#"{{"groups": [], "expect": [{{"visitor": {document}}}]}}"#);
            let draft: Draft = serde_json::from_str(&sample).unwrap();
            assert_eq!(draft.expect[0].visitor, visitor);
            assert_eq!(texts(draft), [""; 0], "{document}");
        }
    }
    for wrong in ["-1", "1.5", "-1e300", r#""3""#, "true", "[]"] {
        for field in ["visits", "pages_viewed"] {
            let document = format!(r#"{{"{field}": {wrong}}}"#);
            assert!(serde_json::from_str::<Visitor>(&document).is_err(), "{document}");
        }
    }
    for wrong in ["-1", "4294967296", "0.5", r#""1""#] {
        let document = format!(r#"{{"status": "online", "load": {wrong}}}"#);
        assert!(serde_json::from_str::<Heartbeat>(&document).is_err(), "{document}");
    }
}

#[test]
fn whole_numbers_of_a_workspace_have_their_range() {
    for (document, is_right) in [
        (r#"{"groups": [], "version": 18446744073709551615}"#, true),
        (r#"{"groups": [], "version": 0}"#, true),
        (r#"{"groups": [], "version": 7.0}"#, true),
        (r#"{"groups": [], "version": 18446744073709551616}"#, false),
        (r#"{"groups": [], "version": 1e300}"#, false),
        (r#"{"groups": [], "schema": 4294967297}"#, false),
        (r#"{"groups": [], "schema": -1}"#, false),
        (r#"{"groups": [], "plan": {"max_agents": 4294967295}}"#, true),
        (r#"{"groups": [], "plan": {"max_agents": 0}}"#, true),
        (r#"{"groups": [], "plan": {"max_agents": 4294967296}}"#, false),
        (r#"{"groups": [], "agents": [{"id": "a", "max_conversations": 0}]}"#, true),
        (r#"{"groups": [], "agents": [{"id": "a", "max_conversations": -0.5}]}"#, false),
    ] {
        assert_eq!(texts_of(document).is_empty(), is_right, "{document}");
    }
}
