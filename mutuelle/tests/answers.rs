//! Which answer a line gets, contracts one after the other, and the C2S. Every amount is computed by hand.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod common;

use common::*;
use mutuelle::{Contracts, Rule};
use serde_json::{Value, json};

fn specialist(keys: &Value) -> Value {
    let mut line = json!({"date": "2024-08-01", "heading": "specialiste", "doctor": "optam",
        "expense": "90.00", "base": "31.50", "amo": "22.05"});
    for (key, value) in keys.as_object().unwrap() {
        line[key] = value.clone();
    }
    line
}

#[test]
fn nothing_is_paid_for_the_first_reason_that_is_true() {
    let guarded = product(&json!({"specialiste": {
        "br": 100, "when": {"prescribed": true}, "waiting-months": 120,
    }}));
    // Nothing left comes before a condition, a condition before waiting.
    let whole = specialist(&json!({"amo": "90.00"}));
    let lines = [
        whole,
        specialist(&json!({"amo-status": "refused"})),
        specialist(&json!({})),
        specialist(&json!({"prescribed": true})),
    ];
    assert_eq!(
        reasons(&guarded, &lines),
        ["nothing-left", "amo-refused", "condition", "waiting-period"]
    );
    let for_refused = product(&json!({"specialiste": {
        "euros": "20.00", "when": {"amo": ["refused"], "network": true},
    }}));
    let refused = [specialist(&json!({"amo-status": "refused"}))];
    assert_eq!(reasons(&for_refused, &refused), ["condition"]);
    // A deductible before a ceiling, a ceiling before what others paid.
    let kept = product(&json!({"specialiste": {
        "br": 100, "deductible": {"euros": "10.00", "per": "line"}, "limits": [{"euros": "0.00"}],
    }}));
    let limited = product(&json!({"specialiste": {"br": 100, "limits": [{"euros": "0.00"}]}}));
    let open = product(&json!({"specialiste": {"br": 100}}));
    let earlier = [specialist(&json!({"earlier": "67.95"}))];
    assert_eq!(reasons(&kept, &earlier), ["deductible"]);
    assert_eq!(reasons(&limited, &earlier), ["ceiling"]);
    assert_eq!(reasons(&open, &earlier), ["earlier-insurer"]);
    // A level that leaves nothing, although something is left.
    let low = product(&json!({"specialiste": {"br": 70}}));
    assert_eq!(reasons(&low, &[specialist(&json!({}))]), ["nothing-left"]);
    // Held before any level; refused before held.
    let asks = product(&json!({"specialiste": {"br": 100, "documents": ["bill"]}}));
    let unknown = [specialist(&json!({"qualifier": "XX"}))];
    assert_eq!(reasons(&asks, &unknown), ["document-awaited"]);
    assert_eq!(reasons(&open, &unknown), ["unknown-qualifier"]);
    let uncovered = product(&json!({"kine": {"br": 100}}));
    assert_eq!(reasons(&uncovered, &unknown), ["act-not-covered"]);
    let elsewhere = [specialist(&json!({"amo-payee": "third-party"}))];
    assert_eq!(reasons(&open, &elsewhere), ["third-party-elsewhere"]);
}

#[test]
fn a_condition_is_a_reason_only_where_it_stops_every_level() {
    let product = product(&json!({"specialiste": {"sum": [
        {"br": 100, "when": {"network": true}},
        {"cases": [{"when": {"prescribed": true}, "overrun": 50}]},
    ]}}));
    let lines = [
        specialist(&json!({})),
        specialist(&json!({"prescribed": true})),
        specialist(&json!({"prescribed": true, "expense": "31.50"})),
    ];
    // 50 % of 58.50; then no overrun, although its level is for this line.
    assert_eq!(paid(&product, &lines), ["0.00", "29.25", "0.00"]);
    assert_eq!(
        reasons(&product, &lines),
        ["condition", "guarantee", "nothing-left"]
    );
}

#[test]
fn a_pair_is_for_optam_doctors_and_for_everybody_else() {
    let product = product(&json!({"specialiste": {"br": {"optam": 200, "non-optam": 130}}}));
    let by = |doctor: Value| specialist(&json!({"doctor": doctor}));
    let lines = [by(json!("optam")), by(json!("non-optam")), by(Value::Null)];
    // 63.00 − 22.05; 40.95 − 22.05.
    assert_eq!(paid(&product, &lines), ["40.95", "18.90", "18.90"]);
}

#[test]
fn what_another_flow_pays_counts_nothing() {
    let product = product(&json!({"specialiste": {"br": 100, "limits": [{"number": 1}]}}));
    let lines = [
        specialist(&json!({"amo-payee": "third-party"})),
        specialist(&json!({})),
        specialist(&json!({})),
    ];
    assert_eq!(paid(&product, &lines), ["0.00", "9.45", "0.00"]);
}

#[test]
fn a_lump_sum_has_neither_bill_nor_indemnity() {
    let product = product(&json!({"naissance": {
        "sum": [{"euros": "100.00"}, {"pmss": 1}], "without-expense": true,
    }}));
    let birth = json!({"date": "2025-05-02", "heading": "naissance", "earlier": "500.00"});
    // 100.00 + 39.25, whatever others gave.
    assert_eq!(paid(&product, &[birth]), ["139.25"]);
}

#[test]
fn three_contracts_pay_one_after_the_other_up_to_the_expense() {
    let base = product(&json!({"specialiste": {"br": 150}}));
    let on_top = |id: &str, kind: &str, level: Value| {
        let product = with(product(&json!({"specialiste": level})), "id", json!(id));
        with(product, "on-top-of", json!({"kind": kind}))
    };
    let option = on_top("o", "option", json!({"overrun": 50}));
    let last = on_top("s", "surcomplementaire", json!({"real-expense": true}));
    // L = 67.95: 25.20, 50 % × 58.50 = 29.25, then what is left. With 20.00 paid elsewhere, less.
    let lines = [
        specialist(&json!({})),
        specialist(&json!({"earlier": "20.00"})),
    ];
    assert_eq!(
        paid_by_all(&[base, option, last], &lines),
        ["25.20 + 29.25 + 13.50", "25.20 + 22.75 + 0.00"]
    );
}

#[test]
fn an_option_sits_only_on_the_products_it_names() {
    let base = product(&json!({"specialiste": {"br": 150}}));
    let option = with(
        with(base.clone(), "id", json!("o")),
        "on-top-of",
        json!({"kind": "option", "products": ["q"]}),
    );
    let error = Contracts::new(&[base.clone(), option.clone()]).unwrap_err();
    assert_eq!(
        (error.id.as_str(), error.at.as_str()),
        ("o", "on-top-of.products")
    );
    let other = with(base, "id", json!("q"));
    assert!(Contracts::new(&[other, option]).is_ok());
}

#[test]
fn a_line_without_figure_is_settled_by_no_contract() {
    let base = product(&json!({"osteopathe": {"euros": "40.00", "limits": [{"number": 1}]}}));
    let pmss = with(
        product(&json!({"osteopathe": {"pmss": 1}})),
        "id",
        json!("q"),
    );
    let mut contracts = Contracts::new(&[base, pmss]).unwrap();
    let who = person(&json!({}));
    let session = |day: &str| json!({"date": day, "heading": "osteopathe", "expense": "60.00"});
    let error = contracts
        .settle(&who, &line(0, &session("2027-01-01")))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "no figure of `pmss` is known on 2027-01-01"
    );
    // The base's number is not used up.
    let alone = contracts
        .settle(&who, &line(1, &session("2026-12-31")))
        .unwrap();
    assert_eq!(
        alone.iter().map(euros).collect::<Vec<_>>(),
        ["40.00", "20.00"]
    );
}

fn c2s() -> Value {
    json!({"schema-version": 2, "id": "c2s", "name": {"fr": "C2S", "en": "C2S"},
        "responsible": false, "c2s": true})
}

#[test]
fn the_c2s_pays_up_to_its_tariff_on_the_day() {
    let crown = |day: &str, code: &str, heading: &str| {
        json!({"date": day, "heading": heading, "code": code, "expense": "500.00",
            "base": "120.00", "amo": "72.00"})
    };
    let lines = [
        crown("2024-02-23", "HBLD634", "dentaire-100-sante"),
        // No tariff of that code: the base, where the price is free.
        crown("2024-02-23", "HBLD999", "dentaire-libre"),
        with(
            crown("2024-06-01", "HBLD038", "dentaire-libre"),
            "amo-status",
            json!("refused"),
        ),
        with(
            crown("2024-06-01", "HBLD634", "dentaire-libre"),
            "amo-payee",
            json!("third-party"),
        ),
        with(
            crown("2024-06-01", "HBLD634", "dentaire-libre"),
            "qualifier",
            json!("XX"),
        ),
        with(
            crown("2024-06-01", "HBLD634", "dentaire-libre"),
            "qualifier",
            json!("G"),
        ),
        with(
            crown("2024-06-01", "HBLD999", "dentaire-libre"),
            "amo",
            json!("120.00"),
        ),
    ];
    assert_eq!(paid(&c2s(), &lines)[..2], ["379.25", "48.00"]);
    assert_eq!(
        reasons(&c2s(), &lines)[2..],
        [
            "act-not-covered",
            "third-party-elsewhere",
            "unknown-qualifier",
            "nothing-left",
            "nothing-left"
        ]
    );
}

#[test]
fn the_c2s_never_puts_the_base_in_the_place_of_a_price_limit() {
    let mut contracts = Contracts::new(&[c2s()]).unwrap();
    let crown = json!({"date": "2024-02-22", "heading": "dentaire-100-sante", "code": "HBLD634",
        "expense": "500.00", "base": "120.00", "amo": "72.00"});
    let error = contracts
        .settle(&person(&json!({})), &line(0, &crown))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "no figure of `dentaire.plafond-c2s, HBLD634` is known on 2024-02-22"
    );
}

#[test]
fn the_rules_that_acted_are_told_in_order() {
    let product = responsible(&json!({"specialiste": {
        "cases": [{"when": {"network": true}, "br": 300}, {"br": {"optam": 200, "non-optam": 200}}],
        "limits": [{"euros": "10.00", "excludes": ["ticket-moderateur"]}],
    }}));
    let line = specialist(&json!({"doctor": "non-optam", "base": "23.00", "amo": "16.10"}));
    let decisions = settle(&[product], &person(&json!({})), &[line]);
    let names: Vec<&str> = decisions[0][0]
        .rules
        .iter()
        .map(|rule| rule.name())
        .collect();
    assert_eq!(
        names,
        ["cases", "br", "cap-non-optam", "money", "limit-cuts"]
    );
    assert_eq!(euros(&decisions[0][0]), "16.90");
    assert!(Rule::ALL.len() > 50);
    let aids = json!({"date": "2025-03-01", "heading": "audio-2", "expense": "1500.00",
        "base": "400.00", "amo": "240.00", "ears": ["left"]});
    let real = responsible(&json!({"audio": {"real-expense": true}}));
    let decisions = settle(&[real], &person(&json!({})), &[aids]);
    assert_eq!(decisions[0][0].rules, [Rule::RealExpense, Rule::Renewal]);
}
