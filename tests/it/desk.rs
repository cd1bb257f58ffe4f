//! Tests of the Desk: random command sequences are compared with a naive model of the rules and checked
//! for invariants, fairness is checked as arithmetic, and known failures of other systems are tried one by
//! one.
//!
//! Three parts are independent of each other: `model` computes from the rules what must happen,
//! `log_view` and `invariants` judge from the log alone what did happen, and `host` drives the desk.

mod scenario;
mod fairness;
mod generate;
mod host;
mod invariants;
mod log_view;
mod limits;
mod model;
mod properties;
mod regressions;
mod snapshots;
