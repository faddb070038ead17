use std::path::Path;
use std::sync::Arc;

use caisse::AccountSpec;
use indicatif::ProgressBar;
use simulator::{Assurance, AssuranceError, Clock, Declares, Founding, Ground};
use tokio::signal::unix::{SignalKind, signal};

mod doors;
mod faults;
#[cfg(feature = "tls")]
mod tls;
mod token;

use doors::{Addresses, Doors};
use faults::faults;
use token::Token;

use crate::args::ServeArgs;
use crate::exit::{BOLD, Exit, Failure};
use crate::progress::bar;

/// The token of the admin API, which is on loopback alone: no secret.
const ADMIN_TOKEN: &str = "etalon-admin-token";

/// Décomptes that an account lists and files that a payment centre can send again, where the world does not say: an
/// assumption, a year of care and some months of files.
const KEPT_DECOMPTES: u16 = 100;
const KEPT_FILES: u16 = 500;

/// Opens a mock Assurance Maladie that a mutuelle's software can be pointed at.
pub(crate) fn serve(args: &ServeArgs) -> Result<Exit, Failure> {
    let token = Token::of(args)?;
    let is_resumed = args.journal.exists();
    let assurance = Arc::new(assurance(args)?);
    if args.advance > 0 {
        let to = assurance.office().today().plus(args.advance.into());
        let bar = bar(args.advance.into(), "days passing");
        let reached = assurance.advance(to).wait();
        bar.finish_and_clear();
        reached.map_err(failed)?;
    }
    let oc = assurance.founding().options.world.oc;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::io("failed to start the server"))?;
    runtime.block_on(async {
        let clock = Clock::new(assurance.clone());
        let doors = Doors::open(args, token, oc, clock.clone(), is_resumed).await?;
        // Listened for before anybody is told that the server is there: who stops it at once stops it cleanly.
        let interrupted = interruption().map_err(Failure::io("failed to listen for ctrl-C"))?;
        welcome(&assurance, &doors.addresses());
        if let Some(factor) = args.factor {
            clock.run(factor);
        }
        let (stop, stopping) = tokio::sync::watch::channel(false);
        let interrupted = async {
            interrupted.await;
            stop.send_replace(true);
            Ok(())
        };
        tokio::try_join!(doors.serve(stopping), interrupted).map(|_| ())
    })?;
    let (record, day) = assurance.office().now();
    eprintln!(
        "stopped on {day} after record {record}; `etalon serve --journal {}` goes on from there",
        args.journal.display()
    );
    for line in faults::never_fired(assurance.office().bad_days()) {
        eprintln!("{line}");
    }
    Ok(Exit::Fine)
}

/// Ends with the first ctrl-C, or the first request to end, from now on.
fn interruption() -> std::io::Result<impl Future<Output = ()>> {
    let mut asked = signal(SignalKind::interrupt())?;
    let mut ended = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = asked.recv() => {}
            _ = ended.recv() => {}
        }
    })
}

/// Lives the journal again where there is one, founds it where there is none.
fn assurance(args: &ServeArgs) -> Result<Assurance, Failure> {
    let ground = Ground {
        data: args.world.data()?,
        profiles: args.layouts.profiles()?,
    };
    let path: &Path = &args.journal;
    let bar: ProgressBar = bar(0, "drawing lots");
    let shown = bar.clone();
    let each = move |lot: u32, lots: u32| {
        shown.set_length(lots.into());
        shown.set_position(lot.into());
    };
    let assurance = if path.exists() {
        eprintln!(
            "going on with {}: its world, its day; another file, or none of that name, begins anew",
            path.display()
        );
        Assurance::reopen(path, ground, each)
    } else {
        let mut options = args.world.options()?;
        let account = &mut options.world.account;
        if *account == AccountSpec::default() {
            // Whoever serves has accounts that can be looked at, unless the world says how they are.
            (account.kept_decomptes, account.kept_files) = (KEPT_DECOMPTES, KEPT_FILES);
        }
        let founding = Founding {
            options,
            declares: args.declares.into(),
            faults: faults(args)?,
        };
        Assurance::found(&founding, Some(path), ground, each)
    };
    bar.finish_and_clear();
    assurance.map_err(|error| match error {
        AssuranceError::History(error) => {
            let hint = format!("move {} away to begin anew", path.display());
            Failure::Usage(told(&error), Some(hint))
        }
        other => failed(other),
    })
}

fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut error = error;
    while let Some(source) = error.source() {
        text.push_str(": ");
        text.push_str(&source.to_string());
        error = source;
    }
    text
}

fn failed(error: impl std::error::Error) -> Failure {
    Failure::usage(told(&error))
}

fn welcome(assurance: &Assurance, at: &Addresses) {
    let oc = assurance.founding().options.world.oc;
    let (_, day) = assurance.office().now();
    let declares = match assurance.founding().declares {
        Declares::Etalon => "étalon declares the members of the mutuelle",
        Declares::Mutuelle => {
            "the mutuelle declares its members (`etalon portfolio export` tells them)"
        }
    };
    let Addresses {
        http, curl, admin, ..
    } = at;
    let (header, password) = (&at.token.header, &at.token.password);
    anstream::eprintln!(
        "{BOLD}étalon{BOLD:#} is the Assurance Maladie of OC {oc} on {http}, {day}; {declares}.\n\
         Let a month pass: curl -H 'Authorization: Bearer {ADMIN_TOKEN}' --json '{{\"days\": 30}}' http://{admin}/admin/v1/clock/advance\n\
         List files:       {curl} -H {header} {http}/v1/oc/{oc}/files\n\
         Fetch one:        {curl} -O -H {header} {http}/v1/oc/{oc}/files/NAME\n\
         Acknowledge:      {curl} -X POST -H {header} {http}/v1/oc/{oc}/files/NAME/ack\n\
         Say it is paid:   {curl} -X POST -H {header} {http}/v1/oc/{oc}/files/NAME/paid\n\
         Send a 408:       {curl} -T FILE -H {header} {http}/v1/oc/{oc}/inbox/FILE\n\
         See the insured:  curl -H 'Authorization: Bearer {ADMIN_TOKEN}' 'http://{admin}/admin/v1/accounts?unmasked=true'\n\
         Everything else:  curl -H 'Authorization: Bearer {ADMIN_TOKEN}' http://{admin}/admin/v1/openapi.json"
    );
    if let Some((address, fingerprint)) = &at.sftp {
        let (host, port) = (address.ip(), address.port());
        anstream::eprintln!(
            "By SFTP:          sftp -P {port} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null {oc}@{host}\n\
             \x20                 ({password}, host key {fingerprint}; out/ to fetch from, in/ to put into, rm in out/ acknowledges)"
        );
    }
    if let Some(folder) = &at.folder {
        let folder = folder.join(oc.to_string());
        anstream::eprintln!(
            "In a folder:      {}/out and in: a file taken out of `out` is acknowledged",
            folder.display()
        );
    }
    anstream::eprintln!("ctrl-C stops it.");
}
