//! The day before and the day of every change of the law.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod amo_support;

use amo_support::{adult, base_of, care, consultation, day, drug, gp, missing, patient, settle};
use domain::Cents;
use oracle::amo::{
    AmoError, Care, Counters, DrugLabel, Kind, Parcours, Patient, Sector, Tariff, base, liquidate,
};
use oracle::law::{Amount, Law, LawError, ParamId};
use oracle::trace::NoTrace;

/// Every change after the first day loaded: the day, the figure before and the figure from then on, in
/// hundredths of the unit or as a number. `None` is a hole.
const CHANGES: [(ParamId, &str, Option<i64>, Option<i64>); 96] = {
    use ParamId as P;
    [
        (P::TarifGeneraliste, "2023-11-01", Some(2_500), Some(2_650)),
        (P::TarifGeneraliste, "2024-12-22", Some(2_650), Some(3_000)),
        (
            P::TarifGeneralisteMoins6,
            "2023-11-01",
            Some(3_000),
            Some(3_150),
        ),
        (
            P::TarifGeneralisteMoins6,
            "2024-12-22",
            Some(3_150),
            Some(3_500),
        ),
        (
            P::TarifSpecialisteCoordonne,
            "2023-11-01",
            Some(3_000),
            Some(3_150),
        ),
        (
            P::TarifSpecialisteDirect,
            "2023-11-01",
            Some(2_500),
            Some(2_650),
        ),
        (P::TarifApc, "2023-11-01", Some(5_500), Some(5_650)),
        (P::TarifApc, "2024-12-22", Some(5_650), Some(6_000)),
        (
            P::TarifApcPsychiatre,
            "2023-11-01",
            Some(6_250),
            Some(6_400),
        ),
        (P::TarifApcPsychiatre, "2024-12-22", Some(6_400), None),
        (P::TarifComplexe, "2023-11-01", Some(4_600), Some(4_750)),
        (P::TarifComplexe, "2024-12-22", Some(4_750), Some(4_750)),
        (P::TarifComplexe, "2026-01-01", Some(4_750), None),
        (P::TarifTresComplexe, "2023-11-01", None, Some(6_000)),
        (P::TarifTresComplexe, "2024-12-22", Some(6_000), None),
        (P::TarifCardiologue, "2023-11-01", None, Some(5_400)),
        (P::TarifCardiologue, "2024-12-22", Some(5_400), None),
        (P::TarifPsychiatre, "2023-11-01", None, Some(5_170)),
        (P::TarifPsychiatre, "2024-12-22", Some(5_170), Some(5_500)),
        (P::TarifPsychiatre, "2026-01-01", Some(5_500), Some(5_700)),
        (
            P::MajorationPsychiatreJeune,
            "2024-12-22",
            Some(300),
            Some(1_200),
        ),
        (
            P::MajorationPsychiatreJeune,
            "2026-01-01",
            Some(1_200),
            Some(1_800),
        ),
        (P::AgePsychiatreJeune, "2024-12-22", Some(16), Some(25)),
        (P::TarifPsychiatreSecteur2, "2023-11-01", Some(4_250), None),
        (P::TarifGynecologue, "2023-11-01", Some(3_000), Some(3_150)),
        (P::TarifGynecologue, "2024-12-22", Some(3_150), Some(3_700)),
        (P::TarifGynecologue, "2026-01-01", Some(3_700), Some(4_000)),
        (P::TarifGynecologueDirect, "2026-01-01", None, Some(3_350)),
        (
            P::TarifPediatreMoins2,
            "2023-11-01",
            Some(3_700),
            Some(3_850),
        ),
        (
            P::TarifPediatreMoins2,
            "2024-12-22",
            Some(3_850),
            Some(3_900),
        ),
        (P::TarifPediatreMoins2, "2026-01-01", Some(3_900), None),
        (P::TarifPediatre2A6, "2023-11-01", Some(3_200), Some(3_350)),
        (P::TarifPediatre2A6, "2024-12-22", Some(3_350), Some(3_500)),
        (P::TarifPediatre2A6, "2026-01-01", Some(3_500), None),
        (
            P::TarifPediatre6EtPlus,
            "2023-11-01",
            Some(2_800),
            Some(2_950),
        ),
        (
            P::TarifPediatre6EtPlus,
            "2024-12-22",
            Some(2_950),
            Some(3_150),
        ),
        (P::TarifPediatre6EtPlus, "2026-01-01", Some(3_150), None),
        (
            P::TarifExamenEnfantCoe,
            "2023-11-01",
            Some(4_600),
            Some(4_750),
        ),
        (
            P::TarifExamenEnfantCoe,
            "2024-12-22",
            Some(4_750),
            Some(5_400),
        ),
        (
            P::TarifExamenEnfantCoe,
            "2026-01-01",
            Some(5_400),
            Some(6_000),
        ),
        (
            P::TarifExamenEnfantCoh,
            "2023-11-01",
            Some(4_600),
            Some(4_750),
        ),
        (
            P::TarifExamenEnfantCoh,
            "2024-12-22",
            Some(4_750),
            Some(4_500),
        ),
        (
            P::TarifExamenEnfantCoh,
            "2026-01-01",
            Some(4_500),
            Some(5_000),
        ),
        (P::TarifGeriatre, "2024-12-22", None, Some(3_700)),
        (P::TarifGeriatre, "2026-01-01", Some(3_700), Some(4_200)),
        (P::TarifMedecinePhysique, "2024-12-22", None, Some(3_600)),
        (
            P::TarifMedecinePhysique,
            "2026-01-01",
            Some(3_600),
            Some(4_000),
        ),
        (
            P::MajorationEndocrinologue,
            "2026-01-01",
            Some(2_650),
            Some(3_050),
        ),
        (
            P::TarifDepistageMelanome,
            "2026-01-01",
            Some(5_400),
            Some(6_000),
        ),
        (P::TarifConsultationLongue, "2024-12-22", None, Some(6_000)),
        (
            P::TarifConsultationLongue,
            "2026-01-01",
            Some(6_000),
            Some(6_000),
        ),
        (P::HonoraireBoite, "2025-01-01", Some(102), Some(102)),
        (P::HonoraireOrdonnance, "2025-01-01", Some(51), Some(51)),
        (P::LettreB, "2024-01-15", Some(26), Some(25)),
        (P::PlafondMajoration, "2024-12-22", Some(4_000), Some(4_000)),
        (P::Participation, "2024-05-15", Some(100), Some(200)),
        (P::FranchiseBoite, "2024-03-31", Some(50), Some(100)),
        (P::TauxTransport, "2023-08-01", Some(6500), Some(5500)),
        (P::LettreSageFemme, "2025-01-01", Some(310), None),
        (P::LettreSageFemme, "2025-02-01", None, Some(320)),
        (P::LettreKine, "2024-02-22", Some(215), Some(221)),
        (P::LettreOrthophoniste, "2024-04-01", None, Some(260)),
        (P::FranchiseAuxiliaire, "2024-03-31", Some(50), Some(100)),
        (
            P::PlafondFranchiseAuxiliaire,
            "2024-03-31",
            Some(200),
            Some(400),
        ),
        (P::FranchiseTransport, "2024-03-31", Some(200), Some(400)),
        (
            P::PlafondFranchiseTransport,
            "2024-03-31",
            Some(400),
            Some(800),
        ),
        (P::LettreOrthophoniste, "2024-01-01", Some(250), None),
        (P::LettreInfirmier, "2026-01-01", Some(315), Some(315)),
        (P::TauxDentaire, "2023-10-15", Some(7_000), Some(6_000)),
        (
            P::TauxOrthoContention2,
            "2023-10-15",
            Some(7_000),
            Some(6_000),
        ),
        (P::ForfaitJournalier, "2026-03-01", Some(2_000), Some(2_300)),
        (
            P::ForfaitJournalierPsychiatrie,
            "2026-03-01",
            Some(1_500),
            Some(1_700),
        ),
        (P::ForfaitUrgences, "2026-03-01", Some(1_961), Some(2_300)),
        (P::ForfaitUrgencesReduit, "2026-03-01", Some(849), Some(996)),
        (
            P::ParticipationAssure,
            "2026-04-01",
            Some(2_400),
            Some(3_200),
        ),
        (P::Pmss, "2024-01-01", Some(366_600), Some(386_400)),
        (P::Pmss, "2025-01-01", Some(386_400), Some(392_500)),
        (P::Pmss, "2026-01-01", Some(392_500), Some(400_500)),
        (
            P::PremiereSeancePsychologue,
            "2024-06-15",
            Some(4_000),
            Some(5_000),
        ),
        (P::SeancePsychologue, "2024-06-15", Some(3_000), Some(5_000)),
        (P::SeancesPsychologue, "2024-06-15", Some(8), Some(12)),
        (P::SeancesPsychologue, "2025-01-01", Some(12), Some(12)),
        (P::MajorationNuit, "2023-11-01", Some(1_906), None),
        (P::ComplementNuit, "2023-11-01", Some(300), None),
        (P::TarifMcy, "2026-07-01", None, Some(8_500)),
        (P::TarifSageFemme, "2024-02-22", Some(2_500), Some(2_650)),
        (P::TarifSageFemme, "2025-04-01", Some(2_650), Some(2_650)),
        (P::DeplacementInfirmier, "2024-01-01", Some(250), None),
        (P::DeplacementInfirmier, "2024-04-01", None, Some(275)),
        (
            P::HonoraireGrandConditionnement,
            "2025-01-01",
            Some(276),
            Some(276),
        ),
        (P::HonoraireAge, "2025-01-01", Some(158), Some(158)),
        (P::HonoraireSpecial, "2025-01-01", Some(357), Some(357)),
        // Never changed in the years loaded: asked for on both sides of a day all the same.
        (P::TarifSecteur2, "2024-12-22", Some(2_300), Some(2_300)),
        (
            P::TarifTeleconsultation,
            "2024-12-22",
            Some(2_500),
            Some(2_500),
        ),
        (P::TauxMedecin, "2024-05-15", Some(7_000), Some(7_000)),
        (P::TauxBiologie, "2024-01-15", Some(6_000), Some(6_000)),
    ]
};

fn figure(id: ParamId, on: domain::Day) -> Option<i64> {
    match Law::embedded().param(id, on) {
        Ok(value) => Some(match value.amount {
            Amount::Euros(cents) => cents.0,
            Amount::Percent(rate) => i64::from(rate.0),
            Amount::Count(count) => i64::from(count),
            Amount::Coefficient(hundredths) => i64::from(hundredths),
        }),
        Err(LawError::Missing { param, day, .. }) => {
            assert_eq!((param.as_str(), day), (id.word(), on));
            None
        }
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn each_change_takes_effect_on_its_day() {
    for (id, on, before, after) in CHANGES {
        assert_eq!(
            figure(id, day(on).plus(-1)),
            before,
            "{} before {on}",
            id.word()
        );
        assert_eq!(figure(id, day(on)), after, "{} on {on}", id.word());
    }
}

#[test]
fn no_change_is_left_out() {
    let (first, _) = Law::embedded().span();
    for id in ParamId::ALL {
        for (on, _) in Law::embedded()
            .changes(id)
            .filter(|change| change.0 != first)
        {
            let listed = CHANGES
                .iter()
                .any(|change| change.0 == id && day(change.1) == on);
            assert!(listed, "{} on {on}", id.word());
        }
    }
}

/// Of everything loaded, used by a rule or not: what held before a change holds to the day before it, and
/// what comes with the change holds from its day to the day before the next, or to the last day loaded.
#[test]
fn everything_loaded_changes_on_its_day() {
    let law = Law::embedded();
    let (first, last) = law.span();
    let mut changes = 0;
    for series in law.all() {
        let id = series.id();
        let dated: Vec<_> = series.changes().collect();
        assert_eq!(dated[0].0, first, "{id}");
        let ends = dated.iter().skip(1).map(|next| next.0.plus(-1));
        for ((from, due), to) in dated.iter().zip(ends.chain([last])) {
            for on in [*from, to] {
                match (due, series.at(on)) {
                    (Ok(due), Ok(found)) => assert_eq!(due.amount, found.amount, "{id} on {on}"),
                    (Err(gap), Err(error)) => assert_eq!(
                        error.to_string(),
                        format!("no value of {id} on {on}: {}", gap.why.en)
                    ),
                    (due, found) => panic!("{id} on {on}: {due:?} is due, found {found:?}"),
                }
            }
        }
        changes += dated.len() - 1;
        for outside in [first.plus(-1), last.plus(1)] {
            assert!(series.at(outside).is_err(), "{id} on {outside}");
        }
    }
    assert!(changes > CHANGES.len(), "{changes} changes");
}

/// Changes of the rows of tables, and of what no rule uses yet, by hand: the id, the day, the figure before and from then on; `-` is a
/// hole.
const UNUSED: [(&str, &str, &str, &str); 24] = [
    ("tarif.sage-femme", "2024-02-22", "25.00", "26.50"),
    ("deplacement.infirmier.ifd", "2024-01-01", "2.50", "-"),
    ("deplacement.infirmier.ifd", "2024-04-01", "-", "2.75"),
    (
        "coefficient.orthophoniste/langage-ecrit",
        "2023-07-01",
        "10.80",
        "11.60",
    ),
    ("coefficient.kine/ams-9-5", "2026-07-01", "9.50", "9.80"),
    ("dentaire.soin/carie", "2025-01-01", "26.97", "-"),
    ("dentaire.soin/carie", "2026-01-01", "-", "29.30"),
    ("dentaire.soin/soin-8194", "2026-01-01", "-", "100.00"),
    ("dentaire.plafond/HBLD038", "2025-01-01", "290.00", "-"),
    ("dentaire.plafond-c2s/HBLD634", "2024-02-23", "-", "451.25"),
    ("psychologue.premiere", "2024-06-15", "40.00", "50.00"),
    ("psychologue.suivante", "2024-06-15", "30.00", "50.00"),
    ("psychologue.seances", "2024-06-15", "8", "12"),
    ("responsable.location-fauteuil", "2025-12-01", "0", "1"),
    ("responsable.perruque-classe-2", "2026-01-01", "0", "1"),
    ("dentaire.plafond/HBLD680", "2025-01-01", "500.00", "-"),
    ("dentaire.plafond/HBLD634", "2025-01-01", "500.00", "-"),
    ("dentaire.plafond/HBLD350", "2025-01-01", "440.00", "-"),
    ("dentaire.plafond/HBLD073", "2025-01-01", "440.00", "-"),
    ("dentaire.plafond/HBLD158", "2025-01-01", "550.00", "-"),
    ("dentaire.plafond/HBLD491", "2025-01-01", "550.00", "-"),
    ("dentaire.plafond-c2s/HBLD038", "2024-02-23", "-", "262.18"),
    ("dentaire.soin/soin-8194", "2025-01-01", "81.94", "-"),
    (
        "responsable.vaccination-laboratoire",
        "2025-11-26",
        "0",
        "-",
    ),
];

#[test]
fn rows_and_what_no_rule_uses_yet_are_what_the_document_prints() {
    for (id, on, before, after) in UNUSED {
        let series = Law::embedded().find(id).unwrap();
        let figure = |on| {
            series
                .at(on)
                .map_or("-".to_owned(), |value| value.amount.to_string())
        };
        assert_eq!(figure(day(on).plus(-1)), before, "{id} before {on}");
        assert_eq!(figure(day(on)), after, "{id} on {on}");
    }
}

/// Every day on which a figure changes is in one of the two lists.
#[test]
fn no_change_of_a_row_is_left_out() {
    let used = |id: &str| ParamId::ALL.iter().any(|param| param.word() == id);
    for series in Law::embedded().all().filter(|series| !used(series.id())) {
        let amounts = series
            .changes()
            .map(|(on, value)| (on, value.ok().map(|v| v.amount)));
        let amounts: Vec<_> = amounts.collect();
        for (before, after) in amounts.iter().zip(&amounts[1..]) {
            let (id, on) = (series.id(), after.0);
            let listed = UNUSED.iter().any(|row| row.0 == id && day(row.1) == on);
            assert!(before.1 == after.1 || listed, "{id} on {on}");
        }
    }
}

/// Settlements on the two sides of the changes that touch every décompte.
#[test]
fn settlements_change_on_the_day() {
    let paid = |care: &Care| settle(&adult(), care).paid();
    let gp_at = |on, fee| Care {
        fee: Cents(fee),
        ..gp(on)
    };
    assert_eq!(paid(&gp_at("2023-10-31", 2_500)), Cents(1_650));
    assert_eq!(paid(&gp_at("2023-11-01", 2_650)), Cents(1_755));
    assert_eq!(paid(&gp_at("2024-05-14", 2_650)), Cents(1_755));
    assert_eq!(paid(&gp_at("2024-05-15", 2_650)), Cents(1_655));
    assert_eq!(paid(&gp_at("2024-12-21", 3_000)), Cents(1_655));
    assert_eq!(paid(&gp_at("2024-12-22", 3_000)), Cents(1_900));
    let boxes = |on| drug(on, DrugLabel::SoixanteCinq, Cents(1_000), 2);
    assert_eq!(paid(&boxes("2024-03-30")), Cents(550));
    assert_eq!(paid(&boxes("2024-03-31")), Cents(450));
    let lab = |on| Care {
        coefficient: 6_000,
        ..care(on, Kind::Biology, Cents(5_000))
    };
    assert_eq!(base_of(&adult(), &lab("2024-01-14")), Cents(1_560));
    assert_eq!(base_of(&adult(), &lab("2024-01-15")), Cents(1_500));
}

#[test]
fn the_cap_of_the_majoration_follows_the_gp_tariff() {
    let out = |on| Care {
        parcours: Parcours::Out,
        base: Some(Cents(10_000)),
        ..consultation(on, Tariff::SpecialisteDirect, Sector::One, 3)
    };
    for (on, cap) in [
        ("2023-10-31", 1_000),
        ("2023-11-01", 1_060),
        ("2024-12-21", 1_060),
        ("2024-12-22", 1_200),
        ("2026-12-31", 1_200),
    ] {
        assert_eq!(settle(&adult(), &out(on)).majoration, Cents(cap), "{on}");
    }
}

#[test]
fn ages_change_on_the_birthday() {
    let born = patient("2018-09-10");
    let before = gp("2024-09-09");
    assert_eq!(base_of(&born, &before), Cents(3_150));
    assert_eq!(base_of(&born, &gp("2024-09-10")), Cents(2_650));
    let paediatrician = |on| consultation(on, Tariff::Pediatre, Sector::One, 12);
    for (on, cents) in [
        ("2020-09-09", None),
        ("2024-09-09", Some(3_350)),
        ("2024-09-10", Some(2_950)),
    ] {
        let result = base(Law::embedded(), born.birth, &paediatrician(on));
        assert_eq!(result.ok(), cents.map(Cents), "{on}");
    }
    let baby = patient("2023-02-01");
    assert_eq!(base_of(&baby, &paediatrician("2025-01-31")), Cents(3_900));
    assert_eq!(base_of(&baby, &paediatrician("2025-02-01")), Cents(3_500));
    let young = patient("2000-06-15");
    let psychiatrist = |on| consultation(on, Tariff::Psychiatre, Sector::One, 33);
    assert_eq!(base_of(&young, &psychiatrist("2025-06-14")), Cents(6_700));
    assert_eq!(base_of(&young, &psychiatrist("2025-06-15")), Cents(5_500));
    assert_eq!(
        base_of(&patient("2010-01-01"), &psychiatrist("2026-02-01")),
        Cents(7_500)
    );
}

#[test]
fn a_day_outside_the_years_loaded_names_the_parameter() {
    let settled = |patient: &Patient, care: &Care| {
        liquidate(
            Law::embedded(),
            patient,
            care,
            &mut Counters::default(),
            &mut NoTrace,
        )
    };
    for on in ["2022-12-31", "2027-01-01"] {
        assert_eq!(missing(settled(&adult(), &gp(on))), "tarif.generaliste");
        let boxes = drug(on, DrugLabel::Trente, Cents(500), 1);
        assert_eq!(missing(settled(&adult(), &boxes)), "taux.pharmacie.30");
        let error = Law::embedded().param(ParamId::Pmss, day(on)).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("no value of pmss on {on}: no parameter is loaded for that date")
        );
    }
    assert!(settled(&adult(), &gp("2023-01-01")).is_ok());
    assert!(settled(&adult(), &gp("2026-12-31")).is_ok());
}

#[test]
fn a_hole_names_the_parameter() {
    let cases = [
        (
            "2023-10-31",
            Tariff::Psychiatre,
            Sector::One,
            "tarif.psychiatre",
        ),
        (
            "2024-02-01",
            Tariff::Psychiatre,
            Sector::Two,
            "tarif.psychiatre.secteur-2-sans-option",
        ),
        (
            "2023-10-31",
            Tariff::TresComplexe,
            Sector::One,
            "tarif.tres-complexe",
        ),
        (
            "2025-01-01",
            Tariff::TresComplexe,
            Sector::One,
            "tarif.tres-complexe",
        ),
        (
            "2026-01-01",
            Tariff::Complexe,
            Sector::TwoOptam,
            "tarif.complexe",
        ),
        (
            "2026-01-01",
            Tariff::Pediatre,
            Sector::One,
            "tarif.pediatre.6-ans-et-plus",
        ),
        (
            "2024-12-22",
            Tariff::ApcPsychiatre,
            Sector::One,
            "tarif.apc.psychiatre",
        ),
    ];
    for (on, tariff, sector, param) in cases {
        let care = consultation(on, tariff, sector, 33);
        assert_eq!(missing(base(Law::embedded(), adult().birth, &care)), param);
    }
    let long = consultation("2024-12-21", Tariff::ConsultationLongue, Sector::One, 1);
    assert_eq!(
        missing(base(Law::embedded(), patient("1940-01-01").birth, &long)),
        "tarif.consultation-longue"
    );
    let psychiatrist = consultation("2023-10-31", Tariff::Psychiatre, Sector::Two, 33);
    assert_eq!(base_of(&adult(), &psychiatrist), Cents(4_250));
}

#[test]
fn a_tariff_that_no_text_gives_is_an_error() {
    let care = consultation("2025-02-01", Tariff::Apc, Sector::Two, 3);
    let error = base(Law::embedded(), adult().birth, &care).unwrap_err();
    assert!(matches!(error, AmoError::NoTariff { .. }), "{error}");
    assert_eq!(
        error.to_string(),
        "no tariff `APC` in secteur 2 on 2025-02-01"
    );
}
