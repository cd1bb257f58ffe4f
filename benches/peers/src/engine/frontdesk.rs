//! This crate, through its public API: draft, check, router, route.

use std::hint::black_box;
use std::ptr;

use frontdesk::{Outcome, Presence, Router, Source, Trigger, Visitor as Given};
use frontdesk_workloads::{Workload, desk};

use crate::engine::{Compiled, Cost, Engine, Meter, Unavailable};

pub(super) fn compile(workload: &Workload, mut meter: Meter) -> Result<Compiled<'_>, Unavailable> {
    let draft = desk::draft(&workload.triggers);
    let workspace = meter
        .time(|| draft.check())
        .map_err(|problems| Unavailable::Failed(problems.to_string()))?;
    let checked = meter.stop();
    let router = meter.time(|| Router::new(workspace));
    let cost = meter.stop();
    let beyond_check = Cost { time: cost.time - checked.time, bytes: cost.bytes - checked.bytes };
    let engine = Desk::new(router, workload).map_err(Unavailable::Failed)?;
    Ok(Compiled { engine: Box::new(engine), cost, beyond_check: Some(beyond_check) })
}

/// A router, who is present, and the visitors as a host hands them over.
pub struct Desk<'w> {
    router: Router,
    presence: Presence,
    visitors: Vec<Given<'w>>,
}

impl<'w> Desk<'w> {
    pub fn new(router: Router, workload: &'w Workload) -> Result<Self, String> {
        let presence = desk::presence(&router).map_err(|error| error.to_string())?;
        let visitors = workload.visitors.iter().map(desk::given).collect();
        Ok(Self { router, presence, visitors })
    }
}

impl Engine for Desk<'_> {
    fn first(&self, visitor: usize) -> Option<u32> {
        let decision = self.router.route(&self.visitors[visitor], &self.presence);
        let Outcome::Assigned(assigned) = decision.outcome() else {
            return None;
        };
        // Triggers know their ids; their places follow from where they lie.
        let trigger = assigned.trigger.filter(|_| assigned.source == Source::Trigger)?;
        let first = self.router.workspace().triggers().as_ptr().addr();
        Some(((ptr::from_ref(trigger).addr() - first) / size_of::<Trigger>()) as u32)
    }

    fn touch(&self, visitor: usize) {
        black_box(self.visitors[visitor].clone());
    }
}
