mod check;
mod diff;
mod list;
mod sheet;
mod show;

use std::io::Write as _;

use serde_json::Value;

use crate::args::{LayoutArgs, LayoutCommand};
use crate::exit::{Exit, Failure};
use sheet::Sheet;

/// Shows, compares and checks layouts.
pub(crate) fn layout(args: &LayoutArgs) -> Result<Exit, Failure> {
    let text = match &args.command {
        LayoutCommand::List(output) => {
            let sheets = Sheet::shipped();
            if output.json {
                lines(sheets.iter().map(list::json))
            } else {
                list::page(&sheets, output.lang)
            }
        }
        LayoutCommand::Show(args) => {
            let sheet = Sheet::of(&args.layout)?;
            let entity = args.entity.as_deref();
            if args.output.json {
                lines(show::json(&sheet, entity)?)
            } else {
                show::page(&sheet, entity, args.output.lang)?
            }
        }
        LayoutCommand::Diff(args) => {
            let (from, to) = (Sheet::of(&args.from)?, Sheet::of(&args.to)?);
            let differences = diff::between(&from, &to)?;
            if args.output.json {
                lines(differences.iter().map(diff::Difference::json))
            } else {
                diff::page(&from.name, &to.name, &differences, args.output.lang)
            }
        }
        LayoutCommand::Check(args) => {
            let profile = match sheet::parse(&args.file)? {
                Ok(profile) => profile,
                Err(error) => {
                    if args.output.json {
                        print(&lines(check::faults(&error)))?;
                    }
                    return Err(Failure::layout(&error));
                }
            };
            let checked = check::check(profile);
            if args.output.json {
                lines(checked.json())
            } else {
                checked.page(args.output.lang)
            }
        }
    };
    print(&text)?;
    Ok(Exit::Fine)
}

fn print(text: &str) -> Result<(), Failure> {
    anstream::stdout()
        .write_all(text.as_bytes())
        .map_err(Failure::io("failed to write"))
}

fn lines(values: impl IntoIterator<Item = Value>) -> String {
    values
        .into_iter()
        .map(|value| format!("{value}\n"))
        .collect()
}
