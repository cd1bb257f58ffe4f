//! Rejected sources.

use serde::Serialize;

use crate::selectable::RejectionReason;
use crate::settings::Source;
use crate::visitor::Visitor;

/// A source that named a group, was tried and was rejected ([rule R10](crate::_rules#r10)). It is
/// serialised like its [record](crate::decision::RejectionRecord).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Rejection<'a> {
    /// The source.
    pub source: Source,
    /// The group that the source named, as given, cut to 64 characters.
    pub group: &'a str,
    /// The reason for the rejection.
    pub reason: RejectionReason,
}

/// Returns the group that a visitor names as this source. An empty text counts as absent
/// ([rule R4](crate::_rules#r4)).
pub(crate) fn requested_group<'a>(visitor: &'a Visitor<'a>, source: Source) -> Option<&'a str> {
    let code = match source {
        Source::Assignment => &visitor.assignment,
        Source::Selection => &visitor.selection,
        Source::GroupCode => &visitor.group_code,
        // The workspace names these groups, not the visitor.
        Source::Trigger | Source::Default => return None,
    };
    code.as_deref().filter(|code| !code.is_empty())
}

/// At most one rejection for each of assignment, selection and group code. The group that each
/// named is read from the visitor, so a decision needs no allocation.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rejections([Option<(Source, RejectionReason)>; 3]);

impl Rejections {
    /// Adds a rejection. Each of the three sources is tried once, so there is always a free slot.
    pub(crate) fn push(&mut self, source: Source, reason: RejectionReason) {
        // A fixed array: routing must not allocate.
        if let Some(slot) = self.0.iter_mut().find(|slot| slot.is_none()) {
            *slot = Some((source, reason));
        }
    }

    /// Returns the rejections with the groups that the visitor named.
    pub(crate) fn for_visitor<'a>(
        self,
        visitor: &'a Visitor<'a>,
    ) -> impl Iterator<Item = Rejection<'a>> + use<'a> {
        self.0.into_iter().flatten().filter_map(move |(source, reason)| {
            Some(Rejection { source, group: cut(requested_group(visitor, source)?), reason })
        })
    }
}

/// Returns the first 64 characters of a group code.
fn cut(code: &str) -> &str {
    // A visitor's text may have any length. No group has a longer id, so nothing is lost for a
    // known group.
    match code.char_indices().nth(crate::id::GROUP_ID_CHARS) {
        Some((end, _)) => code.get(..end).unwrap_or(code),
        None => code,
    }
}
