//! Régimes and covers: Alsace-Moselle, C2S, State medical aid, military pension; and the parcours.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod amo_support;

use amo_support::{adult, care, consultation, drug, gp, missing, patient, settle};
use domain::{Cents, CoordinationOption};
use oracle::amo::{
    AmoError, Care, Counters, Cover, Dental, DrugLabel, Exemption, Kind, LawCode, Means, Midwife,
    Optics, Parcours, Patient, Profession, Regime, Sector, Tariff, c2s_share, liquidate,
};
use oracle::law::Law;
use oracle::trace::{NoTrace, Steps};

fn local() -> Patient {
    Patient {
        regime: Regime::AlsaceMoselle,
        ..adult()
    }
}

fn covered(cover: Cover) -> Patient {
    Patient { cover, ..adult() }
}

fn with_base(kind: Kind) -> Care {
    Care {
        base: Some(Cents(10_000)),
        coefficient: 1_000,
        ..care("2025-03-01", kind, Cents(10_000))
    }
}

/// Rules §8 bis, kind by kind.
#[test]
fn the_local_regime_has_its_rates() {
    let transport = |urgent| Kind::Transport {
        means: Means::Vsl,
        urgent,
    };
    let printed = |kind| settle(&local(), &with_base(kind)).rate_printed;
    for kind in [
        gp("2025-03-01").kind,
        Kind::Letter(Profession::Kine),
        Kind::Midwife(Midwife::Consultation),
        Kind::Biology,
        Kind::Drug(DrugLabel::SoixanteCinq),
        Kind::BoxFee(DrugLabel::SoixanteCinq),
        Kind::PrescriptionFee,
        Kind::Dental(Dental::Consultation),
    ] {
        assert_eq!(printed(kind), 90, "{kind:?}");
    }
    assert_eq!(printed(Kind::Drug(DrugLabel::Trente)), 80);
    assert_eq!(printed(Kind::Drug(DrugLabel::Quinze)), 15);
    assert_eq!(printed(Kind::Drug(DrugLabel::Cent)), 100);
    assert_eq!(printed(Kind::ComplexFee), 100);
    assert_eq!(printed(Kind::Dental(Dental::Orthodontics)), 100);
    assert_eq!(printed(transport(true)), 100);
    for (kind, row) in [
        (transport(false), "transport"),
        (Kind::HearingAid, "audio"),
        (Kind::Optics(Optics::FrameB), "optique"),
        (Kind::Psychologist, "psychologue"),
        (Kind::Dental(Dental::Prosthesis(None)), "dentaire-protheses"),
    ] {
        let (law, mut counters) = (Law::embedded(), Counters::default());
        let result = liquidate(law, &local(), &with_base(kind), &mut counters, &mut NoTrace);
        assert_eq!(missing(result), format!("taux.regime-local/{row}"));
    }
}

#[test]
fn the_local_regime_keeps_withholdings_exemptions_and_majoration() {
    let visit = gp("2025-03-01");
    let settled = settle(&local(), &visit);
    assert_eq!(
        (settled.gross, settled.paid()),
        (Cents(2_700), Cents(2_500))
    );
    let out = Care {
        parcours: Parcours::Out,
        ..visit
    };
    let settled = settle(&local(), &out);
    assert_eq!((settled.amount, settled.rate_printed), (Cents(1_500), 50));
    // An exemption is above the rate of the régime, and asks for no figure that it lacks.
    let vsl = Care {
        exemption: Exemption::AldRelated,
        ..with_base(Kind::Transport {
            means: Means::Vsl,
            urgent: false,
        })
    };
    assert_eq!(settle(&local(), &vsl).gross, Cents(10_000));
    let mut steps = Steps::default();
    let mut counters = Counters::default();
    liquidate(Law::embedded(), &local(), &visit, &mut counters, &mut steps).unwrap();
    assert_eq!(steps.0[1].rule, "R-AMO-REGIME-LOCAL");
}

/// Rules §3, §4: who owes neither, whatever the care; victims of terrorism owe the participation.
#[test]
fn covers_free_of_participation_and_franchise() {
    let boxes = drug("2025-03-01", DrugLabel::SoixanteCinq, Cents(1_000), 1);
    let withheld = |cover| {
        let patient = covered(cover);
        let gp = settle(&patient, &gp("2025-03-01"));
        let boxes = settle(&patient, &boxes);
        // The rate stays that of the act.
        assert_eq!((gp.gross, boxes.gross), (Cents(2_100), Cents(650)));
        (gp.participation.0, boxes.franchise.0)
    };
    assert_eq!(withheld(Cover::None), (200, 100));
    assert_eq!(withheld(Cover::C2s), (0, 0));
    assert_eq!(withheld(Cover::StateAid), (0, 0));
    assert_eq!(withheld(Cover::MilitaryPension), (0, 0));
    assert_eq!(withheld(Cover::Terrorism), (200, 0));
}

fn c2s(care: &Care) -> Result<(Cents, Cents), AmoError> {
    let law = Law::embedded();
    let mut counters = Counters::default();
    let settled = liquidate(law, &covered(Cover::C2s), care, &mut counters, &mut NoTrace)?;
    let share = c2s_share(law, care, &settled, &mut NoTrace)?;
    Ok((settled.paid(), share))
}

/// Rules §5, §8 bis: the ticket modérateur and the majoration, no overrun.
#[test]
fn the_c2s_pays_what_the_person_would() {
    let visit = Care {
        fee: Cents(3_000),
        ..gp("2025-03-01")
    };
    assert_eq!(c2s(&visit).unwrap(), (Cents(2_100), Cents(900)));
    let out = Care {
        parcours: Parcours::Out,
        ..visit
    };
    assert_eq!(c2s(&out).unwrap(), (Cents(900), Cents(2_100)));
    let overrun = Care {
        fee: Cents(5_000),
        ..visit
    };
    assert_eq!(c2s(&overrun).unwrap(), (Cents(2_100), Cents(900)));
    let boxes = drug("2025-03-01", DrugLabel::Quinze, Cents(1_000), 2);
    assert_eq!(c2s(&boxes).unwrap(), (Cents(150), Cents(850)));
}

#[test]
fn the_c2s_pays_a_prosthesis_up_to_its_maximum() {
    let crown = |on, code: Option<&str>, fee| Care {
        base: Some(Cents(12_000)),
        ..care(
            on,
            Kind::Dental(Dental::ProsthesisWithoutRemainder(
                code.and_then(LawCode::new),
            )),
            Cents(fee),
        )
    };
    let paid = |on, code, fee| c2s(&crown(on, code, fee));
    let metal = Some("HBLD038");
    assert_eq!(
        paid("2024-02-23", metal, 29_000).unwrap(),
        (Cents(7_200), Cents(19_018))
    );
    assert_eq!(
        paid("2024-02-23", metal, 20_000).unwrap(),
        (Cents(7_200), Cents(12_800))
    );
    assert_eq!(
        missing(paid("2024-02-22", metal, 29_000)),
        "dentaire.plafond-c2s/HBLD038"
    );
    assert_eq!(
        missing(paid("2024-06-01", Some("HBLD350"), 44_000)),
        "dentaire.plafond-c2s/HBLD350"
    );
    for code in [None, Some("couronne")] {
        let error = paid("2024-06-01", code, 29_000).unwrap_err();
        assert_eq!(error.to_string(), "no C2S tariff of PF0 on 2024-06-01");
    }
}

#[test]
fn the_c2s_leaves_a_step() {
    let (law, visit) = (Law::embedded(), gp("2025-03-01"));
    let mut counters = Counters::default();
    let settled = liquidate(
        law,
        &covered(Cover::C2s),
        &visit,
        &mut counters,
        &mut NoTrace,
    )
    .unwrap();
    let mut steps = Steps::default();
    let share = c2s_share(law, &visit, &settled, &mut steps).unwrap();
    assert_eq!(
        (steps.0[0].rule, &steps.0[0].result),
        ("R-AMO-C2S", &share.to_string())
    );
}

/// Rules §5: who is seen by another doctor for a reason bears no majoration.
#[test]
fn urgency_distance_and_a_locum_bear_no_majoration() {
    let visit = |parcours| Care {
        parcours,
        ..gp("2025-03-01")
    };
    for parcours in [
        Parcours::In,
        Parcours::Urgency,
        Parcours::Away,
        Parcours::Locum,
    ] {
        let settled = settle(&adult(), &visit(parcours));
        assert_eq!(
            (settled.majoration, settled.rate_printed),
            (Cents::ZERO, 70),
            "{parcours:?}"
        );
    }
    assert_eq!(
        settle(&adult(), &visit(Parcours::Out)).majoration,
        Cents(1_200)
    );
}

#[test]
fn an_authorised_overrun_is_a_secteur_1_specialists() {
    let visit = |tariff, sector, specialty| Care {
        parcours: Parcours::AuthorisedOverrun,
        fee: Cents(3_500),
        ..consultation("2025-03-01", tariff, sector, specialty)
    };
    let cardiologist = visit(Tariff::SpecialisteDirect, Sector::One, 3);
    let mut steps = Steps::default();
    let mut counters = Counters::default();
    let settled = liquidate(
        Law::embedded(),
        &adult(),
        &cardiologist,
        &mut counters,
        &mut steps,
    )
    .unwrap();
    assert_eq!(
        (settled.gross, settled.majoration),
        (Cents(1_855), Cents(1_060))
    );
    let overrun = steps
        .0
        .iter()
        .find(|step| step.rule == "R-AMO-AUTHORISED-OVERRUN");
    assert_eq!(overrun.unwrap().result, "8.50");
    for other in [
        visit(Tariff::SpecialisteDirect, Sector::Two, 3),
        visit(Tariff::SpecialisteDirect, Sector::TwoOptam, 3),
        visit(Tariff::Generaliste, Sector::One, 1),
    ] {
        let mut counters = Counters::default();
        let error = liquidate(
            Law::embedded(),
            &adult(),
            &other,
            &mut counters,
            &mut NoTrace,
        );
        assert!(
            matches!(error, Err(AmoError::NoAuthorisedOverrun { .. })),
            "{other:?}"
        );
    }
    // What is no doctor's act does not know it.
    let boxes = Care {
        parcours: Parcours::AuthorisedOverrun,
        ..drug("2025-03-01", DrugLabel::Trente, Cents(1_000), 1)
    };
    assert_eq!(settle(&adult(), &boxes).amount, Cents(300));
}

#[test]
fn a_minor_in_alsace_moselle_owes_nothing_and_has_its_rates() {
    let child = Patient {
        regime: Regime::AlsaceMoselle,
        ..patient("2015-06-01")
    };
    let visit = consultation("2025-03-01", Tariff::Pediatre, Sector::One, 12);
    let settled = settle(&child, &visit);
    assert_eq!((settled.base, settled.paid()), (Cents(3_150), Cents(2_835)));
    assert_eq!(settled.option, CoordinationOption::None);
}
