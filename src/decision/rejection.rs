//! A way in that was tried and refused.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::settings::Source;

/// A way in that named a group, was tried and was refused (rule R10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rejection<'a> {
    /// The way in.
    pub source: Source,
    /// The group that it named, as given, cut to 64 characters.
    pub group: &'a str,
    /// Why it was refused.
    pub reason: Reason,
}

/// Why a way in was refused: the first that applies, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// There is no such group.
    Unknown,
    /// The group is disabled.
    Disabled,
    /// The group is private, so that visitors cannot pick it.
    Private,
    /// Visitors cannot pick at all.
    PickerOff,
    /// The group cannot serve now, and the picker hides such groups.
    Unavailable,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "there is no such group",
            Self::Disabled => "the group is disabled",
            Self::Private => "the group is private",
            Self::PickerOff => "visitors cannot pick a group here",
            Self::Unavailable => "the group cannot serve now and is hidden",
        })
    }
}

/// At most one for each of assignment, selection and group code.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rejections<'a>([Option<Rejection<'a>>; 3]);

impl<'a> Rejections<'a> {
    pub(crate) fn push(&mut self, source: Source, named: &'a str, reason: Reason) {
        if let Some(room) = self.0.iter_mut().find(|place| place.is_none()) {
            *room = Some(Rejection { source, group: cut(named), reason });
        }
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Rejection<'a>> {
        self.0.into_iter().flatten()
    }
}

/// The first 64 characters.
fn cut(code: &str) -> &str {
    match code.char_indices().nth(crate::id::GROUP_ID_CHARS) {
        Some((end, _)) => code.get(..end).unwrap_or(code),
        None => code,
    }
}
