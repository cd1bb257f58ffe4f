//! The cost of turning a document into a router: `cargo bench --bench compile`.
//!
//! The sizes are the shipped workspaces, which have 40 and 5 triggers, and one of 20 triggers
//! without schedules. Regular expressions are most of the cost of the shipped workspaces. `twenty`
//! has none.

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

/// Reads a draft from JSON.
#[divan::bench(args = WORKSPACES)]
fn read_draft(bencher: Bencher, workspace: &str) {
    let document = document(workspace);
    bencher.bench_local(|| read(black_box(&document)));
}

/// Checks a draft.
#[divan::bench(args = WORKSPACES)]
fn check(bencher: Bencher, workspace: &str) {
    let document = document(workspace);
    bencher.with_inputs(|| read(&document)).bench_local_values(Draft::check);
}

/// Builds a router from a workspace.
#[divan::bench(args = WORKSPACES)]
fn router(bencher: Bencher, workspace: &str) {
    let checked = read(&document(workspace)).check().expect("it builds");
    bencher.with_inputs(|| checked.clone()).bench_local_values(Router::new);
}

/// Does all three steps.
#[divan::bench(args = WORKSPACES)]
fn json_to_router(bencher: Bencher, workspace: &str) {
    let document = document(workspace);
    bencher.bench_local(|| Router::new(read(black_box(&document)).check().expect("it builds")));
}

/// Checks the memory for a document that consists of errors only. The peak must stay below 20 bytes
/// for each byte of the document, plus the memory of the first 1,000 problems.
#[divan::bench(args = [100_000, 1_000_000])]
fn refuse(bencher: Bencher, bytes: usize) {
    let document = format!(r#"{{"groups": [{}]}}"#, vec!["1"; bytes / 2].join(","));
    bencher.bench_local(|| {
        read(black_box(&document)).check().expect_err("no item is a group").total()
    });
}
