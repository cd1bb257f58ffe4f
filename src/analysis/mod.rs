//! Analysis: finds what is probably wrong in a workspace that passes every check.
//!
//! # Files
//!
//! - `finding`, `finding_subject`, `predicate_fault`, `setting_finding`, `replacement`,
//!   `truncated`: the public types. `text` extends `Finding` with its texts and its serialised
//!   form.
//! - `settings`, `groups`, `schedules`, `regex_costs`: one file for each kind of setting.
//! - `triggers`: triggers and their order. `contradictions` and `constraints` find conditions that
//!   are never true, `implication` and `subsumption` find conditions that follow from others.
//! - `conditions`: runs the checks of single predicates: `hosts`, `paths`, `urls`, `wildcards`,
//!   `expressions`, `values`, `countries` and `languages`. A check is given a predicate, an
//!   `Examined` predicate (`examined`) or a `Comparison` (`comparison`), and imports nothing of
//!   `conditions`. The checks share `url_fields`, `host_names`, `field_texts` and `iso_codes`.
//!   `automaton` decides whether an expression matches any text of a field.
//! - `negations`, `traffic`: negations of fields that may be unknown.
//! - `hours`: fallbacks that are closed during the same hours as their group.
//! - `group_facts`: facts about groups that several checks use.
//!
//! The searches that compare triggers or schedules with each other take their steps from a `Budget`
//! (`budget`).

#[cfg(feature = "regex")]
mod automaton;
mod budget;
mod comparison;
mod conditions;
mod constraints;
mod contradictions;
mod countries;
mod examined;
mod expressions;
mod field_texts;
mod finding;
mod finding_subject;
mod group_facts;
mod groups;
mod host_names;
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
mod url_fields;
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
use crate::list_type::{list_type, write_lines};
use crate::router::Router;
use crate::visitor::Visitor;
use crate::workspace::Workspace;

use budget::Budget;
use group_facts::GroupFacts;
use traffic::TrafficShares;
use triggers::Triggers;

/// Finds what is probably wrong in a workspace: triggers that never win, predicates that cannot do
/// what their author meant, settings without effect, groups without members, and names without a
/// translation.
///
/// Many findings propose a replacement, in words and as a JSON Patch (RFC 6902); see
/// [`Finding::instead`].
///
/// The analysis takes time and memory proportional to the document. A search that would take more
/// stops, and a finding says so. Each expectation is routed, and counterexamples to assertions are
/// searched for within a budget. [`Router::try_assertions`] reports whether that budget was spent,
/// and takes recorded visitors.
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

/// Finds what [`analyze`] finds, with the help of recorded visitors. They show for how many
/// visitors a negation is not true because its field is unknown. A negation that affects none of
/// them is not reported. Without visitors the result is that of [`analyze`].
///
/// Every agent counts as online. The visitors are examined one by one and are not stored.
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
    check_expectations(workspace, &mut list);
    Findings(list)
}

/// Reports the expectations and assertions that fail.
fn check_expectations(workspace: &Workspace, list: &mut Vec<Finding>) {
    let Draft { expect, assertions, .. } = workspace.draft();
    if expect.is_empty() && assertions.is_empty() {
        return;
    }
    let router = Router::new(workspace.clone());
    let failed = router.failed_expectations();
    list.extend(failed.into_iter().map(Box::new).map(Finding::FailedExpectation));
    let failed = router.try_assertions([] as [Visitor<'_>; 0]).failed;
    list.extend(failed.into_iter().map(Box::new).map(Finding::FailedAssertion));
}

/// The result of [`analyze`]. Findings about the whole workspace, agents and groups come first,
/// then schedules, triggers, conditions and expectations; each kind is in the order of the
/// document.
///
/// `Display` writes one finding a line. Findings are serialised as a list of objects with the keys
/// `kind`, `about` (ids) and `message`, and optionally `place` and `instead` (a JSON Patch).
///
/// Every finding is based on the document itself or on recorded visitors. A finding that states a
/// fact (a trigger never wins, a test is never true) is certain. A finding that says what may have
/// been meant is a guess.
///
/// # Choices where the rules leave one open
///
/// - A plan without group routing is one finding, which lists the triggers that it does not cover.
///   The picker, the sources and the default group are not examined then. Everything else is
///   examined as if group routing were on.
/// - A disabled group or trigger is assumed to be disabled on purpose. Its settings are not
///   reported, nor that nothing leads to it. References to it are reported. The condition of a
///   disabled trigger is examined.
/// - While `precedence` has `assignment` or `group_code`, a host or a page can name every enabled
///   group, so no group is reported as unreached.
/// - Hours in two zones are compared in one week of winter and one of summer, and around each date
///   that has hours of its own. Chains of fallbacks are followed for 32 groups.
/// - "Never true" for a host, a path or a URL refers to web pages (`http`, `https`) as browsers
///   report them. A predicate that names another scheme is not examined.
/// - A `*` in a host, a path or a URL is taken as an intended wildcard, although a path can contain
///   one.
/// - Contradictions and implications are found if predicates of one field show them. Two triggers
///   that together leave no visitor to a third are not found. Triggers to different groups that can
///   be true for one visitor are not reported, because most ordered rules overlap.
/// - A negation of a field that may be unknown is reported if no other part of the condition needs
///   the field and if it has no `if_unknown`, for fields other than the page's address. With
///   recorded visitors it is reported if it kept a trigger from firing, or if the field was never
///   known.
/// - `Etc/GMT+2` is reported, because it is behind UTC. `Etc/GMT-2`, which is ahead of UTC, is not
///   reported, because it may be the correction of such a finding.
/// - `offer_seconds` of a broadcast group has an effect: its notices end by it
///   ([rule D2](crate::_rules#d2)).
/// - A name must have a text for each language of the workspace. A text counts for a language if a
///   visitor of that language gets it (`fr` for `fr-CA`).
/// - A search whose cost is not linear in the document has a limited number of steps. If it needs
///   more, that is reported as a finding.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Returns the number of findings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns `true` if there are no findings.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

list_type!(Findings, 0: Vec<Finding>);

impl fmt::Display for Findings {
    /// Writes one finding a line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_lines(self, f)
    }
}
