//! Exceptions to the base case, what they leave in the trace, and the lines they make.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod amo_support;

use amo_support::{adult, base_of, care, consultation, drug, gp, patient, settle};
use domain::{Cents, Convention, CoordinationOption, Rounding};
use oracle::amo::{
    AmoError, Care, Complement, Counters, Cover, Dental, Doctor, DrugLabel, Exemption, Kind,
    LawCode, Liquidation, Parcours, Patient, Reference, Sector, Tariff, base, liquidate,
};
use oracle::law::Law;
use oracle::rules;
use oracle::trace::{Confidence, NoTrace, Step, Steps};

fn traced(care: &Care) -> (Liquidation, Vec<Step>) {
    let mut steps = Steps::default();
    let mut counters = Counters::default();
    let settled = liquidate(Law::embedded(), &adult(), care, &mut counters, &mut steps).unwrap();
    (settled, steps.0)
}

fn refused(patient: &Patient, care: &Care) -> String {
    let mut counters = Counters::default();
    let result = liquidate(Law::embedded(), patient, care, &mut counters, &mut NoTrace);
    assert_eq!(counters, Counters::default());
    result.unwrap_err().to_string()
}

/// Decisions that have exceptions: base, parcours, participation, franchise.
#[test]
fn two_exceptions_that_claim_one_case_are_an_error() {
    // A GP's consultation by somebody who is no GP: both tarifs d'autorité claim it.
    let care = consultation("2025-02-01", Tariff::Generaliste, Sector::Three, 5);
    let error = base(Law::embedded(), adult().birth, &care).unwrap_err();
    assert!(matches!(
        error,
        AmoError::TwoExceptions {
            case: "the base",
            ..
        }
    ));
    assert_eq!(
        refused(&adult(), &care),
        "two exceptions claim the base on 2025-02-01: tarif d'autorité of a GP and tarif d'autorité of a specialist"
    );
    let child = patient("2020-05-20");
    // Nobody bills an authorised overrun to who may see them directly, nor to a child.
    let gynaecologist = Care {
        parcours: Parcours::AuthorisedOverrun,
        ..consultation("2025-02-01", Tariff::SpecialisteDirect, Sector::One, 7)
    };
    assert_eq!(
        refused(&adult(), &gynaecologist),
        "two exceptions claim the parcours on 2025-02-01: direct access to that speciality and an authorised overrun"
    );
    let cardiologist = Care {
        parcours: Parcours::AuthorisedOverrun,
        ..consultation("2025-02-01", Tariff::SpecialisteDirect, Sector::One, 5)
    };
    assert_eq!(
        refused(&child, &cardiologist),
        "two exceptions claim the parcours on 2025-02-01: under the age of the parcours and an authorised overrun"
    );
    // No minor draws an invalidity pension.
    let pensioner = |care| Care {
        exemption: Exemption::Invalidity,
        ..care
    };
    assert_eq!(
        refused(&child, &pensioner(gp("2025-02-01"))),
        "two exceptions claim the participation on 2025-02-01: a minor and an invalidity pension"
    );
    let boxes = drug("2025-02-01", DrugLabel::Trente, Cents(1_000), 1);
    assert_eq!(
        refused(&child, &pensioner(boxes)),
        "two exceptions claim the franchise on 2025-02-01: a minor and an invalidity pension"
    );
}

/// Several exceptions may claim a case where they decide alike.
#[test]
fn exceptions_that_decide_alike_are_no_error() {
    let child = patient("2020-05-20");
    let exam = |exemption| Care {
        exemption,
        fee: Cents(5_400),
        ..consultation("2025-02-01", Tariff::ExamenEnfantCoe, Sector::One, 12)
    };
    for exemption in [Exemption::None, Exemption::Prevention] {
        let settled = settle(&child, &exam(exemption));
        assert_eq!(
            (settled.gross, settled.paid()),
            (Cents(5_400), Cents(5_400))
        );
        assert_eq!((settled.rate_printed, settled.act.as_str()), (100, "COE"));
    }
    // A child with a long disease, by urgency, covered by the C2S.
    let covered = Patient {
        cover: Cover::C2s,
        ..child
    };
    let visit = Care {
        parcours: Parcours::Urgency,
        exemption: Exemption::AldRelated,
        ..consultation("2025-02-01", Tariff::SpecialisteDirect, Sector::One, 7)
    };
    let settled = settle(&covered, &visit);
    assert_eq!(
        (settled.majoration, settled.participation),
        (Cents::ZERO, Cents::ZERO)
    );
    // The C2S frees the holder of an invalidity pension, who would owe alone.
    let pensioner = Care {
        exemption: Exemption::Invalidity,
        ..gp("2025-02-01")
    };
    let covered = Patient {
        cover: Cover::C2s,
        ..adult()
    };
    assert_eq!(settle(&covered, &pensioner).participation, Cents::ZERO);
    assert_eq!(settle(&adult(), &pensioner).participation, Cents(200));
}

#[test]
fn each_sector_has_its_base() {
    let at = |tariff, sector, specialty| {
        base_of(
            &adult(),
            &consultation("2025-02-01", tariff, sector, specialty),
        )
    };
    assert_eq!(at(Tariff::Generaliste, Sector::One, 1), Cents(3_000));
    assert_eq!(at(Tariff::Generaliste, Sector::TwoOptam, 1), Cents(3_000));
    assert_eq!(at(Tariff::Generaliste, Sector::Two, 1), Cents(2_300));
    assert_eq!(at(Tariff::Generaliste, Sector::Three, 1), Cents(61));
    assert_eq!(at(Tariff::SpecialisteDirect, Sector::Two, 3), Cents(2_300));
    assert_eq!(at(Tariff::Gynecologue, Sector::Two, 7), Cents(2_300));
    assert_eq!(
        at(Tariff::SpecialisteCoordonne, Sector::Three, 3),
        Cents(122)
    );
    assert_eq!(at(Tariff::Apc, Sector::Three, 1), Cents(61));
}

#[test]
fn a_line_says_who_executed_it() {
    let told = |settled: &Liquidation| {
        (
            settled.act.as_str().to_owned(),
            settled.specialty,
            settled.convention,
            settled.option,
        )
    };
    let (none, optam) = (CoordinationOption::None, CoordinationOption::Optam);
    let visit = |sector| {
        settle(
            &adult(),
            &consultation("2025-02-01", Tariff::Generaliste, sector, 1),
        )
    };
    assert_eq!(
        told(&visit(Sector::One)),
        ("G".to_owned(), 1, Convention::Secteur1, none)
    );
    assert_eq!(
        told(&visit(Sector::TwoOptam)),
        ("G".to_owned(), 1, Convention::Secteur2, optam)
    );
    assert_eq!(
        told(&visit(Sector::Two)),
        ("G".to_owned(), 1, Convention::Secteur2, none)
    );
    assert_eq!(
        told(&visit(Sector::Three)),
        ("G".to_owned(), 1, Convention::None, none)
    );
    let lab = Care {
        coefficient: 6_000,
        ..care("2025-02-01", Kind::Biology, Cents(1_500))
    };
    let settled = settle(&adult(), &lab);
    assert_eq!(told(&settled), ("B".to_owned(), 30, Convention::None, none));
    assert_eq!(
        (settled.unit_price, settled.base, settled.rate_printed),
        (Cents(25), Cents(1_500), 60)
    );
    let boxes = settle(
        &adult(),
        &drug("2025-02-01", DrugLabel::SoixanteCinq, Cents(1_000), 2),
    );
    assert_eq!(told(&boxes), ("PH7".to_owned(), 50, Convention::None, none));
    assert_eq!((boxes.unit_price, boxes.base), (Cents(500), Cents(1_000)));
}

#[test]
fn a_drug_without_base_and_a_negative_fee_are_errors() {
    let settled = |care: &Care| {
        liquidate(
            Law::embedded(),
            &adult(),
            care,
            &mut Counters::default(),
            &mut NoTrace,
        )
    };
    let boxes = care("2025-02-01", Kind::Drug(DrugLabel::Cent), Cents(100));
    assert_eq!(
        settled(&boxes).unwrap_err().to_string(),
        "no base on the line of PH1 on 2025-02-01"
    );
    let reversal = Care {
        fee: Cents(-100),
        ..gp("2025-02-01")
    };
    assert!(matches!(settled(&reversal), Err(AmoError::Negative { .. })));
}

#[test]
fn a_price_above_the_base_is_an_overrun() {
    // Rules §2.2: price 20.00, base 18.00.
    let boxes = Care {
        base: Some(Cents(1_800)),
        ..drug("2025-02-01", DrugLabel::SoixanteCinq, Cents(2_000), 1)
    };
    let settled = settle(&adult(), &boxes);
    assert_eq!(
        (settled.gross, settled.franchise),
        (Cents(1_170), Cents(100))
    );
}

#[test]
fn rounding_is_a_parameter_of_the_law() {
    let law = Law::embedded().with_rounding(Rounding::Truncate);
    let care = consultation("2023-06-27", Tariff::Generaliste, Sector::Three, 1);
    let mut counters = Counters::default();
    let truncated = liquidate(&law, &adult(), &care, &mut counters, &mut NoTrace).unwrap();
    assert_eq!(
        (settle(&adult(), &care).gross, truncated.gross),
        (Cents(43), Cents(42))
    );
}

#[test]
fn every_step_is_in_the_catalogue_and_changes_nothing() {
    let cares = [
        gp("2025-02-01"),
        Care {
            parcours: Parcours::Out,
            third_party: true,
            ..gp("2025-02-01")
        },
        consultation("2025-02-01", Tariff::Generaliste, Sector::Two, 1),
        consultation("2025-02-01", Tariff::Generaliste, Sector::Three, 1),
        Care {
            exemption: Exemption::AldRelated,
            ..gp("2025-02-01")
        },
        drug("2025-02-01", DrugLabel::Quinze, Cents(1_000), 2),
        care("2025-02-01", Kind::BoxFee(DrugLabel::Quinze), Cents(102)),
        Care {
            coefficient: 6_000,
            ..care("2025-02-01", Kind::Biology, Cents(1_500))
        },
        Care {
            parcours: Parcours::AuthorisedOverrun,
            ..consultation("2025-02-01", Tariff::SpecialisteDirect, Sector::One, 5)
        },
        Care {
            parcours: Parcours::Locum,
            ..gp("2025-02-01")
        },
        Care {
            base: Some(Cents(800)),
            ..care("2025-02-01", Kind::Sampling { analysed: true }, Cents(800))
        },
        care(
            "2025-02-01",
            Kind::Complement {
                complement: Complement::Endocrinologist,
                doctor: Doctor {
                    sector: Sector::One,
                    option: CoordinationOption::None,
                    specialty: 3,
                },
            },
            Cents(2_650),
        ),
        care("2025-02-01", Kind::Psychologist, Cents(5_000)),
        care("2025-02-01", Kind::HearingAid, Cents(95_000)),
        care("2025-02-01", Kind::Dental(Dental::Implant), Cents(100_000)),
        care(
            "2025-02-01",
            Kind::Dental(Dental::Prosthesis(LawCode::new("inlay-core"))),
            Cents(20_000),
        ),
        care(
            "2025-02-01",
            Kind::GenericDrug {
                label: DrugLabel::SoixanteCinq,
                reference: Reference::Tfr(Cents(1_800)),
            },
            Cents(2_000),
        ),
    ];
    for care in cares {
        let (settled, steps) = traced(&care);
        assert_eq!(settled, settle(&adult(), &care));
        assert!(steps.len() >= 2);
        for step in steps {
            assert!(rules::rule(step.rule).is_some(), "{}", step.rule);
            assert!(step.source.to_string().starts_with("rules §"), "{step:?}");
        }
    }
}

#[test]
fn a_settlement_explains_itself() {
    let care = Care {
        parcours: Parcours::Out,
        third_party: true,
        ..consultation("2025-03-01", Tariff::SpecialisteDirect, Sector::TwoOptam, 3)
    };
    let (_, steps) = traced(&care);
    let text: Vec<_> = steps
        .iter()
        .map(|step| {
            let inputs: Vec<_> = step
                .inputs
                .iter()
                .map(|(name, value)| format!("{name} {value}"))
                .collect();
            format!(
                "{}: {} -> {} ({})",
                step.rule,
                inputs.join(", "),
                step.result,
                step.confidence.word()
            )
        })
        .collect();
    insta::assert_snapshot!(text.join("\n"), @r"
    R-AMO-BASE: tariff spécialiste direct, sector 2 OPTAM, age 49, day 2025-03-01, unit 26.50, quantity 1 -> 26.50 (second-hand)
    R-AMO-RATE: expense 200.00, base 26.50, rate 70 % -> 18.55 (confirmed)
    R-AMO-MAJORATION: assiette 26.50, rate 40 %, gp tariff 30.00, cap 12.00 -> 10.60 (assumption)
    R-AMO-PARTICIPATION: unit 2.00, acts 1, left today 8.00, left this year 50.00, amo amount 7.95 -> 2.00 (second-hand)
    R-AMO-DEFERRED: participation 2.00, franchise 0.00 -> 2.00 (second-hand)
    ");
}

/// Rules §5: gynaecologists, ophthalmologists and stomatologists are seen directly.
#[test]
fn direct_access_bears_no_majoration() {
    for (specialty, expected) in [(7, 0), (15, 0), (18, 0), (5, 1_060)] {
        let care = Care {
            parcours: Parcours::Out,
            ..consultation(
                "2025-03-01",
                Tariff::SpecialisteDirect,
                Sector::One,
                specialty,
            )
        };
        assert_eq!(
            traced(&care).0.majoration,
            Cents(expected),
            "speciality {specialty}"
        );
    }
}

#[test]
fn a_franchise_cut_to_the_share_of_its_line_is_an_assumption() {
    let confidence = |price| {
        let (_, steps) = traced(&drug("2025-02-01", DrugLabel::Quinze, Cents(price), 1));
        steps[2].confidence
    };
    assert_eq!(confidence(300), Confidence::Assumption);
    assert_eq!(confidence(1_000), Confidence::SecondHand);
}

#[test]
fn a_step_is_as_sure_as_its_least_sure_parameter() {
    let fee = care("2025-02-01", Kind::BoxFee(DrugLabel::Cent), Cents(102));
    let (_, steps) = traced(&fee);
    assert_eq!(steps[0].confidence, Confidence::Uncertain);
    assert_eq!(steps[1].confidence, Confidence::Confirmed);
}
