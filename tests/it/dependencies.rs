//! The dependencies of the library ask for no later compiler than the library itself.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

/// The output of a cargo command in this package.
#[track_caller]
fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {}: {errors}", arguments.join(" "));
    String::from_utf8(output.stdout).unwrap()
}

/// A release of Rust as numbers, for comparing: `1.85` is `1.85.0`.
fn release(text: &str) -> [u64; 3] {
    let mut numbers = text.split('.').map(|number| number.parse().unwrap());
    [(); 3].map(|()| numbers.next().unwrap_or(0))
}

/// The packages that the library is built from with all its features, as `(name, version)`.
#[track_caller]
fn packages_of_library() -> Vec<(String, String)> {
    let options = ["--locked", "--all-features", "--edges", "normal,build", "--prefix", "none"];
    let tree = cargo(&[&["tree", "--package", "frontdesk"], &options[..]].concat());
    let mut packages: Vec<(String, String)> = tree
        .lines()
        .map(|line| {
            let mut words = line.split(' ');
            let mut next = || words.next().unwrap_or_default();
            (next().to_owned(), next().trim_start_matches('v').to_owned())
        })
        .collect();
    packages.sort();
    packages.dedup();
    packages
}

#[test]
#[ignore = "cargo may have to download manifests of the whole workspace; `tests/run` runs it"]
fn no_dependency_asks_for_a_later_compiler() {
    let metadata: Value =
        serde_json::from_str(&cargo(&["metadata", "--locked", "--format-version", "1"])).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rust_versions: BTreeMap<(String, String), Option<String>> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let rust_version = package["rust_version"].as_str().map(str::to_owned);
            ((text(&package["name"]), text(&package["version"])), rust_version)
        })
        .collect();
    let lowest = release(env!("CARGO_PKG_RUST_VERSION"));
    let packages = packages_of_library();
    assert!(packages.len() > 10, "{packages:?}");
    let mut later = Vec::new();
    for package in packages {
        let (name, version) = &package;
        // A package that names no release is built by the step `lowest compiler` only.
        if let Some(asked) = &rust_versions[&package] {
            if release(asked) > lowest {
                later.push(format!("{name} {version} asks for rustc {asked}"));
            }
        }
    }
    assert!(later.is_empty(), "{}", later.join("\n"));
}

#[test]
fn releases_are_compared_by_number() {
    assert_eq!(release("1.85"), release("1.85.0"));
    assert!(release("1.9") < release("1.85"));
    assert!(release("1.85.1") > release("1.85"));
    assert!(release("2.0") > release("1.100.3"));
}
