//! The vocabulary page for people who write documents: every key, field and operator with one line and
//! one example, from the tables that the readers use.

mod aliases;
#[cfg(all(test, feature = "language", feature = "regex", feature = "tz", feature = "url"))]
mod tests;

use std::fmt::{self, Write};

use crate::condition::{ConditionKey, MODIFIER_KEYS, NODE_KEYS, OPERATOR_KEYS, operators};
use crate::visitor::{FIELDS, FieldKind, NAMED_FIELDS};
use crate::vocabulary::{DOCUMENT, DefaultValue, KeySpec, ObjectSpec};

/// The workspace that the examples of the page belong to.
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
  "agents": [{"id": "ana", "name": "Ana"}, {"id": "ben", "name": "Ben"}],
  "groups": [
    {"id": "sales", "name": {"fr": "Ventes", "en": "Sales"}, "agents": [{"id": "ben"}],
     "escalation": [{"after_seconds": 60, "to": "support"}]},
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

Every key, field and operator that a workspace may hold, with one line and one example each. This page is
written by the program from the tables that its readers use (`cargo run --example vocabulary`); documents
are JSON or TOML, with the same words.

The examples belong to this workspace:
";

const MISSPELT: &str = "\
## Misspelt words

A word that is not known gets the right one as a suggestion only where a slip of the keyboard explains it:

- without case and separators it is the same (`startsWith`, `starts-with`, `STARTS WITH`); or
- it has as many parts (between separators, and where upper case starts one), and each differs by few
  edits: in a part of up to 3 letters neighbours may be swapped, in one of 4 to 7 letters one may be wrong or
  letters may have moved, in a longer one two may be wrong, an `s` at the end besides; two in the whole word.

Words whose digits differ are never proposed for each other (`team-1`, `team-2`), nor words of which one
negates the other (`available`, `unavailable`), nor one of two that are as near. A time zone that holds a
digit is never taken for misspelt: the next one would be hours off. Nothing is proposed that would be refused
in that place. Where no word is proposed, the message says what there is.

What stands under a key that is misspelt, or that another system calls so, is checked as if the key were the
right one, so that all mistakes are told in one round.
";

/// The page, in Markdown: what `docs/vocabulary.md` holds.
#[must_use]
pub fn page() -> String {
    let mut out = String::new();
    // Writing into a `String` cannot fail.
    let _ = write_page(&mut out);
    out
}

fn write_page(out: &mut String) -> fmt::Result {
    writeln!(out, "{START}\n```json\n{WORKSPACE}\n```\n\n## Keys\n")?;
    for object in DOCUMENT {
        write_object(object, out)?;
    }
    write_conditions(out)?;
    write_fields(out)?;
    aliases::write(out)?;
    writeln!(out)?;
    out.write_str(MISSPELT)
}

fn write_object(object: &ObjectSpec, out: &mut String) -> fmt::Result {
    let place = match object.path {
        "" => "the whole document".to_owned(),
        place => format!("`{place}`"),
    };
    writeln!(out, "### {}: {place}\n", object.noun)?;
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

fn default(value: DefaultValue) -> String {
    match value {
        DefaultValue::Required => "**required**".to_owned(),
        DefaultValue::Nothing => "none".to_owned(),
        DefaultValue::Value(value) => format!("`{value}`"),
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
        let words = operators(kind).iter().map(|word| format!("`{word}`")).collect::<Vec<_>>();
        writeln!(out, "| {} | {} |", kind.words(), words.join(", "))?;
    }
    writeln!(out)
}

fn write_words(title: &str, keys: &[ConditionKey], out: &mut String) -> fmt::Result {
    writeln!(out, "### {title}\n\n| key | takes | meaning | example |\n| --- | --- | --- | --- |")?;
    for ConditionKey { word, takes, meaning, example } in keys {
        writeln!(out, "| `{word}` | {takes} | {meaning} | `{example}` |")?;
    }
    writeln!(out)
}

fn write_fields(out: &mut String) -> fmt::Result {
    writeln!(out, "## Fields\n\n| field | type | meaning | example |\n| --- | --- | --- | --- |")?;
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
