//! Drugs dispensed: never one line (rules §2.2).

use domain::{Cents, Day, Rate, Rounding};
use oracle::amo::{Care, DrugLabel, Kind};

use super::life::Life;
use super::sheet::Prescription;
use crate::FlowError;
use crate::draws::Draws;

/// Drugs fetched on that day or the next that is open, `most` of them at most.
pub(super) fn dispense(
    life: &mut Life<'_>,
    draws: &mut Draws,
    prescription: &Prescription,
    day: Day,
    related: bool,
) -> Result<(), FlowError> {
    let rates = &life.rates().drugs.value;
    let pharmacies = &life.context.professionals.pharmacies;
    let third_party = life.rates().third_party.value.pharmacy;
    let fee = (day, Kind::PrescriptionFee);
    let Some(plain) = life.care_by_one(draws, fee, pharmacies, third_party, related) else {
        return Ok(());
    };
    // The fees of a day are the same for every label.
    let of_box = Care {
        kind: Kind::BoxFee(DrugLabel::Cent),
        ..plain
    };
    let (Some(of_prescription), Some(of_box)) = (life.at_tariff(plain)?, life.at_tariff(of_box)?)
    else {
        return Ok(());
    };
    let labels = [
        (rates.labels.cent, DrugLabel::Cent),
        (rates.labels.soixante_cinq, DrugLabel::SoixanteCinq),
        (rates.labels.trente, DrugLabel::Trente),
        (rates.labels.quinze, DrugLabel::Quinze),
    ];
    let drugs = draws
        .weighted(&rates.drugs, |row| row.weight)
        .map_or(1, |row| row.number);
    let mut acts = life.blank();
    for _ in 0..drugs {
        let Some((_, label)) = draws.weighted(&labels, |row| row.0).copied() else {
            return Ok(());
        };
        let boxes = draws
            .weighted(&rates.boxes, |row| row.weight)
            .map_or(1, |row| row.number);
        let quantity = u8::try_from(boxes).unwrap_or(1);
        let price = Cents(i64::from(draws.between(rates.price.from, rates.price.to)));
        let price = price * i64::from(boxes);
        // A price above the base is a plain overrun (rules §2.2).
        let base = if draws.permille(rates.above_base) {
            price.at(Rate::percent(90), Rounding::HalfUp)
        } else {
            price
        };
        acts.push(prescription.act(Care {
            kind: Kind::Drug(label),
            fee: price,
            quantity,
            base: Some(base),
            ..plain
        }));
        // One dispensing line a box (rules §2.2): each is rounded by itself.
        let fee = prescription.act(Care {
            kind: Kind::BoxFee(label),
            ..of_box
        });
        acts.extend((0..quantity).map(|_| fee));
    }
    acts.push(prescription.act(of_prescription));
    life.bill(acts);
    Ok(())
}
