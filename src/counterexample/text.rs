//! Counterexamples as text: lower case, no full stop, the user's words in backticks.

use std::fmt;

use crate::counterexample::result::{FailedAssertion, VisitorOrigin};
use crate::document::{tree, write_json};
use crate::error::{escape, escape_within, join_quoted};
use crate::visitor::Visitor;

/// The most characters of a visitor that the text repeats.
const VISITOR_CHARS: usize = 500;

impl fmt::Display for FailedAssertion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the assertion `{}` ", escape(&self.id))?;
        f.write_str(if self.before { "of the version before " } else { "" })?;
        let got = self.decision.group.as_ref();
        // `never` is checked first: a group of both lists is forbidden.
        let is_forbidden = got.is_some_and(|group| self.never.contains(group));
        match (is_forbidden, got, &self.always[..]) {
            (true, Some(group), _) => write!(f, "never allows the group `{group}`")?,
            (_, _, [group]) => write!(f, "always demands the group `{group}`")?,
            (_, _, groups) => {
                write!(f, "always demands one of the groups {}", join_quoted(groups))?;
            }
        }
        match &self.origin {
            VisitorOrigin::Case(name) => {
                write!(f, ", but the visitor of the case `{}`", escape(name))?;
            }
            VisitorOrigin::Recorded(index) => {
                write!(f, ", but the recorded visitor {}", index + 1)?;
                if let Some(id) = &self.decision.visitor {
                    write!(f, " (`{}`)", escape(id))?;
                }
            }
            VisitorOrigin::Trigger(_) | VisitorOrigin::Assertion => {
                let visitor = AsJson(&self.visitor).to_string();
                write!(f, ", but the visitor `{}`", escape_within(&visitor, VISITOR_CHARS))?;
            }
        }
        // The record lists only the first notified agents, so their number is stored beside it.
        let notified = self.told.unwrap_or(self.decision.notify.len());
        write!(f, " {}", self.decision.route_text(notified))
    }
}

/// Writes a visitor as its JSON document. All its values come from the rules.
struct AsJson<'v>(&'v Visitor<'static>);

impl fmt::Display for AsJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_json(&tree(self.0), f)
    }
}
