//! A search for what would have to be different copies no visitor for a value (rule L3).

use allocation_counter::measure;
use frontdesk::{Presence, Router};

use crate::workloads::{Question, hostile, ordinary};

/// Bytes taken in all, and at most at one time.
#[track_caller]
fn taken(question: &Question, budget: usize) -> (u64, u64) {
    let router = Router::new(question.workspace.clone());
    let presence = Presence::everyone_online(&router);
    let situation = router.situation(&question.visitor, &presence);
    let taken = measure(|| {
        let answer = situation.why_not_within(question.group, budget).unwrap();
        assert!(answer.tried < 2 * budget + 2_000);
    });
    (taken.bytes_total, taken.bytes_max)
}

#[test]
fn the_visitor_is_not_copied_for_each_value() {
    for place in 0..ordinary(1).len() {
        let taken = [100, 10_000].map(|bytes| {
            let mut question = ordinary(200).swap_remove(place);
            question.visitor = question.visitor.attribute("unseen", "y".repeat(bytes));
            question.visitor.attributes.set("list", vec!["z".repeat(bytes); 256]);
            taken(&question, 1_000_000)
        });
        let [(small, _), (large, _)] = taken;
        // To check what was found the visitor is changed once for each of two answers.
        let visitor = 4 * 256 * 10_000;
        assert!(large < small + visitor, "{place}: {small} and {large} bytes");
    }
}

#[test]
fn memory_is_bounded_by_the_document_and_the_budget() {
    for place in 0..hostile(1).len() {
        let mut question = hostile(100).swap_remove(place);
        let most = |question: &Question, budget: usize| taken(question, budget).1;
        let small = most(&question, 100_000);
        let large = {
            question = hostile(400).swap_remove(place);
            most(&question, 100_000)
        };
        let size = serde_json::to_string(&question.workspace).unwrap().len() as u64;
        assert!(large <= 20 * size + 100_000 * 64, "{}: {small} and {large} bytes", question.name);
    }
}
