//! Workspaces and visitors for which an explanation or "why not" is asked, by size: ordinary ones, and
//! ones that make a search as long as can be.

use frontdesk::{Condition, Draft, Field, Group, Source, Trigger, Visitor, Workspace};

/// A question: why does this visitor not get this group?
pub(crate) struct Question {
    pub(crate) name: &'static str,
    pub(crate) workspace: Workspace,
    pub(crate) visitor: Visitor<'static>,
    pub(crate) group: &'static str,
}

/// Triggers in turn to the groups, the default group first.
#[track_caller]
fn workspace(groups: [&'static str; 3], conditions: Vec<Condition>) -> Workspace {
    let trigger =
        |(n, when): (usize, Condition)| Trigger::new(format!("t{n}"), groups[1 + n % 2]).when(when);
    let draft = Draft::new()
        .precedence([Source::Trigger])
        .default_group(groups[0])
        .groups(groups.map(|id| Group::new(id, id)))
        .triggers(conditions.into_iter().enumerate().map(trigger));
    draft.check().unwrap_or_else(|problems| panic!("{problems}"))
}

/// What sites write: a page and a country, three attributes.
#[track_caller]
pub(crate) fn ordinary(size: usize) -> Vec<Question> {
    let country = |n: usize| ["FR", "DE", "US", "GB", "ES"][n % 5];
    let pages = |n: usize| {
        let path = Field::PagePath.starts_with(format!("/product-{n}/"));
        path & Field::Country.is(country(n))
    };
    let hosts = |n: usize| {
        let host = Field::PageHost.within(format!("shop{n}.example"));
        host & !Field::Device.is("bot") & Field::Visits.at_least((n % 7) as f64)
    };
    let attribute = |n: usize, of: usize| {
        let name = format!("a{}", (n * 7 + of * 13) % 40);
        Field::attribute(&name).is(format!("v{}", n * of % 50))
    };
    let attributes = |n: usize| attribute(n, 1) & attribute(n, 2) & attribute(n, 3);
    let visitor = || {
        let named = |n: usize| (format!("a{n}"), format!("v{n}"));
        let mut visitor = Visitor::undated()
            .page("https://shop3.example/product-17/reviews?sort=new")
            .country("US")
            .device("desktop")
            .visits(3);
        visitor.attributes = (0..40).map(named).collect();
        visitor
    };
    let question = |name, group, conditions: Vec<Condition>| Question {
        name,
        workspace: workspace(["general", "sales", "support"], conditions),
        visitor: visitor(),
        group,
    };
    vec![
        question("a page and a country", "sales", (0..size).map(pages).collect()),
        question("the default group", "general", (0..size).map(pages).collect()),
        question("hosts, devices and visits", "sales", (0..size).map(hosts).collect()),
        question("three attributes", "support", (0..size).map(attributes).collect()),
    ]
}

/// What no change of three facts solves although many look as if they did.
#[track_caller]
pub(crate) fn hostile(size: usize) -> Vec<Question> {
    let number = |of: usize| Field::attribute(&format!("n{of}"));
    let either: fn(Field) -> Condition = |field| field.clone().exists() | field.missing();
    let groups = ["general", "other", "vip"];
    // Whatever is known of the city, the first trigger holds; to make it fail changes nothing else.
    let blocked = |conditions: Vec<Condition>| {
        let mut all = vec![either(Field::City) & either(Field::Country) & either(Field::Os)];
        all.extend(conditions);
        all
    };
    let bounds = |n: usize| {
        let n = n as f64;
        number(0).at_least(n) & number(1).at_most(n) & number(2).above(n) & number(3).below(n)
    };
    let any_of_many = |n: usize| {
        let leaves = (0..20).map(|of| number(of).at_least((n * 20 + of) as f64).into());
        Condition::Any(leaves.collect())
            & Condition::Any(vec![number(n % 20).below(n as f64).into()])
    };
    let parts = |n: usize| {
        let query = |of: usize| Field::query(&format!("q{}", (n + of) % 100)).is(format!("v{n}"));
        query(0) & query(1) & query(2)
    };
    let texts = |n: usize| {
        let title = Field::PageTitle.contains(format!("{n:04}x"));
        title & Field::PagePath.ends_with(format!("/{n}")) & Field::City.is(format!("c{n}"))
    };
    let not_any = |n: usize| {
        let leaves = (0..10).map(|of| number(of).is((n * 10 + of) as f64).into());
        !Condition::Any(leaves.collect()) & number(n % 10).at_least(n as f64)
    };
    let long_url = format!(
        "https://a.example/?{}",
        (0..800).map(|n| format!("q{n}=0123&")).collect::<String>()
    );
    let visitor = || {
        let mut visitor = Visitor::undated()
            .page(long_url[..8_000.min(long_url.len())].to_owned())
            .title("0".repeat(8_000))
            .country("US")
            .os("linux")
            .city("Paris");
        visitor.attributes = (0..20).map(|n| (format!("n{n}"), n as f64)).collect();
        visitor
    };
    let question = |name, group, conditions: Vec<Condition>| Question {
        name,
        workspace: workspace(groups, conditions),
        visitor: visitor(),
        group,
    };
    let all = |condition: &dyn Fn(usize) -> Condition| (0..size).map(condition).collect::<Vec<_>>();
    vec![
        question("bounds that a first trigger takes away", "vip", blocked(all(&bounds))),
        question("bounds, for the default group", "general", all(&bounds)),
        question("any of many bounds", "general", all(&any_of_many)),
        question("any of many bounds, by their trigger", "vip", blocked(all(&any_of_many))),
        question("values of a long query", "vip", blocked(all(&parts))),
        question("a long title", "vip", blocked(all(&texts))),
        question("negated lists", "general", all(&not_any)),
        question("negated lists, by their trigger", "vip", blocked(all(&not_any))),
    ]
}
