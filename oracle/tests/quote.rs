//! One call for one act: both halves together, and what is carried from one act to the next.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::{Cents, Heading, ReasonClass};
use oracle::ambiguity::Choices;
use oracle::product::Product;
use oracle::quote::{Answer, Question, Session};

const C2S: &str = "
schema-version: 2
id: c2s
name: { fr: C2S, en: C2S }
responsible: false
c2s: true
";

fn ask(session: &mut Session, yaml: &str) -> Answer {
    let question = told(yaml);
    let answer = session
        .answer(&question)
        .unwrap_or_else(|error| panic!("{yaml}: {error}"));
    let left = answer.expense - answer.amo - answer.amc - question.earlier.unwrap_or_default();
    assert_eq!(
        answer.remainder.total, left,
        "{yaml}: the parts do not sum to the expense"
    );
    answer
}

fn told(yaml: &str) -> Question {
    domain::load("question", yaml).unwrap_or_else(|error| panic!("{yaml}: {error}"))
}

fn refused(session: &mut Session, yaml: &str) -> String {
    session.answer(&told(yaml)).unwrap_err().to_string()
}

fn amounts(answer: &Answer) -> (i64, i64, i64) {
    (answer.amo.0, answer.amc.0, answer.remainder.total.0)
}

/// The command of the README: GP in secteur 2 OPTAM, 200 % BR.
#[test]
fn one_act_without_person_stands_alone() {
    let yaml = r#"{date: 2025-03-01, act: G, fee: 5000, practitioner: {sector: 2, optam: true}, guarantee: "200% BR"}"#;
    let mut session = Session::default();
    for _ in 0..2 {
        assert_eq!(amounts(&ask(&mut session, yaml)), (1_900, 2_900, 200));
    }
}

/// Rules §3: four participations a day and professional, fifty euros a year; then a cancellation gives one back.
#[test]
fn counters_are_carried_and_given_back() {
    let mut session = Session::default();
    let visit = |id: &str| {
        format!(
            "{{id: {id}, person: p, date: 2025-02-03, act: G, fee: 3000, practitioner: {{number: \"751000001\"}}}}"
        )
    };
    let kept: Vec<i64> = ["a", "b", "c", "d", "e"]
        .map(|id| ask(&mut session, &visit(id)).lines[0].participation.0)
        .into();
    assert_eq!(kept, [200, 200, 200, 200, 0]);
    let back = ask(&mut session, "{person: p, cancels: b}");
    assert_eq!(amounts(&back), (-1_900, 0, -1_100));
    assert_eq!(
        ask(&mut session, &visit("f")).lines[0].participation,
        Cents(200)
    );
    let again = refused(&mut session, "{person: p, cancels: b}");
    assert!(again.contains("no act `b` of the person `p`"), "{again}");
    assert!(refused(&mut session, &visit("f")).contains("`f`"));
}

/// Rules §10 Q8: an analysis under ALD paid to the laboratory; the participation comes back from a later payment.
#[test]
fn a_debt_is_recovered_on_a_later_payment() {
    let mut session = Session::default();
    let analysis = ask(
        &mut session,
        "{person: p, date: 2025-03-01, act: B, fee: 1500, base: 1500, examinations: 1, third-party: true, patient: {exemption: ald-related}}",
    );
    assert_eq!(
        (analysis.amo, analysis.remainder.owed_to_amo),
        (Cents(1_500), Cents(200))
    );
    assert_eq!(analysis.remainder.total, Cents::ZERO);
    let visit = ask(
        &mut session,
        "{person: p, date: 2025-03-10, act: G, fee: 3000, patient: {exemption: ald-related}}",
    );
    assert_eq!((visit.amo, visit.recovered), (Cents(2_800), Cents(200)));
}

/// Rules §4, §7.3: the payment that recovered a debt is cancelled, and the debt is owed as before.
#[test]
fn a_cancelled_payment_owes_again_what_it_had_recovered() {
    let mut session = Session::default();
    let analysis = "{person: p, id: lab, date: 2025-03-01, act: B, fee: 1500, base: 1500, examinations: 1, \
         third-party: true, patient: {exemption: ald-related}}";
    let visit = |id: &str| {
        format!(
            "{{person: p, id: {id}, date: 2025-03-10, act: G, fee: 3000, patient: {{exemption: ald-related}}}}"
        )
    };
    ask(&mut session, analysis);
    assert_eq!(ask(&mut session, &visit("a")).recovered, Cents(200));
    let back = ask(&mut session, "{person: p, cancels: a}");
    // 26.00 had reached the insured, and is taken back.
    assert_eq!((back.amo, back.recovered), (Cents(-2_800), Cents(-200)));
    assert_eq!(ask(&mut session, &visit("b")).recovered, Cents(200));
    assert_eq!(ask(&mut session, &visit("c")).recovered, Cents::ZERO);
    // Once the analysis is cancelled nothing is owed of it: what was recovered is given back, once.
    ask(&mut session, "{person: p, cancels: lab}");
    let back = ask(&mut session, "{person: p, cancels: b}");
    assert_eq!(back.recovered, Cents(-200));
    assert_eq!(ask(&mut session, &visit("d")).recovered, Cents::ZERO);
}

/// An act told again under the name of a cancelled one has a debt of its own.
#[test]
fn an_act_told_again_has_its_own_debt() {
    let mut session = Session::default();
    let analysis = |fee: &str| {
        format!(
            "{{person: p, id: lab, date: 2025-03-01, act: B, fee: 9000, base: 9000, {fee}, third-party: true}}"
        )
    };
    let visit = |id: &str| format!("{{person: p, id: {id}, date: 2025-03-10, act: G, fee: 3000}}");
    ask(&mut session, &analysis("examinations: 1"));
    assert_eq!(ask(&mut session, &visit("a")).recovered, Cents(200));
    ask(&mut session, "{person: p, cancels: lab}");
    ask(&mut session, &analysis("examinations: 3"));
    ask(&mut session, "{person: p, cancels: lab}");
    // The 2.00 recovered of the first are still to be given back.
    assert_eq!(ask(&mut session, &visit("b")).recovered, Cents(-200));
}

/// Rules §10 Q10: 250 euros a year of osteopathy, and the fifth visit is cut.
#[test]
fn a_yearly_limit_is_carried() {
    let product = "
schema-version: 2
id: ostheo
name: { fr: O, en: O }
responsible: false
guarantees: { osteopathe: { real-expense: true, limits: [ { euros: \"250.00\" } ] } }
";
    let product = Product::parse("p.yaml", product).unwrap();
    let mut session = Session::new(Choices::default(), vec![product]);
    let visit = |rank: u8| {
        format!(
            "{{id: v{rank}, person: p, date: 2025-03-{rank:02}, heading: osteopathe, fee: 6000, products: [ostheo]}}"
        )
    };
    let paid: Vec<i64> = (1..=6)
        .map(|rank| ask(&mut session, &visit(rank)).amc.0)
        .collect();
    assert_eq!(paid, [6_000, 6_000, 6_000, 6_000, 1_000, 0]);
    assert_eq!(
        ask(&mut session, "{person: p, cancels: v1}").amc,
        Cents(-6_000)
    );
    let seventh = ask(&mut session, &visit(7));
    assert_eq!(
        (seventh.amc, seventh.lines[0].contracts[0].reason),
        (Cents(6_000), ReasonClass::Guarantee)
    );
}

/// Rules §5, §8 bis: the ticket modérateur and the majoration, up to the C2S tariff, no overrun.
#[test]
fn the_c2s_pays_what_the_person_would() {
    let c2s = Product::parse("c2s.yaml", C2S).unwrap();
    let mut session = Session::new(Choices::default(), vec![c2s]);
    let mut paid = |more: &str| {
        amounts(&ask(
            &mut session,
            &format!("{{patient: {{cover: c2s}}, products: [c2s], {more}}}"),
        ))
    };
    assert_eq!(paid("date: 2025-03-01, act: G, fee: 3000"), (2_100, 900, 0));
    assert_eq!(
        paid("date: 2025-03-01, act: G, fee: 3000, parcours: out"),
        (900, 2_100, 0)
    );
    assert_eq!(
        paid("date: 2025-03-01, act: G, fee: 5000"),
        (2_100, 900, 2_000)
    );
    assert_eq!(
        paid("date: 2025-03-01, act: PH2, fee: 1000, base: 1000, quantity: 2"),
        (150, 850, 0)
    );
    let crown = "act: PF0, base: 12000, code: HBLD038";
    assert_eq!(
        paid(&format!("date: 2024-02-23, fee: 20000, {crown}")),
        (7_200, 12_800, 0)
    );
    let dear = format!(
        "{{patient: {{cover: c2s}}, products: [c2s], date: 2024-02-22, fee: 29000, {crown}}}"
    );
    let error = refused(&mut session, &dear);
    assert!(error.contains("dentaire.plafond-c2s"), "{error}");
}

/// Rules §2.3, E135: three nights in a clinic under ALD, then without.
#[test]
fn a_stay_has_a_line_a_heading() {
    let mut session = Session::default();
    let stay = |patient: &str, acts: &str| {
        format!(
            "{{date: 2025-03-01, patient: {{{patient}}}, products: [confort], stay: {{entry: 2025-03-01, last: 2025-03-04, \
             price: {{clinic: {{ghs: 100000}}}}, acts: [{acts}], room: {{days: 3, price: 4000}}}}}}"
        )
    };
    let of = |answer: &Answer, heading| -> (i64, i64) {
        let lines = answer
            .lines
            .iter()
            .filter(|line| line.heading == Some(heading));
        let each = lines.map(|line| (line.expense.0, line.contracts[0].amount.0));
        each.fold((0, 0), |sum, line| (sum.0 + line.0, sum.1 + line.1))
    };
    let ald = ask(&mut session, &stay("exemption: ald-related", ""));
    assert_eq!(of(&ald, Heading::Sejour), (100_000, 0));
    assert_eq!(of(&ald, Heading::ForfaitJournalier), (8_000, 8_000));
    assert_eq!(of(&ald, Heading::ChambreParticuliere).0, 12_000);
    let plain = ask(&mut session, &stay("", ""));
    assert_eq!(of(&plain, Heading::Sejour), (100_000, 20_000));
    assert_eq!(of(&plain, Heading::ForfaitJournalier), (2_000, 2_000));
    // A heavy act: the participation is taken off what the AMO pays, and the mutuelle pays it.
    let heavy = ask(&mut session, &stay("", "{day: 2025-03-02, tariff: 20000}"));
    assert_eq!(heavy.amo, Cents(100_000 - 2_400));
    assert_eq!(of(&heavy, Heading::ParticipationActeLourd), (0, 2_400));
}

/// Rules §2.3, E132: the act at 100 %, and a line of its own for the participation, which the mutuelle pays.
#[test]
fn a_heavy_act_in_town_has_a_line_for_its_participation() {
    let mut session = Session::default();
    let act = |id: &str, base: i64, more: &str| {
        format!(
            "{{id: {id}, person: p, date: 2025-03-04, act: ATM, fee: {fee}, base: {base}, products: [confort], {more}}}",
            fee = base + 1_000
        )
    };
    let heavy = ask(&mut session, &act("a", 15_000, ""));
    let lines: Vec<_> = heavy
        .lines
        .iter()
        .map(|line| {
            (
                line.act.unwrap().to_string(),
                line.heading.unwrap(),
                line.expense.0,
                line.theoretical.0,
                line.contracts[0].amount.0,
            )
        })
        .collect();
    let (act_line, pap) = (&lines[0], &lines[1]);
    assert_eq!(
        (act_line.0.as_str(), act_line.2, act_line.3),
        ("ATM", 16_000, 15_000)
    );
    assert_eq!(
        pap,
        &(
            "PAP".to_owned(),
            Heading::ParticipationActeLourd,
            0,
            -2_400,
            2_400
        )
    );
    assert_eq!(heavy.lines.len(), 2);
    assert_eq!(heavy.amo, Cents(15_000 - 2_400 - 200));
    assert_eq!(heavy.amc.0, act_line.4 + 2_400);
    // Without contract the person bears it, among the charges.
    let alone = ask(
        &mut session,
        "{date: 2025-03-04, act: ATM, fee: 15000, base: 15000}",
    );
    assert_eq!(alone.remainder.hospital_charges, Cents(2_400));
    assert_eq!(alone.remainder.total, Cents(2_600));
    // Another act of the session, then the cancellation of both.
    let second = ask(&mut session, &act("b", 5_000, "same-session: 15000"));
    assert_eq!((second.lines.len(), second.lines[0].rate), (1, Some(100)));
    let back = ask(&mut session, "{person: p, cancels: a}");
    assert_eq!((back.amo, back.amc), (-heavy.amo, -heavy.amc));
    assert_eq!(back.lines[1].expense, Cents::ZERO);
    assert_eq!(back.lines[1].theoretical, Cents(2_400));
    ask(&mut session, "{person: p, cancels: b}");
    let anew = ask(&mut session, &act("c", 15_000, ""));
    assert_eq!((anew.amo, anew.amc), (heavy.amo, heavy.amc));
}

/// Acts of one session that are told apart are refused, and the advice says how to tell them.
#[test]
fn acts_of_one_session_are_told_with_the_others() {
    let mut session = Session::default();
    let act = |number: u32, more: &str| {
        format!(
            "{{person: p, date: 2025-03-04, act: ADC, fee: 7000, base: 7000, practitioner: {{number: \"{number}\"}}, {more}}}"
        )
    };
    ask(&mut session, &act(751_000_001, ""));
    let error = session.answer(&told(&act(751_000_001, ""))).unwrap_err();
    assert!(error.to_string().contains("140.00"), "{error}");
    assert!(error.advice().unwrap().contains("same-session"));
    // Another surgeon is another session.
    ask(&mut session, &act(751_000_002, ""));
}

/// What an insurer before these contracts paid on a stay is told once: it is shared over its lines, in their order.
#[test]
fn what_was_paid_before_on_a_stay_is_taken_off_once() {
    let stay = |earlier: i64, contract: &str| {
        let told = format!(
            "{{date: 2025-03-01, earlier: {earlier}, {contract}stay: {{entry: 2025-03-01, last: 2025-03-04, \
             price: {{clinic: {{ghs: 100000}}}}, room: {{days: 3, price: 4000}}}}}}"
        );
        ask(&mut Session::default(), &told)
    };
    // Ticket modérateur 200.00, daily charge of the exit day 20.00, room 120.00.
    assert_eq!(amounts(&stay(0, "")), (80_000, 0, 34_000));
    assert_eq!(amounts(&stay(21_000, "")), (80_000, 0, 13_000));
    // Real expense pays what is left of each: nothing of the stay, half of the charge, the room.
    let real = stay(21_000, "guarantee: \"frais réels\", ");
    let paid: Vec<i64> = real
        .lines
        .iter()
        .map(|line| line.contracts[0].amount.0)
        .collect();
    assert_eq!(
        (paid, real.remainder.total),
        (vec![0, 1_000, 12_000], Cents::ZERO)
    );
}

/// Out of the parcours there is no tariff of coordination, with an authorised overrun or without.
#[test]
fn out_of_the_parcours_a_specialist_is_seen_directly() {
    let base = |parcours: &str| {
        let told = format!("{{date: 2025-03-01, act: CS, fee: 6000, parcours: {parcours}}}");
        ask(&mut Session::default(), &told).lines[0].base
    };
    assert_eq!(base("in"), Cents(3_150));
    assert_eq!(
        (base("out"), base("authorised-overrun")),
        (Cents(2_650), Cents(2_650))
    );
}

/// Rules §12 bis 10, E105: nothing is settled at metropolitan tariffs.
#[test]
fn care_overseas_is_refused_unless_the_amo_is_given() {
    let mut session = Session::default();
    let patient = "person: p, date: 2025-03-01, patient: {regime: overseas}";
    for act in [
        "act: G, fee: 3000",
        "act: PH7, fee: 1000, base: 1000",
        // Without a fee the base is asked for first.
        "act: ATM",
        "act: FPU",
        "stay: {entry: 2025-03-01, last: 2025-03-04, price: {clinic: {ghs: 100000}}}",
    ] {
        let error = session
            .answer(&told(&format!("{{{patient}, {act}}}")))
            .unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains("overseas") && text.contains("not loaded"),
            "{act}: {text}"
        );
        assert!(text.contains("2025-03-01"), "{text}");
        assert!(error.advice().unwrap().contains("`given`"), "{act}");
    }
    let e105 = format!(
        "{{{patient}, heading: audio-1, fee: 114000, base: 48000, given: {{amo: 28800}}, guarantee: frais réels}}"
    );
    assert_eq!(amounts(&ask(&mut session, &e105)), (28_800, 85_200, 0));
}

/// An error names what is missing, and counts nothing.
#[test]
fn what_is_missing_is_named() {
    let mut session = Session::default();
    for (yaml, why) in [
        ("{act: G}", "`date` is missing"),
        ("{date: 2025-03-01}", "`act` is missing"),
        (
            "{date: 2025-03-01, heading: osteopathe}",
            "`fee` is missing",
        ),
        (
            "{date: 2025-03-01, act: PH7, fee: 1000}",
            "no base on the line of PH7",
        ),
        (
            "{date: 2025-03-01, act: ZZZ, fee: 1000}",
            "the act ZZZ on 2025-03-01: no base",
        ),
        ("{date: 2022-12-31, act: G, fee: 2500}", "2022-12-31"),
        (
            "{date: 2025-03-01, act: G, practitioner: {sector: 4}}",
            "secteur 4",
        ),
        (
            "{date: 2025-03-01, act: G, products: [nothing]}",
            "no product `nothing`: known are essentielle",
        ),
        ("{date: 2025-03-01, act: LUN, fee: 3000}", "say the class"),
        ("{cancels: a}", "`person` is missing"),
        (
            "{person: p, cancels: a, date: 2025-03-01}",
            "does not go with",
        ),
    ] {
        let error = refused(&mut session, yaml);
        assert!(error.contains(why), "{yaml}: {error}");
    }
}

/// The answer says how sure its least sure step is, with or without its steps.
#[test]
fn a_figure_that_is_not_sure_shows() {
    let mut session = Session::default();
    let question = told("{date: 2025-03-01, act: G, fee: 3000}");
    let (plain, why) = (
        session.answer(&question).unwrap(),
        session.explain(&question).unwrap(),
    );
    assert!(plain.steps.is_empty() && !why.steps.is_empty());
    assert_eq!(plain.confidence, why.confidence);
    let least = why.steps.iter().map(|step| step.confidence).max();
    assert_eq!(Some(why.confidence), least);
}

/// A complement passes a limit in number with its main act, of the same person.
#[test]
fn a_complement_names_its_main_act() {
    let product = "
schema-version: 2
id: one-act
name: { fr: U, en: O }
responsible: false
guarantees: { infirmier: { br: 100, limits: [ { number: 1 } ] } }
";
    let product = Product::parse("p.yaml", product).unwrap();
    let mut session = Session::new(Choices::default(), vec![product]);
    let act = "date: 2025-03-01, products: [one-act], base: 1000, fee: 1000";
    let main = ask(
        &mut session,
        &format!("{{person: p, id: a, act: AMI, {act}}}"),
    );
    assert_eq!(main.amc, Cents(400));
    let beside =
        |id: &str| format!("{{person: p, act: MAU, {act}, facts: {{complement-of: {id}}}}}");
    assert_eq!(ask(&mut session, &beside("a")).amc, Cents(400));
    // Of an act that was never told, there is nothing to follow.
    assert_eq!(ask(&mut session, &beside("b")).amc, Cents::ZERO);
}

/// An error after the first facts were read counts nothing of the AMO's either.
#[test]
fn a_malformed_fact_counts_nothing() {
    let mut session = Session::default();
    let visit =
        "person: p, date: 2025-02-03, act: G, fee: 3000, practitioner: {number: \"751000001\"}";
    for _ in 0..4 {
        let error = refused(
            &mut session,
            &format!("{{{visit}, facts: {{qualifier: \"d é\"}}}}"),
        );
        assert!(error.contains("is no code"), "{error}");
    }
    let kept = ask(&mut session, &format!("{{{visit}}}")).lines[0].participation;
    assert_eq!(kept, Cents(200));
}

/// A ceiling of a family.
const SHARED: &str = "
schema-version: 2
id: shared
name: { fr: P, en: S }
responsible: false
guarantees: { osteopathe: { real-expense: true, limits: [ { euros: \"100.00\", per: household } ] } }
";

fn of_a_family() -> Session {
    let product = Product::parse("p.yaml", SHARED).unwrap();
    Session::new(Choices::default(), vec![product])
}

/// A question without person neither sees nor loses what a household counted.
#[test]
fn a_question_alone_leaves_households_alone() {
    let mut session = of_a_family();
    let visit = "date: 2025-03-01, heading: osteopathe, fee: 6000, products: [shared], patient: {household: h}";
    let mut paid = |person: &str| ask(&mut session, &format!("{{{person}{visit}}}")).amc.0;
    assert_eq!(paid("person: p, "), 6_000);
    assert_eq!(paid(""), 6_000);
    assert_eq!(paid("person: q, "), 4_000);
}

/// A person is of one household: what was counted would be lost under another. One that is left out is the one told
/// before, and a question that has no answer tells none.
#[test]
fn a_person_stays_in_the_household_it_was_first_told_of() {
    let visit = |who: &str, fee: u32, household: &str| {
        format!(
            "{{person: {who}, date: 2025-03-01, heading: osteopathe, fee: {fee}, products: [shared], patient: {{{household}}}}}"
        )
    };
    let mut session = of_a_family();
    let too_much = told(&visit("p", 600_000_000, "household: other"));
    assert!(session.answer(&too_much).is_err());
    assert_eq!(
        ask(&mut session, &visit("p", 6_000, "household: h")).amc.0,
        6_000
    );
    assert_eq!(ask(&mut session, &visit("p", 6_000, "")).amc.0, 4_000);
    assert_eq!(ask(&mut session, &visit("q", 6_000, "")).amc.0, 6_000);
    for (who, household) in [("p", "household: other"), ("q", "household: h")] {
        let error = session
            .answer(&told(&visit(who, 6_000, household)))
            .unwrap_err();
        assert!(error.to_string().contains("household"), "{error}");
        assert!(error.advice().unwrap().contains("first"));
    }
}
