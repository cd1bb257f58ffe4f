//! A minimal host: a workspace in code, a visitor and a decision.
//!
//! `cargo run --example quickstart`

use std::error::Error;
use std::time::SystemTime;

use frontdesk::edit::Actor;
use frontdesk::{
    Agent, Draft, Field, Group, Heartbeat, Outcome, Presence, Router, Source, Strategy, Trigger,
    Visitor,
};

fn main() -> Result<(), Box<dyn Error>> {
    // The agents, their groups, and the triggers that assign groups to visitors.
    let workspace = Draft::new()
        .agents([Agent::new("ana").max_conversations(2), Agent::new("ben")])
        .group(Group::new("general", "General").all_agents())
        .group(
            Group::new("billing", [("en", "Billing"), ("fr", "Facturation")])
                .agents(["ana"])
                .strategy(Strategy::Ranked)
                .fallback("general"),
        )
        .trigger(
            Trigger::new("checkout", "billing")
                .name("Stuck at the checkout")
                .when(Field::PagePath.starts_with("/checkout") & Field::TimeOnPage.at_least(30)),
        )
        .default_group("general")
        .check()?;
    let router = Router::new(workspace);

    // The presence that the host reports for its agents.
    let mut presence = Presence::new(&router);
    presence.set("ana", Heartbeat::online().load(1))?;
    presence.set("ben", Heartbeat::online())?;

    // A visitor as the widget reports them, with the host's clock.
    let visitor = Visitor::at(SystemTime::now().into())
        .id("v1")
        .page("https://shop.example/checkout?step=2")
        .time_on_page(45.0);
    let decision = router.route(&visitor, &presence);
    println!("{decision}");

    if let Outcome::Assigned(assigned) = decision.outcome() {
        assert_eq!(assigned.source, Source::Trigger);
        println!("the group is {}, chosen by {}", assigned.group.id, assigned.source);
    }
    for agent in decision.notify() {
        println!("tell {}", agent.display_name());
    }

    // That visitor while ana has no room: billing is busy. It still serves, so the visitor waits
    // for ana. A `Desk` keeps the queue.
    presence.set("ana", Heartbeat::online().load(2))?;
    println!("\nana has no room: {}", router.route(&visitor, &presence));

    // A group with overflow passes visitors on to its fallback while it is busy. An edit returns
    // the next version of the workspace, and the presence follows it.
    let mut draft = router.workspace().edit();
    draft.group_mut("billing")?.overflow = true;
    let changed = router.workspace().change(Actor::Host, draft)?;
    println!("\n{changed}");
    let router = router.replace(changed.workspace);
    presence.follow(&router);
    let decision = router.route(&visitor, &presence);
    println!("{decision}");
    assert!(decision.notify().map(|agent| agent.id.as_str()).eq(["ben"]));

    println!("\nnext:");
    println!(
        "  cargo run --example explain   why a visitor gets a group, and what would change it"
    );
    println!("  cargo run --example http      the same inside an HTTP service");
    println!("  cargo run --release --example route   2,500 real page views");
    Ok(())
}
