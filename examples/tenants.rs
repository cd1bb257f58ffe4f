//! A host of many tenants: a router and a presence under a lock for each tenant, heartbeats with
//! leases, and a configuration that an agent changes while visitors are routed.
//!
//! `cargo run --release --example tenants`

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{PoisonError, RwLock};
use std::thread;
use std::time::Duration;

use frontdesk::decision::DecisionRecord;
use frontdesk::edit::{Actor, Change, ChangeError};
use frontdesk::{
    Agent, AgentId, Draft, Field, Group, Heartbeat, Presence, Problems, Router, Timestamp, Trigger,
    Visitor, Workspace,
};

/// The state of one tenant.
struct Tenant {
    router: Router,
    presence: Presence,
}

impl Tenant {
    fn new(draft: Draft) -> Result<RwLock<Self>, Problems> {
        let router = Router::new(draft.check()?);
        Ok(RwLock::new(Self { presence: Presence::new(&router), router }))
    }

    /// Returns a record, which borrows nothing, so the lock is released before anything is awaited.
    fn route(&self, visitor: &Visitor<'_>) -> DecisionRecord {
        self.router.route(visitor, &self.presence).to_record()
    }

    /// Returns a draft for an administrator. It is a copy, so no lock is held while it is edited.
    fn workspace(&self) -> Workspace {
        self.router.workspace().clone()
    }

    /// Makes an agent's draft the next version, and returns the changes for the audit log. A
    /// rejected draft changes nothing: it is invalid, the agent lacks a permission, or somebody
    /// else was faster. The presence follows the new router. Otherwise every read would look agents
    /// up by their ids, which is correct and slower.
    fn change(&mut self, agent: &AgentId, draft: Draft) -> Result<Vec<Change>, ChangeError> {
        let changed = self.router.workspace().change(Actor::Agent(agent), draft)?;
        self.router = self.router.replace(changed.workspace);
        self.presence.follow(&self.router);
        Ok(changed.changes)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let tenants: Vec<_> = (0..1_000).map(|_| Tenant::new(draft())).collect::<Result<_, _>>()?;
    let read = |n: usize| tenants[n].read().unwrap_or_else(PoisonError::into_inner);
    let write = |n: usize| tenants[n].write().unwrap_or_else(PoisonError::into_inner);
    let start: Timestamp = "2026-11-22T10:00:00Z".parse()?;
    let lease = start.after(Duration::from_secs(60));

    let (by_group, changes) = thread::scope(|scope| {
        // The connections of the agents send heartbeats with a lease of one minute.
        scope.spawn(|| {
            for n in 0..tenants.len() {
                write(n)
                    .presence
                    .set("ana", Heartbeat::online().until(lease))
                    .expect("ana is known");
            }
        });
        // An administrator edits the configuration of one tenant. The others are not affected.
        let edit = scope.spawn(|| {
            let mut draft = read(7).workspace().edit();
            draft.agents.push(Agent::new("ben"));
            draft.default_group = Some("general".into());
            write(7).change(&"ana".into(), draft)
        });
        // Visitors are routed meanwhile.
        let mut by_group = BTreeMap::<String, usize>::new();
        for n in 0..100_000 {
            let visitor = Visitor::at(start).page("https://shop.example/checkout").visits(n % 9);
            let record = read(n as usize % tenants.len()).route(&visitor);
            let group = record.group.map_or_else(|| "nobody".into(), |group| group.to_string());
            *by_group.entry(group).or_default() += 1;
        }
        (by_group, edit.join())
    });
    println!("visitors by group: {by_group:?}");
    for change in changes.expect("the edit does not panic")? {
        println!("changed: {change}");
    }

    // Another agent lacks the permission. The error names it, and nothing has changed.
    let mut draft = read(7).workspace().edit();
    draft.delete_group("checkout")?;
    let refused = write(7).change(&"ben".into(), draft).expect_err("ben has no permission");
    println!("refused: {}", refused.to_string().replace('\n', "\n         "));

    // A minute later no further heartbeat has arrived: the leases have expired without any
    // clean-up.
    let later = Visitor::at(lease).page("https://shop.example/");
    let tenant = read(7);
    assert_eq!(tenant.router.workspace().version(), 2);
    println!("version {}: {}", tenant.router.workspace().version(), tenant.route(&later));
    Ok(())
}

fn draft() -> Draft {
    Draft::new()
        .agent(Agent::new("ana").role("admin"))
        .group(Group::new("general", "General").agents(["ana"]))
        .group(Group::new("checkout", "Checkout").agents(["ana"]))
        .trigger(Trigger::new("regulars", "general").when(Field::Visits.at_least(5)))
        .trigger(Trigger::new("buyers", "checkout").when(Field::PagePath.is("/checkout")))
}
