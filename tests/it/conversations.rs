//! The desk's rules, one by one: commands in short lines, and the events that they cause.

mod answering;
mod capacity;
mod coming_and_going;
mod documents;
mod fairness;
mod golden;
mod handing_over;
mod hosts;
mod lanes;
mod log;
mod queue;
mod questions;
mod regressions;
mod replacing;
mod scenarios;
mod script;
mod service;
mod time;
