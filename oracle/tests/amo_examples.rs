//! The published worked examples, AMO side, to the cent.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod amo_support;

use amo_support::{adult, care, consultation, day, drug, gp, next, patient};
use domain::{Cents, CoordinationOption};
use oracle::amo::{
    Care, Complement, Counters, Dental, Doctor, DrugLabel, Exemption, Kind, LawCode, Liquidation,
    Means, Optics, Parcours, Patient, Profession, Regime, Sector, Tariff, Technique, liquidate,
};
use oracle::law::Law;
use oracle::trace::NoTrace;

/// The rows in scope: everything but stays, what the AMO does not know, and E105, which is overseas. E024 is
/// three lines and has a test of its own.
const IN_SCOPE: [&str; 53] = [
    "E001", "E002", "E003", "E006", "E009", "E011", "E012", "E015", "E017", "E018", "E021", "E027",
    "E033", "E036", "E045", "E048", "E051", "E053", "E054", "E057", "E060", "E063", "E065", "E066",
    "E069", "E071", "E072", "E114", "E117", "E120", "E144", "E030", "E107", "E108", "E111", "E141",
    "E078", "E081", "E082", "E084", "E087", "E090", "E093", "E096", "E097", "E099", "E102", "E039",
    "E042", "E075", "E077", "E123", "E132",
];
/// Rows whose base §2.1 does not give for that doctor: it stands on the line (rules §12 bis 20).
const BASE_ON_THE_LINE: [&str; 8] = [
    "E018", "E027", "E030", "E057", "E141", "E099", "E102", "E132",
];

#[derive(Debug)]
struct Row {
    id: String,
    day: String,
    act: String,
    sector: String,
    parcours: String,
    flag: String,
    fee: Cents,
    base: Cents,
    gross: Cents,
    withheld: Cents,
    paid: Cents,
}

fn rows() -> Vec<Row> {
    let text = include_str!("../../scenarios/worked-examples.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let columns = [
        "id",
        "date_of_care",
        "act",
        "sector",
        "parcours",
        "flag",
        "fee",
        "br",
        "amo_gross",
        "pf_franchise",
        "amo_paid",
    ]
    .map(column);
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            let text = |at: usize| record[columns[at]].to_owned();
            let cents = |at: usize| record[columns[at]].parse().unwrap();
            Row {
                id: text(0),
                day: text(1),
                act: text(2),
                sector: text(3),
                parcours: text(4),
                flag: text(5),
                fee: cents(6),
                base: cents(7),
                gross: cents(8),
                withheld: match record[columns[9]].split_once(' ') {
                    Some((_, amount)) => amount.parse().unwrap(),
                    None => Cents::ZERO,
                },
                paid: cents(10),
            }
        })
        .collect()
}

fn letter(row: &Row, profession: Profession, coefficient: u32) -> Care {
    Care {
        coefficient,
        ..care(&row.day, Kind::Letter(profession), row.fee)
    }
}

fn dental(row: &Row, dental: Dental) -> Care {
    care(&row.day, Kind::Dental(dental), row.fee)
}

fn code(text: &str) -> Option<LawCode> {
    Some(LawCode::new(text).unwrap())
}

/// What a row is about, in the words of the oracle.
fn inputs(row: &Row) -> (Patient, Care) {
    let sector = match row.sector.as_str() {
        "S2 OPTAM" | "S2" => Sector::TwoOptam,
        "S2 non-OPTAM" => Sector::Two,
        "S3" => Sector::Three,
        _ => Sector::One,
    };
    let (tariff, specialty) = match row.act.as_str() {
        act if act.starts_with("GP") => (Tariff::Generaliste, 1),
        act if act.starts_with("Paediatrician") => (Tariff::Pediatre, 12),
        act if act.starts_with("Psychiatrist") => (Tariff::Psychiatre, 33),
        act if act.starts_with("Gynaecologist") => (Tariff::Gynecologue, 7),
        act if act.starts_with("Very complex child") => (Tariff::TresComplexe, 12),
        act if act.starts_with("Very complex") => (Tariff::TresComplexe, 3),
        _ => (Tariff::SpecialisteCoordonne, 3),
    };
    let mut care = match row.act.as_str() {
        "Lab B60" => Care {
            coefficient: 6_000,
            count: 1,
            ..care(&row.day, Kind::Biology, row.fee)
        },
        "Physio AMS 7.5" => letter(row, Profession::Kine, 750),
        "Speech therapy AMO 11.6" => letter(row, Profession::Orthophoniste, 1_160),
        "Transport one way" => {
            let (means, urgent) = (Means::Vsl, false);
            care(&row.day, Kind::Transport { means, urgent }, row.fee)
        }
        "Technical act" | "Photocoagulation" => Care {
            fee: row.fee,
            ..care(
                &row.day,
                Kind::Technical {
                    technique: Technique::Medical,
                    doctor: Doctor {
                        sector,
                        option: CoordinationOption::None,
                        specialty: 3,
                    },
                    others: Cents::ZERO,
                },
                row.fee,
            )
        },
        "Mon soutien psy session 1" => care(&row.day, Kind::Psychologist, row.fee),
        "Dental consult" => dental(row, Dental::Consultation),
        "Crown, RAC 0 metal" => dental(row, Dental::ProsthesisWithoutRemainder(code("HBLD038"))),
        "Crown, RAC 0 zirconia" => dental(row, Dental::ProsthesisWithoutRemainder(code("HBLD350"))),
        "Scaling (détartrage)" => dental(row, Dental::Care(code("detartrage"))),
        "Extraction" => dental(row, Dental::Care(code("extraction"))),
        "Caries 2 faces / canal" => dental(row, Dental::Care(code("carie-2-faces"))),
        "Premolar root canal" => dental(row, Dental::Care(code("racine-premolaire"))),
        "Orthodontics semester" => dental(row, Dental::Orthodontics),
        "Orthodontics retention year 2" => dental(row, Dental::Retention2),
        act if act.starts_with("Implant") => dental(row, Dental::Implant),
        act if act.starts_with("Glasses") || act.starts_with("Frame") => {
            care(&row.day, Kind::Optics(Optics::Glasses), row.fee)
        }
        "Drug box 65 %" => drug(&row.day, DrugLabel::SoixanteCinq, row.fee, 1),
        "Drug box 15 %, contract does not" => drug(&row.day, DrugLabel::Quinze, row.fee, 1),
        _ => Care {
            fee: row.fee,
            ..consultation(&row.day, tariff, sector, specialty)
        },
    };
    if BASE_ON_THE_LINE.contains(&row.id.as_str()) {
        care.base = Some(row.base);
    }
    if row.parcours == "OUT" {
        care.parcours = Parcours::Out;
    }
    care.exemption = match row.flag.as_str() {
        "ALD" => Exemption::AldRelated,
        "MAT" => Exemption::Maternity,
        _ => Exemption::None,
    };
    let years = match row.act.as_str() {
        "GP child < 6" | "Paediatrician 2-5" | "Very complex child consult" => 4,
        "GP child 6-15" => 10,
        _ => 45,
    };
    let mut patient = patient(&day(&row.day).plus_months(-12 * years).to_string());
    if row.flag == "Alsace-Moselle" {
        patient.regime = Regime::AlsaceMoselle;
    }
    (patient, care)
}

#[test]
fn rows_in_scope_come_out_to_the_cent() {
    let rows = rows();
    for id in IN_SCOPE {
        let row = rows.iter().find(|row| row.id == id).unwrap();
        let (patient, care) = inputs(row);
        let mut counters = Counters::default();
        let settled = liquidate(
            Law::embedded(),
            &patient,
            &care,
            &mut counters,
            &mut NoTrace,
        )
        .unwrap();
        assert_eq!(settled.base, row.base, "{row:?}");
        // The sheet prints the AMO amount less the majoration as the gross one, that of a heavy act less its
        // participation, which is a line of its own.
        let pas = settled.pas.map_or(Cents::ZERO, |pas| pas.amount);
        assert_eq!(settled.amount - pas, row.gross, "{row:?}");
        assert_eq!(
            settled.participation + settled.franchise,
            row.withheld,
            "{row:?}"
        );
        assert_eq!(settled.paid(), row.paid, "{row:?}");
    }
}

#[test]
fn a_gross_amount_is_before_the_majoration() {
    let rows = rows();
    for (id, gross, majoration) in [("E030", 3_080, 1_060), ("E033", 1_750, 1_000)] {
        let row = rows.iter().find(|row| row.id == id).unwrap();
        let (patient, care) = inputs(row);
        let mut counters = Counters::default();
        let settled = liquidate(
            Law::embedded(),
            &patient,
            &care,
            &mut counters,
            &mut NoTrace,
        )
        .unwrap();
        assert_eq!(
            (settled.gross, settled.majoration),
            (Cents(gross), Cents(majoration))
        );
        assert_eq!(settled.rate_printed, 30);
    }
}

/// Rows whose source prints the truncated figure, which half-up is a cent above.
#[test]
fn truncated_figures_come_out_truncated() {
    let rows = rows();
    let law = Law::embedded().with_rounding(domain::Rounding::Truncate);
    for (id, printed) in [("E081", 2_340), ("E082", 2_361)] {
        let row = rows.iter().find(|row| row.id == id).unwrap();
        let (patient, care) = inputs(row);
        let mut counters = Counters::default();
        let settled = liquidate(&law, &patient, &care, &mut counters, &mut NoTrace).unwrap();
        assert_eq!(settled.paid(), Cents(printed), "{row:?}");
        assert_eq!(row.paid, Cents(printed + 1), "{row:?}");
    }
}

/// E024: a consultation at night is three lines, and the participation is taken once.
#[test]
fn a_night_consultation_is_three_lines() {
    let rows = rows();
    let row = rows.iter().find(|row| row.id == "E024").unwrap();
    let beside = |complement| {
        let kind = Kind::Complement {
            complement,
            doctor: Doctor {
                sector: Sector::One,
                option: CoordinationOption::None,
                specialty: 1,
            },
        };
        care(&row.day, kind, Cents(5_000))
    };
    let lines = [
        gp(&row.day),
        beside(Complement::Night),
        beside(Complement::NightThird),
    ];
    let mut counters = Counters::default();
    let settled = lines.map(|line| next(&adult(), &line, &mut counters));
    assert_eq!(settled.map(|line| line.amount.0), [1_750, 1_334, 210]);
    assert_eq!(settled.map(|line| line.participation.0), [100, 0, 0]);
    let sum = |of: fn(&Liquidation) -> Cents| settled.iter().map(of).sum::<Cents>();
    assert_eq!(sum(|line| line.base), row.base);
    assert_eq!(sum(|line| line.amount), row.gross);
    assert_eq!(sum(|line| line.participation), row.withheld);
    assert_eq!(sum(Liquidation::paid), row.paid);
}

/// E099 and E102 by their parts: the frame, then the lenses.
#[test]
fn glasses_come_out_part_by_part() {
    let part = |optics, quantity, fee| {
        let care = Care {
            quantity,
            ..care("2025-03-01", Kind::Optics(optics), Cents(fee))
        };
        let settled = next(&adult(), &care, &mut Counters::default());
        (settled.base.0, settled.paid().0)
    };
    let lens = LawCode::new("verre-unifocal").unwrap();
    assert_eq!(part(Optics::FrameA, 1, 3_000), (900, 540));
    assert_eq!(part(Optics::LensA(lens), 2, 6_500), (1_950, 1_170));
    assert_eq!(part(Optics::FrameB, 1, 5), (5, 3));
    assert_eq!(part(Optics::LensB, 2, 10), (10, 6));
}
