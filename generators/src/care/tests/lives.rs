//! Nobody lives an impossible life.

use std::collections::BTreeMap;

use caisse::Bill;
use domain::{Beneficiary, Day, PsNumber};
use oracle::amo::{Exemption, Kind, Optics, Profession, Tariff};
use oracle::law::Law;

use super::{births, invoices, world, year};
use crate::WorldData;
use crate::lot::{Lot, lot};

fn lived(seed: u64, spec: &crate::WorldSpec) -> Lot {
    let data = WorldData::embedded().unwrap();
    lot(seed, spec, 0, Law::embedded(), &data).unwrap()
}

/// Days of something, by person, in order.
type Diary = BTreeMap<Beneficiary, Vec<Day>>;

fn diary(lot: &Lot, wanted: impl Fn(Kind, Exemption) -> bool) -> Diary {
    let mut diary = Diary::new();
    for invoice in invoices(lot) {
        let found = invoice
            .bill
            .acts()
            .find(|care| wanted(care.kind, care.exemption));
        if let Some(care) = found {
            diary.entry(invoice.who).or_default().push(care.day);
        }
    }
    diary.values_mut().for_each(|days| days.sort_unstable());
    diary
}

#[test]
fn no_two_stays_at_once_and_nobody_is_elsewhere_meanwhile() {
    let mut long = 0;
    for seed in [1, 2] {
        let lot = lived(seed, &year(800));
        let mut stays: BTreeMap<Beneficiary, BTreeMap<(Day, PsNumber), Day>> = BTreeMap::new();
        for invoice in invoices(&lot) {
            if let Bill::Stay(bill) = &invoice.bill {
                let last = bill.period.unwrap().to;
                let of_person = stays.entry(invoice.who).or_default();
                let stay = (bill.stay.entry, bill.stay.establishment);
                let exit = of_person.entry(stay).or_insert(last);
                long += u32::from(*exit != last);
                *exit = last.max(*exit);
            }
        }
        assert!(stays.len() > 30, "{} in hospital", stays.len());
        for of_person in stays.values() {
            let all: Vec<_> = of_person.iter().collect();
            for pair in all.windows(2) {
                let ((entry, _), exit) = (pair[1].0, pair[0].1);
                assert!(exit < entry, "{pair:?}");
            }
        }
        for invoice in invoices(&lot) {
            let away = stays.get(&invoice.who).into_iter().flatten();
            for ((entry, _), exit) in away {
                for care in invoice.bill.acts() {
                    assert!(care.day <= *entry || care.day >= *exit, "{care:?}");
                }
            }
        }
    }
    assert!(long > 5, "{long} invoices of a month of a long stay");
}

/// What a stay does not touch goes on: only its own days are without the nurse.
#[test]
fn a_nurse_comes_until_the_stay_and_again_after_it() {
    let every = WorldData::embedded().unwrap().care.nurse.value.every.to;
    let (mut pairs, mut around_stays) = (0, 0);
    for seed in 1..7 {
        let lot = lived(seed, &year(800));
        let visits = diary(&lot, |kind, _| kind == Kind::Letter(Profession::Infirmier));
        let mut all: Diary = Diary::new();
        let mut stays: BTreeMap<Beneficiary, Vec<(Day, Day)>> = BTreeMap::new();
        for invoice in invoices(&lot) {
            match &invoice.bill {
                Bill::Stay(bill) => {
                    let period = bill.period.unwrap();
                    let of_person = stays.entry(invoice.who).or_default();
                    of_person.push((period.from, period.to));
                }
                bill => {
                    let letters = bill
                        .acts()
                        .filter(|care| care.kind == Kind::Letter(Profession::Infirmier));
                    let days = all.entry(invoice.who).or_default();
                    days.extend(letters.map(|care| care.day));
                }
            }
        }
        for who in visits.keys() {
            let days = all.get_mut(who).unwrap();
            days.sort_unstable();
            for pair in days.windows(2) {
                let own = stays.get(who).into_iter().flatten();
                let within = own.filter(|(from, to)| *to >= pair[0] && *from <= pair[1]);
                let in_hospital: i32 = within.map(|(from, to)| to.since(*from) + 1).sum();
                // Closed days put a visit off by some.
                let most = in_hospital + 2 * (every.cast_signed() + 3);
                assert!(pair[1].since(pair[0]) <= most, "{who:?}: {pair:?}");
                pairs += 1;
                around_stays += u32::from(in_hospital > 0);
            }
        }
    }
    assert!(pairs > 500 && around_stays > 3, "{pairs} {around_stays}");
}

/// One that falls on a day when the pharmacy was gone to already is not renewed: it is rare.
#[test]
fn a_long_disease_is_renewed_month_by_month() {
    let lot = lived(3, &year(800));
    let renewals = diary(&lot, |kind, exemption| {
        matches!(kind, Kind::Drug(_)) && exemption == Exemption::AldRelated
    });
    let (mut monthly, mut all) = (0, 0);
    for days in renewals.values() {
        for pair in days.windows(2) {
            let apart = pair[1].since(pair[0]);
            assert!(apart >= 20, "{pair:?}");
            monthly += u32::from(apart <= 37);
            all += 1;
        }
    }
    assert!(all > 500 && monthly * 100 >= all * 97, "{monthly} of {all}");
}

#[test]
fn one_pair_of_glasses_a_legal_period() {
    let lot = lived(4, &world(800, "2023-01-01", 48));
    let births = births(&lot);
    let glasses = diary(&lot, |kind, _| {
        matches!(kind, Kind::Optics(Optics::FrameA | Optics::FrameB))
    });
    let mut pairs = 0;
    for (who, days) in &glasses {
        for pair in days.windows(2) {
            let months = match births.get(who).map(|born| pair[1].age(*born)) {
                Some(..6) => 6,
                Some(6..16) => 12,
                _ => 24,
            };
            assert!(pair[1] >= pair[0].plus_months(months), "{pair:?}");
            pairs += 1;
        }
    }
    assert!(pairs > 200, "{pairs}");
}

#[test]
fn ages_and_care_go_together() {
    let (mut examined, mut before) = (0, 0);
    for seed in [5, 6] {
        let lot = lived(seed, &year(800));
        let births = births(&lot);
        for invoice in invoices(&lot) {
            let Some(born) = births.get(&invoice.who).copied() else {
                before += 1;
                continue;
            };
            for care in invoice.bill.acts() {
                assert!(care.day >= born, "care before birth: {care:?}");
                let age = care.day.age(born);
                match care.kind {
                    Kind::Consultation {
                        tariff: Tariff::ExamenEnfantCoe | Tariff::ExamenEnfantCoh,
                        ..
                    } => {
                        examined += 1;
                        assert!(
                            age < 16,
                            "an adult's consultation billed as a child's: {care:?}"
                        );
                    }
                    Kind::Consultation {
                        tariff: Tariff::Pediatre,
                        ..
                    } => assert!(age < 16, "{care:?}"),
                    Kind::Dental(oracle::amo::Dental::Orthodontics) => {
                        assert!(age < 18, "{care:?}");
                    }
                    _ => {}
                }
            }
        }
    }
    assert!(examined > 100 && before == 0, "{examined} {before}");
}
