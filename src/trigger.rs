//! An ordered rule.

use serde::Serialize;

use crate::condition::Condition;
use crate::document::is_true;
use crate::id::{GroupId, TriggerId};

/// An ordered rule: when its condition is true for a visitor, it assigns a group. The first in the
/// list wins ([rule R5](crate::_rules#r5)).
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
    /// Unique among triggers.
    pub id: TriggerId,
    /// For people; the id where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A disabled trigger never fires.
    #[serde(skip_serializing_if = "is_true")]
    pub enabled: bool,
    /// The group that it assigns; private ones are allowed.
    pub assign_to: GroupId,
    /// When it fires; for every visitor where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
}

impl Trigger {
    /// An enabled trigger that fires for every visitor.
    #[must_use]
    pub fn new(id: impl Into<TriggerId>, assign_to: impl Into<GroupId>) -> Self {
        Self { id: id.into(), name: None, enabled: true, assign_to: assign_to.into(), when: None }
    }

    /// The name, or the id where there is none.
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

    /// Sets when it fires.
    #[must_use]
    pub fn when(mut self, condition: impl Into<Condition>) -> Self {
        self.when = Some(condition.into());
        self
    }

    /// Disables it.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.enabled = false;
        self
    }
}
