//! The budget of a search for counterexamples.

pub(super) use crate::router::BudgetSpent;

/// The number of trials that are left.
pub(super) struct TrialBudget {
    left: usize,
}

impl TrialBudget {
    pub(super) fn new(trials: usize) -> Self {
        Self { left: trials }
    }

    pub(super) fn spend(&mut self, trials: usize) -> Result<(), BudgetSpent> {
        match self.left.checked_sub(trials) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => {
                // Cleared, so that smaller costs afterwards are refused, too.
                self.left = 0;
                Err(BudgetSpent)
            }
        }
    }

    /// Splits an equal share off what is left, for one of `of` parts.
    pub(super) fn share(&mut self, of: usize) -> Self {
        // Rounded up, so that the last trials are not lost. Never more than what is left.
        let share = self.left.div_ceil(of.max(1));
        self.left -= share;
        Self::new(share)
    }

    /// Returns what a share has not spent.
    pub(super) fn take_back(&mut self, part: Self) {
        self.left += part.left;
    }
}
