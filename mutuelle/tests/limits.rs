//! Limits, deductibles and clocks where the examples of the page leave a choice open. Every amount is computed by
//! hand.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod common;

use common::*;
use mutuelle::{Contracts, Entry};
use serde_json::{Value, json};

fn osteopath(day: &str, expense: &str) -> Value {
    json!({"date": day, "heading": "osteopathe", "expense": expense})
}

#[test]
fn a_number_that_cut_leaves_its_units_to_the_next() {
    let product = product(&json!({"osteopathe": {
        "euros": "40.00", "limits": [{"number": 2}, {"number": 1, "over": "day"}],
    }}));
    let three = with(osteopath("2025-03-01", "180.00"), "quantity", json!(3));
    let next = osteopath("2025-03-02", "60.00");
    let last = osteopath("2025-03-03", "60.00");
    // 120.00 × 2 / 3, then × 1 / 2; the line counts 1.
    assert_eq!(
        paid(&product, &[three, next, last]),
        ["40.00", "40.00", "0.00"]
    );
}

#[test]
fn numbers_come_before_moneys_wherever_they_are_written() {
    let product = product(&json!({"osteopathe": {
        "real-expense": true, "limits": [{"euros": "50.00"}, {"number": 1}],
    }}));
    let two = with(osteopath("2025-03-01", "120.00"), "quantity", json!(2));
    // 120.00 × 1 / 2 = 60.00, then 50.00. (The other way round: 25.00.)
    assert_eq!(paid(&product, &[two]), ["50.00"]);
}

#[test]
fn a_number_with_the_ticket_moderateur_excluded_cuts_what_is_beyond() {
    let product = product(&json!({"kine": {
        "br": 200, "limits": [{"number": 1, "excludes": ["ticket-moderateur"]}],
    }}));
    let session = |day: &str, quantity: u32| {
        json!({"date": day, "heading": "kine", "quantity": quantity, "expense": "60.00",
            "base": "33.16", "amo": "19.90"})
    };
    // 60.00 − 19.90 = 40.10: 13.26 and 26.84, of which half; then the ticket modérateur alone.
    let lines = [session("2025-03-01", 2), session("2025-03-02", 1)];
    assert_eq!(paid(&product, &lines), ["26.68", "13.26"]);
}

#[test]
fn teeth_are_counted_in_the_order_named_up_to_what_each_had_left() {
    let product = product(&json!({"implant": {
        "real-expense": true, "limits": [{"euros": "700.00", "per": "tooth"}],
    }}));
    let implant = |day: &str, teeth: &[u32], expense: &str| json!({"date": day, "heading": "implant", "teeth": teeth, "expense": expense});
    let lines = [
        // 700.00 on 14, 200.00 on 15.
        implant("2025-03-01", &[14, 15], "900.00"),
        implant("2025-04-01", &[15], "600.00"),
        implant("2025-05-01", &[14], "600.00"),
        // One that names no tooth is one by itself.
        implant("2025-06-01", &[], "900.00"),
        implant("2025-07-01", &[], "900.00"),
    ];
    assert_eq!(
        paid(&product, &lines),
        ["900.00", "500.00", "0.00", "700.00", "700.00"]
    );
}

#[test]
fn what_stands_on_a_tooth_is_found_again_after_a_cancellation() {
    let product = product(&json!({"implant": {
        "real-expense": true, "limits": [{"euros": "700.00", "per": "tooth"}],
    }}));
    let implant = |at: usize, teeth: &[u32], expense: &str| {
        line(
            at,
            &json!({"date": "2025-03-01", "heading": "implant", "teeth": teeth, "expense": expense}),
        )
    };
    let mut contracts = Contracts::new(&[product]).unwrap();
    let who = person(&json!({}));
    contracts
        .settle(&who, &implant(1, &[14], "500.00"))
        .unwrap();
    // 200.00 on 14, which had that left, and 200.00 on 15.
    contracts
        .settle(&who, &implant(2, &[14, 15], "400.00"))
        .unwrap();
    contracts.take_back("one", "l1");
    // All of the 400.00 stand on 14 now.
    let last = contracts
        .settle(&who, &implant(3, &[15], "900.00"))
        .unwrap();
    assert_eq!(euros(&last[0]), "700.00");
}

#[test]
fn the_whole_contract_waits_up_to_a_day() {
    let product = product(&json!({"osteopathe": {"real-expense": true, "waiting-months": 3}}));
    let lines = [
        osteopath("2025-06-30", "60.00"),
        osteopath("2025-07-01", "60.00"),
    ];
    let joined =
        |member_since: &str| json!({"member-since": member_since, "waits-until": "2025-07-01"});
    let paid = |who: &Value| paid_to(&product, &person(who), &lines);
    assert_eq!(paid(&joined("2025-01-01")), ["0.00", "60.00"]);
    // The later of the two days.
    assert_eq!(paid(&joined("2025-06-01")), ["0.00", "0.00"]);
}

#[test]
fn ears_that_an_earlier_product_paid_count_in_the_order_named() {
    let product = product(&json!({
        "audio-2": {"real-expense": true, "limits": [{"euros": "900.00", "per": "ear"}]},
        "audio-1": {"real-expense": true, "limits": [{"number": 1, "per": "ear"}]},
    }));
    let aids = |day: &str, ears: Value| json!({"date": day, "heading": "audio-2", "ears": ears, "expense": "1000.00"});
    let of_class_1 = |line: Value| with(line, "heading", json!("audio-1"));
    let both = aids("2024-01-01", json!(["left", "right"]));
    let mut contracts = Contracts::new(&[product]).unwrap();
    let who = person(&json!({}));
    for before in [both.clone(), of_class_1(both)] {
        let before = Entry::before(
            "old".to_owned(),
            who.clone(),
            line(9, &before),
            "1000.00".parse().unwrap(),
            "0.00".parse().unwrap(),
            "1000.00".parse().unwrap(),
        );
        contracts.enter(0, before);
    }
    let mut paid = |at, keys: Value| {
        let decisions = contracts.settle(&who, &line(at, &keys)).unwrap();
        euros(&decisions[0])
    };
    // 900.00 on the left, 100.00 on the right; one of each.
    let of = |ears| aids("2025-01-01", ears);
    assert_eq!(paid(0, of(json!(["left"]))), "0.00");
    assert_eq!(paid(1, of(json!(["right"]))), "800.00");
    assert_eq!(paid(2, of_class_1(of(json!(["left"])))), "0.00");
    assert_eq!(paid(3, of_class_1(of(json!(["right"])))), "0.00");
}

#[test]
fn frame_and_lenses_of_one_equipment_are_one_under_a_shared_number() {
    let mut product = product(&json!({
        "monture-b": {"real-expense": true, "limits": ["paire"]},
        "verre-b": {"real-expense": true, "limits": ["paire"]},
    }));
    product["limits"] = json!({"paire": {"number": 1, "of": "equipment", "over": {"months": 24}}});
    let part = |day: &str, heading: &str, equipment: &str| json!({"date": day, "heading": heading, "equipment": equipment, "expense": "90.00"});
    let lines = [
        part("2025-03-01", "monture-b", "e1"),
        part("2025-04-01", "verre-b", "e1"),
        part("2025-05-01", "verre-b", "e2"),
        // What was cut counts no equipment: the clock runs from the last line that was paid.
        part("2027-03-31", "monture-b", "e3"),
        part("2027-04-01", "monture-b", "e3"),
    ];
    assert_eq!(
        paid(&product, &lines),
        ["90.00", "90.00", "0.00", "0.00", "90.00"]
    );
}

#[test]
fn what_is_left_out_of_a_limit_is_neither_counted_nor_cut() {
    let product = product(&json!({"dentaire": {
        "real-expense": true,
        "limits": [{"euros": "300.00", "excludes": ["100-sante"]}],
    }}));
    let crown = |heading: &str| {
        json!({"date": "2024-06-01", "heading": heading, "expense": "272.00", "base": "120.00",
            "amo": "72.00"})
    };
    let lines = [
        "dentaire-100-sante",
        "dentaire-libre",
        "dentaire-libre",
        "dentaire-100-sante",
    ];
    assert_eq!(
        paid(&product, &lines.map(crown)),
        ["200.00", "200.00", "100.00", "200.00"]
    );
}

#[test]
fn a_limit_cuts_only_where_the_amount_is_lower_and_its_fallback_waits_too() {
    let guarantee = json!({"dentaire-libre": {
        "br": 300, "waiting-months": 3,
        "limits": [{"euros": "100.00", "then": {"br": 125}}],
    }});
    let crown = |day: &str| {
        json!({"date": day, "heading": "dentaire-libre", "expense": "650.00", "base": "120.00",
            "amo": "72.00"})
    };
    let who = person(&json!({"member-since": "2025-01-01"}));
    // Waiting: no limit cuts 0.00. Then 100.00 of 288.00 is above 150.00 − 72.00; then 78.00.
    let lines = [
        crown("2025-02-01"),
        crown("2025-04-01"),
        crown("2025-05-01"),
    ];
    assert_eq!(
        paid_to(&product(&guarantee), &who, &lines),
        ["0.00", "100.00", "78.00"]
    );
}

#[test]
fn a_deductible_bears_on_the_lines_of_its_condition_and_of_its_stay() {
    let product = product(&json!({"hospitalisation": {
        "real-expense": true,
        "deductible": {"euros": "30.00", "per": "stay", "when": {"network": false}},
    }}));
    let fees = |stay: &str, network: bool| {
        json!({"date": "2025-03-01", "heading": "honoraires-hospitaliers", "stay": stay,
            "network": network, "expense": "20.00"})
    };
    let lines = [
        fees("s1", false),
        fees("s1", true),
        fees("s1", false),
        fees("s2", false),
    ];
    assert_eq!(paid(&product, &lines), ["0.00", "20.00", "10.00", "0.00"]);
}

#[test]
fn what_a_floor_pays_is_not_kept_back() {
    let product = responsible(&json!({"kine": {"br": 150, "deductible": {"euros": "10.00"}}}));
    let session = |day: &str| json!({"date": day, "heading": "kine", "expense": "20.00", "base": "16.58", "amo": "9.95"});
    // 10.05 less 10.00 is 0.05, raised to 6.63: 3.42 are kept. Then 10.05 − 6.58 = 3.47, raised: 3.42 more; then
    // 3.16 are left to keep: 6.89.
    let lines = [
        session("2025-03-01"),
        session("2025-03-02"),
        session("2025-03-03"),
    ];
    assert_eq!(paid(&product, &lines), ["6.63", "6.63", "6.89"]);
}

#[test]
fn pro_rata_bears_on_calendar_years_alone() {
    let limited = |over: &str| {
        let guarantee = json!({"osteopathe": {
            "real-expense": true, "limits": [{"euros": "365.00", "over": over}],
        }});
        with(product(&guarantee), "on-joining", json!("pro-rata"))
    };
    let who = person(&json!({"member-since": "2025-12-31"}));
    let lines = [
        osteopath("2025-12-31", "400.00"),
        osteopath("2026-01-01", "400.00"),
    ];
    // One day of 365.
    assert_eq!(paid_to(&limited("year"), &who, &lines), ["1.00", "365.00"]);
    assert_eq!(
        paid_to(&limited("membership-year"), &who, &lines),
        ["365.00", "0.00"]
    );
}

#[test]
fn where_joining_and_change_fall_in_one_year_the_product_counts_alone() {
    let guarantee = json!({"osteopathe": {"real-expense": true, "limits": [{"euros": "365.00"}]}});
    let product = |change: &str| {
        let product = with(product(&guarantee), "on-joining", json!("pro-rata"));
        with(product, "on-product-change", json!(change))
    };
    let who = person(&json!({"member-since": "2025-01-02", "product-since": "2025-12-31"}));
    let lines = [osteopath("2025-12-31", "400.00")];
    assert_eq!(paid_to(&product("pro-rata"), &who, &lines), ["1.00"]);
    // Joining bears on no year of a change.
    assert_eq!(paid_to(&product("carry"), &who, &lines), ["365.00"]);
    // Nothing changes in a year in which nothing happened.
    let later = [osteopath("2026-12-31", "400.00")];
    assert_eq!(paid_to(&product("pro-rata"), &who, &later), ["365.00"]);
}

#[test]
fn days_have_equal_parts_of_what_others_paid_and_one_line_of_things() {
    let limited = |per: &str| {
        product(&json!({"chambre-particuliere": {
            "euros": "50.00", "per": "day", "limits": [{"euros": "90.00", "per": per}],
        }}))
    };
    let room = json!({"date": "2025-03-01", "heading": "chambre-particuliere", "quantity": 3,
        "expense": "100.00", "earlier": "40.00"});
    // 33.34, 33.33 and 33.33 a day, less 13.34, 13.33, 13.33: 20.00 a day. The stay's 90.00 are not reached.
    assert_eq!(
        paid(&limited("stay"), std::slice::from_ref(&room)),
        ["60.00"]
    );
    let dear = with(room, "expense", json!("300.00"));
    // Each day is a line.
    assert_eq!(
        paid(&limited("line"), std::slice::from_ref(&dear)),
        ["150.00"]
    );
    // The stay of all of them is the line, which names none.
    let decisions = settle(&[limited("stay")], &person(&json!({})), &[dear]);
    // 50.00 and 40.00, then nothing: 50.00 ≤ 100.00 − 13.34.
    assert_eq!(euros(&decisions[0][0]), "90.00");
    assert_eq!(decisions[0][0].counted.total().to_string(), "90.00");
}

#[test]
fn a_line_of_days_is_as_its_first_day_where_no_day_is_paid() {
    let mut product = product(&json!({"chambre-particuliere": {
        "euros": "50.00", "limits": [{"number": 1}],
    }}));
    product["versions"] =
        json!([{"from": "2026-01-01", "guarantees": {"chambre-particuliere": {"covered": false}}}]);
    let room = |day: &str, quantity: u32| {
        json!({"date": day, "heading": "chambre-particuliere", "quantity": quantity,
            "expense": "120.00"})
    };
    let lines = [
        room("2025-01-01", 1),
        room("2025-12-31", 2),
        room("2026-01-01", 2),
    ];
    assert_eq!(paid(&product, &lines), ["50.00", "0.00", "0.00"]);
    assert_eq!(
        reasons(&product, &lines),
        ["guarantee", "ceiling", "act-not-covered"]
    );
}

#[test]
fn a_complement_of_an_act_that_a_floor_paid_is_left_nothing() {
    let product = responsible(&json!({"infirmier": {"br": 100, "limits": [{"number": 1}]}}));
    let act = |id: &str, more: Value| {
        let mut act = json!({"id": id, "date": "2025-03-01", "heading": "infirmier"});
        for (key, value) in more.as_object().unwrap() {
            act[key] = value.clone();
        }
        act
    };
    let care = json!({"expense": "10.00", "base": "10.00", "amo": "6.00"});
    // The AMO leaves nothing of its base: no floor for the complement itself.
    let of = |main: &str| {
        json!({"complement-of": main, "expense": "8.50", "base": "8.50", "amo": "5.10",
            "amo-status": "outside"})
    };
    let lines = [
        act("a", care.clone()),
        act("a-sunday", of("a")),
        act("b", care),
        act("b-sunday", of("b")),
    ];
    // The second act counts no unit: only the floor pays it.
    assert_eq!(paid(&product, &lines), ["4.00", "3.40", "4.00", "0.00"]);
}

#[test]
fn two_days_are_two_lines_of_one() {
    let product = product(
        &json!({"lit-accompagnant": {"euros": "20.00", "per": "line"},
        "osteopathe": {"euros": "20.00", "per": "line"}}),
    );
    let two = |heading: &str| json!({"date": "2025-03-01", "heading": heading, "quantity": 2, "expense": "100.00"});
    let lines = [two("lit-accompagnant"), two("osteopathe")];
    assert_eq!(paid(&product, &lines), ["40.00", "20.00"]);
}

#[test]
fn what_counted_nothing_before_uses_up_no_unit() {
    let product =
        product(&json!({"osteopathe": {"real-expense": true, "limits": [{"number": 1}]}}));
    let who = person(&json!({}));
    for (v, expected) in [("0.00", "60.00"), ("0.01", "0.00")] {
        let mut contracts = Contracts::new(std::slice::from_ref(&product)).unwrap();
        contracts.enter(
            0,
            Entry::before(
                "p".to_owned(),
                who.clone(),
                line(9, &osteopath("2025-01-01", "60.00")),
                "10.00".parse().unwrap(),
                "0.00".parse().unwrap(),
                v.parse().unwrap(),
            ),
        );
        let session = line(0, &osteopath("2025-03-01", "60.00"));
        assert_eq!(
            euros(&contracts.settle(&who, &session).unwrap()[0]),
            expected
        );
    }
}

#[test]
fn who_did_not_change_of_product_did_not_change_in_the_year_of_joining() {
    let guarantee = json!({"osteopathe": {"real-expense": true, "limits": [{"euros": "365.00"}]}});
    let product = with(product(&guarantee), "on-product-change", json!("pro-rata"));
    let who = person(&json!({"member-since": "2025-07-01"}));
    assert_eq!(
        paid_to(&product, &who, &[osteopath("2025-12-31", "400.00")]),
        ["365.00"]
    );
}

#[test]
fn the_first_of_equals_is_taken() {
    let lower = json!({"lower-of": [
        {"euros": "20.00", "ticket-moderateur": "excluded"}, {"euros": "20.00"},
    ]});
    let higher = json!({"higher-of": [{"euros": "20.00"},
        {"euros": "20.00", "ticket-moderateur": "excluded"}]});
    let line = json!({"date": "2024-08-01", "heading": "specialiste", "doctor": "optam",
        "expense": "90.00", "base": "31.50", "amo": "22.05"});
    for (level, m) in [(lower, "0"), (higher, "9.45")] {
        let product = product(&json!({"specialiste": level}));
        let decisions = settle(&[product], &person(&json!({})), std::slice::from_ref(&line));
        assert_eq!(decisions[0][0].counted.m.to_string(), m, "{level}");
    }
}

#[test]
fn a_complement_is_cut_with_its_main_act_and_given_back_with_it() {
    let product = product(&json!({"infirmier": {"real-expense": true, "limits": [{"number": 1}]}}));
    let mut contracts = Contracts::new(&[product]).unwrap();
    let who = person(&json!({}));
    let act = |id: &str| json!({"id": id, "date": "2025-03-01", "heading": "infirmier", "expense": "8.00"});
    let sunday = |id: &str, of: &str| with(act(id), "complement-of", json!(of));
    let mut paid = |keys: Value| euros(&contracts.settle(&who, &line(0, &keys)).unwrap()[0]);
    assert_eq!(paid(act("a")), "8.00");
    assert_eq!(paid(sunday("a-sunday", "a")), "8.00");
    assert_eq!(paid(act("b")), "0.00");
    assert_eq!(
        contracts.take_back("one", "a")[0].amount.to_string(),
        "-8.00"
    );
    let mut paid = |keys: Value| euros(&contracts.settle(&who, &line(0, &keys)).unwrap()[0]);
    assert_eq!(paid(sunday("a-night", "a")), "0.00");
    assert_eq!(paid(act("c")), "8.00");
}
