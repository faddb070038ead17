//! `etalon explain`: what codes, places on the wire, findings, rules, questions and figures of the law mean, and how
//! sure that is.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod common;

use std::process::Output;

use common::etalon;
use noemie::Profile;
use serde_json::Value;

fn explain(arguments: &[&str]) -> Output {
    etalon(&[&["explain"], arguments].concat())
}

/// What it prints where it knows the answer.
fn page(arguments: &[&str]) -> String {
    let output = explain(arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    assert_eq!(said, "", "data goes to standard output");
    String::from_utf8(output.stdout).unwrap()
}

/// What it complains of where it does not.
fn complaint(arguments: &[&str]) -> String {
    let output = explain(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn json(arguments: &[&str]) -> Vec<Value> {
    let all: Vec<&str> = arguments.iter().copied().chain(["--json"]).collect();
    page(&all)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The line of a page that starts with those words.
fn line<'a>(page: &'a str, start: &str) -> &'a str {
    page.lines()
        .find(|line| line.trim_start().starts_with(start))
        .unwrap_or_else(|| panic!("no line starts with {start}:\n{page}"))
}

#[test]
fn a_code_is_told_in_every_table_that_holds_it() {
    let page = page(&["53"]);
    assert!(
        line(&page, "reasons-929").contains("contracts overlap"),
        "{page}"
    );
    assert!(line(&page, "reasons-929").contains("confirmed"), "{page}");
    assert!(line(&page, "tariff-zones").contains("40-70"), "{page}");
    assert!(page.contains("303:255.82-83 inferred"), "{page}");
    assert!(json(&["53"]).len() >= 3);
}

#[test]
fn a_code_of_one_table_is_told_alone() {
    let found = json(&["reason:53"]);
    let [reason] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(reason["kind"], "code");
    assert_eq!(reason["table"], "reasons-929");
    assert_eq!(reason["confidence"], "confirmed");
    assert_eq!(reason["at"][0]["zone"], "929:290.15-16");
    assert_eq!(json(&["reasons-929:53"]).len(), 1);
    for (asked, code) in [
        ("regime:1", "01"),
        ("speciality:01", "01"),
        ("act:hdr", "HDR"),
        ("qualifier:63", "NJ"),
    ] {
        assert_eq!(json(&[asked])[0]["code"], code, "{asked}");
    }
    assert_eq!(json(&["reason"]).len(), 62, "a table, whole");
}

#[test]
fn an_act_has_its_national_number() {
    assert!(page(&["PH7"]).contains("number 3313"));
    assert_eq!(json(&["ph7"])[0]["numbers"][0], "3313");
    assert_eq!(json(&["3313"])[0]["code"], "PH7");
    let french = page(&["PH7", "--lang", "fr"]);
    assert!(
        french.contains("numéro 3313") && french.contains("médicament remboursé à 65 %"),
        "{french}"
    );
    assert!(french.contains("303:255.20-24 inféré"), "{french}");
}

#[test]
fn what_is_recalled_or_inferred_is_not_told_as_sure() {
    for (asked, confidence) in [
        ("exchange:RT", "memory"),
        ("party:ET", "memory"),
        ("answer:I", "inferred"),
        ("303:255.107", "inferred"),
        ("303:255.line", "strong"),
    ] {
        assert_eq!(json(&[asked])[0]["confidence"], confidence, "{asked}");
        assert!(page(&[asked]).contains(confidence), "{asked}");
    }
    assert!(page(&["party:ET", "--lang", "fr"]).contains("de mémoire"));
}

#[test]
fn a_column_is_told_in_every_profile_that_has_it() {
    let amount = page(&["303:255.107"]);
    let row = line(&amount, "303-inferred (inferred)");
    assert!(
        row.contains("255.107-114") && row.contains("amount"),
        "{amount}"
    );
    assert!(
        amount.contains("these positions are a proposal"),
        "{amount}"
    );
    for asked in ["303:255.107", "303-inferred:255.amount", "303:255.110-112"] {
        let found = json(&[asked]);
        assert_eq!(
            (found.len(), &found[0]["name"]),
            (1, &Value::from("amount")),
            "{asked}"
        );
        assert_eq!(found[0]["status"], "inferred", "{asked}");
    }
    assert_eq!(json(&["255.amount"]).len(), 2, "303 and 687");
    let nir = json(&["110.6"]);
    let profiles: Vec<&str> = nir
        .iter()
        .filter_map(|field| field["profile"].as_str())
        .collect();
    assert_eq!(profiles, ["303-inferred", "408", "929", "687", "900"]);
    assert_eq!(json(&["303:255.65"])[0]["tables"][0], "spending-qualifiers");
    assert_eq!(json(&["000.exchange"])[0]["profile"], "envelope");
}

#[test]
fn an_entity_is_told_with_its_fields() {
    let page = page(&["255"]);
    for word in [
        "303-inferred (inferred): 255",
        "length 149",
        "107-114",
        "source: AMC-B-687",
    ] {
        assert!(page.contains(word), "{word}:\n{page}");
    }
    assert_eq!(json(&["110"]).len(), 5);
}

#[test]
fn a_reference_is_told_with_its_tree_and_its_pages() {
    for profile in Profile::embedded_all() {
        let description = profile.description();
        let asked = profile.reference().to_string();
        for (lang, title) in [("en", &description.title.en), ("fr", &description.title.fr)] {
            let page = page(&[&asked, "--lang", lang]);
            assert!(page.contains(title.as_str()), "{page}");
            assert!(page.contains(&format!("etalon layout show {}", profile.name())));
            for node in &description.tree {
                line(&page, &format!("{:03} [{:02}]", node.entity, node.level));
            }
        }
        let found = json(&[&asked]);
        let [reference] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert_eq!(reference["kind"], "reference");
        assert_eq!(reference["asked"], asked.as_str());
        assert_eq!(reference["profile"], profile.name());
        assert_eq!(reference["status"], profile.status().as_str());
        assert_eq!(reference["title"]["fr"], description.title.fr.as_str());
        assert_eq!(
            reference["tree"].as_array().unwrap().len(),
            description.tree.len()
        );
        let dictionary = reference["page"].as_str().unwrap();
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        assert!(
            std::path::Path::new(root).join(dictionary).exists(),
            "{dictionary}"
        );
    }
    let page_of_303 = page(&["303"]);
    assert!(line(&page_of_303, "confidence as a whole").contains("inferred; fields: "));
    assert!(page_of_303.contains("these positions are a proposal"));
    assert!(page(&["408", "--lang", "fr"]).contains("mouvements de rattachement de la mutuelle"));
    assert!(page(&["900"]).contains("étalon reads and writes it, no more"));
    assert_eq!(json(&["303-inferred"]), {
        let mut by_number = json(&["303"]);
        by_number[0]["asked"] = "303-inferred".into();
        by_number
    });
    assert_eq!(
        json(&["929"])[0]["tree"][4]["meaning"]["en"],
        "Reject, signal or acknowledgement"
    );
    assert!(complaint(&["304"]).contains("a reference is 303"));
}

#[test]
fn a_finding_a_rule_and_a_question_are_told() {
    let finding = page(&["N021"]);
    assert!(finding.contains("error, refuses the file"), "{finding}");
    assert!(
        finding.contains("wrong group total") && finding.contains("a closer sums"),
        "{finding}"
    );
    let french = page(&["N021", "--lang", "fr"]);
    assert!(
        french.contains("(erreur, refuse le fichier) : total de groupe faux")
            && french.contains("porte la somme des montants")
            && !french.contains("sums"),
        "{french}"
    );
    let told = json(&["n021"]).remove(0);
    assert_eq!(told["due"], "refuse-file");
    assert!(told["hint"].as_str().unwrap().contains("sums"), "{told}");
    assert!(
        told["hint-fr"].as_str().unwrap().contains("somme"),
        "{told}"
    );
    assert_eq!(json(&["N042"])[0]["due"], "accept");
    for rule in oracle::rules::all() {
        let found = json(&[&rule.id]);
        assert!(
            found.iter().any(|thing| thing["kind"] == "rule"),
            "{}",
            rule.id
        );
    }
    let rounding = page(&["rounding"]);
    assert!(rounding.contains("half-up (ours)"), "{rounding}");
    assert_eq!(json(&["rounding"])[0]["kind"], "ambiguity");
}

#[test]
fn a_rule_may_be_asked_for_by_that_word() {
    let page = page(&["rule", "R-AMO-BASE"]);
    assert!(page.starts_with("R-AMO-BASE\nR-AMO-BASE: "), "{page}");
    let found = json(&["rule", "r-amo-base", "PH7"]);
    assert_eq!(found[0]["kind"], "rule");
    assert_eq!(
        found[1]["code"], "PH7",
        "the word bears on the next one only"
    );
    assert!(complaint(&["rule", "pmss"]).contains("nothing is known of `pmss`"));
    assert!(complaint(&["param", "R-AMO-BASE"]).contains("nothing is known of `R-AMO-BASE`"));
    assert!(complaint(&["rule"]).contains("nothing is known of `rule`"));
}

#[test]
fn a_rule_is_told_with_its_text_its_figures_and_an_example() {
    let told = page(&["rule", "R-AMO-PARTICIPATION"]);
    for word in [
        "Withheld = min(amount × acts",
        "source: rules §3, §12 bis 16 [jechange-pf]",
        "from 2023-01-01 to 2026-12-31; figures change on 2024-05-15",
        "left today 0.00",
    ] {
        assert!(told.contains(word), "{word}:\n{told}");
    }
    let row = line(&told, "participation.actes-par-jour");
    assert!(row.contains(" 4 ") && row.contains("second-hand"), "{row}");
    assert_eq!(
        told.matches("2025-02-03  G").count(),
        5,
        "an act a line:\n{told}"
    );
    let french = page(&["R-AMO-PARTICIPATION", "--lang", "fr"]);
    for word in [
        "Retenue = min(montant",
        "reste du jour 0,00",
        "de seconde main",
    ] {
        assert!(french.contains(word), "{word}:\n{french}");
    }
    let that_day = page(&["R-AMO-PARTICIPATION", "--at", "2024-05-14"]);
    assert!(line(&that_day, "participation.montant").contains("1.00"));
    assert!(!that_day.contains("2024-05-15  2026-12-31"), "{that_day}");
    assert!(complaint(&["R-AMO-PARTICIPATION", "--at", "2027-01-01"]).contains("2027-01-01"));
}

#[test]
fn a_rule_is_told_to_a_program_with_all_that_its_page_has() {
    let rule = json(&["rule", "R-AMO-MAJORATION"]).remove(0);
    assert_eq!(rule["from"], "2009-01-31");
    assert_eq!(
        rule["changes"],
        serde_json::json!(["2023-11-01", "2024-12-22"])
    );
    assert_eq!(rule["figures"][0]["id"], "parcours.majoration");
    assert!(rule["text"]["fr"].as_str().unwrap().contains("majoration"));
    let example = &rule["example"];
    assert_eq!(example["row"], "E030");
    assert_eq!(example["acts"][0]["majoration"], 1060);
    assert_eq!(example["acts"][0]["amc"], 1320);
    let line = json(&["N12"]).remove(0);
    let held = &line["example"]["files"][1]["lines"][0];
    assert_eq!(held["due"], "held (duplicate-suspected)");
    assert_eq!(held["in-the-end"], "paid 9.00");
    let told = page(&["N12"]);
    assert!(told.contains("paid 9.00"), "{told}");
    let words = json(&["T-ANSWERS"]).remove(0);
    assert!(words["example"]["not-computed"]["en"].is_string());
    assert!(page(&["T-ANSWERS"]).contains("not computed: the protocol is judged"));
}

/// What is missing, on which day, and what to do.
#[test]
fn a_quote_without_a_figure_names_what_is_missing_and_the_day() {
    let quote = |arguments: &str| {
        let words: Vec<&str> = arguments.split_whitespace().collect();
        let output = etalon(&[&["quote"], words.as_slice()].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments}");
        String::from_utf8(output.stderr).unwrap()
    };
    for (arguments, missing, advice) in [
        (
            "--date 2022-12-31 --act G",
            "tarif.generaliste on 2022-12-31",
            "the law is loaded for care from 2023-01-01 to 2026-12-31",
        ),
        (
            "--date 2027-01-01 --act B --coefficient 60",
            "biologie.lettre-b on 2027-01-01",
            "from 2023-01-01 to 2026-12-31",
        ),
        (
            "--date 2025-06-01 --act CNP --sector 2",
            "tarif.psychiatre.secteur-2-sans-option on 2025-06-01: not established",
            "--base gives the base",
        ),
        (
            "--date 2025-06-01 --act XYZ",
            "XYZ on 2025-06-01",
            "G, GS, C, CS, CNP",
        ),
        ("--date 2025-06-01 --act PH7", "PH7 on 2025-06-01", "--base"),
    ] {
        let said = quote(arguments);
        assert!(said.contains(missing), "{arguments}: {said}");
        let (_, hint) = said.split_once("hint: ").unwrap();
        assert!(hint.contains(advice), "{arguments}: {said}");
    }
}

#[test]
fn a_quote_shows_how_sure_its_figures_are() {
    let quote = |lang: &str| {
        let command = format!(
            "quote --date 2026-03-01 --act G --out-of-parcours --guarantee 100%BR --why --lang {lang}"
        );
        let words: Vec<&str> = command.split_whitespace().collect();
        String::from_utf8(etalon(&words).stdout).unwrap()
    };
    let english = quote("en");
    assert!(english.contains("(12.00 by the same rule)"), "{english}");
    assert!(english.contains("(assumption)") && english.contains("(second-hand)"));
    let french = quote("fr");
    assert!(french.contains("(hypothèse)") && french.contains("(de seconde main)"));
    assert!(
        french.contains("tarif généraliste") && french.contains("unité 30,00"),
        "{french}"
    );
}

#[test]
fn a_parameter_of_the_law_is_told_by_day() {
    let page_of = page(&["param", "pmss", "--at", "2026-05-01"]);
    let row = line(&page_of, "2026-01-01");
    for word in ["2026-12-31", "4005.00", "confirmed", "rules §8"] {
        assert!(row.contains(word), "{word}: {page_of}");
    }
    assert!(!page_of.contains("3925.00"), "{page_of}");
    let french = page(&["param", "pmss", "--lang", "fr"]);
    assert!(
        line(&french, "pmss :").contains("Plafond mensuel"),
        "{french}"
    );
    assert!(
        line(&french, "2025-01-01").contains("de seconde main"),
        "{french}"
    );
    let found = json(&["pmss"]);
    assert_eq!(found[0]["kind"], "parameter");
    assert_eq!(found[0]["values"].as_array().unwrap().len(), 4);
    let found = json(&["param", "tarif.generaliste", "--at", "2024-12-21"]);
    let value = &found[0]["values"][0];
    assert_eq!(
        (&value["value"], &value["from"], &value["to"]),
        (&"26.50".into(), &"2023-11-01".into(), &"2024-12-21".into())
    );
    assert_eq!(value["url"], "https://www.agipi.com/?p=8603");
    let said = complaint(&["param", "pmss", "--at", "2027-01-01"]);
    assert!(said.contains("no value of pmss on 2027-01-01"), "{said}");
    assert!(complaint(&["param", "pmsss"]).contains("did you mean pmss?"));
    assert!(complaint(&["N021", "--at", "2026-05-01"]).contains("--at goes with a parameter"));
}

#[test]
fn a_row_of_a_table_of_the_law_is_told_by_day() {
    let row = "dentaire.plafond/HBLD038";
    let page_of = page(&["param", row, "--at", "2024-06-01"]);
    assert!(line(&page_of, "2023-01-01").contains("290.00"), "{page_of}");
    let hole = page(&["param", row, "--at", "2025-06-01"]);
    assert!(
        line(&hole, "2025-01-01").contains("none: a rise of 3 %"),
        "{hole}"
    );
    let value = &json(&[row, "--at", "2025-06-01"])[0]["values"][0];
    assert!(
        value["value"].is_null() && value["why"]["fr"].is_string(),
        "{value}"
    );
    let table = json(&["dentaire.plafond"]).remove(0);
    assert_eq!(
        (&table["kind"], &table["key"]),
        (&"law-table".into(), &"ccam".into())
    );
    assert!(
        table["rows"]
            .as_array()
            .unwrap()
            .iter()
            .any(|r| r["id"] == row)
    );
    assert!(line(&page(&["dentaire.plafond"]), "HBLD073").contains("440.00"));
    let by_code = json(&["HBLD038"]);
    let ids: Vec<_> = by_code
        .iter()
        .map(|found| found["id"].as_str().unwrap())
        .collect();
    let base = "dentaire.base-ccam/HBLD038";
    assert_eq!(ids, [base, row, "dentaire.plafond-c2s/HBLD038"]);
    let said = complaint(&["param", "dentaire.plafond/HBLD000"]);
    assert!(
        said.contains("has no row `HBLD000`: no price cap"),
        "{said}"
    );
}

#[test]
fn the_holes_of_the_law_are_listed() {
    let law = oracle::law::Law::embedded();
    let holes = json(&["law", "--holes"]);
    assert_eq!(holes.len(), law.holes().count());
    let first = |hole: &Value| hole["id"] == "tarif.cardiologue" && hole["from"] == "2023-01-01";
    let cardiology = holes.iter().find(|hole| first(hole)).unwrap();
    assert_eq!(cardiology["to"], "2023-10-31");
    assert!(
        cardiology["why"]["en"]
            .as_str()
            .unwrap()
            .starts_with("51.00 then 52.50")
    );
    let page_of = page(&["law", "--holes", "--lang", "fr"]);
    assert!(page_of.contains("dentaire.plafond/*") && page_of.contains("suites de jours"));
    assert!(page_of.contains("51,00 puis 52,50") && !page_of.contains("51.00 then"));
    assert!(page_of.contains("aucun honoraire limite"), "{page_of}");
    let that_day = json(&["law", "--holes", "--at", "2023-06-01"]);
    assert!(that_day.len() < holes.len() && that_day.iter().any(first));
    let all = json(&["law"]);
    assert_eq!(all.len(), law.all().count());
    assert!(line(&page(&["law", "--at", "2026-05-01"]), "pmss").contains("4005.00"));
    assert!(complaint(&["pmss", "--holes"]).contains("--holes goes with `law`"));
    assert!(complaint(&["law", "--at", "2022-12-31"]).contains("2022-12-31"));
}

#[test]
fn several_things_are_told_one_after_the_other() {
    let found = json(&["reason:53", "PH7", "N021"]);
    let asked: Vec<&str> = found
        .iter()
        .filter_map(|thing| thing["asked"].as_str())
        .collect();
    assert_eq!(asked, ["reason:53", "PH7", "N021"]);
    let output = explain(&["N021", "nothing-like-it"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&output.stdout).contains("N021"),
        "what is known is told"
    );
}

#[test]
fn what_is_not_known_is_an_error_with_a_hint() {
    let said = complaint(&["no-such-thing"]);
    assert!(
        said.contains("nothing is known of `no-such-thing`"),
        "{said}"
    );
    assert!(
        said.contains("hint:") && said.contains("etalon explain --list"),
        "{said}"
    );
    assert!(complaint(&["roundng"]).contains("did you mean rounding?"));
    let said = complaint(&["reason:54"]);
    assert!(
        said.contains("no code `54`") && said.contains("such a code may exist"),
        "{said}"
    );
    assert!(
        !complaint(&["movement:Z"]).contains("may exist"),
        "that list is complete"
    );
    let said = complaint(&["tableau:53"]);
    assert!(
        said.contains("reasons-929") && said.contains("acts") && said.contains("303-inferred"),
        "{said}"
    );
    assert!(complaint(&["303:255.146"]).contains("etalon explain 255"));
    assert!(complaint(&["one-thing", "another-thing"]).contains("`another-thing`"));
    assert_eq!(explain(&[]).status.code(), Some(2));
}

#[test]
fn the_tables_are_listed() {
    let list = page(&["--list"]);
    for table in noemie::tables::all() {
        assert!(
            line(&list, &table.id).contains(table.confidence.as_str()),
            "{}",
            table.id
        );
    }
    assert!(line(&list, "movements").contains("complete"), "{list}");
    assert!(page(&["--list", "--lang", "fr"]).contains("Codes acte"));
    let tables = json(&["--list"]);
    assert_eq!(tables.len(), noemie::tables::all().len());
    assert_eq!(tables[0]["kind"], "table");
    assert_eq!(tables[0]["codes"], noemie::tables::all()[0].entries.len());
}

/// A French page writes every figure with a comma: of the law, of an example, of a décompte.
#[test]
fn a_french_page_has_no_dotted_figure() {
    let figures = page(&["tarif.generaliste", "--lang", "fr"]);
    assert!(figures.contains("26,50 €"), "{figures}");
    let act = page(&["rule", "R-AMC-PRICE-LIMIT", "--lang", "fr"]);
    assert!(act.contains("310,00") && act.contains("218,00"), "{act}");
    let stay = page(&["rule", "R-AMO-STAY-COMPARISON", "--lang", "fr"]);
    assert!(stay.contains("240,00") && stay.contains("80,00"), "{stay}");
    let file = page(&["rule", "N1", "--lang", "fr"]);
    assert!(
        file.contains("paid 9,00") || file.contains("paid 7,95"),
        "{file}"
    );
    for text in [figures, act, stay, file] {
        for dotted in [
            "26.50", "310.00", "218.00", "240.00", "80.00", "9.00", "7.95", "30.00",
        ] {
            assert!(!text.contains(dotted), "{dotted}: {text}");
        }
    }
}
