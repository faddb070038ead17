//! Heavy acts in town: the whole base for the technical acts of their session, against one participation (rules
//! §2.3, §12 bis 11).
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod amo_support;

use amo_support::{adult, care, next, settle};
use domain::{Cents, CoordinationOption, PsNumber};
use oracle::amo::{
    AmoError, Care, Counters, Cover, Doctor, Exemption, Kind, Liquidation, Parcours, Patient,
    Regime, Sector, Technique, liquidate,
};
use oracle::law::{Law, LawError};
use oracle::trace::{NoTrace, Steps};

/// A technical act at its tariff, of a secteur 1 specialist, beside acts of the same session at `others`.
fn technical(on: &str, technique: Technique, tariff: i64, others: i64) -> Care {
    let kind = Kind::Technical {
        technique,
        doctor: Doctor {
            sector: Sector::One,
            option: CoordinationOption::None,
            specialty: 15,
        },
        others: Cents(others),
    };
    Care {
        base: Some(Cents(tariff)),
        coefficient: 0,
        executor: PsNumber::new(751_000_001).unwrap(),
        ..care(on, kind, Cents(tariff))
    }
}

fn act(on: &str, tariff: i64) -> Care {
    technical(on, Technique::Medical, tariff, 0)
}

fn asked(patient: &Patient, care: &Care, counters: &mut Counters) -> Result<Liquidation, AmoError> {
    liquidate(Law::embedded(), patient, care, counters, &mut NoTrace)
}

/// Rate, participation on heavy acts, participation forfaitaire, paid.
fn figures(settled: &Liquidation) -> (u16, i64, i64, i64) {
    let pas = settled.pas.map_or(0, |pas| pas.amount.0);
    (
        settled.rate_printed,
        pas,
        settled.participation.0,
        settled.paid().0,
    )
}

#[test]
fn from_120_euros_or_a_coefficient_of_60() {
    let of = |care: &Care| figures(&settle(&adult(), care));
    let on = "2025-03-04";
    assert_eq!(of(&act(on, 11_999)), (70, 0, 200, 8_399 - 200));
    assert_eq!(of(&act(on, 12_000)), (100, 2_400, 200, 12_000 - 2_600));
    // The tariff decides, not what was spent.
    let cheap = Care {
        fee: Cents(10_000),
        ..act(on, 12_000)
    };
    assert_eq!(of(&cheap), (100, 2_400, 200, 10_000 - 2_600));
    let dear = Care {
        fee: Cents(20_000),
        ..act(on, 11_999)
    };
    assert_eq!(of(&dear), (70, 0, 200, 8_399 - 200));
    let letter = |coefficient| Care {
        coefficient,
        ..act(on, 5_000)
    };
    assert_eq!(of(&letter(5_999)), (70, 0, 200, 3_500 - 200));
    assert_eq!(of(&letter(6_000)), (100, 2_400, 200, 5_000 - 2_600));
}

#[test]
fn the_price_is_that_of_the_day_of_care() {
    let of = |on| figures(&settle(&adult(), &act(on, 15_000))).1;
    assert_eq!((of("2026-03-31"), of("2026-04-01")), (2_400, 3_200));
}

#[test]
fn imaging_is_never_heavy_nor_makes_another_act_so() {
    for technique in [Technique::Imaging, Technique::Ultrasound] {
        let mut counters = Counters::default();
        let scan = technical("2025-03-04", technique, 15_000, 15_000);
        let settled = next(&adult(), &scan, &mut counters);
        assert_eq!(figures(&settled), (70, 0, 200, 10_300));
        let beside = next(&adult(), &act("2025-03-04", 5_000), &mut counters);
        assert_eq!(figures(&beside), (70, 0, 200, 3_300));
    }
    for technique in [
        Technique::Medical,
        Technique::Surgery,
        Technique::Obstetrics,
        Technique::Anaesthesia,
    ] {
        let settled = settle(&adult(), &technical("2025-03-04", technique, 15_000, 0));
        assert_eq!(figures(&settled).1, 2_400, "{technique:?}");
    }
}

#[test]
fn the_acts_of_a_session_add_up_and_bear_one_participation() {
    let on = "2025-03-04";
    let first = technical(on, Technique::Medical, 7_000, 5_000);
    let second = technical(on, Technique::Surgery, 5_000, 7_000);
    for acts in [[first, second], [second, first]] {
        let mut counters = Counters::default();
        let [one, two] = acts.map(|care| next(&adult(), &care, &mut counters));
        assert_eq!(figures(&one).1, 2_400);
        assert_eq!(figures(&two).1, 0);
        assert_eq!((one.rate_printed, two.rate_printed), (100, 100));
        assert_eq!(one.paid() + two.paid(), Cents(12_000 - 2_400 - 400));
    }
    // A cent below, told on both.
    let light = technical(on, Technique::Medical, 7_000, 4_999);
    assert_eq!(figures(&settle(&adult(), &light)).0, 70);
}

#[test]
fn another_practitioner_or_day_is_another_session() {
    let mut counters = Counters::default();
    let heavy = act("2025-03-04", 15_000);
    let other = Care {
        executor: PsNumber::new(751_000_002).unwrap(),
        ..heavy
    };
    let tomorrow = act("2025-03-05", 15_000);
    for care in [heavy, other, tomorrow] {
        assert_eq!(figures(&next(&adult(), &care, &mut counters)).1, 2_400);
    }
    assert_eq!(figures(&next(&adult(), &heavy, &mut counters)).1, 0);
}

#[test]
fn who_is_exempt_of_it() {
    let heavy = act("2025-03-04", 15_000);
    let under = |exemption| Care { exemption, ..heavy };
    let born = adult();
    let local = Patient {
        regime: Regime::AlsaceMoselle,
        ..born
    };
    let c2s = Patient {
        cover: Cover::C2s,
        ..born
    };
    // The participation forfaitaire follows rules of its own.
    for (patient, care, participation) in [
        (born, under(Exemption::AldRelated), 200),
        (born, under(Exemption::Maternity), 0),
        (born, under(Exemption::WorkAccident), 200),
        (born, under(Exemption::Invalidity), 200),
        (local, heavy, 200),
        (c2s, heavy, 0),
    ] {
        let settled = settle(&patient, &care);
        let paid = 15_000 - participation;
        assert_eq!(
            figures(&settled),
            (100, 0, participation, paid),
            "{patient:?}"
        );
    }
}

/// The documents do not say whether they bear it.
#[test]
fn a_ground_that_is_not_named_is_an_error() {
    let heavy = act("2025-03-04", 15_000);
    let of = |cover| Patient { cover, ..adult() };
    let screening = Care {
        exemption: Exemption::Prevention,
        ..heavy
    };
    for (patient, care, ground) in [
        (adult(), screening, "prevention"),
        (of(Cover::StateAid), heavy, "aide-medicale-etat"),
        (of(Cover::MilitaryPension), heavy, "pension-militaire"),
        (of(Cover::Terrorism), heavy, "terrorisme"),
    ] {
        let mut counters = Counters::default();
        let error = asked(&patient, &care, &mut counters).unwrap_err();
        let AmoError::Law(LawError::Missing { param, .. }) = error else {
            panic!("{error}");
        };
        assert_eq!(param, format!("exoneration.participation-assure/{ground}"));
        assert_eq!(counters, Counters::default());
    }
}

#[test]
fn what_exempts_decides_the_rate_before_the_heavy_act() {
    let rate = |exemption, regime| {
        let care = Care {
            exemption,
            ..act("2025-03-04", 15_000)
        };
        let patient = Patient { regime, ..adult() };
        let mut steps = Steps::default();
        let mut counters = Counters::default();
        liquidate(Law::embedded(), &patient, &care, &mut counters, &mut steps).unwrap();
        let share = |step: &&oracle::trace::Step| step.label.en == "Theoretical AMO share";
        steps.0.iter().find(share).unwrap().rule
    };
    assert_eq!(rate(Exemption::None, Regime::General), "R-AMO-PAS");
    assert_eq!(rate(Exemption::None, Regime::AlsaceMoselle), "R-AMO-PAS");
    assert_eq!(
        rate(Exemption::AldRelated, Regime::General),
        "R-AMO-EXEMPTION-ALD"
    );
}

/// Rules §5 spare no heavy act of the majoration (register: heavy-out-of-parcours).
#[test]
fn out_of_the_parcours_the_majoration_is_borne() {
    let out = Care {
        parcours: Parcours::Out,
        ..technical("2025-03-04", Technique::Surgery, 15_000, 0)
    };
    let specialist = Kind::Technical {
        technique: Technique::Surgery,
        doctor: Doctor {
            sector: Sector::One,
            option: CoordinationOption::None,
            specialty: 4,
        },
        others: Cents::ZERO,
    };
    let settled = settle(
        &adult(),
        &Care {
            kind: specialist,
            ..out
        },
    );
    assert_eq!(settled.gross, Cents(15_000));
    assert!(settled.majoration > Cents::ZERO);
    assert_eq!(
        settled.paid(),
        Cents(15_000) - settled.majoration - Cents(2_400 + 200)
    );
    // Direct access to an ophthalmologist.
    assert_eq!(settle(&adult(), &out).majoration, Cents::ZERO);
}

#[test]
fn under_third_party_payment_only_participation_and_franchise_are_put_off() {
    let paid_to_the_doctor = Care {
        third_party: true,
        ..act("2025-03-04", 15_000)
    };
    let settled = settle(&adult(), &paid_to_the_doctor);
    assert_eq!(settled.paid(), Cents(15_000 - 2_400));
    assert!(settled.deferred);
    assert_eq!(settled.participation, Cents(200));
}

#[test]
fn a_cancellation_gives_back_what_the_act_took() {
    let heavy = act("2025-03-04", 15_000);
    let mut counters = Counters::default();
    let first = next(&adult(), &heavy, &mut counters);
    let second = next(&adult(), &heavy, &mut counters);
    counters.take_back(&heavy, &first);
    // What is left is not settled anew: the next heavy act of the session brings the participation.
    let third = next(&adult(), &heavy, &mut counters);
    assert_eq!(
        [first, second, third].map(|one| figures(&one).1),
        [2_400, 0, 2_400]
    );
    for settled in [second, third] {
        counters.take_back(&heavy, &settled);
    }
    assert_eq!(counters, Counters::default());
}

#[test]
fn the_acts_of_a_session_must_be_told_alike() {
    let on = "2025-03-04";
    let told = |tariff, others| technical(on, Technique::Medical, tariff, others);
    for (first, second) in [
        // Together they are heavy, and neither says so.
        (told(7_000, 0), told(5_000, 0)),
        // The second says so, after the first did not.
        (told(7_000, 0), told(5_000, 7_000)),
        // The first is heavy by itself, and the second does not know.
        (told(15_000, 0), told(5_000, 0)),
    ] {
        let mut counters = Counters::default();
        next(&adult(), &first, &mut counters);
        let before = counters.clone();
        let error = asked(&adult(), &second, &mut counters).unwrap_err();
        assert!(
            matches!(error, AmoError::SessionToldApart { .. }),
            "{error}"
        );
        let together = first.base.unwrap() + second.base.unwrap();
        assert!(error.to_string().contains(&together.to_string()), "{error}");
        assert_eq!(counters, before);
        // Whom something else exempts, it is all one.
        let related = Care {
            exemption: Exemption::AldRelated,
            ..second
        };
        assert_eq!(figures(&next(&adult(), &related, &mut counters)).0, 100);
    }
    // Below the threshold together, nothing need be said.
    let mut counters = Counters::default();
    next(&adult(), &told(7_000, 0), &mut counters);
    let light = next(&adult(), &told(4_999, 0), &mut counters);
    assert_eq!(figures(&light).0, 70);
}

#[test]
fn others_below_zero_are_an_error() {
    let error = asked(
        &adult(),
        &technical("2025-03-04", Technique::Medical, 5_000, -1),
        &mut Counters::default(),
    )
    .unwrap_err();
    assert!(matches!(error, AmoError::Negative { .. }), "{error}");
}
