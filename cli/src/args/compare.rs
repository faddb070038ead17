//! Flags of `compare`.

use std::path::PathBuf;

use clap::Args;
use conformance::report::Lang;

/// Ends its help.
pub(crate) const COMPARE_HELP: &str = "Examples:
  etalon compare before after                          two report folders
  etalon compare before after --report compared        the same as compare.md and compare.html
  etalon compare before/verdicts.jsonl - --json < now  streams, as JSON
  etalon compare before after --anyway 'new products'  although not the same was run";

#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    /// Report folder or verdict stream of the first run; `-` for standard input.
    #[arg(value_name = "BEFORE")]
    pub(crate) before: PathBuf,
    /// The same of the second run.
    #[arg(value_name = "AFTER")]
    pub(crate) after: PathBuf,
    /// Compare although seed, scenarios, options or files differ, for this reason.
    #[arg(long, value_name = "WHY")]
    pub(crate) anyway: Option<String>,
    /// Folder to write compare.md and compare.html to.
    #[arg(long, value_name = "DIR")]
    pub(crate) report: Option<PathBuf>,
    /// Print the comparison as JSON on standard output.
    #[arg(long)]
    pub(crate) json: bool,
    /// Language: fr or en.
    #[arg(long, default_value = "en")]
    pub(crate) lang: Lang,
}
