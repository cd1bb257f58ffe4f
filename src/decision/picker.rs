//! The widget's picker: which groups are offered to a visitor now.

use std::fmt;

use crate::context::RoutingContext;
use crate::group::Group;
use crate::selectable::rejection;
use crate::settings::PickerMode;
use crate::status::GroupStatus;
use crate::visitor::Visitor;

/// What the widget shows a visitor: a question and the groups to pick from ([rule R6](crate::_rules#r6)).
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
    scene: RoutingContext<'a>,
    language: Option<&'a str>,
}

/// A group to pick from.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Choice<'a> {
    /// The group; its id is what the visitor's `selection` will say.
    pub group: &'a Group,
    /// Its name in the visitor's language, or the nearest there is.
    pub name: &'a str,
    /// How it stands.
    pub status: GroupStatus,
}

impl<'a> Picker<'a> {
    pub(crate) fn new(scene: RoutingContext<'a>, visitor: &'a Visitor<'a>) -> Self {
        Self { scene, language: visitor.known_language() }
    }

    /// Whether the visitor must pick before the conversation starts: the picker's mode is `required`,
    /// and there is a group to pick. Whether they have been placed already is not its concern: the
    /// outcome [`Ask`](crate::Outcome::Ask) says so ([rule R7](crate::_rules#r7)).
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.scene.workspace.picker().mode == PickerMode::Required
            && self.choices().next().is_some()
    }

    /// The question, in the visitor's language or the nearest there is; none where fewer than two
    /// groups are offered.
    #[must_use]
    pub fn question(&self) -> Option<&'a str> {
        let question = self.scene.workspace.picker().question.as_ref()?;
        self.choices().nth(1)?;
        let default = self.scene.workspace.default_language();
        Some(question.look_up(self.language, default)).filter(|text| !text.trim().is_empty())
    }

    /// The groups that are offered, in group order.
    pub fn choices(&self) -> impl Iterator<Item = Choice<'a>> + use<'a> {
        let Self { scene, language } = *self;
        let default = scene.workspace.default_language();
        let groups: &'a [Group] = match scene.workspace.draft().plan.group_routing {
            true => scene.workspace.groups(),
            // Rule R11.
            false => &[],
        };
        (0..).zip(groups).filter(move |(place, _)| rejection(&scene, *place).is_none()).map(
            move |(place, group)| Choice {
                group,
                name: group.name.look_up(language, default),
                status: scene.group_status(place),
            },
        )
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
