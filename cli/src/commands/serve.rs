use std::fs::File;

use domain::OcNumber;
use generators::{FlowError, LotFiles, Options};
use simulator::door::{HttpDoor, Limits, Tokens};
use simulator::{FileName, Journal, Office};

use crate::args::ServeArgs;
use crate::exit::{BOLD, Exit, Failure};
use crate::progress::bar;

/// A token for a door on loopback: long enough, and no secret.
const TOKEN: &str = "etalon-demo-token";
/// Records of the journal kept in memory.
const JOURNAL: usize = 10_000;

/// Puts the files of a world on a shelf that a mutuelle's software can fetch them from.
pub(crate) fn serve(args: &ServeArgs) -> Result<Exit, Failure> {
    let options = args.world.options()?;
    let spec = &options.world;
    let journal = File::create(&args.journal).map_err(Failure::io(format!(
        "failed to open {}",
        args.journal.display()
    )))?;
    let (office, mut inbox) = Office::open(spec.start, Journal::new(journal, JOURNAL));
    let files = shelve(args, &options, &office)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::io("failed to start the server"))?;
    runtime.block_on(async {
        let tokens = Tokens::default().with(spec.oc, TOKEN).map_err(failed)?;
        let door = HttpDoor::bind(args.listen, office.clone(), tokens, Limits::default())
            .await
            .map_err(failed)?;
        welcome(files, spec.oc, &door.address().to_string());
        let serving = door.serve(async {
            let _ = tokio::signal::ctrl_c().await;
        });
        // Answering 408 files from here is the simulator's next step: they are kept and journaled.
        let receiving = async {
            while let Some(push) = inbox.next().await {
                eprintln!(
                    "received {} ({} bytes) from OC {}",
                    push.name,
                    push.bytes.len(),
                    push.oc
                );
            }
        };
        tokio::select! {
            served = serving => served.map_err(failed),
            () = receiving => Ok(()),
        }
    })?;
    eprintln!("stopped");
    Ok(Exit::Fine)
}

/// Everything is on the shelf from the start: a backlog of the whole world.
fn shelve(args: &ServeArgs, options: &Options, office: &Office) -> Result<u64, Failure> {
    let spec = &options.world;
    let profiles = args.layouts.profiles()?;
    let bar = bar(u64::from(spec.lots()), "generating lots");
    let mut count = 0;
    let result = generators::lots(
        options.seed,
        spec,
        0..spec.lots(),
        1,
        &args.world.data()?,
        &profiles,
        |lot: LotFiles| {
            for file in lot.files {
                // Lots have their files apart; on one shelf the lot is part of the name.
                let name = format!("{:04}.{}", lot.lot, file.name);
                let name: FileName = name.parse().map_err(failed)?;
                office
                    .deliver(spec.oc, name, file.id.reference, file.bytes.into())
                    .map_err(failed)?;
                count += 1;
            }
            bar.inc(1);
            Ok::<(), Shelved>(())
        },
    );
    bar.finish_and_clear();
    result.map(|()| count).map_err(|Shelved(failure)| failure)
}

struct Shelved(Failure);

impl From<FlowError> for Shelved {
    fn from(error: FlowError) -> Self {
        Self(error.into())
    }
}

impl From<Failure> for Shelved {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

fn failed(error: impl std::fmt::Display) -> Failure {
    Failure::usage(error.to_string())
}

fn welcome(files: u64, oc: OcNumber, address: &str) {
    anstream::eprintln!(
        "{BOLD}étalon{BOLD:#} serves {files} files to OC {oc} on http://{address}; ctrl-C stops it.\n\
         List them:   curl -H 'Authorization: Bearer {TOKEN}' http://{address}/v1/oc/{oc}/files\n\
         Fetch one:   curl -O -H 'Authorization: Bearer {TOKEN}' http://{address}/v1/oc/{oc}/files/NAME\n\
         Acknowledge: curl -X POST -H 'Authorization: Bearer {TOKEN}' http://{address}/v1/oc/{oc}/files/NAME/ack\n\
         Send a 408:  curl -T FILE -H 'Authorization: Bearer {TOKEN}' http://{address}/v1/oc/{oc}/inbox/FILE"
    );
}
