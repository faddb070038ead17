//! Act codes and details of a question, and what they are settled as (docs/quote.md).

use domain::{Cents, CoordinationOption, Heading, PsNumber};
use oracle::amo::{Care, Doctor, Exemption, Kind, Parcours, Sector, Tariff, base};
use oracle::law::Law;
use oracle::quote::Session;

use crate::amc::day;
use crate::quote::{alone, told};

/// The line is told under the code that was asked, at the AMO's rate, and the contracts see it under its heading.
#[test]
fn each_code_has_its_line_heading_and_rate() {
    use Heading as H;
    for (asked, heading, rate) in [
        ("G", H::Generaliste, 70),
        ("GS", H::Generaliste, 70),
        ("C", H::Generaliste, 70),
        ("CS", H::Specialiste, 70),
        ("CNP", H::Specialiste, 70),
        ("APC", H::Specialiste, 70),
        ("V", H::Generaliste, 70),
        ("VGS", H::Generaliste, 70),
        ("VS", H::Specialiste, 70),
        ("K", H::ActesTechniques, 70),
        ("KC", H::ActesTechniques, 70),
        ("Z", H::Imagerie, 70),
        ("ZN", H::Imagerie, 70),
        ("AIS", H::Infirmier, 60),
        ("AMX", H::Infirmier, 60),
        ("DI", H::Infirmier, 60),
        ("BP", H::Biologie, 60),
        ("TC", H::Specialiste, 70),
        ("TCG", H::Generaliste, 70),
        ("ATM", H::ActesTechniques, 70),
        ("ADC", H::ActesTechniques, 70),
        ("ACO", H::ActesTechniques, 70),
        ("ADA", H::ActesTechniques, 70),
        ("ADE", H::Imagerie, 70),
        ("ADI", H::Imagerie, 70),
        ("CRN", H::Generaliste, 70),
        ("CRD", H::Generaliste, 70),
        ("MCE", H::Specialiste, 70),
        ("MCY", H::Specialiste, 70),
        ("PH1", H::Pharmacie100, 100),
        ("PH7", H::Pharmacie65, 65),
        ("PH4", H::Pharmacie30, 30),
        ("PH2", H::Pharmacie15, 15),
        ("HD1", H::Pharmacie100, 100),
        ("HD7", H::Pharmacie65, 65),
        ("HD4", H::Pharmacie30, 30),
        ("HD2", H::Pharmacie15, 15),
        ("HG1", H::Pharmacie100, 100),
        ("HG7", H::Pharmacie65, 65),
        ("HG4", H::Pharmacie30, 30),
        ("HG2", H::Pharmacie15, 15),
        ("HDR", H::Pharmacie65, 65),
        ("HDA", H::Pharmacie65, 65),
        ("HDE", H::Pharmacie65, 65),
        ("HC", H::Pharmacie100, 100),
        ("B", H::Biologie, 60),
        ("PB", H::Biologie, 60),
        ("AMS", H::Kine, 60),
        ("AMK", H::Kine, 60),
        ("AMC", H::Kine, 60),
        ("AMI", H::Infirmier, 60),
        ("AMO", H::Orthophoniste, 60),
        ("MAU", H::Infirmier, 60),
        ("IFD", H::Infirmier, 60),
        ("SF", H::SageFemme, 70),
        ("CD", H::SoinsDentaires, 60),
        ("SDE", H::SoinsDentaires, 60),
        ("TDS", H::SoinsDentaires, 60),
        ("END", H::SoinsDentaires, 60),
        ("PF0", H::Dentaire100Sante, 60),
        ("SPR", H::DentaireLibre, 60),
        ("PFC", H::DentaireLibre, 60),
        ("INO", H::DentaireLibre, 60),
        // IN1 is of the moderated basket by its code.
        ("IN1", H::DentaireMaitrise, 60),
        ("IMP", H::Implant, 60),
        ("TO", H::Orthodontie, 100),
        ("OPT", H::VerreB, 60),
        ("LEN", H::Lentilles, 60),
        ("PAU", H::Audio2, 60),
        // PAZ is class I, without remainder.
        ("PAZ", H::Audio1, 60),
        ("ABA", H::Transport, 55),
        ("VSL", H::Transport, 55),
        ("TXI", H::Transport, 55),
        ("VP", H::Transport, 55),
        ("PSY", H::Psychologue, 60),
    ] {
        let line = alone(&format!(
            "{{date: 2025-03-01, act: {asked}, fee: 5000, base: 5000}}"
        ));
        let act_told = line.act.map(|act| act.to_string());
        assert_eq!(
            (act_told.as_deref(), line.heading, line.rate),
            (Some(asked), Some(heading), Some(rate)),
            "{asked}"
        );
    }
}

#[test]
fn a_detail_says_what_the_code_does_not() {
    let of = |yaml: &str| {
        let line = alone(&format!(
            "{{date: 2025-03-01, fee: 5000, base: 5000, {yaml}}}"
        ));
        (
            line.act.unwrap().to_string(),
            line.heading.unwrap(),
            line.rate.unwrap(),
            line.participation.0,
        )
    };
    let is = |act: &str, heading, rate, kept| (act.to_owned(), heading, rate, kept);
    assert_eq!(
        of("act: LUN, detail: class-a"),
        is("LUN", Heading::MontureA, 60, 0)
    );
    assert_eq!(
        of("act: LUN, detail: class-b"),
        is("LUN", Heading::MontureB, 60, 0)
    );
    let lens = "act: VER, code: verre-unifocal, detail:";
    assert_eq!(
        of(&format!("{lens} class-a")),
        is("VER", Heading::VerreA, 60, 0)
    );
    assert_eq!(
        of(&format!("{lens} class-b")),
        is("VER", Heading::VerreB, 60, 0)
    );
    assert_eq!(of("act: PB"), is("PB", Heading::Biologie, 60, 200));
    assert_eq!(
        of("act: PB, detail: analysed"),
        is("PB", Heading::Biologie, 60, 0)
    );
    assert_eq!(of("act: ABA, detail: urgent").2, 100);
    assert_eq!(of("act: TO, detail: first-retention").2, 100);
    assert_eq!(of("act: TO, detail: second-retention").2, 60);
    // By whom: a dentist's C, a midwife's C.
    assert_eq!(
        of("act: C, practitioner: {specialty: 19}"),
        is("C", Heading::SoinsDentaires, 60, 0)
    );
    assert_eq!(
        of("act: C, practitioner: {specialty: 21}"),
        is("C", Heading::SageFemme, 70, 0)
    );
    // The mandatory examinations of a child are paid whole.
    for act in ["COE", "COH"] {
        let line = alone(&format!(
            "{{date: 2025-03-01, fee: 5000, base: 5000, act: {act}}}"
        ));
        assert_eq!(
            (line.act.unwrap().as_str(), line.heading, line.rate),
            (act, Some(Heading::Generaliste), Some(100))
        );
    }
}

/// The base asked is that of the tariff.
#[test]
fn a_consultation_is_paid_as_who_gives_it_and_how() {
    use Tariff as T;
    let on = "2025-03-01";
    let by_tariff = |tariff, specialty| {
        let care = Care {
            day: day(on),
            kind: Kind::Consultation {
                tariff,
                doctor: Doctor {
                    sector: Sector::One,
                    option: CoordinationOption::None,
                    specialty,
                },
            },
            fee: Cents(20_000),
            quantity: 1,
            coefficient: 100,
            count: 0,
            base: None,
            parcours: Parcours::In,
            exemption: Exemption::None,
            executor: PsNumber::default(),
            third_party: false,
        };
        base(Law::embedded(), day("1940-01-01"), &care).map_err(|error| error.to_string())
    };
    for (yaml, tariff, specialty) in [
        ("act: G", T::Generaliste, 1),
        ("act: CS", T::SpecialisteCoordonne, 8),
        ("act: CS, detail: direct", T::SpecialisteDirect, 8),
        ("act: CS, parcours: out", T::SpecialisteDirect, 8),
        ("act: CNP", T::Psychiatre, 33),
        ("act: CS, practitioner: {specialty: 32}", T::Psychiatre, 32),
        ("act: CNP, detail: direct", T::SpecialisteDirect, 33),
        ("act: CS, practitioner: {specialty: 3}", T::Cardiologue, 3),
        (
            "act: CS, detail: direct, practitioner: {specialty: 3}",
            T::SpecialisteDirect,
            3,
        ),
        ("act: CS, practitioner: {specialty: 7}", T::Gynecologue, 7),
        (
            "act: CS, detail: direct, practitioner: {specialty: 7}",
            T::GynecologueDirect,
            7,
        ),
        (
            "act: CS, parcours: out, practitioner: {specialty: 7}",
            T::GynecologueDirect,
            7,
        ),
        ("act: CS, practitioner: {specialty: 12}", T::Pediatre, 12),
        ("act: APC", T::Apc, 8),
        (
            "act: APC, practitioner: {specialty: 33}",
            T::ApcPsychiatre,
            33,
        ),
        ("act: TC", T::Teleconsultation, 8),
        ("act: CS, detail: complexe", T::Complexe, 8),
        ("act: CS, detail: tres-complexe", T::TresComplexe, 8),
        (
            "act: G, detail: consultation-longue",
            T::ConsultationLongue,
            1,
        ),
        (
            "act: CS, detail: depistage-melanome, practitioner: {specialty: 5}",
            T::DepistageMelanome,
            5,
        ),
        ("act: CS, detail: geriatre", T::Geriatre, 8),
        ("act: CS, detail: medecine-physique", T::MedecinePhysique, 8),
    ] {
        let question = told(&format!(
            "{{date: {on}, fee: 20000, patient: {{birth: 1940-01-01}}, {yaml}}}"
        ));
        let answer = Session::default().answer(&question);
        let paid_on = answer
            .map(|answer| answer.lines[0].base)
            .map_err(|error| error.to_string());
        // Where the tariff is unknown on that day, the error names it.
        assert_eq!(paid_on, by_tariff(tariff, specialty), "{yaml}");
    }
}
