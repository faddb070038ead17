use std::io::Write as _;

use comfy_table::{ContentArrangement, Table, presets};
use generators::Adversity;

use crate::args::ListArgs;
use crate::exit::{Exit, Failure};

/// What can be made to go wrong.
pub(crate) fn adversities(args: &ListArgs) -> Result<Exit, Failure> {
    let mut out = anstream::stdout();
    if args.json {
        for adversity in Adversity::ALL {
            let line =
                serde_json::json!({ "id": adversity.id(), "expected": adversity.sentence() });
            writeln!(out, "{line}").map_err(Failure::io("failed to write"))?;
        }
        return Ok(Exit::Fine);
    }
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(["adversity", "what happens, and the reaction due"]);
    for adversity in Adversity::ALL {
        table.add_row([adversity.id(), adversity.sentence()]);
    }
    writeln!(out, "{table}").map_err(Failure::io("failed to write"))?;
    Ok(Exit::Fine)
}
