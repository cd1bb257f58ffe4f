//! Sample visitors with what they must get.

use crate::vocabulary::DefaultValue::{Described, Nothing, Value};
use crate::vocabulary::aliases::keys;
use crate::vocabulary::objects::declare::object;

object! {
    EXPECTATION: "a case", "expect[]", keys::EXPECTATION;
    "name", TEXT, Nothing, "For people.", r#""help in French""#;
    "visitor", OBJECT, Value("{}"), "Who.", r#"{"language": "fr", "group_code": "support"}"#;
    "presence", OBJECT, Described("every agent is online"),
        "Who is online: `status`, `load` and `until` by agent.",
        r#"{"ana": {"status": "online", "load": 1}}"#;
    "outcome", OUTCOME, Nothing, "How the decision must end.", r#""assigned""#;
    "group", GROUP_CODE, Nothing, "The group that the visitor must get.", r#""support""#;
    "trigger", TRIGGER_ID, Nothing, "The trigger that must win.", r#""french""#;
}

object! {
    VISITOR: "a visitor", "expect[].visitor", keys::VISITOR;
    "$schema", TEXT, Nothing, "Where the JSON Schema of the document is, for editors.",
        r#""schema/visitor.json""#;
    "id", TEXT, Nothing, "The visitor's id, by which `bucket.NAME` draws.", r#""v1""#;
    "at", INSTANT, Nothing, "The instant of the decision.", r#""2026-11-22T10:00:00Z""#;
    "page", OBJECT, Nothing, "The page that the visitor is on.",
        r#"{"url": "https://shop.example/cart", "title": "Cart"}"#;
    "previous", TEXT, Nothing, "The URL of the page before.", r#""https://shop.example/""#;
    "referrer", TEXT, Nothing, "The URL of the page that led to this site.",
        r#""https://search.example/?q=shoes""#;
    "language", TEXT, Nothing, "The visitor's language tag.", r#""fr-CA""#;
    "country", TEXT, Nothing, "The country's code (ISO 3166-1 alpha-2).", r#""FR""#;
    "region", TEXT, Nothing, "The region's code (ISO 3166-2).", r#""FR-IDF""#;
    "city", TEXT, Nothing, "The city.", r#""Paris""#;
    "device", TEXT, Nothing, "The kind of device, in the host's words.", r#""mobile""#;
    "browser", TEXT, Nothing, "The browser, in the host's words.", r#""Firefox""#;
    "os", TEXT, Nothing, "The operating system, in the host's words.", r#""Linux""#;
    "visits", WHOLE, Nothing, "How many visits there were, this one counted.", "3";
    "pages_viewed", WHOLE, Nothing, "How many pages were viewed in this visit.", "5";
    "time_on_page", SECONDS, Nothing, "Seconds on this page.", "12";
    "time_on_site", SECONDS, Nothing, "Seconds on this site.", "40.5";
    "attributes", OBJECT, Value("{}"),
        "What only the host knows: text, number, true, false or a list of texts by name.",
        r#"{"plan": "pro", "cart_value": 120.5, "tags": ["b2b"]}"#;
    "assignment", GROUP_CODE, Nothing, "The group that the host or an agent assigned.", r#""sales""#;
    "selection", GROUP_CODE, Nothing, "The group that the visitor picked.", r#""support""#;
    "group_code", GROUP_CODE, Nothing, "The code that the page carries.", r#""fr-sales""#;
}

object! {
    PAGE: "a page", "expect[].visitor.page", keys::PAGE;
    "url", TEXT, Nothing, "Its URL, as the browser gives it.",
        r#""https://shop.example/cart?step=2""#;
    "title", TEXT, Nothing, "Its title.", r#""Your cart""#;
}
