//! Analyses: quantity, dénombrement and coefficient each play a part (field notes §1.11).

use domain::{Cents, Day};
use oracle::amo::{Care, Kind};

use super::life::{Life, ONE};
use super::sheet::Prescription;
use crate::FlowError;
use crate::draws::Draws;

/// Analyses made on that day or the next that is open, with the sampling before them.
pub(super) fn analyse(
    life: &mut Life<'_>,
    draws: &mut Draws,
    prescription: &Prescription,
    day: Day,
    related: bool,
) -> Result<(), FlowError> {
    let rates = &life.rates().biology.value;
    let laboratories = &life.context.professionals.laboratories;
    let third_party = life.rates().third_party.value.biology;
    let analysis = (day, Kind::Biology);
    let Some(plain) = life.care_by_one(draws, analysis, laboratories, third_party, related) else {
        return Ok(());
    };
    let lines = draws
        .weighted(&rates.lines, |row| row.weight)
        .map_or(1, |row| row.number);
    let mut acts = life.blank();
    for _ in 0..lines {
        let analysis = Care {
            coefficient: draws.between(rates.coefficient.from, rates.coefficient.to) * ONE,
            count: u8::try_from(draws.between(1, rates.most_examinations)).unwrap_or(1),
            ..plain
        };
        let priced = life.at_tariff(analysis)?;
        acts.extend(priced.map(|care| prescription.act(care)));
    }
    if draws.permille(rates.sampling) && !acts.is_empty() {
        let price = Cents(i64::from(rates.sampling_price));
        acts.push(prescription.act(Care {
            kind: Kind::Sampling { analysed: true },
            fee: price,
            base: Some(price),
            ..plain
        }));
    }
    life.bill(acts);
    Ok(())
}
