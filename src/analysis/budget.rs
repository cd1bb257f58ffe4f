//! What a search of `analyze` may cost: a fixed number of steps, and a finding if they were not enough.

use crate::analysis::Finding;

/// The steps that a search has left.
///
/// Every search whose cost is not linear in the document takes its steps from one of these, so that no
/// document makes `analyze` slow ([rule L3](crate::_rules#l3)).
#[derive(Debug)]
pub(super) struct Budget {
    left: usize,
    is_spent: bool,
    /// How many things were examined, and how many were left out.
    examined: usize,
    skipped: usize,
}

impl Budget {
    pub(super) fn new(steps: usize) -> Self {
        Self { left: steps, is_spent: false, examined: 0, skipped: 0 }
    }

    /// Takes some steps; `false` if there are not so many, and then none are left.
    pub(super) fn take(&mut self, steps: usize) -> bool {
        match self.left.checked_sub(steps) {
            Some(left) => {
                self.left = left;
                true
            }
            None => {
                self.left = 0;
                self.is_spent = true;
                false
            }
        }
    }

    /// Returns `true` if there were not enough steps once.
    pub(super) fn is_spent(&self) -> bool {
        self.is_spent
    }

    /// Counts a thing as examined, or as left out because the budget is spent.
    pub(super) fn count(&mut self, was_examined: bool) {
        if was_examined {
            self.examined += 1;
        } else {
            self.skipped += 1;
        }
    }

    /// Reports that the budget was spent, if anything was left out for it.
    pub(super) fn report(self, search: &'static str, list: &mut Vec<Finding>) {
        if self.skipped > 0 {
            let of = self.examined + self.skipped;
            list.push(Finding::BudgetSpent { search, examined: self.examined, of });
        }
    }
}
