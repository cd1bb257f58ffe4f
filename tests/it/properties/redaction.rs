//! What is told without values tells no value (rule X3).

use std::cell::Cell;

use frontdesk::{Presence, Router, Visitor};
use proptest::prelude::*;

use crate::support::generate::case;
use crate::support::generate::words::{ATTRIBUTES, QUERY_NAMES};
use crate::support::run::holds;

/// What no rule of a random workspace names.
const SECRET: &str = "s3cr3t";

/// The same visitor, whose addresses, titles and attributes are secret.
fn secretive<'v>(visitor: &Visitor<'v>) -> Visitor<'v> {
    let query: Vec<String> = QUERY_NAMES.iter().map(|name| format!("{name}={SECRET}")).collect();
    let url = format!("https://{SECRET}.example/{SECRET}?{}#{SECRET}", query.join("&"));
    let visitor = visitor.clone().page(url.clone()).previous(url.clone()).referrer(url);
    let visitor = visitor.title(SECRET.to_owned());
    ATTRIBUTES.iter().fold(visitor, |visitor, name| visitor.attribute(*name, SECRET))
}

#[test]
fn nothing_that_is_left_out_is_told_in_another_way() {
    let told_otherwise = Cell::new(0);
    holds(20, case(2), |case| {
        let router = Router::new(case.workspace.clone());
        for question in &case.questions {
            let (presence, _) = Presence::from_record(&router, &question.presence);
            let visitor = secretive(&question.visitor);
            let situation = router.situation(&visitor, &presence);
            let explanation = situation.explain();
            let tells = explanation.to_string().contains(SECRET);
            told_otherwise.set(told_otherwise.get() + usize::from(tells));
            let safe = explanation.without_values();
            let mut told = vec![safe.to_string(), serde_json::to_string(&safe).unwrap()];
            for group in case.workspace.groups() {
                let safe = situation.why_not_within(&group.id, 4_000).unwrap().without_values();
                told.extend([safe.to_string(), serde_json::to_string(&safe).unwrap()]);
            }
            for text in told {
                prop_assert!(!text.contains(SECRET), "{}", text);
            }
        }
        Ok(())
    });
    assert!(told_otherwise.get() > 0, "no explanation had anything to leave out");
}
