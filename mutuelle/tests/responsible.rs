//! Caps and floors of a responsible contract where the examples of the page leave a choice open. Every amount is
//! computed by hand.

mod common;

use common::*;
use mutuelle::{Contracts, Entry};
use serde_json::{Value, json};

fn non_optam(expense: &str) -> Value {
    json!({"date": "2025-03-01", "heading": "specialiste", "doctor": "non-optam",
        "expense": expense, "base": "23.00", "amo": "16.10"})
}

/// A responsible option of those guarantees.
fn option(guarantees: &Value) -> Value {
    let option = with(product(guarantees), "responsible", json!(true));
    with(
        with(option, "id", json!("option")),
        "on-top-of",
        json!({"kind": "option"}),
    )
}

#[test]
fn the_whole_charge_is_paid_while_the_person_waits_but_not_in_a_medico_social_place() {
    let product =
        responsible(&json!({"forfait-journalier": {"real-expense": true, "waiting-months": 12}}));
    let who = person(&json!({"member-since": "2025-01-01"}));
    let days = |place: &str| {
        json!({"date": "2025-03-01", "heading": "forfait-journalier", "place": place,
            "quantity": 3, "expense": "60.00"})
    };
    assert_eq!(
        paid_to(&product, &who, &[days("hospital"), days("medico-social")]),
        ["60.00", "0.00"]
    );
}

#[test]
fn the_gap_of_doctors_is_looked_for_through_the_cases() {
    // A bare level: C = r((200 − 120) % × 23.00) = 18.40, whatever the expense.
    let nested = responsible(&json!({"specialiste": {"cases": [
        {"when": {"network": true}, "br": 100},
        {"cases": [{"when": {"optam": true}, "br": 200}, {"br": 300}]},
    ]}}));
    assert_eq!(paid(&nested, &[non_optam("80.00")]), ["25.30"]);
    // Not bare: an OPTAM doctor would be left 20.00, of which 13.10 beyond the ticket modérateur: 13.10 − 4.60.
    let capped = option(&json!({"specialiste": {"cases": [
        {"when": {"optam": true}, "br": 200, "at-most": "20.00"},
        {"br": 300},
    ]}}));
    assert_eq!(paid(&capped, &[non_optam("80.00")]), ["15.40"]);
    // Frais réels of OPTAM doctors: 100 % of the base.
    let real = responsible(&json!({"specialiste": {"cases": [
        {"when": {"optam": true}, "real-expense": true},
        {"br": 300},
    ]}}));
    assert_eq!(paid(&real, &[non_optam("80.00")]), ["29.90"]);
    // No case for an OPTAM doctor: nothing to compare with leaves nothing beyond.
    let none = option(&json!({"specialiste": {"cases": [{"when": {"optam": false}, "br": 300}]}}));
    assert_eq!(paid(&none, &[non_optam("80.00")]), ["6.90"]);
}

#[test]
fn the_cap_on_doctors_without_option_needs_a_base_and_a_place_in_france() {
    let product = responsible(
        &json!({"specialiste": {"br": {"optam": 100, "non-optam": 100}},
        "imagerie": {"real-expense": true}}),
    );
    let line = |keys: Value| {
        let mut line = json!({"date": "2025-03-01", "heading": "imagerie", "doctor": "non-optam",
            "expense": "80.00"});
        for (key, value) in keys.as_object().into_iter().flatten() {
            line[key] = value.clone();
        }
        line
    };
    let lines = [
        line(json!({})),
        line(json!({"base": "23.00", "amo": "16.10"})),
        line(json!({"base": "23.00", "amo": "16.10", "place": "abroad"})),
        line(json!({"base": "23.00", "amo": "16.10", "doctor": "optam"})),
        line(json!({"base": "23.00", "amo": "16.10", "doctor": null})),
    ];
    assert_eq!(
        paid(&product, &lines),
        ["80.00", "29.90", "63.90", "63.90", "63.90"]
    );
    // An OPTAM level under 120 % leaves the ticket modérateur alone.
    assert_eq!(paid(&product, &[non_optam("80.00")]), ["6.90"]);
}

#[test]
fn the_gap_is_in_points_of_the_base_and_rounded_once() {
    let of = |n: u32| responsible(&json!({"specialiste": {"br": {"optam": n, "non-optam": n}}}));
    let line = |expense: &str, base: &str, amo: &str| {
        json!({"date": "2025-03-01", "heading": "specialiste", "doctor": "non-optam",
            "expense": expense, "base": base, "amo": amo})
    };
    for (n, line, expected) in [
        // 40.00 is below 200 %: 6.90 and 17.00, under the cap of 18.40.
        (200, line("40.00", "23.00", "16.10"), "23.90"),
        // 30 % × 0.61 = 0.183.
        (150, line("60.00", "0.61", "0.43"), "0.36"),
        // 25 % × 0.62 = 0.155: half-up.
        (145, line("60.00", "0.62", "0.43"), "0.35"),
        (119, line("60.00", "0.61", "0.43"), "0.18"),
    ] {
        assert_eq!(paid(&of(n), &[line]), [expected], "{n} %");
    }
}

#[test]
fn two_ears_have_two_ceilings_and_each_its_part_of_a_line_of_both() {
    let product = responsible(&json!({"audio": {"real-expense": true}}));
    let aids = |day: &str, ears: Value, expense: &str, base: &str, amo: &str| {
        json!({"date": day, "heading": "audio-2", "ears": ears, "expense": expense, "base": base,
            "amo": amo})
    };
    let both = json!(["left", "right"]);
    let lines = [
        aids("2023-03-01", both, "2400.00", "800.00", "480.00"),
        // The renewal leaves the ticket modérateur, which the ceiling leaves too: 1 700.00 − 240.00 − 1 200.00.
        aids("2024-03-01", json!(["left"]), "1000.00", "400.00", "240.00"),
    ];
    assert_eq!(paid(&product, &lines), ["1920.00", "160.00"]);
    let dear = [aids(
        "2023-03-01",
        json!(["left", "right"]),
        "5000.00",
        "800.00",
        "480.00",
    )];
    // 3 400.00 − 480.00.
    assert_eq!(paid(&product, &dear), ["2920.00"]);
    // 48 months later, less what the ear had the day before: 1 700.00 − 240.00 − (240.00 + 160.00).
    let left = |at: usize, day: &str| {
        line(
            at,
            &aids(day, json!(["left"]), "2000.00", "400.00", "240.00"),
        )
    };
    let who = person(&json!({}));
    let mut contracts = Contracts::new(&[product]).unwrap();
    let amount = |text: &str| text.parse().unwrap();
    contracts.enter(
        0,
        Entry::before(
            "p".to_owned(),
            who.clone(),
            left(0, "2022-11-30"),
            amount("1460.00"),
            amount("160.00"),
            amount("1300.00"),
        ),
    );
    let mut pays = |at, day| euros(&contracts.settle(&who, &left(at, day)).unwrap()[0]);
    assert_eq!(pays(1, "2026-11-29"), "160.00");
    assert_eq!(pays(2, "2026-11-30"), "1060.00");
}

#[test]
fn an_equipment_has_its_ceiling_where_its_lenses_are_known() {
    let product = responsible(&json!({"optique": {"real-expense": true}}));
    let lenses = |class: Value, equipment: &str| {
        json!({"date": "2025-03-01", "heading": "verre-b", "equipment": equipment, "lenses": class,
            "expense": "900.00", "base": "0.10", "amo": "0.06"})
    };
    for (class, ceiling) in [
        ("simple", "420.00"),
        ("complexe", "700.00"),
        ("tres-complexe", "800.00"),
        ("simple-complexe", "560.00"),
        ("simple-tres-complexe", "610.00"),
        ("complexe-tres-complexe", "750.00"),
    ] {
        assert_eq!(paid(&product, &[lenses(json!(class), "e1")]), [ceiling]);
    }
    assert_eq!(paid(&product, &[lenses(Value::Null, "e1")]), ["899.94"]);
}

#[test]
fn a_child_renews_sooner_and_a_changed_correction_at_any_time() {
    let product = responsible(&json!({"optique": {"real-expense": true}}));
    let who = person(&json!({"birth": "2015-01-01"}));
    let frame = |day: &str, equipment: &str| {
        json!({"date": day, "heading": "monture-b", "equipment": equipment, "expense": "90.00",
            "base": "0.05", "amo": "0.03"})
    };
    let changed = with(frame("2026-03-02", "e4"), "correction-changed", json!(true));
    let lines = [
        frame("2025-03-01", "e1"),
        frame("2026-02-28", "e2"),
        frame("2026-03-01", "e3"),
        changed,
    ];
    assert_eq!(
        paid_to(&product, &who, &lines),
        ["89.97", "0.02", "89.97", "89.97"]
    );
}

#[test]
fn an_option_has_what_its_base_left_of_the_ceilings() {
    let base = responsible(&json!({"optique": {
        "sum": [{"br": 100}, {"euros": "60.00", "per": "line", "ticket-moderateur": "excluded"}],
    }}));
    let option = |includes: bool| {
        let on_top = json!({"kind": "option", "includes-earlier": includes});
        with(
            option(&json!({"optique": {"real-expense": true}})),
            "on-top-of",
            on_top,
        )
    };
    let part = |heading: &str, expense: &str| {
        json!({"date": "2025-03-01", "heading": heading, "equipment": "e1", "lenses": "simple",
            "expense": expense, "base": "0.05", "amo": "0.03"})
    };
    let lines = [part("monture-b", "150.00"), part("verre-b", "900.00")];
    // Base 60.02 each. Frame: 100.00 in all. Then 420.00 − 100.00 for the lenses in all.
    for includes in [true, false] {
        assert_eq!(
            paid_by_all(&[base.clone(), option(includes)], &lines),
            ["60.02 + 39.98", "60.02 + 259.98"],
            "includes-earlier: {includes}"
        );
    }
    // A surcomplémentaire is judged alone: 100.00 of its own, of which 89.95 are left; then 420.00 − 89.95.
    let alone = with(
        option(false),
        "on-top-of",
        json!({"kind": "surcomplementaire"}),
    );
    assert_eq!(
        paid_by_all(&[base, alone], &lines),
        ["60.02 + 89.95", "60.02 + 330.05"]
    );
}

#[test]
fn an_option_has_caps_and_no_floors() {
    let option = option(&json!({"kine": {"br": 150, "limits": [{"euros": "5.00"}]}}));
    let session = json!({"date": "2024-06-01", "heading": "kine", "expense": "30.00",
        "base": "16.58", "amo": "9.95"});
    assert_eq!(paid(&option, &[session]), ["5.00"]);
}

#[test]
fn floors_pay_nothing_that_the_amo_does_not_reimburse() {
    let product = responsible(&json!({"orthodontie": {
        "sum": [{"when": {"amo": ["refused"]}, "pmss": 8}, {"br": 100}],
    }}));
    let semester = |status: &str| {
        json!({"date": "2025-06-01", "heading": "orthodontie", "amo-status": status,
            "expense": "700.00", "base": "193.50"})
    };
    // 8 % × 3 925; the ticket modérateur of the base; nothing.
    let lines = [semester("refused"), semester("reimbursed")];
    assert_eq!(paid(&product, &lines), ["314.00", "193.50"]);
    let none = responsible(&json!({"orthodontie": {"br": 100}}));
    assert_eq!(paid(&none, &[semester("refused")]), ["0.00"]);
}

#[test]
fn a_ceiling_of_the_law_needs_its_figure_even_on_a_line_that_waits() {
    let product = responsible(&json!({"optique": {"br": 100, "waiting-months": 12}}));
    let frame = |date: &str| {
        let keys = json!({"date": date, "heading": "monture-b", "expense": "150.00", "base": "0.05", "amo": "0.03"});
        let mut contracts = Contracts::new(std::slice::from_ref(&product)).unwrap();
        contracts.settle(
            &person(&json!({"member-since": "2026-06-01"})),
            &line(1, &keys),
        )
    };
    assert_eq!(euros(&frame("2026-12-31").unwrap()[0]), "0.02");
    let missing = frame("2027-01-01").unwrap_err();
    assert_eq!(missing.what, "responsable.optique.monture");
}
