//! A second document: the first one, edited.

use serde_json::{Value, json};

use crate::genome::Axis::{Choice, Document};
use crate::genome::{Gene, ScaledGenome};

macro_rules! edit_genes {
    ($prefix:literal) => {
        [
            Gene { name: concat!($prefix, ".edit"), most: EDITS, axis: Choice },
            Gene { name: concat!($prefix, ".list"), most: 4, axis: Choice },
            Gene { name: concat!($prefix, ".items"), most: 64, axis: Document },
        ]
    };
}

pub static FIRST: [Gene; 3] = edit_genes!("e");
pub static SECOND: [Gene; 3] = edit_genes!("f");

const EDITS: u32 = 10;
const LISTS: [&str; 5] = ["triggers", "groups", "agents", "schedules", "expect"];

pub fn edited(genome: ScaledGenome<'_>, document: &Value) -> Value {
    let mut edited = document.clone();
    for prefix in ["e", "f"] {
        let name = LISTS[genome.get_numbered(prefix, "list")];
        let count = genome.get_numbered(prefix, "items");
        let edit = genome.get_numbered(prefix, "edit");
        if edit == 9 {
            edited["version"] = 7.into();
        } else if edit == 10 {
            edited["plan"] = json!({"max_agents": 1, "max_groups": 1, "group_routing": false});
        } else if let Some(list) = edited.get_mut(name).and_then(Value::as_array_mut) {
            edit_list(list, name, edit, count);
        }
    }
    edited
}

fn edit_list(list: &mut Vec<Value>, name: &str, edit: usize, count: usize) {
    let length = list.len();
    match edit {
        1 => list.reverse(),
        2 => list.rotate_left(count.min(length)),
        3 => list.truncate(length - count.min(length)),
        4 => rename(list, count),
        5 => list.iter_mut().take(count).for_each(|item| item["name"] = "other".into()),
        6 => {
            let copies = list.iter().take(count).cloned();
            let mut copies: Vec<_> = copies.collect();
            rename(&mut copies, count);
            list.splice(0..0, copies);
        }
        7 => {
            // Every second one goes to the end.
            let (mut front, mut back) = (Vec::new(), Vec::new());
            for (place, item) in list.drain(..).enumerate() {
                if place % 2 == 0 { &mut front } else { &mut back }.push(item);
            }
            list.extend(front.into_iter().chain(back));
        }
        8 => {
            let key = if name == "groups" { "agents" } else { "enabled" };
            let value = if name == "groups" { json!([]) } else { json!(false) };
            list.iter_mut().take(count).for_each(|item| item[key] = value.clone());
        }
        _ => {}
    }
}

fn rename(list: &mut [Value], count: usize) {
    for (place, item) in list.iter_mut().take(count).enumerate() {
        item["id"] = format!("n{place}").into();
    }
}
