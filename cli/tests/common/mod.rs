//! The command as people run it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test binary uses its own part"
)]

#[cfg(feature = "http")]
pub mod served;

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

/// Runs it, with nothing on its standard input.
pub fn etalon(arguments: &[&str]) -> Output {
    fed(arguments, b"")
}

/// Runs it with that standard input.
pub fn fed(arguments: &[&str], input: &[u8]) -> Output {
    let mut run = Command::new(env!("CARGO_BIN_EXE_etalon"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = run.stdin.take().unwrap();
    let input = input.to_vec();
    let feeding = std::thread::spawn(move || {
        // What does not want it all closes early.
        let _ = stdin.write_all(&input);
    });
    let done = run.wait_with_output().unwrap();
    feeding.join().unwrap();
    done
}

/// What it said on standard error.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What it printed on standard output.
pub fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}
