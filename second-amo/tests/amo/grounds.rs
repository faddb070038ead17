//! What a ground of exemption changes (rules §2.4, §8 bis, §12 bis 4).

use second_amo::{
    Act, AuxiliaryAct, Care, DentalAct, DrugRate, Error, LongDisease, Maternity, Optics,
    OrthodonticsPart, Person, PharmacyFee, Sector, Setting, Specialty,
};

use crate::plain::{
    act, alone, amounts, born, day, drug, euros, gp, lab, person, physio, specialist, technical,
};

fn gp_of_2025() -> Act {
    act("2025-03-01", gp(Sector::One), "30.00")
}

fn boxes() -> Act {
    act("2025-03-01", drug(DrugRate::R65, "10.00"), "10.00")
}

fn holding(change: impl FnOnce(&mut Person)) -> Person {
    let mut person = person();
    change(&mut person);
    person
}

/// Gross amount and participation of a GP consultation, gross amount and franchise of a box at 65 %.
fn effects(person: &Person, change: impl Fn(&mut Act)) -> [String; 4] {
    let (mut gp, mut drug) = (gp_of_2025(), boxes());
    change(&mut gp);
    change(&mut drug);
    let (gp, drug) = (alone(person, &gp).unwrap(), alone(person, &drug).unwrap());
    [gp.gross, gp.participation, drug.gross, drug.franchise].map(|amount| amount.to_string())
}

#[test]
fn the_table_of_grounds() {
    let nothing = |_: &mut Act| {};
    assert_eq!(
        effects(&person(), nothing),
        ["21.00", "2.00", "6.50", "1.00"]
    );
    let with = |disease| move |act: &mut Act| act.long_disease = disease;
    assert_eq!(
        effects(&person(), with(LongDisease::Related)),
        ["30.00", "2.00", "10.00", "1.00"]
    );
    assert_eq!(
        effects(&person(), with(LongDisease::Unrelated)),
        ["21.00", "2.00", "6.50", "1.00"]
    );
    assert_eq!(
        effects(&person(), |act| act.work_accident = true),
        ["30.00", "2.00", "10.00", "1.00"]
    );
    assert_eq!(
        effects(&person(), |act| act.prevention = true),
        ["30.00", "0.00", "10.00", "0.00"]
    );
    assert_eq!(
        effects(&holding(|p| p.invalidity_pension = true), nothing),
        ["30.00", "2.00", "10.00", "1.00"]
    );
    assert_eq!(
        effects(&holding(|p| p.c2s = true), nothing),
        ["21.00", "0.00", "6.50", "0.00"]
    );
    assert_eq!(
        effects(&holding(|p| p.state_medical_aid = true), nothing),
        ["21.00", "0.00", "6.50", "0.00"]
    );
    assert_eq!(
        effects(&holding(|p| p.military_pension = true), nothing),
        ["21.00", "0.00", "6.50", "0.00"]
    );
    // §4 spares victims of terrorism the franchise; they are not among the persons exempt of the participation.
    assert_eq!(
        effects(&holding(|p| p.terrorism_victim = true), nothing),
        ["21.00", "2.00", "6.50", "0.00"]
    );
    assert_eq!(
        effects(&holding(|p| p.local_scheme = true), nothing),
        ["27.00", "2.00", "9.00", "1.00"]
    );
    assert_eq!(
        effects(&born("2010-01-01"), nothing),
        ["21.00", "0.00", "6.50", "0.00"]
    );
}

/// A decision lists the grounds that it met, and no other.
#[test]
fn grounds_are_listed() {
    let listed = |person: &Person, disease| {
        let mut act = gp_of_2025();
        act.long_disease = disease;
        let rules = alone(person, &act).unwrap().rules;
        rules
            .into_iter()
            .filter(|rule| rule.starts_with("ground-"))
            .collect::<Vec<_>>()
    };
    assert!(listed(&person(), LongDisease::None).is_empty());
    assert_eq!(listed(&person(), LongDisease::Related), ["ground-ald"]);
    let pensioner = holding(|p| p.invalidity_pension = true);
    assert_eq!(
        listed(&pensioner, LongDisease::Unrelated),
        ["ground-unrelated-to-ald", "ground-invalidity"]
    );
}

/// §12 bis 4: "GP 30.00 under AT on 2025-03-01: AMO 28.00".
#[test]
fn a_work_accident() {
    let mut act = gp_of_2025();
    act.work_accident = true;
    assert_eq!(
        amounts(&alone(&person(), &act).unwrap()),
        ["30.00", "30.00", "0.00", "2.00", "0.00", "28.00"]
    );
}

/// Under 18 on 1 January: exempt all that calendar year.
#[test]
fn minority_is_that_of_1_january() {
    let participation = |birth, date| {
        let act = act(date, gp(Sector::One), "30.00");
        alone(&born(birth), &act).unwrap().participation
    };
    assert_eq!(participation("2007-01-01", "2025-01-01"), euros("2.00"));
    assert_eq!(participation("2007-01-02", "2025-01-01"), euros("0.00"));
    assert_eq!(participation("2007-01-02", "2025-12-31"), euros("0.00"));
    assert_eq!(participation("2007-01-02", "2026-01-01"), euros("2.00"));
}

/// From month 6 to day 12 after the birth.
#[test]
fn maternity_begins_and_ends() {
    let rate = |date: &str, birth: Option<&str>| {
        let mut mother = born("1995-02-03");
        mother.maternity = Some(Maternity {
            began: day("2024-08-15"),
            birth: birth.map(day),
        });
        let settled = alone(&mother, &act(date, gp(Sector::One), "30.00")).unwrap();
        (settled.gross, settled.participation)
    };
    let whole = (euros("30.00"), euros("0.00"));
    let ordinary = (euros("21.00"), euros("2.00"));
    assert_eq!(rate("2025-01-14", None), ordinary);
    assert_eq!(rate("2025-01-15", None), whole);
    assert_eq!(rate("2025-05-20", Some("2025-05-20")), whole);
    assert_eq!(rate("2025-06-01", Some("2025-05-20")), whole);
    assert_eq!(rate("2025-06-02", Some("2025-05-20")), ordinary);
}

/// Two grounds at once: the highest rate, and each waiver holds.
#[test]
fn grounds_add_up() {
    let mut ald = gp_of_2025();
    ald.long_disease = LongDisease::Related;
    let settled = alone(&holding(|p| p.c2s = true), &ald).unwrap();
    assert_eq!(
        (settled.gross, settled.participation),
        (euros("30.00"), euros("0.00"))
    );
    let settled = alone(&holding(|p| p.local_scheme = true), &ald).unwrap();
    assert_eq!(
        (settled.gross, settled.participation),
        (euros("30.00"), euros("2.00"))
    );
}

/// Exemption never covers overruns.
#[test]
fn an_exemption_stops_at_the_base() {
    let mut act = act("2025-03-01", gp(Sector::TwoWithoutOption), "80.00");
    act.long_disease = LongDisease::Related;
    assert_eq!(alone(&person(), &act).unwrap().gross, euros("23.00"));
}

/// "Fees, auxiliaries and labs 90 %; drugs 65→90, 30→80, 15 % unchanged."
#[test]
fn the_local_regime() {
    let local = holding(|p| p.local_scheme = true);
    for (care, rate) in [
        (gp(Sector::One), 90),
        (specialist(Specialty::Other, Sector::TwoWithoutOption), 90),
        (physio("7.5"), 90),
        (lab("60", 1), 90),
        (Care::Midwife(second_amo::MidwifeAct::Consultation), 90),
        (Care::Dentist(DentalAct::Consultation), 90),
        (drug(DrugRate::R100, "10.00"), 100),
        (drug(DrugRate::R65, "10.00"), 90),
        (drug(DrugRate::R30, "10.00"), 80),
        (drug(DrugRate::R15, "10.00"), 15),
        (Care::PharmacyFee(PharmacyFee::Box(DrugRate::R30)), 80),
        (Care::PharmacyFee(PharmacyFee::Prescription), 90),
    ] {
        let settled = alone(&local, &act("2025-03-01", care, "10.00")).unwrap();
        assert_eq!(settled.rate, rate.into(), "{care:?}");
    }
    for (care, row) in [
        (Care::HearingAid, "taux.regime-local[audio]"),
        (Care::Optics(Optics::ItemB), "taux.regime-local[optique]"),
        (
            Care::Dentist(DentalAct::Crown),
            "taux.regime-local[dentaire-protheses]",
        ),
        (Care::Psychologist, "taux.regime-local[psychologue]"),
    ] {
        match alone(&local, &act("2025-03-01", care, "10.00")).unwrap_err() {
            Error::Hole { parameter, .. } => assert_eq!(parameter, row),
            other => panic!("{row}: {other}"),
        }
    }
    let orthodontics = |part| {
        let mut child = born("2012-01-01");
        child.local_scheme = true;
        let care = Care::Dentist(DentalAct::Orthodontics {
            part,
            agreed: day("2024-01-01"),
        });
        alone(&child, &act("2025-03-01", care, "300.00"))
    };
    let semester = orthodontics(OrthodonticsPart::Semester).unwrap();
    assert_eq!(semester.paid, euros("193.50"));
    assert!(matches!(
        orthodontics(OrthodonticsPart::RetentionSecondYear),
        Err(Error::NoRow { .. })
    ));
}

/// "25 EUR GP: 17.50 general + 5.00 local."
#[test]
fn a_gp_in_the_local_regime() {
    let local = holding(|p| p.local_scheme = true);
    let settled = alone(&local, &act("2023-06-01", gp(Sector::One), "25.00")).unwrap();
    assert_eq!(settled.gross, euros("17.50") + euros("5.00"));
}

/// Who is exempt of the participation on heavy acts: the act stays paid whole.
#[test]
fn heavy_acts_and_grounds() {
    let of = |person: &Person, change: fn(&mut Act)| {
        let mut act = act("2025-03-01", technical("200.00"), "200.00");
        act.base_on_line = Some(euros("200.00"));
        change(&mut act);
        let settled = alone(person, &act).unwrap();
        assert_eq!(settled.gross, euros("200.00"));
        settled.heavy_participation
    };
    let (due, waived) = (euros("24.00"), euros("0.00"));
    assert_eq!(of(&person(), |_| {}), due);
    assert_eq!(
        of(&person(), |act| act.long_disease = LongDisease::Unrelated),
        due
    );
    assert_eq!(of(&born("2015-01-01"), |_| {}), due);
    assert_eq!(
        of(&person(), |act| act.long_disease = LongDisease::Related),
        waived
    );
    assert_eq!(of(&person(), |act| act.work_accident = true), waived);
    assert_eq!(
        of(&holding(|p| p.invalidity_pension = true), |_| {}),
        waived
    );
    assert_eq!(of(&holding(|p| p.c2s = true), |_| {}), waived);
    assert_eq!(of(&holding(|p| p.local_scheme = true), |_| {}), waived);
    let mut mother = born("1995-02-03");
    mother.maternity = Some(Maternity {
        began: day("2024-08-15"),
        birth: None,
    });
    assert_eq!(of(&mother, |_| {}), waived);
}

#[test]
fn urgent_transports_and_nurses_travel_bear_no_franchise() {
    let franchise = |care| {
        let mut act = act("2025-03-01", care, "50.00");
        act.base_on_line = Some(euros("50.00"));
        alone(&person(), &act).unwrap().franchise
    };
    assert_eq!(franchise(Care::Transport { urgent: true }), euros("0.00"));
    assert_eq!(
        franchise(Care::Auxiliary(AuxiliaryAct::NurseTravel)),
        euros("0.00")
    );
    assert_eq!(
        franchise(Care::Auxiliary(AuxiliaryAct::NurseSingleAct)),
        euros("0.00")
    );
    assert_eq!(
        franchise(Care::Auxiliary(AuxiliaryAct::Other)),
        euros("1.00")
    );
    assert_eq!(franchise(Care::HearingAid), euros("0.00"));
}

/// Fees during a stay: 100 % under a ground, and in the local regime as the stay (register: local-regime-stay-fees).
#[test]
fn fees_during_a_stay_and_grounds() {
    let of = |person: &Person, disease| {
        let mut act = gp_of_2025();
        act.long_disease = disease;
        act.setting = Setting::Stay {
            number: 1,
            day: 2,
            heavy: false,
        };
        alone(person, &act).unwrap().gross
    };
    let local = holding(|p| p.local_scheme = true);
    assert_eq!(of(&person(), LongDisease::None), euros("24.00"));
    assert_eq!(of(&person(), LongDisease::Related), euros("30.00"));
    assert_eq!(of(&local, LongDisease::None), euros("30.00"));
}
