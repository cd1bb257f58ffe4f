//! The router's index through the public API: the first true trigger that it finds is the oracle's.
//!
//! Workspaces of up to thousands of triggers come from seeds. A differential test takes the value of
//! each leaf for a visitor from the oracle, once for all triggers that share the leaf, and joins the values
//! by the tables of the three-valued logic, in list order.

mod workspace_sizes;
mod boundaries;
mod rng;
mod hostile_triggers;
mod isolation;
mod unrelated_triggers;
mod visitors;
mod predicates;
mod rules;
mod hostile_sets;
mod realistic_rules;
mod realistic;
mod visitor_builder;
mod traffic;
mod differential;
mod values;

use frontdesk::{Decision, Outcome};

/// The trigger that won, by its id.
fn winner<'a>(decision: &Decision<'a>) -> Option<&'a str> {
    match decision.outcome() {
        Outcome::Assigned(assigned) => assigned.trigger.map(|trigger| trigger.id.as_str()),
        _ => None,
    }
}
