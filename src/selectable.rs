//! Which groups are offered to visitors now, and why not the others.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::context::RoutingContext;
use crate::settings::PickerMode;

/// Why a visitor may not pick a group now; nothing where it is offered (rules [R3](crate::_rules#r3),
/// [R6](crate::_rules#r6)).
#[inline]
pub(crate) fn rejection(scene: &RoutingContext<'_>, place: u32) -> Option<RejectionReason> {
    let Some(group) = scene.workspace.checked_group(place) else {
        return Some(RejectionReason::Unknown);
    };
    let picker = scene.workspace.picker();
    if !group.enabled {
        Some(RejectionReason::Disabled)
    } else if group.private {
        Some(RejectionReason::Private)
    } else if picker.mode == PickerMode::Off {
        Some(RejectionReason::PickerOff)
    } else if picker.hide_unavailable && !scene.group_status(place).serves() {
        Some(RejectionReason::Unavailable)
    } else {
        None
    }
}

/// Why a way in was refused: the first that applies, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectionReason {
    /// There is no such group.
    Unknown,
    /// The group is disabled.
    Disabled,
    /// The group is private, so that visitors cannot pick it.
    Private,
    /// Visitors cannot pick at all.
    PickerOff,
    /// The group cannot serve now, and the picker hides such groups.
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
