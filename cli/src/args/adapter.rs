use std::path::PathBuf;

use clap::{Args, ValueEnum};
use conformance::report::Lang;

pub(crate) const DOCTOR_HELP: &str = "\
Steps: start, handshake, portfolio, decompte, damaged, unknown, reset, stop, restart.
Exit codes: 0 nothing is wrong (warnings allowed), 2 the target file is none, 3 something is wrong, 5 interrupted.

With --json, one object a line: step, mark (fine, not-tried, warning, wrong), code, what, advice, saw, stderr;
texts in both languages.";

#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// Target file: how the mutuelle is started.
    #[arg(long, value_name = "FILE")]
    pub(crate) target: PathBuf,
    /// Language of the page: fr or en.
    #[arg(long, default_value = "en")]
    pub(crate) lang: Lang,
    /// One finding a line, as JSON, on standard output.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Languages that there is a sample adapter in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// Python 3, standard library only.
    Python,
    /// Java 17 or later, JDK only.
    Java,
    /// Node 18 or later, no dependency.
    Node,
    /// Rust, with serde_json, sha2 and base64.
    Rust,
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// Language of the adapter.
    #[arg(long, value_name = "LANGUAGE")]
    pub(crate) target: Language,
    /// Folder to lay it down in; made where it is not there. Nothing is overwritten.
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) folder: PathBuf,
    /// Language of what is said: fr or en.
    #[arg(long, default_value = "en")]
    pub(crate) lang: Lang,
}
