//! Visits that have a tariff of their own are billed while the law has it.

use std::collections::BTreeSet;

use caisse::Bill;
use domain::Cents;
use oracle::amo::{Complement, Kind, Tariff};
use oracle::law::Law;

use super::{births, invoices, world};
use crate::WorldData;
use crate::lot::lot;

/// What is seen of a year.
#[derive(Debug, Default)]
struct Seen {
    nights: u32,
    cardiologists: u32,
    long: BTreeSet<(domain::Beneficiary, i16)>,
    psychiatrists: u32,
    endocrinologists: u32,
    teleconsultations: u32,
}

/// Shares of many: `statistics`, for what 2025 has.
#[test]
fn visits_have_the_tariffs_of_their_day() {
    let data = WorldData::embedded().unwrap();
    let mut seen = Seen::default();
    let mut visits_at_risk = 0;
    for (start, seed) in [("2023-01-01", 1), ("2024-01-01", 2), ("2025-07-01", 3)] {
        for number in 0..3 {
            let spec = world(2_400, start, 12);
            let lot = lot(seed, &spec, number, Law::embedded(), &data).unwrap();
            let births = births(&lot);
            for invoice in invoices(&lot) {
                let Bill::Town(acts) = &invoice.bill else {
                    continue;
                };
                let care = acts[0].care;
                let Kind::Consultation { tariff, doctor } = care.kind else {
                    continue;
                };
                let day = care.day.to_string();
                let beside: Vec<(Complement, Cents)> = acts[1..]
                    .iter()
                    .map(|act| match act.care.kind {
                        Kind::Complement { complement, .. } => {
                            assert_eq!(act.completes, Some(0), "it follows the visit");
                            (complement, act.care.fee)
                        }
                        other => panic!("{other:?} beside a visit"),
                    })
                    .collect();
                visits_at_risk += u32::from(doctor.specialty == 1 && day.as_str() < "2023-11");
                match (tariff, beside.as_slice()) {
                    (Tariff::Generaliste, []) => {}
                    (Tariff::Generaliste, beside) => {
                        let night = [
                            (Complement::Night, Cents(1_906)),
                            (Complement::NightThird, Cents(300)),
                        ];
                        assert_eq!(beside, night);
                        assert!(day.as_str() < "2023-11-01", "{day}");
                        seen.nights += 1;
                    }
                    (Tariff::SpecialisteCoordonne, [more]) => {
                        let since = if day.as_str() < "2026-01-01" {
                            2_650
                        } else {
                            3_050
                        };
                        assert_eq!(*more, (Complement::Endocrinologist, Cents(since)));
                        assert_eq!(doctor.specialty, 42);
                        seen.endocrinologists += 1;
                    }
                    (Tariff::Cardiologue, []) => {
                        let from = "2023-11-01"..="2024-12-21";
                        assert!(from.contains(&day.as_str()), "{day}");
                        seen.cardiologists += 1;
                    }
                    (Tariff::ConsultationLongue, []) => {
                        assert!(day.as_str() >= "2024-12-22", "{day}");
                        assert!(births.get(&invoice.who).unwrap().plus_months(12 * 81) <= care.day);
                        let first = seen.long.insert((invoice.who, care.day.year()));
                        assert!(first, "once a year");
                    }
                    (Tariff::Psychiatre, []) => seen.psychiatrists += 1,
                    (Tariff::Teleconsultation, []) => {
                        seen.teleconsultations += 1;
                    }
                    (_, beside) => assert_eq!(beside, []),
                }
            }
        }
    }
    let table = &data.care.generalists.value.visits;
    assert_eq!(table[2].visit, crate::care::SpecialVisit::Night);
    // Of the visits in the parcours to who keeps to the tariffs, and drawn again where one does not: about the weight.
    let share = seen.nights * 1_000 / visits_at_risk;
    let due = table[2].weight * 10;
    assert!(
        share * 10 > due * 7 && share * 10 < due * 12,
        "{share} for {due}: {seen:?}"
    );
    assert!(
        seen.cardiologists > 50 && seen.psychiatrists > 100 && seen.endocrinologists > 50,
        "{seen:?}"
    );
    assert!(
        seen.long.len() > 5 && seen.teleconsultations > 200,
        "{seen:?}"
    );
}
