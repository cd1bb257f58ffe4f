//! Checking language tags and texts.

use crate::error::{At, ProblemKind, Report};
use crate::text::{LanguageTag, LocalizedText};

pub(super) fn check_tags(tags: &[LanguageTag], at: &At<'_>, report: &mut Report) {
    for (n, tag) in tags.iter().enumerate() {
        check_tag(tag, &at.index(n), report);
    }
}

fn check_tag(tag: &LanguageTag, at: &At<'_>, report: &mut Report) {
    if tag.is_well_formed() {
        return;
    }
    let kind = if cfg!(feature = "language") {
        ProblemKind::InvalidLanguage
    } else {
        ProblemKind::FeatureOff { feature: "language" }
    };
    report.add(at, kind, tag.as_str());
}

pub(super) fn check_text(text: &LocalizedText, at: &At<'_>, report: &mut Report) {
    for (tag, _) in text.iter() {
        if let Some(tag) = tag {
            check_tag(tag, &at.key(tag.as_str()), report);
        }
    }
}
