//! A visitor: a line of a file, a sample, what a host sends.

use schemars::{Schema, SchemaGenerator, json_schema};

use crate::schema::parts::{schema_uri, text_or_null};

pub(super) fn visitor(_: &mut SchemaGenerator) -> Schema {
    let whole = |description: &str| json_schema!({"description": description, "type": ["integer", "null"], "minimum": 0});
    let seconds = |description: &str| json_schema!({"description": description, "type": ["number", "null"], "minimum": 0});
    json_schema!({
        "description": "What is known of one visitor at one moment. A key that is absent or null is not known.",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "$schema": schema_uri(),
            "id": text_or_null("A stable id: it is reported in the decision and decides `bucket.NAME`."),
            "at": {
                "description": "The instant of the question, RFC 3339 with an offset.",
                "type": ["string", "null"],
                "format": "date-time",
            },
            "page": {
                "description": "The page that the visitor is on.",
                "type": ["object", "null"],
                "additionalProperties": false,
                "properties": {
                    "url": text_or_null("Its URL, as the browser gives it."),
                    "title": text_or_null("Its title."),
                },
            },
            "previous": text_or_null("URL of the page before, on this site."),
            "referrer": text_or_null("URL of the page that led to this site."),
            "language": text_or_null("Language tag (BCP 47)."),
            "country": text_or_null("Country (ISO 3166-1 alpha-2)."),
            "region": text_or_null("Region (ISO 3166-2)."),
            "city": text_or_null("City."),
            "device": text_or_null("Kind of device: `desktop`, `mobile`, `bot`."),
            "browser": text_or_null("Browser."),
            "os": text_or_null("Operating system."),
            "visits": whole("Visits so far, this one included."),
            "pages_viewed": whole("Pages viewed in this visit."),
            "time_on_page": seconds("Seconds on this page."),
            "time_on_site": seconds("Seconds on this site in this visit."),
            "attributes": {
                "description": "What the host knows beyond that, by name.",
                "type": ["object", "null"],
                "additionalProperties": {
                    "anyOf": [
                        {"type": ["string", "number", "boolean", "null"]},
                        {"type": "array", "items": {"type": "string"}},
                    ],
                },
            },
            "assignment": text_or_null("Group that an agent or the host's server assigned."),
            "selection": text_or_null("Group that the visitor picked in the widget."),
            "group_code": text_or_null("Code that the page carries before the widget's snippet."),
        },
    })
}
