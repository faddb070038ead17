//! Identities, rights, guarantees and counters.

use super::*;

#[test]
fn n1_a_known_person_covered_on_the_day_is_paid() {
    assert_eq!(answers(&[], &[decompte(1, vec![gp(1)])]), [paid(795)]);
}

#[test]
fn n2_a_line_identity_is_treated_once_in_any_file() {
    let file = decompte(1, vec![gp(1), participation(2, 1, 1)]);
    let duplicate = without(R::Duplicate, C::SameIdentity);
    assert_eq!(
        answers(&[], &[file.clone(), file.clone()]),
        [
            paid(795),
            without(R::NoEffect, C::Informative),
            duplicate,
            duplicate
        ]
    );
    // Twice in one file: once all the same.
    let mut engine = engine(&[]);
    let treatment = engine.treat(1, &[file.clone(), file]);
    assert_eq!(outcomes(&treatment)[2], duplicate);
}

#[test]
fn n13_participation_and_franchise_have_no_effect_nor_their_cancellation() {
    let file = decompte(
        1,
        ["PFH", "PFT", "FRH", "FRT"]
            .into_iter()
            .zip(1..)
            .map(|(code, number)| act(number, code, 0, 0, -100))
            .collect(),
    );
    let informative = without(R::NoEffect, C::Informative);
    assert_eq!(
        answers(&[], &[file.clone(), cancellation(2, &file)]),
        [informative; 8]
    );
}

#[test]
fn n8_n9_identity_comes_before_rights() {
    let mut unknown = decompte(1, vec![gp(1)]);
    unknown.beneficiary.nir = "1550814168025".parse().unwrap();
    let mut twin = decompte(2, vec![gp(1)]);
    twin.beneficiary.rank = domain::Rank::new(2).unwrap();
    let mut born_elsewhere = decompte(3, vec![gp(1)]);
    born_elsewhere.beneficiary.birth = "150855".parse().unwrap();
    let identity = without(R::Held, C::Identity);
    assert_eq!(
        answers(&[], &[unknown, twin, born_elsewhere]),
        [
            without(R::Refused, C::UnknownBeneficiary),
            identity,
            identity
        ]
    );
}

#[test]
fn another_oc_comes_before_identity() {
    let mut elsewhere = decompte(1, vec![gp(1)]);
    elsewhere.oc = "00000018".parse().unwrap();
    elsewhere.beneficiary.nir = "1550814168025".parse().unwrap();
    assert_eq!(
        answers(&[], &[elsewhere]),
        [without(R::Refused, C::OtherOc)]
    );
}

#[test]
fn a_decompte_of_another_oc_is_refused_line_by_line_and_forgotten() {
    let other_oc = without(R::Refused, C::OtherOc);
    let mut elsewhere = decompte(1, vec![gp(1), participation(2, 1, 1)]);
    elsewhere.oc = "00000018".parse().unwrap();
    let back = cancellation(2, &elsewhere);
    let here = decompte(1, vec![gp(1)]);
    assert_eq!(
        answers(
            &[],
            &[
                elsewhere.clone(),
                back.clone(),
                // Neither is known: the same again is no duplicate, the cancellation finds nothing.
                elsewhere,
                back,
                // The same identities, sent to the OC of the portfolio, are treated.
                here.clone(),
                cancellation(2, &here),
            ]
        ),
        [
            other_oc,
            other_oc,
            other_oc,
            other_oc,
            other_oc,
            other_oc,
            other_oc,
            other_oc,
            paid(795),
            reversed(795),
        ]
    );
}

#[test]
fn of_two_contracts_that_of_the_oc_of_the_decompte_is_meant() {
    let other: domain::OcNumber = "00000018".parse().unwrap();
    let second = Member {
        oc: other,
        product: "essentielle".into(),
        ..member()
    };
    for portfolio in [[member(), second.clone()], [second.clone(), member()]] {
        let mut engine = engine(&[]);
        engine.set_portfolio(portfolio.to_vec());
        let dear = |number, care: &str| {
            let line = Line {
                start: day(care),
                end: day(care),
                ..act(1, "G", 4_000, 2_650, 1_855)
            };
            decompte(number, vec![line])
        };
        let here = dear(1, "2024-11-18");
        let there = Decompte {
            oc: other,
            ..dear(2, "2024-11-19")
        };
        // 125 % under the one, 100 % under the other.
        let treatment = engine.treat(1, &[here, there]);
        assert_eq!(outcomes(&treatment), [paid(1_458), paid(795)]);
    }
}

#[test]
fn n5_n6_n7_the_date_of_care_decides_of_cover() {
    let on = |number, care: &str, date: &str| {
        let line = Line {
            start: day(care),
            end: day(care),
            ..gp(1)
        };
        Decompte {
            date: day(date),
            ..decompte(number, vec![line])
        }
    };
    let no_cover = without(R::Refused, C::NoCover);
    assert_eq!(
        answers(
            &[],
            &[
                on(1, "2023-12-31", "2024-01-10"),
                on(2, "2024-01-01", "2024-01-10"),
                on(3, "2024-12-31", "2025-03-10"),
                on(4, "2025-01-01", "2025-03-10"),
            ]
        ),
        [no_cover, paid(795), paid(795), no_cover]
    );
}

#[test]
fn successive_contracts_pay_each_its_own_days() {
    let first = member();
    let second = Member {
        product: "essentielle".into(),
        start: day("2025-01-01"),
        end: None,
        ..member()
    };
    let mut engine = engine(&[]);
    engine.set_portfolio(vec![second, first]);
    let of = |number, care: &str| {
        let line = Line {
            start: day(care),
            end: day(care),
            ..act(1, "G", 4_000, 2_650, 1_855)
        };
        decompte(number, vec![line])
    };
    // 125 % of the old product, 100 % of the new one.
    let treatment = engine.treat(1, &[of(1, "2024-12-31"), of(2, "2025-01-01")]);
    assert_eq!(outcomes(&treatment), [paid(1_458), paid(795)]);
}

#[test]
fn n15_full_third_party_payment_awaits_the_invoice() {
    let of = |nature| Decompte {
        payee_nature: nature,
        ..decompte(1, vec![gp(1)])
    };
    assert_eq!(
        answers(&[], &[of(PayeeNature::ThirdPartyFull)]),
        [without(R::Held, C::ThirdPartyInvoiceAwaited)]
    );
    assert_eq!(answers(&[], &[of(PayeeNature::ThirdPartyAmo)]), [paid(795)]);
}

#[test]
fn what_is_not_named_is_not_covered_and_what_is_unknown_is_held() {
    let pharmacy = |code: &str, number| Line {
        specialty: 50,
        convention: Convention::None,
        ..act(number, code, 1_000, 1_000, 150)
    };
    let file = decompte(
        1,
        vec![pharmacy("PH2", 1), pharmacy("PH4", 2), pharmacy("ZZZ", 3)],
    );
    assert_eq!(
        answers(&[], &[file]),
        [
            without(R::Refused, C::ActNotCovered),
            paid(850),
            without(R::Held, C::DocumentAwaited)
        ]
    );
}

#[test]
fn of_five_lines_with_one_unknown_act_four_are_settled() {
    // Field notes §1.10.
    let lines = vec![
        gp(1),
        act(2, "B", 2_000, 2_000, 1_200),
        act(3, "ZZZ", 1_000, 1_000, 700),
        act(4, "PH7", 1_000, 1_000, 650),
        act(5, "PH1", 1_000, 1_000, 1_000),
    ];
    assert_eq!(
        answers(&[], &[decompte(1, lines)]),
        [
            paid(795),
            paid(800),
            without(R::Held, C::DocumentAwaited),
            paid(350),
            without(R::SettledZero, C::NothingLeft),
        ]
    );
}

#[test]
fn nothing_left_is_no_refusal() {
    let exempt = decompte(1, vec![act(1, "PH1", 1_000, 1_000, 1_000)]);
    assert_eq!(
        answers(&[], &[exempt]),
        [without(R::SettledZero, C::NothingLeft)]
    );
}

#[test]
fn the_counter_belongs_to_the_year_of_care_and_is_given_back() {
    let of = exempt_specialist;
    let mut engine = engine(&[]);
    engine
        .add_products(&[specialist_at_150(&json!("60.00"))])
        .unwrap();
    let mut member = member();
    member.product = "compteur".into();
    member.end = None;
    engine.set_portfolio(vec![member]);
    let mut re = 0;
    let mut treat = |file: Decompte| {
        re += 1;
        outcomes(&engine.treat(re, &[file]))[0]
    };
    // 150 % × 31.50 = 47.25 − 31.50 = 15.75 a time, 60.00 a year.
    for number in 1..=3 {
        let care = format!("2024-11-0{number}");
        assert_eq!(treat(of(number, &care)), paid(1_575));
    }
    assert_eq!(treat(of(4, "2024-11-04")), paid(1_275));
    assert_eq!(
        treat(of(5, "2024-11-05")),
        without(R::SettledZero, C::Ceiling)
    );
    assert_eq!(treat(of(6, "2025-01-02")), paid(1_575));
    // Given back to 2024, not to 2025.
    assert_eq!(
        treat(cancellation(7, &of(4, "2024-11-04"))),
        reversed(1_275)
    );
    assert_eq!(treat(of(8, "2024-11-08")), paid(1_275));
    assert_eq!(treat(of(9, "2025-01-09")), paid(1_575));
}

#[test]
fn what_an_uncounted_contract_paid_counts_when_the_product_changes_in_the_year() {
    // Rules §7.7: the consumption of a family is carried, the new ceiling less what was used.
    let mut engine = engine(&[]);
    let uncounted = json!({
        "schema-version": 2, "id": "avant", "name": {"fr": "Avant", "en": "Before"},
        "responsible": false, "guarantees": {"specialiste": {"br": 150}},
    });
    engine
        .add_products(&[uncounted, specialist_at_150(&json!("20.00"))])
        .unwrap();
    let before = Member {
        product: "avant".into(),
        end: Some(day("2024-11-30")),
        ..member()
    };
    let after = Member {
        product: "compteur".into(),
        start: day("2024-12-01"),
        ..member()
    };
    engine.set_portfolio(vec![before, after]);
    let files = [
        exempt_specialist(1, "2024-11-04"),
        exempt_specialist(2, "2024-12-04"),
    ];
    let treatment = engine.treat(1, &files);
    assert_eq!(outcomes(&treatment), [paid(1_575), paid(425)]);
}

#[test]
fn the_payee_of_a_product_may_be_that_of_the_amo() {
    let mut engine = engine(&[]);
    let mut product = responsible("equilibre", &json!({}));
    product["payee"] = json!("as-amo");
    engine.add_products(&[product]).unwrap();
    let of = |number, nature| Decompte {
        payee_nature: nature,
        ..decompte(
            number,
            vec![act(1, "B", 2_000 + i64::from(number), 2_000, 1_200)],
        )
    };
    let files = [
        of(1, PayeeNature::Insured),
        of(2, PayeeNature::ThirdPartyAmo),
    ];
    let professional = Outcome::paid(Cents(800), Payee::Professional);
    let treatment = engine.treat(1, &files);
    assert_eq!(outcomes(&treatment), [paid(800), professional]);
    let back = engine.treat(2, &[cancellation(3, &files[1])]);
    let back = outcomes(&back);
    assert_eq!(back, [Outcome::reversed(Cents(800), Payee::Professional)]);
}

#[test]
fn an_option_pays_after_its_base_in_one_answer() {
    let option = json!({
        "schema-version": 2, "id": "plus", "name": {"fr": "Plus", "en": "Plus"},
        "responsible": false,
        "on-top-of": {"kind": "option", "products": ["equilibre"], "includes-earlier": true},
        "guarantees": {"generaliste": {"br": 150, "limits": [{"number": 1}]}},
    });
    let with_option = Member {
        product: "plus".into(),
        ..member()
    };
    let mut naming_it = member();
    naming_it.rights.options = vec!["plus".into()];
    for portfolio in [
        vec![member(), with_option.clone()],
        vec![with_option.clone(), member()],
        vec![naming_it],
    ] {
        let mut engine = engine(&[]);
        engine.add_products(std::slice::from_ref(&option)).unwrap();
        engine.set_portfolio(portfolio.to_vec());
        let dear = |number, spent| decompte(number, vec![act(1, "G", spent, 2_650, 1_855)]);
        // min(60.00, 125 %) − 18.55 = 14.58, then min(60.00, 150 %) − 18.55 = 21.20 in all, once a year.
        let files = [dear(1, 6_000), dear(2, 6_100)];
        let treatment = engine.treat(1, &files);
        assert_eq!(outcomes(&treatment), [paid(2_120), paid(1_458)]);
        // Both journals give back.
        let back = engine.treat(2, &[cancellation(3, &files[0]), dear(4, 6_200)]);
        assert_eq!(outcomes(&back), [reversed(2_120), paid(2_120)]);
    }
    // A second option pays after the first, from a journal of its own.
    let mut second = option.clone();
    second["id"] = json!("plus-plus");
    second["guarantees"] = json!({"generaliste": {"euros": "5.00", "limits": [{"number": 2}]}});
    second["on-top-of"] = json!({"kind": "option"});
    let with_second = Member {
        product: "plus-plus".into(),
        ..member()
    };
    let mut engine = engine(&[]);
    engine.add_products(&[option.clone(), second]).unwrap();
    engine.set_portfolio(vec![with_option.clone(), with_second, member()]);
    let dear = |number, spent| decompte(number, vec![act(1, "G", spent, 2_650, 1_855)]);
    let files = [dear(1, 6_000), dear(2, 6_100), dear(3, 6_200)];
    let treatment = engine.treat(1, &files);
    assert_eq!(
        outcomes(&treatment),
        [paid(2_620), paid(1_958), paid(1_458)]
    );
    // Of a base that it may not sit on, an option does nothing.
    let elsewhere = Member {
        product: "essentielle".into(),
        ..member()
    };
    let mut engine = Engine::new(&[]);
    engine.add_products(&products()).unwrap();
    engine.add_products(&[option]).unwrap();
    engine.set_portfolio(vec![elsewhere, with_option]);
    let dear = decompte(1, vec![act(1, "G", 6_000, 2_650, 1_855)]);
    assert_eq!(outcomes(&engine.treat(1, &[dear])), [paid(795)]);
}

#[test]
fn an_option_that_waits_holds_what_stands_on_it() {
    let on_top = |id: &str, kind: &str, documents: &[&str]| {
        json!({
            "schema-version": 2, "id": id, "name": {"fr": "P", "en": "P"}, "responsible": false,
            "on-top-of": {"kind": kind},
            "guarantees": {"generaliste": {"euros": "5.00", "documents": documents}},
        })
    };
    let biology = json!({
        "schema-version": 2, "id": "biologie", "name": {"fr": "B", "en": "B"}, "responsible": false,
        "guarantees": {"biologie": {"br": 100}},
    });
    let due = |base: &str| {
        let mut engine = engine(&[]);
        let products = [
            biology.clone(),
            on_top("waits", "option", &["facture"]),
            on_top("sur", "surcomplementaire", &[]),
        ];
        engine.add_products(&products).unwrap();
        let mut row = member();
        row.product = base.into();
        row.rights.options = vec!["sur".into(), "waits".into()];
        engine.set_portfolio(vec![row]);
        let dear = decompte(1, vec![act(1, "G", 6_000, 2_650, 1_855)]);
        outcomes(&engine.treat(1, &[dear]))
    };
    assert_eq!(due("equilibre"), [paid(1_458)]);
    // Where the base does not cover the act nothing is paid: the line waits.
    assert_eq!(due("biologie"), [without(R::Held, C::DocumentAwaited)]);
}

#[test]
fn a_line_that_the_law_has_no_figure_for_waits() {
    let mut engine = engine(&[]);
    let product = json!({
        "schema-version": 2, "id": "equilibre", "name": {"fr": "P", "en": "P"},
        "responsible": false, "guarantees": {"biologie": {"pmss": 1}},
    });
    engine.add_products(&[product]).unwrap();
    let endless = Member {
        end: None,
        ..member()
    };
    engine.set_portfolio(vec![endless]);
    let of = |number, care: &str| {
        let line = Line {
            start: day(care),
            end: day(care),
            ..act(1, "B", 9_000, 2_000, 1_200)
        };
        decompte(number, vec![line])
    };
    let treatment = engine.treat(1, &[of(1, "2026-12-31"), of(2, "2027-01-01")]);
    assert_eq!(
        outcomes(&treatment),
        [paid(4_005), without(R::Held, C::DocumentAwaited)]
    );
}

#[test]
fn what_a_deductible_kept_of_a_line_is_given_back_with_it() {
    let mut engine = engine(&[]);
    let product = json!({
        "schema-version": 2, "id": "equilibre", "name": {"fr": "P", "en": "P"}, "responsible": false,
        "guarantees": {"biologie": {"br": 100, "deductible": {"euros": "10.00"}}},
    });
    engine.add_products(&[product]).unwrap();
    let of = |number, spent| decompte(number, vec![act(1, "B", spent, 2_000, 1_200)]);
    let first = of(1, 2_000);
    let kept = without(R::SettledZero, C::Deductible);
    let treatment = engine.treat(1, &[first.clone(), of(2, 2_001)]);
    // 8.00 kept, then 2.00 of 8.00.
    assert_eq!(outcomes(&treatment), [kept, paid(600)]);
    let after = engine.treat(2, &[cancellation(3, &first), of(4, 2_002)]);
    let cancelled = without(R::NoEffect, C::Cancellation);
    // 2.00 are kept of the second line only: all of the next one is.
    assert_eq!(outcomes(&after), [cancelled, kept]);
}

#[test]
fn the_membership_goes_back_over_contracts_that_follow_each_other() {
    let row = |product: &str, start: &str, end: &str| Member {
        product: product.into(),
        start: day(start),
        end: Some(day(end)),
        ..member()
    };
    let rows = [
        row("a", "2020-01-01", "2021-12-31"),
        row("a", "2022-02-01", "2022-12-31"),
        row("b", "2023-01-01", "2023-12-31"),
        row("b", "2024-01-01", "2024-12-31"),
    ];
    let portfolio = Portfolio::new(rows.to_vec());
    let person = portfolio.person(&rows[3]);
    // January 2022 was not covered.
    assert_eq!(person.member_since, day("2022-02-01"));
    assert_eq!(person.product_since, Some(day("2023-01-01")));
    assert_eq!(person.birth, Some(day("1955-08-14")));
    let lunar = Member {
        birth: "143555".parse().unwrap(),
        ..member()
    };
    let portfolio = Portfolio::new(vec![lunar.clone()]);
    assert_eq!(portfolio.person(&lunar).birth, None);
}

#[test]
fn a_product_that_is_not_known_leaves_rights_pending() {
    let mut engine = Engine::new(&[]);
    engine.set_portfolio(vec![member()]);
    let treatment = engine.treat(1, &[decompte(1, vec![gp(1)])]);
    assert_eq!(outcomes(&treatment), [without(R::Held, C::RightsPending)]);
}

#[test]
fn reset_forgets_everything_but_the_bugs() {
    let mut engine = engine(&[Bug::Truncates]);
    let file = decompte(1, vec![act(1, "G", 4_000, 2_650, 1_855)]);
    assert_eq!(
        outcomes(&engine.treat(1, std::slice::from_ref(&file))),
        [paid(1_457)]
    );
    engine.reset();
    engine.add_products(&products()).unwrap();
    engine.set_portfolio(vec![member()]);
    assert_eq!(outcomes(&engine.treat(2, &[file])), [paid(1_457)]);
}
