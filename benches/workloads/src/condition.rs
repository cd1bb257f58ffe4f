//! Conditions and visitors' facts in a form of no engine's own, and what they mean.
//!
//! Every engine compiles from [`Condition`]. [`Condition::truth`] is the meaning, written for
//! clarity; the generator draws visitors by it, and no engine uses it.

use std::fmt;
use std::ops::Not;
use std::sync::Arc;

use regex::Regex;

#[derive(Clone)]
pub enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Leaf(Leaf),
}

#[derive(Clone)]
pub enum Leaf {
    Text { field: Text, test: TextTest, ignore_case: bool },
    AtLeast(Number, u32),
    AtMost(Number, u32),
    Known(Text),
    State(State),
}

#[derive(Clone)]
pub enum TextTest {
    Is(Box<str>),
    In(Vec<Box<str>>),
    Contains(Box<str>),
    StartsWith(Box<str>),
    /// Of a host or a language: the domain or a subdomain, the tag or a narrower one.
    Within(Box<str>),
    /// Equal expressions are one allocation.
    Matches(Arc<Regex>),
}

/// A field of text. The first nine are given by the host, the others are parts of URLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    Url,
    Referrer,
    Country,
    Language,
    Device,
    Os,
    Plan,
    Segment,
    Campaign,
    Host,
    Path,
    UtmSource,
    UtmCampaign,
    ReferrerHost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    Visits,
    Pages,
    Cart,
    Hour,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// A schedule by its place, open or not.
    Schedule(u8, bool),
    /// A group by its place.
    Group(u8, Standing),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Available,
    Busy,
    Offline,
    Closed,
}

impl Text {
    pub const GIVEN: [Self; 9] = [
        Self::Url,
        Self::Referrer,
        Self::Country,
        Self::Language,
        Self::Device,
        Self::Os,
        Self::Plan,
        Self::Segment,
        Self::Campaign,
    ];
    pub const ALL: [Self; 14] = [
        Self::Url,
        Self::Referrer,
        Self::Country,
        Self::Language,
        Self::Device,
        Self::Os,
        Self::Plan,
        Self::Segment,
        Self::Campaign,
        Self::Host,
        Self::Path,
        Self::UtmSource,
        Self::UtmCampaign,
        Self::ReferrerHost,
    ];

    /// The name that the expression languages know it by; only given fields have one.
    pub fn name(self) -> &'static str {
        match self {
            Self::Url => "url",
            Self::Referrer => "referrer",
            Self::Country => "country",
            Self::Language => "language",
            Self::Device => "device",
            Self::Os => "os",
            Self::Plan => "plan",
            Self::Segment => "segment",
            Self::Campaign => "campaign",
            part => unreachable!("{part:?} is in the second workload only"),
        }
    }
}

impl Number {
    pub const ALL: [Self; 4] = [Self::Visits, Self::Pages, Self::Cart, Self::Hour];

    pub fn name(self) -> &'static str {
        match self {
            Self::Visits => "visits",
            Self::Pages => "pages",
            Self::Cart => "cart",
            Self::Hour => "hour",
        }
    }
}

/// What is known of a visitor.
pub trait Facts {
    fn text(&self, field: Text) -> Option<&str>;
    /// The same in lower case.
    fn folded(&self, field: Text) -> Option<&str>;
    fn number(&self, field: Number) -> Option<u32>;
    fn state(&self, state: State) -> bool;
}

impl Condition {
    pub fn text(field: Text, test: TextTest) -> Self {
        Self::Leaf(Leaf::Text { field, test, ignore_case: false })
    }

    /// True, false, or unknown.
    pub fn truth(&self, facts: &impl Facts) -> Option<bool> {
        match self {
            Self::All(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| part.truth(facts)).collect();
                match parts.contains(&Some(false)) {
                    true => Some(false),
                    false => parts.iter().all(Option::is_some).then_some(true),
                }
            }
            Self::Any(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| part.truth(facts)).collect();
                match parts.contains(&Some(true)) {
                    true => Some(true),
                    false => parts.iter().all(Option::is_some).then_some(false),
                }
            }
            Self::Not(part) => part.truth(facts).map(|truth| !truth),
            Self::Leaf(leaf) => leaf.truth(facts),
        }
    }

    pub fn leaves<'a>(&'a self, out: &mut Vec<&'a Leaf>) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.leaves(out)),
            Self::Not(part) => part.leaves(out),
            Self::Leaf(leaf) => out.push(leaf),
        }
    }
}

impl Not for Condition {
    type Output = Self;

    fn not(self) -> Self {
        Self::Not(Box::new(self))
    }
}

impl Leaf {
    fn truth(&self, facts: &impl Facts) -> Option<bool> {
        match self {
            Self::Text { field, test, ignore_case: false } => {
                facts.text(*field).map(|text| test.holds(text))
            }
            Self::Text { field, test, ignore_case: true } => {
                facts.text(*field).map(|text| test.folded().holds(&fold(text)))
            }
            Self::AtLeast(field, least) => facts.number(*field).map(|number| number >= *least),
            Self::AtMost(field, most) => facts.number(*field).map(|number| number <= *most),
            Self::Known(field) => Some(facts.text(*field).is_some()),
            Self::State(state) => Some(facts.state(*state)),
        }
    }
}

impl TextTest {
    fn holds(&self, text: &str) -> bool {
        match self {
            Self::Is(value) => **value == *text,
            Self::In(values) => values.iter().any(|value| **value == *text),
            Self::Contains(part) => text.contains(&**part),
            Self::StartsWith(start) => text.starts_with(&**start),
            Self::Within(whole) => within(text, whole),
            Self::Matches(expression) => expression.is_match(text),
        }
    }

    /// With what it compares in lower case; expressions are left alone.
    pub fn folded(&self) -> Self {
        match self {
            Self::Is(value) => Self::Is(fold(value).into()),
            Self::In(values) => Self::In(values.iter().map(|value| fold(value).into()).collect()),
            Self::Contains(part) => Self::Contains(fold(part).into()),
            Self::StartsWith(start) => Self::StartsWith(fold(start).into()),
            Self::Within(whole) => Self::Within(fold(whole).into()),
            Self::Matches(expression) => Self::Matches(Arc::clone(expression)),
        }
    }
}

/// A host is within a domain at a dot, a tag within a wider one at a hyphen; no host here has a
/// hyphen where that would matter.
pub fn within(text: &str, whole: &str) -> bool {
    let is_host = whole.contains('.');
    let rest = if is_host { text.strip_suffix(whole) } else { text.strip_prefix(whole) };
    rest.is_some_and(|rest| {
        rest.is_empty() || if is_host { rest.ends_with('.') } else { rest.starts_with('-') }
    })
}

/// Lower case, character by character.
pub fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, name: &str, parts: &[Self]| {
            write!(f, "{name}(")?;
            for (place, part) in parts.iter().enumerate() {
                write!(f, "{}{part}", if place == 0 { "" } else { ", " })?;
            }
            f.write_str(")")
        };
        match self {
            Self::All(parts) => list(f, "all", parts),
            Self::Any(parts) => list(f, "any", parts),
            Self::Not(part) => write!(f, "not({part})"),
            Self::Leaf(Leaf::Text { field, test, ignore_case }) => {
                write!(f, "{field:?} {test}{}", if *ignore_case { " (any case)" } else { "" })
            }
            Self::Leaf(Leaf::AtLeast(field, least)) => write!(f, "{field:?} >= {least}"),
            Self::Leaf(Leaf::AtMost(field, most)) => write!(f, "{field:?} <= {most}"),
            Self::Leaf(Leaf::Known(field)) => write!(f, "{field:?} exists"),
            Self::Leaf(Leaf::State(state)) => write!(f, "{state:?}"),
        }
    }
}

impl fmt::Display for TextTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Is(value) => write!(f, "is {value:?}"),
            Self::In(values) => write!(f, "in {values:?}"),
            Self::Contains(part) => write!(f, "contains {part:?}"),
            Self::StartsWith(start) => write!(f, "starts with {start:?}"),
            Self::Within(whole) => write!(f, "within {whole:?}"),
            Self::Matches(expression) => write!(f, "matches {:?}", expression.as_str()),
        }
    }
}
