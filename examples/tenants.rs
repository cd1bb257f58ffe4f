//! A host of many tenants: a router and a presence each under a lock, heartbeats with leases, and a
//! configuration that is replaced while routing goes on.
//!
//! `cargo run --release --example tenants`

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{PoisonError, RwLock};
use std::thread;
use std::time::Duration;

use frontdesk::{
    Agent, Beat, DecisionRecord, Draft, Field, Group, Presence, Problems, Router, Timestamp,
    Trigger, Visitor,
};

/// What the host keeps of one customer.
struct Tenant {
    router: Router,
    presence: Presence,
}

impl Tenant {
    fn new(draft: Draft) -> Result<RwLock<Self>, Problems> {
        let router = Router::new(draft.check()?);
        Ok(RwLock::new(Self { presence: Presence::new(&router), router }))
    }

    /// Takes the record, so that the lock can go before anything is awaited.
    fn route(&self, visitor: &Visitor<'_>) -> DecisionRecord {
        self.router.route(visitor, &self.presence).to_record()
    }

    /// A draft that does not check changes nothing. Presence follows, or it would be read by id:
    /// right as well, but slower.
    fn replace(&mut self, draft: Draft) -> Result<(), Problems> {
        self.router = self.router.replace(draft.check()?);
        self.presence.follow(&self.router);
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let tenants: Vec<_> = (0..1_000).map(|_| Tenant::new(draft(1))).collect::<Result<_, _>>()?;
    let read = |n: usize| tenants[n].read().unwrap_or_else(PoisonError::into_inner);
    let write = |n: usize| tenants[n].write().unwrap_or_else(PoisonError::into_inner);
    let start: Timestamp = "2026-11-22T10:00:00Z".parse()?;
    let lease = start.after(Duration::from_secs(60));

    let by_group = thread::scope(|scope| {
        // Agents' connections send beats, each good for a minute.
        scope.spawn(|| {
            for n in 0..tenants.len() {
                write(n).presence.set("ana", Beat::online().until(lease)).expect("ana is known");
            }
        });
        // An administrator saves a new configuration of one shop; the others notice nothing.
        scope.spawn(|| write(7).replace(draft(2)).expect("the draft is sound"));
        // Meanwhile visitors come.
        let mut by_group = BTreeMap::<String, usize>::new();
        for n in 0..100_000 {
            let visitor = Visitor::at(start).page("https://shop.example/checkout").visits(n % 9);
            let record = read(n as usize % tenants.len()).route(&visitor);
            let group = record.group.map_or_else(|| "nobody".into(), |group| group.to_string());
            *by_group.entry(group).or_default() += 1;
        }
        by_group
    });
    println!("visitors by group: {by_group:?}");

    // A minute later no beat has come again: the leases have ended, without anybody's help.
    let later = Visitor::at(lease).page("https://shop.example/");
    let tenant = read(7);
    println!("version {}: {}", tenant.router.workspace().version(), tenant.route(&later));
    Ok(())
}

fn draft(version: u64) -> Draft {
    let draft = Draft::new()
        .version(version)
        .agent(Agent::new("ana"))
        .group(Group::new("general", "General").agents(["ana"]))
        .group(Group::new("checkout", "Checkout").agents(["ana"]))
        .trigger(Trigger::new("regulars", "general").when(Field::Visits.at_least(5)))
        .trigger(Trigger::new("buyers", "checkout").when(Field::PagePath.is("/checkout")));
    if version == 1 { draft } else { draft.agent(Agent::new("ben")).default_group("general") }
}
