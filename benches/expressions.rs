//! The reason why this crate compiles regular expressions itself: the slowest expression of 38
//! bytes here and in the crate `regex` with a size limit of 256 KiB, and the cost of
//! case-insensitive classes: `cargo bench --bench expressions`.

use divan::{Bencher, black_box};
use frontdesk::{Draft, Field, Group, Presence, Router, Trigger, Visitor};

/// An expression with exponentially many states, most of which every letter of the text keeps
/// active.
const SLOW: &str = "(?:[ab]{0,80}){0,5}a[ab]{60}[cd][ex]";

/// An expression that becomes a deterministic automaton.
const USUAL: &str = r"/product-\d{3,8}/[a-z]+$";

/// The bytes of the text that the slow expression reads here. A longer text is unknown to it.
const BYTES: [usize; 2] = [1_024, 8_192];

fn main() {
    divan::main();
}

/// A text of two letters without a short period.
fn text(bytes: usize) -> String {
    let letter = |n: usize| if n * n % 7 < 3 { 'a' } else { 'b' };
    (0..bytes).map(letter).collect()
}

#[divan::bench(args = BYTES, consts = [true, false])]
fn crate_regex<const IS_SLOW: bool>(bencher: Bencher, bytes: usize) {
    let expression = if IS_SLOW { SLOW } else { USUAL };
    let regex = regex::RegexBuilder::new(expression).size_limit(1 << 18).build();
    let (regex, text) = (regex.expect("it is within the limit"), text(bytes));
    bencher.bench_local(|| regex.is_match(black_box(&text)));
}

#[divan::bench(args = BYTES, consts = [true, false])]
fn frontdesk<const IS_SLOW: bool>(bencher: Bencher, bytes: usize) {
    let predicate = Field::PageTitle.matches(if IS_SLOW { SLOW } else { USUAL });
    let router = Router::new(draft(predicate).check().expect("it is a workspace"));
    let presence = Presence::everyone_online(&router);
    let visitor = Visitor::undated().title(text(bytes));
    bencher.bench_local(|| router.route(black_box(&visitor), &presence).group().is_some());
}

/// Times the check of a workspace with one expression.
#[divan::bench(args = [r"/product-\d+", r"\pL+", r"(?i)\pL+", r"(?i)[\x00-\x{10FFFF}]+x"])]
fn check(bencher: Bencher, expression: &str) {
    let draft = || draft(Field::PageTitle.matches(expression));
    bencher.with_inputs(draft).bench_local_values(|draft| draft.check().is_ok());
}

fn draft(predicate: frontdesk::condition::Predicate) -> Draft {
    let group = Group::new("g", "G");
    Draft::new().group(group).trigger(Trigger::new("t", "g").when(predicate))
}
