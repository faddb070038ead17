//! A world that the law does not cover is an error, never a world where nothing happens.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use domain::Day;
use generators::{
    Adversity, AdversityRates, FlowError, LotFiles, SpecError, WorldData, WorldSpec, lot, lots,
};
use oracle::law::Law;

fn world(start: &str, months: u8) -> WorldSpec {
    WorldSpec {
        insured: 300,
        start: start.parse().unwrap(),
        months,
        ..WorldSpec::demo()
    }
}

fn refusal(start: &str, months: u8) -> String {
    let spec = world(start, months);
    let error = spec.check().unwrap_err();
    assert!(matches!(error, SpecError::OutsideTheLaw { .. }), "{error}");
    let made = lots::<FlowError>(
        1,
        &spec,
        0..1,
        1,
        &WorldData::embedded().unwrap(),
        noemie::Profiles::shipped(),
        |_: LotFiles| unreachable!("no lot of such a world"),
    );
    let said = made.unwrap_err().to_string();
    assert_eq!(said, format!("the world cannot be made: {error}"));
    let data = WorldData::embedded().unwrap();
    let alone = lot(1, &spec, 0, Law::embedded(), &data);
    assert!(matches!(alone, Err(FlowError::Spec(_))));
    error.to_string()
}

#[test]
fn a_world_outside_the_law_is_refused_with_the_dates() {
    let law = "the law is loaded from 2023-01-01 to 2026-12-31";
    for (start, months, runs) in [
        ("2022-01-01", 3, "from 2022-01-01 to 2022-03-31"),
        ("2022-12-01", 3, "from 2022-12-01 to 2023-02-28"),
        ("2026-11-01", 6, "from 2026-11-01 to 2027-04-30"),
        ("2026-12-02", 1, "from 2026-12-02 to 2027-01-01"),
        ("2024-11-01", 255, "from 2024-11-01 to 2046-01-31"),
        ("9999-12-01", 255, "from 9999-12-01 to 9999-12-30"),
    ] {
        let said = refusal(start, months);
        assert!(said.contains(runs) && said.contains(law), "{said}");
    }
}

/// The third act of a nurse's visit is billed at nothing.
fn is_priced(care: &oracle::amo::Care) -> bool {
    care.fee > domain::Cents::ZERO || care.coefficient == 0
}

#[test]
fn every_day_of_the_law_can_be_lived() {
    let data = WorldData::embedded().unwrap();
    let (first, last) = Law::embedded().span();
    let spec = world(&first.to_string(), 48);
    assert_eq!(spec.end(), last);
    let lot = lot(1, &spec, 0, Law::embedded(), &data).unwrap();
    let mut days: Vec<Day> = Vec::new();
    for happening in lot.timeline.iter() {
        if let caisse::Event::Invoice(invoice) = &happening.event {
            for care in invoice.bill.acts() {
                assert!(is_priced(care) && care.day <= invoice.processed);
                days.push(care.day);
            }
        }
    }
    let on = |year| days.iter().filter(|day| day.year() == year).count();
    for year in first.year()..=last.year() {
        assert!(on(year) > 1_000, "{year}: {}", on(year));
    }
}

#[test]
fn no_care_is_processed_before_it_happens() {
    let data = WorldData::embedded().unwrap();
    // It ends on a Monday when doctors are closed: care asked for on the Sunday would happen after it.
    let mut spec = world("2024-10-12", 1);
    spec.adversities = AdversityRates::default().with(Adversity::AfterEnd, 1_000);
    for seed in 0..10 {
        let lot = lot(seed, &spec, 0, Law::embedded(), &data).unwrap();
        for happening in lot.timeline.iter() {
            if let caisse::Event::Invoice(invoice) = &happening.event {
                for care in invoice.bill.acts() {
                    assert!(care.day <= invoice.processed, "seed {seed}: {care:?}");
                    assert!(is_priced(care), "seed {seed}: {care:?}");
                }
            }
        }
    }
}
