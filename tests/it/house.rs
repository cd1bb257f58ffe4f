//! The habits of the sources: imports run one way, nothing is read from the world, files stay small.

mod circles;

use std::fs;
use std::path::{Path, PathBuf};

/// A room may only use rooms above it, and itself.
const ROOMS: [&str; 36] = [
    "swar",
    "ix",
    "list_type",
    "id",
    "text",
    "time",
    "status",
    "vocabulary",
    "error",
    "document",
    "visitor",
    "heartbeat",
    "schedule",
    "condition",
    "agent",
    "group",
    "trigger",
    "settings",
    "expectation",
    "assertion",
    "draft",
    "workspace",
    "roster",
    "presence",
    "context",
    "selectable",
    "strategy",
    "decision",
    "router",
    "desk",
    "expectation_check",
    "counterexample",
    "analysis",
    "edit",
    "schema",
    "reference",
];

fn sources() -> Vec<(PathBuf, String)> {
    files_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

/// The files of a folder and the folders within it, by their paths from there.
fn files_below(root: &Path) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                files.push((path.strip_prefix(root).unwrap().to_owned(), text));
            }
        }
    }
    files.sort();
    files
}

/// The lines that are code, with their numbers.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().map(|(n, line)| (n + 1, line));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

#[test]
fn a_room_uses_only_rooms_above_it() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let room = path.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
        if room == "lib" {
            continue;
        }
        let rank = |name: &str| ROOMS.iter().position(|room| *room == name);
        let own = rank(room).unwrap_or_else(|| panic!("{room} has no place in the order"));
        for (number, line) in code(&text) {
            for (start, _) in line.match_indices("crate::") {
                let rest = &line[start + "crate::".len()..];
                let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '_');
                let used = &rest[..end.unwrap_or(rest.len())];
                if rank(used).is_some_and(|used| used > own) {
                    wrong.push(format!("{}:{number}: {room} uses {used}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_is_read_from_the_world() {
    let world = [
        "::now(",
        "std::fs",
        "std::io",
        "std::net",
        "std::env",
        "std::thread",
        "std::process",
        "RandomState",
        "thread_local",
        "static mut",
        "TimeZone::system",
        "TimeZoneDatabase::from_env",
    ];
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        for (number, line) in code(&text) {
            for word in world {
                if line.contains(word) {
                    wrong.push(format!("{}:{number}: {}", path.display(), line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a process keeps would be an argument that nobody sees. The one exception is a table of constants:
/// the offsets of time zones.
#[test]
fn the_process_keeps_no_state_but_the_offsets_of_time_zones() {
    let changing = ["Mutex", "RwLock", "Once", "Lazy", "Atomic", "Cell"];
    let mut found = Vec::new();
    for (path, text) in sources() {
        let lines: Vec<&str> = code(&text).map(|(_, line)| line).collect();
        for (n, line) in lines.iter().enumerate() {
            let item = line.trim_start();
            let item = item
                .strip_prefix("pub")
                .map_or(item, |rest| rest.trim_start_matches(|c: char| c != ' ').trim_start());
            let Some(item) = item.strip_prefix("static ") else { continue };
            let rest = lines[n + 1..].join("\n");
            let declared = format!("{item}\n{rest}");
            let declared = declared.split('=').next().unwrap();
            if changing.iter().any(|word| declared.contains(word)) {
                let name = item.split(':').next().unwrap();
                found.push(format!("{} {name}", path.display()));
            }
        }
    }
    assert_eq!(found, ["schedule/offsets.rs OFFSET_TABLES"]);
}

#[test]
fn hash_maps_are_seeded() {
    for (path, text) in sources() {
        for (number, line) in code(&text) {
            let makes = ["HashMap::new()", "HashSet::new()", "IndexSet::new()", "IndexMap::new()"];
            assert!(
                !makes.iter().any(|make| line.contains(make)),
                "{}:{number} reads the system's randomness",
                path.display()
            );
        }
    }
}

#[test]
fn files_hold_one_idea() {
    for (path, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= 500, "{} has {lines} lines", path.display());
        assert!(
            text.starts_with("//!") || text.starts_with("#!["),
            "{} does not say what it is",
            path.display()
        );
    }
}

#[test]
fn files_of_tests_and_benches_are_short() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (path, text) in
        ["tests", "benches"].iter().flat_map(|folder| files_below(&root.join(folder)))
    {
        if path.extension().is_some_and(|end| end == "rs") {
            let lines = text.lines().count();
            assert!(lines <= 500, "{} has {lines} lines", path.display());
        }
    }
}

#[test]
fn each_noun_lives_in_the_file_that_bears_its_name() {
    let nouns = [
        ("Group", "group/mod.rs"),
        ("Agent", "agent.rs"),
        ("Trigger", "trigger.rs"),
        ("Condition", "condition/ast.rs"),
        ("Schedule", "schedule/mod.rs"),
        ("Draft", "draft/mod.rs"),
        ("Workspace", "workspace/mod.rs"),
        ("Visitor", "visitor/mod.rs"),
        ("Presence", "presence/mod.rs"),
        ("Router", "router/mod.rs"),
        ("Decision", "decision/mod.rs"),
        ("Desk", "desk/mod.rs"),
        ("Command", "desk/command.rs"),
        ("Event", "desk/event.rs"),
        ("Refusal", "desk/refusal.rs"),
        ("Snapshot", "desk/snapshot.rs"),
    ];
    let sources = sources();
    for (noun, file) in nouns {
        let (_, text) = sources.iter().find(|(path, _)| path == Path::new(file)).unwrap();
        let defined = ["struct", "enum"].iter().any(|kind| {
            [" ", "<", "(", ":"].iter().any(|end| text.contains(&format!("pub {kind} {noun}{end}")))
        });
        assert!(defined, "{noun} is not defined in {file}");
    }
}

#[test]
fn the_room_order_names_every_room() {
    let mut rooms: Vec<String> = sources()
        .iter()
        .map(|(path, _)| {
            path.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned()
        })
        .filter(|room| room != "lib")
        .collect();
    rooms.dedup();
    for room in ROOMS {
        assert!(rooms.iter().any(|found| found == room), "{room} does not exist");
    }
    for room in rooms {
        assert!(ROOMS.contains(&room.as_str()), "{room} has no place in the order");
    }
}

/// The package that users get holds every file that its texts link by path.
#[test]
fn what_texts_of_the_package_link_is_in_the_package() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let manifest: toml::Table = toml::from_str(&read("Cargo.toml")).unwrap();
    let included = manifest["package"]["include"].as_array().unwrap();
    let included: Vec<&Path> = included
        .iter()
        .map(|path| Path::new(path.as_str().unwrap().trim_start_matches('/')))
        .collect();
    for path in &included {
        assert!(root.join(path).exists(), "{} is included and does not exist", path.display());
    }
    let mut links = 0;
    for text in included.iter().filter(|path| path.extension().is_some_and(|end| end == "md")) {
        for rest in read(text.to_str().unwrap()).split("](").skip(1) {
            let target = rest.split([')', '#']).next().unwrap();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            links += 1;
            let linked = text.parent().unwrap().join(target);
            assert!(root.join(&linked).exists(), "{} links {target}", text.display());
            let is_included = included.iter().any(|path| linked.starts_with(path));
            assert!(is_included, "{} links {target}, which is not in the package", text.display());
        }
    }
    assert!(links >= 3, "{links} links are found");
}
