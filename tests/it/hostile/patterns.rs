//! Regular expressions made to blow up: bounded in size, linear in time (rule L1).

use std::time::{Duration, Instant};

use frontdesk::{Condition, Draft, Field, Group, Presence, Router, Trigger, Visitor};
use frontdesk::condition::Predicate;
use frontdesk::error::{Limit, ProblemKind};

use crate::hostile::{draft, fires, texts, total};

fn with(pattern: &str) -> Draft {
    draft(Field::PageTitle.matches(pattern))
}

#[test]
fn a_regular_expression_has_512_bytes_and_no_more() {
    let fits = "a".repeat(512);
    assert!(fires(Field::PageTitle.matches(fits.clone()), &Visitor::undated().title(&fits)));
    let wide = "é".repeat(256);
    assert!(fires(Field::PageTitle.matches(wide.clone()), &Visitor::undated().title(&wide)));
    for over in [format!("{fits}a"), format!("{wide}a")] {
        assert_eq!(
            texts(with(&over)),
            ["triggers[0].when.matches: a regular expression has at most 512 bytes, found 513"]
        );
    }
    assert!(texts(with(&"(".repeat(1 << 20)))[0].ends_with("at most 512 bytes, found 1048576"));
}

#[test]
fn a_regular_expression_that_compiles_to_too_much_is_refused_quickly() {
    let started = Instant::now();
    for pattern in [
        r"\w{1000}",
        r"\pL{1500}",
        "a{1000000}",
        "((a{100}){100}){100}",
        r"(\w{40}){40}",
        "(?i)[a-zé]{5000}",
        r"((\w+\s+){50}){50}",
        "(a|b|c|d|e){0,50000}",
        "x{10}{10}{10}{10}{10}{10}",
        r"(?:\p{Greek}|\p{Cyrillic}){1800}",
    ] {
        let problems = with(pattern).check().unwrap_err();
        assert_eq!(problems.len(), 1, "{pattern}");
        let problem = problems.iter().next().unwrap();
        assert_eq!(problem.kind(), &ProblemKind::Limit(Limit::RegexSize));
        assert_eq!(
            problem.to_string(),
            format!(
                "triggers[0].when.matches: a regular expression has at most 1000 states, `{pattern}` \
                 has more: repeat less in it"
            )
        );
    }
    // Each takes milliseconds; without a bound some take minutes and gigabytes.
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

/// A trigger for each leaf.
fn triggers(leaves: impl IntoIterator<Item = Predicate>) -> Draft {
    let triggers = (0..).zip(leaves);
    Draft::new()
        .group(Group::new("g", "G"))
        .triggers(triggers.map(|(n, leaf): (u32, _)| Trigger::new(n.to_string(), "g").when(leaf)))
}

/// What speaks against the first leaf that has too much of something.
#[test]
fn all_expressions_of_a_workspace_together_have_a_size_too() {
    // Classes whose case is ignored take the most to parse. What is refused counts as well.
    let dear = |n: usize| Field::PageTitle.matches(format!("{}{n}", r"\pL".repeat(100))).ignore_case();
    let refused =
        |n: usize| Field::PageTitle.matches(format!(r"(?i)(?:{}){{{n}}}", r"\pL".repeat(100)));
    for leaves in [(0..20).map(dear).collect::<Vec<_>>(), (1_001..1_021).map(refused).collect()] {
        let problems = triggers(leaves).check().unwrap_err();
        let total: Vec<_> = problems
            .iter()
            .filter(|problem| problem.kind() == &ProblemKind::Limit(Limit::RegexTotal))
            .collect();
        // Four fit.
        assert_eq!(total.len(), 16);
        let text = total[0].to_string();
        assert!(
            text.starts_with(
                "triggers[4].when.matches: the regular expressions of a workspace take at most \
                 128000000 steps to compile, and `"
            ) && text.ends_with("` exceeds that: use fewer of them"),
            "{text}"
        );
    }
}

#[test]
fn what_all_uses_may_take_for_one_visitor_has_a_limit() {
    // Where there are few triggers, 48,000 uses fit.
    let plain = |n: usize| Field::PageTitle.matches(format!("/product-{n}/"));
    let any = |count: usize| Condition::Any((0..count).map(|n| plain(n).into()).collect());
    let several = |uses: usize| {
        let conditions = (0..uses).step_by(500).map(|from| any(500.min(uses - from)));
        let named = conditions.enumerate();
        Draft::new()
            .group(Group::new("g", "G"))
            .triggers(named.map(|(n, when)| Trigger::new(n.to_string(), "g").when(when)))
    };
    assert!(several(48_000).check().is_ok());
    assert_eq!(
        texts(several(48_001)),
        [
            "triggers[96].when.any[0].matches: the regular expressions of a workspace take at most \
             393216000 steps for one visitor, and `/product-0/` exceeds that: use fewer of them"
        ]
    );
    // From 1,500 on, expressions read shorter texts; beyond 1,000 triggers each adds one and a half.
    let longest = |draft: Draft| {
        let router = Router::new(draft.check().unwrap());
        let presence = Presence::everyone_online(&router);
        let reads = |bytes: usize| {
            let title = format!("/product-0/{}", "x".repeat(bytes - 11));
            router.route(&Visitor::undated().title(title), &presence).group().is_some()
        };
        let (mut read, mut too_long) = (11, 8_193);
        while read + 1 < too_long {
            let middle = usize::midpoint(read, too_long);
            *(if reads(middle) { &mut read } else { &mut too_long }) = middle;
        }
        read
    };
    assert_eq!(longest(several(1_500)), 8_192);
    assert_eq!(longest(several(3_000)), 4_096);
    assert_eq!(longest(several(48_000)), 256);
    assert_eq!(longest(triggers((0..3_000).map(plain))), 8_192);
    // Those that cannot be made deterministic weigh by their states.
    let slow = |n: usize| Field::PageTitle.matches(format!("a[ab]{{100}}{n}"));
    let any = |trigger: usize| {
        let leaves = (0..100).map(|n| slow(100 + n).into()).collect();
        Trigger::new(trigger.to_string(), "g").when(Condition::Any(leaves))
    };
    let draft = Draft::new().group(Group::new("g", "G")).triggers((0..20).map(any));
    let problems = draft.check().unwrap_err();
    let first = problems.iter().next().unwrap();
    assert_eq!(first.kind(), &ProblemKind::Limit(Limit::RegexSteps));
    let place = first.to_string();
    let place = place.split(':').next();
    // 105 states take 215,040 steps: 1,828 uses fit.
    assert_eq!((problems.len(), place), (172, Some("triggers[18].when.any[28].matches")));
}

/// A title of so many bytes without the last letter that an expression asks for.
fn title(bytes: usize) -> String {
    "a".repeat(bytes)
}

#[test]
fn an_expression_of_too_many_combinations_of_states_reads_short_texts_only() {
    let slow = || Field::PageTitle.matches("(?:[ab]{0,80}){0,5}a[ab]{60}[cd][ex]");
    let ends = |bytes: usize| format!("{}cx", title(bytes - 2));
    let is = |when: Condition, title: &str| fires(when, &Visitor::undated().title(title));
    assert!(is(slow().into(), &ends(1_024)));
    assert!(is(!slow(), &title(1_024)));
    // Longer ones are not known to it.
    let is_unknown = |title: &str| {
        let leaf = |truth| Condition::from(slow().if_unknown(truth));
        is(leaf(true) & !leaf(false), title)
    };
    assert!(is_unknown(&ends(1_025)) && is_unknown(&title(8_192)));
    // Others read all of a text that is known.
    let quick = || Field::PageTitle.matches("[ab]*a[ab]{9}[cd][ex]");
    assert!(is(quick().into(), &ends(8_192)) && is(!quick(), &title(8_192)));
}

#[test]
fn of_a_list_expressions_read_what_all_of_them_may_read_of_one() {
    let needle = |n: usize| Field::attribute("tags").matches(format!("needle-{n}$"));
    // How many items of 8,192 bytes may stand before the one that fits, where there are so many uses.
    let most_items = |uses: usize| {
        let triggers = (0..uses).map(|n| Trigger::new(n.to_string(), "g").when(needle(n)));
        let draft = Draft::new().group(Group::new("g", "G")).triggers(triggers);
        let router = Router::new(draft.check().unwrap());
        let presence = Presence::everyone_online(&router);
        let reads = |items: &usize| {
            let mut list = vec!["x".repeat(8_192); *items];
            list.push("needle-0".to_owned());
            let visitor = Visitor::undated().attribute("tags", list);
            router.route(&visitor, &presence).group().is_some()
        };
        [0, 1, 2, 10, 20, 100, 200, 255].into_iter().rfind(reads)
    };
    assert_eq!(most_items(1), Some(255));
    // Two megabytes, six times.
    assert_eq!(most_items(5), Some(255));
    // 12,288,000 steps of 60 expressions are 25 items.
    assert_eq!(most_items(60), Some(20));
    // Those of 1,000 are one and a half: an item that does not fit is not known, a shorter one is read.
    assert_eq!(most_items(1_000), Some(255));
    let list = |items: &[&str]| {
        let items: Vec<String> = items.iter().map(|item| (*item).to_owned()).collect();
        Visitor::undated().attribute("tags", items)
    };
    // An item that is too long takes nothing from those after it.
    assert!(fires(needle(0), &list(&[&"x".repeat(9_000), "needle-0"])));
    assert!(fires(!needle(0), &list(&["x", "y"])));
    assert!(!fires(!needle(0), &list(&[&"x".repeat(9_000), "y"])));
}

#[test]
fn equal_expressions_are_compiled_once() {
    // Compiled one by one these take minutes, and more memory than the limit of all together.
    let dear = || Field::PageTitle.matches(r"^\w{4}$");
    let started = Instant::now();
    let workspace = triggers((0..20_000).map(|_| dear())).check().unwrap();
    assert_eq!(workspace.triggers().len(), 20_000);
    // What does not compile is tried once, too, and told of each.
    let broken = triggers((0..2_000).map(|_| Field::PageTitle.matches(r"\w{1000}")));
    assert_eq!(total(broken), 2_000);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    // With another case they are others.
    let visitor = Visitor::undated().title("ÉTÉ");
    assert!(!fires(Field::PageTitle.matches("^été$"), &visitor));
    let both = Field::PageTitle.matches("^été$") | Field::PageTitle.matches("^été$").ignore_case();
    assert!(fires(both, &visitor));
    let neither = Field::PageTitle.matches("^été$").ignore_case() & Field::PageTitle.matches("^été$");
    assert!(!fires(neither, &visitor));
}

#[test]
fn a_small_repetition_of_a_large_class_fits() {
    let visitor = Visitor::undated().title("été");
    assert!(fires(Field::PageTitle.matches(r"^\w{3}$"), &visitor));
    assert!(fires(Field::PageTitle.matches(r"\w{10}"), &Visitor::undated().title("catégories")));
    assert!(fires(Field::PageTitle.matches(r"^\pL{1,3}$").ignore_case(), &visitor));
    assert!(fires(Field::PageTitle.matches("^ÉTÉ$").ignore_case(), &visitor));
}

#[test]
fn no_expression_takes_more_than_linear_time() {
    let long = format!("{}!", "a".repeat(8_191));
    let visitor = Visitor::undated().title(&long);
    let started = Instant::now();
    for (pattern, holds) in [
        ("(a+)+$", false),
        ("^(a+)+$", false),
        ("(a|aa)+$", false),
        ("(a*)*b", false),
        ("^(a|a|a)*$", false),
        ("(.*)(.*)(.*)(.*)(.*)x", false),
        ("(a?){200}a{200}", true),
        (r"^(([a-z])+.)+[A-Z]([a-z])+$", false),
        ("a+!", true),
    ] {
        assert_eq!(fires(Field::PageTitle.matches(pattern), &visitor), holds, "{pattern}");
    }
    // A backtracking engine would need longer than the universe has.
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn what_a_linear_engine_does_not_have_is_an_error_that_says_so() {
    for (pattern, reason) in [
        (r"(a)\1", "backreferences are not supported"),
        ("(?=a)", "look-around, including look-ahead and look-behind, is not supported"),
        ("(?<!a)b", "look-around, including look-ahead and look-behind, is not supported"),
    ] {
        assert_eq!(
            texts(with(pattern)),
            [format!(
                "triggers[0].when.matches: `{pattern}` is not a regular expression: {reason}"
            )]
        );
    }
}

#[test]
fn a_broken_expression_is_one_line() {
    let problems = texts(with("(\n  a\n"));
    assert_eq!(
        problems,
        [
            "triggers[0].when.matches: `(\\u{a}  a\\u{a}` is not a regular expression: unclosed group"
        ]
    );
    for pattern in ["(", ")", "[", "a**{", "(?P<n", r"\", "[z-a]", "(?z)", "a{2,1}", "\u{0}("] {
        let problems = texts(with(pattern));
        assert_eq!(problems.len(), 1, "{pattern}");
        assert!(!problems[0].contains('\n'), "{}", problems[0]);
    }
    // Groups as deep as 512 bytes can be.
    let deep = format!("{}a{}", "(".repeat(255), ")".repeat(255));
    assert!(texts(with(&deep)).len() <= 1);
}
