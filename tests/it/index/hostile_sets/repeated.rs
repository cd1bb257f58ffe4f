//! Hostile sets of triggers that a visitor shows the same part of many times over: each condition is false, and
//! is found again at every place (rule L1).

use frontdesk::{Condition, Field};

use super::{HostileSet, letters, sampled_numbers, visitor};

/// The part of each expression that a text must have is one letter, which a title has thousands of.
pub(super) fn one_letter_in_every_expression(size: usize) -> HostileSet {
    // No more than so many differ in three letters.
    let count = size.min(700);
    // Nothing that the rest of a title has.
    let code = |n: usize| letters(n * 7).to_uppercase();
    let expression = |n: usize| {
        let classes: String = code(n).chars().map(|letter| format!("[{letter}_]")).collect();
        format!("a[ab]{{2}}{classes}")
    };
    let title = |end: &str| format!("{}{end}", "ab".repeat(2_000));
    let mut visitors = vec![
        (visitor().title(title("")), None),
        (visitor().title(title("a__")), None),
        (visitor().title(title("a___")), Some(0)),
        (visitor().title("aaa"), None),
    ];
    for n in sampled_numbers(count) {
        visitors.push((visitor().title(title(&format!("abb{}", code(n)))), Some(n)));
        visitors.push((visitor().title(title(&format!("b-{}", code(n)))), None));
    }
    HostileSet {
        name: "one letter in every expression",
        visitors,
        triggers: (0..count).map(|n| Field::PageTitle.matches(expression(n)).into()).collect(),
    }
}

/// Each trigger is found in each of the 256 items of a list, by a start and by a part.
pub(super) fn one_start_in_every_item(size: usize) -> HostileSet {
    let tags = || Field::attribute("tags");
    let trigger = |n: usize| {
        let found = match n % 3 {
            0 => tags().starts_with("common-"),
            1 => tags().contains("mmon"),
            _ => tags().ends_with("-end"),
        };
        found & !Field::attribute("flag").is("on") & Field::Visits.at_least(n as u32)
            | tags().is(format!("t{n}")) & Field::Device.is("desktop")
    };
    let items = |last: String| {
        let common = (0..255).map(|n| format!("common-{n}-end"));
        common.chain([last]).collect::<Vec<String>>()
    };
    let of = |last: String| visitor().attribute("tags", items(last)).attribute("flag", "on");
    let mut visitors = vec![
        (of(String::new()), None),
        (of("t0".to_owned()).device("mobile"), None),
        (of(String::new()).attribute("flag", "off").visits(7), Some(0)),
    ];
    visitors
        .extend(sampled_numbers(size).map(|n| (of(format!("t{n}")).device("desktop"), Some(n))));
    HostileSet {
        name: "one start in every item of a list",
        visitors,
        triggers: (0..size).map(trigger).collect(),
    }
}

/// Each trigger takes any of twelve parts, all of which a page has, and then a segment that none has.
pub(super) fn any_of_many_parts(size: usize) -> HostileSet {
    let part = |n: usize| format!("/{}-", letters(n * 31 + 5));
    let trigger = |n: usize| {
        let parts = (0..12).map(|of| Field::PageUrl.contains(part(n % 40 + of)).into());
        Condition::Any(parts.collect())
            & !Field::attribute("segment").is("none")
            & Field::attribute("score").at_least(n as f64)
    };
    let page: String = (0..60).map(part).collect();
    let page = format!("https://a.example{}", page.repeat(20));
    let of = |segment: &'static str| visitor().page(page.clone()).attribute("segment", segment);
    HostileSet {
        name: "any of many parts",
        visitors: vec![
            (of("none").attribute("score", 1e9), None),
            (of("some"), None),
            (of("some").attribute("score", -1), None),
            (of("some").attribute("score", 3), Some(0)),
            (visitor().page(format!("https://a.example{}", part(7))), None),
        ],
        triggers: (0..size).map(trigger).collect(),
    }
}
