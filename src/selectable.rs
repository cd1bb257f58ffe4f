//! Decides which groups visitors can pick now, and why they cannot pick the others.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::context::RoutingContext;
use crate::ix::GroupIx;
use crate::settings::PickerMode;

/// Returns why a visitor cannot pick a group now; `None` if the visitor can (rules [R3](crate::_rules#r3),
/// [R6](crate::_rules#r6)).
#[inline]
pub(crate) fn rejection(context: &RoutingContext<'_>, index: GroupIx) -> Option<RejectionReason> {
    let Some(group) = context.workspace.checked_group(index) else {
        return Some(RejectionReason::Unknown);
    };
    let picker = context.workspace.picker();
    // The order is the one of rule R3: the first reason that applies is reported.
    if !group.enabled {
        Some(RejectionReason::Disabled)
    } else if group.private {
        Some(RejectionReason::Private)
    } else if picker.mode == PickerMode::Off {
        Some(RejectionReason::PickerOff)
    // The status is read last and only on demand, because it needs the schedule and the presence.
    } else if picker.hide_unavailable && !context.group_status(index).serves() {
        Some(RejectionReason::Unavailable)
    } else {
        None
    }
}

/// The reason why an assignment, a selection or a group code was rejected. If several apply, it is the first one in
/// this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectionReason {
    /// There is no such group.
    Unknown,
    /// The group is disabled.
    Disabled,
    /// The group is private, so visitors cannot pick it.
    Private,
    /// The picker is off, so visitors cannot pick any group.
    PickerOff,
    /// The group cannot serve now, and the picker hides groups that cannot.
    Unavailable,
}

impl fmt::Display for RejectionReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "there is no such group",
            Self::Disabled => "the group is disabled",
            Self::Private => "the group is private",
            Self::PickerOff => "visitors cannot pick a group here",
            Self::Unavailable => "the group cannot serve now and is hidden",
        })
    }
}
