//! Renames, replaces and deletes items, for every kind of item with an id.

use crate::agent::Agent;
use crate::draft::Draft;
use crate::draft::edit::references::Reference;
use crate::draft::edit::{EditError, Listed};
use crate::group::Group;
use crate::id::{AgentId, AsId, GroupId, RoleId, ScheduleId, TriggerId};
use crate::schedule::Schedule;
use crate::settings::Role;
use crate::trigger::Trigger;

impl Draft {
    fn rename<T: Listed>(&mut self, id: &str, new: T::Id) -> Result<(), EditError> {
        self.place::<T>(id)?;
        if new.as_text() != id && self.has::<T>(new.as_text()) {
            return Err(EditError::Taken { noun: T::KIND, id: new.as_text().to_owned() });
        }
        let old = T::Id::from(id);
        self.find::<T>(id)?.put_id(new.clone());
        T::Id::redirect(self, &old, &new);
        Ok(())
    }

    fn replace<T: Listed>(&mut self, id: &str, by: &str) -> Result<(), EditError> {
        self.place::<T>(id)?;
        self.require::<T>(by)?;
        if id == by {
            return Err(EditError::Itself { noun: T::KIND, id: id.to_owned() });
        }
        T::Id::redirect(self, &T::Id::from(id), &T::Id::from(by));
        T::replaced(self, id, by);
        Ok(())
    }

    fn delete<T: Listed>(&mut self, id: &str) -> Result<T, EditError> {
        let deleted = self.take::<T>(id)?;
        T::deleted(self, id);
        Ok(deleted)
    }
}

/// Declares the edits of a kind of item. The documentation says where its id is used, and what happens to these uses on
/// deletion.
macro_rules! edits {
    ($(
        $noun:ident, $id:ident, $word:literal, named in $places:literal;
        $noun_mut:ident;
        $rename:ident $(, renaming $renaming:literal)?;
        $replace:ident $(, replacing $replacing:literal)?;
        $delete:ident, deleting $deleting:literal; $delete_for:ident;
    )*) => {$(
        impl Draft {
            #[doc = concat!("Returns the ", $word, " with an id, to edit it.")]
            #[doc = concat!("[`", stringify!($rename), "`](Self::", stringify!($rename), ")")]
            /// gives it another id.
            ///
            /// # Errors
            ///
            #[doc = concat!("[`EditError`] if there is no such ", $word, ".")]
            pub fn $noun_mut(&mut self, id: impl AsId<$id>) -> Result<&mut $noun, EditError> {
                self.find::<$noun>(id.as_text())
            }

            #[doc = concat!("Gives the ", $word, " another id, also wherever the draft uses the id: in ", $places, ".")]
            /// A change compares by ids, so that it shows one deleted and one created item.
            $(#[doc = $renaming])?
            ///
            /// # Errors
            ///
            #[doc = concat!("[`EditError`] if there is no such ", $word, ", or if another one has the new id.")]
            pub fn $rename(
                &mut self,
                id: impl AsId<$id>,
                new: impl Into<$id>,
            ) -> Result<(), EditError> {
                self.rename::<$noun>(id.as_text(), new.into())
            }

            #[doc = concat!("Uses another ", $word, " instead of it, wherever the draft uses its id: in ", $places, ".")]
            /// Both stay in the draft.
            $(#[doc = $replacing])?
            ///
            /// # Errors
            ///
            #[doc = concat!("[`EditError`] if there is no such ", $word, ", or if it is to replace itself.")]
            pub fn $replace(
                &mut self,
                id: impl AsId<$id>,
                by: impl AsId<$id>,
            ) -> Result<(), EditError> {
                self.replace::<$noun>(id.as_text(), by.as_text())
            }

            #[doc = concat!("Removes the ", $word, " from the draft and returns it.")]
            #[doc = $deleting]
            ///
            /// # Errors
            ///
            #[doc = concat!("[`EditError`] if there is no such ", $word, ".")]
            pub fn $delete(&mut self, id: impl AsId<$id>) -> Result<$noun, EditError> {
                self.delete::<$noun>(id.as_text())
            }

            #[doc = concat!("[Puts](Self::", stringify!($replace), ") another ", $word, " instead of it everywhere, and then")]
            #[doc = concat!("[deletes](Self::", stringify!($delete), ") it.")]
            ///
            /// # Errors
            ///
            #[doc = concat!("[`EditError`] if there is no such ", $word, ", or if it is to replace itself.")]
            pub fn $delete_for(
                &mut self,
                id: impl AsId<$id>,
                by: impl AsId<$id>,
            ) -> Result<$noun, EditError> {
                self.replace::<$noun>(id.as_text(), by.as_text())?;
                self.delete::<$noun>(id.as_text())
            }
        }
    )*};
}

edits! {
    Group, GroupId, "group", named in
        "triggers, fallbacks, escalations, the default group, conditions on its state, `expect` and \
         assertions";
    group_mut;
    rename_group, renaming
        "What pages carry and visitors bring is not the workspace's to rename: the codes of sample \
         visitors, and what conditions say of `group_code`, stay. A case of `expect` of the version \
         before still asks for the old id, so it is overridden by its name ([rule E6](crate::_rules#e6)).";
    replace_group, replacing
        "Where the other fell back or escalated to this one, it goes on where this one would have. A \
         longer chain that now leads back to itself is left for people to decide: the check names it.";
    delete_group, deleting
        "Where it is still named the draft is refused, with every place ([rule E3](crate::_rules#e3)).";
    delete_group_for;

    Agent, AgentId, "agent", named in "groups, their greeters and the presence of `expect`";
    agent_mut;
    rename_agent;
    replace_agent, replacing "In a group that has both already, the other keeps their own rank.";
    delete_agent, deleting "Every group does without them.";
    delete_agent_for;

    Role, RoleId, "role", named in "agents";
    role_mut;
    rename_role, renaming "`admin` and `agent` always exist: they are neither renamed nor deleted.";
    replace_role, replacing "The other may be `admin` or `agent`, which always exist.";
    delete_role, deleting "Where agents still have it the draft is refused ([rule E3](crate::_rules#e3)). \
         `admin` and `agent` always exist.";
    delete_role_for;

    Schedule, ScheduleId, "schedule", named in "groups and conditions on its state";
    schedule_mut;
    rename_schedule;
    replace_schedule;
    delete_schedule, deleting "Where it is still named the draft is refused ([rule E3](crate::_rules#e3)).";
    delete_schedule_for;

    Trigger, TriggerId, "trigger", named in "`expect`";
    trigger_mut;
    rename_trigger;
    replace_trigger;
    delete_trigger, deleting "A case of `expect` in which it must win then fails.";
    delete_trigger_for;
}
