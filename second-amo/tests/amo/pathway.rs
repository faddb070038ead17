//! The parcours de soins (rules §5).

use second_amo::{
    Care, Counters, DoctorAct, LongDisease, Maternity, Pathway, Person, Sector, Setting, Specialty,
    settle,
};

use crate::plain::{
    act, alone, amounts, born, day, doctor, euros, gp, law, person, specialist, technical,
};

fn majoration(person: &Person, care: Care, pathway: Pathway) -> String {
    let mut act = act("2025-03-01", care, "50.00");
    act.pathway = pathway;
    alone(person, &act).unwrap().majoration.to_string()
}

/// "Hence capped: 10.00 / 10.60 / 12.00 with base 25 / 26.50 / 30."
#[test]
fn the_majoration_is_capped_by_the_gp_tariff_of_the_day() {
    for (date, cap) in [
        ("2023-10-31", "10.00"),
        ("2023-11-01", "10.60"),
        ("2024-12-21", "10.60"),
        ("2024-12-22", "12.00"),
    ] {
        let mut gp = act(date, gp(Sector::One), "60.00");
        gp.pathway = Pathway::Outside;
        assert_eq!(
            alone(&person(), &gp).unwrap().majoration.to_string(),
            cap,
            "{date}"
        );
        let mut dear = act(date, technical("100.00"), "100.00");
        dear.base_on_line = Some(euros("100.00"));
        dear.pathway = Pathway::Outside;
        assert_eq!(
            alone(&person(), &dear).unwrap().majoration.to_string(),
            cap,
            "{date}"
        );
    }
}

/// "An act at 44: 30.80 − 10.60 = 20.20, not 13.20."
#[test]
fn an_act_at_44() {
    let mut act = act("2024-02-01", technical("44.00"), "44.00");
    act.base_on_line = Some(euros("44.00"));
    act.pathway = Pathway::Outside;
    let settled = alone(&person(), &act).unwrap();
    assert_eq!(
        amounts(&settled),
        ["44.00", "30.80", "10.60", "1.00", "0.00", "19.20"]
    );
    assert_eq!(settled.after_majoration, euros("20.20"));
}

/// Below the cap: 40 % of min(fee, base), rounded by itself (§12 bis 17): 16.10 − 9.20; and of a fee of 20.01,
/// 14.01 − 8.00.
#[test]
fn the_majoration_is_rounded_by_itself() {
    let of = |fee| {
        let mut act = act("2025-03-01", gp(Sector::TwoWithoutOption), fee);
        act.pathway = Pathway::Outside;
        let settled = alone(&person(), &act).unwrap();
        (settled.gross, settled.majoration)
    };
    assert_eq!(of("50.00"), (euros("16.10"), euros("9.20")));
    assert_eq!(of("20.01"), (euros("14.01"), euros("8.00")));
    assert_eq!(of("20.02"), (euros("14.01"), euros("8.01")));
}

#[test]
fn who_is_spared() {
    let gp = gp(Sector::One);
    let adult = person();
    assert_eq!(majoration(&adult, gp, Pathway::Outside), "12.00");
    for pathway in [
        Pathway::Within,
        Pathway::Urgent,
        Pathway::AwayFromHome,
        Pathway::Locum,
    ] {
        assert_eq!(majoration(&adult, gp, pathway), "0.00", "{pathway:?}");
    }
    // Under 16 until the day before the birthday.
    assert_eq!(
        majoration(&born("2009-03-02"), gp, Pathway::Outside),
        "0.00"
    );
    assert_eq!(
        majoration(&born("2009-03-01"), gp, Pathway::Outside),
        "12.00"
    );
    for specialty in [
        Specialty::Gynaecologist,
        Specialty::Ophthalmologist,
        Specialty::Stomatologist,
    ] {
        let care = specialist(specialty, Sector::One);
        assert_eq!(
            majoration(&adult, care, Pathway::Outside),
            "0.00",
            "{specialty:?}"
        );
    }
    assert_eq!(
        majoration(
            &adult,
            specialist(Specialty::Dermatologist, Sector::One),
            Pathway::Outside
        ),
        "12.00"
    );
    // Psychiatry, 16 to 25: the last year included.
    let psychiatrist = specialist(Specialty::Psychiatrist, Sector::One);
    assert_eq!(
        majoration(&born("2009-03-01"), psychiatrist, Pathway::Outside),
        "0.00"
    );
    assert_eq!(
        majoration(&born("1999-03-02"), psychiatrist, Pathway::Outside),
        "0.00"
    );
    assert_eq!(
        majoration(&born("1999-03-01"), psychiatrist, Pathway::Outside),
        "12.00"
    );
}

#[test]
fn an_ald_protocol_and_maternity_are_spared() {
    let mut related = act("2025-03-01", gp(Sector::One), "30.00");
    related.pathway = Pathway::Outside;
    for (disease, expected) in [
        (LongDisease::Related, "0.00"),
        (LongDisease::Unrelated, "12.00"),
        (LongDisease::None, "12.00"),
    ] {
        related.long_disease = disease;
        assert_eq!(
            alone(&person(), &related).unwrap().majoration.to_string(),
            expected
        );
    }
    let mut mother = born("1995-02-03");
    mother.maternity = Some(Maternity {
        began: day("2024-08-15"),
        birth: None,
    });
    assert_eq!(
        majoration(&mother, gp(Sector::One), Pathway::Outside),
        "0.00"
    );
}

#[test]
fn only_doctors_bear_it() {
    let mut dentist = act(
        "2025-03-01",
        Care::Dentist(second_amo::DentalAct::Consultation),
        "23.00",
    );
    dentist.pathway = Pathway::Outside;
    assert_eq!(
        alone(&person(), &dentist).unwrap().majoration,
        euros("0.00")
    );
}

#[test]
fn never_during_a_stay() {
    let mut act = act("2025-03-01", gp(Sector::One), "30.00");
    act.pathway = Pathway::Outside;
    act.setting = Setting::Stay {
        number: 1,
        day: 1,
        heavy: false,
    };
    let settled = alone(&person(), &act).unwrap();
    assert_eq!(settled.majoration, euros("0.00"));
    assert!(settled.rules.contains(&"majoration-spared-during-a-stay"));
}

/// A majoration on a line of its own follows the main act (register: complement-withholding).
#[test]
fn a_complement_bears_no_majoration() {
    let mut night = act(
        "2023-06-01",
        doctor(
            Specialty::GeneralPractitioner,
            Sector::One,
            DoctorAct::NightMajoration,
        ),
        "19.06",
    );
    night.pathway = Pathway::Outside;
    let settled = alone(&person(), &night).unwrap();
    assert_eq!(
        amounts(&settled),
        ["19.06", "13.34", "0.00", "0.00", "0.00", "13.34"]
    );
}

/// The night consultation, each line by itself.
#[test]
fn a_consultation_at_night_is_three_lines() {
    let law = law();
    let mut counters = Counters::default();
    let of = |act| doctor(Specialty::GeneralPractitioner, Sector::One, act);
    let mut gross = Vec::new();
    for (care, fee) in [
        (gp(Sector::One), "25.00"),
        (of(DoctorAct::NightMajoration), "19.06"),
        (of(DoctorAct::NightComplement), "3.00"),
    ] {
        let line = act("2023-06-01", care, fee);
        gross.push(
            settle(law, &person(), &line, &mut counters)
                .unwrap()
                .gross
                .to_string(),
        );
    }
    assert_eq!(gross, ["17.50", "13.34", "2.10"]);
    // One participation for the three.
    assert_eq!(counters.participation_of(2023), euros("1.00"));
}

/// "S1 specialists may bill a capped overrun out of parcours (DA)": with the majoration, and nobody else.
#[test]
fn an_authorised_overrun() {
    let of = |person: &Person, specialty, sector| {
        let consultation = DoctorAct::Consultation { coordinated: false };
        let mut act = act(
            "2025-03-01",
            doctor(specialty, sector, consultation),
            "50.00",
        );
        act.pathway = Pathway::AuthorisedOverrun;
        alone(person, &act).map(|settled| settled.majoration.to_string())
    };
    let adult = person();
    assert_eq!(
        of(&adult, Specialty::Dermatologist, Sector::One).unwrap(),
        "10.60"
    );
    assert!(of(&adult, Specialty::GeneralPractitioner, Sector::One).is_err());
    assert!(of(&adult, Specialty::Dermatologist, Sector::TwoWithOption).is_err());
    // Who is spared the majoration is not out of the parcours.
    assert!(of(&adult, Specialty::Gynaecologist, Sector::One).is_err());
    assert!(of(&born("2015-01-01"), Specialty::Dermatologist, Sector::One).is_err());
}
