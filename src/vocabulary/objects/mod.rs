//! The objects of documents with their keys.
//!
//! One declaration holds all that is said of a key: its word, the form of its value, its default, a
//! line for people who write documents, and an example. The readers take the words from it.

mod declare;
mod people;
mod samples;
mod settings;
mod triggers;

pub(crate) use people::{AGENT, ESCALATION, GROUP, MEMBER};
pub(crate) use samples::{EXPECTATION, PAGE, VISITOR};
pub(crate) use settings::{EXCEPTION, PICKER, PLAN, ROLE, SCHEDULE, WEEKLY, WORKSPACE};
pub(crate) use triggers::{ASSERTION, TRIGGER};

use crate::vocabulary::ObjectSpec;

/// Every object, in the order of the document.
pub(crate) static DOCUMENT: [&ObjectSpec; 16] = [
    &WORKSPACE,
    &PICKER,
    &PLAN,
    &ROLE,
    &SCHEDULE,
    &WEEKLY,
    &EXCEPTION,
    &AGENT,
    &GROUP,
    &MEMBER,
    &ESCALATION,
    &TRIGGER,
    &EXPECTATION,
    &VISITOR,
    &PAGE,
    &ASSERTION,
];
