//! Lists of many long items, and thousands of tests of them: each finds what it finds by itself
//! (rule L1).

use frontdesk::{Condition, Draft, Field, Group, Presence, Router, Trigger, Visitor};
use frontdesk::condition::Predicate;

const TESTS: usize = 2_000;

fn tags() -> Field {
    Field::attribute("tags")
}

/// A test by its number: of each kind, with texts that contain each other, and of which most differ in the last
/// bytes only.
fn test(n: usize) -> Predicate {
    let text = format!("{}É{n:04}", "ab".repeat(n % 7));
    match n % 8 {
        0 => tags().contains(text),
        1 => tags().starts_with(text),
        2 => tags().ends_with(text),
        3 => tags().is(text),
        4 => tags().one_of([text, format!("other{n}"), format!("{n}")]),
        5 => tags().one_of([format!("{n:04}"), format!("w{n}")]),
        6 => tags().is(format!("w{n:04}")),
        _ => tags().contains(format!("{n:04}")),
    }
}

/// A text that the test with a number holds for, and none with a lower number.
fn fits(n: usize) -> String {
    let text = format!("{}É{n:04}", "ab".repeat(n % 7));
    match n % 8 {
        0 => format!("xx{text}xx"),
        1 => format!("{text}xx"),
        2 => format!("xx{text}"),
        3 | 4 => text,
        5 => format!("w{n}"),
        6 => format!("w{n:04}"),
        _ => format!("..{n:04}.."),
    }
}

fn router(condition: impl Fn(usize) -> Condition) -> Router {
    let triggers = (0..TESTS).map(|n| Trigger::new(n.to_string(), "g").when(condition(n)));
    Router::new(Draft::new().group(Group::new("g", "G")).triggers(triggers).check().unwrap())
}

fn winner(router: &Router, items: &[String]) -> Option<usize> {
    let visitor = Visitor::undated().attribute("tags", items.to_vec());
    let presence = Presence::new(router);
    let trigger = router.route(&visitor, &presence).to_record().trigger;
    trigger.map(|id| id.as_str().parse().unwrap())
}

/// Items that no test holds for, and one more.
fn items(bytes: usize, last: String) -> Vec<String> {
    let mut items = vec!["ab".repeat(bytes / 2); 100];
    items.push(last);
    items
}

const PLACES: [usize; 11] = [0, 1, 2, 3, 4, 5, 6, 7, 1_001, 1_994, 1_999];

#[test]
fn each_test_finds_its_item_however_much_has_been_read() {
    // No index finds an expression of digits, so those are tried one by one.
    let tried = router(|n| test(n) | Field::attribute("none").matches("[0-9]"));
    let looked_up = router(|n| test(n).into());
    let folded = router(|n| test(n).ignore_case().into());
    for bytes in [20, 2_000, 8_000] {
        for n in PLACES {
            let given = items(bytes, fits(n));
            for router in [&tried, &looked_up, &folded] {
                assert_eq!(winner(router, &given), Some(n), "{bytes} bytes");
            }
            let upper: Vec<String> = given.iter().map(|item| item.to_uppercase()).collect();
            assert_eq!(winner(&folded, &upper), Some(n), "{bytes} bytes in upper case");
        }
        for router in [&tried, &looked_up, &folded] {
            assert_eq!(winner(router, &items(bytes, String::new())), None);
        }
    }
}

#[test]
fn an_item_that_is_too_long_is_not_known_however_much_has_been_read() {
    for n in 1_990..1_998 {
        // Tests that read much, and then one that is as good as known or unknown.
        let after = |last: Condition| {
            router(move |place| match place {
                1_999 => last.clone(),
                place => test(place % 1_900).into(),
            })
        };
        let [is_false, is_unknown] =
            [after(!test(n)), after(test(n).if_unknown(true) & !test(n).if_unknown(false))];
        let known = items(8_000, String::new());
        let unknown = items(8_000, "x".repeat(8_193));
        assert_eq!(winner(&is_false, &known), Some(1_999));
        assert_eq!(winner(&is_false, &unknown), None);
        assert_eq!(winner(&is_unknown, &known), None);
        // One is enough, whatever else is not known.
        let found = [unknown.clone(), vec![fits(n)]].concat();
        assert_eq!(winner(&is_false, &found), None);
        let found = after(test(n).into());
        let items = [unknown.clone(), vec![fits(n)]].concat();
        assert_eq!(winner(&found, &items), Some(1_999));
    }
}
