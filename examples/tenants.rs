//! A host of many tenants: a router and a presence each under a lock, heartbeats with leases, and a
//! configuration that an agent changes while routing goes on.
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

    /// What an administrator edits: a copy, for which no lock is held.
    fn workspace(&self) -> Workspace {
        self.router.workspace().clone()
    }

    /// Makes an agent's draft the next version, and gives the changes for the audit log. A draft that is
    /// refused changes nothing: it is wrong, the agent may not do it, or somebody else was faster.
    /// Presence follows, or it would be read by id: right as well, but slower.
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
        // Agents' connections send beats, each good for a minute.
        scope.spawn(|| {
            for n in 0..tenants.len() {
                write(n)
                    .presence
                    .set("ana", Heartbeat::online().until(lease))
                    .expect("ana is known");
            }
        });
        // An administrator edits the configuration of one shop; the others notice nothing.
        let edit = scope.spawn(|| {
            let mut draft = read(7).workspace().edit();
            draft.agents.push(Agent::new("ben"));
            draft.default_group = Some("general".into());
            write(7).change(&"ana".into(), draft)
        });
        // Meanwhile visitors come.
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

    // Another agent may not: the answer says why, and nothing has changed.
    let mut draft = read(7).workspace().edit();
    draft.delete_group("checkout")?;
    let refused = write(7).change(&"ben".into(), draft).expect_err("ben has no permission");
    println!("refused: {}", refused.to_string().replace('\n', "\n         "));

    // A minute later no beat has come again: the leases have ended, without anybody's help.
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
