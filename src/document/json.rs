//! A value of a document as compact JSON.
//!
//! This is the only JSON writer of the crate: texts for people, and the bytes that a workspace's digest is made of.
//! Its output is byte for byte that of `serde_json::to_string`, which a test checks.

use std::fmt::{self, Write};

use crate::document::Node;

/// Writes a value as JSON without spaces.
pub(crate) fn write_json(node: &Node<'_>, out: &mut impl Write) -> fmt::Result {
    match node {
        Node::Null => out.write_str("null"),
        Node::Bool(value) => write!(out, "{value}"),
        Node::Integer(number) => write!(out, "{number}"),
        Node::Float(number) => write_number(*number, out),
        Node::Text(text) => write_text(text, out),
        Node::List(items) => {
            out.write_str("[")?;
            for (n, item) in items.iter().enumerate() {
                out.write_str(if n == 0 { "" } else { "," })?;
                write_json(item, out)?;
            }
            out.write_str("]")
        }
        Node::Map(entries) => {
            out.write_str("{")?;
            for (n, (key, value)) in entries.iter().enumerate() {
                out.write_str(if n == 0 { "" } else { "," })?;
                write_text(key, out)?;
                out.write_str(":")?;
                write_json(value, out)?;
            }
            out.write_str("}")
        }
    }
}

/// Writes the fewest digits that read as the same number: with a decimal point from 1e-5 up to 1e16, with a signed
/// exponent outside that range. JSON has no infinity and no NaN; those are written as null.
fn write_number(value: f64, out: &mut impl Write) -> fmt::Result {
    if !value.is_finite() {
        return out.write_str("null");
    }
    if value == 0.0 || (1e-5..1e16).contains(&value.abs()) {
        let has_fraction = value.fract() != 0.0;
        return if has_fraction { write!(out, "{value}") } else { write!(out, "{value:.1}") };
    }
    let text = format!("{value:e}");
    match text.split_once('e') {
        Some((digits, exponent)) if !exponent.starts_with('-') => {
            write!(out, "{digits}e+{exponent}")
        }
        _ => out.write_str(&text),
    }
}

fn write_text(text: &str, out: &mut impl Write) -> fmt::Result {
    out.write_str("\"")?;
    let mut rest = text;
    // Most texts have nothing to escape, so whole runs are written at once.
    while let Some(at) = rest.find(|c: char| c == '"' || c == '\\' || c < ' ') {
        let (run, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.write_str(run)?;
        let mut characters = tail.chars();
        if let Some(c) = characters.next() {
            write_escaped(c, out)?;
        }
        rest = characters.as_str();
    }
    out.write_str(rest)?;
    out.write_str("\"")
}

fn write_escaped(c: char, out: &mut impl Write) -> fmt::Result {
    match c {
        '"' => out.write_str("\\\""),
        '\\' => out.write_str("\\\\"),
        '\u{8}' => out.write_str("\\b"),
        '\u{c}' => out.write_str("\\f"),
        '\n' => out.write_str("\\n"),
        '\r' => out.write_str("\\r"),
        '\t' => out.write_str("\\t"),
        c => write!(out, "\\u{:04x}", u32::from(c)),
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;
    use crate::document::tree;

    fn written(value: &impl Serialize) -> String {
        let mut text = String::new();
        write_json(&tree(value), &mut text).unwrap();
        text
    }

    #[test]
    fn it_writes_what_serde_json_writes() {
        let text = "Zoë \"Z\" \\ \u{1}\u{8}\u{c}\n\r\t\u{1f}\u{7f}\u{1f600}/";
        assert_eq!(written(&text), serde_json::to_string(text).unwrap());
        let mut numbers = vec![0.0, -0.0, 0.1, 1.0, -2.5, f64::MAX, f64::MIN_POSITIVE, 5e-324];
        numbers.extend((-30..30).flat_map(|e| {
            [1.0, 1.5, 123_456_789.0, 1.234_567_890_123_456_7].map(|n| n * 10_f64.powi(e))
        }));
        for number in numbers {
            assert_eq!(written(&number), serde_json::to_string(&number).unwrap());
        }
        let lists = (vec![1_u64, 2], [(true, None::<u8>)], "a");
        assert_eq!(written(&lists), serde_json::to_string(&lists).unwrap());
    }
}
