//! What a product file says, and where it is wrong (docs/products.md, "A file that is no product").

use domain::{Cents, Heading};
use oracle::amc::{Facts, Journal};
use oracle::product::{Guarantee, Product};

use crate::amc::{day, outside, paid, paid_next, person, product};
use crate::least::least_beside;

fn error(guarantees: &str) -> String {
    let file = format!(
        "schema-version: 2\nid: p\nname: {{ fr: P, en: P }}\nresponsible: false\nguarantees:\n  {guarantees}\n"
    );
    Product::parse("p.yaml", &file).unwrap_err().to_string()
}

#[test]
fn an_amount_is_not_negative_and_a_percentage_reads() {
    for (guarantee, place, wrong) in [
        (
            "osteopathe: { euros: \"-1.00\" }",
            "p.yaml:6: guarantees.osteopathe.euros: ",
            "`-1.00`",
        ),
        ("osteopathe: { euros: \"12,5\" }", "p.yaml:6: ", "`12,5`"),
        ("osteopathe: { br: \"12,5\" }", "p.yaml:6", "12,5"),
        ("osteopathe: { br: \"12.505\" }", "p.yaml:6", "12.505"),
        ("osteopathe: { br: -1 }", "p.yaml:6", "-1"),
    ] {
        let told = error(guarantee);
        assert!(
            told.contains(place) && told.contains(wrong),
            "{guarantee}: {told}"
        );
    }
}

/// 112.5 % of 100.00 less the 70.00 of the AMO.
#[test]
fn a_percentage_has_two_decimals_at_most() {
    for (percent, due) in [("\"112.5\"", 4_250), ("\"112.55\"", 4_255), ("112", 4_200)] {
        let product = product(
            false,
            &format!("guarantees: {{ generaliste: {{ br: {percent} }} }}"),
        );
        let line = Facts {
            base: Cents(10_000),
            amo: Cents(7_000),
            ..outside(1, Heading::Generaliste, 20_000)
        };
        assert_eq!(paid(&product, &line).amount, Cents(due), "{percent}");
    }
}

/// A limit that a responsible product may not have is told where it stands: its own line where it is written in the
/// guarantee, and that of its name where it is shared.
#[test]
fn a_limit_is_told_where_it_stands() {
    let file = |limits: &str, frame: &str| {
        format!(
            "schema-version: 2\nid: p\nname: {{ fr: P, en: P }}\nresponsible: true\n{limits}guarantees:\n  \
             medecins: {{ br: 100 }}\n  monture-b:\n    br: 200\n    limits:\n      - {frame}{}",
            least_beside(&["medecins"])
        )
    };
    let told = |file: String| Product::parse("p.yaml", &file).unwrap_err().to_string();
    let dear = "{ euros: \"100.01\", per: equipment }";
    let inline = told(file("", dear));
    assert!(
        inline.starts_with("p.yaml:10: guarantees.monture-b.limits: "),
        "{inline}"
    );
    let shared = told(file(&format!("limits:\n  cadre: {dear}\n"), "cadre"));
    assert!(shared.starts_with("p.yaml:6: limits.cadre: "), "{shared}");
}

/// The day that decides by default: delivery for optics, audio and the dental baskets, the end for wheelchairs and
/// devices, the start elsewhere; what the guarantee says prevails.
#[test]
fn each_heading_has_its_reference_date() {
    use Heading as H;
    let changing = |heading: H, more: &str| {
        let word = heading.word();
        let euros = |amount: u8| format!("{{ {word}: {{ euros: \"{amount}.00\"{more} }} }}");
        let version =
            |from: &str, amount| format!("  - {{ from: {from}, guarantees: {} }}\n", euros(amount));
        let keys = format!(
            "guarantees: {}\nversions:\n{}{}{}",
            euros(1),
            version("2025-04-01", 2),
            version("2025-04-02", 3),
            version("2025-04-03", 4)
        );
        let line = Facts {
            expense: Cents(10_000),
            end: day("2025-04-01"),
            delivery: day("2025-04-02"),
            prescription: day("2025-04-03"),
            ..Facts::new(oracle::amc::Thing(1), heading, day("2025-03-31"))
        };
        paid(&product(false, &keys), &line).amount.0 / 100
    };
    let (start, end, delivery, prescription) = (1, 2, 3, 4);
    for (heading, decides) in [
        (H::Dentaire100Sante, delivery),
        (H::DentaireMaitrise, delivery),
        (H::DentaireLibre, delivery),
        (H::SoinsDentaires, start),
        (H::Orthodontie, start),
        (H::Implant, start),
        (H::MontureA, delivery),
        (H::VerreA, delivery),
        (H::MontureB, delivery),
        (H::VerreB, delivery),
        (H::Lentilles, delivery),
        (H::ChirurgieRefractive, start),
        (H::Audio1, delivery),
        (H::Audio2, delivery),
        (H::AudioEntretien, delivery),
        (H::Appareils, end),
        (H::Fauteuil, end),
        (H::Perruque, start),
        (H::Generaliste, start),
        (H::Sejour, start),
        (H::Osteopathe, start),
    ] {
        assert_eq!(changing(heading, ""), decides, "{heading}");
    }
    for (word, decides) in [
        ("start", start),
        ("end", end),
        ("delivery", delivery),
        ("prescription", prescription),
    ] {
        let said = format!(", reference-date: {word}");
        assert_eq!(changing(H::MontureB, &said), decides, "{word}");
    }
}

/// Products are equal where their files are.
#[test]
fn products_are_told_apart_by_their_files() {
    let of = |br: u16| {
        product(
            false,
            &format!("guarantees: {{ generaliste: {{ br: {br} }} }}"),
        )
    };
    assert_eq!(of(100), of(100));
    assert_ne!(of(100), of(101));
}

/// `150 €/year` is as much as that a year, of everything.
#[test]
fn an_amount_a_year_in_words_is_a_ceiling() {
    for words in ["150 €/year", "150 €/an"] {
        let guarantee = Guarantee::parse_text(words).unwrap();
        let product = Product::single("p", guarantee);
        let mut journal = Journal::default();
        let mut pay = |id| {
            let line = outside(id, Heading::Osteopathe, 10_000);
            paid_next(&product, &line, &person(), &mut journal).amount.0
        };
        assert_eq!([pay(1), pay(2), pay(3)], [10_000, 5_000, 0], "{words}");
    }
}

/// What a file says is sent, and what it leaves out is not.
#[test]
fn a_key_that_is_left_out_is_not_sent() {
    let sent = |more: &str| {
        let product = product(
            false,
            &format!("{more}guarantees: {{ generaliste: {{ br: 100 }} }}"),
        );
        let sent = serde_json::to_value(&product).unwrap();
        sent.get("refunds-participation").cloned()
    };
    assert_eq!(sent(""), None);
    assert_eq!(sent("refunds-participation: true\n"), Some(true.into()));
}
