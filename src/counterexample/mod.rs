//! Counterexamples: visitors who show that an assertion does not hold ([rule N4](crate::_rules#n4)).
//!
//! `compiled_assertion` compiles assertions, `search` compares visitors with them, `generated_search` and
//! `visitor_generator` generate visitors from conditions, and `budget` bounds the cost.

mod budget;
mod compiled_assertion;
mod generated_search;
mod result;
mod search;
mod text;
mod visitor_generator;

use std::borrow::Borrow;

pub(crate) use compiled_assertion::AssertionRef;
pub use result::{AssertionSearch, FailedAssertion, VisitorOrigin};

use crate::expectation::Expectation;
use crate::expectation_check::ExpectationPresence;
use crate::presence::Presence;
use crate::router::Router;
use crate::visitor::Visitor;

use budget::TrialBudget;
use compiled_assertion::CompiledAssertions;
use search::CounterexampleSearch;

/// The default budget of a search, in trials.
pub(crate) const TRIALS: usize = 200_000;

impl Router {
    /// Searches for visitors who show that an assertion of the workspace does not hold
    /// ([rule N4](crate::_rules#n4)): the condition of the assertion is true for them, and they get a group of its
    /// `never`, or none of its `always`. The chosen group counts, not the serving one.
    ///
    /// These visitors are tried, in this order, until one is found:
    ///
    /// 1. the visitors of the cases of `expect`, with the presence of the case;
    /// 2. the recorded visitors that are given;
    /// 3. visitors generated from the condition of the assertion: one who satisfies it, and visitors with
    ///    another value of each predicate, as long as the condition stays true;
    /// 4. these visitors, with values that make a trigger fire, for each trigger that can win;
    /// 5. these visitors, with one predicate of the trigger at a time that is false, or whose field is not
    ///    known.
    ///
    /// Everyone is online, unless a case says otherwise. A generated visitor names no group by selection,
    /// group code or assignment unless a predicate requires it.
    ///
    /// **This is a search, not a proof.** An assertion that is not among the failed ones may still fail for
    /// a visitor who was not tried.
    ///
    /// The search ends after 200,000 trials, and reports the remaining assertions in
    /// [`AssertionSearch::unfinished`]. The assertions share the trials equally. A trial is a case that is
    /// compared with an assertion, a value that is tried while a visitor is generated, or a decision.
    /// Conditions of many predicates count for more. The recorded visitors are all tried and count as none.
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

    /// Searches like [`try_assertions`](Self::try_assertions) with another number of trials.
    #[must_use]
    pub fn try_assertions_within<'v, V: Borrow<Visitor<'v>>>(
        &self,
        recorded: impl IntoIterator<Item = V>,
        trials: usize,
    ) -> AssertionSearch {
        // Without assertions the recorded visitors are not even read.
        let Some(asserted) = AssertionRef::all(&self.workspace().draft().assertions) else {
            return AssertionSearch::default();
        };
        let cases = self.workspace().draft().expect.iter().enumerate();
        self.search_counterexamples(&asserted, cases, recorded, trials)
    }

    /// Searches for a counterexample to each of the assertions.
    pub(crate) fn search_counterexamples<'c, 'v, V: Borrow<Visitor<'v>>>(
        &self,
        asserted: &[AssertionRef<'_>],
        cases: impl Iterator<Item = (usize, &'c Expectation)>,
        recorded: impl IntoIterator<Item = V>,
        trials: usize,
    ) -> AssertionSearch {
        let everyone = Presence::everyone_online(self);
        let assertions = CompiledAssertions::new(self.workspace(), asserted);
        let mut search = CounterexampleSearch::new(self, &everyone, &assertions);
        let mut budget = TrialBudget::new(trials);
        let mut presence = ExpectationPresence::new(self);
        // Given visitors come first: a real counterexample is more useful to its reader than a generated one.
        cases.for_each(|(index, case)| search.try_case(index, case, &mut presence, &mut budget));
        for (index, visitor) in recorded.into_iter().enumerate() {
            search.try_recorded(index, visitor.borrow());
        }
        search.try_generated(&mut budget);
        search.finish()
    }
}
