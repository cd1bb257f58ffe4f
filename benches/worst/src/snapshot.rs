//! Edits a snapshot as a tool or an attacker might: rows twice, rows gone, numbers and texts of other
//! rows.

use frontdesk_workloads::random::Random;
use serde_json::Value;

/// Does so many edits of a kind, seeded: `edits kind seed`.
pub fn edit(snapshot: &mut Value, how: &str) {
    let mut numbers = how.split_whitespace().map(|word| word.parse::<u64>().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    let (edits, kind, seed) = (next(), next(), next());
    let mut random = Random::for_item(7, 5, seed);
    for _ in 0..edits {
        edit_once(snapshot, kind, &mut random);
    }
}

fn edit_once(value: &mut Value, kind: u64, random: &mut Random) {
    match value {
        Value::Object(keys) => {
            let names: Vec<String> = keys.keys().cloned().collect();
            if names.is_empty() {
                return;
            }
            let name = &names[random.below(names.len() as u32) as usize];
            let has_parts = matches!(keys[name], Value::Object(_) | Value::Array(_));
            if has_parts || kind != 2 {
                edit_once(&mut keys[name], kind, random);
            } else {
                keys.remove(name);
            }
        }
        Value::Array(items) => {
            if items.is_empty() {
                return;
            }
            let place = random.below(items.len() as u32) as usize;
            match kind {
                0 => items.push(items[place].clone()),
                1 if random.percent(50) => drop(items.remove(place)),
                3 => items.reverse(),
                _ => edit_once(&mut items[place], kind, random),
            }
        }
        Value::Number(_) => {
            let numbers = [0_u64, 1, 2, 1_000_000, (1 << 53) - 1, u64::MAX];
            *value = numbers[random.below(numbers.len() as u32) as usize].into();
        }
        Value::String(text) => {
            let texts = ["a0", "a1", "g0", "g1", "c0", "c1", "2026-11-18T10:00:00Z", "online"];
            *text = texts[random.below(texts.len() as u32) as usize].into();
        }
        _ => *value = Value::Null,
    }
}
