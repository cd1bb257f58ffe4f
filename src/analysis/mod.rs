//! What is odd about a workspace that passes every check.
//!
//! Findings are what a look at the document can tell; none of them is a proof, and where one is worded
//! as a fact (a trigger after one without condition never wins) it is one that the document shows.
//!
//! Choices where the rules leave one open:
//!
//! - A plan without group routing is one finding, of the triggers that it does not cover; all else is
//!   looked at as if it were on.
//! - A disabled group is off on purpose, so nothing is said of what does not lead to it, only of what
//!   does.
//! - As long as `precedence` has `assignment` or `group_code` every enabled group can be named by a
//!   host or a page, so none is called unreached.
//! - Hours of two zones are compared in one week of winter and one of summer, and around each date with
//!   hours of its own. 32 fallbacks are followed and 5,000 pairs of schedules compared; nothing is said
//!   of what lies beyond.
//! - A negation over a field that may be unknown is not told: most triggers have one, and only
//!   recorded visitors would say for how many it matters.
//! - The languages that a name must have are the workspace's; a text counts for a language where a
//!   visitor of that language gets it (`fr` for `fr-CA`).

mod codes;
mod finding;
mod groups;
mod hosts;
mod hours;
mod leaves;
mod text;
mod triggers;

use std::fmt;

use serde::Serialize;

pub use finding::{Concerned, Finding};

use crate::draft::Draft;
use crate::router::Router;
use crate::visitor::Visitor;
use crate::workspace::Workspace;

/// Looks for what is odd about a workspace: triggers that never win, groups that nobody is in, names
/// without a translation, hosts that were meant and not written.
///
/// It takes time and memory in proportion to the document. Each case of `expect` is routed, and
/// counterexamples to assertions are searched for within a budget: [`Router::try_assertions`] says whether
/// that was spent, and takes recorded visitors.
///
/// ```
/// use frontdesk::{Agent, Draft, Field, Finding, Group, Trigger, analyze};
/// let workspace = Draft::new()
///     .agent(Agent::new("ana"))
///     .group(Group::new("shop", "Shop").agents(["ana"]))
///     .trigger(Trigger::new("shop-pages", "shop").when(Field::PageHost.contains("shop.example")))
///     .check()?;
/// let findings = analyze(&workspace);
/// assert_eq!(
///     findings.to_string(),
///     "trigger `shop-pages`: `page.host contains \"shop.example\"` also fits `myshop.example`; \
///      what was meant may be `page.host within \"shop.example\"`"
/// );
/// assert!(matches!(findings.iter().next(), Some(Finding::SubstringOfHost { .. })));
/// # Ok::<(), frontdesk::Problems>(())
/// ```
#[must_use]
pub fn analyze(workspace: &Workspace) -> Findings {
    let mut list = Vec::new();
    groups::look(workspace, &mut list);
    hours::look(workspace, &mut list);
    triggers::look(workspace, &mut list);
    leaves::look(workspace, &mut list);
    look_at_cases(workspace, &mut list);
    Findings(list)
}

fn look_at_cases(workspace: &Workspace, list: &mut Vec<Finding>) {
    let Draft { expect, assertions, .. } = workspace.draft();
    if expect.is_empty() && assertions.is_empty() {
        return;
    }
    let router = Router::new(workspace.clone());
    let failed = router.failed_cases();
    list.extend(failed.into_iter().map(Box::new).map(Finding::FailedCase));
    let failed = router.try_assertions([] as [Visitor<'_>; 0]).failed;
    list.extend(failed.into_iter().map(Box::new).map(Finding::FailedAssertion));
}

/// What [`analyze`] found: what concerns the whole workspace, agents and groups, then triggers, then
/// cases; each in the order of the document.
///
/// `Display` is a line for each; serialised, a list of objects with the keys `kind`, `about` (ids) and
/// `message`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.0.iter()
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'f> IntoIterator for &'f Findings {
    type Item = &'f Finding;
    type IntoIter = std::slice::Iter<'f, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl fmt::Display for Findings {
    /// One finding a line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, finding) in self.0.iter().enumerate() {
            if n > 0 {
                f.write_str("\n")?;
            }
            finding.fmt(f)?;
        }
        Ok(())
    }
}
