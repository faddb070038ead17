//! The file of `--faults`, and what became of its rules.

use simulator::faults::{Action, BadDays, FaultSpec};

use crate::args::ServeArgs;
use crate::exit::Failure;

/// What is to go wrong, where a file says so.
pub(super) fn faults(args: &ServeArgs) -> Result<Option<FaultSpec>, Failure> {
    let Some(path) = &args.faults else {
        return Ok(None);
    };
    let text = std::fs::read_to_string(path).map_err(Failure::reading("faults", path))?;
    let spec: FaultSpec = domain::load(&path.display().to_string(), &text).map_err(|error| {
        let hint = "schemas/faults.schema.json is its shape; `etalon faults` tells each action";
        Failure::Usage(error.to_string(), Some(hint.to_owned()))
    })?;
    let mut actions = spec.rules.iter().map(|rule| &rule.action);
    if actions.any(|action| *action == Action::ExpiredCertificate) && !has_expired(args) {
        let error = format!(
            "{}: the fault expired-certificate has no certificate to show",
            path.display()
        );
        let hint =
            "give one with --tls CERT KEY --expired CERT KEY (feature `tls`), or take the rule out";
        return Err(Failure::Usage(error, Some(hint.to_owned())));
    }
    Ok(Some(spec))
}

/// Rules that are told of when a server stops.
const TOLD: usize = 20;

/// A line for each rule that never fired, with what kept it most often from it.
pub(super) fn never_fired(bad_days: &BadDays) -> Vec<String> {
    let never = bad_days.never_fired();
    let more = never.len().saturating_sub(TOLD);
    let mut lines: Vec<String> = never
        .into_iter()
        .take(TOLD)
        .map(|(rule, nearly)| match nearly.first() {
            Some(one) => {
                let last = &one.last;
                let file = last.file.as_ref().map(|name| format!(" of {name}"));
                format!(
                    "rule {rule} never fired: {} times only {} was against it, last on {}{}",
                    one.times,
                    one.condition,
                    last.day,
                    file.unwrap_or_default()
                )
            }
            None => format!("rule {rule} never fired: nothing that was asked came near it"),
        })
        .collect();
    if more > 0 {
        lines.push(format!("{more} other rules never fired"));
    }
    lines
}

#[cfg(feature = "tls")]
fn has_expired(args: &ServeArgs) -> bool {
    args.expired.is_some()
}

#[cfg(not(feature = "tls"))]
fn has_expired(_: &ServeArgs) -> bool {
    false
}
