//! The objects of documents with their keys.
//!
//! One declaration holds all that is said of a key: its word, the form of its value, its default, a
//! line for people who write documents, and an example. The readers take the words from it.

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

/// Declares an object. A line is: word, form, default, meaning, example.
macro_rules! object {
    (
        $(#[$doc:meta])*
        $name:ident: $noun:literal, $place:literal, $aliases:expr;
        $($word:literal, $form:ident, $default:expr, $meaning:literal, $example:literal;)*
    ) => {
        $(#[$doc])*
        pub(crate) static $name: $crate::vocabulary::ObjectSpec = $crate::vocabulary::ObjectSpec {
            noun: $noun,
            place: $place,
            words: &[$($word),*],
            keys: &[$($crate::vocabulary::KeySpec {
                word: $word,
                form: $crate::vocabulary::form::$form,
                default: $default,
                meaning: $meaning,
                example: $example,
            }),*],
            aliases: $aliases,
        };
    };
}

use object;
