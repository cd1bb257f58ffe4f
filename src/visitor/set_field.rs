//! Sets one field of a visitor to another value, for counterfactuals and generated visitors.

use std::borrow::Cow;

use crate::document::whole_of;
use crate::visitor::{Field, UrlPart, Value, Visitor};

impl<'v> Visitor<'v> {
    /// Sets a field to a value, or removes it if the value is null. Returns `None` if no visitor can have the
    /// value: for a state, a bucket, a number that a counter cannot have, or a host that a URL does not
    /// accept.
    ///
    /// A part of a URL is changed within the URL, whose other parts stay. If there is no URL, the part is put
    /// into [`PLACEHOLDER`].
    pub(crate) fn set_field(&mut self, field: &Field, value: &Value<'v>) -> Option<()> {
        if let Some((source, part)) = field.url_part() {
            let (value, url) = (to_text(value)?, self.url_mut(source));
            *url = match part {
                UrlPart::Whole => value,
                part => Some(with_part(url.as_deref(), part, field.name(), value)?),
            };
            return Some(());
        }
        match field {
            Field::PageTitle => self.page.title = to_text(value)?,
            Field::Language => self.language = to_text(value)?,
            Field::Country => self.country = to_text(value)?,
            Field::Region => self.region = to_text(value)?,
            Field::City => self.city = to_text(value)?,
            Field::Device => self.device = to_text(value)?,
            Field::Browser => self.browser = to_text(value)?,
            Field::Os => self.os = to_text(value)?,
            Field::Visits => self.visits = to_whole_number(value)?,
            Field::PagesViewed => self.pages_viewed = to_whole_number(value)?,
            Field::TimeOnPage => self.time_on_page = to_seconds(value)?,
            Field::TimeOnSite => self.time_on_site = to_seconds(value)?,
            Field::Selection => self.selection = to_text(value)?,
            Field::GroupCode => self.group_code = to_text(value)?,
            Field::Assignment => self.assignment = to_text(value)?,
            Field::Attribute(name) => self.attributes.set(name.to_string(), value.clone()),
            // Buckets follow from the id; states are those of the workspace.
            _ => return None,
        }
        Some(())
    }
}

/// Returns a text, or the absence of one.
fn to_text<'v>(value: &Value<'v>) -> Option<Option<Cow<'v, str>>> {
    match value {
        Value::Text(text) => Some(Some(text.clone())),
        Value::Null => Some(None),
        _ => None,
    }
}

fn to_whole_number(value: &Value<'_>) -> Option<Option<u64>> {
    match value {
        Value::Number(number) => whole_of(*number).map(Some),
        Value::Null => Some(None),
        _ => None,
    }
}

fn to_seconds(value: &Value<'_>) -> Option<Option<f64>> {
    match value {
        Value::Number(number) => (number.is_finite() && *number >= 0.0).then_some(Some(*number)),
        Value::Null => Some(None),
        _ => None,
    }
}

/// The URL that receives a part if the visitor has none.
#[cfg(feature = "url")]
pub(crate) const PLACEHOLDER: &str = "https://site.example/";

#[cfg(feature = "url")]
fn with_part(
    url: Option<&str>,
    part: UrlPart,
    name: Option<&str>,
    value: Option<Cow<'_, str>>,
) -> Option<Cow<'static, str>> {
    use url::Url;

    let mut url = match url.map(Url::parse) {
        // Such a URL (`mailto:…`) has neither a host nor a path that could be set.
        Some(Ok(url)) if url.cannot_be_a_base() => return None,
        Some(Ok(url)) => url,
        // A URL that does not parse has no parts to keep, so it is replaced.
        _ => Url::parse(PLACEHOLDER).ok()?,
    };
    match (part, value) {
        (UrlPart::Query, value) => {
            let name = name?;
            let pairs = url.query_pairs().into_owned();
            // All pairs of the name are removed, because a field reads the first one.
            let mut pairs: Vec<(String, String)> = pairs.filter(|(key, _)| key != name).collect();
            pairs.extend(value.map(|value| (name.to_owned(), value.into_owned())));
            if pairs.is_empty() {
                // Without pairs an empty query would leave a `?` behind.
                url.set_query(None);
            } else {
                url.query_pairs_mut().clear().extend_pairs(pairs);
            }
        }
        (UrlPart::Path, Some(path)) => url.set_path(&path),
        // The parser applies IDNA and refuses what is no host.
        (UrlPart::Host, Some(host)) => url.set_host(Some(&host)).ok()?,
        // A URL has a path, and one without host is another kind of URL.
        (UrlPart::Whole, _) | (_, None) => return None,
    }
    Some(String::from(url).into())
}

/// Returns nothing: without the feature `url`, no checked rule tests a part of a URL.
#[cfg(not(feature = "url"))]
fn with_part(
    _: Option<&str>,
    _: UrlPart,
    _: Option<&str>,
    _: Option<Cow<'_, str>>,
) -> Option<Cow<'static, str>> {
    None
}

#[cfg(all(test, feature = "url"))]
mod tests {
    use super::*;

    fn url_after(
        url: Option<&'static str>,
        field: &str,
        value: Option<&'static str>,
    ) -> Option<String> {
        let mut visitor = Visitor::undated().page(url);
        visitor.set_field(&field.parse().unwrap(), &Value::from(value))?;
        visitor.page.url.map(Cow::into_owned)
    }

    #[test]
    fn a_part_of_a_url_changes_and_the_others_stay() {
        let url = Some("https://a.example:81/x?p=1&q=2#f");
        let cases = [
            ("page.host", Some("b.example"), "https://b.example:81/x?p=1&q=2#f"),
            ("page.path", Some("/y z"), "https://a.example:81/y%20z?p=1&q=2#f"),
            ("page.query.p", Some("3"), "https://a.example:81/x?q=2&p=3#f"),
            ("page.query.p", None, "https://a.example:81/x?q=2#f"),
            ("page.url", Some("c"), "c"),
        ];
        for (field, value, expected) in cases {
            assert_eq!(url_after(url, field, value).as_deref(), Some(expected), "{field}");
        }
        assert_eq!(
            url_after(Some("https://a/?p=1"), "page.query.p", None).as_deref(),
            Some("https://a/")
        );
    }

    #[test]
    fn where_there_is_no_url_a_part_makes_one() {
        for url in [None, Some("no url")] {
            assert_eq!(
                url_after(url, "page.path", Some("/y")).as_deref(),
                Some("https://site.example/y")
            );
        }
    }

    #[test]
    fn what_no_visitor_can_show_is_refused() {
        assert_eq!(url_after(Some("mailto:a"), "page.host", Some("b.example")), None);
        assert_eq!(url_after(Some("https://a/"), "page.host", None), None);
        let mut visitor = Visitor::undated();
        for (field, value) in [
            ("visits", Value::Number(1.5)),
            ("visits", Value::Number(-1.0)),
            ("time_on_page", Value::Number(-0.5)),
            ("country", Value::Number(1.0)),
            ("bucket.b", Value::Number(1.0)),
            ("staff", Value::from("online")),
        ] {
            assert_eq!(visitor.set_field(&field.parse().unwrap(), &value), None, "{field}");
        }
        assert!(visitor == Visitor::undated());
    }
}
