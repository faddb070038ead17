//! What a question comes to where the law, the tables or the contracts bound it: prices, executors, the order of
//! contracts, overseas stays.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::Cents;
use oracle::ambiguity::Choices;
use oracle::product::Product;
use oracle::quote::{Answer, Question, Session};

fn told(yaml: &str) -> Question {
    domain::load("question", yaml).unwrap_or_else(|error| panic!("{yaml}: {error}"))
}

fn ask(yaml: &str) -> Answer {
    let answer = Session::default().answer(&told(yaml));
    answer.unwrap_or_else(|error| panic!("{yaml}: {error}"))
}

fn refused(session: &mut Session, yaml: &str) -> (String, Option<String>) {
    let error = session.answer(&told(yaml)).unwrap_err();
    (error.to_string(), error.advice())
}

/// Rules §6: in a basket whose price is limited the professional may not ask for more, and no contract pays it. What
/// is above the limit is told apart from an overrun.
#[test]
fn what_is_above_a_price_limit_is_no_overrun() {
    for (yaml, limit, amo, amc, overrun, above) in [
        // 60 % of 120.00; 290.00 less 72.00.
        (
            "{date: 2024-06-01, act: PF0, code: HBLD038, base: 12000, fee: 31000, guarantee: frais réels}",
            29_000,
            7_200,
            21_800,
            0,
            2_000,
        ),
        // 60 % of 9.00; 30.00 less 5.40.
        (
            "{date: 2025-03-01, act: M01, fee: 4000, guarantee: frais réels}",
            3_000,
            540,
            2_460,
            0,
            1_000,
        ),
        // Two lenses: 60 % of 19.50; 65.00 less 11.70.
        (
            "{date: 2025-03-01, act: V01, code: verre-unifocal, quantity: 2, fee: 8000, guarantee: frais réels}",
            6_500,
            1_170,
            5_330,
            0,
            1_500,
        ),
        // Two ears: 60 % of 800.00; 1,900.00 less 480.00.
        (
            "{date: 2025-03-01, act: PAZ, quantity: 2, fee: 200000, guarantee: frais réels}",
            190_000,
            48_000,
            142_000,
            0,
            10_000,
        ),
        // Under 20: 60 % of 1,400.00; 1,400.00 less 840.00.
        (
            "{date: 2025-03-01, act: PAZ, fee: 145000, patient: {birth: 2010-01-01}, guarantee: frais réels}",
            140_000,
            84_000,
            56_000,
            0,
            5_000,
        ),
        // No contract: 950.00 less 400.00 is an overrun that is asked for.
        (
            "{date: 2025-03-01, act: PAZ, fee: 100000}",
            95_000,
            24_000,
            0,
            55_000,
            5_000,
        ),
        // At the limit nothing is above it.
        (
            "{date: 2025-03-01, act: PAZ, fee: 95000, guarantee: frais réels}",
            95_000,
            24_000,
            71_000,
            0,
            0,
        ),
    ] {
        let answer = ask(yaml);
        let left = answer.remainder;
        assert_eq!(answer.lines[0].price_limit, Some(Cents(limit)), "{yaml}");
        assert_eq!(
            (
                answer.amo.0,
                answer.amc.0,
                left.overrun.0,
                left.above_price_limit.0
            ),
            (amo, amc, overrun, above),
            "{yaml}"
        );
        assert_eq!(
            left.total,
            answer.expense - answer.amo - answer.amc,
            "{yaml}"
        );
    }
}

/// A price that is free, of a lens that is not told, or overseas, has no limit that is known.
#[test]
fn a_price_without_known_limit_is_not_cut() {
    for (yaml, amc) in [
        // Class II: 1,700.00 of a responsible contract, the AMO's 240.00 included.
        (
            "{date: 2025-03-01, act: PAU, fee: 200000, guarantee: frais réels}",
            146_000,
        ),
        (
            "{date: 2025-03-01, act: PF0, base: 12000, fee: 31000, guarantee: frais réels}",
            23_800,
        ),
        // E105.
        (
            "{date: 2025-03-01, act: PAZ, fee: 114000, base: 48000, given: {amo: 28800}, patient: {regime: overseas}, \
             guarantee: frais réels}",
            85_200,
        ),
    ] {
        let answer = ask(yaml);
        assert_eq!(answer.lines[0].price_limit, None, "{yaml}");
        assert_eq!(
            (answer.amc.0, answer.remainder.above_price_limit.0),
            (amc, 0),
            "{yaml}"
        );
    }
}

/// An insurer elsewhere paid what is above the limit: nothing of it is left.
#[test]
fn what_another_paid_above_the_limit_is_left_to_nobody() {
    let answer = ask("{date: 2025-03-01, act: PAZ, fee: 100000, earlier: 76000}");
    assert_eq!(answer.remainder.total, Cents::ZERO);
    assert_eq!(answer.remainder.above_price_limit, Cents::ZERO);
}

/// Noemie-format §10: an act code says who bills it, and a speciality that no table names is a mistake.
#[test]
fn a_speciality_goes_with_its_act() {
    for (act, specialty, why) in [
        (
            "G",
            3,
            "G is not billed under the speciality 03: it is an act of general practitioners",
        ),
        ("GS", 33, "GS is not billed under the speciality 33"),
        ("TCG", 8, "TCG is not billed under"),
        (
            "CNP",
            3,
            "it is an act of neurologists (32) and psychiatrists (33)",
        ),
        (
            "CS",
            19,
            "CS is not billed under the speciality 19: it is an act of doctors",
        ),
        ("CS", 26, "CS is not billed under the speciality 26"),
        (
            "C",
            24,
            "it is an act of doctors, dentists (19) and midwives (21)",
        ),
        ("AMS", 24, "it is an act of physiotherapists (26)"),
        ("MCE", 3, "it is an act of endocrinologists (42)"),
        ("AMI", 26, "it is an act of nurses (24)"),
        ("SDE", 33, "it is an act of dentists (19)"),
        ("G", 99, "no table names the speciality 99"),
        ("PH7", 33, "it is an act of pharmacies (50)"),
        ("LUN", 15, "it is an act of suppliers (60 to 68)"),
        ("B", 6, "it is an act of laboratories (30, 39)"),
        ("TXI", 55, "it is an act of taxis (56)"),
        ("PH7", 99, "no table names the speciality 99"),
    ] {
        let yaml = format!(
            "{{date: 2025-03-01, act: {act}, fee: 5000, base: 5000, practitioner: {{specialty: {specialty}}}}}"
        );
        let (error, advice) = refused(&mut Session::default(), &yaml);
        assert!(error.contains(why), "{yaml}: {error}");
        assert!(advice.is_some(), "{yaml}");
    }
    // Rules §2.1: 23 + 2 + 5 of a coordinated specialist, 26.50 + … of nobody else.
    let specialist = ask("{date: 2025-03-01, act: CS, practitioner: {specialty: 15}}");
    assert_eq!(specialist.expense, Cents(3_150));
    for (act, specialty) in [
        ("G", 22),
        ("GS", 23),
        ("C", 21),
        ("CS", 1),
        ("TO", 36),
        ("SDE", 18),
        ("AMS", 26),
    ] {
        ask(&format!(
            "{{date: 2025-03-01, act: {act}, fee: 5000, base: 5000, practitioner: {{specialty: {specialty}}}}}"
        ));
    }
}

/// Of each line, what is left of the theoretical share once majoration, participation and franchise are off.
#[test]
fn the_lines_of_an_answer_come_to_what_the_amo_pays() {
    for (yaml, amo) in [
        // 70 % of 30.00, less 2.00.
        ("{date: 2025-03-01, act: G, fee: 3000}", 1_900),
        // Paid to the doctor: 2.00 is recovered later.
        (
            "{date: 2025-03-01, act: G, fee: 3000, third-party: true}",
            2_100,
        ),
        // 30 % of 30.00, less 2.00.
        ("{date: 2025-03-01, act: G, fee: 3000, parcours: out}", 700),
        // 65 % of 10.00, less 1.00 a box.
        ("{date: 2025-03-01, act: PH7, fee: 1000, base: 1000}", 550),
    ] {
        let answer = ask(yaml);
        let lines: Cents = answer.lines.iter().map(|line| line.amo()).sum();
        assert_eq!((answer.amo, lines), (Cents(amo), Cents(amo)), "{yaml}");
    }
}

fn product(id: &str, more: &str, level: &str) -> Product {
    let families = "medecins";
    let yaml = format!(
        "schema-version: 2\nid: {id}\nname: {{ fr: {id}, en: {id} }}\nresponsible: false\n{more}guarantees: \
         {{ {families}: {level} }}\n"
    );
    Product::parse("p.yaml", &yaml).unwrap_or_else(|error| panic!("{yaml}: {error}"))
}

fn stacked() -> Session {
    let products = vec![
        product("base", "", "{ br: 100 }"),
        product(
            "option",
            "on-top-of: { kind: option, products: [base] }\n",
            "{ br: 150 }",
        ),
        product(
            "plus",
            "on-top-of: { kind: option, products: [option] }\n",
            "{ euros: \"5.00\" }",
        ),
        product(
            "sur",
            "on-top-of: { kind: surcomplementaire }\n",
            "{ real-expense: true }",
        ),
    ];
    Session::new(Choices::default(), products)
}

/// docs/products.md, "Several contracts": the base is named first, its options and surcomplémentaires pay in that order
/// wherever they are named.
#[test]
fn contracts_pay_in_their_order_wherever_they_are_named() {
    let shares = |products: &str| {
        let yaml = format!("{{date: 2025-03-01, act: CS, fee: 10000, products: [{products}]}}");
        let answer = stacked().answer(&told(&yaml)).unwrap();
        let contracts = &answer.lines[0].contracts;
        let told = contracts
            .iter()
            .map(|told| (told.product.to_string(), told.amount.0));
        told.collect::<Vec<_>>()
    };
    let of = |shares: &[(&str, i64)]| -> Vec<(String, i64)> {
        shares
            .iter()
            .map(|(id, amount)| ((*id).to_owned(), *amount))
            .collect()
    };
    // Base 31.50, AMO 22.05: 9.45; 150 % less the AMO, 25.20; what is left of 77.95.
    let three = of(&[("base", 945), ("option", 2_520), ("sur", 4_330)]);
    assert_eq!(shares("base, option, sur"), three);
    assert_eq!(shares("base, sur, option"), three);
    // An option on an option.
    let four = of(&[
        ("base", 945),
        ("option", 2_520),
        ("plus", 500),
        ("sur", 3_830),
    ]);
    assert_eq!(shares("base, sur, option, plus"), four);
}

#[test]
fn what_stands_on_nothing_is_told() {
    let question = |products: &str| {
        format!("{{date: 2025-03-01, act: CS, fee: 10000, products: [{products}]}}")
    };
    for (products, why) in [
        ("base, plus", "`plus` does not stand on `base`"),
        ("base, sur, base", "`base` is named twice"),
        (
            "sur, base",
            "`sur` stands on a base contract, and none is named before it",
        ),
        ("option", "`option` stands on a base contract"),
        ("base, equilibre", "`equilibre` does not stand on `base`"),
    ] {
        let (error, _) = refused(&mut stacked(), &question(products));
        assert!(error.contains(why), "{products}: {error}");
    }
    // Its base is another insurer’s, and paid 9.45, or nothing.
    for (earlier, amc) in [(945, 6_850), (0, 7_795)] {
        let yaml = format!(
            "{{date: 2025-03-01, act: CS, fee: 10000, products: [sur], earlier: {earlier}}}"
        );
        assert_eq!(stacked().answer(&told(&yaml)).unwrap().amc, Cents(amc));
    }
}

/// A guarantee in words is named by its words, and each counts by itself.
#[test]
fn a_guarantee_in_words_is_named_by_them() {
    let answer = ask("{date: 2025-03-01, act: G, fee: 3000, guarantee: 100 % BR}");
    assert_eq!(&*answer.lines[0].contracts[0].product, "100 % BR");
}
