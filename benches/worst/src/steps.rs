//! Counts what a call does at nearly full speed: in a build of its own, the compiler calls a counter
//! at the basic blocks of this crate and of every dependency (LLVM's SanitizerCoverage). A search
//! tries some fifty times as many inputs by it as under callgrind, and a count repeats all the same.
//!
//! The standard library's own code is not in it, only what is instantiated elsewhere, and no copies of
//! memory: the estimate adds allocated bytes. So what a search finds is counted again by callgrind.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What one step stands for, roughly: the worst inputs of the first searches have between 4 and 9.
pub const INSTRUCTIONS_OF_STEP: u64 = 6;

/// How much longer than a call its preparation may take.
pub const PREPARATION: u32 = 3;

/// The process that counts steps ends so when it has no steps left.
pub const NO_STEPS_LEFT: i32 = 42;

/// Whether steps can be counted on this processor.
pub const IS_KNOWN: bool = cfg!(target_arch = "x86_64");

const FLAGS: [&str; 6] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=2",
    "-Cllvm-args=-sanitizer-coverage-trace-pc-guard",
    "--cfg=counts_steps",
    "--check-cfg=cfg(counts_steps)",
    "-Awarnings",
];

/// How many steps a call may take, and its preparation.
pub fn most_steps(cap: u64, is_call: bool) -> i64 {
    let times = if is_call { 1 } else { u64::from(PREPARATION) * 10 };
    i64::try_from(cap / INSTRUCTIONS_OF_STEP * times).unwrap_or(i64::MAX)
}

/// Builds this package with the counter, beside the build that runs, and gives the command's file.
pub fn build(own: &Path) -> Result<PathBuf, String> {
    // The command lies in `target/release`.
    let target = own.ancestors().nth(2).ok_or("the command lies in no target folder")?;
    let target = target.join("counts-steps");
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--release", "--locked", "--package", env!("CARGO_PKG_NAME")])
        .args(["--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")])
        // With a target the flags are for what runs, not for what runs while building.
        .args(["--target", env!("TARGET")])
        .arg("--target-dir")
        .arg(&target)
        .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"))
        .status()
        .map_err(|error| format!("cargo does not start: {error}"))?;
    if !status.success() {
        return Err(format!("the build that counts steps ends with {status}"));
    }
    Ok(target.join(env!("TARGET")).join("release").join(env!("CARGO_PKG_NAME")))
}

#[cfg(all(counts_steps, target_arch = "x86_64"))]
mod counter {
    #![allow(unsafe_code, reason = "the counter is called by what it counts: no Rust can be in it")]

    use std::sync::atomic::{AtomicI64, Ordering};

    static LEFT: AtomicI64 = AtomicI64::new(i64::MAX);

    // Counts down, and ends the process below zero: `exit_group(42)` of Linux.
    std::arch::global_asm!(
        ".globl __sanitizer_cov_trace_pc_guard",
        "__sanitizer_cov_trace_pc_guard:",
        "dec qword ptr [rip + {left}]",
        "js 2f",
        "ret",
        "2:",
        "mov edi, 42",
        "mov eax, 231",
        "syscall",
        ".globl __sanitizer_cov_trace_pc_guard_init",
        "__sanitizer_cov_trace_pc_guard_init:",
        "ret",
        left = sym LEFT,
    );

    pub fn allow(steps: i64) {
        LEFT.store(steps, Ordering::Relaxed);
    }

    pub fn left() -> i64 {
        LEFT.load(Ordering::Relaxed)
    }
}

#[cfg(not(all(counts_steps, target_arch = "x86_64")))]
mod counter {
    pub fn allow(_: i64) {}

    pub fn left() -> i64 {
        0
    }
}

/// From here on the process may do so many steps.
pub fn allow(steps: i64) {
    counter::allow(steps);
}

/// The steps that a call takes; 0 in a build that does not count.
pub fn counted<T>(call: impl FnOnce() -> T) -> (T, u64) {
    let before = counter::left();
    let returned = call();
    (returned, before.abs_diff(counter::left()))
}
