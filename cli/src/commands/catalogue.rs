use std::io::Write as _;

use comfy_table::{ContentArrangement, Table, presets};
use generators::Adversity;

use crate::args::ListArgs;
use crate::exit::{Exit, Failure};

/// What can be made to go wrong.
pub(crate) fn adversities(args: &ListArgs) -> Result<Exit, Failure> {
    let mut out = anstream::stdout();
    if args.json {
        for entry in Adversity::all() {
            let line = serde_json::json!({
                "id": entry.id,
                "what": entry.what.en,
                "expected": entry.due.en,
                "rate": entry.rate,
            });
            writeln!(out, "{line}").map_err(Failure::io("failed to write"))?;
        }
        return Ok(Exit::Fine);
    }
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(["adversity", "what happens", "reaction due"]);
    for entry in Adversity::all() {
        table.add_row([entry.id, entry.what.en, entry.due.en]);
    }
    writeln!(out, "{table}").map_err(Failure::io("failed to write"))?;
    Ok(Exit::Fine)
}
