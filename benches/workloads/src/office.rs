//! Workspaces for what is not the search: many groups to be named, many agents to be told, parts of
//! URLs to be asked for.

use frontdesk::schedule::Weekday;
use frontdesk::settings::{PickerMode, PickerSettings};
use frontdesk::{Agent, Condition, Draft, Field, Group, Schedule, Timestamp, Trigger};

const AGENTS: usize = 1_000;
const TEAMS: usize = 100;

/// Groups of one agent each, with or without opening hours, and triggers that ask for parts of URLs.
pub fn groups(count: u32, schedule: bool) -> Draft {
    let office =
        Weekday::ALL.into_iter().fold(Schedule::new("office", "Europe/Paris"), |office, day| {
            office.on(day, ["09:00-12:30", "13:30-18:00"])
        });
    let mut draft = Draft::new()
        .picker(PickerSettings::new(PickerMode::Optional))
        .schedule(office)
        .agents((0..AGENTS).map(|agent| Agent::new(format!("agent-{agent}"))));
    for place in 0..count {
        let id = group(place);
        let member = format!("agent-{}", place as usize % AGENTS);
        let group = Group::new(id.as_str(), id.as_str()).agents([member.as_str()]);
        draft = draft.group(if schedule { group.schedule("office") } else { group });
    }
    draft.triggers((0..20).map(|place| {
        let when = Field::PagePath.starts_with(format!("/{place}/"))
            & Field::PageHost.within("example.com")
            & Field::query("utm_source").is("ads");
        Trigger::new(format!("t{place}"), group(0)).when(when)
    }))
}

/// The id of a group of [`groups`].
pub fn group(place: u32) -> String {
    format!("group-{place:06}")
}

/// Hours from a Wednesday on, some of them with the office open.
pub fn instant(place: usize) -> Timestamp {
    Timestamp::from_unix_millis(1_795_000_000_000 + place as i64 % 9 * 3_600_000)
}

/// All agents in the group `everyone`, and each in one of a hundred teams.
pub fn staff(count: usize) -> Draft {
    let agents: Vec<String> = (0..count).map(agent).collect();
    let mut draft = Draft::new()
        .agents(agents.iter().map(|id| Agent::new(id.as_str()).max_conversations(3)))
        .group(Group::new("everyone", "Everyone").agents(agents.iter().map(String::as_str)));
    for team in 0..TEAMS {
        let members = agents.iter().skip(team).step_by(TEAMS).map(String::as_str);
        let id = format!("team-{team}");
        draft = draft.group(Group::new(id.as_str(), id.as_str()).agents(members));
    }
    draft
}

/// The id of an agent of [`staff`].
pub fn agent(place: usize) -> String {
    format!("agent-{place:06}")
}

/// One trigger.
pub fn one_trigger(when: Condition) -> Draft {
    Draft::new()
        .agent(Agent::new("a1"))
        .group(Group::new("g1", "One").agents(["a1"]))
        .trigger(Trigger::new("t1", "g1").when(when))
}

/// Conditions that never hold, each of which asks for something of a URL, the last one for all parts.
pub fn url_conditions() -> [(&'static str, Condition); 5] {
    let host = Field::PageHost.within("none.example");
    let path = Field::PagePath.starts_with("/none/");
    let query = Field::query("utm_campaign").is("none");
    [
        ("as-given", Field::PageUrl.contains("#none").into()),
        ("host", host.clone().into()),
        ("path", path.clone().into()),
        ("query", query.clone().into()),
        ("all-parts", host | path | query),
    ]
}
