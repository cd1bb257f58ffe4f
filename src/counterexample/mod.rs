//! Visitors who show that an assertion does not hold ([rule N4](crate::_rules#n4)).
//!
//! `claim` compiles assertions, `search` holds visitors against them, `made` and `maker` make visitors from
//! conditions, `budget` bounds what that may cost.

mod budget;
mod claim;
mod made;
mod maker;
mod search;
mod text;

use std::borrow::Borrow;

use serde::{Deserialize, Serialize};

pub(crate) use claim::Asserted;

use crate::condition::Condition;
use crate::decision::DecisionRecord;
use crate::document::is_false;
use crate::expectation::Expectation;
use crate::expectation_check::ExpectationPresence;
use crate::heartbeat::PresenceRecord;
use crate::id::{GroupId, TriggerId};
use crate::presence::Presence;
use crate::router::Router;
use crate::visitor::Visitor;

use budget::Budget;
use claim::Claims;
use search::Search;

/// How many trials a search takes at most if nothing else is said.
pub(crate) const TRIALS: usize = 200_000;

/// An assertion that does not hold, with a visitor who shows it ([rule N4](crate::_rules#n4)).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FailedAssertion {
    /// The id of the assertion, or its place in the document (`assertions[3]`) if it has none.
    pub id: String,
    /// Whether only the version before the one that was tried has this assertion.
    #[serde(default, skip_serializing_if = "is_false")]
    pub before: bool,
    /// The visitors that the assertion is about; every visitor if there is no condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// The groups that none of them may get.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub never: Vec<GroupId>,
    /// The groups of which each of them must get one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub always: Vec<GroupId>,
    /// The visitor.
    pub visitor: Visitor<'static>,
    /// Who is online; everyone if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presence: Option<PresenceRecord>,
    /// Where the visitor comes from.
    pub origin: VisitorOrigin,
    /// What the visitor gets. Of those who are told and of the choices it lists the first 20.
    pub decision: DecisionRecord,
    /// How many agents are told, where that is more than it lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<usize>,
}

/// Where a visitor who was tried comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum VisitorOrigin {
    /// A case of `expect`, by its name, or by its place (`expect[3]`) if it has none.
    Case(String),
    /// One of the recorded visitors that were given, by its index among them.
    Recorded(usize),
    /// Made from the condition of this trigger and the condition of the assertion.
    Trigger(TriggerId),
    /// Made from the condition of the assertion alone.
    Assertion,
}

/// The result of a search for counterexamples to assertions: [`Router::try_assertions`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AssertionSearch {
    /// The assertions that do not hold, in the order of the document, each with the first counterexample
    /// that was found.
    pub failed: Vec<FailedAssertion>,
    /// The assertions for which the budget was spent before all visitors were tried, by id or place. No
    /// counterexample was found among those that were.
    pub unfinished: Vec<String>,
    /// The assertions whose condition is true for none of the visitors that were tried, by id or place:
    /// nothing is known of these.
    pub untested: Vec<String>,
    /// How many visitors were routed.
    pub routed: usize,
}

impl Router {
    /// Searches for visitors who show that an assertion of the workspace does not hold ([rule N4](crate::_rules#n4)):
    /// the condition of the assertion is true for them, and they get a group of its `never`, or none of its `always`.
    /// What counts is the chosen group, not the one that serves.
    ///
    /// These visitors are tried, in this order, until one is found:
    ///
    /// 1. the visitors of the cases of `expect`, with the presence of the case;
    /// 2. the recorded visitors that are given;
    /// 3. visitors made from the condition of the assertion: its tests come out as the condition wants
    ///    them, and each test once otherwise, as long as the condition stays true;
    /// 4. these with the values that make the tests of a trigger come out as that trigger wants them, for
    ///    each trigger that can win;
    /// 5. the same with one test of the trigger at a time that is false, or whose field is not known.
    ///
    /// Where nothing else is said of presence, everyone is online. A visitor that is made names no group
    /// by selection, group code or assignment unless a test asks for it.
    ///
    /// **This is a search, not a proof.** An assertion that is not among the failed ones may still fail for
    /// a visitor who was not tried.
    ///
    /// The search is given up after 200,000 trials, and says so in [`AssertionSearch::unfinished`]; the
    /// assertions share them equally. A trial is a case that is held against an assertion, a value that is
    /// tried while a visitor is made, or a decision; conditions of many tests count for more. The recorded
    /// visitors are all tried and count as none.
    ///
    /// ```
    /// use frontdesk::{Draft, Field, Group, Router, Trigger, Visitor};
    /// use frontdesk::expect::Assertion;
    /// let router = Router::new(
    ///     Draft::new()
    ///         .groups([Group::new("sales", "Sales"), Group::new("internal", "Internal")])
    ///         .trigger(Trigger::new("staff", "internal")
    ///             .when(Field::PageHost.within("intranet.example") | Field::Visits.above(99)))
    ///         .assertion(Assertion::never(Field::Country.is("FR"), ["internal"]).id("no-leak"))
    ///         .check()?,
    /// );
    /// let search = router.try_assertions([] as [Visitor; 0]);
    /// assert_eq!(
    ///     search.failed[0].to_string(),
    ///     "the assertion `no-leak` never allows the group `internal`, but the visitor \
    ///      `{\"country\":\"FR\",\"visits\":100}` goes to `internal` by trigger `staff`, which is offline; \
    ///      nobody answers, a message is taken; nobody is told"
    /// );
    /// # Ok::<(), frontdesk::Problems>(())
    /// ```
    #[must_use]
    pub fn try_assertions<'v, V: Borrow<Visitor<'v>>>(
        &self,
        recorded: impl IntoIterator<Item = V>,
    ) -> AssertionSearch {
        self.try_assertions_within(recorded, TRIALS)
    }

    /// The same search, given up after so many trials.
    #[must_use]
    pub fn try_assertions_within<'v, V: Borrow<Visitor<'v>>>(
        &self,
        recorded: impl IntoIterator<Item = V>,
        trials: usize,
    ) -> AssertionSearch {
        let Some(asserted) = Asserted::all(&self.workspace().draft().assertions) else {
            return AssertionSearch::default();
        };
        let cases = self.workspace().draft().expect.iter().enumerate();
        self.search_counterexamples(&asserted, cases, recorded, trials)
    }

    /// Searches for a counterexample to each of some assertions.
    pub(crate) fn search_counterexamples<'c, 'v, V: Borrow<Visitor<'v>>>(
        &self,
        asserted: &[Asserted<'_>],
        cases: impl Iterator<Item = (usize, &'c Expectation)>,
        recorded: impl IntoIterator<Item = V>,
        trials: usize,
    ) -> AssertionSearch {
        let everyone = Presence::everyone_online(self);
        let claims = Claims::new(self.workspace(), asserted);
        let mut search = Search::new(self, &everyone, &claims);
        let mut budget = Budget::new(trials);
        let mut presence = ExpectationPresence::new(self);
        cases.for_each(|(index, case)| search.try_case(index, case, &mut presence, &mut budget));
        for (index, visitor) in recorded.into_iter().enumerate() {
            search.try_recorded(index, visitor.borrow());
        }
        search.try_made(&mut budget);
        search.finish()
    }
}
