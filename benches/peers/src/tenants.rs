//! What a host of many tenants has: many workspaces of twenty triggers in one process, and each
//! decision by another one.

use std::time::{Duration, Instant};

use frontdesk::condition::Predicate;
use frontdesk::{Draft, Field, Outcome, Presence, Router, Trigger};
use frontdesk_workloads::condition::Condition;
use frontdesk_workloads::random::Random;
use frontdesk_workloads::visitor::{GROUPS, Visitor};
use frontdesk_workloads::{SEED, desk, url_rules};

use crate::figures::grouped;
use crate::measure::{Series, Stopwatch, allocations, batch};
use crate::memory;
use crate::progress::Progress;
use crate::report::{Report, Row};
use crate::target::Bound;

const TRIGGERS: u32 = 20;
const VISITORS: usize = 3_000;
const BATCH: usize = 20_000;
const SINGLES: usize = 2_000;
const CHECKED: u64 = 1_000;
/// Workspaces that an expression is counted in.
const EXPRESSIONS: u32 = 100;
/// Nanoseconds of a decision, bytes of a workspace and its router, nanoseconds from JSON to router.
const MOST: (f64, f64, f64) = (3_000.0, 16.0 * 1_024.0, 150_000.0);

struct Tenant {
    router: Router,
    presence: Presence,
}

pub fn run(sizes: &[u32], rounds: usize, report: &mut Report) -> Result<(), String> {
    let visitors = url_rules::workload(TRIGGERS, VISITORS).visitors;
    for count in sizes {
        let progress = Progress::new(u64::from(*count));
        let (tenants, opening) = open(*count, &progress)?;
        check(&tenants, &visitors)?;
        progress.finish();
        measure(&tenants, &visitors, rounds, &opening, report);
    }
    expressions(report)
}

/// What it took to open all of them.
#[derive(Default)]
struct Opening {
    /// From JSON to router, each.
    nanos: Series,
    bytes: i64,
    /// Of JSON.
    length: usize,
}

impl Opening {
    fn open(&mut self, document: &str) -> Result<Router, String> {
        self.length += document.len();
        let before = memory::live();
        let started = Instant::now();
        let draft: Draft = serde_json::from_str(document).map_err(|error| error.to_string())?;
        let router = Router::new(draft.check().map_err(|problems| problems.to_string())?);
        self.nanos.push(started.elapsed().as_nanos() as f64);
        self.bytes += memory::live() - before;
        Ok(router)
    }
}

fn triggers(tenant: u32) -> Vec<Condition> {
    url_rules::triggers(SEED + 1 + u64::from(tenant), TRIGGERS)
}

fn document(draft: Draft) -> Result<String, String> {
    let checked = draft.check().map_err(|problems| problems.to_string())?;
    serde_json::to_string(&checked).map_err(|error| error.to_string())
}

fn open(count: u32, progress: &Progress) -> Result<(Vec<Tenant>, Opening), String> {
    let mut opening = Opening::default();
    let mut tenants = Vec::with_capacity(count as usize);
    for tenant in 0..count {
        if tenant % 256 == 0 {
            progress.say("opening workspaces");
        }
        let router = opening.open(&document(desk::draft(&triggers(tenant)))?)?;
        let presence = Presence::everyone_online(&router);
        tenants.push(Tenant { router, presence });
        progress.step();
    }
    Ok((tenants, opening))
}

/// Some tenants and visitors, by what the conditions mean.
fn check(tenants: &[Tenant], visitors: &[Visitor]) -> Result<(), String> {
    let random = &mut Random::new(SEED);
    for _ in 0..CHECKED {
        let place = random.below(tenants.len() as u32);
        let visitor = &visitors[random.below(visitors.len() as u32) as usize];
        let triggers = triggers(place);
        let expected = triggers.iter().position(|when| when.truth(&visitor) == Some(true));
        let Tenant { router, presence } = &tenants[place as usize];
        let given = desk::given(visitor);
        let decision = router.route(&given, presence);
        let found = match decision.outcome() {
            Outcome::Assigned(assigned) => assigned.trigger.map(|trigger| trigger.id.to_string()),
            _ => None,
        };
        if found != expected.map(|place| format!("t{place}")) {
            let when = expected.map_or("no trigger".into(), |place| triggers[place].to_string());
            return Err(format!(
                "workspace {place} says {found:?}; right is {expected:?}, {when}: {visitor:?}"
            ));
        }
    }
    Ok(())
}

fn measure(
    tenants: &[Tenant],
    visitors: &[Visitor],
    rounds: usize,
    opening: &Opening,
    report: &mut Report,
) {
    let visitors: Vec<_> = visitors.iter().map(desk::given).collect();
    let route = |tenant: usize, call: usize| {
        let Tenant { router, presence } = &tenants[tenant];
        let decision = router.route(&visitors[call % visitors.len()], presence);
        matches!(decision.outcome(), Outcome::Assigned(_))
    };
    let random = &mut Random::new(SEED);
    let mut any_tenant = || random.below(tenants.len() as u32) as usize;
    let (mut alone, mut any, mut singles) = <(Series, Series, Series)>::default();
    let stopwatch = Stopwatch::new();
    for _ in 0..rounds {
        alone.push(batch(BATCH, |call| route(0, call)));
        any.push(batch(BATCH, |call| route(any_tenant(), call)));
        for call in 0..SINGLES {
            let tenant = any_tenant();
            singles.push(stopwatch.time(|| route(tenant, call)));
        }
    }
    let n = tenants.len();
    let count = n as f64;
    let (median, json, bytes) =
        (any.median(), opening.nanos.median(), opening.bytes as f64 / count);
    for (mode, series) in [("warm", alone), ("cold", any)] {
        report.add(Row {
            n,
            engine: "tenants/route".into(),
            mode,
            median: series.median(),
            min: series.min(),
            allocations: allocations(BATCH, |call| route(call % n, call)),
            compile: Duration::from_nanos((json * count) as u64),
            bytes: opening.bytes,
        });
    }
    let at = grouped(count);
    for (what, most, found) in [
        ("a random one each decision, ns", MOST.0, median),
        ("bytes each with its workspace", MOST.1, bytes),
        ("from JSON to router, ns", MOST.2, json),
    ] {
        report.target(&format!("tenants, {at}: {what}"), Bound::AtMost(most), found);
    }
    report.note(&format!(
        "tenants: {at} workspaces of {TRIGGERS} triggers; warm: one of them; cold: a random one each decision, singly p50 {:.0} ns, p99 {:.0} ns; \
         from {:.1} KB of JSON to a router in {:.0} µs (median), {:.1} KB each",
        singles.median(),
        singles.quantile(0.99),
        opening.length as f64 / count / 1_024.0,
        json / 1e3,
        bytes / 1_024.0,
    ));
}

/// What regular expressions take: one trigger with one, twenty with equal ones, twenty with different
/// ones, less what the same triggers take with prefixes.
fn expressions(report: &mut Report) -> Result<(), String> {
    let same: Word = |_| "shoes".into();
    let own: Word = |trigger| format!("shoes{trigger}");
    let of = |count: u32, word: Word| {
        let expressions =
            bytes(count, |t| Field::PagePath.matches(format!("^/[a-z]{{2}}/{}-[0-9]+/", word(t))))?;
        let prefixes =
            bytes(count, |t| Field::PagePath.starts_with(format!("/en/{}-1/", word(t))))?;
        Ok::<_, String>((expressions - prefixes) / 1_024.0)
    };
    report.note(&format!(
        "tenants: regular expressions take {:.1} KB of a workspace with one, {:.1} KB with {TRIGGERS} equal ones, {:.1} KB with {TRIGGERS} different ones ({EXPRESSIONS} workspaces, the same in each)",
        of(1, same)?,
        of(TRIGGERS, same)?,
        of(TRIGGERS, own)?,
    ));
    Ok(())
}

/// By a trigger's place.
type Word = fn(u32) -> String;

/// Of a workspace with its router, on average over some with the same triggers.
fn bytes(triggers: u32, when: impl Fn(u32) -> Predicate) -> Result<f64, String> {
    let mut opening = Opening::default();
    let mut routers = Vec::new();
    for _ in 0..EXPRESSIONS {
        let triggers =
            (0..triggers).map(|t| Trigger::new(format!("t{t}"), GROUPS[0].id).when(when(t)));
        routers.push(opening.open(&document(desk::draft(&[]).triggers(triggers))?)?);
    }
    Ok(opening.bytes as f64 / f64::from(EXPRESSIONS))
}
