//! The file of `--faults`.

use simulator::faults::FaultSpec;

use crate::args::ServeArgs;
use crate::exit::Failure;

/// What is to go wrong, where a file says so.
pub(super) fn faults(args: &ServeArgs) -> Result<Option<FaultSpec>, Failure> {
    let Some(path) = &args.faults else {
        return Ok(None);
    };
    let text = std::fs::read_to_string(path).map_err(Failure::reading("faults", path))?;
    let spec = domain::load(&path.display().to_string(), &text).map_err(|error| {
        let hint = "schemas/faults.schema.json is its shape; `etalon faults` tells each action";
        Failure::Usage(error.to_string(), Some(hint.to_owned()))
    })?;
    Ok(Some(spec))
}
