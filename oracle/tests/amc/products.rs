use domain::ActFamily;
use oracle::product::{ByDoctor, Guarantee, Level, Percent, Product};

use crate::support::{euros, product};

const SOUND: &str = "schema-version: 1
id: equilibre
name: { fr: Équilibre, en: Balanced }
responsible: true
guarantees:
  generaliste:   { br: 125 }
  specialiste:   { br: { optam: 200, non-optam: 180 }, overrun-per-year: \"150.00\" }
  pharmacie-100: { real-expense: true }
  pharmacie-65:  { br: 100 }
  biologie:      { br-on-top: 40 }
";

/// The error of the sound file once `from` is replaced.
fn error(from: &str, to: &str) -> String {
    assert!(SOUND.contains(from), "{from}");
    Product::parse("p.yaml", &SOUND.replace(from, to))
        .unwrap_err()
        .to_string()
}

#[test]
fn a_product_says_what_its_file_says() {
    let product = Product::parse("p.yaml", SOUND).unwrap();
    assert_eq!(product.guarantees.len(), 5);
    assert!(!product.refunds_participation);
    let specialiste = product.guarantees[&ActFamily::Specialiste];
    assert_eq!(specialiste.overrun_per_year, Some(euros("150.00")));
    let pair = ByDoctor {
        optam: 200,
        non_optam: 180,
    };
    assert_eq!(specialiste.level, Level::Br(Percent::ByDoctor(pair)));
    assert_eq!(
        product.guarantees[&ActFamily::Biologie],
        Guarantee::of(Level::BrOnTop(Percent::Same(40)))
    );
}

#[test]
fn a_product_is_sent_with_the_keys_of_its_file() {
    let product = Product::parse("p.yaml", SOUND).unwrap();
    let sent = serde_json::to_value(&product).unwrap();
    let expected = serde_json::json!({
        "schema-version": 1,
        "id": "equilibre",
        "name": { "fr": "Équilibre", "en": "Balanced" },
        "responsible": true,
        "refunds-participation": false,
        "guarantees": {
            "generaliste": { "br": 125 },
            "specialiste": { "br": { "optam": 200, "non-optam": 180 }, "overrun-per-year": "150.00" },
            "pharmacie-100": { "real-expense": true },
            "pharmacie-65": { "br": 100 },
            "biologie": { "br-on-top": 40 },
        },
    });
    assert_eq!(sent, expected);
    let read_again = Product::parse("sent.json", &sent.to_string()).unwrap();
    assert_eq!(read_again, product);
}

#[test]
fn the_shipped_products_are_sound() {
    for (name, yaml) in Product::shipped() {
        let product = Product::parse(name, yaml).unwrap();
        assert!(name.contains(&product.id) && product.responsible, "{name}");
    }
}

#[test]
fn the_schema_asks_for_exactly_one_level() {
    let schema = serde_json::to_value(schemars::schema_for!(Product)).unwrap();
    let text = schema.to_string();
    for key in ["overrun-per-year", "pharmacie-15", "non-optam", "oneOf"] {
        assert!(text.contains(key), "{key}: {text}");
    }
    let required = schema["required"].as_array().unwrap();
    assert!(
        !required.contains(&"refunds-participation".into()),
        "{text}"
    );
}

#[test]
fn a_responsible_product_cannot_refund_the_participation() {
    assert_eq!(
        error(
            "responsible: true",
            "responsible: true\nrefunds-participation: true"
        ),
        "p.yaml:5: refunds-participation: a responsible contract never pays the participation forfaitaire"
    );
}

#[test]
fn a_responsible_product_cannot_leave_a_ticket_moderateur_out() {
    assert_eq!(
        error("  pharmacie-65:  { br: 100 }\n", ""),
        "p.yaml:5: guarantees.pharmacie-65: a responsible contract always pays the ticket modérateur of this family: it cannot be left out"
    );
}

#[test]
fn a_responsible_product_cannot_go_under_100() {
    assert_eq!(
        error("{ br: 125 }", "{ br: 90 }"),
        "p.yaml:6: guarantees.generaliste.br: a responsible contract always pays the ticket modérateur of this family: the level is at least 100"
    );
    assert!(
        error("non-optam: 180", "non-optam: 99").starts_with("p.yaml:7: guarantees.specialiste.br")
    );
}

#[test]
fn a_level_on_top_pays_what_the_amo_leaves_or_is_not_responsible() {
    let why = "the level is at least what the AMO leaves of 100";
    for (from, to, place) in [
        (
            "br-on-top: 40",
            "br-on-top: 39",
            "p.yaml:10: guarantees.biologie.br-on-top",
        ),
        (
            "{ br: 125 }",
            "{ br-on-top: 29 }",
            "p.yaml:6: guarantees.generaliste.br-on-top",
        ),
    ] {
        let message = error(from, to);
        assert!(
            message.starts_with(place) && message.contains(why),
            "{message}"
        );
    }
    let on_top = |percent| Guarantee::of(Level::BrOnTop(Percent::Same(percent)));
    // What could stand in any family of a responsible contract: 40 % for biology is the most.
    assert!(!Product::single("p", Some(on_top(39))).responsible);
    assert!(Product::single("p", Some(on_top(40))).responsible);
    assert!(!Product::single("p", Some(Guarantee::of(Level::Br(Percent::Same(80))))).responsible);
}

#[test]
fn a_product_that_is_not_responsible_may_do_all_that() {
    let yaml = "schema-version: 1
id: libre
name: { fr: Libre, en: Free }
responsible: false
refunds-participation: true
guarantees: { generaliste: { br: 50 } }
";
    assert!(Product::parse("libre.yaml", yaml).is_ok());
}

#[test]
fn a_guarantee_has_exactly_one_level() {
    assert!(
        error("{ br: 125 }", "{ br: 125, real-expense: true }")
            .contains("p.yaml:6: guarantees.generaliste: several levels")
    );
    assert!(error("{ br: 125 }", "{ overrun-per-year: \"10.00\" }").contains("no level"));
    assert!(error("real-expense: true", "real-expense: false").contains("is no level"));
}

#[test]
fn only_doctors_have_a_pair() {
    let message = error("br-on-top: 40", "br-on-top: { optam: 40, non-optam: 30 }");
    assert!(
        message.starts_with("p.yaml:10: guarantees.biologie.br-on-top"),
        "{message}"
    );
}

#[test]
fn a_ceiling_is_an_amount() {
    for wrong in ["150.005", "-1.00", "cent"] {
        let message = error("150.00", wrong);
        assert!(
            message.starts_with("p.yaml:7: guarantees.specialiste.overrun-per-year"),
            "{message}"
        );
        assert!(message.contains(wrong), "{message}");
    }
}

#[test]
fn unknown_keys_families_and_versions_are_errors() {
    assert!(error("id: equilibre", "ident: equilibre").contains("ident"));
    assert!(error("biologie:", "dentaire:").contains("dentaire"));
    assert!(error("{ br: 125 }", "{ brr: 125 }").contains("brr"));
    assert!(error("{ br: 125 }", "{ br: 12.5 }").contains("p.yaml"));
    assert_eq!(
        error("schema-version: 1", "schema-version: 2"),
        "p.yaml: schema-version 2 is not known, 1 is expected"
    );
}

#[test]
fn printed_guarantees_are_read() {
    let read = |text| Guarantee::parse_text(text).unwrap().map(|g| g.level);
    assert_eq!(read("200% BR"), Some(Level::Br(Percent::Same(200))));
    assert_eq!(
        read("100 % BR incl. AMO"),
        Some(Level::Br(Percent::Same(100)))
    );
    assert_eq!(
        read("300 % BR on top of AMO"),
        Some(Level::BrOnTop(Percent::Same(300)))
    );
    assert_eq!(read("frais réels"), Some(Level::RealExpense));
    assert_eq!(read("none"), None);
    for wrong in ["", "200", "% BR", "200 % TM", "50 EUR /day", "-5 % BR"] {
        assert!(Guarantee::parse_text(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_single_product_has_its_guarantee_everywhere() {
    let guarantee = Guarantee::parse_text("200% BR").unwrap();
    assert_eq!(
        Product::single("one", guarantee).guarantees.len(),
        ActFamily::ALL.len()
    );
    assert!(Product::single("none", None).guarantees.is_empty());
    assert!(product(true, "{ br: 100 }").responsible);
}
