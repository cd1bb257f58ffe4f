//! The same in this crate's words: the workspace that triggers belong to, who is present, and
//! visitors as a host hands them over.

use frontdesk::presence::UnknownAgent;
use frontdesk::schedule::Weekday;
use frontdesk::{
    Agent, Draft, Field, Group, Heartbeat, Presence, Router, Schedule, Timestamp, Trigger,
    Visitor as Given,
};

use crate::condition::{Condition, Leaf, Number, Standing, State, Text, TextTest};
use crate::visitor::{GROUPS, Opening, SCHEDULES, Visitor};

/// The workspace that the triggers belong to: eight groups, their agents and schedules.
pub fn draft(triggers: &[Condition]) -> Draft {
    let mut draft = Draft::new();
    for schedule in &SCHEDULES {
        draft = draft.schedule(opening(schedule));
    }
    for team in &GROUPS {
        let members = ["a", "b", "c"].map(|agent| format!("{}-{agent}", team.id));
        draft = draft.agents(members.iter().map(|id| Agent::new(id.as_str()).max_conversations(2)));
        let mut group = Group::new(team.id, team.id).agents(members.iter().map(String::as_str));
        if let Some(place) = team.schedule {
            group = group.schedule(SCHEDULES[place as usize].id);
        }
        draft = draft.group(group);
    }
    for (place, when) in triggers.iter().enumerate() {
        let target = GROUPS[place % GROUPS.len()].id;
        draft = draft.trigger(Trigger::new(format!("t{place}"), target).when(condition(when)));
    }
    draft
}

fn opening(opening: &Opening) -> Schedule {
    let Opening { id, days, from, to } = opening;
    let span = format!("{from:02}:00-{to:02}:00");
    let open = Weekday::ALL.iter().take(*days as usize);
    open.fold(Schedule::new(*id, "UTC"), |schedule, day| schedule.on(*day, [span.as_str()]))
}

/// Each group's members as [`GROUPS`] says that they stand.
pub fn presence(router: &Router) -> Result<Presence, UnknownAgent> {
    let mut presence = Presence::new(router);
    for team in &GROUPS {
        let beat = match team.members {
            Standing::Available => Heartbeat::online(),
            Standing::Busy => Heartbeat::online().load(2),
            Standing::Offline | Standing::Closed => continue,
        };
        for agent in ["a", "b", "c"] {
            presence.set(format!("{}-{agent}", team.id), beat)?;
        }
    }
    Ok(presence)
}

pub fn condition(neutral: &Condition) -> frontdesk::Condition {
    match neutral {
        Condition::All(parts) => frontdesk::Condition::All(parts.iter().map(condition).collect()),
        Condition::Any(parts) => frontdesk::Condition::Any(parts.iter().map(condition).collect()),
        Condition::Not(part) => !condition(part),
        Condition::Leaf(leaf) => self::leaf(leaf).into(),
    }
}

fn leaf(neutral: &Leaf) -> frontdesk::condition::Predicate {
    match neutral {
        Leaf::Text { field, test, ignore_case } => {
            let field = text(*field);
            let leaf = match test {
                TextTest::Is(value) => field.is(&**value),
                TextTest::In(values) => field.one_of(values.iter().map(|value| &**value)),
                TextTest::Contains(part) => field.contains(&**part),
                TextTest::StartsWith(start) => field.starts_with(&**start),
                TextTest::Within(whole) => field.within(&**whole),
                TextTest::Matches(expression) => field.matches(expression.as_str()),
            };
            if *ignore_case { leaf.ignore_case() } else { leaf }
        }
        Leaf::AtLeast(field, least) => number(*field).at_least(*least),
        Leaf::AtMost(field, most) => number(*field).at_most(*most),
        Leaf::Known(field) => text(*field).exists(),
        Leaf::State(State::Schedule(place, open)) => {
            let state = if *open { "open" } else { "closed" };
            Field::schedule(SCHEDULES[*place as usize].id).is(state)
        }
        Leaf::State(State::Group(place, standing)) => {
            let state = match standing {
                Standing::Available => "available",
                Standing::Busy => "busy",
                Standing::Offline => "offline",
                Standing::Closed => "closed",
            };
            Field::group(GROUPS[*place as usize].id).is(state)
        }
    }
}

fn text(field: Text) -> Field {
    match field {
        Text::Url => Field::PageUrl,
        Text::Referrer => Field::ReferrerUrl,
        Text::Country => Field::Country,
        Text::Language => Field::Language,
        Text::Device => Field::Device,
        Text::Os => Field::Os,
        Text::Plan | Text::Segment | Text::Campaign => Field::attribute(field.name()),
        Text::Host => Field::PageHost,
        Text::Path => Field::PagePath,
        Text::UtmSource => Field::query("utm_source"),
        Text::UtmCampaign => Field::query("utm_campaign"),
        Text::ReferrerHost => Field::ReferrerHost,
    }
}

fn number(field: Number) -> Field {
    match field {
        Number::Visits => Field::Visits,
        Number::Pages => Field::PagesViewed,
        Number::Cart | Number::Hour => Field::attribute(field.name()),
    }
}

/// The visitor as a host hands it over, borrowing.
pub fn given(visitor: &Visitor) -> Given<'_> {
    let mut given = Given::at(Timestamp::from_unix_millis(i64::from(visitor.at) * 3_600_000))
        .page(visitor.given(Text::Url))
        .referrer(visitor.given(Text::Referrer))
        .country(visitor.given(Text::Country))
        .language(visitor.given(Text::Language))
        .device(visitor.given(Text::Device))
        .os(visitor.given(Text::Os))
        .visits(visitor.number(Number::Visits).map(u64::from))
        .pages_viewed(visitor.number(Number::Pages).map(u64::from));
    for field in [Text::Plan, Text::Segment, Text::Campaign] {
        if let Some(text) = visitor.given(field) {
            given = given.attribute(field.name(), text);
        }
    }
    for field in [Number::Cart, Number::Hour] {
        if let Some(number) = visitor.number(field) {
            given = given.attribute(field.name(), number);
        }
    }
    given
}
