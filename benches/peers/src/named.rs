//! What an explicit way in costs: the visitor's selection and the page's group code, among few and
//! among many groups, without and with a schedule.
//!
//! The workspace has triggers that ask for parts of URLs, and in `-odd` the visitors' URLs are long
//! and not canonical: no explicit way in has to look at them.

use std::time::Instant;

use frontdesk::{Outcome, Presence, Router, Visitor};
use frontdesk_workloads::random::Random;
use frontdesk_workloads::{SEED, office};

use crate::engine::Cost;
use crate::figures::grouped;
use crate::measure::CacheFlush;
use crate::memory;
use crate::probe::{Operation, probe};
use crate::progress::Progress;
use crate::report::Report;
use crate::target::Bound;

const VISITORS: usize = 3_000;
/// Nanoseconds, without and with a schedule.
const MOST: [f64; 2] = [40.0, 140.0];

pub fn run(
    sizes: &[u32],
    rounds: usize,
    flush: &mut CacheFlush,
    report: &mut Report,
) -> Result<(), String> {
    report.note(&format!(
        "named: {VISITORS} visitors, a random group each; n counts groups; {flush}"
    ));
    let progress = Progress::new(sizes.len() as u64 * 2);
    for groups in sizes {
        for schedule in [false, true] {
            progress.say(&format!("{groups} groups"));
            measure(*groups, schedule, rounds, flush, report)?;
            progress.step();
        }
    }
    progress.finish();
    Ok(())
}

fn measure(
    groups: u32,
    schedule: bool,
    rounds: usize,
    flush: &mut CacheFlush,
    report: &mut Report,
) -> Result<(), String> {
    let draft = office::groups(groups, schedule);
    let before = memory::live();
    let started = Instant::now();
    let router = Router::new(draft.check().map_err(|problems| problems.to_string())?);
    let cost = Cost { time: started.elapsed(), bytes: memory::live() - before };
    let presence = Presence::everyone_online(&router);

    let random = &mut Random::new(SEED);
    let codes: Vec<String> = (0..VISITORS).map(|_| office::group(random.below(groups))).collect();
    let plain = "https://shop1.example.com/en/checkout".to_owned();
    let odd = format!("HTTPS://Shop1.example.com/en/../{}#end of page", "é/".repeat(500));
    let visitors = |url: &str, named: fn(Visitor<'static>, String) -> Visitor<'static>| {
        let visitors = codes.iter().enumerate().map(|(place, code)| {
            named(Visitor::at(office::instant(place)).page(url.to_owned()), code.clone())
        });
        visitors.collect::<Vec<_>>()
    };
    let ways = [
        ("named/selection", visitors(&plain, Visitor::selection)),
        ("named/group-code", visitors(&plain, Visitor::group_code)),
        ("named/group-code-odd", visitors(&odd, Visitor::group_code)),
    ];
    let mut operations = Vec::new();
    for (way, visitors) in &ways {
        for (visitor, code) in visitors.iter().zip(&codes) {
            let decision = router.route(visitor, &presence);
            let group = decision.group().map(|group| group.id.as_str());
            if group != Some(code) {
                return Err(format!("{way} of {code:?} among {groups} groups gave {group:?}"));
            }
        }
        let route = |call: usize| {
            let decision = router.route(&visitors[call % VISITORS], &presence);
            matches!(decision.outcome(), Outcome::Assigned(_))
        };
        let touch = |call: usize| visitors[call % VISITORS].clone().attributes.iter().count();
        let name = format!("{way}{}", if schedule { "-with-schedule" } else { "" });
        operations.push(Operation::new(name, route).calls(30_000).cold_after(touch));
    }
    let n = groups as usize;
    let from = report.rows.len();
    probe(n, cost, rounds, flush, operations, report);
    let warm = report.rows[from..].iter().filter(|row| row.mode == "warm");
    let found: Vec<_> = warm.map(|row| (row.engine.clone(), row.median)).collect();
    for (name, nanos) in found {
        let what = format!("{name} among {} groups, ns", grouped(n as f64));
        report.target(&what, Bound::AtMost(MOST[usize::from(schedule)]), nanos);
    }
    Ok(())
}
