//! What is odd about a workspace that passes every check.
//!
//! One file for each subject: what is compared with hosts, paths, URLs and languages, settings, schedules,
//! triggers. The searches that compare triggers with each other (`contradictions`, `implication`,
//! `subsumption`) and schedules with each other (`hours`) take their steps from a `Budget`.

#[cfg(feature = "regex")]
mod automaton;
mod budget;
mod conditions;
mod constraints;
mod contradictions;
mod countries;
mod expressions;
mod field_texts;
mod finding;
mod finding_subject;
mod group_facts;
mod groups;
mod hosts;
mod hours;
mod implication;
mod iso_codes;
mod languages;
mod negations;
mod paths;
mod predicate_fault;
mod regex_costs;
mod replacement;
mod schedules;
mod setting_finding;
mod settings;
mod subsumption;
mod text;
mod traffic;
mod triggers;
mod truncated;
mod urls;
mod values;
mod wildcards;

use std::borrow::Borrow;
use std::fmt;

use serde::Serialize;

pub use finding::{Finding, UnknownShare};
pub use finding_subject::FindingSubject;
pub use predicate_fault::{Impossible, PredicateFault, PredicateFinding};
pub use replacement::{Edit, Replacement};
pub use setting_finding::{NoEffect, SettingFinding};
pub use truncated::Truncated;

use crate::draft::Draft;
use crate::router::Router;
use crate::visitor::Visitor;
use crate::workspace::Workspace;

use budget::Budget;
use group_facts::GroupFacts;
use traffic::TrafficShares;
use triggers::Triggers;

/// Looks for what is odd about a workspace: triggers that never win, rules that cannot do what their writer
/// meant, settings that do nothing, groups that nobody is in, names without a translation.
///
/// Many findings say what to write instead, in words and as a JSON Patch (RFC 6902); see
/// [`Finding::instead`].
///
/// It takes time and memory in proportion to the document, or stops a search and says so. Each case of
/// `expect` is routed, and counterexamples to assertions are searched for within a budget:
/// [`Router::try_assertions`] says whether that was spent, and takes recorded visitors.
///
/// ```
/// use frontdesk::{Agent, Draft, Field, Group, Trigger};
/// use frontdesk::analysis::{Finding, analyze};
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
/// let finding = findings.iter().next().unwrap();
/// assert!(matches!(finding, Finding::SubstringOfHost { .. }));
/// assert_eq!(
///     serde_json::to_string(finding.instead())?,
///     r#"[{"op":"replace","path":"/triggers/0/when","value":{"field":"page.host","within":"shop.example"}}]"#
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn analyze(workspace: &Workspace) -> Findings {
    find(workspace, None)
}

/// Looks for the same with recorded visitors: they say for how many visitors a negation is not true because
/// its field is not known, and a negation that matters to none of them is no finding. Without visitors it is
/// [`analyze`].
///
/// Everybody is taken to be online. The visitors are examined one by one and not kept.
///
/// ```
/// use frontdesk::{Agent, Draft, Field, Group, Trigger, Visitor};
/// use frontdesk::analysis::analyze_with;
/// let workspace = Draft::new()
///     .agent(Agent::new("ana"))
///     .group(Group::new("shop", "Shop").agents(["ana"]))
///     .trigger(Trigger::new("people", "shop").when(!Field::Device.is("bot")))
///     .check()?;
/// let visitors = [
///     Visitor::undated().page("https://shop.example/").device("mobile"),
///     Visitor::undated().page("https://shop.example/"),
/// ];
/// assert_eq!(
///     analyze_with(&workspace, &visitors).to_string(),
///     "trigger `people`: a negation is not true for visitors whose `device` is not known (1 of 2; for 1 \
///      of them the trigger would be true otherwise); say by `if_unknown` of the test what is meant for \
///      them, as in `not device is \"bot\" (false if unknown)`"
/// );
/// assert!(analyze_with(&workspace, &visitors[..1]).is_empty());
/// # Ok::<(), frontdesk::Problems>(())
/// ```
#[must_use]
pub fn analyze_with<'v, V: Borrow<Visitor<'v>>>(
    workspace: &Workspace,
    visitors: impl IntoIterator<Item = V>,
) -> Findings {
    find(workspace, traffic::count(workspace, visitors))
}

fn find(workspace: &Workspace, traffic: Option<(TrafficShares<'_>, Budget)>) -> Findings {
    let facts = GroupFacts::new(workspace);
    let triggers = Triggers::new(workspace, &facts);
    let mut list = Vec::new();
    list.extend(workspace.beyond_plan().into_iter().map(Finding::OverPlan));
    settings::check_settings(workspace, &triggers, &mut list);
    groups::check_groups(workspace, &facts, &triggers, &mut list);
    languages::check_languages(workspace, &mut list);
    schedules::check_schedules(workspace, &mut list);
    hours::check_fallback_hours(workspace, &mut list);
    list.extend(triggers.findings);
    conditions::check_conditions(workspace, &facts, &mut list);
    regex_costs::check_costs(workspace, &mut list);
    let (shares, budget) = traffic.unzip();
    negations::check_negations(workspace, shares.as_ref(), &mut list);
    budget.into_iter().for_each(|budget| budget.report("recorded visitors", &mut list));
    check_cases(workspace, &mut list);
    Findings(list)
}

fn check_cases(workspace: &Workspace, list: &mut Vec<Finding>) {
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

/// What [`analyze`] found: what concerns the whole workspace, agents and groups, then schedules, triggers,
/// conditions and cases; each in the order of the document.
///
/// `Display` is a line for each; serialised, a list of objects with the keys `kind`, `about` (ids),
/// `message`, and, where there is one, `place` and `instead` (a JSON Patch).
///
/// A finding is what the document itself tells, or recorded visitors do. One that is worded as a fact (a
/// trigger never wins, a test is never true) is certain; one that says what may have been meant is a guess.
///
/// # Choices where the rules leave one open
///
/// - A plan without group routing is one finding, of the triggers that it does not cover; picker, sources
///   and default group are not examined then, and all else is as if it were on.
/// - A disabled group or trigger is off on purpose, so nothing is said of its settings and of what does not
///   lead to it, only of what does. What the condition of a disabled trigger compares with is examined.
/// - As long as `precedence` has `assignment` or `group_code` every enabled group can be named by a host or
///   a page, so none is called unreached.
/// - Hours of two zones are compared in one week of winter and one of summer, and around each date with
///   hours of its own. 32 fallbacks are followed; nothing is said of what lies beyond.
/// - "Never true" of a host, a path or a URL is meant of web pages (`http`, `https`), as browsers report
///   them. A rule that names another scheme is left alone.
/// - A `*` in a host, a path or a URL is taken for a wildcard, though a path may have one.
/// - Tests exclude each other, and triggers imply each other, as far as the tests of one field show it. Two
///   triggers together that leave nothing to a third are not found, nor are two triggers to different groups
///   that one visitor fits: most ordered rules have such.
/// - A negation of a field that may be unknown is told where nothing else in the condition needs the same
///   field and where it does not say by `if_unknown` what is meant, for fields other than the page's address.
///   With recorded visitors it is told where it kept a trigger from firing, or where the field was never
///   known.
/// - `Etc/GMT+2` is told, as it is behind UTC; `Etc/GMT-2`, which is ahead, is not, as it may be the answer
///   to such a finding.
/// - `offer_seconds` of a broadcast is not without effect: its notices end by it ([rule D2](crate::_rules#d2)).
/// - The languages that a name must have are the workspace's; a text counts for a language where a visitor of
///   that language gets it (`fr` for `fr-CA`).
/// - A search whose cost is not linear in the document has a number of steps that it may take. If they are
///   not enough, that is a finding, too.
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
