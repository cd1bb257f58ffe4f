//! Checks schedules and builds their [`Hours`].

use std::collections::BTreeSet;

use crate::error::{Diagnostics, PathRef, ProblemKind};
use crate::schedule::span::{Span, merged};
use crate::schedule::week::Week;
use crate::schedule::zone::Zone;
use crate::schedule::{Hours, Schedule, Weekday};
use crate::time::Date;
#[cfg(feature = "tz")]
use crate::vocabulary::{ZoneAnswer, answer_zone};

/// Checks the zone, every span and every date. The check of the workspace checks the id.
pub(crate) fn check(
    schedule: &Schedule,
    at: &PathRef<'_>,
    report: &mut Diagnostics,
) -> Option<Hours> {
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
        // Spans are checked even if the date is wrong, so all problems are found in one pass.
        let spans = spans(&exception.spans, &at.key("spans"), report);
        let Some(date) = Date::read(exception.date.as_bytes()) else {
            report.add(&at.key("date"), ProblemKind::InvalidDate, &exception.date);
            continue;
        };
        // Dates are compared as dates. As texts, two spellings of one date could differ.
        if seen.insert(date) {
            exceptions.push((date.days(), spans.into()));
        } else {
            report.add(&at.key("date"), ProblemKind::RepeatedDate, &exception.date);
        }
    }
    // Without a zone there are no hours, but its problem was reported, so the document is rejected
    // in any case.
    Some(Hours::new(zone?, week, exceptions))
}

#[cfg(feature = "tz")]
fn zone(name: &str, at: &PathRef<'_>, report: &mut Diagnostics) -> Option<Zone> {
    let zone = Zone::find(name);
    if zone.is_none() {
        report_unknown_zone(name, at, report);
    }
    zone
}

/// The cost of comparing a name with the names of all zones, in the unit of the budget for suggestions.
#[cfg(feature = "tz")]
const ZONES_COST: usize = 20_000;

/// Reports a name that is not a zone: an offset, an abbreviation, a city, or a misspelt zone. A name with digits gets
/// no suggestion, because a zone with other digits differs by hours.
#[cfg(feature = "tz")]
fn report_unknown_zone(name: &str, at: &PathRef<'_>, report: &mut Diagnostics) {
    let kind = ProblemKind::UnknownZone;
    // There are about 600 zones. A document with many wrong zones must not compare each with all of
    // them.
    if !report.spend(ZONES_COST) {
        return report.add(at, kind, name);
    }
    let names = Zone::names();
    let known = answer_zone(name, names.iter().map(String::as_str));
    let has_digits = name.contains(|c: char| c.is_numeric());
    let near = match known {
        Some(ZoneAnswer::Advice(advice)) => return report.add_hint(at, kind, name, &advice),
        Some(ZoneAnswer::Zone(zone)) => Some(zone),
        None if has_digits => None,
        None => report.nearest(name, names.iter().map(String::as_str)).map(str::to_owned),
    };
    match near {
        Some(zone) => report.add_with(at, kind, name, &zone),
        None => report.add_hint(at, kind, name, "a zone is written as `Europe/Paris` is"),
    }
}

#[cfg(not(feature = "tz"))]
fn zone(name: &str, at: &PathRef<'_>, report: &mut Diagnostics) -> Option<Zone> {
    report.add(at, ProblemKind::FeatureOff { feature: "tz" }, name);
    None
}

fn spans(texts: &[String], at: &PathRef<'_>, report: &mut Diagnostics) -> Vec<Span> {
    let mut spans = Vec::with_capacity(texts.len());
    for (n, text) in texts.iter().enumerate() {
        match Span::read(text) {
            Ok(span) => spans.push(span),
            Err(reason) => report.add(&at.index(n), ProblemKind::InvalidSpan { reason }, text),
        }
    }
    // Merged spans are ascending and do not touch, on which the search for the next change relies.
    merged(spans)
}
