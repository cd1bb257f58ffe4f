//! What is allocated: the system's allocator, counted per thread.

#![allow(unsafe_code, reason = "an allocator is unsafe to write; this one passes calls on")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

thread_local! {
    static CALLS: Cell<u64> = const { Cell::new(0) };
    static LIVE: Cell<i64> = const { Cell::new(0) };
}

/// Calls for memory by this thread so far.
pub fn calls() -> u64 {
    CALLS.get()
}

/// Bytes that this thread has asked for and not given back.
pub fn live() -> i64 {
    LIVE.get()
}

fn count(calls: u64, bytes: i64) {
    CALLS.set(CALLS.get() + calls);
    LIVE.set(LIVE.get() + bytes);
}

// SAFETY: every call goes to the system's allocator as it came; the counters neither allocate nor
// run destructors.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(1, layout.size() as i64);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(1, layout.size() as i64);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(1, size as i64 - layout.size() as i64);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.realloc(old, layout, size) }
    }

    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        count(0, -(layout.size() as i64));
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(old, layout) }
    }
}

#[cfg(test)]
mod tests {
    use std::hint::black_box;

    use super::*;

    #[test]
    fn what_is_kept_is_live_and_what_is_dropped_is_not() {
        let (calls_before, live_before) = (calls(), live());
        let mut kept = black_box(Vec::<u8>::with_capacity(100));
        kept.reserve_exact(1_000);
        drop(black_box(Box::new([0_u8; 64])));
        assert_eq!(calls() - calls_before, 3);
        assert_eq!(live() - live_before, 1_000);
    }
}
