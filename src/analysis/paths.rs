//! Findings about texts that are compared with paths.

use crate::analysis::PredicateFault;
use crate::analysis::comparison::{Comparison, TextOperator};
use crate::analysis::examined::Found;
use crate::analysis::expressions::can_be_found;
use crate::analysis::host_names::{is_file_name, is_whole_host};
use crate::analysis::url_fields::UrlFields;
use crate::analysis::wildcards::check_wildcards;
use crate::condition::Condition;
use crate::visitor::Field;

/// Returns the fault of a text that is compared with a path, if it has one.
pub(super) fn check_path(comparison: &Comparison<'_>) -> Option<Found> {
    check_url_in_path(comparison)
        .or_else(|| check_query(comparison))
        .or_else(|| check_wildcards(comparison))
        .or_else(|| check_slash(comparison))
        .or_else(|| check_cut_escape(comparison))
        .or_else(|| check_backslash(comparison))
}

/// Finds a whole URL, as in `starts_with "https://shop.example/cart"`.
fn check_url_in_path(comparison: &Comparison<'_>) -> Option<Found> {
    let text = comparison.text;
    let is_whole = matches!(comparison.operator, TextOperator::Is | TextOperator::StartsWith);
    let fields = UrlFields::around(comparison.field)?;
    let instead = if text.contains("://") {
        comparison.condition_with(&fields.url, comparison.operator, text)
    } else {
        // Without a scheme, only the start of a path can be mistaken for a host.
        host_and_path(comparison, &fields, text.strip_prefix("//").unwrap_or(text))
            .filter(|_| is_whole)?
    };
    Some(Found { fault: PredicateFault::UrlInPath, instead: Some(instead) })
}

/// Splits `www.shop.example/cart` into a condition on the host and one on the path.
pub(super) fn host_and_path(
    comparison: &Comparison<'_>,
    fields: &UrlFields,
    text: &str,
) -> Option<Condition> {
    let (host, path) = match text.find(['/', '?', '#']) {
        Some(end) => text.split_at(end),
        None => (text, ""),
    };
    // `index.html` looks like a host and is a file.
    if !is_whole_host(host) || (path.is_empty() && is_file_name(host)) {
        return None;
    }
    let is_host = comparison.condition_with(&fields.host, TextOperator::Is, host);
    // `starts_with "www.shop.example/"` means every page of the host.
    if matches!(path, "" | "/") && comparison.operator != TextOperator::Is {
        return Some(is_host);
    }
    let path = if path.is_empty() { "/" } else { path };
    let of_path = comparison.condition_with(&fields.path, comparison.operator, path);
    let of_path = match path_and_query(&comparison.with_text(&fields.path, path)) {
        Some(split) => split,
        None => of_path,
    };
    Some(is_host & of_path)
}

/// Finds a query or a fragment, as in `is "/help?topic=billing"`.
fn check_query(comparison: &Comparison<'_>) -> Option<Found> {
    let instead = path_and_query(comparison)?;
    Some(Found { fault: PredicateFault::QueryInPath, instead: Some(instead) })
}

/// Splits a text at its `?` into a condition on the path and conditions on the values of the query.
/// A text that cannot be split, for example because of a fragment, becomes a condition on the URL.
fn path_and_query(comparison: &Comparison<'_>) -> Option<Condition> {
    let Comparison { field, operator, text, .. } = comparison;
    if !text.contains(['?', '#']) {
        return None;
    }
    let fields = UrlFields::around(field)?;
    let of_url = || {
        let operator = match operator {
            TextOperator::EndsWith | TextOperator::Is => TextOperator::EndsWith,
            _ => TextOperator::Contains,
        };
        comparison.condition_with(&fields.url, operator, text)
    };
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    let pairs: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).collect();
    // A `?` without pairs, as in `/help?`, is only a stray character.
    if pairs.is_empty() && !text.contains('#') && !path.is_empty() {
        return Some(comparison.condition_with(field, *operator, path));
    }
    // Escapes are left to the author.
    let is_plain = !text.contains(['#', '%', '+', '*']);
    if !is_plain || pairs.is_empty() || pairs.iter().any(|pair| pair.starts_with('=')) {
        return Some(of_url());
    }
    let (url, _) = field.url_part()?;
    let of_pair = |pair: &&str| match pair.split_once('=') {
        Some((name, "")) => Some(Field::query_of(url, name)?.exists()),
        Some((name, value)) => Some(Field::query_of(url, name)?.is(value)),
        None => Some(Field::query_of(url, pair)?.exists()),
    };
    let Some(of_pairs) = pairs.iter().map(of_pair).collect::<Option<Vec<_>>>() else {
        return Some(of_url());
    };
    let of_pairs = of_pairs.into_iter().map(|leaf| comparison.with_modifiers(leaf).into());
    let operator = match operator {
        // The path ends at the `?`, so its end is known: `starts_with` becomes `is`, and `contains`
        // becomes `ends_with`.
        TextOperator::Is | TextOperator::StartsWith | TextOperator::Within => TextOperator::Is,
        TextOperator::Contains | TextOperator::EndsWith => TextOperator::EndsWith,
    };
    let of_path = (!path.is_empty()).then(|| comparison.condition_with(field, operator, path));
    let mut parts: Vec<Condition> = of_path.into_iter().chain(of_pairs).collect();
    Some(if parts.len() == 1 { parts.swap_remove(0) } else { Condition::All(parts) })
}

fn check_slash(comparison: &Comparison<'_>) -> Option<Found> {
    let Comparison { field, operator, text, .. } = comparison;
    let is_start = matches!(operator, TextOperator::Is | TextOperator::StartsWith);
    if !is_start || text.starts_with('/') {
        return None;
    }
    // The text may be a regular expression in the wrong operator: `^/shop`.
    let expression = (*field).clone().matches(*text);
    let instead = if text.starts_with('^') && can_be_found(&expression) {
        comparison.with_modifiers(expression).into()
    } else {
        let with_slash = format!("/{}", text.trim_start_matches('\\'));
        comparison.condition_with(field, *operator, &with_slash)
    };
    let instead = Some(instead);
    Some(Found { fault: PredicateFault::PathWithoutSlash, instead })
}

/// Finds a text that starts or ends within the percent escapes of one letter. It matches no letter
/// of a path. A literal percent sign is `%25`.
fn check_cut_escape(comparison: &Comparison<'_>) -> Option<Found> {
    let Comparison { field, operator, text, .. } = comparison;
    let may_be_cut_after = matches!(operator, TextOperator::StartsWith | TextOperator::Contains);
    let may_be_cut_before = matches!(operator, TextOperator::EndsWith | TextOperator::Contains);
    let whole = if may_be_cut_after { whole_before(text) } else { text };
    let whole = if may_be_cut_before { whole_after(whole) } else { whole };
    if whole.len() == text.len() {
        return None;
    }
    let instead = (!whole.is_empty()).then(|| comparison.condition_with(field, *operator, whole));
    Some(Found { fault: PredicateFault::CutEscape, instead })
}

/// Returns the text before an escape, or before the escapes of a letter, that its end cuts.
fn whole_before(text: &str) -> &str {
    let bytes = text.as_bytes();
    let is_cut =
        |length: usize| bytes.len().checked_sub(length).and_then(|at| bytes.get(at)) == Some(&b'%');
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    // The text may end with `%` or with `%` and one digit.
    let cut = if is_cut(1) {
        1
    } else if is_cut(2) && is_digit(bytes.last()) {
        2
    } else {
        0
    };
    let text = text.get(..text.len() - cut).unwrap_or(text);
    // Walks back over the escapes at the end.
    let mut start = text.len();
    let mut following = 0;
    while let Some(byte) = start.checked_sub(3).and_then(|at| text.get(at..start)).and_then(escape)
    // `following` counts the continuation bytes after the leading byte of a UTF-8 letter.
    {
        start -= 3;
        let needed = match byte {
            0x80..=0xbf => {
                following += 1;
                continue;
            }
            0xc2..=0xdf => 1,
            0xe0..=0xef => 2,
            0xf0..=0xf4 => 3,
            _ => break,
        };
        // In a path that is not UTF-8, a single byte from `%E0` on is a Latin-1 letter: `caf%E9`.
        let is_cut = following < needed && (following > 0 || needed == 1);
        return if is_cut { text.get(..start).unwrap_or(text) } else { text };
    }
    text
}

/// Returns the text after the remaining escapes of a letter whose first escapes are missing.
fn whole_after(text: &str) -> &str {
    let mut rest = text;
    // Bytes 0x80 to 0xBF only continue a letter.
    while let Some((0x80..=0xbf, after)) = rest.get(..3).and_then(escape).zip(rest.get(3..)) {
        rest = after;
    }
    rest
}

/// Returns the byte of an escape such as `%C3`.
fn escape(text: &str) -> Option<u8> {
    u8::from_str_radix(text.strip_prefix('%')?, 16).ok()
}

/// Finds a `\`, which browsers turn into `/`.
fn check_backslash(comparison: &Comparison<'_>) -> Option<Found> {
    let Comparison { field, operator, text, .. } = comparison;
    text.contains('\\').then(|| {
        let instead = comparison.condition_with(field, *operator, &text.replace('\\', "/"));
        Found::impossible_text("\\".to_owned(), Some(instead))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_cut_within_a_letter_only() {
        for (text, whole) in [
            ("/a%C", "/a"),
            ("/a%", "/a"),
            ("/a%C3", "/a"),
            ("/a%c3%", "/a"),
            ("/a%E2%82", "/a"),
            ("/a%F0%9F%98", "/a"),
            ("%D0%B1%D0", "%D0%B1"),
        ] {
            assert_eq!(whole_before(text), whole, "{text}");
        }
        for text in
            ["/a", "/a%C3%A9", "/a%E2%82%AC", "/a%20", "/caf%E9", "/100%25", "/a%zz", "%A9", ""]
        {
            assert_eq!(whole_before(text), text);
        }
        assert_eq!(whole_after("%A9/x"), "/x");
        assert_eq!(whole_after("%82%AC"), "");
        for text in ["%C3%A9", "9/x", "", "%2", "é"] {
            assert_eq!(whole_after(text), text);
        }
    }
}
