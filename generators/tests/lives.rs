//! Nobody lives an impossible life.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use caisse::Event;
use domain::{Cents, Role};
use generators::{WorldData, WorldSpec, lot};
use oracle::amo::{Doctor, Kind, Profession, Sector};
use oracle::law::Law;

#[test]
fn ages_care_and_prices_hold_together() {
    let data = WorldData::embedded().unwrap();
    let spec = WorldSpec::demo();
    let (mut children, mut sheets, mut drugs) = (0, 0, 0);
    for seed in [1, 7, 42] {
        let lot = lot(seed, &spec, 0, Law::embedded(), &data).unwrap();
        for event in &lot.known {
            let Event::Register(file) = event else {
                continue;
            };
            let parent = &file.persons[0];
            assert!(spec.start.age(parent.born) >= 18, "an insured is an adult");
            let mut born = Vec::new();
            for child in &file.persons[1..] {
                children += 1;
                assert!(child.born.age(parent.born) >= 18, "a child of an adult");
                // Who comes of age within the world passes to a NIR of their own.
                assert!(spec.start.age(child.born) < 18, "only minors are attached");
                born.push(child.born);
            }
            born.sort();
            for pair in born.windows(2) {
                let apart = pair[1].since(pair[0]);
                assert!(apart == 0 || apart >= 250, "siblings {apart} days apart");
            }
        }
        assert!(
            lot.members
                .iter()
                .any(|member| member.role == Role::Dependant)
        );
        for happening in lot.timeline.iter() {
            let bill = match &happening.event {
                Event::Invoice(invoice) => &invoice.bill,
                Event::Regularise { bill, .. } => bill,
                _ => continue,
            };
            sheets += 1;
            for care in bill.acts() {
                assert!(care.day >= spec.start && care.day <= spec.end());
                let urgent = matches!(care.kind, Kind::Transport { urgent: true, .. });
                // A daily package has its base on the line: a nurse comes every day.
                let nursed =
                    care.kind == Kind::Letter(Profession::Infirmier) && care.base.is_some();
                assert!(
                    urgent || nursed || !(care.day.month() == 12 && care.day.day() == 25),
                    "closed on Christmas Day"
                );
                assert!(care.fee > Cents::ZERO || care.coefficient == 0);
                match care.kind {
                    Kind::Drug(_) => {
                        drugs += 1;
                        assert!(care.base.is_some_and(|base| base <= care.fee));
                    }
                    // One dispensing line a box.
                    Kind::BoxFee(_) => assert_eq!((care.quantity, care.fee), (1, Cents(102))),
                    Kind::Consultation {
                        doctor:
                            Doctor {
                                sector: Sector::One,
                                ..
                            },
                        ..
                    } => {
                        let person = lot
                            .known
                            .iter()
                            .filter_map(|event| match event {
                                Event::Register(file) => Some(file),
                                _ => None,
                            })
                            .flat_map(|file| file.persons.iter().map(move |p| (file.nir, p)));
                        let Event::Invoice(invoice) = &happening.event else {
                            continue;
                        };
                        let Some((_, person)) = person.into_iter().find(|(nir, person)| {
                            *nir == invoice.who.nir
                                && person.birth == invoice.who.birth
                                && person.rank == invoice.who.rank
                        }) else {
                            continue;
                        };
                        let base = oracle::amo::base(Law::embedded(), person.born, care).unwrap();
                        assert_eq!(care.fee, base, "secteur 1 has no overruns");
                    }
                    _ => {}
                }
            }
        }
    }
    assert!(
        children > 200 && sheets > 5_000 && drugs > 4_000,
        "{children} {sheets} {drugs}"
    );
}
