use std::io::Write as _;

use conformance::requirements::{Covered, Weight, coverage, families};

use super::words::table;
use crate::args::RequirementsArgs;
use crate::exit::{Exit, Failure};

/// What a mutuelle's software must, should or may do, and which scenarios show it.
pub(crate) fn requirements(args: &RequirementsArgs) -> Result<Exit, Failure> {
    let mut all = coverage().map_err(|error| Failure::usage(error.to_string()))?;
    let word = args.word.as_deref().unwrap_or_default();
    all.retain(|one| speaks_of(one, word));
    if args.uncovered {
        all.retain(|one| one.scenarios.is_empty());
    }
    if all.is_empty() {
        let why = match word {
            "" => "every requirement is shown by a scenario".to_owned(),
            word => format!("no such requirement speaks of {word:?}"),
        };
        let hint = "`etalon requirements` lists them all";
        return Err(Failure::Usage(why, Some(hint.to_owned())));
    }
    let mut out = anstream::stdout();
    let failed = || Failure::io("failed to write");
    if args.output.json {
        for one in all {
            let line = serde_json::to_string(&one).unwrap_or_default();
            writeln!(out, "{line}").map_err(failed())?;
        }
        return Ok(Exit::Fine);
    }
    if args.csv {
        return csv(&all).map_err(|error| Failure::io("failed to write")(error.into()));
    }
    let lang = args.output.lang;
    let families = families().map_err(|error| Failure::usage(error.to_string()))?;
    for family in families {
        let own = || all.iter().filter(|one| one.family == family.family);
        if own().next().is_none() {
            continue;
        }
        let mut rows = table(
            lang,
            &[
                ("  id", "  id"),
                ("poids", "weight"),
                ("exigence", "requirement"),
                ("source", "source"),
                ("scénarios", "scenarios"),
            ],
        );
        for one in own() {
            let shown = match &one.untested {
                Some(why) => format!("{}: {why}", lang.pick("aucun", "none")),
                None if one.scenarios.is_empty() => lang.pick("aucun", "none").to_owned(),
                None => one.scenarios.join(", "),
            };
            let weight = match one.severity {
                Weight::Must => lang.pick("doit", "must"),
                Weight::Should => lang.pick("devrait", "should"),
                Weight::May => lang.pick("peut", "may"),
            };
            let text = lang.pick(&one.text.fr, &one.text.en);
            rows.add_row([&format!("  {}", one.id), weight, text, &one.source, &shown]);
        }
        let title = lang.pick(&family.title.fr, &family.title.en);
        writeln!(out, "{title}\n{rows}\n").map_err(failed())?;
    }
    let shown = all.iter().filter(|one| !one.scenarios.is_empty()).count();
    let total = all.len();
    let words = lang.pick(
        "exigences, montrées par un scénario :",
        "requirements, shown by a scenario:",
    );
    let line = format!("{total} {words} {shown}");
    writeln!(out, "{line}").map_err(failed())?;
    Ok(Exit::Fine)
}

fn speaks_of(one: &Covered, word: &str) -> bool {
    let word = word.to_lowercase();
    let texts = [
        &one.id,
        &one.family,
        &one.source,
        &one.text.fr,
        &one.text.en,
    ];
    texts.iter().any(|text| text.to_lowercase().contains(&word))
}

fn csv(all: &[Covered]) -> Result<Exit, csv::Error> {
    let mut table = csv::Writer::from_writer(anstream::stdout());
    table.write_record([
        "id",
        "family",
        "severity",
        "fr",
        "en",
        "source",
        "rules",
        "scenarios",
        "untested",
    ])?;
    for one in all {
        let (rules, scenarios) = (one.rules.join(" "), one.scenarios.join(" "));
        table.write_record([
            one.id.as_str(),
            &one.family,
            one.severity.name(),
            &one.text.fr,
            &one.text.en,
            &one.source,
            &rules,
            &scenarios,
            one.untested.as_deref().unwrap_or_default(),
        ])?;
    }
    table.flush()?;
    Ok(Exit::Fine)
}
