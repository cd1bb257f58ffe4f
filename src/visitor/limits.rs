//! The limits on the values of [a visitor](crate::_rules#visitor) that rules read. Longer or further values are
//! unknown to every rule.

/// The most bytes of a field, an attribute or an item.
pub(super) const MAX_FIELD_BYTES: usize = 8_192;

/// The most bytes of a visitor's id. It is short because each bucket name hashes it.
pub(crate) const MAX_ID_BYTES: usize = 256;

/// The most attributes, and the most items of a list.
pub(super) const MAX_ATTRIBUTES: usize = 256;
