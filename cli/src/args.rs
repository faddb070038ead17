use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, value_parser};
use conformance::report::Lang;
use conformance::target::Through;
use domain::Day;

use crate::input::{InputArgs, ProfileArgs};

mod adapter;
mod catalogue;
mod compare;
mod quote;
#[cfg(feature = "http")]
mod server;
mod world;

pub(crate) use adapter::{DoctorArgs, InitArgs, Language};
pub(crate) use catalogue::{
    REQUIREMENTS_HELP, RequirementsArgs, ScenariosArgs, TRUST_HELP, TrustArgs,
};
pub(crate) use compare::{COMPARE_HELP, CompareArgs};
pub(crate) use quote::{QuestionArgs, QuoteArgs};
#[cfg(feature = "http")]
pub(crate) use server::{FaultsArgs, JournalArgs, ServeArgs};
pub(crate) use world::WorldArgs;

/// A conformance simulator for NOEMIE integrations.
#[derive(Debug, Parser)]
#[command(name = "etalon", version, about, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the main job: a mock Assurance Maladie, NOEMIE files, two bundled mutuelles, verdicts.
    Demo(DemoArgs),
    /// Drive a mutuelle through scenarios and judge its answers.
    Run(RunArgs),
    /// Compare two runs: what broke, what was mended, what it costs.
    #[command(after_help = COMPARE_HELP)]
    Compare(CompareArgs),
    /// Lay down a sample adapter with its target file: what stands between étalon and your software.
    Init(InitArgs),
    /// Examine an adapter step by step: what is wrong with it, where, and what to do.
    #[command(after_help = adapter::DOCTOR_HELP)]
    Doctor(DoctorArgs),
    /// Write the NOEMIE files that an Assurance Maladie would send to a mutuelle.
    Generate(GenerateArgs),
    /// The members and contracts of a generated world, for engines that load their own.
    #[command(subcommand)]
    Portfolio(PortfolioCommand),
    /// Read NOEMIE files and say what is wrong with them.
    Check(CheckArgs),
    /// Show what stands in NOEMIE files, record by record; as JSON lines, `encode` makes them files again.
    Inspect(InspectArgs),
    /// Make a NOEMIE file of the JSON lines of `inspect --json --no-mask`, byte for byte.
    Encode(EncodeArgs),
    /// Settle one act: what the AMO pays, what the mutuelle owes, what remains, and why.
    #[command(after_help = quote::HELP)]
    Quote(Box<QuoteArgs>),
    /// List what can be made to go wrong, with the reaction due.
    Adversities(OutputArgs),
    /// List what a mutuelle's software must, should or may do, and the scenarios that show it.
    #[command(after_help = REQUIREMENTS_HELP)]
    Requirements(RequirementsArgs),
    /// List the scenarios that ship: what each shows, and in which suites it is.
    Scenarios(ScenariosArgs),
    /// Say which planted bugs of the bundled mutuelle the scenarios catch: what a suite is worth.
    #[command(after_help = TRUST_HELP)]
    Trust(TrustArgs),
    /// Say what a reference, a code, a column, a finding or a rule means, how sure that is, and where it comes from.
    #[command(after_help = EXPLAIN_HELP)]
    Explain(ExplainArgs),
    /// Show the layouts étalon reads and writes by, compare them, check one of your own.
    Layout(LayoutArgs),
    /// Be the Assurance Maladie: a mutuelle's software fetches its files, and its 408 files are answered.
    #[cfg(feature = "http")]
    Serve(Box<ServeArgs>),
    /// What the doors of a server do wrong on demand: what happens, at which doors, which reaction of the client is right.
    #[cfg(feature = "http")]
    Faults(FaultsArgs),
    /// Look into the journal of a server: what was delivered, fetched, acknowledged, received.
    #[cfg(feature = "http")]
    Journal(JournalArgs),
    /// The bundled mutuelle, speaking the adapter protocol on its standard input and output.
    #[command(hide = true)]
    SampleMutuelle(SampleArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum PortfolioCommand {
    /// Write what is to be loaded beforehand: of scenarios as CSV and JSON, of a world as JSON lines.
    #[command(after_help = EXPORT_HELP)]
    Export(PortfolioExportArgs),
}

const EXPORT_HELP: &str = "\
With scenarios, DIR gets a folder for each scenario and lot, as `reset` names them: SCENARIO/lot-0000/ with
members, contracts and products, each as .csv and .json, and portfolio.json, which lists them. With --together, one
set of files for all of them, whose first columns are scenario and lot.
Without, a line of JSON on standard output for each row as the mutuelle knows it from a day on: a later row of the
same lot and place stands in its stead.";

#[derive(Debug, Args)]
pub(crate) struct PortfolioExportArgs {
    /// Suites, ids of shipped scenarios or scenario files, as of `etalon run`: of these only --seed is asked.
    #[arg(value_name = "SCENARIO", requires = "out")]
    pub(crate) scenarios: Vec<String>,
    /// Folder to write the tables of the scenarios to; it must be new or empty.
    #[arg(long, value_name = "DIR", requires = "scenarios")]
    pub(crate) out: Option<PathBuf>,
    /// Move days so that scenarios end on that one, for a target with `clock: wall`: it is run with the same --today.
    #[arg(long, value_name = "DAY", requires = "out")]
    pub(crate) today: Option<Day>,
    /// One set of tables for all: refused where two worlds have a person, a member number or a contract in common.
    #[arg(long, requires = "out")]
    pub(crate) together: bool,
    #[command(flatten)]
    pub(crate) world: WorldArgs,
    /// Threads, 1 to 256.
    #[arg(long, default_value_t = 1, value_parser = value_parser!(u16).range(1..=256))]
    pub(crate) threads: u16,
    /// A part of the whole: i/n, from 1. Parts one after the other are the whole.
    #[arg(long, value_name = "i/n", default_value = "1/1")]
    pub(crate) part: Part,
}

/// How flows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum FlowForm {
    /// The files as a caisse sends them.
    Noemie,
    /// A JSON line for each line of a décompte, as a strict reader takes them in.
    Jsonl,
    /// The same rows as a Parquet file a lot.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl FlowForm {
    /// Whether what is written for a lot is a file that nothing can follow.
    pub(crate) const fn is_one_file_a_lot(self) -> bool {
        match self {
            Self::Noemie | Self::Jsonl => false,
            #[cfg(feature = "parquet")]
            Self::Parquet => true,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Seed of the world; the same seed gives the same bytes.
    #[arg(long, default_value_t = 42)]
    pub(crate) seed: u64,
    /// Folder of the report and of the files exchanged.
    #[arg(long, value_name = "DIR", default_value = "etalon-report")]
    pub(crate) report: PathBuf,
    /// Language of the report: fr or en.
    #[arg(long, default_value = "en")]
    pub(crate) lang: Lang,
}

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// Suites (smoke, core, links, adversarial, certification, full), ids of shipped scenarios (`etalon scenarios` lists
    /// them) or scenario files.
    #[arg(value_name = "SCENARIO", default_values = ["demo", "worked-examples"])]
    pub(crate) scenarios: Vec<String>,
    /// Target file: how the mutuelle is started.
    #[arg(long, value_name = "FILE")]
    pub(crate) target: PathBuf,
    /// Seed of the generated scenarios.
    #[arg(long, default_value_t = 42)]
    pub(crate) seed: u64,
    /// Folder of the report and of the files exchanged.
    #[arg(long, value_name = "DIR", default_value = "etalon-report")]
    pub(crate) report: PathBuf,
    /// Language of the report: fr or en.
    #[arg(long, default_value = "en")]
    pub(crate) lang: Lang,
    /// The door that files pass through, whatever the target file says: http, folder or sftp.
    #[arg(long, value_name = "DOOR")]
    pub(crate) through: Option<Through>,
    /// Hold every invariant of every scenario: files twice, in halves, as one, in another order, other names, more cover.
    #[arg(long)]
    pub(crate) invariants: bool,
    /// The day that scenarios end on for a target with `clock: wall`; that of the system where it is not given.
    #[arg(long, value_name = "DAY")]
    pub(crate) today: Option<Day>,
    /// Tolerated verdicts fail too.
    #[arg(long)]
    pub(crate) strict: bool,
    /// Print the counts as JSON on standard output.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) layouts: ProfileArgs,
}

#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    #[command(flatten)]
    pub(crate) world: WorldArgs,
    /// Threads, 1 to 256.
    #[arg(long, default_value_t = 1, value_parser = value_parser!(u16).range(1..=256))]
    pub(crate) threads: u16,
    /// A part of the whole: i/n, from 1. Parts one after the other are the whole.
    #[arg(long, value_name = "i/n", default_value = "1/1")]
    pub(crate) part: Part,
    /// Folder to write to, or `-` for standard output, one after the other.
    #[arg(long, value_name = "DIR|-", required_unless_present = "print_options")]
    pub(crate) out: Option<PathBuf>,
    /// How flows are written.
    #[arg(long, value_enum, default_value_t = FlowForm::Noemie)]
    pub(crate) format: FlowForm,
    /// Folder to write the expected answers to, a file a lot; without it they are withheld.
    #[arg(long, value_name = "DIR")]
    pub(crate) answers: Option<PathBuf>,
    /// Print the options that make this run, as a file that `--options` takes, and stop.
    #[arg(long)]
    pub(crate) print_options: bool,
    #[command(flatten)]
    pub(crate) layouts: ProfileArgs,
}

/// Part i of n.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    pub(crate) part: u32,
    pub(crate) parts: u32,
}

impl std::str::FromStr for Part {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let error = || format!("`{text}` is no part: i/n is expected, with 1 ≤ i ≤ n");
        let (part, parts) = text.split_once('/').ok_or_else(error)?;
        let (part, parts) = (
            part.parse().map_err(|_| error())?,
            parts.parse().map_err(|_| error())?,
        );
        if part < 1 || part > parts {
            return Err(error());
        }
        Ok(Self { part, parts })
    }
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// NOEMIE files, `.gz` and `.zst` too; `-` for standard input.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// One finding a line, as JSON, on standard output.
    #[arg(long, conflicts_with = "sarif")]
    pub(crate) json: bool,
    /// All findings as one SARIF 2.1.0 document on standard output.
    #[arg(long)]
    pub(crate) sarif: bool,
    /// Findings that follow from others too.
    #[arg(long)]
    pub(crate) all: bool,
    /// Show personal data as they stand.
    #[arg(long)]
    pub(crate) no_mask: bool,
    /// Language of the page: fr or en. JSON and SARIF are in English.
    #[arg(long, default_value = "en")]
    pub(crate) lang: Lang,
    /// Warnings count as errors.
    #[arg(long)]
    pub(crate) strict: bool,
    #[command(flatten)]
    pub(crate) input: InputArgs,
}

#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// NOEMIE files, `.gz` and `.zst` too; `-` for standard input.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// One piece a line, as JSON; none of the file's characters is left out.
    #[arg(long)]
    pub(crate) json: bool,
    /// Show personal data, which are masked otherwise.
    #[arg(long)]
    pub(crate) no_mask: bool,
    /// Language of the page: fr or en.
    #[arg(long, default_value = "en")]
    pub(crate) lang: Lang,
    #[command(flatten)]
    pub(crate) input: InputArgs,
}

#[derive(Debug, Args)]
pub(crate) struct EncodeArgs {
    /// JSON lines; `-` for standard input.
    #[arg(default_value = "-", value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// File to write, or `-` for standard output.
    #[arg(short, long, value_name = "FILE|-")]
    pub(crate) out: Option<PathBuf>,
    /// Work out lengths of records, counts, totals, password and trailer again, whatever the lines say.
    #[arg(long)]
    pub(crate) recompute: bool,
    #[command(flatten)]
    pub(crate) layouts: ProfileArgs,
}

const EXPLAIN_HELP: &str = "\
WHAT is one of:
  53, PH7, 3313      a code, its national number or its letters, in every table that holds it
  reason:53, act:G   a code of one table, by the table's id or a short name of it
  reasons-929        a table, whole
  255, 255.107, 255.107-114, 255.amount
                     an entity or a field, in every profile that has it
  303:255.107        the same, in one profile
  303                a reference: what it carries, from whom to whom, its tree
  N021               a finding of `etalon check`
  R-AMO-BASE, rule R-AMO-BASE
                     a rule that expectations name
  pmss, param pmss, param dentaire.plafond/HBLD038, dentaire.plafond
                     a parameter of the law, a row of a table, a table; --at DAY for its figure that day
  law                every figure of the law; with --holes, every stretch of days without one
  rounding           a question of the ambiguity register

With --json, one object a line, texts in both languages. `kind` says what it is: code, entity,
field, reference, finding, rule, ambiguity, parameter, law-table, hole, and table with --list; `asked`
is the WHAT it answers.
A code has table, code, to, numbers, letters, meaning, confidence, source, at.
A field has profile, status, entity, name, at, type, codes, tables, meaning, confidence, source.
A reference has profile, version, title, status, role, tree, page.
A parameter has id, label, unit, values; a value has from, to, value, confidence, source, url, and why
where there is no figure. A hole has id, from, to, why, source.
What is not known is an error (exit code 2), after what is known was told.";

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// What to explain; several are told one after the other.
    #[arg(value_name = "WHAT", required_unless_present = "list")]
    pub(crate) what: Vec<String>,
    /// List the code tables.
    #[arg(long)]
    pub(crate) list: bool,
    /// Figures of the law on that day only.
    #[arg(long, value_name = "DAY")]
    pub(crate) at: Option<Day>,
    /// Of `law`: the days for which no figure is established.
    #[arg(long)]
    pub(crate) holes: bool,
    /// Language of the page: fr or en.
    #[arg(long, default_value = "en")]
    pub(crate) lang: Lang,
    /// Print JSON on standard output.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LayoutArgs {
    #[command(subcommand)]
    pub(crate) command: LayoutCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LayoutCommand {
    /// List the layouts étalon ships, and how well each is known.
    List(OutputArgs),
    /// Show a layout: its tree, then the fields of each entity.
    Show(LayoutShowArgs),
    /// Say what changes from one layout to another. The exit code is 0 whether or not they differ.
    Diff(LayoutDiffArgs),
    /// Compile a layout file of your own and say what it overrides; where it does not compile, every fault with its
    /// line (exit code 2).
    Check(LayoutCheckArgs),
}

/// How a command that prints facts prints them.
#[derive(Debug, Args)]
pub(crate) struct OutputArgs {
    /// Language of the page: fr or en.
    #[arg(long, default_value = "en")]
    pub(crate) lang: Lang,
    /// Print JSON on standard output, one object a line, texts in both languages.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LayoutShowArgs {
    /// A layout: 303-inferred, its reference 303, envelope, b2, or a file.
    #[arg(value_name = "LAYOUT")]
    pub(crate) layout: String,
    /// Only that entity (255) or record of B2 (4M).
    #[arg(long, value_name = "NUMBER")]
    pub(crate) entity: Option<String>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(crate) struct LayoutDiffArgs {
    /// The layout to start from: 303-inferred, its reference 303, or a file.
    #[arg(value_name = "FROM")]
    pub(crate) from: String,
    /// The layout to come to.
    #[arg(value_name = "TO")]
    pub(crate) to: String,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(crate) struct LayoutCheckArgs {
    /// The layout file: whole, or extending one that étalon ships (docs/layouts.md).
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(crate) struct SampleArgs {
    /// Planted bug. Repeatable.
    #[arg(long = "bug", value_name = "NAME")]
    pub(crate) bugs: Vec<String>,
    /// Folder that `portfolio export` wrote: members and products are taken from there at each `reset`.
    #[arg(long, value_name = "DIR")]
    pub(crate) loaded: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) layouts: ProfileArgs,
}
