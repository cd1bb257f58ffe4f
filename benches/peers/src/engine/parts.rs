//! Parts of URLs for the plain scan. Like this crate it cuts a URL that is in the parser's form
//! already and parses the others, so that what is compared is the search and not the parser.

use std::borrow::Cow;
use std::cell::OnceCell;

use frontdesk_workloads::condition::{Facts, Number, State, Text, fold};
use frontdesk_workloads::visitor::{Visitor, is_in_state};
use url::{Url, form_urlencoded};

/// A visitor's fields, the parts of URLs each when first asked for.
pub(super) struct FieldsOfScan<'v> {
    visitor: &'v Visitor,
    page: OnceCell<Option<SplitUrl<'v>>>,
    referrer: OnceCell<Option<SplitUrl<'v>>>,
    utm_source: OnceCell<Option<Cow<'v, str>>>,
    utm_campaign: OnceCell<Option<Cow<'v, str>>>,
    /// In lower case, where a field is not so already.
    folded: [OnceCell<Option<String>>; Text::ALL.len()],
}

enum SplitUrl<'v> {
    Cut { host: &'v str, path: &'v str, query: &'v str },
    Parsed(Url),
}

impl<'v> FieldsOfScan<'v> {
    pub(super) fn new(visitor: &'v Visitor) -> Self {
        Self {
            visitor,
            page: OnceCell::new(),
            referrer: OnceCell::new(),
            utm_source: OnceCell::new(),
            utm_campaign: OnceCell::new(),
            folded: [const { OnceCell::new() }; Text::ALL.len()],
        }
    }

    fn page(&self) -> Option<&SplitUrl<'v>> {
        self.page.get_or_init(|| SplitUrl::parse(self.visitor.given(Text::Url)?)).as_ref()
    }

    fn referrer(&self) -> Option<&SplitUrl<'v>> {
        self.referrer.get_or_init(|| SplitUrl::parse(self.visitor.given(Text::Referrer)?)).as_ref()
    }

    fn query(&self, name: &str) -> Option<Cow<'v, str>> {
        match self.page()? {
            SplitUrl::Cut { query, .. } => find(query, name),
            SplitUrl::Parsed(url) => find(url.query()?, name).map(|v| v.into_owned().into()),
        }
    }
}

fn find<'q>(query: &'q str, name: &str) -> Option<Cow<'q, str>> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(known, _)| known == name).map(|(_, value)| value)
}

impl Facts for FieldsOfScan<'_> {
    #[inline]
    fn text(&self, field: Text) -> Option<&str> {
        match field {
            Text::Host => self.page()?.host(),
            Text::Path => self.page().map(SplitUrl::path),
            Text::UtmSource => self.utm_source.get_or_init(|| self.query("utm_source")).as_deref(),
            Text::UtmCampaign => {
                self.utm_campaign.get_or_init(|| self.query("utm_campaign")).as_deref()
            }
            Text::ReferrerHost => self.referrer()?.host(),
            given => self.visitor.given(given),
        }
    }

    fn folded(&self, field: Text) -> Option<&str> {
        let text = self.text(field)?;
        let is_lower = |text: &str| text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase());
        let made = &self.folded[field as usize];
        let made = made.get_or_init(|| (!is_lower(text)).then(|| fold(text)));
        Some(made.as_deref().unwrap_or(text))
    }

    #[inline]
    fn number(&self, field: Number) -> Option<u32> {
        self.visitor.number(field)
    }

    fn state(&self, state: State) -> bool {
        is_in_state(state, self.visitor.at)
    }
}

impl<'v> SplitUrl<'v> {
    fn parse(text: &'v str) -> Option<Self> {
        Self::cut(text).or_else(|| Url::parse(text).ok().map(Self::Parsed))
    }

    /// Nothing for a URL that the parser might write in another way.
    fn cut(text: &'v str) -> Option<Self> {
        let rest = text.strip_prefix("https://")?;
        let (host, _) = rest.split_once('/')?;
        let (path, query) = rest[host.len()..].split_once('?').unwrap_or((&rest[host.len()..], ""));
        let is_host = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b);
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"/-_=&+~".contains(&b);
        let is_name = host.as_bytes().last().is_some_and(u8::is_ascii_lowercase);
        let is_canonical = is_name
            && host.bytes().all(is_host)
            && path.bytes().all(is_plain)
            && query.bytes().all(is_plain);
        is_canonical.then_some(Self::Cut { host, path, query })
    }

    fn host(&self) -> Option<&str> {
        match self {
            Self::Cut { host, .. } => Some(host),
            Self::Parsed(url) => url.host_str(),
        }
    }

    fn path(&self) -> &str {
        match self {
            Self::Cut { path, .. } => path,
            Self::Parsed(url) => url.path(),
        }
    }
}

#[cfg(test)]
mod tests {
    use frontdesk_workloads::visitor::Parts;
    use frontdesk_workloads::web_shop;

    use super::*;

    #[test]
    fn cutting_agrees_with_the_parser() {
        let workload = web_shop::workload(200, 1_200);
        let mut cut = 0;
        for visitor in &workload.visitors {
            let (ours, parsed) = (FieldsOfScan::new(visitor), Parts::new(visitor));
            for field in Text::ALL {
                assert_eq!(ours.text(field), parsed.text(field), "{field:?} of {visitor:?}");
                assert_eq!(ours.folded(field), parsed.folded(field), "{field:?} of {visitor:?}");
            }
            cut += usize::from(matches!(ours.page(), Some(SplitUrl::Cut { .. })));
        }
        assert!((1_100..1_200).contains(&cut), "{cut} of 1,200 are cut");
    }
}
