//! Triggers: the ordered rules that assign groups to visitors.

use serde::Serialize;

use crate::condition::Condition;
use crate::document::is_true;
use crate::id::{GroupId, TriggerId};

/// An ordered rule: if its condition is true for a visitor, it assigns a group. The first trigger
/// in the list whose condition is true wins ([rule R5](crate::_rules#r5)).
///
/// ```
/// use frontdesk::{Field, Trigger};
/// let trigger = Trigger::new("fr-site", "fr-support")
///     .name("French site")
///     .when(Field::PageHost.within("example.fr") & !Field::Device.is("bot").if_unknown(false));
/// assert!(trigger.enabled);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Trigger {
    /// The trigger's id, unique among the triggers of a workspace.
    pub id: TriggerId,
    /// The name that people see. If it is `None`, the id is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// If `false`, the trigger never fires.
    #[serde(skip_serializing_if = "is_true")]
    pub enabled: bool,
    /// The id of the group that the trigger assigns. Private groups are allowed.
    pub assign_to: GroupId,
    /// The condition under which the trigger fires. `None` means that it fires for every visitor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
}

impl Trigger {
    /// Creates an enabled trigger that fires for every visitor.
    #[must_use]
    pub fn new(id: impl Into<TriggerId>, assign_to: impl Into<GroupId>) -> Self {
        Self { id: id.into(), name: None, enabled: true, assign_to: assign_to.into(), when: None }
    }

    /// Returns the name, or the id if the trigger has no name.
    #[must_use]
    pub fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(self.id.as_str())
    }

    /// Sets the name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the condition under which the trigger fires.
    #[must_use]
    pub fn when(mut self, condition: impl Into<Condition>) -> Self {
        self.when = Some(condition.into());
        self
    }

    /// Disables the trigger: it never fires.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.enabled = false;
        self
    }
}
