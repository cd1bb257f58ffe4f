//! The fields of a visitor that are derived from one URL.

use crate::visitor::Field;

/// The fields that are derived from one URL.
pub(super) struct UrlFields {
    pub(super) url: Field,
    pub(super) host: Field,
    pub(super) path: Field,
}

impl UrlFields {
    /// Returns the URL from which a field is derived, and the other fields that are derived from
    /// it.
    pub(super) fn around(field: &Field) -> Option<Self> {
        let (source, _) = field.url_part()?;
        Some(Self { url: source.whole(), host: source.host(), path: source.path() })
    }
}
