//! Changes the members of groups, and the order of groups and triggers.

use crate::agent::Agent;
use crate::draft::Draft;
use crate::draft::edit::EditError;
use crate::group::{Group, Member, Members};
use crate::id::{AgentId, AsId, GroupId, TriggerId};
use crate::trigger::Trigger;

impl Draft {
    /// Adds an agent to a group, with the lowest rank. A tuple `("a1", 2)` is a member with a weight.
    ///
    /// # Errors
    ///
    /// [`EditError`] if the agent or the group does not exist, or if the agent is a member already.
    ///
    /// ```
    /// use frontdesk::{Agent, Draft, Group};
    /// let mut draft =
    ///     Draft::new().agent(Agent::new("ana")).group(Group::new("sales", "Sales"));
    /// draft.add_to_group("ana", "sales")?;
    /// assert_eq!(
    ///     draft.add_to_group("ana", "sales").unwrap_err().to_string(),
    ///     "the agent `ana` is in the group `sales` already"
    /// );
    /// # Ok::<(), frontdesk::edit::EditError>(())
    /// ```
    pub fn add_to_group(
        &mut self,
        agent: impl Into<Member>,
        group: impl AsId<GroupId>,
    ) -> Result<(), EditError> {
        let member = agent.into();
        self.require::<Agent>(member.id.as_str())?;
        let group = self.find::<Group>(group.as_text())?;
        let id = group.id.clone();
        match &mut group.agents {
            Members::Listed(members) if members.iter().all(|other| other.id != member.id) => {
                members.push(member);
                Ok(())
            }
            _ => Err(EditError::AlreadyIn { agent: member.id, group: id }),
        }
    }

    /// Removes an agent from a group.
    ///
    /// # Errors
    ///
    /// [`EditError`] if the agent or the group does not exist, if the agent is not a member, or if the group has every
    /// agent: then its members must be listed first.
    pub fn remove_from_group(
        &mut self,
        agent: impl AsId<AgentId>,
        group: impl AsId<GroupId>,
    ) -> Result<(), EditError> {
        let agent = agent.as_text();
        self.require::<Agent>(agent)?;
        let group = self.find::<Group>(group.as_text())?;
        let id = group.id.clone();
        let Members::Listed(members) = &mut group.agents else {
            return Err(EditError::HasEveryone { group: id });
        };
        let before = members.len();
        members.retain(|member| member.id != agent);
        if members.len() == before {
            return Err(EditError::NotIn { agent: agent.into(), group: id });
        }
        Ok(())
    }

    /// Moves a group to another index, from 0, which is its position in the picker. Beyond the end it becomes the last one.
    ///
    /// # Errors
    ///
    /// [`EditError`] if the group does not exist.
    pub fn move_group(&mut self, id: impl AsId<GroupId>, place: usize) -> Result<(), EditError> {
        self.move_to::<Group>(id.as_text(), place)
    }

    /// Moves a trigger to another index, from 0: the first trigger is tried first. Beyond the end it becomes the last
    /// one.
    ///
    /// # Errors
    ///
    /// [`EditError`] if the trigger does not exist.
    pub fn move_trigger(
        &mut self,
        id: impl AsId<TriggerId>,
        place: usize,
    ) -> Result<(), EditError> {
        self.move_to::<Trigger>(id.as_text(), place)
    }
}
