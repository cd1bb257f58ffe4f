//! Hands on what builds this, and how: counts depend on it.

use std::env;
use std::process::Command;

fn main() {
    let compiler = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let said = Command::new(compiler).arg("--version").output().ok();
    let said = said.and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default();
    // `rustc 1.95.0 (59807616e 2026-04-14)`
    let release = said.split(' ').nth(1).unwrap_or("unknown").trim();
    let target = env::var("TARGET").unwrap_or_default();
    let is_incremental = env::var("CARGO_INCREMENTAL").is_ok_and(|set| set == "1");
    let incremental = if is_incremental { ", incremental" } else { "" };
    let mut flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    if !flags.is_empty() {
        flags = format!(", {}", flags.replace('\u{1f}', " "));
    }
    println!("cargo::rustc-env=COMPILER=rustc {release} for {target}{incremental}{flags}");
    println!("cargo::rerun-if-env-changed=CARGO_INCREMENTAL");
    println!("cargo::rerun-if-changed=build.rs");
}
