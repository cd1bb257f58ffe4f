//! Limits of what is known of [a visitor](crate::_rules#visitor). Longer or further values are unknown to every rule.

/// The most bytes of a field, an attribute or an item that is still looked at.
pub(super) const FIELD_BYTES: usize = 8_192;

/// The most bytes of a visitor's id: each name of a bucket hashes it.
pub(crate) const ID_BYTES: usize = 256;

/// How many attributes, and items of a list, count.
pub(super) const MAX_ATTRIBUTES: usize = 256;
