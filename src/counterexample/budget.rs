//! What a search may cost.

pub(super) use crate::router::Spent;

/// How many trials are left.
pub(super) struct Budget {
    left: usize,
}

impl Budget {
    pub(super) fn new(trials: usize) -> Self {
        Self { left: trials }
    }

    pub(super) fn spend(&mut self, trials: usize) -> Result<(), Spent> {
        match self.left.checked_sub(trials) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => {
                self.left = 0;
                Err(Spent)
            }
        }
    }

    /// An equal part of what is left, for one of so many.
    pub(super) fn share(&mut self, of: usize) -> Self {
        let share = self.left.div_ceil(of.max(1));
        self.left -= share;
        Self::new(share)
    }

    /// Takes back what a part has not spent.
    pub(super) fn take_back(&mut self, part: Self) {
        self.left += part.left;
    }
}
