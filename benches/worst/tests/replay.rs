//! The recorded inputs are built and measured again: none grows more than when it was recorded.

use std::process::Command;

#[test]
fn the_worst_inputs_that_are_known_stay_within_their_bounds() {
    let output = Command::new(env!("CARGO_BIN_EXE_frontdesk-worst"))
        .args(["--replay", "--check"])
        .output()
        .expect("the command starts");
    let said = String::from_utf8_lossy(&output.stdout);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{error}");
    let lines = said.lines().skip(1).count();
    let recorded = include_str!("../worst.txt").lines();
    let recorded = recorded.filter(|line| !line.is_empty() && !line.starts_with('#')).count();
    assert!(recorded > 0, "some are known");
    assert_eq!(lines, recorded, "each is told of:\n{said}");
}
