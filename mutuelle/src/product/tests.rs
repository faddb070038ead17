use serde_json::{Value, json};

use super::*;
use crate::fixture::responsible;

fn product(guarantees: &Value) -> Value {
    json!({
        "schema-version": 2, "id": "p", "name": {"fr": "P", "en": "P"}, "responsible": false,
        "guarantees": guarantees,
    })
}

fn with(key: &str, value: Value) -> Value {
    let mut product = product(&json!({"osteopathe": {"euros": "40.00"}}));
    product[key] = value;
    product
}

/// The keys that a refused product points at, and why.
fn refused(product: &Value) -> (String, String) {
    match Product::from_json(product) {
        Ok(_) => panic!("{product} is read"),
        Err(error) => (error.at, error.why),
    }
}

/// The product of the page.
const PAGE: &str = r#"
schema-version: 2
id: equilibre-2
name: { fr: Équilibre, en: Balanced }
responsible: true
limits:
  plafond-dentaire: { euros: "1000.00", excludes: [ticket-moderateur, 100-sante], then: { br: 125 } }
  verres-complexes: { euros: "400.00", per: equipment, when: { lenses: [complexe] } }
guarantees:
  medecins:            { br: 100 }
  specialiste:         { br: { optam: 200, non-optam: 180 } }
  sage-femme:          { br: 100 }
  auxiliaires:         { br: 100 }
  biologie:            { br: 100 }
  pharmacie:           { br: 100 }
  pharmacie-15:        { covered: false }
  dentaire:            { br: 300, limits: [plafond-dentaire], waiting-months: 3 }
  soins-dentaires:     { br: 100, limits: [], waiting-months: 0 }
  dentaire-100-sante:  { real-expense: true }
  implant:             { pmss: 20 }
  optique:             { real-expense: true, limits: [verres-complexes] }
  monture-b:           { limits: [verres-complexes, { euros: "100.00", per: equipment }] }
  lentilles:           { sum: [ { br: 100 }, { euros: "150.00" } ], limits: [ { euros: "150.00", excludes: [ticket-moderateur] } ] }
  chirurgie-refractive: { euros: "300.00", per: eye, limits: [] }
  audio:               { real-expense: true }
  appareillage:        { br: 150 }
  hospitalisation:     { br: 150 }
  chambre-particuliere: { euros: "50.00", per: day, limits: [ { number: 30, of: day } ] }
  forfait-journalier:  { real-expense: true }
  participation-acte-lourd: { real-expense: true }
  forfait-urgences:    { real-expense: true }
  transport:           { br: 100 }
  psychologue:         { br: 100 }
  medecines-douces:    { euros: "40.00", per: session, limits: [ { number: 3 } ] }
"#;

#[test]
fn the_product_of_the_page_is_read_key_by_key() {
    let product = Product::from_json(&domain::load("page", PAGE).unwrap()).unwrap();
    let of = |heading| &product.terms.guarantees[&heading];
    assert!(product.terms.left_out.contains_key(&Heading::Pharmacie15));
    let (crown, care) = (of(Heading::DentaireLibre), of(Heading::SoinsDentaires));
    assert_eq!((crown.waiting_months, crown.limits.len()), (3, 1));
    assert_eq!((care.waiting_months, care.limits.len()), (0, 0));
    // Implants take the limits of their family, and its waiting period, not its level.
    let implant = of(Heading::Implant);
    assert_eq!((implant.level.key(), implant.waiting_months), ("pmss", 3));
    let words = |limit: &Limit| -> Vec<&str> {
        limit
            .bears_on
            .iter()
            .map(|heading| heading.word())
            .collect()
    };
    assert_eq!(
        words(&crown.limits[0]),
        [
            "dentaire-100-sante",
            "dentaire-maitrise",
            "dentaire-libre",
            "orthodontie",
            "implant",
            "parodontologie"
        ]
    );
    // A named limit is one counter for all that name it; one that is written is for those that take it.
    let frame = &of(Heading::MontureB).limits;
    assert_eq!(
        words(&frame[0]),
        ["monture-a", "verre-a", "monture-b", "verre-b"]
    );
    assert_eq!(words(&frame[1]), ["monture-b"]);
    assert_eq!(of(Heading::Osteopathe).limits[0].bears_on.len(), 6);
}

#[test]
fn version_1_is_not_read_any_more() {
    for (version, why) in [
        (json!(1), "schema-version 1 is not read any more"),
        (json!(3), "schema-version 3 is not known, 2 is"),
        (json!("2"), "a whole number is expected"),
    ] {
        let (at, told) = refused(&with("schema-version", version));
        assert_eq!(at, "schema-version");
        assert!(told.starts_with(why), "{told}");
    }
}

#[test]
fn an_error_says_the_product_the_key_and_what_is_expected() {
    let product = product(&json!({"osteopathe": {"euros": "12,5"}}));
    let error = Product::from_json(&product).unwrap_err();
    assert_eq!(
        error.to_string(),
        "failed to read the product `p`: guarantees.osteopathe.euros: `12,5` is not an amount in euros: digits and \
         at most two decimals are expected, as in \"150.00\""
    );
}

#[test]
fn what_is_no_guarantee_is_refused_at_its_key() {
    for (guarantees, at, why) in [
        (json!({"osteopathe": {}}), "osteopathe", "no level"),
        (
            json!({"dentaire": {"waiting-months": 3}, "implant": {"br": 100}}),
            "dentaire",
            "no level",
        ),
        (
            json!({"osteopathe": {"at-most": "5.00"}}),
            "osteopathe.at-most",
            "no level",
        ),
        (
            json!({"osteopathe": {"br": 100, "euros": "5.00"}}),
            "osteopathe",
            "several levels",
        ),
        (
            json!({"osteopathe": {"real-expense": false}}),
            "osteopathe.real-expense",
            "`real-expense: false` is no level: say `covered: false`",
        ),
        (
            json!({"hospitalisation": {"br": {"optam": 150, "non-optam": 130}}}),
            "hospitalisation.br",
            "`br` is a pair optam, non-optam, and no doctor executes the acts of `sejour`",
        ),
        (
            json!({"biologie": {"br": 100, "limits": [{"euros": "1.00", "then": {"br": {"optam": 1, "non-optam": 1}}}]}}),
            "biologie.limits.1.then.br",
            "`br` is a pair",
        ),
        (
            json!({"specialiste": {"br": 100, "ticket-moderateur": "excluded"}}),
            "specialiste.ticket-moderateur",
            "`ticket-moderateur` does not go with `br`",
        ),
        (
            json!({"specialiste": {"euros": "1.00", "pmss-of": "care"}}),
            "specialiste.pmss-of",
            "`pmss-of` does not go with `euros`",
        ),
        (
            json!({"specialiste": {"br": 100, "per": "line"}}),
            "specialiste.per",
            "`per` does not go",
        ),
        (
            json!({"specialiste": {"sum": []}}),
            "specialiste.sum",
            "at least one level",
        ),
        (
            json!({"specialiste": {"sum": [{"br": 100}, {"overun": 50}]}}),
            "specialiste.sum.2.overun",
            "`overun` is not known here",
        ),
        (
            json!({"specialistes": {"br": 100}}),
            "specialistes",
            "neither a family nor a heading",
        ),
        (
            json!({"specialiste": {"br": 100, "when": {"reseau": true}}}),
            "specialiste.when.reseau",
            "`reseau` is not known here",
        ),
        (
            json!({"specialiste": {"br": 100, "when": {"amo": ["refuse"]}}}),
            "specialiste.when.amo.1",
            "`refuse` is not known here: reimbursed, refused, outside are",
        ),
        (
            json!({"dentaire": {"br": 100, "limits": ["plafond-dentaires"]}}),
            "dentaire.limits.1",
            "`plafond-dentaires` is not a limit of this file",
        ),
        (
            json!({"dentaire": {"br": 100, "limits": [{"per": "person"}]}}),
            "dentaire.limits.1",
            "exactly one of euros, pmss and number is expected",
        ),
        (
            json!({"dentaire": {"br": 100, "limits": [{"euros": "1.00", "number": 1}]}}),
            "dentaire.limits.1",
            "exactly one of euros, pmss and number is expected",
        ),
        (
            json!({"dentaire": {"br": 100, "limits": [{"euros": "1.00", "of": "act"}]}}),
            "dentaire.limits.1.of",
            "`of` goes with `number`",
        ),
        (
            json!({"dentaire": {"br": 100, "limits": [{"number": 1, "cases": [{"when": {}, "euros": "1.00"}]}]}}),
            "dentaire.limits.1.cases.1",
            "a number stays a number",
        ),
        (
            json!({"dentaire": {"br": 100, "deductible": {"number": 1}}}),
            "dentaire.deductible.number",
            "a deductible",
        ),
        (
            json!({"naissance": {"sum": [{"euros": "1.00"}, {"br": 100}], "without-expense": true}}),
            "naissance.sum.2.br",
            "a lump sum without expense is euros or pmss",
        ),
    ] {
        let (found, told) = refused(&product(&guarantees));
        assert_eq!(found, format!("guarantees.{at}"), "{told}");
        assert!(told.starts_with(why) || told.contains(why), "{told}");
    }
}

#[test]
fn what_is_no_file_is_refused_at_its_key() {
    for (key, value, at, why) in [
        (
            "franchise",
            json!(1),
            "franchise",
            "`franchise` is not known here",
        ),
        ("name", json!({"fr": "P"}), "name", "`en` is missing"),
        (
            "responsible",
            json!("yes"),
            "responsible",
            "`true` or `false` is expected",
        ),
        ("guarantees", Value::Null, "", "`guarantees` is missing"),
        (
            "rounding",
            json!("half-even"),
            "rounding",
            "`half-even` is not known here: half-up, truncate are",
        ),
        (
            "c2s",
            json!(true),
            "guarantees",
            "the C2S has no guarantees of its own",
        ),
        (
            "on-top-of",
            json!({"kind": "base"}),
            "on-top-of.kind",
            "`base` is not known here",
        ),
        (
            "versions",
            json!([{"from": "2026-01-01"}, {"from": "2025-06-01"}]),
            "versions.2.from",
            "versions stand in order of days: 2025-06-01 does not come after 2026-01-01",
        ),
        (
            "versions",
            json!([{"from": "2026-01-01", "guarantees": {"osteopathe": {"limits": []}}}]),
            "versions.1.guarantees.osteopathe",
            "no level",
        ),
    ] {
        let (found, told) = refused(&with(key, value));
        assert_eq!(found, at, "{told}");
        assert!(told.starts_with(why), "{told}");
    }
}

#[test]
fn a_version_replaces_the_keys_of_the_same_name_and_later_ones_build_on_it() {
    let mut file = product(&json!({
        "medecines-douces": {"euros": "40.00", "limits": ["an"]},
        "osteopathe": {"waiting-months": 3},
    }));
    file["limits"] = json!({"an": {"euros": "100.00"}});
    file["versions"] = json!([
        {"from": "2025-01-01", "limits": {"an": {"euros": "200.00"}}},
        {"from": "2026-01-01", "guarantees": {"osteopathe": {"euros": "60.00"}}},
    ]);
    let product = Product::from_json(&file).unwrap();
    let on = |day: &str| {
        let osteopathe = &product.terms_on(day.parse().unwrap()).guarantees[&Heading::Osteopathe];
        let euros = |euros: &str| Size::Euros(euros.parse().unwrap());
        let kind = match &osteopathe.level.kind {
            Kind::Euros(euros, _) => euros.to_string(),
            other => panic!("{other:?}"),
        };
        let two_hundred = osteopathe.limits[0].size == euros("200.00");
        (kind, osteopathe.waiting_months, two_hundred)
    };
    assert_eq!(on("2024-12-31"), ("40.00".to_owned(), 3, false));
    assert_eq!(on("2025-12-31"), ("40.00".to_owned(), 3, true));
    assert_eq!(on("2026-01-01"), ("60.00".to_owned(), 0, true));
}

#[test]
fn a_version_of_a_responsible_product_keeps_the_rules_too() {
    let mut file = responsible("r", &json!({}));
    file["versions"] = json!([{"from": "2026-01-01", "guarantees": {"kine": {"br": 90}}}]);
    let error = Product::from_json(&file).unwrap_err();
    assert_eq!(error.rule, Some("resp-level"));
    assert_eq!(error.at, "versions.1.guarantees.kine.br");
}

#[test]
fn an_option_may_leave_out_what_its_base_pays_and_a_c2s_is_not_responsible() {
    let option = json!({
        "schema-version": 2, "id": "o", "name": {"fr": "O", "en": "O"}, "responsible": true,
        "on-top-of": {"kind": "option"},
        "guarantees": {"specialiste": {"br-on-top": 50, "ticket-moderateur": "excluded"}},
    });
    assert!(Product::from_json(&option).is_ok());
    let mut frame = option;
    frame["guarantees"]["monture-b"] =
        json!({"real-expense": true, "limits": [{"euros": "150.00", "per": "equipment"}]});
    let error = Product::from_json(&frame).unwrap_err();
    assert_eq!(error.rule, Some("resp-frame"));

    let c2s = json!({
        "schema-version": 2, "id": "c", "name": {"fr": "C", "en": "C"}, "responsible": true,
        "c2s": true,
    });
    let error = Product::from_json(&c2s).unwrap_err();
    assert_eq!((error.rule, error.at.as_str()), (Some("resp-c2s"), "c2s"));
}

#[test]
fn levels_that_come_to_the_ticket_moderateur_by_a_list() {
    for (kine, rule) in [
        (json!({"lower-of": [{"br": 100}, {"tm": 100}]}), None),
        (
            json!({"lower-of": [{"br": 100}, {"euros": "5.00"}]}),
            Some("resp-level-other"),
        ),
        (json!({"higher-of": [{"br": 100}, {"euros": "5.00"}]}), None),
        (
            json!({"higher-of": [{"br": 100, "when": {"network": true}}, {"euros": "5.00"}]}),
            Some("resp-level-other"),
        ),
        (
            json!({"cases": [{"br": 150, "when": {"network": true}}, {"br": 100}]}),
            None,
        ),
        (
            json!({"cases": [{"br": 150, "when": {"network": true}}]}),
            Some("resp-level-other"),
        ),
        (
            json!({"cases": [{"br": 90, "when": {"network": true}}, {"br": 100}]}),
            Some("resp-level-other"),
        ),
        (json!({"sum": [{"br-on-top": 40}, {"overrun": 50}]}), None),
        (
            json!({"sum": [{"br-on-top": 39}, {"overrun": 50}]}),
            Some("resp-level-other"),
        ),
        (json!({"tm": "99.99"}), Some("resp-level-other")),
    ] {
        let product = responsible("r", &json!({"kine": kine}));
        let found = Product::from_json(&product)
            .err()
            .and_then(|error| error.rule);
        assert_eq!(found, rule, "{kine}");
    }
    // No rate of the ticket modérateur is given for devices: no level on top covers it.
    let devices = responsible("r", &json!({"appareillage": {"br-on-top": 300}}));
    let error = Product::from_json(&devices).unwrap_err();
    assert_eq!(error.rule, Some("resp-level-other"));
}

#[test]
fn limits_of_optics_that_a_responsible_product_may_say() {
    let rule = |guarantees: &Value| {
        let product = responsible("r", guarantees);
        Product::from_json(&product)
            .err()
            .and_then(|error| error.rule)
    };
    let lenses = |level: &Value, limit: Value| {
        let mut guarantee = level.clone();
        guarantee["limits"] = json!([limit]);
        json!({"verre-b": guarantee})
    };
    let low = json!({"euros": "40.00", "per": "equipment", "when": {"lenses": ["simple"]}});
    // The floor binds a product that pays beyond the ticket modérateur, and no other.
    for (level, expected) in [
        (json!({"br": 100}), None),
        (json!({"tm": 100}), None),
        (json!({"br": 101}), Some("resp-optics-floor")),
        (json!({"real-expense": true}), Some("resp-optics-floor")),
    ] {
        assert_eq!(rule(&lenses(&level, low.clone())), expected, "{level}");
    }
    let real = json!({"real-expense": true});
    for (limit, expected) in [
        (json!({"euros": "800.00", "per": "equipment"}), None),
        (
            json!({"euros": "800.01", "per": "equipment"}),
            Some("resp-optics-ceiling"),
        ),
        (json!({"euros": "800.01"}), None),
        (
            json!({"number": 1, "of": "equipment", "over": "event"}),
            None,
        ),
        (
            json!({"number": 1, "of": "equipment", "over": {"months": 24}}),
            None,
        ),
        (
            json!({"number": 2, "of": "equipment", "over": {"months": 24}}),
            Some("resp-renewal"),
        ),
        (
            json!({"number": 1, "of": "equipment"}),
            Some("resp-renewal"),
        ),
        (json!({"number": 1}), None),
    ] {
        assert_eq!(rule(&lenses(&real, limit.clone())), expected, "{limit}");
    }
    let aids = |months: u32| {
        let limit = json!({"number": 1, "per": "ear", "over": {"months": months}});
        rule(&json!({"audio-2": {"real-expense": true, "limits": [limit]}}))
    };
    assert_eq!((aids(48), aids(47)), (None, Some("resp-renewal")));
    let ear = |euros: &str| {
        let limit = json!({"euros": euros, "per": "ear", "over": {"months": 48}});
        rule(&json!({"audio-2": {"real-expense": true, "limits": [limit]}}))
    };
    assert_eq!((ear("1700.00"), ear("1700.01")), (None, Some("resp-audio")));
    let frame = |euros: &str| {
        let limit = json!({"euros": euros, "per": "equipment"});
        rule(&json!({"monture-b": {"real-expense": true, "limits": [limit]}}))
    };
    assert_eq!(
        (frame("100.00"), frame("100.01")),
        (None, Some("resp-frame"))
    );
    // A limit per equipment of another heading is no equipment of class B.
    let lentilles = json!({"lentilles": {
        "real-expense": true, "limits": [{"euros": "900.00", "per": "equipment"}],
    }});
    assert_eq!(rule(&lentilles), None);
    // A named limit that frames share with lenses is one of equipments, not of frames.
    let mut shared = responsible(
        "r",
        &json!({"optique": {"real-expense": true, "limits": ["paire"]}}),
    );
    shared["limits"] = json!({"paire": {"euros": "900.00", "per": "equipment"}});
    let error = Product::from_json(&shared).unwrap_err();
    assert_eq!(
        (error.rule, error.at.as_str()),
        (Some("resp-optics-ceiling"), "limits.paire")
    );
}
