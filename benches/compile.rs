//! What it costs to get from a document to a router: `cargo bench --bench compile`.
//!
//! Sizes: the shipped workspaces, of 40 and 5 triggers, and one of 20 triggers without schedules.
//! Regular expressions are most of what the shipped ones cost; `twenty` has none.

use std::fs;
use std::path::Path;

use divan::{Bencher, black_box};
use frontdesk::{Draft, Router};

#[path = "twenty.rs"]
#[allow(dead_code, reason = "the other bench uses the rest of it")]
mod twenty;

#[global_allocator]
static ALLOCATIONS: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}

const WORKSPACES: [&str; 3] = ["site", "products", "twenty"];

fn document(workspace: &str) -> String {
    if workspace == "twenty" {
        let workspace = twenty::draft().check().expect("it builds");
        return serde_json::to_string(&workspace).expect("a workspace is a document");
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(path.join("examples/data").join(format!("{workspace}.json")))
        .expect("the data ships with the crate")
}

fn read(document: &str) -> Draft {
    serde_json::from_str(document).expect("JSON")
}

/// JSON to draft.
#[divan::bench(args = WORKSPACES)]
fn read_draft(bencher: Bencher, workspace: &str) {
    let document = document(workspace);
    bencher.bench_local(|| read(black_box(&document)));
}

/// Draft to workspace.
#[divan::bench(args = WORKSPACES)]
fn check(bencher: Bencher, workspace: &str) {
    let document = document(workspace);
    bencher.with_inputs(|| read(&document)).bench_local_values(Draft::check);
}

/// Workspace to router.
#[divan::bench(args = WORKSPACES)]
fn router(bencher: Bencher, workspace: &str) {
    let checked = read(&document(workspace)).check().expect("it builds");
    bencher.with_inputs(|| checked.clone()).bench_local_values(Router::new);
}

/// All of it.
#[divan::bench(args = WORKSPACES)]
fn json_to_router(bencher: Bencher, workspace: &str) {
    let document = document(workspace);
    bencher.bench_local(|| Router::new(read(black_box(&document)).check().expect("it builds")));
}

/// A document of nothing but errors, by its bytes: the most that is allocated at once is to stay below 20 bytes
/// for each of them, besides what the first 1,000 problems take.
#[divan::bench(args = [100_000, 1_000_000])]
fn refuse(bencher: Bencher, bytes: usize) {
    let document = format!(r#"{{"groups": [{}]}}"#, vec!["1"; bytes / 2].join(","));
    bencher.bench_local(|| {
        read(black_box(&document)).check().expect_err("no item is a group").total()
    });
}
