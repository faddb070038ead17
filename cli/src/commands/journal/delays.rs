//! `etalon journal --delays`: how long files waited.

use std::io::{self, BufWriter, Write};

use comfy_table::{CellAlignment, Table, presets};
use domain::Day;
use simulator::{Delays, History, Overdue, Spread};

use super::unread;
use crate::args::JournalArgs;
use crate::exit::{Exit, Failure};

/// A row for each OC and NOEMIE reference.
pub(super) fn delays(args: &JournalArgs) -> Result<Exit, Failure> {
    let history = History::read(&args.journal).map_err(unread)?;
    let delays = history.delays();
    let term = args.due_days.map(|days| (days, history.overdue(days)));
    let mut out = BufWriter::new(io::stdout().lock());
    let written = if args.json {
        let late = term.iter().flat_map(|(_, late)| late);
        let mut lines = delays
            .iter()
            .map(serde_json::to_string)
            .chain(late.map(|one| serde_json::to_string(&serde_json::json!({ "overdue": one }))));
        lines.try_for_each(|line| writeln!(out, "{}", line?))
    } else {
        writeln!(out, "{}", page(&delays)).and_then(|()| match &term {
            Some((days, late)) => past_term(&mut out, *days, late),
            None => Ok(()),
        })
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

/// The files past their term, one a line.
fn past_term(out: &mut impl Write, days: u16, late: &[Overdue]) -> io::Result<()> {
    let count = late.len();
    writeln!(
        out,
        "Not paid within {days} days of their delivery: {count}"
    )?;
    for Overdue {
        oc,
        name,
        delivered,
        due,
        paid,
        late,
    } in late
    {
        let paid = match paid {
            Some(day) => format!("paid on {day}"),
            None => "not paid".to_owned(),
        };
        writeln!(
            out,
            "  {oc}  {name}  delivered {delivered}, due {due}, {paid}, {late} days late"
        )?;
    }
    Ok(())
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
        "paid after",
        "unpaid",
        "waiting",
        "most waiting",
        "absorbed",
    ]);
    for one in delays {
        let waiting = match one.oldest {
            Some(day) => format!("{}, since {day}", one.waiting),
            None => "0".to_owned(),
        };
        let unpaid = match one.oldest_unpaid {
            Some(day) => format!("{}, since {day}", one.unpaid),
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
            spread(one.paid),
            unpaid,
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
