//! Régimes and covers: Alsace-Moselle, C2S, State medical aid, military pension; and the parcours.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod amo_support;

use amo_support::{adult, care, consultation, drug, gp, missing, patient, settle};
use domain::{Cents, CoordinationOption};
use oracle::amo::{
    AmoError, Care, Counters, Cover, Dental, DrugLabel, Exemption, Kind, Means, Midwife, Optics,
    Parcours, Patient, Profession, Regime, Sector, Tariff, liquidate,
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

/// Rules §12 bis 10: never at metropolitan tariffs, whatever stands on the line.
#[test]
fn overseas_nothing_is_settled() {
    let overseas = Patient {
        regime: Regime::Overseas,
        ..adult()
    };
    for kind in [
        gp("2025-03-01").kind,
        Kind::HearingAid,
        Kind::Drug(DrugLabel::SoixanteCinq),
        Kind::Letter(Profession::Infirmier),
    ] {
        let mut counters = Counters::default();
        let error = liquidate(
            Law::embedded(),
            &overseas,
            &with_base(kind),
            &mut counters,
            &mut NoTrace,
        )
        .unwrap_err();
        assert!(
            matches!(error, AmoError::Overseas { act, .. } if act == kind.act()),
            "{error}"
        );
        assert_eq!(counters, Counters::default());
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
