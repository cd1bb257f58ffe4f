//! A budget of evaluated predicates. It is counted, not timed, so a search ends at the same point on every
//! machine.

use std::cell::Cell;

/// The error that ends a search: its budget is spent.
#[derive(Debug)]
pub(crate) struct BudgetSpent;

/// Comparing this many bytes takes about as long as evaluating a short predicate. An estimate; `cargo bench
/// --bench explain` shows what a whole budget takes.
pub(crate) const BYTES_PER_TEST: usize = 64;

/// Visiting this many parts of conditions takes about as long as evaluating a predicate. An estimate, not
/// measured.
const PARTS_PER_TEST: usize = 8;

/// What is left of a budget, and what was used since the start.
pub(crate) struct EvaluationBudget {
    left: Cell<Option<usize>>,
    tried: Cell<usize>,
}

impl EvaluationBudget {
    /// Creates a budget of so many predicates.
    pub(crate) fn new(tests: usize) -> Self {
        Self { left: Cell::new(Some(tests)), tried: Cell::new(0) }
    }

    /// Grants a new budget. What was left of the last one is lost.
    pub(crate) fn grant(&self, tests: usize) {
        self.left.set(Some(tests));
    }

    /// Charges for evaluated predicates. The caller asks afterwards with [`check`](Self::check) whether the
    /// budget is spent.
    pub(crate) fn charge(&self, tests: usize) {
        // `None` is final: after a charge that did not fit, a smaller one cannot revive the budget.
        self.left.set(self.left.get().and_then(|left| left.checked_sub(tests)));
        self.tried.set(self.tried.get().saturating_add(tests));
    }

    /// Charges for visiting parts of conditions whose truth is known.
    pub(crate) fn charge_for_parts(&self, parts: usize) {
        // At least one, so that a loop over small conditions uses the budget up, too.
        self.charge(1 + parts / PARTS_PER_TEST);
    }

    pub(crate) fn check(&self) -> Result<(), BudgetSpent> {
        self.left.get().map(|_| ()).ok_or(BudgetSpent)
    }

    /// Returns how many predicates were charged in all.
    pub(crate) fn tried(&self) -> usize {
        self.tried.get()
    }
}
