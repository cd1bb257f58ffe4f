//! Whether a schedule is open (rule A6): the wall clock of its zone, read off and compared.

use frontdesk::{Schedule, ScheduleId, Timestamp};
use frontdesk::schedule::Weekday;
use jiff::SignedDuration;
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

/// Every instant of so many days at which a schedule could change: where its spans start and end and
/// dates begin, on clocks before and after a turn, and the turns themselves.
pub(crate) fn edges(schedule: &Schedule, from: Timestamp, days: i64) -> Vec<Timestamp> {
    let zone = TimeZoneDatabase::bundled().get(&schedule.zone).expect("a checked zone exists");
    let instant =
        jiff::Timestamp::from_millisecond(from.unix_millis()).expect("an instant of jiff's");
    let end = instant.checked_add(SignedDuration::from_hours(24 * days)).expect("jiff goes so far");
    let mut times = vec![Time::midnight()];
    let texts = Weekday::ALL.iter().flat_map(|day| schedule.weekly.on(*day));
    let exceptions = schedule.exceptions.iter().flat_map(|exception| &exception.spans);
    for text in texts.chain(exceptions) {
        match read_span(text) {
            Span::Within(start, end) | Span::PastMidnight(start, end) => times.extend([start, end]),
            Span::ToMidnight(start) => times.push(start),
        }
    }
    let first = zone.to_datetime(instant).date();
    let dates = first.series(jiff::Span::new().days(1)).take_while(|date| {
        date.duration_since(first) < SignedDuration::from_hours(24 * (days + 1))
    });
    let clocks = dates.flat_map(|date| times.iter().map(move |time| date.to_datetime(*time)));
    let passes = clocks.flat_map(|clock| {
        let pass = zone.to_ambiguous_timestamp(clock);
        [pass.earlier(), zone.to_ambiguous_timestamp(clock).later()]
    });
    let turns = zone.following(instant).map(|turn| turn.timestamp()).take_while(|turn| *turn < end);
    let edges = passes.filter_map(Result::ok).chain(turns);
    let edges = edges.filter(|edge| instant < *edge && *edge < end);
    edges.map(|edge| Timestamp::from_unix_millis(edge.as_millisecond())).collect()
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
