//! The generators reach everything: what they never made, the other properties would not have seen.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use frontdesk::{Condition, Field};
use frontdesk::condition::{Literal, Operator, Predicate};
use frontdesk::presence::AgentStatus;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::Value;

use crate::support::generate::{Question, case};
use crate::support::oracle::Oracle;

const SAMPLES: usize = 1_500;

/// What was seen, as text, and how often.
#[derive(Default)]
struct Tally(BTreeMap<String, usize>);

impl Tally {
    fn add(&mut self, what: impl Into<String>) {
        *self.0.entry(what.into()).or_default() += 1;
    }

    #[track_caller]
    fn assert_has(&self, wanted: impl IntoIterator<Item = impl Into<String>>) {
        let wanted = wanted.into_iter().map(Into::into);
        let missing: Vec<String> = wanted.filter(|what| !self.0.contains_key(what)).collect();
        assert!(missing.is_empty(), "never seen: {missing:#?}");
    }
}

/// What the samples showed; always the same ones.
#[derive(Default)]
struct Seen {
    decisions: Tally,
    leaves: Tally,
    shapes: Tally,
}

static SEEN: LazyLock<Seen> = LazyLock::new(|| {
    let mut seen = Seen::default();
    let mut runner = TestRunner::deterministic();
    let cases = case(4);
    for _ in 0..SAMPLES {
        let case = cases.new_tree(&mut runner).expect("a case").current();
        for Question { visitor, presence } in &case.questions {
            seen.add(Oracle { workspace: &case.workspace, visitor, presence });
        }
    }
    seen
});

impl Seen {
    fn add(&mut self, oracle: Oracle<'_>) {
        self.add_decision(&oracle, &oracle.decision());
        for when in oracle.workspace.triggers().iter().filter_map(|trigger| trigger.when.as_ref()) {
            self.add_condition(&oracle, when, 1);
        }
    }

    fn add_decision(&mut self, oracle: &Oracle<'_>, decision: &Value) {
        let word = |of: &Value, key: &str| of[key].as_str().unwrap_or("none").to_owned();
        self.decisions.add(word(decision, "outcome"));
        self.decisions.add(format!("source {}", word(decision, "source")));
        self.decisions.add(format!("status {}", word(decision, "status")));
        for rejection in decision["rejected"].as_array().expect("a list") {
            let (source, reason) = (word(rejection, "source"), word(rejection, "reason"));
            self.decisions.add(format!("{source} {reason}"));
        }
        self.add_agents(oracle, decision);
        events(decision).into_iter().for_each(|what| self.decisions.add(what));
    }

    /// What the languages and the kinds of agents change.
    fn add_agents(&mut self, oracle: &Oracle<'_>, decision: &Value) {
        let Some(serving) = decision["serving"].as_str().and_then(|id| oracle.group(id)) else {
            return;
        };
        let (candidates, told) = (oracle.candidates(serving), oracle.told(serving));
        if told.len() < candidates.len() {
            self.decisions.add(format!("speakers first, {:?}", serving.strategy));
        }
        let is_reported_online = |id: &frontdesk::AgentId| {
            let beats = oracle.presence.iter();
            beats.filter(|(agent, _)| *agent == id).any(|(_, beat)| beat.status == AgentStatus::Online)
        };
        let members = oracle.members(serving);
        if members.iter().any(|agent| agent.automatic && is_reported_online(&agent.id)) {
            self.decisions.add("an automatic member is online");
        }
    }

    fn add_condition(&mut self, oracle: &Oracle<'_>, condition: &Condition, depth: usize) {
        let parts = match condition {
            Condition::All(parts) => {
                self.shapes.add("all");
                &parts[..]
            }
            Condition::Any(parts) => {
                self.shapes.add("any");
                &parts[..]
            }
            Condition::Not(part) => {
                self.shapes.add("not");
                std::slice::from_ref(&**part)
            }
            Condition::Predicate(leaf) => {
                self.add_leaf(oracle, leaf);
                &[]
            }
        };
        self.shapes.add(format!("depth {depth}"));
        parts.iter().for_each(|part| self.add_condition(oracle, part, depth + 1));
    }

    fn add_leaf(&mut self, oracle: &Oracle<'_>, leaf: &Predicate) {
        let truth = match oracle.leaf(leaf) {
            Some(true) => "true",
            Some(false) => "false",
            None => "unknown",
        };
        self.leaves.add(format!("{} {truth}", label(leaf)));
        if leaf.ignores_case() {
            self.shapes.add(format!("ignore_case {}", leaf.operator().operator_word()));
        }
        if let (Some(instead), "unknown") = (leaf.truth_if_unknown(), truth) {
            self.shapes.add(format!("if_unknown {instead}"));
        }
    }
}

#[test]
fn the_generators_reach_every_outcome_source_status_and_reason() {
    SEEN.decisions.assert_has([
        "assigned",
        "ask",
        "unassigned",
        "source assignment",
        "source selection",
        "source group_code",
        "source trigger",
        "source default",
        "source none",
        "status available",
        "status busy",
        "status offline",
        "status closed",
        "assignment unknown",
        "assignment disabled",
        "selection unknown",
        "selection disabled",
        "selection private",
        "selection picker_off",
        "selection unavailable",
        "group_code unknown",
        "group_code disabled",
        "a busy group passes on",
        "another group serves",
        "nobody serves",
        "one agent is picked",
        "several are told",
        "a group that serves has nobody to tell",
        "asked with a question",
        "asked without a question",
        "three refused",
        "unassigned, and somebody is told",
        "speakers first, Broadcast",
        "speakers first, Ranked",
        "speakers first, LeastBusy",
        "an automatic member is online",
    ]);
}

/// What is remarkable about a decision.
fn events(decision: &Value) -> Vec<&'static str> {
    let is = |key: &str, word: &str| decision[key] == word;
    let told = decision["notify"].as_array().expect("a list").len();
    let moved = !decision["serving"].is_null() && decision["serving"] != decision["group"];
    let serves = !decision["serving"].is_null();
    let refused = decision["rejected"].as_array().expect("a list").len();
    [
        (moved && is("status", "busy"), "a busy group passes on"),
        (moved && !is("status", "busy"), "another group serves"),
        (is("outcome", "assigned") && !serves, "nobody serves"),
        (!decision["assignee"].is_null(), "one agent is picked"),
        (serves && told > 1, "several are told"),
        (serves && told == 0, "a group that serves has nobody to tell"),
        (is("outcome", "ask") && !decision["question"].is_null(), "asked with a question"),
        (is("outcome", "ask") && decision["question"].is_null(), "asked without a question"),
        (refused == 3, "three refused"),
        (is("outcome", "unassigned") && told > 0, "unassigned, and somebody is told"),
    ]
    .into_iter()
    .filter_map(|(happened, what)| happened.then_some(what))
    .collect()
}

#[test]
fn the_generators_reach_every_operator_of_every_field_with_every_truth() {
    SEEN.leaves.assert_has(wanted());
}

#[test]
fn the_generators_reach_every_nesting_and_both_modifiers() {
    SEEN.shapes.assert_has(["all", "any", "not", "if_unknown true", "if_unknown false"]);
    SEEN.shapes.assert_has((1..=32).map(|depth| format!("depth {depth}")));
    SEEN.shapes.assert_has(
        ["is", "in", "not_in", "contains", "starts_with", "ends_with", "matches", "within"]
            .map(|operator| format!("ignore_case {operator}")),
    );
}

/// Field and operator; names behind the dot aside, and of an attribute the type that is compared.
fn label(leaf: &Predicate) -> String {
    let field = match leaf.field() {
        Field::PageQuery(_) => "page.query.*".to_owned(),
        Field::PreviousQuery(_) => "previous.query.*".to_owned(),
        Field::ReferrerQuery(_) => "referrer.query.*".to_owned(),
        Field::Bucket(_) => "bucket.*".to_owned(),
        Field::Attribute(_) => "attribute.*".to_owned(),
        Field::Schedule(_) => "schedule.*".to_owned(),
        Field::Group(_) => "group.*".to_owned(),
        plain => plain.to_string(),
    };
    let literal = match leaf.operator() {
        Operator::Is(literal) => Some(literal),
        Operator::In(literals) | Operator::NotIn(literals) => literals.first(),
        _ => None,
    };
    let of = match (leaf.field(), literal) {
        (Field::Attribute(_), Some(Literal::Number(_))) => " a number",
        (Field::Attribute(_), Some(Literal::Boolean(_))) => " a boolean",
        _ => "",
    };
    format!("{field} {}{of}", leaf.operator().operator_word())
}

/// Each label with each truth that it can have.
fn wanted() -> Vec<String> {
    let part = ["contains", "starts_with", "ends_with", "matches"];
    let order = ["at_least", "at_most", "above", "below"];
    let whole = ["is", "in", "not_in"];
    let text = [&whole[..], &part, &["exists"]].concat();
    let host = [&text[..], &["within"]].concat();
    let number = [&whole[..], &order, &["exists"]].concat();
    let attribute = [&text[..], &order, &["is a number", "in a number", "not_in a number", "is a boolean"]].concat();
    let code = vec!["is", "in", "not_in", "exists"];
    let tag = vec!["is", "in", "not_in", "within", "exists"];
    let of_visitor: [(&[&str], &[&str]); 7] = [
        (
            &[
                "page.url",
                "page.title",
                "page.path",
                "page.query.*",
                "previous.url",
                "previous.path",
                "previous.query.*",
                "referrer.url",
                "referrer.path",
                "referrer.query.*",
                "city",
                "device",
                "browser",
                "os",
                "selection",
                "group_code",
                "assignment",
            ],
            &text,
        ),
        (&["page.host", "previous.host", "referrer.host"], &host),
        (&["visits", "pages_viewed", "time_on_page", "time_on_site", "bucket.*"], &number),
        (&["attribute.*"], &attribute),
        (&["country", "region"], &code),
        (&["language"], &tag),
        (&["schedule.*", "group.*", "staff"], &whole),
    ];
    let mut wanted = Vec::new();
    for (fields, operators) in of_visitor {
        for (field, operator) in fields.iter().flat_map(|f| operators.iter().map(move |o| (f, o))) {
            let is_state = ["schedule.*", "group.*", "staff"].contains(field);
            let truths: &[&str] = match *operator {
                "exists" => &["true", "false"],
                _ if is_state => &["true", "false"],
                _ => &["true", "false", "unknown"],
            };
            wanted.extend(truths.iter().map(|truth| format!("{field} {operator} {truth}")));
        }
    }
    wanted
}
