//! Reading opening hours.

use std::borrow::Cow;

use crate::document::{Node, each_item, list, object, text};
use crate::draft::read::texts::{each, id, name};
use crate::error::{Diagnostics, PathRef};
use crate::schedule::{Exception, Schedule, Weekday};
use crate::vocabulary::{EXCEPTION, SCHEDULE, WEEKLY};

pub(in crate::draft) fn schedule(
    node: Node<'_>,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) -> Schedule {
    let mut schedule = Schedule::new("", "");
    let Some(mut keys) = object(node, at, report, &SCHEDULE) else {
        return schedule;
    };
    let id_node = keys.require("id", at, report);
    if let Some(id) = id_node.and_then(|node| id(node, &at.key("id"), report, "an id")) {
        schedule.id = id;
    }
    let zone = keys.require("zone", at, report);
    if let Some(zone) = zone.and_then(|node| name(node, &at.key("zone"), report)) {
        schedule.zone = zone;
    }
    if let Some(node) = keys.take("weekly") {
        let at = at.key("weekly");
        if let Some(mut keys) = object(node, &at, report, &WEEKLY) {
            for day in Weekday::ALL {
                if let Some(node) = keys.take(day.key()) {
                    schedule.weekly.set(day, spans(node, &at.key(day.key()), report));
                }
            }
        }
    }
    if let Some(node) = keys.take("exceptions") {
        schedule.exceptions = each(node, &at.key("exceptions"), report, exception);
    }
    schedule
}

fn exception(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Exception {
    let mut exception = Exception::new("", []);
    if let Some(mut keys) = object(node, at, report, &EXCEPTION) {
        let date = keys.require("date", at, report);
        if let Some(date) = date.and_then(|node| name(node, &at.key("date"), report)) {
            exception.date = date;
        }
        if let Some(node) = keys.require("spans", at, report) {
            exception.spans = spans(node, &at.key("spans"), report);
        }
    }
    exception
}

fn spans(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> Vec<String> {
    let items = list(node, at, report, "a list of spans").unwrap_or_default();
    each_item(items, at, report, |item, at, report| {
        let span = text(item, at, report, "a span such as `09:00-18:00`");
        span.map_or_else(String::new, Cow::into_owned)
    })
}
