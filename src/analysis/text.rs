//! Findings as text for administrators, and on the wire.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::analysis::{Concerned, Finding};
use crate::error::{quoted, shown};

/// An object with the keys `kind`, `about` (the ids) and `message`.
impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let about = self.about();
        let ids: Vec<&str> = about.iter().map(Concerned::as_str).collect();
        let mut object = serializer.serialize_struct("Finding", 3)?;
        object.serialize_field("kind", self.name())?;
        object.serialize_field("about", &ids)?;
        object.serialize_field("message", &self.to_string())?;
        object.end()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OverPlan(excess) => excess.fmt(f),
            Self::UntranslatedQuestion { languages } => {
                write!(f, "the picker's question has no text for {}", quoted(languages))
            }
            Self::ManyChoices { groups } => write!(
                f,
                "visitors may have to choose from {} groups, three are ideal: {}",
                groups.len(),
                quoted(groups)
            ),
            Self::AgentInNoGroup { agent } => write!(f, "agent `{agent}` is in no group"),
            Self::EmptyGroup { group } => write!(f, "nobody is in group `{group}`"),
            Self::UnreachedGroup { group } => write!(
                f,
                "nothing in the document leads to group `{group}`: no source of `precedence` can \
                 name it, and no other group passes on to it"
            ),
            Self::MissingTranslation { group, languages } => {
                write!(f, "the name of group `{group}` has no text for {}", quoted(languages))
            }
            Self::DisabledFallback { group, fallback } => {
                write!(f, "group `{group}` falls back to `{fallback}`, which is disabled")
            }
            Self::FallbackClosedToo { group, fallback, except_on } => {
                write!(
                    f,
                    "group `{group}` falls back to `{fallback}`, which is closed whenever `{group}` \
                     is, by the hours of a week"
                )?;
                match &except_on[..] {
                    [] => Ok(()),
                    dates => write!(f, ", except around {}", quoted(dates)),
                }
            }
            Self::DeadTarget { trigger, group } => {
                write!(
                    f,
                    "trigger `{trigger}` leads to `{group}`, which is disabled: it never wins"
                )
            }
            Self::AfterCatchAll { first, after } => write!(
                f,
                "trigger `{first}` has no condition, so it wins before all that stand after it: {}",
                quoted(after)
            ),
            Self::SubstringOfHost { trigger, test, also_fits, meant, .. } => write!(
                f,
                "trigger `{trigger}`: `{}` also fits `{}`; what was meant may be `{}`",
                shown(test),
                shown(also_fits),
                shown(meant)
            ),
            Self::UnknownCountry { trigger, codes, .. } => {
                write!(f, "trigger `{trigger}`: there is no country {}", quoted(codes))
            }
            Self::UnknownLanguage { of, place, tags } => {
                match of {
                    Some(Concerned::Agent(id)) => write!(f, "agent `{id}`: ")?,
                    Some(Concerned::Group(id)) => write!(f, "group `{id}`: ")?,
                    Some(Concerned::Trigger(id)) => write!(f, "trigger `{id}`: ")?,
                    None => write!(f, "{place}: ")?,
                }
                write!(f, "there is no language {}", quoted(tags))
            }
            Self::FailedCase(case) => case.fmt(f),
            Self::FailedAssertion(failed) => failed.fmt(f),
        }
    }
}
