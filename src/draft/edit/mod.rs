//! Common edits of a draft, each in one line. Ids are renamed and replaced wherever the workspace names
//! the thing.

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

/// Why a draft could not be edited; it is left as it was.
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
    /// The draft does not have it.
    Unknown {
        /// What kind of thing.
        noun: ItemKind,
        /// The id that it does not have.
        id: String,
        /// The nearest id that it has, where one is near.
        suggestion: Option<String>,
    },
    /// Another one has this id.
    Taken {
        /// What kind of thing.
        noun: ItemKind,
        /// The id.
        id: String,
    },
    /// A role that always exists: there is nothing of it to edit.
    BuiltIn {
        /// The id.
        id: String,
    },
    /// A replacement of a thing by itself.
    Itself {
        /// What kind of thing.
        noun: ItemKind,
        /// The id.
        id: String,
    },
    /// The agent is in the group already.
    AlreadyIn {
        /// Who.
        agent: AgentId,
        /// Where.
        group: GroupId,
    },
    /// The agent is not in the group.
    NotIn {
        /// Who.
        agent: AgentId,
        /// Where.
        group: GroupId,
    },
    /// The group has every agent, later ones too, and cannot do without one: its members must be
    /// listed first.
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

/// What stands in one of the lists of a draft, under an id.
trait Listed: Sized {
    type Id: Reference + AsId<Self::Id> + for<'t> From<&'t str>;

    const KIND: ItemKind;

    /// Ids that always exist.
    const BUILT_IN: &'static [&'static str] = &[];

    fn id(&self) -> &str;
    fn put_id(&mut self, id: Self::Id);
    fn list(draft: &Draft) -> &Vec<Self>;
    fn list_mut(draft: &mut Draft) -> &mut Vec<Self>;

    /// What follows for the draft once one stands everywhere for another.
    fn replaced(_draft: &mut Draft, _id: &str, _by: &str) {}

    /// What follows for the draft once one is gone.
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

    /// Whether something can stand for one of a kind.
    fn has<T: Listed>(&self, id: &str) -> bool {
        T::BUILT_IN.contains(&id) || T::list(self).iter().any(|item| item.id() == id)
    }

    fn require<T: Listed>(&self, id: &str) -> Result<(), EditError> {
        if self.has::<T>(id) { Ok(()) } else { Err(missing::<T>(self, id)) }
    }

    /// Moves one of a list to another place, from 0; beyond the end it comes last.
    fn move_to<T: Listed>(&mut self, id: &str, place: usize) -> Result<(), EditError> {
        let item = self.take::<T>(id)?;
        let list = T::list_mut(self);
        list.insert(place.min(list.len()), item);
        Ok(())
    }
}

/// Why something is not in its list.
fn missing<T: Listed>(draft: &Draft, id: &str) -> EditError {
    if T::BUILT_IN.contains(&id) {
        return EditError::BuiltIn { id: id.to_owned() };
    }
    let words = T::list(draft).iter().map(T::id).chain(T::BUILT_IN.iter().copied());
    let suggestion = Suggester::default().find(id, words).map(str::to_owned);
    EditError::Unknown { noun: T::KIND, id: id.to_owned(), suggestion }
}
