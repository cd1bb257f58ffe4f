//! The router's index, from outside: whatever it does to find the first true trigger, the answer is
//! the oracle's.
//!
//! Workspaces of up to thousands of triggers come from seeds. A trial knows what each leaf says of a
//! visitor from the oracle, asks it once for however many triggers share the leaf, and joins the
//! values by the tables of the three-valued logic, in list order.

mod agreement;
mod borders;
mod draws;
mod hostile;
mod memoryless;
mod padded;
mod people;
mod pool;
mod rules;
mod sets;
mod shop;
mod shopping;
mod sketch;
mod traffic;
mod trial;
mod values;

use frontdesk::{Decision, Outcome};

/// The trigger that won, by its id.
fn winner<'a>(decision: &Decision<'a>) -> Option<&'a str> {
    match decision.outcome() {
        Outcome::Assigned(assigned) => assigned.trigger.map(|trigger| trigger.id.as_str()),
        _ => None,
    }
}
