//! The caps of a responsible contract on a line (docs/products.md, step 5).

use domain::{Cents, Heading};
use oracle::ambiguity::Choices;
use oracle::amc::{Doctor, Facts, Journal, Side, Thing, share, shares};
use oracle::product::{Lenses, Product};
use oracle::trace::{NoTrace, Steps};

use crate::amc::{outside, paid, paid_next, person, product};
use crate::least::least_beside;

/// A responsible product that gives that to doctors.
fn for_doctors(level: &str) -> Product {
    let others = least_beside(&["medecins"]);
    product(true, &format!("guarantees:\n  medecins: {level}{others}"))
}

/// "Non-OPTAM cap where the base is 0: none."
#[test]
fn a_line_without_base_has_no_cap_of_doctors() {
    let euros = for_doctors("{ sum: [ { br: 100 }, { euros: \"30.00\" } ] }");
    let seen = |base, amo| {
        let line = Facts {
            doctor: Some(Doctor::NonOptam),
            base: Cents(base),
            amo: Cents(amo),
            ..outside(1, Heading::Specialiste, 5_000)
        };
        paid(&euros, &line).amount.0
    };
    assert_eq!(seen(0, 0), 3_000, "30 euros, uncapped");
    // A cent of base is a cap of a cent beyond the ticket modérateur, which is a cent too: 0.01 + 0.01.
    assert_eq!(seen(1, 0), 2, "capped to the base");
}

/// C in points of the base, through the cases that the doctor meets: 180 % less 120 % is 60 % of 23.00, 13.80, above
/// the 7.00 that are left beyond the base.
#[test]
fn the_points_of_an_optam_level_are_found_through_its_cases() {
    let line = Facts {
        doctor: Some(Doctor::NonOptam),
        base: Cents(2_300),
        amo: Cents(1_610),
        ..outside(1, Heading::Specialiste, 3_000)
    };
    let pair = "{ br: { optam: 180, non-optam: 180 } }";
    for level in [
        pair.to_owned(),
        format!("{{ cases: [ {pair} ] }}"),
        format!("{{ cases: [ {{ br: 900, when: {{ network: true }} }}, {pair} ] }}"),
    ] {
        let paid = paid(&for_doctors(&level), &line).amount;
        assert_eq!(paid, Cents(690 + 700), "{level}");
    }
}

/// A cap that leaves the amount as it is did not bear on it.
#[test]
fn a_cap_just_reached_decides_nothing() {
    let glasses = product(
        true,
        &format!(
            "guarantees:{}  optique: {{ real-expense: true }}\n",
            least_beside(&["optique"])
        ),
    );
    let rule = |expense| {
        let frame = Facts {
            base: Cents(5),
            amo: Cents(3),
            ..outside(1, Heading::MontureB, expense)
        };
        let share = paid(&glasses, &frame);
        (share.amount.0, share.rule)
    };
    assert_eq!(rule(10_003), (10_000, "R-AMC-LEVEL"));
    assert_eq!(rule(10_004), (10_000, "R-AMC-FRAME"));
}

/// "(A + paid) of the same ears": of hearing aids of class II, and of nothing else on that ear.
#[test]
fn the_cap_of_an_ear_looks_at_class_ii_alone() {
    let audio = product(
        true,
        &format!(
            "guarantees:{}  audio: {{ real-expense: true }}\n",
            least_beside(&["audio"])
        ),
    );
    let second = |first: Heading, ear: Side| {
        let mut journal = Journal::default();
        let aid = |id, heading, expense, ear| Facts {
            base: Cents(40_000),
            amo: Cents(24_000),
            ears: vec![ear],
            ..outside(id, heading, expense)
        };
        paid_next(&audio, &aid(1, first, 95_000, ear), &person(), &mut journal);
        let next = aid(2, Heading::Audio2, 170_000, Side::Left);
        paid_next(&audio, &next, &person(), &mut journal).amount.0
    };
    // 1,700.00 less the 240.00 of the AMO.
    assert_eq!(second(Heading::Audio1, Side::Left), 146_000);
    assert_eq!(second(Heading::AudioEntretien, Side::Left), 146_000);
    assert_eq!(second(Heading::Audio2, Side::Right), 146_000);
    // The first had 950.00 of the 1,700.00; the renewal leaves the ticket modérateur alone, 160.00.
    assert_eq!(second(Heading::Audio2, Side::Left), 16_000);
}

/// "Frais réels: only 100 % BR": no 20 points are taken off what OPTAM doctors are paid in full.
#[test]
fn an_optam_level_of_real_expense_has_no_points() {
    let cases = "{ cases: [ { real-expense: true, when: { optam: true } }, { br: 200 } ] }";
    let line = Facts {
        doctor: Some(Doctor::NonOptam),
        base: Cents(2_300),
        amo: Cents(1_610),
        ..outside(1, Heading::Specialiste, 3_000)
    };
    // 6.90 and the 7.00 beyond the base, which is under 100 % of it.
    assert_eq!(paid(&for_doctors(cases), &line).amount, Cents(1_390));
}

/// Under the reading of the register that ceilings of glasses are of what is beyond the ticket modérateur, what an
/// equipment was paid of it is not counted either: 420.00 less the 100.00 of the frame.
#[test]
fn a_ceiling_beyond_the_ticket_moderateur_counts_what_is_beyond_it() {
    let glasses = product(
        true,
        &format!(
            "guarantees:{}  optique: {{ real-expense: true }}\n",
            least_beside(&["optique"])
        ),
    );
    let part = |id, heading, expense, base, amo| Facts {
        base: Cents(base),
        amo: Cents(amo),
        equipment: Thing(77),
        lenses: Some(Lenses::Simple),
        ..outside(id, heading, expense)
    };
    let dues = |choices: &Choices| {
        let mut journal = Journal::default();
        let mut pay = |facts: &Facts| {
            let person = person();
            let share = share(
                &glasses,
                choices,
                facts,
                &person,
                &mut journal,
                &mut NoTrace,
            );
            share.unwrap().amount.0
        };
        let frame = pay(&part(1, Heading::MontureB, 20_000, 5, 3));
        (frame, pay(&part(2, Heading::VerreB, 90_000, 10, 6)))
    };
    assert_eq!(dues(&Choices::default()), (10_000, 32_000));
    let beyond = Choices::default().with("optics-ceiling", "beyond-ticket-moderateur");
    // 0.02 and 0.04 of ticket modérateur beside.
    assert_eq!(dues(&beyond.unwrap()), (10_002, 32_004));
}

/// A cap tells whether it is of the whole amount or of what is beyond the ticket modérateur.
#[test]
fn the_step_of_a_cap_tells_of_what_it_is() {
    let named = |level: &str, line: &Facts, rule: &str| {
        let (mut journal, mut steps) = (Journal::default(), Steps::default());
        let (choices, product) = (Choices::default(), for_doctors(level));
        share(
            &product,
            &choices,
            line,
            &person(),
            &mut journal,
            &mut steps,
        )
        .unwrap();
        let step = steps.0.iter().find(|step| step.rule == rule).unwrap();
        (step.inputs[0].0, step.inputs[0].1.to_string())
    };
    let doctor = Facts {
        doctor: Some(Doctor::NonOptam),
        base: Cents(2_300),
        amo: Cents(1_610),
        ..outside(1, Heading::Specialiste, 8_000)
    };
    let told = named("{ br: 180 }", &doctor, "R-AMC-NON-OPTAM");
    assert_eq!(told, ("beyond", "18.40".to_owned()), "80 % of 23.00");
    let ear = Facts {
        base: Cents(40_000),
        amo: Cents(24_000),
        ears: vec![Side::Left],
        ..outside(1, Heading::Audio2, 90_000)
    };
    let told = named("{ br: 100 }", &ear, "R-AMC-AUDIO");
    assert_eq!(told, ("amount-due", "160.00".to_owned()));
}

/// An option whose level is a total with the base is capped with what the base paid on other lines, its own payment on
/// this one being in the total already.
#[test]
fn a_total_is_capped_with_what_was_paid_on_other_lines() {
    let of = |id: &str, more: &str, frame: &str| {
        let file = format!(
            "schema-version: 2\nid: {id}\nname: {{ fr: P, en: P }}\nresponsible: true\n{more}guarantees:\n  \
             medecins: {{ br: 100 }}\n  monture-b: {frame}{}",
            least_beside(&["medecins"])
        );
        Product::parse("p.yaml", &file).unwrap()
    };
    let base = of("base", "", "{ sum: [ { br: 100 }, { euros: \"60.00\" } ] }");
    let option = of(
        "option",
        "on-top-of: { kind: option, includes-earlier: true }\n",
        "{ real-expense: true }",
    );
    let mut journals = [Journal::default(), Journal::default()];
    let mut pay = |id| {
        let frame = Facts {
            base: Cents(5),
            amo: Cents(3),
            equipment: Thing(77),
            ..outside(id, Heading::MontureB, 20_000)
        };
        let (products, choices) = ([&base, &option], Choices::default());
        let paid = shares(
            &products,
            &choices,
            &frame,
            &person(),
            &mut journals,
            &mut NoTrace,
        );
        let paid = paid.unwrap();
        (paid[0].amount.0, paid[1].amount.0)
    };
    // 0.02 and 60.00; then 100.00 in all.
    assert_eq!(pay(1), (6_002, 3_998));
    // The 100.00 of the frame are had: the ticket modérateur is left, which the base pays.
    assert_eq!(pay(2), (3_998, 0));
}

/// The arithmetic of OPTAM levels is for levels that tell doctors apart: another condition does not.
#[test]
fn a_level_that_tells_no_doctors_apart_is_capped_by_its_base() {
    let line = Facts {
        doctor: Some(Doctor::NonOptam),
        base: Cents(2_300),
        amo: Cents(1_610),
        ..outside(1, Heading::Specialiste, 8_000)
    };
    let due = |level: &str| paid(&for_doctors(level), &line).amount.0;
    // 6.90 and 100 % of 23.00.
    let network = "{ cases: [ { br: 300, when: { network: true } }, { br: 200 } ] }";
    assert_eq!(due(network), 2_990);
    // 200 % less 120 %: 6.90 and 18.40.
    let optam = "{ cases: [ { br: 200, when: { optam: true } }, { br: 200 } ] }";
    assert_eq!(due(optam), 2_530);
}

/// Where the class of the lenses is not known the explanation says that the ceiling is not checked.
#[test]
fn lenses_of_no_known_class_are_told() {
    let glasses = product(
        true,
        &format!(
            "guarantees:{}  optique: {{ real-expense: true }}\n",
            least_beside(&["optique"])
        ),
    );
    let lens = Facts {
        base: Cents(10),
        amo: Cents(6),
        ..outside(1, Heading::VerreB, 90_000)
    };
    let (mut journal, mut steps) = (Journal::default(), Steps::default());
    let (choices, person) = (Choices::default(), person());
    let due = share(&glasses, &choices, &lens, &person, &mut journal, &mut steps).unwrap();
    assert_eq!(due.amount, Cents(89_994));
    let mut labels = steps.0.iter().map(|step| step.label.en);
    assert!(labels.any(|label| label.contains("class of the lenses not known")));
}

/// A of an ear is the theoretical share: 1,700.00 less 240.00, and less the 240.00 and 760.00 that the first aid had.
#[test]
fn the_cap_of_an_ear_counts_the_theoretical_share() {
    let audio = product(
        true,
        &format!(
            "guarantees:{}  audio: {{ real-expense: true }}\n",
            least_beside(&["audio"])
        ),
    );
    let choices = Choices::default().with("responsible-renewal", "not-checked");
    let (choices, mut journal) = (choices.unwrap(), Journal::default());
    let mut pay = |id, expense, amo, majoration| {
        let aid = Facts {
            base: Cents(40_000),
            amo: Cents(amo),
            majoration: Cents(majoration),
            ears: vec![Side::Left],
            ..outside(id, Heading::Audio2, expense)
        };
        let person = person();
        let share = share(&audio, &choices, &aid, &person, &mut journal, &mut NoTrace);
        share.unwrap().amount.0
    };
    assert_eq!(pay(1, 100_000, 23_000, 1_000), 76_000);
    assert_eq!(pay(2, 170_000, 24_000, 0), 46_000);
}

/// A hearing aid that names no ear is one by itself: nothing of another ear.
#[test]
fn an_aid_of_no_ear_takes_nothing_of_one() {
    let audio = product(
        true,
        &format!(
            "guarantees:{}  audio: {{ real-expense: true }}\n",
            least_beside(&["audio"])
        ),
    );
    let mut journal = Journal::default();
    let mut pay = |id, ears: &[Side]| {
        let aid = Facts {
            base: Cents(40_000),
            amo: Cents(24_000),
            ears: ears.to_vec(),
            ..outside(id, Heading::Audio2, 170_000)
        };
        paid_next(&audio, &aid, &person(), &mut journal).amount.0
    };
    assert_eq!([pay(1, &[]), pay(2, &[Side::Left])], [146_000, 146_000]);
}
