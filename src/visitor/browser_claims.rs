//! The part of a visitor that a host may take from the request body of a browser.

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, IntoDeserializer, MapAccess};

use crate::error::SCHEMA_URI;
use crate::time::Timestamp;
use crate::visitor::document_keys::{PAGE, VISITOR};
use crate::visitor::{Page, Visitor};

/// The facts that a browser may claim about its visitor: the safe type for reading a request body.
///
/// Anybody can send any body to an HTTP endpoint. If a host reads it as a [`Visitor`], the body can set `assignment`,
/// or the attribute that a trigger for paying customers tests. If a host reads it as these claims, the body can only
/// set what a visitor may choose freely:
///
/// | key | may a browser claim it | why |
/// | --- | --- | --- |
/// | `page`, `previous`, `referrer` | yes | Only the page knows them. |
/// | `language` | yes | The visitor's choice. The header `Accept-Language` says more: [`Visitor::accept_language`]. |
/// | `time_on_page`, `time_on_site`, `pages_viewed`, `visits` | yes | The widget counts them. A host that counts itself sets its own. |
/// | `selection` | yes | The visitor's pick; only a group that the picker offers is taken. |
/// | `group_code` | yes | The page carries it. Whoever reads the page knows it, so a code is no secret. |
/// | `id` | no | It identifies the visitor and decides `bucket.NAME`: from the host's session. |
/// | `at` | no | It decides schedules and leases: from the host's clock. |
/// | `assignment` | no | It overrides every rule: from an agent or the host's server. |
/// | `country`, `region`, `city` | no | From the address, by the host's GeoIP. |
/// | `device`, `browser`, `os` | no | From the header `User-Agent`, by the host's parser. |
/// | `attributes` | no | What the host knows, such as `plan`: from the host's own records. |
///
/// A key that a browser may not claim is refused unless it is null, because a sender would take an ignored key for an
/// accepted one. A key that no visitor has is ignored, so that a newer widget can talk to an older host.
///
/// The claims borrow nothing, so they can be the extractor of a web framework: `Json<BrowserClaims>`.
///
/// ```
/// use frontdesk::Visitor;
/// use frontdesk::visitor::BrowserClaims;
/// let body = r#"{"page": {"url": "https://shop.example/"}, "selection": "sales"}"#;
/// let claims: BrowserClaims = serde_json::from_str(body)?;
/// let visitor = claims.into_visitor("2026-11-22T10:00:00Z".parse()?).country("FR");
/// assert_eq!(
///     visitor,
///     Visitor::at("2026-11-22T10:00:00Z".parse()?)
///         .page("https://shop.example/")
///         .selection("sales")
///         .country("FR")
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// Reading fails on a key that a browser may not claim, and on a value that a [`Visitor`] does not accept:
///
/// ```
/// # use frontdesk::visitor::BrowserClaims;
/// let error = serde_json::from_str::<BrowserClaims>(r#"{"assignment": "vip"}"#).unwrap_err();
/// assert!(error.to_string().starts_with("a browser may not claim `assignment`"));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BrowserClaims(Visitor<'static>);

/// The keys that a browser may claim beside `page`.
const CLAIMABLE: [&str; 9] = [
    "previous",
    "referrer",
    "language",
    "visits",
    "pages_viewed",
    "time_on_page",
    "time_on_site",
    "selection",
    "group_code",
];

impl BrowserClaims {
    /// Returns the visitor that the browser claims to be, at the host's instant. The host adds its own facts by the
    /// setters of [`Visitor`].
    #[must_use]
    pub fn into_visitor(self, at: Timestamp) -> Visitor<'static> {
        Visitor { at: Some(at), ..self.0 }
    }
}

/// Keeps the facts that a browser may claim and drops all others, for a host that has read a whole visitor.
impl From<Visitor<'_>> for BrowserClaims {
    fn from(visitor: Visitor<'_>) -> Self {
        // Every field is named, so that a new field does not compile before somebody decides about it.
        let Visitor {
            schema_uri: _,
            id: _,
            at: _,
            page,
            previous,
            referrer,
            language,
            country: _,
            region: _,
            city: _,
            device: _,
            browser: _,
            os: _,
            visits,
            pages_viewed,
            time_on_page,
            time_on_site,
            attributes: _,
            assignment: _,
            selection,
            group_code,
        } = visitor;
        // The rest comes from a blank visitor, so a fact that is not listed cannot slip through.
        let claimed = Visitor {
            page,
            previous,
            referrer,
            language,
            visits,
            pages_viewed,
            time_on_page,
            time_on_site,
            selection,
            group_code,
            ..Visitor::undated()
        };
        Self(claimed.into_owned())
    }
}

impl<'de> Deserialize<'de> for BrowserClaims {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Claims)
    }
}

struct Claims;

impl<'de> de::Visitor<'de> for Claims {
    type Value = BrowserClaims;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<BrowserClaims, A::Error> {
        // The keys are filtered on the way to the reader of visitors, so the forms of values are checked in
        // one place.
        let mut claimed = Claimed { map, page: None };
        let entries = MapAccessDeserializer::new(&mut claimed);
        let visitor = <Visitor<'de> as Deserialize<'de>>::deserialize(entries)?;
        let page = claimed.page.unwrap_or_default();
        // Owned, so that the claims may outlive the body of the request.
        Ok(BrowserClaims(Visitor { page, ..visitor }.into_owned()))
    }
}

/// The entries that a browser may claim. The page is read apart, because it has entries of its own.
struct Claimed<'de, A> {
    map: A,
    page: Option<Page<'de>>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Claimed<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        // Owned keys, because a reader of a stream has none to borrow.
        while let Some(key) = self.map.next_key::<String>()? {
            if key == "page" {
                let page = self.map.next_value::<Option<ClaimedPage<'de>>>()?;
                // The reader of visitors never sees this key, so repetition is refused here.
                if self.page.replace(page.map(|page| page.0).unwrap_or_default()).is_some() {
                    return Err(de::Error::duplicate_field("page"));
                }
            } else if CLAIMABLE.contains(&&*key) {
                return seed.deserialize(key.into_deserializer()).map(Some);
            // Unknown keys are ignored, so that a newer widget can talk to an older host.
            } else if !VISITOR.key_names.contains(&&*key) || key == SCHEMA_URI {
                self.map.next_value::<IgnoredAny>()?;
            // Null claims nothing, so it is accepted for every key.
            } else if self.map.next_value::<Option<IgnoredAny>>()?.is_some() {
                return Err(de::Error::custom(format_args!(
                    "a browser may not claim `{key}`, which the host sets"
                )));
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

/// A page that is read without its unknown keys.
struct ClaimedPage<'de>(Page<'de>);

impl<'de> Deserialize<'de> for ClaimedPage<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PageClaims)
    }
}

struct PageClaims;

impl<'de> de::Visitor<'de> for PageClaims {
    type Value = ClaimedPage<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ClaimedPage<'de>, A::Error> {
        let entries = MapAccessDeserializer::new(PageEntries(map));
        <Page<'de> as Deserialize<'de>>::deserialize(entries).map(ClaimedPage)
    }
}

/// The known entries of a page.
struct PageEntries<A>(A);

impl<'de, A: MapAccess<'de>> MapAccess<'de> for PageEntries<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        while let Some(key) = self.0.next_key::<String>()? {
            if PAGE.key_names.contains(&&*key) {
                return seed.deserialize(key.into_deserializer()).map(Some);
            }
            // The value of an unknown key has to be read to reach the next key.
            self.0.next_value::<IgnoredAny>()?;
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.0.next_value_seed(seed)
    }
}
