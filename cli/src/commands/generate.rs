use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::Ordering;

use generators::{Adversity, AdversityRates, FlowError, LotFiles, WorldSpec, lots_of_part};

use crate::args::GenerateArgs;
use crate::exit::{Exit, Failure};
use crate::progress::{bar, interrupt_flag};

impl From<FlowError> for Failure {
    fn from(error: FlowError) -> Self {
        Self::usage(error.to_string())
    }
}

/// Writes the files of a world, lot after lot.
pub(crate) fn generate(args: &GenerateArgs) -> Result<Exit, Failure> {
    let spec = WorldSpec {
        insured: args.insured,
        start: args.start,
        months: args.months,
        adversities: rates(&args.adversity)?,
        ..WorldSpec::demo()
    };
    let range = lots_of_part(spec.lots(), args.part.part, args.part.parts);
    let profiles = args.layouts.profiles()?;
    let stop = interrupt_flag()?;
    let bar = bar(u64::from(range.end - range.start), "generating lots");
    let (mut files, mut bytes) = (0_u64, 0_u64);
    let mut stdout = io::stdout().lock();
    let to_stdout = args.out.as_os_str() == "-";
    let threads = usize::from(args.threads);
    let result = generators::lots(
        args.seed,
        &spec,
        range,
        threads,
        &profiles,
        |lot: LotFiles| {
            if stop.load(Ordering::Relaxed) {
                return Err(Stopped::Interrupted);
            }
            for file in &lot.files {
                if to_stdout {
                    stdout
                        .write_all(&file.bytes)
                        .map_err(Failure::io("failed to write"))?;
                } else {
                    let folder = args.out.join(format!("lot-{:04}", lot.lot));
                    whole_file(&folder, &file.name, &file.bytes)?;
                }
                files += 1;
                bytes += file.bytes.len() as u64;
            }
            bar.inc(1);
            Ok(())
        },
    );
    bar.finish_and_clear();
    let flushed = stdout.flush().map_err(Failure::io("failed to write"));
    match result {
        Ok(()) => {
            flushed?;
            let lots = spec.lots();
            eprintln!(
                "{files} files, {bytes} bytes: seed {}, {} insured in {lots} lots, {} to {}",
                args.seed,
                spec.insured,
                spec.start,
                spec.end()
            );
            Ok(Exit::Fine)
        }
        Err(Stopped::Interrupted) => {
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

/// Writes a file under another name first: no half file ever has its final name.
fn whole_file(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Failure> {
    let path = folder.join(name);
    let part = folder.join(format!("{name}.part"));
    let what = || format!("failed to write {}", path.display());
    fs::create_dir_all(folder).map_err(Failure::io(what()))?;
    fs::write(&part, bytes)
        .and_then(|()| fs::rename(&part, &path))
        .map_err(|error| {
            // Whatever is left of it has no final name; taking it away may fail too.
            let _ = fs::remove_file(&part);
            Failure::io(what())(error)
        })
}

fn rates(settings: &[String]) -> Result<AdversityRates, Failure> {
    let mut rates = AdversityRates::default();
    for setting in settings {
        if setting == "none" {
            rates = AdversityRates::none();
            continue;
        }
        let known = setting.split_once('=').and_then(|(id, rate)| {
            let rate: u32 = rate.parse().ok().filter(|rate| *rate <= 1_000)?;
            Some((Adversity::of_id(id)?, rate))
        });
        let Some((adversity, rate)) = known else {
            return Err(Failure::Usage(
                format!("`{setting}` is no adversity with a rate per thousand"),
                Some("as in --adversity file-twice=50; `etalon adversities` lists them".to_owned()),
            ));
        };
        rates = rates.with(adversity, rate);
    }
    Ok(rates)
}
