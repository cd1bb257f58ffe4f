//! How much work a desk does, counted in tests: clocks tell little, and allocations do not show a loop.

/// Counts what is looked at and written, in tests alone.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    #[cfg(test)]
    taken: std::sync::atomic::AtomicU64,
}

impl Steps {
    /// A row was written, or a candidate looked at.
    #[inline]
    pub(crate) fn count(&self) {
        #[cfg(test)]
        self.taken.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }

    /// Looks without being counted: what checks a result is no part of the work.
    pub(crate) fn uncounted<T>(&self, look: impl FnOnce() -> T) -> T {
        #[cfg(test)]
        let before = self.taken();
        let seen = look();
        #[cfg(test)]
        self.taken.store(before, std::sync::atomic::Ordering::Relaxed);
        seen
    }

    #[cfg(test)]
    pub(crate) fn taken(&self) -> u64 {
        self.taken.load(std::sync::atomic::Ordering::Relaxed)
    }
}

impl Clone for Steps {
    fn clone(&self) -> Self {
        Self::default()
    }
}
