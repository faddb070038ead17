//! Flags of the lists: requirements and scenarios.

use clap::Args;

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
