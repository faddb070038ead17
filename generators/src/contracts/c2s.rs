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
