//! Packs the YAML that this room ships.

use std::process::ExitCode;

fn main() -> ExitCode {
    packing::folders(&["oracle/law", "scenarios/products"])
}
