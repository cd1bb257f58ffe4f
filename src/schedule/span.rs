//! A span of wall-clock time.

/// The minutes of a day.
pub(super) const DAY: u16 = 24 * 60;

/// A span in minutes since midnight, with the start but without the end. An end after [`DAY`] is on the next date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: u16,
    pub(super) end: u16,
}

impl Span {
    /// Reads `HH:MM-HH:MM`. The error says what is wrong.
    pub(super) fn read(text: &str) -> Result<Self, &'static str> {
        const FORM: &str = "write it as `09:00-18:00`";
        let (start, end) = text.split_once('-').ok_or(FORM)?;
        let (start, end) = (minutes(start).ok_or(FORM)?, minutes(end).ok_or(FORM)?);
        if start == DAY {
            Err("it starts at 24:00, write 00:00 of the next day")
        } else if start == end {
            Err("it starts when it ends; a whole day is `00:00-24:00`")
        // An end on the next date is stored beyond the day, so every span has `start < end`.
        } else if end < start {
            Ok(Self { start, end: end + DAY })
        } else {
            Ok(Self { start, end })
        }
    }
}

/// Returns the minutes since midnight at which a span starts and ends. An end after midnight is more than a day.
pub(crate) fn minutes_of_span(text: &str) -> Option<(u16, u16)> {
    Span::read(text).ok().map(|span| (span.start, span.end))
}

/// Merges spans that overlap or touch. Returns them ascending.
pub(super) fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable_by_key(|span| (span.start, span.end));
    // Sorted by start, each span can only meet the last one that was kept.
    spans.dedup_by(|span, last| {
        let meets = span.start <= last.end;
        if meets {
            last.end = last.end.max(span.end);
        }
        meets
    });
    spans
}

/// Reads `HH:MM`, up to 24:00, as minutes.
fn minutes(text: &str) -> Option<u16> {
    let [h1, h2, b':', m1, m2] = text.as_bytes() else {
        return None;
    };
    let digit = |b: &u8| b.is_ascii_digit().then(|| u16::from(b - b'0'));
    let hours = digit(h1)? * 10 + digit(h2)?;
    let minutes = digit(m1)? * 10 + digit(m2)?;
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= DAY).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_past_midnight_ends_on_the_next_date() {
        assert_eq!(Span::read("22:00-06:00"), Ok(Span { start: 1320, end: DAY + 360 }));
        assert_eq!(Span::read("18:00-00:00"), Ok(Span { start: 1080, end: DAY }));
        assert_eq!(Span::read("18:00-24:00"), Ok(Span { start: 1080, end: DAY }));
        assert_eq!(Span::read("00:00-24:00"), Ok(Span { start: 0, end: DAY }));
    }

    #[test]
    fn spans_that_meet_are_one() {
        let spans = ["13:00-14:00", "09:00-12:00", "11:00-13:00", "22:00-06:00", "23:00-24:00"];
        let spans = spans.into_iter().map(|text| Span::read(text).unwrap()).collect();
        let expected = [Span { start: 540, end: 840 }, Span { start: 1320, end: DAY + 360 }];
        assert_eq!(*merged(spans), expected);
    }

    #[test]
    fn what_is_no_span_says_why() {
        for wrong in ["9:00-18:00", "09:00", "09:00-18:60", "24:01-25:00", "09:00–18:00", "", "-"]
        {
            assert_eq!(Span::read(wrong), Err("write it as `09:00-18:00`"), "{wrong}");
        }
        assert!(Span::read("24:00-06:00").is_err_and(|why| why.starts_with("it starts at 24:00")));
        assert!(Span::read("09:00-09:00").is_err_and(|why| why.starts_with("it starts when")));
        assert!(Span::read("00:00-00:00").is_err_and(|why| why.starts_with("it starts when")));
    }
}
