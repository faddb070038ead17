//! What the line of each act says of it: its code, and who executes it (noemie-format §10, §10.1).
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod amo_support;

use amo_support::{care, patient, settle};
use domain::{Cents, Convention, CoordinationOption};
use oracle::amo::{
    Care, Complement, Dental, Doctor, DrugLabel, Kind, LawCode, Means, Midwife, NurseSupplement,
    Optics, Profession, Reference, Sector, Tariff, Technique,
};

/// Code and speciality of the line of an act whose base stands on it.
fn line(kind: Kind) -> (String, u8) {
    let care = Care {
        base: Some(Cents(5_000)),
        ..care("2025-03-01", kind, Cents(5_000))
    };
    let settled = settle(&patient("1940-01-01"), &care);
    assert_eq!(
        (settled.act, settled.specialty),
        (kind.act(), kind.specialty())
    );
    assert_eq!(
        (settled.convention, settled.option),
        (kind.convention(), kind.option())
    );
    (settled.act.as_str().to_owned(), settled.specialty)
}

fn told(lines: &[(Kind, &str, u8)]) {
    for &(kind, act, specialty) in lines {
        assert_eq!(line(kind), (act.to_owned(), specialty), "{kind:?}");
    }
}

#[test]
fn pharmacy_is_sold_by_a_pharmacy() {
    let labels = [
        (DrugLabel::Cent, "1"),
        (DrugLabel::SoixanteCinq, "7"),
        (DrugLabel::Trente, "4"),
        (DrugLabel::Quinze, "2"),
    ];
    for (label, digit) in labels {
        let generic = Kind::GenericDrug {
            label,
            reference: Reference::Tfr(Cents(100)),
        };
        told(&[
            (Kind::Drug(label), &format!("PH{digit}"), 50),
            (generic, &format!("PH{digit}"), 50),
            (Kind::BoxFee(label), &format!("HD{digit}"), 50),
            (Kind::LargePackFee(label), &format!("HG{digit}"), 50),
        ]);
    }
    told(&[
        (Kind::PrescriptionFee, "HDR", 50),
        (Kind::AgeFee, "HDA", 50),
        (Kind::SpecialFee, "HDE", 50),
        (Kind::ComplexFee, "HC", 50),
    ]);
}

#[test]
fn each_profession_has_its_speciality() {
    let urgent = false;
    let transport = |means| Kind::Transport { means, urgent };
    told(&[
        (Kind::Biology, "B", 30),
        (Kind::Sampling { analysed: false }, "PB", 30),
        (Kind::Letter(Profession::Kine), "AMS", 26),
        (Kind::Letter(Profession::Infirmier), "AMI", 24),
        (Kind::Letter(Profession::Orthophoniste), "AMO", 28),
        (Kind::NurseSupplement(NurseSupplement::SingleAct), "MAU", 24),
        (Kind::NurseSupplement(NurseSupplement::Travel), "IFD", 24),
        (Kind::Midwife(Midwife::Consultation), "C", 21),
        (Kind::Midwife(Midwife::Letter), "SF", 21),
        (transport(Means::Ambulance), "ABA", 55),
        (transport(Means::Vsl), "VSL", 55),
        (transport(Means::Taxi), "TXI", 56),
        (transport(Means::Car), "VP", 0),
        (Kind::Psychologist, "PSY", 0),
    ]);
}

#[test]
fn a_dentist_bills_under_the_code_of_the_act() {
    told(&[
        (Kind::Dental(Dental::Consultation), "CD", 19),
        (Kind::Dental(Dental::Care(None)), "SDE", 19),
        (
            Kind::Dental(Dental::ProsthesisWithoutRemainder(None)),
            "PF0",
            19,
        ),
        (Kind::Dental(Dental::Prosthesis(None)), "SPR", 19),
        (Kind::Dental(Dental::Implant), "IMP", 19),
        (Kind::Dental(Dental::Orthodontics), "TO", 19),
        (Kind::Dental(Dental::Retention1), "TO", 19),
        (Kind::Dental(Dental::Retention2), "TO", 19),
    ]);
}

/// 64 is the optician, 65 who fits hearing aids.
#[test]
fn an_optician_is_none_who_fits_hearing_aids() {
    let lens = LawCode::new("verre-unifocal").unwrap();
    told(&[
        (Kind::Optics(Optics::Glasses), "OPT", 64),
        (Kind::Optics(Optics::FrameA), "LUN", 64),
        (Kind::Optics(Optics::LensA(lens)), "VER", 64),
        (Kind::Optics(Optics::FrameB), "LUN", 64),
        (Kind::Optics(Optics::LensB), "VER", 64),
        (Kind::Optics(Optics::Contacts), "LEN", 64),
        (Kind::HearingAid, "PAU", 65),
    ]);
}

#[test]
fn a_doctors_act_carries_speciality_sector_and_option() {
    let by = |sector, option| {
        let consultation = Kind::Consultation {
            tariff: Tariff::SpecialisteCoordonne,
            doctor: Doctor {
                sector,
                option,
                specialty: 3,
            },
        };
        let technical = Kind::Technical {
            technique: Technique::Ultrasound,
            others: Cents::ZERO,
            doctor: Doctor {
                sector,
                option,
                specialty: 3,
            },
        };
        let complement = Kind::Complement {
            complement: Complement::Mcy,
            doctor: Doctor {
                sector,
                option,
                specialty: 3,
            },
        };
        [
            (consultation, "CS"),
            (technical, "ADE"),
            (complement, "MCY"),
        ]
    };
    let (none, optam) = (CoordinationOption::None, CoordinationOption::Optam);
    for (sector, option, convention) in [
        (Sector::One, none, Convention::Secteur1),
        (Sector::TwoOptam, optam, Convention::Secteur2),
        (Sector::Two, none, Convention::Secteur2),
        (Sector::Three, none, Convention::None),
    ] {
        for (kind, act) in by(sector, option) {
            told(&[(kind, act, 3)]);
            assert_eq!(
                (kind.convention(), kind.option()),
                (convention, option),
                "{kind:?}"
            );
        }
    }
    assert_eq!(Kind::Biology.convention(), Convention::None);
    assert_eq!(Kind::Biology.option(), none);
}

#[test]
fn a_doctors_code_is_that_of_what_is_done() {
    let (sector, option) = (Sector::One, CoordinationOption::None);
    let consultation = |tariff, specialty| Kind::Consultation {
        tariff,
        doctor: Doctor {
            sector,
            option,
            specialty,
        },
    };
    let technical = |technique| Kind::Technical {
        technique,
        others: Cents::ZERO,
        doctor: Doctor {
            sector,
            option,
            specialty: 4,
        },
    };
    let beside = |complement| Kind::Complement {
        complement,
        doctor: Doctor {
            sector,
            option,
            specialty: 1,
        },
    };
    told(&[
        (consultation(Tariff::Generaliste, 1), "G", 1),
        (consultation(Tariff::Generaliste, 22), "G", 22),
        (consultation(Tariff::Complexe, 23), "G", 23),
        (consultation(Tariff::Complexe, 12), "CS", 12),
        (consultation(Tariff::Psychiatre, 33), "CNP", 33),
        // A neurologist is no psychiatrist.
        (consultation(Tariff::Psychiatre, 32), "CS", 32),
        (consultation(Tariff::Apc, 3), "APC", 3),
        (consultation(Tariff::ApcPsychiatre, 33), "APC", 33),
        (consultation(Tariff::Teleconsultation, 1), "TCG", 1),
        (consultation(Tariff::Teleconsultation, 33), "TC", 33),
        (consultation(Tariff::ExamenEnfantCoe, 1), "COE", 1),
        (consultation(Tariff::ExamenEnfantCoh, 12), "COH", 12),
        (consultation(Tariff::ConsultationLongue, 1), "G", 1),
        (technical(Technique::Medical), "ATM", 4),
        (technical(Technique::Surgery), "ADC", 4),
        (technical(Technique::Obstetrics), "ACO", 4),
        (technical(Technique::Anaesthesia), "ADA", 4),
        (technical(Technique::Ultrasound), "ADE", 4),
        (technical(Technique::Imaging), "ADI", 4),
        (beside(Complement::Night), "CRN", 1),
        (beside(Complement::NightThird), "CRN", 1),
        (beside(Complement::Sunday), "CRD", 1),
        (beside(Complement::Endocrinologist), "MCE", 1),
        (beside(Complement::Mcy), "MCY", 1),
    ]);
}

/// The parcours binds doctors' acts, and no other.
#[test]
fn only_doctors_know_the_parcours() {
    let (sector, option, specialty) = (Sector::One, CoordinationOption::None, 1);
    let tariff = Tariff::Generaliste;
    let consultation = Kind::Consultation {
        tariff,
        doctor: Doctor {
            sector,
            option,
            specialty,
        },
    };
    let technical = Kind::Technical {
        technique: Technique::Medical,
        others: Cents::ZERO,
        doctor: Doctor {
            sector,
            option,
            specialty,
        },
    };
    assert!(consultation.is_doctor() && technical.is_doctor());
    for other in [
        Kind::Biology,
        Kind::HearingAid,
        Kind::Midwife(Midwife::Consultation),
        Kind::Dental(Dental::Consultation),
        Kind::Drug(DrugLabel::Cent),
    ] {
        assert!(!other.is_doctor(), "{other:?}");
    }
}
