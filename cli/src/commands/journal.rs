//! `etalon journal`: what happened at the doors.

use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;

use simulator::{Act, HistoryError, Record, Search, each_record};

use crate::args::JournalArgs;
use crate::exit::{Exit, Failure};

/// Shows the records of a journal that are looked for.
pub(crate) fn journal(args: &JournalArgs) -> Result<Exit, Failure> {
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
    read.map_err(|error| match error {
        HistoryError::Read { path, source } => {
            Failure::io(format!("failed to read {}", path.display()))(source)
        }
        bad => Failure::Usage(
            bad.to_string(),
            Some("`etalon serve --journal FILE` writes one".to_owned()),
        ),
    })?;
    let written = failed.map_or_else(|| out.flush(), Err);
    written.map_err(Failure::io("failed to write"))?;
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
        Act::Delivered { name, bytes, .. } => format!("{name}, {bytes} bytes"),
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
        Act::Unreadable { name, why } => format!("{name}: {why}"),
    }
}
