//! What the documents do not give is an error that names it (rules §12 bis 9 and 10).

use second_amo::{
    Act, AuxiliaryAct, Care, CcamCode, Coefficient, DentalAct, DoctorAct, Error, MidwifeAct,
    Optics, Person, PharmacyFee, Sector, Setting, Specialty,
};

use crate::plain::{
    DEAR, act, alone, born, day, decimal, doctor, error_of, euros, gp, one, person, physio,
    specialist, technical,
};

fn has_no_figure(person: &Person, date: &str, care: Care, parameter: &str) {
    match error_of(person, date, care) {
        Error::Hole {
            parameter: named,
            day: on,
            ..
        } => {
            assert_eq!((named.as_str(), on), (parameter, day(date)));
        }
        other => panic!("{parameter} on {date}: {other}"),
    }
}

#[test]
fn figures_that_the_documents_do_not_give_are_errors() {
    let adult = person();
    let holes = [
        (
            "2024-12-22",
            doctor(
                Specialty::Psychiatrist,
                Sector::One,
                DoctorAct::ExpertOpinion,
            ),
            "tarif.apc.psychiatre",
        ),
        ("2026-01-01", one(DoctorAct::Complex), "tarif.complexe"),
        (
            "2023-10-31",
            one(DoctorAct::VeryComplex),
            "tarif.tres-complexe",
        ),
        (
            "2024-12-22",
            one(DoctorAct::VeryComplex),
            "tarif.tres-complexe",
        ),
        (
            "2023-10-31",
            specialist(Specialty::Cardiologist, Sector::One),
            "tarif.cardiologue",
        ),
        (
            "2024-12-22",
            specialist(Specialty::Cardiologist, Sector::One),
            "tarif.cardiologue",
        ),
        (
            "2023-10-31",
            specialist(Specialty::Psychiatrist, Sector::One),
            "tarif.psychiatre",
        ),
        (
            "2023-11-01",
            specialist(Specialty::Psychiatrist, Sector::TwoWithoutOption),
            "tarif.psychiatre.secteur-2-sans-option",
        ),
        (
            "2025-12-31",
            doctor(
                Specialty::Gynaecologist,
                Sector::One,
                DoctorAct::Consultation { coordinated: false },
            ),
            "tarif.gynecologue.direct",
        ),
        (
            "2024-12-21",
            specialist(Specialty::Geriatrician, Sector::One),
            "tarif.geriatre",
        ),
        (
            "2023-11-01",
            one(DoctorAct::NightMajoration),
            "majoration.nuit",
        ),
        ("2026-06-30", one(DoctorAct::Mcy), "tarif.mcy"),
        (
            "2025-01-15",
            Care::Midwife(MidwifeAct::KeyLetter(decimal("2"))),
            "lettre.sage-femme",
        ),
        (
            "2024-02-01",
            Care::Auxiliary(AuxiliaryAct::NurseTravel),
            "deplacement.infirmier.ifd",
        ),
        (
            "2024-02-01",
            Care::Auxiliary(AuxiliaryAct::SpeechTherapist(Coefficient::Given(decimal(
                "10",
            )))),
            "lettre.orthophoniste",
        ),
        (
            "2025-06-01",
            Care::Dentist(DentalAct::Caries),
            "dentaire.soin[carie]",
        ),
        (
            "2025-07-01",
            Care::Auxiliary(AuxiliaryAct::Physiotherapist(Coefficient::PlannedAms81)),
            "coefficient.kine[ams-8-1]",
        ),
        (
            "2025-01-01",
            Care::PharmacyFee(PharmacyFee::Complex),
            "pharmacie.honoraire-complexe",
        ),
    ];
    for (date, care, parameter) in holes {
        has_no_figure(&adult, date, care, parameter);
    }
    let toddler = born("2024-06-01");
    has_no_figure(
        &toddler,
        "2026-01-01",
        specialist(Specialty::Paediatrician, Sector::One),
        "tarif.pediatre.moins-2-ans",
    );
}

#[test]
fn what_has_no_tariff_needs_a_base_on_the_line() {
    let direct = |specialty| {
        doctor(
            specialty,
            Sector::One,
            DoctorAct::Consultation { coordinated: false },
        )
    };
    for care in [
        technical("50.00"),
        one(DoctorAct::Imaging),
        one(DoctorAct::Sampling {
            analysed_same_day: false,
        }),
        direct(Specialty::Psychiatrist),
        direct(Specialty::Cardiologist),
        Care::Transport { urgent: false },
        Care::Auxiliary(AuxiliaryAct::Other),
        Care::Dentist(DentalAct::OtherCare),
        Care::Dentist(DentalAct::OtherProsthesis),
        Care::Optics(Optics::OtherA),
    ] {
        let error = error_of(&person(), "2025-03-01", care);
        assert!(matches!(error, Error::NoTariff { .. }), "{care:?}: {error}");
        let mut with_base = act("2025-03-01", care, DEAR);
        with_base.base_on_line = Some(euros("50.00"));
        let settled = alone(&person(), &with_base).unwrap();
        assert_eq!(settled.base, euros("50.00"), "{care:?}");
    }
}

#[test]
fn overseas_and_other_years_are_refused() {
    let mut overseas = act("2025-03-01", gp(Sector::One), "30.00");
    overseas.place = second_amo::Place::Overseas;
    assert_eq!(
        alone(&person(), &overseas).unwrap_err(),
        Error::Overseas {
            day: day("2025-03-01")
        }
    );
    for date in ["2022-12-31", "2027-01-01"] {
        for care in [gp(Sector::One), Care::NotReimbursed] {
            let error = error_of(&person(), date, care);
            assert!(matches!(error, Error::OutsideSpan { .. }), "{error}");
        }
    }
}

#[test]
fn a_code_without_a_base_is_refused() {
    let code = CcamCode::new("HBLD680").unwrap();
    let error = error_of(
        &person(),
        "2024-06-01",
        Care::Dentist(DentalAct::ByCode(code)),
    );
    assert!(matches!(error, Error::NoRow { .. }), "{error}");
    assert_eq!(CcamCode::new("HBLD68"), None);
    assert_eq!(CcamCode::new("hbld680"), None);
}

/// What says nothing that can be settled is refused; the limits themselves are not.
#[test]
fn nonsense_is_refused() {
    let plain = || act("2025-03-01", physio("7.5"), "16.58");
    let settles = |act: Act| match alone(&person(), &act) {
        Ok(_) => true,
        Err(Error::Contradiction { .. }) => false,
        Err(other) => panic!("{other}"),
    };
    let with = |change: fn(&mut Act)| {
        let mut act = plain();
        change(&mut act);
        act
    };
    assert!(settles(plain()));
    assert!(!settles(with(|act| act.quantity = 0)));
    assert!(settles(with(|act| act.quantity = 10_000)));
    assert!(!settles(with(|act| act.quantity = 10_001)));
    assert!(settles(with(|act| act.fee = euros("0.00"))));
    assert!(!settles(with(|act| act.fee = euros("-0.01"))));
    assert!(settles(with(|act| act.fee = euros("1000000000.00"))));
    assert!(!settles(with(|act| act.fee = euros("1000000000.01"))));
    assert!(!settles(
        with(|act| act.base_on_line = Some(euros("-0.01")))
    ));
    for (coefficient, settled) in [
        ("0", true),
        ("-0.1", false),
        ("100000", true),
        ("100000.1", false),
        ("1.2345", true),
        ("1.23456", false),
    ] {
        assert_eq!(
            settles(act("2025-03-01", physio(coefficient), "16.58")),
            settled,
            "{coefficient}"
        );
    }
    // On the day of the birth, and the day before.
    let birth = act("2025-03-01", gp(Sector::One), "35.00");
    assert!(alone(&born("2025-03-01"), &birth).is_ok());
    assert!(alone(&born("2025-03-02"), &birth).is_err());
    // The days of a stay are counted from 1.
    let stay = |day| Setting::Stay {
        number: 1,
        day,
        heavy: false,
    };
    for (day, settled) in [(0, false), (1, true)] {
        let mut act = plain();
        act.setting = stay(day);
        assert_eq!(settles(act), settled, "day {day}");
    }
    // A session cannot come to less than the act itself.
    let mut technical = act("2025-03-01", technical("50.00"), "60.00");
    technical.base_on_line = Some(euros("50.01"));
    assert!(!settles(technical.clone()));
    technical.base_on_line = Some(euros("50.00"));
    assert!(settles(technical));
}
