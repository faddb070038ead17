use std::io::{self, BufReader};

use mutuelle::{Bug, ServeError};

use crate::args::SampleArgs;
use crate::exit::{Exit, Failure};

/// The bundled mutuelle as a process of its own.
pub(crate) fn sample(args: &SampleArgs) -> Result<Exit, Failure> {
    let bugs: Vec<Bug> = args
        .bugs
        .iter()
        .map(|name| {
            name.parse()
                .map_err(|error| Failure::usage(format!("{error}")))
        })
        .collect::<Result<_, _>>()?;
    match mutuelle::serve_under(
        BufReader::new(io::stdin().lock()),
        io::stdout().lock(),
        &bugs,
        args.layouts.profiles()?,
    ) {
        Ok(()) => Ok(Exit::Fine),
        Err(ServeError::Input(source)) => Err(Failure::Environment {
            what: "failed to read a request".to_owned(),
            source,
        }),
        Err(ServeError::Output(source)) => Err(Failure::Environment {
            what: "failed to write a reply".to_owned(),
            source,
        }),
        Err(error) => Err(Failure::usage(error.to_string())),
    }
}
