//! TOML: the same documents, with dates that may stand unquoted.

use frontdesk::{Draft, Heartbeat, Timestamp, Visitor, Workspace};
use frontdesk::presence::PresenceRecord;

use crate::documents::{shipped, workspace};

#[track_caller]
fn from_toml(document: &str) -> Workspace {
    let draft: Draft = toml::from_str(document).expect(document);
    draft.check().unwrap_or_else(|problems| panic!("{document}\n{problems}"))
}

/// What speaks against a TOML document.
fn texts(document: &str) -> Vec<String> {
    let draft: Draft = toml::from_str(document).expect(document);
    draft.check().err().into_iter().flatten().map(|problem| problem.to_string()).collect()
}

#[test]
fn the_shipped_workspace_is_the_same_in_both_forms() {
    let of_toml = from_toml(&shipped("products.toml"));
    let of_json = workspace(&shipped("products.json"));
    assert_eq!(of_toml, of_json);
    assert_eq!(serde_json::to_string(&of_toml).unwrap(), serde_json::to_string(&of_json).unwrap());
    assert_eq!(toml::to_string(&of_toml).unwrap(), toml::to_string(&of_json).unwrap());
}

#[test]
fn the_date_of_an_exception_may_stand_unquoted() {
    let document = |date: &str| {
        format!(
            "groups = []\n[[schedules]]\nid = \"s\"\nzone = \"UTC\"\n\
             exceptions = [{{ date = {date}, spans = [\"09:00-10:00\"] }}]"
        )
    };
    let workspace = from_toml(&document("2026-12-25"));
    assert_eq!(workspace, from_toml(&document("\"2026-12-25\"")));
    assert_eq!(workspace.draft().schedules[0].exceptions[0].date, "2026-12-25");
    let hours = workspace.hours("s").unwrap();
    assert!(hours.is_open("2026-12-25T09:30:00Z".parse().unwrap()));
    // A time with it is too much.
    assert_eq!(
        texts(&document("2026-12-25T00:00:00Z")),
        ["schedules[0].exceptions[0].date: `2026-12-25T00:00:00Z` is not a date such as \
             `2026-12-25`"]
    );
}

#[test]
fn the_instants_of_samples_may_stand_unquoted() {
    let document = |at: &str, until: &str| {
        format!(
            "agents = [{{ id = \"a\" }}]\ngroups = []\n[[expect]]\nvisitor.at = {at}\n\
             presence.a = {{ status = \"online\", until = {until} }}"
        )
    };
    let quoted = from_toml(&document("\"2026-11-22T10:00:00+01:00\"", "\"2026-11-22T09:03:00Z\""));
    let plain = from_toml(&document("2026-11-22T10:00:00+01:00", "2026-11-22T09:03:00Z"));
    assert_eq!(plain, quoted);
    // A space for the T, and parts of a second.
    let spaced = from_toml(&document("2026-11-22 10:00:00.0009+01:00", "2026-11-22 09:03:00Z"));
    assert_eq!(spaced, quoted);
    let expectation = &plain.draft().expect[0];
    assert_eq!(expectation.visitor.at.unwrap().to_string(), "2026-11-22T09:00:00Z");
    let (_, beat) = expectation.presence.as_ref().unwrap().iter().next().unwrap();
    assert_eq!(beat.until.unwrap().to_string(), "2026-11-22T09:03:00Z");
}

#[test]
fn an_instant_without_an_offset_is_no_instant() {
    for at in ["2026-11-22T10:00:00", "2026-11-22", "10:00:00", "5"] {
        let document = format!("groups = []\n[[expect]]\nvisitor.at = {at}");
        assert_eq!(texts(&document).len(), 1, "{at}");
        assert!(toml::from_str::<Visitor>(&format!("at = {at}")).is_err(), "{at}");
    }
}

#[test]
fn visitors_and_presence_alone_take_unquoted_instants_too() {
    let at: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    let visitor: Visitor = toml::from_str("at = 2026-11-22T10:00:00Z\nvisits = 3").unwrap();
    assert_eq!(visitor, Visitor::at(at).visits(3));
    let beat: Heartbeat = toml::from_str("status = \"online\"\nuntil = 2026-11-22T10:00:00Z").unwrap();
    assert_eq!(beat, Heartbeat::online().until(at));
    let record: PresenceRecord =
        toml::from_str("a1 = { status = \"online\", until = 2026-11-22T10:00:00Z }").unwrap();
    assert_eq!(record, [("a1", beat)].into_iter().collect());
}

#[test]
fn a_visitor_is_the_same_in_both_forms() {
    let of_toml: Visitor = toml::from_str(
        r#"
        id = "v1"
        at = 2026-11-22T10:00:00Z
        page = { url = "https://shop.example.fr/", title = "Panier" }
        language = "fr-CA"
        visits = 3
        time_on_page = 12
        time_on_site = 40.5
        group_code = "fr-support"
        [attributes]
        plan = "pro"
        cart_value = 120.5
        count = 7
        vip = true
        tags = ["b2b", "beta"]
        "#,
    )
    .unwrap();
    let of_json: Visitor = serde_json::from_str(
        r#"{"id": "v1", "at": "2026-11-22T10:00:00Z",
            "page": {"url": "https://shop.example.fr/", "title": "Panier"}, "language": "fr-CA",
            "visits": 3, "time_on_page": 12, "time_on_site": 40.5, "group_code": "fr-support",
            "attributes": {"plan": "pro", "cart_value": 120.5, "count": 7, "vip": true,
                           "tags": ["b2b", "beta"]}}"#,
    )
    .unwrap();
    assert_eq!(of_toml, of_json);
    let written = toml::to_string(&of_json).unwrap();
    assert_eq!(toml::from_str::<Visitor>(&written).unwrap(), of_json);
}

#[test]
fn a_date_that_stands_where_none_belongs_is_a_text_or_a_mistake() {
    assert_eq!(
        texts("groups = []\nversion = 2026-11-22"),
        ["version: expected a whole number from 0, found `\"2026-11-22\"`"]
    );
    assert_eq!(
        texts("groups = []\ndefault_group = 2026-11-22"),
        ["default_group: there is no group `2026-11-22`; there are none"]
    );
}

#[test]
fn an_unquoted_date_as_an_attribute_reads_alike_in_a_sample_and_alone() {
    let attribute = "attributes.since = 2026-11-22";
    let alone = toml::from_str::<Visitor>(attribute).is_ok();
    let in_sample = texts(&format!("groups = []\n[[expect]]\nvisitor.{attribute}")).is_empty();
    assert_eq!(alone, in_sample);
}

#[test]
fn broken_syntax_ends_at_once() {
    for broken in ["groups = [", "groups = []\ngroups = []", "= 1", "groups = [}", "a.b = 1\na = 2"]
    {
        assert!(toml::from_str::<Draft>(broken).is_err(), "{broken}");
    }
}
