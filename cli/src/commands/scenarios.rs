use std::io::Write as _;

use conformance::requirements;
use conformance::scenario::{Scenario, Suite};
use serde::Serialize;

use super::words::table;
use crate::args::ScenariosArgs;
use crate::exit::{Exit, Failure};

/// A shipped scenario, as `--json` tells it.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Listed<'a> {
    id: &'a str,
    title: &'a conformance::stream::Text,
    suites: &'a [Suite],
    proves: &'a [String],
}

/// The scenarios that ship.
pub(crate) fn scenarios(args: &ScenariosArgs) -> Result<Exit, Failure> {
    let mut all = requirements::scenarios().map_err(|error| Failure::usage(error.to_string()))?;
    let word = args.word.as_deref().unwrap_or_default();
    match Suite::named(word) {
        Some(suite) => all.retain(|one| suite.has(&one.suites)),
        None => all.retain(|one| speaks_of(one, word)),
    }
    if all.is_empty() {
        let hint = "`etalon scenarios` lists them all";
        let why = format!("no scenario is of the suite or speaks of {word:?}");
        return Err(Failure::Usage(why, Some(hint.to_owned())));
    }
    let mut out = anstream::stdout();
    let failed = || Failure::io("failed to write");
    if args.output.json {
        for one in &all {
            let listed = Listed {
                id: &one.id,
                title: &one.title,
                suites: &one.suites,
                proves: &one.proves,
            };
            let line = serde_json::to_string(&listed).unwrap_or_default();
            writeln!(out, "{line}").map_err(failed())?;
        }
        return Ok(Exit::Fine);
    }
    let lang = args.output.lang;
    let mut rows = table(
        lang,
        &[
            ("id", "id"),
            ("ce qu’il montre", "what it shows"),
            ("suites", "suites"),
            ("exigences", "requirements"),
        ],
    );
    for one in &all {
        let suites: Vec<&str> = one.suites.iter().map(|suite| suite.name()).collect();
        let title = lang.pick(&one.title.fr, &one.title.en);
        rows.add_row([&one.id, title, &suites.join(", "), &one.proves.join(", ")]);
    }
    let words = lang.pick("scénarios", "scenarios");
    writeln!(out, "{rows}\n{} {words}", all.len()).map_err(failed())?;
    Ok(Exit::Fine)
}

fn speaks_of(one: &Scenario, word: &str) -> bool {
    let word = word.to_lowercase();
    let texts = [&one.id, &one.title.fr, &one.title.en];
    texts.iter().any(|text| text.to_lowercase().contains(&word))
}
