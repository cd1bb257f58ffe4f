//! Findings as texts for administrators, and their serialised form.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::analysis::{Edit, Finding, FindingSubject, PredicateFinding, Replacement, UnknownShare};
use crate::condition::Condition;
use crate::error::{DocumentPath, escape, join_quoted};

/// Serialises to an object with the keys `kind`, `about` (the ids) and `message`. It has `place` if
/// the finding is about one element of the document, and `instead`, a JSON Patch (RFC 6902), if the
/// finding proposes a replacement.
impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let about = self.about();
        let ids: Vec<&str> = about.iter().map(FindingSubject::as_str).collect();
        let (path, instead) = (self.path(), self.instead());
        // Some formats write the number of fields first, so the optional ones are counted before.
        let fields = 3 + usize::from(path.is_some()) + usize::from(!instead.is_empty());
        let mut object = serializer.serialize_struct("Finding", fields)?;
        object.serialize_field("kind", self.name())?;
        object.serialize_field("about", &ids)?;
        object.serialize_field("message", &self.to_string())?;
        if let Some(path) = path {
            object.serialize_field("place", &path.to_string())?;
        }
        if !instead.is_empty() {
            object.serialize_field("instead", instead)?;
        }
        object.end()
    }
}

/// Writes the subject of a finding: its kind and id, or its path if it has no id.
fn write_subject(
    f: &mut fmt::Formatter<'_>,
    subject: Option<&FindingSubject>,
    path: &DocumentPath,
) -> fmt::Result {
    match subject {
        Some(subject) => write!(f, "{} `{}`: ", subject.noun(), subject.as_str()),
        None => write!(f, "{path}: "),
    }
}

/// Writes the proposed replacement if it is one condition or one value.
fn write_instead(f: &mut fmt::Formatter<'_>, instead: &[Replacement]) -> fmt::Result {
    let meant = match instead {
        [Replacement { edit: Edit::Condition(condition), .. }] => condition.to_string(),
        [Replacement { edit: Edit::Text(text) | Edit::Rename(text), .. }] => text.clone(),
        _ => return Ok(()),
    };
    write!(f, "; what was meant may be `{}`", shown_in_full(&meant))
}

/// Escapes a proposal without cutting it, because it is meant to be copied.
fn shown_in_full(text: &str) -> String {
    crate::error::escape_within(text, usize::MAX)
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OverPlan(excess) => excess.fmt(f),
            Self::UntranslatedQuestion { languages } => {
                write!(f, "the picker's question has no text for {languages}")
            }
            Self::ManyChoices { groups } => write!(
                f,
                "visitors may have to choose from {} groups, three are ideal: {}",
                groups.len(),
                join_quoted(groups)
            ),
            Self::AgentInNoGroup { agent } => write!(f, "agent `{agent}` is in no group"),
            Self::EmptyGroup { group } => write!(f, "nobody is in group `{group}`"),
            Self::UnreachedGroup { group } => write!(
                f,
                "nothing in the document leads to group `{group}`: no source of `precedence` can \
                 name it, and no other group passes on to it"
            ),
            Self::MissingTranslation { group, languages } => {
                write!(f, "the name of group `{group}` has no text for {languages}")
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
                match except_on.is_empty() {
                    true => Ok(()),
                    false => write!(f, ", except around {except_on}"),
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
                join_quoted(after)
            ),
            Self::Contradictory { trigger, tests, .. } => write!(
                f,
                "trigger `{trigger}` can never be true: {} exclude each other; to let either be true, \
                 write `any`",
                join_quoted(tests)
            ),
            Self::Shadowed { trigger, by, .. } => write!(
                f,
                "trigger `{trigger}` never wins: whenever it is true, so is `{by}` before it; put it \
                 before `{by}`, or remove it"
            ),
            Self::Redundant { trigger, covered_by: Some(by), .. } => write!(
                f,
                "trigger `{trigger}` can be removed: `{by}` after it takes the same visitors to the \
                 same group"
            ),
            Self::Redundant { trigger, covered_by: None, .. } => write!(
                f,
                "trigger `{trigger}` can be removed: the default group is the same, and no other \
                 trigger comes between"
            ),
            Self::SettingWithoutEffect(found) => {
                write!(f, "`{}` has no effect: {}", found.path, found.reason)?;
                match &found.about[..] {
                    [FindingSubject::Group(group)] => write!(f, " (group `{group}`)"),
                    [] => Ok(()),
                    about => {
                        let noun = about.first().map_or("", FindingSubject::noun);
                        let ids = about.iter().map(FindingSubject::as_str);
                        write!(f, " ({noun}s {})", join_quoted(ids))
                    }
                }
            }
            Self::UnusedRole { role, .. } => write!(f, "no agent has the role `{role}`"),
            Self::UnusedSchedule { schedule, .. } => {
                write!(f, "no group has the schedule `{schedule}`, and no condition names it")
            }
            Self::ClosedLastMinute { schedule, spans, .. } => {
                let span = spans.items().first().map_or("", String::as_str);
                let start = span.strip_suffix("23:59").unwrap_or(span);
                write!(
                    f,
                    "schedule `{schedule}`: `{span}` is closed in the last minute of the day; what \
                     was meant may be `{start}24:00`"
                )?;
                match spans.len() {
                    0 | 1 => Ok(()),
                    2 => f.write_str(" (and 1 more span)"),
                    len => write!(f, " (and {} more spans)", len - 1),
                }
            }
            Self::ZoneBehindUtc { schedule, zone, hours, instead, .. } => {
                let plural = if *hours == 1 { "" } else { "s" };
                write!(
                    f,
                    "schedule `{schedule}`: the zone `{zone}` is {hours} hour{plural} behind UTC, not \
                     ahead of it, and has no summer time; best name a city, as `Europe/Paris` does"
                )?;
                write_instead(f, instead)
            }
            Self::SubstringOfHost { subject, path, test, also_fits, instead, .. } => {
                write_subject(f, subject.as_ref(), path)?;
                write!(f, "`{}` also fits `{}`", escape(test), escape(also_fits))?;
                write_instead(f, instead)
            }
            Self::Predicate(found) => write_predicate(f, found),
            Self::NegationOfUnknown { subject, path, field, traffic, instead } => {
                write_subject(f, subject.as_ref(), path)?;
                let field = escape(&field.to_string());
                write!(f, "a negation is not true for visitors whose `{field}` is not known")?;
                if let Some(UnknownShare { visitors, unknown, held_back }) = traffic {
                    write!(
                        f,
                        " ({unknown} of {visitors}; for {held_back} of them the trigger would be true \
                         otherwise)"
                    )?;
                }
                f.write_str("; say by `if_unknown` of the test what is meant for them")?;
                match &instead[..] {
                    [Replacement { edit: Edit::Condition(leaf), .. }] => {
                        let not = if is_negation(leaf) { "" } else { "not " };
                        write!(f, ", as in `{not}{}`", shown_in_full(&leaf.to_string()))
                    }
                    _ => Ok(()),
                }
            }
            Self::UnknownCountry { subject, path, codes, instead } => {
                write_subject(f, subject.as_ref(), path)?;
                write!(f, "there is no country {}", join_quoted(codes))?;
                write_instead(f, instead)
            }
            Self::UnknownLanguage { subject, path, tags } => {
                write_subject(f, subject.as_ref(), path)?;
                write!(f, "there is no language {}", join_quoted(tags))
            }
            Self::LongLanguageCode { subject, path, tags, instead } => {
                write_subject(f, subject.as_ref(), path)?;
                write!(
                    f,
                    "browsers send languages by their codes of two letters, not {}",
                    join_quoted(tags)
                )?;
                write_instead(f, instead)
            }
            Self::BudgetSpent { search, examined, total } => write!(
                f,
                "{search}: only the first {examined} of {total} were examined, for a document of this \
                 size takes too long"
            ),
            Self::ExpressionsNearLimit { steps, most, bytes } => {
                write!(
                    f,
                    "the regular expressions of the triggers may take {steps} steps for one visitor; "
                )?;
                if steps > most {
                    write!(
                        f,
                        "as that is more than {most}, they read texts of at most {bytes} bytes, longer \
                         ones are not known to them"
                    )
                } else {
                    write!(f, "beyond {most} they would read shorter texts")
                }
            }
            Self::ExpressionOfShortTexts { trigger, expression } => write!(
                f,
                "trigger `{trigger}`: the regular expression `{}` reads texts of at most 1024 bytes, \
                 longer ones are not known to it; with fewer or narrower repetitions it would read all",
                escape(expression)
            ),
            Self::FailedExpectation(case) => case.fmt(f),
            Self::FailedAssertion(failed) => failed.fmt(f),
        }
    }
}

fn write_predicate(f: &mut fmt::Formatter<'_>, found: &PredicateFinding) -> fmt::Result {
    write_subject(f, found.subject.as_ref(), &found.path)?;
    write!(f, "`{}` {}", escape(&found.test), found.fault)?;
    match found.more {
        0 => {}
        1 => f.write_str(" (and 1 more of the list)")?,
        more => write!(f, " (and {more} more of the list)")?,
    }
    write_instead(f, &found.instead)
}

/// Returns `true` if a condition is a predicate whose operator is a negation, such as `not_in`.
fn is_negation(condition: &Condition) -> bool {
    matches!(condition, Condition::Predicate(leaf) if leaf.operator().is_negation())
}
