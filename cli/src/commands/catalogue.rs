use std::io::Write as _;

use generators::{Adversity, Family};

use super::words::table;
use crate::args::OutputArgs;
use crate::exit::{Exit, Failure};

/// What can be made to go wrong, family by family.
pub(crate) fn adversities(args: &OutputArgs) -> Result<Exit, Failure> {
    let mut out = anstream::stdout();
    let failed = || Failure::io("failed to write");
    if args.json {
        for entry in Adversity::all() {
            let line = serde_json::to_string(entry).unwrap_or_default();
            writeln!(out, "{line}").map_err(failed())?;
        }
        return Ok(Exit::Fine);
    }
    let lang = args.lang;
    for family in Family::ALL {
        let label = family.label();
        let mut rows = table(
            lang,
            &[
                ("  id", "  id"),
                ("ce qui arrive", "what happens"),
                ("réaction due", "reaction due"),
                ("tiré par", "drawn for each"),
                ("‰", "‰"),
            ],
        );
        for entry in Adversity::all().filter(|entry| entry.family == family) {
            let drawn_for = entry.drawn_for.label();
            rows.add_row([
                &format!("  {}", entry.id),
                lang.pick(entry.what.fr, entry.what.en),
                lang.pick(entry.due.fr, entry.due.en),
                lang.pick(drawn_for.fr, drawn_for.en),
                &entry.rate.to_string(),
            ]);
        }
        writeln!(out, "{}\n{rows}\n", lang.pick(label.fr, label.en)).map_err(failed())?;
    }
    Ok(Exit::Fine)
}
