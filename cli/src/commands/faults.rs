use std::io::Write as _;

use simulator::faults::{Door, FaultEntry};

use super::words::table;
use crate::args::FaultsArgs;
use crate::exit::{Exit, Failure};

/// What the doors of a server do wrong on demand.
pub(crate) fn faults(args: &FaultsArgs) -> Result<Exit, Failure> {
    let word = args.word.as_deref().unwrap_or_default();
    let all = FaultEntry::all().copied().chain(FaultEntry::adversities());
    let found: Vec<FaultEntry> = all.filter(|entry| speaks_of(entry, word)).collect();
    if found.is_empty() {
        let hint = "`etalon faults` lists them all";
        let why = format!("no fault speaks of {word:?}");
        return Err(Failure::Usage(why, Some(hint.to_owned())));
    }
    let mut out = anstream::stdout();
    let failed = || Failure::io("failed to write");
    if args.output.json {
        for entry in found {
            let line = serde_json::to_string(&entry).unwrap_or_default();
            writeln!(out, "{line}").map_err(failed())?;
        }
        return Ok(Exit::Fine);
    }
    let lang = args.output.lang;
    let mut rows = table(
        lang,
        &[
            ("id", "id"),
            ("portes", "doors"),
            ("demandes", "requests"),
            ("ce qui arrive", "what happens"),
            ("bonne réaction du client", "right reaction of the client"),
        ],
    );
    for entry in found {
        let routes: Vec<String> = entry.routes.iter().map(word_of).collect();
        let named = entry.named_in.map_or(entry.id.to_owned(), |action| {
            format!("{action}: {}", entry.id)
        });
        rows.add_row([
            &named,
            &doors(
                entry.doors,
                lang.pick("avant toute porte", "before any door"),
            ),
            &routes.join(", "),
            lang.pick(entry.what.fr, entry.what.en),
            lang.pick(entry.due.fr, entry.due.en),
        ]);
    }
    writeln!(out, "{rows}").map_err(failed())?;
    Ok(Exit::Fine)
}

fn speaks_of(entry: &FaultEntry, word: &str) -> bool {
    let word = word.to_lowercase();
    let texts = [
        entry.id,
        entry.named_in.unwrap_or_default(),
        entry.what.fr,
        entry.what.en,
        entry.due.fr,
        entry.due.en,
    ];
    texts.iter().any(|text| text.to_lowercase().contains(&word))
}

fn doors(doors: &[Door], none: &str) -> String {
    if doors.is_empty() {
        return none.to_owned();
    }
    let words: Vec<String> = doors.iter().map(word_of).collect();
    words.join(", ")
}

/// As it stands in a file of faults.
fn word_of<T: serde::Serialize>(value: &T) -> String {
    let word = serde_json::to_value(value).unwrap_or_default();
    word.as_str().unwrap_or_default().to_owned()
}
