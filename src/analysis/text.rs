//! Findings as text for administrators, and on the wire.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::analysis::{Concerned, Finding};
use crate::error::shown;

/// The most words of a list that a text repeats.
const WORDS: usize = 5;

/// The most characters of a text of the document.
const CHARS: usize = 80;

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
            Self::OverPlan { noun, count, most } => {
                let (is, plural) = if *count == 1 { ("is", "") } else { ("are", "s") };
                write!(f, "there {is} {count} {noun}{plural}, and the plan allows {most}")
            }
            Self::UntranslatedQuestion { languages } => {
                write!(f, "the picker's question has no text for {}", Words(languages))
            }
            Self::ManyChoices { groups } => write!(
                f,
                "visitors may have to choose from {} groups, three are ideal: {}",
                groups.len(),
                Words(groups)
            ),
            Self::AgentInNoGroup { agent } => write!(f, "agent `{agent}` is in no group"),
            Self::EmptyGroup { group } => write!(f, "nobody is in group `{group}`"),
            Self::UnreachedGroup { group } => write!(
                f,
                "nothing in the document leads to group `{group}`: no source of `precedence` can \
                 name it, and no other group passes on to it"
            ),
            Self::MissingTranslation { group, languages } => {
                write!(f, "the name of group `{group}` has no text for {}", Words(languages))
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
                    dates => write!(f, ", except around {}", Words(dates)),
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
                Words(after)
            ),
            Self::SubstringOfHost { trigger, test, also_fits, meant, .. } => write!(
                f,
                "trigger `{trigger}`: `{}` also fits `{}`; what was meant may be `{}`",
                shown(test, CHARS),
                shown(also_fits, CHARS),
                shown(meant, CHARS)
            ),
            Self::UnknownCountry { trigger, codes, .. } => {
                write!(f, "trigger `{trigger}`: there is no country {}", Words(codes))
            }
            Self::UnknownLanguage { of, place, tags } => {
                match of {
                    Some(Concerned::Agent(id)) => write!(f, "agent `{id}`: ")?,
                    Some(Concerned::Group(id)) => write!(f, "group `{id}`: ")?,
                    Some(Concerned::Trigger(id)) => write!(f, "trigger `{id}`: ")?,
                    None => write!(f, "{place}: ")?,
                }
                write!(f, "there is no language {}", Words(tags))
            }
            Self::UnknownNegated { trigger, field, .. } => write!(
                f,
                "trigger `{trigger}` does not fire for visitors whose `{}` is not known, for their \
                 negation is unknown, too; `if_unknown` says what is meant",
                shown(&field.to_string(), CHARS)
            ),
            Self::FailedSample { number, name, decision, .. } => {
                write!(f, "expect[{number}]")?;
                if let Some(name) = name {
                    write!(f, " (`{}`)", shown(name, CHARS))?;
                }
                write!(f, " does not hold: {decision}")
            }
        }
    }
}

/// Words in backticks: the first few, and how many more there are.
struct Words<'w, T>(&'w [T]);

impl<T: fmt::Display> fmt::Display for Words<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, word) in self.0.iter().take(WORDS).enumerate() {
            let comma = if n > 0 { ", " } else { "" };
            write!(f, "{comma}`{}`", shown(&word.to_string(), CHARS))?;
        }
        match self.0.len().saturating_sub(WORDS) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}
