//! What the parts of a URL cost, from the URL as the browser gives it: a decision that asks for
//! them, less one that asks for the URL as it is.

use std::time::Instant;

use frontdesk::{Condition, Outcome, Presence, Router};
use frontdesk_workloads::condition::Text;
use frontdesk_workloads::{desk, office, web_shop};
use url::Url;

use crate::engine::Cost;
use crate::measure::CacheFlush;
use crate::memory;
use crate::probe::{Operation, probe};
use crate::report::Report;
use crate::target::Bound;

const VISITORS: usize = 3_000;
/// Nanoseconds, of a canonical one.
const MOST: f64 = 100.0;

pub fn run(rounds: usize, flush: &mut CacheFlush, report: &mut Report) -> Result<(), String> {
    let visitors = web_shop::workload(100, VISITORS).visitors;
    let given = visitors.iter().map(desk::given);
    let (canonical, other): (Vec<_>, Vec<_>) = given.zip(&visitors).partition(|(_, visitor)| {
        let given = visitor.given(Text::Url).unwrap_or_default();
        Url::parse(given).is_ok_and(|url| url.as_str() == given)
    });
    report.note(&format!(
        "urls: one trigger; {} visitors with a canonical URL, {} with another; {flush}",
        canonical.len(),
        other.len(),
    ));
    let routers =
        office::url_conditions().map(|(name, when)| router(when).map(|router| (name, router)));
    let routers = routers.into_iter().collect::<Result<Vec<_>, String>>()?;
    for (kind, visitors) in [("canonical", &canonical), ("other", &other)] {
        let operations = routers.iter().map(|(name, (router, presence, _))| {
            let visitor = |call: usize| &visitors[call % visitors.len()];
            let route = move |call: usize| {
                let decision = router.route(&visitor(call).0, presence);
                matches!(decision.outcome(), Outcome::Assigned(_))
            };
            let touch = move |call: usize| visitor(call).1.touch() as usize;
            Operation::new(format!("urls/{name}-{kind}"), route).cold_after(touch)
        });
        let cost = routers[0].1.2;
        probe(1, cost, rounds, flush, operations.collect(), report);
    }
    conclude(report);
    Ok(())
}

fn router(when: Condition) -> Result<(Router, Presence, Cost), String> {
    let draft = office::one_trigger(when);
    let before = memory::live();
    let started = Instant::now();
    let router = Router::new(draft.check().map_err(|problems| problems.to_string())?);
    let cost = Cost { time: started.elapsed(), bytes: memory::live() - before };
    let presence = Presence::everyone_online(&router);
    Ok((router, presence, cost))
}

fn conclude(report: &mut Report) {
    let of = |kind: &str| {
        let row = |name| report.find(1, &format!("urls/{name}-{kind}"), "warm");
        let (given, parts) = row("as-given").zip(row("all-parts"))?;
        Some((parts.median - given.median, parts.allocations - given.allocations))
    };
    let (canonical, other) = (of("canonical"), of("other"));
    if let Some((nanos, allocations)) = canonical {
        report.target("urls: parts of a canonical URL, ns", Bound::AtMost(MOST), nanos);
        let what = "urls: parts of a canonical URL, allocations";
        report.target(what, Bound::AtMost(0.0), allocations);
    }
    if let Some((nanos, allocations)) = other {
        report.note(&format!(
            "urls: parts of another URL take {nanos:.0} ns and {allocations:.1} allocations"
        ));
    }
}
