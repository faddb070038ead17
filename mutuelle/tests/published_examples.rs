//! The published worked examples, each row under the guarantee that it prints: what the mutuelle pays on the AMO
//! share printed there.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use mutuelle::{Facts, Person, settle_lines};
use rust_decimal::Decimal;
use serde_json::{Value, json};

const EXAMPLES: &[u8] = include_bytes!("../../scenarios/worked-examples.csv");

#[test]
fn every_row_comes_out_to_the_cent() {
    let mut rows = 0;
    for row in csv::Reader::from_reader(EXAMPLES).records() {
        let row = row.unwrap();
        let (id, guarantee, expected) = (&row[0], &row[12], &row[13]);
        let heading = heading_of(&row[2], &row[3]);
        let product = product(heading, level(guarantee));
        let line = line(&row, heading);
        let decisions = settle_lines(&[product], &[(person(), line)]).unwrap();
        let expected: Decimal = expected.parse().unwrap();
        assert_eq!(decisions[0][0].amount, expected, "{id} under {guarantee}");
        rows += 1;
    }
    assert_eq!(rows, 60, "rows of the page");
}

/// A responsible contract that gives that to the heading.
fn product(heading: &str, guarantee: Value) -> Value {
    let mut guarantees = json!({
        "medecins": {"br": 100}, "sage-femme": {"br": 100}, "auxiliaires": {"br": 100},
        "biologie": {"br": 100}, "pharmacie-100": {"br": 100}, "pharmacie-65": {"br": 100},
        "dentaire": {"br": 100}, "dentaire-100-sante": {"real-expense": true},
        "optique": {"br": 100}, "monture-a": {"real-expense": true},
        "verre-a": {"real-expense": true}, "audio": {"br": 100}, "audio-1": {"real-expense": true},
        "appareillage": {"br": 100}, "hospitalisation": {"br": 100},
        "forfait-journalier": {"real-expense": true},
        "participation-acte-lourd": {"real-expense": true},
        "forfait-urgences": {"real-expense": true}, "transport": {"br": 100},
        "psychologue": {"br": 100},
    });
    guarantees[heading] = guarantee;
    json!({
        "schema-version": 2, "id": "published", "name": {"fr": "Publié", "en": "Published"},
        "responsible": true, "guarantees": guarantees,
    })
}

/// What the column of the guarantee says.
fn level(printed: &str) -> Value {
    if let Some(percent) = printed.strip_suffix(" % BR incl. AMO") {
        return json!({"br": percent});
    }
    if let Some(percent) = printed.strip_suffix(" % BR on top of AMO") {
        return json!({"br-on-top": percent});
    }
    match printed {
        "frais réels" | "frais réels (100 % Santé)" => json!({"real-expense": true}),
        "733.20 EUR (20 % PMSS 2023)" => json!({"pmss": 20}),
        "50 EUR /day" => json!({"euros": "50.00", "per": "day"}),
        "30 EUR × 5 per year" => {
            json!({"euros": "30.00", "per": "session", "limits": [{"number": 5}]})
        }
        "none" => json!({"covered": false}),
        other => panic!("`{other}` is not read"),
    }
}

/// What an act is paid as.
fn heading_of(act: &str, sector: &str) -> &'static str {
    if sector.starts_with('S') {
        return "specialiste";
    }
    let known = [
        ("Dental consult", "soins-dentaires"),
        ("Scaling", "soins-dentaires"),
        ("Extraction", "soins-dentaires"),
        ("Caries", "soins-dentaires"),
        ("Premolar root canal", "soins-dentaires"),
        ("Crown, RAC 0", "dentaire-100-sante"),
        ("Orthodontics", "orthodontie"),
        ("Implant", "implant"),
        ("Glasses class A", "verre-a"),
        ("Frame + 2 lenses, class B", "verre-b"),
        ("Hearing aid class I", "audio-1"),
        ("Physio", "kine"),
        ("Speech therapy", "orthophoniste"),
        ("Lab", "biologie"),
        ("Drug box 65 %", "pharmacie-65"),
        ("Drug box 15 %", "pharmacie-15"),
        ("Mon soutien psy", "psychologue"),
        ("Emergency flat fee", "forfait-urgences"),
        ("Surgical stay", "forfait-journalier"),
        ("Single room", "chambre-particuliere"),
        ("Transport", "transport"),
        ("Osteopath", "osteopathe"),
    ];
    let found = known.iter().find(|(words, _)| act.starts_with(words));
    found
        .map(|(_, heading)| *heading)
        .unwrap_or_else(|| panic!("`{act}` is not read"))
}

fn line(row: &csv::StringRecord, heading: &str) -> Facts {
    let euro = |column: usize| -> Decimal { row[column].parse().unwrap() };
    let (base, amo) = (euro(7), euro(9));
    // Out of the parcours the printed share is after the majoration; in it, these rows are at 70 %.
    let majoration = if &row[4] == "OUT" {
        base * Decimal::new(70, 2) - amo
    } else {
        Decimal::ZERO
    };
    let participation = row[10].strip_prefix("PF ").unwrap_or("0");
    let mut line = json!({
        "id": &row[0], "date": &row[1], "heading": heading,
        "quantity": if heading == "forfait-journalier" { 4 } else { 1 },
        "expense": &row[6], "base": &row[7], "amo": &row[9],
        "majoration": format!("{majoration:.2}"), "participation": participation,
    });
    match &row[3] {
        "S2 non-OPTAM" | "S3" => line["doctor"] = json!("non-optam"),
        sector if sector.starts_with('S') => line["doctor"] = json!("optam"),
        "hospital" | "clinic" => line["place"] = json!(&row[3]),
        _ => {}
    }
    serde_json::from_value(line).unwrap()
}

fn person() -> Person {
    let person = json!({"id": "p", "member-since": "2020-01-01", "household": "h"});
    serde_json::from_value(person).unwrap()
}
