//! Conditions: every field with every operator that its type has, both modifiers, every nesting.

use frontdesk::{Condition, Field, Workspace};
use frontdesk::condition::{Literal, Operator, Predicate};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::words::{self, Taste};
use crate::support::oracle::bucket;

/// What conditions of a workspace may refer to, and the words that they share with its visitors.
#[derive(Clone, Debug)]
pub(super) struct Names {
    pub(super) groups: Vec<String>,
    pub(super) schedules: Vec<String>,
    pub(super) taste: Taste,
}

impl Names {
    pub(super) fn for_workspace(workspace: &Workspace, taste: Taste) -> Self {
        let schedules = workspace.draft().schedules.iter();
        Self {
            groups: workspace.groups().iter().map(|group| group.id.to_string()).collect(),
            schedules: schedules.map(|schedule| schedule.id.to_string()).collect(),
            taste,
        }
    }
}

type Words = &'static [&'static str];

/// A condition of at most the allowed depth.
pub(super) fn condition(names: &Names) -> BoxedStrategy<Condition> {
    let leaf = leaf(names).prop_map(Condition::Predicate).boxed();
    let tree = leaf.clone().prop_recursive(3, 16, 4, |part| {
        prop_oneof![
            3 => vec(part.clone(), 1..5).prop_map(Condition::All),
            3 => vec(part.clone(), 1..5).prop_map(Condition::Any),
            2 => part.prop_map(|part| !part),
        ]
    });
    // A chain of up to 31 nodes over a leaf: as deep as a condition may be.
    let chain = (leaf.clone(), vec(0..3_u8, 0..=31)).prop_map(|(leaf, nodes)| {
        nodes.into_iter().fold(leaf, |part, node| match node {
            0 => Condition::All(vec![part]),
            1 => Condition::Any(vec![part]),
            _ => !part,
        })
    });
    let list = (vec(leaf.clone(), 2..6), any::<bool>())
        .prop_map(|(parts, all)| if all { Condition::All(parts) } else { Condition::Any(parts) });
    prop_oneof![2 => leaf, 3 => list, 6 => tree, 1 => chain].boxed()
}

fn leaf(names: &Names) -> BoxedStrategy<Predicate> {
    let taste = names.taste;
    let visitor_leaf = prop_oneof![
        14 => text_leaf(taste),
        7 => host_leaf(taste),
        4 => path_leaf(taste),
        2 => tag_leaf(taste),
        2 => code_leaf(taste),
        5 => number_leaf(taste),
        7 => attribute_leaf(taste),
    ];
    let exists =
        (any_field(), any::<bool>()).prop_map(|(field, is)| build(field, Operator::Exists(is)));
    prop_oneof![8 => visitor_leaf, 1 => exists, 3 => state_leaf(names)].boxed()
}

/// `Field`'s methods are the only makers of leaves.
fn build(field: Field, test: Operator) -> Predicate {
    match test {
        Operator::Is(value) => field.is(value),
        Operator::In(values) => field.one_of(values),
        Operator::NotIn(values) => field.none_of(values),
        Operator::Contains(text) => field.contains(text),
        Operator::StartsWith(text) => field.starts_with(text),
        Operator::EndsWith(text) => field.ends_with(text),
        Operator::Matches(expression) => field.matches(expression),
        Operator::Within(text) => field.within(text),
        Operator::AtLeast(bound) => field.at_least(bound),
        Operator::AtMost(bound) => field.at_most(bound),
        Operator::Above(bound) => field.above(bound),
        Operator::Below(bound) => field.below(bound),
        Operator::Exists(true) => field.exists(),
        Operator::Exists(false) => field.missing(),
        other => panic!("the generators do not know {}", other.operator_word()),
    }
}

/// A leaf that compares text, now and then without case, now and then with a stand-in for unknown.
fn of_text(
    field: impl Strategy<Value = Field> + 'static,
    test: impl Strategy<Value = Operator> + 'static,
) -> BoxedStrategy<Predicate> {
    let leaf = of_value(field, test);
    (leaf, prop::bool::weighted(0.3))
        .prop_map(|(leaf, folds)| if folds { leaf.ignore_case() } else { leaf })
        .boxed()
}

fn of_value(
    field: impl Strategy<Value = Field> + 'static,
    test: impl Strategy<Value = Operator> + 'static,
) -> BoxedStrategy<Predicate> {
    (field, test, option::weighted(0.2, any::<bool>()))
        .prop_map(|(field, test, if_unknown)| {
            let leaf = build(field, test);
            match if_unknown {
                Some(truth) => leaf.if_unknown(truth),
                None => leaf,
            }
        })
        .boxed()
}

fn owned(taste: Taste, words: Words) -> BoxedStrategy<Box<str>> {
    taste.pick(words).prop_map(Box::from).boxed()
}

/// `is`, `in` and `not_in`.
fn whole(taste: Taste, words: Words) -> BoxedStrategy<Operator> {
    let literal = owned(taste, words).prop_map(Literal::Text);
    prop_oneof![literal.clone().prop_map(Operator::Is), one_of(literal)].boxed()
}

fn one_of(literal: impl Strategy<Value = Literal>) -> impl Strategy<Value = Operator> {
    (vec(literal, 1..4), prop::bool::weighted(0.4)).prop_map(|(literals, is_negated)| {
        if is_negated { Operator::NotIn(literals.into()) } else { Operator::In(literals.into()) }
    })
}

/// The tests of a part of a text; a part is not empty.
fn partial(
    taste: Taste,
    part: impl Strategy<Value = Box<str>> + Clone + 'static,
) -> BoxedStrategy<Operator> {
    prop_oneof![
        1 => part.clone().prop_map(Operator::Contains),
        1 => part.clone().prop_map(Operator::StartsWith),
        1 => part.prop_map(Operator::EndsWith),
        2 => owned(taste, words::EXPRESSIONS).prop_map(Operator::Matches),
    ]
    .boxed()
}

/// The same with what the words have there: a start, an end, or what is between.
fn partial_of(taste: Taste, words: Words) -> BoxedStrategy<Operator> {
    let kept = |keep: fn(Vec<char>, usize) -> Vec<char>| {
        (taste.pick(words), 1..6_usize).prop_map(move |(word, count)| {
            let part: String = keep(word.chars().collect(), count).into_iter().collect();
            if part.is_empty() { "a".into() } else { part.into_boxed_str() }
        })
    };
    let start = kept(|word, count| word.into_iter().take(count).collect());
    let end = kept(|word, count| word[word.len().saturating_sub(count)..].to_vec());
    let middle = kept(|word, count| {
        let skip = word.len().saturating_sub(count) / 2;
        word.into_iter().skip(skip).take(count).collect()
    });
    prop_oneof![
        2 => partial(taste, middle.clone()),
        1 => middle.prop_map(Operator::Contains),
        1 => start.prop_map(Operator::StartsWith),
        1 => end.prop_map(Operator::EndsWith),
    ]
    .boxed()
}

fn texts(taste: Taste, words: Words) -> BoxedStrategy<Operator> {
    prop_oneof![2 => whole(taste, words), 3 => partial_of(taste, words)].boxed()
}

fn text_leaf(taste: Taste) -> BoxedStrategy<Predicate> {
    let url = select(&[Field::PageUrl, Field::PreviousUrl, Field::ReferrerUrl][..]);
    let code = select(&[Field::Selection, Field::GroupCode, Field::Assignment][..]);
    let word = select(&[Field::City, Field::Device, Field::Browser, Field::Os][..]);
    let makers = [Field::query, Field::previous_query, Field::referrer_query];
    let query = (select(makers.to_vec()), taste.pick(words::QUERY_NAMES))
        .prop_map(|(field, name)| field(name));
    let codes = prop_oneof![texts(taste, words::GROUPS), texts(taste, words::OTHER_CODES)];
    prop_oneof![
        6 => of_text(url, texts(taste, words::URLS)),
        3 => of_text(Just(Field::PageTitle), texts(taste, words::TITLES)),
        12 => of_text(query, texts(taste, words::QUERY_VALUES)),
        6 => of_text(code, codes),
        6 => of_text(word, texts(taste, words::WORDS)),
    ]
    .boxed()
}

fn host_leaf(taste: Taste) -> BoxedStrategy<Predicate> {
    let field = select(&[Field::PageHost, Field::PreviousHost, Field::ReferrerHost][..]);
    let test = prop_oneof![
        3 => whole(taste, words::HOSTS),
        3 => owned(taste, words::HOSTS).prop_map(Operator::Within),
        3 => partial(taste, owned(taste, words::HOST_PARTS)),
    ];
    of_text(field, test)
}

fn path_leaf(taste: Taste) -> BoxedStrategy<Predicate> {
    let field = select(&[Field::PagePath, Field::PreviousPath, Field::ReferrerPath][..]);
    let test = prop_oneof![
        2 => texts(taste, words::PATHS),
        1 => whole(taste, words::PATH_PARTS),
        2 => partial(taste, owned(taste, words::PATH_PARTS)),
    ];
    of_text(field, test)
}

fn tag_leaf(taste: Taste) -> BoxedStrategy<Predicate> {
    let test = prop_oneof![
        1 => whole(taste, words::LANGUAGES),
        1 => owned(taste, words::LANGUAGES).prop_map(Operator::Within),
        1 => owned(taste, &["fr", "en", "zh"]).prop_map(Operator::Within),
    ];
    of_text(Just(Field::Language), test)
}

fn code_leaf(taste: Taste) -> BoxedStrategy<Predicate> {
    prop_oneof![
        of_text(Just(Field::Country), whole(taste, words::COUNTRIES)),
        of_text(Just(Field::Region), whole(taste, words::REGIONS)),
    ]
    .boxed()
}

fn number_leaf(taste: Taste) -> BoxedStrategy<Predicate> {
    let field =
        select(&[Field::Visits, Field::PagesViewed, Field::TimeOnPage, Field::TimeOnSite][..]);
    // One that a visitor falls in, or any.
    let hit =
        (taste.pick(words::BUCKETS), taste.pick(words::VISITORS)).prop_map(|(b, id)| bucket(b, id));
    let share = prop_oneof![hit, (0..100_u8).prop_map(f64::from)].boxed();
    prop_oneof![
        4 => of_value(field, numbers(taste.pick(words::NUMBERS))),
        1 => of_value(taste.pick(words::BUCKETS).prop_map(Field::bucket), numbers(share)),
    ]
    .boxed()
}

fn numbers(bound: impl Strategy<Value = f64> + Clone + 'static) -> BoxedStrategy<Operator> {
    prop_oneof![
        bound.clone().prop_map(|number| Operator::Is(Literal::Number(number))),
        one_of(bound.clone().prop_map(Literal::Number)),
        bound.clone().prop_map(Operator::AtLeast),
        bound.clone().prop_map(Operator::AtMost),
        bound.clone().prop_map(Operator::Above),
        bound.prop_map(Operator::Below),
    ]
    .boxed()
}

fn attribute_leaf(taste: Taste) -> BoxedStrategy<Predicate> {
    let field = || taste.pick(words::ATTRIBUTES).prop_map(Field::attribute);
    let is_boolean = any::<bool>().prop_map(|value| Operator::Is(Literal::Boolean(value)));
    prop_oneof![
        4 => of_text(field(), texts(taste, words::ATTRIBUTE_TEXTS)),
        4 => of_value(field(), numbers(taste.pick(words::NUMBERS))),
        1 => of_value(field(), is_boolean),
    ]
    .boxed()
}

/// States have no modifiers.
fn state_leaf(names: &Names) -> BoxedStrategy<Predicate> {
    let states = |words: Words| {
        let literal = owned(names.taste, words).prop_map(Literal::Text);
        prop_oneof![literal.clone().prop_map(Operator::Is), one_of(literal)]
    };
    let plain = |(field, test)| build(field, test);
    let staff = (Just(Field::Staff), states(&["online", "offline"])).prop_map(plain).boxed();
    let mut kinds = vec![staff];
    if !names.groups.is_empty() {
        let field = select(names.groups.clone()).prop_map(Field::group);
        let states = states(&["available", "busy", "offline", "closed"]);
        kinds.push((field, states).prop_map(plain).boxed());
    }
    if !names.schedules.is_empty() {
        let field = select(names.schedules.clone()).prop_map(Field::schedule);
        kinds.push((field, states(&["open", "closed"])).prop_map(plain).boxed());
    }
    proptest::strategy::Union::new(kinds).boxed()
}

/// Any field of the visitor, as `exists` asks of it.
fn any_field() -> impl Strategy<Value = Field> {
    let plain = [
        "page.url",
        "page.title",
        "page.host",
        "page.path",
        "previous.url",
        "previous.host",
        "previous.path",
        "referrer.url",
        "referrer.host",
        "referrer.path",
        "language",
        "country",
        "region",
        "city",
        "device",
        "browser",
        "os",
        "visits",
        "pages_viewed",
        "time_on_page",
        "time_on_site",
        "selection",
        "group_code",
        "assignment",
        "page.query.utm",
        "previous.query.utm",
        "referrer.query.utm",
        "bucket.b",
        "attribute.plan",
        "attribute.tags",
    ];
    select(plain.to_vec()).prop_map(|field| field.parse().expect("a field"))
}

/// The leaves of all conditions.
pub(crate) fn leaves(workspace: &Workspace) -> Vec<Predicate> {
    fn collect(condition: &Condition, leaves: &mut Vec<Predicate>) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| collect(part, leaves));
            }
            Condition::Not(part) => collect(part, leaves),
            Condition::Predicate(leaf) => leaves.push(leaf.clone()),
        }
    }
    let mut leaves = Vec::new();
    let conditions = workspace.triggers().iter().filter_map(|trigger| trigger.when.as_ref());
    conditions.for_each(|when| collect(when, &mut leaves));
    leaves
}
