//! Flags of the lists: requirements and scenarios.

use clap::Args;
use conformance::report::Lang;

use super::OutputArgs;

/// Ends the help of `requirements`.
pub(crate) const REQUIREMENTS_HELP: &str = "Examples:
  etalon requirements                       all, family by family, with the scenarios that show each
  etalon requirements participation         those that speak of it
  etalon requirements --csv > exigences.csv for a spreadsheet
  etalon requirements --uncovered           those that no scenario shows";

#[derive(Debug, Args)]
pub(crate) struct RequirementsArgs {
    /// Only those whose id, family, source or words contain this, in either language.
    #[arg(value_name = "WORD")]
    pub(crate) word: Option<String>,
    /// Only those that no scenario shows.
    #[arg(long)]
    pub(crate) uncovered: bool,
    /// As CSV on standard output: one line each, both languages.
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ScenariosArgs {
    /// Only those of that suite, or whose id or title contains this.
    #[arg(value_name = "SUITE|WORD")]
    pub(crate) word: Option<String>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// Ends the help of `trust`.
pub(crate) const TRUST_HELP: &str = "The bundled mutuelle plays the suite in this process, right first, then with one bug at a time.
Exit code 1: the right one is not conform everywhere, or, of `full`, a bug is caught by fewer than
two scenarios. A dash before a requirement: the bug is planted to break it, and no cause of its
report is headed by it.

With --json, one object: unfit (scenarios not played, or not conform, with why), bugs (bug,
scenarios, overlooked, headed, not-headed, off-the-common-path), scores (suite, scenarios, caught,
bugs), unplanted (requirements that must hold and that no bug breaks).";

#[derive(Debug, Args)]
pub(crate) struct TrustArgs {
    /// The suite: smoke, core, links, adversarial, certification or full (the default).
    #[arg(value_name = "SUITE")]
    pub(crate) suite: Option<String>,
    /// Print docs/planted-bugs.md on standard output.
    #[arg(long, conflicts_with = "json")]
    pub(crate) page: bool,
    /// Print JSON on standard output.
    #[arg(long)]
    pub(crate) json: bool,
    /// Language of the table: fr or en. The page is in both.
    #[arg(long, default_value = "en")]
    pub(crate) lang: Lang,
}
