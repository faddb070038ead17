//! What the steps of an answer tell: the leaf that decided, whose contract, and words in both languages.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use oracle::ambiguity::Choices;
use oracle::product::Product;
use oracle::quote::{Answer, Question, Session};
use oracle::trace::{Confidence, Step, input, value};

const PRODUCT: &str = r#"
schema-version: 2
id: p
name: { fr: P, en: P }
responsible: false
guarantees:
  generaliste: { lower-of: [ { br: 200 }, { euros: "20.00" } ] }
  specialiste: { sum: [ { br: 100 }, { overrun: 50 } ], at-most: "50.00" }
  osteopathe: { cases: [ { when: { network: true }, euros: "50.00", per: session }, { euros: "40.00", per: session } ] }
  implant: { pmss: 20, per: tooth }
  kine: { tm: 50 }
  psychologue-libre: { euros: "40.00", when: { prescribed: true } }
"#;

fn explained(session: &mut Session, yaml: &str) -> Answer {
    let question: Question =
        domain::load("question", yaml).unwrap_or_else(|error| panic!("{yaml}: {error}"));
    session
        .explain(&question)
        .unwrap_or_else(|error| panic!("{yaml}: {error}"))
}

/// The step of the level, in English: `label: name value, …`.
fn level(yaml: &str) -> String {
    let product = Product::parse("p.yaml", PRODUCT).unwrap();
    let mut session = Session::new(Choices::default(), vec![product]);
    let answer = explained(&mut session, yaml);
    let step = answer.steps.iter().find(|step| step.rule == "R-AMC-LEVEL");
    told(step.unwrap())
}

fn told(step: &Step) -> String {
    let inputs: Vec<String> = step
        .inputs
        .iter()
        .map(|(name, value)| format!("{} {value}", input(name).unwrap().en))
        .collect();
    format!("{}: {} → {}", step.label.en, inputs.join(", "), step.result)
}

#[test]
fn the_level_tells_the_leaf_that_decided() {
    let line = |more: &str| format!("{{date: 2025-03-01, products: [p], {more}}}");
    assert_eq!(
        level(&line("act: G, fee: 7000")),
        "level in euros: expense 70.00, base 30.00, AMO 21.00, the lowest of 39.00 | 20.00, euros 20.00 → 20.00"
    );
    // Field notes §2 line 2: 9.45 + 50 % of 78.50, at most 50.00.
    assert_eq!(
        level(&line(
            "act: CS, fee: 11000, practitioner: {sector: 2, optam: true}"
        )),
        "sum of levels: expense 110.00, base 31.50, AMO 22.05, of the base, less the AMO share 100 % = 9.45, \
         of the overrun 50 % = 39.25, cap 50.00 → 48.70"
    );
    assert_eq!(
        level(&line("heading: osteopathe, fee: 12000, quantity: 2")),
        "level in euros: expense 120.00, base 0.00, AMO 0.00, case 2/2, euros 40.00 × 2 → 80.00"
    );
    assert_eq!(
        level(&line("act: IMP, fee: 200000, facts: {teeth: [11, 12]}")),
        "level in % of the PMSS: expense 2000.00, base 0.00, AMO 0.00, PMSS 3925.00, level in % 20, \
         that is 785.00 × 2 → 1570.00"
    );
    assert_eq!(
        level(&line("act: AMS, coefficient: \"7.5\", fee: 1658")),
        "level in % of the ticket modérateur: expense 16.58, base 16.58, AMO 9.95, level in % 50, \
         that is 3.32, ticket modérateur 6.63 → 3.32"
    );
    assert_eq!(
        level(&line("heading: psychologue-libre, fee: 6000")),
        "condition of the guarantee not met: expense 60.00, base 0.00, AMO 0.00 → 0.00"
    );
}

/// The split of what is paid decides nothing: an answer is as sure as the figures and rules that it rests on.
#[test]
fn an_answer_is_as_sure_as_what_it_rests_on() {
    let mut session = Session::default();
    let sure = |answer: Answer| answer.confidence;
    let confirmed = explained(
        &mut session,
        "{date: 2025-03-01, act: G, fee: 3000, patient: {birth: 2010-01-01}, guarantee: 100 % BR}",
    );
    assert_eq!(sure(confirmed), Confidence::Confirmed);
    // Rules §3: four a day and professional is second-hand.
    let kept = explained(
        &mut session,
        "{date: 2025-03-01, act: G, fee: 3000, guarantee: 100 % BR}",
    );
    assert_eq!(sure(kept), Confidence::SecondHand);
    let third_session = explained(
        &mut session,
        "{date: 2025-03-01, heading: osteopathe, fee: 6000, products: [confort]}",
    );
    assert_eq!(sure(third_session), Confidence::Assumption);
}

/// Two contracts leave steps of the same rules: each begins with its product.
#[test]
fn the_steps_of_a_contract_begin_with_its_product() {
    let answer = explained(
        &mut Session::default(),
        "{date: 2025-03-01, act: CS, fee: 6000, products: [equilibre, surcomplementaire]}",
    );
    let products: Vec<String> = answer
        .steps
        .iter()
        .filter(|step| step.rule == "R-AMC-THEORETICAL")
        .flat_map(|step| &step.inputs)
        .filter(|(name, _)| *name == "product")
        .map(|(_, value)| value.to_string())
        .collect();
    assert_eq!(products, ["equilibre", "surcomplementaire"]);
}

/// A page in French has no English word left in its steps, nor one in English a French one: each name and word has
/// both, unless it is a figure, a day, a code or the name of a product.
#[test]
fn every_word_of_a_step_is_in_both_languages() {
    let is_figure = |text: &str| {
        text.chars().all(|letter| {
            letter.is_ascii_digit() || " .,%×/|=-—".contains(letter) || letter.is_ascii_uppercase()
        })
    };
    let mut session = Session::default();
    let mut words = 0;
    for question in questions() {
        let told: Question = domain::load("question", &question).unwrap();
        // Some grounds have no figure: what has an answer is looked at.
        let Ok(answer) = session.explain(&told) else {
            continue;
        };
        for step in answer.steps {
            for (name, term) in &step.inputs {
                let text = term.to_string();
                let text = text.as_str();
                assert!(input(name).is_some(), "{question}: {name}");
                // Codes of the law's price list and names of products are the same in both.
                if ["code", "product"].contains(name) || is_figure(text) {
                    continue;
                }
                assert!(value(text).is_some(), "{question}: {name} {text}");
                words += 1;
            }
            let result = &step.result.to_string();
            assert!(
                is_figure(result) || value(result).is_some(),
                "{question}: {result}"
            );
        }
    }
    assert!(words > 300, "{words}");
}

/// Acts and stays under every ground.
fn questions() -> Vec<String> {
    let mut questions = Vec::new();
    questions.push(
        "{date: 2026-02-01, act: CS, fee: 6000, parcours: authorised-overrun, facts: {qualifier: DA}, \
         products: [confort]}"
            .to_owned(),
    );
    for parcours in ["in", "out", "urgency", "away", "locum"] {
        for act in [
            "act: G, fee: 3000",
            "act: CS, fee: 3150",
            "act: CS, fee: 4000, practitioner: {specialty: 7}, detail: direct",
            "act: CNP, fee: 7500, patient: {birth: 2006-01-01}",
            "act: TCG, fee: 2500",
            "act: APC, fee: 6000",
            "act: COE, fee: 6000, patient: {birth: 2025-09-01}",
            "act: COH, fee: 6000, patient: {birth: 2025-09-01}",
            "act: CS, fee: 6000, detail: depistage-melanome",
            "act: CS, fee: 6000, detail: geriatre",
            "act: CS, fee: 6000, detail: medecine-physique",
            "act: G, fee: 6000, detail: consultation-longue, patient: {birth: 1940-01-01}",
        ] {
            questions.push(format!("{{date: 2026-02-01, parcours: {parcours}, {act}}}"));
        }
    }
    for exemption in [
        "none",
        "ald-related",
        "maternity",
        "work-accident",
        "invalidity",
        "prevention",
    ] {
        for cover in ["none", "c2s", "state-aid", "military-pension", "terrorism"] {
            for regime in ["general", "alsace-moselle"] {
                let patient = format!(
                    "patient: {{exemption: {exemption}, cover: {cover}, regime: {regime}}}"
                );
                for act in ["act: AMI, coefficient: 4", "act: PH7, base: 1000"] {
                    questions.push(format!("{{date: 2025-03-01, {act}, {patient}}}"));
                }
                // Rules §2.4 puts a dash for the daily charge of prevention.
                if exemption == "prevention" {
                    continue;
                }
                for discipline in ["health", "psychiatry", "medico-social"] {
                    questions.push(format!(
                        "{{date: 2025-03-01, {patient}, products: [confort], stay: {{entry: 2025-03-01, last: 2025-03-04, \
                         exit: death, discipline: {discipline}, price: {{clinic: {{ghs: 30000}}}}, \
                         acts: [{{day: 2025-03-02, tariff: 27170}}]}}}}"
                    ));
                }
            }
        }
    }
    questions.push("{date: 2025-03-01, act: FPU}".to_owned());
    questions.push("{date: 2025-03-01, act: FPU, patient: {exemption: ald-related}}".to_owned());
    for exit in ["home", "transfer"] {
        for mode in ["full", "day-surgery", "home"] {
            questions.push(format!(
                "{{date: 2025-03-01, products: [confort], stay: {{entry: 2025-03-01, last: 2025-03-04, exit: {exit}, \
                 mode: {mode}, price: {{clinic: {{ghs: 100000}}}}}}}}"
            ));
        }
    }
    questions
}
