//! Conditions written down in an engine's language.

use std::fmt::Write;

use frontdesk_workloads::condition::{Condition, Leaf, Text, TextTest};

/// What differs between the languages.
pub(super) trait Language {
    const AND: &'static str;
    const OR: &'static str;
    const NOT: &'static str;

    /// Writes a test of text; values have no quotes and no backslashes in them.
    fn text(&mut self, field: Text, test: &TextTest, out: &mut String);
}

pub(super) fn write(language: &mut impl Language, condition: &Condition) -> String {
    let mut out = String::new();
    write_to(language, condition, &mut out);
    out
}

fn write_to<L: Language>(language: &mut L, condition: &Condition, out: &mut String) {
    match condition {
        Condition::All(parts) => list(language, parts, L::AND, out),
        Condition::Any(parts) => list(language, parts, L::OR, out),
        Condition::Not(part) => {
            out.push_str(L::NOT);
            out.push('(');
            write_to(language, part, out);
            out.push(')');
        }
        Condition::Leaf(Leaf::Text { field, test, ignore_case: false }) => {
            language.text(*field, test, out);
        }
        Condition::Leaf(Leaf::AtLeast(field, least)) => {
            push_formatted(out, format_args!("{} >= {least}", field.name()));
        }
        Condition::Leaf(Leaf::AtMost(field, most)) => {
            push_formatted(out, format_args!("{} <= {most}", field.name()));
        }
        Condition::Leaf(_) => unreachable!("{condition} is in the workload of the web shop only"),
    }
}

fn list<L: Language>(language: &mut L, parts: &[Condition], between: &str, out: &mut String) {
    out.push('(');
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            push_formatted(out, format_args!(" {between} "));
        }
        write_to(language, part, out);
    }
    out.push(')');
}

/// Appends.
pub(super) fn push_formatted(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("a string takes everything");
}

/// Quoted values with something between them.
pub(super) fn quoted(values: &[Box<str>], between: &str) -> String {
    let quoted: Vec<String> = values.iter().map(|value| format!("\"{value}\"")).collect();
    quoted.join(between)
}
