//! What is drawn is the same each time, and by its weights.

use url::Url;

use super::*;
use crate::MatchPosition;

#[test]
fn visitors_come_in_thirds() {
    let n = 300;
    let workload = workload(n, 60);
    for (place, visitor) in workload.visitors.iter().enumerate() {
        let holds = |when: &Condition| when.truth(&Parts::new(visitor)) == Some(true);
        let first = workload.triggers.iter().position(holds).map(|place| place as u32);
        assert!(MatchPosition::of_visitor(place).contains(first, n), "{place}: {first:?}");
    }
}

#[test]
fn each_trigger_is_true_for_its_persona() {
    let (world, expressions) = (World::for_triggers(1_000), Expressions::default());
    for trigger in 0..1_000 {
        let drawn = draw(&world, &expressions, trigger, 1_000);
        let truth = drawn.condition.truth(&Parts::new(&drawn.matching_visitor));
        assert_eq!(truth, Some(true), "{trigger}: {}", drawn.condition);
    }
}

#[test]
fn some_urls_are_not_canonical_and_all_parse() {
    let workload = workload(200, 1_200);
    let odd = workload.visitors.iter().filter(|visitor| {
        let given = visitor.given(Text::Url).unwrap_or_default();
        Url::parse(given).expect("a URL").as_str() != given
    });
    let odd = odd.count();
    assert!((36..=84).contains(&odd), "{odd} of 1,200");
}

#[test]
fn shares_of_what_is_special_hold_roughly() {
    let (world, expressions) = (World::for_triggers(4_000), Expressions::default());
    let (mut text, mut loud, mut rests, mut matches, mut states) = (0, 0, 0, 0, 0);
    for trigger in 0..4_000 {
        let drawn = draw(&world, &expressions, trigger, 4_000);
        let mut leaves = Vec::new();
        drawn.condition.leaves(&mut leaves);
        rests += leaves.len() - drawn.anchor.len();
        for leaf in leaves {
            match leaf {
                Leaf::Text { test: TextTest::Matches(_), .. } => matches += 1,
                Leaf::Text {
                    field: Text::Path | Text::UtmCampaign | Text::Segment,
                    ignore_case,
                    ..
                } => {
                    text += 1;
                    loud += usize::from(*ignore_case);
                }
                Leaf::State(_) => states += 1,
                _ => {}
            }
        }
    }
    let percent = |count: usize, of: usize| count as f64 * 100.0 / of as f64;
    assert!((percent(loud, text) - 10.0).abs() < 2.0, "{loud} of {text}");
    assert!((percent(matches, rests) - 2.0).abs() < 1.0, "{matches} of {rests}");
    assert!((percent(states, rests) - 5.0).abs() < 1.5, "{states} of {rests}");
}
