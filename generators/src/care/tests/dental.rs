//! What a dentist does in a year in which the law has a figure for all of it.

use std::collections::BTreeMap;

use oracle::amo::{Dental, Kind};
use oracle::law::Law;

use super::{births, invoices, world};
use crate::WorldData;
use crate::lot::lot;

/// To four standard deviations of as many; 2025, which has no figure for one of them, is held by `statistics`.
#[test]
fn care_of_2024_is_that_of_the_data() {
    let data = WorldData::embedded().unwrap();
    let mut done: BTreeMap<String, u64> = BTreeMap::new();
    let spec = world(3_200, "2024-01-01", 12);
    for number in 0..spec.lots() {
        let lot = lot(5, &spec, number, Law::embedded(), &data).unwrap();
        let births = births(&lot);
        for invoice in invoices(&lot) {
            let Some(born) = births.get(&invoice.who) else {
                continue;
            };
            // The check-up decides, some weeks before: who comes of sixteen in between is left out.
            for care in invoice.bill.acts().filter(|care| care.day.age(*born) > 16) {
                if let Kind::Dental(Dental::Care(Some(item))) = care.kind {
                    *done.entry(item.as_str().to_owned()).or_default() += 1;
                }
            }
        }
    }
    let table = &data.care.dental.value.care;
    let weights: u32 = table.iter().map(|row| row.weight).sum();
    let all: u64 = done.values().sum();
    assert!(all > 2_000, "{done:?}");
    for row in table {
        let seen = done.get(&row.item).copied().unwrap_or(0);
        let due = all * u64::from(row.weight) / u64::from(weights);
        let allowed = 4 * due.isqrt();
        println!("{}: {seen} for {due}", row.item);
        assert!(
            seen.abs_diff(due) <= allowed,
            "{}: {seen}, {due} due",
            row.item
        );
    }
}
