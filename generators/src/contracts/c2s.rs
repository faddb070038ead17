//! The C2S that the mutuelle under test runs: a contract of a year, from the State.

use domain::{Rights, format_smolstr};

use super::{Contracts, Span, first_of_month, learned};
use crate::draws::Draws;
use crate::keying;
use crate::people::{Census, Household};
use crate::spec::{ContractKind, WorldSpec};

/// Months for which it is given.
const LASTS: i32 = 12;

impl Contracts {
    /// Draws the C2S of a household: given within the last year, renewed or not whenever its year is over. None where
    /// no product of it has a weight.
    pub(crate) fn of_the_c2s(
        draws: &mut Draws,
        spec: &WorldSpec,
        census: &Census<'_>,
        lot: u32,
        home: &Household,
    ) -> Option<Self> {
        let offered = spec.offered(census.data);
        let row = draws.weighted(offered, |row| row.among(ContractKind::C2s))?;
        let people = &census.data.people;
        let (first, last) = census.span;
        let months = draws.below(LASTS.unsigned_abs()).cast_signed();
        let start = first_of_month(first).plus_months(-months);
        let years = (1..).map(|year| start.plus_months(year * LASTS).plus(-1));
        let mut over = years.take_while(|over| *over <= last);
        let end = over.find(|_| draws.permille(people.c2s.value.ends));
        let end = end.map(|end| {
            let notice = draws.between(7, 40).cast_signed();
            (end, keying::day(end.plus(-notice)))
        });
        let span = Span {
            name: format_smolstr!("C{lot:05}{:04}", home.number),
            product: row.product.clone(),
            options: Vec::new(),
            contract_type: Some(Rights::C2S),
            start,
            keyed: first,
            mistaken_start: None,
            end,
            waits_until: None,
            portability: None,
            suspended: None,
            other_body: None,
        };
        let learned = learned(draws, &people.keying.value, home);
        Some(Self::plain(vec![span], learned))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]

    use domain::{Day, Role};

    use crate::people::LifeEvent;
    use crate::{
        AdversityRates, Complementary, DATA_FILES, Lot, WorldData, WorldSpec, lot_without_care,
    };

    fn lots(months: u8, insured: u32, edits: &[(&str, &str)]) -> Vec<Lot> {
        let (name, ours) = DATA_FILES[0];
        let mine = edits.iter().fold(ours.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replace(from, to)
        });
        let data = WorldData::with(&[(name, &mine)]).unwrap();
        let spec = WorldSpec {
            insured,
            months,
            start: "2023-07-15".parse().unwrap(),
            adversities: AdversityRates::none(),
            ..WorldSpec::demo()
        };
        let lots = 0..spec.lots();
        lots.map(|number| lot_without_care(7, &spec, number, &data).unwrap())
            .collect()
    }

    /// Within a point of the data file's, per thousand.
    fn near(what: &str, seen: usize, of: usize, due: u32) {
        let share = seen * 1_000 / of;
        println!("{what}: {share} for {due} of {of}");
        assert!(
            share.abs_diff(due as usize) <= 10,
            "{what}: {share} of {of}"
        );
    }

    /// Nearly everybody has the C2S: enough cases to tell.
    const MANY: (&str, &str) = ("{ c2s: 112, none: 40 }", "{ c2s: 950, none: 0 }");

    #[test]
    fn as_many_are_run_here_as_the_data_say() {
        let due = WorldData::embedded().unwrap().people.c2s.value.run_here;
        let (mut here, mut all) = (0, 0);
        for lot in lots(1, 4_000, &[MANY]) {
            for home in lot.households.iter().filter(|home| home.has_the_c2s()) {
                all += 1;
                here += usize::from(home.complementary == Complementary::C2sHere);
            }
        }
        near("run here", here, all, due);
    }

    /// Over three years, each whose year is over: renewed or not, as long as it goes on.
    #[test]
    fn as_many_end_with_their_year_as_the_data_say() {
        let due = WorldData::embedded().unwrap().people.c2s.value.ends;
        let (mut ended, mut years) = (0, 0);
        let last: Day = "2026-07-14".parse().unwrap();
        for lot in lots(36, 8_000, &[MANY, ("run-here: 150", "run-here: 1000")]) {
            let mut members = lot.members.clone();
            lot.changes
                .iter()
                .for_each(|change| change.apply(&mut members));
            let dies = |(_, event): &(Day, LifeEvent)| matches!(event, LifeEvent::Died(_));
            let homes = lot
                .households
                .iter()
                .filter(|home| !home.events.iter().any(dies));
            let theirs = homes.filter(|home| home.complementary == Complementary::C2sHere);
            for home in theirs {
                let head = &home.persons[0].who;
                let is_head = |row: &&domain::Member| {
                    let nirs = || row.rights.earlier_nirs.iter().chain([&row.nir]);
                    row.role == Role::Insured
                        && (row.birth, row.rank) == (head.birth, head.rank)
                        && nirs().any(|nir| *nir == head.nir)
                };
                let row = members.iter().find(is_head).unwrap();
                let anniversaries = (1..).map(|year| row.start.plus_months(year * 12).plus(-1));
                let until = row.end.unwrap_or(last);
                let over = anniversaries.take_while(|over| *over <= until).count();
                years += over;
                if let Some(end) = row.end {
                    assert_eq!(
                        end,
                        row.start
                            .plus_months(i32::try_from(over).unwrap() * 12)
                            .plus(-1)
                    );
                    ended += 1;
                }
            }
        }
        near("ends", ended, years, due);
    }
}
