//! The vocabulary page for people who write documents: every key, field and operator with one line and one example.
//! It is generated from the tables that the readers use.

mod aliases;
#[cfg(all(test, feature = "language", feature = "regex", feature = "tz", feature = "url"))]
mod tests;

use std::fmt::{self, Write};

use crate::condition::{ConditionKey, MODIFIER_KEYS, NODE_KEYS, OPERATOR_KEYS, operators};
use crate::draft::OBJECTS;
use crate::visitor::{FIELDS, FieldKind, NAMED_FIELDS};
use crate::vocabulary::{DefaultValue, KeySpec, ObjectSpec};

/// The workspace to which the examples of the page belong.
pub(crate) const WORKSPACE: &str = r#"{
  "languages": ["fr", "en"],
  "picker": {"mode": "optional"},
  "plan": {"max_agents": 25},
  "roles": [{"id": "lead", "permissions": ["manage_groups"]}],
  "schedules": [
    {"id": "office", "zone": "Europe/Paris",
     "weekly": {"mon": ["09:00-18:00"]},
     "exceptions": [{"date": "2026-12-25", "spans": []}]}
  ],
  "agents": [
    {"id": "ana", "name": "Ana"}, {"id": "ben", "name": "Ben"},
    {"id": "assistant", "automatic": true}
  ],
  "groups": [
    {"id": "sales", "name": {"fr": "Ventes", "en": "Sales"}, "agents": [{"id": "ben"}, "assistant"],
     "strategy": "ranked", "escalation": [{"after_seconds": 60, "to": "support"}]},
    {"id": "support", "name": {"fr": "Assistance", "en": "Support"}, "agents": "all"}
  ],
  "triggers": [
    {"id": "french", "assign_to": "support", "when": {"field": "language", "within": "fr"}}
  ],
  "expect": [
    {"visitor": {"language": "fr", "page": {"url": "https://shop.example/"}},
     "group": "support"}
  ],
  "assertions": [{"when": {"field": "device", "is": "bot"}, "never": ["support"]}]
}"#;

const START: &str = "\
# Vocabulary

This page lists every key, field and operator of a workspace, each with one line and one example. It is generated
from the tables that the readers use (`cargo run --example vocabulary`). Documents are JSON or TOML. Both have
these words.

The examples belong to this workspace:
";

const MISSPELT: &str = "\
## Misspelt words

The correct word is suggested for an unknown word only if a typing error explains it:

- The two words are equal without case and separators (`startsWith`, `starts-with`, `STARTS WITH`); or
- they have equally many parts, and each part has few edits. A part ends at a separator and before an upper case
  letter. A part of up to 3 letters may have two neighbours swapped. A part of 4 to 7 letters may have one edit, or
  its letters in another order. A longer part may have two edits. An `s` at the end that only one of the words has
  is allowed besides. The whole word may have two edits.

Words with different digits (`team-1`, `team-2`) and words of which one negates the other (`available`,
`unavailable`) are never proposed for each other. If two words are equally near, neither is proposed. A time zone
with a digit never counts as misspelt, because the nearest zone would be hours off. Only words that are valid at that
path are proposed. If no word is proposed, the message lists the words that exist.

The value under a misspelt key, or under a key of another system, is checked as if the key were correct. So all
mistakes are reported in one pass.
";

/// Returns the page in Markdown, which is the content of `docs/vocabulary.md`.
#[must_use]
pub fn page() -> String {
    let mut out = String::new();
    // Writing to a `String` never fails.
    let _ = write_page(&mut out);
    out
}

/// Writes the page in the order of a document: its objects first, then conditions, then the words of other systems.
fn write_page(out: &mut String) -> fmt::Result {
    // Every example is checked against this workspace by a test, so it is part of the page.
    writeln!(out, "{START}\n```json\n{WORKSPACE}\n```\n\n## Keys\n")?;
    for object in OBJECTS {
        write_object(object, out)?;
    }
    write_conditions(out)?;
    write_fields(out)?;
    aliases::write(out)?;
    writeln!(out)?;
    out.write_str(MISSPELT)
}

/// Writes the table of the keys of an object.
fn write_object(object: &ObjectSpec, out: &mut String) -> fmt::Result {
    let path = match object.path {
        "" => "the whole document".to_owned(),
        path => format!("`{path}`"),
    };
    writeln!(out, "### {}: {path}\n", object.noun)?;
    writeln!(
        out,
        "| key | takes | default | meaning | example |\n| --- | --- | --- | --- | --- |"
    )?;
    for key in object.keys {
        let KeySpec { word, form, meaning, example, .. } = key;
        let default = default(key.default);
        writeln!(
            out,
            "| `{word}` | {} | {default} | {meaning} | `\"{word}\": {example}` |",
            form.description
        )?;
    }
    writeln!(out)
}

/// Returns the text for what holds if a key is left out.
fn default(value: DefaultValue) -> String {
    match value {
        DefaultValue::Required => "**required**".to_owned(),
        DefaultValue::Nothing => "none".to_owned(),
        DefaultValue::Value(value) => format!("`{}`", value()),
        DefaultValue::Described(words) => words.to_owned(),
    }
}

fn write_conditions(out: &mut String) -> fmt::Result {
    writeln!(
        out,
        "## Conditions\n\n\
         A condition joins others, or tests one field: the field, one operator, and modifiers.\n"
    )?;
    write_words("What joins, and what is tested", NODE_KEYS, out)?;
    write_words("Operators", OPERATOR_KEYS, out)?;
    write_words("Modifiers", MODIFIER_KEYS, out)?;
    writeln!(
        out,
        "### Which fields have which operators\n\n| fields of this type | have |\n| --- | --- |"
    )?;
    // Fields of one type have the same operators, so a row for each type is enough.
    let kinds = [
        FieldKind::Text,
        FieldKind::Path,
        FieldKind::Host,
        FieldKind::Language,
        FieldKind::Country,
        FieldKind::Number,
        FieldKind::Attribute,
        FieldKind::Group,
    ];
    for kind in kinds {
        // The list is the one that the reader checks, so the page cannot promise an operator that
        // is rejected.
        let words = operators(kind).iter().map(|word| format!("`{word}`")).collect::<Vec<_>>();
        writeln!(out, "| {} | {} |", kind.words(), words.join(", "))?;
    }
    writeln!(out)
}

/// Writes a table of keys of conditions.
fn write_words(title: &str, keys: &[ConditionKey], out: &mut String) -> fmt::Result {
    writeln!(out, "### {title}\n\n| key | takes | meaning | example |\n| --- | --- | --- | --- |")?;
    for ConditionKey { word, takes, meaning, example } in keys {
        writeln!(out, "| `{word}` | {takes} | {meaning} | `{example}` |")?;
    }
    writeln!(out)
}

fn write_fields(out: &mut String) -> fmt::Result {
    writeln!(out, "## Fields\n\n| field | type | meaning | example |\n| --- | --- | --- | --- |")?;
    // Fields with a name of the author's own have no complete list, so their row has a placeholder.
    let plain = FIELDS
        .iter()
        .map(|spec| (spec.word.to_owned(), spec.field.kind(), spec.meaning, spec.example));
    let named = NAMED_FIELDS.iter().map(|spec| {
        let word = format!("{}{}", spec.start, spec.placeholder);
        (word, spec.kind, spec.meaning, spec.example)
    });
    for (word, kind, meaning, example) in plain.chain(named) {
        writeln!(out, "| `{word}` | {} | {meaning} | `{example}` |", kind.words())?;
    }
    writeln!(out)
}
