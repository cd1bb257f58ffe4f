//! Deadlines and ticks (rules D0, D13).

use serde_json::json;

use super::script::{at, check, command, desk, line, play};

fn offices() -> frontdesk::desk::Desk {
    desk(json!({
        "schedules": [{"id": "office", "zone": "UTC", "weekly": {"mon": ["12:00-14:00"]}}],
        "agents": [{"id": "a1", "max_conversations": 1}, {"id": "a2", "max_conversations": 1}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1", "a2"], "strategy": "ranked",
                    "offer_seconds": 10, "retry_seconds": 20, "reassign_after_seconds": 40,
                    "escalation": [{"after_seconds": 15, "to": "late"}]},
                   {"id": "late", "name": "Late", "agents": [], "schedule": "office"},
                   {"id": "lunch", "name": "Lunch", "agents": ["a1"], "schedule": "office"}],
    }))
}

#[test]
fn d13_the_next_deadline_is_that_of_the_next_change() {
    let mut desk = offices();
    assert_eq!(desk.next_deadline(), None);
    play(&mut desk, "10:00:00 presence a1 online");
    assert_eq!(desk.next_deadline(), None, "a schedule that nobody waits for is none");
    play(&mut desk, "10:00:01 arrive c1 group_code=sales");
    assert_eq!(desk.next_deadline(), Some(at("10:00:11")), "the offer");
    play(&mut desk, "10:00:02 decline c1 a1");
    assert_eq!(desk.next_deadline(), Some(at("10:00:16")), "the escalation");
    play(&mut desk, "10:00:16 tick");
    assert_eq!(desk.next_deadline(), Some(at("10:00:22")), "the retry");
    play(&mut desk, "10:00:22 accept c1 a1");
    assert_eq!(desk.next_deadline(), None);
    play(&mut desk, "10:00:30 presence a1 offline");
    assert_eq!(desk.next_deadline(), Some(at("10:01:10")), "reassigning");
    play(&mut desk, "10:00:31 arrive c2 group_code=lunch");
    assert_eq!(desk.next_deadline(), Some(at("10:01:10")));
    play(&mut desk, "10:00:32 close c1");
    assert_eq!(desk.next_deadline(), Some(at("12:00:00")), "the schedule of who waits");
}

#[test]
fn d13_a_host_that_ticks_at_each_deadline_comes_to_an_end() {
    let mut desk = offices();
    for text in [
        "10:00:00 presence a1 online",
        "10:00:01 arrive c1 group_code=sales",
        "10:00:02 arrive c2 group_code=lunch",
        "10:00:03 decline c1 a1",
        // Nobody is left who could be asked again.
        "10:00:04 presence a1 offline",
    ] {
        play(&mut desk, text);
    }
    let end = at("20:00:00");
    let mut ticks = 0;
    while let Some(due) = desk.next_deadline().filter(|due| *due <= end) {
        let _ = desk.handle(due, &frontdesk::desk::Command::tick());
        ticks += 1;
        assert!(ticks < 100, "{due}");
    }
    assert!(ticks >= 3, "{ticks}");
}

#[test]
fn d13_a_late_tick_does_what_ticks_on_time_do() {
    let script = [
        "10:00:00 presence a1 online",
        "10:00:00 presence a2 online",
        "10:00:01 arrive c1 group_code=sales",
        "10:00:02 arrive c2 group_code=sales",
        "10:00:03 accept c2 a2",
        "10:00:04 presence a2 offline",
        "10:00:05 arrive c3 group_code=lunch",
    ];
    let (mut late, mut early) = (offices(), offices());
    for text in script {
        play(&mut late, text);
        play(&mut early, text);
    }
    let mut on_time = Vec::new();
    for second in 6..7_300 {
        let at = at("10:00:00").after(std::time::Duration::from_secs(second));
        let answer = early.handle(at, &frontdesk::desk::Command::tick());
        on_time.extend(answer.events.iter().map(line));
    }
    let at_once = play(&mut late, "12:01:39 tick");
    assert_eq!(at_once, on_time);
    assert!(at_once.len() > 100 && late == early, "{}", at_once.len());
}

#[test]
fn d4_at_the_instant_of_a_retry_a_schedule_has_changed_already() {
    let mut desk = desk(json!({
        "schedules": [{"id": "office", "zone": "UTC", "weekly": {"mon": ["09:00-10:01"]}}],
        "agents": [{"id": "a1", "max_conversations": 1}],
        "groups": [{"id": "vip", "name": "VIP", "fallback": "sales"},
                   {"id": "sales", "name": "Sales", "agents": ["a1"], "schedule": "office"}],
    }));
    check(
        &mut desk,
        "
        10:00:00 presence a1 online
        10:00:00 arrive c1 group_code=vip
            10:00:00 notified c1 sales a1
        10:00:00 arrive c2 group_code=sales
            10:00:00 notified c2 sales a1
        10:00:00 decline c2 a1
            10:00:00 declined c2 sales a1
            10:00:00 queued c2 sales
        10:00:30 decline c1 a1
            10:00:30 declined c1 sales a1
            10:00:30 queued c1 sales
        10:01:00 tick
            10:01:00 service_changed vip -
            10:01:00 service_changed sales -
        ",
    );
}

#[test]
fn at_the_last_instant_nothing_is_due_for_ever() {
    let last = "9999-12-31T23:59:59.999Z".parse().unwrap();
    let mut desk = offices();
    // Nothing is open: however many schedules change meanwhile, it takes no time.
    let online = frontdesk::desk::Command::presence("a1", frontdesk::presence::AgentStatus::Online);
    let _ = desk.handle(at("10:00:00"), &online);
    let _ = desk.handle(last, &frontdesk::desk::Command::tick());
    let visitor = || frontdesk::Visitor::undated().group_code("sales");
    let _ = desk.handle(last, &frontdesk::desk::Command::arrive("c1", visitor()));
    let answer = desk.handle(last, &frontdesk::desk::Command::decline("c1", "a1"));
    assert_eq!(answer.events.len(), 2, "declined, queued: {answer:?}");
    assert_eq!(desk.next_deadline(), None);
}

#[test]
fn d13_time_that_goes_backwards_is_refused() {
    check(
        &mut offices(),
        "
        10:00:05 presence a1 online
        10:00:04 presence a1 away
            refused time_went_back
        10:00:05 close c1
            refused unknown_conversation
        10:00:09 tick
        10:00:06 presence a1 away
        ",
    );
}

#[test]
fn d0_what_is_due_comes_first_also_before_a_refusal_and_has_no_cause() {
    let mut desk = offices();
    play(&mut desk, "10:00:00 presence a1 online");
    play(&mut desk, "10:00:01 arrive c1 group_code=sales");
    let late = command("10:00:12 accept c1 a1 id=late");
    let answer = desk.handle(late.at, &late.command);
    let causes: Vec<_> = answer.events.iter().map(|event| event.cause.clone()).collect();
    assert_eq!(causes, [None, None]);
    assert_eq!(answer.refusal(), Some(frontdesk::desk::Refusal::NotInvited));
    assert_eq!(answer.events[0].at, at("10:00:11"));
}

#[test]
fn d0_at_one_instant_offers_come_before_retries_and_those_before_the_rest() {
    let mut desk = desk(json!({
        "agents": [{"id": "a1"}, {"id": "a2"}],
        "groups": [{"id": "sales", "name": "Sales", "agents": ["a1"], "strategy": "ranked",
                    "offer_seconds": 10, "escalation": [{"after_seconds": 10, "to": "help"}]},
                   {"id": "help", "name": "Help", "agents": ["a2"], "strategy": "ranked"}],
    }));
    check(
        &mut desk,
        "
        10:00:00 presence a1 online
        10:00:00 presence a2 online
        10:00:01 arrive z group_code=sales
            10:00:01 offered z sales a1 until 10:00:11
        10:00:01 arrive b group_code=sales
            10:00:01 offered b sales a1 until 10:00:11
        10:00:11 tick
            10:00:11 offer_expired b sales a1
            10:00:11 queued b sales
            10:00:11 offer_expired z sales a1
            10:00:11 queued z sales
            10:00:11 escalated b help
            10:00:11 offered b help a2 until 10:00:41
            10:00:11 escalated z help
            10:00:11 offered z help a2 until 10:00:41
        ",
    );
}
