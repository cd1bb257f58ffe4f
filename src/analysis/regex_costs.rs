//! Findings about the cost of regular expressions for one visitor.

use crate::analysis::Finding;
use crate::condition::{CompiledOp, ExprId, Pattern, RuleSet, max_steps_for_rules};
use crate::workspace::Workspace;

/// The percentage of the limit from which a cost is reported.
const NEAR_LIMIT_PERCENT: usize = 80;

pub(super) fn check_costs(workspace: &Workspace, list: &mut Vec<Finding>) {
    let rules = workspace.rules();
    let most = max_steps_for_rules(workspace.triggers().len() + workspace.groups().len());
    let (mut steps, mut bytes) = (0_usize, 0);
    // The finding about the total is inserted before those about single triggers, when the total is
    // known.
    let place = list.len();
    for (trigger, checked) in workspace.triggers().iter().zip(workspace.checked_triggers()) {
        let mut short: Vec<&str> = Vec::new();
        for pattern in checked.when.into_iter().flat_map(|when| patterns(rules, when)) {
            steps = steps.saturating_add(pattern.most_steps());
            if pattern.reads_short_texts_only() {
                short.push(pattern.text());
            } else {
                bytes = pattern.most_bytes();
            }
        }
        short.sort_unstable();
        short.dedup();
        list.extend(short.into_iter().map(|expression| Finding::ExpressionOfShortTexts {
            trigger: trigger.id.clone(),
            expression: expression.to_owned(),
        }));
    }
    // The limit is divided first, so that the product cannot overflow where `usize` has 32 bits.
    if steps > most / 100 * NEAR_LIMIT_PERCENT {
        list.insert(place, Finding::ExpressionsNearLimit { steps, most, bytes });
    }
}

/// Returns the regular expressions of a condition, one for each use.
fn patterns(rules: &RuleSet, when: ExprId) -> impl Iterator<Item = &Pattern> {
    rules.predicates_of(when).filter_map(|number| match rules.operand_and_op(number) {
        Some((_, CompiledOp::Matches(pattern))) => Some(&**pattern),
        _ => None,
    })
}
