use domain::{
    Cents, Convention, CoordinationOption, Decompte, Line, Operation, Outcome, Payee, PayeeNature,
    Reaction as R, ReasonClass as C,
};
use serde_json::json;

use super::*;
use crate::fixture::*;

fn paid(cents: i64) -> Outcome {
    Outcome::paid(Cents(cents), Payee::Insured)
}

fn reversed(cents: i64) -> Outcome {
    Outcome::reversed(Cents(cents), Payee::Insured)
}

fn without(reaction: R, reason: C) -> Outcome {
    Outcome::without_money(reaction, reason)
}

/// What makes of an ordinary line the one of a case.
type Change = fn(&mut Line);

/// What a fresh mutuelle says of each line of those files, one décompte a file.
fn answers(bugs: &[Bug], files: &[Decompte]) -> Vec<Outcome> {
    let mut engine = engine(bugs);
    let mut all = Vec::new();
    for (re, file) in (1..).zip(files) {
        all.extend(outcomes(&engine.treat(re, std::slice::from_ref(file))));
    }
    all
}

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
fn n10_a_cancellation_takes_back_what_was_paid() {
    let file = decompte(1, vec![gp(1), participation(2, 1, 1)]);
    let back = cancellation(2, &file);
    assert_eq!(
        answers(&[], &[file, back.clone(), cancellation(3, &back)])[2..],
        [
            reversed(795),
            without(R::NoEffect, C::Informative),
            // A cancellation is no original.
            without(R::Held, C::DocumentAwaited),
            without(R::NoEffect, C::Informative),
        ]
    );
}

#[test]
fn n11_a_cancellation_without_original_is_held() {
    let file = decompte(1, vec![gp(1)]);
    let awaited = without(R::Held, C::DocumentAwaited);
    // Unknown.
    assert_eq!(answers(&[], &[cancellation(2, &file)]), [awaited]);
    // Without origin.
    let mut lost = cancellation(2, &file);
    lost.lines[0].origin = None;
    assert_eq!(answers(&[], &[file.clone(), lost]), [paid(795), awaited]);
    // At another caisse.
    let mut elsewhere = cancellation(2, &file);
    elsewhere.caisse = "01-131-000".parse().unwrap();
    assert_eq!(answers(&[], &[file.clone(), elsewhere])[1], awaited);
    // Taken back already.
    let twice = [file.clone(), cancellation(2, &file), cancellation(3, &file)];
    assert_eq!(answers(&[], &twice)[1..], [reversed(795), awaited]);
}

#[test]
fn n11_a_cancellation_before_its_original_leaves_nothing_due() {
    let awaited = without(R::Held, C::DocumentAwaited);
    let cancelled = without(R::NoEffect, C::Cancellation);
    let informative = without(R::NoEffect, C::Informative);
    let old = decompte(1, vec![gp(1), participation(2, 1, 1), gp(3)]);
    let back = cancellation(2, &old);
    let mut engine = engine(&[]);
    let first = engine.treat(1, std::slice::from_ref(&back));
    assert_eq!(outcomes(&first), [awaited, informative, awaited]);
    let late = engine.treat(2, std::slice::from_ref(&old));
    assert_eq!(outcomes(&late), [cancelled, informative, cancelled]);
    let line = |at: usize| back.line_id(&back.lines[at]);
    assert_eq!(
        amended(&late),
        [(1, line(0), cancelled), (1, line(2), cancelled)]
    );
    // Told once. Both identities are known now.
    let again = engine.treat(3, &[back.clone(), old.clone()]);
    assert_eq!(
        outcomes(&again),
        [without(R::Duplicate, C::SameIdentity); 6]
    );
    assert_eq!(amended(&again), []);
    // A further one has no original left.
    let further = engine.treat(4, &[cancellation(3, &old)]);
    assert_eq!(outcomes(&further), [awaited, informative, awaited]);
    // The care under another number is no duplicate of what was taken back.
    let elsewhere = engine.treat(5, &[decompte(4, vec![gp(1)])]);
    assert_eq!(outcomes(&elsewhere), [paid(795)]);
    assert_eq!(amended(&elsewhere), []);
}

#[test]
fn n11_of_two_cancellations_before_their_original_the_first_takes_it_back() {
    let awaited = without(R::Held, C::DocumentAwaited);
    let cancelled = without(R::NoEffect, C::Cancellation);
    let old = decompte(1, vec![gp(1)]);
    let (first, second) = (cancellation(2, &old), cancellation(3, &old));
    let mut engine = engine(&[]);
    let both = engine.treat(1, &[first.clone(), second]);
    assert_eq!(outcomes(&both), [awaited, awaited]);
    let late = engine.treat(2, std::slice::from_ref(&old));
    assert_eq!(outcomes(&late), [cancelled]);
    let line = first.line_id(&first.lines[0]);
    assert_eq!(amended(&late), [(1, line, cancelled)]);
    // The second, like one that came after, takes nothing back any more.
    let new = regularisation(1, &old, vec![gp(1)]);
    assert_eq!(outcomes(&engine.treat(3, &[new])), [paid(795)]);
}

#[test]
fn n11_a_cancellation_in_advance_touches_no_counter_and_comes_before_rights() {
    let awaited = without(R::Held, C::DocumentAwaited);
    let cancelled = without(R::NoEffect, C::Cancellation);
    let mut engine = engine(&[]);
    engine
        .add_products(&[specialist_at_150(json!("15.75"))])
        .unwrap();
    engine.set_portfolio(vec![Member {
        product: "compteur".to_owned(),
        ..member()
    }]);
    let old = exempt_specialist(1, "2024-11-04");
    let back = engine.treat(1, &[cancellation(2, &old)]);
    assert_eq!(outcomes(&back), [awaited]);
    assert_eq!(outcomes(&engine.treat(2, &[old])), [cancelled]);
    // The whole ceiling is left, and no more than that.
    let after = [
        exempt_specialist(3, "2024-11-05"),
        exempt_specialist(4, "2024-11-06"),
    ];
    assert_eq!(
        outcomes(&engine.treat(3, &after)),
        [paid(1_575), without(R::SettledZero, C::Ceiling)]
    );
    // Nobody's care all the same.
    let mut unknown = decompte(5, vec![gp(1)]);
    unknown.beneficiary.nir = "1550814168025".parse().unwrap();
    let back = cancellation(6, &unknown);
    let treatment = engine.treat(4, &[back.clone(), unknown]);
    assert_eq!(outcomes(&treatment), [awaited, cancelled]);
    let line = back.line_id(&back.lines[0]);
    assert_eq!(amended(&treatment), [(4, line, cancelled)]);
}

#[test]
fn n12_a_regularisation_in_every_order() {
    // Whatever comes first, at the end the old one is not due and the new one is. The new one bears a
    // number of its own, or that of the old one.
    for number in [3, 1] {
        let old = decompte(1, vec![gp(1)]);
        let back = cancellation(2, &old);
        let new = regularisation(number, &old, vec![act(1, "G", 4_000, 2_650, 1_855)]);
        let files = [old, back, new];
        for order in [
            [0, 1, 2],
            [0, 2, 1],
            [1, 0, 2],
            [1, 2, 0],
            [2, 0, 1],
            [2, 1, 0],
        ] {
            let mut engine = engine(&[]);
            let mut last = BTreeMap::new();
            for (re, at) in (1..).zip(order) {
                let treatment = engine.treat(re, std::slice::from_ref(&files[at]));
                let answered = treatment.lines.iter().map(|line| (line.line, line.outcome));
                last.extend(answered);
                last.extend(amended(&treatment).into_iter().map(|(_, id, to)| (id, to)));
            }
            let of = |at: usize| last[&files[at].line_id(&files[at].lines[0])];
            let cancelled = without(R::NoEffect, C::Cancellation);
            let taken_back = [(paid(795), reversed(795)), (cancelled, cancelled)];
            assert!(taken_back.contains(&(of(0), of(1))), "{order:?}");
            assert_eq!(of(2), paid(1_458), "{order:?} under {number}");
        }
    }
}

#[test]
fn a_cancellation_of_what_was_not_paid_moves_no_money() {
    let refused = decompte(1, vec![act(1, "PH2", 500, 500, 75)]);
    assert_eq!(
        answers(&[], &[refused.clone(), cancellation(2, &refused)]),
        [
            without(R::Refused, C::ActNotCovered),
            without(R::NoEffect, C::Cancellation)
        ]
    );
    let mut third_party = decompte(1, vec![gp(1)]);
    third_party.payee_nature = PayeeNature::ThirdPartyFull;
    assert_eq!(
        answers(&[], &[third_party.clone(), cancellation(2, &third_party)]),
        [
            without(R::Held, C::ThirdPartyInvoiceAwaited),
            without(R::NoEffect, C::Cancellation)
        ]
    );
}

#[test]
fn a_negative_quantity_takes_back_whatever_the_operation_says() {
    let file = decompte(1, vec![gp(1)]);
    let mut back = cancellation(2, &file);
    back.operation = Operation::Payment;
    assert_eq!(answers(&[], &[file, back])[1], reversed(795));
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
        product: "essentielle".to_owned(),
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
        product: "essentielle".to_owned(),
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
fn n3_the_same_care_elsewhere_is_held_until_the_first_is_taken_back() {
    let first = decompte(1, vec![gp(1)]);
    let second = decompte(2, vec![gp(1)]);
    let third = decompte(3, vec![gp(1)]);
    let suspected = without(R::Held, C::DuplicateSuspected);
    let mut engine = engine(&[]);
    engine.treat(1, std::slice::from_ref(&first));
    let held = engine.treat(2, &[second.clone(), third]);
    assert_eq!(outcomes(&held), [suspected, suspected]);
    let back = engine.treat(3, &[cancellation(4, &first)]);
    assert_eq!(outcomes(&back), [reversed(795)]);
    // The second takes the place of the first; the third now waits for the second.
    let line = second.line_id(&second.lines[0]);
    assert_eq!(amended(&back), [(2, line, paid(795))]);
    let back = engine.treat(4, &[cancellation(5, &second)]);
    assert_eq!(outcomes(&back), [reversed(795)]);
    assert_eq!(amended(&back).len(), 1);
}

#[test]
fn n3_two_equal_acts_of_one_decompte_are_both_due() {
    let file = decompte(1, vec![gp(1), gp(2)]);
    assert_eq!(answers(&[], &[file]), [paid(795), paid(795)]);
    // Field notes §1.6: one number at two caisses is two décomptes.
    let mut elsewhere = decompte(1, vec![gp(1)]);
    elsewhere.caisse = "01-131-000".parse().unwrap();
    assert_eq!(
        answers(&[], &[decompte(1, vec![gp(1)]), elsewhere])[1],
        without(R::Held, C::DuplicateSuspected)
    );
}

#[test]
fn n3_a_number_of_another_day_is_another_decompte() {
    let first = decompte(1, vec![gp(1)]);
    let second = Decompte {
        date: day("2024-11-27"),
        ..first.clone()
    };
    let mut engine = engine(&[]);
    engine.treat(1, std::slice::from_ref(&first));
    let held = engine.treat(2, std::slice::from_ref(&second));
    assert_eq!(outcomes(&held), [without(R::Held, C::DuplicateSuspected)]);
    // Both stand at one place for the cancellation: it takes back the one that was paid.
    let back = engine.treat(3, &[cancellation(2, &first)]);
    assert_eq!(outcomes(&back), [reversed(795)]);
    let line = second.line_id(&second.lines[0]);
    assert_eq!(amended(&back), [(2, line, paid(795))]);
}

#[test]
fn n3_another_care_is_no_duplicate() {
    let changes: [Change; 5] = [
        |line| line.start = day("2024-11-17"),
        |line| line.spent = Cents(2_700),
        |line| line.executor = "750000012".parse().unwrap(),
        |line| line.quantity = 2,
        |line| line.act = "C".parse().unwrap(),
    ];
    for change in changes {
        let mut other = gp(1);
        change(&mut other);
        let files = [decompte(1, vec![gp(1)]), decompte(2, vec![other])];
        assert_eq!(answers(&[], &files)[1].reaction, R::Paid);
    }
}

#[test]
fn a_held_duplicate_that_is_cancelled_is_withdrawn() {
    let first = decompte(1, vec![gp(1)]);
    let second = decompte(2, vec![gp(1)]);
    let mut engine = engine(&[]);
    engine.treat(1, std::slice::from_ref(&first));
    engine.treat(2, std::slice::from_ref(&second));
    let withdrawn = engine.treat(3, &[cancellation(3, &second)]);
    assert_eq!(
        outcomes(&withdrawn),
        [without(R::NoEffect, C::Cancellation)]
    );
    let back = engine.treat(4, &[cancellation(4, &first)]);
    assert_eq!(outcomes(&back), [reversed(795)]);
    assert_eq!(amended(&back), []);
}

#[test]
fn n12_a_regularisation_is_settled_after_its_cancellation_in_either_order() {
    let old = decompte(1, vec![gp(1)]);
    let new = regularisation(3, &old, vec![act(1, "G", 4_000, 2_650, 1_855)]);
    let back = cancellation(2, &old);
    assert_eq!(
        answers(&[], &[old.clone(), back.clone(), new.clone()]),
        [paid(795), reversed(795), paid(1_458)]
    );
    let mut engine = engine(&[]);
    engine.treat(1, std::slice::from_ref(&old));
    let held = engine.treat(2, std::slice::from_ref(&new));
    assert_eq!(outcomes(&held), [without(R::Held, C::DuplicateSuspected)]);
    let treatment = engine.treat(3, &[back]);
    assert_eq!(outcomes(&treatment), [reversed(795)]);
    let line = new.line_id(&new.lines[0]);
    assert_eq!(amended(&treatment), [(2, line, paid(1_458))]);
    // A regularisation of the regularisation takes back its last version.
    let treatment = engine.treat(4, &[cancellation(5, &new)]);
    assert_eq!(outcomes(&treatment), [reversed(1_458)]);
}

#[test]
fn n12_a_regularisation_under_the_number_of_its_original() {
    let old = decompte(1, vec![gp(1)]);
    let new = regularisation(1, &old, vec![act(1, "G", 4_000, 2_650, 1_855)]);
    let mut engine = engine(&[]);
    engine.treat(1, std::slice::from_ref(&old));
    let held = engine.treat(2, &[new]);
    assert_eq!(outcomes(&held), [without(R::Held, C::DuplicateSuspected)]);
    let treatment = engine.treat(3, &[cancellation(2, &old)]);
    assert_eq!(outcomes(&treatment), [reversed(795)]);
    assert_eq!(amended(&treatment).len(), 1);
}

#[test]
fn n12_old_new_and_cancellation_in_one_file() {
    let old = decompte(1, vec![gp(1)]);
    let new = regularisation(3, &old, vec![act(1, "G", 4_000, 2_650, 1_855)]);
    let mut engine = engine(&[]);
    let treatment = engine.treat(9, &[old.clone(), new.clone(), cancellation(2, &old)]);
    assert_eq!(
        outcomes(&treatment),
        [
            paid(795),
            without(R::Held, C::DuplicateSuspected),
            reversed(795)
        ]
    );
    let line = new.line_id(&new.lines[0]);
    assert_eq!(amended(&treatment), [(9, line, paid(1_458))]);
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
        vec![pharmacy("PH2", 1), pharmacy("PH4", 2), pharmacy("AMK", 3)],
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

/// A specialist OPTAM on that day: 70.00, base 31.50, paid whole by the AMO: whatever the contract pays is
/// beyond the ticket modérateur.
fn exempt_specialist(number: u32, care: &str) -> Decompte {
    let line = Line {
        specialty: 7,
        convention: Convention::Secteur2,
        option: CoordinationOption::Optam,
        start: day(care),
        end: day(care),
        ..act(1, "CS", 7_000, 3_150, 3_150)
    };
    decompte(number, vec![line])
}

/// The product `compteur`: specialists at 150 %, with that ceiling a year.
fn specialist_at_150(per_year: serde_json::Value) -> serde_json::Value {
    json!({
        "schema-version": 1, "id": "compteur", "name": {"fr": "Compteur", "en": "Counter"},
        "responsible": false,
        "guarantees": {"specialiste": {"br": 150, "overrun-per-year": per_year}},
    })
}

#[test]
fn the_counter_belongs_to_the_year_of_care_and_is_given_back() {
    let of = exempt_specialist;
    let mut engine = engine(&[]);
    engine
        .add_products(&[specialist_at_150(json!("60.00"))])
        .unwrap();
    let mut member = member();
    member.product = "compteur".to_owned();
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
        "schema-version": 1, "id": "avant", "name": {"fr": "Avant", "en": "Before"},
        "responsible": false, "guarantees": {"specialiste": {"br": 150}},
    });
    engine
        .add_products(&[uncounted, specialist_at_150(json!("20.00"))])
        .unwrap();
    let before = Member {
        product: "avant".to_owned(),
        end: Some(day("2024-11-30")),
        ..member()
    };
    let after = Member {
        product: "compteur".to_owned(),
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

#[test]
fn the_tariff_bug_shows_only_across_a_switch_of_the_adults_tariff() {
    let bug = [Bug::TariffOfProcessingDay];
    // Cents paid for a consultation of that expense and base, changed, by day of care and of décompte.
    let paid_for = |bugs: &[Bug], change: Change, spent: i64, care: &str, date: &str| {
        let mut line = Line {
            start: day(care),
            end: day(care),
            ..act(1, "G", spent, spent, spent * 70 / 100)
        };
        change(&mut line);
        let mut engine = engine(bugs);
        engine.set_portfolio(vec![Member {
            start: day("2023-01-01"),
            end: None,
            ..member()
        }]);
        let file = Decompte {
            date: day(date),
            ..decompte(1, vec![line])
        };
        outcomes(&engine.treat(1, &[file]))[0].amount.0
    };
    let adult: Change = |_| {};
    for (spent, care, date, right, wrong) in [
        // Both sides of 2023-11-01: min(25.00, 33.13) − 18.55.
        (2_500, "2023-10-30", "2023-11-02", 750, 645),
        (2_500, "2023-10-31", "2023-11-01", 750, 645),
        (2_500, "2023-10-20", "2023-10-31", 750, 750),
        (2_650, "2023-11-01", "2023-11-06", 795, 795),
        // Both sides of 2024-12-22: min(26.50, 37.50) − 21.00.
        (2_650, "2024-12-21", "2024-12-22", 795, 550),
        (2_650, "2024-12-10", "2024-12-21", 795, 795),
        (3_000, "2024-12-22", "2025-03-06", 900, 900),
        // Two switches at once: min(25.00, 37.50) − 21.00.
        (2_500, "2023-10-20", "2025-01-06", 750, 400),
    ] {
        let at = |bugs| paid_for(bugs, adult, spent, care, date);
        assert_eq!((at(&[]), at(&bug)), (right, wrong), "{care}, {date}");
    }
    // Across the switch of 2024, lines that do not carry the adults' tariff of their day.
    let others: [(i64, Change); 6] = [
        // A child under 6, a base that was given, quantity 2.
        (3_150, adult),
        (2_500, adult),
        (5_300, |line| line.quantity = 2),
        // Secteur 2 without option, another code, another speciality.
        (2_300, |line| line.convention = Convention::Secteur2),
        (2_650, |line| line.act = "TCG".parse().unwrap()),
        (2_650, |line| line.specialty = 7),
    ];
    for (spent, change) in others {
        let at = |bugs| paid_for(bugs, change, spent, "2024-12-20", "2024-12-30");
        assert_eq!(at(&bug), at(&[]), "{spent}");
        assert!(at(&[]) > 0);
    }
    let child_2023 = |bugs| paid_for(bugs, adult, 3_000, "2023-10-30", "2023-11-02");
    assert_eq!(child_2023(&bug), child_2023(&[]));
    // The AMO share follows the base at the normal rate of the line: min(50.00, 37.50) − 30.00 where it is
    // whole, min(50.00, 37.50) − 21.00 out of the parcours.
    let whole: Change = |line| {
        (line.spent, line.rate, line.amount) = (Cents(5_000), 100, Cents(2_650));
    };
    let outside: Change = |line| {
        (line.spent, line.rate) = (Cents(5_000), 30);
        (line.amount, line.majoration) = (Cents(795), Cents(1_060));
    };
    for (change, right, wrong) in [(whole, 663, 750), (outside, 1_458, 1_650)] {
        let at = |bugs| paid_for(bugs, change, 2_650, "2024-12-20", "2024-12-30");
        assert_eq!((at(&[]), at(&bug)), (right, wrong));
    }
}

/// One flow a bug, with what the right mutuelle and the wrong one say of its last line.
#[test]
fn each_bug_shows_in_one_small_flow_and_nowhere_in_an_ordinary_one() {
    let old = decompte(1, vec![gp(1)]);
    let with_participation = decompte(1, vec![participation(2, 1, 1), gp(1)]);
    let late = |care: &str, date: &str| {
        let line = Line {
            start: day(care),
            end: day(care),
            ..gp(1)
        };
        Decompte {
            date: day(date),
            ..decompte(1, vec![line])
        }
    };
    let outside = Line {
        amount: Cents(795),
        majoration: Cents(1_060),
        rate: 30,
        ..gp(1)
    };
    let half_cent = act(1, "G", 4_000, 2_650, 1_855);
    let no_cover = without(R::Refused, C::NoCover);
    let flows: [(Bug, Vec<Decompte>, Outcome, Outcome); 8] = [
        (
            Bug::RefundsParticipation,
            vec![with_participation],
            paid(795),
            // min(26.50, 33.13) − (18.55 − 2.00)
            paid(995),
        ),
        (
            Bug::PaysDuplicateTwice,
            vec![old.clone(), old.clone()],
            without(R::Duplicate, C::SameIdentity),
            paid(795),
        ),
        (
            Bug::FileDateForCareDate,
            vec![late("2024-12-30", "2025-01-06")],
            paid(795),
            no_cover,
        ),
        (
            Bug::CoversMajoration,
            vec![decompte(1, vec![outside])],
            paid(795),
            paid(1_855),
        ),
        (
            Bug::IgnoresCancellations,
            vec![old.clone(), cancellation(2, &old)],
            reversed(795),
            without(R::NoEffect, C::Informative),
        ),
        (
            Bug::TariffOfProcessingDay,
            vec![late("2024-12-20", "2024-12-30")],
            paid(795),
            // min(26.50, 125 % × 30.00) − 21.00
            paid(550),
        ),
        (
            Bug::Truncates,
            vec![decompte(1, vec![half_cent])],
            paid(1_458),
            paid(1_457),
        ),
        (
            Bug::PaysAfterEnd,
            vec![late("2025-01-02", "2025-01-06")],
            no_cover,
            paid(795),
        ),
    ];
    let ordinary = decompte(9, vec![gp(1)]);
    for (bug, files, right, wrong) in flows {
        assert_eq!(answers(&[], &files).last(), Some(&right), "{bug}: right");
        assert_eq!(answers(&[bug], &files).last(), Some(&wrong), "{bug}: wrong");
        let ordinary = std::slice::from_ref(&ordinary);
        assert_eq!(answers(&[bug], ordinary), [paid(795)], "{bug}: ordinary");
    }
}
