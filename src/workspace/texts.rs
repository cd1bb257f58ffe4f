//! Checks language tags and texts.

use std::collections::BTreeSet;

use crate::error::{Diagnostics, PathRef, ProblemKind};
use crate::text::{LanguageTag, LocalizedText};

pub(super) fn check_tags(tags: &[LanguageTag], at: &PathRef<'_>, report: &mut Diagnostics) {
    for (n, tag) in tags.iter().enumerate() {
        check_tag(tag, &at.index(n), report);
    }
}

fn check_tag(tag: &LanguageTag, at: &PathRef<'_>, report: &mut Diagnostics) {
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

pub(super) fn check_text(text: &LocalizedText, at: &PathRef<'_>, report: &mut Diagnostics) {
    let mut seen = BTreeSet::new();
    for tag in text.iter().filter_map(|(tag, _)| tag) {
        let at = at.key(tag.as_str());
        check_tag(tag, &at, report);
        // Tags are compared without case (BCP 47), so `fr-ca` and `fr-CA` are one key.
        if !seen.insert(tag.as_str().to_ascii_lowercase()) {
            report.add(&at, ProblemKind::RepeatedKey, tag.as_str());
        }
    }
}
