//! Runs this command under callgrind and reads what was counted.

use std::collections::BTreeMap;
use std::process::Command;
use std::{env, fs, process};

/// The instructions of each path, over all of its calls.
pub fn count(only: &str) -> Result<BTreeMap<String, u64>, String> {
    let own = env::current_exe().map_err(|error| error.to_string())?;
    let file = env::temp_dir().join(format!("frontdesk-instructions.{}", process::id()));
    let ran = Command::new("valgrind")
        .args(["--tool=callgrind", "--quiet", "--instr-atstart=no", "--combine-dumps=yes"])
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(own)
        .arg("--counted")
        .arg(format!("--only={only}"))
        // What is in the environment moves the stack, and with it some counts.
        .env_clear()
        .envs(env::var_os("PATH").map(|path| ("PATH", path)))
        .status()
        .map_err(|error| format!("valgrind does not start: {error}"))?;
    let dumps = fs::read_to_string(&file);
    // Nothing is lost with a file that cannot be removed.
    let _ = fs::remove_file(&file);
    if !ran.success() {
        return Err(format!("under valgrind the paths end with {ran}"));
    }
    Ok(totals(&dumps.map_err(|error| format!("{}: {error}", file.display()))?))
}

/// The dumps of one file: each names its cause, and then its total.
fn totals(dumps: &str) -> BTreeMap<String, u64> {
    let mut totals = BTreeMap::new();
    let mut name = None;
    for line in dumps.lines() {
        if let Some(cause) = line.strip_prefix("desc: Trigger: ") {
            name = cause.strip_prefix("Client Request: ");
            continue;
        }
        let total = line.strip_prefix("totals: ").or(line.strip_prefix("summary: "));
        if let (Some(name), Some(Ok(total))) = (name, total.map(|total| total.trim().parse())) {
            totals.insert(name.to_owned(), total);
        }
    }
    totals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_dump_has_a_name_and_a_total() {
        let dumps = "version: 1\npart: 1\ndesc: Trigger: Client Request: route-20\nevents: Ir\n\
                     fn=a\n0 12\n\ntotals: 12\n\npart: 2\n\
                     desc: Trigger: Client Request: route-1000\nsummary: 345\n\n\
                     desc: Trigger: Program termination\ntotals: 9\n";
        let expected = [("route-20".to_owned(), 12), ("route-1000".to_owned(), 345)];
        assert_eq!(totals(dumps), BTreeMap::from(expected));
    }
}
