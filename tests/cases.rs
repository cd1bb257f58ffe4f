//! Runs the cases of `tests/cases/*.json` against the crate. There is one file for each rule, and each
//! case is a test of its own.
//!
//! ```text
//! cargo test --test cases -- --list             lists all cases
//! cargo test --test cases R3/                   runs the cases of rule R3
//! cargo test --test cases -- --exact R3/offered runs one case
//! ```
//!
//! A case is one of three things: a workspace and a visitor with the keys of the decision to compare, a
//! workspace with the errors that it must get, or a visitor that must not parse. The files know nothing of
//! this crate but the names of error kinds, so another implementation can run them.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;

use frontdesk::presence::PresenceRecord;
use frontdesk::{Draft, Presence, Router, Visitor};
use libtest_mimic::{Arguments, Failed, Trial};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// The name of the file, a hyphen, and what tells the case from the others of the file.
    name: String,
    /// What the rule says about this case. It is printed when the case fails.
    why: String,
    workspace: Option<Box<RawValue>>,
    workspace_text: Option<String>,
    visitor: Option<Box<RawValue>>,
    visitor_text: Option<String>,
    presence: Option<Box<RawValue>>,
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

impl Case {
    fn workspace(&self) -> Option<&str> {
        self.workspace.as_deref().map(RawValue::get).or(self.workspace_text.as_deref())
    }

    fn visitor(&self) -> Option<&str> {
        self.visitor.as_deref().map(RawValue::get).or(self.visitor_text.as_deref())
    }

    /// Runs the case as a test.
    ///
    /// # Errors
    ///
    /// The difference between the crate's answer and the expected one, and why the latter is right.
    fn test(&self) -> Result<(), Failed> {
        let result = catch_unwind(AssertUnwindSafe(|| self.compare()));
        let difference = match result {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(difference)) => difference,
            Err(_) => "the crate panics".to_owned(),
        };
        Err(format!("{difference}\nwhy: {}", self.why).into())
    }

    /// Compares the crate's answer with the expected one, and returns the difference.
    fn compare(&self) -> Result<(), String> {
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
        let record: PresenceRecord = match &self.presence {
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
            place: problem.path().to_string(),
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

/// The cases of each file with the name of the file, by that name.
fn files() -> Vec<(String, Vec<Case>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let text = fs::read_to_string(path).unwrap();
            let cases = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
            (name, cases)
        })
        .collect();
    files.sort_by(|(name, _), (other, _)| name.cmp(other));
    files
}

/// Every rule that has cases.
const RULES: [&str; 28] = [
    "W1", "W2", "W2b", "W3", "W4", "C1", "C2", "C3", "C4", "C5", "R1", "R2", "R3", "R4", "R5",
    "R6", "R7", "R8", "R9", "R10", "R11", "R12", "A1", "A2", "A3", "A4", "A5", "A6",
];

fn every_rule_has_at_least_two_cases() -> Result<(), Failed> {
    let files = files();
    for (file, cases) in &files {
        if cases.len() < 2 {
            return Err(format!("{file} has {} cases", cases.len()).into());
        }
    }
    for rule in RULES {
        if !files.iter().any(|(file, _)| file == rule) {
            return Err(format!("no cases of {rule}").into());
        }
    }
    let count: usize = files.iter().map(|(_, cases)| cases.len()).sum();
    if count < 300 { Err(format!("only {count} cases").into()) } else { Ok(()) }
}

fn every_case_has_a_name_of_its_own_that_begins_with_its_file() -> Result<(), Failed> {
    let mut names = BTreeSet::new();
    for (file, cases) in files() {
        for Case { name, .. } in cases {
            if name.strip_prefix(&file).is_none_or(|rest| !rest.starts_with('-')) {
                return Err(format!("{name} in {file}").into());
            }
            if !names.insert(name.clone()) {
                return Err(format!("{name} twice").into());
            }
        }
    }
    Ok(())
}

/// The test of a case is named `FILE/CASE`, as the case is `FILE-CASE`.
fn trial(file: &str, case: Case) -> Trial {
    let name = case
        .name
        .strip_prefix(file)
        .map_or(case.name.as_str(), |rest| rest.trim_start_matches('-'));
    Trial::test(format!("{file}/{name}"), move || case.test())
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = vec![
        Trial::test("files/every_rule_has_at_least_two_cases", every_rule_has_at_least_two_cases),
        Trial::test(
            "files/every_case_has_a_name_of_its_own_that_begins_with_its_file",
            every_case_has_a_name_of_its_own_that_begins_with_its_file,
        ),
    ];
    for (file, cases) in files() {
        trials.extend(cases.into_iter().map(|case| trial(&file, case)));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}
