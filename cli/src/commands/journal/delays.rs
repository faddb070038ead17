//! `etalon journal --delays`: how long files waited.

use std::io::{self, BufWriter, Write};

use comfy_table::{CellAlignment, Table, presets};
use domain::Day;
use simulator::{Delays, History, Spread};

use super::unread;
use crate::args::JournalArgs;
use crate::exit::{Exit, Failure};

/// A row for each OC and NOEMIE reference.
pub(super) fn delays(args: &JournalArgs) -> Result<Exit, Failure> {
    let delays = History::read(&args.journal).map_err(unread)?.delays();
    let mut out = BufWriter::new(io::stdout().lock());
    let written = if args.json {
        delays.iter().try_for_each(|one| {
            serde_json::to_writer(&mut out, one)?;
            writeln!(out)
        })
    } else {
        writeln!(out, "{}", page(&delays))
    };
    let written = written.and_then(|()| out.flush());
    written.map_err(Failure::io("failed to write"))?;
    if !args.json {
        eprintln!(
            "Days of the virtual calendar from the night that delivers a file: median / 9 in 10 / 99 in 100 / longest."
        );
    }
    Ok(Exit::Fine)
}

fn page(delays: &[Delays]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_header([
        "OC",
        "file",
        "delivered",
        "fetched after",
        "acknowledged after",
        "waiting",
        "most waiting",
        "absorbed",
    ]);
    for one in delays {
        let waiting = match one.oldest {
            Some(day) => format!("{}, since {day}", one.waiting),
            None => "0".to_owned(),
        };
        let peak = match one.peak {
            Some(day) => format!("{} on {day}", one.backlog),
            None => "0".to_owned(),
        };
        table.add_row([
            one.oc.to_string(),
            one.reference.to_string(),
            one.files.to_string(),
            spread(one.fetched),
            spread(one.acknowledged),
            waiting,
            peak,
            one.absorbed
                .map_or_else(|| "-".to_owned(), |day: Day| day.to_string()),
        ]);
    }
    if let Some(column) = table.column_mut(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// `0 / 1 / 3 / 7 (120)`: of how many.
fn spread(days: Spread) -> String {
    if days.count == 0 {
        return "-".to_owned();
    }
    let Spread {
        count,
        median,
        p90,
        p99,
        longest,
    } = days;
    format!("{median} / {p90} / {p99} / {longest} ({count})")
}
