//! Packs the YAML that this room reads.

use std::process::ExitCode;

fn main() -> ExitCode {
    packing::folders(&["oracle/law"])
}
