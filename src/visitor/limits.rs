//! Limits of what is known of a visitor (rule L1). Longer or further values are unknown to every rule.

/// The most bytes of a field, an attribute or an item that is still looked at (section 7).
pub(super) const FIELD_BYTES: usize = 8_192;

/// The most bytes of a visitor's id (section 7): each name of a bucket hashes it.
pub(crate) const ID_BYTES: usize = 256;

/// How many attributes, and items of a list, count (section 7).
pub(super) const MAX_ATTRIBUTES: usize = 256;
