//! Other readings of the register than ours, each shown by a quote that changes: those that are figures of the law.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use oracle::ambiguity::{self, Choices};
use oracle::quote::{Question, Session};

/// Entry, alternative, question, what it comes to under our reading and under the other: expense, base and what the AMO
/// pays, or a part of the error.
const CASES: &[(&str, &str, &str, &str, &str)] = &[
    // Rules §7.2: 70 % of 40.97 is 28.679.
    (
        "rounding",
        "truncate",
        "{date: 2023-06-01, act: SDE, base: 4097, fee: 4097}",
        "40.97 40.97 28.68",
        "40.97 40.97 28.67",
    ),
    // A heavy act at 200.00, less the participation on it and 2.00.
    (
        "pas-32-start",
        "2026-04-22",
        "{date: 2026-04-21, act: ATM, base: 20000, fee: 20000}",
        "200.00 200.00 166.00",
        "200.00 200.00 174.00",
    ),
    (
        "at-mp-participation",
        "exempt",
        "{date: 2025-03-01, act: G, patient: {exemption: work-accident}}",
        "30.00 30.00 28.00",
        "30.00 30.00 30.00",
    ),
    // 60.00 at 70 %, less 2.00.
    (
        "planned-figure",
        "hole",
        "{date: 2025-03-01, act: G, detail: consultation-longue, patient: {birth: 1940-01-01}}",
        "60.00 60.00 40.00",
        "no value of tarif.consultation-longue on 2025-03-01",
    ),
    // 60 % of 2.50.
    (
        "undated-change",
        "first-figure",
        "{date: 2024-02-01, act: IFD}",
        "no value of deplacement.infirmier.ifd on 2024-02-01",
        "2.50 2.50 1.50",
    ),
    // 51.70 at 70 % less 1.00; with the majoration of 3.00, 54.70 at 70 % less 1.00.
    (
        "youth-age",
        "25",
        "{date: 2023-12-01, act: CNP, patient: {birth: 2003-06-01}}",
        "51.70 51.70 35.19",
        "54.70 54.70 37.29",
    ),
    (
        "youth-age",
        "hole",
        "{date: 2023-12-01, act: CNP, patient: {birth: 2003-06-01}}",
        "51.70 51.70 35.19",
        "no value of age.psychiatre.jeune on 2023-12-01",
    ),
    // At 100 %.
    (
        "child-exam-split",
        "coh-first",
        "{date: 2025-03-01, act: COE, patient: {birth: 2023-03-01}}",
        "54.00 54.00 54.00",
        "45.00 45.00 45.00",
    ),
    // 26.50 at 70 % is 18.55, less 2.00.
    (
        "direct-gynaecology",
        "specialist",
        "{date: 2025-03-01, act: CS, detail: direct, practitioner: {specialty: 7}}",
        "no value of tarif.gynecologue.direct on 2025-03-01",
        "26.50 26.50 16.55",
    ),
    // 90 % of 100.00, less a franchise of 4.00.
    (
        "local-regime-other-acts",
        "ninety",
        "{date: 2025-03-01, act: ABA, base: 10000, fee: 10000, patient: {regime: alsace-moselle}}",
        "no value of taux.regime-local/transport",
        "100.00 100.00 86.00",
    ),
    // At 16 years: 21.00 less 12.00; a minor owes no participation.
    (
        "parcours-exceptions",
        "minors",
        "{date: 2025-03-01, act: G, parcours: out, patient: {birth: 2008-06-01}}",
        "30.00 30.00 9.00",
        "30.00 30.00 21.00",
    ),
    (
        "terrorism-participation",
        "exempt",
        "{date: 2025-03-01, act: G, patient: {cover: terrorism}}",
        "30.00 30.00 19.00",
        "30.00 30.00 21.00",
    ),
    (
        "emergency-fee-grounds",
        "reduced",
        "{date: 2025-03-01, act: FPU, patient: {exemption: maternity}}",
        "no value of exoneration.forfait-urgences/maternite",
        "8.49 0.00 0.00",
    ),
    (
        "emergency-fee-grounds",
        "full",
        "{date: 2025-03-01, act: FPU, patient: {exemption: maternity}}",
        "no value of exoneration.forfait-urgences/maternite",
        "19.61 0.00 0.00",
    ),
    // 80 % of 1,000.00; the daily charge of the exit day beside it.
    (
        "stay-unnamed-grounds",
        "due",
        "{patient: {cover: state-aid}, stay: {entry: 2025-03-01, last: 2025-03-04, price: {clinic: {ghs: 100000}}}}",
        "no value of exoneration.forfait-journalier/aide-medicale-etat",
        "1020.00 1000.00 800.00",
    ),
    // 0.61 at 70 %, 0.43, less 40 % of 0.61.
    (
        "secteur-3-majoration",
        "none",
        "{date: 2025-03-01, act: G, fee: 4000, parcours: out, practitioner: {sector: 3}}",
        "40.00 0.61 0.19",
        "40.00 0.61 0.43",
    ),
    // 200.00 less 12.00, the participation of 24.00 and 2.00.
    (
        "heavy-out-of-parcours",
        "spared",
        "{date: 2025-03-01, act: ATM, base: 20000, fee: 20000, parcours: out}",
        "200.00 200.00 162.00",
        "200.00 200.00 174.00",
    ),
    // Four examinations: 8.00 on 6.00.
    (
        "participation-above-amount",
        "in-part",
        "{date: 2025-03-01, act: B, base: 1000, fee: 1000, examinations: 4}",
        "10.00 10.00 6.00",
        "10.00 10.00 0.00",
    ),
    // A franchise of 1.00 either way.
    (
        "ald-low-rate-drugs",
        "label",
        "{date: 2025-03-01, act: PH4, base: 1000, fee: 1000, patient: {exemption: ald-related}}",
        "10.00 10.00 9.00",
        "10.00 10.00 2.00",
    ),
    // 90 % of 0.51, or 65 %.
    (
        "local-regime-pharmacy-fees",
        "unchanged",
        "{date: 2024-06-01, act: HDR, patient: {regime: alsace-moselle}}",
        "0.51 0.51 0.46",
        "0.51 0.51 0.33",
    ),
    // The ticket modérateur of 200.00 prevails; the charge of the exit day, in March or at the price of February.
    (
        "hospital-day-charge-change",
        "admission",
        "{stay: {entry: 2026-02-27, last: 2026-03-02, price: {clinic: {ghs: 100000}}}}",
        "1023.00 1000.00 800.00",
        "1020.00 1000.00 800.00",
    ),
    (
        "crown-base-by-code",
        "hole",
        "{date: 2024-06-01, act: PF0, code: HBLD038, fee: 29000}",
        "290.00 120.00 72.00",
        "no value of dentaire.base-ccam/HBLD038",
    ),
];

fn told(choices: &Choices, yaml: &str) -> String {
    let question: Question = domain::load("question", yaml).unwrap();
    match Session::new(choices.clone(), Vec::new()).answer(&question) {
        Ok(answer) => {
            let base: domain::Cents = answer.lines.iter().map(|line| line.base).sum();
            format!("{} {base} {}", answer.expense, answer.amo)
        }
        Err(error) => error.to_string(),
    }
}

#[test]
fn another_reading_changes_what_a_quote_comes_to() {
    for (entry, alternative, yaml, ours, other) in CASES {
        let choices = Choices::default().with(entry, alternative).unwrap();
        for (choices, expected) in [(&Choices::default(), ours), (&choices, other)] {
            let said = told(choices, yaml);
            assert!(said.contains(expected), "{entry}: {yaml}: {said}");
        }
    }
}

/// Rules §2.2: eight sessions a year, twelve from one of two days.
#[test]
fn a_ninth_session_in_autumn_2024_is_covered_by_one_source_of_two() {
    let ninth = |choices: Choices| {
        let mut session = Session::new(choices, Vec::new());
        let mut last = String::new();
        for day in 1..=9 {
            let yaml = format!("{{person: p, date: 2024-09-0{day}, act: PSY}}");
            let question: Question = domain::load("question", &yaml).unwrap();
            last = match session.answer(&question) {
                Ok(answer) => answer.amo.to_string(),
                Err(error) => error.to_string(),
            };
        }
        last
    };
    assert_eq!(ninth(Choices::default()), "30.00");
    let later = Choices::default()
        .with("psychologist-sessions", "2025-01-01")
        .unwrap();
    assert!(ninth(later).starts_with("no session left on 2024-09-09: 8 are covered a year"));
}

/// Every reading of a figure that may be chosen is shown above; `oracle/src/amo/readings.rs` holds the others.
#[test]
fn every_reading_of_a_figure_is_shown() {
    let (_, text) = oracle::law::Law::files()
        .iter()
        .find(|(name, _)| name.ends_with("readings.yaml"))
        .unwrap();
    let mut found = 0;
    for entry in ambiguity::all() {
        for alternative in &entry.alternatives {
            let stands = text.contains(&format!(
                "  - entry: {}\n    alternative: \"{}\"\n",
                entry.id, alternative.id
            ));
            let shown = CASES
                .iter()
                .any(|case| (case.0, case.1) == (&entry.id, &alternative.id))
                || entry.id == "psychologist-sessions" && alternative.id == "2025-01-01";
            assert!(!stands || shown, "{} {}", entry.id, alternative.id);
            found += usize::from(stands);
        }
    }
    assert_eq!(found, text.matches("  - entry: ").count());
}
