//! Who changes a workspace.

use crate::id::AgentId;

/// The actor on whose behalf a workspace is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Actor<'a> {
    /// The host itself. It has every permission, and only it may change the plan.
    Host,
    /// An agent of the workspace, who has the permissions of their role.
    Agent(&'a AgentId),
}
