use std::path::Path;
use std::sync::Arc;

use indicatif::ProgressBar;
use simulator::admin::AdminDoor;
use simulator::door::{HttpDoor, Limits, Tokens};
use simulator::{Assurance, AssuranceError, Clock, Declares, Founding, Ground};

use crate::args::ServeArgs;
use crate::exit::{BOLD, Exit, Failure};
use crate::progress::bar;

/// A token for a door on loopback: long enough, and no secret.
const TOKEN: &str = "etalon-demo-token";
/// The same for the admin API.
const ADMIN_TOKEN: &str = "etalon-admin-token";

/// Opens a mock Assurance Maladie that a mutuelle's software can be pointed at.
pub(crate) fn serve(args: &ServeArgs) -> Result<Exit, Failure> {
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
        let tokens = Tokens::default().with(oc, TOKEN).map_err(failed)?;
        let office = assurance.office().clone();
        let door = HttpDoor::bind(args.listen, office, tokens, Limits::default());
        let door = door.await.map_err(failed)?;
        let clock = Clock::new(assurance.clone());
        let admin = AdminDoor::bind(args.admin, clock.clone(), ADMIN_TOKEN.to_owned());
        let admin = admin.await.map_err(failed)?;
        welcome(
            &assurance,
            &door.address().to_string(),
            &admin.address().to_string(),
        );
        if let Some(factor) = args.factor {
            clock.run(factor);
        }
        let (stop, stopping) = tokio::sync::watch::channel(());
        let stopped = || {
            let mut stopping = stopping.clone();
            async move {
                // Also where nobody is left to stop it.
                let _ = stopping.changed().await;
            }
        };
        let doors = async {
            tokio::try_join!(door.serve(stopped()), admin.serve(stopped()))
                .map(|_| ())
                .map_err(failed)
        };
        let interrupted = async {
            let _ = tokio::signal::ctrl_c().await;
            stop.send_replace(());
            Ok(())
        };
        tokio::try_join!(doors, interrupted).map(|_| ())
    })?;
    let (record, day) = assurance.office().now();
    eprintln!(
        "stopped on {day} after record {record}; `etalon serve --journal {}` goes on from there",
        args.journal.display()
    );
    Ok(Exit::Fine)
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
        let founding = Founding {
            options: args.world.options()?,
            declares: args.declares.into(),
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

fn welcome(assurance: &Assurance, door: &str, admin: &str) {
    let oc = assurance.founding().options.world.oc;
    let (_, day) = assurance.office().now();
    let declares = match assurance.founding().declares {
        Declares::Etalon => "étalon declares the members of the mutuelle",
        Declares::Mutuelle => {
            "the mutuelle declares its members (`etalon portfolio export` tells them)"
        }
    };
    anstream::eprintln!(
        "{BOLD}étalon{BOLD:#} is the Assurance Maladie of OC {oc} on http://{door}, {day}; {declares}.\n\
         Let a month pass: curl -H 'Authorization: Bearer {ADMIN_TOKEN}' --json '{{\"days\": 30}}' http://{admin}/admin/v1/clock/advance\n\
         List files:       curl -H 'Authorization: Bearer {TOKEN}' http://{door}/v1/oc/{oc}/files\n\
         Fetch one:        curl -O -H 'Authorization: Bearer {TOKEN}' http://{door}/v1/oc/{oc}/files/NAME\n\
         Acknowledge:      curl -X POST -H 'Authorization: Bearer {TOKEN}' http://{door}/v1/oc/{oc}/files/NAME/ack\n\
         Send a 408:       curl -T FILE -H 'Authorization: Bearer {TOKEN}' http://{door}/v1/oc/{oc}/inbox/FILE\n\
         Everything else:  curl -H 'Authorization: Bearer {ADMIN_TOKEN}' http://{admin}/admin/v1/openapi.json\n\
         ctrl-C stops it."
    );
}
