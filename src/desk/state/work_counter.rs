//! Counts the work of a desk in tests. Times vary from run to run, and a count of allocations does not show a loop.

/// Counts the rows that are written and the candidates that are examined. Without `cfg(test)` it is empty and costs
/// nothing.
#[derive(Debug, Default)]
pub(crate) struct WorkCounter {
    #[cfg(test)]
    // Atomic, because searches count through a shared reference and a desk can be shared between threads. It orders
    // nothing, so every access is relaxed.
    total: std::sync::atomic::AtomicU64,
}

impl WorkCounter {
    /// Counts one row or one candidate.
    #[inline]
    pub(crate) fn count(&self) {
        #[cfg(test)]
        self.total.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }

    /// Runs a function without counting its work. A debug assertion that repeats a search is not part of the work.
    pub(crate) fn uncounted<T>(&self, run: impl FnOnce() -> T) -> T {
        #[cfg(test)]
        let before = self.total();
        let result = run();
        #[cfg(test)]
        self.total.store(before, std::sync::atomic::Ordering::Relaxed);
        result
    }

    /// Returns the work so far.
    #[cfg(test)]
    pub(crate) fn total(&self) -> u64 {
        self.total.load(std::sync::atomic::Ordering::Relaxed)
    }
}

impl Clone for WorkCounter {
    fn clone(&self) -> Self {
        Self::default()
    }
}
