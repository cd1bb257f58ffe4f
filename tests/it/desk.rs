//! The Desk, held against a naive model of its rules and by its invariants over random command
//! sequences; its fairness as arithmetic; and by name what went wrong in other systems.
//!
//! Three readings stand apart: `model` says from the rules what must happen, `ledger` and
//! `invariants` judge from the log alone what did, and `host` drives the desk itself.

mod day;
mod fairness;
mod generate;
mod host;
mod invariants;
mod ledger;
mod limits;
mod model;
mod properties;
mod regressions;
mod snapshots;
