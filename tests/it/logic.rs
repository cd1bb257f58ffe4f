//! Three-valued conditions (rules C1, C2, C5), through triggers that fire or do not.

mod attributes;
mod known;
mod tables;

use frontdesk::condition::Truth::{self, False, True, Unknown};
use frontdesk::{Agent, Condition, Draft, Field, Group, Presence, Router, Schedule, Trigger, Visitor};

const ALL: [Truth; 3] = [False, Unknown, True];

/// A leaf of each value for [`visitor`].
fn leaf(truth: Truth) -> Condition {
    match truth {
        True => Field::attribute("known").is(true).into(),
        False => Field::attribute("known").is(false).into(),
        Unknown => Field::attribute("missing").is(true).into(),
    }
}

fn visitor() -> Visitor<'static> {
    Visitor::undated().attribute("known", true)
}

/// The value of a condition for a visitor: true fires a trigger, false fires its negation, and
/// unknown fires neither.
fn truth(condition: impl Into<Condition>, visitor: &Visitor<'_>) -> Truth {
    let condition = condition.into();
    let router = router([
        Trigger::new("holds", "holds").when(condition.clone()),
        Trigger::new("fails", "fails").when(!condition),
    ]);
    let presence = Presence::new(&router);
    let group = router.route(visitor, &presence).group().map(|group| group.id.to_string());
    match group.as_deref() {
        Some("holds") => True,
        Some("fails") => False,
        _ => Unknown,
    }
}

/// A workspace with a schedule `never`, an agent `a1`, and the groups `holds`, `fails` and `staffed`.
fn router(triggers: impl IntoIterator<Item = Trigger>) -> Router {
    let draft = Draft::new()
        .schedule(Schedule::new("never", "UTC"))
        .agent(Agent::new("a1"))
        .group(Group::new("holds", "Holds"))
        .group(Group::new("fails", "Fails"))
        .group(Group::new("staffed", "Staffed").agents(["a1"]));
    let draft = triggers.into_iter().fold(draft, Draft::trigger);
    Router::new(draft.check().unwrap())
}

/// The same for a condition of a document.
fn truth_of(document: &str, visitor: &Visitor<'_>) -> Truth {
    let condition: Condition = serde_json::from_str(document).expect(document);
    truth(condition, visitor)
}
