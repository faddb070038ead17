//! The sixty rows of `scenarios/worked-examples.csv`, both halves, to the cent: each told in the words of a question.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use domain::Cents;
use oracle::quote::{Question, Session};

/// What each row is, where its columns do not say it: one question a line of it. Date, sector, parcours, flag, fee
/// and guarantee come from the row where the question leaves them out.
const ROWS: [(&str, &[&str]); 60] = [
    ("E001", &["act: G"]),
    ("E002", &["act: G"]),
    ("E003", &["act: G"]),
    ("E006", &["act: G"]),
    ("E009", &["act: CS"]),
    ("E011", &["act: G"]),
    ("E012", &["act: G"]),
    ("E015", &["act: G"]),
    ("E017", &["act: G"]),
    // Rules §2.1 give that base to no specialist of that day: it stands on the line (§12 bis 20).
    ("E018", &["act: CS, base: 3000"]),
    ("E021", &["act: CS"]),
    (
        "E024",
        &[
            "act: G, fee: 2500",
            "act: CRN, fee: 1906",
            "act: CRN, detail: third-line, fee: 300",
        ],
    ),
    (
        "E027",
        &["act: CS, base: 3000, practitioner: {sector: 2, optam: true}"],
    ),
    ("E030", &["act: ATM, base: 4400"]),
    ("E033", &["act: G"]),
    ("E036", &["act: G"]),
    ("E039", &["act: G"]),
    ("E042", &["act: G"]),
    ("E045", &["act: G, patient: {birth: 2020-03-15}"]),
    (
        "E048",
        &["act: CS, practitioner: {specialty: 12}, patient: {birth: 2020-03-15}"],
    ),
    (
        "E051",
        &[
            "act: CS, detail: tres-complexe, practitioner: {specialty: 12}, patient: {birth: 2020-03-15}",
        ],
    ),
    (
        "E053",
        &["act: G, practitioner: {sector: 2}, patient: {birth: 2014-03-15}"],
    ),
    ("E054", &["act: G, patient: {birth: 2021-03-01}"]),
    ("E057", &["act: CS, detail: tres-complexe, base: 6770"]),
    ("E060", &["act: CNP"]),
    (
        "E063",
        &["act: CS, practitioner: {sector: 2, specialty: 7}"],
    ),
    ("E065", &["act: CS, practitioner: {specialty: 7}"]),
    ("E066", &["act: CS, practitioner: {specialty: 7}"]),
    ("E069", &["act: CS"]),
    ("E071", &["act: G"]),
    ("E072", &["act: CS"]),
    ("E075", &["act: CD"]),
    ("E077", &["act: CD"]),
    ("E078", &["act: SDE, code: detartrage"]),
    ("E081", &["act: SDE, code: extraction"]),
    ("E082", &["act: SDE, code: carie-2-faces"]),
    ("E084", &["act: SDE, code: racine-premolaire"]),
    ("E087", &["act: PF0, code: HBLD038"]),
    ("E090", &["act: PF0, code: HBLD350"]),
    ("E093", &["act: TO, patient: {birth: 2012-03-15}"]),
    (
        "E096",
        &["act: TO, detail: second-retention, patient: {birth: 2010-03-15}"],
    ),
    ("E097", &["act: IMP"]),
    (
        "E099",
        &[
            "act: LUN, detail: class-a, fee: 3000",
            "act: VER, detail: class-a, code: verre-unifocal, quantity: 2, fee: 6500",
        ],
    ),
    (
        "E102",
        &[
            "act: LUN, detail: class-b, fee: 5",
            "act: VER, detail: class-b, quantity: 2, fee: 10",
        ],
    ),
    // Overseas: what the AMO pays there is given (it is refused otherwise), the mutuelle's share computed.
    (
        "E105",
        &["heading: audio-1, base: 48000, given: {amo: 28800}"],
    ),
    ("E107", &["act: AMS, coefficient: \"7.5\""]),
    ("E108", &["act: AMS, coefficient: \"7.5\""]),
    ("E111", &["act: AMO, coefficient: \"11.6\""]),
    ("E114", &["act: B, coefficient: 60, examinations: 1"]),
    ("E117", &["act: PH7, base: 1000"]),
    ("E120", &["act: PH2, base: 1000"]),
    ("E123", &["act: PSY"]),
    ("E126", &["act: FPU"]),
    (
        "E129",
        &[
            "stay: {entry: 2025-03-01, last: 2025-03-01, mode: day-surgery, price: {clinic: {ghs: 0}}, \
           acts: [{day: 2025-03-01, tariff: 27170}], fees: [{act: ADC, day: 2025-03-01, fee: 27170, base: 27170}]}",
        ],
    ),
    ("E132", &["act: ATM, base: 12540"]),
    (
        "E135",
        &["stay: {entry: 2025-03-01, last: 2025-03-04, price: {clinic: {ghs: 0}}}"],
    ),
    ("E138", &["heading: chambre-particuliere"]),
    ("E141", &["act: VSL, base: 5000"]),
    ("E143", &["heading: osteopathe"]),
    ("E144", &["act: G"]),
];

type Row = BTreeMap<String, String>;

fn rows() -> Vec<Row> {
    csv::Reader::from_reader(include_str!("../../scenarios/worked-examples.csv").as_bytes())
        .deserialize()
        .map(Result::unwrap)
        .collect()
}

fn cents(row: &Row, column: &str) -> Cents {
    row[column]
        .parse()
        .unwrap_or_else(|error| panic!("{}, {column}: {error}", row["id"]))
}

/// The question of a line of a row.
fn question(row: &Row, told: &str) -> Question {
    let mut question: Question = domain::load("a row", &format!("{{{told}}}")).unwrap();
    question.person = Some(row["id"].clone());
    question.date = Some(row["date_of_care"].parse().unwrap());
    question.guarantee = Some(row["guarantee"].clone());
    if question.stay.is_none() && question.act.is_none_or(|act| act.as_str() != "FPU") {
        question.fee = question.fee.or(Some(cents(row, "fee")));
    }
    let doctor = &mut question.practitioner;
    if doctor.sector.is_none() {
        (doctor.sector, doctor.optam) = match row["sector"].as_str() {
            "S2 OPTAM" => (Some(2), true),
            "S2 non-OPTAM" => (Some(2), false),
            "S3" => (Some(3), false),
            _ => (Some(1), false),
        };
    }
    let out = row["parcours"] == "OUT";
    question.parcours = domain::load("parcours", if out { "out" } else { "in" }).unwrap();
    let flag = match row["flag"].as_str() {
        "ALD" => "{exemption: ald-related}",
        "MAT" => "{exemption: maternity}",
        "Alsace-Moselle" => "{regime: alsace-moselle}",
        _ if row["act"].contains("Réunion") => "{regime: overseas}",
        _ => "{}",
    };
    let birth = question.patient.birth;
    question.patient = domain::load("patient", flag).unwrap();
    question.patient.birth = birth;
    question
}

#[test]
fn every_row_comes_out_to_the_cent() {
    let rows = rows();
    assert_eq!(rows.len(), ROWS.len());
    let mut wrong = Vec::new();
    for (row, (id, lines)) in rows.iter().zip(ROWS) {
        assert_eq!(row["id"], id, "a row a line, in the order of the sheet");
        let mut session = Session::default();
        let mut sums = [Cents::ZERO; 5];
        for told in lines {
            match session.answer(&question(row, told)) {
                Ok(answer) => {
                    let gross: Cents = answer
                        .lines
                        .iter()
                        .map(|line| line.theoretical - line.majoration)
                        .sum();
                    let withheld: Cents = answer
                        .lines
                        .iter()
                        .map(|line| line.participation + line.franchise)
                        .sum();
                    let found = [
                        gross,
                        withheld,
                        answer.amo,
                        answer.amc,
                        answer.remainder.total,
                    ];
                    sums.iter_mut()
                        .zip(found)
                        .for_each(|(sum, one)| *sum += one);
                }
                Err(error) => wrong.push(format!("{id}, {told}: {error}")),
            }
        }
        let kept = row["pf_franchise"].split_whitespace().last().unwrap();
        let kept = if kept == "-" {
            Cents::ZERO
        } else {
            kept.parse().unwrap()
        };
        let due = [
            cents(row, "amo_gross"),
            kept,
            cents(row, "amo_paid"),
            cents(row, "amc_paid"),
            cents(row, "remainder"),
        ];
        if sums != due {
            wrong.push(format!(
                "{id} ({}): due {due:?}, found {sums:?}",
                row["act"]
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "gross, withheld, AMO, AMC, remainder:\n{}",
        wrong.join("\n")
    );
}
