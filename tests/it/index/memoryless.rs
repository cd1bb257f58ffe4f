//! A second question remembers nothing of the first.

use std::thread;

use frontdesk::{Presence, Router, TriggerId};

use super::trial::{Question, Trial};
use super::winner;

/// Above and below what is looked up.
const SIZES: [usize; 2] = [60, 500];

struct Asked {
    trial: Trial,
    questions: Vec<Question>,
    /// What each question got from a router that had answered no other.
    fresh: Vec<Option<String>>,
}

impl Asked {
    #[track_caller]
    fn new(size: usize, count: usize) -> Self {
        let mut trial = Trial::new(7, size);
        let questions: Vec<_> = (0..count).map(|_| trial.question()).collect();
        let fresh: Vec<_> = questions
            .iter()
            .map(|question| {
                let router = Router::new(trial.workspace().clone());
                let (presence, _) = Presence::from_record(&router, &question.presence);
                winner(&router.route(&question.visitor, &presence)).map(str::to_owned)
            })
            .collect();
        assert!(fresh.iter().flatten().count() > count / 4, "too few get a group");
        Self { trial, questions, fresh }
    }

    fn router(&self) -> &Router {
        &self.trial.routers[0]
    }

    fn presences(&self) -> Vec<Presence> {
        let questions = self.questions.iter();
        questions.map(|q| Presence::from_record(self.router(), &q.presence).0).collect()
    }

    #[track_caller]
    fn ask(&self, number: usize, presences: &[Presence]) {
        let visitor = &self.questions[number].visitor;
        let decision = self.router().route(visitor, &presences[number]);
        assert_eq!(winner(&decision), self.fresh[number].as_deref(), "question {number}");
    }
}

#[test]
fn each_question_gets_the_answer_of_a_fresh_router_whatever_was_asked_before() {
    for size in SIZES {
        let asked = Asked::new(size, 24);
        let presences = asked.presences();
        for first in 0..asked.questions.len() {
            for between in 0..asked.questions.len() {
                asked.ask(first, &presences);
                asked.ask(between, &presences);
            }
        }
    }
}

#[test]
fn situations_of_one_router_are_asked_in_turns_and_again() {
    for size in SIZES {
        let asked = Asked::new(size, 40);
        let presences = asked.presences();
        let open: Vec<_> = (asked.questions.iter().zip(&presences))
            .map(|(question, presence)| asked.router().situation(&question.visitor, presence))
            .collect();
        for round in 0..3 {
            for (number, situation) in open.iter().enumerate() {
                let decision = situation.route();
                assert_eq!(winner(&decision), asked.fresh[number].as_deref(), "round {round}");
                let other = &open[(number * 7 + round) % open.len()];
                let explained = other.explain().decision.trigger;
                let expected = &asked.fresh[(number * 7 + round) % open.len()];
                let explained = explained.as_ref().map(TriggerId::as_str);
                assert_eq!(explained, expected.as_deref());
            }
        }
    }
}

#[test]
fn threads_share_a_router() {
    let asked = Asked::new(500, 24);
    thread::scope(|scope| {
        for shift in 0..4 {
            let asked = &asked;
            scope.spawn(move || {
                let presences = asked.presences();
                for round in 0..10 {
                    for number in 0..asked.questions.len() {
                        let number = (number * (2 * shift + 1) + round) % asked.questions.len();
                        asked.ask(number, &presences);
                    }
                }
            });
        }
    });
}
