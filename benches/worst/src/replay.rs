//! Measures the recorded inputs again, and holds them to their bounds.

use crate::arguments::Arguments;
use crate::counter::Counter;
use crate::growth::Growth;
use crate::record::{self, Entry, is_met};

/// By how much an input may cost more for each byte than when it was recorded: compilers differ.
const MOST_TIMES: f64 = 2.0;

/// Whether every input is within its bound.
pub fn replay(
    arguments: &Arguments,
    known: Vec<Entry>,
    counter: &mut Counter,
) -> Result<bool, String> {
    println!(
        "{:<15}{:<7}{:>8}{:>14}{:>10}{:>9}{:>8}",
        "target", "measure", "bytes", "instructions", "/ byte", "held", "growth"
    );
    let (mut all_met, mut entries) = (true, Vec::new());
    for entry in known {
        if !entry.target.name.contains(&arguments.target) {
            entries.push(entry);
            continue;
        }
        if arguments.check && !entry.is_met {
            println!("{entry}  (not measured)");
            entries.push(entry);
            continue;
        }
        let growth = Growth::measure_genome(counter, entry.target, &entry.genome)?;
        let fault = fault(&entry, &growth);
        all_met &= fault.is_none();
        let last = growth.last();
        let exponent = growth.exponent().map_or("-".into(), |exponent| format!("{exponent:.2}"));
        let line = format!(
            "{:<15}{:<7}{:>8}{:>14}{:>10.0}{:>9.1}{exponent:>8}  {}",
            entry.target.name,
            entry.objective.name(),
            last.map_or(0, |count| count.bytes),
            last.map_or(0, |count| count.instructions),
            growth.per_byte(),
            growth.held_per_byte(),
            fault.unwrap_or_else(|| note(&entry, &growth)),
        );
        println!("{}", line.trim_end());
        entries.push(Entry::new(entry.target, entry.objective, entry.genome, &growth));
    }
    if arguments.record {
        record::write(&arguments.file, &record::merge(entries))?;
    }
    Ok(all_met || !arguments.check)
}

/// What is worse than when it was recorded.
fn fault(entry: &Entry, growth: &Growth) -> Option<String> {
    let is_illegal = !growth.is_legal();
    if is_illegal {
        return Some(format!("NOT LEGAL: {:?}", growth.ended));
    }
    if entry.is_met && !is_met(growth) {
        return Some("GROWS MORE THAN IN PROPORTION".into());
    }
    // Other builds count otherwise; growth is the same in all.
    let is_dearer = growth.per_byte() > entry.per_byte * MOST_TIMES && entry.per_byte > 0.0;
    (is_dearer && !cfg!(debug_assertions))
        .then(|| format!("DEARER: {:.0} for each byte when it was recorded", entry.per_byte))
}

/// What is known, and what has become better.
fn note(entry: &Entry, growth: &Growth) -> String {
    match (entry.is_met, is_met(growth)) {
        (false, true) => "within its bound now: --record keeps it so".into(),
        (false, false) if growth.is_catastrophic() => format!("open: {:?}", growth.ended),
        (false, false) => "open".into(),
        (true, _) => String::new(),
    }
}
