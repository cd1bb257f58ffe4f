//! The cost of explanations, counterfactuals and edits, and its growth: `cargo bench --bench
//! explain`.
//!
//! The first table has counted work at three sizes: tried conditions, which are equal on every
//! machine. Times and allocations follow.

use divan::{Bencher, black_box};
use frontdesk::edit::Actor;
use frontdesk::expect::Expectation;
use frontdesk::explain::{Counterfactual, WhyNot};
use frontdesk::{Agent, Draft, Group, Presence, Router, Visitor, Workspace};

#[path = "../tests/it/explaining/workloads.rs"]
mod workloads;

use workloads::{Question, hostile, ordinary};

#[global_allocator]
static ALLOCATIONS: divan::AllocProfiler = divan::AllocProfiler::system();

const SIZES: [usize; 3] = [250, 1_000, 4_000];

fn main() {
    let [small, middle, large] = SIZES;
    println!("conditions tried, by triggers or cases{small:>12}{middle:>12}{large:>12}  answer");
    for place in 0..ordinary(1).len() + hostile(1).len() {
        let answers = SIZES.map(|size| {
            let question = ordinary(size).into_iter().chain(hostile(size)).nth(place);
            let question = question.expect("there are as many at each size");
            (question.name, why_not_of(&question))
        });
        let [(name, small), (_, middle), (_, large)] = answers.each_ref().map(|(n, a)| (n, a));
        let [one, two, three] = [small, middle, large].map(|answer| answer.tried);
        println!("{name:<38}{one:>12}{two:>12}{three:>12}  {}", words(&large.smallest));
    }
    let [one, two, three] =
        SIZES.map(|size| Router::new(with_cases(size)).check_expectations().tried);
    println!("{:<38}{one:>12}{two:>12}{three:>12}", "cases that say who is there");
    divan::main();
}

fn words(way: &Counterfactual) -> &'static str {
    match way {
        Counterfactual::Changes(changes) => {
            ["", "1 change", "2 changes", "3 changes"][changes.len()]
        }
        Counterfactual::NoneWithinThree => "none within three",
        Counterfactual::Undecided { .. } => "undecided",
        _ => "no search",
    }
}

fn why_not_of(question: &Question) -> WhyNot {
    let router = Router::new(question.workspace.clone());
    let presence = Presence::everyone_online(&router);
    let situation = router.situation(&question.visitor, &presence);
    situation.why_not(question.group).expect("the group is there")
}

/// Creates as many agents as expectations, each online in one of them.
fn with_cases(size: usize) -> Workspace {
    let agents = (0..size).map(|n| format!("a{n}"));
    let draft = Draft::new()
        .agents(agents.clone().map(Agent::new))
        .group(Group::new("g", "G").agents(agents))
        .group(Group::new("h", "H"));
    let case = |n: usize| {
        let presence = [(format!("a{n}"), frontdesk::Heartbeat::online())].into_iter().collect();
        Expectation::new(Visitor::undated().group_code("g")).group("g").presence(presence)
    };
    let draft = (0..size).fold(draft, |draft, n| draft.expect(case(n)));
    draft.check().expect("it is a workspace")
}

/// Times one counterfactual of a workspace of ordinary triggers.
#[divan::bench(args = SIZES)]
fn why_not(bencher: Bencher, size: usize) {
    let question = ordinary(size).swap_remove(0);
    let router = Router::new(question.workspace.clone());
    let presence = Presence::everyone_online(&router);
    let situation = router.situation(&question.visitor, &presence);
    bencher.bench_local(|| situation.why_not(black_box(question.group)));
}

/// Times two searches that spend their budgets.
#[divan::bench(args = SIZES)]
fn why_not_undecided(bencher: Bencher, size: usize) {
    let question = hostile(size).pop().expect("there are hostile ones");
    let router = Router::new(question.workspace.clone());
    let presence = Presence::everyone_online(&router);
    let situation = router.situation(&question.visitor, &presence);
    bencher.bench_local(|| situation.why_not(black_box(question.group)));
}

/// Times one explanation of a decision that considers each trigger, for a visitor with a list of
/// 256,000 bytes.
#[divan::bench(args = SIZES)]
fn explain(bencher: Bencher, size: usize) {
    let question = ordinary(size).swap_remove(3);
    let router = Router::new(question.workspace.clone());
    let presence = Presence::everyone_online(&router);
    let visitor = Visitor::undated().attribute("a1", vec!["y".repeat(1_000); 256]);
    let situation = router.situation(&visitor, &presence);
    bencher.bench_local(|| situation.explain());
}

/// Times an edit that reverses the order of the groups.
#[divan::bench(args = SIZES)]
fn change_reversed(bencher: Bencher, size: usize) {
    let groups = (0..size).map(|n| Group::new(format!("g{n}"), format!("Group {n}")));
    let old = Draft::new().groups(groups).check().expect("it is a workspace");
    let mut new = old.edit();
    new.groups.reverse();
    bencher
        .with_inputs(|| new.clone())
        .bench_local_values(|new| old.change(Actor::Host, black_box(new)));
}

/// Times an edit that tries many expectations.
#[divan::bench(args = SIZES)]
fn change_with_cases(bencher: Bencher, size: usize) {
    let old = with_cases(size);
    let mut new = old.edit();
    new.group_mut("h").expect("there is one").private = true;
    bencher
        .with_inputs(|| new.clone())
        .bench_local_values(|new| old.change(Actor::Host, black_box(new)));
}
