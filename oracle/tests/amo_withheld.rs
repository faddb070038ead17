//! Caps, ages and third-party payment: what is withheld over a year, and given back.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod amo_support;

use amo_support::{adult, care, consultation, day, drug, gp, next, patient, settle};
use domain::{Cents, Day, PsNumber};
use oracle::amo::{
    Care, Counters, DrugLabel, Exemption, Kind, Liquidation, Means, Midwife, Parcours, Profession,
    Sector, Tariff, liquidate,
};
use oracle::law::Law;
use oracle::trace::NoTrace;
use proptest::prelude::*;

fn by(executor: u32, care: Care) -> Care {
    Care {
        executor: PsNumber::new(executor).unwrap(),
        ..care
    }
}

/// Q1 of rules §10.
#[test]
fn five_consultations_of_one_doctor_on_one_day() {
    let mut counters = Counters::default();
    let visit = Care {
        fee: Cents(3_000),
        ..gp("2025-03-10")
    };
    let settled: Vec<_> = (0..5)
        .map(|_| next(&adult(), &visit, &mut counters))
        .collect();
    let taken: Vec<_> = settled.iter().map(|one| one.participation.0).collect();
    assert_eq!(taken, [200, 200, 200, 200, 0]);
    assert_eq!(
        settled.iter().map(Liquidation::paid).sum::<Cents>(),
        Cents(9_700)
    );
    // Another doctor on that day, and the same doctor on another day, begin anew.
    assert_eq!(
        next(&adult(), &by(2, visit), &mut counters).participation,
        Cents(200)
    );
    let tomorrow = Care {
        day: day("2025-03-11"),
        ..visit
    };
    assert_eq!(
        next(&adult(), &tomorrow, &mut counters).participation,
        Cents(200)
    );
}

#[test]
fn a_laboratory_counts_examinations_four_a_day() {
    let lab = |on, count| Care {
        coefficient: 12_000,
        count,
        ..care(on, Kind::Biology, Cents(3_000))
    };
    assert_eq!(
        settle(&adult(), &lab("2025-03-10", 6)).participation,
        Cents(800)
    );
    assert_eq!(
        settle(&adult(), &lab("2025-03-10", 3)).participation,
        Cents(600)
    );
    assert_eq!(
        settle(&adult(), &lab("2025-03-10", 0)).participation,
        Cents(200)
    );
    assert_eq!(
        settle(&adult(), &lab("2024-05-14", 6)).participation,
        Cents(400)
    );
}

#[test]
fn the_participation_of_a_year_stops_at_fifty() {
    let mut counters = Counters::default();
    let first = day("2025-01-01");
    for visit in 0..25 {
        let care = Care {
            day: first.plus(visit),
            ..gp("2025-01-01")
        };
        assert_eq!(
            next(&adult(), &care, &mut counters).participation,
            Cents(200)
        );
    }
    assert_eq!(counters.participation_in(2025), Cents(5_000));
    assert_eq!(
        next(&adult(), &gp("2025-12-31"), &mut counters).participation,
        Cents::ZERO
    );
    assert_eq!(
        next(&adult(), &gp("2026-01-01"), &mut counters).participation,
        Cents(200)
    );
    // Late care of the year before still counts in its own year.
    assert_eq!(
        next(&adult(), &gp("2024-12-31"), &mut counters).participation,
        Cents(200)
    );
}

#[test]
fn the_last_participation_of_a_year_takes_what_is_left() {
    let mut counters = Counters::default();
    let first = day("2024-01-01");
    for visit in 0..49 {
        next(
            &adult(),
            &Care {
                day: first.plus(visit),
                ..gp("2024-01-01")
            },
            &mut counters,
        );
    }
    assert_eq!(
        next(&adult(), &gp("2024-06-01"), &mut counters).participation,
        Cents(100)
    );
    assert_eq!(
        next(&adult(), &gp("2024-06-02"), &mut counters).participation,
        Cents::ZERO
    );
}

/// Q4 of rules §10: 30 boxes at 0.50, then boxes at 1.00.
#[test]
fn the_sixty_sixth_box_of_2024_is_free() {
    let mut counters = Counters::default();
    let boxes = |on, number| drug(on, DrugLabel::SoixanteCinq, Cents(20_000), number);
    assert_eq!(
        next(&adult(), &boxes("2024-02-01", 30), &mut counters).franchise,
        Cents(1_500)
    );
    assert_eq!(
        next(&adult(), &boxes("2024-04-01", 34), &mut counters).franchise,
        Cents(3_400)
    );
    assert_eq!(
        next(&adult(), &boxes("2024-05-01", 2), &mut counters).franchise,
        Cents(100)
    );
    assert_eq!(
        next(&adult(), &boxes("2024-06-01", 1), &mut counters).franchise,
        Cents::ZERO
    );
    // The two ceilings are apart.
    assert_eq!(
        next(&adult(), &gp("2024-06-01"), &mut counters).participation,
        Cents(200)
    );
}

#[test]
fn a_franchise_stops_at_the_share_of_its_line() {
    let mut counters = Counters::default();
    let cheap = drug("2025-02-01", DrugLabel::Quinze, Cents(300), 1);
    let settled = next(&adult(), &cheap, &mut counters);
    assert_eq!(
        (settled.gross, settled.franchise, settled.paid()),
        (Cents(45), Cents(45), Cents(0))
    );
    assert_eq!(counters.franchise_in(2025), Cents(45));
}

#[test]
fn a_participation_above_the_amount_is_not_taken() {
    let lab = |coefficient, count| Care {
        coefficient,
        count,
        ..care("2025-02-01", Kind::Biology, Cents(10_000))
    };
    // B13: 3.25, share 1.95. B14: 3.50, share 2.10.
    assert_eq!(settle(&adult(), &lab(1_300, 1)).participation, Cents::ZERO);
    assert_eq!(settle(&adult(), &lab(1_400, 1)).participation, Cents(200));
    // B13.33: 3.33, share 2.00, no more and no less than what is due.
    assert_eq!(settle(&adult(), &lab(1_333, 1)).participation, Cents(200));
    // Two examinations are 4.00, all or nothing.
    assert_eq!(settle(&adult(), &lab(1_400, 2)).participation, Cents::ZERO);
}

#[test]
fn fees_of_pharmacy_bear_nothing() {
    let fee = |kind| Care {
        quantity: 3,
        ..care("2025-02-01", kind, Cents(5_000))
    };
    let box_fee = settle(&adult(), &fee(Kind::BoxFee(DrugLabel::Trente)));
    assert_eq!((box_fee.base, box_fee.gross), (Cents(306), Cents(92)));
    let prescription = settle(
        &adult(),
        &Care {
            quantity: 1,
            ..fee(Kind::PrescriptionFee)
        },
    );
    assert_eq!(
        (prescription.base, prescription.gross),
        (Cents(51), Cents(33))
    );
    for settled in [box_fee, prescription] {
        assert_eq!(
            (settled.participation, settled.franchise),
            (Cents::ZERO, Cents::ZERO)
        );
    }
}

#[test]
fn minors_are_spared_for_the_whole_year_they_turn_eighteen() {
    let withheld = |birth: &str, on: &str| {
        let patient = patient(birth);
        let boxes = drug(on, DrugLabel::SoixanteCinq, Cents(1_000), 1);
        (
            settle(&patient, &gp(on)).participation.0,
            settle(&patient, &boxes).franchise.0,
        )
    };
    assert_eq!(withheld("2007-01-02", "2025-12-31"), (0, 0));
    assert_eq!(withheld("2007-01-02", "2026-01-01"), (200, 100));
    // Eighteen on 1 January is no longer under eighteen.
    assert_eq!(withheld("2007-01-01", "2025-01-01"), (200, 100));
    assert_eq!(withheld("2025-06-01", "2025-06-02"), (0, 0));
}

#[test]
fn long_disease_lifts_the_rate_and_the_majoration_but_not_what_is_withheld() {
    let related = |care: Care| Care {
        exemption: Exemption::AldRelated,
        ..care
    };
    let out = Care {
        parcours: Parcours::Out,
        ..related(gp("2025-03-01"))
    };
    let settled = settle(&adult(), &out);
    assert_eq!(
        (settled.gross, settled.majoration, settled.rate_printed),
        (Cents(3_000), Cents(0), 100)
    );
    assert_eq!(settled.paid(), Cents(2_800));
    let boxes = related(drug("2025-03-01", DrugLabel::Quinze, Cents(1_000), 2));
    assert_eq!(settle(&adult(), &boxes).paid(), Cents(800));
}

#[test]
fn the_parcours_binds_from_sixteen_and_only_for_doctors() {
    let out = |care: Care| Care {
        parcours: Parcours::Out,
        ..care
    };
    let born = patient("2009-05-20");
    let before = settle(&born, &out(gp("2025-05-19")));
    assert_eq!((before.majoration, before.rate_printed), (Cents::ZERO, 70));
    let after = settle(&born, &out(gp("2025-05-20")));
    assert_eq!((after.majoration, after.rate_printed), (Cents(1_200), 30));
    let boxes = out(drug("2025-05-20", DrugLabel::Trente, Cents(1_000), 1));
    assert_eq!(
        (
            settle(&adult(), &boxes).amount,
            settle(&adult(), &boxes).rate_printed
        ),
        (Cents(300), 30)
    );
    // Direct access to a psychiatrist, 16 to 25.
    let psychiatrist = out(consultation(
        "2025-05-20",
        Tariff::Psychiatre,
        Sector::One,
        33,
    ));
    assert_eq!(
        settle(&patient("1999-05-21"), &psychiatrist).majoration,
        Cents::ZERO
    );
    assert_eq!(
        settle(&patient("1999-05-20"), &psychiatrist).majoration,
        Cents(1_200)
    );
}

#[test]
fn under_third_party_payment_the_same_is_counted_and_put_off() {
    let (mut now, mut later) = (Counters::default(), Counters::default());
    let act = gp("2025-03-01");
    let at_once = next(&adult(), &act, &mut now);
    let put_off = next(
        &adult(),
        &Care {
            third_party: true,
            ..act
        },
        &mut later,
    );
    assert_eq!(
        Liquidation {
            deferred: true,
            ..at_once
        },
        put_off
    );
    assert_eq!(
        (at_once.paid(), put_off.paid()),
        (Cents(1_900), Cents(2_100))
    );
    assert_eq!(now, later);
}

#[test]
fn an_error_counts_nothing() {
    let mut counters = Counters::default();
    let hole = consultation("2025-01-01", Tariff::TresComplexe, Sector::One, 3);
    liquidate(
        Law::embedded(),
        &adult(),
        &hole,
        &mut counters,
        &mut NoTrace,
    )
    .unwrap_err();
    assert_eq!(counters, Counters::default());
}

fn any_day() -> impl Strategy<Value = Day> {
    // Few days, around the changes, so that the caps of a day and of a year are reached.
    prop_oneof![0..6i32, 88..92i32, 132..137i32, 355..370i32]
        .prop_map(|offset| day("2024-01-01").plus(offset))
}

fn any_care() -> impl Strategy<Value = Care> {
    let label = prop_oneof![Just(DrugLabel::Cent), Just(DrugLabel::Quinze)];
    let act = prop_oneof![
        (0..2u8).prop_map(|out| Care {
            parcours: if out == 1 {
                Parcours::Out
            } else {
                Parcours::In
            },
            ..gp("2024-01-01")
        }),
        (label, 1..12u8, 1..30_000i64).prop_map(|(label, boxes, price)| drug(
            "2024-01-01",
            label,
            Cents(price),
            boxes
        )),
        (1..8u8, 0..20_000u32).prop_map(|(count, coefficient)| Care {
            count,
            coefficient,
            ..care("2024-01-01", Kind::Biology, Cents(100_000))
        }),
    ];
    (act, any_day(), 1..4u32, any::<bool>()).prop_map(|(care, day, executor, third_party)| {
        by(
            executor,
            Care {
                day,
                third_party,
                ..care
            },
        )
    })
}

proptest! {
    #[test]
    fn taking_back_in_reverse_restores_every_state(cares in prop::collection::vec(any_care(), 0..60)) {
        let mut counters = Counters::default();
        let mut history = Vec::new();
        for care in cares {
            let before = counters.clone();
            let settled = next(&adult(), &care, &mut counters);
            history.push((before, care, settled));
        }
        for (before, care, settled) in history.into_iter().rev() {
            counters.take_back(&care, &settled);
            prop_assert_eq!(&counters, &before);
        }
    }

    #[test]
    fn caps_hold_and_shares_stay_within_the_line(cares in prop::collection::vec(any_care(), 0..60)) {
        let mut counters = Counters::default();
        for care in cares {
            let settled = next(&adult(), &care, &mut counters);
            prop_assert!(settled.paid() >= Cents::ZERO);
            prop_assert!(settled.gross <= settled.base.min(care.fee));
            prop_assert_eq!(settled.amount, settled.gross - settled.majoration);
            prop_assert!(counters.participation_in(care.day.year()) <= Cents(5_000));
            prop_assert!(counters.franchise_in(care.day.year()) <= Cents(5_000));
            // Rules §4 cap the two together: the caps of each hold that one.
            let both = counters.participation_in(care.day.year()) + counters.franchise_in(care.day.year());
            let cap = Law::embedded().find("retenues.plafond-annuel").unwrap();
            prop_assert!(both <= cap.at(care.day).unwrap().cents());
            prop_assert!(counters.participation_of(care.day, care.executor) <= Cents(800));
        }
    }
}

/// The franchise of auxiliaries and of transports has a cap a day, and one of them does not use up the other's.
#[test]
fn auxiliaries_and_transports_have_a_cap_a_day() {
    let kine = |on: &str| Care {
        coefficient: 750,
        ..care(on, Kind::Letter(Profession::Kine), Cents(1_658))
    };
    let vsl = |on: &str, urgent| Care {
        base: Some(Cents(5_000)),
        ..care(
            on,
            Kind::Transport {
                means: Means::Vsl,
                urgent,
            },
            Cents(5_000),
        )
    };
    let taken = |acts: &[Care]| -> Vec<i64> {
        let mut counters = Counters::default();
        let law = Law::embedded();
        let each = acts.iter().map(|care| {
            let settled = liquidate(law, &adult(), care, &mut counters, &mut NoTrace).unwrap();
            settled.franchise.0
        });
        each.collect()
    };
    // Before 31 March 2024: 0.50 and at most 2.00, 2.00 and at most 4.00; since: twice as much.
    assert_eq!(taken(&vec![kine("2024-03-30"); 5]), [50, 50, 50, 50, 0]);
    assert_eq!(taken(&vec![kine("2024-03-31"); 5]), [100, 100, 100, 100, 0]);
    let before = vec![vsl("2024-03-30", false); 3];
    assert_eq!(taken(&before), [200, 200, 0]);
    let since = [
        vsl("2024-03-31", false),
        kine("2024-03-31"),
        vsl("2024-03-31", false),
        vsl("2024-03-31", false),
        vsl("2024-04-01", false),
    ];
    assert_eq!(taken(&since), [400, 100, 400, 0, 400]);
    // An urgent transport bears none, nor does a midwife's act.
    assert_eq!(taken(&[vsl("2024-04-01", true)]), [0]);
    let midwife = Care {
        coefficient: 1_000,
        ..care("2024-06-01", Kind::Midwife(Midwife::Letter), Cents(3_100))
    };
    assert_eq!(taken(&[midwife]), [0]);
}

#[test]
fn taking_back_a_transport_frees_the_day() {
    let law = Law::embedded();
    let vsl = Care {
        base: Some(Cents(5_000)),
        ..care(
            "2024-04-02",
            Kind::Transport {
                means: Means::Taxi,
                urgent: false,
            },
            Cents(5_000),
        )
    };
    let mut counters = Counters::default();
    let first = liquidate(law, &adult(), &vsl, &mut counters, &mut NoTrace).unwrap();
    assert_eq!((first.gross, first.franchise), (Cents(2_750), Cents(400)));
    counters.take_back(&vsl, &first);
    assert_eq!(counters, Counters::default());
}

/// What each exemption of rules §2.4 lifts: the ticket modérateur always, participation and franchise by it.
#[test]
fn exemptions_lift_what_the_table_says() {
    let law = Law::embedded();
    let settle = |exemption, out: bool| {
        let care = Care {
            exemption,
            parcours: if out { Parcours::Out } else { Parcours::In },
            fee: Cents(3_000),
            ..gp("2025-03-01")
        };
        let mut counters = Counters::default();
        let settled = liquidate(law, &adult(), &care, &mut counters, &mut NoTrace).unwrap();
        (
            settled.gross.0,
            settled.majoration.0,
            settled.participation.0,
        )
    };
    assert_eq!(settle(Exemption::Maternity, false), (3_000, 0, 0));
    assert_eq!(settle(Exemption::Maternity, true), (3_000, 0, 0));
    assert_eq!(settle(Exemption::WorkAccident, false), (3_000, 0, 200));
    assert_eq!(settle(Exemption::Invalidity, false), (3_000, 0, 200));
    assert_eq!(settle(Exemption::Prevention, false), (3_000, 0, 0));
    // A box of a drug: the franchise follows.
    let boxed = |exemption| {
        let care = Care {
            exemption,
            ..drug("2025-03-01", DrugLabel::SoixanteCinq, Cents(1_000), 1)
        };
        let mut counters = Counters::default();
        let settled = liquidate(law, &adult(), &care, &mut counters, &mut NoTrace).unwrap();
        (settled.gross.0, settled.franchise.0)
    };
    assert_eq!(boxed(Exemption::None), (650, 100));
    assert_eq!(boxed(Exemption::Maternity), (1_000, 0));
    assert_eq!(boxed(Exemption::WorkAccident), (1_000, 100));
}
