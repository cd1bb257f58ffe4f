//! Texts that look like the name of a host.

/// Returns `true` for two or more labels of which the last one has only letters: `shop.example`,
/// but not `shop`, `shop.` or `1.2`.
pub(super) fn is_whole_host(text: &str) -> bool {
    let is_label = |label: &str| {
        let is_bounded = !label.is_empty() && !label.starts_with('-') && !label.ends_with('-');
        is_bounded && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let last = text.rsplit('.').next().unwrap_or("");
    text.contains('.')
        && text.split('.').all(is_label)
        && last.chars().count() >= 2
        && last.chars().all(char::is_alphabetic)
}

/// Returns `true` if a name with a dot is more likely the name of a file than a host.
pub(super) fn is_file_name(name: &str) -> bool {
    const ENDS: [&str; 24] = [
        "html", "htm", "xhtml", "php", "asp", "aspx", "jsp", "cgi", "js", "mjs", "css", "png",
        "jpg", "jpeg", "gif", "svg", "webp", "ico", "pdf", "xml", "json", "txt", "zip", "csv",
    ];
    name.rsplit('.').next().is_some_and(|end| ENDS.iter().any(|e| e.eq_ignore_ascii_case(end)))
}
