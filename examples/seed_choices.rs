//! Adds fields to the example traffic that the log of a web server does not have. One visitor in
//! five gets a selection, a group code, an assignment, or several of them, valid and invalid ones.
//! Some get attributes, a title or a time on the page. It is seeded, so every run writes equal
//! bytes.
//!
//! `cargo run --example seed_choices -- examples/data/traffic-choices.jsonl`
//!
//! Without an argument it writes to standard output.

use std::{
    env,
    error::Error,
    fs::{self, File},
    io::{self, BufWriter, Write},
};

use serde_json::{Map, Value, json};

const TRAFFIC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/traffic.jsonl");
const SEED: u64 = 0x2015_0517;

/// The sources that a visitor uses: mostly one, sometimes two or three.
const WAYS_IN: [&[&str]; 8] = [
    &["selection"],
    &["selection"],
    &["group_code"],
    &["group_code"],
    &["assignment"],
    &["assignment", "selection"],
    &["selection", "group_code"],
    &["assignment", "selection", "group_code"],
];

/// Group codes as they arrive, by kind: groups of `site.json` first, then invalid ones.
const CODES: [&[&str]; 8] = [
    &["general", "xdotool", "unix", "logstash", "puppet", "europe", "asia"], // public
    &["general", "xdotool", "unix", "logstash", "puppet", "europe", "asia"], // twice as often
    &["french", "press", "sponsors", "security"],                            // private
    &["comments"],                                                           // disabled
    &["fr-team", "Equipe-FR"], // retired: a trigger still knows them
    &["billing", "Xdotool", " unix", "général"], // unknown: never was, case, space, a name
    &[""],                     // the same as none
    &[
        // more than 64 characters
        "<script>document.write('pasted where the group code should be')</script>",
        "équipe-française-équipe-française-équipe-française-équipe-française",
    ],
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut output: Box<dyn Write> = match env::args_os().nth(1) {
        Some(path) => Box::new(BufWriter::new(File::create(path)?)),
        None => Box::new(io::stdout().lock()),
    };
    let mut random = SplitMix64(SEED);
    for line in fs::read_to_string(TRAFFIC)?.lines() {
        let mut visitor: Map<String, Value> = serde_json::from_str(line)?;
        if random.one_in(5) {
            for &way_in in random.pick(&WAYS_IN).copied().into_iter().flatten() {
                let code = random.pick(&CODES).and_then(|kind| random.pick(kind));
                visitor.insert(way_in.into(), json!(code));
            }
        }
        if random.one_in(6) {
            visitor.insert("attributes".into(), attributes(&mut random));
        }
        if random.one_in(6) {
            visitor.insert("time_on_page".into(), json!(random.below(600)));
        }
        if let (true, Some(Value::Object(page))) = (random.one_in(6), visitor.get_mut("page")) {
            page.insert("title".into(), title(&mut random));
        }
        serde_json::to_writer(&mut output, &visitor)?;
        writeln!(output)?;
    }
    Ok(output.flush()?)
}

/// The attributes that the accounts of the site provide: every type of value, including null.
fn attributes(random: &mut SplitMix64) -> Value {
    json!({
        "plan": random.pick(&["free", "free", "free", "pro", "Team", ""]),
        "vip": random.pick(&[json!(false), json!(false), json!(false), json!(true), Value::Null]),
        "donated": random.pick(&[json!(0), json!(5), json!(49.99), json!(50), json!(250), json!("-")]),
        "tags": random.pick(&[json!([]), json!(["beta"]), json!(["docs", "Beta"]), json!(["docs"])]),
    })
}

fn title(random: &mut SplitMix64) -> Value {
    json!(random.pick(&["semicomplete", "semicomplete - blog", "Page Not Found", "Índice", ""]))
}

/// A small pseudo-random generator that returns equal numbers on every machine.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Returns a number below `limit`. The bias of the remainder does not matter for sample data.
    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn one_in(&mut self, chances: u64) -> bool {
        self.below(chances) == 0
    }

    /// Returns an item of a list, or `None` if the list is empty.
    fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let index = self.below(list.len().max(1) as u64);
        list.get(usize::try_from(index).ok()?)
    }
}
