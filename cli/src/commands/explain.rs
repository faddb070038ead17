mod json;
mod page;
mod search;

use std::io::Write as _;

use noemie::tables;

use crate::args::ExplainArgs;
use crate::exit::{Exit, Failure};

/// Says what codes, places on the wire, findings, rules and questions mean. What is known is said before what
/// is not known fails the command.
pub(crate) fn explain(args: &ExplainArgs) -> Result<Exit, Failure> {
    let mut out = String::new();
    if args.list {
        if args.json {
            for table in tables::all() {
                out.push_str(&format!("{}\n", json::table(table)));
            }
        } else {
            out.push_str(&page::list(args.lang));
        }
    }
    let mut unknown = Vec::new();
    for (rank, what) in args.what.iter().enumerate() {
        match search::search(what) {
            Ok(found) if args.json => {
                for thing in &found {
                    out.push_str(&format!("{}\n", json::found(what, thing)));
                }
            }
            Ok(found) => {
                if rank > 0 || args.list {
                    out.push('\n');
                }
                out.push_str(&page::page(what, &found, args.lang));
            }
            Err(failure) => unknown.push(failure),
        }
    }
    anstream::stdout()
        .write_all(out.as_bytes())
        .map_err(Failure::io("failed to write"))?;
    together(unknown)
}

/// One failure that tells them all, with what to do about the first.
fn together(mut failures: Vec<Failure>) -> Result<Exit, Failure> {
    match failures.len() {
        0 => Ok(Exit::Fine),
        1 => Err(failures.remove(0)),
        _ => {
            let told: Vec<String> = failures.iter().map(ToString::to_string).collect();
            let hint = failures[0].hint().map(str::to_owned);
            Err(Failure::Usage(told.join("; "), hint))
        }
    }
}
