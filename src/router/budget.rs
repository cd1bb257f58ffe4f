//! A budget in conditions tried: counted, not timed, so that what it ends ends at the same place on every
//! machine.

use std::cell::Cell;

/// What is done within a budget was given up: it is spent.
#[derive(Debug)]
pub(crate) struct Spent;

/// So many bytes are compared in about the time of a short test.
pub(crate) const TEST_BYTES: usize = 64;

/// So many parts of conditions are looked at in the time of a test.
const PARTS: usize = 8;

/// What is left of a budget, and what was used of it and of those before it.
pub(crate) struct Budget {
    left: Cell<Option<usize>>,
    tried: Cell<usize>,
}

impl Budget {
    /// So many conditions tried.
    pub(crate) fn new(tests: usize) -> Self {
        Self { left: Cell::new(Some(tests)), tried: Cell::new(0) }
    }

    /// Grants so much, whatever was left.
    pub(crate) fn grant(&self, tests: usize) {
        self.left.set(Some(tests));
    }

    /// Takes note of so many conditions tried. Whoever does much looks afterwards whether it was too
    /// much, with [`check`](Self::check).
    pub(crate) fn charge(&self, tests: usize) {
        self.left.set(self.left.get().and_then(|left| left.checked_sub(tests)));
        self.tried.set(self.tried.get().saturating_add(tests));
    }

    /// The same for looking at so many parts of conditions whose truth is known.
    pub(crate) fn charge_for_parts(&self, parts: usize) {
        self.charge(1 + parts / PARTS);
    }

    pub(crate) fn check(&self) -> Result<(), Spent> {
        self.left.get().map(|_| ()).ok_or(Spent)
    }

    /// How many conditions were tried in all.
    pub(crate) fn tried(&self) -> usize {
        self.tried.get()
    }
}
