mod json;
pub(super) mod law;
mod page;
pub(super) mod rule;
mod search;

use std::io::Write as _;

use noemie::tables;

use crate::args::ExplainArgs;
use crate::exit::{Exit, Failure};
use search::{Found, Kind};

/// Says what codes, places on the wire, findings, rules, questions and figures of the law mean. What is known is said before what
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
    let asked = search::asked(&args.what);
    let mut unknown = Vec::new();
    let mut of_the_law = false;
    for (rank, (kind, what)) in asked.iter().enumerate() {
        if !args.json && (rank > 0 || args.list) {
            out.push('\n');
        }
        if *kind == Kind::Law {
            of_the_law = true;
            match law::whole(args) {
                Ok(text) => out.push_str(&text),
                Err(failure) => unknown.push(failure),
            }
            continue;
        }
        let found = match search::search(*kind, what) {
            Ok(found) => found,
            Err(failure) => {
                unknown.push(failure);
                continue;
            }
        };
        if found.iter().any(Found::is_of_the_law) {
            of_the_law = true;
            if let Some(Err(failure)) = args.at.map(|day| law::inside(what, day)) {
                unknown.push(failure);
                continue;
            }
        }
        if args.json {
            for thing in &found {
                out.push_str(&format!("{}\n", json::found(what, thing, args.at)));
            }
        } else {
            out.push_str(&page::page(what, &found, args.at, args.lang));
        }
    }
    if unknown.is_empty() {
        unknown.extend(misplaced(args, &asked, of_the_law));
    }
    anstream::stdout()
        .write_all(out.as_bytes())
        .map_err(Failure::io("failed to write"))?;
    together(unknown)
}

/// An option that bears on the law where nothing of the law was asked for.
fn misplaced(args: &ExplainArgs, asked: &[(Kind, &str)], of_the_law: bool) -> Option<Failure> {
    if args.holes && !asked.iter().any(|(kind, _)| *kind == Kind::Law) {
        let hint = "`etalon explain law --holes` lists them".to_owned();
        return Some(Failure::Usage(
            "--holes goes with `law`".to_owned(),
            Some(hint),
        ));
    }
    if args.at.is_some() && !of_the_law {
        let hint = "`etalon explain param pmss --at 2026-05-01`".to_owned();
        return Some(Failure::Usage(
            "--at goes with a parameter or a rule of the law".to_owned(),
            Some(hint),
        ));
    }
    None
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
