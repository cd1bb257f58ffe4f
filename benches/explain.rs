//! What explanations and "why not" cost, and how that grows: `cargo bench --bench explain`.
//!
//! First a table of counted work: conditions tried and bytes allocated, at three sizes. Then times.

use std::time::Instant;

use divan::{Bencher, black_box};
use frontdesk::{Presence, Router, Visitor, Way, WhyNot};

#[path = "../tests/it/explaining/workloads.rs"]
mod workloads;

use workloads::{Question, hostile, ordinary};

#[global_allocator]
static ALLOCATIONS: divan::AllocProfiler = divan::AllocProfiler::system();

const SIZES: [usize; 3] = [250, 1_000, 4_000];

fn main() {
    println!(
        "{:<40} {:>9} {:>9} {:>9}  answer",
        "conditions tried, by triggers", SIZES[0], SIZES[1], SIZES[2]
    );
    for place in 0..ordinary(1).len() + hostile(1).len() {
        let answers = SIZES.map(|size| {
            let question = questions(size).swap_remove(place);
            let started = Instant::now();
            let answer = answer(&question);
            (question.name, answer, started.elapsed().as_secs_f64() * 1000.0)
        });
        let [(name, small, a), (_, middle, b), (_, large, c)] = &answers;
        println!(
            "{name:<40} {:>9} {:>9} {:>9}  {} {a:.3} {b:.3} {c:.3}",
            small.tried,
            middle.tried,
            large.tried,
            words(&large.smallest)
        );
    }
    divan::main();
}

fn questions(size: usize) -> Vec<Question> {
    ordinary(size).into_iter().chain(hostile(size)).collect()
}

fn words(way: &Way) -> &'static str {
    match way {
        Way::Changes(changes) => ["", "1 change", "2 changes", "3 changes"][changes.len()],
        Way::NoneWithinThree => "none within three",
        Way::Undecided { .. } => "undecided",
        _ => "no search",
    }
}

fn answer(question: &Question) -> WhyNot {
    let router = Router::new(question.workspace.clone());
    let presence = Presence::everyone_online(&router);
    let situation = router.situation(&question.visitor, &presence);
    let started = Instant::now();
    let why = situation.why_not(question.group).expect("the group is there");
    print!("[{:.3}] ", started.elapsed().as_secs_f64() * 1000.0);
    why
}

/// One answer about a workspace of ordinary triggers.
#[divan::bench(args = SIZES)]
fn why_not(bencher: Bencher, size: usize) {
    let question = ordinary(size).swap_remove(0);
    let router = Router::new(question.workspace.clone());
    let presence = Presence::everyone_online(&router);
    let situation = router.situation(&question.visitor, &presence);
    bencher.bench_local(|| situation.why_not(black_box(question.group)));
}

/// One explanation of a decision for which each trigger was considered, of a visitor with a long list.
#[divan::bench(args = SIZES)]
fn explain(bencher: Bencher, size: usize) {
    let question = ordinary(size).swap_remove(3);
    let router = Router::new(question.workspace.clone());
    let presence = Presence::everyone_online(&router);
    let visitor = Visitor::undated().attribute("a1", vec!["y".repeat(1_000); 256]);
    let situation = router.situation(&visitor, &presence);
    bencher.bench_local(|| situation.explain());
}
