//! The keys of a visitor and of a page in documents.
//!
//! A visitor is read by a derived reader, which refuses all that it does not know. A sample visitor of a workspace is read by
//! these tables, so that every mistake is reported at its path.

use crate::document::keys;
use crate::vocabulary::aliases::keys;
use crate::vocabulary::{Form, form};

keys! {
    VISITOR, "a visitor", "expect[].visitor", keys::VISITOR;
    "$schema": () = optional, form::TEXT, "Where the JSON Schema of the document is, for editors.",
        r#""schema/visitor.json""#;
    "id": () = optional, form::TEXT, "The visitor's id, by which `bucket.NAME` draws.", r#""v1""#;
    "at": () = optional, form::INSTANT, "The instant of the decision.", r#""2026-11-22T10:00:00Z""#;
    "page": () = optional, Form::object(&PAGE), "The page that the visitor is on.",
        r#"{"url": "https://shop.example/cart", "title": "Cart"}"#;
    "previous": () = optional, form::TEXT, "The URL of the page before.", r#""https://shop.example/""#;
    "referrer": () = optional, form::TEXT, "The URL of the page that led to this site.",
        r#""https://search.example/?q=shoes""#;
    "language": () = optional, form::TEXT, "The visitor's language tag.", r#""fr-CA""#;
    "country": () = optional, form::TEXT, "The country's code (ISO 3166-1 alpha-2).", r#""FR""#;
    "region": () = optional, form::TEXT, "The region's code (ISO 3166-2).", r#""FR-IDF""#;
    "city": () = optional, form::TEXT, "The city.", r#""Paris""#;
    "device": () = optional, form::TEXT, "The kind of device, in the host's words.", r#""mobile""#;
    "browser": () = optional, form::TEXT, "The browser, in the host's words.", r#""Firefox""#;
    "os": () = optional, form::TEXT, "The operating system, in the host's words.", r#""Linux""#;
    "visits": () = optional, form::LARGE_WHOLE, "How many visits there were, this one counted.", "3";
    "pages_viewed": () = optional, form::LARGE_WHOLE, "How many pages were viewed in this visit.", "5";
    "time_on_page": () = optional, form::SECONDS, "Seconds on this page.", "12";
    "time_on_site": () = optional, form::SECONDS, "Seconds on this site.", "40.5";
    "attributes": () = optional, form::ATTRIBUTES,
        "What only the host knows: text, number, true, false or a list of texts by name.",
        r#"{"plan": "pro", "cart_value": 120.5, "tags": ["b2b"]}"#;
    "assignment": () = optional, form::ANY_GROUP_CODE, "The group that the host or an agent assigned.", r#""sales""#;
    "selection": () = optional, form::ANY_GROUP_CODE, "The group that the visitor picked.", r#""support""#;
    "group_code": () = optional, form::ANY_GROUP_CODE, "The code that the page carries.", r#""fr-sales""#;
}

keys! {
    PAGE, "a page", "expect[].visitor.page", keys::PAGE;
    "url": () = optional, form::TEXT, "Its URL, as the browser gives it.",
        r#""https://shop.example/cart?step=2""#;
    "title": () = optional, form::TEXT, "Its title.", r#""Your cart""#;
}
