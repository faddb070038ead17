//! The computed examples of `docs/products.md`, and what its sentences say beside them.

use domain::{ActCode, Cents, Convention, CoordinationOption, Line, ReasonClass};
use oracle::ambiguity::Choices;
use oracle::amc::{Journal, Share, Thing, share};
use oracle::product::Product;
use oracle::trace::{NoTrace, Steps};

use crate::support::{
    consultation, day, euros, facts, non_optam, others, paid, paid_with, person, product,
};

fn amount(product: &Product, line: &Line) -> String {
    paid(product, line).amount.to_string()
}

#[test]
fn gp_optam_at_100() {
    let line = consultation("50.00", "25.00", "17.50");
    let share = paid(&product(true, "{ br: 100 }"), &line);
    assert_eq!((share.amount, share.rule), (euros("7.50"), "R-AMC-LEVEL"));
    assert_eq!(amount(&product(true, "{ br: 200 }"), &line), "32.50");
}

#[test]
fn all_that_is_left_is_paid() {
    let line = consultation("25.00", "25.00", "17.50");
    let share = paid(&product(true, "{ br: 100 }"), &line);
    assert_eq!((share.amount, share.rule), (euros("7.50"), "R-AMC-LEVEL"));
}

#[test]
fn out_of_the_parcours_the_majoration_stays() {
    let line = Line {
        majoration: euros("10.00"),
        ..consultation("25.00", "25.00", "7.50")
    };
    let share = paid(&product(true, "{ br: 100 }"), &line);
    assert_eq!(
        (share.amount, share.rule),
        (euros("7.50"), "R-AMC-THEORETICAL")
    );
}

#[test]
fn non_optam_is_capped_twenty_points_under_optam() {
    let line = non_optam(consultation("80.00", "23.00", "16.10"));
    let share = paid(
        &product(true, "{ br: { optam: 200, non-optam: 200 } }"),
        &line,
    );
    assert_eq!(
        (share.amount, share.rule),
        (euros("25.30"), "R-AMC-NON-OPTAM")
    );
}

#[test]
fn the_twenty_points_are_points_of_the_base_whatever_the_expense() {
    // 40.00 − 16.10: 17.00 beyond the ticket modérateur, under the 18.40 of the cap.
    let line = non_optam(consultation("40.00", "23.00", "16.10"));
    assert_eq!(
        amount(
            &product(true, "{ br: { optam: 200, non-optam: 200 } }"),
            &line
        ),
        "23.90"
    );
}

#[test]
fn without_an_optam_level_the_cap_is_the_base() {
    let line = non_optam(consultation("50.00", "23.00", "16.10"));
    assert_eq!(amount(&product(true, "{ br: 200 }"), &line), "29.90");
    let line = non_optam(consultation("90.00", "23.00", "16.10"));
    assert_eq!(amount(&product(true, "{ br: 400 }"), &line), "29.90");
    assert_eq!(
        amount(&product(true, "{ real-expense: true }"), &line),
        "29.90"
    );
    assert_eq!(amount(&product(false, "{ br: 400 }"), &line), "73.90");
}

#[test]
fn the_cap_never_cuts_the_ticket_moderateur() {
    // Field notes §2: OPTAM 110 %, non-OPTAM 100 %.
    let line = Line {
        specialty: 3,
        ..non_optam(consultation("95.00", "23.00", "16.10"))
    };
    assert_eq!(
        amount(
            &product(true, "{ br: { optam: 110, non-optam: 100 } }"),
            &line
        ),
        "6.90"
    );
    assert_eq!(
        amount(
            &product(true, "{ br: { optam: 110, non-optam: 150 } }"),
            &line
        ),
        "6.90"
    );
}

#[test]
fn a_pair_on_top_is_compared_with_what_optam_would_get() {
    // OPTAM: 46.00 of which 6.90 ticket modérateur, 39.10 beyond, less 4.60: over the base, so 23.00.
    let line = non_optam(consultation("80.00", "23.00", "16.10"));
    let on_top = |optam: u16| {
        product(
            true,
            &format!("{{ br-on-top: {{ optam: {optam}, non-optam: 200 }} }}"),
        )
    };
    assert_eq!(amount(&on_top(200), &line), "29.90");
    // OPTAM at 100: 23.00, 16.10 beyond, less 4.60: 11.50.
    assert_eq!(amount(&on_top(100), &line), "18.40");
}

#[test]
fn secteur_3_is_non_optam_and_options_are_optam() {
    let pair = product(true, "{ br: { optam: 300, non-optam: 150 } }");
    let at = |convention, option| {
        let line = consultation("60.00", "20.00", "14.00");
        amount(
            &pair,
            &Line {
                convention,
                option,
                ..line
            },
        )
    };
    use CoordinationOption as O;
    assert_eq!(at(Convention::Secteur1, O::None), "46.00");
    for option in [O::Cas, O::Optam, O::OptamCo] {
        assert_eq!(at(Convention::Secteur2, option), "46.00");
        assert_eq!(
            at(Convention::None, option),
            "16.00",
            "secteur 3 has no option"
        );
    }
    assert_eq!(at(Convention::Secteur2, O::Older), "16.00");
    assert_eq!(at(Convention::None, O::None), "16.00");
}

#[test]
fn the_cap_is_for_doctors_only() {
    let yaml = Product::shipped().map(|(_, yaml)| yaml)[2];
    let confort = Product::parse("confort.yaml", yaml).unwrap();
    let drug = Line {
        act: ActCode::new("PH1").unwrap(),
        specialty: 50,
        convention: Convention::None,
        ..consultation("100.00", "20.00", "20.00")
    };
    assert_eq!(amount(&confort, &drug), "80.00");
}

#[test]
fn half_a_cent_goes_up_or_is_dropped() {
    let line = consultation("40.00", "26.50", "18.55");
    let product = product(true, "{ br: 125 }");
    assert_eq!(amount(&product, &line), "14.58");
    let choices = Choices::default().with("rounding", "truncate").unwrap();
    let share = paid_with(&product, &line, Cents::ZERO, &choices, &mut NoTrace);
    assert_eq!(share.amount, euros("14.57"));
}

#[test]
fn a_drug_at_15_is_not_covered_where_not_named() {
    let line = Line {
        act: ActCode::new("PH2").unwrap(),
        ..consultation("10.00", "10.00", "1.50")
    };
    let share = paid(&product(true, "{ br: 100 }"), &line);
    assert_eq!(
        (share.amount, share.reason, share.rule),
        (Cents::ZERO, ReasonClass::ActNotCovered, "R-AMC-NOT-COVERED")
    );
}

#[test]
fn a_base_wholly_paid_leaves_nothing() {
    let line = consultation("30.00", "30.00", "30.00");
    let share = paid(&product(true, "{ br: 100 }"), &line);
    assert_eq!(
        (share.amount, share.reason),
        (Cents::ZERO, ReasonClass::NothingLeft)
    );
}

#[test]
fn seed_003_comes_out_where_the_participation_is_refunded() {
    let seed = |level: &str, responsible| {
        let line = consultation("50.00", "25.00", "17.50");
        let (product, choices) = (product(responsible, level), Choices::default());
        let share = paid_with(&product, &line, euros("1.00"), &choices, &mut NoTrace);
        share.amount.to_string()
    };
    assert_eq!(seed("{ br: 100 }", false), "8.50");
    assert_eq!(seed("{ br: 200 }", false), "33.50");
    assert_eq!(seed("{ br: 100 }", true), "7.50");
    assert_eq!(seed("{ br: 200 }", true), "32.50");
}

/// Shares of consultations in a row, in the same journal.
fn in_a_row(product: &Product, lines: &[Line]) -> (Vec<Share>, Journal) {
    let mut journal = Journal::default();
    let choices = Choices::default();
    let shares = lines
        .iter()
        .zip(1..)
        .map(|(line, id)| {
            let facts = facts(line, id, Cents::ZERO);
            share(
                product,
                &choices,
                &facts,
                &person(),
                &mut journal,
                &mut NoTrace,
            )
            .unwrap()
        })
        .collect();
    (shares, journal)
}

#[test]
fn a_yearly_ceiling_cuts_what_is_beyond_the_ticket_moderateur() {
    let product = product(
        true,
        "{ br: 200, limits: [ { euros: \"40.00\", excludes: [ticket-moderateur] } ] }",
    );
    let line = consultation("50.00", "25.00", "17.50");
    let (shares, journal) = in_a_row(&product, &[line, line, line]);
    let amounts: Vec<_> = shares
        .iter()
        .map(|s| (s.amount.to_string(), s.rule))
        .collect();
    assert_eq!(
        amounts,
        [
            ("32.50".to_owned(), "R-AMC-LEVEL"),
            ("22.50".to_owned(), "R-AMC-CEILING"),
            ("7.50".to_owned(), "R-AMC-CEILING"),
        ]
    );
    assert!(
        shares
            .iter()
            .all(|share| share.reason == ReasonClass::Guarantee)
    );
    let beyond: Cents = journal.entries().iter().map(|entry| entry.counted.v).sum();
    assert_eq!(beyond, euros("40.00"));
}

#[test]
fn a_used_up_ceiling_on_an_exempted_act_settles_at_zero() {
    let product = product(
        true,
        "{ br: 200, limits: [ { euros: \"10.00\", excludes: [ticket-moderateur] } ] }",
    );
    let line = consultation("50.00", "25.00", "25.00");
    let (shares, _) = in_a_row(&product, &[line, line]);
    assert_eq!(shares[0].amount, euros("10.00"));
    assert_eq!(
        (shares[1].amount, shares[1].reason),
        (Cents::ZERO, ReasonClass::Ceiling)
    );
    let nothing_due = consultation("25.00", "25.00", "25.00");
    let (shares, _) = in_a_row(&product, &[line, nothing_due]);
    assert_eq!(shares[1].reason, ReasonClass::NothingLeft);
}

#[test]
fn ceilings_go_by_year_of_care_and_family_and_are_given_back() {
    let product = product(
        true,
        "{ br: 200, limits: [ { euros: \"25.00\", excludes: [ticket-moderateur] } ] }",
    );
    let line = consultation("50.00", "25.00", "17.50");
    let next_year = Line {
        start: day("2025-01-01"),
        ..line
    };
    let specialist = Line {
        specialty: 3,
        ..line
    };
    // Written on each heading, the ceiling is one each; on the family, one for both.
    let each = Product::parse(
        "each.yaml",
        &format!(
            "schema-version: 2\nid: each\nname: {{ fr: a, en: a }}\nresponsible: true\nguarantees:\n  \
             medecins: {{ br: 100 }}\n  generaliste: {LIMITED}\n  specialiste: {LIMITED}{}",
            others()
        ),
    )
    .unwrap();
    let (shares, mut journal) = in_a_row(&each, &[line, next_year, specialist]);
    assert!(shares.iter().all(|share| share.amount == euros("32.50")));
    let (shares, _) = in_a_row(&product, &[line, next_year, specialist]);
    let amounts: Vec<_> = shares
        .iter()
        .map(|share| share.amount.to_string())
        .collect();
    assert_eq!(amounts, ["32.50", "32.50", "7.50"]);
    assert_eq!(journal.entries().len(), 3);
    for id in 1..=3 {
        journal.take_back(Thing(id));
    }
    assert_eq!(journal, Journal::default());
}

const LIMITED: &str =
    "{ br: 200, limits: [ { euros: \"25.00\", excludes: [ticket-moderateur] } ] }";

#[test]
fn the_order_of_arrival_decides_who_meets_the_ceiling() {
    let product = product(
        false,
        "{ br: 200, limits: [ { euros: \"30.00\", excludes: [ticket-moderateur] } ] }",
    );
    let dear = consultation("50.00", "25.00", "17.50");
    let cheap = consultation("35.00", "25.00", "17.50");
    let amounts = |lines: &[Line]| -> Vec<_> {
        in_a_row(&product, lines)
            .0
            .iter()
            .map(|s| s.amount.to_string())
            .collect()
    };
    assert_eq!(amounts(&[dear, cheap]), ["32.50", "12.50"]);
    assert_eq!(amounts(&[cheap, dear]), ["17.50", "27.50"]);
}

#[test]
fn the_calculation_shows_a_participation_that_is_left_out() {
    let steps = |responsible: bool, participation: &str| {
        let mut trace = Steps::default();
        let (product, choices) = (product(responsible, "{ br: 100 }"), Choices::default());
        let line = consultation("30.00", "30.00", "21.00");
        paid_with(&product, &line, euros(participation), &choices, &mut trace);
        trace.0
    };
    let inputs = |responsible, participation| -> Vec<_> {
        let inputs = steps(responsible, participation)[0].inputs.clone();
        inputs
            .into_iter()
            .map(|(name, value)| format!("{name} {value}"))
            .collect()
    };
    let plain = ["product tested", "amount 21.00", "majoration 0.00"];
    assert_eq!(
        inputs(true, "2.00"),
        [plain[0], plain[1], plain[2], "left-out 2.00"],
        "a mutuelle must not refund it"
    );
    assert_eq!(inputs(true, "0.00"), plain);
    assert_eq!(
        inputs(false, "2.00"),
        plain,
        "refunded in a step of its own"
    );
    assert_eq!(
        steps(true, "2.00")[1].label.en,
        "level in % of the base, less the AMO share"
    );
}

#[test]
fn every_step_names_a_rule_of_the_catalogue() {
    let mut trace = Steps::default();
    let product = product(
        true,
        "{ br: { optam: 200, non-optam: 200 }, limits: [ { euros: \"5.00\", excludes: [ticket-moderateur] } ] }",
    );
    let line = non_optam(consultation("80.00", "23.00", "16.10"));
    let share = paid_with(
        &product,
        &line,
        Cents::ZERO,
        &Choices::default(),
        &mut trace,
    );
    assert_eq!(share.amount, euros("11.90"));
    let rules: Vec<_> = trace.0.iter().map(|step| step.rule).collect();
    assert_eq!(
        rules,
        [
            "R-AMC-THEORETICAL",
            "R-AMC-LEVEL",
            "R-AMC-NON-OPTAM",
            "R-AMC-CEILING",
            "R-AMC-CEILING"
        ]
    );
    assert!(rules.iter().all(|id| oracle::rules::rule(id).is_some()));
}
