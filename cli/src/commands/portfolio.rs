//! `etalon portfolio`: members and contracts for engines that load their own.

mod tables;

use std::io::{self, BufWriter, Write};

use domain::{Day, Member};
use generators::{Lot, in_order, lot_without_care, lots_of_part};
use serde::Serialize;

use crate::args::PortfolioExportArgs;
use crate::exit::{Exit, Failure};
use crate::progress::bar;

/// A row of a portfolio as the mutuelle knows it from a day on. A later row of the same lot and place stands in its
/// stead.
#[derive(Serialize)]
struct Row {
    lot: u32,
    /// The first day of the world for what was known before it.
    day: Day,
    place: usize,
    member: Member,
}

/// Writes the portfolios of scenarios, or that of a world.
pub(crate) fn export(args: &PortfolioExportArgs) -> Result<Exit, Failure> {
    match &args.out {
        Some(folder) => tables::export(args, folder),
        None => rows(args),
    }
}

/// Writes the portfolio of a world, JSON lines, lot after lot and in order of days.
fn rows(args: &PortfolioExportArgs) -> Result<Exit, Failure> {
    let options = args.world.options()?;
    let data = args.world.data()?;
    let lots = options.world.lots();
    let range = lots_of_part(lots, args.part.part, args.part.parts);
    let bar = bar(u64::from(range.end - range.start), "drawing lots");
    let mut out = BufWriter::new(io::stdout().lock());
    let mut count = 0_u64;
    let draw = |number, each: &mut dyn FnMut(_) -> Result<Option<_>, Failure>| {
        let drawn = lot_without_care(options.seed, &options.world, number, &data);
        each(Some(drawn?))?;
        Ok(())
    };
    let threads = usize::from(args.threads);
    let written = in_order(range, threads, draw, |drawn: &mut Option<Lot>| {
        let Some(drawn) = drawn.take() else {
            return Ok(());
        };
        let lot = drawn.number;
        let first = drawn.members.into_iter().enumerate();
        let first = first.map(|(place, member)| (options.world.start, place, member));
        let later = drawn.changes.into_iter().flat_map(|change| {
            let rows = change.rows.into_iter();
            rows.map(move |row| (change.day, row.place, row.member))
        });
        for (day, place, member) in first.chain(later) {
            let row = Row {
                lot,
                day,
                place,
                member,
            };
            serde_json::to_writer(&mut out, &row)
                .map_err(io::Error::from)
                .and_then(|()| out.write_all(b"\n"))
                .map_err(Failure::io("failed to write"))?;
            count += 1;
        }
        bar.inc(1);
        Ok::<(), Failure>(())
    });
    bar.finish_and_clear();
    written?;
    out.flush().map_err(Failure::io("failed to write"))?;
    eprintln!("{count} rows of {lots} lots: seed {}", options.seed);
    Ok(Exit::Fine)
}
