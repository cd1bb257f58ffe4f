//! Documents with more problems than anybody reads: the first 1,000 are kept, and all are counted.

use frontdesk::{Draft, Problems};
use frontdesk::error::ProblemKind;

fn problems(document: &str) -> Problems {
    serde_json::from_str::<Draft>(document).unwrap().check().unwrap_err()
}

fn places(problems: &Problems) -> Vec<String> {
    problems.iter().map(|problem| problem.path().to_string()).collect()
}

/// Groups that are none, and a wrong value that comes before them in the order of the document and after
/// them in its text.
fn wrong_groups(count: usize) -> String {
    format!(r#"{{"groups": [{}], "languages": 1}}"#, vec!["1"; count].join(","))
}

#[test]
fn the_first_thousand_are_kept_in_the_order_of_the_document() {
    for (count, kept, total) in [
        (998, 999, 999),
        (999, 1_000, 1_000),
        (1_000, 1_000, 1_001),
        (2_500, 1_000, 2_501),
        (50_000, 1_000, 50_001),
    ] {
        let problems = problems(&wrong_groups(count));
        assert_eq!((problems.len(), problems.total()), (kept, total));
        let places = places(&problems);
        assert_eq!((&*places[0], &*places[1]), ("languages", "groups[0]"));
        assert_eq!(*places[kept - 1], format!("groups[{}]", kept - 2));
    }
}

#[test]
fn keys_that_stand_in_another_order_do_not_change_which_are_the_first() {
    let keys: Vec<String> = (0..5_000).rev().map(|n| format!("\"k{n:04}\": 1")).collect();
    let problems = problems(&format!(r#"{{"groups": [], {}}}"#, keys.join(",")));
    assert_eq!((problems.len(), problems.total()), (1_000, 5_000));
    let expected: Vec<String> = (0..1_000).map(|n| format!("k{n:04}")).collect();
    assert_eq!(places(&problems), expected);
}

#[test]
fn what_the_check_finds_is_counted_and_kept_in_order_too() {
    let groups: Vec<String> =
        (0..3_000).map(|n| format!(r#"{{"id": "g{n}", "name": "G", "fallback": "x"}}"#)).collect();
    let problems = problems(&format!(r#"{{"groups": [{}], "languages": []}}"#, groups.join(",")));
    assert_eq!((problems.len(), problems.total()), (1_000, 3_001));
    let places = places(&problems);
    assert_eq!((&*places[0], &*places[999]), ("languages", "groups[998].fallback"));
}

#[test]
fn a_document_that_reading_finds_too_much_in_is_not_checked_further() {
    let wrong = vec!["1"; 1_000].join(",");
    let document = |more: &str| {
        format!(r#"{{"languages": [], "groups": [{wrong}], "triggers": [{more}]}}"#)
    };
    // With exactly 1,000 it is.
    assert_eq!(problems(&document("")).total(), 1_001);
    let more = problems(&document("1"));
    assert_eq!((more.len(), more.total()), (1_000, 1_001));
    assert_eq!(places(&more)[0], "groups[0]", "that there is no language was not looked at");
}

#[test]
fn assertions_that_ask_for_nothing_are_counted_like_any_other_problem() {
    let document = |count: usize| {
        let assertions = vec!["{}"; count].join(",");
        format!(r#"{{"groups": [], "assertions": [{assertions}]}}"#)
    };
    for (count, kept) in [(1_000, 1_000), (1_001, 1_000), (7_000, 1_000)] {
        let problems = problems(&document(count));
        assert_eq!((problems.len(), problems.total()), (kept, count));
        assert!(problems.iter().all(|problem| *problem.kind() == ProblemKind::EmptyAssertion));
        let places = places(&problems);
        assert_eq!((&*places[0], &*places[999]), ("assertions[0]", "assertions[999]"));
    }
    // Together with others that are too many.
    let wrong = vec!["1"; 2_000].join(",");
    let both = format!(r#"{{"assertions": [{{}}, {{}}], "groups": [{wrong}]}}"#);
    assert_eq!(problems(&both).total(), 2_002);
    // A draft with few of them is read whole: a host can mend it.
    let mut draft: Draft = serde_json::from_str(&document(3)).unwrap();
    draft.assertions.clear();
    assert!(draft.check().is_ok());
}

#[test]
fn texts_say_how_many_are_left_out() {
    let line = |count| problems(&wrong_groups(count)).to_string().lines().last().unwrap().to_owned();
    assert_eq!(line(999), "groups[998]: expected an object, found `1`");
    assert_eq!(line(1_000), "… and 1 more problem");
    assert_eq!(line(2_500), "… and 1501 more problems");
}

#[test]
fn json_says_how_many_are_left_out() {
    let json = |count| serde_json::to_value(problems(&wrong_groups(count))).unwrap();
    let whole = json(999);
    assert_eq!(whole.as_array().unwrap().len(), 1_000);
    assert_eq!(whole[999]["place"], "groups[998]");
    let cut = json(2_500);
    assert_eq!(cut.as_array().unwrap().len(), 1_001);
    assert_eq!(
        cut[1_000],
        serde_json::json!({
            "place": "",
            "kind": "more_problems",
            "message": "… and 1501 more problems",
            "suggestion": null,
            "hint": null,
            "count": 1501,
        })
    );
}

#[test]
fn problems_under_misspelt_keys_are_found_where_they_stand() {
    let wrong = vec![r#"{"and": [1]}"#; 2_000].join(",");
    let when = format!(r#"{{"or": [{wrong}]}}"#);
    let document = format!(
        r#"{{"groups": [], "triggers": [{{"id": "t", "assign_to": "g", "when": {when}}}]}}"#
    );
    let problems = problems(&document);
    // The key `or`, and of each part the key `and` and what stands in it.
    assert_eq!((problems.len(), problems.total()), (1_000, 4_001));
    let places = places(&problems);
    assert_eq!(places[0], "triggers[0].when.or");
    assert_eq!(places[1], "triggers[0].when.or[0].and");
    assert_eq!(places[2], "triggers[0].when.or[0].and[0]");
    assert_eq!(places[999], "triggers[0].when.or[499].and");
}

#[test]
fn lists_in_the_place_of_conditions_count_once_however_many_there_are() {
    // Under a key that is not known either, its message says both.
    let list = vec![r#"{"condition": []}"#; 3_000].join(",");
    let one = serde_json::from_str::<Draft>(r#"{"groups": [], "triggers": [{"condition": []}]}"#);
    let each = one.unwrap().check().unwrap_err().total();
    let all = problems(&format!(r#"{{"groups": [], "triggers": [{list}]}}"#));
    assert!(each > 1 && all.len() == 1_000);
    // What only the check finds of one is not looked for in so many.
    assert!(all.total() % 3_000 == 0 && all.total() <= each * 3_000, "{each} {}", all.total());
}

#[test]
fn a_list_of_values_that_is_too_long_is_one_problem() {
    let list = |count: usize, item: &str| {
        let items = vec![item; count].join(",");
        let when = format!(r#"{{"field": "city", "in": [{items}]}}"#);
        problems(&format!(
            r#"{{"groups": [{{"id": "g", "name": "G"}}],
                "triggers": [{{"id": "t", "assign_to": "g", "when": {when}}}]}}"#
        ))
    };
    let long = list(10_001, "\"a\"");
    assert_eq!(
        long.to_string(),
        "triggers[0].when.in: `in` lists at most 10000 values, found `10001`"
            .replace("`10001`", "10001")
    );
    // The items are still looked at.
    let wrong = list(20_000, "null");
    assert_eq!((wrong.len(), wrong.total()), (1_000, 20_001));
}
