//! Random valid workspaces with questions to ask of them: visitors and presences over vocabularies so
//! small that everything collides.
//!
//! A [`Case`] happens in one [`Era`]: near a turn of the clocks, so that schedules, exceptions, leases
//! and visitors meet there.

mod condition;
mod edit;
mod schedule;
mod visitor;
pub(crate) mod words;
mod workspace;

use std::fmt;

use frontdesk::{Visitor, Workspace};
use frontdesk::presence::PresenceRecord;
use proptest::collection::vec;
use proptest::prelude::*;
use serde::Serialize;

pub(crate) use condition::leaves;
pub(crate) use edit::{Edit, edit};
pub(crate) use schedule::{Era, era, instant, schedule};
pub(crate) use visitor::{beat, presence, visitor, written_visitor};
pub(crate) use words::AGENTS;
pub(crate) use workspace::{further_trigger, workspace};

/// A workspace and questions of it.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) workspace: Workspace,
    pub(crate) questions: Vec<Question>,
}

/// A value whose `Debug` is its document, to be pasted into a test of a rule.
#[derive(Clone)]
pub(crate) struct Written<T>(pub(crate) T);

/// A visitor, and who is present.
#[derive(Clone)]
pub(crate) struct Question {
    pub(crate) visitor: Visitor<'static>,
    pub(crate) presence: PresenceRecord,
}

pub(crate) fn case(questions: usize) -> BoxedStrategy<Case> {
    era()
        .prop_flat_map(move |era| {
            let questions = vec(question(era), questions);
            (workspace(era), questions)
                .prop_map(|(workspace, questions)| Case { workspace, questions })
        })
        .boxed()
}

pub(crate) fn question(era: Era) -> impl Strategy<Value = Question> {
    (visitor(era), presence(era)).prop_map(|(visitor, presence)| Question { visitor, presence })
}

/// Values that print as their documents when a property fails on them.
pub(crate) fn written<S: Strategy>(values: S) -> impl Strategy<Value = Written<S::Value>>
where
    S::Value: Serialize,
{
    values.prop_map(Written)
}

impl<T: Serialize> fmt::Debug for Written<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&document(&self.0))
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n\"workspace\": {},", document(&self.workspace))?;
        self.questions.iter().try_for_each(|question| writeln!(f, "{question:?}"))
    }
}

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\"presence\": {},", document(&self.presence))?;
        write!(f, "\"visitor\": {}", document(&self.visitor))
    }
}

/// The document, in which a letter that stands there thousands of times stands once.
fn document(value: &impl Serialize) -> String {
    let text =
        serde_json::to_string(value).expect("documents have text keys and no failing values");
    let mut shown = String::new();
    for run in text.chars().collect::<Vec<_>>().chunk_by(|a, b| a == b) {
        match run {
            [letter, .., _] if run.len() > 500 => {
                shown += &format!("{letter}<{} times>", run.len());
            }
            _ => shown.extend(run),
        }
    }
    shown
}
