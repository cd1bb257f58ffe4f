//! Triggers: the ordered rules that assign groups to visitors.

use crate::condition::Condition;
use crate::document::{DocumentObject, document_object, plain_objects};
use crate::id::{GroupId, TriggerId};
use crate::vocabulary::aliases::keys;
use crate::vocabulary::form;

document_object! {
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
    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub struct Trigger: TRIGGER, "a trigger", "triggers[]", keys::TRIGGER;

    // The order of triggers in the document is their priority, so a trigger has no key for it.
    /// The trigger's id, unique among the triggers of a workspace.
    pub id as "id": TriggerId = required("".into()), form::ID,
        "Unique among triggers.", r#""french-site""#;
    /// The name that people see. If it is `None`, the id is shown.
    pub name as "name": Option<String> = otherwise("the id"), form::TEXT,
        "The name that people see.", r#""French site""#;
    /// If `false`, the trigger never fires.
    pub enabled as "enabled": bool = default(true), form::BOOLEAN,
        "A disabled trigger never fires.", "false";
    /// The id of the group that the trigger assigns. Private groups are allowed.
    pub assign_to as "assign_to": GroupId = required("".into()), form::GROUP_CODE,
        "The group that it assigns; private ones are allowed.", r#""sales""#;
    /// Desk: the priority of the conversations that the trigger places, from -100 to 100. A conversation of a higher
    /// priority is served earlier.
    pub priority as "priority": i32 = default(0), form::PRIORITY,
        "Desk: the priority of the conversations that the trigger places; a higher one is served earlier.", "5";
    /// The condition under which the trigger fires. `None` means that it fires for every visitor.
    pub when as "when": Option<Condition> = otherwise("it fires for every visitor"), form::CONDITION,
        "The condition under which it fires.", r#"{"field": "page.host", "within": "example.fr"}"#;
}

plain_objects!(Trigger);

impl Trigger {
    /// Creates an enabled trigger that fires for every visitor.
    #[must_use]
    pub fn new(id: impl Into<TriggerId>, assign_to: impl Into<GroupId>) -> Self {
        // Without a condition: a trigger at the end of the list can then catch all other visitors.
        Self { id: id.into(), assign_to: assign_to.into(), ..Self::without_keys() }
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

    /// Desk: sets the priority of the conversations that the trigger places, from -100 to 100.
    #[must_use]
    pub fn priority(mut self, priority: i32) -> Self {
        self.priority = priority;
        self
    }

    /// Disables the trigger: it never fires.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.enabled = false;
        self
    }
}
