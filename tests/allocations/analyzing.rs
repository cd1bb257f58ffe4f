//! What `analyze` finds takes memory in proportion to the document, whatever its shape (rule L3).

use allocation_counter::measure;
use frontdesk::Draft;
use frontdesk::analysis::analyze;

use crate::findings_workloads::{Shape, shapes};

/// Bytes for each byte of the document: the most that the search holds at once; what the search, its
/// findings as JSON and its findings as text take in all, bytes given back included.
#[track_caller]
fn cost(shape: &Shape, size: usize) -> [f64; 4] {
    let document = (shape.document)(size);
    let draft: Draft = serde_json::from_str(&document).expect(shape.name);
    let workspace = draft.check().expect(shape.name);
    let mut findings = None;
    let searching = measure(|| findings = Some(analyze(&workspace)));
    let findings = findings.unwrap();
    let (mut json, mut text) = (String::new(), String::new());
    let serialising = measure(|| json = serde_json::to_string(&findings).unwrap()).bytes_total;
    let displaying = measure(|| text = findings.to_string()).bytes_total;
    let most = 20 * document.len();
    assert!(json.len() <= most && text.len() <= most, "{}: {}", shape.name, json.len());
    [searching.bytes_max, searching.bytes_total, serialising, displaying]
        .map(|bytes| bytes as f64 / document.len() as f64)
}

#[test]
fn findings_take_memory_in_proportion_to_the_document() {
    for shape in shapes() {
        let [small, _, large] = shape.sizes.map(|size| cost(&shape, size));
        let parts = [("peak", 50.0), ("search", 600.0), ("JSON", 60.0), ("text", 60.0)];
        for (n, (part, most)) in parts.into_iter().enumerate() {
            let (small, large) = (small[n], large[n]);
            assert!(large <= most, "{}, {part}: {large} bytes a byte", shape.name);
            // Of four times as much each byte would cost four times as much, were it a square. What grows
            // is copied to twice its room: up to two for one.
            let most = 2.5 * small.max(1.0);
            assert!(large <= most, "{}, {part}: {small}, then {large} bytes a byte", shape.name);
        }
    }
}
