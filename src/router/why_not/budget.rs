//! The budget of a search, in conditions tried: counted, so that it ends at the same place on every
//! machine.

use std::cell::Cell;

/// The search was given up: its budget is spent.
#[derive(Debug)]
pub(super) struct Spent;

/// What is left of a budget, and what was used of it and of those before it.
pub(super) struct Budget {
    left: Cell<Option<usize>>,
    tried: Cell<usize>,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self { left: Cell::new(Some(0)), tried: Cell::new(0) }
    }

    /// Grants so much, whatever was left.
    pub(super) fn grant(&self, tests: usize) {
        self.left.set(Some(tests));
    }

    /// Takes note of so many conditions tried. Whoever does much looks afterwards whether it was too
    /// much, with [`check`](Self::check).
    pub(super) fn charge(&self, tests: usize) {
        self.left.set(self.left.get().and_then(|left| left.checked_sub(tests)));
        self.tried.set(self.tried.get().saturating_add(tests));
    }

    pub(super) fn check(&self) -> Result<(), Spent> {
        self.left.get().map(|_| ()).ok_or(Spent)
    }

    /// How many conditions were tried in all.
    pub(super) fn tried(&self) -> usize {
        self.tried.get()
    }
}
