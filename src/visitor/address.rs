//! The parts of a URL, as the WHATWG URL standard parses it.

#[cfg(feature = "url")]
pub(super) use parsed::Address;
#[cfg(not(feature = "url"))]
pub(super) use unparsed::Address;

#[cfg(feature = "url")]
mod parsed {
    use std::borrow::Cow;

    use url::Url;

    /// A URL that parses.
    pub(in crate::visitor) struct Address(Url);

    impl Address {
        pub(in crate::visitor) fn parse(text: &str) -> Option<Self> {
            Url::parse(text).ok().map(Self)
        }

        /// The host, in lower case: the parser leaves that of an unusual scheme as it was. A URL
        /// without one (`mailto:…`, `file:///…`) has none.
        pub(in crate::visitor) fn host(&self) -> Option<Cow<'_, str>> {
            let host = self.0.host_str().filter(|host| !host.is_empty())?;
            if host.bytes().any(|b| b.is_ascii_uppercase()) {
                Some(Cow::Owned(host.to_ascii_lowercase()))
            } else {
                Some(Cow::Borrowed(host))
            }
        }

        /// The path as the standard serialises it. The parser leaves `^` alone, which has been in
        /// the standard's path percent-encode set since 2024; rules are encoded alike.
        pub(in crate::visitor) fn path(&self) -> Cow<'_, str> {
            let path = self.0.path();
            if path.contains('^') && !self.0.cannot_be_a_base() {
                Cow::Owned(path.replace('^', "%5E"))
            } else {
                Cow::Borrowed(path)
            }
        }

        /// The first value of that name in the query, form-decoded.
        pub(in crate::visitor) fn query(&self, name: &str) -> Option<Cow<'_, str>> {
            self.0.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value)
        }
    }
}

#[cfg(not(feature = "url"))]
mod unparsed {
    use std::borrow::Cow;

    /// No URL has parts without the feature `url`; no checked rule asks for them either.
    pub(in crate::visitor) struct Address;

    impl Address {
        pub(in crate::visitor) fn parse(_: &str) -> Option<Self> {
            None
        }

        pub(in crate::visitor) fn host(&self) -> Option<Cow<'_, str>> {
            None
        }

        pub(in crate::visitor) fn path(&self) -> Cow<'_, str> {
            Cow::Borrowed("")
        }

        pub(in crate::visitor) fn query(&self, _: &str) -> Option<Cow<'_, str>> {
            None
        }
    }
}
