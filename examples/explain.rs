//! Explains a decision, and finds what would have led to another group, as text and as data.
//!
//! `cargo run --example explain`

use std::error::Error;
use std::fs::File;
use std::path::Path;

use frontdesk::explain::{SourceResult, TriggerResult};
use frontdesk::presence::PresenceRecord;
use frontdesk::{Draft, Presence, Router, Visitor};

fn main() -> Result<(), Box<dyn Error>> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data");
    let draft: Draft = serde_json::from_reader(File::open(data.join("products.json"))?)?;
    let router = Router::new(draft.check()?);
    let record: PresenceRecord =
        serde_json::from_reader(File::open(data.join("products.presence.json"))?)?;
    let (presence, _) = Presence::from_record(&router, &record);

    let visitor = Visitor::at("2026-11-23T10:00:00+01:00".parse()?)
        .id("v1")
        .page("https://www.example.com/aide/facture")
        .language("fr-BE")
        .selection("fr-support")
        .attribute("plan", "pro");
    let situation = router.situation(&visitor, &presence);
    let explanation = situation.explain();

    // The text for people.
    println!("{explanation}\n");

    // The data for programs.
    for step in &explanation.sources {
        if let SourceResult::Refused(reason) = step.result {
            println!("refused: {} named {:?} ({reason})", step.source, step.named);
        }
    }
    for step in &explanation.triggers {
        if let TriggerResult::NotTrue { path: place, truth, .. } = &step.result {
            println!("{}: {place} is {truth}", step.trigger);
        }
    }

    // The counterfactual: what would have led to another group.
    if let Some(why_not) = situation.why_not("non-technical") {
        println!("\n{why_not}");
    }

    // For logs: without the values of attributes, addresses and titles.
    let safe = explanation.without_values();
    println!("\n{}", serde_json::to_string(&safe)?);

    println!("\nnext, the same for visitors of your own:");
    println!("  cargo run --release --example route -- WORKSPACE VISITORS --explain");
    println!("  cargo run --release --example route -- WORKSPACE VISITORS --why-not GROUP");
    Ok(())
}
