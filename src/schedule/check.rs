//! From a schedule as written to checked hours.

use std::collections::BTreeSet;

use crate::error::{At, ProblemKind, Report};
use crate::schedule::span::{Span, merged};
use crate::schedule::week::Week;
use crate::schedule::zone::Zone;
use crate::schedule::{Hours, Schedule, Weekday};
use crate::time::Date;

/// Checks the zone, every span and every date; the id is the workspace's concern.
pub(crate) fn check(schedule: &Schedule, at: &At<'_>, report: &mut Report) -> Option<Hours> {
    let zone = zone(&schedule.zone, &at.key("zone"), report);
    let weekly = at.key("weekly");
    let mut week = Week::default();
    for day in Weekday::ALL {
        let spans = spans(schedule.weekly.on(day), &weekly.key(day.key()), report);
        week.set(day as usize, spans);
    }
    let exceptions_at = at.key("exceptions");
    let mut seen = BTreeSet::new();
    let mut exceptions = Vec::with_capacity(schedule.exceptions.len());
    for (n, exception) in schedule.exceptions.iter().enumerate() {
        let at = exceptions_at.index(n);
        let spans = spans(&exception.spans, &at.key("spans"), report);
        let Some(date) = Date::read(exception.date.as_bytes()) else {
            report.add(&at.key("date"), ProblemKind::InvalidDate, &exception.date);
            continue;
        };
        if seen.insert(date) {
            exceptions.push((date.days(), spans.into()));
        } else {
            report.add(&at.key("date"), ProblemKind::RepeatedDate, &exception.date);
        }
    }
    Some(Hours::new(zone?, week, exceptions))
}

#[cfg(feature = "tz")]
fn zone(name: &str, at: &At<'_>, report: &mut Report) -> Option<Zone> {
    let zone = Zone::find(name);
    if zone.is_none() {
        let names = if report.suggests() { Zone::names() } else { Vec::new() };
        report.add_unknown(at, ProblemKind::UnknownZone, name, names.iter().map(String::as_str));
    }
    zone
}

#[cfg(not(feature = "tz"))]
fn zone(name: &str, at: &At<'_>, report: &mut Report) -> Option<Zone> {
    report.add(at, ProblemKind::FeatureOff { feature: "tz" }, name);
    None
}

fn spans(texts: &[String], at: &At<'_>, report: &mut Report) -> Vec<Span> {
    let mut spans = Vec::with_capacity(texts.len());
    for (n, text) in texts.iter().enumerate() {
        match Span::read(text) {
            Ok(span) => spans.push(span),
            Err(reason) => report.add(&at.index(n), ProblemKind::InvalidSpan { reason }, text),
        }
    }
    merged(spans)
}
