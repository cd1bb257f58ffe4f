//! A host of many tenants: a router and a presence each under a lock, heartbeats with leases, and a
//! configuration that is replaced while routing goes on.
//!
//! `cargo run --release --example tenants`

use std::collections::HashMap;
use std::error::Error;
use std::sync::{Arc, RwLock};
use std::thread;
use std::time::Duration;

use frontdesk::{
    Agent, Beat, DecisionRecord, Draft, Field, Group, Presence, Router, Timestamp, Trigger, Visitor,
};

/// What the host keeps of one customer.
struct Tenant {
    router: Router,
    presence: Presence,
}

impl Tenant {
    fn new(router: Router) -> Self {
        Self { presence: Presence::new(&router), router }
    }

    /// Takes the record, so that the lock can go before anything is awaited.
    fn route(&self, visitor: &Visitor<'_>) -> DecisionRecord {
        self.router.route(visitor, &self.presence).to_record()
    }

    /// Presence holds its agents by place: it follows, or it would be read by id, which is slower.
    fn replace(&mut self, draft: Draft) -> Result<(), frontdesk::Problems> {
        self.router = self.router.replace(draft.check()?);
        self.presence.follow(&self.router);
        Ok(())
    }
}

type Tenants = HashMap<String, RwLock<Tenant>>;

fn main() -> Result<(), Box<dyn Error>> {
    const TENANTS: usize = 1_000;
    let mut tenants = Tenants::new();
    for n in 0..TENANTS {
        tenants
            .insert(format!("shop{n}"), RwLock::new(Tenant::new(Router::new(draft(1).check()?))));
    }
    let tenants = Arc::new(tenants);
    let start: Timestamp = "2026-11-22T10:00:00Z".parse()?;

    // Agents' connections send a beat every 30 seconds, good for 60.
    let beats = thread::spawn({
        let tenants = Arc::clone(&tenants);
        move || {
            for n in 0..TENANTS {
                let mut tenant = tenants[&format!("shop{n}")].write().expect("no panic under it");
                let lease = start.after(Duration::from_secs(60));
                tenant.presence.set("ana", Beat::online().until(lease)).expect("ana is known");
            }
        }
    });
    // An administrator saves a new configuration of one shop; the others notice nothing.
    let change = thread::spawn({
        let tenants = Arc::clone(&tenants);
        move || tenants["shop7"].write().expect("no panic under it").replace(draft(2))
    });
    // Meanwhile visitors come.
    let mut by_group: HashMap<String, usize> = HashMap::new();
    for n in 0..100_000 {
        let visitor = Visitor::at(start).page("https://shop.example/checkout").visits(n as u64 % 9);
        let tenant = tenants[&format!("shop{}", n % TENANTS)].read().expect("no panic under it");
        let record = tenant.route(&visitor);
        drop(tenant);
        *by_group.entry(record.group.map_or("nobody".into(), |g| g.to_string())).or_default() += 1;
    }
    beats.join().expect("no panic in it");
    change.join().expect("no panic in it")?;
    println!("visitors by group: {by_group:?}");

    // A minute later nobody has sent a beat again: the leases have ended, without anybody's help.
    let later = Visitor::at(start.after(Duration::from_secs(60))).page("https://shop.example/");
    let tenant = tenants["shop7"].read().expect("no panic under it");
    println!("version {}: {}", tenant.router.workspace().version(), tenant.route(&later));
    Ok(())
}

fn draft(version: u64) -> Draft {
    let mut draft = Draft::new()
        .version(version)
        .agent(Agent::new("ana"))
        .group(Group::new("general", "General").agents(["ana"]))
        .group(Group::new("checkout", "Checkout").agents(["ana"]))
        .trigger(Trigger::new("regulars", "general").when(Field::Visits.at_least(5)))
        .trigger(Trigger::new("buyers", "checkout").when(Field::PagePath.is("/checkout")));
    if version > 1 {
        draft = draft.agent(Agent::new("ben")).default_group("general");
    }
    draft
}
