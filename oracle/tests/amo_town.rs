//! Care in town, kind by kind: bases of the law's tables, complements, pharmacy, psychologists.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod amo_support;

use amo_support::{adult, care, consultation, drug, missing, next, patient, settle};
use domain::{Cents, CoordinationOption};
use oracle::amo::{
    AmoError, Care, Complement, Counters, Dental, Doctor, DrugLabel, Exemption, Kind, LawCode,
    Liquidation, Midwife, NurseSupplement, Optics, Parcours, Patient, Profession, Reference,
    Sector, Tariff, Technique, liquidate,
};
use oracle::law::Law;
use oracle::trace::NoTrace;

fn try_settle(patient: &Patient, care: &Care) -> Result<Liquidation, AmoError> {
    let mut counters = Counters::default();
    liquidate(Law::embedded(), patient, care, &mut counters, &mut NoTrace)
}

fn code(text: &str) -> Option<LawCode> {
    Some(LawCode::new(text).unwrap())
}

fn dental(on: &str, dental: Dental) -> Care {
    care(on, Kind::Dental(dental), Cents(100_000))
}

#[test]
fn a_dental_act_has_the_base_of_its_code() {
    let base = |on, act| settle(&adult(), &dental(on, act)).base;
    assert_eq!(
        base("2024-06-01", Dental::Care(code("scellement"))),
        Cents(2_169)
    );
    assert_eq!(
        base("2024-12-31", Dental::Care(code("carie"))),
        Cents(2_697)
    );
    assert_eq!(
        base("2026-01-01", Dental::Care(code("carie"))),
        Cents(2_930)
    );
    assert_eq!(
        base("2024-06-01", Dental::Prosthesis(code("inlay-core"))),
        Cents(9_000)
    );
    assert_eq!(
        base("2024-06-01", Dental::Prosthesis(code("HBLD038"))),
        Cents(12_000)
    );
    assert_eq!(base("2024-06-01", Dental::Implant), Cents::ZERO);
    let semesters = Care {
        quantity: 2,
        ..dental("2024-06-01", Dental::Orthodontics)
    };
    assert_eq!(
        settle(&patient("2012-03-01"), &semesters).paid(),
        Cents(38_700)
    );
    assert_eq!(base("2024-06-01", Dental::Retention1), Cents(16_125));
}

#[test]
fn a_code_without_figure_names_its_row() {
    let error = |on, act| missing(try_settle(&adult(), &dental(on, act)));
    assert_eq!(
        error("2025-06-01", Dental::Care(code("carie"))),
        "dentaire.soin/carie"
    );
    assert_eq!(
        error("2024-06-01", Dental::Care(code("blanchiment"))),
        "dentaire.soin/blanchiment"
    );
    assert_eq!(
        error("2024-06-01", Dental::Prosthesis(code("HBLD634"))),
        "dentaire.base-ccam/HBLD634"
    );
    let lens = Kind::Optics(Optics::LensA(LawCode::new("verre-progressif").unwrap()));
    let error = try_settle(&adult(), &care("2025-06-01", lens, Cents(5_000))).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no value of optique.a.base/verre-progressif on 2025-06-01: neither the other lenses nor filters, fitting and supplements are printed: they go by LPP code"
    );
    // Without a code the base stands on the line.
    let bare = try_settle(&adult(), &dental("2024-06-01", Dental::Care(None))).unwrap_err();
    assert_eq!(bare.to_string(), "no base on the line of SDE on 2024-06-01");
}

#[test]
fn a_dental_rate_falls_on_its_day() {
    let paid = |on, act| settle(&adult(), &dental(on, act)).paid();
    assert_eq!(paid("2023-10-14", Dental::Consultation), Cents(1_610));
    assert_eq!(paid("2023-10-15", Dental::Consultation), Cents(1_380));
    assert_eq!(paid("2023-10-14", Dental::Retention2), Cents(7_525));
    assert_eq!(paid("2023-10-15", Dental::Retention2), Cents(6_450));
}

#[test]
fn a_hearing_aid_has_the_base_of_the_age() {
    let ears = |quantity| Care {
        quantity,
        ..care("2025-03-01", Kind::HearingAid, Cents(300_000))
    };
    assert_eq!(settle(&adult(), &ears(1)).paid(), Cents(24_000));
    assert_eq!(settle(&adult(), &ears(2)).base, Cents(80_000));
    assert_eq!(
        settle(&patient("2005-03-02"), &ears(1)).base,
        Cents(140_000)
    );
    assert_eq!(settle(&patient("2005-03-01"), &ears(1)).base, Cents(40_000));
}

#[test]
fn contact_lenses_are_paid_an_eye_once_a_year() {
    let eyes = |on, quantity| Care {
        quantity,
        ..care(on, Kind::Optics(Optics::Contacts), Cents(30_000))
    };
    let mut counters = Counters::default();
    let mut base = |care: &Care| next(&adult(), care, &mut counters).base;
    assert_eq!(base(&eyes("2025-03-01", 1)), Cents(3_948));
    assert_eq!(base(&eyes("2025-05-01", 2)), Cents(3_948));
    assert_eq!(base(&eyes("2025-12-31", 2)), Cents::ZERO);
    assert_eq!(base(&eyes("2026-01-01", 2)), Cents(7_896));
}

/// An eye past those of the year uses nothing: what is cancelled before it comes free again.
#[test]
fn an_eye_without_a_base_is_not_counted() {
    let eyes = care("2025-03-01", Kind::Optics(Optics::Contacts), Cents(30_000));
    let eyes = Care {
        quantity: 2,
        ..eyes
    };
    let mut counters = Counters::default();
    let paid = next(&adult(), &eyes, &mut counters);
    assert_eq!(next(&adult(), &eyes, &mut counters).base, Cents::ZERO);
    counters.take_back(&eyes, &paid);
    assert_eq!(next(&adult(), &eyes, &mut counters).base, Cents(7_896));
}

/// Rules §2.1: over 80, once a calendar year, and a base on the line changes neither.
#[test]
fn a_long_consultation_is_for_the_old_once_a_year() {
    let long = |on| consultation(on, Tariff::ConsultationLongue, Sector::One, 1);
    let first = long("2026-06-01");
    let mut counters = Counters::default();
    // 80, and 81 on the day.
    let young = try_settle(&patient("1945-06-02"), &first).unwrap_err();
    assert_eq!(
        young.to_string(),
        "a long consultation on 2026-06-01: it is for who is over 80"
    );
    let old = patient("1945-06-01");
    let mut settle_on =
        |care: &Care| liquidate(Law::embedded(), &old, care, &mut counters, &mut NoTrace);
    let settled = settle_on(&first).unwrap();
    assert_eq!((settled.base, settled.amount), (Cents(6_000), Cents(4_200)));
    let again = Care {
        base: Some(Cents(6_000)),
        ..long("2026-12-31")
    };
    let error = settle_on(&again).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a long consultation on 2026-12-31: it is due once a calendar year"
    );
    counters.take_back(&first, &settled);
    assert_eq!(counters, Counters::default());
}

/// Rules §2.1: the majoration of the young, and the tariff of secteur 2, are psychiatry's.
#[test]
fn a_neurologist_is_no_psychiatrist() {
    let young = patient("2004-01-01");
    let base = |tariff, sector, specialty| {
        let care = consultation("2023-05-02", tariff, sector, specialty);
        settle(
            &young,
            &Care {
                parcours: Parcours::In,
                ..care
            },
        )
        .base
    };
    assert_eq!(base(Tariff::Psychiatre, Sector::Two, 32), Cents(2_300));
    assert_eq!(base(Tariff::Psychiatre, Sector::Two, 33), Cents(4_250));
    assert_eq!(
        base(Tariff::SpecialisteDirect, Sector::Two, 33),
        Cents(4_250)
    );
    let base = |specialty| {
        let care = consultation("2025-05-02", Tariff::Psychiatre, Sector::One, specialty);
        settle(&young, &care).base
    };
    assert_eq!((base(32), base(33)), (Cents(5_500), Cents(6_700)));
}

/// Rules §2.1, §2.4: prevention, whatever else exempts and whoever is examined.
#[test]
fn a_mandatory_examination_is_prevention() {
    for exemption in [
        Exemption::None,
        Exemption::AldRelated,
        Exemption::WorkAccident,
    ] {
        let examination = Care {
            exemption,
            ..consultation("2025-05-02", Tariff::ExamenEnfantCoe, Sector::One, 1)
        };
        for who in [patient("2020-01-01"), patient("2006-01-01")] {
            let settled = settle(&who, &examination);
            assert_eq!(settled.gross, settled.base);
            assert_eq!(settled.participation, Cents::ZERO);
        }
    }
}

/// Rules §2.2: 40 the first and 30 the next, eight a year; 50 and twelve from 15 June 2024.
#[test]
fn sessions_at_a_psychologist_are_counted_by_the_year() {
    let session = |on| care(on, Kind::Psychologist, Cents(8_000));
    let mut counters = Counters::default();
    let mut bases = Vec::new();
    for _ in 0..8 {
        let settled = next(&adult(), &session("2024-06-14"), &mut counters);
        assert_eq!(
            (settled.participation, settled.franchise),
            (Cents::ZERO, Cents::ZERO)
        );
        bases.push(settled.base.0);
    }
    assert_eq!(
        bases,
        [4_000, 3_000, 3_000, 3_000, 3_000, 3_000, 3_000, 3_000]
    );
    let before = counters.clone();
    let settle_on = |on, counters: &mut Counters| {
        liquidate(
            Law::embedded(),
            &adult(),
            &session(on),
            counters,
            &mut NoTrace,
        )
    };
    let ninth = settle_on("2024-06-14", &mut counters).unwrap_err();
    assert_eq!(
        ninth.to_string(),
        "no session left on 2024-06-14: 8 are covered a year, and nothing is said of the next"
    );
    assert_eq!(counters, before);
    for _ in 0..4 {
        let settled = settle_on("2024-06-15", &mut counters).unwrap();
        assert_eq!((settled.base, settled.paid()), (Cents(5_000), Cents(3_000)));
    }
    assert!(settle_on("2024-12-31", &mut counters).is_err());
    let given = Care {
        base: Some(Cents(5_000)),
        ..session("2024-12-31")
    };
    let beyond = liquidate(
        Law::embedded(),
        &adult(),
        &given,
        &mut counters,
        &mut NoTrace,
    );
    assert!(matches!(beyond, Err(AmoError::NoSessionLeft { .. })));
    assert!(settle_on("2025-01-01", &mut counters).is_ok());
    // Several on one line count for as many.
    let three = Care {
        quantity: 3,
        ..session("2023-02-01")
    };
    let settled = next(&adult(), &three, &mut Counters::default());
    assert_eq!(
        (settled.base, settled.unit_price),
        (Cents(10_000), Cents(4_000))
    );
}

#[test]
fn technical_acts_and_imaging_are_a_doctors() {
    let act = |technique, parcours| Care {
        base: Some(Cents(4_400)),
        parcours,
        ..care(
            "2025-03-01",
            Kind::Technical {
                technique,
                doctor: Doctor {
                    sector: Sector::TwoOptam,
                    option: CoordinationOption::Optam,
                    specialty: 6,
                },
                others: Cents::ZERO,
            },
            Cents(6_000),
        )
    };
    let settled = settle(&adult(), &act(Technique::Imaging, Parcours::In));
    assert_eq!(
        (settled.gross, settled.participation),
        (Cents(3_080), Cents(200))
    );
    assert_eq!(
        (settled.act.as_str(), settled.option),
        ("ADI", CoordinationOption::Optam)
    );
    let out = settle(&adult(), &act(Technique::Medical, Parcours::Out));
    assert_eq!((out.majoration, out.rate_printed), (Cents(1_200), 30));
    let none = Care {
        base: None,
        ..act(Technique::Ultrasound, Parcours::In)
    };
    assert_eq!(
        try_settle(&adult(), &none).unwrap_err().to_string(),
        "no base on the line of ADE on 2025-03-01"
    );
}

#[test]
fn of_sampling_and_analysis_only_the_analysis_bears_the_participation() {
    let sampling = |analysed| Care {
        base: Some(Cents(800)),
        ..care("2025-03-01", Kind::Sampling { analysed }, Cents(800))
    };
    let paid = |analysed| {
        let settled = settle(&adult(), &sampling(analysed));
        (settled.gross.0, settled.participation.0)
    };
    assert_eq!(paid(true), (480, 0));
    assert_eq!(paid(false), (480, 200));
}

#[test]
fn complements_follow_the_main_act() {
    let beside = |on, complement, sector| {
        care(
            on,
            Kind::Complement {
                complement,
                doctor: Doctor {
                    sector,
                    option: CoordinationOption::None,
                    specialty: 3,
                },
            },
            Cents(10_000),
        )
    };
    let mce = |on| {
        settle(
            &adult(),
            &beside(on, Complement::Endocrinologist, Sector::One),
        )
    };
    assert_eq!(mce("2025-12-31").base, Cents(2_650));
    assert_eq!(mce("2026-01-01").base, Cents(3_050));
    assert_eq!(mce("2026-01-01").participation, Cents::ZERO);
    let mcy = beside("2026-07-01", Complement::Mcy, Sector::One);
    assert_eq!(settle(&adult(), &mcy).base, Cents(8_500));
    // The majoration out of the parcours is that of the act.
    let out = Care {
        parcours: Parcours::Out,
        ..beside("2023-06-01", Complement::Night, Sector::One)
    };
    assert_eq!(settle(&adult(), &out).majoration, Cents::ZERO);
    // Under ALD it is at 100 % as the act is.
    let related = Care {
        exemption: Exemption::AldRelated,
        ..beside("2023-06-01", Complement::Night, Sector::One)
    };
    assert_eq!(settle(&adult(), &related).gross, Cents(1_906));
    let night = beside("2023-11-01", Complement::Night, Sector::One);
    assert_eq!(missing(try_settle(&adult(), &night)), "majoration.nuit");
    for care in [
        beside("2023-06-01", Complement::Sunday, Sector::One),
        beside("2023-06-01", Complement::Night, Sector::Two),
    ] {
        let error = try_settle(&adult(), &care).unwrap_err();
        assert!(matches!(error, AmoError::NoBase { .. }), "{error}");
    }
}

#[test]
fn midwives_and_what_a_nurse_bills_beside_bear_nothing() {
    let consultation = |on| care(on, Kind::Midwife(Midwife::Consultation), Cents(5_000));
    assert_eq!(
        settle(&adult(), &consultation("2024-02-21")).base,
        Cents(2_500)
    );
    let settled = settle(&adult(), &consultation("2024-02-22"));
    assert_eq!((settled.base, settled.paid()), (Cents(2_650), Cents(1_855)));
    let travel = |on| {
        care(
            on,
            Kind::NurseSupplement(NurseSupplement::Travel),
            Cents(500),
        )
    };
    assert_eq!(settle(&adult(), &travel("2023-12-31")).base, Cents(250));
    assert_eq!(
        missing(try_settle(&adult(), &travel("2024-01-01"))),
        "deplacement.infirmier.ifd"
    );
    assert_eq!(settle(&adult(), &travel("2024-04-01")).base, Cents(275));
    let single = care(
        "2025-03-01",
        Kind::NurseSupplement(NurseSupplement::SingleAct),
        Cents(135),
    );
    let settled = settle(&adult(), &single);
    assert_eq!((settled.gross, settled.franchise), (Cents(81), Cents::ZERO));
    // The nurse's act itself does.
    let injection = Care {
        coefficient: 150,
        ..care(
            "2025-03-01",
            Kind::Letter(Profession::Infirmier),
            Cents(473),
        )
    };
    assert_eq!(settle(&adult(), &injection).franchise, Cents(100));
}

/// The mandatory examinations of a child: 100 %, no participation.
#[test]
fn child_examinations_are_at_100() {
    let exam = |on, tariff| {
        let settled = settle(
            &patient("2024-01-10"),
            &consultation(on, tariff, Sector::One, 12),
        );
        (settled.base.0, settled.paid().0)
    };
    assert_eq!(exam("2024-12-21", Tariff::ExamenEnfantCoe), (4_750, 4_750));
    assert_eq!(exam("2024-12-22", Tariff::ExamenEnfantCoe), (5_400, 5_400));
    assert_eq!(exam("2024-12-22", Tariff::ExamenEnfantCoh), (4_500, 4_500));
    assert_eq!(exam("2026-01-01", Tariff::ExamenEnfantCoh), (5_000, 5_000));
}

#[test]
fn each_fee_of_pharmacy_has_its_amount_and_rate() {
    let fee = |kind| {
        let settled = settle(&adult(), &care("2024-06-01", kind, Cents(1_000)));
        assert_eq!(
            (settled.participation, settled.franchise),
            (Cents::ZERO, Cents::ZERO)
        );
        (
            settled.act.as_str().to_owned(),
            settled.base.0,
            settled.gross.0,
        )
    };
    let told = |act: &str, base, gross| (act.to_owned(), base, gross);
    assert_eq!(
        fee(Kind::LargePackFee(DrugLabel::Cent)),
        told("HG1", 276, 276)
    );
    assert_eq!(
        fee(Kind::LargePackFee(DrugLabel::SoixanteCinq)),
        told("HG7", 276, 179)
    );
    assert_eq!(
        fee(Kind::LargePackFee(DrugLabel::Trente)),
        told("HG4", 276, 83)
    );
    assert_eq!(
        fee(Kind::LargePackFee(DrugLabel::Quinze)),
        told("HG2", 276, 41)
    );
    assert_eq!(fee(Kind::AgeFee), told("HDA", 158, 103));
    assert_eq!(fee(Kind::SpecialFee), told("HDE", 357, 232));
    let complex = care("2024-06-01", Kind::ComplexFee, Cents(102));
    assert_eq!(
        missing(try_settle(&adult(), &complex)),
        "pharmacie.honoraire-complexe"
    );
    let given = Care {
        base: Some(Cents(102)),
        ..complex
    };
    let settled = settle(&adult(), &given);
    assert_eq!((settled.act.as_str(), settled.gross), ("HC", Cents(102)));
}

/// Rules §2.2: price 20.00, TFR 18.00, 65 %, 2025.
#[test]
fn a_drug_with_generics_is_paid_on_its_reference() {
    let boxes = |reference, third_party| Care {
        quantity: 1,
        third_party,
        ..care(
            "2025-02-01",
            Kind::GenericDrug {
                label: DrugLabel::SoixanteCinq,
                reference,
            },
            Cents(2_000),
        )
    };
    let (tfr, dearest) = (
        Reference::Tfr(Cents(1_800)),
        Reference::Refused(Cents(1_800)),
    );
    for reference in [tfr, dearest] {
        let settled = settle(&adult(), &boxes(reference, false));
        assert_eq!(
            (
                settled.base,
                settled.gross,
                settled.franchise,
                settled.paid()
            ),
            (Cents(1_800), Cents(1_170), Cents(100), Cents(1_070))
        );
    }
    assert_eq!(settle(&adult(), &boxes(tfr, true)).paid(), Cents(1_170));
    assert_eq!(
        try_settle(&adult(), &boxes(dearest, true))
            .unwrap_err()
            .to_string(),
        "PH7 on 2025-02-01: substitution was refused, which bars third-party payment"
    );
    let three = Care {
        quantity: 3,
        fee: Cents(5_000),
        ..boxes(tfr, false)
    };
    let settled = settle(&adult(), &three);
    assert_eq!((settled.base, settled.gross), (Cents(5_400), Cents(3_250)));
}

/// Everything of a dispensing under ALD is at 100 %, whatever the label.
#[test]
fn a_dispensing_under_ald_is_at_100() {
    let related = |care| Care {
        exemption: Exemption::AldRelated,
        ..care
    };
    let gross = |care| settle(&adult(), &related(care)).gross;
    assert_eq!(
        gross(drug("2024-06-01", DrugLabel::Quinze, Cents(1_000), 1)),
        Cents(1_000)
    );
    assert_eq!(
        gross(care(
            "2024-06-01",
            Kind::BoxFee(DrugLabel::Trente),
            Cents(102)
        )),
        Cents(102)
    );
    assert_eq!(
        gross(care("2024-06-01", Kind::AgeFee, Cents(158))),
        Cents(158)
    );
    assert_eq!(
        gross(care("2024-06-01", Kind::PrescriptionFee, Cents(51))),
        Cents(51)
    );
}

#[test]
fn three_acts_on_a_line_are_rounded_once() {
    // Rules §7.2: 3 × 16.58 at 60 % is 29.84 on the line, 29.85 by act.
    let line = Care {
        quantity: 3,
        coefficient: 750,
        ..care("2024-06-01", Kind::Letter(Profession::Kine), Cents(4_974))
    };
    let settled = settle(&adult(), &line);
    assert_eq!((settled.base, settled.gross), (Cents(4_974), Cents(2_984)));
}
