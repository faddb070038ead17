//! Every figure of rules §2.2: on the first day it holds and on the last day of the one before.

use second_amo::{
    Act, AuxiliaryAct, Care, CcamCode, Coefficient, DentalAct, DoctorAct, DrugRate, Error,
    LongDisease, MidwifeAct, Optics, OrthodonticsPart, Person, PharmacyFee, Sector, Setting,
};

use crate::plain::{
    act, alone, amounts, base_of, born, day, decimal, drug, euros, gp, lab, one, person, physio,
    technical,
};

#[test]
fn auxiliaries_and_midwives_by_date() {
    let adult = person();
    let ams95 = Care::Auxiliary(AuxiliaryAct::Physiotherapist(Coefficient::PlannedAms95));
    let ami = Care::Auxiliary(AuxiliaryAct::Nurse(Coefficient::Given(decimal("1"))));
    let speech = |coefficient| Care::Auxiliary(AuxiliaryAct::SpeechTherapist(coefficient));
    let written = speech(Coefficient::WrittenLanguage);
    for (date, care, figure) in [
        ("2024-02-21", physio("7.5"), "16.13"),
        ("2024-02-22", physio("7.5"), "16.58"),
        ("2026-06-30", ams95, "21.00"),
        ("2026-07-01", ams95, "21.66"),
        ("2023-01-01", ami, "3.15"),
        ("2026-12-31", ami, "3.15"),
        (
            "2025-01-01",
            Care::Auxiliary(AuxiliaryAct::NurseSingleAct),
            "1.35",
        ),
        (
            "2023-12-31",
            Care::Auxiliary(AuxiliaryAct::NurseTravel),
            "2.50",
        ),
        (
            "2024-04-01",
            Care::Auxiliary(AuxiliaryAct::NurseTravel),
            "2.75",
        ),
        ("2023-06-30", written, "27.00"),
        ("2023-07-01", written, "29.00"),
        ("2024-06-01", written, "30.16"),
        (
            "2024-02-21",
            Care::Midwife(MidwifeAct::Consultation),
            "25.00",
        ),
        (
            "2024-02-22",
            Care::Midwife(MidwifeAct::Consultation),
            "26.50",
        ),
        (
            "2024-12-31",
            Care::Midwife(MidwifeAct::KeyLetter(decimal("10"))),
            "31.00",
        ),
        (
            "2025-02-01",
            Care::Midwife(MidwifeAct::KeyLetter(decimal("10"))),
            "32.00",
        ),
    ] {
        assert_eq!(base_of(&adult, date, care), figure, "{care:?} on {date}");
    }
    // 70 %, neither participation nor franchise.
    let midwife = act(
        "2024-03-01",
        Care::Midwife(MidwifeAct::Consultation),
        "26.50",
    );
    assert_eq!(
        amounts(&alone(&adult, &midwife).unwrap()),
        ["26.50", "18.55", "0.00", "0.00", "0.00", "18.55"]
    );
}

/// "3 × 16.58 at 60 % gives 29.84 on the line" (rules §7.2).
#[test]
fn the_share_is_rounded_once_on_the_line() {
    let mut three = act("2024-03-30", physio("7.5"), "49.74");
    three.quantity = 3;
    let settled = alone(&person(), &three).unwrap();
    assert_eq!(
        amounts(&settled),
        ["49.74", "29.84", "0.00", "0.00", "1.50", "28.34"]
    );
}

/// "Half-up per line fits 9.678→9.68, 13.342→13.34, 18.879→18.88"; "33.45 at 70 %: 10.03" is left.
#[test]
fn shares_are_rounded_half_up() {
    for (date, care, base, share) in [
        ("2023-06-01", physio("7.5"), "16.13", "9.68"),
        (
            "2023-06-01",
            one(DoctorAct::NightMajoration),
            "19.06",
            "13.34",
        ),
        (
            "2023-06-01",
            Care::Dentist(DentalAct::Caries),
            "26.97",
            "18.88",
        ),
        (
            "2023-06-01",
            Care::Dentist(DentalAct::OtherCare),
            "33.45",
            "23.42",
        ),
        (
            "2023-06-01",
            Care::Dentist(DentalAct::CariesTwoFaces),
            "33.74",
            "23.62",
        ),
        (
            "2023-06-01",
            Care::Dentist(DentalAct::OtherCare),
            "16.87",
            "11.81",
        ),
        (
            "2023-06-01",
            Care::Dentist(DentalAct::OtherCare),
            "40.97",
            "28.68",
        ),
        (
            "2023-06-01",
            Care::Dentist(DentalAct::OtherCare),
            "81.94",
            "57.36",
        ),
    ] {
        let mut act = act(date, care, base);
        act.base_on_line = Some(euros(base));
        assert_eq!(
            alone(&person(), &act).unwrap().gross.to_string(),
            share,
            "{base}"
        );
    }
    let left = euros("33.45") - euros("23.42");
    assert_eq!(left, euros("10.03"));
}

#[test]
fn dental_care_by_date() {
    let share = |date, care, fee| {
        let settled = alone(&person(), &act(date, Care::Dentist(care), fee)).unwrap();
        assert_eq!(
            settled.gross, settled.paid,
            "nothing is withheld at a dentist's"
        );
        (settled.base.to_string(), settled.paid.to_string())
    };
    let is = |base: &str, paid: &str| (base.to_owned(), paid.to_owned());
    assert_eq!(
        share("2023-10-14", DentalAct::Consultation, "23.00"),
        is("23.00", "16.10")
    );
    assert_eq!(
        share("2023-10-15", DentalAct::Consultation, "23.00"),
        is("23.00", "13.80")
    );
    assert_eq!(
        share("2023-10-14", DentalAct::Scaling, "28.92"),
        is("28.92", "20.24")
    );
    // §1.1: "rate out of date from 15/10/2023: 17.35".
    assert_eq!(
        share("2024-01-10", DentalAct::Scaling, "28.92"),
        is("28.92", "17.35")
    );
    assert_eq!(
        share("2024-06-01", DentalAct::Crown, "290.00"),
        is("120.00", "72.00")
    );
    for code in ["HBLD038", "HBLD350"] {
        let code = DentalAct::ByCode(CcamCode::new(code).unwrap());
        assert_eq!(share("2024-06-01", code, "290.00"), is("120.00", "72.00"));
    }
    assert_eq!(
        share("2024-06-01", DentalAct::InlayCore, "175.00"),
        is("90.00", "54.00")
    );
    assert_eq!(
        share("2024-06-01", DentalAct::Sealing, "21.69"),
        is("21.69", "13.01")
    );
    assert_eq!(
        share("2023-06-01", DentalAct::CareAt4097, "40.97"),
        is("40.97", "28.68")
    );
    assert_eq!(
        share("2026-01-01", DentalAct::CareAt8194, "100.00"),
        is("100.00", "60.00")
    );
    assert_eq!(
        share("2026-01-01", DentalAct::Caries, "29.30"),
        is("29.30", "17.58")
    );
}

#[test]
fn orthodontics() {
    let part = |part, date: &str, agreed: &str| {
        let care = Care::Dentist(DentalAct::Orthodontics {
            part,
            agreed: day(agreed),
        });
        alone(&born("2010-01-10"), &act(date, care, "774.00"))
    };
    let paid = |which, date, agreed| part(which, date, agreed).unwrap().paid.to_string();
    use OrthodonticsPart::{RetentionFirstYear, RetentionSecondYear, Semester};
    assert_eq!(paid(Semester, "2024-06-01", "2023-09-01"), "193.50");
    assert_eq!(
        paid(RetentionFirstYear, "2024-06-01", "2023-09-01"),
        "161.25"
    );
    assert_eq!(
        paid(RetentionSecondYear, "2023-10-14", "2020-09-01"),
        "75.25"
    );
    assert_eq!(
        paid(RetentionSecondYear, "2023-10-15", "2020-09-01"),
        "64.50"
    );
    // 16 years old on the day of the agreement: nothing. The day before: covered, at 18 as well.
    assert_eq!(paid(Semester, "2026-02-01", "2026-01-10"), "0.00");
    assert_eq!(paid(Semester, "2026-12-31", "2026-01-09"), "193.50");
    assert_eq!(paid(Semester, "2024-06-01", "2024-06-01"), "193.50");
    assert!(matches!(
        part(Semester, "2024-06-01", "2024-06-02"),
        Err(Error::Contradiction { .. })
    ));
}

#[test]
fn biology_and_its_participations() {
    // B 0.26 then 0.25 from 15/01/2024.
    assert_eq!(base_of(&person(), "2024-01-14", lab("60", 1)), "15.60");
    assert_eq!(base_of(&person(), "2024-01-15", lab("60", 1)), "15.00");
    // B120 covering 6 examinations bears 4 × 2 = 8.00.
    let settled = alone(&person(), &act("2025-03-01", lab("120", 6), "30.00")).unwrap();
    assert_eq!(
        amounts(&settled),
        ["30.00", "18.00", "0.00", "8.00", "0.00", "10.00"]
    );
}

#[test]
fn drugs_and_their_fees() {
    let paid = |date, care, fee| amounts(&alone(&person(), &act(date, care, fee)).unwrap());
    for (label, share) in [
        (DrugRate::R100, "10.00"),
        (DrugRate::R65, "6.50"),
        (DrugRate::R30, "3.00"),
        (DrugRate::R15, "1.50"),
    ] {
        let settled = alone(&person(), &act("2024-06-01", drug(label, "10.00"), "10.00")).unwrap();
        assert_eq!(settled.gross.to_string(), share, "{label:?}");
        assert_eq!(settled.franchise.to_string(), "1.00", "{label:?}");
    }
    // Price 20.00, base 18.00, 65 %, 2025: 11.70 − 1.00.
    assert_eq!(
        paid("2025-03-01", drug(DrugRate::R65, "18.00"), "20.00"),
        ["18.00", "11.70", "0.00", "0.00", "1.00", "10.70"]
    );
    let fee = |fee| Care::PharmacyFee(fee);
    for (care, figure, share) in [
        (PharmacyFee::Box(DrugRate::R65), "1.02", "0.66"),
        (PharmacyFee::Box(DrugRate::R15), "1.02", "0.15"),
        (PharmacyFee::Box(DrugRate::R100), "1.02", "1.02"),
        (PharmacyFee::LargePack(DrugRate::R30), "2.76", "0.83"),
        (PharmacyFee::Prescription, "0.51", "0.33"),
        (PharmacyFee::Age, "1.58", "1.03"),
        (PharmacyFee::Special, "3.57", "2.32"),
    ] {
        assert_eq!(
            paid("2024-06-01", fee(care), figure),
            [figure, share, "0.00", "0.00", "0.00", share],
            "{care:?}"
        );
    }
    let mut complex = act("2024-06-01", fee(PharmacyFee::Complex), "0.51");
    complex.base_on_line = Some(euros("0.51"));
    assert_eq!(alone(&person(), &complex).unwrap().paid, euros("0.51"));
}

#[test]
fn tfr_and_refused_generics() {
    let of = |tfr: Option<&str>, generic: Option<&str>| {
        let care = Care::Drug {
            label: DrugRate::R65,
            box_base: euros("20.00"),
            tfr: tfr.map(euros),
            refused_generic: generic.map(euros),
        };
        let mut boxes = act("2025-03-01", care, "40.00");
        boxes.quantity = 2;
        boxes.third_party_payment = true;
        alone(&person(), &boxes).unwrap()
    };
    let tfr = of(Some("12.00"), None);
    assert_eq!((tfr.base, tfr.gross), (euros("24.00"), euros("15.60")));
    assert!(!tfr.to_insured && tfr.deferred);
    let generic = of(None, Some("9.00"));
    assert_eq!(
        (generic.base, generic.gross),
        (euros("18.00"), euros("11.70"))
    );
    // No third-party payment: the insured is paid, less the franchise of two boxes.
    assert!(generic.to_insured && !generic.deferred);
    assert_eq!(generic.paid, euros("9.70"));
    assert_eq!(of(Some("12.00"), Some("9.00")).base, euros("24.00"));
}

#[test]
fn transports_by_date() {
    let of = |date, urgent| {
        let mut transport = act(date, Care::Transport { urgent }, "50.00");
        transport.base_on_line = Some(euros("50.00"));
        let settled = alone(&person(), &transport).unwrap();
        (settled.gross.to_string(), settled.franchise.to_string())
    };
    let is = |gross: &str, franchise: &str| (gross.to_owned(), franchise.to_owned());
    assert_eq!(of("2023-07-31", false), is("32.50", "2.00"));
    assert_eq!(of("2023-08-01", false), is("27.50", "2.00"));
    assert_eq!(of("2024-03-31", false), is("27.50", "4.00"));
    assert_eq!(of("2024-03-31", true), is("50.00", "0.00"));
}

#[test]
fn optics_and_hearing_aids() {
    let paid = |person: &Person, care, quantity, fee| {
        let mut items = act("2025-03-01", care, fee);
        items.quantity = quantity;
        alone(person, &items).unwrap().paid.to_string()
    };
    let optics = |item| Care::Optics(item);
    let adult = person();
    assert_eq!(paid(&adult, optics(Optics::FrameA), 1, "30.00"), "5.40");
    assert_eq!(
        paid(&adult, optics(Optics::LensAFirstPrice), 1, "32.50"),
        "5.85"
    );
    assert_eq!(
        paid(&adult, optics(Optics::LensAHighestPrice), 1, "170.00"),
        "30.00"
    );
    assert_eq!(paid(&adult, optics(Optics::ItemB), 1, "200.00"), "0.03");
    assert_eq!(paid(&adult, Care::HearingAid, 1, "1500.00"), "240.00");
    assert_eq!(paid(&adult, Care::HearingAid, 2, "3000.00"), "480.00");
    // 20 on the day of the delivery, and the day before.
    assert_eq!(
        paid(&born("2005-03-01"), Care::HearingAid, 1, "1500.00"),
        "240.00"
    );
    assert_eq!(
        paid(&born("2005-03-02"), Care::HearingAid, 1, "1500.00"),
        "840.00"
    );
}

/// Fees during a stay: 80 %, 100 % with a heavy act and past day 30, nothing withheld.
#[test]
fn fees_during_a_stay() {
    let of = |care, base: &str, day, heavy| {
        let mut act = act("2025-03-01", care, base);
        act.base_on_line = Some(euros(base));
        act.pathway = second_amo::Pathway::Outside;
        act.setting = Setting::Stay {
            number: 1,
            day,
            heavy,
        };
        amounts(&alone(&person(), &act).unwrap())
    };
    let whole = ["50.00", "50.00", "0.00", "0.00", "0.00", "50.00"];
    for care in [
        gp(Sector::One),
        physio("7.5"),
        lab("60", 2),
        technical("50.00"),
    ] {
        assert_eq!(
            of(care, "50.00", 2, false),
            ["50.00", "40.00", "0.00", "0.00", "0.00", "40.00"],
            "{care:?}"
        );
        assert_eq!(of(care, "50.00", 2, true), whole, "{care:?}");
        assert_eq!(of(care, "50.00", 30, false)[1], "40.00", "{care:?}");
        assert_eq!(of(care, "50.00", 31, false), whole, "{care:?}");
    }
}

#[test]
fn care_abroad_is_forced() {
    let mut abroad: Act = act("2025-03-01", gp(Sector::One), "80.00");
    abroad.place = second_amo::Place::Abroad {
        amount: euros("12.34"),
    };
    let settled = alone(&person(), &abroad).unwrap();
    assert_eq!(
        amounts(&settled),
        ["0.00", "12.34", "0.00", "0.00", "0.00", "12.34"]
    );
}

/// FPU 19.61 then 23, reduced 8.49 then 9.96 (rules §2.3): the person's, the AMO has no share in it.
#[test]
fn the_emergency_flat_fee_by_date() {
    let of = |person: &Person, date, long_disease| {
        let mut fee = act(date, Care::EmergencyFlatFee, "23.00");
        fee.long_disease = long_disease;
        alone(person, &fee)
    };
    for (date, disease, fee) in [
        ("2026-02-28", LongDisease::None, "19.61"),
        ("2026-03-01", LongDisease::None, "23.00"),
        ("2026-03-01", LongDisease::Unrelated, "23.00"),
        ("2026-02-28", LongDisease::Related, "8.49"),
        ("2026-03-01", LongDisease::Related, "9.96"),
    ] {
        let settled = of(&person(), date, disease).unwrap();
        assert_eq!(settled.flat_charge.to_string(), fee, "{date} {disease:?}");
        assert_eq!(amounts(&settled), ["0.00"; 6], "{date} {disease:?}");
    }
    let child = of(&born("2015-01-01"), "2026-03-01", LongDisease::None).unwrap();
    assert_eq!(child.flat_charge, euros("23.00"));
    // "ALD, etc.": nobody else is named (register: emergency-fee-grounds).
    let mut pensioner = person();
    pensioner.invalidity_pension = true;
    let error = of(&pensioner, "2026-03-01", LongDisease::None).unwrap_err();
    assert!(matches!(error, Error::NoRow { .. }), "{error}");
    assert!(of(&pensioner, "2026-03-01", LongDisease::Related).is_err());
}
