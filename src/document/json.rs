//! A value of a document as JSON, on one line.

use std::fmt;

use crate::document::Node;

/// Writes a value as JSON without spaces.
pub(crate) fn write_json(node: &Node<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match node {
        Node::Null => f.write_str("null"),
        Node::Bool(value) => write!(f, "{value}"),
        Node::Integer(number) => write!(f, "{number}"),
        Node::Float(number) => write!(f, "{number:?}"),
        Node::Text(text) => write_text(text, f),
        Node::List(items) => {
            f.write_str("[")?;
            for (n, item) in items.iter().enumerate() {
                f.write_str(if n == 0 { "" } else { "," })?;
                write_json(item, f)?;
            }
            f.write_str("]")
        }
        Node::Map(entries) => {
            f.write_str("{")?;
            for (n, (key, value)) in entries.iter().enumerate() {
                f.write_str(if n == 0 { "" } else { "," })?;
                write_text(key, f)?;
                f.write_str(":")?;
                write_json(value, f)?;
            }
            f.write_str("}")
        }
    }
}

fn write_text(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            c if c < ' ' => write!(f, "\\u{:04x}", u32::from(c))?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}
