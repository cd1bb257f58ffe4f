//! Sets of triggers that are expensive for an index: the triggers share their selective parts.

#[path = "hostile_sets/repeated.rs"]
mod repeated;

use frontdesk::{Agent, Condition, Draft, Field, Group, Source, Trigger, Visitor, Workspace};

/// Triggers, and visitors with the trigger that each must get.
pub(crate) struct HostileSet {
    pub(crate) name: &'static str,
    pub(crate) triggers: Vec<Condition>,
    pub(crate) visitors: Vec<(Visitor<'static>, Option<usize>)>,
}

impl HostileSet {
    #[track_caller]
    pub(crate) fn workspace(&self) -> Workspace {
        let triggers = self.triggers.iter().enumerate();
        let draft = Draft::new()
            .precedence([Source::Trigger])
            .agents([Agent::new("a1"), Agent::new("a2")])
            .group(Group::new("g", "G").all_agents())
            .triggers(
                triggers.map(|(n, when)| Trigger::new(n.to_string(), "g").when(when.clone())),
            );
        draft.check().unwrap_or_else(|problems| panic!("{problems}"))
    }
}

/// Every set, with `size` triggers.
pub(crate) fn all(size: usize) -> Vec<HostileSet> {
    vec![
        numbers_that_never_hold(size),
        one_part_and_many_segments(size),
        negations_only(size),
        three_byte_needles(size),
        several_parts_of_one_text(size),
        nested_starts(size),
        ranges_only(size),
        one_start_in_every_needle(size),
        negated_free_text_only(size),
        repeated::one_letter_in_every_expression(size),
        repeated::one_start_in_every_item(size),
        repeated::any_of_many_parts(size),
    ]
}

fn visitor() -> Visitor<'static> {
    Visitor::undated()
}

/// The numbers of the first trigger, some between, and the last.
fn sampled_numbers(size: usize) -> impl Iterator<Item = usize> {
    [0, 1, 63, 64, size / 2, size - 2, size - 1].into_iter().filter(move |n| *n < size)
}

fn numbers_that_never_hold(size: usize) -> HostileSet {
    let bound = |n: usize| (1_000 + size - n) as f64;
    let score = || Field::attribute("score");
    let trigger =
        |n| Field::Device.is("desktop") & Field::Language.within("fr") & score().at_least(bound(n));
    let shared = || visitor().device("Desktop").language("fr-CA");
    let mut visitors = vec![
        (shared(), None),
        (shared().attribute("score", 999.5), None),
        (shared().attribute("score", "5000"), None),
        (visitor().language("fr").attribute("score", 1e9), None),
        (shared().language("fro").attribute("score", 1e9), None),
        (shared().attribute("score", 1e9), Some(0)),
    ];
    visitors
        .extend(sampled_numbers(size).map(|n| (shared().attribute("score", bound(n)), Some(n))));
    HostileSet {
        name: "all share device and language and differ in a number that never holds",
        triggers: (0..size).map(trigger).collect(),
        visitors,
    }
}

fn one_part_and_many_segments(size: usize) -> HostileSet {
    let segment = |n: usize| format!("s{n}");
    let trigger =
        |n| Field::PageUrl.contains("/checkout") & Field::attribute("segment").is(segment(n));
    let buyer = || visitor().page("https://shop.example/checkout?step=2");
    let mut visitors = vec![
        (buyer(), None),
        (buyer().attribute("segment", segment(size)), None),
        (visitor().page("https://shop.example/check-out").attribute("segment", "s0"), None),
        (visitor().attribute("segment", "s0"), None),
        (buyer().attribute("segment", ["none", "s64", "s1", "s63"]), Some(1)),
    ];
    visitors
        .extend(sampled_numbers(size).map(|n| (buyer().attribute("segment", segment(n)), Some(n))));
    HostileSet {
        name: "all share a part of the URL and differ in the segment",
        triggers: (0..size).map(trigger).collect(),
        visitors,
    }
}

/// The names of flags that triggers look at.
const FLAGS: [&str; 8] = ["f0", "f1", "f2", "f3", "f4", "f5", "f6", "f7"];

fn negations_only(size: usize) -> HostileSet {
    let flag = |n: usize| Field::attribute(FLAGS[n % FLAGS.len()]);
    let mut triggers: Vec<Condition> = (0..size)
        .map(|n| !flag(n).is("on") & !Field::Country.is("FR") & !Field::Visits.above(n as f64))
        .collect();
    triggers[size - 1] = !Field::attribute("last").contains("x");
    let known = || visitor().country("DE").visits(0);
    let all_on = |visitor: Visitor<'static>| {
        FLAGS.iter().fold(visitor, |visitor, flag| visitor.attribute(*flag, "on"))
    };
    let visitors = vec![
        (visitor(), None),
        (known(), None),
        (all_on(known()), None),
        (all_on(known()).attribute("f0", "off"), Some(0)),
        (all_on(known()).attribute("f7", "off"), Some(7)),
        (all_on(known()).attribute("f3", "off").visits(100), Some(107)),
        (all_on(known()).attribute("f3", "off").country(None::<&str>), None),
        (all_on(known()).attribute("f3", "off").country("fr"), None),
        (all_on(known()).attribute("last", "y"), Some(size - 1)),
        (all_on(known()).attribute("last", "axe"), None),
        (visitor().attribute("last", ["y", ""]), Some(size - 1)),
        (visitor().attribute("last", 1.0), None),
    ];
    HostileSet { name: "negations only", triggers, visitors }
}

/// A number as letters, three at least.
fn letters(number: usize) -> String {
    let letter = |number: usize| char::from(b'a' + (number % 26) as u8);
    [letter(number / 676), letter(number / 26), letter(number)].iter().collect()
}

fn three_byte_needles(size: usize) -> HostileSet {
    let needles: Vec<String> = (0..size).map(|n| letters(n * 5)).collect();
    let first = |title: &str| needles.iter().position(|needle| title.contains(needle.as_str()));
    let mut titles: Vec<String> =
        ["", "a", "aa", "zzz", "ZZZ", "the quick brown fox jumps"].map(str::to_owned).into();
    titles.extend(sampled_numbers(size).map(|n| needles[n].clone()));
    titles.extend(sampled_numbers(size).map(|n| format!("0{}0", needles[n])));
    titles.extend(sampled_numbers(size).map(|n| format!("0{}0{}", needles[n], needles[n / 2])));
    titles.extend(sampled_numbers(size).map(|n| format!("É{}", &needles[n][1..])));
    let visitors = titles.into_iter().map(|title| {
        let found = first(&title);
        (visitor().title(title), found)
    });
    HostileSet {
        name: "three-byte needles",
        visitors: visitors.collect(),
        triggers: needles.iter().map(|needle| Field::PageTitle.contains(needle).into()).collect(),
    }
}

/// Few parts, and many triggers that ask for two or three of them.
fn several_parts_of_one_text(size: usize) -> HostileSet {
    let pool: Vec<String> = (0..20).map(|n| letters(n * 211 + 40)).collect();
    let parts = |n: usize| [n % 7, 7 + n / 7 % 7, 14 + n / 5 % 6].map(|part| &*pool[part]);
    let trigger = |n: usize| {
        let [one, two, three] = parts(n).map(|part| Field::attribute("tags").contains(part));
        match n % 3 {
            0 => one & two,
            1 => (one.clone() & two) | (one & three),
            _ => one & two & three,
        }
    };
    let first = |tags: &[String]| {
        let holds = |n: &usize| {
            let [one, two, three] = parts(*n).map(|part| tags.iter().any(|tag| tag.contains(part)));
            match n % 3 {
                0 => one && two,
                1 => one && (two || three),
                _ => one && two && three,
            }
        };
        (0..size).find(holds)
    };
    let mut shown = vec![vec![String::new()], vec![pool[0].clone(), pool[19].clone()]];
    for n in (0..size).step_by(size / 30 + 3) {
        let [one, two, three] = parts(n);
        shown.push(vec![format!("{one}{two}{three}")]);
        shown.push(vec![format!("{three}-{two}-{one}")]);
        shown.push(vec![format!("{one} {three}")]);
        shown.push(vec![format!("a{two}z")]);
        // Each in an item of its own.
        shown.push([three, "-", two, one].map(str::to_owned).into());
    }
    let visitors = shown.into_iter().map(|tags| {
        let found = first(&tags);
        let visitor = match &*tags {
            [tag] => visitor().attribute("tags", tag.clone()),
            _ => visitor().attribute("tags", tags),
        };
        (visitor, found)
    });
    HostileSet {
        name: "several parts of one text",
        visitors: visitors.collect(),
        triggers: (0..size).map(trigger).collect(),
    }
}

/// How many starts lie in each other.
const NESTED: usize = 250;

fn nested_starts(size: usize) -> HostileSet {
    let page: String =
        (0..NESTED).fold("https://a.example/".to_owned(), |url, n| url + ["a", "b/"][n % 2]);
    // The longest comes first.
    let start = |n: usize| &page[..page.len() - n % NESTED];
    let segment = |n: usize| format!("s{n}");
    let trigger =
        |n| Field::PageUrl.starts_with(start(n)) & Field::attribute("segment").is(segment(n));
    let on = |url: &str, n: usize| visitor().page(url.to_owned()).attribute("segment", segment(n));
    let mut visitors =
        vec![(visitor().page(page.clone()), None), (on("https://a.example/", 1), None)];
    for n in sampled_numbers(size) {
        visitors.push((on(&page, n), Some(n)));
        visitors.push((on(&format!("{page}x"), n), Some(n)));
        visitors.push((on(start(n), n), Some(n)));
        visitors.push((on(&start(n)[..start(n).len() - 1], n), None));
    }
    HostileSet { name: "250 nested prefixes", triggers: (0..size).map(trigger).collect(), visitors }
}

fn ranges_only(size: usize) -> HostileSet {
    // Every third is of one point, every third of none.
    let trigger = |n: usize| {
        let (score, least) = (|| Field::attribute("score"), n as f64 * 2.0);
        match n % 3 {
            0 => score().above(least) & score().below(least + 1.0),
            1 => score().at_least(least) & score().at_most(least),
            _ => score().above(least) & !score().above(least),
        }
    };
    let of = |score: f64| visitor().attribute("score", score);
    let mut visitors = vec![
        (visitor(), None),
        (of(-0.0), None),
        (of(f64::MAX), None),
        (of(f64::MIN), None),
        (visitor().attribute("score", "0.5"), None),
    ];
    for n in sampled_numbers(size) {
        let least = n as f64 * 2.0;
        visitors.push((of(least), (n % 3 == 1).then_some(n)));
        visitors.push((of(f64::from_bits(least.to_bits() + 1)), (n % 3 == 0).then_some(n)));
        visitors.push((of(least + 0.5), (n % 3 == 0).then_some(n)));
        visitors.push((of(least + 1.0), None));
    }
    HostileSet { name: "number ranges only", triggers: (0..size).map(trigger).collect(), visitors }
}

fn one_start_in_every_needle(size: usize) -> HostileSet {
    let needles: Vec<String> = (0..size).map(|n| format!("/product{n}")).collect();
    let first = |url: &str| needles.iter().position(|needle| url.contains(needle.as_str()));
    let mut urls: Vec<String> =
        ["https://a.example/", "https://a.example/product", "/produc"].map(str::to_owned).into();
    for n in sampled_numbers(size) {
        urls.push(format!("https://a.example/fr{}", needles[n]));
        urls.push(format!("https://a.example{}/product/", needles[n]));
        urls.push(format!("{}{}", needles[size - 1], needles[n]));
        urls.push(needles[n].to_uppercase());
    }
    let visitors = urls.into_iter().map(|url| {
        let found = first(&url);
        (visitor().page(url), found)
    });
    HostileSet {
        name: "one eight-byte start in every needle",
        visitors: visitors.collect(),
        triggers: needles.iter().map(|needle| Field::PageUrl.contains(needle).into()).collect(),
    }
}

fn negated_free_text_only(size: usize) -> HostileSet {
    let needle = |n: usize| format!("[{n}]");
    let title = |needles: usize| (0..needles).map(needle).collect::<String>();
    let some = [0, 1, 2, 63, 64, 65, 200].into_iter().filter(|n| *n < size);
    let mut visitors = vec![(visitor(), None), (visitor().title("a".repeat(8_193)), None)];
    visitors.extend(some.map(|n| (visitor().title(title(n)), Some(n))));
    HostileSet {
        name: "negated free text only",
        triggers: (0..size).map(|n| !Field::PageTitle.contains(needle(n))).collect(),
        visitors,
    }
}
