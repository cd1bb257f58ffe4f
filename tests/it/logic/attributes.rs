//! Attributes of every type under every operator, and lists (rules C2, C5).

use frontdesk::condition::Truth::{self, False, True, Unknown};
use frontdesk::{Condition, Field, Visitor};
use frontdesk::condition::{Operator, Predicate};
use frontdesk::visitor::Value;

use crate::logic::truth;

fn with(value: impl Into<Value<'static>>) -> Visitor<'static> {
    Visitor::undated().attribute("x", value)
}

fn x() -> Field {
    Field::attribute("x")
}

/// Each operator, with the values for a text, a number, a boolean and a list.
fn table() -> Vec<(Predicate, [Truth; 4])> {
    vec![
        // Text "12", number 12, boolean true, list ["12", "true"].
        (x().is("12"), [True, Unknown, Unknown, True]),
        (x().is("13"), [False, Unknown, Unknown, False]),
        (x().is("true"), [False, Unknown, Unknown, True]),
        (x().is(12), [Unknown, True, Unknown, Unknown]),
        (x().is(13), [Unknown, False, Unknown, Unknown]),
        (x().is(true), [Unknown, Unknown, True, Unknown]),
        (x().is(false), [Unknown, Unknown, False, Unknown]),
        (x().one_of(["11", "12"]), [True, Unknown, Unknown, True]),
        (x().one_of(["11"]), [False, Unknown, Unknown, False]),
        (x().one_of([11, 12]), [Unknown, True, Unknown, Unknown]),
        (x().contains("2"), [True, Unknown, Unknown, True]),
        (x().starts_with("t"), [False, Unknown, Unknown, True]),
        (x().ends_with("e"), [False, Unknown, Unknown, True]),
        (x().matches("^[0-9]+$"), [True, Unknown, Unknown, True]),
        (x().matches("^$"), [False, Unknown, Unknown, False]),
        (x().at_least(12.0), [Unknown, True, Unknown, Unknown]),
        (x().at_most(11.9), [Unknown, False, Unknown, Unknown]),
        (x().above(12.0), [Unknown, False, Unknown, Unknown]),
        (x().below(12.5), [Unknown, True, Unknown, Unknown]),
        (x().exists(), [True, True, True, True]),
        (x().missing(), [False, False, False, False]),
    ]
}

#[test]
fn c2_an_attribute_of_another_type_is_unknown() {
    let values: [Value<'static>; 4] =
        ["12".into(), 12_i32.into(), true.into(), ["12", "true"].into()];
    for (leaf, expected) in table() {
        for (value, expected) in values.iter().zip(expected) {
            let found = truth(leaf.clone(), &with(value.clone()));
            assert_eq!(found, expected, "{leaf} of {value:?}");
            if !matches!(leaf.operator(), Operator::Exists(_)) {
                let if_true = truth(leaf.clone().if_unknown(true), &with(value.clone()));
                assert_eq!(if_true, expected.or(True), "{leaf} of {value:?}");
            }
        }
    }
}

#[test]
fn c2_numbers_are_compared_as_numbers() {
    for (value, leaf, expected) in [
        (0.1 + 0.2, x().is(0.3), False),
        (0.3, x().is(0.3), True),
        (-0.0, x().is(0), True),
        (0.0, x().one_of([-0.0, 5.0]), True),
        (f64::MAX, x().at_least(f64::MAX), True),
        (f64::MIN_POSITIVE, x().above(0.0), True),
        (3.0, x().one_of([5, 3, 4, 3]), True),
        (3.5, x().one_of([5, 3, 4, 3]), False),
    ] {
        assert_eq!(truth(leaf.clone(), &with(value)), expected, "{leaf} of {value}");
    }
    // Whole numbers of any size are the doubles next to them.
    let visitor = with(9_007_199_254_740_993_u64);
    assert_eq!(truth(x().is(9_007_199_254_740_992.0), &visitor), True);
}

#[test]
fn c5_one_element_of_a_list_is_enough() {
    let visitor = with(["b2b", "Beta", "éa"]);
    for (condition, expected) in [
        (Condition::from(x().is("b2b")), True),
        (x().is("beta").into(), False),
        (x().is("beta").ignore_case().into(), True),
        (x().one_of(["none", "b2b"]).into(), True),
        (x().contains("et").into(), True),
        (x().contains("b2bB").into(), False),
        (x().starts_with("É").ignore_case().into(), True),
        (x().ends_with("2b").into(), True),
        (x().matches("^B").into(), True),
        (x().matches("^beta$").ignore_case().into(), True),
        (!x().is("b2b"), False),
        (!x().is("gamma"), True),
        (x().is("b2b") & x().is("Beta"), True),
    ] {
        assert_eq!(truth(condition.clone(), &visitor), expected, "{condition}");
    }
}

#[test]
fn c5_an_empty_list_makes_it_false() {
    let visitor = with(Vec::<&str>::new());
    for leaf in [
        x().is(""),
        x().one_of(["", "a"]),
        x().contains("a"),
        x().starts_with("a"),
        x().ends_with("a"),
        x().matches(".*"),
    ] {
        assert_eq!(truth(leaf.clone(), &visitor), False, "{leaf}");
        assert_eq!(truth(leaf.clone().if_unknown(true), &visitor), False, "{leaf}");
        assert_eq!(truth(!leaf.clone(), &visitor), True, "not {leaf}");
    }
    assert_eq!(truth(x().at_least(0.0), &visitor), Unknown, "a list is no number");
    assert_eq!(truth(x().exists(), &visitor), True);
}

#[test]
fn c5_an_element_may_be_empty() {
    let visitor = with([""]);
    assert_eq!(truth(x().is(""), &visitor), True);
    assert_eq!(truth(x().matches("^$"), &visitor), True);
    assert_eq!(truth(x().contains("a"), &visitor), False);
}

#[test]
fn c5_an_element_that_is_too_long_is_not_known() {
    let long = "a".repeat(8_193);
    let fits = "a".repeat(8_192);
    let list = |items: &[&String]| with(items.iter().map(|i| (*i).clone()).collect::<Vec<_>>());
    let b = "b".to_owned();
    for (visitor, expected) in [
        (list(&[&long]), Unknown),
        (list(&[&fits]), True),
        (list(&[&b]), False),
        (list(&[&long, &b]), Unknown),
        (list(&[&b, &long]), Unknown),
        (list(&[&long, &fits]), True),
        (list(&[&fits, &long]), True),
    ] {
        assert_eq!(truth(x().starts_with("a"), &visitor), expected);
        assert_eq!(truth(x().matches("^a+$"), &visitor), expected);
        let if_false = truth(x().starts_with("a").if_unknown(false), &visitor);
        assert_eq!(if_false, expected.or(False));
        assert_eq!(truth(x().exists(), &visitor), True, "the list itself is known");
    }
}
