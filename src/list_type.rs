//! Types that are a list of something: problems, findings, violations.

use std::fmt::{self, Display};

/// Implements the iteration over the items of a list type. `$field` is the vector that holds them.
macro_rules! list_type {
    // A `tt` accepts both a named field and the index of a tuple struct.
    ($list:ident, $field:tt: Vec<$item:ty>) => {
        impl $list {
            /// Iterates over the items in their order.
            pub fn iter(&self) -> std::slice::Iter<'_, $item> {
                self.$field.iter()
            }
        }

        impl IntoIterator for $list {
            type Item = $item;
            type IntoIter = std::vec::IntoIter<$item>;

            fn into_iter(self) -> Self::IntoIter {
                self.$field.into_iter()
            }
        }

        impl<'l> IntoIterator for &'l $list {
            type Item = &'l $item;
            type IntoIter = std::slice::Iter<'l, $item>;

            fn into_iter(self) -> Self::IntoIter {
                self.$field.iter()
            }
        }
    };
}
pub(crate) use list_type;

/// Writes one item a line, without a line break at the end.
pub(crate) fn write_lines<T: Display>(
    items: impl IntoIterator<Item = T>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    for (n, item) in items.into_iter().enumerate() {
        // No line break after the last item, so that callers may embed the text.
        if n > 0 {
            f.write_str("\n")?;
        }
        item.fmt(f)?;
    }
    Ok(())
}
