//! Typed indices: an index of one table cannot be used for another one by mistake.
//!
//! An index is a dense number in 32 bits. Tables are read by [`Ix::get`] or [`Ix::get_mut`], so no index panics. If
//! every index must be in its table, one accessor of the table asserts this in a debug build and documents the value
//! that a release build uses instead.
//!
//! Indices that only one room uses are declared there by the macro [`indices`], which is exported for that.

use std::ops::RangeInclusive;

/// An index into a table of one kind of items.
pub(crate) trait Ix: Copy {
    /// Returns the index as an offset into its table.
    fn index(self) -> usize;

    /// Returns the item of a table with this index.
    #[inline]
    fn get<T>(self, table: &[T]) -> Option<&T> {
        table.get(self.index())
    }

    /// Returns the item of a table with this index, for changes.
    #[inline]
    fn get_mut<T>(self, table: &mut [T]) -> Option<&mut T> {
        table.get_mut(self.index())
    }
}

/// A type with a smallest and a largest value, for ranges of composite keys.
pub(crate) trait Bounded: Copy {
    const SMALLEST: Self;
    const LARGEST: Self;
}

/// Returns the range of all composite keys with one first part. In a table with the key (agent, conversation), it
/// covers the rows of one agent.
#[inline]
pub(crate) fn keys_with<A: Copy, B: Bounded>(first: A) -> RangeInclusive<(A, B)> {
    // Inclusive at both ends, because the largest value is a possible key.
    (first, B::SMALLEST)..=(first, B::LARGEST)
}

/// Declares index types: 32-bit offsets into a table.
macro_rules! indices {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        // Tables of indices must be as compact as tables of `u32`.
        #[repr(transparent)]
        pub(crate) struct $name(u32);

        #[allow(dead_code, reason = "not every kind of index needs each conversion")]
        impl $name {
            /// The smallest index, for ranges of keys.
            pub(crate) const MIN: Self = Self(0);
            /// The largest index. No table is so long.
            pub(crate) const MAX: Self = Self(u32::MAX);

            /// Creates the index with a number.
            #[inline]
            pub(crate) const fn new(number: u32) -> Self {
                Self(number)
            }

            /// Creates the index of an offset. Four billion items take more memory than documents are allowed to
            /// have, so an offset that does not fit breaks an invariant. The result is then the largest index.
            #[inline]
            pub(crate) fn from_usize(offset: usize) -> Self {
                // A larger table breaks an invariant. The largest index is beyond every table, so look-ups by
                // it find nothing.
                debug_assert!(u32::try_from(offset).is_ok(), "a table has at most 2^32 items");
                Self(u32::try_from(offset).unwrap_or(u32::MAX))
            }

            /// Returns the number of the index.
            #[inline]
            pub(crate) const fn number(self) -> u32 {
                self.0
            }

            /// Iterates over the indices of a table with `count` items.
            #[inline]
            pub(crate) fn all(count: usize) -> impl Iterator<Item = Self> + Clone {
                // The range ends by `take`, so `count` needs no conversion to 32 bits.
                // Cloning the iterator is free, so callers may walk over a table twice.
                (0..).take(count).map(Self)
            }
        }

        impl $crate::ix::Bounded for $name {
            const SMALLEST: Self = Self::MIN;
            const LARGEST: Self = Self::MAX;
        }

        impl $crate::ix::Ix for $name {
            #[inline]
            fn index(self) -> usize {
                // Lossless wherever `usize` has at least 32 bits.
                self.0 as usize
            }
        }
    )+};
}

pub(crate) use indices;

/// Declares serial numbers: 64-bit numbers that are never used twice.
macro_rules! serial_numbers {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(transparent)]
        pub(crate) struct $name(u64);

        #[allow(dead_code, reason = "not every kind of number needs each conversion")]
        impl $name {
            /// The smallest number of its kind.
            pub(crate) const MIN: Self = Self(0);
            /// The largest number of its kind.
            pub(crate) const MAX: Self = Self(u64::MAX);

            /// Creates the serial number with a value.
            #[inline]
            pub(crate) const fn new(number: u64) -> Self {
                Self(number)
            }

            /// Returns the value of the number.
            #[inline]
            pub(crate) const fn number(self) -> u64 {
                self.0
            }
        }

        impl $crate::ix::Bounded for $name {
            const SMALLEST: Self = Self::MIN;
            const LARGEST: Self = Self::MAX;
        }
    )+};
}

indices! {
    /// An agent, in the order of the document.
    AgentIx;
    /// A group, in the order of the document.
    GroupIx;
    /// A schedule, in the order of the document.
    ScheduleIx;
    /// A member list of a roster: list 0 has every agent, list n + 1 the listed members of group n.
    ListIx;
    /// The position of an agent in a member list.
    MemberIx;
    /// A route of a request: 0 leads to the group that serves it, n to the group of its n-th escalation.
    RouteIx;
    /// A position in the preorder of the forest of fallbacks.
    PreorderIx;
    /// A heavy path of the forest of fallbacks.
    PathIx;
    /// A trigger, in the order of the document.
    TriggerIx;
    /// A distinct operand of a rule set: a field, as it is or in lower case.
    OperandIx;
    /// A distinct predicate of a rule set.
    PredicateIx;
    /// A distinct state of a rule set.
    StateIx;
}

serial_numbers! {
    /// A conversation of a desk: the number of the event with which it arrived.
    ConversationNo;
    /// A request of a conversation for an agent: the number of the event with which it was opened.
    RequestNo;
    /// An event of a desk.
    EventNo;
}
