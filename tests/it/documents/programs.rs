//! What programs do with the types: threads, futures, versions.

use std::future::Future;
use std::sync::{Arc, Mutex};

use frontdesk::{Agent, Condition, Decision, Draft, Field, Group, Heartbeat, LocalizedText, Presence, Problem, Problems, Router, Schedule, Timestamp, Trigger, Visitor, Workspace};
use frontdesk::condition::Predicate;
use frontdesk::decision::{Candidates, DecisionRecord};
use frontdesk::expect::{Assertion, Expectation};
use frontdesk::explain::Explanation;
use frontdesk::presence::{PresenceRecord, UnknownAgent};
use frontdesk::schedule::Hours;

use crate::documents::workspace;

fn is_send_and_sync<T: Send + Sync>() {}
fn is_static<T: Send + Sync + 'static>() {}

#[test]
fn types_can_be_shared_between_threads() {
    is_static::<Router>();
    is_static::<Presence>();
    is_static::<Workspace>();
    is_static::<Draft>();
    is_static::<Visitor<'static>>();
    is_static::<DecisionRecord>();
    is_static::<PresenceRecord>();
    is_static::<Explanation>();
    is_static::<Hours>();
    is_static::<Problems>();
    is_static::<Problem>();
    is_static::<Heartbeat>();
    is_static::<Timestamp>();
    is_static::<Condition>();
    is_static::<(Agent, Group, Trigger, Schedule, Predicate, Field, LocalizedText)>();
    is_static::<(Expectation, Assertion, UnknownAgent)>();
    fn of_any_life<'a>(_: &'a ()) {
        is_send_and_sync::<Visitor<'a>>();
        is_send_and_sync::<Decision<'a>>();
    }
    of_any_life(&());
}

#[test]
fn errors_are_errors() {
    fn is_error<T: std::error::Error + Send + Sync + 'static>() {}
    is_error::<Problems>();
    is_error::<UnknownAgent>();
    is_error::<frontdesk::visitor::UnknownField>();
    is_error::<frontdesk::error::InvalidTimestamp>();
}

/// A tenant, as a web service holds it.
struct Tenant {
    router: Router,
    presence: Presence,
}

async fn handle(tenant: Arc<Mutex<Tenant>>, visitor: Visitor<'static>) -> DecisionRecord {
    let record = {
        let tenant = tenant.lock().unwrap();
        tenant.router.route(&visitor, &tenant.presence).to_record()
    };
    std::future::ready(()).await;
    record
}

#[test]
fn a_future_that_holds_a_record_can_change_threads() {
    fn movable<F: Future<Output = DecisionRecord> + Send + 'static>(future: F) -> F {
        future
    }
    let workspace = workspace(
        r#"{"agents": [{"id": "a"}], "groups": [{"id": "g", "name": "G", "agents": ["a"]}]}"#,
    );
    let router = Router::new(workspace);
    let presence = Presence::everyone_online(&router);
    let tenant = Arc::new(Mutex::new(Tenant { router, presence }));
    let visitor = Visitor::undated().group_code("g".to_owned());
    let mut future = Box::pin(movable(handle(tenant, visitor)));
    let record = std::thread::spawn(move || {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match future.as_mut().poll(&mut context) {
            std::task::Poll::Ready(record) => record,
            std::task::Poll::Pending => panic!("nothing is waited for"),
        }
    });
    assert_eq!(record.join().unwrap().group.unwrap(), "g");
}

#[test]
fn one_router_routes_in_many_threads() {
    let workspace = workspace(
        r#"{"groups": [{"id": "g", "name": "G"}], "triggers": [{"id": "t", "assign_to": "g",
            "when": {"field": "page.path", "matches": "^/[a-z]+$"}}]}"#,
    );
    let router = Router::new(workspace);
    let presence = Presence::new(&router);
    std::thread::scope(|scope| {
        for n in 0..4 {
            let (router, presence) = (&router, &presence);
            scope.spawn(move || {
                for page in 0..100 {
                    let url =
                        format!("https://x.example/{}", if page % 2 == n % 2 { "a" } else { "1" });
                    let visitor = Visitor::undated().page(&url);
                    let found = router.route(&visitor, presence).group().is_some();
                    assert_eq!(found, page % 2 == n % 2);
                }
            });
        }
    });
}

#[test]
fn candidates_are_an_iterator() {
    fn is_iterator<'a, I: Iterator<Item = &'a Agent>>() {}
    is_iterator::<Candidates<'_>>();
}

#[test]
fn version_and_schema_are_numbers_of_the_document() {
    let with = |part: &str| workspace(&format!(r#"{{{part} "groups": []}}"#));
    assert_eq!(with(r#""version": 7,"#).version(), 7);
    assert_eq!(with(r#""version": 0,"#).version(), 0);
    assert_eq!(with(r#""version": 7.0,"#).version(), 7);
    assert_eq!(with(r#""schema": 1,"#), with(""));
    assert_eq!(Draft::new().version(12).check().unwrap().version(), 12);
    for schema in ["0", "2", "4294967295"] {
        let document = format!(r#"{{"schema": {schema}, "groups": []}}"#);
        let draft: Draft = serde_json::from_str(&document).unwrap();
        assert_eq!(
            draft.check().unwrap_err().to_string(),
            format!("schema: this version reads schema 1, found `{schema}`")
        );
    }
}

#[test]
fn a_workspace_is_found_by_id_and_cheap_to_clone() {
    let workspace = workspace(
        r#"{"default_group": "b", "agents": [{"id": "z"}, {"id": "a"}],
            "groups": [{"id": "b", "name": "B"}, {"id": "a", "name": "A"}]}"#,
    );
    assert_eq!(workspace.group("a").unwrap().id, "a");
    assert_eq!(workspace.agent("z").unwrap().id, "z");
    assert!(workspace.group("z").is_none() && workspace.agent("b").is_none());
    assert!(workspace.group("A").is_none(), "ids are compared exactly");
    assert_eq!(workspace.default_group().unwrap().id, "b");
    let clone = workspace.clone();
    assert_eq!(clone, workspace);
    assert!(std::ptr::eq(clone.groups(), workspace.groups()));
    assert_eq!(
        format!("{workspace:?}"),
        "Workspace { version: 1, agents: 2, groups: 2, triggers: 0, .. }"
    );
}
