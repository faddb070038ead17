mod loaded;

use std::io::{self, BufReader};

use loaded::{Answers, Loaded};
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
    let (input, output) = (BufReader::new(io::stdin().lock()), io::stdout().lock());
    let profiles = args.layouts.profiles()?;
    let served = match &args.loaded {
        Some(folder) => {
            let (input, output) = (Loaded::new(input, folder), Answers::new(output));
            mutuelle::serve_under(input, output, &bugs, profiles)
        }
        None => mutuelle::serve_under(input, output, &bugs, profiles),
    };
    match served {
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
