//! Findings about texts that are compared with whole URLs.

use crate::analysis::PredicateFault;
use crate::analysis::comparison::{Comparison, TextOperator};
use crate::analysis::examined::Found;
use crate::analysis::host_names::is_whole_host;
use crate::analysis::paths::host_and_path;
use crate::analysis::url_fields::UrlFields;
use crate::analysis::wildcards::check_wildcards;

/// Returns the fault of a text that is compared with a URL, if it has one.
pub(super) fn check_url(comparison: &Comparison<'_>) -> Option<Found> {
    check_wildcards(comparison)
        .or_else(|| check_scheme(comparison))
        .or_else(|| check_form(comparison))
        .or_else(|| check_end(comparison))
}

/// Finds the start of a URL without its scheme, as in `is "/cart"` and `starts_with
/// "www.shop.example"`.
fn check_scheme(comparison: &Comparison<'_>) -> Option<Found> {
    let Comparison { field, operator, text, .. } = comparison;
    let is_start = matches!(operator, TextOperator::Is | TextOperator::StartsWith);
    let lower = text.to_ascii_lowercase();
    // `starts_with "htt"` is the beginning of a scheme.
    let may_follow = |scheme: &str| {
        lower.starts_with(scheme)
            || (*operator == TextOperator::StartsWith && scheme.starts_with(&lower))
    };
    if !is_start || may_follow("http://") || may_follow("https://") || has_scheme(&lower) {
        return None;
    }
    let fields = UrlFields::around(field)?;
    let bare = text.strip_prefix("//").unwrap_or(text);
    let instead = match host_and_path(comparison, &fields, bare) {
        Some(parts) => parts,
        None if text.starts_with('/') && !text.contains(['?', '#']) => {
            comparison.condition_with(&fields.path, *operator, text)
        }
        None if text.is_empty() => return None,
        None => comparison.condition_with(field, TextOperator::Contains, text),
    };
    Some(Found { fault: PredicateFault::UrlWithoutScheme, instead: Some(instead) })
}

/// Returns `true` if a text starts with a scheme, as `about:blank` and `capacitor://localhost/` do,
/// and not with a host and a port.
fn has_scheme(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let is_name = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    // `shop.example:8080` and `localhost:3000` are a host and a port. `//` after the colon shows a
    // scheme.
    is_name
        && (rest.starts_with("//")
            || !(scheme.contains('.') || rest.starts_with(|c: char| c.is_ascii_digit())))
}

/// Finds a scheme, host or port that browsers write differently, and a whole URL without a path.
fn check_form(comparison: &Comparison<'_>) -> Option<Found> {
    let Comparison { field, operator, text, ignore_case, .. } = comparison;
    if !matches!(operator, TextOperator::Is | TextOperator::StartsWith) {
        return None;
    }
    let (scheme, rest) = text.split_once("://")?;
    let default_port = match scheme.to_ascii_lowercase().as_str() {
        "http" => ":80",
        "https" => ":443",
        _ => return None,
    };
    let (authority, more) = match rest.find(['/', '?', '#']) {
        Some(end) => rest.split_at(end),
        None => (rest, ""),
    };
    if authority.is_empty() {
        return None;
    }
    let is_whole = *operator == TextOperator::Is;
    // A prefix that ends within the authority may end within the port.
    let ends_here = is_whole || !more.is_empty();
    // The last `@` ends the user, as in the URL standard.
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, host)) => (format!("{user}@"), host),
        None => (String::new(), authority),
    };
    let bare = host.strip_suffix(default_port).filter(|_| ends_here).unwrap_or(host);
    // An `ignore_case` predicate compares the case-folded URL, so upper case is no fault.
    let (scheme, host) = match ignore_case {
        true => (scheme.to_owned(), bare.to_owned()),
        false => (scheme.to_ascii_lowercase(), bare.to_ascii_lowercase()),
    };
    let lacks_path = is_whole && !more.starts_with('/');
    let slash = if lacks_path { "/" } else { "" };
    let normal = format!("{scheme}://{user}{host}{slash}{more}");
    if normal == *text {
        return None;
    }
    let fault = match lacks_path {
        true => PredicateFault::UrlWithoutPath,
        false => PredicateFault::UrlNotNormalized,
    };
    Some(Found { fault, instead: Some(comparison.condition_with(field, *operator, &normal)) })
}

/// Finds a suffix of a URL that is a host.
fn check_end(comparison: &Comparison<'_>) -> Option<Found> {
    let Comparison { field, operator, text, .. } = comparison;
    let host = text.rsplit_once("//").map_or(*text, |(_, host)| host);
    // `checkout.do` may be a file; `//shop.example` and `www.shop.example` are hosts.
    let is_host = is_whole_host(host) && (host.len() < text.len() || host.starts_with("www."));
    if *operator != TextOperator::EndsWith || !is_host {
        return None;
    }
    let fields = UrlFields::around(field)?;
    let instead = comparison.condition_with(&fields.host, TextOperator::Within, host);
    Some(Found { fault: PredicateFault::UrlWithoutPath, instead: Some(instead) })
}
