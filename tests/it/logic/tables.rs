//! Truth tables of `all`, `any`, `not` and `if_unknown`.

use frontdesk::condition::Truth::{self, False, True, Unknown};
use frontdesk::{Condition, Field, Presence, Trigger, Visitor};

use crate::logic::{ALL, leaf, router, truth, truth_of, visitor};

/// Rule C2, row by row: left, right, `all`, `any`.
const TABLE: [(Truth, Truth, Truth, Truth); 9] = [
    (True, True, True, True),
    (True, Unknown, Unknown, True),
    (True, False, False, True),
    (Unknown, True, Unknown, True),
    (Unknown, Unknown, Unknown, Unknown),
    (Unknown, False, False, Unknown),
    (False, True, False, True),
    (False, Unknown, False, Unknown),
    (False, False, False, False),
];

fn all(left: Truth, right: Truth) -> Truth {
    TABLE.iter().find(|row| (row.0, row.1) == (left, right)).unwrap().2
}

fn any(left: Truth, right: Truth) -> Truth {
    TABLE.iter().find(|row| (row.0, row.1) == (left, right)).unwrap().3
}

fn not(truth: Truth) -> Truth {
    match truth {
        True => False,
        Unknown => Unknown,
        False => True,
    }
}

#[test]
fn c2_leaves_have_their_values() {
    for value in ALL {
        assert_eq!(truth(leaf(value), &visitor()), value);
    }
}

#[test]
fn c2_all_and_any_of_two_parts() {
    for (left, right, both, either) in TABLE {
        assert_eq!(truth(leaf(left) & leaf(right), &visitor()), both, "{left} and {right}");
        assert_eq!(truth(leaf(left) | leaf(right), &visitor()), either, "{left} or {right}");
        assert_eq!(Truth::all([left, right]), both);
        assert_eq!(Truth::any([left, right]), either);
    }
}

#[test]
fn c2_not_of_unknown_is_unknown() {
    for value in ALL {
        assert_eq!(truth(!leaf(value), &visitor()), not(value));
        assert_eq!(truth(!!leaf(value), &visitor()), value);
        assert_eq!(!value, not(value));
    }
}

#[test]
fn c2_all_and_any_of_one_part_are_that_part() {
    for value in ALL {
        assert_eq!(truth(Condition::All(vec![leaf(value)]), &visitor()), value);
        assert_eq!(truth(Condition::Any(vec![leaf(value)]), &visitor()), value);
    }
}

#[test]
fn c2_three_parts_and_every_nesting_of_them() {
    for a in ALL {
        for b in ALL {
            for c in ALL {
                let (x, y, z) = (|| leaf(a), || leaf(b), || leaf(c));
                let cases = [
                    (Condition::All(vec![x(), y(), z()]), all(all(a, b), c)),
                    (Condition::Any(vec![x(), y(), z()]), any(any(a, b), c)),
                    (x() & (y() | z()), all(a, any(b, c))),
                    ((x() | y()) & z(), all(any(a, b), c)),
                    (x() | (y() & z()), any(a, all(b, c))),
                    ((x() & y()) | z(), any(all(a, b), c)),
                    (Condition::All(vec![x(), y() & z()]), all(a, all(b, c))),
                    (!(x() & y()) | z(), any(not(all(a, b)), c)),
                    (!(x() | !y()) & z(), all(not(any(a, not(b))), c)),
                    (!(!(x() | y()) & !z()), not(all(not(any(a, b)), not(c)))),
                ];
                for (condition, expected) in cases {
                    assert_eq!(truth(condition.clone(), &visitor()), expected, "{condition}");
                }
            }
        }
    }
}

#[test]
fn c1_the_same_in_documents() {
    let text = |value| serde_json::to_string(&leaf(value)).unwrap();
    for (left, right, both, either) in TABLE {
        let (l, r) = (text(left), text(right));
        assert_eq!(truth_of(&format!(r#"{{"all": [{l}, {r}]}}"#), &visitor()), both);
        assert_eq!(truth_of(&format!(r#"{{"any": [{l}, {r}]}}"#), &visitor()), either);
        let neither = format!(r#"{{"not": {{"any": [{l}, {{"all": [{r}]}}]}}}}"#);
        assert_eq!(truth_of(&neither, &visitor()), not(either));
    }
}

#[test]
fn c1_if_unknown_stands_in_the_place_of_unknown() {
    for (known, expected) in [(Some("a"), True), (Some("b"), False), (None, Unknown)] {
        let visitor = Visitor::undated().attribute("x", known);
        let leaf = || Field::attribute("x").is("a");
        assert_eq!(truth(leaf(), &visitor), expected);
        for value in [true, false] {
            let replaced = expected.or(Truth::from(value));
            assert_eq!(truth(leaf().if_unknown(value), &visitor), replaced);
            // Before the negation, not after it.
            assert_eq!(truth(!leaf().if_unknown(value), &visitor), not(replaced));
        }
    }
    assert_eq!(Unknown.or(True), True);
    assert_eq!(False.or(True), False);
    assert_eq!(True.or(False), True);
}

#[test]
fn c2_not_in_is_not_around_in() {
    let list = Field::attribute("x").one_of(["a", "b"]);
    let none = Field::attribute("x").none_of(["a", "b"]);
    let visitors = [
        (Visitor::undated().attribute("x", "a"), False),
        (Visitor::undated().attribute("x", "c"), True),
        (Visitor::undated().attribute("x", vec!["c", "b"]), False),
        (Visitor::undated().attribute("x", vec!["c", "d"]), True),
        (Visitor::undated().attribute("x", Vec::<&str>::new()), True),
        // A number is of another type, and nothing is known of it.
        (Visitor::undated().attribute("x", 1), Unknown),
        (Visitor::undated(), Unknown),
    ];
    for (visitor, expected) in visitors {
        assert_eq!(truth(none.clone(), &visitor), expected);
        assert_eq!(truth(!list.clone(), &visitor), expected);
        assert_eq!(truth(!none.clone(), &visitor), not(expected));
        for value in [true, false] {
            // The value for unknown is that of the predicate itself, not of the list that it negates.
            let replaced = expected.or(Truth::from(value));
            assert_eq!(truth(none.clone().if_unknown(value), &visitor), replaced);
            assert_eq!(truth(!none.clone().if_unknown(value), &visitor), not(replaced));
            assert_eq!(truth(!list.clone().if_unknown(!value), &visitor), replaced);
        }
    }
}

#[test]
fn c1_equal_leaves_may_differ_in_if_unknown() {
    let leaf = || Field::attribute("missing").is("a");
    let condition = leaf().if_unknown(true) & !leaf().if_unknown(false);
    assert_eq!(truth(condition, &visitor()), True);
    let condition = leaf().if_unknown(true) & leaf();
    assert_eq!(truth(condition, &visitor()), Unknown);
}

#[test]
fn c2_a_trigger_fires_on_true_only() {
    for value in ALL {
        let router = router([
            Trigger::new("first", "holds").when(leaf(value)),
            Trigger::new("rest", "fails"),
        ]);
        let presence = Presence::new(&router);
        let record = router.route(&visitor(), &presence).to_record();
        let expected = if value == True { "first" } else { "rest" };
        assert_eq!(record.trigger.unwrap(), expected, "{value}");
    }
}

#[test]
fn c2_a_negation_never_fires_on_ignorance() {
    let nobody = Visitor::undated();
    for condition in [
        !Field::Country.is("FR"),
        !Field::Device.is("bot"),
        !Field::PageHost.within("example.fr"),
        !Field::Visits.above(3.0),
        !Field::attribute("plan").is("pro"),
        !Field::PageTitle.matches("x"),
        !Field::bucket("b").below(50.0),
    ] {
        assert_eq!(truth(condition.clone(), &nobody), Unknown, "{condition}");
    }
}

#[test]
fn truth_is_ordered_false_unknown_true() {
    assert!(False < Unknown && Unknown < True);
    assert_eq!(Truth::all([]), True);
    assert_eq!(Truth::any([]), False);
    assert_eq!(ALL.map(|value| value.to_string()), ["false", "unknown", "true"]);
    assert_eq!(serde_json::to_string(&ALL).unwrap(), r#"["false","unknown","true"]"#);
    // Parts after the first that decides are not looked at.
    let mut looked_at = 0;
    let counted = |value| {
        looked_at += 1;
        value
    };
    assert_eq!(Truth::any([False, True, Unknown, True].into_iter().map(counted)), True);
    assert_eq!(looked_at, 2);
}
