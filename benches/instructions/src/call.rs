//! Calls that are counted, and what they need to live as long as the process.

use std::hint::black_box;

use frontdesk::{Decision, Draft, Presence, Router, Visitor, Workspace};

pub type Call = Box<dyn FnMut(usize)>;

/// A call that routes one visitor after the other.
pub fn decide(
    router: &'static Router,
    presence: &'static Presence,
    visitors: Vec<Visitor<'static>>,
) -> Call {
    let visitors = leak(visitors);
    Box::new(move |call| {
        let decision: Decision<'_> = router.route(&visitors[call % visitors.len()], presence);
        black_box(&decision);
    })
}

pub fn checked(draft: Draft) -> Workspace {
    draft.check().unwrap_or_else(|problems| panic!("the workload is a workspace: {problems}"))
}

pub fn leak<T>(value: T) -> &'static mut T {
    Box::leak(Box::new(value))
}
