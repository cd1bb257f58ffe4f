//! The simulated day: a workspace, and the arrivals.

use std::collections::{BTreeMap, HashSet};
use std::error::Error;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use frontdesk::{Draft, Presence, Router, Timestamp, Visitor};

use crate::lines::{Lines, named, unreadable};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A day of traffic for a workspace.
pub(crate) struct Day {
    pub(crate) draft: Draft,
    /// Midnight, in UTC.
    pub(crate) begins: Timestamp,
    /// The arrivals, in the order of time.
    pub(crate) arrivals: Vec<(Timestamp, Visitor<'static>)>,
    /// The number of invalid lines.
    pub(crate) broken: usize,
}

impl Day {
    /// Reads a workspace and the traffic of one day, which is the busiest day unless a day is
    /// named. Visitors of excluded groups are removed.
    pub(crate) fn read(
        workspace: &Path,
        visitors: &Path,
        day: Option<Timestamp>,
        without: &[String],
    ) -> Result<Self> {
        let draft = read_workspace(workspace)?;
        let (mut visitors, broken) = read_visitors(visitors)?;
        let begins = day.or_else(|| busiest(&visitors)).ok_or("nobody arrives")?;
        visitors.retain(|(at, _)| midnight(*at) == begins);
        visitors.sort_by_key(|(at, _)| *at);

        let router = Router::new(draft.clone().check()?);
        for group in without {
            if router.workspace().group(group).is_none() {
                return Err(format!("there is no group `{}`", group.escape_debug()).into());
            }
        }
        let without: HashSet<&str> = without.iter().map(String::as_str).collect();
        let everyone = Presence::everyone_online(&router);
        visitors.retain(|(_, visitor)| {
            let decision = router.route(visitor, &everyone);
            !decision.group().is_some_and(|group| without.contains(group.id.as_str()))
        });
        Ok(Self { draft, begins, arrivals: visitors, broken })
    }

    /// Returns the next midnight.
    pub(crate) fn ends(&self) -> Timestamp {
        self.begins.after(Duration::from_millis(DAY_MILLIS as u64))
    }
}

const DAY_MILLIS: i64 = 86_400_000;

/// Returns the midnight before an instant, in UTC.
pub(crate) fn midnight(at: Timestamp) -> Timestamp {
    Timestamp::from_unix_millis(at.unix_millis().div_euclid(DAY_MILLIS) * DAY_MILLIS)
}

/// Returns the first of the days with the most visitors.
fn busiest(visitors: &[(Timestamp, Visitor<'static>)]) -> Option<Timestamp> {
    let mut days = BTreeMap::<Timestamp, usize>::new();
    visitors.iter().for_each(|(at, _)| *days.entry(midnight(*at)).or_default() += 1);
    let (day, _) = days.into_iter().rev().max_by_key(|(_, visitors)| *visitors)?;
    Some(day)
}

fn read_workspace(file: &Path) -> Result<Draft> {
    let mut text = String::new();
    let mut source = File::open(file).map_err(|error| named(file, error))?;
    source.read_to_string(&mut text).map_err(|error| named(file, error))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if file.extension().is_some_and(|extension| extension == "toml") {
        toml::from_str(text).map_err(|error| named(file, error))
    } else {
        serde_json::from_str(text).map_err(|error| named(file, error))
    }
}

type Visitors = Vec<(Timestamp, Visitor<'static>)>;

/// Returns the valid visitors with an instant, and the number of other lines.
fn read_visitors(file: &Path) -> Result<(Visitors, usize)> {
    let mut lines = Lines::open(file)?;
    let (mut visitors, mut broken) = (Vec::new(), 0);
    while let Some((number, text)) = lines.next_line().map_err(|error| named(file, error))? {
        let problem = match serde_json::from_slice::<Visitor<'static>>(text) {
            Ok(visitor) => match visitor.at {
                Some(at) => {
                    visitors.push((at, visitor));
                    continue;
                }
                None => format!("line {number}: `at` is missing"),
            },
            Err(error) => unreadable(number, &error),
        };
        broken += 1;
        eprintln!("{problem}");
    }
    Ok((visitors, broken))
}
