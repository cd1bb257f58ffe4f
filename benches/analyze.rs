//! The cost of `analyze`, and its growth, for documents with many comparisons: `cargo bench --bench
//! analyze`.
//!
//! The first table has counted work at three sizes: the bytes that the search allocates in all,
//! divided by the bytes of the document. It is equal on every run. Times follow.

use allocation_counter::measure;
use divan::{Bencher, black_box};
use frontdesk::analysis::{Finding, analyze};
use frontdesk::{Draft, Workspace};

#[path = "../tests/it/findings/workloads.rs"]
mod workloads;

use workloads::{Shape, shapes};

fn main() {
    println!("bytes taken by `analyze` for each byte of the document: sizes 1, 2, 4");
    for shape in shapes() {
        let mut spent = false;
        let [one, two, three] = shape.sizes.map(|size| {
            let (workspace, bytes) = workspace(&shape, size);
            let mut findings = None;
            let taken = measure(|| findings = Some(analyze(&workspace))).bytes_total;
            let findings = findings.expect("it was searched");
            spent |= findings.iter().any(|finding| matches!(finding, Finding::BudgetSpent { .. }));
            taken as f64 / bytes as f64
        });
        let answer = if spent { "budget spent" } else { "" };
        println!("{:<50}{one:>9.1}{two:>9.1}{three:>9.1}  {answer}", shape.name);
    }
    divan::main();
}

fn workspace(shape: &Shape, size: usize) -> (Workspace, usize) {
    let document = (shape.document)(size);
    let draft: Draft = serde_json::from_str(&document).expect("it is a document");
    (draft.check().expect("it is a workspace"), document.len())
}

/// The time of an analysis. The argument is the index of the document's shape in the table.
#[divan::bench(args = 0..shapes().len())]
fn largest(bencher: Bencher, shape: usize) {
    let shape = shapes().into_iter().nth(shape).expect("there are as many");
    let [.., size] = shape.sizes;
    let (workspace, _) = workspace(&shape, size);
    bencher.bench_local(|| analyze(black_box(&workspace)));
}
