//! The mutants that cargo-mutants lists.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;

/// What kind of change a mutant is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
pub enum Genre {
    FnValue,
    BinaryOperator,
    UnaryOperator,
    MatchArm,
    MatchArmGuard,
    StructField,
}

/// A place in a file: line and column from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

/// From a place to the one after the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Span {
    pub start: Place,
    pub end: Place,
}

/// One change of one file.
#[derive(Debug, Clone, Deserialize)]
pub struct Mutant {
    /// File, place and change, as cargo-mutants prints it.
    pub name: String,
    /// Path under the root of the workspace.
    pub file: String,
    pub span: Span,
    pub replacement: String,
    pub genre: Genre,
}

impl Mutant {
    /// The change, without its place: it outlives edits above it.
    pub fn change(&self) -> &str {
        let rest = self.name.strip_prefix(&self.file).unwrap_or(&self.name);
        rest.split_once(": ").map_or(rest, |(_, change)| change)
    }
}

/// The mutants of a package, in the order of cargo-mutants, which does not change from one run to the next.
pub fn of(root: &Path, package: &str) -> Vec<Mutant> {
    let listed = Command::new("cargo")
        .args(["mutants", "--list", "--json", "--package", package])
        .current_dir(root)
        .output()
        .expect("cargo runs");
    assert!(
        listed.status.success(),
        "cargo mutants does not list (cargo install cargo-mutants --locked):\n{}",
        String::from_utf8_lossy(&listed.stderr)
    );
    serde_json::from_slice(&listed.stdout).expect("cargo mutants lists as JSON")
}
