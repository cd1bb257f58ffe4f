//! Whether a schedule is open (rule A6): the wall clock of its zone, read off and compared.

use frontdesk::{Schedule, ScheduleId, Timestamp, Weekday};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZoneDatabase;

use super::Oracle;

impl Oracle<'_> {
    pub(super) fn schedule_is_open(&self, id: &ScheduleId) -> bool {
        let schedules = &self.workspace.draft().schedules;
        let schedule = schedules.iter().find(|schedule| schedule.id == *id);
        let schedule = schedule.expect("a checked schedule exists");
        self.visitor.at.is_some_and(|at| is_open(schedule, at))
    }
}

/// Whether a schedule is open at an instant.
pub(crate) fn is_open(schedule: &Schedule, at: Timestamp) -> bool {
    let zone = TimeZoneDatabase::bundled().get(&schedule.zone).expect("a checked zone exists");
    let instant = jiff::Timestamp::from_millisecond(at.unix_millis()).expect("jiff goes so far");
    let wall_clock = zone.to_datetime(instant);
    let (date, time) = (wall_clock.date(), wall_clock.time());
    let is_in_a_span = spans_of(schedule, date).iter().any(|span| match *span {
        Span::Within(start, end) => start <= time && time < end,
        Span::ToMidnight(start) | Span::PastMidnight(start, _) => start <= time,
    });
    let is_in_a_tail = spans_of(schedule, date.yesterday().expect("a day before")).iter().any(
        |span| match *span {
            Span::PastMidnight(_, end) => time < end,
            Span::Within(..) | Span::ToMidnight(_) => false,
        },
    );
    is_in_a_span || is_in_a_tail
}

/// A span of wall-clock time: start included, end excluded.
enum Span {
    Within(Time, Time),
    ToMidnight(Time),
    PastMidnight(Time, Time),
}

/// The spans that start on a date: those of its exception, or those of its day of the week.
fn spans_of(schedule: &Schedule, date: Date) -> Vec<Span> {
    let exception = schedule
        .exceptions
        .iter()
        .find(|exception| exception.date.parse::<Date>().expect("a checked date") == date);
    let texts = match exception {
        Some(exception) => &exception.spans[..],
        None => schedule.weekly.on(weekday_of(date)),
    };
    texts.iter().map(|text| read_span(text)).collect()
}

fn weekday_of(date: Date) -> Weekday {
    use jiff::civil::Weekday as Day;
    match date.weekday() {
        Day::Monday => Weekday::Monday,
        Day::Tuesday => Weekday::Tuesday,
        Day::Wednesday => Weekday::Wednesday,
        Day::Thursday => Weekday::Thursday,
        Day::Friday => Weekday::Friday,
        Day::Saturday => Weekday::Saturday,
        Day::Sunday => Weekday::Sunday,
    }
}

fn read_span(text: &str) -> Span {
    let (start, end) = text.split_once('-').expect("a checked span has a hyphen");
    let start = read_time(start);
    if end == "24:00" {
        return Span::ToMidnight(start);
    }
    let end = read_time(end);
    if end < start { Span::PastMidnight(start, end) } else { Span::Within(start, end) }
}

fn read_time(text: &str) -> Time {
    let (hour, minute) = text.split_once(':').expect("a checked time has a colon");
    Time::constant(hour.parse().expect("an hour"), minute.parse().expect("a minute"), 0, 0)
}
