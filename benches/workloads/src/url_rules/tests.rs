//! What is drawn is the same each time, and by its weights.

use super::*;
use crate::MatchPosition;
use crate::visitor::Parts;

const N: u32 = 4_000;

fn drawn() -> Vec<GeneratedTrigger> {
    let world = World::for_triggers(N);
    let anchored = (0..N).filter(|trigger| !is_broad(SEED, *trigger, N));
    anchored.map(|trigger| draw(SEED, &world, trigger, N)).collect()
}

/// Within two of the percentage.
fn is_about(count: usize, of: usize, percent: f64) -> bool {
    (count as f64 * 100.0 / of as f64 - percent).abs() < 2.0
}

#[test]
fn the_same_is_drawn_again() {
    let texts = |workload: &Workload| -> Vec<String> {
        workload.triggers.iter().map(ToString::to_string).collect()
    };
    let (one, two) = (workload(50, 30), workload(50, 30));
    assert_eq!(texts(&one), texts(&two));
    assert_eq!(one.visitors, two.visitors);
    // Told apart from what another seed draws.
    let other: Vec<String> = triggers(SEED + 1, 50).iter().map(ToString::to_string).collect();
    assert_ne!(texts(&one), other);
}

#[test]
fn triggers_have_one_to_five_conditions() {
    let mut counts = [0; 5];
    for drawn in drawn() {
        let parts = match &drawn.condition {
            Condition::All(parts) => parts.as_slice(),
            one => std::slice::from_ref(one),
        };
        // The two ends of a range of hours are one condition.
        let ends =
            |part: &&Condition| matches!(part, Condition::Leaf(Leaf::AtMost(Number::Hour, _)));
        counts[parts.len() - parts.iter().filter(ends).count() - 1] += 1;
    }
    let of = counts.iter().sum();
    for (count, weight) in counts.into_iter().zip(CONDITIONS) {
        assert!(is_about(count, of, f64::from(weight)), "{counts:?}");
    }
}

#[test]
fn anchors_come_by_their_weights() {
    let drawn = drawn();
    let mut counts = [0; ANCHORS.len()];
    for drawn in &drawn {
        let Leaf::Text { field, test, .. } = &drawn.anchor[0] else { panic!("no text") };
        counts[match (field, test) {
            (Text::Url, TextTest::Is(_)) => 0,
            (Text::Url, TextTest::StartsWith(_)) => 1,
            (Text::Url, _) => 2,
            (Text::Segment, _) => 3,
            (Text::Campaign, _) => 4,
            _ => 5,
        }] += 1;
    }
    for (count, (_, weight)) in counts.into_iter().zip(ANCHORS) {
        assert!(is_about(count, drawn.len(), f64::from(weight)), "{counts:?}");
    }
    let of_two = drawn.iter().filter(|drawn| drawn.anchor.len() == 2).count();
    assert!(is_about(of_two, drawn.len(), f64::from(ANCHOR_ANY)), "{of_two}");
}

#[test]
fn conditions_on_few_values_are_sometimes_negated_or_two() {
    let (mut all, mut negated, mut of_two) = (0, 0, 0);
    let is_few = |condition: &Condition| {
        let mut leaves = Vec::new();
        condition.leaves(&mut leaves);
        matches!(leaves[0], Leaf::Text { field, .. } if matches!(field,
            Text::Country | Text::Language | Text::Device | Text::Os | Text::Plan))
    };
    for drawn in drawn() {
        let Condition::All(parts) = &drawn.condition else { continue };
        for part in parts.iter().filter(|part| is_few(part)) {
            all += 1;
            negated += usize::from(matches!(part, Condition::Not(_)));
            of_two += usize::from(matches!(part, Condition::Any(_)));
        }
    }
    assert!(is_about(negated, all, 12.0), "{negated} of {all}");
    assert!(is_about(of_two, all, 8.0), "{of_two} of {all}");
}

#[test]
fn each_trigger_is_true_for_its_persona() {
    for (place, drawn) in drawn().iter().enumerate() {
        let truth = drawn.condition.truth(&Parts::new(&drawn.matching_visitor));
        assert_eq!(truth, Some(true), "{place}: {}", drawn.condition);
    }
}

#[test]
fn visitors_come_in_thirds() {
    for n in [10, 100, 400] {
        let workload = workload(n, 60);
        for (place, visitor) in workload.visitors.iter().enumerate() {
            let holds = |when: &Condition| when.truth(&visitor) == Some(true);
            let first = workload.triggers.iter().position(holds).map(|place| place as u32);
            assert!(
                MatchPosition::of_visitor(place).contains(first, n),
                "{place} of {n}: {first:?}"
            );
        }
    }
}
