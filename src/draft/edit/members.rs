//! Who is in a group, and what stands where.

use crate::agent::Agent;
use crate::draft::Draft;
use crate::draft::edit::EditError;
use crate::group::{Group, Member, Members};
use crate::id::{AgentId, AsId, GroupId, TriggerId};
use crate::trigger::Trigger;

impl Draft {
    /// Puts an agent into a group, with the lowest rank; with a weight as `("a1", 2)`.
    ///
    /// # Errors
    ///
    /// An unknown agent or group, and an agent who is in it already.
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

    /// Takes an agent out of a group.
    ///
    /// # Errors
    ///
    /// An unknown agent or group, an agent who is not in it, and a group of every agent: its members
    /// must be listed first.
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

    /// Moves a group to another place of the picker, from 0; beyond the end it comes last.
    ///
    /// # Errors
    ///
    /// An unknown group.
    pub fn move_group(&mut self, id: impl AsId<GroupId>, place: usize) -> Result<(), EditError> {
        self.move_to::<Group>(id.as_text(), place)
    }

    /// Moves a trigger to another place, from 0: the first has the highest priority. Beyond the end it
    /// comes last.
    ///
    /// # Errors
    ///
    /// An unknown trigger.
    pub fn move_trigger(
        &mut self,
        id: impl AsId<TriggerId>,
        place: usize,
    ) -> Result<(), EditError> {
        self.move_to::<Trigger>(id.as_text(), place)
    }
}
