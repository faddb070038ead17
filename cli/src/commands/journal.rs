//! `etalon journal`: what happened at the doors.

mod delays;

use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;

use generators::WorldData;
use simulator::{
    Act, Assurance, AssuranceError, Ground, HistoryError, Record, Search, each_record,
};

use crate::args::JournalArgs;
use crate::exit::{Exit, Failure};
use crate::progress::bar;

/// Shows the records of a journal that are looked for.
pub(crate) fn journal(args: &JournalArgs) -> Result<Exit, Failure> {
    if args.replay {
        return replay(args);
    }
    if args.delays {
        return delays::delays(args);
    }
    #[cfg(feature = "index")]
    if let Some(question) = &args.sql {
        return in_sql(args, question);
    }
    let search = Search {
        after: args.after,
        oc: args.oc,
        act: args.act.clone(),
        file: args.file.clone(),
        from: args.from,
        to: args.to,
        limit: args.limit,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let (mut found, mut failed) = (0, None);
    let most = args.limit.unwrap_or(usize::MAX);
    let read = each_record(&args.journal, |record| {
        if !search.finds(&record) {
            return ControlFlow::Continue(());
        }
        if found == most {
            return ControlFlow::Break(());
        }
        found += 1;
        let record = if args.content {
            record
        } else {
            record.without_content()
        };
        match show(&mut out, &record, args.json) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    read.map_err(unread)?;
    let written = failed.map_or_else(|| out.flush(), Err);
    written.map_err(Failure::io("failed to write"))?;
    Ok(Exit::Fine)
}

/// Lives the journal again.
fn replay(args: &JournalArgs) -> Result<Exit, Failure> {
    let ground = Ground {
        data: WorldData::embedded().map_err(|error| Failure::usage(error.to_string()))?,
        profiles: args.layouts.profiles()?,
    };
    let bar = bar(0, "drawing lots");
    let shown = bar.clone();
    let day = Assurance::replay(&args.journal, ground, |lot, lots| {
        shown.set_length(lots.into());
        shown.set_position(lot.into());
    });
    bar.finish_and_clear();
    let day = day.map_err(|error| match error {
        AssuranceError::History(error) => unread(error),
        other => Failure::usage(other.to_string()),
    })?;
    eprintln!(
        "{} lives again up to {day}: every file is the one that was delivered",
        args.journal.display()
    );
    Ok(Exit::Fine)
}

fn unread(error: HistoryError) -> Failure {
    match error {
        HistoryError::Read { path, source } => {
            Failure::io(format!("failed to read {}", path.display()))(source)
        }
        bad => {
            let hint = "`etalon serve --journal FILE` writes one";
            Failure::Usage(bad.to_string(), Some(hint.to_owned()))
        }
    }
}

/// Rows of the journal's database, as a table or a JSON object each.
#[cfg(feature = "index")]
fn in_sql(args: &JournalArgs, question: &str) -> Result<Exit, Failure> {
    use simulator::{Index, IndexError};

    struct Stopped(Failure);
    impl From<IndexError> for Stopped {
        fn from(error: IndexError) -> Self {
            Self(match error {
                IndexError::History(error) => unread(error),
                other => Failure::usage(other.to_string()),
            })
        }
    }

    let mut database = args.journal.clone().into_os_string();
    database.push(".sqlite");
    let mut out = BufWriter::new(io::stdout().lock());
    let mut is_first = true;
    let asked = Index::of(&args.journal, database.as_ref())
        .map_err(Stopped::from)
        .and_then(|(index, _)| {
            index.ask(question, |names, row| {
                let written = if args.json {
                    let cells = names.iter().zip(row);
                    let object: serde_json::Map<String, serde_json::Value> = cells
                        .map(|(name, cell)| (name.clone(), cell.clone().into()))
                        .collect();
                    serde_json::to_writer(&mut out, &object)
                        .map_err(io::Error::from)
                        .and_then(|()| writeln!(out))
                } else {
                    let head = if is_first {
                        format!("{}\n", names.join("\t"))
                    } else {
                        String::new()
                    };
                    let cells: Vec<&str> = row
                        .iter()
                        .map(|cell| cell.as_deref().unwrap_or("-"))
                        .collect();
                    writeln!(out, "{head}{}", cells.join("\t"))
                };
                is_first = false;
                written.map_err(|error| Stopped(Failure::io("failed to write")(error)))
            })
        });
    asked.map_err(|Stopped(failure)| failure)?;
    out.flush().map_err(Failure::io("failed to write"))?;
    Ok(Exit::Fine)
}

fn show(out: &mut impl Write, record: &Record, json: bool) -> io::Result<()> {
    if json {
        serde_json::to_writer(&mut *out, record)?;
        return writeln!(out);
    }
    let Record { seq, day, oc, act } = record;
    let oc = oc.map_or_else(|| "-".to_owned(), |oc| oc.to_string());
    writeln!(
        out,
        "{seq:>7}  {day}  {oc:<8}  {:<13}  {}",
        act.word(),
        detail(act)
    )
}

/// What a line of the journal says beside its act.
fn detail(act: &Act) -> String {
    match act {
        Act::Opened { version, world, .. } => {
            let seed = &world["options"]["seed"];
            format!("étalon {version}, seed {seed}")
        }
        Act::Reopened { version } => format!("étalon {version}"),
        Act::Restored { record } => format!("the state after record {record}"),
        Act::Night => String::new(),
        Act::Turned { to } => format!("to {to}"),
        Act::Delivered { name, bytes, .. } | Act::Dropped { name, bytes } => {
            format!("{name}, {bytes} bytes")
        }
        Act::Received {
            name,
            bytes,
            base64,
            ..
        } => {
            let content = base64.as_ref().map(|content| format!(": {content}"));
            format!("{name}, {bytes} bytes{}", content.unwrap_or_default())
        }
        Act::Listed { files } => format!("{files} files"),
        Act::Fetched {
            name,
            from: 0,
            bytes,
        } => format!("{name}, {bytes} bytes"),
        Act::Fetched { name, from, bytes } => format!("{name}, {bytes} bytes from {from}"),
        Act::Acknowledged { name } | Act::OfferedAgain { name } => name.to_string(),
        Act::PutOff {
            name, bytes, until, ..
        } => format!("{name}, {bytes} bytes, until {until}"),
        Act::Faulted {
            rule,
            fault,
            name,
            which,
            until,
            ..
        } => {
            let which = which.as_ref().map(|which| format!(" {which}"));
            let file = name.as_ref().map(|name| format!(" on {name}"));
            let lands = until.map(|day| format!(" to {day}"));
            let on = file.or(lands).unwrap_or_default();
            format!("{fault}{}{on}, rule {rule}", which.unwrap_or_default())
        }
        Act::FaultsChanged { faults } => format!("{} rules", faults.rules.len()),
        Act::Unreadable { name, why } => format!("{name}: {why}"),
        Act::Chosen { who, person, on } => {
            let whole =
                person.map(|one| format!("{} ({}, {})", one.nir, one.birth, one.rank.get()));
            let who = whole.as_deref().unwrap_or(who);
            format!("for {who}, from the night of {on}")
        }
        Act::Exchanges { who, nir, refused } => {
            let who = nir.map_or_else(|| who.clone(), |nir| nir.to_string());
            let wants = if *refused { "wants none" } else { "wants them" };
            format!("{who} {wants}")
        }
        Act::HandedIn {
            who, decompte, nir, ..
        } => {
            let who = nir.map_or_else(|| who.clone(), |nir| nir.to_string());
            format!("décompte {decompte} of {who}, on paper")
        }
        Act::Lived {
            life,
            who,
            notified,
            told,
            ..
        } => {
            let nir = told.as_ref().and_then(|life| life.insured());
            let whole = nir.map(|nir| nir.to_string());
            let of = whole.as_ref().or(who.as_ref());
            let of = of.map(|who| format!(" of {who}")).unwrap_or_default();
            let tell = |one: &caisse::Notified| format!(", {} to {}", one.reason, one.oc);
            let told: String = notified.iter().map(tell).collect();
            format!("{life}{of}{told}")
        }
        Act::Unheeded { life, of, why } => format!("{life} of {of}: {why}"),
        Act::Paid {
            name,
            decomptes,
            whole,
        } => {
            let how = match (whole, decomptes.len()) {
                (true, _) => "all of it".to_owned(),
                (false, count) => format!("{count} décomptes of it"),
            };
            format!("{name}, {how}")
        }
        Act::AskedAgain { name, again } => format!("{name}, as {again}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A record as a journal holds it, in whole and masked.
    fn words(line: &str) -> (String, String) {
        let record: Record = serde_json::from_str(line).unwrap();
        let whole = detail(&record.act);
        (whole, detail(&record.without_content().act))
    }

    #[test]
    fn acts_of_accounts_are_told_in_words() {
        let (whole, masked) = words(
            r#"{"seq":9,"day":"2024-12-09","oc":"99000025","act":"chosen",
                "who":"1 63 06 ** *** *** (**/**/63, 1)",
                "person":{"nir":"1630699000000","birth":"140663","rank":1},"on":"2024-12-13"}"#,
        );
        assert_eq!(
            whole,
            "for 1630699000000 (140663, 1), from the night of 2024-12-13"
        );
        assert_eq!(
            masked,
            "for 1 63 06 ** *** *** (**/**/63, 1), from the night of 2024-12-13"
        );
        for (refused, wants) in [(true, "wants none"), (false, "wants them")] {
            let (whole, masked) = words(&format!(
                r#"{{"seq":9,"day":"2024-12-09","act":"exchanges","who":"1 63 06 ** *** ***",
                    "nir":"1630699000000","refused":{refused}}}"#
            ));
            assert_eq!(whole, format!("1630699000000 {wants}"));
            assert_eq!(masked, format!("1 63 06 ** *** *** {wants}"));
        }
        let (whole, masked) = words(
            r#"{"seq":9,"day":"2024-12-09","oc":"99000025","act":"handed-in","who":"1 63 06 ** *** ***",
                "decompte":"000000012","nir":"1630699000000"}"#,
        );
        assert_eq!(whole, "décompte 000000012 of 1630699000000, on paper");
        assert_eq!(masked, "décompte 000000012 of 1 63 06 ** *** ***, on paper");
        let (whole, masked) = words(
            r#"{"seq":9,"day":"2024-12-09","oc":"99000025","act":"asked-again",
                "name":"a.noe","again":"a.again-1.noe"}"#,
        );
        assert_eq!(
            (whole.as_str(), whole == masked),
            ("a.noe, as a.again-1.noe", true)
        );
    }
}
