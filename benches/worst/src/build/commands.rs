//! Commands for a desk: phases of many alike commands, the last of which is often what is measured.

use serde_json::{Value, json};

use crate::build::ids::{group_id, groups};
use crate::build::office::{agent_id, agents};
use crate::genome::Axis::{Choice, Commands};
use crate::genome::{Gene, ScaledGenome};

macro_rules! phase_genes {
    ($prefix:literal) => {
        [
            Gene { name: concat!($prefix, ".do"), most: KINDS, axis: Choice },
            Gene { name: concat!($prefix, ".count"), most: 64, axis: Commands },
            Gene { name: concat!($prefix, ".group"), most: 3, axis: Choice },
            Gene { name: concat!($prefix, ".gap"), most: 120, axis: Choice },
            Gene { name: concat!($prefix, ".wait"), most: 8, axis: Choice },
            Gene { name: concat!($prefix, ".skip"), most: 2, axis: Choice },
        ]
    };
}

pub static PHASES: [[Gene; 6]; 5] =
    [phase_genes!("1"), phase_genes!("2"), phase_genes!("3"), phase_genes!("4"), phase_genes!("5")];
pub static GENES: [Gene; 2] = [
    Gene { name: "visitor_id", most: 1, axis: Choice },
    Gene { name: "priority", most: 2, axis: Choice },
];

const KINDS: u32 = 15;
/// Waits before a phase, in seconds; the last is thirty years.
const WAITS: [u64; 9] = [0, 1, 31, 61, 121, 3_601, 86_401, 2_600_000, 946_000_000];
const START: u64 = 1_795_000_000_000;

/// One command a line.
pub fn commands(genome: ScaledGenome<'_>, replacement: &Value) -> String {
    let mut lines = String::new();
    let mut now = START;
    let (mut arrived, mut replaced) = (0, false);
    for phase in ["1", "2", "3", "4", "5"] {
        now += WAITS[genome.get_numbered(phase, "wait")] * 1_000;
        let kind = genome.get_numbered(phase, "do");
        let count = genome.get_numbered(phase, "count");
        for number in 0..count {
            now += genome.get_numbered(phase, "gap") as u64 * 1_000;
            let number = number + genome.get_numbered(phase, "skip") * count;
            let Some(mut command) = command(genome, phase, kind, number, arrived) else { continue };
            if kind == 3 {
                arrived += 1;
            }
            if kind == 13 {
                // A workspace is large: one replacement is enough.
                if replaced {
                    break;
                }
                replaced = true;
                command["workspace"] = replacement.clone();
            }
            command["at"] = instant(now).into();
            lines += &command.to_string();
            lines.push('\n');
        }
    }
    lines
}

fn command(
    genome: ScaledGenome<'_>,
    phase: &str,
    kind: usize,
    number: usize,
    arrived: usize,
) -> Option<Value> {
    let groups = groups(genome);
    let group = group_id(
        genome,
        match genome.get_numbered(phase, "group") {
            0 => 0,
            1 => groups - 1,
            2 => number % groups,
            _ => 1,
        },
    );
    let agent = agent_id(number % agents(genome).max(1));
    let conversation = format!("c{}", number % arrived.max(1));
    let presence =
        |agent: String, status| json!({"do": "presence", "agent": agent, "status": status});
    Some(match kind {
        1 => presence(agent, "online"),
        2 => presence(agent, "offline"),
        3 => {
            let mut visitor = json!({"group_code": group});
            if genome.get("visitor_id") == 1 {
                visitor["id"] = format!("v{number}").into();
            }
            let priority = match genome.get("priority") {
                0 => 0,
                1 => number % 100,
                _ => 100_usize.saturating_sub(number),
            };
            json!({"do": "arrive", "conversation": format!("c{number}"), "visitor": visitor,
                   "priority": priority, "id": format!("cmd-{phase}-{number}")})
        }
        4 => json!({"do": "accept", "conversation": conversation, "agent": agent}),
        5 => json!({"do": "decline", "conversation": conversation, "agent": agent}),
        6 => json!({"do": "tick"}),
        7 => presence(agent_id(0), if number.is_multiple_of(2) { "offline" } else { "online" }),
        8 => json!({"do": "invite", "conversation": conversation, "by": agent, "group": group}),
        9 => json!({"do": "transfer", "conversation": conversation, "by": agent, "group": group}),
        10 => json!({"do": "close", "conversation": conversation}),
        11 => json!({"do": "leave", "conversation": conversation, "agent": agent}),
        12 => presence(agent, "away"),
        13 => json!({"do": "workspace"}),
        14 => {
            json!({"do": "assign", "conversation": conversation, "by": agent, "agent": agent_id(0)})
        }
        // Every conversation is accepted by the first agent.
        15 => json!({"do": "accept", "conversation": conversation, "agent": agent_id(0)}),
        _ => return None,
    })
}

fn instant(millis: u64) -> String {
    let millis = i64::try_from(millis).unwrap_or(i64::MAX);
    frontdesk::Timestamp::from_unix_millis(millis).to_string()
}

/// How a snapshot is edited before it is restored.
pub static SNAPSHOT: [Gene; 3] = [
    Gene { name: "snapshot.edits", most: 8, axis: Choice },
    Gene { name: "snapshot.kind", most: 5, axis: Choice },
    Gene { name: "snapshot.seed", most: 1_000, axis: Choice },
];

pub fn snapshot_edits(genome: ScaledGenome<'_>) -> String {
    ["edits", "kind", "seed"]
        .map(|name| genome.get_numbered("snapshot", name).to_string())
        .join(" ")
}
