//! Common edits of a draft as methods. An id is renamed or replaced wherever the workspace uses it.

mod ids;
mod members;
mod references;

use std::fmt;

use crate::agent::{ADMIN_ROLE, AGENT_ROLE, Agent};
use crate::draft::Draft;
use crate::error::{ItemKind, Suggester, escape};
use crate::group::{Group, Members};
use crate::id::{AgentId, AsId, GroupId, RoleId, ScheduleId, TriggerId};
use crate::schedule::Schedule;
use crate::settings::Role;
use crate::trigger::Trigger;

use references::Reference;

/// The reason why a draft could not be edited. The draft is unchanged.
///
/// ```
/// use frontdesk::{Draft, Group};
/// let mut draft = Draft::new().group(Group::new("sales", "Sales"));
/// let error = draft.delete_group("slaes").unwrap_err();
/// assert_eq!(error.to_string(), "there is no group `slaes`; did you mean `sales`?");
/// let error = draft.replace_group("sales", "sales").unwrap_err();
/// assert_eq!(error.to_string(), "the group `sales` cannot take its own place");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// The draft has no item with this id.
    Unknown {
        /// The kind of the item.
        noun: ItemKind,
        /// The unknown id.
        id: String,
        /// The nearest id of the draft, if one is near enough.
        suggestion: Option<String>,
    },
    /// Another item has this id.
    Taken {
        /// The kind of the item.
        noun: ItemKind,
        /// The id.
        id: String,
    },
    /// The role is built in and cannot be edited.
    BuiltIn {
        /// The id.
        id: String,
    },
    /// An item cannot replace itself.
    Itself {
        /// The kind of the item.
        noun: ItemKind,
        /// The id.
        id: String,
    },
    /// The agent is in the group already.
    AlreadyIn {
        /// The agent.
        agent: AgentId,
        /// The group.
        group: GroupId,
    },
    /// The agent is not in the group.
    NotIn {
        /// The agent.
        agent: AgentId,
        /// The group.
        group: GroupId,
    },
    /// Every agent is a member of the group, including later ones. Its members must be listed before one can be
    /// removed.
    HasEveryone {
        /// The group.
        group: GroupId,
    },
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { noun, id, suggestion } => {
                write!(f, "there is no {noun} `{}`", escape(id))?;
                match suggestion {
                    Some(word) => write!(f, "; did you mean `{}`?", escape(word)),
                    None => Ok(()),
                }
            }
            Self::Taken { noun, id } => write!(f, "another {noun} has the id `{}`", escape(id)),
            Self::BuiltIn { id } => write!(f, "the role `{id}` always exists and cannot be edited"),
            Self::Itself { noun, id } => {
                write!(f, "the {noun} `{}` cannot take its own place", escape(id))
            }
            Self::AlreadyIn { agent, group } => {
                let (agent, group) = (escape(agent.as_str()), escape(group.as_str()));
                write!(f, "the agent `{agent}` is in the group `{group}` already")
            }
            Self::NotIn { agent, group } => {
                let (agent, group) = (escape(agent.as_str()), escape(group.as_str()));
                write!(f, "the agent `{agent}` is not in the group `{group}`")
            }
            Self::HasEveryone { group } => write!(
                f,
                "the group `{}` has every agent; list its members before one is taken out",
                escape(group.as_str())
            ),
        }
    }
}

/// An item with an id in one of the lists of a draft.
trait Listed: Sized {
    type Id: Reference + AsId<Self::Id> + for<'t> From<&'t str>;

    const KIND: ItemKind;

    /// The ids of built-in items.
    const BUILT_IN: &'static [&'static str] = &[];

    fn id(&self) -> &str;
    fn put_id(&mut self, id: Self::Id);
    fn list(draft: &Draft) -> &Vec<Self>;
    fn list_mut(draft: &mut Draft) -> &mut Vec<Self>;

    /// Adapts the draft after one item has replaced another everywhere.
    fn replaced(_draft: &mut Draft, _id: &str, _by: &str) {}

    /// Adapts the draft after an item was deleted.
    fn deleted(_draft: &mut Draft, _id: &str) {}
}

macro_rules! listed {
    ($($noun:ident, $id:ident: $list:ident $({ $($own:item)* })?)*) => {$(
        impl Listed for $noun {
            type Id = $id;

            const KIND: ItemKind = ItemKind::$noun;

            fn id(&self) -> &str {
                self.id.as_str()
            }

            fn put_id(&mut self, id: $id) {
                self.id = id;
            }

            fn list(draft: &Draft) -> &Vec<Self> {
                &draft.$list
            }

            fn list_mut(draft: &mut Draft) -> &mut Vec<Self> {
                &mut draft.$list
            }

            $($($own)*)?
        }
    )*};
}

listed! {
    Agent, AgentId: agents {
        fn deleted(draft: &mut Draft, id: &str) {
            for group in &mut draft.groups {
                group.greeter = group.greeter.take().filter(|greeter| greeter != id);
                if let Members::Listed(members) = &mut group.agents {
                    members.retain(|member| member.id != id);
                }
            }
        }
    }
    Group, GroupId: groups {
        fn replaced(draft: &mut Draft, id: &str, by: &str) {
            let fallback = draft.find::<Self>(id).ok().and_then(|group| group.fallback.clone());
            if let Ok(group) = draft.find::<Self>(by) {
                group.inherit(fallback);
            }
        }
    }
    Role, RoleId: roles {
        const BUILT_IN: &'static [&'static str] = &[ADMIN_ROLE, AGENT_ROLE];
    }
    Schedule, ScheduleId: schedules
    Trigger, TriggerId: triggers
}

impl Draft {
    fn place<T: Listed>(&self, id: &str) -> Result<usize, EditError> {
        let list = T::list(self);
        list.iter().position(|item| item.id() == id).ok_or_else(|| missing::<T>(self, id))
    }

    fn find<T: Listed>(&mut self, id: &str) -> Result<&mut T, EditError> {
        let place = self.place::<T>(id)?;
        let unknown = || EditError::Unknown { noun: T::KIND, id: id.to_owned(), suggestion: None };
        T::list_mut(self).get_mut(place).ok_or_else(unknown)
    }

    fn take<T: Listed>(&mut self, id: &str) -> Result<T, EditError> {
        let place = self.place::<T>(id)?;
        Ok(T::list_mut(self).remove(place))
    }

    /// Returns `true` if an item with this id exists or is built in.
    fn has<T: Listed>(&self, id: &str) -> bool {
        T::BUILT_IN.contains(&id) || T::list(self).iter().any(|item| item.id() == id)
    }

    fn require<T: Listed>(&self, id: &str) -> Result<(), EditError> {
        if self.has::<T>(id) { Ok(()) } else { Err(missing::<T>(self, id)) }
    }

    /// Moves an item to another index, from 0. Beyond the end it becomes the last one.
    fn move_to<T: Listed>(&mut self, id: &str, place: usize) -> Result<(), EditError> {
        let item = self.take::<T>(id)?;
        let list = T::list_mut(self);
        list.insert(place.min(list.len()), item);
        Ok(())
    }
}

/// Returns the error for an id that is not in its list.
fn missing<T: Listed>(draft: &Draft, id: &str) -> EditError {
    if T::BUILT_IN.contains(&id) {
        return EditError::BuiltIn { id: id.to_owned() };
    }
    let words = T::list(draft).iter().map(T::id).chain(T::BUILT_IN.iter().copied());
    let suggestion = Suggester::default().find(id, words).map(str::to_owned);
    EditError::Unknown { noun: T::KIND, id: id.to_owned(), suggestion }
}
