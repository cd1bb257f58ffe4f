//! The widget's picker: the groups that are offered to a visitor now.

use std::fmt;

use crate::context::RoutingContext;
use crate::group::Group;
use crate::ix::GroupIx;
use crate::selectable::rejection;
use crate::settings::PickerMode;
use crate::status::GroupStatus;
use crate::visitor::Visitor;

/// The picker that the widget shows a visitor: a question and the groups to select from
/// ([rule R6](crate::_rules#r6)).
///
/// ```
/// use frontdesk::{Draft, Group, Presence, Router, Visitor};
/// use frontdesk::settings::{PickerMode, PickerSettings};
/// let router = Router::new(
///     Draft::new()
///         .picker(PickerSettings::new(PickerMode::Required))
///         .group(Group::new("help", "Help"))
///         .check()?,
/// );
/// let (presence, visitor) = (Presence::new(&router), Visitor::undated());
/// let picker = router.situation(&visitor, &presence).picker();
/// assert_eq!(
///     serde_json::to_string(&picker)?,
///     r#"{"required":true,"question":null,"choices":[{"group":"help","name":"Help","status":"offline"}]}"#
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Picker<'a> {
    context: RoutingContext<'a>,
    language: Option<&'a str>,
}

/// A group that the picker offers.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Choice<'a> {
    /// The group. Its id becomes the visitor's `selection`.
    pub group: &'a Group,
    /// The group's name in the visitor's language, or in the best fallback language.
    pub name: &'a str,
    /// The status of the group.
    pub status: GroupStatus,
}

impl<'a> Picker<'a> {
    pub(crate) fn new(context: RoutingContext<'a>, visitor: &'a Visitor<'a>) -> Self {
        Self { context, language: visitor.known_language() }
    }

    /// Returns `true` if the picker's mode is `required` and it offers at least one group. The
    /// visitor may already have been assigned a group by another source: whether they must select
    /// one now is the outcome [`Ask`](crate::Outcome::Ask) ([rule R7](crate::_rules#r7)).
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.context.workspace.picker().mode == PickerMode::Required
            && self.choices().next().is_some()
    }

    /// Returns the question in the visitor's language, or in the best fallback language. Returns
    /// `None` if fewer than two groups are offered.
    #[must_use]
    pub fn question(&self) -> Option<&'a str> {
        let question = self.context.workspace.picker().question.as_ref()?;
        // Rule R6: a question with one answer is no question.
        self.choices().nth(1)?;
        let default = self.context.workspace.default_language();
        // A question whose texts are all blank counts as absent.
        Some(question.look_up(self.language, default)).filter(|text| !text.trim().is_empty())
    }

    /// Returns the offered groups, in the order of the groups.
    pub fn choices(&self) -> impl Iterator<Item = Choice<'a>> + use<'a> {
        let Self { context, language } = *self;
        let default = context.workspace.default_language();
        let groups: &'a [Group] = match context.workspace.draft().plan.group_routing {
            true => context.workspace.groups(),
            // Rule R11: without group routing, no group is offered.
            false => &[],
        };
        let offered = GroupIx::all(groups.len())
            .zip(groups)
            // One function decides what can be selected, for the picker and for a selection that
            // arrives later. So the picker never offers a group that routing rejects.
            .filter(move |(index, _)| rejection(&context, *index).is_none());
        offered.map(move |(index, group)| Choice {
            group,
            name: group.name.look_up(language, default),
            status: context.group_status(index),
        })
    }
}

impl fmt::Debug for Picker<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Picker")
            .field("required", &self.is_required())
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}
