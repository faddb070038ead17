//! `etalon generate`: what an Assurance Maladie sends to a mutuelle, lot after lot.

mod answers;
mod output;

use std::io::{self, Write as _};
use std::sync::atomic::Ordering;
use std::thread;

use conformance::runner::products;
use generators::{
    Delivery, FlowError, LotFiles, Options, Row, WorldData, in_order, lot_files, lots_of_part,
    rows, send_lot,
};
use noemie::{Profile, Profiles};
use oracle::product::Product;

use crate::args::{FlowForm, GenerateArgs};
use crate::exit::{Exit, Failure};
use crate::progress::{bar, interrupt_flag};
use answers::answers;
use output::{Output, Piece};

impl From<FlowError> for Failure {
    fn from(error: FlowError) -> Self {
        Self::usage(error.to_string())
    }
}

/// Writes the files of a world, lot after lot.
pub(crate) fn generate(args: &GenerateArgs) -> Result<Exit, Failure> {
    // Read while the options and the law are: milliseconds of each stand before the first byte.
    thread::spawn(|| {
        let layouts = Profiles::shipped();
        [layouts.movements(), layouts.answers(), layouts.decomptes()].map(Profile::reference)
    });
    let options = args.world.options()?;
    let products = products(&options.world.products, &args.world.own_products()?)?;
    if args.print_options {
        io::stdout()
            .write_all(options.to_yaml().as_bytes())
            .map_err(Failure::io("failed to write"))?;
        return Ok(Exit::Fine);
    }
    let profiles = args.layouts.profiles()?;
    let data = args.world.data()?;
    let maker = Maker {
        options: &options,
        products: &products,
        profiles: &profiles,
        data: &data,
        form: args.format,
        answers: args.answers.is_some(),
    };
    let mut output = Output::open(args)?;
    let lots = options.world.lots();
    let range = lots_of_part(lots, args.part.part, args.part.parts);
    let stop = interrupt_flag()?;
    let bar = bar(u64::from(range.end - range.start), "generating lots");
    let threads = usize::from(args.threads);
    let result = in_order(
        range,
        threads,
        |number, out: &mut dyn FnMut(Made) -> Back| maker.make(number, out),
        |made: &mut Made| match made {
            Made::Flow(piece) => {
                // Between two files: what is written is whole.
                if stop.load(Ordering::Relaxed) {
                    return Err(Stopped::Interrupted);
                }
                Ok(output.write(piece)?)
            }
            Made::Answers(piece) => Ok(output.write_answers(piece)?),
            Made::Lot => {
                bar.inc(1);
                bar.set_prefix(output.rate(bar.elapsed()));
                Ok(())
            }
        },
    );
    bar.finish_and_clear();
    let written = output.finish();
    match result {
        Ok(()) => {
            let (files, bytes) = written?;
            let world = &options.world;
            eprintln!(
                "{files} files, {bytes} bytes: seed {}, {} insured in {lots} lots, {} to {}",
                options.seed,
                world.insured,
                world.start,
                world.end()
            );
            Ok(Exit::Fine)
        }
        Err(Stopped::Interrupted) => {
            let (files, _) = written?;
            eprintln!("interrupted: {files} whole files were written, the rest is missing");
            Ok(Exit::Interrupted)
        }
        Err(Stopped::Failed(failure)) => Err(failure),
    }
}

/// Why the writing of lots stopped.
enum Stopped {
    Interrupted,
    Failed(Failure),
}

impl From<FlowError> for Stopped {
    fn from(error: FlowError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// Something that was written, whose buffer is of use again.
type Back = Result<Option<Made>, Stopped>;

/// What is made of a lot, in order.
enum Made {
    /// A file of its flow.
    Flow(Piece),
    /// What is due for it.
    Answers(Piece),
    /// It is whole.
    Lot,
}

/// Makes what is written for a lot, on whatever thread.
struct Maker<'a> {
    options: &'a Options,
    products: &'a [Product],
    profiles: &'a Profiles,
    data: &'a WorldData,
    form: FlowForm,
    answers: bool,
}

impl Maker<'_> {
    fn make(&self, number: u32, out: &mut dyn FnMut(Made) -> Back) -> Result<(), Stopped> {
        let Options { seed, world, .. } = self.options;
        let noemie = |file: Delivery| {
            Made::Flow(Piece {
                lot: Some(number),
                name: file.name,
                bytes: file.bytes,
            })
        };
        let of_lot = |form: &str, bytes| Piece {
            lot: None,
            name: format!("lot-{number:04}.{form}"),
            bytes,
        };
        if self.form == FlowForm::Noemie && !self.answers {
            // Nobody looks at the whole lot: each file leaves as it is made.
            let each = |file| match out(noemie(file))? {
                Some(Made::Flow(piece)) => Ok::<_, Stopped>(Some(piece.bytes)),
                _ => Ok(None),
            };
            send_lot(*seed, world, number, self.data, self.profiles, each)?;
            out(Made::Lot)?;
            return Ok(());
        }
        let lot = lot_files(*seed, world, number, self.data, self.profiles)?;
        let answers = if self.answers {
            Some(answers(&lot, self.products, self.profiles)?)
        } else {
            None
        };
        match self.form {
            FlowForm::Noemie => {
                for file in lot.files {
                    out(noemie(file))?;
                }
            }
            FlowForm::Jsonl => {
                let mut bytes = Vec::new();
                self.rows(&lot, |row| output::json_line(&mut bytes, row))?;
                out(Made::Flow(of_lot("jsonl", bytes)))?;
            }
            #[cfg(feature = "parquet")]
            FlowForm::Parquet => {
                let mut table = columns::Table::default();
                self.rows(&lot, |row| {
                    table.push(row);
                    Ok(())
                })?;
                let mut bytes = Vec::new();
                table
                    .write(&mut bytes)
                    .map_err(|error| Failure::usage(error.to_string()))?;
                out(Made::Flow(of_lot("parquet", bytes)))?;
            }
        }
        if let Some(bytes) = answers {
            out(Made::Answers(of_lot("jsonl", bytes)))?;
        }
        out(Made::Lot)?;
        Ok(())
    }

    /// The rows of all files of a lot.
    fn rows(
        &self,
        lot: &LotFiles,
        mut each: impl FnMut(&Row<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        for file in &lot.files {
            rows(lot.lot, file, self.profiles.decomptes(), &mut each)?;
        }
        Ok(())
    }
}
