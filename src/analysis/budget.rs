//! The budget of a search: a fixed number of steps, and a finding if they are spent.

use crate::analysis::Finding;

/// The remaining steps of a search.
///
/// Every search whose cost is not linear in the document takes its steps from a budget, so no
/// document makes `analyze` slow ([rule L3](crate::_rules#l3)).
#[derive(Debug)]
pub(super) struct Budget {
    left: usize,
    is_spent: bool,
    /// The number of items that were examined, and the number that were skipped.
    examined: usize,
    skipped: usize,
}

impl Budget {
    pub(super) fn new(steps: usize) -> Self {
        Self { left: steps, is_spent: false, examined: 0, skipped: 0 }
    }

    /// Takes steps. Returns `false` if too few are left; the budget is then spent.
    pub(super) fn take(&mut self, steps: usize) -> bool {
        match self.left.checked_sub(steps) {
            Some(left) => {
                self.left = left;
                true
            }
            None => {
                // The rest is dropped, so that cheap items after an expensive one are not examined
                // either. The finding can then name the first items.
                self.left = 0;
                self.is_spent = true;
                false
            }
        }
    }

    /// Returns `true` if steps were refused at least once.
    pub(super) fn is_spent(&self) -> bool {
        self.is_spent
    }

    /// Counts an item as examined, or as skipped because the budget is spent.
    pub(super) fn count(&mut self, was_examined: bool) {
        if was_examined {
            self.examined += 1;
        } else {
            self.skipped += 1;
        }
    }

    /// Adds a finding if items were skipped.
    pub(super) fn report(self, search: &'static str, list: &mut Vec<Finding>) {
        // A budget that was spent by the last item skipped nothing, so nothing is reported.
        if self.skipped > 0 {
            let total = self.examined + self.skipped;
            list.push(Finding::BudgetSpent { search, examined: self.examined, total });
        }
    }
}
