//! What it costs to read a document and to check it: memory and work in proportion to its size, whatever is
//! wrong with it. Memory is counted as the most bytes that are allocated at once.

use allocation_counter::{AllocationInfo, measure};
use frontdesk::decision::DecisionRecord;
use frontdesk::desk::{Event, Snapshot, TimedCommand};
use frontdesk::edit::Change;
use frontdesk::expect::Expectation;
use frontdesk::presence::PresenceRecord;
use frontdesk::{Condition, Draft, Problems, Visitor};

/// Bytes of memory that a document may take at most for each of its bytes.
const MOST_BYTES_A_BYTE: u64 = 20;

/// The same for commands, events and changes: serde keeps all values of such an object in trees of its own until it
/// knows which variant it is.
const MOST_BYTES_A_BYTE_FLATTENED: u64 = 50;

/// What the problems that are kept, and their messages, may take besides, whatever the size of the document.
const MOST_BYTES_OF_PROBLEMS: u64 = 2_000_000;

/// A long list of samples moves once, when it has so many.
const MOVED_SAMPLES: usize = 1_024;

const SIZES: [usize; 3] = [4_000, 16_000, 64_000];

/// What stands before and after the junk, for each place of a workspace that takes a list or an object.
const AROUND: [(&str, &str); 33] = [
    ("", ""),
    (r#"{"groups": "#, "}"),
    (r#"{"gruops": "#, "}"),
    (r#"{"agents": "#, r#", "groups": []}"#),
    (r#"{"triggers": "#, r#", "groups": []}"#),
    (r#"{"schedules": "#, r#", "groups": []}"#),
    (r#"{"roles": "#, r#", "groups": []}"#),
    (r#"{"roles": [{"id": "r", "permissions": "#, r#"}], "groups": []}"#),
    (r#"{"expect": "#, r#", "groups": []}"#),
    (r#"{"expect": [{"visitor": "#, r#"}], "groups": []}"#),
    (r#"{"expect": [{"visitor": {"page": "#, r#"}}], "groups": []}"#),
    (r#"{"expect": [{"visitor": {"city": "#, r#"}}], "groups": []}"#),
    (r#"{"expect": [{"visitor": {"attributes": "#, r#"}}], "groups": []}"#),
    (r#"{"expect": [{"visitor": {"attributes": {"a": "#, r#"}}}], "groups": []}"#),
    (r#"{"expect": [{"visitor": {}, "presence": "#, r#"}], "groups": []}"#),
    (r#"{"assertions": "#, r#", "groups": []}"#),
    (r#"{"assertions": [{"never": "#, r#"}], "groups": []}"#),
    (r#"{"languages": "#, r#", "groups": []}"#),
    (r#"{"precedence": "#, r#", "groups": []}"#),
    (r#"{"picker": "#, r#", "groups": []}"#),
    (r#"{"plan": "#, r#", "groups": []}"#),
    (r#"{"unknown": "#, r#", "groups": []}"#),
    (r#"{"groups": [{"id": "g", "name": "#, r#"}]}"#),
    (r#"{"groups": [{"id": "g", "name": "G", "unknown": "#, r#"}]}"#),
    (r#"{"groups": [{"id": "g", "name": "G", "agents": "#, r#"}]}"#),
    (r#"{"groups": [{"id": "g", "name": "G", "escalation": "#, r#"}]}"#),
    (r#"{"schedules": [{"id": "s", "zone": "UTC", "weekly": {"mon": "#, r#"}}], "groups": []}"#),
    (r#"{"schedules": [{"id": "s", "zone": "UTC", "exceptions": "#, r#"}], "groups": []}"#),
    (r#"{"groups": [], "triggers": [{"id": "t", "assign_to": "g", "when": "#, "}]}"),
    (r#"{"groups": [], "triggers": [{"id": "t", "assign_to": "g", "when": {"all": "#, "}}]}"),
    (r#"{"groups": [], "triggers": [{"id": "t", "assign_to": "g", "when": {"and": "#, "}}]}"),
    (
        r#"{"groups": [], "triggers": [{"id": "t", "assign_to": "g", "when": {"field": "city", "in": "#,
        "}}]}",
    ),
    (r#"{"groups": [], "triggers": [{"id": "t", "assign_to": "g", "when": {"country": "#, "}}]}"),
];

/// Items of lists, and entries of objects.
const ITEMS: [&str; 9] =
    ["1", "[]", "{}", r#""""#, r#""\n""#, "null", "[1]", r#"{"":1}"#, r#"{"and":[]}"#];
const ENTRIES: [&str; 6] =
    [r#""":1"#, r#""a":[]"#, r#""id":"a""#, r#""\n":{}"#, r#""$eq":1"#, r#""":"""#];

fn repeat(item: &str, size: usize, brackets: [char; 2]) -> String {
    let items = vec![item; size / (item.len() + 1)].join(",");
    format!("{}{items}{}", brackets[0], brackets[1])
}

/// A list or an object of different items.
fn each(size: usize, brackets: [char; 2], item: impl Fn(usize) -> String) -> String {
    let items: Vec<String> = (0..size / (item(0).len() + 1)).map(item).collect();
    format!("{}{}{}", brackets[0], items.join(","), brackets[1])
}

/// A value in so many lists or objects, over and over.
fn nest(size: usize, open: &str, close: &str, depth: usize) -> String {
    repeat(&format!("{}1{}", open.repeat(depth), close.repeat(depth)), size, ['[', ']'])
}

/// Every shape of junk of about so many bytes.
fn shapes(size: usize) -> Vec<String> {
    let lists = ITEMS.into_iter().map(|item| repeat(item, size, ['[', ']']));
    let objects = ENTRIES.into_iter().map(|entry| repeat(entry, size, ['{', '}']));
    let keys = ["1", "\"\"", "[]"];
    let distinct =
        keys.into_iter().map(|value| each(size, ['{', '}'], |n| format!("\"{n:04x}\":{value}")));
    let long = format!("\"{}\"", "x".repeat(size));
    let long_key = format!("{{\"{}\":{{\"a\":1}}}}", "x".repeat(size));
    let nested = [nest(size, "[", "]", 8), nest(size, r#"{"all":["#, "]}", 4)];
    lists.chain(objects).chain(distinct).chain([long, long_key]).chain(nested).collect()
}

/// Reads and checks a workspace. Not every shape gets as far as a draft: the root of a document must be
/// an object.
fn check(document: &str) -> Option<Problems> {
    serde_json::from_str::<Draft>(document).ok()?.check().err()
}

/// Fails where a document of any of the sizes takes more than so many bytes for each of its own, and so many
/// besides.
#[track_caller]
fn assert_at_most(
    factor: u64,
    besides: u64,
    documents: &[String; 3],
    read: impl Fn(&str),
) -> Vec<(u64, AllocationInfo)> {
    let costs: Vec<(u64, AllocationInfo)> =
        documents.iter().map(|text| (text.len() as u64, measure(|| read(text)))).collect();
    for ((bytes, cost), text) in costs.iter().zip(documents) {
        let most = factor * bytes + besides;
        let start = start(text);
        assert!(cost.bytes_max <= most, "{} of {most} bytes for {bytes}: {start}", cost.bytes_max);
    }
    costs
}

/// The same, and fails where memory or work grow faster than the document.
#[track_caller]
fn assert_in_proportion(documents: &[String; 3], besides: u64, read: impl Fn(&str)) {
    let costs = assert_at_most(MOST_BYTES_A_BYTE, besides, documents, read);
    let [_, (fewer, before), (more, after)] = &costs[..] else { panic!("three sizes") };
    let start = start(&documents[2]);
    // What the largest takes more than the one before: nothing of it is for the problems that are kept.
    let most = before.bytes_max + MOST_BYTES_A_BYTE * (more - fewer);
    assert!(after.bytes_max <= most, "{} of {most} bytes for {more}: {start}", after.bytes_max);
    // Lists grow a few times more often, and a suggestion is looked for in words within a budget.
    let most = before.count_total * more / fewer * 5 / 4 + 1_000;
    assert!(after.count_total <= most, "{} of {most} allocations: {start}", after.count_total);
}

/// What a failure shows of a document.
fn start(text: &str) -> String {
    text.chars().take(120).collect()
}

#[test]
fn a_workspace_takes_memory_in_proportion_to_its_size_whatever_is_wrong_with_it() {
    let [small, middle, large] = &SIZES.map(shapes);
    for (before, after) in AROUND {
        for (n, _) in small.iter().enumerate() {
            let documents =
                [small, middle, large].map(|shapes| format!("{before}{}{after}", shapes[n]));
            // Samples of whom nothing is said are a case of their own.
            if !(before.starts_with(r#"{"expect": "#) && documents[0].contains("[{},")) {
                assert_in_proportion(&documents, MOST_BYTES_OF_PROBLEMS, |text| drop(check(text)));
            }
        }
    }
}

#[test]
fn a_sound_workspace_takes_memory_in_proportion_to_its_size() {
    let groups = |rest: &str| format!(r#"{{"groups": [{{"id":"g","name":"G"}}], {rest}}}"#);
    let list = |size, item: &dyn Fn(usize) -> String| each(size, ['[', ']'], item);
    let lists: [&dyn Fn(usize) -> String; 9] = [
        &|size| {
            let groups = list(size, &|n| format!(r#"{{"id":"{n:05x}","name":"G"}}"#));
            format!(r#"{{"groups": {groups}}}"#)
        },
        &|size| {
            let agents = list(size, &|n| format!(r#"{{"id":"{n:05x}"}}"#));
            groups(&format!(r#""agents": {agents}"#))
        },
        &|size| {
            let roles = list(size, &|n| format!(r#"{{"id":"{n:05x}"}}"#));
            groups(&format!(r#""roles": {roles}"#))
        },
        &|size| {
            let triggers = list(size, &|n| format!(r#"{{"id":"{n:05x}","assign_to":"g"}}"#));
            groups(&format!(r#""triggers": {triggers}"#))
        },
        &|size| {
            let schedules = list(size, &|n| format!(r#"{{"id":"{n:05x}","zone":"UTC"}}"#));
            groups(&format!(r#""schedules": {schedules}"#))
        },
        &|size| {
            let agents = list(size * 2 / 3, &|n| format!(r#"{{"id":"{n:05x}"}}"#));
            let members = list(size / 3, &|n| format!(r#""{n:05x}""#));
            let members = format!(r#"[{{"id":"g","name":"G","agents":{members}}}]"#);
            format!(r#"{{"agents": {agents}, "groups": {members}}}"#)
        },
        &|size| {
            let samples =
                list(size, &|n| format!(r#"{{"visitor":{{"id":"{n:05x}"}},"group":"g"}}"#));
            groups(&format!(r#""expect": {samples}"#))
        },
        &|size| {
            let assertions = list(size, &|_| r#"{"never":["g"]}"#.to_owned());
            groups(&format!(r#""assertions": {assertions}"#))
        },
        &|size| {
            let attributes = each(size, ['{', '}'], |n| format!(r#""{n:05x}":1"#));
            groups(&format!(r#""expect": [{{"visitor": {{"attributes": {attributes}}}}}]"#))
        },
    ];
    for list in lists {
        // Samples fewer than those that move grow by doubling.
        let documents = SIZES.map(|size| list(4 * size));
        let besides = (MOVED_SAMPLES * size_of::<Expectation>()) as u64;
        assert_in_proportion(&documents, besides, |text| {
            assert_eq!(check(text), None);
        });
    }
}

#[test]
fn a_sample_of_whom_nothing_is_said_takes_what_a_sample_takes() {
    for size in SIZES {
        let samples = repeat("{}", size, ['[', ']']);
        let document = format!(r#"{{"groups": [], "expect": {samples}}}"#);
        let most = MOST_BYTES_A_BYTE * document.len() as u64
            + ((size / 3 + MOVED_SAMPLES) * size_of::<Expectation>()) as u64;
        let cost = measure(|| assert_eq!(check(&document), None));
        assert!(cost.bytes_max <= most, "{} of {most}", cost.bytes_max);
    }
}

#[test]
fn what_programs_exchange_takes_memory_in_proportion_to_its_size() {
    type Read = fn(&str);
    let readers: [(u64, Read); 8] = [
        (MOST_BYTES_A_BYTE, |text| drop(serde_json::from_str::<Visitor<'_>>(text))),
        (MOST_BYTES_A_BYTE, |text| drop(serde_json::from_str::<PresenceRecord>(text))),
        (MOST_BYTES_A_BYTE_FLATTENED, |text| drop(serde_json::from_str::<TimedCommand>(text))),
        (MOST_BYTES_A_BYTE_FLATTENED, |text| drop(serde_json::from_str::<Event>(text))),
        (MOST_BYTES_A_BYTE, |text| drop(serde_json::from_str::<Snapshot>(text))),
        (MOST_BYTES_A_BYTE_FLATTENED, |text| drop(serde_json::from_str::<Change>(text))),
        (MOST_BYTES_A_BYTE, |text| drop(serde_json::from_str::<DecisionRecord>(text))),
        (MOST_BYTES_A_BYTE, |text| drop(serde_json::from_str::<Condition>(text))),
    ];
    let around = [
        ("", ""),
        (r#"{"attributes": "#, "}"),
        (r#"{"attributes": {"a": "#, "}}"),
        (r#"{"unknown": "#, "}"),
        (r#"{"a1": {"status": "online", "unknown": "#, "}}"),
        (r#"{"agents": "#, "}"),
        (r#"{"conversations": "#, "}"),
        (r#"{"all": "#, "}"),
    ];
    // Memory for up to a megabyte of items is set aside by serde before they are read.
    let besides = 1_100_000;
    let [small, middle, large] = &[4_000, 32_000, 128_000].map(|size| {
        [
            repeat("1", size, ['[', ']']),
            repeat("\"\"", size, ['[', ']']),
            repeat("{}", size, ['[', ']']),
            repeat("\"\":1", size, ['{', '}']),
            each(size, ['{', '}'], |n| format!("\"{n:04x}\":\"\"")),
        ]
    });
    for (factor, read) in readers {
        for (before, after) in around {
            for (n, _) in small.iter().enumerate() {
                let documents =
                    [small, middle, large].map(|shapes| format!("{before}{}{after}", shapes[n]));
                assert_at_most(factor, besides, &documents, read);
            }
        }
    }
}

/// A place that lies deep takes memory for each of its steps, so that the problems that are kept take more.
#[test]
fn problems_that_lie_deep_take_a_bounded_memory() {
    let junk = |item: &str, open: &str, close: &str, depth: usize| {
        SIZES.map(|size| {
            let items = repeat(item, size, ['[', ']']);
            let (open, close) = (open.repeat(depth), close.repeat(depth));
            let when = format!("{open}{items}{close}");
            format!(
                r#"{{"groups": [], "triggers": [{{"id": "t", "assign_to": "g", "when": {when}}}]}}"#
            )
        })
    };
    for documents in [
        junk("1", "[", "]", 100),
        junk("[]", "[", "]", 100),
        junk(r#"{"and":[]}"#, r#"{"and":["#, "]}", 55),
        junk(r#"{"country":{"$eq":1,"$gt":1}}"#, r#"{"all":["#, "]}", 55),
    ] {
        let besides = 6 * MOST_BYTES_OF_PROBLEMS;
        assert_at_most(MOST_BYTES_A_BYTE, besides, &documents, |text| drop(check(text)));
    }
}
