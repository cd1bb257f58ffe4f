//! Tests of a part of a text where a whole host seems to be meant.

use crate::condition::{Leaf, Test};
use crate::visitor::{Field, FieldKind};

/// Something else that a test fits, and what may have been meant.
pub(super) fn whole_host_meant(leaf: &Leaf) -> Option<(String, String)> {
    let field = leaf.field();
    let (host_field, is_url) = match field {
        Field::PageUrl => (Field::PageHost, true),
        Field::PreviousUrl => (Field::PreviousHost, true),
        Field::ReferrerUrl => (Field::ReferrerHost, true),
        host if host.kind() == FieldKind::Host => (host.clone(), false),
        _ => return None,
    };
    let (host, also_fits) = match (leaf.test(), is_url) {
        (Test::Contains(text), false) => match text.strip_prefix('.') {
            Some(below) => (below, format!("www{text}.other.example")),
            None => (&**text, format!("my{text}")),
        },
        // With a dot before it a host is cut where a label ends.
        (Test::EndsWith(text), false) => (&**text, format!("my{text}")),
        (Test::Contains(text), true) => {
            let host = text.trim_start_matches('.');
            (host, format!("https://other.example/{text}"))
        }
        (Test::StartsWith(text), true) => {
            let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
            (host, format!("{text}.other.example/"))
        }
        _ => return None,
    };
    let is_file = is_url && matches!(leaf.test(), Test::Contains(_)) && is_name_of_file(host);
    (is_whole_host(host) && !is_file)
        .then(|| (also_fits, host_field.within(host.to_ascii_lowercase()).to_string()))
}

/// Two or more labels, the last one of letters: `shop.example`, not `shop`, `shop.` and `1.2`.
fn is_whole_host(text: &str) -> bool {
    let is_label =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let last = text.rsplit('.').next().unwrap_or("");
    text.contains('.')
        && text.split('.').all(is_label)
        && last.chars().count() >= 2
        && last.chars().all(char::is_alphabetic)
}

/// Whether a name with a dot is rather that of a file, where it stands in a URL.
fn is_name_of_file(name: &str) -> bool {
    const ENDS: [&str; 24] = [
        "html", "htm", "xhtml", "php", "asp", "aspx", "jsp", "cgi", "js", "mjs", "css", "png",
        "jpg", "jpeg", "gif", "svg", "webp", "ico", "pdf", "xml", "json", "txt", "zip", "csv",
    ];
    name.rsplit('.').next().is_some_and(|end| ENDS.iter().any(|e| e.eq_ignore_ascii_case(end)))
}
