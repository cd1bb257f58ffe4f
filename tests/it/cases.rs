//! The table of cases: JSON files in `tests/cases`, one a rule, read and held against the crate.
//!
//! A case is a workspace with a visitor and the keys of the decision that matter, a workspace with
//! the errors that it must get, or a visitor that must not parse. Another implementation can run
//! them: they know nothing of this crate but the names of error kinds.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use frontdesk::{Draft, Presence, Router, Visitor};
use frontdesk::presence::PresenceRecord;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case<'c> {
    name: String,
    #[serde(rename = "why")]
    _why: String,
    #[serde(borrow)]
    workspace: Option<&'c RawValue>,
    workspace_text: Option<String>,
    #[serde(borrow)]
    visitor: Option<&'c RawValue>,
    visitor_text: Option<String>,
    #[serde(borrow)]
    presence: Option<&'c RawValue>,
    decision: Option<serde_json::Map<String, Value>>,
    errors: Option<Vec<ExpectedError>>,
    #[serde(default)]
    refused: bool,
}

#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord, Debug, Clone)]
#[serde(deny_unknown_fields)]
struct ExpectedError {
    place: String,
    kind: String,
}

impl Case<'_> {
    fn workspace(&self) -> Option<&str> {
        self.workspace.map(RawValue::get).or(self.workspace_text.as_deref())
    }

    fn visitor(&self) -> Option<&str> {
        self.visitor.map(RawValue::get).or(self.visitor_text.as_deref())
    }

    /// What is wrong with the crate's answer.
    fn run(&self) -> Result<(), String> {
        match (&self.decision, &self.errors, self.refused) {
            (Some(expected), None, false) => self.check_decision(expected),
            (None, Some(expected), false) => self.check_errors(expected),
            (None, None, true) => match read_visitor(self.visitor()) {
                Ok(_) => Err("the visitor parses".to_owned()),
                Err(_) => Ok(()),
            },
            _ => Err("a case has one of decision, errors, refused".to_owned()),
        }
    }

    fn check_decision(&self, expected: &serde_json::Map<String, Value>) -> Result<(), String> {
        let draft = read_draft(self.workspace())?;
        let router = Router::new(draft.check().map_err(|problems| problems.to_string())?);
        let record: PresenceRecord = match self.presence {
            Some(presence) => serde_json::from_str(presence.get()).map_err(|e| e.to_string())?,
            None => PresenceRecord::new(),
        };
        let (presence, _) = Presence::from_record(&router, &record);
        let visitor = read_visitor(self.visitor())?;
        let decision = router.route(&visitor, &presence).to_record();
        let decision = serde_json::to_value(decision).map_err(|e| e.to_string())?;
        for (key, value) in expected {
            let found = decision.get(key).ok_or_else(|| format!("no key {key}"))?;
            if found != value {
                return Err(format!("{key} is {found}, expected {value}"));
            }
        }
        Ok(())
    }

    fn check_errors(&self, expected: &[ExpectedError]) -> Result<(), String> {
        let Err(problems) = read_draft(self.workspace())?.check() else {
            return Err("the workspace builds".to_owned());
        };
        let found = problems.iter().map(|problem| ExpectedError {
            place: problem.place().to_string(),
            kind: problem.kind().name().to_owned(),
        });
        let mut found: Vec<_> = found.collect();
        let mut expected = expected.to_vec();
        found.sort();
        expected.sort();
        if found == expected {
            Ok(())
        } else {
            Err(format!("found {found:?}\n  expected {expected:?}\n{problems}"))
        }
    }
}

fn read_draft(text: Option<&str>) -> Result<Draft, String> {
    serde_json::from_str(text.ok_or("no workspace")?).map_err(|error| error.to_string())
}

fn read_visitor(text: Option<&str>) -> Result<Visitor<'_>, String> {
    serde_json::from_str(text.ok_or("no visitor")?).map_err(|error| error.to_string())
}

fn files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[test]
fn every_case_gets_its_answer() {
    let mut failures = Vec::new();
    let mut count = 0;
    for (file, text) in files() {
        let cases: Vec<Case<'_>> =
            serde_json::from_str(&text).unwrap_or_else(|e| panic!("{file}: {e}"));
        for case in cases {
            count += 1;
            if let Err(why) = case.run() {
                failures.push(format!("{}: {why}", case.name));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {count}:\n{}", failures.len(), failures.join("\n"));
    assert!(count >= 300, "only {count} cases");
}

#[test]
fn every_rule_has_at_least_two_cases_and_every_case_a_name_of_its_own() {
    let mut names = BTreeSet::new();
    let files = files();
    for (file, text) in &files {
        let cases: Vec<Case<'_>> = serde_json::from_str(text).unwrap();
        assert!(cases.len() >= 2, "{file}");
        for case in cases {
            assert!(case.name.starts_with(file.as_str()), "{} in {file}", case.name);
            assert!(names.insert(case.name.clone()), "{} twice", case.name);
        }
    }
    let rules = [
        "W1", "W2", "W2b", "W3", "W4", "C1", "C2", "C3", "C4", "C5", "R1", "R2", "R3", "R4", "R5", "R6",
        "R7", "R8", "R9", "R10", "R11", "R12", "A1", "A2", "A3", "A4", "A5", "A6",
    ];
    for rule in rules {
        assert!(files.iter().any(|(file, _)| file == rule), "no cases of {rule}");
    }
}
