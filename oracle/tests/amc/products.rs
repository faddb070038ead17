use domain::{Cents, Heading};
use oracle::product::{Guarantee, Product};

use crate::support::{consultation, day, others, paid, product};

const HEAD: &str = "schema-version: 2
id: equilibre
name: { fr: Équilibre, en: Balanced }
responsible: true
limits:
  depassements: { euros: \"150.00\", excludes: [ticket-moderateur] }
guarantees:
  medecins:    { br: 125 }
  specialiste: { br: { optam: 200, non-optam: 180 }, limits: [depassements] }
  naissance:   { euros: \"300.00\", without-expense: true }";

fn sound() -> String {
    format!("{HEAD}{}", others())
}

/// The error of the sound file once `from` is replaced.
fn error(from: &str, to: &str) -> String {
    let sound = sound();
    assert!(sound.contains(from), "{from}");
    Product::parse("p.yaml", &sound.replace(from, to))
        .map(|product| product.id)
        .unwrap_err()
        .to_string()
}

#[test]
fn a_product_covers_what_its_file_names() {
    let product = Product::parse("p.yaml", &sound()).unwrap();
    let day = day("2024-06-15");
    assert!(product.covers(Heading::Imagerie, day), "from its family");
    assert!(!product.covers(Heading::Pharmacie15, day));
    assert!(!product.refunds_participation && product.responsible);
}

#[test]
fn a_product_is_sent_with_the_keys_of_its_file() {
    for (name, yaml) in Product::shipped() {
        let product = Product::parse(name, yaml).unwrap();
        let sent = serde_json::to_value(&product).unwrap();
        let written: serde_json::Value = domain::load(name, yaml).unwrap();
        assert_eq!(sent, written, "{name}");
        assert_eq!(
            Product::parse("sent.json", &sent.to_string()).unwrap(),
            product
        );
    }
}

#[test]
fn the_shipped_products_are_sound() {
    for (name, yaml) in Product::shipped() {
        let product = Product::parse(name, yaml).unwrap();
        assert!(name.contains(&product.id), "{name}");
        // The C2S is none (rules §8 bis).
        assert_eq!(product.responsible, !product.c2s, "{name}");
    }
    let c2s = Product::embedded().iter().filter(|product| product.c2s);
    assert_eq!(c2s.map(|one| &*one.id).collect::<Vec<_>>(), ["c2s"]);
    let top = include_str!("../../../scenarios/products/surcomplementaire.yaml");
    let top = Product::parse("surcomplementaire.yaml", top).unwrap();
    assert!(!top.responsible && top.may_stand_on(&product(true, "{ br: 100 }")));
}

#[test]
fn what_was_packed_is_what_is_written() {
    let written = Product::shipped().into_iter();
    let written: Vec<Product> = written
        .chain(Product::shipped_on_top())
        .map(|(name, yaml)| Product::parse(name, yaml).unwrap())
        .collect();
    // Whole, with what is compiled: equality looks at the keys alone.
    assert_eq!(format!("{:?}", Product::embedded()), format!("{written:?}"));
}

#[test]
fn an_option_names_the_products_it_may_stand_on() {
    let option = "schema-version: 2
id: option
name: { fr: Option, en: Option }
responsible: false
on-top-of: { kind: option, products: [tested] }
guarantees: { generaliste: { br: 200 } }
";
    let option = Product::parse("option.yaml", option).unwrap();
    let base = product(true, "{ br: 100 }");
    assert!(option.may_stand_on(&base));
    assert!(!option.may_stand_on(&option) && !base.may_stand_on(&base));
}

#[test]
fn the_schema_has_every_key_of_the_language() {
    let schema = serde_json::to_value(schemars::schema_for!(Product)).unwrap();
    let text = schema.to_string();
    for key in [
        "br-on-top",
        "overrun",
        "pmss-of",
        "higher-of",
        "cases",
        "at-most",
        "membership-months",
        "deductible",
        "without-expense",
        "reference-date",
        "includes-earlier",
        "on-joining",
        "pharmacie-15",
        "non-optam",
        "medecins",
        "100-sante",
        "membership-year",
        "surcomplementaire",
        "then",
        "unlimited",
    ] {
        assert!(text.contains(&format!("\"{key}\"")), "{key}");
    }
    let required = schema["required"].as_array().unwrap();
    assert!(
        !required.contains(&"refunds-participation".into()),
        "{text}"
    );
}

/// docs/products.md: an amount in euros is text, so that `150.00` keeps its cents in every reader of the file.
#[test]
fn a_bare_number_is_no_amount_in_euros() {
    for (number, what) in [("5", "integer `5`"), ("5.50", "floating point `5.5`")] {
        let message = error(
            "medecins:    { br: 125 }",
            &format!("medecins:    {{ euros: {number} }}"),
        );
        assert!(
            message.contains(what)
                && message.contains("as text between quotes: \"150.00\"")
                && message.contains("p.yaml:8"),
            "{message}"
        );
    }
}

#[test]
fn version_1_is_told_what_to_change() {
    let message = error("schema-version: 2", "schema-version: 1");
    assert!(
        message.starts_with("p.yaml:1: schema-version: 1 is not read: say `schema-version: 2`"),
        "{message}"
    );
    assert!(message.contains("overrun-per-year"), "{message}");
    assert_eq!(
        error("schema-version: 2", "schema-version: 3"),
        "p.yaml:1: schema-version: 3 is not read: 2 is expected"
    );
}

#[test]
fn a_responsible_product_that_breaks_a_rule_is_told_where() {
    assert_eq!(
        error(
            "responsible: true",
            "responsible: true\nrefunds-participation: true"
        ),
        "p.yaml:5: refunds-participation: a responsible contract never pays the participation forfaitaire"
    );
    assert_eq!(
        error("  pharmacie-65: { br: 100 }\n", ""),
        "p.yaml:7: guarantees: a responsible contract always pays the ticket modérateur of this family: it cannot be left out (`pharmacie-65`)"
    );
    assert_eq!(
        error("{ br: 125 }", "{ br: 90 }"),
        "p.yaml:8: guarantees.medecins.br: a responsible contract always pays the ticket modérateur of this family: the level is at least 100"
    );
    assert!(
        error("non-optam: 180", "non-optam: 99")
            .starts_with("p.yaml:9: guarantees.specialiste.br:")
    );
    let on_top = error("{ br: 125 }", "{ br-on-top: 29 }");
    assert!(
        on_top.starts_with("p.yaml:8: guarantees.medecins.br-on-top:"),
        "{on_top}"
    );
}

#[test]
fn a_nested_key_has_its_own_line() {
    let nested = "medecins:\n    sum:\n      - br: 100\n      - euros: \"12,5\"";
    assert_eq!(
        error("medecins:    { br: 125 }", nested),
        "p.yaml:11: guarantees.medecins.sum.2.euros: `12,5` is not an amount in euros: digits and at most two decimals are expected, as in \"150.00\""
    );
}

#[test]
fn a_file_that_is_no_product_is_told_what_is_wrong() {
    for (from, to, place, why) in [
        (
            "{ br: 125 }",
            "{ br: 125, real-expense: true }",
            "p.yaml:8: guarantees.medecins:",
            "several levels",
        ),
        (
            "{ br: 125 }",
            "{ waiting-months: 3 }",
            "p.yaml:8: guarantees.medecins:",
            "no level",
        ),
        (
            "{ br: 125 }",
            "{ real-expense: false }",
            "p.yaml:8: guarantees.medecins.real-expense:",
            "say `covered: false`",
        ),
        (
            "biologie: { br: 100 }",
            "biologie: { br: { optam: 100, non-optam: 100 } }",
            "p.yaml:13: guarantees.biologie.br:",
            "`br` is a pair optam, non-optam, and no doctor executes the acts of `biologie`",
        ),
        (
            "hospitalisation: { br: 100 }",
            "hospitalisation: { br: { optam: 100, non-optam: 100 } }",
            "p.yaml:18: guarantees.hospitalisation.br:",
            "the acts of `sejour`",
        ),
        (
            "{ br: 125 }",
            "{ br: 125, ticket-moderateur: on-top }",
            "p.yaml:8: guarantees.medecins.ticket-moderateur:",
            "`ticket-moderateur` does not go with `br`",
        ),
        (
            "{ br: 125 }",
            "{ br: 125, pmss-of: care }",
            "p.yaml:8: guarantees.medecins.pmss-of:",
            "does not go with `br`",
        ),
        (
            "{ br: 125 }",
            "{ br: 125, per: act }",
            "p.yaml:8: guarantees.medecins.per:",
            "does not go with `br`",
        ),
        (
            "150.00",
            "cent",
            "p.yaml:6: limits.depassements.euros:",
            "`cent` is not an amount",
        ),
        (
            "[depassements]",
            "[depassement]",
            "p.yaml:9: guarantees.specialiste.limits.1:",
            "did you mean `depassements`?",
        ),
        (
            "[depassements]",
            "[ { excludes: [100-sante] } ]",
            "p.yaml:9: guarantees.specialiste.limits.1:",
            "exactly one of euros, pmss and number",
        ),
        (
            "[depassements]",
            "[ { euros: \"1.00\", number: 1 } ]",
            "p.yaml:9: guarantees.specialiste.limits.1:",
            "exactly one of euros, pmss and number",
        ),
        (
            "[depassements]",
            "[ { euros: \"1.00\", of: act } ]",
            "p.yaml:9: guarantees.specialiste.limits.1.of:",
            "`of` goes with `number`",
        ),
        (
            "[depassements]",
            "[ { number: 2, cases: [ { when: { network: true }, euros: \"1.00\" } ] } ]",
            "p.yaml:9: guarantees.specialiste.limits.1.cases.1:",
            "a number stays a number",
        ),
        (
            "{ euros: \"300.00\", without-expense: true }",
            "{ expense: 50, without-expense: true }",
            "p.yaml:10: guarantees.naissance.expense:",
            "a lump sum without expense is euros or pmss",
        ),
        // What no heading takes is read all the same.
        (
            "{ euros: \"300.00\", without-expense: true }",
            "{ covered: false, br: 100, limits: [depassement] }",
            "p.yaml:10: guarantees.naissance.limits.1:",
            "`depassement` is not a limit of this file",
        ),
        (
            "{ br: 125 }",
            "{ cases: [] }",
            "p.yaml:8: guarantees.medecins.cases:",
            "holds one at least",
        ),
        (
            "guarantees:",
            "versions: [ { from: 2026-01-01 }, { from: 2025-01-01 } ]\nguarantees:",
            "p.yaml:7: versions.2.from:",
            "in order of days",
        ),
    ] {
        let message = error(from, to);
        assert!(
            message.starts_with(place) && message.contains(why),
            "{from} → {to}: {message}"
        );
    }
}

#[test]
fn a_limit_is_read_for_everything_that_names_it() {
    let refused = |limits: &str, guarantees: &str| {
        let file = format!(
            "schema-version: 2\nid: p\nname: {{ fr: p, en: p }}\nresponsible: false\nlimits: {{ l: {limits} }}\nguarantees: {guarantees}"
        );
        Product::parse("p.yaml", &file).unwrap_err().to_string()
    };
    // The first heading that names it is no lump sum.
    assert_eq!(
        refused(
            "{ number: 1, then: { br: 100 } }",
            "{ specialiste: { br: 100, limits: [l] }, naissance: { euros: \"300.00\", without-expense: true, limits: [l] } }",
        ),
        "p.yaml:5: limits.l.then.br: a lump sum without expense is euros or pmss"
    );
    // Nobody names it.
    assert!(
        refused("{ euros: \"12,5\" }", "{ kine: { br: 100 } }")
            .starts_with("p.yaml:5: limits.l.euros:")
    );
}

#[test]
fn unknown_keys_and_words_are_errors_with_their_line() {
    for (from, to, why) in [
        ("id: equilibre", "ident: equilibre", "ident"),
        ("biologie: {", "biologies: {", "did you mean `biologie`?"),
        ("{ br: 125 }", "{ brr: 125 }", "brr"),
        (
            "{ br: 125 }",
            "{ br: 12.5 }",
            "a percentage: a whole number, or text",
        ),
        ("{ br: 125 }", "{ br: -5 }", "a percentage"),
        ("{ br: 125 }", "{ sum: [ { br: 100, levle: 1 } ] }", "levle"),
        (
            "{ br: 125 }",
            "{ br: 125, when: { raining: true } }",
            "raining",
        ),
        ("[depassements]", "[ { number: 2, per: week } ]", "week"),
        (
            "{ br: 125 }",
            "{ br: 125, deductible: { number: 2 } }",
            "number",
        ),
    ] {
        let message = error(from, to);
        assert!(
            message.contains("p.yaml:") && message.contains(why),
            "{message}"
        );
    }
}

#[test]
fn the_c2s_has_no_guarantees_of_its_own() {
    let c2s =
        "schema-version: 2\nid: c2s\nname: { fr: C2S, en: C2S }\nresponsible: false\nc2s: true\n";
    assert!(Product::parse("c2s.yaml", c2s).unwrap().c2s);
    let more = format!("{c2s}guarantees: {{ biologie: {{ br: 100 }} }}\n");
    let message = Product::parse("c2s.yaml", &more).unwrap_err().to_string();
    assert_eq!(
        message,
        "c2s.yaml:6: guarantees: the C2S has no guarantees of its own"
    );
    let responsible = c2s.replace("responsible: false", "responsible: true");
    let message = Product::parse("c2s.yaml", &responsible)
        .unwrap_err()
        .to_string();
    assert_eq!(
        message,
        "c2s.yaml:5: c2s: the C2S is no contrat responsable"
    );
    let empty = c2s.replace("c2s: true\n", "");
    let message = Product::parse("c2s.yaml", &empty).unwrap_err().to_string();
    assert!(
        message.starts_with("c2s.yaml: guarantees: what is paid"),
        "{message}"
    );
}

#[test]
fn a_product_that_is_not_responsible_may_do_all_that() {
    let yaml = "schema-version: 2
id: libre
name: { fr: Libre, en: Free }
responsible: false
refunds-participation: true
guarantees: { generaliste: { br: 50 } }
";
    assert!(Product::parse("libre.yaml", yaml).is_ok());
}

#[test]
fn a_percentage_may_have_two_decimals() {
    // 2.5 % of 3 864.00.
    let product = Product::single("p", Guarantee::parse_text("2.5 % PMSS").unwrap());
    assert_eq!(
        paid(&product, &consultation("500.00", "26.50", "18.55")).amount,
        Cents(9_660)
    );
    let sent = serde_json::to_value(&product).unwrap();
    assert_eq!(sent["guarantees"]["medecins"]["pmss"], "2.5");
}

#[test]
fn a_single_product_has_its_guarantee_everywhere() {
    let single = |text: &str| Product::single("one", Guarantee::parse_text(text).unwrap());
    let day = day("2024-06-15");
    for heading in Heading::ALL {
        assert!(single("200% BR").covers(*heading, day));
        assert!(!single("none").covers(*heading, day));
    }
    for (text, responsible) in [
        ("100 % BR", true),
        ("80 % BR", false),
        ("45 % BR on top of AMO", false),
        ("frais réels", true),
        ("100 % BR + 150 €", true),
        ("50 €/day", false),
        ("none", false),
    ] {
        assert_eq!(single(text).responsible, responsible, "{text}");
    }
    assert!(product(true, "{ br: 100 }").responsible);
}
