//! Counts the work of decisions at several sizes: it must not grow faster than the rules and the visitor.

use std::cell::Cell;

use crate::condition::{Facts, MatchPosition, StateSet, Truth};
use crate::ix::{OperandIx, StateIx, TriggerIx};
use crate::router::index::hash_table::HashTable;
use crate::router::index::hashing::{Hashing, key};
use crate::router::index::postings::{Posting, PostingsBuilder, ProgramOffset};
use crate::router::{Router, Situation, seed};
use crate::visitor::{Field, FieldValue, ValueHead, ValueRef};
use crate::{Condition, Draft, Group, Presence, Trigger, Visitor};

/// Counts the tests that scan a text, and the bytes that they scan.
struct Counting<'a> {
    inner: Situation<'a>,
    bytes: Cell<usize>,
    tests: Cell<usize>,
}

impl Facts for Counting<'_> {
    fn with_value<R>(&self, operand: OperandIx, then: impl FnOnce(Option<ValueRef<'_>>) -> R) -> R {
        self.inner.with_value(operand, then)
    }

    fn resolve(&self, operand: OperandIx) -> ValueHead {
        self.inner.resolve(operand)
    }

    fn cached_head(&self, operand: OperandIx) -> Option<ValueHead> {
        self.inner.cached_head(operand)
    }

    fn cached_text(&self, operand: OperandIx) -> Option<&str> {
        Facts::cached_text(&self.inner, operand)
    }

    fn resolve_field(&self, field: &Field) -> Option<FieldValue<'_>> {
        self.inner.resolve_field(field)
    }

    fn count_bytes_read(&self, bytes: usize) {
        self.tests.set(self.tests.get() + 1);
        self.bytes.set(self.bytes.get() + bytes);
        self.inner.count_bytes_read(bytes);
    }

    fn bytes_read(&self) -> usize {
        self.inner.bytes_read()
    }

    fn search_field(
        &self,
        operand: OperandIx,
        position: MatchPosition,
        text: &[u8],
    ) -> Option<Truth> {
        self.inner.search_field(operand, position, text)
    }

    fn state(&self, state: StateIx) -> StateSet {
        self.inner.state(state)
    }

    fn state_of(&self, field: &Field) -> Option<StateSet> {
        self.inner.state_of(field)
    }
}

fn router(triggers: impl IntoIterator<Item = Condition>) -> Router {
    let triggers = triggers.into_iter().enumerate();
    let draft = Draft::new()
        .group(Group::new("g", "G"))
        .triggers(triggers.map(|(n, when)| Trigger::new(n.to_string(), "g").when(when)));
    Router::new(draft.check().unwrap())
}

/// Returns how many tests scanned a text, and how many bytes, in a decision that finds no trigger.
fn counted(router: &Router, visitor: &Visitor<'_>) -> (usize, usize) {
    let presence = Presence::new(router);
    let inner = router.situation(visitor, &presence);
    let facts = Counting { inner, bytes: Cell::new(0), tests: Cell::new(0) };
    assert_eq!(router.matcher.first(router.workspace(), &facts), None);
    (facts.tests.get(), facts.bytes.get())
}

const TRIGGERS: [usize; 4] = [41, 100, 400, 1_500];
const BYTES: [usize; 3] = [500, 2_000, 8_000];

/// Asserts that each test runs once for each trigger and scans each text once, however long the text is and however
/// often it contains the keys of the triggers.
fn holds_for_texts(
    name: &str,
    trigger: impl Fn(usize) -> Condition,
    visitor: impl Fn(usize) -> Visitor<'static>,
    most_tests: impl Fn(usize) -> usize,
) {
    for triggers in TRIGGERS {
        let router = router((0..triggers).map(&trigger));
        for bytes in BYTES {
            let (tests, read) = counted(&router, &visitor(bytes));
            let most = most_tests(triggers);
            assert!(tests <= most, "{name}: {triggers} triggers, {bytes} bytes: {tests} tests");
            assert!(read <= most * (bytes + 600), "{name}: {triggers}, {bytes}: {read} bytes");
        }
    }
}

fn some_text(bytes: usize) -> String {
    (0..bytes).map(|n| if n * n % 7 < 3 { 'a' } else { 'b' }).collect()
}

#[test]
fn an_expression_runs_once_for_each_trigger_however_often_its_literal_stands_in_a_text() {
    let class = |n: usize| char::from_u32(0x100 + u32::try_from(n).unwrap()).unwrap();
    holds_for_texts(
        "expressions",
        |n| Field::PageTitle.matches(format!("[ab]*a[ab]{{3}}[{}XY]", class(n))).into(),
        |bytes| Visitor::undated().title(some_text(bytes)),
        |triggers| triggers,
    );
}

#[test]
fn a_needle_is_searched_once_for_each_trigger_however_often_its_window_stands_in_a_text() {
    holds_for_texts(
        "needles",
        |n| {
            // The needles agree for sixteen bytes and more around each window.
            let needle = format!("{}{n}{}", "ab".repeat(20), "ab".repeat(20));
            Field::PageTitle.contains(needle) & !Field::Device.is("bot")
        },
        |bytes| Visitor::undated().title("ab".repeat(bytes / 2)).device("desktop"),
        |triggers| triggers,
    );
}

#[test]
fn a_trigger_is_tried_once_however_many_of_its_parts_a_text_has() {
    let part = |n: usize| format!("/{:03}-", n % 997);
    holds_for_texts(
        "parts",
        |n| {
            let parts = (0..20).map(|of| Field::PageUrl.contains(part(n * 7 + of)).into());
            Condition::Any(parts.collect()) & !Field::PageTitle.contains("x")
        },
        |bytes| {
            let page: String = (0..bytes / 5).map(part).collect();
            Visitor::undated().page(page).title("x")
        },
        |triggers| 21 * triggers,
    );
}

#[test]
fn a_trigger_is_tried_once_however_many_items_of_a_list_it_is_found_in() {
    let tags = || Field::attribute("tags");
    holds_for_texts(
        "items",
        |n| {
            let found = if n % 2 == 0 { tags().starts_with("it") } else { tags().contains("em-") };
            found & !Field::PageTitle.contains(if n % 3 == 0 { "x" } else { "y" })
        },
        |bytes| {
            let items: Vec<String> = (0..256).map(|n| format!("item-{n}")).collect();
            Visitor::undated().title("xy".repeat(bytes / 2)).attribute("tags", items)
        },
        // Two substring tests of the title, and a list of 256 items.
        |triggers| (2 + 256) * triggers,
    );
}

/// There are more false programs than the visited set has room for. Each program tests the note first, so it runs
/// one test.
#[test]
fn more_triggers_than_are_remembered_are_still_tried_once() {
    let triggers = 4_000;
    let no_note = || !Field::attribute("note").contains("x");
    let needle = |n: usize| format!("<{n:04}>");
    let of_texts = router((0..triggers).map(|n| {
        (Field::PageTitle.contains(needle(n)) | Field::PageUrl.contains(needle(n))) & no_note()
    }));
    for found in [100, 300, 1_000, 1_300] {
        let title: String = (0..found).map(needle).collect();
        let visitor = Visitor::undated().title(title.clone()).page(title).attribute("note", "x");
        let (tests, _) = counted(&of_texts, &visitor);
        assert!(tests <= triggers, "{found}: {tests}");
    }
    // The texts are so short that the tables are used at once, and they find a trigger sixteen times.
    let item = |n: usize| format!("{:02x}", n % 256);
    let of_items = router((0..triggers).map(|n| {
        let tags = || Field::attribute("tags");
        (tags().is(item(n)) | tags().starts_with(item(n + 1)) | tags().contains(item(n + 2)))
            & no_note()
    }));
    for found in [50, 150, 256] {
        let items: Vec<String> = (0..found).map(item).collect();
        let visitor = Visitor::undated().attribute("tags", items).attribute("note", "x");
        let (tests, _) = counted(&of_items, &visitor);
        assert!(tests <= triggers, "{found}: {tests}");
        assert!(tests >= triggers * found / 256, "{found}: {tests}");
    }
}

/// A list of 256 long items: single tests read it until one search for all tests pays. Later tests read nothing.
#[test]
fn a_long_list_is_read_a_bounded_number_of_times_for_any_number_of_tests() {
    let tags = || Field::attribute("tags");
    let needle = |n: usize| format!("{}{n:05}", "ab".repeat(6));
    for triggers in [250, 1_000, 4_000] {
        let router = router((0..triggers).map(|n| match n % 5 {
            0 => tags().contains(needle(n)).into(),
            1 => Condition::from(tags().ends_with(needle(n))),
            2 => tags().starts_with(needle(n)).into(),
            3 => tags().one_of([needle(n), needle(n + 1)]).into(),
            _ => !tags().contains("ab") & tags().is(needle(n)),
        }));
        for bytes in [500, 2_000, 8_000] {
            let item = "ab".repeat(bytes / 2);
            let visitor = Visitor::undated().attribute("tags", vec![item; 256]);
            let presence = Presence::new(&router);
            let situation = router.situation(&visitor, &presence);
            assert_eq!(router.matcher.first(router.workspace(), &situation), None);
            // A search costs 32 reads. It is made after sixteen reads, or after 256 KiB, and the last test before
            // it may read everything. The texts of the tests are looked up in addition.
            let most = (16 + 32 + 1) * 256 * bytes + (1 << 18) + 64 * triggers;
            let read = situation.bytes_read();
            assert!(read <= most, "{triggers} triggers, {bytes} bytes: {read} of {most}");
        }
    }
}

/// Returns `count` values that share a slot of a table whose seed is known beforehand.
fn colliding(count: usize, hashing: Hashing) -> Vec<String> {
    let size = u32::try_from((count * 3 / 2 + 1).next_power_of_two()).unwrap();
    let texts = (0..).map(|n: u32| format!("v{n}"));
    let collide = |text: &String| key(hashing.text(text.as_bytes())) % size == 0;
    texts.filter(collide).take(count).collect()
}

#[test]
fn values_chosen_for_a_seed_collide_under_that_seed_alone() {
    for count in [100, 200, 400] {
        let known = Hashing::new(7);
        let values = colliding(count, known);
        let router = router(values.iter().map(|value| Field::City.is(value.as_str()).into()));
        let drawn = Hashing::new(seed::drawn_from(router.workspace()));
        let longest = |hashing: Hashing| {
            let mut postings = PostingsBuilder::default();
            let keys = values.iter().map(|value| key(hashing.text(value.as_bytes())));
            let posted =
                (0..).zip(keys).map(|(n, key)| (key, Posting::new(ProgramOffset::new(n), 0)));
            let lists = postings.add_all(posted.collect());
            HashTable::from_lists(&lists).longest_probe()
        };
        assert!(longest(known) >= count, "{count}");
        assert!(longest(drawn) <= 40, "{count}: {}", longest(drawn));
    }
}

/// Somebody who knows the seed can choose any number of two-block texts with one 64-bit hash.
#[test]
fn texts_that_are_one_to_a_known_seed_differ_under_the_drawn_one() {
    for count in [100, 200, 400] {
        let known = Hashing::new(7);
        let values = known.texts_of_one_hash(count);
        let router = router(values.iter().map(|value| Field::City.is(value.as_str()).into()));
        let drawn = Hashing::new(seed::drawn_from(router.workspace()));
        let distinct = |hashing: Hashing| {
            let hashes = values.iter().map(|value| hashing.text(value.as_bytes()));
            hashes.collect::<std::collections::BTreeSet<u64>>().len()
        };
        assert_eq!((distinct(known), distinct(drawn)), (1, count));
        // Even with one hash for all of them, a decision tries each trigger once.
        let known = Router::with_seed(router.workspace().clone(), 7);
        let city = || Visitor::undated().city(values[count - 1].clone());
        for router in [&router, &known] {
            let presence = Presence::new(router);
            let visitor = city();
            let situation = router.situation(&visitor, &presence);
            let found = router.matcher.first(router.workspace(), &situation);
            assert_eq!(found, Some(TriggerIx::from_usize(count - 1)));
        }
    }
}
