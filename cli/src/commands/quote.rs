//! `etalon quote`: an act, or a batch of them, through the oracle.

mod batch;
mod flags;
mod page;

use std::io::Write as _;

use oracle::ambiguity::Choices;
use oracle::amo::AmoError;
use oracle::amo::stay::StayError;
use oracle::law::LawError;
use oracle::product::Product;
use oracle::quote::{QuoteError, Session};

use super::explain::law;
use crate::args::{QuestionArgs, QuoteArgs};
use crate::exit::{Exit, Failure};
use crate::input::product;

/// Answers the question of the flags, or those of a file.
pub(crate) fn quote(args: &QuoteArgs) -> Result<Exit, Failure> {
    let named = args.product.iter().map(|name| product(name));
    let products: Vec<Product> = named.collect::<Result<_, _>>()?;
    let ids = products.iter().map(|product| product.id.clone()).collect();
    let mut session = Session::new(readings(&args.reading)?, products);
    if let Some(file) = &args.batch {
        if args.question != QuestionArgs::default() {
            return Err(Failure::Usage(
                "--batch goes with no flag of an act: each line of the file says its own"
                    .to_owned(),
                Some("docs/quote.md says the keys of a line".to_owned()),
            ));
        }
        return batch::run(&mut session, file, args.why);
    }
    let question = flags::question(&args.question, ids)?;
    let why = args.why || args.html;
    let answer = if why {
        session.explain(&question)
    } else {
        session.answer(&question)
    };
    let answer = answer.map_err(|error| failure(&error))?;
    let text = if args.json {
        format!("{}\n", serde_json::json!(answer))
    } else if args.html {
        page::html(&answer, args.lang)
    } else {
        page::text(&answer, args.lang)
    };
    anstream::stdout()
        .write_all(text.as_bytes())
        .map_err(Failure::io("failed to write"))?;
    Ok(Exit::Fine)
}

/// The readings of the register that are asked for.
fn readings(told: &[(String, String)]) -> Result<Choices, Failure> {
    told.iter()
        .try_fold(Choices::default(), |choices, (entry, alternative)| {
            choices.with(entry, alternative)
        })
        .map_err(|error| Failure::usage(error.to_string()))
}

/// What is missing, and what to do about it in the words of the flags.
fn failure(error: &QuoteError) -> Failure {
    let hint = match error {
        // A rate or a withholding cannot be given: only a base stands on the line.
        QuoteError::Amo(AmoError::Law(error)) => law::hint(error, is_of_a_base(error)),
        QuoteError::Amo(AmoError::NoBase { .. } | AmoError::NoTariff { .. }) => {
            Some("--base gives the base that the line carries, in euros".to_owned())
        }
        QuoteError::Amo(AmoError::Overseas { .. }) | QuoteError::Stay(StayError::Overseas { .. }) => Some(
            "--amo gives what the AMO paid there, with --base, --fee and --heading: the contract’s part is computed"
                .to_owned(),
        ),
        QuoteError::NoBase { .. } => Some(
            "--product names the base before it; or --earlier says what the base paid elsewhere, 0 where it paid nothing"
                .to_owned(),
        ),
        error => error.advice(),
    };
    Failure::Usage(error.to_string(), hint)
}

fn is_of_a_base(error: &LawError) -> bool {
    let LawError::Missing { param, .. } = error else {
        return false;
    };
    ["tarif.", "lettre.", "pharmacie.", "biologie."]
        .iter()
        .any(|of| param.starts_with(of))
}
