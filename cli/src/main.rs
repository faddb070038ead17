//! `etalon`: the one binary. It parses arguments, opens files, shows progress and decides exit codes;
//! rules and formats live below.

mod args;
mod commands;
mod exit;
mod input;
mod progress;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Cli, Command};
use exit::Failure;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match cli.command {
        Command::Demo(args) => commands::demo::demo(&args),
        Command::Run(args) => commands::run::run(&args),
        Command::Compare(args) => commands::compare::compare(&args),
        Command::Init(args) => commands::init::init(&args),
        Command::Doctor(args) => commands::doctor::doctor(&args),
        Command::Generate(args) => commands::generate::generate(&args),
        Command::Portfolio(args::PortfolioCommand::Export(args)) => {
            commands::portfolio::export(&args)
        }
        Command::Check(args) => commands::check::check(&args),
        Command::Inspect(args) => commands::inspect::inspect(&args),
        Command::Encode(args) => commands::encode::encode(&args),
        Command::Quote(args) => commands::quote::quote(&args),
        Command::Adversities(args) => commands::catalogue::adversities(&args),
        Command::Requirements(args) => commands::requirements::requirements(&args),
        Command::Scenarios(args) => commands::scenarios::scenarios(&args),
        Command::Trust(args) => commands::trust::trust(&args),
        Command::Explain(args) => commands::explain::explain(&args),
        Command::Layout(args) => commands::layout::layout(&args),
        #[cfg(feature = "http")]
        Command::Serve(args) => commands::serve::serve(&args),
        #[cfg(feature = "http")]
        Command::Faults(args) => commands::faults::faults(&args),
        #[cfg(feature = "http")]
        Command::Journal(args) => commands::journal::journal(&args),
        Command::SampleMutuelle(args) => commands::sample::sample(&args),
    };
    match result {
        Ok(exit) => exit.into(),
        Err(failure) => {
            if !failure.is_closed_pipe() {
                say(&failure);
            }
            failure.exit().into()
        }
    }
}

/// Failures go to standard error, with what to do about them.
fn say(failure: &Failure) {
    anstream::eprintln!(
        "{}error:{} {failure}",
        exit::RED.render(),
        exit::RED.render_reset()
    );
    if let Some(hint) = failure.hint() {
        anstream::eprintln!(
            "{}hint:{} {hint}",
            exit::BOLD.render(),
            exit::BOLD.render_reset()
        );
    }
}
