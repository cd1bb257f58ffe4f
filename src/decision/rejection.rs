//! A way in that was tried and refused.

use serde::Serialize;

use crate::selectable::RejectionReason;
use crate::settings::Source;
use crate::visitor::Visitor;

/// A way in that named a group, was tried and was refused ([rule R10](crate::_rules#r10)). Serialised as its
/// [record](crate::decision::RejectionRecord).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Rejection<'a> {
    /// The way in.
    pub source: Source,
    /// The group that it named, as given, cut to 64 characters.
    pub group: &'a str,
    /// Why it was refused.
    pub reason: RejectionReason,
}

/// What a way in names; the empty text means absent ([rule R4](crate::_rules#r4)).
pub(crate) fn named<'a>(visitor: &'a Visitor<'a>, source: Source) -> Option<&'a str> {
    let code = match source {
        Source::Assignment => &visitor.assignment,
        Source::Selection => &visitor.selection,
        Source::GroupCode => &visitor.group_code,
        Source::Trigger | Source::Default => return None,
    };
    code.as_deref().filter(|code| !code.is_empty())
}

/// At most one for each of assignment, selection and group code. What they named, the visitor says.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rejections([Option<(Source, RejectionReason)>; 3]);

impl Rejections {
    pub(crate) fn push(&mut self, source: Source, reason: RejectionReason) {
        if let Some(room) = self.0.iter_mut().find(|place| place.is_none()) {
            *room = Some((source, reason));
        }
    }

    /// The rejections of a visitor.
    pub(crate) fn new<'a>(
        self,
        visitor: &'a Visitor<'a>,
    ) -> impl Iterator<Item = Rejection<'a>> + use<'a> {
        self.0.into_iter().flatten().filter_map(move |(source, reason)| {
            Some(Rejection { source, group: cut(named(visitor, source)?), reason })
        })
    }
}

/// The first 64 characters.
fn cut(code: &str) -> &str {
    match code.char_indices().nth(crate::id::GROUP_ID_CHARS) {
        Some((end, _)) => code.get(..end).unwrap_or(code),
        None => code,
    }
}
