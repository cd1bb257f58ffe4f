//! Decisions are isolated: a router keeps nothing of one that could change the next.

use std::thread;

use frontdesk::{Presence, Router, TriggerId};

use super::differential::{DifferentialTest, Question};
use super::winner;

/// Above and below what is looked up.
const SIZES: [usize; 2] = [60, 500];

/// Questions with the answers that they must get, however often and in whatever order they are asked.
struct Answered {
    test: DifferentialTest,
    questions: Vec<Question>,
    /// What each question got from a router that had answered no other.
    expected: Vec<Option<String>>,
}

impl Answered {
    #[track_caller]
    fn new(size: usize, count: usize) -> Self {
        let mut test = DifferentialTest::new(7, size);
        let questions: Vec<_> = (0..count).map(|_| test.random_question()).collect();
        let expected: Vec<_> = questions
            .iter()
            .map(|question| {
                let router = Router::new(test.workspace().clone());
                let (presence, _) = Presence::from_record(&router, &question.presence);
                winner(&router.route(&question.visitor, &presence)).map(str::to_owned)
            })
            .collect();
        assert!(expected.iter().flatten().count() > count / 4, "too few get a group");
        Self { test, questions, expected }
    }

    fn router(&self) -> &Router {
        &self.test.routers[0]
    }

    fn presences(&self) -> Vec<Presence> {
        let questions = self.questions.iter();
        questions.map(|q| Presence::from_record(self.router(), &q.presence).0).collect()
    }

    #[track_caller]
    fn check(&self, number: usize, presences: &[Presence]) {
        let visitor = &self.questions[number].visitor;
        let decision = self.router().route(visitor, &presences[number]);
        assert_eq!(winner(&decision), self.expected[number].as_deref(), "question {number}");
    }
}

#[test]
fn each_question_gets_the_answer_of_a_fresh_router_whatever_was_asked_before() {
    for size in SIZES {
        let answered = Answered::new(size, 24);
        let presences = answered.presences();
        for first in 0..answered.questions.len() {
            for between in 0..answered.questions.len() {
                answered.check(first, &presences);
                answered.check(between, &presences);
            }
        }
    }
}

#[test]
fn situations_of_one_router_are_asked_in_turns_and_again() {
    for size in SIZES {
        let answered = Answered::new(size, 40);
        let presences = answered.presences();
        let open: Vec<_> = (answered.questions.iter().zip(&presences))
            .map(|(question, presence)| answered.router().situation(&question.visitor, presence))
            .collect();
        for round in 0..3 {
            for (number, situation) in open.iter().enumerate() {
                let decision = situation.route();
                assert_eq!(winner(&decision), answered.expected[number].as_deref(), "round {round}");
                let other = &open[(number * 7 + round) % open.len()];
                let explained = other.explain().decision.trigger;
                let other_expected = &answered.expected[(number * 7 + round) % open.len()];
                let explained = explained.as_ref().map(TriggerId::as_str);
                assert_eq!(explained, other_expected.as_deref());
            }
        }
    }
}

#[test]
fn threads_share_a_router() {
    let answered = Answered::new(500, 24);
    thread::scope(|scope| {
        for shift in 0..4 {
            let answered = &answered;
            scope.spawn(move || {
                let presences = answered.presences();
                for round in 0..10 {
                    for number in 0..answered.questions.len() {
                        let number = (number * (2 * shift + 1) + round) % answered.questions.len();
                        answered.check(number, &presences);
                    }
                }
            });
        }
    });
}
