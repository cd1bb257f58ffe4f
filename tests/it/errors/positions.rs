//! Where a problem is: as a JSON pointer, and as line and column of JSON text.

use frontdesk::Draft;
use frontdesk::error::{DocumentPath, PathSegment, Position};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::run::holds;

/// Each problem of a JSON document as `LINE:COLUMN POINTER KIND`.
#[track_caller]
fn located(text: &str) -> Vec<String> {
    let document = text.strip_prefix('\u{feff}').unwrap_or(text);
    let problems = serde_json::from_str::<Draft>(document).expect(text).check().unwrap_err();
    let positions = problems.positions_in_json(text);
    assert_eq!(positions.len(), problems.len());
    problems
        .iter()
        .zip(positions)
        .map(|(problem, position)| {
            let pointer = problem.path().to_json_pointer();
            format!("{position} {pointer} {}", problem.kind().name())
        })
        .collect()
}

#[test]
fn a_problem_is_where_the_wrong_value_starts() {
    let text = r#"{
  "version": 2,
  "groups": [
    {"id": "sales", "name": "Sales", "schedule": "office"},
    {"id": "a b", "name": {"en": "Help",
      "fr": 7}, "agents": [ "ana", {"id": "ana"} ]}
  ],
  "triggers": [{"id": "t", "assign_to": "sales", "when":
    {"all": [{"field": "country", "is": "FR"}, {"field": "visits", "is": "many"}]}}]
}"#;
    assert_eq!(
        located(text),
        [
            "4:50 /groups/0/schedule unknown_schedule",
            "5:12 /groups/1/id invalid_id",
            "6:13 /groups/1/name/fr wrong_type",
            "6:29 /groups/1/agents/0 unknown_agent",
            "6:36 /groups/1/agents/1 unknown_agent",
            "6:36 /groups/1/agents/1 repeated_agent",
            "9:74 /triggers/0/when/all/1/is value_not_for_operator",
        ]
    );
}

#[test]
fn a_key_that_is_missing_is_missed_in_the_object_around_it() {
    let text = "{\"groups\": [{\"name\": \"A\"},\n  {\"id\": \"b\"}], \"triggers\":\n[ {} ]}";
    assert_eq!(
        located(text),
        [
            "1:13 /groups/0/id missing_key",
            "2:3 /groups/1/name missing_key",
            "3:3 /triggers/0/id missing_key",
            "3:3 /triggers/0/assign_to missing_key",
        ]
    );
    assert_eq!(located("  {}"), ["1:3 /groups missing_key"]);
    assert_eq!(located("\n 5"), ["2:2  wrong_type"]);
}

#[test]
fn an_unknown_or_repeated_key_is_where_the_key_is() {
    let text = r#"{"groups": [], "grups": [],
 "version": 1, "version": "x", "grups": 1,
 "version": 3}"#;
    assert_eq!(
        located(text),
        [
            "2:16 /version repeated_key",
            "3:2 /version repeated_key",
            "1:16 /grups unknown_key",
            "2:32 /grups repeated_key",
        ]
    );
    // The first value of a repeated key is the one that is read.
    let text = r#"{"groups": [{"id": 1, "name": "A"}], "groups": [{"id": 2, "name": 3}]}"#;
    assert_eq!(located(text), ["1:38 /groups repeated_key", "1:20 /groups/0/id wrong_type"]);
}

#[test]
fn a_language_tag_that_is_none_is_where_the_tag_is() {
    let text = r#"{"groups": [{"id": "g", "name": {"en": "G", "?": "G"}}], "languages": ["!"],
"triggers": [{"id": "t", "assign_to": "g", "when": {"field": "language", "is": "?"}}]}"#;
    assert_eq!(
        located(text),
        [
            "1:72 /languages/0 invalid_language",
            "1:45 /groups/0/name/? invalid_language",
            "2:80 /triggers/0/when/is invalid_language",
        ]
    );
}

#[test]
fn columns_count_characters() {
    let text = "{\"groups\": [{\"id\": \"a\", \"name\": \"Équipe 🚀\", \"privat\": true}]}";
    assert_eq!(located(text), ["1:45 /groups/0/privat unknown_key"]);
    // Tabs and carriage returns are characters; a byte-order mark is none.
    let text = "\u{feff}{\r\n\t\"groups\":\t[1]}";
    assert_eq!(located(text), ["2:13 /groups/0 wrong_type"]);
    assert_eq!(located("\u{feff}5"), ["1:1  wrong_type"]);
}

#[test]
fn keys_may_be_escaped() {
    let text = r#"{"gr\u006fups": [], "expect": [{"visitor": {"attributes":
        {"a\/b": {}, "\u007e": {}, "\ud83d\ude00 \"\\\n": {}}}}]}"#;
    assert_eq!(
        located(text),
        [
            "2:18 /expect/0/visitor/attributes/a~1b invalid_sample",
            "2:32 /expect/0/visitor/attributes/~0 invalid_sample",
            "2:59 /expect/0/visitor/attributes/😀 \"\\\n invalid_sample",
        ]
    );
}

#[test]
fn what_is_no_json_has_the_position_that_was_reached() {
    let problems = serde_json::from_str::<Draft>(r#"{"groups": [{"id": 1}]}"#).unwrap().check();
    let problems = problems.unwrap_err();
    for (text, expected) in [
        ("", ["1:1", "1:1"]),
        ("groups = []", ["1:1", "1:1"]),
        ("{\"groups\": [\n{\"id\": 1", ["2:8", "2:1"]),
        ("{\"groups\": [\n}", ["2:1", "2:1"]),
        ("{\"groups\": [\n{\"id\\", ["2:1", "2:1"]),
        ("{\"groups\": [\n{\"id\\uD800\": 1}", ["2:1", "2:1"]),
        ("{\"groups\": [\n{\"id\\u00e\": 1}", ["2:1", "2:1"]),
        ("{\"groups\" 5", ["1:1", "1:1"]),
        ("]", ["1:1", "1:1"]),
        (":", ["1:1", "1:1"]),
        ("\"groups", ["1:1", "1:1"]),
    ] {
        let found = problems.positions_in_json(text);
        assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>(), expected, "{text}");
    }
}

#[test]
fn a_byte_offset_has_a_position_in_any_text() {
    let text = "a\u{301}é\nñ🚀\n";
    let position = |offset| Position::from_byte_offset(text, offset).to_string();
    let offsets: Vec<String> = (0..=13).map(position).collect();
    // Within a character it is that character's.
    let expected = [
        "1:1", "1:2", "1:2", "1:3", "1:3", "1:4", "2:1", "2:1", "2:2", "2:2", "2:2", "2:2", "2:3", "3:1",
    ];
    assert_eq!(offsets, expected);
    assert_eq!(position(usize::MAX), "3:1");
    assert_eq!(Position::from_byte_offset("", 7).to_string(), "1:1");
    let position = Position::from_byte_offset(text, 8);
    assert_eq!((position.line, position.column), (2, 2));
    assert_eq!(serde_json::to_string(&position).unwrap(), r#"{"line":2,"column":2}"#);
}

/// JSON text that is written in an odd way, and where each place starts in it.
struct Writer {
    text: String,
    state: u64,
    starts: Vec<(Vec<PathSegment>, usize)>,
}

impl Writer {
    fn write_document(value: &Value, seed: u64) -> Self {
        let mut writer = Self { text: String::new(), state: seed | 1, starts: Vec::new() };
        writer.space();
        writer.value(value, &mut Vec::new());
        writer.space();
        writer
    }

    /// A number below another (xorshift).
    fn pick(&mut self, below: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state % below
    }

    fn space(&mut self) {
        for _ in 0..self.pick(3) {
            let space = ["\n", " ", "\t", "\r\n"][self.pick(4) as usize];
            self.text.push_str(space);
        }
    }

    fn string(&mut self, text: &str) {
        self.text.push('"');
        for c in text.chars() {
            let must = c < ' ' || c == '"' || c == '\\';
            if must || self.pick(4) == 0 {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    self.text.push_str(&format!("\\u{unit:04x}"));
                }
            } else {
                self.text.push(c);
            }
        }
        self.text.push('"');
    }

    fn value(&mut self, value: &Value, place: &mut Vec<PathSegment>) {
        self.starts.push((place.clone(), self.text.len()));
        match value {
            Value::Object(entries) => {
                self.text.push('{');
                self.space();
                let mut left = entries.len();
                for (key, value) in entries {
                    self.entry(key, |writer| {
                        place.push(PathSegment::Key(key.as_str().into()));
                        writer.value(value, place);
                        place.pop();
                    });
                    left -= 1;
                    // The same key again: its value does not count.
                    if self.pick(5) == 0 {
                        self.text.push(',');
                        self.space();
                        self.entry(key, |writer| writer.text.push_str("[{\"}\": \"]\"}, [1.5e3]]"));
                    }
                    if left > 0 {
                        self.text.push(',');
                        self.space();
                    }
                }
                self.text.push('}');
            }
            Value::Array(items) => {
                self.text.push('[');
                for (n, item) in items.iter().enumerate() {
                    if n > 0 {
                        self.text.push(',');
                    }
                    self.space();
                    place.push(PathSegment::Index(n));
                    self.value(item, place);
                    place.pop();
                    self.space();
                }
                self.text.push(']');
            }
            Value::String(text) => self.string(text),
            scalar => self.text.push_str(&scalar.to_string()),
        }
    }

    fn entry(&mut self, key: &str, value: impl FnOnce(&mut Self)) {
        self.string(key);
        self.space();
        self.text.push(':');
        self.space();
        value(self);
        self.space();
    }
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
        r#"[\\"{}\[\],:é😀]{0,6}"#.prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(r#"(.|[\\"{}:,/~é😀]){0,3}"#, inner, 0..5)
                .prop_map(Value::from_iter),
        ]
    })
}

#[test]
fn every_place_of_any_json_is_found() {
    holds(100, (values(), any::<u64>()), |(value, seed)| {
        let Writer { text, starts, .. } = Writer::write_document(&value, seed);
        serde_json::from_str::<Value>(&text).expect(&text);
        for (steps, start) in starts {
            let before = &text[..start];
            let line_start = before.rfind('\n').map_or(0, |end| end + 1);
            let line = before.matches('\n').count() + 1;
            let column = before[line_start..].chars().count() + 1;
            let place: DocumentPath = steps.iter().cloned().collect();
            let found = place.position_in_json(&text);
            prop_assert_eq!((found.line, found.column), (line, column), "{} in {}", place, text);
            let pointed = value.pointer(&place.to_json_pointer());
            prop_assert!(pointed.is_some(), "{} in {}", place.to_json_pointer(), text);
            // What is not there is looked for in what is around it.
            for missing in [PathSegment::Index(9), PathSegment::Key("no such key".into())] {
                let below: DocumentPath = place.segments().iter().cloned().chain([missing]).collect();
                let found = below.position_in_json(&text);
                prop_assert_eq!((found.line, found.column), (line, column), "{} in {}", below, text);
            }
        }
        Ok(())
    });
}

#[test]
fn many_problems_in_a_long_line_are_found_in_one_pass() {
    let groups: Vec<String> = (0..20_000).map(|n| format!(r#"{{"id": "g{n}", "name": {n}}}"#)).collect();
    let text = format!(r#"{{"groups": [{}]}}"#, groups.join(","));
    let problems = serde_json::from_str::<Draft>(&text).unwrap().check().unwrap_err();
    let positions = problems.positions_in_json(&text);
    for (problem, position) in problems.iter().zip(positions) {
        let PathSegment::Index(n) = problem.path().segments()[1] else { panic!() };
        assert_eq!(&text[position.column - 1..][..n.to_string().len()], n.to_string());
        assert_eq!(position, problem.path().position_in_json(&text));
        // The first few hundred are enough.
        if n == 300 {
            return;
        }
    }
}
