//! A way in that was tried and refused.

use crate::offer::Reason;
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
