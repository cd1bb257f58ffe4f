//! Reading one noun on its own: for hosts that keep groups and triggers in rows of their own.

use serde::{Deserialize, Deserializer, de};

use crate::agent::Agent;
use crate::document::Node;
use crate::draft::read;
use crate::error::{Diagnostics, PathRef};
use crate::group::Group;
use crate::schedule::Schedule;
use crate::settings::Role;
use crate::text::LocalizedText;
use crate::trigger::Trigger;

macro_rules! reads {
    ($($noun:ty: $read:path,)*) => {$(
        /// Reads the form that it has in a workspace.
        ///
        /// # Errors
        ///
        /// All problems of the document in one text.
        impl<'de> Deserialize<'de> for $noun {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let node = Node::deserialize(deserializer)?;
                let mut report = Diagnostics::default();
                let noun = $read(node, &PathRef::ROOT, &mut report);
                if report.is_empty() {
                    Ok(noun)
                } else {
                    Err(de::Error::custom(report.into_problems()))
                }
            }
        }
    )*};
}

reads! {
    Agent: read::agent,
    Group: read::group,
    Role: read::role,
    Schedule: read::schedule,
    Trigger: read::trigger,
    LocalizedText: localized,
}

fn localized(node: Node<'_>, at: &PathRef<'_>, report: &mut Diagnostics) -> LocalizedText {
    read::localized(node, at, report).unwrap_or_else(|| LocalizedText::from(""))
}
