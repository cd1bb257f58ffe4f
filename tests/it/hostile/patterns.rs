//! Regular expressions made to blow up: bounded in size, linear in time (section 3, section 7).

use std::time::{Duration, Instant};

use frontdesk::{Draft, Field, Group, Leaf, Limit, ProblemKind, Trigger, Visitor};

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
        r"\pL{500}",
        "a{1000000}",
        "((a{100}){100}){100}",
        r"(\w{30}){30}",
        "(?i)[a-zé]{5000}",
        r"((\w+\s+){50}){50}",
        "(a|b|c|d|e){0,50000}",
        "x{10}{10}{10}{10}{10}{10}",
        r"(?:\p{Greek}|\p{Cyrillic}){800}",
    ] {
        let problems = with(pattern).check().unwrap_err();
        assert_eq!(problems.len(), 1, "{pattern}");
        let problem = problems.iter().next().unwrap();
        assert_eq!(problem.kind(), &ProblemKind::Limit(Limit::RegexSize));
        assert_eq!(
            problem.to_string(),
            format!(
                "triggers[0].when.matches: a regular expression may take at most 262144 bytes once \
                 compiled, `{pattern}` takes more: repeat less in it"
            )
        );
    }
    // Each takes milliseconds; without a bound some take minutes and gigabytes.
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

/// A trigger for each leaf.
fn triggers(leaves: impl IntoIterator<Item = Leaf>) -> Draft {
    let triggers = (0..).zip(leaves);
    Draft::new()
        .group(Group::new("g", "G"))
        .triggers(triggers.map(|(n, leaf): (u32, _)| Trigger::new(n.to_string(), "g").when(leaf)))
}

#[test]
fn all_expressions_of_a_workspace_together_have_a_size_too() {
    // Each of these takes more than 64 KiB and so counts 256 KiB: 2,048 of them are the most.
    let letters: Vec<char> = ('a'..='z').chain('A'..='Z').collect();
    let large = |n: usize| format!("{}{{{}}}", letters[n % 52], 2_060 + n / 52);
    let matches = |expression: String| Field::PageTitle.matches(expression);
    let fit = (0..2_048).map(|n| matches(large(n)));
    // Equal ones count once.
    let again = (0..100).map(|n| matches(large(n)));
    let draft = triggers(fit.chain(again).chain([matches(large(2_048)), matches("x".into())]));
    let problems = draft.check().unwrap_err();
    let one_too_many = |place: usize, expression: &str| {
        format!(
            "triggers[{place}].when.matches: the regular expressions of a workspace may take at \
             most 536870912 bytes once compiled, `{expression}` takes more: repeat less in it"
        )
    };
    let found: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(found, [one_too_many(2_148, &large(2_048)), one_too_many(2_149, "x")]);
    assert!(problems.iter().all(|p| p.kind() == &ProblemKind::Limit(Limit::RegexTotal)));
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
