//! The part of the vocabulary page that lists the words of other systems.

use std::fmt::{self, Write};

use crate::draft::OBJECTS;
use crate::vocabulary::aliases::conditions::{JOINS, NODES, NodeAnswer};
use crate::vocabulary::aliases::fields::{FIELDS, STARTS, WRAPPERS};
use crate::vocabulary::aliases::operators::OPERATORS;
use crate::vocabulary::aliases::values;
use crate::vocabulary::{Alias, FieldAnswer, KeyAnswer, OperatorAnswer, ValueAnswer};

const START: &str = "\
## Words of other systems

The reader knows these words and answers them with what is correct here. They are compared without case and
separators: `notContains`, `not-contains` and `$not_contains` are equal to `not_contains`. A word that starts with a
negation (`not_`, `does_not_`, `is_not_`, `!`) or ends with `_not` is answered with `not` around the operator that
remains without the negation.
";

pub(super) fn write(out: &mut String) -> fmt::Result {
    writeln!(out, "{START}\n### Operators\n")?;
    for alias in OPERATORS {
        line(out, &operator(alias.answer), alias.spellings)?;
    }
    writeln!(out, "\n### Other keys of conditions\n")?;
    for alias in NODES {
        line(out, &node(alias.answer), alias.spellings)?;
    }
    writeln!(out, "\nValues of such a key that say how a list is joined:\n")?;
    for Alias { spellings: words, answer } in JOINS {
        line(out, &format!("`{answer}`"), words)?;
    }
    writeln!(out, "\n### Fields\n")?;
    for alias in FIELDS {
        line(out, &field(alias.answer), alias.spellings)?;
    }
    writeln!(out, "\nFields with a name of your own:\n")?;
    for alias in STARTS {
        let words: Vec<String> =
            alias.spellings.split(' ').map(|word| format!("{word}.NAME")).collect();
        line(out, &field(alias.answer), &words.join(" "))?;
    }
    let wrappers = WRAPPERS.map(|word| format!("`{word}.`")).join(", ");
    // The reader removes these prefixes before it looks a field up, so the table above has no words with them.
    writeln!(out, "\nEach of these may come before a field: {wrappers}.\n\n### Keys\n")?;
    for object in OBJECTS {
        // The noun names the object as messages do.
        writeln!(out, "Of {}:\n", object.noun)?;
        for alias in object.aliases {
            line(out, &key(alias.answer), alias.spellings)?;
        }
        writeln!(out)?;
    }
    writeln!(out, "### Values\n")?;
    for (of, aliases) in VALUES {
        writeln!(out, "Of {of}:\n")?;
        for alias in aliases {
            line(out, &value(alias.answer), alias.spellings)?;
        }
        writeln!(out)?;
    }
    writeln!(
        out,
        "Time zones: offsets (`UTC+2`), abbreviations (`IST`), a city alone (`Paris`) and the usual names of \
         Windows and Ruby on Rails (`Eastern Time (US & Canada)`) are answered with the zones of the IANA \
         database. Countries: codes of three letters and English names are answered with the code of two."
    )
}

/// The tables of words for values, each with the key or field that takes them.
pub(super) const VALUES: [(&str, &[Alias<ValueAnswer>]); 10] = [
    ("`strategy`", values::STRATEGIES),
    ("`picker.mode`", values::PICKER_MODES),
    ("`precedence`", values::SOURCES),
    ("`permissions`", values::PERMISSIONS),
    ("`role`", values::ROLES),
    ("`outcome`", values::OUTCOMES),
    ("`status` of an agent", values::AGENT_STATUSES),
    ("`group.ID`", values::GROUP_STATES),
    ("`schedule.ID`", values::SCHEDULE_STATES),
    ("`staff`", values::STAFF_STATES),
];

/// Writes what is correct, then the words that are answered with it.
fn line(out: &mut String, right: &str, words: &str) -> fmt::Result {
    let words: Vec<String> = words.split(' ').map(|word| format!("`{word}`")).collect();
    writeln!(out, "- {right}: {}", words.join(", "))
}

fn operator(answer: OperatorAnswer) -> String {
    match answer {
        OperatorAnswer::Operator(word) => format!("`{word}`"),
        OperatorAnswer::Not(word) => format!("`not` around `{word}`"),
        OperatorAnswer::IgnoringCase(word) => format!("`{word}` with `ignore_case`"),
        OperatorAnswer::Each(join, word) => format!("`{join}` of several `{word}`"),
        OperatorAnswer::NotEach(join, word) => format!("`not` around `{join}` of several `{word}`"),
        OperatorAnswer::Includes => "`contains`; of an attribute that is a list, `is`".to_owned(),
        OperatorAnswer::Exists(known) => format!("`\"exists\": {known}`"),
        OperatorAnswer::IsBoolean(value) => format!("`\"is\": {value}`"),
        OperatorAnswer::Between => "`at_least` and `at_most` in `all`".to_owned(),
        OperatorAnswer::NotBetween => "`not` around `at_least` and `at_most` in `all`".to_owned(),
        OperatorAnswer::Advice(advice) => advice.to_owned(),
    }
}

fn node(answer: NodeAnswer) -> String {
    match answer {
        NodeAnswer::Join(word) | NodeAnswer::Modifier(word) => format!("`{word}`"),
        NodeAnswer::NotJoin(word) => format!("`not` around `{word}`"),
        NodeAnswer::Parts => "`all` or `any`".to_owned(),
        NodeAnswer::Field => "`field`".to_owned(),
        NodeAnswer::Operator => "the operator as a key".to_owned(),
        NodeAnswer::Value => "the value of the operator's key".to_owned(),
        NodeAnswer::Negation => "`not` around the condition".to_owned(),
        NodeAnswer::Advice(advice) => advice.to_owned(),
    }
}

fn field(answer: FieldAnswer) -> String {
    match answer {
        FieldAnswer::Field(word) => format!("`{word}`"),
        FieldAnswer::Named(start) => format!("`{start}NAME`"),
        FieldAnswer::OfName(start, name) => format!("`{start}{name}`"),
        FieldAnswer::Advice(advice) => advice.to_owned(),
    }
}

fn key(answer: KeyAnswer) -> String {
    match answer {
        KeyAnswer::Key(word) => format!("`{word}`"),
        KeyAnswer::Opposite(word) => format!("the opposite of `{word}`"),
        KeyAnswer::Advice(advice) | KeyAnswer::Instead(_, advice) => advice.to_owned(),
    }
}

fn value(answer: ValueAnswer) -> String {
    match answer {
        ValueAnswer::Word(word) => format!("`{word}`"),
        ValueAnswer::Advice(advice) => advice.to_owned(),
    }
}
