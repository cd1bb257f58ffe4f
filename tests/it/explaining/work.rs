//! What "why not" costs, in conditions tried (rules X2, L3).

use frontdesk::{Presence, Router};
use frontdesk::explain::{Counterfactual, WhyNot};

use super::workloads::{Question, hostile, ordinary};

/// The default budget of a search, of which there are at most two.
const BUDGET: usize = 1_000_000;

fn answer(question: &Question, budget: Option<usize>) -> WhyNot {
    let router = Router::new(question.workspace.clone());
    let presence = Presence::everyone_online(&router);
    let situation = router.situation(&question.visitor, &presence);
    let answer = match budget {
        Some(budget) => situation.why_not_within(question.group, budget),
        None => situation.why_not(question.group),
    };
    answer.unwrap()
}

fn is_undecided(why_not: &WhyNot) -> bool {
    [&why_not.smallest, &why_not.by_rules].iter().any(|way| matches!(way, Counterfactual::Undecided { .. }))
}

#[test]
fn ordinary_triggers_are_answered_in_a_small_part_of_the_budget() {
    for place in 0..ordinary(1).len() {
        let tried = [250, 500, 1_000].map(|size| {
            let question = ordinary(size).swap_remove(place);
            let answer = answer(&question, None);
            assert!(!is_undecided(&answer), "{}, {size}: {answer}", question.name);
            answer.tried
        });
        let [small, middle, large] = tried;
        assert!(large <= BUDGET / 20, "{place}: {tried:?}");
        assert!(middle * 10 <= small * 25 && large * 10 <= middle * 25, "{place}: {tried:?}");
    }
}

/// A look at what is tried when the budget ends is all that comes on top of it.
#[test]
fn hostile_triggers_take_the_budget_and_no_more() {
    let mut spent = 0;
    for place in 0..hostile(1).len() {
        for size in [100, 200, 400] {
            let question = hostile(size).swap_remove(place);
            let answer = answer(&question, Some(100_000));
            assert!(answer.tried <= 102_000, "{}, {size}: {}", question.name, answer.tried);
            // More of it finds no less.
            if is_undecided(&answer) {
                spent += 1;
                assert!(answer.to_string().contains("budget of the search was spent"), "{answer}");
            }
        }
    }
    assert!(spent > 6, "{spent} of the hostile ones are");
}
