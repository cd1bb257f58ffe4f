//! Findings about schedules whose spans or zone mean something else than they seem to.

use crate::analysis::{Finding, Replacement, Truncated};
use crate::error::{DocumentPath, PathRef};
use crate::schedule::{Schedule, Weekday, minutes_of_span};
use crate::workspace::Workspace;

/// The end of a span that leaves out the last minute of a day.
const LAST_MINUTE: &str = "23:59";

pub(super) fn check_schedules(workspace: &Workspace, list: &mut Vec<Finding>) {
    let at = PathRef::ROOT.key("schedules");
    for (n, schedule) in workspace.draft().schedules.iter().enumerate() {
        let at = at.index(n);
        check_last_minute(schedule, &at, list);
        check_zone(schedule, &at, list);
    }
}

/// Finds spans that end at 23:59, unless another span of that date is open in the last minute.
fn check_last_minute(schedule: &Schedule, at: &PathRef<'_>, list: &mut Vec<Finding>) {
    let mut found: Vec<(DocumentPath, &str)> = Vec::new();
    let weekly = at.key("weekly");
    for day in Weekday::ALL {
        collect(schedule.weekly.on(day), &weekly.key(day.key()), &mut found);
    }
    let exceptions = at.key("exceptions");
    for (n, exception) in schedule.exceptions.iter().enumerate() {
        collect(&exception.spans, &exceptions.index(n).key("spans"), &mut found);
    }
    let Some((path, _)) = found.first() else {
        return;
    };
    let until_midnight = |(path, span): &(DocumentPath, &str)| {
        let start = span.strip_suffix(LAST_MINUTE).unwrap_or(span);
        Replacement::text(path.clone(), format!("{start}24:00"))
    };
    list.push(Finding::ClosedLastMinute {
        schedule: schedule.id.clone(),
        path: path.clone(),
        spans: Truncated::from_list(&found, |(_, span)| (*span).to_owned()),
        instead: found.iter().map(until_midnight).collect(),
    });
}

fn collect<'s>(spans: &'s [String], at: &PathRef<'_>, found: &mut Vec<(DocumentPath, &'s str)>) {
    let ends_early = |span: &String| span.ends_with(LAST_MINUTE);
    if !spans.iter().any(ends_early) {
        return;
    }
    let last_minute = 24 * 60 - 1;
    // The last minute may be covered by another span, also by one that runs past midnight.
    let is_open = |span: &String| {
        minutes_of_span(span).is_some_and(|(start, end)| (start..end).contains(&last_minute))
    };
    if !spans.iter().any(is_open) {
        let early = spans.iter().enumerate().filter(|(_, span)| ends_early(span));
        found.extend(early.map(|(n, span)| (at.index(n).to_path(), span.as_str())));
    }
}

/// Finds zones such as `Etc/GMT+2`, which have the sign convention of POSIX: it is two hours behind
/// UTC.
fn check_zone(schedule: &Schedule, at: &PathRef<'_>, list: &mut Vec<Finding>) {
    // Only `+` is reported: a zone with `-` may be the correction of this fault.
    let Some((prefix, hours)) = schedule.zone.split_once('+') else {
        return;
    };
    let hours = match hours.parse() {
        Ok(hours @ 1..) if prefix.eq_ignore_ascii_case("Etc/GMT") => hours,
        _ => return,
    };
    let at = at.key("zone");
    list.push(Finding::ZoneBehindUtc {
        schedule: schedule.id.clone(),
        path: at.to_path(),
        zone: schedule.zone.clone(),
        hours,
        instead: vec![Replacement::text(at.to_path(), format!("{prefix}-{hours}"))],
    });
}
