//! A visitor in a form of no engine's own, and what is known of one: as given, and with the parts
//! of URLs.

use std::borrow::Cow;
use std::cell::OnceCell;

use url::Url;

use crate::condition::{Facts, Number, Standing, State, Text, fold};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Visitor {
    pub texts: [Option<Box<str>>; Text::GIVEN.len()],
    pub numbers: [Option<u32>; Number::ALL.len()],
    /// Hours since 1970-01-01 00:00 UTC.
    pub at: u32,
}

impl Visitor {
    pub fn given(&self, field: Text) -> Option<&str> {
        self.texts[field as usize].as_deref()
    }

    pub fn set(&mut self, field: Text, text: impl Into<Box<str>>) {
        self.texts[field as usize] = Some(text.into());
    }

    pub fn number(&self, field: Number) -> Option<u32> {
        self.numbers[field as usize]
    }

    /// Reads all of it, so that it lies in the caches.
    pub fn touch(&self) -> u64 {
        let texts = self.texts.iter().flatten().flat_map(|text| text.bytes());
        let numbers = self.numbers.iter().flatten();
        texts.map(u64::from).chain(numbers.map(|number| u64::from(*number))).sum()
    }
}

/// A visitor's fields as given; the workload of URL rules asks for no other.
impl Facts for &Visitor {
    #[inline]
    fn text(&self, field: Text) -> Option<&str> {
        self.given(field)
    }

    fn folded(&self, field: Text) -> Option<&str> {
        unreachable!("no condition on {field:?} ignores case here")
    }

    #[inline]
    fn number(&self, field: Number) -> Option<u32> {
        Visitor::number(self, field)
    }

    fn state(&self, state: State) -> bool {
        unreachable!("no condition asks for {state:?} here")
    }
}

/// A visitor's fields with the parts of URLs as the `url` crate cuts them, each when first asked
/// for, and the states of [`SCHEDULES`] and [`GROUPS`].
pub struct Parts<'v> {
    visitor: &'v Visitor,
    page: OnceCell<Option<Url>>,
    referrer: OnceCell<Option<Url>>,
    utm_source: OnceCell<Option<String>>,
    utm_campaign: OnceCell<Option<String>>,
    folded: [OnceCell<Option<String>>; Text::ALL.len()],
}

impl<'v> Parts<'v> {
    pub fn new(visitor: &'v Visitor) -> Self {
        Self {
            visitor,
            page: OnceCell::new(),
            referrer: OnceCell::new(),
            utm_source: OnceCell::new(),
            utm_campaign: OnceCell::new(),
            folded: [const { OnceCell::new() }; Text::ALL.len()],
        }
    }

    fn page(&self) -> Option<&Url> {
        self.page.get_or_init(|| Url::parse(self.visitor.given(Text::Url)?).ok()).as_ref()
    }

    fn query(&self, name: &str) -> Option<String> {
        let (_, value) = self.page()?.query_pairs().find(|(known, _)| known == name)?;
        Some(Cow::into_owned(value))
    }
}

impl Facts for Parts<'_> {
    #[inline]
    fn text(&self, field: Text) -> Option<&str> {
        match field {
            Text::Host => self.page()?.host_str(),
            Text::Path => self.page().map(Url::path),
            Text::UtmSource => self.utm_source.get_or_init(|| self.query("utm_source")).as_deref(),
            Text::UtmCampaign => {
                self.utm_campaign.get_or_init(|| self.query("utm_campaign")).as_deref()
            }
            Text::ReferrerHost => {
                let parse = || Url::parse(self.visitor.given(Text::Referrer)?).ok();
                self.referrer.get_or_init(parse).as_ref()?.host_str()
            }
            given => self.visitor.given(given),
        }
    }

    fn folded(&self, field: Text) -> Option<&str> {
        self.folded[field as usize].get_or_init(|| self.text(field).map(fold)).as_deref()
    }

    #[inline]
    fn number(&self, field: Number) -> Option<u32> {
        self.visitor.number(field)
    }

    fn state(&self, state: State) -> bool {
        is_in_state(state, self.visitor.at)
    }
}

/// Whether a schedule or a group is in a state, in some hour since 1970.
pub fn is_in_state(state: State, at: u32) -> bool {
    match state {
        State::Schedule(place, open) => is_open(place, at) == open,
        State::Group(place, standing) => GROUPS[place as usize].standing(at) == standing,
    }
}

/// Opening hours in UTC, the same on each of the first days of the week; past midnight where the
/// end is not after the start.
pub struct Opening {
    pub id: &'static str,
    /// Of the week, from Monday on.
    pub days: u32,
    pub from: u32,
    pub to: u32,
}

pub const SCHEDULES: [Opening; 3] = [
    Opening { id: "day", days: 7, from: 8, to: 20 },
    Opening { id: "night", days: 7, from: 20, to: 8 },
    Opening { id: "week", days: 5, from: 0, to: 24 },
];

impl Opening {
    fn is_open(&self, at: u32) -> bool {
        // 1970 began on a Thursday.
        let (day, hour) = ((at / 24 + 3) % 7, at % 24);
        if self.from < self.to {
            day < self.days && (self.from..self.to).contains(&hour)
        } else {
            // Every day, so that no night needs to know whether the day before was open.
            hour >= self.from || hour < self.to
        }
    }
}

/// A group that triggers send to and ask about; its members stand as it says, its schedule may
/// close it.
pub struct Team {
    pub id: &'static str,
    pub members: Standing,
    pub schedule: Option<u8>,
}

const fn team(id: &'static str, members: Standing, schedule: Option<u8>) -> Team {
    Team { id, members, schedule }
}

pub const GROUPS: [Team; 8] = [
    team("g0", Standing::Available, None),
    team("g1", Standing::Available, None),
    team("g2", Standing::Available, None),
    team("g3", Standing::Busy, None),
    team("g4", Standing::Offline, None),
    team("g5", Standing::Available, Some(0)),
    team("g6", Standing::Available, Some(1)),
    team("g7", Standing::Available, Some(2)),
];

impl Team {
    pub fn standing(&self, at: u32) -> Standing {
        let schedule = self.schedule.map(|place| &SCHEDULES[place as usize]);
        if schedule.is_some_and(|schedule| !schedule.is_open(at)) {
            return Standing::Closed;
        }
        self.members
    }
}

pub fn is_open(schedule: u8, at: u32) -> bool {
    SCHEDULES[schedule as usize].is_open(at)
}
