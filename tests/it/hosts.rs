//! What hosts do with the types, call by call: presences of a router, timers, look-ups.

use std::time::{Duration, Instant};

use frontdesk::{Agent, AgentId, Draft, Field, Group, GroupId, Heartbeat, Presence, Router, Schedule, ScheduleId, Timestamp, Trigger, Visitor};
use frontdesk::condition::Predicate;
use frontdesk::presence::GroupStatus;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Two agents of whom one is in `sales`.
fn draft() -> Draft {
    Draft::new()
        .schedule(Schedule::new("office", "UTC"))
        .agents([Agent::new("a1").max_conversations(2), Agent::new("a2")])
        .group(Group::new("sales", "Sales").agents(["a1"]))
}

fn router(draft: Draft) -> Router {
    Router::new(draft.check().unwrap())
}

#[test]
fn a_presence_is_for_the_router_whose_agents_and_memberships_it_knows() {
    let first = router(draft());
    let mut presence = Presence::new(&first);
    presence.set("a1", Heartbeat::online()).unwrap();
    assert!(presence.is_for(&first) && presence.is_for(&first.clone()));
    assert!(presence.clone().is_for(&first));

    // A version in which only triggers and texts differ keeps the roster.
    let later = draft().version(2).trigger(Trigger::new("t", "sales")).check().unwrap();
    let later = first.replace(later);
    assert!(presence.is_for(&later));

    let changes = [
        draft().agent(Agent::new("a3")),
        draft().group(Group::new("help", "Help").agents(["a2"])),
        draft().group(Group::new("help", "Help").all_agents()),
        // The limit of an agent.
        Draft::new()
            .agents([Agent::new("a1"), Agent::new("a2")])
            .group(Group::new("sales", "Sales").agents(["a1"])),
    ];
    for draft in changes {
        let changed = first.replace(draft.check().unwrap());
        assert!(!presence.is_for(&changed));
        // It is read by ids until it follows, and says the same.
        let answer = |presence: &Presence| changed.status("sales", presence, None);
        assert_eq!(answer(&presence), Some(GroupStatus::Available));
        let mut moved = presence.clone();
        moved.follow(&changed);
        assert!(moved.is_for(&changed) && !moved.is_for(&first));
        assert_eq!(answer(&moved), Some(GroupStatus::Available));
    }
}

#[test]
fn the_time_between_two_instants_is_what_a_timer_is_set_to() {
    let (early, late) = (at("2026-11-22T10:00:00Z"), at("2026-11-22T12:00:00.25+01:00"));
    assert_eq!(late.since(early), Duration::from_millis(3_600_250));
    assert_eq!(early.since(late), Duration::ZERO, "it is not after it");
    assert_eq!(early.since(early), Duration::ZERO);
    assert_eq!(early.after(late.since(early)), late);
    let whole = Timestamp::MAX.since(Timestamp::MIN);
    assert_eq!(Timestamp::MIN.after(whole), Timestamp::MAX);
    assert_eq!(Timestamp::MIN.since(Timestamp::MAX), Duration::ZERO);
}

#[test]
fn what_has_an_id_is_found_by_it_and_by_its_text() {
    // That ids of another kind do not compile is for a test of documentation.
    let router = router(draft());
    let workspace = router.workspace();
    let (sales, a1, office) =
        (GroupId::from("sales"), AgentId::from("a1"), ScheduleId::from("office"));
    let text = a1.to_string();
    let mut presence = Presence::everyone_online(&router);
    for group in [workspace.group(&sales), workspace.group("sales")] {
        assert_eq!(group.unwrap().id, sales);
    }
    assert_eq!(workspace.group(sales.clone()).unwrap().id, sales);
    assert_eq!(workspace.group(String::from("sales")).unwrap().id, sales);
    for agent in [workspace.agent(&a1), workspace.agent("a1"), workspace.agent(&text)] {
        assert_eq!(agent.unwrap().id, a1);
    }
    assert!(workspace.hours(&office).is_some() && workspace.hours("office").is_some());
    let available = Some(GroupStatus::Available);
    assert_eq!(router.status(&sales, &presence, None), available);
    assert_eq!(router.status("sales", &presence, None), available);
    assert_eq!(presence.set(&a1, Heartbeat::online().load(2)), Ok(true));
    assert_eq!(presence.set("a1", Heartbeat::online().load(2)), Ok(false));
    assert_eq!(presence.get(&a1).unwrap().load, 2);
    assert_eq!(presence.get(text).unwrap().load, 2);
    assert_eq!(presence.get(a1).unwrap(), presence.get("a1").unwrap());
    assert_eq!(router.status(sales, &presence, None), Some(GroupStatus::Busy));
    // A text is an id of the kind that is asked for, and of no other.
    assert!(workspace.group("a1").is_none() && workspace.agent("sales").is_none());
    assert_eq!(presence.get("sales").unwrap_err().0, AgentId::from("sales"));
}

/// Until when a decision holds for a visitor who has been on the page for some seconds.
fn valid_until(leaves: impl IntoIterator<Item = Predicate>, seconds: f64) -> Option<Timestamp> {
    let triggers = (0..).zip(leaves);
    let router = router(draft().triggers(
        triggers.map(|(n, leaf): (u32, _)| Trigger::new(n.to_string(), "sales").when(leaf)),
    ));
    let presence = Presence::new(&router);
    let visitor = Visitor::at(at("2026-11-22T10:00:00Z")).time_on_page(seconds);
    router.situation(&visitor, &presence).valid_until()
}

#[test]
fn a7_a_counter_that_never_reaches_its_bound_costs_nothing() {
    let started = Instant::now();
    for bound in [1e25, 1e300, f64::MAX] {
        let tests = || {
            let field = || Field::TimeOnPage;
            [
                field().above(bound),
                field().at_least(bound),
                field().at_most(bound),
                field().below(bound),
                field().is(bound),
                field().one_of([bound, bound / 2.0]),
            ]
        };
        for seconds in [0.0, 12.345, 1e20] {
            for test in tests() {
                let until = valid_until([test], seconds);
                assert_eq!(until, Some(Timestamp::MAX), "{bound} from {seconds}");
            }
        }
        // It hides no bound that is reached.
        let near = Field::TimeOnPage.at_least(20.0);
        let until = valid_until(tests().into_iter().chain([near]), 12.345);
        assert_eq!(until, Some(at("2026-11-22T10:00:07.655Z")));
    }
    // A counter that stands there already does not move any more.
    let until = valid_until([Field::TimeOnPage.above(2e25)], 1e25);
    assert_eq!(until, Some(Timestamp::MAX));
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}
