//! What a question may say, and what is told where it says something else.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::{Cents, Heading};
use oracle::quote::{Answer, Question, Session};

fn told(yaml: &str) -> Question {
    domain::load("question", yaml).unwrap_or_else(|error| panic!("{yaml}: {error}"))
}

fn ask(yaml: &str) -> Answer {
    let answer = Session::default().answer(&told(yaml));
    answer.unwrap_or_else(|error| panic!("{yaml}: {error}"))
}

#[track_caller]
fn refused(yaml: &str, why: &str) {
    let error = Session::default().answer(&told(yaml)).unwrap_err();
    let said = error.to_string();
    assert!(said.contains(why), "{yaml}: {said}");
}

fn amounts(answer: &Answer) -> (i64, i64, i64) {
    (answer.amo.0, answer.amc.0, answer.remainder.total.0)
}

/// An amount, a number or a day that no line bears is told, and never settled.
#[test]
fn absurd_figures_are_told() {
    for (yaml, why) in [
        (
            "{date: 2025-03-01, act: G, fee: -100}",
            "`fee` is -1.00 euros",
        ),
        (
            "{date: 2025-03-01, act: G, fee: 9223372036854775807}",
            "`fee` is 92233720368547758.07 euros: 0.00 to 999999.99",
        ),
        (
            "{date: 2025-03-01, act: G, fee: 3000, base: -1}",
            "`base` is -0.01",
        ),
        (
            "{date: 2025-03-01, act: G, fee: 3000, earlier: -500}",
            "`earlier` is -5.00",
        ),
        (
            "{date: 2025-03-01, act: G, fee: 3000, given: {amo: -500}}",
            "`given.amo` is -5.00",
        ),
        (
            "{date: 2025-03-01, act: G, fee: 1000, base: 1000, given: {amo: 5000}}",
            "`given.amo` comes to 50.00, which is more than 10.00",
        ),
        (
            "{date: 2025-03-01, act: G, fee: 3000, given: {amo: 2000, participation: 9900}}",
            "`given.participation` comes to 99.00, which is more than 20.00",
        ),
        (
            "{date: 2025-03-01, act: G, fee: 3000, earlier: 100000}",
            "`earlier` comes to 1000.00, which is more than 11.00",
        ),
        (
            "{date: 2025-03-01, act: G, fee: 3000, quantity: 0}",
            "`quantity` is 0: 1 to 99",
        ),
        (
            "{date: 2025-03-01, act: B, base: 1500, examinations: 100}",
            "`examinations` is 100",
        ),
        (
            "{date: 2025-03-01, act: G, fee: 3000, patient: {birth: 2025-03-02}}",
            "born on 2025-03-02, after the care of 2025-03-01",
        ),
        (
            "{date: 2025-03-01, act: IMP, fee: 90000, facts: {teeth: [26, 19]}}",
            "19 is no tooth",
        ),
        (
            "{date: 2026-03-01, act: FPU, fee: 1961}",
            "FPU is 23.00 on 2026-03-01",
        ),
        (
            "{date: 2025-03-01, stay: {entry: 2025-03-01, last: 2025-03-04, price: {clinic: {ghs: 9223372036854775807}}}}",
            "`stay.price` is 92233720368547758.07",
        ),
        (
            "{date: 2025-03-01, stay: {entry: 2025-03-01, last: 2025-03-04, price: {clinic: {ghs: 100000}}, room: {days: 5, price: 6000}}}",
            "`stay.room` is of 5 days, and the stay of 4",
        ),
    ] {
        refused(yaml, why);
    }
}

/// A key that the act or the stay does not take would be passed over in silence: it is told.
#[test]
fn a_key_that_says_nothing_is_told() {
    for (yaml, why) in [
        (
            "{date: 2025-03-01, act: G, fee: 3000, coefficient: 5}",
            "`coefficient` does not go with the act G",
        ),
        (
            "{date: 2025-03-01, act: G, fee: 3000, detail: class-a}",
            "`detail` does not go with the act G",
        ),
        (
            "{date: 2025-03-01, act: CS, fee: 3000, tfr: 500}",
            "`tfr` does not go with the act CS",
        ),
        (
            "{date: 2025-03-01, act: PH7, fee: 2000, base: 2000, tfr: 1500}",
            "`tfr` does not go with `base`",
        ),
        (
            "{date: 2025-03-01, fee: 3000, stay: {entry: 2025-03-01, last: 2025-03-04, price: {daily: 90000}}}",
            "`fee` does not go with `stay`",
        ),
        (
            "{date: 2025-03-02, stay: {entry: 2025-03-01, last: 2025-03-04, price: {daily: 90000}}}",
            "the day of its `entry`",
        ),
    ] {
        refused(yaml, why);
    }
}

/// Rules §2.2: a key letter is worth nothing without its coefficient.
#[test]
fn a_key_letter_needs_its_coefficient() {
    refused(
        "{date: 2025-03-01, act: AMS, fee: 1658}",
        "`coefficient` is missing",
    );
    let based = ask("{date: 2025-03-01, act: AMS, fee: 1658, base: 1658}");
    let lettered = ask("{date: 2025-03-01, act: AMS, fee: 1658, coefficient: \"7.5\"}");
    assert_eq!(amounts(&based), amounts(&lettered));
}

/// A heading alone is for what the AMO never pays: one that it reimburses would be settled without it.
#[test]
fn a_heading_alone_is_of_what_the_amo_never_pays() {
    for heading in [
        "psychologue",
        "kine",
        "dentaire-libre",
        "cure-thermale",
        "pharmacie-30",
    ] {
        refused(
            &format!(
                "{{date: 2025-03-01, heading: {heading}, fee: 5000, guarantee: \"100 % BR\"}}"
            ),
            "alone does not tell what the AMO pays",
        );
    }
    let given = ask(
        "{date: 2025-03-01, heading: psychologue, fee: 5000, base: 5000, given: {amo: 3000}, guarantee: 100 % BR}",
    );
    assert_eq!(amounts(&given), (3_000, 2_000, 0));
    let outside = ask(
        "{date: 2025-03-01, heading: cure-thermale, fee: 20000, facts: {amo-status: outside}, products: [confort]}",
    );
    assert_eq!(outside.amo, Cents::ZERO);
    let free = ask("{date: 2025-03-01, act: PHN, fee: 1000, guarantee: frais réels}");
    assert_eq!(amounts(&free), (0, 1_000, 0));
    assert_eq!(free.lines[0].act.unwrap().as_str(), "PHN");
}

/// Field notes §1.16 and §2 line 7: what the AMO refused has nothing of it, and the guarantee written for it.
#[test]
fn a_refused_act_has_nothing_of_the_amo() {
    let refused = |date: &str, more: &str| {
        ask(&format!(
            "{{date: {date}, act: TO, fee: 70000, {more}, products: [confort]}}"
        ))
    };
    let first = refused("2025-12-20", "facts: {amo-status: refused}");
    assert_eq!(amounts(&first), (0, 31_400, 38_600));
    let second = refused("2026-06-20", "facts: {qualifier: NR}");
    assert_eq!(amounts(&second), (0, 32_040, 37_960));
}

/// docs/products.md, "Lump sums": an event has no bill, so no fee is asked for.
#[test]
fn a_lump_sum_needs_no_fee() {
    let birth = ask(
        "{date: 2025-03-01, heading: naissance, products: [confort], facts: {children: 2, documents: [acte-de-naissance]}}",
    );
    assert_eq!((birth.expense, birth.amc), (Cents::ZERO, Cents(50_000)));
}

/// docs/products.md, "Families and headings": the heading is that of the code that was billed. A hearing aid of
/// class I is 100 % Santé, whatever the class II is worth.
#[test]
fn the_heading_is_that_of_the_code_billed() {
    let aid = |act: &str| {
        ask(&format!(
            "{{date: 2025-03-01, act: {act}, fee: 95000, products: [equilibre]}}"
        ))
    };
    assert_eq!(amounts(&aid("PAZ")), (24_000, 71_000, 0));
    assert_eq!(amounts(&aid("PAU")), (24_000, 46_000, 25_000));
    for (act, heading) in [
        ("PF0", Heading::Dentaire100Sante),
        ("PF1", Heading::DentaireMaitrise),
        ("IN1", Heading::DentaireMaitrise),
        ("PFC", Heading::DentaireLibre),
        ("PAR", Heading::DentaireLibre),
        ("AMK", Heading::Kine),
    ] {
        let answer = ask(&format!(
            "{{date: 2025-03-01, act: {act}, fee: 20000, base: 12000}}"
        ));
        let line = &answer.lines[0];
        assert_eq!(
            (line.act.unwrap().as_str(), line.heading),
            (act, Some(heading))
        );
    }
}

/// The codes of classes on the wire (noemie-format §10.1) are those of frames and lenses.
#[test]
fn frames_and_lenses_by_their_codes() {
    let paid = |more: &str| {
        ask(&format!(
            "{{date: 2025-03-01, {more}, guarantee: frais réels}}"
        ))
        .amo
    };
    assert_eq!(paid("act: M01, fee: 3000"), Cents(540));
    assert_eq!(paid("act: M03, fee: 18000"), Cents(3));
    assert_eq!(
        paid("act: V01, code: verre-unifocal, quantity: 2, fee: 6500"),
        Cents(1_170)
    );
    assert_eq!(paid("act: VU1, quantity: 2, fee: 20000"), Cents(6));
}

/// An act that no table has a figure for is settled on the base of its line.
#[test]
fn a_visit_is_settled_on_the_base_of_its_line() {
    let visit = ask("{date: 2025-03-01, act: V, fee: 3500, base: 3500, guarantee: 100 % BR}");
    assert_eq!(amounts(&visit), (2_250, 1_050, 200));
    refused("{date: 2025-03-01, act: V, fee: 3500}", "`base` is missing");
}

/// Every error says what to do, in itself or beside it.
#[test]
fn a_hole_of_the_law_says_what_to_do() {
    let advice = |yaml: &str| {
        let error = Session::default().answer(&told(yaml)).unwrap_err();
        error.advice().unwrap_or_default()
    };
    assert!(advice("{date: 2025-03-15, act: CS, practitioner: {specialty: 3}}").contains("`base`"),);
    assert!(
        advice("{date: 2027-01-01, act: G, fee: 3000}").contains("from 2023-01-01 to 2026-12-31")
    );
    assert!(
        advice("{date: 2025-03-01, act: G, fee: 3000, products: [equilibre, essentielle]}")
            .contains("`earlier`")
    );
}

/// Two persons whose names and ids would run together are two.
#[test]
fn names_do_not_run_together() {
    let mut session = Session::default();
    let mut ask = |yaml: &str| session.answer(&told(yaml)).unwrap();
    let visit = |person: &str, id: &str| {
        format!(
            "{{person: {person}, id: {id}, date: 2025-03-01, heading: osteopathe, fee: 6000, products: [confort], patient: {{household: h}}}}"
        )
    };
    for rank in 0..4 {
        assert_eq!(ask(&visit("a", &format!("r{rank}"))).amc, Cents(5_000));
    }
    assert_eq!(ask(&visit("a/b", "c")).amc, Cents(5_000));
    assert_eq!(ask(&visit("a", "b/c")).amc, Cents(5_000));
    ask("{person: a/b, cancels: c}");
    // Five a person: those of `a` stay counted.
    assert_eq!(ask(&visit("a", "last")).amc, Cents::ZERO);
}

/// Rules §2.3: in a public hospital the ticket modérateur is 20 % of the daily tariff × days, beside what the AMO pays
/// on the GHS. Rules §6: a responsible contract pays it whole, though both together exceed the GHS.
#[test]
fn the_ticket_moderateur_of_a_public_hospital_is_no_overrun() {
    let stay = |more: &str| {
        ask(&format!(
            "{{date: 2025-03-01, {more} stay: {{entry: 2025-03-01, last: 2025-03-05, price: {{public: {{ghs: 300000, daily: 90000}}}}}}}}"
        ))
    };
    let alone = stay("");
    // 80 % of 3 000; 20 % of 900 for four days; the daily charge of the exit.
    assert_eq!(amounts(&alone), (240_000, 0, 74_000));
    let left = alone.remainder;
    assert_eq!(
        (left.ticket_moderateur, left.hospital_charges, left.overrun),
        (Cents(72_000), Cents(2_000), Cents::ZERO)
    );
    assert_eq!(
        amounts(&stay("products: [essentielle],")),
        (240_000, 74_000, 0)
    );
}

/// docs/products.md, "Families and headings": only the codes of doctors change their heading in a stay.
#[test]
fn an_analysis_of_a_stay_keeps_its_heading() {
    let answer = ask(
        "{date: 2025-01-01, products: [confort], stay: {entry: 2025-01-01, last: 2025-01-03, price: {clinic: {ghs: 100000}}, \
         fees: [{act: B, day: 2025-01-02, fee: 6000, base: 3000}, {act: CS, day: 2025-01-02, fee: 3000, base: 3000}]}}",
    );
    let line = |act: &str| {
        let mut lines = answer.lines.iter();
        lines
            .find(|line| line.act.is_some_and(|code| code.as_str() == act))
            .unwrap()
    };
    assert_eq!(line("B").heading, Some(Heading::Biologie));
    // 150 % of 30.00, less the 80 % of the AMO.
    assert_eq!(line("B").contracts[0].amount, Cents(2_100));
    assert_eq!(line("CS").heading, Some(Heading::HonorairesHospitaliers));
}
